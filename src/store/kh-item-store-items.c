/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a store holds: found, listed, counted and removed. */
#include "kh-item-store-private.h"

#include "kh-table-store-private.h"

GPtrArray *
kh_item_store_list (KhItemStore *self, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_store_item_free);
  KhDatabase *db = kh_item_store_enter (self, error);
  gboolean ok;

  if (db == NULL)
    return NULL;
  ok = kh_item_rows_list (db, items, error) && kh_table_rows_list (db, items, error);
  kh_item_store_leave (self);
  return ok ? g_steal_pointer (&items) : NULL;
}

static KhStoreItem *
find_item (KhDatabase *db, const char *name, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (KhItemRow) row = kh_item_row_find (db, name, &local);
  KhTableInfo *table;
  KhStoreItem *item;

  if (row != NULL)
    return kh_item_row_to_item (row);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  table = kh_table_row_find (db, name, error);
  if (table == NULL)
    return NULL;
  item = g_steal_pointer (&table->item);
  kh_table_info_free (table);
  return item;
}

KhStoreItem *
kh_item_store_find (KhItemStore *self, const char *name, GError **error)
{
  KhDatabase *db = kh_item_store_enter (self, error);
  KhStoreItem *item;

  if (db == NULL)
    return NULL;
  item = find_item (db, name, error);
  kh_item_store_leave (self);
  return item;
}

static gboolean
remove_item (KhItemStore *self, KhDatabase *db, const KhStoreItem *item, GError **error)
{
  g_autoptr (KhTransaction) transaction = kh_transaction_new (db, error);

  if (transaction == NULL)
    return FALSE;
  if (item->is_table ? !kh_table_row_delete (db, item->id, error)
                     : !kh_item_row_delete (db, item->id, error))
    return FALSE;
  if (!kh_transaction_commit (g_steal_pointer (&transaction), error))
    return FALSE;
  if (!item->is_table) {
    g_autofree char *path = kh_item_store_item_path (self, item->id);

    /* Without its row it is left over; what cannot be unlinked now goes at the next open. */
    if (kh_io_unlink (self->io, path, NULL))
      kh_io_sync_folder (self->io, self->items, NULL);
  }
  return TRUE;
}

gboolean
kh_item_store_remove (KhItemStore *self, const char *name, GError **error)
{
  KhDatabase *db = kh_item_store_enter (self, error);
  g_autoptr (KhStoreItem) item = NULL;
  gboolean ok;

  if (db == NULL)
    return FALSE;
  item = find_item (db, name, error);
  ok = item != NULL && remove_item (self, db, item, error);
  kh_item_store_leave (self);
  return ok;
}

/* @dek: (nullable): in the place of ?1. */
static gboolean
add_stats (KhDatabase *db, const char *sql, const char *dek, KhStoreStats *stats, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  if (dek != NULL)
    kh_statement_bind_text (statement, 1, dek);
  if (kh_statement_step (statement, error) != KH_STEP_ROW)
    return FALSE;
  stats->items += (guint64)kh_statement_get_int64 (statement, 0);
  stats->rows += (guint64)kh_statement_get_int64 (statement, 1);
  stats->bytes += (guint64)kh_statement_get_int64 (statement, 2);
  return TRUE;
}

gboolean
kh_item_store_get_stats (KhItemStore *self, KhStoreStats *stats, GError **error)
{
  KhDatabase *db = kh_item_store_enter (self, error);
  gboolean ok;

  *stats = (KhStoreStats){ 0 };
  if (db == NULL)
    return FALSE;
  ok = add_stats (db, "SELECT count (*), count (*), coalesce (sum (length), 0) FROM item", NULL,
                  stats, error)
       && add_stats (db,
                     "SELECT count (*), coalesce (sum (n_rows), 0), coalesce (sum (bytes), 0)"
                     " FROM user_table",
                     NULL, stats, error);
  kh_item_store_leave (self);
  return ok;
}

gboolean
kh_item_store_get_staying (KhItemStore *self, const char *moved_to, KhStoreStats *stats,
                           GError **error)
{
  KhDatabase *db = kh_item_store_enter (self, error);
  g_autofree char *lower = g_ascii_strdown (moved_to != NULL ? moved_to : "", -1);
  gboolean ok;

  *stats = (KhStoreStats){ 0 };
  if (db == NULL)
    return FALSE;
  ok = add_stats (db,
                  "SELECT count (*), count (*), coalesce (sum (length), 0) FROM item"
                  " WHERE stays AND dek <> ?1",
                  lower, stats, error);
  kh_item_store_leave (self);
  return ok;
}

gboolean
kh_item_store_count_on_dek (KhItemStore *self, const char *dek, guint64 *count, GError **error)
{
  KhDatabase *db = kh_item_store_enter (self, error);
  g_autofree char *lower = g_ascii_strdown (dek, -1);
  gboolean ok = FALSE;

  *count = 0;
  if (db == NULL)
    return FALSE;
  {
    g_autoptr (KhStatement) statement =
        kh_database_prepare (db, "SELECT count (*) FROM item WHERE dek = ?1", error);

    if (statement != NULL) {
      kh_statement_bind_text (statement, 1, lower);
      ok = kh_statement_step (statement, error) == KH_STEP_ROW;
      *count = ok ? (guint64)kh_statement_get_int64 (statement, 0) : 0;
    }
  }
  kh_item_store_leave (self);
  return ok;
}
