/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `lock apply`: the guard, the act, and what is down after it. */
#include "kh-cli-lock.h"

#include <string.h>

#include "kh-cli-i18n.h"
#include "kh-environment-api.h"
#include "kh-lock-acts.h"

static const KhCliColumn locked_columns[] = {
  { N_ ("Environment"), "name" },
  { N_ ("State"), "state" },
  { N_ ("Locked"), "lockedAt", KH_CLI_TIME },
  { N_ ("Deletion"), "deletionAt", KH_CLI_TIME },
  { NULL },
};

KhWireImpactRequest *
kh_cli_lock_change (KhCli *cli)
{
  KhWireImpactRequest *change = kh_cli_change (kh_cli_object (cli, 0));
  const char *target = kh_cli_object (cli, 1);
  g_auto (KhCliKey) key = { NULL };

  if (strstr (target, "://") != NULL && kh_cli_object_parse (target, "keys", &key))
    change->target = g_strjoin ("/", key.vault, key.name, key.version, NULL);
  else
    change->target = g_strdup (target);
  return change;
}

/* (transfer full): the environments of the impact as they are now. */
static GPtrArray *
read_environments (KhCli *cli, KhJson *impact, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);

  for (guint i = 0; i < kh_json_length (impact, "environments"); i++) {
    const char *id = kh_json_string (kh_json_element (impact, "environments", i), "id");
    KhJson *environment = kh_cli_get (cli, kh_environment_api_get (id), error);

    if (environment == NULL)
      return NULL;
    g_ptr_array_add (rows, environment);
  }
  return g_steal_pointer (&rows);
}

/* (transfer full): the impact with @environments in place of what it foretold. */
static KhJson *
merge (KhJson *impact, GPtrArray *environments)
{
  KhJsonOut *out = kh_json_out_new ();
  g_auto (GStrv) names = kh_json_names (impact, NULL);
  g_autoptr (GBytes) text = NULL;

  kh_json_out_begin (out, NULL);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (!g_str_equal (names[i], "environments"))
      kh_json_out_json (out, names[i], kh_json_get (impact, names[i]));
  kh_json_out_begin_array (out, "environments");
  for (guint i = 0; i < environments->len; i++)
    kh_json_out_json (out, NULL, environments->pdata[i]);
  kh_json_out_end_array (out);
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  return kh_json_parse (text, NULL);
}

static int
print_result (KhCli *cli, KhJson *impact)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) environments = read_environments (cli, impact, &error);
  g_autoptr (KhJson) result = NULL;

  if (environments == NULL)
    return kh_cli_fail (cli, error);
  if (cli->format == KH_CLI_JSON) {
    result = merge (impact, environments);
    return kh_cli_print_object (cli, result, kh_cli_impact_columns, "target");
  }
  if (environments->len == 0)
    kh_cli_say (cli, _ ("It is done; no environment went down by it."));
  return kh_cli_print_list (cli, environments, locked_columns, "id");
}

int
kh_cli_lock_apply (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhWireImpactRequest) change = kh_cli_lock_change (cli);
  g_autoptr (KhJson) impact = NULL;
  KhArmPlace place;
  int status;

  /* The tenant knows the impact of more than locks. */
  if (!kh_act_is_lock (change->trigger)) {
    kh_set_error_facts (&error, KH_ERROR_ARGUMENT, change->trigger, NULL,
                        _ ("keyholdctl help lock apply lists the triggers."),
                        _ ("This is not a trigger of a lock"));
    return kh_cli_fail (cli, error);
  }
  if (!kh_cli_place (cli, &place, &error))
    return kh_cli_fail (cli, error);
  impact = kh_cli_confirm (cli, change, &status);
  if (impact == NULL)
    return status;
  if (!kh_act_lock (cli->client, &place, impact, cli->cancellable, &error))
    return kh_cli_fail (cli, error);
  return print_result (cli, impact);
}
