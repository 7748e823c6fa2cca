/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks every row of the table of every object that it concerns. */

#include <string.h>

#include "kh-recommend-private.h"

static KhAsked
make_asked (const KhRun *run, const KhObject *object, const KhPolicy *policy)
{
  KhAsked asked = { .rule = { .query = &run->query,
                              .estate = run->estate,
                              .facts = &run->facts,
                              .tenant = kh_estate_get_tenant (run->estate),
                              .policy = policy,
                              .environment = object->environment,
                              .now = run->now },
                    .dependence = &run->dependence,
                    .dependents = object->dependents,
                    .account = object->account,
                    .due = KH_TIME_NONE };
  const char *vault = policy != NULL ? policy->vault : object->vault;
  const char *key = policy != NULL ? policy->key : object->key;
  if (vault != NULL)
    asked.rule.vault = kh_estate_get_vault (run->estate, vault);
  if (key != NULL)
    asked.rule.key = kh_estate_get_key (run->estate, vault, key);
  if (asked.rule.key != NULL)
    asked.rule.version =
        kh_key_get_version (asked.rule.key, policy != NULL ? policy->version : NULL);
  return asked;
}

/* A vault that is deleted, missing or cannot be read has its finding by K1 alone: nothing else
 * about it, its keys or the grants on it can be mended before. */
static gboolean
is_concerned (const KhStanding *row, const KhAsked *asked)
{
  const KhVault *vault = asked->rule.vault;
  gboolean usable = vault != NULL && vault->state == KH_VAULT_STATE_ACTIVE && vault->fault == NULL;
  switch (row->each) {
  case KH_EACH_ENVIRONMENT: /* a policy that was deleted has no geography to compare */
    return asked->rule.policy != NULL || !g_str_equal (row->rule, "E5");
  case KH_EACH_VAULT:
  case KH_EACH_POLICY_VAULT:
    return usable || g_str_equal (row->rule, "K1");
  case KH_EACH_KEY:
  case KH_EACH_HELD_KEY:
    return usable;
  case KH_EACH_POLICY:
    return usable || g_str_equal (row->rule, "P9");
  case KH_EACH_ACCOUNT:
  case KH_EACH_TENANT:
    break;
  }
  return TRUE;
}

static KhVerdict
ask (const KhStanding *row, KhAsked *asked, char **evidence)
{
  if (!is_concerned (row, asked))
    return KH_VERDICT_NOT_APPLICABLE;
  return row->check != NULL ? row->check (asked, evidence)
                            : _kh_rule_find (row->rule)->check (&asked->rule, evidence);
}

/* The object has one answer, also where several policies ask: the first that did not pass. */
static void
ask_object (KhRun *run, const KhStanding *row, const KhObject *object)
{
  guint n = object->policies != NULL && object->policies->len > 0 ? object->policies->len : 1;
  guint passed = 0, unknown = 0;
  for (guint i = 0; i < n; i++) {
    const KhPolicy *policy = object->policies != NULL && object->policies->len > 0
                                 ? g_ptr_array_index (object->policies, i)
                                 : NULL;
    KhAsked asked = make_asked (run, object, policy);
    g_autofree char *evidence = NULL;
    KhVerdict verdict = ask (row, &asked, &evidence);
    if (verdict == KH_VERDICT_FAIL || verdict == KH_VERDICT_WARN) {
      g_ptr_array_add (run->result->found, _kh_recommendation_new (run, row, object, &asked,
                                                                   g_steal_pointer (&evidence)));
      run->result->total++;
      return;
    }
    passed += verdict == KH_VERDICT_PASS;
    unknown += verdict == KH_VERDICT_UNKNOWN;
  }
  run->result->unknown += unknown > 0;
  run->result->passed += unknown == 0 && passed > 0;
  run->result->total += unknown > 0 || passed > 0;
}

/* --- Every object ----------------------------------------------------------------------------- */

static void
ask_environments (KhRun *run, const KhStanding *row)
{
  for (guint i = 0; i < kh_estate_n_environments (run->estate); i++) {
    const KhEnvironment *environment = kh_estate_environment_at (run->estate, i);
    if (environment->policy_id == NULL || !kh_environment_is_live (environment))
      continue;
    const KhDependents *of = _kh_dependence_of_policy (&run->dependence, environment->policy_id);
    const KhObject object = { .kind = "environment",
                              .object = environment->id,
                              .subject = environment->name,
                              .environment = environment,
                              .policies = of->policies };
    ask_object (run, row, &object);
  }
}

/* Vaults in order of their names, so that a run is like another; those that policies name and that
 * are not there come with the policies. */
static void
ask_vault (KhRun *run, const KhStanding *row, const char *name, const KhVault *vault)
{
  const KhDependents *of = _kh_dependence_of_vault (&run->dependence, name);
  gboolean named = of != NULL && of->policies->len > 0;
  gboolean active = vault != NULL && vault->state == KH_VAULT_STATE_ACTIVE;
  if (!named && (row->each == KH_EACH_POLICY_VAULT || !active))
    return;
  const KhObject object = { .kind = "vault",
                            .object = name,
                            .subject = name,
                            .vault = name,
                            .dependents = of,
                            .policies = named ? of->policies : NULL };
  ask_object (run, row, &object);
}

static void
ask_vaults (KhRun *run, const KhStanding *row)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < kh_estate_n_vaults (run->estate); i++) {
    const KhVault *vault = kh_estate_vault_at (run->estate, i);
    ask_vault (run, row, vault->name, vault);
  }
  for (guint i = 0; i < kh_estate_n_policies (run->estate); i++) {
    const KhPolicy *policy = kh_estate_policy_at (run->estate, i);
    if (kh_policy_is_live (policy) && kh_estate_get_vault (run->estate, policy->vault) == NULL
        && g_hash_table_add (seen, g_ascii_strdown (policy->vault, -1)))
      ask_vault (run, row, policy->vault, NULL);
  }
}

static void
ask_key (KhRun *run, const KhStanding *row, const char *vault, const char *name)
{
  const KhDependents *of = _kh_dependence_of_key (&run->dependence, vault, name);
  g_autofree char *id = g_strconcat (vault, "/", name, NULL);
  if (of == NULL || (of->policies->len == 0 && (row->each == KH_EACH_KEY || of->uses->len == 0)))
    return;
  const KhObject object = { .kind = "key",
                            .object = id,
                            .subject = name,
                            .vault = vault,
                            .key = name,
                            .dependents = of,
                            .policies = of->policies };
  ask_object (run, row, &object);
}

static void
ask_keys (KhRun *run, const KhStanding *row)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < kh_estate_n_keys (run->estate); i++) {
    const KhKey *key = kh_estate_key_at (run->estate, i);
    ask_key (run, row, key->vault, key->name);
  }
  for (guint i = 0; i < kh_estate_n_policies (run->estate); i++) {
    const KhPolicy *policy = kh_estate_policy_at (run->estate, i);
    g_autofree char *id = g_strconcat (policy->vault, "/", policy->key, NULL);
    if (kh_policy_is_live (policy)
        && kh_estate_get_key (run->estate, policy->vault, policy->key) == NULL
        && g_hash_table_add (seen, g_ascii_strdown (id, -1)))
      ask_key (run, row, policy->vault, policy->key);
  }
}

static void
ask_policies (KhRun *run, const KhStanding *row)
{
  for (guint i = 0; i < kh_estate_n_policies (run->estate); i++) {
    const KhPolicy *policy = kh_estate_policy_at (run->estate, i);
    if (!kh_policy_is_live (policy))
      continue;
    const KhDependents *of = _kh_dependence_of_policy (&run->dependence, policy->id);
    const KhObject object = { .kind = "policy",
                              .object = policy->id,
                              .subject = policy->name,
                              .dependents = of,
                              .policies = of->policies };
    ask_object (run, row, &object);
  }
}

static void
ask_accounts (KhRun *run, const KhStanding *row)
{
  for (guint i = 0; i < kh_estate_n_accounts (run->estate); i++) {
    const KhAccount *account = kh_estate_account_at (run->estate, i);
    const KhObject object = {
      .kind = "account", .object = account->id, .subject = account->name, .account = account
    };
    ask_object (run, row, &object);
  }
}

static void
ask_row (KhRun *run, const KhStanding *row)
{
  const KhTenantInfo *tenant = kh_estate_get_tenant (run->estate);
  const KhObject whole = { .kind = "tenant", .object = tenant->id, .subject = tenant->name };
  switch (row->each) {
  case KH_EACH_ENVIRONMENT:
    ask_environments (run, row);
    break;
  case KH_EACH_VAULT:
  case KH_EACH_POLICY_VAULT:
    ask_vaults (run, row);
    break;
  case KH_EACH_KEY:
  case KH_EACH_HELD_KEY:
    ask_keys (run, row);
    break;
  case KH_EACH_POLICY:
    ask_policies (run, row);
    break;
  case KH_EACH_ACCOUNT:
    ask_accounts (run, row);
    break;
  case KH_EACH_TENANT:
    ask_object (run, row, &whole);
    break;
  }
}

static int
compare_due (KhTime a, KhTime b)
{
  if (a == b)
    return 0;
  if (a == KH_TIME_NONE || b == KH_TIME_NONE)
    return a == KH_TIME_NONE ? 1 : -1;
  return a < b ? -1 : 1;
}

static int
worst_first (gconstpointer a, gconstpointer b)
{
  const KhRecommendation *first = *(const KhRecommendation *const *)a;
  const KhRecommendation *second = *(const KhRecommendation *const *)b;
  if (first->grade != second->grade)
    return first->grade < second->grade ? -1 : 1;
  int order = compare_due (first->due, second->due);
  if (order == 0)
    order = g_ascii_strcasecmp (first->subject, second->subject);
  return order != 0 ? order : strcmp (first->id, second->id);
}

KhRecommendations *
kh_recommend (const KhEstate *estate, KhTime now)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  KhRecommendations *result = g_new0 (KhRecommendations, 1);
  KhRun run = { .estate = estate, .now = now, .result = result };
  result->found = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_recommendation_unref);
  kh_facts_init_embedded (&run.facts);
  run.query = (KhPreflightQuery){
    .estate = estate, .environments = none, .facts = &run.facts, .goal = KH_GOAL_ENABLE
  };
  _kh_dependence_init (&run.dependence, estate);
  for (guint i = 0; i < _kh_n_standing; i++)
    ask_row (&run, &_kh_standing[i]);
  _kh_dependence_clear (&run.dependence);
  g_ptr_array_sort (result->found, worst_first);
  return result;
}
