/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the use cases share. Worker. */
#pragma once

#include "kh-act.h"

G_BEGIN_DECLS

/* One guarded change: role, guard, intent, the change on the estate, outcome. */
gboolean kh_acts_apply (KhTenant *self, KhCaller *caller, const KhActFacts *facts,
                        const KhChange *change, GError **error);
/* TRUE if the caller's confirmation is the token of @change. */
gboolean kh_acts_is_confirmed (KhTenant *self, KhCaller *caller, const KhChange *change);
/* (transfer none): NOT_FOUND names what is missing. */
const KhEnvironment *kh_acts_find_environment (const KhEstate *estate, const char *text,
                                               GError **error);
const KhVault *kh_acts_find_vault (const KhEstate *estate, const char *text, GError **error);
const KhPolicy *kh_acts_find_policy (const KhEstate *estate, const char *text, GError **error);
const KhKey *kh_acts_find_key (const KhEstate *estate, const char *vault, const char *name,
                               GError **error);
/* (transfer full): the present value. */
KhEnvironment *kh_acts_ref_environment (KhTenant *self, const char *id);

G_END_DECLS
