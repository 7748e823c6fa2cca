/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of assignable roles with what each allows on keys and secrets (domain.md 6.9). */

#include "kh-rbac.h"

#define CRYPTO                                                                                     \
  (KH_PERMISSION_DECRYPT | KH_PERMISSION_ENCRYPT | KH_PERMISSION_UNWRAP | KH_PERMISSION_WRAP       \
   | KH_PERMISSION_VERIFY | KH_PERMISSION_SIGN)
#define METADATA (KH_PERMISSION_GET | KH_PERMISSION_LIST | KH_PERMISSION_GET_ROTATION_POLICY)

static const KhRbacRole roles[] = {
  { "00482a5a-887f-4fb3-b363-3b7fe8e74483", "Key Vault Administrator", KH_PERMISSION_ALL,
    KH_SECRET_PERMISSION_ALL, "All actions on keys, secrets and certificates of the vault." },
  { "21090545-7ca7-4776-b22c-e363652d74d2", "Key Vault Reader", (KhKeyPermissions)METADATA,
    KH_SECRET_PERMISSION_LIST, "Metadata of the vault and its objects." },
  { "a68e7c17-0ab2-4c09-9a58-125dae29748c", "Key Vault Purge Operator", KH_PERMISSION_NONE,
    KH_SECRET_PERMISSION_NONE, "Permanently deletes soft-deleted vaults." },
  { "a4417e6f-fecd-4de8-b567-7b0420556985", "Key Vault Certificates Officer", KH_PERMISSION_NONE,
    KH_SECRET_PERMISSION_NONE, "All actions on certificates." },
  { "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba", "Key Vault Certificate User", KH_PERMISSION_NONE,
    KH_SECRET_PERMISSION_NONE, "Reads certificates with their private part." },
  { KH_RBAC_CRYPTO_OFFICER, "Key Vault Crypto Officer", KH_PERMISSION_ALL,
    KH_SECRET_PERMISSION_NONE, "All actions on keys." },
  { KH_RBAC_CRYPTO_SERVICE_ENCRYPTION_USER, "Key Vault Crypto Service Encryption User",
    KH_PERMISSION_SERVICE, KH_SECRET_PERMISSION_NONE,
    "Reads metadata of keys, wraps and unwraps." },
  { "12338af0-0e69-4776-bea7-57ae8d297424", "Key Vault Crypto User",
    (KhKeyPermissions)(CRYPTO | METADATA | KH_PERMISSION_UPDATE | KH_PERMISSION_BACKUP),
    KH_SECRET_PERMISSION_NONE, "Cryptographic operations with keys." },
  { "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "Key Vault Secrets Officer", KH_PERMISSION_NONE,
    KH_SECRET_PERMISSION_ALL, "All actions on secrets." },
  { KH_RBAC_SECRETS_USER, "Key Vault Secrets User", KH_PERMISSION_NONE, KH_SECRET_PERMISSION_GET,
    "Reads the values of secrets." },
  { "8b54135c-b56d-4d72-a534-26097cfdc8d8", "Key Vault Data Access Administrator",
    KH_PERMISSION_NONE, KH_SECRET_PERMISSION_NONE, "Assigns the roles of this list." },
  { KH_RBAC_READER, "Reader", KH_PERMISSION_NONE, KH_SECRET_PERMISSION_NONE,
    "Reads the resource; on a policy: may use it." },
};

const KhRbacRole *
kh_rbac_role_find (const char *id_or_name)
{
  for (guint i = 0; id_or_name != NULL && i < G_N_ELEMENTS (roles); i++)
    if (g_ascii_strcasecmp (roles[i].id, id_or_name) == 0
        || g_ascii_strcasecmp (roles[i].name, id_or_name) == 0)
      return &roles[i];
  return NULL;
}

const KhRbacRole *
kh_rbac_roles (guint *n)
{
  *n = G_N_ELEMENTS (roles);
  return roles;
}
