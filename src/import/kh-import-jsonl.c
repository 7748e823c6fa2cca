/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON lines as a table: one object a line, the keys of all of them united to columns.
 *
 * Strings are text, integers and reals numbers where SQLite holds them exactly and text otherwise,
 * true and false the words, objects and arrays their JSON text, null and a missing key NULL. */
#include <string.h>

#include "kh-import-lines.h"
#include "kh-importer.h"
#include "kh-json-scan.h"

#define RULE "F8"
#define EXACT_DIGITS 15 /* a double has every decimal number of so many digits */

static const KhJsonLimits limits = { .max_bytes = KH_IMPORT_MAX_JSON_LINE, .big_integers = TRUE };

static KhImportLines *
open_lines (KhImportJob *job)
{
  const KhImportLinesOptions options = { .charset = job->charset,
                                         .max_line = KH_IMPORT_MAX_JSON_LINE,
                                         .rule = RULE };

  return kh_import_lines_new (job->source, &options);
}

static gboolean
is_blank (const char *line, gsize size)
{
  for (gsize i = 0; i < size; i++) {
    if (!g_ascii_isspace (line[i]))
      return FALSE;
  }
  return TRUE;
}

static gboolean
jsonl_detect (KhImportJob *job, gboolean *is_it, GError **error)
{
  g_autoptr (KhImportLines) lines = open_lines (job);
  g_autoptr (GError) local = NULL;
  KhLineResult result;
  const char *line;
  gsize size;
  guint64 number;

  *is_it = FALSE;
  do
    result = kh_import_lines_next (lines, &line, &size, &local);
  while (result == KH_LINE && is_blank (line, size));
  if (result == KH_LINE) {
    KhJsonKind kind;

    *is_it = kh_json_check (line, size, &limits, &kind, NULL, NULL) && kind == KH_JSON_OBJECT;
  }
  if (result != KH_LINE_ERROR || kh_import_get_rule (local, &number) != NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- Rows ---------------------------------------------------------------------------------- */

typedef struct {
  GPtrArray *columns;
  GHashTable *index; /* name -> position + 1 */
  guint before;      /* columns before this line */
  KhCell *cells;     /* NULL in the first pass */
  char **owned;      /* texts of this row */
} Table;

static gboolean
note_key (const KhJsonSlice *slice, gpointer data, GError **error)
{
  Table *table = data;
  KhTableColumn *column;

  if (slice->key == NULL) {
    kh_set_error (error, KH_ERROR_FORMAT, "the line is not an object");
    return FALSE;
  }
  if (g_hash_table_contains (table->index, slice->key))
    return TRUE;
  if (*slice->key == '\0' || table->columns->len == KH_TABLE_MAX_COLUMNS) {
    kh_set_error (error, KH_ERROR_FORMAT,
                  *slice->key == '\0' ? "a key is empty" : "there are more than 1024 keys");
    return FALSE;
  }
  column = kh_table_column_new (slice->key, "");
  g_ptr_array_add (table->columns, column);
  g_hash_table_insert (table->index, column->name, GUINT_TO_POINTER (table->columns->len));
  return TRUE;
}

static gboolean
is_exact (const KhJsonSlice *slice)
{
  guint digits = 0;

  for (gsize i = 0; i < slice->size && slice->raw[i] != 'e' && slice->raw[i] != 'E'; i++)
    digits += g_ascii_isdigit (slice->raw[i]) ? 1 : 0;
  return digits <= EXACT_DIGITS;
}

static void
set_number (const KhJsonSlice *slice, KhCell *cell)
{
  g_autofree char *text = g_strndup (slice->raw, slice->size);

  if (slice->kind == KH_JSON_INTEGER && strcmp (text, "-0") != 0)
    *cell = (KhCell){ .type = KH_COLUMN_INT64, .integer = g_ascii_strtoll (text, NULL, 10) };
  else if (slice->kind == KH_JSON_REAL && is_exact (slice))
    *cell = (KhCell){ .type = KH_COLUMN_DOUBLE, .real = g_ascii_strtod (text, NULL) };
  else
    *cell = KH_CELL_TEXT (slice->raw, slice->size);
}

static gboolean
set_cell (const KhJsonSlice *slice, gpointer data, GError **error)
{
  Table *table = data;
  guint i = GPOINTER_TO_UINT (g_hash_table_lookup (table->index, slice->key)) - 1;

  switch (slice->kind) {
  case KH_JSON_NULL:
    break;
  case KH_JSON_INTEGER:
  case KH_JSON_REAL:
    set_number (slice, &table->cells[i]);
    break;
  case KH_JSON_STRING:
    table->owned[i] = kh_json_unescape (slice->raw, slice->size);
    table->cells[i] = KH_CELL_TEXT (table->owned[i], strlen (table->owned[i]));
    break;
  case KH_JSON_FALSE:
  case KH_JSON_TRUE:
  case KH_JSON_BIG_INTEGER:
  case KH_JSON_OBJECT:
  case KH_JSON_ARRAY:
  default:
    table->cells[i] = KH_CELL_TEXT (slice->raw, slice->size);
    break;
  }
  return TRUE;
}

static gboolean
send_row (Table *table, const char *line, gsize size, const KhRowSink *sink, GError **error)
{
  gboolean ok;

  for (guint i = 0; i < table->columns->len; i++)
    table->cells[i] = KH_CELL_NULL;
  ok = kh_json_visit (line, size, &limits, set_cell, table, error)
       && sink->row (sink->data, table->cells, error);
  for (guint i = 0; i < table->columns->len; i++)
    g_clear_pointer (&table->owned[i], g_free);
  return ok;
}

/* Takes back the columns that a bad line added. */
static void
forget_columns (Table *table)
{
  while (table->columns->len > table->before) {
    KhTableColumn *column = g_ptr_array_index (table->columns, table->columns->len - 1);

    g_hash_table_remove (table->index, column->name);
    g_ptr_array_set_size (table->columns, (int)table->columns->len - 1);
  }
}

/* The first pass looks at each line; the second knows that a line is an object with known keys, or
 * is one to be skipped. */
static gboolean
one_line (Table *table, const char *line, gsize size, guint64 number, GError **error)
{
  g_autoptr (GError) local = NULL;
  KhJsonKind kind;

  table->before = table->columns->len;
  if (kh_json_check (line, size, &limits, &kind, NULL, &local) && kind == KH_JSON_OBJECT
      && kh_json_visit (line, size, &limits, note_key, table, &local))
    return TRUE;
  forget_columns (table);
  return kh_import_refuse (error, RULE, number, "%s",
                           local == NULL ? "The line is not a JSON object" : local->message);
}

static gboolean
all_lines (KhImportJob *job, Table *table, const KhRowSink *sink, GError **error)
{
  g_autoptr (KhImportLines) lines = open_lines (job);

  for (;;) {
    g_autoptr (GError) local = NULL;
    const char *line;
    gsize size;
    KhLineResult result = kh_import_lines_next (lines, &line, &size, &local);

    if (result == KH_LINE_END)
      return TRUE;
    if (result == KH_LINE && is_blank (line, size))
      continue;
    if (result == KH_LINE
        && one_line (table, line, size, kh_import_lines_get_number (lines), &local)
        && (sink == NULL || send_row (table, line, size, sink, &local)))
      continue;
    if (!kh_import_job_skip (job, &local)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  }
}

static void
index_columns (Table *table)
{
  for (guint i = 0; i < table->columns->len; i++) {
    KhTableColumn *column = g_ptr_array_index (table->columns, i);

    g_hash_table_insert (table->index, column->name, GUINT_TO_POINTER (i + 1));
  }
}

static gboolean
jsonl_run (KhImportJob *job, const KhRowSink *sink, GError **error)
{
  g_autoptr (GHashTable) index = g_hash_table_new (g_str_hash, g_str_equal);
  Table table = { .index = index };
  gboolean ok;

  if (job->columns == NULL)
    job->columns = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_table_column_free);
  table.columns = job->columns;
  index_columns (&table);
  if (sink != NULL) {
    if (!sink->begin (sink->data, job->table, job->columns, error))
      return FALSE;
    table.cells = g_new0 (KhCell, job->columns->len);
    table.owned = g_new0 (char *, job->columns->len);
  }
  ok = all_lines (job, &table, sink, error);
  g_free (table.cells);
  g_free (table.owned);
  if (ok && job->columns->len == 0)
    return kh_import_refuse (error, RULE, 0, "No line has a key: a table needs columns");
  return ok;
}

const KhImporter kh_importer_jsonl = { "jsonl", jsonl_detect, jsonl_run };
