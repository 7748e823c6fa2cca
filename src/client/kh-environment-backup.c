/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of backups, written and sent. */
#include "kh-environment-backup.h"

#include <string.h>

#include "kh-client-i18n.h"
#include "kh-environment-api.h"
#include "kh-time.h"

char *
kh_backup_file_name (const char *environment, KhTime now)
{
  g_autofree char *time = kh_time_format (now);
  g_autofree char *name = g_strdup_printf ("%s %.10s.khbackup", environment, time);

  return g_strdup (g_strdelimit (name, "/\\:*?\"<>|", '-'));
}

const char *
kh_backup_words (void)
{
  return _ ("All its data is written to one file, encrypted as it is. Only this organization can "
            "restore it, and only with the key that the data is under now.");
}

/* --- Writing ---------------------------------------------------------------------------------- */

static gboolean
check_name (const char *path, gboolean replace, GError **error)
{
  if (replace || !g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_EXISTS, path, NULL, _ ("Name a file that is not there."),
                      _ ("There is a file of this name already"));
  return FALSE;
}

/* Whatever kept the file from being written: nobody has it. */
static void
forget (KhClient *client, const char *backup)
{
  kh_client_do (client, kh_environment_api_forget_backup (backup), NULL, NULL);
}

/* The file is in its place. Where nobody can be told any more, or no key is held for it, it is
 * there all the same. */
static void
confirm (KhClient *client, const char *backup)
{
  if (backup != NULL)
    kh_client_do (client, kh_environment_api_confirm_backup (backup), NULL, NULL);
}

gboolean
kh_backup_write (KhClient *client, const char *environment, const char *path,
                 const KhBackupOptions *options, KhDownload *download, GCancellable *cancellable,
                 GError **error)
{
  KhCall *call;

  *download = (KhDownload){ 0 };
  if (!check_name (path, options->replace, error))
    return FALSE;
  call = kh_environment_api_backup (environment);
  kh_call_set_reason (call, options->reason);
  kh_call_set_progress (call, options->progress, options->data);
  if (kh_client_download (client, call, path, options->replace, download, cancellable, error)) {
    confirm (client, download->backup);
    return TRUE;
  }
  if (download->backup != NULL)
    forget (client, download->backup);
  return FALSE;
}

/* --- Sending ---------------------------------------------------------------------------------- */

static GFileInputStream *
open_file (GFile *file, gint64 *length, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (GFileInfo) info = stream != NULL ? g_file_input_stream_query_info (
                                   stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, error)
                                              : NULL;

  if (info == NULL)
    return NULL;
  *length = g_file_info_get_size (info);
  return g_steal_pointer (&stream);
}

KhJson *
kh_backup_send (KhClient *client, const char *environment, const char *path,
                const KhBackupOptions *options, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  gint64 length = 0;
  g_autoptr (GFileInputStream) stream = open_file (file, &length, cancellable, error);
  KhCall *call;

  if (stream == NULL) {
    kh_error_from_gio (error, path);
    return NULL;
  }
  call = kh_environment_api_send_backup (environment, G_INPUT_STREAM (stream), length);
  kh_call_set_progress (call, options->progress, options->data);
  return kh_client_call (client, call, cancellable, error);
}

void
kh_backup_drop (KhClient *client, const char *environment, const char *sent)
{
  kh_client_do (client, kh_environment_api_drop_sent (environment, sent), NULL, NULL);
}
