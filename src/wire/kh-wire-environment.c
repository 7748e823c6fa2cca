/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Environments on the wire: the lean shape, the admin API's, and the requests. */
#include "kh-wire-environment.h"

#include <string.h>

#define O(member) G_STRUCT_OFFSET (KhWireAllowed, member)
static const KhField allowed_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "reason", KH_FIELD_TEXT, KH_FIELD_OMIT, O (reason) },
  { "reasonType", KH_FIELD_TEXT, KH_FIELD_OMIT, O (reason_type) },
};
KH_DEFINE_SHAPE (KhWireAllowed, wire_allowed, allowed_fields)
static const KhField bap_allowed_fields[] = {
  { "type.id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "reason.message", KH_FIELD_TEXT, KH_FIELD_OMIT, O (reason) },
  { "reason.type", KH_FIELD_TEXT, KH_FIELD_OMIT, O (reason_type) },
};
#undef O
static KH_DEFINE_OTHER_SHAPE (KhWireAllowed, bap_allowed, bap_allowed_fields)

#define O(member) G_STRUCT_OFFSET (KhWireEnvironment, member)
    static const KhField environment_fields[] = {
      { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
      { "name", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (name) },
      { "type", KH_FIELD_TEXT, 0, O (type) },
      { "geo", KH_FIELD_TEXT, 0, O (geo) },
      { "azureRegion", KH_FIELD_TEXT, 0, O (azure_region) },
      { "managed", KH_FIELD_BOOL, 0, O (managed) },
      { "dataverse", KH_FIELD_BOOL, 0, O (dataverse) },
      { "state", KH_FIELD_TEXT, 0, O (state) },
      { "encryptionStatus", KH_FIELD_TEXT, 0, O (encryption_status) },
      { "keyManagedBy", KH_FIELD_TEXT, 0, O (key_managed_by) },
      { "policy", KH_FIELD_NULL, 0, O (policy_id) },
      { "policy.id", KH_FIELD_TEXT, KH_FIELD_OMIT, O (policy_id) },
      { "policy.name", KH_FIELD_TEXT, KH_FIELD_OMIT, O (policy_name) },
      { "key", KH_FIELD_NULL, 0, O (key_id) },
      { "key.id", KH_FIELD_TEXT, KH_FIELD_OMIT, O (key_id) },
      { "key.version", KH_FIELD_TEXT, KH_FIELD_OMIT, O (key_version) },
      { "lockedAt", KH_FIELD_TIME, 0, O (locked_at) },
      { "lockCause", KH_FIELD_NULL, 0, O (lock_trigger) },
      { "lockCause.trigger", KH_FIELD_TEXT, KH_FIELD_OMIT, O (lock_trigger) },
      { "lockCause.text", KH_FIELD_TEXT, KH_FIELD_OMIT, O (lock_text) },
      { "lockCause.object", KH_FIELD_TEXT, KH_FIELD_OMIT, O (lock_object) },
      { "lockCause.planned", KH_FIELD_BOOL, KH_FIELD_OMIT, O (lock_planned) },
      { "lockCause.plannedBy", KH_FIELD_TEXT, KH_FIELD_OMIT, O (lock_planned_by) },
      { "verification", KH_FIELD_NULL, 0, O (verify_result) },
      { "verification.result", KH_FIELD_TEXT, KH_FIELD_OMIT, O (verify_result) },
      { "verification.at", KH_FIELD_TIME, KH_FIELD_OMIT, O (verified_at) },
      { "verification.reason", KH_FIELD_TEXT, KH_FIELD_OMIT, O (verify_error) },
      { "deletionAt", KH_FIELD_TIME, 0, O (deletion_at) },
      { "deletionSuspended", KH_FIELD_BOOL, KH_FIELD_OMIT, O (deletion_suspended) },
      { "activeOperation", KH_FIELD_NULL, 0, O (operation_id) },
      { "activeOperation.id", KH_FIELD_TEXT, KH_FIELD_OMIT, O (operation_id) },
      { "activeOperation.type", KH_FIELD_TEXT, KH_FIELD_OMIT, O (operation_type) },
      { "bytes", KH_FIELD_INT, 0, O (bytes) },
      { "coverage.customer", KH_FIELD_INT, 0, O (coverage.customer) },
      { "coverage.moving", KH_FIELD_INT, 0, O (coverage.moving) },
      { "coverage.platform", KH_FIELD_INT, 0, O (coverage.platform) },
      { "coverage.always", KH_FIELD_INT, 0, O (coverage.always) },
      { "flowsThatStay", KH_FIELD_INT, 0, O (flows_that_stay) },
      { "createdAt", KH_FIELD_TIME, 0, O (created_at) },
      { "createdBy", KH_FIELD_TEXT, KH_FIELD_OMIT, O (created_by) },
      { "tenantId", KH_FIELD_TEXT, KH_FIELD_OMIT, O (tenant_id) },
      { "policyArmId", KH_FIELD_TEXT, KH_FIELD_OMIT, O (policy_arm_id) },
      { "policySystemId", KH_FIELD_TEXT, KH_FIELD_OMIT, O (policy_system_id) },
      { "allowedOperations", KH_FIELD_LIST, KH_FIELD_OMIT, O (allowed), &kh_wire_allowed_shape },
      { "disallowedOperations", KH_FIELD_LIST, KH_FIELD_OMIT, O (disallowed),
        &kh_wire_allowed_shape },
    };
KH_DEFINE_SHAPE (KhWireEnvironment, wire_environment, environment_fields)

#define CMK "properties.enterprisePolicies.customerManagedKeys."
#define OWN "properties.keyhold."
#define ENFORCEMENT "properties.lifecycleOperationsEnforcement."
/* Read only: writing needs constants that no member of the struct holds. */
static const KhField bap_fields[] = {
  { "name", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "location", KH_FIELD_TEXT, 0, O (geo) },
  { "properties.displayName", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (name) },
  { "properties.environmentSku", KH_FIELD_TEXT, 0, O (type) },
  { "properties.azureRegion", KH_FIELD_TEXT, 0, O (azure_region) },
  { "properties.tenantId", KH_FIELD_TEXT, 0, O (tenant_id) },
  { "properties.createdTime", KH_FIELD_TIME, 0, O (created_at) },
  { "properties.createdBy.id", KH_FIELD_TEXT, 0, O (created_by) },
  { "properties.protectionStatus.keyManagedBy", KH_FIELD_TEXT, 0, O (key_managed_by) },
  { CMK "policyId", KH_FIELD_TEXT, 0, O (policy_id) },
  { CMK "id", KH_FIELD_TEXT, 0, O (policy_arm_id) },
  { CMK "systemId", KH_FIELD_TEXT, 0, O (policy_system_id) },
  { OWN "state", KH_FIELD_TEXT, 0, O (state) },
  { OWN "encryptionStatus", KH_FIELD_TEXT, 0, O (encryption_status) },
  { OWN "policyName", KH_FIELD_TEXT, 0, O (policy_name) },
  { OWN "key.id", KH_FIELD_TEXT, 0, O (key_id) },
  { OWN "key.version", KH_FIELD_TEXT, 0, O (key_version) },
  { OWN "bytes", KH_FIELD_INT, 0, O (bytes) },
  { OWN "coverage.customer", KH_FIELD_INT, 0, O (coverage.customer) },
  { OWN "coverage.moving", KH_FIELD_INT, 0, O (coverage.moving) },
  { OWN "coverage.platform", KH_FIELD_INT, 0, O (coverage.platform) },
  { OWN "coverage.always", KH_FIELD_INT, 0, O (coverage.always) },
  { OWN "flowsThatStay", KH_FIELD_INT, 0, O (flows_that_stay) },
  { OWN "lockedAt", KH_FIELD_TIME, 0, O (locked_at) },
  { OWN "deletionAt", KH_FIELD_TIME, 0, O (deletion_at) },
  { OWN "deletionSuspended", KH_FIELD_BOOL, 0, O (deletion_suspended) },
  { OWN "lockCause.trigger", KH_FIELD_TEXT, 0, O (lock_trigger) },
  { OWN "lockCause.text", KH_FIELD_TEXT, 0, O (lock_text) },
  { OWN "lockCause.object", KH_FIELD_TEXT, 0, O (lock_object) },
  { OWN "lockCause.planned", KH_FIELD_BOOL, 0, O (lock_planned) },
  { OWN "lockCause.plannedBy", KH_FIELD_TEXT, 0, O (lock_planned_by) },
  { OWN "verification.result", KH_FIELD_TEXT, 0, O (verify_result) },
  { OWN "verification.at", KH_FIELD_TIME, 0, O (verified_at) },
  { OWN "verification.reason", KH_FIELD_TEXT, 0, O (verify_error) },
  { "properties.ongoingOperation.id", KH_FIELD_TEXT, 0, O (operation_id) },
  { "properties.ongoingOperation.type.id", KH_FIELD_TEXT, 0, O (operation_type) },
  { ENFORCEMENT "allowedOperations", KH_FIELD_LIST, 0, O (allowed), &kh_bap_allowed_shape },
  { ENFORCEMENT "disallowedOperations", KH_FIELD_LIST, 0, O (disallowed), &kh_bap_allowed_shape },
};
#undef O
static KH_DEFINE_OTHER_SHAPE (KhWireEnvironment, bap_environment, bap_fields)

    static void fill (char **member, const char *text)
{
  if (*member == NULL)
    *member = g_strdup (text);
}

static const char *
last_segment (const char *path)
{
  const char *slash = path == NULL ? NULL : strrchr (path, '/');
  return slash == NULL ? path : slash + 1;
}

/* What a service that is not ours leaves to be concluded (protocol.md 5). */
static void
conclude (KhWireEnvironment *self, KhJson *json)
{
  const char *runtime = kh_json_string (json, "properties.states.runtime.id");
  const char *provisioning = kh_json_string (json, "properties.provisioningState");
  const char *level = kh_json_string (json, "properties.governanceConfiguration.protectionLevel");
  gboolean disabled = runtime != NULL && g_ascii_strcasecmp (runtime, "Disabled") == 0;
  self->managed = level != NULL && g_ascii_strcasecmp (level, "Standard") == 0;
  /* databaseType alone says nothing: recorded environments without Dataverse have it too. */
  self->dataverse = kh_json_has (json, "properties.linkedEnvironmentMetadata");
  fill (&self->key_managed_by, "Microsoft");
  fill (&self->policy_name, last_segment (self->policy_arm_id));
  if (provisioning != NULL && g_str_has_suffix (provisioning, "Provisioning"))
    fill (&self->state, "Provisioning");
  fill (&self->state, disabled ? "Locked" : "Ready");
  fill (&self->encryption_status, self->policy_id != NULL ? "Encrypted" : "NotEncrypted");
}

KhWireEnvironment *
kh_wire_environment_read_bap (KhJson *json, GError **error)
{
  KhWireEnvironment *self = kh_shape_read (&kh_bap_environment_shape, json, error);
  if (self != NULL)
    conclude (self, json);
  return self;
}

static gboolean
is_state (const KhWireEnvironment *self, const char *state)
{
  return g_strcmp0 (self->state, state) == 0;
}

static gboolean
is_busy (const KhWireEnvironment *self)
{
  return is_state (self, "Encrypting") || is_state (self, "Reverting")
         || is_state (self, "Re-enabling");
}

static void
write_states (KhJsonOut *out, const KhWireEnvironment *self)
{
  gboolean locked = is_state (self, "Locked");
  kh_json_out_begin (out, "states");
  kh_json_out_begin (out, "management");
  kh_json_out_string (out, "id", is_busy (self) ? "Running" : "Ready");
  kh_json_out_end (out);
  kh_json_out_begin (out, "runtime");
  kh_json_out_string (out, "runtimeReasonCode",
                      locked ? "CustomerManagedKeyRevoked" : "NotSpecified");
  kh_json_out_begin (out, "requestedBy");
  kh_json_out_string (out, "displayName", "SYSTEM");
  kh_json_out_string (out, "type", "NotSpecified");
  kh_json_out_end (out);
  kh_json_out_string (out, "id",
                      is_state (self, "Ready") || is_state (self, "Provisioning") ? "Enabled"
                                                                                  : "Disabled");
  kh_json_out_end (out);
  kh_json_out_end (out);
}

static void
write_dataverse (KhJsonOut *out, const KhWireEnvironment *self)
{
  kh_json_out_string (out, "databaseType", self->dataverse ? "CommonDataService" : "None");
  if (!self->dataverse)
    return;
  kh_json_out_begin (out, "linkedEnvironmentMetadata");
  kh_json_out_string (out, "resourceId", self->id);
  kh_json_out_string (out, "friendlyName", self->name);
  kh_json_out_int (out, "baseLanguage", 1033);
  kh_json_out_string (out, "instanceState",
                      is_state (self, "Locked") || is_state (self, "Deleted") ? "Disabled"
                                                                              : "Ready");
  kh_json_out_time_if (out, "createdTime", self->created_at);
  kh_json_out_string (out, "backgroundOperationsState", "Enabled");
  kh_json_out_end (out);
}

static void
write_policy (KhJsonOut *out, const KhWireEnvironment *self)
{
  kh_json_out_begin (out, "protectionStatus");
  kh_json_out_string (out, "keyManagedBy", self->key_managed_by);
  kh_json_out_end (out);
  if (self->policy_id == NULL)
    return;
  kh_json_out_begin (out, "enterprisePolicies");
  kh_json_out_begin (out, "customerManagedKeys");
  kh_json_out_string (out, "policyId", self->policy_id);
  kh_json_out_string_if (out, "location", self->geo);
  kh_json_out_string_if (out, "id", self->policy_arm_id);
  kh_json_out_string_if (out, "systemId", self->policy_system_id);
  kh_json_out_string (out, "linkStatus",
                      is_state (self, "Encrypting")  ? "Linking"
                      : is_state (self, "Reverting") ? "Unlinking"
                                                     : "Linked");
  kh_json_out_end (out);
  kh_json_out_end (out);
}

static void
write_operations (KhJsonOut *out, const KhWireEnvironment *self)
{
  if (self->operation_id != NULL) {
    kh_json_out_begin (out, "ongoingOperation");
    kh_json_out_string (out, "id", self->operation_id);
    kh_json_out_begin (out, "type");
    kh_json_out_string (out, "id", self->operation_type);
    kh_json_out_end (out);
    kh_json_out_end (out);
  }
  kh_json_out_begin (out, "lifecycleOperationsEnforcement");
  kh_json_out_begin_array (out, "allowedOperations");
  for (guint i = 0; i < self->allowed->len; i++)
    kh_shape_write (&kh_bap_allowed_shape, out, NULL, self->allowed->pdata[i]);
  kh_json_out_end_array (out);
  kh_json_out_begin_array (out, "disallowedOperations");
  for (guint i = 0; i < self->disallowed->len; i++)
    kh_shape_write (&kh_bap_allowed_shape, out, NULL, self->disallowed->pdata[i]);
  kh_json_out_end_array (out);
  kh_json_out_end (out);
}

static void
write_own (KhJsonOut *out, const KhWireEnvironment *self)
{
  kh_json_out_begin (out, "keyhold");
  kh_json_out_string (out, "state", self->state);
  kh_json_out_string (out, "encryptionStatus", self->encryption_status);
  kh_json_out_string_if (out, "policyName", self->policy_name);
  if (self->key_id != NULL) {
    kh_json_out_begin (out, "key");
    kh_json_out_string (out, "id", self->key_id);
    kh_json_out_string (out, "version", self->key_version);
    kh_json_out_end (out);
  }
  kh_json_out_int (out, "bytes", self->bytes);
  kh_json_out_begin (out, "coverage");
  kh_json_out_int (out, "customer", self->coverage.customer);
  kh_json_out_int (out, "moving", self->coverage.moving);
  kh_json_out_int (out, "platform", self->coverage.platform);
  kh_json_out_int (out, "always", self->coverage.always);
  kh_json_out_end (out);
  kh_json_out_int (out, "flowsThatStay", self->flows_that_stay);
  kh_json_out_time_if (out, "lockedAt", self->locked_at);
  kh_json_out_time_if (out, "deletionAt", self->deletion_at);
  if (self->deletion_suspended)
    kh_json_out_bool (out, "deletionSuspended", TRUE);
  if (self->lock_trigger != NULL) {
    kh_json_out_begin (out, "lockCause");
    kh_json_out_string (out, "trigger", self->lock_trigger);
    kh_json_out_string (out, "text", self->lock_text);
    kh_json_out_string (out, "object", self->lock_object);
    if (self->lock_planned)
      kh_json_out_bool (out, "planned", TRUE);
    kh_json_out_string_if (out, "plannedBy", self->lock_planned_by);
    kh_json_out_end (out);
  }
  if (self->verify_result != NULL) {
    kh_json_out_begin (out, "verification");
    kh_json_out_string (out, "result", self->verify_result);
    kh_json_out_time (out, "at", self->verified_at);
    kh_json_out_string_if (out, "reason", self->verify_error);
    kh_json_out_end (out);
  }
  kh_json_out_end (out);
}

static void
write_properties (KhJsonOut *out, const KhWireEnvironment *self)
{
  kh_json_out_begin (out, "properties");
  kh_json_out_string_if (out, "tenantId", self->tenant_id);
  kh_json_out_string_if (out, "azureRegion", self->azure_region);
  kh_json_out_string (out, "displayName", self->name);
  kh_json_out_time_if (out, "createdTime", self->created_at);
  if (self->created_by != NULL) {
    kh_json_out_begin (out, "createdBy");
    kh_json_out_string (out, "id", self->created_by);
    kh_json_out_string (out, "type", "User");
    kh_json_out_end (out);
  }
  kh_json_out_string (out, "provisioningState",
                      is_state (self, "Provisioning") ? "LinkedDatabaseProvisioning" : "Succeeded");
  kh_json_out_string (out, "creationType", "User");
  kh_json_out_string (out, "environmentSku", self->type);
  kh_json_out_bool (out, "isDefault", g_strcmp0 (self->type, "Default") == 0);
  write_dataverse (out, self);
  kh_json_out_string (out, "retentionPeriod", "P7D");
  write_states (out, self);
  write_policy (out, self);
  write_operations (out, self);
  kh_json_out_begin (out, "governanceConfiguration");
  kh_json_out_string (out, "protectionLevel", self->managed ? "Standard" : "Basic");
  kh_json_out_end (out);
  write_own (out, self);
  kh_json_out_end (out);
}

void
kh_wire_environment_write_bap (KhJsonOut *out, const char *name, const KhWireEnvironment *self)
{
  g_autofree char *id = g_strdup_printf (KH_BAP_PREFIX "/scopes/admin/environments/%s", self->id);
  kh_json_out_begin (out, name);
  kh_json_out_string (out, "id", id);
  kh_json_out_string (out, "type", "Microsoft.BusinessAppPlatform/scopes/environments");
  kh_json_out_string (out, "location", self->geo);
  kh_json_out_string (out, "name", self->id);
  write_properties (out, self);
  kh_json_out_end (out);
}

#define O(member) G_STRUCT_OFFSET (KhWireEnvironmentCreate, member)
static const KhField create_fields[] = {
  { "location", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (location) },
  { "properties.displayName", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (display_name) },
  { "properties.environmentSku", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (sku) },
  { "properties.azureRegion", KH_FIELD_TEXT, KH_FIELD_OMIT, O (azure_region) },
  { "properties.databaseType", KH_FIELD_TEXT, KH_FIELD_OMIT, O (database_type) },
};
#undef O
KH_DEFINE_SHAPE (KhWireEnvironmentCreate, wire_environment_create, create_fields)

/* EP sends SystemId, others systemId: getters do not mind (kh-json.h). */
static const KhField link_fields[] = {
  { "SystemId", KH_FIELD_TEXT, KH_FIELD_REQUIRED, G_STRUCT_OFFSET (KhWireLink, system_id) },
};
KH_DEFINE_SHAPE (KhWireLink, wire_link, link_fields)

static const KhField governance_fields[] = {
  { "protectionLevel", KH_FIELD_TEXT, KH_FIELD_REQUIRED,
    G_STRUCT_OFFSET (KhWireGovernance, protection_level) },
};
KH_DEFINE_SHAPE (KhWireGovernance, wire_governance, governance_fields)
