/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making tables: any number of them in one transaction. */
#include "kh-id.h"
#include "kh-item-store-private.h"
#include "kh-table-store-private.h"

/* A table begun and not ended yet. */
typedef struct {
  KhStoreItem *item;
  gint64 number;
  guint n_columns;
  guint64 *blobs; /* per column */
  KhStatement *insert;
} Current;

struct _KhTableWriter {
  KhItemStore *store;
  KhDatabase *db; /* NULL once given back */
  KhTransaction *transaction;
  Current current;
  GPtrArray *items;
};

KhTableWriter *
kh_table_writer_new (KhItemStore *store, GError **error)
{
  g_autoptr (KhTableWriter) self = g_new0 (KhTableWriter, 1);

  self->store = kh_item_store_ref (store);
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_store_item_free);
  self->db = kh_item_store_enter (store, error);
  if (self->db == NULL)
    return NULL;
  self->transaction = kh_transaction_new (self->db, error);
  return self->transaction == NULL ? NULL : g_steal_pointer (&self);
}

static gboolean
free_name (KhTableWriter *self, const char *name, gboolean replace, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (KhTableInfo) old = NULL;

  if (!kh_name_is_table (name)) {
    kh_set_error (error, KH_ERROR_ARGUMENT,
                  "This is not a name for a table: 1 to 251 bytes of UTF-8 without a slash, and not"
                  " . or ..");
    return FALSE;
  }
  old = kh_table_row_find (self->db, name, &local);
  if (old == NULL) {
    if (kh_error_is (local, KH_ERROR_NOT_FOUND))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (g_strcmp0 (old->item->name, name) != 0)
    return TRUE;
  if (!replace) {
    kh_set_error (error, KH_ERROR_EXISTS, "There is a table of this name already: %s", name);
    return FALSE;
  }
  return kh_table_row_delete (self->db, old->item->id, error);
}

static gboolean
insert_table_row (KhTableWriter *self, KhStoreItem *item, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (
      self->db,
      "INSERT INTO user_table (id, name, n_rows, bytes, created_at) VALUES (?1, ?2, 0, 0, ?3)",
      error);

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, item->id);
  kh_statement_bind_text (statement, 2, item->name);
  kh_statement_bind_int64 (statement, 3, item->created_at);
  if (!kh_statement_run (statement, error))
    return FALSE;
  self->current.number = kh_database_last_rowid (self->db);
  return TRUE;
}

static gboolean
insert_columns (KhTableWriter *self, GPtrArray *columns, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (
      self->db,
      "INSERT INTO user_column (number, position, name, type, blobs) VALUES (?1, ?2, ?3, ?4, 0)",
      error);

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < columns->len; i++) {
    const KhTableColumn *column = g_ptr_array_index (columns, i);

    kh_statement_bind_int64 (statement, 1, self->current.number);
    kh_statement_bind_int64 (statement, 2, i);
    kh_statement_bind_text (statement, 3, column->name);
    kh_statement_bind_text (statement, 4, column->type);
    if (!kh_statement_run (statement, error))
      return FALSE;
  }
  return TRUE;
}

/* Values go in as they are: columns without a type convert nothing. */
static gboolean
make_rows_table (KhTableWriter *self, guint n_columns, GError **error)
{
  g_autoptr (GString) create = g_string_new (NULL), insert = g_string_new (NULL);

  g_string_append_printf (create, "CREATE TABLE r%" G_GINT64_FORMAT " (n INTEGER PRIMARY KEY",
                          self->current.number);
  g_string_append_printf (insert, "INSERT INTO r%" G_GINT64_FORMAT " VALUES (?1",
                          self->current.number);
  for (guint i = 0; i < n_columns; i++) {
    g_string_append_printf (create, ", c%u", i);
    g_string_append_printf (insert, ", ?%u", i + 2);
  }
  g_string_append_c (create, ')');
  g_string_append_c (insert, ')');
  if (!kh_database_exec (self->db, create->str, error))
    return FALSE;
  self->current.insert = kh_database_prepare (self->db, insert->str, error);
  return self->current.insert != NULL;
}

static gboolean
write_counts (KhTableWriter *self, GError **error)
{
  g_autoptr (KhStatement) table = kh_database_prepare (
      self->db, "UPDATE user_table SET n_rows = ?2, bytes = ?3 WHERE number = ?1", error);
  g_autoptr (KhStatement) column = kh_database_prepare (
      self->db, "UPDATE user_column SET blobs = ?3 WHERE number = ?1 AND position = ?2", error);

  if (table == NULL || column == NULL)
    return FALSE;
  kh_statement_bind_int64 (table, 1, self->current.number);
  kh_statement_bind_int64 (table, 2, (gint64)self->current.item->rows);
  kh_statement_bind_int64 (table, 3, (gint64)self->current.item->bytes);
  if (!kh_statement_run (table, error))
    return FALSE;
  for (guint i = 0; i < self->current.n_columns; i++) {
    if (self->current.blobs[i] == 0)
      continue;
    kh_statement_bind_int64 (column, 1, self->current.number);
    kh_statement_bind_int64 (column, 2, i);
    kh_statement_bind_int64 (column, 3, (gint64)self->current.blobs[i]);
    if (!kh_statement_run (column, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
end_table (KhTableWriter *self, GError **error)
{
  if (self->current.item == NULL)
    return TRUE;
  g_clear_pointer (&self->current.insert, kh_statement_free);
  if (!write_counts (self, error))
    return FALSE;
  g_clear_pointer (&self->current.blobs, g_free);
  g_ptr_array_add (self->items, g_steal_pointer (&self->current.item));
  return TRUE;
}

gboolean
kh_table_writer_begin (KhTableWriter *self, const char *name, GPtrArray *columns, gboolean replace,
                       GError **error)
{
  KhStoreItem *item;

  if (!kh_item_store_check (self->store, error) || !end_table (self, error)
      || !free_name (self, name, replace, error))
    return FALSE;
  if (columns->len == 0 || columns->len > KH_TABLE_MAX_COLUMNS) {
    kh_set_error (error, KH_ERROR_TOO_LARGE, "A table has 1 to %d columns, this one %u",
                  KH_TABLE_MAX_COLUMNS, columns->len);
    return FALSE;
  }
  item = g_new0 (KhStoreItem, 1);
  item->is_table = TRUE;
  item->id = kh_id_new ();
  item->name = g_strdup (name);
  item->created_at = kh_clock_now (self->store->clock);
  self->current.item = item;
  self->current.n_columns = columns->len;
  self->current.blobs = g_new0 (guint64, columns->len);
  return insert_table_row (self, item, error) && insert_columns (self, columns, error)
         && make_rows_table (self, columns->len, error);
}

static void
bind_cell (KhStatement *statement, int index, const KhCell *cell)
{
  const char *data = cell->data == NULL ? "" : cell->data;

  switch (cell->type) {
  case KH_COLUMN_INT64:
    kh_statement_bind_int64 (statement, index, cell->integer);
    break;
  case KH_COLUMN_DOUBLE:
    kh_statement_bind_double (statement, index, cell->real);
    break;
  case KH_COLUMN_TEXT:
    kh_statement_bind_text_len (statement, index, data, cell->size);
    break;
  case KH_COLUMN_BLOB:
    kh_statement_bind_blob (statement, index, data, cell->size);
    break;
  case KH_COLUMN_NULL:
  default:
    kh_statement_bind_null (statement, index);
    break;
  }
}

gboolean
kh_table_writer_add (KhTableWriter *self, const KhCell *cells, GError **error)
{
  Current *current = &self->current;

  if (current->insert == NULL) {
    kh_set_error (error, KH_ERROR_STATE, "No table has been begun");
    return FALSE;
  }
  if (!kh_item_store_check (self->store, error))
    return FALSE;
  kh_statement_bind_int64 (current->insert, 1, (gint64)current->item->rows + 1);
  for (guint i = 0; i < current->n_columns; i++) {
    bind_cell (current->insert, (int)i + 2, &cells[i]);
    current->item->bytes += kh_cell_get_size (&cells[i]);
    if (cells[i].type == KH_COLUMN_BLOB)
      current->blobs[i]++;
  }
  current->item->rows++;
  return kh_statement_run (current->insert, error);
}

static void
give_back (KhTableWriter *self)
{
  g_clear_pointer (&self->current.insert, kh_statement_free);
  g_clear_pointer (&self->transaction, kh_transaction_free);
  if (self->db != NULL)
    kh_item_store_leave (self->store);
  self->db = NULL;
}

gboolean
kh_table_writer_commit (KhTableWriter *self, GPtrArray **items, GError **error)
{
  if (self->db == NULL) {
    kh_set_error (error, KH_ERROR_STATE, "The tables are stored already");
    return FALSE;
  }
  if (!end_table (self, error)
      || !kh_transaction_commit (g_steal_pointer (&self->transaction), error)) {
    give_back (self);
    return FALSE;
  }
  /* A large import has left a large WAL; what fails here is done at the next checkpoint. */
  kh_database_checkpoint (self->db, NULL);
  give_back (self);
  if (items != NULL)
    *items = g_ptr_array_ref (self->items);
  return TRUE;
}

void
kh_table_writer_free (KhTableWriter *self)
{
  if (self == NULL)
    return;
  give_back (self);
  kh_store_item_free (self->current.item);
  g_free (self->current.blobs);
  g_ptr_array_unref (self->items);
  kh_item_store_unref (self->store);
  g_free (self);
}
