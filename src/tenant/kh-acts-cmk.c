/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customer-managed keys on environments: enable, change, return to the platform's key, and run
 * again. */
#include "kh-tenant-acts.h"

#include "kh-acts-private.h"
#include "kh-allowed.h"
#include "kh-cmk-plan.h"
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

/* One environment on its way to a key. */
typedef struct {
  KhTenant *tenant;
  KhCaller *caller;
  const KhEstate *estate;
  const KhEnvironment *environment;
  const KhPolicy *policy; /* (nullable): NULL: back to the platform's key */
  KhOperationType type;
} Move;

static KhGoal
get_goal (const Move *move)
{
  return move->type == KH_OPERATION_REVERT       ? KH_GOAL_REVERT
         : move->type == KH_OPERATION_ROTATE_CMK ? KH_GOAL_CHANGE
                                                 : KH_GOAL_ENABLE;
}

static const char *
get_action (KhOperationType type)
{
  return type == KH_OPERATION_REVERT       ? "cmk.revert"
         : type == KH_OPERATION_ROTATE_CMK ? "cmk.change"
                                           : "cmk.enable";
}

static gboolean
check_rules (const Move *move, GError **error)
{
  g_autoptr (GPtrArray) environments = g_ptr_array_new ();
  g_autoptr (KhPreflight) preflight = NULL;
  const KhFinding *block;
  KhFacts facts;
  KhPreflightQuery query = { .estate = move->estate,
                             .policy = move->policy,
                             .environments = environments,
                             .facts = &facts,
                             .goal = get_goal (move) };

  kh_facts_init_embedded (&facts);
  facts.actor = kh_estate_get_account (move->estate, move->caller->account_id);
  g_ptr_array_add (environments, (gpointer)move->environment);
  preflight = kh_preflight_run (&query, kh_tenant_now (move->tenant));
  if (kh_preflight_is_passed (preflight))
    return TRUE;
  block = kh_preflight_get_first_block (preflight);
  kh_set_error_facts (error, KH_ERROR_RULE, move->environment->name,
                      block != NULL ? block->id : NULL, block != NULL ? block->fix_text : NULL,
                      block != NULL ? block->evidence : "The pre-flight check does not pass");
  return FALSE;
}

/* --- Starting ---------------------------------------------------------------------------------
 */

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

static void
refuse_data (KhTenant *self, const KhEnvironment *environment)
{
  g_autoptr (GError) busy = NULL;

  kh_set_error_facts (&busy, KH_ERROR_BUSY, environment->name, "EnvironmentBusy", NULL,
                      "The environment is being re-encrypted and cannot be used until that ends");
  kh_environment_data_refuse (self, environment->id, busy);
  kh_environment_data_admit (self, environment->id);
}

/* What the environment will be when the operation has begun; fills @operation. */
static KhEnvironment *
begin_environment (const Move *move, KhAct *act, KhOperation *operation, GError **error)
{
  gboolean reverts = move->type == KH_OPERATION_REVERT;
  const char *policy_id = move->policy != NULL ? move->policy->id : move->environment->policy_id;
  g_autoptr (KhEnvironment) after = kh_environment_step (
      move->environment, reverts ? KH_ENVIRONMENT_EVENT_REVERT : KH_ENVIRONMENT_EVENT_ENCRYPT,
      kh_act_get_time (act), NULL, error);
  KhCmkPlan plan = { move->tenant, act,
                     after,        operation,
                     move->policy, g_strcmp0 (move->environment->policy_id, policy_id) == 0 };

  if (after == NULL || !kh_cmk_plan (&plan, error))
    return NULL;
  kh_value_set_text (&after->policy_id, policy_id);
  kh_value_set_text (&after->active_operation_id, operation->id);
  after->encryption_status =
      reverts ? KH_ENCRYPTION_STATUS_REVERTING : KH_ENCRYPTION_STATUS_ENCRYPTING;
  return g_steal_pointer (&after);
}

/* (transfer full): for the policy that is reached for, or left. */
static KhOperation *
new_operation (const Move *move, KhTime now)
{
  return kh_acts_new_operation (
      move->type, move->environment,
      move->policy != NULL ? move->policy->id : move->environment->policy_id, move->caller, now);
}

static KhOperation *
start (const Move *move, KhAct **act, GError **error)
{
  g_autoptr (KhOperation) operation = new_operation (move, kh_act_get_time (*act));
  g_autoptr (KhEnvironment) after = begin_environment (move, *act, operation, error);

  if (after == NULL)
    return NULL;
  kh_act_put_environment (*act, after);
  kh_act_put_operation (*act, operation);
  refuse_data (move->tenant, move->environment);
  if (!kh_act_commit (act, error))
    return NULL;
  kh_runs_start (move->tenant, operation);
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

static gboolean
is_done (const Move *move)
{
  const KhEnvironment *environment = move->environment;

  return environment->state == KH_ENVIRONMENT_STATE_READY
         && environment->encryption_status != KH_ENCRYPTION_STATUS_FAILED
         && g_strcmp0 (environment->policy_id, move->policy != NULL ? move->policy->id : NULL) == 0
         && kh_cmk_is_arrived (environment, move->policy);
}

/* Everything is as it shall be: an operation that had nothing to do. */
static KhOperation *
note_done (const Move *move, KhAct **act, GError **error)
{
  g_autoptr (KhOperation) done = kh_acts_ended_operation (
      move->type, move->environment, move->policy != NULL ? move->policy->id : NULL, move->caller,
      kh_act_get_time (*act));

  kh_act_put_operation (*act, done);
  return kh_act_commit (act, error) ? g_steal_pointer (&done) : NULL;
}

/* --- Enable and change --------------------------------------------------------------------------
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

/* A change of key, when the data is under another key or another policy already. The cure of a
 * deleted policy is none. */
static gboolean
is_change (const KhEstate *estate, const KhEnvironment *environment, const KhPolicy *policy)
{
  const KhPolicy *linked = kh_estate_get_policy (estate, environment->policy_id);

  if (environment->state == KH_ENVIRONMENT_STATE_LOCKED)
    return FALSE;
  if (linked != NULL && kh_policy_is_live (linked) && !g_str_equal (linked->id, policy->id))
    return kh_environment_get_customer_dek (environment) != NULL;
  for (guint i = 0; i < KH_STORE_N; i++) {
    const KhDekRef *ref = kh_environment_get_current_dek (environment, (KhStoreKind)i);

    if (ref != NULL && ref->owner == KH_KEY_OWNER_CUSTOMER
        && !kh_dek_ref_uses (ref, policy->vault, policy->key, NULL))
      return TRUE;
  }
  return FALSE;
}

/* Checks, begins and goes on with @go, or notes that nothing is left to do. */
static KhOperation *
run_move (const Move *move, KhActFacts *facts, GError **error)
{
  g_autoptr (KhAct) act = NULL;
  gboolean done = is_done (move);

  if (!done && !check_rules (move, error))
    return NULL;
  facts->action = get_action (move->type);
  act = kh_act_begin (move->tenant, move->caller, facts, NULL, error);
  if (act == NULL)
    return NULL;
  if (done)
    return note_done (move, &act, error);
  if (move->environment->state == KH_ENVIRONMENT_STATE_LOCKED)
    return kh_acts_relink (move->tenant, move->caller, move->environment, move->policy, &act,
                           error);
  return start (move, &act, error);
}

KhOperation *
kh_tenant_link_policy (KhTenant *self, KhCaller *caller, const char *text, const char *system_id,
                       gboolean may_change, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhEnvironment *environment = kh_acts_find_environment (estate, text, error);
  KhActFacts facts = { "cmk.enable", KH_VERB_CMK, "environment", NULL, text, NULL };
  Move move = { self, caller, estate, environment, NULL, KH_OPERATION_NEW_CMK };

  if (environment == NULL)
    return NULL;
  facts.target_id = environment->id;
  facts.target = environment->name;
  if (!kh_act_allowed (self, caller, &facts, error))
    return NULL;
  move.policy = find_live_policy (estate, system_id, error);
  if (move.policy == NULL || !kh_acts_may_use_policy (estate, move.policy, caller, error)
      || !check_idle (estate, environment, error))
    return NULL;
  facts.detail = move.policy->id;
  /* What was begun as a change goes on as one; rule E6 refuses another that is not wanted. */
  if (is_change (estate, environment, move.policy)
      && (may_change || g_strcmp0 (environment->policy_id, move.policy->id) == 0))
    move.type = KH_OPERATION_ROTATE_CMK;
  return run_move (&move, &facts, error);
}

/* --- Return to the platform's key ---------------------------------------------------------------
 */

/* The body names the policy, so that a second person's change is not undone by mistake. */
static gboolean
check_linked (const KhEstate *estate, const KhEnvironment *environment, const char *system_id,
              KhCaller *caller, GError **error)
{
  const KhPolicy *linked = kh_estate_get_policy (estate, environment->policy_id);

  if (linked == NULL) {
    kh_set_error_facts (error, KH_ERROR_RULE, environment->name, "EnvironmentCmkLinked", NULL,
                        "No customer-managed key is applied to the environment");
    return FALSE;
  }
  if (g_ascii_strcasecmp (linked->system_id, system_id) != 0) {
    kh_set_error_facts (error, KH_ERROR_CONFLICT, environment->name, "EnvironmentCmkLinked",
                        "Read the environment again", "Another enterprise policy is attached");
    return FALSE;
  }
  return kh_acts_may_use_policy (estate, linked, caller, error);
}

KhOperation *
kh_tenant_unlink_policy (KhTenant *self, KhCaller *caller, const char *text, const char *system_id,
                         GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhEnvironment *environment = kh_acts_find_environment (estate, text, error);
  KhActFacts facts = { "cmk.revert", KH_VERB_CMK, "environment", NULL, text, NULL };
  const Move move = { self, caller, estate, environment, NULL, KH_OPERATION_REVERT };

  if (environment == NULL)
    return NULL;
  facts.target_id = environment->id;
  facts.target = environment->name;
  if (!kh_act_allowed (self, caller, &facts, error)
      || !check_linked (estate, environment, system_id, caller, error)
      || !check_idle (estate, environment, error)
      || !kh_environment_allows (estate, environment, KH_OPERATION_REVERT, kh_tenant_now (self),
                                 error))
    return NULL;
  facts.detail = environment->policy_id;
  return run_move (&move, &facts, error);
}

/* --- Again ------------------------------------------------------------------------------------ */

static gboolean
check_again (const KhOperation *operation, GError **error)
{
  if ((operation->type == KH_OPERATION_NEW_CMK || operation->type == KH_OPERATION_ROTATE_CMK
       || operation->type == KH_OPERATION_REVERT)
      && (operation->state == KH_OPERATION_STATE_FAILED
          || operation->state == KH_OPERATION_STATE_CANCELLED))
    return TRUE;
  kh_set_error (error, KH_ERROR_STATE,
                "Only an encryption that failed or was cancelled can be run again");
  return FALSE;
}

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
  if (!kh_act_allowed (self, caller, &facts, error) || !check_again (operation, error))
    return NULL;
  policy =
      operation->policy_id != NULL ? kh_estate_get_policy (estate, operation->policy_id) : NULL;
  if (policy == NULL) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "The operation's policy is gone");
    return NULL;
  }
  if (operation->type == KH_OPERATION_REVERT)
    return kh_tenant_unlink_policy (self, caller, operation->environment_id, policy->system_id,
                                    error);
  return kh_tenant_link_policy (self, caller, operation->environment_id, policy->system_id, FALSE,
                                error);
}
