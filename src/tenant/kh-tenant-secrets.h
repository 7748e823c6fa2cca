/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Use cases of the secrets of vaults.
 *
 * As in kh-tenant-acts.h: all on the tenant's worker, each checks, writes the audit intent, acts
 * and publishes. The role is kva; whoever a grant of the vault allows it may do it as well
 * (domain.md 6.8, 6.9). No audit record holds a value. Returned values are (transfer full).
 */
#pragma once

#include "kh-limits.h"
#include "kh-tenant.h"

G_BEGIN_DECLS

typedef struct {
  const char *vault, *name;
  KhSecret *value;
  const char *content_type; /* (nullable) */
  gboolean enabled;
  KhTime nbf, exp; /* KH_TIME_NONE = not set */
  char **tags;     /* (nullable) name, value, …, NULL */
} KhSecretSpec;
/* What a PATCH names; everything else stays. */
typedef struct {
  gboolean has_enabled, enabled;
  gboolean has_nbf, has_exp;
  KhTime nbf, exp;          /* KH_TIME_NONE clears */
  const char *content_type; /* (nullable) */
  char **tags;              /* (nullable): replaces all */
} KhSecretPatch;

/* A new secret, or a new version of an existing one. EXISTS for the name of a deleted one. */
KhVaultSecret *kh_tenant_secret_set (KhTenant *self, KhCaller *caller, const KhSecretSpec *spec,
                                     GError **error);
/* The value, recorded in the audit log. @version: (nullable): the newest. @secret: (out) (transfer
 * full): what it belongs to. KEY_ACCESS (SecretDisabled). */
KhSecret *kh_tenant_secret_get (KhTenant *self, KhCaller *caller, const char *vault,
                                const char *name, const char *version, KhVaultSecret **secret,
                                GError **error);
/* @version: (nullable): the newest. */
KhVaultSecret *kh_tenant_secret_update (KhTenant *self, KhCaller *caller, const char *vault,
                                        const char *name, const char *version,
                                        const KhSecretPatch *patch, GError **error);
KhVaultSecret *kh_tenant_secret_delete (KhTenant *self, KhCaller *caller, const char *vault,
                                        const char *name, GError **error);
KhVaultSecret *kh_tenant_secret_recover (KhTenant *self, KhCaller *caller, const char *vault,
                                         const char *name, GError **error);
gboolean kh_tenant_secret_purge (KhTenant *self, KhCaller *caller, const char *vault,
                                 const char *name, GError **error);

G_END_DECLS
