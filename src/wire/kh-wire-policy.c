/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enterprise policies on the wire: lean and as ARM resources. */
#include "kh-wire-policy.h"

#include <string.h>

#define O(member) G_STRUCT_OFFSET (KhWirePolicyEnvironment, member)
static const KhField environment_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "name", KH_FIELD_TEXT, 0, O (name) },
  { "encryptionStatus", KH_FIELD_TEXT, 0, O (encryption_status) },
};
#undef O
KH_DEFINE_SHAPE (KhWirePolicyEnvironment, wire_policy_environment, environment_fields)

#define O(member) G_STRUCT_OFFSET (KhWirePolicy, member)
static const KhField policy_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "systemId", KH_FIELD_TEXT, 0, O (system_id) },
  { "name", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (name) },
  { "geo", KH_FIELD_TEXT, 0, O (geo) },
  { "key.vault", KH_FIELD_TEXT, 0, O (key_vault) },
  { "key.name", KH_FIELD_TEXT, 0, O (key_name) },
  { "key.version", KH_FIELD_TEXT, 0, O (key_version) },
  { "versionRule", KH_FIELD_TEXT, 0, O (version_rule) },
  { "health", KH_FIELD_TEXT, 0, O (health) },
  { "healthReason", KH_FIELD_TEXT, 0, O (health_reason) },
  { "principalId", KH_FIELD_TEXT, 0, O (principal_id) },
  { "granted", KH_FIELD_BOOL, 0, O (granted) },
  { "environments", KH_FIELD_LIST, 0, O (environments), &kh_wire_policy_environment_shape },
  { "readers", KH_FIELD_TEXTS, 0, O (readers) },
  { "armId", KH_FIELD_TEXT, KH_FIELD_OMIT, O (arm_id) },
  { "type", KH_FIELD_TEXT, KH_FIELD_OMIT, O (type) },
  { "kind", KH_FIELD_TEXT, KH_FIELD_OMIT, O (kind) },
  { "identityType", KH_FIELD_TEXT, KH_FIELD_OMIT, O (identity_type) },
  { "tenantId", KH_FIELD_TEXT, KH_FIELD_OMIT, O (tenant_id) },
  { "vaultArmId", KH_FIELD_TEXT, KH_FIELD_OMIT, O (vault_arm_id) },
  { "encryptionState", KH_FIELD_TEXT, KH_FIELD_OMIT, O (encryption_state) },
};
KH_DEFINE_SHAPE (KhWirePolicy, wire_policy, policy_fields)

static const KhField arm_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_OMIT, O (arm_id) },
  { "name", KH_FIELD_TEXT, KH_FIELD_OMIT, O (name) },
  { "type", KH_FIELD_TEXT, KH_FIELD_OMIT, O (type) },
  { "location", KH_FIELD_TEXT, KH_FIELD_OMIT, O (geo) },
  { "kind", KH_FIELD_TEXT, KH_FIELD_OMIT, O (kind) },
  { "identity.type", KH_FIELD_TEXT, KH_FIELD_OMIT, O (identity_type) },
  { "identity.principalId", KH_FIELD_TEXT, KH_FIELD_OMIT, O (principal_id) },
  { "identity.tenantId", KH_FIELD_TEXT, KH_FIELD_OMIT, O (tenant_id) },
  { "properties.systemId", KH_FIELD_TEXT, KH_FIELD_OMIT, O (system_id) },
  { "properties.healthStatus", KH_FIELD_TEXT, KH_FIELD_OMIT, O (health) },
  { "properties.encryption.state", KH_FIELD_TEXT, KH_FIELD_OMIT, O (encryption_state) },
  { "properties.encryption.keyVault.id", KH_FIELD_TEXT, KH_FIELD_OMIT, O (vault_arm_id) },
  { "properties.encryption.keyVault.key.name", KH_FIELD_TEXT, KH_FIELD_OMIT, O (key_name) },
  { "properties.encryption.keyVault.key.version", KH_FIELD_TEXT, KH_FIELD_OMIT, O (key_version) },
  { "properties.keyhold.id", KH_FIELD_TEXT, KH_FIELD_OMIT, O (id) },
  { "properties.keyhold.healthReason", KH_FIELD_TEXT, KH_FIELD_OMIT, O (health_reason) },
  { "properties.keyhold.granted", KH_FIELD_BOOL, KH_FIELD_OMIT, O (granted) },
  { "properties.keyhold.versionRule", KH_FIELD_TEXT, KH_FIELD_OMIT, O (version_rule) },
  { "properties.keyhold.environments", KH_FIELD_LIST, KH_FIELD_OMIT, O (environments),
    &kh_wire_policy_environment_shape },
  { "properties.keyhold.readers", KH_FIELD_TEXTS, KH_FIELD_OMIT, O (readers) },
};
#undef O
KH_DEFINE_OTHER_SHAPE (KhWirePolicy, arm_policy, arm_fields)

static char *
last_segment (const char *path)
{
  const char *slash = path == NULL ? NULL : strrchr (path, '/');
  return g_strdup (slash == NULL ? path : slash + 1);
}

KhWirePolicy *
kh_arm_policy_read (KhJson *json, GError **error)
{
  KhWirePolicy *self = kh_shape_read (&kh_arm_policy_shape, json, error);
  if (self == NULL)
    return NULL;
  self->key_vault = last_segment (self->vault_arm_id);
  if (self->id == NULL)
    self->id = last_segment (self->system_id);
  /* The specification names the member so; the wire says principalId (protocol.md 3.2). */
  if (self->principal_id == NULL)
    self->principal_id =
        g_strdup (kh_json_string (json, "identity.systemAssignedIdentityPrincipalId"));
  if (self->key_version != NULL && *self->key_version == '\0')
    g_clear_pointer (&self->key_version, g_free);
  if (self->version_rule == NULL)
    self->version_rule = g_strdup (self->key_version == NULL ? "latest" : "pinned");
  return self;
}

KhWirePolicy *
kh_arm_policy_parse (GBytes *body, GError **error)
{
  g_autoptr (KhJson) json = kh_json_parse_object (body, error);
  return json == NULL ? NULL : kh_arm_policy_read (json, error);
}
