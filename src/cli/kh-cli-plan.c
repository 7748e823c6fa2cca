/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `cmk plan`: the ways to a goal, what each costs, and what will happen by the first of them. */
#include "kh-cli-plan.h"

#include "kh-cli-i18n.h"
#include "kh-cli-many.h"
#include "kh-cmk-ways.h"
#include "kh-data-api.h"
#include "kh-enums.h"
#include "kh-environment-api.h"
#include "kh-tenant-api.h"

/* What is planned, as it was read. */
typedef struct {
  const char *goal;
  KhTime now; /* of the organization */
  char *target;
  KhJson *policy;                /* (owned) (nullable) */
  KhJson *key;                   /* (owned) (nullable): that is rotated */
  GPtrArray *environments;       /* (element-type KhJson): that it is done to */
  GPtrArray *left, *reasons;     /* (element-type KhJson), (element-type utf8): those it is not */
  GPtrArray *warnings;           /* (element-type utf8) */
  GPtrArray *blocks;             /* (element-type utf8): rules */
  const char *result;            /* of the checks: the worst */
  guint64 bytes;                 /* that are encrypted anew */
  char *sentence, *do_not, *use; /* (nullable) */
} Plan;

static Plan *
plan_new (const char *goal)
{
  Plan *self = g_new0 (Plan, 1);

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
plan_free (Plan *self)
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
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Plan, plan_free)

static gboolean
goal_is (const Plan *self, const char *goal)
{
  return g_str_equal (self->goal, goal);
}

/* --- Words ------------------------------------------------------------------------------------ */

static KhCmkWay
way_of (const char *goal)
{
  if (g_str_equal (goal, "enable"))
    return KH_WAY_ENABLE;
  return g_str_equal (goal, "change") ? KH_WAY_NEW_KEY : KH_WAY_RETURN;
}

/* (transfer full) (nullable) */
static char *
hold_end (KhCmkWay way, KhTime now)
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
  g_autofree char *until = hold_end (way_of (goal), now);

  return kh_cmk_warning (way_of (goal), keys, until);
}

static gboolean
read_now (KhCli *cli, KhTime *now, GError **error)
{
  g_autoptr (KhJson) clock = kh_cli_get (cli, kh_tenant_api_clock (), error);

  *now = kh_json_time (clock, "now");
  return clock != NULL;
}

char *
kh_cli_plan_words (KhCli *cli, const char *goal, KhJson *policy, GPtrArray *environments,
                   GError **error)
{
  g_autofree char *sentence = make_sentence (goal, policy, environments);
  g_autofree char *warning = NULL;
  KhTime now;

  if (!read_now (cli, &now, error))
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
add_block (Plan *self, const char *rule)
{
  if (!g_ptr_array_find_with_equal_func (self->blocks, rule, g_str_equal, NULL))
    g_ptr_array_add (self->blocks, g_strdup (rule));
}

static void
take_checks (Plan *self, KhJson *checks)
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
check (KhCli *cli, Plan *self, KhJson *policy, GPtrArray *environments, GError **error)
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
find_refusal (const Plan *self, KhJson *environment)
{
  KhOperationType type = goal_is (self, "enable")   ? KH_OPERATION_NEW_CMK
                         : goal_is (self, "change") ? KH_OPERATION_ROTATE_CMK
                                                    : KH_OPERATION_REVERT;

  for (guint i = 0; i < kh_json_length (environment, "disallowedOperations"); i++) {
    KhJson *entry = kh_json_element (environment, "disallowedOperations", i);

    if (g_strcmp0 (kh_json_string (entry, "id"), kh_operation_type_to_string (type)) == 0)
      return kh_json_string (entry, "reason");
  }
  return NULL;
}

static void
leave_out (Plan *self, KhJson *environment, const char *why)
{
  g_ptr_array_add (self->left, kh_json_ref (environment));
  g_ptr_array_add (self->reasons, g_strdup (why));
}

static void
take_environment (Plan *self, KhJson *environment)
{
  const char *why = find_refusal (self, environment);
  const char *policy = kh_json_string (self->policy, "id");

  if (why == NULL && goal_is (self, "change") && policy != NULL
      && g_strcmp0 (kh_json_string (environment, "policy.id"), policy) == 0)
    why = _ ("The policy is in use now");
  if (why != NULL)
    leave_out (self, environment, why);
  else
    g_ptr_array_add (self->environments, kh_json_ref (environment));
}

/* What moves: the stores that a customer's key can protect. */
static gboolean
add_bytes (KhCli *cli, Plan *self, KhJson *environment, GError **error)
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
read_move (KhCli *cli, Plan *self, GError **error)
{
  g_autoptr (GPtrArray) asked = NULL;
  gboolean needs_policy = !goal_is (self, "revert");

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
take_followers (KhCli *cli, Plan *self, KhJson *policy, const char *stays, GError **error)
{
  for (guint i = 0; i < kh_json_length (policy, "environments"); i++) {
    const char *id = kh_json_string (kh_json_element (policy, "environments", i), "id");
    g_autoptr (KhJson) environment = kh_cli_get (cli, kh_environment_api_get (id), error);

    if (environment == NULL)
      return FALSE;
    if (stays != NULL)
      leave_out (self, environment, stays);
    else if (g_strcmp0 (kh_json_string (environment, "state"), "Locked") == 0)
      leave_out (self, environment, _ ("It is locked: it needs the old version to be unlocked"));
    else
      g_ptr_array_add (self->environments, kh_json_ref (environment));
  }
  return TRUE;
}

static gboolean
take_policy (KhCli *cli, Plan *self, KhJson *policy, GError **error)
{
  g_autofree char *stays = NULL;

  if (g_strcmp0 (kh_json_string (policy, "versionRule"), "pinned") == 0) {
    stays = kh_cmk_stays (kh_json_string (policy, "name"), kh_json_string (policy, "key.version"));
    g_ptr_array_add (self->warnings, g_strdup (stays));
  }
  return check (cli, self, policy, NULL, error) && take_followers (cli, self, policy, stays, error);
}

static gboolean
read_rotation (KhCli *cli, Plan *self, GError **error)
{
  g_auto (KhCliKey) key = { NULL };
  g_autoptr (GPtrArray) policies = NULL;
  g_autofree char *until = hold_end (KH_WAY_VERSION, self->now);
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
  self->use = kh_cmk_use (self->environments->len + self->left->len, n_policies);
  self->sentence = kh_cmk_version_sentence (key.name, self->environments->len, FALSE);
  self->do_not = kh_cmk_version_warning (kh_json_string (self->key, "version"), until, FALSE);
  return policies != NULL;
}

/* --- Ways ------------------------------------------------------------------------------------- */

/* (transfer full): what depends on the key. */
static char *
find_cost (const Plan *self, KhCmkWay way, KhCmkCost cost)
{
  const char *fixed = kh_cmk_way_cost (way, cost);
  g_autofree char *until = hold_end (way, self->now);
  const char *next = kh_json_string (self->key, "rotation.nextAt");

  if (fixed != NULL)
    return g_strdup (fixed);
  if (cost == KH_COST_OLD_KEY)
    return kh_cmk_old_key_needed (way, until);
  return g_strdup (next != NULL ? next : _ ("as keyholdctl key rotation-policy says"));
}

/* (transfer full): the command that goes it. */
static char *
make_command (const Plan *self, KhCmkWay way)
{
  GString *command = g_string_new ("keyholdctl ");

  if (way == KH_WAY_VERSION || way == KH_WAY_SCHEDULE) {
    g_string_append_printf (command,
                            way == KH_WAY_VERSION ? "cmk rotate %s"
                                                  : "key rotation-policy %s --rotate-after P18M",
                            self->target);
    return g_string_free (command, FALSE);
  }
  g_string_append_printf (command, "cmk %s", way == KH_WAY_NEW_KEY ? "change" : self->goal);
  if (way != KH_WAY_RETURN) {
    g_autofree char *policy = self->policy != NULL
                                  ? g_shell_quote (kh_json_string (self->policy, "name"))
                                  : g_strdup ("POLICY");

    g_string_append_printf (command, " --policy %s", policy);
  }
  for (guint i = 0; i < self->environments->len; i++) {
    g_autofree char *name = g_shell_quote (kh_json_string (self->environments->pdata[i], "name"));

    g_string_append_printf (command, " --environment %s", name);
  }
  return g_string_free (command, FALSE);
}

static void
put_way (KhJsonOut *out, const Plan *self, KhCmkWay way, gboolean proposed)
{
  g_autofree char *command = make_command (self, way);

  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "id", kh_cmk_way_word (way));
  kh_json_out_string (out, "title", kh_cmk_way_title (way));
  kh_json_out_bool (out, "proposed", proposed);
  kh_json_out_int (out, "outages", kh_cmk_way_outages (way));
  for (guint i = 0; i < KH_N_COSTS; i++) {
    g_autofree char *cost = find_cost (self, way, (KhCmkCost)i);

    kh_json_out_string (out, kh_cmk_cost_word ((KhCmkCost)i), cost);
  }
  kh_json_out_string (out, "command", command);
  kh_json_out_end (out);
}

/* The first is the one that leads to the goal, or is proposed for it. */
static void
put_ways (KhJsonOut *out, const Plan *self)
{
  kh_json_out_begin_array (out, "ways");
  if (goal_is (self, "rotate")) {
    put_way (out, self, KH_WAY_VERSION, TRUE);
    put_way (out, self, KH_WAY_NEW_KEY, FALSE);
    put_way (out, self, KH_WAY_SCHEDULE, FALSE);
  } else {
    put_way (out, self, way_of (self->goal), TRUE);
  }
  kh_json_out_end_array (out);
}

static void
put_environment (KhJsonOut *out, KhJson *environment, const char *why)
{
  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "id", kh_json_string (environment, "id"));
  kh_json_out_string (out, "name", kh_json_string (environment, "name"));
  kh_json_out_string (out, "type", kh_json_string (environment, "type"));
  kh_json_out_string_if (out, "policy", kh_json_string (environment, "policy.name"));
  kh_json_out_string_if (out, "reason", why);
  kh_json_out_end (out);
}

static void
put_texts (KhJsonOut *out, const char *name, GPtrArray *texts)
{
  kh_json_out_begin_array (out, name);
  for (guint i = 0; i < texts->len; i++)
    kh_json_out_string (out, NULL, texts->pdata[i]);
  kh_json_out_end_array (out);
}

/* (transfer full) */
static KhJson *
to_json (const Plan *self)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autoptr (GBytes) text = NULL;

  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "goal", self->goal);
  kh_json_out_string (out, "target", self->target);
  put_ways (out, self);
  kh_json_out_begin_array (out, "environments");
  for (guint i = 0; i < self->environments->len; i++)
    put_environment (out, self->environments->pdata[i], NULL);
  kh_json_out_end_array (out);
  kh_json_out_begin_array (out, "leftOut");
  for (guint i = 0; i < self->left->len; i++)
    put_environment (out, self->left->pdata[i], self->reasons->pdata[i]);
  kh_json_out_end_array (out);
  kh_json_out_int (out, "bytes", (gint64)self->bytes);
  kh_json_out_string (out, "sentence", self->sentence);
  kh_json_out_string (out, "doNot", self->do_not);
  put_texts (out, "warnings", self->warnings);
  kh_json_out_string (out, "result", self->result);
  put_texts (out, "blocks", self->blocks);
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

/* --- Printing --------------------------------------------------------------------------------- */

static const KhCliColumn plan_columns[] = {
  { N_ ("Goal"), "goal" },
  { N_ ("Target"), "target" },
  { N_ ("Checks"), "result" },
  { N_ ("Blocked by"), "blocks", KH_CLI_LIST },
  { N_ ("Data"), "bytes", KH_CLI_BYTES },
  { NULL },
};
static const KhCliColumn left_columns[] = {
  { N_ ("Left out"), "name" },
  { N_ ("Because"), "reason" },
  { NULL },
};

static void
append_way (GString *text, KhJson *way)
{
  g_string_append_printf (text,
                          /* Translators: a way to a goal */
                          kh_json_bool (way, "proposed", FALSE) ? _ ("\n%s — proposed\n")
                                                                : "\n%s\n",
                          kh_json_string (way, "title"));
  for (guint i = 0; i < KH_N_COSTS; i++)
    g_string_append_printf (text, "  %-20s %s\n", kh_cmk_cost_caption ((KhCmkCost)i),
                            kh_json_string (way, kh_cmk_cost_word ((KhCmkCost)i)));
  g_string_append_printf (text, "  %s\n", kh_json_string (way, "command"));
}

static int
print (KhCli *cli, const Plan *self)
{
  g_autoptr (KhJson) json = to_json (self);
  g_autoptr (GString) text = g_string_new (NULL);
  const char *const lines[] = { self->use, self->sentence, self->do_not };

  if (cli->format != KH_CLI_TABLE)
    return kh_cli_print_object (cli, json, plan_columns, "target");
  kh_cli_print_object (cli, json, plan_columns, "target");
  for (guint i = 0; i < kh_json_length (json, "ways"); i++)
    append_way (text, kh_json_element (json, "ways", i));
  g_string_append_c (text, '\n');
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (lines[i] != NULL)
      g_string_append_printf (text, "%s\n", lines[i]);
  for (guint i = 0; i < self->warnings->len; i++)
    g_string_append_printf (text, "%s\n", (const char *)self->warnings->pdata[i]);
  cli->streams->out (text->str, cli->streams->data);
  kh_cli_print_part (cli, json, "leftOut", left_columns);
  return KH_EXIT_DONE;
}

int
kh_cli_cmk_plan (KhCli *cli)
{
  static const char *const goals[] = { "enable", "change", "revert", "rotate", NULL };
  const char *goal = kh_cli_value (cli, "goal");
  g_autoptr (GError) error = NULL;
  g_autoptr (Plan) plan = NULL;

  if (!g_strv_contains (goals, goal)
      || (g_str_equal (goal, "rotate") && kh_cli_object (cli, 0) == NULL)) {
    kh_set_error_facts (&error, KH_ERROR_USAGE, "goal", NULL, NULL,
                        g_strv_contains (goals, goal)
                            ? _ ("Name the key that is rotated: VAULT/KEY")
                            : _ ("The goal is enable, change, revert or rotate"));
    return kh_cli_fail (cli, error);
  }
  plan = plan_new (goal);
  if (!read_now (cli, &plan->now, &error)
      || !(goal_is (plan, "rotate") ? read_rotation (cli, plan, &error)
                                    : read_move (cli, plan, &error)))
    return kh_cli_fail (cli, error);
  return print (cli, plan);
}

const KhCliOption kh_cli_plan_options[] = {
  { "goal", KH_CLI_VALUE, "enable|change|revert|rotate", N_ ("what shall be reached"), TRUE },
  { "policy", KH_CLI_VALUE, "POLICY", N_ ("the policy, to enable or to change") },
  { "environment", KH_CLI_MANY, "ENVIRONMENT", N_ ("an environment") },
  { NULL },
};
