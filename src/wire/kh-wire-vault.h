/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vaults: the lean shape of cli.md 3, and the ARM resource (protocol.md 3.1) in ARM's own words. */
#pragma once

#include "kh-shape.h"
#include "kh-vault.h"

G_BEGIN_DECLS

/* `vault show`. */
typedef struct {
  char *id; /* ARM id */
  char *name, *uri, *region, *sku, *permission_model;
  gint64 retention_days;
  gboolean purge_protection;
  char *public_network, *default_action, *bypass;
  char *state;
  KhTime scheduled_purge_at;
  char *fault; /* (nullable): why its keys and secrets cannot be read */
} KhWireVault;
KH_DECLARE_SHAPE (KhWireVault, wire_vault)

typedef struct {
  char *tenant_id;
  char *object_id;
  char **keys, **secrets; /* permissions; NULL where not named */
} KhWireAccessPolicy;
KH_DECLARE_SHAPE (KhWireAccessPolicy, wire_access_policy)

/* The ARM resource, whole (GET, PUT) or in part (PATCH: what is unset stays). */
typedef struct {
  char *id, *name, *type, *location;
  char *tenant_id, *vault_uri;
  char *sku_family, *sku_name;
  int rbac;             /* enableRbacAuthorization; KH_TRI_UNSET */
  int purge_protection; /* KH_TRI_UNSET */
  int soft_delete;
  gint64 retention_days;        /* 0: not named */
  char *create_mode;            /* (nullable): "recover" */
  char *public_network_access;  /* "Enabled", "Disabled", "SecuredByPerimeter" */
  char *default_action;         /* "Allow", "Deny" */
  char *bypass;                 /* "AzureServices", "None" */
  gboolean has_access_policies; /* set by kh_arm_vault_read(): an empty list was named */
  GPtrArray *access_policies;   /* (element-type KhWireAccessPolicy) */
  char *provisioning_state;
  char *state; /* properties.keyhold */
  char *fault; /* (nullable) */
  KhTime scheduled_purge_at;
} KhArmVault;
KH_DECLARE_SHAPE (KhArmVault, arm_vault)
/* As kh_arm_vault_parse(), with has_access_policies. */
KhArmVault *kh_arm_vault_parse_request (GBytes *body, GError **error);
KhWireVault *kh_wire_vault_from_arm (const KhArmVault *arm);
/* Changes @vault (a copy under construction) by what is set. Errors: ARGUMENT. */
gboolean kh_arm_vault_apply (const KhArmVault *self, KhVault *vault, GError **error);
/* @arm_id and @uri are copied. */
KhArmVault *kh_arm_vault_from (const KhVault *vault, const char *arm_id, const char *uri);

/* deletedVaults. */
typedef struct {
  char *id, *name, *type;
  char *vault_id, *location;
  KhTime deletion_date, scheduled_purge_date;
  gboolean purge_protection;
} KhArmDeletedVault;
KH_DECLARE_SHAPE (KhArmDeletedVault, arm_deleted_vault)

/* PUT …/accessPolicies/{add|replace|remove}: request and reply. */
typedef struct {
  char *id, *type;
  GPtrArray *access_policies; /* (element-type KhWireAccessPolicy) */
} KhArmAccessPolicies;
KH_DECLARE_SHAPE (KhArmAccessPolicies, arm_access_policies)
/* (transfer full): the words of a set of permissions. */
char **kh_wire_key_permission_words (KhKeyPermissions permissions);
char **kh_wire_secret_permission_words (KhSecretPermissions permissions);
/* FALSE with ARGUMENT for an unknown word. */
gboolean kh_wire_permissions_parse (const KhWireAccessPolicy *entry, KhKeyPermissions *keys,
                                    KhSecretPermissions *secrets, GError **error);

G_END_DECLS
