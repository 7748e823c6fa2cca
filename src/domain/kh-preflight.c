/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the rule tables over facts and sums the findings up (model.md 8). */

#include "kh-preflight.h"

#include "kh-rules-private.h"

G_DEFINE_BOXED_TYPE (KhPreflight, kh_preflight, kh_preflight_ref, kh_preflight_unref)

static void
finding_free (gpointer data)
{
  KhFinding *self = data;
  g_free (self->subject);
  g_free (self->evidence);
  g_free (self->fix_text);
  g_free (self->fix_command);
  g_free (self);
}

KhPreflight *
kh_preflight_ref (const KhPreflight *self)
{
  KhPreflight *mutable = (KhPreflight *)self;
  g_atomic_ref_count_inc (&mutable->refs);
  return mutable;
}

void
kh_preflight_unref (KhPreflight *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->findings);
  g_free (self);
}

void
kh_facts_init_embedded (KhFacts *facts)
{
  *facts = (KhFacts){
    .actor = NULL,
    .licensed_managed = KH_FACT_YES,
    .licensed_compliance = KH_FACT_YES,
    .finance_operations = KH_FACT_NO,
    .flows_readable = KH_FACT_YES,
    .firewall_ready = KH_FACT_YES,
    .migrated_recently = KH_FACT_NO,
    .soft_delete = KH_FACT_YES,
    .group_in_geo = KH_FACT_YES,
    .diagnostics = KH_FACT_YES,
    .vault_readable = KH_FACT_YES,
    .key_readable = KH_FACT_YES,
    .grants_readable = KH_FACT_YES,
    .owners_can_grant = KH_FACT_YES,
    .contributors_flagged = KH_FACT_NO,
    .kind_is_encryption = KH_FACT_YES,
    .identity_is_system = KH_FACT_YES,
  };
}

gboolean
kh_goal_from_word (const char *word, KhGoal *goal)
{
  static const char *const words[] = {
    [KH_GOAL_ENABLE] = "enable",
    [KH_GOAL_CHANGE] = "change",
    [KH_GOAL_REVERT] = "revert",
    [KH_GOAL_ROTATE] = "rotate",
  };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (word, words[i]) == 0) {
      *goal = (KhGoal)i;
      return TRUE;
    }
  return FALSE;
}

static const KhRule *
get_rule (guint n)
{
  const struct {
    const KhRule *rules;
    guint n;
  } tables[] = { { _kh_rules_environment, _kh_n_rules_environment },
                 { _kh_rules_vault, _kh_n_rules_vault },
                 { _kh_rules_key, _kh_n_rules_key },
                 { _kh_rules_access, _kh_n_rules_access },
                 { _kh_rules_change, _kh_n_rules_change } };
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    if (n < tables[i].n)
      return &tables[i].rules[n];
    n -= tables[i].n;
  }
  return NULL;
}

const KhRule *
_kh_rule_find (const char *id)
{
  for (guint i = 0; i < kh_rules_count (); i++)
    if (g_str_equal (get_rule (i)->id, id))
      return get_rule (i);
  return NULL;
}

guint
kh_rules_count (void)
{
  return _kh_n_rules_environment + _kh_n_rules_vault + _kh_n_rules_key + _kh_n_rules_access
         + _kh_n_rules_change;
}

KhRuleInfo
kh_rules_nth (guint n)
{
  const KhRule *rule = get_rule (n);
  return (KhRuleInfo){ rule->id, rule->severity, rule->owner, rule->facts, rule->text };
}

static KhResult
get_result (const KhRule *rule, KhVerdict verdict)
{
  switch (verdict) {
  case KH_VERDICT_PASS:
    return KH_RESULT_PASS;
  case KH_VERDICT_WARN:
    return KH_RESULT_WARN;
  case KH_VERDICT_UNKNOWN:
    return KH_RESULT_UNKNOWN;
  case KH_VERDICT_NOT_APPLICABLE:
    return KH_RESULT_NOT_APPLICABLE;
  case KH_VERDICT_FAIL:
    break;
  }
  return rule->severity == KH_SEVERITY_BLOCK ? KH_RESULT_BLOCK : KH_RESULT_WARN;
}

/* What is said when a check has nothing special to say. */
static const char *
get_default_evidence (KhResult result)
{
  switch (result) {
  case KH_RESULT_PASS:
    return "It is so.";
  case KH_RESULT_WARN:
  case KH_RESULT_BLOCK:
    return "It is not so.";
  case KH_RESULT_UNKNOWN:
    return "It could not be read.";
  case KH_RESULT_NOT_APPLICABLE:
    return "It does not concern this object.";
  }
  return "";
}

char *
_kh_rule_join_ops (const KhRuleContext *c)
{
  guint ops = (c->version != NULL ? c->version->ops : 0) | KH_KEY_OPS_WRAP | KH_KEY_OPS_UNWRAP;
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint bit = KH_KEY_OPS_ENCRYPT; bit <= KH_KEY_OPS_EXPORT; bit <<= 1)
    if (ops & bit)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "",
                              kh_key_op_to_string ((KhKeyOps)bit));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

KhNames
_kh_rule_get_names (const KhRuleContext *c, const char *ops)
{
  return (KhNames){
    .environment = c->environment != NULL ? c->environment->name : NULL,
    .policy = c->policy != NULL ? c->policy->name : NULL,
    .vault = c->policy != NULL ? c->policy->vault : NULL,
    .key = c->policy != NULL ? c->policy->key : NULL,
    .version = c->version != NULL ? c->version->version : NULL,
    .geo = c->policy != NULL ? c->policy->geo : NULL,
    .account = c->facts->actor != NULL ? c->facts->actor->name : NULL,
    .ops = ops,
  };
}

static char *
get_subject (const KhRule *rule, const KhNames *names, const KhTenantInfo *tenant)
{
  switch (rule->scope) {
  case KH_SCOPE_ENVIRONMENT:
    return g_strdup (names->environment);
  case KH_SCOPE_TENANT:
    return g_strdup (tenant->name);
  case KH_SCOPE_VAULT:
    return g_strdup (names->vault);
  case KH_SCOPE_KEY:
    return names->key != NULL ? g_strconcat (names->vault, "/", names->key, NULL) : NULL;
  case KH_SCOPE_POLICY:
    return g_strdup (names->policy);
  case KH_SCOPE_ACTOR:
    return g_strdup (names->account);
  }
  return NULL;
}

static void
add_finding (KhPreflight *self, const KhRule *rule, const KhRuleContext *c)
{
  char *evidence = NULL;
  g_autofree char *ops = _kh_rule_join_ops (c);
  const KhNames names = _kh_rule_get_names (c, ops);
  KhFinding *finding = g_new0 (KhFinding, 1);
  finding->id = rule->id;
  finding->severity = rule->severity;
  finding->owner = rule->owner;
  finding->text = rule->text;
  finding->result = get_result (rule, rule->check (c, &evidence));
  finding->evidence =
      evidence != NULL ? evidence : g_strdup (get_default_evidence (finding->result));
  finding->subject = get_subject (rule, &names, c->tenant);
  if (finding->result != KH_RESULT_PASS && finding->result != KH_RESULT_NOT_APPLICABLE) {
    finding->fix_text = _kh_fill_text (rule->fix, &names);
    finding->fix_command = _kh_fill_command (rule->command, &names);
  }
  g_ptr_array_add (self->findings, finding);
}

/* An unknown warning is not passed either: the whole is a warning then. */
static KhResult
sum_up (GPtrArray *findings)
{
  KhResult result = KH_RESULT_PASS;
  for (guint i = 0; i < findings->len; i++) {
    const KhFinding *finding = g_ptr_array_index (findings, i);
    gboolean grave = finding->severity == KH_SEVERITY_BLOCK;
    if (finding->result == KH_RESULT_BLOCK)
      return KH_RESULT_BLOCK;
    if (finding->result == KH_RESULT_UNKNOWN && grave)
      result = KH_RESULT_UNKNOWN;
    else if ((finding->result == KH_RESULT_WARN || finding->result == KH_RESULT_UNKNOWN)
             && result == KH_RESULT_PASS)
      result = KH_RESULT_WARN;
  }
  return result;
}

static void
look_up (KhRuleContext *c)
{
  if (c->policy == NULL)
    return;
  c->vault = kh_estate_get_vault (c->estate, c->policy->vault);
  c->key = kh_estate_get_key (c->estate, c->policy->vault, c->policy->key);
  const char *version = c->query->version != NULL ? c->query->version : c->policy->version;
  c->version = c->key != NULL ? kh_key_get_version (c->key, version) : NULL;
}

KhPreflight *
kh_preflight_run (const KhPreflightQuery *query, KhTime now)
{
  KhPreflight *self = g_new0 (KhPreflight, 1);
  KhRuleContext c = { .query = query,
                      .estate = query->estate,
                      .facts = query->facts,
                      .tenant = kh_estate_get_tenant (query->estate),
                      .policy = query->policy,
                      .now = now };
  look_up (&c);
  g_atomic_ref_count_init (&self->refs);
  self->findings = g_ptr_array_new_with_free_func (finding_free);
  for (guint i = 0; i < kh_rules_count (); i++) {
    const KhRule *rule = get_rule (i);
    if (!(rule->goals & KH_GOAL_BIT (query->goal)))
      continue;
    guint subjects = rule->scope == KH_SCOPE_ENVIRONMENT ? query->environments->len : 1;
    for (guint j = 0; j < subjects; j++) {
      c.environment =
          rule->scope == KH_SCOPE_ENVIRONMENT ? g_ptr_array_index (query->environments, j) : NULL;
      add_finding (self, rule, &c);
    }
  }
  self->result = sum_up (self->findings);
  return self;
}

KhPreflight *
kh_preflight (const KhEstate *estate, const KhPolicy *policy, GPtrArray *environments,
              const KhFacts *facts, KhTime now)
{
  const KhPreflightQuery query = { .estate = estate,
                                   .policy = policy,
                                   .environments = environments,
                                   .facts = facts,
                                   .goal = KH_GOAL_ENABLE };
  return kh_preflight_run (&query, now);
}

gboolean
kh_preflight_is_passed (const KhPreflight *self)
{
  return self->result == KH_RESULT_PASS || self->result == KH_RESULT_WARN;
}

const KhFinding *
kh_preflight_get_first_block (const KhPreflight *self)
{
  const KhFinding *unknown = NULL;
  for (guint i = 0; i < self->findings->len; i++) {
    const KhFinding *finding = g_ptr_array_index (self->findings, i);
    if (finding->result == KH_RESULT_BLOCK)
      return finding;
    if (unknown == NULL && finding->result == KH_RESULT_UNKNOWN
        && finding->severity == KH_SEVERITY_BLOCK)
      unknown = finding;
  }
  return unknown;
}
