/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An estate from JSON, so that the rules of the domain can judge what a policy would meet that is
 * only planned. */
#include "kh-enable-facts-private.h"

#include <string.h>

#include "kh-id.h"
#include "kh-rbac.h"

/* Enumerated words that are not known keep the value that a new object has. */
#define READ(json, path, name, where)                                                              \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const char *word = kh_json_string (json, path);                                                \
    if (word != NULL)                                                                              \
      kh_##name##_from_string (word, where);                                                       \
  }                                                                                                \
  G_STMT_END

/* "VAULT/NAME" of the key that protects the covered stores now. */
static void
read_protection (KhEnvironment *self, KhJson *json)
{
  const char *key = kh_json_string (json, "key.id");
  g_auto (GStrv) parts = key != NULL ? g_strsplit (key, "/", 2) : NULL;

  for (guint i = 0; i < KH_STORE_N; i++) {
    g_autofree char *dek = kh_id_new ();
    gboolean customer = parts != NULL && parts[0] != NULL && parts[1] != NULL
                        && kh_store_kind_is_covered ((KhStoreKind)i);

    g_ptr_array_add (self->stores[i].deks,
                     customer ? kh_dek_ref_new_customer (dek, parts[0], parts[1],
                                                         kh_json_string (json, "key.version"),
                                                         KH_DEK_CURRENT)
                              : kh_dek_ref_new_platform (dek, KH_DEK_CURRENT));
  }
}

static KhEnvironment *
read_environment (KhJson *json)
{
  KhEnvironment *self = kh_environment_new ();

  self->id = g_strdup (kh_json_string (json, "id"));
  self->name = g_strdup (kh_json_string (json, "name"));
  READ (json, "type", environment_type, &self->type);
  self->geo = g_strdup (kh_json_string (json, "geo"));
  self->azure_region = g_strdup (kh_json_string (json, "azureRegion"));
  self->managed = kh_json_bool (json, "managed", FALSE);
  self->dataverse = kh_json_bool (json, "dataverse", FALSE);
  READ (json, "state", environment_state, &self->state);
  READ (json, "encryptionStatus", encryption_status, &self->encryption_status);
  self->policy_id = g_strdup (kh_json_string (json, "policy.id"));
  self->active_operation_id = g_strdup (kh_json_string (json, "activeOperation.id"));
  read_protection (self, json);
  self->stores[KH_STORE_FLOWS].staying = (guint64)MAX (kh_json_int (json, "flowsThatStay", 0), 0);
  return self;
}

static KhOperation *
read_operation (KhJson *environment)
{
  const char *id = kh_json_string (environment, "activeOperation.id");
  KhOperation *self;

  if (id == NULL)
    return NULL;
  self = kh_operation_new ();
  self->id = g_strdup (id);
  READ (environment, "activeOperation.type", operation_type, &self->type);
  self->environment_id = g_strdup (kh_json_string (environment, "id"));
  self->state = KH_OPERATION_STATE_RUNNING;
  return self;
}

static KhVault *
read_vault (KhJson *json)
{
  KhVault *self = kh_vault_new ();

  self->id = kh_id_new ();
  self->name = g_strdup (kh_json_string (json, "name"));
  self->region = g_strdup (kh_json_string (json, "region"));
  READ (json, "sku", sku, &self->sku);
  READ (json, "permissionModel", permission_model, &self->permission_model);
  self->retention_days = (guint)kh_json_int (json, "softDeleteRetentionDays", 0);
  self->purge_protection = kh_json_bool (json, "purgeProtection", FALSE);
  READ (json, "publicNetwork", public_network, &self->public_network);
  READ (json, "defaultAction", default_action, &self->default_action);
  READ (json, "bypass", bypass, &self->bypass);
  READ (json, "state", vault_state, &self->state);
  return self;
}

static KhKey *
read_key (KhJson *json)
{
  KhKey *self = kh_key_new ();
  g_autoptr (KhKeyVersion) version = kh_key_version_new ();
  g_auto (GStrv) ops = kh_json_strv (json, "keyOps");

  self->vault = g_strdup (kh_json_string (json, "vault"));
  self->name = g_strdup (kh_json_string (json, "name"));
  READ (json, "kty", key_type, &self->kty);
  version->version = g_strdup (kh_json_string (json, "version"));
  version->size = (guint)kh_json_int (json, "size", 0);
  version->enabled = kh_json_bool (json, "enabled", FALSE);
  version->nbf = kh_json_time (json, "nbf");
  version->exp = kh_json_time (json, "exp");
  version->created_at = kh_json_time (json, "createdAt");
  for (guint i = 0; ops != NULL && ops[i] != NULL; i++) {
    KhKeyOps one;

    if (kh_key_op_from_string (ops[i], &one))
      version->ops = (KhKeyOps)(version->ops | one);
  }
  kh_key_set_version (self, version);
  return self;
}

static KhPolicy *
plan_policy (const KhEnablePlan *plan)
{
  KhPolicy *self = kh_policy_new ();

  self->id = kh_id_new ();
  self->name = g_strdup (plan->policy);
  self->geo = g_strdup (plan->geo);
  self->vault = g_strdup (plan->vault);
  self->key = g_strdup (plan->key);
  self->version = g_strdup (plan->version);
  self->principal_id = kh_id_new ();
  self->created_at = plan->now;
  return self;
}

static KhTenantInfo *
plan_tenant (const KhEnablePlan *plan)
{
  KhTenantInfo *self = kh_tenant_info_new ();

  self->id = kh_id_new ();
  self->name = g_strdup (plan->organization);
  return self;
}

static KhAccount *
plan_account (const KhEnablePlan *plan)
{
  KhAccount *self = kh_account_new ();

  self->id = kh_id_new ();
  self->name = g_strdup (plan->account);
  self->roles = (KhRoles)plan->roles;
  return self;
}

static KhPolicy *
add_readers (const KhEnablePlan *plan, KhPolicy *policy, const KhAccount *actor)
{
  if (g_strcmp0 (plan->reader, actor->name) == 0)
    kh_policy_set_reader (policy, actor->id, TRUE);
  return policy;
}

static void
add_environments (KhEstateBuilder *builder, GPtrArray *jsons, GPtrArray *into)
{
  for (guint i = 0; jsons != NULL && i < jsons->len; i++) {
    KhJson *json = g_ptr_array_index (jsons, i);
    g_autoptr (KhEnvironment) environment = read_environment (json);
    g_autoptr (KhOperation) operation = read_operation (json);

    kh_estate_builder_add_environment (builder, environment);
    if (operation != NULL)
      kh_estate_builder_add_operation (builder, operation);
    if (into != NULL)
      g_ptr_array_add (into, kh_environment_ref (environment));
  }
}

static gboolean
is_asked_for (const KhEnablePlan *plan, KhJson *environment)
{
  const char *id = kh_json_string (environment, "id");

  return id != NULL && g_strv_contains ((const char *const *)plan->environments, id);
}

/* All others: what they depend on counts for the rules of the vault and for the quota. */
static GPtrArray *
others (const KhEnablePlan *plan, const KhEnableFacts *facts)
{
  GPtrArray *rest = g_ptr_array_new ();

  for (guint i = 0; facts->others != NULL && i < facts->others->len; i++)
    if (!is_asked_for (plan, g_ptr_array_index (facts->others, i)))
      g_ptr_array_add (rest, g_ptr_array_index (facts->others, i));
  return rest;
}

KhPreflight *
_kh_enable_run_rules (const KhEnablePlan *plan, const KhEnableFacts *facts)
{
  g_autoptr (KhTenantInfo) tenant = plan_tenant (plan);
  g_autoptr (KhAccount) actor = plan_account (plan);
  g_autoptr (KhPolicy) policy = add_readers (plan, plan_policy (plan), actor);
  g_autoptr (KhVault) vault = facts->vault != NULL ? read_vault (facts->vault) : NULL;
  g_autoptr (KhKey) key = facts->key != NULL ? read_key (facts->key) : NULL;
  g_autoptr (GPtrArray) rest = others (plan, facts);
  g_autoptr (GPtrArray) asked =
      g_ptr_array_new_with_free_func ((GDestroyNotify)kh_environment_unref);
  KhEstateBuilder *builder = kh_estate_builder_new (tenant);
  g_autoptr (KhEstate) estate = NULL;
  KhPreflightQuery query;
  KhFacts beside;

  kh_estate_builder_add_account (builder, actor);
  add_environments (builder, facts->environments, asked);
  add_environments (builder, rest, NULL);
  if (vault != NULL)
    kh_estate_builder_add_vault (builder, vault);
  if (key != NULL)
    kh_estate_builder_add_key (builder, key);
  kh_estate_builder_add_policy (builder, policy);
  estate = kh_estate_builder_finish (builder);
  kh_facts_init_embedded (&beside);
  beside.actor = actor;
  query = (KhPreflightQuery){ .estate = estate,
                              .policy = policy,
                              .environments = asked,
                              .facts = &beside,
                              .goal = plan->goal == KH_ENABLE_GOAL_CHANGE ? KH_GOAL_CHANGE
                                                                          : KH_GOAL_ENABLE };
  return kh_preflight_run (&query, plan->now);
}
