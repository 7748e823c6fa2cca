/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways back from a lock: the original key proven, for the policy or for its successor. */
#include "kh-tenant-acts.h"

#include "kh-acts-private.h"
#include "kh-environment-data.h"
#include "kh-lock-rule.h"
#include "kh-machine.h"
#include "kh-petition-machine.h"
#include "kh-runs.h"

/* --- Re-enable
 * ------------------------------------------------------------------------------------- */

gboolean
kh_acts_check_access_is_back (KhTenant *self, const KhEstate *estate,
                              const KhEnvironment *environment, GError **error)
{
  KhTriggers triggers = kh_environment_get_triggers (estate, environment, kh_tenant_now (self));

  if (environment->state != KH_ENVIRONMENT_STATE_LOCKED) {
    kh_set_error_facts (error, KH_ERROR_STATE, environment->name, "NotLocked", NULL,
                        "The environment is not locked");
    return FALSE;
  }
  if (triggers == 0)
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_RULE, environment->name,
                      kh_trigger_to_string (kh_triggers_get_first (triggers)),
                      "Run unlock diagnose and do the repairs it lists",
                      kh_trigger_get_text (kh_triggers_get_first (triggers)));
  return FALSE;
}

static KhOperation *
resumed_operation (const KhEstate *estate, const KhEnvironment *environment)
{
  const KhOperation *paused = kh_estate_active_operation (estate, environment);
  KhOperation *resumed;

  if (paused == NULL || paused->state != KH_OPERATION_STATE_PAUSED)
    return NULL;
  resumed = kh_operation_copy (paused);
  resumed->state = KH_OPERATION_STATE_RUNNING;
  resumed->resumed = TRUE;
  return resumed;
}

static KhEnvironment *
unlocked_environment (const KhEnvironment *environment, KhTime now, GError **error)
{
  g_autoptr (KhEnvironment) proven =
      kh_environment_step (environment, KH_ENVIRONMENT_EVENT_RE_ENABLE, now, NULL, error);

  return proven != NULL
             ? kh_environment_step (proven, KH_ENVIRONMENT_EVENT_RE_ENABLED, now, NULL, error)
             : NULL;
}

/* Stores the environment as it is after the lock, with @done, and opens its data again. */
static KhOperation *
finish_unlock (KhTenant *self, KhAct **act, KhEnvironment *after, KhOperation *resumed,
               KhOperation *done, GError **error)
{
  gboolean locked = after->state == KH_ENVIRONMENT_STATE_LOCKED;

  kh_act_put_environment (*act, after);
  kh_act_put_operation (*act, done);
  if (resumed != NULL)
    kh_act_put_operation (*act, resumed);
  if (!kh_act_commit (act, error))
    return NULL;
  if (!locked)
    kh_environment_data_admit (self, after->id);
  if (!locked && resumed != NULL)
    kh_runs_start (self, resumed);
  return kh_operation_ref (done);
}

static KhOperation *
finish_re_enable (KhTenant *self, KhCaller *caller, const KhEstate *estate,
                  const KhEnvironment *environment, KhAct **act, GError **error)
{
  KhTime now = kh_act_get_time (*act);
  g_autoptr (KhOperation) resumed = resumed_operation (estate, environment);
  g_autoptr (KhEnvironment) after = unlocked_environment (environment, now, error);
  g_autoptr (KhOperation) done = kh_acts_ended_operation (KH_OPERATION_ENABLE, environment,
                                                          environment->policy_id, caller, now);

  return after != NULL ? finish_unlock (self, act, after, resumed, done, error) : NULL;
}

/* (transfer full): the approved request that lets it be opened, as it is afterwards: what opens the
 * environment uses it up in the same transaction. */
static KhPetition *
use_petition (KhTenant *self, KhCaller *caller, const KhEstate *estate,
              const KhEnvironment *environment, GError **error)
{
  KhTime now = kh_tenant_now (self);
  const KhPetition *petition = kh_petition_find_unlock (estate, environment->id, now, error);
  const KhAccount *account = kh_estate_get_account (estate, caller->account_id);

  return petition != NULL ? kh_petition_use_unlock (petition, environment->id, account, now, error)
                          : NULL;
}

KhOperation *
kh_tenant_re_enable (KhTenant *self, KhCaller *caller, const char *text, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhEnvironment *environment = kh_acts_find_environment (estate, text, error);
  const KhPolicy *policy;
  KhActFacts facts = { "environment.re-enable", KH_VERB_CMK, "environment", NULL, text, NULL };
  g_autoptr (KhPetition) used = NULL;
  g_autoptr (KhAct) act = NULL;

  if (environment == NULL)
    return NULL;
  facts.target_id = environment->id;
  facts.target = environment->name;
  if (!kh_act_allowed (self, caller, &facts, error)
      || !kh_acts_check_access_is_back (self, estate, environment, error))
    return NULL;
  if (kh_estate_get_tenant (estate)->unlock_rule != KH_UNLOCK_RULE_SELF_SERVICE) {
    used = use_petition (self, caller, estate, environment, error);
    if (used == NULL)
      return NULL;
    facts.detail = used->id;
  }
  policy = kh_estate_get_policy (estate, environment->policy_id);
  if (policy != NULL && !kh_acts_may_use_policy (estate, policy, caller, error))
    return NULL;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL || !kh_environment_data_prove (self, environment, error))
    return NULL;
  if (used != NULL)
    kh_act_put_petition (act, used);
  return finish_re_enable (self, caller, estate, environment, &act, error);
}

/* --- The cure of a deleted policy (domain.md 4.1, trigger 5) ------------------------------------
 */

/* Every data key of the customer's, in use or being brought in, opens for the new identity. */
static gboolean
check_same_key (KhTenant *self, const KhEstate *estate, const KhEnvironment *environment,
                const KhPolicy *policy, GError **error)
{
  for (guint i = 0; i < KH_STORE_N; i++) {
    for (guint k = 0; k < environment->stores[i].deks->len; k++) {
      const KhDekRef *ref = environment->stores[i].deks->pdata[k];
      KhTriggers triggers;

      if (ref->owner != KH_KEY_OWNER_CUSTOMER)
        continue;
      triggers = kh_access_get_triggers (estate, policy, ref, kh_tenant_now (self));
      if (triggers == 0)
        continue;
      kh_set_error_facts (error, KH_ERROR_RULE, environment->name,
                          kh_trigger_to_string (kh_triggers_get_first (triggers)),
                          "Run unlock diagnose and do the repairs it lists",
                          kh_trigger_get_text (kh_triggers_get_first (triggers)));
      return FALSE;
    }
  }
  return TRUE;
}

/* The data keys stay wrapped as they are: a record names the key, not the policy. */
KhOperation *
kh_acts_relink (KhTenant *self, KhCaller *caller, const KhEnvironment *environment,
                const KhPolicy *policy, KhAct **act, GError **error)
{
  const KhEstate *estate = kh_act_get_estate (*act);
  KhTime now = kh_act_get_time (*act);
  gboolean opens = kh_estate_get_tenant (estate)->unlock_rule == KH_UNLOCK_RULE_SELF_SERVICE;
  g_autoptr (KhEnvironment) linked = kh_environment_copy (environment);
  g_autoptr (KhOperation) resumed = opens ? resumed_operation (estate, environment) : NULL;
  g_autoptr (KhOperation) done =
      kh_acts_ended_operation (KH_OPERATION_NEW_CMK, environment, policy->id, caller, now);
  g_autoptr (KhEnvironment) after = NULL;

  kh_value_set_text (&linked->policy_id, policy->id);
  if (!check_same_key (self, estate, environment, policy, error)
      || !kh_environment_data_prove (self, linked, error))
    return NULL;
  if (resumed != NULL)
    kh_value_set_text (&resumed->policy_id, policy->id);
  after = opens ? unlocked_environment (linked, now, error) : kh_environment_ref (linked);
  return after != NULL ? finish_unlock (self, act, after, resumed, done, error) : NULL;
}
