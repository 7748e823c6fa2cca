/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which column holds which member. */
#include "kh-tenant-store-tables.h"

#define MAP(name, Type, table_, key_, key_member, fields_)                                         \
  const KhMap name = { .table = table_,                                                            \
                       .key = key_,                                                                \
                       .key_offset = G_STRUCT_OFFSET (Type, key_member),                           \
                       .revision_offset = G_STRUCT_OFFSET (Type, revision),                        \
                       .fields = fields_,                                                          \
                       .n_fields = G_N_ELEMENTS (fields_) };

#define CHILD_MAP(name, table_, parent_, fields_)                                                  \
  const KhMap name = {                                                                             \
    .table = table_, .parent = parent_, .fields = fields_, .n_fields = G_N_ELEMENTS (fields_)      \
  };

static const KhField tenant_fields[] = {
  KH_FIELD (KhTenantInfo, name, "name", KH_FIELD_TEXT),
  KH_FIELD (KhTenantInfo, home_geo, "home_geo", KH_FIELD_TEXT),
  KH_FIELD (KhTenantInfo, subscription_id, "subscription_id", KH_FIELD_TEXT),
  KH_FIELD (KhTenantInfo, resource_group, "resource_group", KH_FIELD_TEXT),
  KH_FIELD_WORD (KhTenantInfo, unlock_rule, "unlock_rule", unlock_rule),
  KH_FIELD (KhTenantInfo, four_eyes, "four_eyes", KH_FIELD_UINT),
  KH_FIELD (KhTenantInfo, default_environment_cmk, "default_environment_cmk", KH_FIELD_UINT),
  KH_FIELD (KhTenantInfo, rehearsal, "rehearsal", KH_FIELD_UINT),
  KH_FIELD (KhTenantInfo, vaults_dir, "vaults_dir", KH_FIELD_TEXT),
  KH_FIELD (KhTenantInfo, provider_registered, "provider_registered", KH_FIELD_UINT),
  KH_FIELD (KhTenantInfo, subscription_active, "subscription_active", KH_FIELD_UINT),
};
MAP (kh_tenant_map, KhTenantInfo, "tenant", "id", id, tenant_fields)

static const KhField account_fields[] = {
  KH_FIELD (KhAccount, name, "name", KH_FIELD_TEXT),
  KH_FIELD (KhAccount, roles, "roles", KH_FIELD_UINT),
  KH_FIELD (KhAccount, has_passphrase, "has_passphrase", KH_FIELD_UINT),
};
MAP (kh_account_map, KhAccount, "accounts", "id", id, account_fields)

static const KhField environment_fields[] = {
  KH_FIELD (KhEnvironment, name, "name", KH_FIELD_TEXT),
  KH_FIELD_WORD (KhEnvironment, type, "type", environment_type),
  KH_FIELD (KhEnvironment, geo, "geo", KH_FIELD_TEXT),
  KH_FIELD (KhEnvironment, azure_region, "azure_region", KH_FIELD_TEXT),
  KH_FIELD (KhEnvironment, managed, "managed", KH_FIELD_UINT),
  KH_FIELD (KhEnvironment, dataverse, "dataverse", KH_FIELD_UINT),
  KH_FIELD_WORD (KhEnvironment, state, "state", environment_state),
  KH_FIELD_WORD (KhEnvironment, state_before, "state_before", environment_state),
  KH_FIELD (KhEnvironment, locked_before_delete, "locked_before_delete", KH_FIELD_TIME),
  KH_FIELD_WORD (KhEnvironment, encryption_status, "encryption_status", encryption_status),
  KH_FIELD (KhEnvironment, policy_id, "policy_id", KH_FIELD_TEXT),
  KH_FIELD (KhEnvironment, locked_at, "locked_at", KH_FIELD_TIME),
  KH_FIELD (KhEnvironment, lock_cause.trigger, "lock_trigger", KH_FIELD_UINT),
  KH_FIELD (KhEnvironment, lock_cause.vault, "lock_vault", KH_FIELD_TEXT),
  KH_FIELD (KhEnvironment, lock_cause.key, "lock_key", KH_FIELD_TEXT),
  KH_FIELD (KhEnvironment, lock_cause.version, "lock_version", KH_FIELD_TEXT),
  KH_FIELD (KhEnvironment, lock_cause.actor_id, "lock_actor_id", KH_FIELD_TEXT),
  KH_FIELD (KhEnvironment, lock_cause.at, "lock_cause_at", KH_FIELD_TIME),
  KH_FIELD (KhEnvironment, lock_cause.planned, "lock_planned", KH_FIELD_UINT),
  KH_FIELD (KhEnvironment, deletion_at, "deletion_at", KH_FIELD_TIME),
  KH_FIELD (KhEnvironment, deleted_at, "deleted_at", KH_FIELD_TIME),
  KH_FIELD (KhEnvironment, created_at, "created_at", KH_FIELD_TIME),
  KH_FIELD (KhEnvironment, created_by, "created_by", KH_FIELD_TEXT),
  KH_FIELD (KhEnvironment, active_operation_id, "active_operation_id", KH_FIELD_TEXT),
  KH_FIELD (KhEnvironment, folder, "folder", KH_FIELD_TEXT),
  KH_FIELD (KhEnvironment, verification.at, "verified_at", KH_FIELD_TIME),
  KH_FIELD (KhEnvironment, verification.key, "verified_key", KH_FIELD_TEXT),
  KH_FIELD (KhEnvironment, verification.error, "verify_error", KH_FIELD_TEXT),
};
MAP (kh_environment_map, KhEnvironment, "environments", "id", id, environment_fields)

static const KhField environment_store_fields[] = {
  KH_FIELD_WORD (KhStoreCoverage, store, "store", store_kind),
  KH_FIELD (KhStoreCoverage, items, "items", KH_FIELD_UINT64),
  KH_FIELD (KhStoreCoverage, rows, "rows", KH_FIELD_UINT64),
  KH_FIELD (KhStoreCoverage, bytes, "bytes", KH_FIELD_UINT64),
  KH_FIELD (KhStoreCoverage, staying, "staying", KH_FIELD_UINT64),
  KH_FIELD (KhStoreCoverage, staying_bytes, "staying_bytes", KH_FIELD_UINT64),
};
CHILD_MAP (kh_environment_store_map, "environment_stores", "environment_id",
           environment_store_fields)

static const KhField environment_dek_fields[] = {
  KH_FIELD (KhDekRef, dek_id, "dek_id", KH_FIELD_TEXT),
  KH_FIELD_WORD (KhDekRef, owner, "owner", key_owner),
  KH_FIELD (KhDekRef, vault, "vault", KH_FIELD_NAME),
  KH_FIELD (KhDekRef, key, "key", KH_FIELD_NAME),
  KH_FIELD (KhDekRef, version, "version", KH_FIELD_NAME),
  KH_FIELD_WORD (KhDekRef, role, "role", dek_role),
};
CHILD_MAP (kh_environment_dek_map, "environment_deks", "environment_id", environment_dek_fields)

static const KhField vault_fields[] = {
  KH_FIELD (KhVault, name, "name", KH_FIELD_TEXT),
  KH_FIELD (KhVault, region, "region", KH_FIELD_TEXT),
  KH_FIELD (KhVault, tenant_id, "tenant_id", KH_FIELD_TEXT),
  KH_FIELD_WORD (KhVault, sku, "sku", sku),
  KH_FIELD_WORD (KhVault, permission_model, "permission_model", permission_model),
  KH_FIELD (KhVault, retention_days, "retention_days", KH_FIELD_UINT),
  KH_FIELD (KhVault, purge_protection, "purge_protection", KH_FIELD_UINT),
  KH_FIELD_WORD (KhVault, public_network, "public_network", public_network),
  KH_FIELD_WORD (KhVault, default_action, "default_action", default_action),
  KH_FIELD_WORD (KhVault, bypass, "bypass", bypass),
  KH_FIELD (KhVault, access_policies_replaced, "access_policies_replaced", KH_FIELD_UINT),
  KH_FIELD_WORD (KhVault, state, "state", vault_state),
  KH_FIELD (KhVault, deleted_at, "deleted_at", KH_FIELD_TIME),
  KH_FIELD (KhVault, scheduled_purge_at, "scheduled_purge_at", KH_FIELD_TIME),
  KH_FIELD (KhVault, created_at, "created_at", KH_FIELD_TIME),
};
MAP (kh_vault_map, KhVault, "vaults", "id", id, vault_fields)

static const KhField access_policy_fields[] = {
  KH_FIELD (KhAccessPolicy, principal_id, "principal_id", KH_FIELD_TEXT),
  KH_FIELD (KhAccessPolicy, permissions, "permissions", KH_FIELD_UINT),
  KH_FIELD (KhAccessPolicy, secrets, "secrets", KH_FIELD_UINT),
};
CHILD_MAP (kh_access_policy_map, "access_policies", "vault_id", access_policy_fields)

static const KhField policy_fields[] = {
  KH_FIELD (KhPolicy, system_id, "system_id", KH_FIELD_TEXT),
  KH_FIELD (KhPolicy, name, "name", KH_FIELD_TEXT),
  KH_FIELD (KhPolicy, geo, "geo", KH_FIELD_TEXT),
  KH_FIELD (KhPolicy, vault, "vault", KH_FIELD_TEXT),
  KH_FIELD (KhPolicy, key, "key", KH_FIELD_TEXT),
  KH_FIELD (KhPolicy, version, "version", KH_FIELD_TEXT),
  KH_FIELD (KhPolicy, principal_id, "principal_id", KH_FIELD_TEXT),
  KH_FIELD_WORD (KhPolicy, health, "health", health),
  KH_FIELD (KhPolicy, health_reason, "health_reason", KH_FIELD_TEXT),
  KH_FIELD (KhPolicy, created_at, "created_at", KH_FIELD_TIME),
  KH_FIELD (KhPolicy, deleted_at, "deleted_at", KH_FIELD_TIME),
};
MAP (kh_policy_map, KhPolicy, "policies", "id", id, policy_fields)

static const KhField policy_reader_fields[] = {
  KH_FIELD (KhReaderRow, account_id, "account_id", KH_FIELD_TEXT),
};
CHILD_MAP (kh_policy_reader_map, "policy_readers", "policy_id", policy_reader_fields)

static const KhField assignment_fields[] = {
  KH_FIELD (KhRoleAssignment, scope, "scope", KH_FIELD_TEXT),
  KH_FIELD (KhRoleAssignment, role_id, "role_id", KH_FIELD_TEXT),
  KH_FIELD (KhRoleAssignment, principal_id, "principal_id", KH_FIELD_TEXT),
  KH_FIELD (KhRoleAssignment, created_at, "created_at", KH_FIELD_TIME),
};
MAP (kh_assignment_map, KhRoleAssignment, "role_assignments", "id", id, assignment_fields)

static const KhField operation_fields[] = {
  KH_FIELD_WORD (KhOperation, type, "type", operation_type),
  KH_FIELD (KhOperation, environment_id, "environment_id", KH_FIELD_TEXT),
  KH_FIELD (KhOperation, policy_id, "policy_id", KH_FIELD_TEXT),
  KH_FIELD_WORD (KhOperation, state, "state", operation_state),
  KH_FIELD (KhOperation, items, "items", KH_FIELD_UINT64),
  KH_FIELD (KhOperation, items_done, "items_done", KH_FIELD_UINT64),
  KH_FIELD (KhOperation, bytes, "bytes", KH_FIELD_UINT64),
  KH_FIELD (KhOperation, bytes_done, "bytes_done", KH_FIELD_UINT64),
  KH_FIELD (KhOperation, requested_by, "requested_by", KH_FIELD_TEXT),
  KH_FIELD (KhOperation, created_at, "created_at", KH_FIELD_TIME),
  KH_FIELD (KhOperation, ended_at, "ended_at", KH_FIELD_TIME),
  KH_FIELD (KhOperation, error, "error", KH_FIELD_TEXT),
  KH_FIELD (KhOperation, resumed, "resumed", KH_FIELD_UINT),
};
MAP (kh_operation_map, KhOperation, "operations", "id", id, operation_fields)

static const KhField operation_stage_fields[] = {
  KH_FIELD_WORD (KhOperationStage, state, "state", operation_state),
  KH_FIELD (KhOperationStage, started_at, "started_at", KH_FIELD_TIME),
  KH_FIELD (KhOperationStage, ended_at, "ended_at", KH_FIELD_TIME),
};
CHILD_MAP (kh_operation_stage_map, "operation_stages", "operation_id", operation_stage_fields)

static const KhField operation_store_fields[] = {
  KH_FIELD_WORD (KhOperationStore, store, "store", store_kind),
  KH_FIELD (KhOperationStore, from_dek, "from_dek", KH_FIELD_TEXT),
  KH_FIELD (KhOperationStore, to_dek, "to_dek", KH_FIELD_TEXT),
  KH_FIELD_WORD (KhOperationStore, state, "state", operation_state),
  KH_FIELD (KhOperationStore, cursor, "cursor", KH_FIELD_TEXT),
  KH_FIELD (KhOperationStore, items, "items", KH_FIELD_UINT64),
  KH_FIELD (KhOperationStore, items_done, "items_done", KH_FIELD_UINT64),
  KH_FIELD (KhOperationStore, bytes, "bytes", KH_FIELD_UINT64),
  KH_FIELD (KhOperationStore, bytes_done, "bytes_done", KH_FIELD_UINT64),
};
CHILD_MAP (kh_operation_store_map, "operation_stores", "operation_id", operation_store_fields)

static const KhField key_use_fields[] = {
  KH_FIELD (KhKeyUse, vault, "vault", KH_FIELD_TEXT),
  KH_FIELD (KhKeyUse, key, "key", KH_FIELD_TEXT),
  KH_FIELD (KhKeyUse, version, "version", KH_FIELD_TEXT),
  KH_FIELD (KhKeyUse, environment_id, "environment_id", KH_FIELD_TEXT),
  KH_FIELD_WORD (KhKeyUse, reason, "reason", use_reason),
  KH_FIELD (KhKeyUse, since, "since", KH_FIELD_TIME),
  KH_FIELD (KhKeyUse, until, "until", KH_FIELD_TIME),
  KH_FIELD (KhKeyUse, unconfirmed, "unconfirmed", KH_FIELD_UINT),
};
const KhMap kh_key_use_map = { .table = "key_uses",
                               .key = "id",
                               .key_offset = G_STRUCT_OFFSET (KhKeyUse, id),
                               .fields = key_use_fields,
                               .n_fields = G_N_ELEMENTS (key_use_fields) };

static const KhField dismissal_fields[] = {
  KH_FIELD (KhDismissal, digest, "digest", KH_FIELD_TEXT),
  KH_FIELD (KhDismissal, account_id, "account_id", KH_FIELD_TEXT),
  KH_FIELD (KhDismissal, at, "at", KH_FIELD_TIME),
};
const KhMap kh_dismissal_map = { .table = "dismissals",
                                 .key = "id",
                                 .key_offset = G_STRUCT_OFFSET (KhDismissal, id),
                                 .fields = dismissal_fields,
                                 .n_fields = G_N_ELEMENTS (dismissal_fields) };
