/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The closed vocabularies of the product, with the one table of texts for each.
 *
 * The words are those of the JSON of the command line and of the wire; wire/ translates only where
 * a recorded service uses another word for the same thing. kh_…_to_string() returns a static text,
 * kh_…_from_string() compares without regard to ASCII case and returns FALSE for an unknown word.
 * Pure functions, any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define KH_DECLARE_ENUM_TEXT(Type, name)                                                           \
  const char *kh_##name##_to_string (Type value);                                                  \
  gboolean kh_##name##_from_string (const char *text, Type *value);                                \
  /* How many values there are, and the n-th of them: for lists and for tests. */                  \
  guint kh_##name##_count (void);                                                                  \
  Type kh_##name##_nth (guint n);

/* Roles of an account: flags. "owner", "kva", "ppa", "maker", "auditor", "support". */
typedef enum {
  KH_ROLE_NONE = 0,
  KH_ROLE_OWNER = 1 << 0,
  KH_ROLE_KVA = 1 << 1,
  KH_ROLE_PPA = 1 << 2,
  KH_ROLE_MAKER = 1 << 3,
  KH_ROLE_AUDITOR = 1 << 4,
  KH_ROLE_SUPPORT = 1 << 5,
} KhRoles;
#define KH_ROLE_ALL ((KhRoles)0x3f)
KH_DECLARE_ENUM_TEXT (KhRoles, role)
/* (transfer full): "owner, kva"; empty for none. */
char *kh_roles_to_string (KhRoles roles);

/* "Production", "Sandbox", "Developer", "Trial", "SubscriptionBasedTrial", "Teams", "Default". */
typedef enum {
  KH_ENVIRONMENT_TYPE_PRODUCTION,
  KH_ENVIRONMENT_TYPE_SANDBOX,
  KH_ENVIRONMENT_TYPE_DEVELOPER,
  KH_ENVIRONMENT_TYPE_TRIAL,
  KH_ENVIRONMENT_TYPE_SUBSCRIPTION_TRIAL,
  KH_ENVIRONMENT_TYPE_TEAMS,
  KH_ENVIRONMENT_TYPE_DEFAULT,
} KhEnvironmentType;
KH_DECLARE_ENUM_TEXT (KhEnvironmentType, environment_type)

/* "Provisioning", "Ready", "Encrypting", "Reverting", "Locked", "Re-enabling", "Deleted", "Gone".
 */
typedef enum {
  KH_ENVIRONMENT_STATE_PROVISIONING,
  KH_ENVIRONMENT_STATE_READY,
  KH_ENVIRONMENT_STATE_ENCRYPTING,
  KH_ENVIRONMENT_STATE_REVERTING,
  KH_ENVIRONMENT_STATE_LOCKED,
  KH_ENVIRONMENT_STATE_RE_ENABLING,
  KH_ENVIRONMENT_STATE_DELETED,
  KH_ENVIRONMENT_STATE_GONE,
} KhEnvironmentState;
#define KH_ENVIRONMENT_STATE_N (KH_ENVIRONMENT_STATE_GONE + 1)
KH_DECLARE_ENUM_TEXT (KhEnvironmentState, environment_state)

/* "NotEncrypted", "Encrypting", "Encrypted", "Warning", "Failed", "Reverting". */
typedef enum {
  KH_ENCRYPTION_STATUS_NOT_ENCRYPTED,
  KH_ENCRYPTION_STATUS_ENCRYPTING,
  KH_ENCRYPTION_STATUS_ENCRYPTED,
  KH_ENCRYPTION_STATUS_WARNING,
  KH_ENCRYPTION_STATUS_FAILED,
  KH_ENCRYPTION_STATUS_REVERTING,
} KhEncryptionStatus;
KH_DECLARE_ENUM_TEXT (KhEncryptionStatus, encryption_status)

/* "dataverse", "files", "flows", "apps", "connections": also the folders' names. */
typedef enum {
  KH_STORE_DATAVERSE,
  KH_STORE_FILES,
  KH_STORE_FLOWS,
  KH_STORE_APPS,
  KH_STORE_CONNECTIONS,
} KhStoreKind;
#define KH_STORE_N (KH_STORE_CONNECTIONS + 1)
KH_DECLARE_ENUM_TEXT (KhStoreKind, store_kind)
/* TRUE if customer-managed keys cover the store; the others never leave the platform key. */
gboolean kh_store_kind_is_covered (KhStoreKind store);

/* "platform", "customer". */
typedef enum { KH_KEY_OWNER_PLATFORM, KH_KEY_OWNER_CUSTOMER } KhKeyOwner;
KH_DECLARE_ENUM_TEXT (KhKeyOwner, key_owner)

/* Role of a data key in its store: "current", "target" (of the re-encryption under way) or "kept"
 * (the platform's, for files that did not move to the customer's key: domain.md 5.2). */
typedef enum { KH_DEK_CURRENT, KH_DEK_TARGET, KH_DEK_KEPT } KhDekRole;
KH_DECLARE_ENUM_TEXT (KhDekRole, dek_role)

/* "Undetermined", "Healthy", "Warning", "Unhealthy". */
typedef enum {
  KH_HEALTH_UNDETERMINED,
  KH_HEALTH_HEALTHY,
  KH_HEALTH_WARNING,
  KH_HEALTH_UNHEALTHY,
} KhHealth;
KH_DECLARE_ENUM_TEXT (KhHealth, health)

/* "latest", "pinned". */
typedef enum { KH_VERSION_RULE_LATEST, KH_VERSION_RULE_PINNED } KhVersionRule;
KH_DECLARE_ENUM_TEXT (KhVersionRule, version_rule)

/* "standard", "premium". */
typedef enum { KH_SKU_STANDARD, KH_SKU_PREMIUM } KhSku;
KH_DECLARE_ENUM_TEXT (KhSku, sku)

/* "Active", "Deleted", "Purged". */
typedef enum { KH_VAULT_STATE_ACTIVE, KH_VAULT_STATE_DELETED, KH_VAULT_STATE_PURGED } KhVaultState;
KH_DECLARE_ENUM_TEXT (KhVaultState, vault_state)

/* "rbac", "access-policy". */
typedef enum { KH_PERMISSION_MODEL_RBAC, KH_PERMISSION_MODEL_ACCESS_POLICY } KhPermissionModel;
KH_DECLARE_ENUM_TEXT (KhPermissionModel, permission_model)

/* "allow", "deny". */
typedef enum { KH_DEFAULT_ACTION_ALLOW, KH_DEFAULT_ACTION_DENY } KhDefaultAction;
KH_DECLARE_ENUM_TEXT (KhDefaultAction, default_action)

/* "trusted-services", "none". */
typedef enum { KH_BYPASS_TRUSTED_SERVICES, KH_BYPASS_NONE } KhBypass;
KH_DECLARE_ENUM_TEXT (KhBypass, bypass)

/* "on", "off", "perimeter" (publicNetworkAccess: SecuredByPerimeter). */
typedef enum {
  KH_PUBLIC_NETWORK_ON,
  KH_PUBLIC_NETWORK_OFF,
  KH_PUBLIC_NETWORK_PERIMETER
} KhPublicNetwork;
KH_DECLARE_ENUM_TEXT (KhPublicNetwork, public_network)

/* "RSA", "RSA-HSM", "EC", "EC-HSM", "oct", "oct-HSM". */
typedef enum {
  KH_KEY_TYPE_RSA,
  KH_KEY_TYPE_RSA_HSM,
  KH_KEY_TYPE_EC,
  KH_KEY_TYPE_EC_HSM,
  KH_KEY_TYPE_OCT,
  KH_KEY_TYPE_OCT_HSM,
} KhKeyType;
KH_DECLARE_ENUM_TEXT (KhKeyType, key_type)

/* "P-256", "P-256K", "P-384", "P-521"; none for keys that have no curve. */
typedef enum { KH_CURVE_NONE, KH_CURVE_P256, KH_CURVE_P256K, KH_CURVE_P384, KH_CURVE_P521 } KhCurve;
KH_DECLARE_ENUM_TEXT (KhCurve, curve)

/* key_ops of a key: flags. "encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey",
 * "import", "export". */
typedef enum {
  KH_KEY_OPS_NONE = 0,
  KH_KEY_OPS_ENCRYPT = 1 << 0,
  KH_KEY_OPS_DECRYPT = 1 << 1,
  KH_KEY_OPS_SIGN = 1 << 2,
  KH_KEY_OPS_VERIFY = 1 << 3,
  KH_KEY_OPS_WRAP = 1 << 4,
  KH_KEY_OPS_UNWRAP = 1 << 5,
  KH_KEY_OPS_IMPORT = 1 << 6,
  KH_KEY_OPS_EXPORT = 1 << 7,
} KhKeyOps;
KH_DECLARE_ENUM_TEXT (KhKeyOps, key_op)

/* Permissions on keys of a vault: flags, with the names of access policies (domain.md 6.8). */
typedef enum {
  KH_PERMISSION_NONE = 0,
  KH_PERMISSION_GET = 1 << 0,
  KH_PERMISSION_LIST = 1 << 1,
  KH_PERMISSION_UPDATE = 1 << 2,
  KH_PERMISSION_CREATE = 1 << 3,
  KH_PERMISSION_IMPORT = 1 << 4,
  KH_PERMISSION_DELETE = 1 << 5,
  KH_PERMISSION_RECOVER = 1 << 6,
  KH_PERMISSION_BACKUP = 1 << 7,
  KH_PERMISSION_RESTORE = 1 << 8,
  KH_PERMISSION_DECRYPT = 1 << 9,
  KH_PERMISSION_ENCRYPT = 1 << 10,
  KH_PERMISSION_UNWRAP = 1 << 11,
  KH_PERMISSION_WRAP = 1 << 12,
  KH_PERMISSION_VERIFY = 1 << 13,
  KH_PERMISSION_SIGN = 1 << 14,
  KH_PERMISSION_PURGE = 1 << 15,
  KH_PERMISSION_RELEASE = 1 << 16,
  KH_PERMISSION_ROTATE = 1 << 17,
  KH_PERMISSION_GET_ROTATION_POLICY = 1 << 18,
  KH_PERMISSION_SET_ROTATION_POLICY = 1 << 19,
} KhKeyPermissions;
#define KH_PERMISSION_ALL ((KhKeyPermissions)0xfffff)
/* What a policy's identity needs and gets. */
#define KH_PERMISSION_SERVICE                                                                      \
  ((KhKeyPermissions)(KH_PERMISSION_GET | KH_PERMISSION_WRAP | KH_PERMISSION_UNWRAP))
KH_DECLARE_ENUM_TEXT (KhKeyPermissions, key_permission)

/* Permissions on secrets of a vault: flags, with the names of access policies (domain.md 6.8). */
typedef enum {
  KH_SECRET_PERMISSION_NONE = 0,
  KH_SECRET_PERMISSION_GET = 1 << 0,
  KH_SECRET_PERMISSION_LIST = 1 << 1,
  KH_SECRET_PERMISSION_SET = 1 << 2,
  KH_SECRET_PERMISSION_DELETE = 1 << 3,
  KH_SECRET_PERMISSION_RECOVER = 1 << 4,
  KH_SECRET_PERMISSION_BACKUP = 1 << 5,
  KH_SECRET_PERMISSION_RESTORE = 1 << 6,
  KH_SECRET_PERMISSION_PURGE = 1 << 7,
} KhSecretPermissions;
#define KH_SECRET_PERMISSION_ALL ((KhSecretPermissions)0xff)
KH_DECLARE_ENUM_TEXT (KhSecretPermissions, secret_permission)

/* Effective state of a key version; a later one wins over an earlier one (domain.md 6.3).
 * "Active", "Expired", "NotYetActive", "Disabled", "Deleted", "Purged". */
typedef enum {
  KH_KEY_STATE_ACTIVE,
  KH_KEY_STATE_EXPIRED,
  KH_KEY_STATE_NOT_YET_ACTIVE,
  KH_KEY_STATE_DISABLED,
  KH_KEY_STATE_DELETED,
  KH_KEY_STATE_PURGED,
} KhKeyState;
#define KH_KEY_STATE_N (KH_KEY_STATE_PURGED + 1)
KH_DECLARE_ENUM_TEXT (KhKeyState, key_state)

/* Types of operations, with the ids of the platform's lifecycle operations. */
typedef enum {
  KH_OPERATION_PROVISION,          /* "Provision" */
  KH_OPERATION_NEW_CMK,            /* "NewCustomerManagedKey": enable */
  KH_OPERATION_ROTATE_CMK,         /* "RotateCustomerManagedKey": change to another policy or key */
  KH_OPERATION_REVERT,             /* "RevertToMicrosoftKey" */
  KH_OPERATION_ENABLE,             /* "Enable": re-enable after a lock */
  KH_OPERATION_IMPORT_DATA,        /* "ImportData" */
  KH_OPERATION_EXPORT_DATA,        /* "ExportData" */
  KH_OPERATION_ENABLE_GOVERNANCE,  /* "EnableGovernanceConfiguration" */
  KH_OPERATION_DISABLE_GOVERNANCE, /* "DisableGovernanceConfiguration" */
  KH_OPERATION_UPDATE_GOVERNANCE,  /* "UpdateGovernanceConfiguration" */
  KH_OPERATION_DELETE,             /* "Delete" */
  KH_OPERATION_RECOVER,            /* "Recover" */
  KH_OPERATION_EDIT,               /* "Edit" */
  KH_OPERATION_BACKUP,             /* "Backup" */
  KH_OPERATION_RESTORE,            /* "Restore" */
  KH_OPERATION_COPY,               /* "Copy" */
  KH_OPERATION_RESET,              /* "Reset" */
  KH_OPERATION_CONVERT,            /* "Convert" */
  KH_OPERATION_DISABLE,            /* "Disable": lock */
} KhOperationType;
#define KH_OPERATION_TYPE_N (KH_OPERATION_DISABLE + 1)
KH_DECLARE_ENUM_TEXT (KhOperationType, operation_type)
/* The verb of the command line for the same thing, for example "cmk enable"; NULL where there is
 * none. */
const char *kh_operation_type_get_verb (KhOperationType type);

/* "NotStarted", "Running", "Paused", "Succeeded", "Failed", "Cancelled". */
typedef enum {
  KH_OPERATION_STATE_NOT_STARTED,
  KH_OPERATION_STATE_RUNNING,
  KH_OPERATION_STATE_PAUSED,
  KH_OPERATION_STATE_SUCCEEDED,
  KH_OPERATION_STATE_FAILED,
  KH_OPERATION_STATE_CANCELLED,
} KhOperationState;
#define KH_OPERATION_STATE_N (KH_OPERATION_STATE_CANCELLED + 1)
KH_DECLARE_ENUM_TEXT (KhOperationState, operation_state)
/* TRUE for the three states that have an end. */
gboolean kh_operation_state_is_final (KhOperationState state);

/* "Validate", "Prepare", "Run", "Finalize". */
typedef enum { KH_STAGE_VALIDATE, KH_STAGE_PREPARE, KH_STAGE_RUN, KH_STAGE_FINALIZE } KhStageId;
#define KH_STAGE_N (KH_STAGE_FINALIZE + 1)
KH_DECLARE_ENUM_TEXT (KhStageId, stage_id)

/* "block", "warn", "inform". */
typedef enum { KH_SEVERITY_BLOCK, KH_SEVERITY_WARN, KH_SEVERITY_INFORM } KhSeverity;
KH_DECLARE_ENUM_TEXT (KhSeverity, severity)

/* "pass", "warn", "block", "unknown", "not-applicable". */
typedef enum {
  KH_RESULT_PASS,
  KH_RESULT_WARN,
  KH_RESULT_BLOCK,
  KH_RESULT_UNKNOWN,
  KH_RESULT_NOT_APPLICABLE,
} KhResult;
KH_DECLARE_ENUM_TEXT (KhResult, result)

/* Who has to fix it: "kva", "ppa", "maker", "platform". */
typedef enum { KH_OWNER_KVA, KH_OWNER_PPA, KH_OWNER_MAKER, KH_OWNER_PLATFORM } KhOwner;
KH_DECLARE_ENUM_TEXT (KhOwner, owner)

/* How access is lost: the numbers of domain.md 4.1. The words are those of `lock plan`. */
typedef enum {
  KH_TRIGGER_NONE = 0,
  KH_TRIGGER_GRANT_REVOKED = 1,        /* "revoke-grant" */
  KH_TRIGGER_KEY_DISABLED = 2,         /* "disable-key" */
  KH_TRIGGER_KEY_DELETED = 3,          /* "delete-key" */
  KH_TRIGGER_VAULT_DELETED = 4,        /* "delete-vault" */
  KH_TRIGGER_POLICY_DELETED = 5,       /* "delete-policy" */
  KH_TRIGGER_VERSION_DISABLED = 6,     /* "disable-version" */
  KH_TRIGGER_NETWORK_CLOSED = 7,       /* "close-network" */
  KH_TRIGGER_NETWORK_RULE = 8,         /* "network-rule" */
  KH_TRIGGER_KEY_EXPIRED = 9,          /* "expire-key" */
  KH_TRIGGER_SUBSCRIPTION_LAPSED = 10, /* "subscription-lapsed" */
  KH_TRIGGER_NOT_YET_VALID = 11,       /* "not-yet-valid" */
  KH_TRIGGER_MODEL_SWITCHED = 12,      /* "switch-permission-model" */
  KH_TRIGGER_POLICIES_DROPPED = 13,    /* "redeploy-template" */
  KH_TRIGGER_PERIMETER = 14,           /* "network-perimeter" */
  KH_TRIGGER_TENANT_MOVED = 15,        /* "tenant-moved" */
  KH_TRIGGER_PURGED = 16,              /* "purge" */
  KH_TRIGGER_VAULT_UNREADABLE = 17,    /* "vault-unreadable" */
} KhTrigger;
#define KH_TRIGGER_LAST KH_TRIGGER_VAULT_UNREADABLE
KH_DECLARE_ENUM_TEXT (KhTrigger, trigger)
/* One sentence: "A key version is disabled." */
const char *kh_trigger_get_text (KhTrigger trigger);
/* A set of triggers: bit n stands for trigger n. */
typedef guint32 KhTriggers;
#define KH_TRIGGER_BIT(trigger) ((KhTriggers)1 << (trigger))

/* Levels of a guard (model.md 5); texts "0" to "4". */
typedef enum {
  KH_GUARD_NONE,         /* nothing lost and undone at once */
  KH_GUARD_RECOVERABLE,  /* one object, recoverable */
  KH_GUARD_CONCERNED,    /* other objects concerned, nothing goes down */
  KH_GUARD_DOWN,         /* environments go down, or a hold stands */
  KH_GUARD_IRREVERSIBLE, /* cannot be undone */
} KhGuardLevel;
KH_DECLARE_ENUM_TEXT (KhGuardLevel, guard_level)

/* How an audited act ended: "intent", "succeeded", "refused", "failed", "unknown". */
typedef enum {
  KH_OUTCOME_INTENT,
  KH_OUTCOME_SUCCEEDED,
  KH_OUTCOME_REFUSED,
  KH_OUTCOME_FAILED,
  KH_OUTCOME_UNKNOWN,
} KhOutcome;
KH_DECLARE_ENUM_TEXT (KhOutcome, outcome)

/* "self-service", "support-request". */
typedef enum { KH_UNLOCK_RULE_SELF_SERVICE, KH_UNLOCK_RULE_SUPPORT_REQUEST } KhUnlockRule;
KH_DECLARE_ENUM_TEXT (KhUnlockRule, unlock_rule)

/* Why a key version is held or was used: "rotated", "reverted", "changed", "backup". */
typedef enum { KH_USE_ROTATED, KH_USE_REVERTED, KH_USE_CHANGED, KH_USE_BACKUP } KhUseReason;
KH_DECLARE_ENUM_TEXT (KhUseReason, use_reason)

G_END_DECLS
