/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of licensing and environment (domain.md 2.1). */

#include "kh-geo.h"
#include "kh-limits.h"
#include "kh-rules-private.h"

KhVerdict
_kh_verdict_if_yes (KhFact fact)
{
  if (fact == KH_FACT_UNKNOWN)
    return KH_VERDICT_UNKNOWN;
  return fact == KH_FACT_YES ? KH_VERDICT_PASS : KH_VERDICT_FAIL;
}

KhVerdict
_kh_verdict_if_no (KhFact fact)
{
  if (fact == KH_FACT_UNKNOWN)
    return KH_VERDICT_UNKNOWN;
  return fact == KH_FACT_NO ? KH_VERDICT_PASS : KH_VERDICT_FAIL;
}

static KhVerdict
pass_if (gboolean condition)
{
  return condition ? KH_VERDICT_PASS : KH_VERDICT_FAIL;
}

static KhVerdict
check_e1 (const KhRuleContext *c, char **evidence)
{
  *evidence = g_strdup (c->environment->dataverse ? "Has a database." : "Has no database.");
  return pass_if (c->environment->dataverse);
}

static KhVerdict
check_e2 (const KhRuleContext *c, char **evidence)
{
  *evidence =
      g_strdup (c->environment->managed ? "Protection level Standard." : "Protection level Basic.");
  return pass_if (c->environment->managed);
}

static KhVerdict
check_e3 (const KhRuleContext *c, char **evidence)
{
  KhEnvironmentType type = c->environment->type;
  *evidence = g_strdup_printf ("Type %s.", kh_environment_type_to_string (type));
  return pass_if (type != KH_ENVIRONMENT_TYPE_TRIAL
                  && type != KH_ENVIRONMENT_TYPE_SUBSCRIPTION_TRIAL
                  && type != KH_ENVIRONMENT_TYPE_TEAMS);
}

static KhVerdict
check_e4 (const KhRuleContext *c, char **evidence)
{
  KhEnvironmentType type = c->environment->type;
  *evidence = g_strdup_printf ("Type %s.", kh_environment_type_to_string (type));
  if (type != KH_ENVIRONMENT_TYPE_DEFAULT)
    return KH_VERDICT_PASS;
  return c->tenant->default_environment_cmk ? KH_VERDICT_WARN : KH_VERDICT_FAIL;
}

static KhVerdict
check_e5 (const KhRuleContext *c, char **evidence)
{
  if (c->policy == NULL)
    return KH_VERDICT_UNKNOWN;
  *evidence =
      g_strdup_printf ("Environment in %s, policy in %s.", c->environment->geo, c->policy->geo);
  return pass_if (kh_geo_equal (c->environment->geo, c->policy->geo));
}

/* TRUE if the policy that the environment names is deleted. */
static gboolean
is_orphaned (const KhRuleContext *c)
{
  const KhPolicy *linked = kh_estate_get_policy (c->estate, c->environment->policy_id);
  return c->environment->policy_id != NULL && (linked == NULL || !kh_policy_is_live (linked));
}

/* (nullable): the customer's data key that a store is to have, or has where none is on its way. */
static const KhDekRef *
get_wanted_dek (const KhEnvironment *environment, KhStoreKind store)
{
  const KhDekRef *wanted = kh_environment_get_current_dek (environment, store);
  for (guint i = 0; i < environment->stores[store].deks->len; i++) {
    const KhDekRef *dek = g_ptr_array_index (environment->stores[store].deks, i);
    if (dek->role == KH_DEK_TARGET && dek->owner == KH_KEY_OWNER_CUSTOMER)
      wanted = dek;
  }
  return wanted != NULL && wanted->owner == KH_KEY_OWNER_CUSTOMER ? wanted : NULL;
}

/* Locked because its policy was deleted, and the policy has the same key: attaching it is the cure
 * (domain.md 4.1, trigger 5). Whether its identity opens everything is for who attaches it. */
static gboolean
is_cure (const KhRuleContext *c)
{
  const KhEnvironment *environment = c->environment;
  if (environment->state != KH_ENVIRONMENT_STATE_LOCKED || c->policy == NULL || !is_orphaned (c))
    return FALSE;
  for (guint i = 0; i < KH_STORE_N; i++) {
    const KhDekRef *dek = get_wanted_dek (environment, i);
    if (dek != NULL && !kh_dek_ref_uses (dek, c->policy->vault, c->policy->key, NULL))
      return FALSE;
  }
  return kh_environment_get_customer_dek (environment) != NULL;
}

static KhVerdict
check_e6 (const KhRuleContext *c, char **evidence)
{
  const char *linked = c->environment->policy_id;
  if (linked == NULL || is_orphaned (c))
    return KH_VERDICT_PASS;
  if (c->query->goal == KH_GOAL_CHANGE)
    return KH_VERDICT_NOT_APPLICABLE;
  const KhPolicy *other = kh_estate_get_policy (c->estate, linked);
  *evidence = g_strdup_printf ("Policy %s is attached.", other != NULL ? other->name : linked);
  return pass_if (c->policy != NULL && g_ascii_strcasecmp (c->policy->id, linked) == 0);
}

static KhVerdict
check_e7 (const KhRuleContext *c, char **evidence)
{
  const KhOperation *active = kh_estate_active_operation (c->estate, c->environment);
  if (active != NULL)
    *evidence = g_strdup_printf ("%s is %s.", kh_operation_type_to_string (active->type),
                                 kh_operation_state_to_string (active->state));
  return pass_if (active == NULL || (active->state == KH_OPERATION_STATE_PAUSED && is_cure (c)));
}

static KhVerdict
check_e8 (const KhRuleContext *c, char **evidence)
{
  KhEnvironmentState state = c->environment->state;
  const KhDekRef *dek = kh_environment_get_customer_dek (c->environment);
  if (is_cure (c)) {
    *evidence = g_strdup ("Its policy was deleted, and this one has the key of its data.");
    return KH_VERDICT_PASS;
  }
  if (state == KH_ENVIRONMENT_STATE_LOCKED && dek != NULL && is_orphaned (c))
    *evidence = g_strdup_printf ("Locked. Its policy was deleted, and its data needs %s/%s.",
                                 dek->vault, dek->key);
  else
    *evidence = g_strdup_printf ("State %s.", kh_environment_state_to_string (state));
  return pass_if (state == KH_ENVIRONMENT_STATE_READY || state == KH_ENVIRONMENT_STATE_ENCRYPTING
                  || state == KH_ENVIRONMENT_STATE_REVERTING);
}

static KhVerdict
check_e9 (const KhRuleContext *c, char **evidence)
{
  return _kh_verdict_if_yes (c->facts->licensed_managed);
}

static KhVerdict
check_e10 (const KhRuleContext *c, char **evidence)
{
  return _kh_verdict_if_yes (c->facts->licensed_compliance);
}

static KhVerdict
check_e11 (const KhRuleContext *c, char **evidence)
{
  return _kh_verdict_if_no (c->facts->finance_operations);
}

static gboolean
is_asked_for (const KhRuleContext *c, const KhEnvironment *environment)
{
  for (guint i = 0; i < c->query->environments->len; i++) {
    const KhEnvironment *wanted = g_ptr_array_index (c->query->environments, i);
    if (g_ascii_strcasecmp (wanted->id, environment->id) == 0)
      return TRUE;
  }
  return FALSE;
}

static KhVerdict
check_e12 (const KhRuleContext *c, char **evidence)
{
  guint count = c->query->environments->len;
  for (guint i = 0; i < kh_estate_n_environments (c->estate); i++) {
    const KhEnvironment *environment = kh_estate_environment_at (c->estate, i);
    if (environment->policy_id != NULL && kh_environment_is_live (environment)
        && !is_asked_for (c, environment))
      count++;
  }
  *evidence = g_strdup_printf ("%u environments with a customer-managed key afterwards.", count);
  return pass_if (count <= KH_FLOW_QUOTA);
}

static KhVerdict
check_e13 (const KhRuleContext *c, char **evidence)
{
  guint64 flows = kh_environment_count_staying (c->environment);
  if (c->facts->flows_readable != KH_FACT_YES)
    return KH_VERDICT_UNKNOWN;
  if (flows == 0)
    *evidence = g_strdup ("All of its flows move.");
  else
    *evidence =
        g_strdup_printf (flows == 1 ? "%" G_GUINT64_FORMAT " flow stays on the Microsoft key."
                                    : "%" G_GUINT64_FORMAT " flows stay on the Microsoft key.",
                         flows);
  return pass_if (flows == 0);
}

static KhVerdict
check_e14 (const KhRuleContext *c, char **evidence)
{
  return _kh_verdict_if_yes (c->facts->firewall_ready);
}

static KhVerdict
check_e15 (const KhRuleContext *c, char **evidence)
{
  *evidence = g_strdup ("Its data cannot be used from the start of the operation until its end.");
  return KH_VERDICT_PASS;
}

static KhVerdict
check_e16 (const KhRuleContext *c, char **evidence)
{
  return _kh_verdict_if_no (c->facts->migrated_recently);
}

#define BLOCK KH_SEVERITY_BLOCK
#define WARN KH_SEVERITY_WARN
#define INFORM KH_SEVERITY_INFORM
#define PPA KH_OWNER_PPA
#define EACH KH_SCOPE_ENVIRONMENT
#define ALL KH_SCOPE_TENANT
#define ANY_GOAL (KH_GOALS_APPLY | KH_GOAL_BIT (KH_GOAL_REVERT))

const KhRule _kh_rules_environment[] = {
  { "E1", BLOCK, PPA, EACH, KH_GOALS_APPLY, "dataverse flag",
    "The environment has a Dataverse database.", "Add a database to {environment}.", NULL,
    check_e1 },
  { "E2", BLOCK, PPA, EACH, KH_GOALS_APPLY, "managed flag",
    "The environment is a Managed Environment.", "Make {environment} a Managed Environment.",
    "keyholdctl environment enable-managed {environment}", check_e2 },
  { "E3", BLOCK, PPA, EACH, KH_GOALS_APPLY, "type",
    "The environment is neither a trial nor a Teams environment.",
    "Use an environment of another type.", NULL, check_e3 },
  { "E4", BLOCK, PPA, EACH, KH_GOALS_APPLY, "type, tenant setting",
    "The environment is not the Default environment.", "Use another environment.", NULL, check_e4 },
  { "E5", BLOCK, PPA, EACH, KH_GOALS_APPLY, "geographies of environment and policy",
    "Environment and policy are in the same geography.",
    "Use a policy in the geography of {environment}.", NULL, check_e5 },
  { "E6", BLOCK, PPA, EACH, KH_GOALS_APPLY, "linked policy",
    "No other encryption policy is attached to the environment.",
    "Change {environment} to the policy instead.", NULL, check_e6 },
  { "E7", BLOCK, PPA, EACH, ANY_GOAL, "active operation",
    "No other operation is active on the environment.", "Wait until the operation has ended.",
    "keyholdctl operation wait --environment {environment}", check_e7 },
  { "E8", BLOCK, PPA, EACH, ANY_GOAL, "state", "The environment is not locked or deleted.",
    "Find out what locked {environment} and repair it.", "keyholdctl unlock diagnose {environment}",
    check_e8 },
  { "E9", WARN, PPA, ALL, KH_GOALS_APPLY, "licences",
    "The users hold a licence that includes Managed Environments.", "Assign the licences.", NULL,
    check_e9 },
  { "E10", WARN, PPA, ALL, KH_GOALS_APPLY, "licences",
    "The users hold a licence that includes customer-managed keys.", "Assign the licences.", NULL,
    check_e10 },
  { "E11", WARN, PPA, ALL, KH_GOALS_APPLY, "finance and operations integration",
    "No finance and operations environment is concerned.",
    "Integrate it before the key is applied.", NULL, check_e11 },
  { "E12", WARN, PPA, ALL, KH_GOALS_APPLY, "number of environments with a policy",
    "At most 25 environments with a customer-managed key: flows need a larger quota above that.",
    "Ask for a larger quota.", NULL, check_e12 },
  { "E13", WARN, PPA, EACH, KH_GOALS_APPLY, "flows by their triggers",
    "No flow has to stay on the Microsoft key.",
    "Save the flows again once the environment is encrypted.", NULL, check_e13 },
  { "E14", WARN, PPA, ALL, KH_GOALS_APPLY, "firewalls of systems called by flows",
    "Systems called by flows admit the service tag PowerPlatformPlex.", "Add the service tag.",
    NULL, check_e14 },
  { "E15", INFORM, PPA, EACH, KH_GOALS_APPLY, "none",
    "The environment is disabled while its data moves.", NULL, NULL, check_e15 },
  { "E16", WARN, PPA, EACH, KH_GOALS_APPLY, "migration date",
    "The environment was not moved from a legacy key in the last 7 days; a revert is refused until "
    "then.",
    NULL, NULL, check_e16 },
};
const guint _kh_n_rules_environment = G_N_ELEMENTS (_kh_rules_environment);
