/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `doctor`: what is wrong with the folder and the machine, without opening anything. */
#include "kh-cli-context.h"

#include "kh-cli-i18n.h"
#include "kh-diagnostics.h"

static const KhCliColumn columns[] = {
  { N_ ("What"), "id" },
  { N_ ("Result"), "result" },
  { N_ ("Found"), "found" },
  { N_ ("What to do"), "advice" },
  { NULL },
};

static const KhCliColumn log_columns[] = {
  { N_ ("Time"), "time", KH_CLI_TIME },
  { N_ ("Level"), "level" },
  { N_ ("Program"), "program" },
  { N_ ("Message"), "message" },
  { NULL },
};

/* (transfer full): as a list of objects. */
static KhJson *
lines_to_json (GPtrArray *lines)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autoptr (GBytes) bytes = NULL;

  kh_json_out_begin (out, NULL);
  kh_json_out_begin_array (out, "value");
  for (guint i = 0; i < lines->len; i++) {
    const KhDiagnosticLine *line = lines->pdata[i];

    kh_json_out_begin (out, NULL);
    kh_json_out_time (out, "time", line->time);
    kh_json_out_string (out, "level", kh_diagnostic_level_name (line->level));
    kh_json_out_string (out, "program", line->origin);
    kh_json_out_string (out, "layer", line->domain);
    kh_json_out_string (out, "message", line->text);
    kh_json_out_end (out);
  }
  kh_json_out_end_array (out);
  kh_json_out_end (out);
  bytes = kh_json_out_finish (out);
  return kh_json_parse (bytes, NULL);
}

/* What the programs of this user noted on this computer. Of all organizations: the folder does not
 * matter. */
static int
show_log (KhCli *cli)
{
  g_autofree char *path = kh_diagnostics_get_path ();
  const char *to = kh_cli_value (cli, "to");
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (KhJson) json = NULL;
  g_autoptr (GError) error = NULL;

  if (to != NULL) {
    if (!kh_diagnostics_export (path, to, &error))
      return kh_cli_fail (cli, error);
    kh_cli_say (cli, _ ("The diagnostic log was written to %s."), to);
    return KH_EXIT_DONE;
  }
  lines = kh_diagnostics_read (path, &error);
  if (lines == NULL)
    return kh_cli_fail (cli, error);
  json = lines_to_json (lines);
  for (guint i = 0; i < lines->len; i++)
    g_ptr_array_add (rows, kh_json_element (json, "value", i));
  return kh_cli_print_list (cli, rows, log_columns, "time");
}

static int
examine (KhCli *cli)
{
  g_autoptr (KhJson) notes = cli->host->examine (cli->host->host, cli->data_dir);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  guint failed = 0, warned = 0;

  for (guint i = 0; i < kh_json_length (notes, "value"); i++) {
    KhJson *note = kh_json_element (notes, "value", i);
    const char *result = kh_json_string (note, "result");

    failed += g_strcmp0 (result, "fail") == 0 ? 1 : 0;
    warned += g_strcmp0 (result, "warn") == 0 || g_strcmp0 (result, "unknown") == 0 ? 1 : 0;
    g_ptr_array_add (rows, note);
  }
  kh_cli_print_list (cli, rows, columns, "id");
  if (failed > 0)
    kh_cli_say (
        cli,
        dngettext (KH_GETTEXT_DOMAIN, "%u thing does not work.", "%u things do not work.", failed),
        failed);
  else if (warned > 0)
    kh_cli_say (cli,
                dngettext (KH_GETTEXT_DOMAIN, "It works; %u thing should be looked at.",
                           "It works; %u things should be looked at.", warned),
                warned);
  else
    kh_cli_say (cli, "%s", _ ("Nothing is wrong."));
  return failed > 0 ? KH_EXIT_ERROR : KH_EXIT_DONE;
}

static int
run (KhCli *cli)
{
  return kh_cli_flag (cli, "log") || kh_cli_value (cli, "to") != NULL ? show_log (cli)
                                                                      : examine (cli);
}

static const KhCliOption options[] = {
  { "log", KH_CLI_FLAG, NULL,
    N_ ("list what the programs of this user noted on this computer, instead") },
  { "to", KH_CLI_VALUE, "FILE", N_ ("write that to a file, as text, instead") },
  { NULL },
};

const KhCliVerb kh_cli_doctor_verbs[] = {
  { "doctor", "", "", 0, 0,
    N_ ("Examine the data folder, the keyring, the disk and the clock, and say what to do; opens "
        "nothing."),
    options, run },
  { NULL },
};
