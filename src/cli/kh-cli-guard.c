/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guards: what a verb would do, and what it takes to go on. */
#include "kh-cli-context.h"

#include <stdio.h>
#include <string.h>

#include "kh-cli-i18n.h"
#include "kh-cli-lock.h"
#include "kh-cli-text.h"
#include "kh-impact-words.h"
#include "kh-lock-acts.h"
#include "kh-lock-text.h"

const KhCliColumn kh_cli_impact_columns[] = {
  { N_ ("Trigger"), "trigger" },
  { N_ ("Target"), "target" },
  { N_ ("Guard level"), "level", KH_CLI_NUMBER },
  { N_ ("Confirm with"), "confirmName" },
  { NULL },
};

/* Of one of several parts, under its title, with what is said of each thing. */
static void
append_line (GString *out, const KhImpactLine *line, guint number)
{
  g_autofree char *title = kh_cli_escape (line->title);
  g_autofree char *text = line->text != NULL ? kh_cli_escape (line->text) : NULL;

  g_string_append (out, "  ");
  if (line->part == KH_IMPACT_WAY_BACK)
    g_string_append_printf (out, "%u. ", number);
  g_string_append (out, title);
  if (text != NULL)
    g_string_append_printf (out, " – %s", text);
  if (line->health != NULL)
    g_string_append_printf (out, ": %s", line->health);
  g_string_append_c (out, '\n');
}

static void
append_lines (GString *out, KhJson *impact)
{
  g_autoptr (GPtrArray) lines = kh_impact_lines (impact, kh_cli_when, KH_TIME_NONE);
  KhImpactPart part = KH_N_IMPACT_PARTS;
  guint number = 0;

  for (guint i = 0; i < lines->len; i++) {
    const KhImpactLine *line = lines->pdata[i];

    number = line->part == part ? number + 1 : 1;
    if (line->part != part)
      g_string_append_printf (out, "%s:\n", kh_impact_part_title (line->part));
    part = line->part;
    append_line (out, line, number);
  }
}

static void
append_sentence (GString *out, const char *text)
{
  if (text != NULL && *text != '\0')
    g_string_append_printf (out, "%s\n", text);
}

/* What Lock Environments asks for in the console, whatever verb it began with. */
static gboolean
goes_on_as_lock (KhJson *impact)
{
  const char *trigger = kh_json_string (impact, "trigger");

  return trigger != NULL && kh_act_is_lock (trigger) && kh_json_length (impact, "environments") > 0;
}

char *
kh_cli_impact_text (KhJson *impact, const KhGuardFacts *facts)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *sheet = kh_cli_sheet (impact, kh_cli_impact_columns);
  g_autofree char *outage = kh_lock_text_outage (impact, kh_cli_day, KH_TIME_NONE);
  g_autofree char *forgotten = kh_impact_forgotten (impact);
  g_autofree char *words = goes_on_as_lock (impact)
                               ? NULL
                               : kh_guard_words (facts, kh_json_int (impact, "level", 4) >= 3);

  g_string_append (out, sheet);
  append_sentence (out, outage);
  append_sentence (out, words);
  for (guint i = 0; facts->grants != NULL && facts->grants[i] != NULL; i++)
    g_string_append_printf (out, "  %s\n", facts->grants[i]);
  append_sentence (out, kh_impact_nothing (impact));
  append_sentence (out, forgotten);
  append_lines (out, impact);
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
  g_autofree char *word = kh_cli_word (name != NULL ? name : "");

  if (given != NULL && g_strcmp0 (given, name) != 0)
    return g_strdup_printf (_ ("It is confirmed with --confirm %s, not %s."), word, given);
  if (level <= 0)
    return NULL;
  if (level <= 2)
    return given != NULL || kh_cli_ask (cli, _ ("Go on?")) ? NULL
                                                           : g_strdup (_ ("Repeat it with --yes."));
  if (given == NULL)
    return g_strdup_printf (_ ("Repeat it with --confirm %s%s."), word,
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
  text = kh_cli_impact_text (impact, &cli->guard);
  cli->streams->out (text, cli->streams->data);
  if (cli->guard.act != KH_GUARDED_NONE && goes_on_as_lock (impact))
    kh_cli_lock_print_way (cli, impact);
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
    g_autofree char *text = kh_cli_impact_text (impact, &cli->guard);

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
