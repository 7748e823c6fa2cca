/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the closed vocabularies. */

#include "kh-enum-private.h"
#include "kh-enums.h"

static const KhEnumText role_texts[] = {
  { KH_ROLE_OWNER, "owner" }, { KH_ROLE_KVA, "kva" },         { KH_ROLE_PPA, "ppa" },
  { KH_ROLE_MAKER, "maker" }, { KH_ROLE_AUDITOR, "auditor" }, { KH_ROLE_SUPPORT, "support" },
};
KH_DEFINE_ENUM_TEXT (KhRoles, role);

static const KhEnumText environment_type_texts[] = {
  { KH_ENVIRONMENT_TYPE_PRODUCTION, "Production" },
  { KH_ENVIRONMENT_TYPE_SANDBOX, "Sandbox" },
  { KH_ENVIRONMENT_TYPE_DEVELOPER, "Developer" },
  { KH_ENVIRONMENT_TYPE_TRIAL, "Trial" },
  { KH_ENVIRONMENT_TYPE_SUBSCRIPTION_TRIAL, "SubscriptionBasedTrial" },
  { KH_ENVIRONMENT_TYPE_TEAMS, "Teams" },
  { KH_ENVIRONMENT_TYPE_DEFAULT, "Default" },
};
KH_DEFINE_ENUM_TEXT (KhEnvironmentType, environment_type);

static const KhEnumText environment_state_texts[] = {
  { KH_ENVIRONMENT_STATE_PROVISIONING, "Provisioning" },
  { KH_ENVIRONMENT_STATE_READY, "Ready" },
  { KH_ENVIRONMENT_STATE_ENCRYPTING, "Encrypting" },
  { KH_ENVIRONMENT_STATE_REVERTING, "Reverting" },
  { KH_ENVIRONMENT_STATE_LOCKED, "Locked" },
  { KH_ENVIRONMENT_STATE_RE_ENABLING, "Re-enabling" },
  { KH_ENVIRONMENT_STATE_DELETED, "Deleted" },
  { KH_ENVIRONMENT_STATE_GONE, "Gone" },
};
KH_DEFINE_ENUM_TEXT (KhEnvironmentState, environment_state);

static const KhEnumText encryption_status_texts[] = {
  { KH_ENCRYPTION_STATUS_NOT_ENCRYPTED, "NotEncrypted" },
  { KH_ENCRYPTION_STATUS_ENCRYPTING, "Encrypting" },
  { KH_ENCRYPTION_STATUS_ENCRYPTED, "Encrypted" },
  { KH_ENCRYPTION_STATUS_WARNING, "Warning" },
  { KH_ENCRYPTION_STATUS_FAILED, "Failed" },
  { KH_ENCRYPTION_STATUS_REVERTING, "Reverting" },
};
KH_DEFINE_ENUM_TEXT (KhEncryptionStatus, encryption_status);

static const KhEnumText store_kind_texts[] = {
  { KH_STORE_DATAVERSE, "dataverse" },
  { KH_STORE_FILES, "files" },
  { KH_STORE_FLOWS, "flows" },
  { KH_STORE_APPS, "apps" },
  { KH_STORE_CONNECTIONS, "connections" },
};
KH_DEFINE_ENUM_TEXT (KhStoreKind, store_kind);

static const KhEnumText key_owner_texts[] = {
  { KH_KEY_OWNER_PLATFORM, "platform" },
  { KH_KEY_OWNER_CUSTOMER, "customer" },
};
KH_DEFINE_ENUM_TEXT (KhKeyOwner, key_owner);

static const KhEnumText dek_role_texts[] = {
  { KH_DEK_CURRENT, "current" },
  { KH_DEK_TARGET, "target" },
  { KH_DEK_KEPT, "kept" },
};
KH_DEFINE_ENUM_TEXT (KhDekRole, dek_role);

static const KhEnumText health_texts[] = {
  { KH_HEALTH_UNDETERMINED, "Undetermined" },
  { KH_HEALTH_HEALTHY, "Healthy" },
  { KH_HEALTH_WARNING, "Warning" },
  { KH_HEALTH_UNHEALTHY, "Unhealthy" },
};
KH_DEFINE_ENUM_TEXT (KhHealth, health);

static const KhEnumText version_rule_texts[] = {
  { KH_VERSION_RULE_LATEST, "latest" },
  { KH_VERSION_RULE_PINNED, "pinned" },
};
KH_DEFINE_ENUM_TEXT (KhVersionRule, version_rule);

static const KhEnumText sku_texts[] = {
  { KH_SKU_STANDARD, "standard" },
  { KH_SKU_PREMIUM, "premium" },
};
KH_DEFINE_ENUM_TEXT (KhSku, sku);

static const KhEnumText vault_state_texts[] = {
  { KH_VAULT_STATE_ACTIVE, "Active" },
  { KH_VAULT_STATE_DELETED, "Deleted" },
  { KH_VAULT_STATE_PURGED, "Purged" },
};
KH_DEFINE_ENUM_TEXT (KhVaultState, vault_state);

static const KhEnumText permission_model_texts[] = {
  { KH_PERMISSION_MODEL_RBAC, "rbac" },
  { KH_PERMISSION_MODEL_ACCESS_POLICY, "access-policy" },
};
KH_DEFINE_ENUM_TEXT (KhPermissionModel, permission_model);

static const KhEnumText default_action_texts[] = {
  { KH_DEFAULT_ACTION_ALLOW, "allow" },
  { KH_DEFAULT_ACTION_DENY, "deny" },
};
KH_DEFINE_ENUM_TEXT (KhDefaultAction, default_action);

static const KhEnumText bypass_texts[] = {
  { KH_BYPASS_TRUSTED_SERVICES, "trusted-services" },
  { KH_BYPASS_NONE, "none" },
};
KH_DEFINE_ENUM_TEXT (KhBypass, bypass);

static const KhEnumText public_network_texts[] = {
  { KH_PUBLIC_NETWORK_ON, "on" },
  { KH_PUBLIC_NETWORK_OFF, "off" },
  { KH_PUBLIC_NETWORK_PERIMETER, "perimeter" },
};
KH_DEFINE_ENUM_TEXT (KhPublicNetwork, public_network);

static const KhEnumText key_type_texts[] = {
  { KH_KEY_TYPE_RSA, "RSA" }, { KH_KEY_TYPE_RSA_HSM, "RSA-HSM" },
  { KH_KEY_TYPE_EC, "EC" },   { KH_KEY_TYPE_EC_HSM, "EC-HSM" },
  { KH_KEY_TYPE_OCT, "oct" }, { KH_KEY_TYPE_OCT_HSM, "oct-HSM" },
};
KH_DEFINE_ENUM_TEXT (KhKeyType, key_type);

static const KhEnumText curve_texts[] = {
  { KH_CURVE_P256, "P-256" },
  { KH_CURVE_P256K, "P-256K" },
  { KH_CURVE_P384, "P-384" },
  { KH_CURVE_P521, "P-521" },
};
KH_DEFINE_ENUM_TEXT (KhCurve, curve);

static const KhEnumText key_op_texts[] = {
  { KH_KEY_OPS_ENCRYPT, "encrypt" }, { KH_KEY_OPS_DECRYPT, "decrypt" },
  { KH_KEY_OPS_SIGN, "sign" },       { KH_KEY_OPS_VERIFY, "verify" },
  { KH_KEY_OPS_WRAP, "wrapKey" },    { KH_KEY_OPS_UNWRAP, "unwrapKey" },
  { KH_KEY_OPS_IMPORT, "import" },   { KH_KEY_OPS_EXPORT, "export" },
};
KH_DEFINE_ENUM_TEXT (KhKeyOps, key_op);

static const KhEnumText key_permission_texts[] = {
  { KH_PERMISSION_GET, "get" },
  { KH_PERMISSION_LIST, "list" },
  { KH_PERMISSION_UPDATE, "update" },
  { KH_PERMISSION_CREATE, "create" },
  { KH_PERMISSION_IMPORT, "import" },
  { KH_PERMISSION_DELETE, "delete" },
  { KH_PERMISSION_RECOVER, "recover" },
  { KH_PERMISSION_BACKUP, "backup" },
  { KH_PERMISSION_RESTORE, "restore" },
  { KH_PERMISSION_DECRYPT, "decrypt" },
  { KH_PERMISSION_ENCRYPT, "encrypt" },
  { KH_PERMISSION_UNWRAP, "unwrapKey" },
  { KH_PERMISSION_WRAP, "wrapKey" },
  { KH_PERMISSION_VERIFY, "verify" },
  { KH_PERMISSION_SIGN, "sign" },
  { KH_PERMISSION_PURGE, "purge" },
  { KH_PERMISSION_RELEASE, "release" },
  { KH_PERMISSION_ROTATE, "rotate" },
  { KH_PERMISSION_GET_ROTATION_POLICY, "getrotationpolicy" },
  { KH_PERMISSION_SET_ROTATION_POLICY, "setrotationpolicy" },
};
KH_DEFINE_ENUM_TEXT (KhKeyPermissions, key_permission);

static const KhEnumText secret_permission_texts[] = {
  { KH_SECRET_PERMISSION_GET, "get" },         { KH_SECRET_PERMISSION_LIST, "list" },
  { KH_SECRET_PERMISSION_SET, "set" },         { KH_SECRET_PERMISSION_DELETE, "delete" },
  { KH_SECRET_PERMISSION_RECOVER, "recover" }, { KH_SECRET_PERMISSION_BACKUP, "backup" },
  { KH_SECRET_PERMISSION_RESTORE, "restore" }, { KH_SECRET_PERMISSION_PURGE, "purge" },
};
KH_DEFINE_ENUM_TEXT (KhSecretPermissions, secret_permission);

static const KhEnumText key_state_texts[] = {
  { KH_KEY_STATE_ACTIVE, "Active" },
  { KH_KEY_STATE_EXPIRED, "Expired" },
  { KH_KEY_STATE_NOT_YET_ACTIVE, "NotYetActive" },
  { KH_KEY_STATE_DISABLED, "Disabled" },
  { KH_KEY_STATE_DELETED, "Deleted" },
  { KH_KEY_STATE_PURGED, "Purged" },
};
KH_DEFINE_ENUM_TEXT (KhKeyState, key_state);

static const KhEnumText operation_type_texts[] = {
  { KH_OPERATION_PROVISION, "Provision" },
  { KH_OPERATION_NEW_CMK, "NewCustomerManagedKey" },
  { KH_OPERATION_ROTATE_CMK, "RotateCustomerManagedKey" },
  { KH_OPERATION_REVERT, "RevertToMicrosoftKey" },
  { KH_OPERATION_ENABLE, "Enable" },
  { KH_OPERATION_IMPORT_DATA, "ImportData" },
  { KH_OPERATION_EXPORT_DATA, "ExportData" },
  { KH_OPERATION_ENABLE_GOVERNANCE, "EnableGovernanceConfiguration" },
  { KH_OPERATION_DISABLE_GOVERNANCE, "DisableGovernanceConfiguration" },
  { KH_OPERATION_UPDATE_GOVERNANCE, "UpdateGovernanceConfiguration" },
  { KH_OPERATION_DELETE, "Delete" },
  { KH_OPERATION_RECOVER, "Recover" },
  { KH_OPERATION_EDIT, "Edit" },
  { KH_OPERATION_BACKUP, "Backup" },
  { KH_OPERATION_RESTORE, "Restore" },
  { KH_OPERATION_COPY, "Copy" },
  { KH_OPERATION_RESET, "Reset" },
  { KH_OPERATION_CONVERT, "Convert" },
  { KH_OPERATION_DISABLE, "Disable" },
};
KH_DEFINE_ENUM_TEXT (KhOperationType, operation_type);

static const KhEnumText operation_state_texts[] = {
  { KH_OPERATION_STATE_NOT_STARTED, "NotStarted" }, { KH_OPERATION_STATE_RUNNING, "Running" },
  { KH_OPERATION_STATE_PAUSED, "Paused" },          { KH_OPERATION_STATE_SUCCEEDED, "Succeeded" },
  { KH_OPERATION_STATE_FAILED, "Failed" },          { KH_OPERATION_STATE_CANCELLED, "Cancelled" },
};
KH_DEFINE_ENUM_TEXT (KhOperationState, operation_state);

static const KhEnumText stage_id_texts[] = {
  { KH_STAGE_VALIDATE, "Validate" },
  { KH_STAGE_PREPARE, "Prepare" },
  { KH_STAGE_RUN, "Run" },
  { KH_STAGE_FINALIZE, "Finalize" },
};
KH_DEFINE_ENUM_TEXT (KhStageId, stage_id);

static const KhEnumText severity_texts[] = {
  { KH_SEVERITY_BLOCK, "block" },
  { KH_SEVERITY_WARN, "warn" },
  { KH_SEVERITY_INFORM, "inform" },
};
KH_DEFINE_ENUM_TEXT (KhSeverity, severity);

static const KhEnumText result_texts[] = {
  { KH_RESULT_PASS, "pass" },
  { KH_RESULT_WARN, "warn" },
  { KH_RESULT_BLOCK, "block" },
  { KH_RESULT_UNKNOWN, "unknown" },
  { KH_RESULT_NOT_APPLICABLE, "not-applicable" },
};
KH_DEFINE_ENUM_TEXT (KhResult, result);

static const KhEnumText owner_texts[] = {
  { KH_OWNER_KVA, "kva" },
  { KH_OWNER_PPA, "ppa" },
  { KH_OWNER_MAKER, "maker" },
  { KH_OWNER_PLATFORM, "platform" },
};
KH_DEFINE_ENUM_TEXT (KhOwner, owner);

static const KhEnumText trigger_texts[] = {
  { KH_TRIGGER_GRANT_REVOKED, "revoke-grant" },
  { KH_TRIGGER_KEY_DISABLED, "disable-key" },
  { KH_TRIGGER_KEY_DELETED, "delete-key" },
  { KH_TRIGGER_VAULT_DELETED, "delete-vault" },
  { KH_TRIGGER_POLICY_DELETED, "delete-policy" },
  { KH_TRIGGER_VERSION_DISABLED, "disable-version" },
  { KH_TRIGGER_NETWORK_CLOSED, "close-network" },
  { KH_TRIGGER_NETWORK_RULE, "network-rule" },
  { KH_TRIGGER_KEY_EXPIRED, "expire-key" },
  { KH_TRIGGER_SUBSCRIPTION_LAPSED, "subscription-lapsed" },
  { KH_TRIGGER_NOT_YET_VALID, "not-yet-valid" },
  { KH_TRIGGER_MODEL_SWITCHED, "switch-permission-model" },
  { KH_TRIGGER_POLICIES_DROPPED, "redeploy-template" },
  { KH_TRIGGER_PERIMETER, "network-perimeter" },
  { KH_TRIGGER_TENANT_MOVED, "tenant-moved" },
  { KH_TRIGGER_PURGED, "purge" },
  { KH_TRIGGER_VAULT_UNREADABLE, "vault-unreadable" },
};
KH_DEFINE_ENUM_TEXT (KhTrigger, trigger);

static const KhEnumText guard_level_texts[] = {
  { KH_GUARD_NONE, "0" }, { KH_GUARD_RECOVERABLE, "1" },  { KH_GUARD_CONCERNED, "2" },
  { KH_GUARD_DOWN, "3" }, { KH_GUARD_IRREVERSIBLE, "4" },
};
KH_DEFINE_ENUM_TEXT (KhGuardLevel, guard_level);

static const KhEnumText outcome_texts[] = {
  { KH_OUTCOME_INTENT, "intent" },   { KH_OUTCOME_SUCCEEDED, "succeeded" },
  { KH_OUTCOME_REFUSED, "refused" }, { KH_OUTCOME_FAILED, "failed" },
  { KH_OUTCOME_UNKNOWN, "unknown" },
};
KH_DEFINE_ENUM_TEXT (KhOutcome, outcome);

static const KhEnumText unlock_rule_texts[] = {
  { KH_UNLOCK_RULE_SELF_SERVICE, "self-service" },
  { KH_UNLOCK_RULE_SUPPORT_REQUEST, "support-request" },
};
KH_DEFINE_ENUM_TEXT (KhUnlockRule, unlock_rule);

static const KhEnumText use_reason_texts[] = {
  { KH_USE_ROTATED, "rotated" },
  { KH_USE_REVERTED, "reverted" },
  { KH_USE_CHANGED, "changed" },
  { KH_USE_BACKUP, "backup" },
};
KH_DEFINE_ENUM_TEXT (KhUseReason, use_reason);

char *
kh_roles_to_string (KhRoles roles)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (role_texts); i++)
    if (roles & role_texts[i].value)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", role_texts[i].text);
  return g_string_free (text, FALSE);
}

gboolean
kh_store_kind_is_covered (KhStoreKind store)
{
  return store == KH_STORE_DATAVERSE || store == KH_STORE_FILES || store == KH_STORE_FLOWS;
}

gboolean
kh_operation_state_is_final (KhOperationState state)
{
  return state == KH_OPERATION_STATE_SUCCEEDED || state == KH_OPERATION_STATE_FAILED
         || state == KH_OPERATION_STATE_CANCELLED;
}

const char *
kh_operation_type_get_verb (KhOperationType type)
{
  static const char *const verbs[KH_OPERATION_TYPE_N] = {
    [KH_OPERATION_PROVISION] = "environment create",
    [KH_OPERATION_NEW_CMK] = "cmk enable",
    [KH_OPERATION_ROTATE_CMK] = "cmk change",
    [KH_OPERATION_REVERT] = "cmk revert",
    [KH_OPERATION_ENABLE] = "unlock apply",
    [KH_OPERATION_IMPORT_DATA] = "data import",
    [KH_OPERATION_EXPORT_DATA] = "data export",
    [KH_OPERATION_ENABLE_GOVERNANCE] = "environment enable-managed",
    [KH_OPERATION_DISABLE_GOVERNANCE] = "environment disable-managed",
    [KH_OPERATION_DELETE] = "environment delete",
    [KH_OPERATION_RECOVER] = "environment recover",
    [KH_OPERATION_BACKUP] = "environment backup",
    [KH_OPERATION_RESTORE] = "environment restore",
    [KH_OPERATION_COPY] = "environment copy",
    [KH_OPERATION_RESET] = "environment reset",
    [KH_OPERATION_DISABLE] = "lock apply",
  };
  return verbs[type];
}

const char *
kh_trigger_get_text (KhTrigger trigger)
{
  static const char *const texts[KH_TRIGGER_LAST + 1] = {
    [KH_TRIGGER_NONE] = "Access is there.",
    [KH_TRIGGER_GRANT_REVOKED] = "The policy's identity has no permission on the key.",
    [KH_TRIGGER_KEY_DISABLED] = "The key is disabled.",
    [KH_TRIGGER_KEY_DELETED] = "The key is deleted.",
    [KH_TRIGGER_VAULT_DELETED] = "The vault is deleted.",
    [KH_TRIGGER_POLICY_DELETED] = "The policy is deleted.",
    [KH_TRIGGER_VERSION_DISABLED] = "A key version that protects data is disabled.",
    [KH_TRIGGER_NETWORK_CLOSED] =
        "The vault's public network access is off and trusted services may not pass.",
    [KH_TRIGGER_NETWORK_RULE] = "The vault's network rules keep the service out.",
    [KH_TRIGGER_KEY_EXPIRED] = "A key version that protects data has expired.",
    [KH_TRIGGER_SUBSCRIPTION_LAPSED] = "The subscription is not active.",
    [KH_TRIGGER_NOT_YET_VALID] = "A key version that protects data is not valid yet.",
    [KH_TRIGGER_MODEL_SWITCHED] =
        "The vault was switched to role assignments, and the identity has none.",
    [KH_TRIGGER_POLICIES_DROPPED] = "The vault was deployed again without its access policies.",
    [KH_TRIGGER_PERIMETER] = "The vault is secured by a network perimeter.",
    [KH_TRIGGER_TENANT_MOVED] = "The vault belongs to another organization now.",
    [KH_TRIGGER_PURGED] = "The key or its vault is purged.",
    [KH_TRIGGER_VAULT_UNREADABLE] =
        "The file of the vault cannot be read: it is missing, damaged or of a newer version.",
  };
  return texts[trigger];
}
