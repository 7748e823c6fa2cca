/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a SQLite database that somebody brought, read from inside its container.
 *
 * Tables only, no views, virtual tables or triggers; each with its columns, in the order in which
 * SQLite gives the rows. Text that is not UTF-8 is kept as bytes. */
#include <string.h>

#include "kh-database-foreign.h"
#include "kh-id.h"
#include "kh-importer.h"

static gboolean
sqlite_detect (KhImportJob *job, gboolean *is_it, GError **error)
{
  char head[16] = { 0 };
  gsize got;

  if (!kh_import_source_read (job->source, 0, head, sizeof head, &got, error))
    return FALSE;
  *is_it = got == sizeof head && memcmp (head, "SQLite format 3", sizeof head) == 0;
  return TRUE;
}

/* The database's own faults are refusals; those of our disk and a lock are errors. */
static gboolean
refuse_fault (GError **error)
{
  static const KhErrorCode codes[] = { KH_ERROR_FORMAT,   KH_ERROR_DAMAGED,   KH_ERROR_TRUNCATED,
                                       KH_ERROR_NOT_OURS, KH_ERROR_TOO_LARGE, KH_ERROR_INTERNAL };
  g_autofree char *message = g_strdup ((*error)->message);
  guint64 line;

  if (kh_import_get_rule (*error, &line) != NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++) {
    if (!kh_error_is (*error, codes[i]))
      continue;
    g_clear_error (error);
    return kh_import_refuse (error, KH_RULE_SQLITE, 0, "%s", message);
  }
  return FALSE;
}

static GPtrArray *
read_table_names (KhDatabase *db, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (KhStatement) statement = kh_database_prepare (
      db,
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
      " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
      error);
  KhStep step;

  if (statement == NULL)
    return NULL;
  while ((step = kh_statement_step (statement, error)) == KH_STEP_ROW)
    g_ptr_array_add (names, g_strdup (kh_statement_get_text (statement, 0)));
  return step == KH_STEP_DONE ? g_steal_pointer (&names) : NULL;
}

static GPtrArray *
read_columns (KhDatabase *db, const char *table, GError **error)
{
  g_autoptr (GPtrArray) columns =
      g_ptr_array_new_with_free_func ((GDestroyNotify)kh_table_column_free);
  g_autoptr (KhStatement) statement = kh_database_prepare (
      db, "SELECT name, type FROM pragma_table_xinfo (?1) WHERE hidden <> 1 ORDER BY cid", error);
  KhStep step;

  if (statement == NULL)
    return NULL;
  kh_statement_bind_text (statement, 1, table);
  while ((step = kh_statement_step (statement, error)) == KH_STEP_ROW)
    g_ptr_array_add (columns, kh_table_column_new (kh_statement_get_text (statement, 0),
                                                   kh_statement_get_text (statement, 1)));
  if (step == KH_STEP_ERROR)
    return NULL;
  if (columns->len > 0 && columns->len <= KH_TABLE_MAX_COLUMNS)
    return g_steal_pointer (&columns);
  kh_import_refuse (error, KH_RULE_SQLITE, 0, "The table “%s” has %u columns; 1 to %d are possible",
                    table, columns->len, KH_TABLE_MAX_COLUMNS);
  return NULL;
}

static void
append_name (GString *sql, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "\"", -1);
  g_autofree char *doubled = g_strjoinv ("\"\"", parts);

  g_string_append_printf (sql, "\"%s\"", doubled);
}

static KhStatement *
select_rows (KhDatabase *db, const char *table, GPtrArray *columns, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT ");

  for (guint i = 0; i < columns->len; i++) {
    if (i > 0)
      g_string_append (sql, ", ");
    append_name (sql, ((KhTableColumn *)g_ptr_array_index (columns, i))->name);
  }
  g_string_append (sql, " FROM ");
  append_name (sql, table);
  return kh_database_prepare (db, sql->str, error);
}

static void
read_cell (KhStatement *statement, int column, KhCell *cell)
{
  *cell = (KhCell){ .type = kh_statement_column_type (statement, column) };
  if (cell->type == KH_COLUMN_INT64) {
    cell->integer = kh_statement_get_int64 (statement, column);
  } else if (cell->type == KH_COLUMN_DOUBLE) {
    cell->real = kh_statement_get_double (statement, column);
  } else if (cell->type != KH_COLUMN_NULL) {
    if (cell->type == KH_COLUMN_TEXT)
      kh_statement_get_text (statement, column); /* makes UTF-8 of a UTF-16 database's text */
    cell->data = kh_statement_get_blob (statement, column, &cell->size);
    if (cell->type == KH_COLUMN_TEXT && cell->size > 0
        && !g_utf8_validate_len (cell->data, cell->size, NULL)
        && memchr (cell->data, '\0', cell->size) == NULL)
      cell->type = KH_COLUMN_BLOB;
  }
}

static gboolean
send_rows (KhImportJob *job, KhStatement *statement, guint n, const KhRowSink *sink, GError **error)
{
  g_autofree KhCell *cells = g_new0 (KhCell, n);
  KhStep step;

  while ((step = kh_statement_step (statement, error)) == KH_STEP_ROW) {
    if (g_cancellable_set_error_if_cancelled (job->source->cancellable, error))
      return FALSE;
    for (guint i = 0; i < n; i++)
      read_cell (statement, (int)i, &cells[i]);
    if (!sink->row (sink->data, cells, error))
      return FALSE;
  }
  return step == KH_STEP_DONE;
}

static gboolean
one_table (KhImportJob *job, KhDatabase *db, const char *table, const char *name,
           const KhRowSink *sink, GError **error)
{
  g_autoptr (GPtrArray) columns = NULL;
  g_autoptr (KhStatement) statement = NULL;

  if (!kh_name_is_table (name))
    return kh_import_refuse (error, KH_RULE_SQLITE, 0,
                             "The database has a table whose name cannot be kept: “%s”", name);
  columns = read_columns (db, table, error);
  if (columns == NULL)
    return FALSE;
  statement = select_rows (db, table, columns, error);
  if (statement == NULL)
    return FALSE;
  if (sink == NULL)
    return TRUE;
  return sink->begin (sink->data, name, columns, error)
         && send_rows (job, statement, columns->len, sink, error);
}

static gboolean
all_tables (KhImportJob *job, KhDatabase *db, const KhRowSink *sink, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;

  if (job->checking && !kh_database_check (db, error))
    return FALSE;
  names = read_table_names (db, error);
  if (names == NULL)
    return FALSE;
  if (names->len == 0)
    return kh_import_refuse (error, KH_RULE_SQLITE, 0, "The database has no tables");
  if (job->table_asked && names->len > 1)
    return kh_import_refuse (error, KH_RULE_SQLITE, 0,
                             "The database has %u tables, so one name for a table does not fit",
                             names->len);
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);

    if (!one_table (job, db, name, job->table_asked ? job->table : name, sink, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
run_lent (KhImportJob *job, KhContainerReader *container, const KhRowSink *sink, GError **error)
{
  g_autoptr (KhDatabase) db = kh_database_open_foreign (container, error);

  return (db != NULL && all_tables (job, db, sink, error)) || refuse_fault (error);
}

static gboolean
sqlite_run (KhImportJob *job, const KhRowSink *sink, GError **error)
{
  g_autoptr (GError) local = NULL;
  KhContainerReader *container = kh_item_reader_lend (job->source->reader, &local);
  gboolean ok = FALSE;

  if (container != NULL) {
    ok = run_lent (job, container, sink, &local);
    kh_item_reader_give_back (job->source->reader);
  }
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&local));
  return ok;
}

const KhImporter kh_importer_sqlite = { "sqlite", sqlite_detect, sqlite_run };
