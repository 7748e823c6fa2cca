/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A seal that is damaged or gone, and the automatic copy that takes its place. */
#pragma once

#include "kh-tenant.h"

G_BEGIN_DECLS

/* When the copy was made that could take the place of the seal, in microseconds since 1970; 0 where
 * there is none. Reads the disk; any thread that may block, as the next one. */
gint64 kh_tenant_find_seal_copy (const KhTenantPlace *place);
/* Puts it there; opening is another call. Errors: HOSTED, NOT_FOUND with "NoSealCopy", and those of
 * the disk, which leave everything as it was. */
gboolean kh_tenant_use_seal_copy (const KhTenantPlace *place, GError **error);

/* After opening: what was done is in the audit log from now on, and there is a copy. */
void kh_seal_restore_settle (KhTenant *tenant);

G_END_DECLS
