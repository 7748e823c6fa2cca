/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting for an operation in sight of a person, and how it ended. */
#include "kh-cli-context.h"

#include <string.h>

#include "kh-cli-i18n.h"
#include "kh-cli-text.h"
#include "kh-client-wait.h"

#define BAR 20

const KhCliColumn kh_cli_operation_columns[] = {
  { N_ ("Id"), "id" },
  { N_ ("Type"), "type" },
  { N_ ("Environment"), "environment" },
  { N_ ("State"), "state" },
  { N_ ("Items"), "progress.itemsDone", KH_CLI_NUMBER },
  { N_ ("Of"), "progress.items", KH_CLI_NUMBER },
  { N_ ("Bytes"), "progress.bytesDone", KH_CLI_BYTES },
  { N_ ("Requested by"), "requestedBy" },
  { N_ ("Created"), "createdAt", KH_CLI_TIME },
  { N_ ("Ended"), "endedAt", KH_CLI_TIME },
  { N_ ("Error"), "error" },
  { NULL },
};

typedef struct {
  KhCli *cli;
  char *stage; /* (nullable): the last one said */
  guint width; /* of the bar on the screen */
  gint64 first_bytes, started;
} Watch;

/* The stage that runs, else the last one that has begun. */
static const char *
current_stage (KhJson *operation)
{
  const char *stage = NULL;

  for (guint i = 0; i < kh_json_length (operation, "stages"); i++) {
    KhJson *element = kh_json_element (operation, "stages", i);

    if (g_strcmp0 (kh_json_string (element, "state"), "NotStarted") != 0)
      stage = kh_json_string (element, "id");
  }
  return stage != NULL ? stage : kh_json_string (operation, "state");
}

static void
append_bar (GString *out, gint64 done, gint64 all)
{
  gint64 filled = all > 0 ? CLAMP (done * BAR / all, 0, BAR) : 0;

  g_string_append_c (out, '[');
  for (gint64 i = 0; i < BAR; i++)
    g_string_append_c (out, i < filled ? '#' : '-');
  g_string_append_printf (out, "] %3d %%", (int)(all > 0 ? CLAMP (done * 100 / all, 0, 100) : 0));
}

static void
draw (Watch *watch, KhJson *operation)
{
  g_autoptr (GString) out = g_string_new ("\r");
  gint64 bytes = kh_json_int (operation, "progress.bytesDone", 0);
  gint64 elapsed = g_get_monotonic_time () - watch->started;
  g_autofree char *done = kh_cli_format_bytes ((guint64)bytes);
  g_autofree char *name = kh_cli_escape (kh_json_string (operation, "environment"));
  guint width;

  append_bar (out, bytes, kh_json_int (operation, "progress.bytes", 0));
  g_string_append_printf (out, "  %s  %s  %d/%d  %s", name, current_stage (operation),
                          (int)kh_json_int (operation, "progress.itemsDone", 0),
                          (int)kh_json_int (operation, "progress.items", 0), done);
  if (elapsed > G_USEC_PER_SEC && bytes > watch->first_bytes) {
    g_autofree char *rate = kh_cli_format_bytes (
        (guint64)((double)(bytes - watch->first_bytes) * G_USEC_PER_SEC / (double)elapsed));

    g_string_append_printf (out, _ ("  %s a second"), rate);
  }
  width = kh_cli_width (out->str + 1);
  for (guint i = width; i < watch->width; i++)
    g_string_append_c (out, ' ');
  watch->width = width;
  watch->cli->streams->err (out->str, watch->cli->streams->data);
}

static void
on_progress (KhJson *operation, gpointer data)
{
  Watch *watch = data;
  const char *stage = current_stage (operation);

  if (kh_cli_flag (watch->cli, "quiet"))
    return;
  if (watch->started == 0) {
    watch->started = g_get_monotonic_time ();
    watch->first_bytes = kh_json_int (operation, "progress.bytesDone", 0);
  }
  if (watch->cli->streams->err_is_terminal) {
    draw (watch, operation);
  } else if (g_strcmp0 (stage, watch->stage) != 0) {
    g_autofree char *name = kh_cli_escape (kh_json_string (operation, "environment"));
    g_autofree char *line = g_strdup_printf ("%s: %s\n", name, stage);

    watch->cli->streams->err (line, watch->cli->streams->data);
    g_free (watch->stage);
    watch->stage = g_strdup (stage);
  }
}

static int
interrupted (KhCli *cli, const char *id)
{
  g_autofree char *text =
      g_strdup_printf (_ ("keyholdctl: the operation goes on\n"
                          "why: waiting for it was stopped\n"
                          "do: come back to it with: keyholdctl operation wait %s\n"),
                       id);

  cli->streams->err (text, cli->streams->data);
  return KH_EXIT_ERROR;
}

/* Says why an operation did not succeed. */
static int
ended (KhCli *cli, KhJson *operation)
{
  const char *state = kh_json_string (operation, "state");
  const char *reason = kh_json_string (operation, "error");
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (state, "Succeeded") == 0)
    return KH_EXIT_DONE;
  if (g_strcmp0 (state, "Paused") == 0)
    kh_set_error_facts (&error, KH_ERROR_LOCKED, kh_json_string (operation, "environment"),
                        "OperationPaused",
                        _ ("Give the key back; the operation goes on when the environment is "
                           "re-enabled."),
                        _ ("The operation is paused, because the environment is locked"));
  else
    kh_set_error_facts (&error, KH_ERROR_IO, kh_json_string (operation, "id"), "OperationFailed",
                        _ ("Settle what the reason says, then run the same command again: it "
                           "goes on where it stopped."),
                        reason != NULL ? reason : _ ("The operation was cancelled"));
  return kh_cli_fail (cli, error);
}

int
kh_cli_wait (KhCli *cli, const char *id, KhJson **operation_out)
{
  Watch watch = { .cli = cli };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) operation =
      kh_client_wait_operation (cli->client, id, on_progress, &watch, cli->cancellable, &error);

  g_free (watch.stage);
  if (watch.width > 0)
    cli->streams->err ("\n", cli->streams->data);
  if (operation == NULL)
    return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? interrupted (cli, id)
                                                                     : kh_cli_fail (cli, error);
  if (operation_out != NULL)
    *operation_out = kh_json_ref (operation);
  return ended (cli, operation);
}
