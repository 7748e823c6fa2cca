/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of locks and of the way back. */
#include "kh-cli-i18n.h"
#include "kh-cli-lock.h"
#include "kh-cli-many.h"
#include "kh-cli-request.h"
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
  text = kh_cli_impact_text (impact, &cli->guard);
  cli->streams->out (text, cli->streams->data);
  kh_cli_lock_print_way (cli, impact);
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

static const KhCliOption repair_options[] = {
  { "step", KH_CLI_MANY, "N", N_ ("This step alone, by its number in the diagnosis.") },
  { "all", KH_CLI_FLAG, NULL, N_ ("Every step that the account may do; it is so without --step.") },
  { NULL },
};

const KhCliVerb kh_cli_unlock_verbs[] = {
  { "unlock", "diagnose", "ENVIRONMENT|POLICY", 1, 1, N_ ("Show why it is locked and what helps."),
    NULL, kh_cli_unlock_diagnose },
  { "unlock", "repair", "ENVIRONMENT|POLICY", 1, 1,
    N_ ("Do the steps that unlock diagnose lists, in their order; unlock apply then opens the "
        "environment."),
    repair_options, kh_cli_unlock_repair },
  { "unlock", "apply", "ENVIRONMENT...", 1, G_MAXUINT,
    N_ ("Open environments again, once their original key is back."), NULL, apply },
  { "unlock", "request", "ENVIRONMENT...", 1, G_MAXUINT,
    N_ ("Ask an account with the role support to let environments be opened again, where the "
        "organization unlocks by support request."),
    kh_cli_unlock_request_options, kh_cli_unlock_request },
  { NULL },
};
