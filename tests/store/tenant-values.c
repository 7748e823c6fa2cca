/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One value of every kind, and comparison member by member. */
#include "tenant-values.h"

/* --- Values, each member different from its default ---------------------------------------- */

KhTenantInfo *
tenant_values_make_tenant (void)
{
  KhTenantInfo *value = kh_tenant_info_new ();

  kh_value_set_text (&value->id, RECORDS_TENANT);
  kh_value_set_text (&value->name, "Contoso «Überprüfung»");
  kh_value_set_text (&value->home_geo, "unitedstates");
  kh_value_set_text (&value->subscription_id, "50000000-0000-4000-8000-000000000001");
  kh_value_set_text (&value->resource_group, "rg");
  value->unlock_rule = KH_UNLOCK_RULE_SUPPORT_REQUEST;
  value->four_eyes = TRUE;
  value->default_environment_cmk = TRUE;
  value->rehearsal = TRUE;
  kh_value_set_text (&value->vaults_dir, "/mnt/vaults");
  value->provider_registered = FALSE;
  value->subscription_active = FALSE;
  return value;
}

KhAccount *
tenant_values_make_account (void)
{
  KhAccount *value = kh_account_new ();

  kh_value_set_text (&value->id, "a0000000-0000-4000-8000-000000000001");
  kh_value_set_text (&value->name, "Kira Vance");
  value->roles = KH_ROLE_KVA | KH_ROLE_AUDITOR;
  value->has_passphrase = TRUE;
  return value;
}

KhEnvironment *
tenant_values_make_environment (void)
{
  KhEnvironment *value = kh_environment_new ();
  KhDekRef *cause = kh_dek_ref_new_customer (DEK_A, "kv", "k", VERSION, KH_DEK_CURRENT);

  kh_value_set_text (&value->id, ENV);
  kh_value_set_text (&value->name, "Finance");
  value->type = KH_ENVIRONMENT_TYPE_SUBSCRIPTION_TRIAL;
  kh_value_set_text (&value->geo, "europe");
  kh_value_set_text (&value->azure_region, "westeurope");
  value->managed = TRUE;
  value->dataverse = TRUE;
  value->state = KH_ENVIRONMENT_STATE_LOCKED;
  value->state_before = KH_ENVIRONMENT_STATE_ENCRYPTING;
  value->locked_before_delete = 11;
  value->encryption_status = KH_ENCRYPTION_STATUS_WARNING;
  kh_value_set_text (&value->policy_id, "p");
  value->locked_at = 12;
  kh_environment_set_lock_cause (value, KH_TRIGGER_PERIMETER, cause, "actor", 13);
  value->lock_cause.planned = TRUE;
  value->verification.at = 17;
  kh_value_set_text (&value->verification.key, "kv/k");
  kh_value_set_text (&value->verification.error, "The data is damaged.");
  kh_dek_ref_free (cause);
  value->deletion_at = 14;
  value->deleted_at = 15;
  value->created_at = 16;
  kh_value_set_text (&value->created_by, "somebody");
  kh_value_set_text (&value->active_operation_id, "op");
  value->folder = g_strdup ("folder");
  for (guint i = 0; i < KH_STORE_N; i++) {
    value->stores[i].store = (KhStoreKind)i;
    value->stores[i].items = 100 + i;
    value->stores[i].rows = 200 + i;
    value->stores[i].bytes = G_MAXINT64 - i;
    value->stores[i].staying = 300 + i;
    value->stores[i].staying_bytes = 400 + i;
  }
  g_ptr_array_add (value->stores[1].deks,
                   kh_dek_ref_new_customer (DEK_A, "kv", "k", VERSION, KH_DEK_CURRENT));
  g_ptr_array_add (value->stores[1].deks, kh_dek_ref_new_platform (DEK_B, KH_DEK_KEPT));
  return value;
}

KhVault *
tenant_values_make_vault (void)
{
  KhVault *value = kh_vault_new ();

  kh_value_set_text (&value->id, "b0000000-0000-4000-8000-000000000001");
  kh_value_set_text (&value->name, "Contoso-KV");
  kh_value_set_text (&value->region, "westeurope");
  kh_value_set_text (&value->tenant_id, RECORDS_TENANT);
  value->sku = KH_SKU_STANDARD;
  value->permission_model = KH_PERMISSION_MODEL_ACCESS_POLICY;
  value->retention_days = 7;
  value->purge_protection = TRUE;
  value->public_network = KH_PUBLIC_NETWORK_PERIMETER;
  value->default_action = KH_DEFAULT_ACTION_DENY;
  value->bypass = KH_BYPASS_NONE;
  kh_vault_set_access_policy (value, "principal-1", KH_PERMISSION_SERVICE);
  kh_vault_set_access_policy (value, "principal-2", KH_PERMISSION_ALL);
  kh_vault_set_secret_policy (value, "principal-2", KH_SECRET_PERMISSION_GET);
  value->access_policies_replaced = TRUE;
  value->state = KH_VAULT_STATE_DELETED;
  value->deleted_at = 21;
  value->scheduled_purge_at = 22;
  value->created_at = 23;
  return value;
}

KhPolicy *
tenant_values_make_policy (void)
{
  KhPolicy *value = kh_policy_new ();

  kh_value_set_text (&value->id, "c0000000-0000-4000-8000-000000000001");
  kh_value_set_text (&value->system_id, "/regions/europe/x");
  kh_value_set_text (&value->name, "pol");
  kh_value_set_text (&value->geo, "europe");
  kh_value_set_text (&value->vault, "kv");
  kh_value_set_text (&value->key, "k");
  kh_value_set_text (&value->version, VERSION);
  kh_value_set_text (&value->principal_id, "principal-1");
  value->health = KH_HEALTH_UNHEALTHY;
  kh_value_set_text (&value->health_reason, "disabled");
  kh_policy_set_reader (value, "reader-2", TRUE);
  kh_policy_set_reader (value, "reader-1", TRUE);
  value->created_at = 31;
  value->deleted_at = 32;
  return value;
}

KhRoleAssignment *
tenant_values_make_assignment (void)
{
  KhRoleAssignment *value = kh_role_assignment_new ();

  kh_value_set_text (&value->id, "f0000000-0000-4000-8000-000000000001");
  kh_value_set_text (&value->scope, "kv/k");
  kh_value_set_text (&value->role_id, "role");
  kh_value_set_text (&value->principal_id, "principal-1");
  value->created_at = 41;
  return value;
}

KhOperation *
tenant_values_make_operation (void)
{
  KhOperation *value = kh_operation_new ();
  KhOperationStore *store = kh_operation_store_new (KH_STORE_FLOWS);

  kh_value_set_text (&value->id, "0f000000-0000-4000-8000-000000000001");
  value->type = KH_OPERATION_REVERT;
  kh_value_set_text (&value->environment_id, ENV);
  kh_value_set_text (&value->policy_id, "p");
  value->state = KH_OPERATION_STATE_PAUSED;
  for (guint i = 0; i < KH_STAGE_N; i++)
    value->stages[i] = (KhOperationStage){ KH_OPERATION_STATE_RUNNING, 50 + i, 60 + i };
  value->items = 1;
  value->items_done = 2;
  value->bytes = 3;
  value->bytes_done = 4;
  kh_value_set_text (&value->requested_by, "somebody");
  value->created_at = 51;
  value->ended_at = 52;
  kh_value_set_text (&value->error, "the disk is full");
  value->resumed = TRUE;
  kh_value_set_text (&store->from_dek, DEK_A);
  kh_value_set_text (&store->to_dek, DEK_B);
  store->state = KH_OPERATION_STATE_FAILED;
  kh_value_set_text (&store->cursor, "row 17");
  store->items = 5;
  store->items_done = 6;
  store->bytes = 7;
  store->bytes_done = 8;
  g_ptr_array_add (value->stores, store);
  return value;
}

KhKeyUse *
tenant_values_make_key_use (void)
{
  KhKeyUse *value = kh_key_use_new ();

  kh_value_set_text (&value->id, "1f000000-0000-4000-8000-000000000001");
  kh_value_set_text (&value->vault, "kv");
  kh_value_set_text (&value->key, "k");
  kh_value_set_text (&value->version, VERSION);
  kh_value_set_text (&value->environment_id, ENV);
  value->reason = KH_USE_CHANGED;
  value->since = KH_TIME_NONE;
  value->until = 71;
  value->unconfirmed = TRUE;
  return value;
}

KhDismissal *
tenant_values_make_dismissal (void)
{
  KhDismissal *value = kh_dismissal_new ();

  kh_value_set_text (&value->id, "Y7-3f09a1c2");
  kh_value_set_text (&value->digest, "5e884898da28047151d0e56f8dc62927");
  kh_value_set_text (&value->account_id, "1a000000-0000-4000-8000-000000000001");
  value->at = 72;
  return value;
}

/* --- Comparison ---------------------------------------------------------------------------- */

static void
same_dek (const KhDekRef *a, const KhDekRef *b)
{
  g_assert_cmpstr (a->dek_id, ==, b->dek_id);
  g_assert_cmpint (a->owner, ==, b->owner);
  g_assert_cmpstr (a->vault, ==, b->vault);
  g_assert_cmpstr (a->key, ==, b->key);
  g_assert_cmpstr (a->version, ==, b->version);
  g_assert_cmpint (a->role, ==, b->role);
}

void
tenant_values_same_environment (const KhEnvironment *a, const KhEnvironment *b)
{
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpint (a->type, ==, b->type);
  g_assert_cmpstr (a->geo, ==, b->geo);
  g_assert_cmpstr (a->azure_region, ==, b->azure_region);
  g_assert_cmpint (a->managed, ==, b->managed);
  g_assert_cmpint (a->dataverse, ==, b->dataverse);
  g_assert_cmpint (a->state, ==, b->state);
  g_assert_cmpint (a->state_before, ==, b->state_before);
  g_assert_cmpint (a->locked_before_delete, ==, b->locked_before_delete);
  g_assert_cmpint (a->encryption_status, ==, b->encryption_status);
  g_assert_cmpstr (a->policy_id, ==, b->policy_id);
  g_assert_cmpint (a->locked_at, ==, b->locked_at);
  g_assert_cmpint (a->lock_cause.trigger, ==, b->lock_cause.trigger);
  g_assert_cmpstr (a->lock_cause.vault, ==, b->lock_cause.vault);
  g_assert_cmpstr (a->lock_cause.key, ==, b->lock_cause.key);
  g_assert_cmpstr (a->lock_cause.version, ==, b->lock_cause.version);
  g_assert_cmpstr (a->lock_cause.actor_id, ==, b->lock_cause.actor_id);
  g_assert_cmpint (a->lock_cause.at, ==, b->lock_cause.at);
  g_assert_cmpint (a->deletion_at, ==, b->deletion_at);
  g_assert_cmpint (a->deleted_at, ==, b->deleted_at);
  g_assert_cmpint (a->created_at, ==, b->created_at);
  g_assert_cmpstr (a->created_by, ==, b->created_by);
  g_assert_cmpstr (a->active_operation_id, ==, b->active_operation_id);
  g_assert_cmpint (a->revision, ==, b->revision);
  g_assert_cmpstr (a->folder, ==, b->folder);
  for (guint i = 0; i < KH_STORE_N; i++) {
    g_assert_cmpint (a->stores[i].store, ==, b->stores[i].store);
    g_assert_cmpuint (a->stores[i].items, ==, b->stores[i].items);
    g_assert_cmpuint (a->stores[i].rows, ==, b->stores[i].rows);
    g_assert_cmpuint (a->stores[i].bytes, ==, b->stores[i].bytes);
    g_assert_cmpuint (a->stores[i].staying, ==, b->stores[i].staying);
    g_assert_cmpuint (a->stores[i].staying_bytes, ==, b->stores[i].staying_bytes);
    g_assert_cmpuint (a->stores[i].deks->len, ==, b->stores[i].deks->len);
    for (guint j = 0; j < a->stores[i].deks->len; j++)
      same_dek (a->stores[i].deks->pdata[j], b->stores[i].deks->pdata[j]);
  }
}

void
tenant_values_same_vault (const KhVault *a, const KhVault *b)
{
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->region, ==, b->region);
  g_assert_cmpstr (a->tenant_id, ==, b->tenant_id);
  g_assert_cmpint (a->sku, ==, b->sku);
  g_assert_cmpint (a->permission_model, ==, b->permission_model);
  g_assert_cmpuint (a->retention_days, ==, b->retention_days);
  g_assert_cmpint (a->purge_protection, ==, b->purge_protection);
  g_assert_cmpint (a->public_network, ==, b->public_network);
  g_assert_cmpint (a->default_action, ==, b->default_action);
  g_assert_cmpint (a->bypass, ==, b->bypass);
  g_assert_cmpint (a->access_policies_replaced, ==, b->access_policies_replaced);
  g_assert_cmpint (a->state, ==, b->state);
  g_assert_cmpint (a->deleted_at, ==, b->deleted_at);
  g_assert_cmpint (a->scheduled_purge_at, ==, b->scheduled_purge_at);
  g_assert_cmpint (a->created_at, ==, b->created_at);
  g_assert_cmpint (a->revision, ==, b->revision);
  g_assert_cmpuint (a->access_policies->len, ==, b->access_policies->len);
  for (guint i = 0; i < a->access_policies->len; i++) {
    const KhAccessPolicy *left = a->access_policies->pdata[i];
    const KhAccessPolicy *right = b->access_policies->pdata[i];

    g_assert_cmpstr (left->principal_id, ==, right->principal_id);
    g_assert_cmpint (left->permissions, ==, right->permissions);
  }
}

void
tenant_values_same_policy (const KhPolicy *a, const KhPolicy *b)
{
  g_assert_cmpstr (a->system_id, ==, b->system_id);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->geo, ==, b->geo);
  g_assert_cmpstr (a->vault, ==, b->vault);
  g_assert_cmpstr (a->key, ==, b->key);
  g_assert_cmpstr (a->version, ==, b->version);
  g_assert_cmpstr (a->principal_id, ==, b->principal_id);
  g_assert_cmpint (a->health, ==, b->health);
  g_assert_cmpstr (a->health_reason, ==, b->health_reason);
  g_assert_true (g_strv_equal ((const char *const *)a->readers, (const char *const *)b->readers));
  g_assert_cmpint (a->created_at, ==, b->created_at);
  g_assert_cmpint (a->deleted_at, ==, b->deleted_at);
  g_assert_cmpint (a->revision, ==, b->revision);
}

void
tenant_values_same_operation (const KhOperation *a, const KhOperation *b)
{
  g_assert_cmpint (a->type, ==, b->type);
  g_assert_cmpstr (a->environment_id, ==, b->environment_id);
  g_assert_cmpstr (a->policy_id, ==, b->policy_id);
  g_assert_cmpint (a->state, ==, b->state);
  g_assert_cmpmem (a->stages, sizeof a->stages, b->stages, sizeof b->stages);
  g_assert_cmpuint (a->items, ==, b->items);
  g_assert_cmpuint (a->items_done, ==, b->items_done);
  g_assert_cmpuint (a->bytes, ==, b->bytes);
  g_assert_cmpuint (a->bytes_done, ==, b->bytes_done);
  g_assert_cmpstr (a->requested_by, ==, b->requested_by);
  g_assert_cmpint (a->created_at, ==, b->created_at);
  g_assert_cmpint (a->ended_at, ==, b->ended_at);
  g_assert_cmpstr (a->error, ==, b->error);
  g_assert_cmpint (a->resumed, ==, b->resumed);
  g_assert_cmpint (a->revision, ==, b->revision);
  g_assert_cmpuint (a->stores->len, ==, b->stores->len);
  for (guint i = 0; i < a->stores->len; i++) {
    const KhOperationStore *left = a->stores->pdata[i], *right = b->stores->pdata[i];

    g_assert_cmpint (left->store, ==, right->store);
    g_assert_cmpstr (left->from_dek, ==, right->from_dek);
    g_assert_cmpstr (left->to_dek, ==, right->to_dek);
    g_assert_cmpint (left->state, ==, right->state);
    g_assert_cmpstr (left->cursor, ==, right->cursor);
    g_assert_cmpuint (left->items, ==, right->items);
    g_assert_cmpuint (left->items_done, ==, right->items_done);
    g_assert_cmpuint (left->bytes, ==, right->bytes);
    g_assert_cmpuint (left->bytes_done, ==, right->bytes_done);
  }
}

void
tenant_values_same_tenant (const KhTenantInfo *a, const KhTenantInfo *b)
{
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->home_geo, ==, b->home_geo);
  g_assert_cmpstr (a->subscription_id, ==, b->subscription_id);
  g_assert_cmpstr (a->resource_group, ==, b->resource_group);
  g_assert_cmpint (a->unlock_rule, ==, b->unlock_rule);
  g_assert_cmpint (a->four_eyes, ==, b->four_eyes);
  g_assert_cmpint (a->default_environment_cmk, ==, b->default_environment_cmk);
  g_assert_cmpint (a->rehearsal, ==, b->rehearsal);
  g_assert_cmpstr (a->vaults_dir, ==, b->vaults_dir);
  g_assert_cmpint (a->provider_registered, ==, b->provider_registered);
  g_assert_cmpint (a->subscription_active, ==, b->subscription_active);
  g_assert_cmpint (a->revision, ==, b->revision);
}
