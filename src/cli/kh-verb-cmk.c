/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of customer-managed keys. */
#include "kh-cli-coverage.h"
#include "kh-cli-i18n.h"
#include "kh-cli-keys.h"
#include "kh-cli-many.h"
#include "kh-cli-plan.h"
#include "kh-environment-api.h"

static const KhCliColumn finding_columns[] = {
  { N_ ("Rule"), "id" },         { N_ ("Result"), "result" },   { N_ ("Severity"), "severity" },
  { N_ ("Subject"), "subject" }, { N_ ("What"), "text" },       { N_ ("Found"), "evidence" },
  { N_ ("Owner"), "owner" },     { N_ ("Fix"), "fix.command" }, { NULL },
};

static void
print_preflight (KhCli *cli, KhJson *preflight)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  if (cli->format == KH_CLI_JSON) {
    kh_cli_print_object (cli, preflight, finding_columns, "id");
    return;
  }
  for (guint i = 0; i < kh_json_length (preflight, "findings"); i++) {
    KhJson *finding = kh_json_element (preflight, "findings", i);

    if (kh_cli_flag (cli, "verbose") || cli->format != KH_CLI_TABLE
        || (g_strcmp0 (kh_json_string (finding, "result"), "pass") != 0
            && g_strcmp0 (kh_json_string (finding, "result"), "not-applicable") != 0))
      g_ptr_array_add (rows, finding);
  }
  kh_cli_print_list (cli, rows, finding_columns, "id");
}

/* What a verb moves environments to. */
typedef struct {
  const char *goal; /* of the pre-flight */
  KhJson *policy;   /* (nullable): NULL: the platform's key */
} Move;

static KhJson *
run_preflight (KhCli *cli, const Move *move, GPtrArray *environments, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  const char *policy = move->policy != NULL ? kh_json_string (move->policy, "id") : NULL;

  for (guint i = 0; i < environments->len; i++)
    g_ptr_array_add (ids, (char *)kh_json_string (g_ptr_array_index (environments, i), "id"));
  g_ptr_array_add (ids, NULL);
  return kh_cli_get (
      cli, kh_rules_api_preflight (move->goal, policy, (const char *const *)ids->pdata), error);
}

static gboolean
allows (KhJson *preflight)
{
  const char *result = kh_json_string (preflight, "result");

  return g_strcmp0 (result, "pass") == 0 || g_strcmp0 (result, "warn") == 0;
}

static int
blocked (KhCli *cli, KhJson *preflight)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) rules = g_string_new (NULL);

  for (guint i = 0; i < kh_json_length (preflight, "findings"); i++) {
    KhJson *finding = kh_json_element (preflight, "findings", i);
    const char *result = kh_json_string (finding, "result");

    if (g_strcmp0 (kh_json_string (finding, "severity"), "block") == 0
        && (g_strcmp0 (result, "block") == 0 || g_strcmp0 (result, "unknown") == 0))
      g_string_append_printf (rules, "%s%s", rules->len > 0 ? ", " : "",
                              kh_json_string (finding, "id"));
  }
  kh_set_error (&error, KH_ERROR_RULE, _ ("The pre-flight does not pass: %s"), rules->str);
  return kh_cli_fail (cli, error);
}

static int
preflight (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) policy = kh_cli_find_policy (cli, kh_cli_value (cli, "policy"), &error);
  g_autoptr (GPtrArray) environments =
      policy != NULL ? kh_cli_find_environments (cli, &error) : NULL;
  g_autoptr (KhJson) result = NULL;

  if (environments == NULL)
    return kh_cli_fail (cli, error);
  result = run_preflight (cli, &(Move){ "enable", policy }, environments, &error);
  if (result == NULL)
    return kh_cli_fail (cli, error);
  print_preflight (cli, result);
  if (!allows (result))
    return blocked (cli, result);
  kh_cli_say (cli, _ ("The pre-flight passes (%s)."), kh_json_string (result, "result"));
  return KH_EXIT_DONE;
}

static gboolean
string_is (KhJson *json, const char *path, const char *text)
{
  return g_strcmp0 (kh_json_string (json, path), text) == 0;
}

/* What an earlier run has done already or is still doing: the id of the operation to wait for, or
 * NULL. @done is TRUE when there is nothing left. */
static const char *
earlier_outcome (KhJson *environment, const Move *move, gboolean *done)
{
  const char *policy = move->policy != NULL ? kh_json_string (move->policy, "id") : NULL;
  gboolean ready = string_is (environment, "state", "Ready");

  *done = FALSE;
  if (policy == NULL) {
    *done = ready && kh_json_string (environment, "policy.id") == NULL;
    return string_is (environment, "state", "Reverting")
               ? kh_json_string (environment, "activeOperation.id")
               : NULL;
  }
  if (!string_is (environment, "policy.id", policy))
    return NULL;
  if (string_is (environment, "state", "Encrypting"))
    return kh_json_string (environment, "activeOperation.id");
  *done = ready
          && (string_is (environment, "encryptionStatus", "Encrypted")
              || string_is (environment, "encryptionStatus", "Warning"));
  return NULL;
}

/* (nullable) (transfer full): the systemId of the policy that is attached. */
static char *
linked_system_id (KhCli *cli, KhJson *environment, GError **error)
{
  const char *id = kh_json_string (environment, "policy.id");
  g_autoptr (KhJson) policy = NULL;

  if (id == NULL) {
    kh_set_error_facts (error, KH_ERROR_RULE, kh_json_string (environment, "name"),
                        "EnvironmentCmkLinked", NULL,
                        _ ("No customer-managed key is applied to the environment"));
    return NULL;
  }
  policy = kh_cli_find_policy (cli, id, error);
  return policy != NULL ? g_strdup (kh_json_string (policy, "systemId")) : NULL;
}

static char *
begin (KhCli *cli, KhJson *environment, const Move *move, GError **error)
{
  const char *id = kh_json_string (environment, "id");
  g_autofree char *system_id = move->policy != NULL
                                   ? g_strdup (kh_json_string (move->policy, "systemId"))
                                   : linked_system_id (cli, environment, error);

  if (system_id == NULL)
    return NULL;
  return (char *)kh_cli_get (cli,
                             move->policy != NULL ? kh_environment_api_link (
                                 id, system_id, g_str_equal (move->goal, "change"))
                                                  : kh_environment_api_unlink (id, system_id),
                             error);
}

/* Starts the work on one environment; the id of the operation, "" where there is nothing to do. */
static char *
start_one (KhCli *cli, KhJson *environment, const Move *move, GError **error)
{
  gboolean done;
  const char *active = earlier_outcome (environment, move, &done);

  if (active != NULL)
    return g_strdup (active);
  if (!done)
    return begin (cli, environment, move, error);
  kh_cli_say (cli,
              move->policy != NULL ? _ ("%s is encrypted with the customer's key already.")
                                   : _ ("%s is on the platform's key already."),
              kh_json_string (environment, "name"));
  return g_strdup ("");
}

/* (transfer container): those that are still to be begun. */
static GPtrArray *
find_fresh (GPtrArray *environments, const Move *move)
{
  GPtrArray *fresh = g_ptr_array_new ();

  for (guint i = 0; i < environments->len; i++) {
    gboolean done;

    if (earlier_outcome (g_ptr_array_index (environments, i), move, &done) == NULL && !done)
      g_ptr_array_add (fresh, g_ptr_array_index (environments, i));
  }
  return fresh;
}

/* TRUE when no rule stands against those that are still to be done. */
static gboolean
check_rules (KhCli *cli, const Move *move, GPtrArray *fresh, int *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) result = NULL;

  if (fresh->len == 0)
    return TRUE;
  result = run_preflight (cli, move, fresh, &error);
  if (result == NULL) {
    *status = kh_cli_fail (cli, error);
    return FALSE;
  }
  if (allows (result))
    return TRUE;
  print_preflight (cli, result);
  *status = blocked (cli, result);
  return FALSE;
}

static int
run (KhCli *cli, const Move *move, GPtrArray *environments)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  int status = KH_EXIT_DONE;

  for (guint i = 0; i < environments->len; i++) {
    g_autoptr (GError) cause = NULL;
    char *id = start_one (cli, g_ptr_array_index (environments, i), move, &cause);

    if (id != NULL)
      g_ptr_array_add (ids, id);
    else
      status = kh_cli_worse (status, kh_cli_fail (cli, cause));
  }
  return kh_cli_worse (status, kh_cli_finish_operations (cli, ids));
}

static int
enable (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) policy = kh_cli_find_policy (cli, kh_cli_value (cli, "policy"), &error);
  g_autoptr (GPtrArray) environments =
      policy != NULL ? kh_cli_find_environments (cli, &error) : NULL;
  g_autoptr (GPtrArray) fresh = NULL;
  const Move move = { "enable", policy };
  int status = KH_EXIT_DONE;

  if (environments == NULL)
    return kh_cli_fail (cli, error);
  fresh = find_fresh (environments, &move);
  return check_rules (cli, &move, fresh, &status) ? run (cli, &move, environments) : status;
}

/* --- Change and revert: guard level 2, because each environment is offline meanwhile ------------
 */

static const KhCliColumn affected_columns[] = {
  { N_ ("Environment"), "name" },   { N_ ("Type"), "type" },
  { N_ ("Policy"), "policy.name" }, { N_ ("Encryption"), "encryptionStatus" },
  { N_ ("State"), "state" },        { NULL },
};

static int
refuse (KhCli *cli, GPtrArray *fresh, const char *consequence)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *message = g_strdup_printf (
      dngettext (KH_GETTEXT_DOMAIN,
                 "It is guarded at level 2: %u environment is concerned; nothing "
                 "was changed",
                 "It is guarded at level 2: %u environments are concerned; nothing "
                 "was changed",
                 fresh->len),
      fresh->len);

  kh_cli_print_list (cli, fresh, affected_columns, "id");
  kh_cli_say (cli, "%s", consequence);
  kh_set_error_facts (&error, KH_ERROR_CONFIRMATION,
                      kh_json_string (g_ptr_array_index (fresh, 0), "name"), "ConfirmationRequired",
                      _ ("Repeat it with --yes."), message);
  return kh_cli_fail (cli, error);
}

static gboolean
confirm (KhCli *cli, const char *consequence, GPtrArray *fresh)
{
  g_autofree char *table = kh_cli_table (fresh, affected_columns);
  g_autofree char *question = g_strdup_printf ("%s%s %s", table, consequence, _ ("Go on?"));

  return kh_cli_ask (cli, question);
}

static int
move_away (KhCli *cli, const Move *move)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) environments = kh_cli_find_environments (cli, &error);
  g_autoptr (GPtrArray) fresh = NULL;
  g_autofree char *consequence = NULL;
  int status = KH_EXIT_DONE;

  if (environments == NULL)
    return kh_cli_fail (cli, error);
  fresh = find_fresh (environments, move);
  if (!check_rules (cli, move, fresh, &status))
    return status;
  if (fresh->len == 0)
    return run (cli, move, environments);
  consequence = kh_cli_plan_words (cli, move->goal, move->policy, fresh, &error);
  if (consequence == NULL)
    return kh_cli_fail (cli, error);
  return confirm (cli, consequence, fresh) ? run (cli, move, environments)
                                           : refuse (cli, fresh, consequence);
}

static int
change (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) policy = kh_cli_find_policy (cli, kh_cli_value (cli, "policy"), &error);

  return policy != NULL ? move_away (cli, &(Move){ "change", policy }) : kh_cli_fail (cli, error);
}

static int
revert (KhCli *cli)
{
  return move_away (cli, &(Move){ "revert", NULL });
}

static int
status_verb (KhCli *cli)
{
  return kh_cli_coverage_print (cli, TRUE);
}

static const KhCliOption policy_options[] = {
  { "policy", KH_CLI_VALUE, "POLICY", N_ ("the policy"), TRUE },
  { "environment", KH_CLI_MANY, "ENVIRONMENT", N_ ("an environment"), TRUE },
  { NULL },
};
static const KhCliOption environment_options[] = {
  { "environment", KH_CLI_MANY, "ENVIRONMENT", N_ ("an environment"), TRUE },
  { NULL },
};
static const KhCliOption status_options[] = {
  { "environment", KH_CLI_MANY, "ENVIRONMENT", N_ ("this one alone") },
  { NULL },
};
const KhCliVerb kh_cli_cmk_verbs[] = {
  { "cmk", "preflight", "[ENVIRONMENT...]", 0, G_MAXUINT,
    N_ ("Check whether environments can get the policy's key; -v lists what passes too."),
    policy_options, preflight },
  { "cmk", "enable", "[ENVIRONMENT...]", 0, G_MAXUINT,
    N_ ("Encrypt environments with the policy's key; they are offline meanwhile."), policy_options,
    enable },
  { "cmk", "change", "[ENVIRONMENT...]", 0, G_MAXUINT,
    N_ ("Move environments to the key of another policy; they are offline meanwhile."),
    policy_options, change },
  { "cmk", "revert", "[ENVIRONMENT...]", 0, G_MAXUINT,
    N_ ("Return environments to the platform's key; they are offline meanwhile."),
    environment_options, revert },
  { "cmk", "rotate", "VAULT/KEY", 1, 1,
    N_ ("Give the key a new version, which its environments use at once; nothing is offline."),
    kh_cli_rotate_options, kh_cli_cmk_rotate },
  { "cmk", "plan", "[ENVIRONMENT...|VAULT/KEY]", 0, G_MAXUINT,
    N_ ("Show the ways to a goal with their outages, and what would happen; nothing is changed."),
    kh_cli_plan_options, kh_cli_cmk_plan },
  { "cmk", "status", "", 0, 0, N_ ("Show which key protects what."), status_options, status_verb },
  { NULL },
};
