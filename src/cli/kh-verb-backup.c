/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All data of an environment to a file, and from one. */
#include "kh-cli-environment.h"

#include "kh-cli-i18n.h"
#include "kh-cli-many.h"
#include "kh-cli-text.h"
#include "kh-environment-api.h"
#include "kh-environment-backup.h"

/* One line that is written over, where somebody sees it. */
typedef struct {
  KhCli *cli;
  const char *what;
  gboolean shown;
} Bar;

static void
on_progress (guint64 done, gint64 total, gpointer data)
{
  Bar *bar = data;
  g_autofree char *bytes = NULL, *text = NULL;

  if (!bar->cli->streams->err_is_terminal || kh_cli_flag (bar->cli, "quiet"))
    return;
  bytes = kh_cli_format_bytes (done);
  text = g_strdup_printf ("\r%3d %%  %s  %s   ", total > 0 ? (int)(done * 100 / (guint64)total) : 0,
                          bar->what, bytes);
  bar->cli->streams->err (text, bar->cli->streams->data);
  bar->shown = TRUE;
}

static void
end_progress (Bar *bar)
{
  if (bar->shown)
    bar->cli->streams->err ("\n", bar->cli->streams->data);
}

/* --- Backup ----------------------------------------------------------------------------------- */

const KhCliOption kh_cli_backup_options[] = {
  { "to", KH_CLI_VALUE, "FILE", N_ ("where to write it; a new file"), TRUE },
  { NULL },
};

static const KhCliColumn backup_columns[] = {
  { N_ ("File"), "file" },
  { N_ ("Size"), "bytes", KH_CLI_NUMBER },
  { N_ ("SHA-256"), "sha256" },
  { N_ ("Backup"), "backup" },
  { NULL },
};

static int
print_backup (KhCli *cli, KhJson *environment, const char *path, const KhDownload *file)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autofree char *clean = g_utf8_make_valid (path, -1);
  g_autoptr (GBytes) text = NULL;
  g_autoptr (KhJson) object = NULL;

  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "environment", kh_json_string (environment, "name"));
  kh_json_out_string (out, "file", clean);
  kh_json_out_int (out, "bytes", (gint64)file->bytes);
  kh_json_out_string (out, "sha256", file->sha256);
  kh_json_out_string (out, "backup", file->backup);
  kh_json_out_end (out);
  text = kh_json_out_finish (out);
  object = kh_json_parse (text, NULL);
  return kh_cli_print_object (cli, object, backup_columns, "backup");
}

int
kh_cli_environment_backup (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_auto (KhDownload) file = { 0 };
  const char *path = kh_cli_value (cli, "to");
  g_autoptr (KhJson) environment = kh_cli_find_environment (cli, kh_cli_object (cli, 0), &error);
  KhClient *client = environment != NULL ? kh_cli_client (cli, &error) : NULL;
  Bar bar = { cli, path, FALSE };
  const KhBackupOptions options = { FALSE, kh_cli_value (cli, "reason"), on_progress, &bar };
  gboolean written;

  if (client == NULL)
    return kh_cli_fail (cli, error);
  written = kh_backup_write (client, kh_json_string (environment, "id"), path, &options, &file,
                             cli->cancellable, &error);
  end_progress (&bar);
  if (!written)
    return kh_cli_fail (cli, error);
  kh_cli_say (cli, "%s", kh_backup_words ());
  return print_backup (cli, environment, path, &file);
}

/* --- Restore ---------------------------------------------------------------------------------- */

static KhJson *
send_file (KhCli *cli, KhJson *target, GError **error)
{
  const char *path = kh_cli_object (cli, 1);
  KhClient *client = kh_cli_client (cli, error);
  Bar bar = { cli, path, FALSE };
  const KhBackupOptions options = { .progress = on_progress, .data = &bar };
  KhJson *sent;

  if (client == NULL)
    return NULL;
  sent = kh_backup_send (client, kh_json_string (target, "id"), path, &options, cli->cancellable,
                         error);
  end_progress (&bar);
  return sent;
}

static gboolean
guard (KhCli *cli, KhJson *target, KhJson *sent, char **token, int *status)
{
  g_autoptr (KhWireImpactRequest) change = kh_cli_change ("restore-data");
  g_autofree char *made = kh_cli_when (kh_json_time (sent, "createdAt"), KH_TIME_NONE);

  change->environment = g_strdup (kh_json_string (target, "id"));
  change->sent = g_strdup (kh_json_string (sent, "id"));
  cli->guard = (KhGuardFacts){ KH_GUARDED_RESTORE, .source = kh_json_string (sent, "environment"),
                               .made = made };
  return kh_cli_guard (cli, change, token, status);
}

/* An approval waits with what was sent. */
static gboolean
is_filed (const GError *error)
{
  const KhErrorFacts *facts = kh_error_get_facts (error);

  return facts != NULL && g_strcmp0 (facts->inner, "ApprovalRequired") == 0;
}

static int
restore_sent (KhCli *cli, KhJson *target, const char *sent, const char *token)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  KhCall *call = kh_environment_api_restore (kh_json_string (target, "id"), sent);
  char *id;

  if (token != NULL && *token != '\0')
    kh_call_set_confirmation (call, token);
  kh_call_set_reason (call, kh_cli_value (cli, "reason"));
  id = (char *)kh_cli_get (cli, call, &error);
  if (id == NULL) {
    if (!is_filed (error))
      kh_backup_drop (cli->client, kh_json_string (target, "id"), sent);
    return kh_cli_fail (cli, error);
  }
  g_ptr_array_add (ids, id);
  return kh_cli_finish_operations (cli, ids);
}

int
kh_cli_environment_restore (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  int status = KH_EXIT_ERROR;
  g_autoptr (KhJson) target = kh_cli_find_environment (cli, kh_cli_object (cli, 0), &error);
  g_autoptr (KhJson) sent = target != NULL ? send_file (cli, target, &error) : NULL;
  const char *id;

  if (sent == NULL)
    return kh_cli_fail (cli, error);
  id = kh_json_string (sent, "id");
  if (!guard (cli, target, sent, &token, &status)) {
    kh_backup_drop (cli->client, kh_json_string (target, "id"), id);
    return status;
  }
  return restore_sent (cli, target, id, token);
}

/* --- Files that need a key -------------------------------------------------------------------- */

static const KhCliColumn backups_columns[] = {
  { N_ ("Backup"), "id" },
  { N_ ("Environment"), "environment" },
  { N_ ("Made"), "createdAt", KH_CLI_TIME },
  { N_ ("Confirmed"), "confirmed", KH_CLI_YES_NO },
  { N_ ("Vault"), "vault" },
  { N_ ("Key"), "key" },
  { N_ ("Version"), "version" },
  { NULL },
};

int
kh_cli_environment_backups (KhCli *cli)
{
  g_autoptr (GError) error = NULL;
  const char *name = kh_cli_object (cli, 0);
  g_autoptr (KhJson) environment =
      name != NULL ? kh_cli_find_environment (cli, name, &error) : NULL;
  g_autoptr (GPtrArray) rows = NULL;

  if (name == NULL || environment != NULL)
    rows = kh_cli_list (cli,
                        kh_environment_api_backups (
                            environment != NULL ? kh_json_string (environment, "id") : NULL),
                        &error);
  if (rows == NULL)
    return kh_cli_fail (cli, error);
  return kh_cli_print_list (cli, rows, backups_columns, "id");
}

/* Nobody has said that such a file was finished: it is forgotten without a question. */
static gboolean
is_unconfirmed (KhCli *cli, const char *id)
{
  g_autoptr (GPtrArray) rows = kh_cli_list (cli, kh_environment_api_backups (NULL), NULL);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (g_strcmp0 (kh_json_string (rows->pdata[i], "id"), id) == 0)
      return !kh_json_bool (rows->pdata[i], "confirmed", TRUE);
  return FALSE;
}

static int
refuse_forgetting (KhCli *cli)
{
  g_autoptr (GError) error = NULL;

  kh_set_error_facts (&error, KH_ERROR_CONFIRMATION, kh_cli_object (cli, 0), NULL,
                      _ ("Repeat it with --yes."),
                      _ ("A backup that was forgotten may lose its key; nothing was changed"));
  return kh_cli_fail (cli, error);
}

int
kh_cli_environment_forget_backup (KhCli *cli)
{
  g_autoptr (GError) error = NULL;

  if (!is_unconfirmed (cli, kh_cli_object (cli, 0))
      && !kh_cli_ask (cli, _ ("Was the file thrown away? No key is held for it any more.")))
    return refuse_forgetting (cli);
  if (!kh_cli_do (cli, kh_environment_api_forget_backup (kh_cli_object (cli, 0)), NULL, &error))
    return kh_cli_fail (cli, error);
  kh_cli_say (cli, _ ("No key is held for that backup any more."));
  return KH_EXIT_DONE;
}
