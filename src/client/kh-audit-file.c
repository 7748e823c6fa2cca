/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit log into a file. */
#include "kh-audit-file.h"

#include <glib/gstdio.h>
#include "kh-audit-pack.h"
#include "kh-csv-text.h"

#define PAGE 1000
#define PIECE (64 * 1024)

static const char *const columns[] = { "seq",    "time",    "phase",  "action",     "of",
                                       "result", "actorId", "actor",  "targetKind", "targetId",
                                       "target", "request", "reason", "detail" };

static void
add_record (GString *text, KhJson *record)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    const char *value = kh_json_string (record, columns[i]);
    gint64 number = value == NULL ? kh_json_int (record, columns[i], 0) : 0;

    if (i > 0)
      g_string_append_c (text, ',');
    if (value != NULL)
      kh_csv_add_text (text, value);
    else if (number != 0)
      g_string_append_printf (text, "%" G_GINT64_FORMAT, number);
  }
  g_string_append (text, "\r\n");
}

static gboolean
write_csv (KhClient *client, const KhAuditQuery *wanted, GOutputStream *stream,
           GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  KhAuditQuery query = *wanted;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", columns[i]);
  g_string_append (text, "\r\n");
  query.limit = PAGE;
  query.newest = FALSE;
  query.after = 0;
  do {
    g_autoptr (KhJson) page =
        kh_client_call (client, kh_audit_api_page (&query), cancellable, error);

    if (page == NULL)
      return FALSE;
    for (guint i = 0; i < kh_json_length (page, "value"); i++)
      add_record (text, kh_json_element (page, "value", i));
    if (!g_output_stream_write_all (stream, text->str, text->len, NULL, cancellable, error))
      return FALSE;
    g_string_truncate (text, 0);
    query.after = (guint64)kh_json_int (page, "next", 0);
  } while (query.after != 0);
  return TRUE;
}

/* What goes into the file. */
typedef gboolean (*Write) (KhClient *client, const KhAuditQuery *query, GOutputStream *stream,
                           GCancellable *cancellable, GError **error);

/* Under a name beside @path first. */

static gboolean
write_beside (KhClient *client, const KhAuditQuery *query, Write write, const char *path,
              gboolean replace, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *unfinished = g_strconcat (path, ".new", NULL);
  g_autoptr (GFile) beside = g_file_new_for_path (unfinished);
  g_autoptr (GFileOutputStream) stream = NULL;
  gboolean done;

  if (!replace && g_file_query_exists (file, NULL)) {
    kh_set_error_facts (error, KH_ERROR_EXISTS, path, NULL, "Choose another name.",
                        "There is a file with this name already");
    return FALSE;
  }
  stream = g_file_replace (beside, NULL, FALSE, G_FILE_CREATE_PRIVATE, cancellable, error);
  done = stream != NULL && write (client, query, G_OUTPUT_STREAM (stream), cancellable, error)
         && g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error)
         && g_file_move (beside, file, replace ? G_FILE_COPY_OVERWRITE : G_FILE_COPY_NONE,
                         cancellable, NULL, NULL, error);
  if (!done)
    g_file_delete (beside, NULL, NULL);
  return done;
}

static gboolean
measure (const char *path, KhDownload *download, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *piece = g_malloc (PIECE);
  gssize n = -1;

  download->bytes = 0;
  while (stream != NULL
         && (n = g_input_stream_read (G_INPUT_STREAM (stream), piece, PIECE, cancellable, error))
                > 0) {
    g_checksum_update (sum, piece, n);
    download->bytes += (guint64)n;
  }
  if (n < 0)
    return FALSE;
  download->sha256 = g_strdup (g_checksum_get_string (sum));
  return TRUE;
}

gboolean
kh_client_audit_export (KhClient *client, const KhAuditQuery *query, KhAuditExportFormat format,
                        const char *path, gboolean replace, KhDownload *download,
                        GCancellable *cancellable, GError **error)
{
  if (format == KH_AUDIT_EXPORT_JSON_LINES)
    return kh_client_download (client, kh_audit_api_export (query), path, replace, download,
                               cancellable, error);
  return write_beside (client, query,
                       format == KH_AUDIT_EXPORT_CSV ? write_csv : kh_audit_pack_write, path,
                       replace, cancellable, error)
         && measure (path, download, cancellable, error);
}
