/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a tenant whose root secret is known. */
#pragma once

#include "kh-tenant-private.h"

G_BEGIN_DECLS

/* @lock_file and @root: (transfer full), also on failure. @opener: (nullable): id of the account
 * whose slot opened the seal; NULL for the first slot's. Any thread that may block. */
KhTenant *kh_tenant_open_with_root (const KhTenantPlace *place, KhLockFile *lock_file,
                                    const char *opener, KhSecret *root, GError **error);
/* Frees whatever was opened so far. */
void kh_tenant_tear_down (KhTenant *self);

G_END_DECLS
