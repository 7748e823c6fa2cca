/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules on the present facts: pre-flight, impact, diagnosis. */
#include "kh-tenant-acts.h"

#include "kh-acts-private.h"
#include "kh-environment-data.h"
#include "kh-guard.h"

static gboolean
may_read (KhTenant *self, KhCaller *caller, const char *action, GError **error)
{
  KhActFacts facts = { action, KH_VERB_READ, NULL, NULL, NULL, NULL };

  return kh_act_allowed (self, caller, &facts, error);
}

KhPreflight *
kh_tenant_preflight (KhTenant *self, KhCaller *caller, KhGoal goal, const char *text,
                     const char *const *names, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  g_autoptr (GPtrArray) environments = g_ptr_array_new ();
  KhFacts facts;
  KhPreflightQuery query = {
    .estate = estate, .environments = environments, .facts = &facts, .goal = goal
  };

  if (!may_read (self, caller, "preflight", error))
    return NULL;
  if (goal != KH_GOAL_REVERT) {
    query.policy = kh_acts_find_policy (estate, text, error);
    if (query.policy == NULL)
      return NULL;
  }
  for (gsize i = 0; names[i] != NULL; i++) {
    const KhEnvironment *environment = kh_acts_find_environment (estate, names[i], error);

    if (environment == NULL)
      return NULL;
    g_ptr_array_add (environments, (gpointer)environment);
  }
  kh_facts_init_embedded (&facts);
  facts.actor = kh_estate_get_account (estate, caller->account_id);
  return kh_preflight_run (&query, kh_tenant_now (self));
}

KhImpact *
kh_tenant_impact (KhTenant *self, KhCaller *caller, const KhChange *change, char **token,
                  GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  KhImpact *impact;

  if (!may_read (self, caller, "impact", error))
    return NULL;
  impact = kh_impact_compute (estate, change, kh_tenant_get_hold_time (self), error);
  if (impact != NULL && token != NULL)
    *token = kh_guard_make_token (self, caller, impact, change);
  return impact;
}

/* Proves the original key when access is back. */
static KhOriginalKey
prove_key (KhTenant *self, const KhEnvironment *environment)
{
  g_autoptr (GError) error = NULL;

  if (kh_environment_data_prove (self, environment, &error))
    return KH_ORIGINAL_KEY_PROVEN;
  return kh_error_is (error, KH_ERROR_WRONG_KEY) ? KH_ORIGINAL_KEY_DIFFERENT
                                                 : KH_ORIGINAL_KEY_UNKNOWN;
}

KhDiagnosis *
kh_tenant_diagnose (KhTenant *self, KhCaller *caller, const char *object, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhEnvironment *environment = kh_estate_find_environment (estate, object);
  const KhPolicy *policy = kh_estate_find_policy (estate, object);
  g_autoptr (KhDiagnosis) diagnosis = NULL;
  KhTime now = kh_tenant_now (self);

  if (!may_read (self, caller, "diagnose", error))
    return NULL;
  if (environment == NULL && policy == NULL) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no environment or policy %s", object);
    return NULL;
  }
  if (environment == NULL)
    return kh_diagnose_policy (estate, policy, caller->roles, now);
  diagnosis = kh_diagnose (estate, environment, caller->roles, now);
  if (!diagnosis->locked || diagnosis->triggers->len > 0)
    return g_steal_pointer (&diagnosis);
  return kh_diagnosis_with_original_key (diagnosis, prove_key (self, environment));
}
