/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Built-in roles of Azure that can be assigned on vaults, keys and policies (domain.md 6.9). */
#pragma once

#include "kh-enums.h"

G_BEGIN_DECLS

typedef struct {
  const char *id; /* GUID of the role definition */
  const char *name;
  KhKeyPermissions permissions; /* on keys */
  KhSecretPermissions secrets;
  const char *description;
} KhRbacRole;

#define KH_RBAC_CRYPTO_SERVICE_ENCRYPTION_USER "e147488a-f6f5-4113-8e2d-b22465e65bf6"
#define KH_RBAC_CRYPTO_OFFICER "14b46e9e-c2b7-41b4-b07b-48a6ebf60603"
#define KH_RBAC_SECRETS_USER "4633458b-17de-408a-b874-0445c86b69e6"
#define KH_RBAC_READER "acdd72a7-3385-48ef-bd42-f606fba81ae7"

/* (nullable): by GUID or name, without regard to case. Static. */
const KhRbacRole *kh_rbac_role_find (const char *id_or_name);
/* The whole table. */
const KhRbacRole *kh_rbac_roles (guint *n);

G_END_DECLS
