/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registry of tables, and reading their rows. */
#include "kh-table-store.h"

#include "kh-item-store-private.h"
#include "kh-table-store-private.h"

void
kh_table_info_free (KhTableInfo *info)
{
  if (info == NULL)
    return;
  kh_store_item_free (info->item);
  g_clear_pointer (&info->columns, g_ptr_array_unref);
  g_free (info);
}

#define TABLE_COLUMNS "number, id, name, n_rows, bytes, created_at"

static KhStoreItem *
item_from_statement (KhStatement *statement)
{
  KhStoreItem *item = g_new0 (KhStoreItem, 1);

  item->is_table = TRUE;
  item->id = g_strdup (kh_statement_get_text (statement, 1));
  item->name = g_strdup (kh_statement_get_text (statement, 2));
  item->rows = (guint64)kh_statement_get_int64 (statement, 3);
  item->bytes = (guint64)kh_statement_get_int64 (statement, 4);
  item->created_at = kh_statement_get_int64 (statement, 5);
  return item;
}

gboolean
kh_table_rows_list (KhDatabase *db, GPtrArray *items, GError **error)
{
  g_autoptr (KhStatement) statement =
      kh_database_prepare (db, "SELECT " TABLE_COLUMNS " FROM user_table ORDER BY name", error);
  KhStep step;

  if (statement == NULL)
    return FALSE;
  while ((step = kh_statement_step (statement, error)) == KH_STEP_ROW)
    g_ptr_array_add (items, item_from_statement (statement));
  return step == KH_STEP_DONE;
}

static gboolean
read_columns (KhDatabase *db, KhTableInfo *info, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (
      db, "SELECT name, type, blobs FROM user_column WHERE number = ?1 ORDER BY position", error);
  KhStep step;

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_int64 (statement, 1, info->number);
  while ((step = kh_statement_step (statement, error)) == KH_STEP_ROW) {
    KhTableColumn *column = kh_table_column_new (kh_statement_get_text (statement, 0),
                                                 kh_statement_get_text (statement, 1));

    column->blobs = (guint64)kh_statement_get_int64 (statement, 2);
    g_ptr_array_add (info->columns, column);
  }
  return step == KH_STEP_DONE;
}

KhTableInfo *
kh_table_row_find (KhDatabase *db, const char *name, GError **error)
{
  g_autoptr (KhTableInfo) info = g_new0 (KhTableInfo, 1);
  KhStep step;

  {
    g_autoptr (KhStatement) statement = kh_database_prepare (
        db,
        "SELECT " TABLE_COLUMNS " FROM user_table WHERE name = ?1 OR id = lower (?1)"
        " ORDER BY name = ?1 DESC LIMIT 1",
        error);

    if (statement == NULL)
      return NULL;
    kh_statement_bind_text (statement, 1, name);
    step = kh_statement_step (statement, error);
    if (step == KH_STEP_ROW) {
      info->number = kh_statement_get_int64 (statement, 0);
      info->item = item_from_statement (statement);
    }
  }
  if (step == KH_STEP_ERROR)
    return NULL;
  if (step == KH_STEP_DONE) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no file or table “%s”", name);
    return NULL;
  }
  info->columns = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_table_column_free);
  return read_columns (db, info, error) ? g_steal_pointer (&info) : NULL;
}

gboolean
kh_table_row_delete (KhDatabase *db, const char *id, GError **error)
{
  g_autoptr (KhTableInfo) info = kh_table_row_find (db, id, error);
  g_autoptr (KhStatement) statement = NULL;
  g_autofree char *sql = NULL;

  if (info == NULL)
    return FALSE;
  sql = g_strdup_printf ("DROP TABLE r%" G_GINT64_FORMAT, info->number);
  if (!kh_database_exec (db, sql, error))
    return FALSE;
  statement = kh_database_prepare (db, "DELETE FROM user_table WHERE number = ?1", error);
  if (statement == NULL)
    return FALSE;
  kh_statement_bind_int64 (statement, 1, info->number);
  return kh_statement_run (statement, error);
}

KhTableInfo *
kh_table_store_find (KhItemStore *store, const char *name, GError **error)
{
  KhDatabase *db = kh_item_store_enter (store, error);
  KhTableInfo *info;

  if (db == NULL)
    return NULL;
  info = kh_table_row_find (db, name, error);
  kh_item_store_leave (store);
  return info;
}

static void
cell_from_statement (KhStatement *statement, int column, KhCell *cell)
{
  *cell = (KhCell){ .type = kh_statement_column_type (statement, column) };
  if (cell->type == KH_COLUMN_INT64)
    cell->integer = kh_statement_get_int64 (statement, column);
  else if (cell->type == KH_COLUMN_DOUBLE)
    cell->real = kh_statement_get_double (statement, column);
  else if (cell->type != KH_COLUMN_NULL)
    cell->data = kh_statement_get_blob (statement, column, &cell->size);
}

static gboolean
read_rows (KhStatement *statement, const KhTableInfo *table, KhTableSpan *span, KhTableRowFunc func,
           gpointer data, GError **error)
{
  guint n = table->columns->len, count = 0;
  g_autofree KhCell *cells = g_new (KhCell, n);
  guint64 row = 0;
  KhStep step;

  while ((step = kh_statement_step (statement, error)) == KH_STEP_ROW) {
    row = (guint64)kh_statement_get_int64 (statement, 0);
    for (guint i = 0; i < n; i++)
      cell_from_statement (statement, (int)i + 1, &cells[i]);
    if (!func (row, cells, n, data, error))
      return FALSE;
    count++;
  }
  span->next = count == span->limit && row < table->item->rows ? row : 0;
  return step == KH_STEP_DONE;
}

gboolean
kh_table_store_read (KhItemStore *store, const KhTableInfo *table, KhTableSpan *span,
                     KhTableRowFunc func, gpointer data, GError **error)
{
  KhDatabase *db = kh_item_store_enter (store, error);
  g_autofree char *sql = NULL;
  gboolean ok = FALSE;

  if (db == NULL)
    return FALSE;
  sql = g_strdup_printf ("SELECT * FROM r%" G_GINT64_FORMAT " WHERE n > ?1 ORDER BY n LIMIT ?2",
                         table->number);
  {
    g_autoptr (KhStatement) statement = kh_database_prepare (db, sql, error);

    if (statement != NULL) {
      kh_statement_bind_int64 (statement, 1, (gint64)MIN (span->after, G_MAXINT64));
      kh_statement_bind_int64 (statement, 2, span->limit);
      ok = read_rows (statement, table, span, func, data, error);
    }
  }
  kh_item_store_leave (store);
  return ok;
}
