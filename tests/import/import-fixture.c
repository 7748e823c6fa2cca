/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Importers over bytes in memory. */
#include "import-fixture.h"

typedef struct {
  ImportResult *result;
  guint n_columns;
} Shown;

static gboolean
show_begin (gpointer data, const char *table, GPtrArray *columns, GError **error)
{
  Shown *shown = data;

  shown->n_columns = columns->len;
  for (guint i = 0; i < columns->len; i++)
    g_string_append_printf (shown->result->rows, "%s%s", i == 0 ? "" : "|",
                            ((KhTableColumn *)columns->pdata[i])->name);
  g_string_append_c (shown->result->rows, ';');
  return TRUE;
}

static gboolean
show_row (gpointer data, const KhCell *cells, GError **error)
{
  Shown *shown = data;

  for (guint i = 0; i < shown->n_columns; i++) {
    g_autofree char *text = kh_cell_to_text (&cells[i]);
    gboolean number = cells[i].type == KH_COLUMN_INT64 || cells[i].type == KH_COLUMN_DOUBLE;

    g_string_append_printf (shown->result->rows, "%s%s%s", i == 0 ? "" : "|", number ? "#" : "",
                            text == NULL ? "~" : text);
  }
  g_string_append_c (shown->result->rows, ';');
  shown->result->n_rows++;
  return TRUE;
}

gboolean
import_bytes (const KhImporter *importer, const void *bytes, gsize size,
              const ImportOptions *options, ImportResult *result, GError **error)
{
  g_autoptr (GBytes) content = g_bytes_new_static (bytes, size);
  KhImportSource source;
  Shown shown = { result, 0 };
  KhRowSink sink = { show_begin, show_row, &shown };
  KhImportJob job = { .source = &source, .file = "file", .table = "table", .checking = TRUE };
  gboolean ok;

  *result = (ImportResult){ g_string_new (NULL), kh_import_report_new (), 0 };
  kh_import_source_init_bytes (&source, content);
  job.report = result->report;
  if (options != NULL) {
    job.charset = options->charset;
    job.delimiter = options->delimiter;
    job.skip_bad_rows = options->skip_bad_rows;
  }
  ok = importer->run (&job, NULL, error);
  job.checking = FALSE;
  ok = ok && importer->run (&job, &sink, error);
  g_clear_pointer (&job.columns, g_ptr_array_unref);
  return ok;
}

void
import_result_clear (ImportResult *result)
{
  g_string_free (result->rows, TRUE);
  kh_import_report_free (result->report);
}

void
import_expect (const KhImporter *importer, const char *text, gsize size,
               const ImportOptions *options, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  ImportResult result;

  import_bytes (importer, text, size, options, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (result.rows->str, ==, wanted);
  import_result_clear (&result);
}

void
import_expect_refused (const KhImporter *importer, const char *text, gsize size, const char *rule,
                       guint64 line)
{
  g_autoptr (GError) error = NULL;
  ImportResult result;
  guint64 seen;

  g_assert_false (import_bytes (importer, text, size, NULL, &result, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_FORMAT);
  g_assert_cmpstr (kh_import_get_rule (error, &seen), ==, rule);
  g_assert_cmpuint (seen, ==, line);
  g_assert_cmpuint (result.n_rows, ==, 0); /* the first pass finds it */
  import_result_clear (&result);
}

const char *
import_detect (const void *bytes, gsize size)
{
  g_autoptr (GBytes) content = g_bytes_new_static (bytes, size);
  g_autoptr (GError) error = NULL;
  KhImportSource source;
  KhImportJob job = { .source = &source, .file = "file", .table = "table" };
  const KhImporter *importer;

  kh_import_source_init_bytes (&source, content);
  kh_importer_detect (&job, FALSE, &importer, &error);
  g_assert_no_error (error);
  return importer == NULL ? "file" : importer->kind;
}
