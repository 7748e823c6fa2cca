/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups of keys, written to files and read from them. */
#include "kh-backup-acts.h"

#include "kh-client-i18n.h"
#include "kh-vault-api.h"

/* More than any backup has (kh-key-backup.h, store/). */
#define FILE_MAX (3 * 1024 * 1024)

char *
kh_act_backup_name (const char *vault, const char *key)
{
  return g_strdup_printf ("%s-%s.keybackup", vault, key);
}

static gboolean
write_all (GFile *file, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  gsize size = 0;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  g_autoptr (GFileOutputStream) stream =
      g_file_create (file, G_FILE_CREATE_PRIVATE, cancellable, error);

  if (stream == NULL)
    return FALSE;
  if (g_output_stream_write_all (G_OUTPUT_STREAM (stream), data, size, NULL, cancellable, error)
      && g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error))
    return TRUE;
  g_file_delete (file, NULL, NULL);
  return FALSE;
}

/* GLib writes a file beside it, which does not take its permissions over, and renames that. */
static gboolean
write_again (GFile *file, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  return g_file_replace_contents (file, data, size, NULL, FALSE,
                                  G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, NULL,
                                  cancellable, error);
}

gboolean
kh_act_backup_key (KhClient *client, const char *vault, const char *key, const char *path,
                   gboolean replace, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GBytes) blob = NULL;
  gboolean exists = g_file_query_exists (file, cancellable);

  /* Asked before, so that no backup is recorded that nobody has. */
  if (exists && !replace) {
    kh_set_error_facts (error, KH_ERROR_EXISTS, path, NULL, _ ("Name a file that is not there."),
                        _ ("There is a file of this name already"));
    return FALSE;
  }
  blob = kh_client_call (client, kh_key_api_backup (vault, key), cancellable, error);
  if (blob == NULL)
    return FALSE;
  if (exists ? write_again (file, blob, cancellable, error)
             : write_all (file, blob, cancellable, error))
    return TRUE;
  kh_error_from_gio (error, path);
  return FALSE;
}

static GBytes *
read_all (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  GBytes *bytes = NULL;

  if (stream != NULL)
    bytes = g_input_stream_read_bytes (G_INPUT_STREAM (stream), FILE_MAX, cancellable, error);
  if (bytes == NULL)
    kh_error_from_gio (error, path);
  return bytes;
}

KhJson *
kh_act_restore_key (KhClient *client, const char *vault, const char *path,
                    GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) blob = read_all (path, cancellable, error);

  if (blob == NULL)
    return NULL;
  return kh_client_call (client, kh_key_api_restore (vault, blob), cancellable, error);
}
