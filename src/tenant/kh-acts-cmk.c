/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customer-managed keys on environments: enable, and run again. */
#include "kh-tenant-acts.h"

#include "kh-acts-private.h"
#include "kh-data-keys.h"
#include "kh-environment-data.h"
#include "kh-id.h"
#include "kh-lock-rule.h"
#include "kh-machine.h"
#include "kh-runs.h"

gboolean
kh_acts_may_use_policy (const KhEstate *estate, const KhPolicy *policy, KhCaller *caller,
                        GError **error)
{
  const KhAccount *account =
      caller->account_id != NULL ? kh_estate_get_account (estate, caller->account_id) : NULL;

  if (account != NULL && kh_policy_is_readable (estate, policy, account))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_PERMISSION, policy->name, "MissingReader",
                      "Ask a Key Vault administrator to make you a reader of the policy",
                      "The account is not a reader of this enterprise policy");
  return FALSE;
}

static gboolean
check_rules (KhTenant *self, const KhEstate *estate, const KhPolicy *policy,
             const KhEnvironment *environment, KhCaller *caller, GError **error)
{
  g_autoptr (GPtrArray) environments = g_ptr_array_new ();
  g_autoptr (KhPreflight) preflight = NULL;
  const KhFinding *block;
  KhFacts facts;

  kh_facts_init_embedded (&facts);
  facts.actor = kh_estate_get_account (estate, caller->account_id);
  g_ptr_array_add (environments, (gpointer)environment);
  preflight = kh_preflight (estate, policy, environments, &facts, kh_tenant_now (self));
  if (kh_preflight_is_passed (preflight))
    return TRUE;
  block = kh_preflight_get_first_block (preflight);
  kh_set_error_facts (error, KH_ERROR_RULE, environment->name, block != NULL ? block->id : NULL,
                      block != NULL ? block->fix_text : NULL,
                      block != NULL ? block->evidence : "The pre-flight check does not pass");
  return FALSE;
}

/* --- The plan: one new data key a covered store
 * ---------------------------------------------------- */

static const KhDekRef *
find_target (const KhEnvironment *environment, KhStoreKind store)
{
  GPtrArray *deks = environment->stores[store].deks;

  for (guint i = 0; i < deks->len; i++) {
    const KhDekRef *ref = deks->pdata[i];

    if (ref->role == KH_DEK_TARGET)
      return ref;
  }
  return NULL;
}

/* (transfer full): the id of the store's new data key, wrapped and added to the act. */
static char *
plan_new_dek (KhTenant *self, KhAct *act, KhEnvironment *environment, KhStoreKind store,
              const KhPolicy *policy, const char *version, GError **error)
{
  g_autofree char *dek_id = kh_id_new ();
  g_autoptr (KhSecret) dek = kh_data_key_new (error);
  KhDataKeyPlace place = { environment->id, store,       dek_id, KH_KEY_OWNER_CUSTOMER,
                           policy->vault,   policy->key, version };
  g_autoptr (GBytes) record = NULL;

  if (dek != NULL)
    record = kh_data_key_wrap (self, &place, policy->principal_id, dek, error);
  if (record == NULL)
    return NULL;
  kh_act_put_dek (act, record);
  g_ptr_array_add (
      environment->stores[store].deks,
      kh_dek_ref_new_customer (dek_id, policy->vault, policy->key, version, KH_DEK_TARGET));
  return g_steal_pointer (&dek_id);
}

static gboolean
plan_store (KhTenant *self, KhAct *act, KhEnvironment *environment, KhOperation *operation,
            KhStoreKind store, const KhPolicy *policy, const char *version, GError **error)
{
  const KhDekRef *current = kh_environment_get_current_dek (environment, store);
  const KhDekRef *target = find_target (environment, store);
  KhOperationStore *part = kh_operation_store_new (store);

  g_ptr_array_add (operation->stores, part);
  part->from_dek = g_strdup (current != NULL ? current->dek_id : NULL);
  part->items = environment->stores[store].items;
  part->bytes = environment->stores[store].bytes;
  part->state = KH_OPERATION_STATE_NOT_STARTED;
  if (target != NULL) {
    part->to_dek = g_strdup (target->dek_id);
    return TRUE;
  }
  if (current != NULL && kh_dek_ref_uses (current, policy->vault, policy->key, NULL)) {
    part->state = KH_OPERATION_STATE_SUCCEEDED;
    return TRUE;
  }
  part->to_dek = plan_new_dek (self, act, environment, store, policy, version, error);
  return part->to_dek != NULL;
}

KhOperation *
kh_acts_new_operation (KhOperationType type, const KhEnvironment *environment,
                       const char *policy_id, KhCaller *caller, KhTime now)
{
  KhOperation *operation = kh_operation_new ();

  operation->id = kh_id_new ();
  operation->type = type;
  operation->environment_id = g_strdup (environment->id);
  operation->policy_id = g_strdup (policy_id);
  operation->requested_by = g_strdup (caller->account_id);
  operation->created_at = now;
  operation->state = KH_OPERATION_STATE_RUNNING;
  operation->stages[KH_STAGE_VALIDATE] =
      (KhOperationStage){ KH_OPERATION_STATE_SUCCEEDED, now, now };
  operation->stages[KH_STAGE_PREPARE] =
      (KhOperationStage){ KH_OPERATION_STATE_SUCCEEDED, now, now };
  operation->stages[KH_STAGE_RUN] =
      (KhOperationStage){ KH_OPERATION_STATE_RUNNING, now, KH_TIME_NONE };
  return operation;
}

static gboolean
plan_all (KhTenant *self, KhAct *act, KhEnvironment *environment, KhOperation *operation,
          const KhPolicy *policy, GError **error)
{
  const KhKey *key = kh_acts_find_key (kh_act_get_estate (act), policy->vault, policy->key, error);
  const KhKeyVersion *version = key != NULL ? kh_key_get_version (key, policy->version) : NULL;

  if (version == NULL)
    return FALSE;
  for (guint i = 0; i < KH_STORE_N; i++) {
    if (kh_store_kind_is_covered ((KhStoreKind)i)
        && !plan_store (self, act, environment, operation, (KhStoreKind)i, policy, version->version,
                        error))
      return FALSE;
  }
  kh_operation_sum_progress (operation);
  return TRUE;
}

static KhOperation *
start_encryption (KhTenant *self, KhCaller *caller, const KhEnvironment *environment,
                  const KhPolicy *policy, KhAct **act, GError **error)
{
  KhTime now = kh_act_get_time (*act);
  g_autoptr (KhOperation) operation =
      kh_acts_new_operation (KH_OPERATION_NEW_CMK, environment, policy->id, caller, now);
  g_autoptr (KhEnvironment) after =
      kh_environment_step (environment, KH_ENVIRONMENT_EVENT_ENCRYPT, now, NULL, error);
  g_autoptr (GError) busy = NULL;

  if (after == NULL || !plan_all (self, *act, after, operation, policy, error))
    return NULL;
  kh_value_set_text (&after->policy_id, policy->id);
  kh_value_set_text (&after->active_operation_id, operation->id);
  after->encryption_status = KH_ENCRYPTION_STATUS_ENCRYPTING;
  kh_act_put_environment (*act, after);
  kh_act_put_operation (*act, operation);
  kh_set_error_facts (&busy, KH_ERROR_BUSY, environment->name, "EnvironmentBusy", NULL,
                      "The environment is being re-encrypted and cannot be used until that ends");
  kh_environment_data_refuse (self, environment->id, busy);
  kh_environment_data_admit (self, environment->id);
  if (!kh_act_commit (act, error))
    return NULL;
  kh_runs_start (self, operation);
  return g_steal_pointer (&operation);
}

/* --- What an earlier run left -------------------------------------------------------------------
 */

/* A paused operation of a locked environment waits for its key and does not stand in the way. */
static gboolean
check_idle (const KhEstate *estate, const KhEnvironment *environment, GError **error)
{
  const KhOperation *active = kh_estate_active_operation (estate, environment);
  g_autofree char *message = NULL;

  if (active == NULL || environment->state == KH_ENVIRONMENT_STATE_LOCKED)
    return TRUE;
  message = g_strdup_printf ("The operation %s (%s) is %s on %s", active->id,
                             kh_operation_type_to_string (active->type),
                             kh_operation_state_to_string (active->state), environment->name);
  kh_set_error_facts (error, KH_ERROR_CONFLICT, environment->name, "OperationActive",
                      "Wait until that operation has ended", message);
  return FALSE;
}

static gboolean
is_done (const KhEnvironment *environment, const KhPolicy *policy)
{
  if (environment->state != KH_ENVIRONMENT_STATE_READY
      || environment->encryption_status == KH_ENCRYPTION_STATUS_FAILED
      || g_strcmp0 (environment->policy_id, policy->id) != 0)
    return FALSE;
  for (guint i = 0; i < KH_STORE_N; i++) {
    const KhDekRef *current = kh_environment_get_current_dek (environment, (KhStoreKind)i);

    if (kh_store_kind_is_covered ((KhStoreKind)i)
        && (environment->stores[i].deks->len != 1 || current == NULL
            || !kh_dek_ref_uses (current, policy->vault, policy->key, NULL)))
      return FALSE;
  }
  return TRUE;
}

KhOperation *
kh_acts_ended_operation (KhOperationType type, const KhEnvironment *environment,
                         const char *policy_id, KhCaller *caller, KhTime now)
{
  KhOperation *done = kh_acts_new_operation (type, environment, policy_id, caller, now);

  done->state = KH_OPERATION_STATE_SUCCEEDED;
  done->ended_at = now;
  for (guint i = 0; i < KH_STAGE_N; i++)
    done->stages[i] = (KhOperationStage){ KH_OPERATION_STATE_SUCCEEDED, now, now };
  return done;
}

/* Everything is as it shall be: an operation that had nothing to do. */
static KhOperation *
note_done (const KhEnvironment *environment, const KhPolicy *policy, KhCaller *caller, KhAct **act,
           GError **error)
{
  g_autoptr (KhOperation) done = kh_acts_ended_operation (
      KH_OPERATION_NEW_CMK, environment, policy->id, caller, kh_act_get_time (*act));

  kh_act_put_operation (*act, done);
  return kh_act_commit (act, error) ? g_steal_pointer (&done) : NULL;
}

/* --- Enable -------------------------------------------------------------------------------------
 */

static const KhPolicy *
find_live_policy (const KhEstate *estate, const char *system_id, GError **error)
{
  const KhPolicy *policy = kh_estate_find_policy_by_system_id (estate, system_id);

  if (policy != NULL && kh_policy_is_live (policy))
    return policy;
  kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no enterprise policy %s", system_id);
  return NULL;
}

KhOperation *
kh_tenant_link_policy (KhTenant *self, KhCaller *caller, const char *text, const char *system_id,
                       GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhEnvironment *environment = kh_acts_find_environment (estate, text, error);
  const KhPolicy *policy;
  KhActFacts facts = { "cmk.enable", KH_VERB_CMK, "environment", NULL, text, NULL };
  g_autoptr (KhAct) act = NULL;
  gboolean done;

  if (environment == NULL)
    return NULL;
  facts.target_id = environment->id;
  facts.target = environment->name;
  if (!kh_act_allowed (self, caller, &facts, error))
    return NULL;
  policy = find_live_policy (estate, system_id, error);
  if (policy == NULL || !kh_acts_may_use_policy (estate, policy, caller, error)
      || !check_idle (estate, environment, error))
    return NULL;
  facts.detail = policy->id;
  done = is_done (environment, policy);
  if (!done && !check_rules (self, estate, policy, environment, caller, error))
    return NULL;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL)
    return NULL;
  if (done)
    return note_done (environment, policy, caller, &act, error);
  if (environment->state == KH_ENVIRONMENT_STATE_LOCKED)
    return kh_acts_relink (self, caller, environment, policy, &act, error);
  return start_encryption (self, caller, environment, policy, &act, error);
}

/* --- Again ------------------------------------------------------------------------------------ */

KhOperation *
kh_tenant_operation_retry (KhTenant *self, KhCaller *caller, const char *id, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhOperation *operation = kh_estate_get_operation (estate, id);
  KhActFacts facts = { "cmk.enable", KH_VERB_CMK, "environment", NULL, NULL, id };
  const KhPolicy *policy;

  if (operation == NULL) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no operation %s", id);
    return NULL;
  }
  facts.target_id = operation->environment_id;
  if (!kh_act_allowed (self, caller, &facts, error))
    return NULL;
  if (operation->type != KH_OPERATION_NEW_CMK
      || (operation->state != KH_OPERATION_STATE_FAILED
          && operation->state != KH_OPERATION_STATE_CANCELLED)) {
    kh_set_error (error, KH_ERROR_STATE,
                  "Only an encryption that failed or was cancelled can be run again");
    return NULL;
  }
  policy =
      operation->policy_id != NULL ? kh_estate_get_policy (estate, operation->policy_id) : NULL;
  if (policy == NULL) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "The operation's policy is gone");
    return NULL;
  }
  return kh_tenant_link_policy (self, caller, operation->environment_id, policy->system_id, error);
}
