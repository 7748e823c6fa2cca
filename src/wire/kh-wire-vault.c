/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vaults on the wire: lean, as ARM resources, deleted ones, and access policies. */
#include "kh-wire-vault.h"

#define O(member) G_STRUCT_OFFSET (KhWireVault, member)
static const KhField vault_fields[] = {
  { "id", KH_FIELD_TEXT, 0, O (id) },
  { "name", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (name) },
  { "uri", KH_FIELD_TEXT, 0, O (uri) },
  { "region", KH_FIELD_TEXT, 0, O (region) },
  { "sku", KH_FIELD_TEXT, 0, O (sku) },
  { "permissionModel", KH_FIELD_TEXT, 0, O (permission_model) },
  { "softDeleteRetentionDays", KH_FIELD_INT, 0, O (retention_days) },
  { "purgeProtection", KH_FIELD_BOOL, 0, O (purge_protection) },
  { "publicNetwork", KH_FIELD_TEXT, 0, O (public_network) },
  { "defaultAction", KH_FIELD_TEXT, 0, O (default_action) },
  { "bypass", KH_FIELD_TEXT, 0, O (bypass) },
  { "state", KH_FIELD_TEXT, 0, O (state) },
  { "scheduledPurgeAt", KH_FIELD_TIME, 0, O (scheduled_purge_at) },
  { "fault", KH_FIELD_TEXT, KH_FIELD_OMIT, O (fault) },
};
#undef O
KH_DEFINE_SHAPE (KhWireVault, wire_vault, vault_fields)

#define O(member) G_STRUCT_OFFSET (KhWireAccessPolicy, member)
static const KhField access_policy_fields[] = {
  { "tenantId", KH_FIELD_TEXT, 0, O (tenant_id) },
  { "objectId", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (object_id) },
  { "permissions.keys", KH_FIELD_TEXTS, 0, O (keys) },
  { "permissions.secrets", KH_FIELD_TEXTS, KH_FIELD_OMIT, O (secrets) },
};
#undef O
KH_DEFINE_SHAPE (KhWireAccessPolicy, wire_access_policy, access_policy_fields)

#define O(member) G_STRUCT_OFFSET (KhArmVault, member)
static const KhField arm_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_OMIT, O (id) },
  { "name", KH_FIELD_TEXT, KH_FIELD_OMIT, O (name) },
  { "type", KH_FIELD_TEXT, KH_FIELD_OMIT, O (type) },
  { "location", KH_FIELD_TEXT, KH_FIELD_OMIT, O (location) },
  { "properties.tenantId", KH_FIELD_TEXT, KH_FIELD_OMIT, O (tenant_id) },
  { "properties.sku.family", KH_FIELD_TEXT, KH_FIELD_OMIT, O (sku_family) },
  { "properties.sku.name", KH_FIELD_TEXT, KH_FIELD_OMIT, O (sku_name) },
  { "properties.accessPolicies", KH_FIELD_LIST, KH_FIELD_OMIT, O (access_policies),
    &kh_wire_access_policy_shape },
  { "properties.networkAcls.bypass", KH_FIELD_TEXT, KH_FIELD_OMIT, O (bypass) },
  { "properties.networkAcls.defaultAction", KH_FIELD_TEXT, KH_FIELD_OMIT, O (default_action) },
  { "properties.enableSoftDelete", KH_FIELD_TRI, KH_FIELD_OMIT, O (soft_delete) },
  { "properties.softDeleteRetentionInDays", KH_FIELD_INT, KH_FIELD_OMIT, O (retention_days) },
  { "properties.enableRbacAuthorization", KH_FIELD_TRI, KH_FIELD_OMIT, O (rbac) },
  { "properties.enablePurgeProtection", KH_FIELD_TRI, KH_FIELD_OMIT, O (purge_protection) },
  { "properties.createMode", KH_FIELD_TEXT, KH_FIELD_OMIT, O (create_mode) },
  { "properties.vaultUri", KH_FIELD_TEXT, KH_FIELD_OMIT, O (vault_uri) },
  { "properties.provisioningState", KH_FIELD_TEXT, KH_FIELD_OMIT, O (provisioning_state) },
  { "properties.publicNetworkAccess", KH_FIELD_TEXT, KH_FIELD_OMIT, O (public_network_access) },
  { "properties.keyhold.state", KH_FIELD_TEXT, KH_FIELD_OMIT, O (state) },
  { "properties.keyhold.fault", KH_FIELD_TEXT, KH_FIELD_OMIT, O (fault) },
  { "properties.keyhold.scheduledPurgeAt", KH_FIELD_TIME, KH_FIELD_OMIT, O (scheduled_purge_at) },
};
#undef O
KH_DEFINE_SHAPE (KhArmVault, arm_vault, arm_fields)

KhArmVault *
kh_arm_vault_parse_request (GBytes *body, GError **error)
{
  g_autoptr (KhJson) json = kh_json_parse_object (body, error);
  KhArmVault *self = json == NULL ? NULL : kh_arm_vault_read (json, error);
  if (self != NULL)
    self->has_access_policies = kh_json_has (json, "properties.accessPolicies");
  return self;
}

/* ARM's words and ours for the same thing; -1 stands for text that was not named. */
static gboolean
same (const char *text, const char *word)
{
  return text != NULL && g_ascii_strcasecmp (text, word) == 0;
}

static KhPublicNetwork
network_from_arm (const char *text)
{
  return same (text, "Disabled")             ? KH_PUBLIC_NETWORK_OFF
         : same (text, "SecuredByPerimeter") ? KH_PUBLIC_NETWORK_PERIMETER
                                             : KH_PUBLIC_NETWORK_ON;
}

static const char *
network_to_arm (KhPublicNetwork network)
{
  static const char *const words[] = { [KH_PUBLIC_NETWORK_ON] = "Enabled",
                                       [KH_PUBLIC_NETWORK_OFF] = "Disabled",
                                       [KH_PUBLIC_NETWORK_PERIMETER] = "SecuredByPerimeter" };
  return words[network];
}

KhWireVault *
kh_wire_vault_from_arm (const KhArmVault *arm)
{
  KhWireVault *self = kh_wire_vault_new ();
  KhPublicNetwork network = network_from_arm (arm->public_network_access);
  gboolean deny = same (arm->default_action, "Deny");
  gboolean none = same (arm->bypass, "None");
  self->id = g_strdup (arm->id);
  self->name = g_strdup (arm->name);
  self->uri = g_strdup (arm->vault_uri);
  self->region = g_strdup (arm->location);
  self->sku = arm->sku_name == NULL ? NULL : g_ascii_strdown (arm->sku_name, -1);
  self->permission_model = g_strdup (arm->rbac == TRUE ? "rbac" : "access-policy");
  self->retention_days = arm->retention_days;
  self->purge_protection = arm->purge_protection == TRUE;
  self->public_network = g_strdup (kh_public_network_to_string (network));
  self->default_action = g_strdup (deny ? "deny" : "allow");
  self->bypass = g_strdup (none ? "none" : "trusted-services");
  self->state = g_strdup (arm->state != NULL ? arm->state : "Active");
  self->scheduled_purge_at = arm->scheduled_purge_at;
  self->fault = g_strdup (arm->fault);
  return self;
}

static gboolean
parse_key_permissions (const char *const *words, KhKeyPermissions *permissions, GError **error)
{
  *permissions = KH_PERMISSION_NONE;
  for (guint i = 0; words != NULL && words[i] != NULL; i++) {
    KhKeyPermissions one = KH_PERMISSION_NONE;
    if (same (words[i], "all"))
      one = KH_PERMISSION_ALL;
    else if (!kh_key_permission_from_string (words[i], &one)) {
      kh_set_error (error, KH_ERROR_ARGUMENT, "“%s” is not a permission on keys", words[i]);
      return FALSE;
    }
    *permissions = (KhKeyPermissions)(*permissions | one);
  }
  return TRUE;
}

static gboolean
parse_secret_permissions (const char *const *words, KhSecretPermissions *permissions,
                          GError **error)
{
  *permissions = KH_SECRET_PERMISSION_NONE;
  for (guint i = 0; words != NULL && words[i] != NULL; i++) {
    KhSecretPermissions one = KH_SECRET_PERMISSION_NONE;
    if (same (words[i], "all"))
      one = KH_SECRET_PERMISSION_ALL;
    else if (!kh_secret_permission_from_string (words[i], &one)) {
      kh_set_error (error, KH_ERROR_ARGUMENT, "“%s” is not a permission on secrets", words[i]);
      return FALSE;
    }
    *permissions = (KhSecretPermissions)(*permissions | one);
  }
  return TRUE;
}

gboolean
kh_wire_permissions_parse (const KhWireAccessPolicy *entry, KhKeyPermissions *keys,
                           KhSecretPermissions *secrets, GError **error)
{
  return parse_key_permissions ((const char *const *)entry->keys, keys, error)
         && parse_secret_permissions ((const char *const *)entry->secrets, secrets, error);
}

static gboolean
apply_access_policies (const KhArmVault *self, KhVault *vault, GError **error)
{
  if (!self->has_access_policies)
    return TRUE;
  g_ptr_array_set_size (vault->access_policies, 0);
  vault->access_policies_replaced = TRUE;
  for (guint i = 0; i < self->access_policies->len; i++) {
    const KhWireAccessPolicy *entry = self->access_policies->pdata[i];
    KhKeyPermissions keys;
    KhSecretPermissions secrets;
    if (!kh_wire_permissions_parse (entry, &keys, &secrets, error))
      return FALSE;
    kh_vault_set_access_policy (vault, entry->object_id, keys);
    kh_vault_set_secret_policy (vault, entry->object_id, secrets);
  }
  return TRUE;
}

/* FALSE with ARGUMENT unless @text is unset or one of the two words; sets @second then. */
static gboolean
choose (const char *text, const char *first_word, const char *second_word, gboolean *second,
        GError **error)
{
  if (text == NULL)
    return TRUE;
  *second = same (text, second_word);
  if (*second || same (text, first_word))
    return TRUE;
  kh_set_error (error, KH_ERROR_ARGUMENT, "“%s” must be %s or %s", text, first_word, second_word);
  return FALSE;
}

static gboolean
apply_network (const KhArmVault *self, KhVault *vault, GError **error)
{
  gboolean deny = vault->default_action == KH_DEFAULT_ACTION_DENY;
  gboolean none = vault->bypass == KH_BYPASS_NONE;
  if (!choose (self->default_action, "Allow", "Deny", &deny, error)
      || !choose (self->bypass, "AzureServices", "None", &none, error))
    return FALSE;
  vault->default_action = deny ? KH_DEFAULT_ACTION_DENY : KH_DEFAULT_ACTION_ALLOW;
  vault->bypass = none ? KH_BYPASS_NONE : KH_BYPASS_TRUSTED_SERVICES;
  if (self->public_network_access == NULL)
    return TRUE;
  vault->public_network = network_from_arm (self->public_network_access);
  if (same (self->public_network_access, network_to_arm (vault->public_network)))
    return TRUE;
  kh_set_error (error, KH_ERROR_ARGUMENT, "“%s” is not a value of publicNetworkAccess",
                self->public_network_access);
  return FALSE;
}

static gboolean
apply_protection (const KhArmVault *self, KhVault *vault, GError **error)
{
  if (self->soft_delete == FALSE) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "Soft delete cannot be switched off");
    return FALSE;
  }
  if (self->purge_protection == FALSE) {
    /* Azure: only true or absent (protocol.md 3.1). */
    kh_set_error (error, KH_ERROR_ARGUMENT,
                  "enablePurgeProtection can be true or left out, not false");
    return FALSE;
  }
  if (self->purge_protection == TRUE)
    vault->purge_protection = TRUE;
  if (self->retention_days < 0 || self->retention_days > G_MAXINT) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "softDeleteRetentionInDays must be 7 to 90");
    return FALSE;
  }
  if (self->retention_days != 0)
    vault->retention_days = (guint)self->retention_days;
  return TRUE;
}

gboolean
kh_arm_vault_apply (const KhArmVault *self, KhVault *vault, GError **error)
{
  if (self->location != NULL)
    kh_value_set_text (&vault->region, self->location);
  if (self->sku_name != NULL && !kh_sku_from_string (self->sku_name, &vault->sku)) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "“%s” is not a SKU of a vault", self->sku_name);
    return FALSE;
  }
  if (self->rbac != KH_TRI_UNSET)
    vault->permission_model =
        self->rbac ? KH_PERMISSION_MODEL_RBAC : KH_PERMISSION_MODEL_ACCESS_POLICY;
  return apply_protection (self, vault, error) && apply_network (self, vault, error)
         && apply_access_policies (self, vault, error);
}

char **
kh_wire_key_permission_words (KhKeyPermissions permissions)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; i < kh_key_permission_count (); i++) {
    KhKeyPermissions one = kh_key_permission_nth (i);
    if (one != KH_PERMISSION_NONE && (permissions & one) == one)
      g_strv_builder_add (builder, kh_key_permission_to_string (one));
  }
  return g_strv_builder_end (builder);
}

char **
kh_wire_secret_permission_words (KhSecretPermissions permissions)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; i < kh_secret_permission_count (); i++) {
    KhSecretPermissions one = kh_secret_permission_nth (i);
    if (one != KH_SECRET_PERMISSION_NONE && (permissions & one) == one)
      g_strv_builder_add (builder, kh_secret_permission_to_string (one));
  }
  return g_strv_builder_end (builder);
}

KhArmVault *
kh_arm_vault_from (const KhVault *vault, const char *arm_id, const char *uri)
{
  KhArmVault *self = kh_arm_vault_new ();
  self->id = g_strdup (arm_id);
  self->name = g_strdup (vault->name);
  self->type = g_strdup ("Microsoft.KeyVault/vaults");
  self->location = g_strdup (vault->region);
  self->tenant_id = g_strdup (vault->tenant_id);
  self->vault_uri = g_strdup (uri);
  self->sku_family = g_strdup ("A");
  self->sku_name = g_strdup (kh_sku_to_string (vault->sku));
  self->rbac = vault->permission_model == KH_PERMISSION_MODEL_RBAC;
  self->purge_protection = vault->purge_protection ? TRUE : KH_TRI_UNSET;
  self->soft_delete = TRUE;
  self->retention_days = vault->retention_days;
  self->public_network_access = g_strdup (network_to_arm (vault->public_network));
  self->default_action =
      g_strdup (vault->default_action == KH_DEFAULT_ACTION_DENY ? "Deny" : "Allow");
  self->bypass = g_strdup (vault->bypass == KH_BYPASS_NONE ? "None" : "AzureServices");
  self->provisioning_state = g_strdup ("Succeeded");
  self->state = g_strdup (kh_vault_state_to_string (vault->state));
  self->fault = g_strdup (vault->fault != NULL ? vault->fault->message : NULL);
  self->scheduled_purge_at = vault->scheduled_purge_at;
  for (guint i = 0; i < vault->access_policies->len; i++) {
    const KhAccessPolicy *policy = vault->access_policies->pdata[i];
    KhWireAccessPolicy *entry = kh_wire_access_policy_new ();
    entry->tenant_id = g_strdup (vault->tenant_id);
    entry->object_id = g_strdup (policy->principal_id);
    entry->keys = kh_wire_key_permission_words (policy->permissions);
    entry->secrets = kh_wire_secret_permission_words (policy->secrets);
    g_ptr_array_add (self->access_policies, entry);
  }
  return self;
}

#define O(member) G_STRUCT_OFFSET (KhArmDeletedVault, member)
static const KhField deleted_fields[] = {
  { "id", KH_FIELD_TEXT, 0, O (id) },
  { "name", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (name) },
  { "type", KH_FIELD_TEXT, 0, O (type) },
  { "properties.vaultId", KH_FIELD_TEXT, 0, O (vault_id) },
  { "properties.location", KH_FIELD_TEXT, 0, O (location) },
  { "properties.deletionDate", KH_FIELD_TIME, 0, O (deletion_date) },
  { "properties.scheduledPurgeDate", KH_FIELD_TIME, 0, O (scheduled_purge_date) },
  { "properties.purgeProtectionEnabled", KH_FIELD_BOOL, 0, O (purge_protection) },
};
#undef O
KH_DEFINE_SHAPE (KhArmDeletedVault, arm_deleted_vault, deleted_fields)

#define O(member) G_STRUCT_OFFSET (KhArmAccessPolicies, member)
static const KhField access_policies_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_OMIT, O (id) },
  { "type", KH_FIELD_TEXT, KH_FIELD_OMIT, O (type) },
  { "properties.accessPolicies", KH_FIELD_LIST, 0, O (access_policies),
    &kh_wire_access_policy_shape },
};
#undef O
KH_DEFINE_SHAPE (KhArmAccessPolicies, arm_access_policies, access_policies_fields)
