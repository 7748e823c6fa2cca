/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `lock apply`: the guard, the act, and what is down after it. */
#include "kh-cli-lock.h"

#include <string.h>

#include "kh-cli-i18n.h"
#include "kh-cli-text.h"
#include "kh-environment-api.h"
#include "kh-lock-acts.h"
#include "kh-lock-text.h"

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

/* (transfer full) (nullable): the day on which what @trigger deletes is gone for good. */
static char *
find_end (KhCli *cli, KhJson *impact)
{
  g_auto (GStrv) parts = g_strsplit (kh_json_string (impact, "target"), "/", 2);
  g_autoptr (KhJson) vault = kh_cli_find_vault (cli, parts[0], NULL);
  KhTime now, end;

  if (vault == NULL || !kh_cli_now (cli, &now, NULL))
    return NULL;
  end = kh_lock_text_end (kh_json_string (impact, "trigger"),
                          kh_json_int (vault, "softDeleteRetentionDays", 0), now);
  return end != KH_TIME_NONE ? kh_cli_day (end, now) : NULL;
}

/* What Lock Environments says of the way besides: what it is, what it takes, how far it goes. */
void
kh_cli_lock_print_way (KhCli *cli, KhJson *impact)
{
  const char *trigger = kh_json_string (impact, "trigger");
  const char *target = kh_json_string (impact, "target");
  const char *slash = strrchr (target, '/');
  gboolean version = slash != NULL && strchr (target, '/') != slash;
  g_autofree char *title = NULL, *radius = NULL, *end = NULL, *last = NULL;
  g_autoptr (GString) text = g_string_new ("\n");

  if (trigger == NULL || !kh_act_is_lock (trigger))
    return;
  title =
      kh_lock_text_title (trigger, version ? slash + 1 : kh_json_string (impact, "confirmName"));
  radius = kh_lock_text_radius (kh_json_string (impact, "confirmName"), impact);
  end = find_end (cli, impact);
  last = end != NULL ? kh_lock_text_no_way_back (end) : NULL;
  g_string_append_printf (text, "%s\n", title);
  if (kh_json_length (impact, "environments") > 0)
    g_string_append_printf (text, "%s\n", radius);
  else
    g_string_append_printf (text, "%s\n", kh_lock_text_nothing ());
  if (kh_lock_text_extent (trigger) != NULL)
    g_string_append_printf (text, "%s\n", kh_lock_text_extent (trigger));
  if (last != NULL)
    g_string_append_printf (text, "%s\n", last);
  cli->streams->out (text->str, cli->streams->data);
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
