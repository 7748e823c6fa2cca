/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of locks and of the way back. */
#include "kh-cli-i18n.h"
#include "kh-cli-lock.h"
#include "kh-cli-many.h"
#include "kh-environment-api.h"

static int
plan (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhWireImpactRequest) change = kh_cli_lock_change (cli);
  g_autoptr (KhJson) impact = NULL;
  g_autofree char *text = NULL;

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
  { "lock", "apply", "TRIGGER TARGET", 2, 2,
    N_ ("Lock the environments that the plan of the same words shows. Triggers: revoke-grant, "
        "disable-key, disable-version, delete-key, delete-vault, delete-policy, close-network, "
        "expire-key, switch-permission-model."),
    NULL, kh_cli_lock_apply },
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
  g_autoptr (GPtrArray) environments = kh_cli_find_environments (cli, &error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  int status = KH_EXIT_DONE;

  if (environments == NULL)
    return kh_cli_fail (cli, error);
  for (guint i = 0; i < environments->len; i++) {
    g_autoptr (GError) cause = NULL;
    KhJson *environment = g_ptr_array_index (environments, i);
    char *id = NULL;

    if (g_strcmp0 (kh_json_string (environment, "state"), "Re-enabling") == 0)
      id = g_strdup (kh_json_string (environment, "activeOperation.id"));
    if (id == NULL)
      id = (char *)kh_cli_get (
          cli, kh_environment_api_re_enable (kh_json_string (environment, "id")), &cause);
    if (id != NULL)
      g_ptr_array_add (ids, id);
    else
      status = kh_cli_worse (status, kh_cli_fail (cli, cause));
  }
  return kh_cli_worse (status, kh_cli_finish_operations (cli, ids));
}

const KhCliVerb kh_cli_unlock_verbs[] = {
  { "unlock", "diagnose", "ENVIRONMENT|POLICY", 1, 1, N_ ("Show why it is locked and what helps."),
    NULL, diagnose },
  { "unlock", "apply", "ENVIRONMENT...", 1, G_MAXUINT,
    N_ ("Open environments again, once their original key is back."), NULL, apply },
  { NULL },
};
