/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guards: what a verb would do, and what it takes to go on. */
#include "kh-cli-context.h"

#include <stdio.h>
#include <string.h>

#include "kh-cli-i18n.h"
#include "kh-cli-text.h"
#include "kh-sentences.h"

const KhCliColumn kh_cli_impact_columns[] = {
  { N_ ("Trigger"), "trigger" },
  { N_ ("Target"), "target" },
  { N_ ("Guard level"), "level", KH_CLI_NUMBER },
  { N_ ("Confirm with"), "confirmName" },
  { NULL },
};

static const KhCliColumn environment_columns[] = {
  { N_ ("Environment"), "name" },
  { N_ ("Type"), "type" },
  { N_ ("Operations"), "activeOperations", KH_CLI_NUMBER },
  { N_ ("Deletion"), "deletionAt", KH_CLI_TIME },
  { NULL },
};

static void
append_texts (GString *out, const char *title, KhJson *array)
{
  for (guint i = 0; i < kh_json_length (array, NULL); i++) {
    KhJson *element = kh_json_element (array, NULL, i);
    const char *text = kh_json_string (element, NULL);
    g_autofree char *clean =
        kh_cli_escape (text != NULL ? kh_said (text) : kh_json_string (element, "name"));

    if (i == 0)
      g_string_append_printf (out, "%s\n", title);
    g_string_append_printf (out, "  %s\n", clean);
  }
}

static void
append_holds (GString *out, KhJson *holds)
{
  for (guint i = 0; i < kh_json_length (holds, NULL); i++) {
    KhJson *hold = kh_json_element (holds, NULL, i);
    g_autofree char *reason = kh_cli_escape (kh_said (kh_json_string (hold, "reason")));
    g_autofree char *end = kh_cli_escape (kh_json_string (hold, "end"));

    if (i == 0)
      g_string_append_printf (out, "%s\n", _ ("Holds that would be broken:"));
    g_string_append_printf (out, "  %s%s%s\n", reason, *end != '\0' ? " – " : "", end);
  }
}

static void
append_environments (GString *out, KhJson *environments)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autofree char *table = NULL;

  for (guint i = 0; i < kh_json_length (environments, NULL); i++)
    g_ptr_array_add (rows, kh_json_element (environments, NULL, i));
  if (rows->len == 0) {
    g_string_append_printf (out, "%s\n", _ ("No environment goes down."));
    return;
  }
  table = kh_cli_table (rows, environment_columns);
  g_string_append_printf (out,
                          dngettext (KH_GETTEXT_DOMAIN, "%u environment goes down:\n%s",
                                     "%u environments go down:\n%s", rows->len),
                          rows->len, table);
}

char *
kh_cli_impact_text (KhJson *impact)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *sheet = kh_cli_sheet (impact, kh_cli_impact_columns);

  g_string_append (out, sheet);
  append_environments (out, kh_json_get (impact, "environments"));
  append_texts (out, _ ("Policies whose health changes:"), kh_json_get (impact, "policies"));
  append_holds (out, kh_json_get (impact, "holds"));
  append_texts (out, _ ("Backups that would need it:"), kh_json_get (impact, "backups"));
  append_texts (out, _ ("The way back:"), kh_json_get (impact, "wayBack"));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

gboolean
kh_cli_ask (KhCli *cli, const char *question)
{
  char answer[16];

  if (kh_cli_flag (cli, "yes"))
    return TRUE;
  if (!cli->streams->in_is_terminal || !cli->streams->err_is_terminal)
    return FALSE;
  cli->streams->err (question, cli->streams->data);
  cli->streams->err (_ (" [y/N] "), cli->streams->data);
  if (fgets (answer, sizeof answer, stdin) == NULL)
    return FALSE;
  return g_ascii_strncasecmp (answer, "y\n", 2) == 0
         || g_ascii_strncasecmp (answer, "yes\n", 4) == 0;
}

/* NULL when the guard is content, else what is missing. */
static char *
missing (KhCli *cli, KhJson *impact)
{
  gint64 level = kh_json_int (impact, "level", 4);
  const char *name = kh_json_string (impact, "confirmName");
  const char *given = kh_cli_value (cli, "confirm");

  if (given != NULL && g_strcmp0 (given, name) != 0)
    return g_strdup_printf (_ ("It is confirmed with --confirm %s, not %s."), name, given);
  if (level <= 0)
    return NULL;
  if (level <= 2)
    return given != NULL || kh_cli_ask (cli, _ ("Go on?")) ? NULL
                                                           : g_strdup (_ ("Repeat it with --yes."));
  if (given == NULL)
    return g_strdup_printf (_ ("Repeat it with --confirm %s%s."), name,
                            level >= 4 ? " --irreversible" : "");
  if (level >= 4 && !kh_cli_flag (cli, "irreversible"))
    return g_strdup (_ ("It cannot be undone: repeat it with --irreversible as well."));
  return NULL;
}

static void
print_impact (KhCli *cli, KhJson *impact)
{
  g_autofree char *text = NULL;

  if (cli->format != KH_CLI_TABLE) {
    kh_cli_print_object (cli, impact, kh_cli_impact_columns, "target");
    return;
  }
  text = kh_cli_impact_text (impact);
  cli->streams->out (text, cli->streams->data);
}

static int
refuse (KhCli *cli, KhJson *impact, const char *advice)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *target = g_strdup (kh_json_string (impact, "target"));
  g_autofree char *message = g_strdup_printf (_ ("%s is guarded at level %d; nothing was changed"),
                                              target, (int)kh_json_int (impact, "level", 4));

  print_impact (cli, impact);
  kh_set_error_facts (&error, KH_ERROR_CONFIRMATION, target, "ConfirmationRequired", advice,
                      message);
  return kh_cli_fail (cli, error);
}

KhJson *
kh_cli_confirm (KhCli *cli, const KhWireImpactRequest *change, int *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) impact = kh_cli_get (cli, kh_rules_api_impact (change), &error);

  if (impact == NULL) {
    *status = kh_cli_fail (cli, error);
    return NULL;
  }
  return kh_cli_confirm_impact (cli, impact, status) ? g_steal_pointer (&impact) : NULL;
}

gboolean
kh_cli_confirm_impact (KhCli *cli, KhJson *impact, int *status)
{
  g_autofree char *advice = NULL;

  /* On a terminal the impact stands above the question. */
  if (cli->streams->in_is_terminal && cli->streams->err_is_terminal
      && kh_json_int (impact, "level", 4) > 0 && !kh_cli_flag (cli, "yes")
      && kh_cli_value (cli, "confirm") == NULL) {
    g_autofree char *text = kh_cli_impact_text (impact);

    cli->streams->err (text, cli->streams->data);
  }
  advice = missing (cli, impact);
  if (advice == NULL)
    return TRUE;
  *status = refuse (cli, impact, advice);
  return FALSE;
}

gboolean
kh_cli_guard (KhCli *cli, const KhWireImpactRequest *change, char **token, int *status)
{
  g_autoptr (KhJson) impact = kh_cli_confirm (cli, change, status);

  *token = impact != NULL ? g_strdup (kh_json_string (impact, "token")) : NULL;
  return impact != NULL;
}

KhWireImpactRequest *
kh_cli_change (const char *trigger)
{
  KhWireImpactRequest *change = kh_wire_impact_request_new ();

  change->trigger = g_strdup (trigger);
  return change;
}
