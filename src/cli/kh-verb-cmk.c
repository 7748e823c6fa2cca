/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of customer-managed keys, of locks and of the way back. */
#include "kh-cli-context.h"

#include <string.h>

#include "kh-cli-coverage.h"
#include "kh-cli-i18n.h"
#include "kh-cli-keys.h"
#include "kh-environment-api.h"

static const KhCliColumn finding_columns[] = {
  { N_ ("Rule"), "id" },         { N_ ("Result"), "result" },   { N_ ("Severity"), "severity" },
  { N_ ("Subject"), "subject" }, { N_ ("What"), "text" },       { N_ ("Found"), "evidence" },
  { N_ ("Owner"), "owner" },     { N_ ("Fix"), "fix.command" }, { NULL },
};

/* (transfer full): what was named with --environment, and further words. */
static char **
named_environments (KhCli *cli)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *const *values = kh_cli_values (cli, "environment");

  for (guint i = 0; values[i] != NULL; i++)
    g_ptr_array_add (names, g_strdup (values[i]));
  for (guint i = 0; kh_cli_object (cli, i) != NULL; i++)
    g_ptr_array_add (names, g_strdup (kh_cli_object (cli, i)));
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/* (transfer full): environments by their names, each once. NULL with @error. */
static GPtrArray *
find_all (KhCli *cli, GError **error)
{
  g_auto (GStrv) names = named_environments (cli);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);

  for (guint i = 0; names[i] != NULL; i++) {
    KhJson *environment = kh_cli_find_environment (cli, names[i], error);
    gboolean known = FALSE;

    if (environment == NULL)
      return NULL;
    for (guint n = 0; n < all->len; n++)
      known |= g_strcmp0 (kh_json_string (g_ptr_array_index (all, n), "id"),
                          kh_json_string (environment, "id"))
               == 0;
    if (known)
      kh_json_unref (environment);
    else
      g_ptr_array_add (all, environment);
  }
  return g_steal_pointer (&all);
}

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

static KhJson *
run_preflight (KhCli *cli, const char *policy, GPtrArray *environments, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < environments->len; i++)
    g_ptr_array_add (ids, (char *)kh_json_string (g_ptr_array_index (environments, i), "id"));
  g_ptr_array_add (ids, NULL);
  return kh_cli_get (cli, kh_rules_api_preflight (policy, (const char *const *)ids->pdata), error);
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
  g_autoptr (GPtrArray) environments = policy != NULL ? find_all (cli, &error) : NULL;
  g_autoptr (KhJson) result = NULL;

  if (environments == NULL)
    return kh_cli_fail (cli, error);
  result = run_preflight (cli, kh_json_string (policy, "id"), environments, &error);
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
earlier_outcome (KhJson *environment, const char *policy, gboolean *done)
{
  *done = FALSE;
  if (!string_is (environment, "policy.id", policy))
    return NULL;
  if (string_is (environment, "state", "Encrypting"))
    return kh_json_string (environment, "activeOperation.id");
  *done = string_is (environment, "state", "Ready")
          && (string_is (environment, "encryptionStatus", "Encrypted")
              || string_is (environment, "encryptionStatus", "Warning"));
  return NULL;
}

/* Starts the work on one environment; the id of the operation, "" where there is nothing to do. */
static char *
start_one (KhCli *cli, KhJson *environment, KhJson *policy, GError **error)
{
  const char *id = kh_json_string (environment, "id");
  gboolean done;
  const char *active = earlier_outcome (environment, kh_json_string (policy, "id"), &done);

  if (active != NULL)
    return g_strdup (active);
  if (done) {
    kh_cli_say (cli, _ ("%s is encrypted with the customer's key already."),
                kh_json_string (environment, "name"));
    return g_strdup ("");
  }
  return (char *)kh_cli_get (cli, kh_environment_api_link (id, kh_json_string (policy, "systemId")),
                             error);
}

/* TRUE when no rule stands against those that are still to be done. */
static gboolean
check_rules (KhCli *cli, KhJson *policy, GPtrArray *environments, int *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) fresh = g_ptr_array_new ();
  g_autoptr (KhJson) result = NULL;

  for (guint i = 0; i < environments->len; i++) {
    gboolean done;

    if (earlier_outcome (g_ptr_array_index (environments, i), kh_json_string (policy, "id"), &done)
            == NULL
        && !done)
      g_ptr_array_add (fresh, g_ptr_array_index (environments, i));
  }
  if (fresh->len == 0)
    return TRUE;
  result = run_preflight (cli, kh_json_string (policy, "id"), fresh, &error);
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

/* Waits for every operation; prints them. */
static int
finish_all (KhCli *cli, GPtrArray *ids)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  int status = KH_EXIT_DONE;

  for (guint i = 0; i < ids->len; i++) {
    const char *id = g_ptr_array_index (ids, i);
    KhJson *operation = NULL;

    if (*id == '\0')
      continue;
    if (kh_cli_flag (cli, "no-wait"))
      operation = kh_cli_find_operation (cli, id, NULL);
    else
      status = kh_cli_worse (status, kh_cli_wait (cli, id, &operation));
    if (operation != NULL)
      g_ptr_array_add (rows, operation);
    if (g_cancellable_is_cancelled (cli->cancellable))
      break;
  }
  kh_cli_print_list (cli, rows, kh_cli_operation_columns, "id");
  return status;
}

static int
enable (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) policy = kh_cli_find_policy (cli, kh_cli_value (cli, "policy"), &error);
  g_autoptr (GPtrArray) environments = policy != NULL ? find_all (cli, &error) : NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  int status = KH_EXIT_DONE;

  if (environments == NULL)
    return kh_cli_fail (cli, error);
  if (!check_rules (cli, policy, environments, &status))
    return status;
  for (guint i = 0; i < environments->len; i++) {
    g_autoptr (GError) cause = NULL;
    char *id = start_one (cli, g_ptr_array_index (environments, i), policy, &cause);

    if (id != NULL)
      g_ptr_array_add (ids, id);
    else
      status = kh_cli_worse (status, kh_cli_fail (cli, cause));
  }
  return kh_cli_worse (status, finish_all (cli, ids));
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
  { "cmk", "rotate", "VAULT/KEY", 1, 1,
    N_ ("Give the key a new version, which its environments use at once; nothing is offline."),
    NULL, kh_cli_cmk_rotate },
  { "cmk", "status", "", 0, 0, N_ ("Show which key protects what."), status_options, status_verb },
  { NULL },
};

static int
plan (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhWireImpactRequest) change = kh_cli_change (kh_cli_object (cli, 0));
  g_autoptr (KhJson) impact = NULL;
  g_autofree char *text = NULL;

  change->target = g_strdup (kh_cli_object (cli, 1));
  impact = kh_cli_get (cli, kh_rules_api_impact (change), &error);
  if (impact == NULL)
    return kh_cli_fail (cli, error);
  if (cli->format != KH_CLI_TABLE)
    return kh_cli_print_object (cli, impact, kh_cli_impact_columns, "target");
  text = kh_cli_impact_text (impact);
  cli->streams->out (text, cli->streams->data);
  return KH_EXIT_DONE;
}

const KhCliVerb kh_cli_lock_verbs[] = {
  { "lock", "plan", "TRIGGER TARGET", 2, 2,
    N_ ("Show what would go down. Triggers: revoke-grant, disable-key, disable-version, "
        "delete-key, delete-vault, delete-policy, close-network, expire-key, "
        "switch-permission-model."),
    NULL, plan },
  { NULL },
};

static const KhCliColumn diagnosis_columns[] = {
  { N_ ("Locked"), "locked", KH_CLI_YES_NO },
  { N_ ("Original key"), "originalKey" },
  { NULL },
};
static const KhCliColumn trigger_columns[] = {
  { N_ ("Cause"), "number", KH_CLI_NUMBER },
  { N_ ("What"), "text" },
  { N_ ("Object"), "object" },
  { NULL },
};
static const KhCliColumn repair_columns[] = {
  { N_ ("Step"), "step", KH_CLI_NUMBER },
  { N_ ("What to do"), "text" },
  { N_ ("Owner"), "owner" },
  { N_ ("Allowed"), "allowed", KH_CLI_YES_NO },
  { N_ ("Command"), "command" },
  { NULL },
};

static void
print_part (KhCli *cli, KhJson *diagnosis, const char *path, const KhCliColumn *columns)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autofree char *text = NULL, *block = NULL;

  for (guint i = 0; i < kh_json_length (diagnosis, path); i++)
    g_ptr_array_add (rows, kh_json_element (diagnosis, path, i));
  text = kh_cli_table (rows, columns);
  block = *text != '\0' ? g_strconcat ("\n", text, NULL) : g_strdup ("");
  cli->streams->out (block, cli->streams->data);
}

static KhJson *
find_diagnosis (KhCli *cli, const char *text, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (KhJson) environment = kh_cli_find_environment (cli, text, &cause);
  g_autoptr (KhJson) policy = NULL;

  if (environment != NULL)
    return kh_cli_get (cli, kh_rules_api_diagnosis (kh_json_string (environment, "id"), NULL),
                       error);
  if (!kh_error_is (cause, KH_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  policy = kh_cli_find_policy (cli, text, NULL);
  if (policy == NULL) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  return kh_cli_get (cli, kh_rules_api_diagnosis (NULL, kh_json_string (policy, "id")), error);
}

static int
diagnose (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) diagnosis = find_diagnosis (cli, kh_cli_object (cli, 0), &error);

  if (diagnosis == NULL)
    return kh_cli_fail (cli, error);
  kh_cli_print_object (cli, diagnosis, diagnosis_columns, "locked");
  if (cli->format == KH_CLI_TABLE) {
    print_part (cli, diagnosis, "triggers", trigger_columns);
    print_part (cli, diagnosis, "repairs", repair_columns);
  }
  return KH_EXIT_DONE;
}

static int
apply (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) environments = find_all (cli, &error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  int status = KH_EXIT_DONE;

  if (environments == NULL)
    return kh_cli_fail (cli, error);
  for (guint i = 0; i < environments->len; i++) {
    g_autoptr (GError) cause = NULL;
    KhJson *environment = g_ptr_array_index (environments, i);
    char *id = NULL;

    if (string_is (environment, "state", "Re-enabling"))
      id = g_strdup (kh_json_string (environment, "activeOperation.id"));
    if (id == NULL)
      id = (char *)kh_cli_get (
          cli, kh_environment_api_re_enable (kh_json_string (environment, "id")), &cause);
    if (id != NULL)
      g_ptr_array_add (ids, id);
    else
      status = kh_cli_worse (status, kh_cli_fail (cli, cause));
  }
  return kh_cli_worse (status, finish_all (cli, ids));
}

const KhCliVerb kh_cli_unlock_verbs[] = {
  { "unlock", "diagnose", "ENVIRONMENT|POLICY", 1, 1, N_ ("Show why it is locked and what helps."),
    NULL, diagnose },
  { "unlock", "apply", "ENVIRONMENT...", 1, G_MAXUINT,
    N_ ("Open environments again, once their original key is back."), NULL, apply },
  { NULL },
};
