/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proves that the data of an environment can be read with the key that protects it now (domain.md
 * 3.12): every data key is unwrapped anew as the policy's identity, every file is decrypted and
 * compared with what was stored, every table is read to its end.
 */
#pragma once

#include "kh-tenant.h"

G_BEGIN_DECLS

/* (transfer full): the environment with what came of it: its verification has an error where
 * something could not be read, which is no error of the call. It is in the audit log and stays with
 * the environment until the next one. Reads everything: any worker but the tenant's. Errors:
 * NOT_FOUND, PERMISSION, BUSY, CANCELLED. @cancellable: (nullable). */
KhEnvironment *kh_tenant_environment_verify (KhTenant *self, KhCaller *caller,
                                             const char *environment, GCancellable *cancellable,
                                             GError **error);

G_END_DECLS
