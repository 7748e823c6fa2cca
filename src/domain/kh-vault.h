/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key vault: settings, network, access policies, soft deletion. Immutable value (kh-value.h). */
#pragma once

#include "kh-value.h"

G_BEGIN_DECLS

typedef struct {
  char *principal_id;
  KhKeyPermissions permissions;
  KhSecretPermissions secrets;
} KhAccessPolicy;
KhAccessPolicy *kh_access_policy_new (const char *principal_id, KhKeyPermissions permissions);
void kh_access_policy_free (KhAccessPolicy *self);

typedef struct {
  gatomicrefcount refs;
  char *id; /* GUID */
  char *name;
  char *region;
  char *tenant_id; /* (nullable): this organization; another one after a move (trigger 15) */
  KhSku sku;
  KhPermissionModel permission_model;
  guint retention_days;
  gboolean purge_protection;
  KhPublicNetwork public_network;
  KhDefaultAction default_action;
  KhBypass bypass;
  GPtrArray *access_policies;        /* (element-type KhAccessPolicy), never NULL */
  gboolean access_policies_replaced; /* the list was last written whole, not entry by entry (trigger
                                        13) */
  KhVaultState state;
  KhTime deleted_at;         /* KH_TIME_NONE */
  KhTime scheduled_purge_at; /* KH_TIME_NONE */
  KhTime created_at;
  gint64 revision;
  GError *fault; /* (nullable): why its keys cannot be read; found at the start, never stored */
} KhVault;
/* kh_vault_new(): the defaults of model.md 8. */
KH_DECLARE_VALUE (KhVault, vault)

/* Permissions that the access policies give @principal_id, whatever the permission model. */
KhKeyPermissions kh_vault_get_access_policy (const KhVault *self, const char *principal_id);
KhSecretPermissions kh_vault_get_secret_policy (const KhVault *self, const char *principal_id);
/* Replaces what a principal may do with keys, or with secrets, in a value under construction; an
 * entry that allows neither is removed. */
void kh_vault_set_access_policy (KhVault *self, const char *principal_id,
                                 KhKeyPermissions permissions);
void kh_vault_set_secret_policy (KhVault *self, const char *principal_id,
                                 KhSecretPermissions permissions);
/* "Recoverable", "Recoverable+Purgeable", "CustomizedRecoverable", … (domain.md 6.4). Static. */
const char *kh_vault_get_recovery_level (const KhVault *self);
/* FALSE with the vault's fault. What is not in the estate then may exist all the same. */
gboolean kh_vault_check_readable (const KhVault *self, GError **error);
/* TRUE if trusted services reach it in spite of its firewall. */
gboolean kh_vault_admits_service (const KhVault *self);

G_END_DECLS
