/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Emptying an environment, and copying one over another. */
#include "kh-cli-environment.h"

#include "kh-cli-i18n.h"
#include "kh-cli-many.h"
#include "kh-environment-api.h"

/* Asks for what @change does; the token is in @token. @source: (nullable). */
static gboolean
guard (KhCli *cli, const char *trigger, KhJson *target, KhJson *source, char **token, int *status)
{
  g_autoptr (KhWireImpactRequest) change = kh_cli_change (trigger);

  change->environment = g_strdup (kh_json_string (target, "id"));
  cli->guard = (KhGuardFacts){ source != NULL ? KH_GUARDED_COPY : KH_GUARDED_RESET,
                               .source = kh_json_string (source, "name") };
  if (source != NULL)
    change->source = g_strdup (kh_json_string (source, "id"));
  return kh_cli_guard (cli, change, token, status);
}

int
kh_cli_environment_reset (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  int status = KH_EXIT_ERROR;
  g_autoptr (KhJson) environment = kh_cli_find_environment (cli, kh_cli_object (cli, 0), &error);

  if (environment == NULL)
    return kh_cli_fail (cli, error);
  if (!guard (cli, "reset-environment", environment, NULL, &token, &status))
    return status;
  if (!kh_cli_do (cli, kh_environment_api_reset (kh_json_string (environment, "id")), token,
                  &error))
    return kh_cli_fail (cli, error);
  kh_cli_say (cli, _ ("%s is empty, and under the platform's key."),
              kh_json_string (environment, "name"));
  return kh_cli_environment_print (cli, kh_json_string (environment, "id"));
}

const KhCliOption kh_cli_copy_options[] = {
  { "to", KH_CLI_VALUE, "ENVIRONMENT", N_ ("whose data is replaced"), TRUE },
  { NULL },
};

int
kh_cli_environment_copy (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  int status = KH_EXIT_ERROR;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (KhJson) source = kh_cli_find_environment (cli, kh_cli_object (cli, 0), &error);
  g_autoptr (KhJson) target =
      source != NULL ? kh_cli_find_environment (cli, kh_cli_value (cli, "to"), &error) : NULL;
  KhCall *call;
  char *id;

  if (target == NULL)
    return kh_cli_fail (cli, error);
  if (!guard (cli, "replace-data", target, source, &token, &status))
    return status;
  call = kh_environment_api_copy (kh_json_string (source, "id"), kh_json_string (target, "id"));
  if (token != NULL && *token != '\0')
    kh_call_set_confirmation (call, token);
  kh_call_set_reason (call, kh_cli_value (cli, "reason"));
  id = (char *)kh_cli_get (cli, call, &error);
  if (id == NULL)
    return kh_cli_fail (cli, error);
  g_ptr_array_add (ids, id);
  return kh_cli_finish_operations (cli, ids);
}
