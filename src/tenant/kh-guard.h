/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guards: an act whose recomputed impact takes environments down, breaks a hold or cannot be
 * undone needs the token of exactly that impact (model.md 5).
 *
 * A token is bound to account, change and impact by a MAC under a key of the seal and lives five
 * minutes. It serves as many calls as make up the act it was asked for (disabling a key is one call
 * a version) and is spent with the one that gave the act another impact: undoing the act does not
 * bring it back. What is spent is remembered until the tenant is closed. Tenant's worker.
 */
#pragma once

#include "kh-tenant.h"
#include "kh-impact.h"

G_BEGIN_DECLS

#define KH_GUARD_TOKEN_LIFE (5 * KH_MINUTE)

/* (transfer full): the token that confirms @impact of @change by @caller. */
char *kh_guard_make_token (KhTenant *tenant, KhCaller *caller, const KhImpact *impact,
                           const KhChange *change);
/* CONFIRMATION with inner "ConfirmationRequired" or "ConfirmationStale" and the impact as details;
 * or the error why the change cannot be. The platform's own acts are not guarded. @used: (out)
 * (optional): the caller's token was needed. */
gboolean kh_guard_check (KhTenant *tenant, KhCaller *caller, const KhChange *change, gboolean *used,
                         GError **error);
/* After an act that needed the caller's token: spends it unless @change still has its impact. */
void kh_guard_spend (KhTenant *tenant, KhCaller *caller, const KhChange *change);

G_END_DECLS
