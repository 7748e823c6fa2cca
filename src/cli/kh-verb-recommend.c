/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of recommendations. */
#include "kh-cli-context.h"

#include <inttypes.h>

#include "kh-cli-i18n.h"
#include "kh-finding-api.h"

static const KhCliColumn list_columns[] = {
  { N_ ("Severity"), "severity" },
  { N_ ("Rule"), "rule" },
  { N_ ("Finding"), "title" },
  { N_ ("Because"), "evidence" },
  { N_ ("Dismissed"), "dismissed", KH_CLI_YES_NO },
  { N_ ("Id"), "id" },
  { NULL },
};

static const KhCliColumn show_columns[] = {
  { N_ ("Finding"), "title" },
  { N_ ("Id"), "id" },
  { N_ ("Severity"), "severity" },
  { N_ ("Rule"), "rule" },
  { N_ ("Object"), "object" },
  { N_ ("Evidence"), "evidence" },
  { N_ ("Consequence"), "consequence" },
  { N_ ("When"), "due", KH_CLI_TIME },
  { N_ ("Why"), "why" },
  { N_ ("Who"), "who", KH_CLI_LIST },
  { N_ ("Fix"), "fix.text" },
  { N_ ("Command"), "fix.command" },
  { N_ ("Fixed by recommend fix"), "oneCall", KH_CLI_YES_NO },
  { N_ ("Dismissed"), "dismissed", KH_CLI_YES_NO },
  { NULL },
};

static int
list (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) all = kh_cli_get (cli, kh_finding_api_list (), &error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  if (all == NULL)
    return kh_cli_fail (cli, error);
  for (guint i = 0; i < kh_json_length (all, "value"); i++)
    g_ptr_array_add (rows, kh_json_element (all, "value", i));
  kh_cli_print_list (cli, rows, list_columns, "id");
  kh_cli_say (cli, _ ("%" PRId64 " of %" PRId64 " checks passed."), kh_json_int (all, "passed", 0),
              kh_json_int (all, "total", 0));
  return KH_EXIT_DONE;
}

static int
show (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) finding =
      kh_cli_get (cli, kh_finding_api_get (kh_cli_object (cli, 0)), &error);

  if (finding == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_object (cli, finding, show_columns, "id");
}

/* What needs a decision is not done here: the result is the command that does it, for a person to
 * look at, and the status says that nothing was mended. */
static int
print_command (KhCli *cli, KhJson *finding)
{
  g_autoptr (GError) error = NULL;
  const char *command = kh_json_string (finding, "fix.command");
  const char *text = kh_json_string (finding, "fix.text");
  g_autofree char *line = command != NULL ? g_strconcat (command, "\n", NULL) : NULL;

  if (line != NULL && cli->format == KH_CLI_TABLE)
    cli->streams->out (line, cli->streams->data);
  else
    kh_cli_print_object (cli, finding, show_columns, "id");
  kh_set_error_facts (&error, KH_ERROR_RULE, kh_json_string (finding, "id"), "NeedsDecision",
                      command != NULL ? command : text,
                      _ ("This cannot be mended in one step: it needs a decision"));
  return kh_cli_fail (cli, error);
}

static int
fix (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) after = NULL;
  g_autoptr (KhJson) finding =
      kh_cli_get (cli, kh_finding_api_get (kh_cli_object (cli, 0)), &error);
  KhCall *call;

  if (finding == NULL)
    return kh_cli_fail (cli, error);
  if (!kh_json_bool (finding, "oneCall", FALSE))
    return print_command (cli, finding);
  call = kh_finding_api_fix (kh_json_string (finding, "id"));
  kh_call_set_reason (call, kh_cli_value (cli, "reason"));
  after = kh_cli_get (cli, call, &error);
  if (after == NULL)
    return kh_cli_fail (cli, error);
  if (kh_json_bool (after, "resolved", FALSE))
    kh_cli_say (cli, _ ("Mended: %s"), kh_json_string (finding, "title"));
  else
    kh_cli_say (cli, _ ("It was done, but the rule still does not pass: %s"),
                kh_json_string (after, "evidence"));
  return kh_cli_print_object (cli, after, show_columns, "id");
}

const KhCliVerb kh_cli_recommend_verbs[] = {
  { "recommend", "list", "", 0, 0, N_ ("List what does not pass the rules, worst first."), NULL,
    list },
  { "recommend", "show", "FINDING", 1, 1, N_ ("Show a finding with why, who and how."), NULL,
    show },
  { "recommend", "fix", "FINDING", 1, 1,
    N_ ("Mend a finding where that is one call; else print the command and exit with status 4."),
    NULL, fix },
  { NULL },
};
