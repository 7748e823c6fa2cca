/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `cmk plan`: the ways to a goal, what each costs, and what will happen by the first of them. */
#include "kh-cli-plan-private.h"

#include "kh-cli-i18n.h"
#include "kh-cli-many.h"
#include "kh-data-api.h"
#include "kh-enums.h"
#include "kh-environment-api.h"
#include "kh-tenant-api.h"

static KhCliPlan *
plan_new (const char *goal)
{
  KhCliPlan *self = g_new0 (KhCliPlan, 1);

  self->goal = goal;
  self->result = "pass";
  self->environments = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  self->left = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  self->reasons = g_ptr_array_new_with_free_func (g_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
plan_free (KhCliPlan *self)
{
  g_clear_pointer (&self->policy, kh_json_unref);
  g_clear_pointer (&self->key, kh_json_unref);
  g_ptr_array_unref (self->environments);
  g_ptr_array_unref (self->left);
  g_ptr_array_unref (self->reasons);
  g_ptr_array_unref (self->warnings);
  g_ptr_array_unref (self->blocks);
  g_free (self->target);
  g_free (self->sentence);
  g_free (self->do_not);
  g_free (self->use);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhCliPlan, plan_free)

gboolean
kh_cli_plan_goal_is (const KhCliPlan *self, const char *goal)
{
  return g_str_equal (self->goal, goal);
}

/* --- Words ------------------------------------------------------------------------------------ */

KhCmkWay
kh_cli_plan_way (const char *goal)
{
  if (g_str_equal (goal, "enable"))
    return KH_WAY_ENABLE;
  return g_str_equal (goal, "change") ? KH_WAY_NEW_KEY : KH_WAY_RETURN;
}

/* (transfer full) (nullable) */
char *
kh_cli_plan_hold_end (KhCmkWay way, KhTime now)
{
  return kh_cmk_way_hold (way) > 0 ? kh_time_format_day (now + kh_cmk_way_hold (way)) : NULL;
}

/* (transfer full): "Sales", "2 environments". */
static char *
make_subject (GPtrArray *environments)
{
  guint n = environments->len;

  if (n == 1)
    return g_strdup (kh_json_string (environments->pdata[0], "name"));
  return g_strdup_printf (dngettext (KH_GETTEXT_DOMAIN, "%u environment", "%u environments", n), n);
}

/* (transfer full): the keys that they leave, each once. */
static char *
left_keys (GPtrArray *environments)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();

  for (guint i = 0; i < environments->len; i++) {
    const char *id = kh_json_string (environments->pdata[i], "key.id");

    if (id != NULL && !g_ptr_array_find_with_equal_func (keys, id, g_str_equal, NULL))
      g_ptr_array_add (keys, (gpointer)id);
  }
  g_ptr_array_add (keys, NULL);
  return g_strjoinv (", ", (char **)keys->pdata);
}

static char *
make_sentence (const char *goal, KhJson *policy, GPtrArray *environments)
{
  g_autofree char *subject = make_subject (environments);
  g_autofree char *keys = left_keys (environments);
  guint n = environments->len;

  if (g_str_equal (goal, "enable"))
    return kh_cmk_enable_sentence (subject, n, kh_json_string (policy, "key.name"),
                                   kh_json_string (policy, "name"));
  if (g_str_equal (goal, "change"))
    return kh_cmk_change_sentence (subject, n, keys, kh_json_string (policy, "key.vault"),
                                   kh_json_string (policy, "key.name"));
  return kh_cmk_return_sentence (subject, n);
}

static char *
make_warning (const char *goal, GPtrArray *environments, KhTime now)
{
  g_autofree char *keys = left_keys (environments);
  g_autofree char *until = kh_cli_plan_hold_end (kh_cli_plan_way (goal), now);

  return kh_cmk_warning (kh_cli_plan_way (goal), keys, until);
}

char *
kh_cli_plan_words (KhCli *cli, const char *goal, KhJson *policy, GPtrArray *environments,
                   GError **error)
{
  g_autofree char *sentence = make_sentence (goal, policy, environments);
  g_autofree char *warning = NULL;
  KhTime now;

  if (!kh_cli_now (cli, &now, error))
    return NULL;
  warning = make_warning (goal, environments, now);
  return g_strconcat (sentence, " ", warning, NULL);
}

/* --- Checks ----------------------------------------------------------------------------------- */

/* The worse of two results of a pre-flight, as it orders them itself. */
static const char *
worse (const char *a, const char *b)
{
  static const char *const order[] = { "block", "unknown", "warn", "pass" };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (g_strcmp0 (a, order[i]) == 0 || g_strcmp0 (b, order[i]) == 0)
      return order[i];
  return "unknown";
}

static void
add_block (KhCliPlan *self, const char *rule)
{
  if (!g_ptr_array_find_with_equal_func (self->blocks, rule, g_str_equal, NULL))
    g_ptr_array_add (self->blocks, g_strdup (rule));
}

static void
take_checks (KhCliPlan *self, KhJson *checks)
{
  self->result = worse (self->result, kh_json_string (checks, "result"));
  for (guint i = 0; i < kh_json_length (checks, "findings"); i++) {
    KhJson *finding = kh_json_element (checks, "findings", i);
    const char *result = kh_json_string (finding, "result");

    if (g_strcmp0 (kh_json_string (finding, "severity"), "block") == 0
        && (g_strcmp0 (result, "block") == 0 || g_strcmp0 (result, "unknown") == 0))
      add_block (self, kh_json_string (finding, "id"));
  }
}

/* @policy: (nullable): JSON. */
static gboolean
check (KhCli *cli, KhCliPlan *self, KhJson *policy, GPtrArray *environments, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (KhJson) checks = NULL;

  for (guint i = 0; environments != NULL && i < environments->len; i++)
    g_ptr_array_add (ids, (gpointer)kh_json_string (environments->pdata[i], "id"));
  g_ptr_array_add (ids, NULL);
  checks = kh_cli_get (
      cli,
      kh_rules_api_preflight (self->goal, policy != NULL ? kh_json_string (policy, "id") : NULL,
                              (const char *const *)ids->pdata),
      error);
  if (checks != NULL)
    take_checks (self, checks);
  return checks != NULL;
}

/* --- Environments ----------------------------------------------------------------------------- */

/* (nullable): why the tenant refuses it to the environment. */
static const char *
find_refusal (const KhCliPlan *self, KhJson *environment)
{
  KhOperationType type = kh_cli_plan_goal_is (self, "enable")   ? KH_OPERATION_NEW_CMK
                         : kh_cli_plan_goal_is (self, "change") ? KH_OPERATION_ROTATE_CMK
                                                                : KH_OPERATION_REVERT;

  for (guint i = 0; i < kh_json_length (environment, "disallowedOperations"); i++) {
    KhJson *entry = kh_json_element (environment, "disallowedOperations", i);

    if (g_strcmp0 (kh_json_string (entry, "id"), kh_operation_type_to_string (type)) == 0)
      return kh_json_string (entry, "reason");
  }
  return NULL;
}

static void
leave_out (KhCliPlan *self, KhJson *environment, const char *why)
{
  g_ptr_array_add (self->left, kh_json_ref (environment));
  g_ptr_array_add (self->reasons, g_strdup (why));
}

static void
take_environment (KhCliPlan *self, KhJson *environment)
{
  const char *why = find_refusal (self, environment);
  const char *policy = kh_json_string (self->policy, "id");

  if (why == NULL && kh_cli_plan_goal_is (self, "change") && policy != NULL
      && g_strcmp0 (kh_json_string (environment, "policy.id"), policy) == 0)
    why = kh_cmk_in_use ();
  if (why != NULL)
    leave_out (self, environment, why);
  else
    g_ptr_array_add (self->environments, kh_json_ref (environment));
}

/* What moves: the stores that a customer's key can protect. */
static gboolean
add_bytes (KhCli *cli, KhCliPlan *self, KhJson *environment, GError **error)
{
  static const char *const covered[] = { "dataverse", "files", "flows", NULL };
  g_autoptr (GPtrArray) stores =
      kh_cli_list (cli, kh_data_api_stores (kh_json_string (environment, "id")), error);

  for (guint i = 0; stores != NULL && i < stores->len; i++) {
    const char *store = kh_json_string (stores->pdata[i], "store");

    if (store != NULL && g_strv_contains (covered, store))
      self->bytes += (guint64)kh_json_int (stores->pdata[i], "bytes", 0);
  }
  return stores != NULL;
}

static gboolean
read_move (KhCli *cli, KhCliPlan *self, GError **error)
{
  g_autoptr (GPtrArray) asked = NULL;
  gboolean needs_policy = !kh_cli_plan_goal_is (self, "revert");

  if (needs_policy && kh_cli_value (cli, "policy") == NULL) {
    kh_set_error_facts (error, KH_ERROR_USAGE, "policy", NULL, NULL,
                        _ ("Name the policy with --policy"));
    return FALSE;
  }
  if (needs_policy)
    self->policy = kh_cli_find_policy (cli, kh_cli_value (cli, "policy"), error);
  asked = !needs_policy || self->policy != NULL ? kh_cli_find_environments (cli, error) : NULL;
  for (guint i = 0; asked != NULL && i < asked->len; i++)
    take_environment (self, asked->pdata[i]);
  for (guint i = 0; asked != NULL && i < self->environments->len; i++)
    if (!add_bytes (cli, self, self->environments->pdata[i], error))
      return FALSE;
  if (asked == NULL
      || (self->environments->len > 0
          && !check (cli, self, self->policy, self->environments, error)))
    return FALSE;
  self->target = make_subject (asked);
  if (self->environments->len == 0) {
    self->result = "block";
  } else {
    self->sentence = make_sentence (self->goal, self->policy, self->environments);
    self->do_not = make_warning (self->goal, self->environments, self->now);
  }
  return TRUE;
}

/* --- A rotation ------------------------------------------------------------------------------- */

static gboolean
uses_key (KhJson *policy, const KhCliKey *key)
{
  const char *vault = kh_json_string (policy, "key.vault");
  const char *name = kh_json_string (policy, "key.name");

  return vault != NULL && name != NULL && g_ascii_strcasecmp (vault, key->vault) == 0
         && g_ascii_strcasecmp (name, key->name) == 0;
}

/* @stays: (nullable): why environments of this policy do not take a new version up. */
static gboolean
take_followers (KhCli *cli, KhCliPlan *self, KhJson *policy, const char *stays, GError **error)
{
  for (guint i = 0; i < kh_json_length (policy, "environments"); i++) {
    const char *id = kh_json_string (kh_json_element (policy, "environments", i), "id");
    g_autoptr (KhJson) environment = kh_cli_get (cli, kh_environment_api_get (id), error);

    if (environment == NULL)
      return FALSE;
    if (stays != NULL) {
      leave_out (self, environment, stays);
    } else if (g_strcmp0 (kh_json_string (environment, "state"), "Locked") == 0) {
      g_autofree char *why = kh_cmk_locked (kh_json_string (environment, "name"));

      leave_out (self, environment, why);
    } else
      g_ptr_array_add (self->environments, kh_json_ref (environment));
  }
  return TRUE;
}

static gboolean
take_policy (KhCli *cli, KhCliPlan *self, KhJson *policy, GError **error)
{
  g_autofree char *stays = NULL;

  if (g_strcmp0 (kh_json_string (policy, "versionRule"), "pinned") == 0) {
    stays = kh_cmk_stays (kh_json_string (policy, "name"), kh_json_string (policy, "key.version"));
    g_ptr_array_add (self->warnings, g_strdup (stays));
  }
  return check (cli, self, policy, NULL, error) && take_followers (cli, self, policy, stays, error);
}

static gboolean
read_rotation (KhCli *cli, KhCliPlan *self, GError **error)
{
  g_auto (KhCliKey) key = { NULL };
  g_autoptr (GPtrArray) policies = NULL;
  g_autofree char *until = kh_cli_plan_hold_end (KH_WAY_VERSION, self->now);
  guint n_policies = 0;

  if (!kh_cli_key_parse (kh_cli_object (cli, 0), &key, error))
    return FALSE;
  self->key = kh_cli_get (cli, kh_key_api_get (key.vault, key.name, NULL), error);
  policies = self->key != NULL ? kh_cli_list (cli, kh_policy_api_list (), error) : NULL;
  for (guint i = 0; policies != NULL && i < policies->len; i++) {
    if (!uses_key (policies->pdata[i], &key))
      continue;
    n_policies++;
    if (!take_policy (cli, self, policies->pdata[i], error))
      return FALSE;
  }
  self->target = g_strconcat (key.vault, "/", key.name, NULL);
  self->why = kh_cmk_why_proposed (FALSE);
  self->use = kh_cmk_use (self->environments->len + self->left->len, n_policies);
  self->sentence = kh_cmk_version_sentence (key.name, self->environments->len, FALSE);
  self->do_not = kh_cmk_version_warning (kh_json_string (self->key, "version"), until, FALSE);
  return policies != NULL;
}

int
kh_cli_cmk_plan (KhCli *cli)
{
  static const char *const goals[] = { "enable", "change", "revert", "rotate", NULL };
  const char *goal = kh_cli_value (cli, "goal");
  g_autoptr (GError) error = NULL;
  g_autoptr (KhCliPlan) plan = NULL;

  if (!g_strv_contains (goals, goal)
      || (g_str_equal (goal, "rotate") && kh_cli_object (cli, 0) == NULL)) {
    kh_set_error_facts (&error, KH_ERROR_USAGE, "goal", NULL, NULL,
                        g_strv_contains (goals, goal)
                            ? _ ("Name the key that is rotated: VAULT/KEY")
                            : _ ("The goal is enable, change, revert or rotate"));
    return kh_cli_fail (cli, error);
  }
  plan = plan_new (goal);
  if (!kh_cli_now (cli, &plan->now, &error)
      || !(kh_cli_plan_goal_is (plan, "rotate") ? read_rotation (cli, plan, &error)
                                                : read_move (cli, plan, &error)))
    return kh_cli_fail (cli, error);
  return kh_cli_plan_print (cli, plan);
}

const KhCliOption kh_cli_plan_options[] = {
  { "goal", KH_CLI_VALUE, "enable|change|revert|rotate", N_ ("what shall be reached"), TRUE },
  { "policy", KH_CLI_VALUE, "POLICY", N_ ("the policy, to enable or to change") },
  { "environment", KH_CLI_MANY, "ENVIRONMENT", N_ ("an environment") },
  { NULL },
};
