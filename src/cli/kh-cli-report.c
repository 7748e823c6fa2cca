/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said: results, remarks, and errors in three lines or as JSON. */
#include "kh-cli-context.h"

#include "kh-cli-i18n.h"
#include "kh-cli-text.h"
#include "kh-error-table.h"
#include "kh-sentences.h"

int
kh_cli_print_list (KhCli *cli, GPtrArray *rows, const KhCliColumn *columns, const char *id)
{
  g_autofree char *text = kh_cli_render_list (rows, columns, id, cli->format);

  cli->streams->out (text, cli->streams->data);
  return KH_EXIT_DONE;
}

int
kh_cli_print_object (KhCli *cli, KhJson *object, const KhCliColumn *columns, const char *id)
{
  g_autofree char *text = kh_cli_render_object (object, columns, id, cli->format);

  cli->streams->out (text, cli->streams->data);
  return KH_EXIT_DONE;
}

void
kh_cli_say (KhCli *cli, const char *format, ...)
{
  g_autofree char *text = NULL, *clean = NULL, *line = NULL;
  va_list arguments;

  if (kh_cli_flag (cli, "quiet") || cli->format != KH_CLI_TABLE)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  clean = kh_cli_escape (text);
  line = g_strconcat (clean, "\n", NULL);
  cli->streams->err (line, cli->streams->data);
}

void
kh_cli_warn (KhCli *cli, const char *format, ...)
{
  g_autofree char *text = NULL, *clean = NULL, *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  clean = kh_cli_escape (text);
  line = g_strdup_printf (_ ("keyholdctl: warning: %s\n"), clean);
  cli->streams->err (line, cli->streams->data);
}

int
kh_cli_exit_status (const GError *error)
{
  return (int)kh_error_row_of (error)->exit_status;
}

void
kh_cli_print_part (KhCli *cli, KhJson *object, const char *path, const KhCliColumn *columns)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autofree char *text = NULL, *block = NULL;

  for (guint i = 0; i < kh_json_length (object, path); i++)
    g_ptr_array_add (rows, kh_json_element (object, path, i));
  text = kh_cli_table (rows, columns);
  block = *text != '\0' ? g_strconcat ("\n", text, NULL) : g_strdup ("");
  cli->streams->out (block, cli->streams->data);
}

int
kh_cli_worse (int a, int b)
{
  /* Not a scale: what is wrong with the call or the machine counts before what was refused. */
  static const int order[] = { KH_EXIT_DONE,   KH_EXIT_NOT_FOUND, KH_EXIT_REFUSED, KH_EXIT_CONFLICT,
                               KH_EXIT_LOCKED, KH_EXIT_USAGE,     KH_EXIT_ERROR };
  int worst = KH_EXIT_DONE;

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (order[i] == a || order[i] == b)
      worst = order[i];
  return worst;
}

/* (transfer full): what failed. @title: of its row, translated or not. */
static char *
make_title (const KhCli *cli, const char *title)
{
  if (cli->verb == NULL)
    return g_strdup (title);
  return g_strdup_printf ("%s%s%s: %s", cli->verb->noun, *cli->verb->verb != '\0' ? " " : "",
                          cli->verb->verb, title);
}

/* For programs: in English everywhere. */
static void
report_json (KhCli *cli, const GError *error)
{
  const KhErrorRow *row = kh_error_row_of (error);
  KhErrorFacts *facts = kh_error_get_facts (error);
  KhJsonOut *out = kh_json_out_new ();
  g_autofree char *title = make_title (cli, row->title), *text = NULL, *line = NULL;

  kh_json_out_begin (out, NULL);
  kh_json_out_begin (out, "error");
  kh_json_out_string (out, "code",
                      facts != NULL && facts->inner != NULL ? facts->inner : row->wire_code);
  kh_json_out_string (out, "message", title);
  kh_json_out_string (out, "detail", error->message);
  kh_json_out_string (out, "advice", kh_error_advice (error));
  kh_json_out_string (out, "target", facts != NULL ? facts->target : NULL);
  kh_json_out_end (out);
  kh_json_out_end (out);
  text = kh_json_out_finish_text (out);
  line = g_strconcat (text, "\n", NULL);
  cli->streams->err (line, cli->streams->data);
}

/* An act that became a request has a result: its id. */
static void
print_request (KhCli *cli, const GError *error)
{
  KhErrorFacts *facts = kh_error_get_facts (error);
  g_autofree char *line = NULL;

  if (facts == NULL || g_strcmp0 (facts->inner, "ApprovalRequired") != 0 || facts->target == NULL)
    return;
  line = cli->format == KH_CLI_JSON ? g_strdup_printf ("{\"request\":\"%s\"}\n", facts->target)
                                    : g_strdup_printf ("%s\n", facts->target);
  cli->streams->out (line, cli->streams->data);
}

int
kh_cli_fail (KhCli *cli, const GError *error)
{
  g_autofree char *title = NULL, *why = NULL, *advice = NULL, *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    kh_cli_warn (cli, "%s", _ ("stopped"));
    return KH_EXIT_ERROR;
  }
  print_request (cli, error);
  if (cli->format == KH_CLI_JSON) {
    report_json (cli, error);
    return kh_cli_exit_status (error);
  }
  title = make_title (cli, _ (kh_error_row_of (error)->title));
  why = kh_cli_escape (kh_said (error->message));
  advice = kh_cli_escape (kh_said (_ (kh_error_advice (error))));
  text = g_strdup_printf (_ ("keyholdctl: %s\nwhy: %s\ndo: %s\n"), title, why, advice);
  cli->streams->err (text, cli->streams->data);
  return kh_cli_exit_status (error);
}
