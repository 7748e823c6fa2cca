/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One uploaded file: staged under the key, looked at, then a table or a file. */
#include "kh-upload.h"

#include <string.h>

#include "kh-id.h"
#include "kh-import-flow.h"
#include "kh-importer.h"

struct _KhUpload {
  KhItemStore *files, *dataverse, *flows;
  KhItemWriter *writer;
  char *name, *table, *charset;
  KhUploadKind kind;
  char delimiter;
  gboolean replace, skip_bad_rows, table_asked;
};

gboolean
kh_upload_kind_from_string (const char *text, KhUploadKind *kind)
{
  static const char *const words[] = { "auto", "table", "file" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_ascii_strcasecmp (text, words[i]) == 0) {
      *kind = (KhUploadKind)i;
      return TRUE;
    }
  }
  return FALSE;
}

/* (transfer full): the name of a table that a file makes: without an extension of tables. */
static char *
table_name (const char *file)
{
  static const char *const extensions[] = { ".csv",   ".tsv",    ".tab", ".txt",
                                            ".jsonl", ".ndjson", ".json" };
  gsize length = strlen (file);

  for (gsize i = 0; i < G_N_ELEMENTS (extensions); i++) {
    gsize n = strlen (extensions[i]);

    if (length > n && g_ascii_strcasecmp (file + length - n, extensions[i]) == 0)
      return g_strndup (file, length - n);
  }
  return g_strdup (file);
}

/* Before anything is read: a charset that is not known would make every text look like none. */
static gboolean
check_charset (const char *charset, GError **error)
{
  GIConv decoder = charset != NULL ? g_iconv_open ("UTF-8", charset) : (GIConv)-1;

  if (decoder != (GIConv)-1)
    g_iconv_close (decoder);
  if (charset == NULL || decoder != (GIConv)-1)
    return TRUE;
  kh_set_error (error, KH_ERROR_ARGUMENT, "The charset %s is not known here", charset);
  return FALSE;
}

KhUpload *
kh_upload_new (const KhUploadPlan *plan, GError **error)
{
  g_autoptr (KhUpload) self = g_new0 (KhUpload, 1);

  self->files = kh_item_store_ref (plan->files);
  self->dataverse = plan->dataverse == NULL ? NULL : kh_item_store_ref (plan->dataverse);
  self->flows = plan->flows == NULL ? NULL : kh_item_store_ref (plan->flows);
  self->kind = plan->dataverse == NULL ? KH_UPLOAD_FILE : plan->kind;
  self->name = g_strdup (plan->name);
  self->table_asked = plan->table != NULL;
  self->table = self->table_asked ? g_strdup (plan->table) : table_name (plan->name);
  self->charset = g_strdup (plan->charset);
  self->delimiter = plan->delimiter;
  self->replace = plan->replace;
  self->skip_bad_rows = plan->skip_bad_rows;
  /* What stays a file needs no name for a table; one that becomes a table is refused then. */
  if ((self->table_asked || self->kind == KH_UPLOAD_TABLE) && !kh_name_is_table (self->table)) {
    kh_set_error (error, KH_ERROR_ARGUMENT,
                  "This is not a name for a table: 1 to 251 bytes of UTF-8 without a slash, and not"
                  " . or ..");
    return NULL;
  }
  if (!check_charset (plan->charset, error))
    return NULL;
  self->writer = kh_item_writer_new (self->files, plan->name, error);
  return self->writer == NULL ? NULL : g_steal_pointer (&self);
}

gboolean
kh_upload_write (KhUpload *self, const void *bytes, gsize size, GError **error)
{
  return kh_item_writer_write (self->writer, bytes, size, error);
}

void
kh_upload_free (KhUpload *self)
{
  if (self == NULL)
    return;
  kh_item_writer_free (self->writer);
  kh_item_store_unref (self->files);
  g_clear_pointer (&self->dataverse, kh_item_store_unref);
  g_clear_pointer (&self->flows, kh_item_store_unref);
  g_free (self->name);
  g_free (self->table);
  g_free (self->charset);
  g_free (self);
}

static void
report_item (KhUpload *self, KhImportReport *report, const char *kind, KhStoreKind store,
             const KhStoreItem *item)
{
  KhImportedItem *entry = g_new0 (KhImportedItem, 1);

  entry->file = g_strdup (self->name);
  entry->kind = g_strdup (kind);
  entry->store = store;
  entry->id = g_strdup (item->id);
  entry->name = g_strdup (item->name);
  entry->rows = item->is_table ? item->rows : 0;
  entry->bytes = kh_item_writer_get_length (self->writer);
  entry->sha256 = g_strdup (kh_item_writer_get_sha256 (self->writer));
  g_ptr_array_add (report->imported, entry);
}

static gboolean
keep_file (KhUpload *self, KhImportReport *report, GError **error)
{
  g_autoptr (KhStoreItem) item = NULL;

  if (!kh_item_writer_commit (self->writer, self->replace, &item, error))
    return FALSE;
  report_item (self, report, "file", KH_STORE_FILES, item);
  return TRUE;
}

/* --- Flows --------------------------------------------------------------------------------- */

/* Out of the staged container of the store `files` into one of `flows`. */
static gboolean
keep_flow (KhUpload *self, const KhImportFlow *flow, KhImportReport *report, GError **error)
{
  g_autoptr (KhItemWriter) writer = kh_item_writer_new (self->flows, self->name, error);
  g_autoptr (KhStoreItem) item = NULL;
  gsize size;
  const void *bytes = g_bytes_get_data (flow->content, &size);

  if (writer == NULL || !kh_item_writer_write (writer, bytes, size, error)
      || !kh_item_writer_seal (writer, error))
    return FALSE;
  kh_item_writer_set_stays (writer, flow->stays);
  if (!kh_item_writer_commit (writer, self->replace, &item, error))
    return FALSE;
  report_item (self, report, "flow", KH_STORE_FLOWS, item);
  return TRUE;
}

/* --- Tables -------------------------------------------------------------------------------- */

typedef struct {
  KhTableWriter *writer;
  gboolean replace;
} Target;

static gboolean
target_begin (gpointer data, const char *table, GPtrArray *columns, GError **error)
{
  Target *target = data;

  return kh_table_writer_begin (target->writer, table, columns, target->replace, error);
}

static gboolean
target_row (gpointer data, const KhCell *cells, GError **error)
{
  return kh_table_writer_add (((Target *)data)->writer, cells, error);
}

static gboolean
write_tables (KhUpload *self, const KhImporter *importer, KhImportJob *job, GError **error)
{
  g_autoptr (KhTableWriter) writer = kh_table_writer_new (self->dataverse, error);
  g_autoptr (GPtrArray) items = NULL;
  Target target = { writer, self->replace };
  KhRowSink sink = { target_begin, target_row, &target };

  if (writer == NULL || !importer->run (job, &sink, error)
      || !kh_table_writer_commit (writer, &items, error))
    return FALSE;
  for (guint i = 0; i < items->len; i++)
    report_item (self, job->report, importer->kind, KH_STORE_DATAVERSE,
                 g_ptr_array_index (items, i));
  return TRUE;
}

/* Everything is checked before anything is written. */
static gboolean
keep_tables (KhUpload *self, const KhImporter *importer, KhImportJob *job, GError **error)
{
  job->checking = TRUE;
  if (!importer->run (job, NULL, error))
    return FALSE;
  job->checking = FALSE;
  job->source->passed = job->source->length;
  return write_tables (self, importer, job, error);
}

static gboolean
keep_content (KhUpload *self, KhImportJob *job, GError **error)
{
  const KhImporter *importer;
  g_auto (KhImportFlow) flow = { 0 };

  if (self->kind == KH_UPLOAD_AUTO && self->flows != NULL
      && !kh_import_flow_read (job->source, &flow, error))
    return FALSE;
  if (flow.content != NULL)
    return keep_flow (self, &flow, job->report, error);
  if (!kh_importer_detect (job, self->kind == KH_UPLOAD_TABLE, &importer, error))
    return FALSE;
  if (importer == NULL)
    return keep_file (self, job->report, error);
  return keep_tables (self, importer, job, error);
}

/* A refusal goes into the report; any other error is one. */
static gboolean
is_refused (KhUpload *self, KhImportReport *report, GError *error)
{
  guint64 line;
  const char *rule = kh_import_get_rule (error, &line);

  if (rule == NULL && kh_error_is (error, KH_ERROR_EXISTS))
    rule = KH_RULE_EXISTS;
  if (rule == NULL && kh_error_is (error, KH_ERROR_TOO_LARGE))
    rule = "F9";
  if (rule == NULL)
    return FALSE;
  /* One refusal of the whole file; rows that were to be skipped do not matter any more. */
  g_ptr_array_set_size (report->refused, 0);
  report->rows_skipped = 0;
  kh_import_report_refuse (report, self->name, rule, error->message, line);
  return TRUE;
}

static gboolean
finish (KhUpload *self, KhImportSource *source, KhImportReport *report, GError **error)
{
  KhImportJob job = { .source = source,
                      .file = self->name,
                      .table = self->table,
                      .table_asked = self->table_asked,
                      .charset = self->charset,
                      .delimiter = self->delimiter,
                      .skip_bad_rows = self->skip_bad_rows,
                      .report = report };
  gboolean ok = keep_content (self, &job, error);

  g_clear_pointer (&job.columns, g_ptr_array_unref);
  return ok;
}

static gboolean
finish_any (KhUpload *self, KhImportSource *source, KhImportReport *report, GError **error)
{
  GCancellable *cancellable = source->cancellable;
  KhProgressFunc progress = source->progress;
  gpointer data = source->progress_data;
  g_autoptr (KhItemReader) reader = NULL;

  if (self->kind == KH_UPLOAD_FILE)
    return keep_file (self, report, error);
  reader = kh_item_writer_open (self->writer, error);
  if (reader == NULL)
    return FALSE;
  kh_import_source_init_reader (source, reader);
  source->cancellable = cancellable;
  source->progress = progress;
  source->progress_data = data;
  source->total = 2 * source->length;
  return finish (self, source, report, error);
}

KhImportReport *
kh_upload_finish (KhUpload *self, GCancellable *cancellable, KhProgressFunc progress, gpointer data,
                  GError **error)
{
  g_autoptr (KhImportReport) report = kh_import_report_new ();
  g_autoptr (GError) local = NULL;
  KhImportSource source = { .cancellable = cancellable,
                            .progress = progress,
                            .progress_data = data };

  if (!kh_item_writer_seal (self->writer, error))
    return NULL;
  if (finish_any (self, &source, report, &local) || is_refused (self, report, local))
    return g_steal_pointer (&report);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
