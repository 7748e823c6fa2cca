/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schema of a store and the rows of its files. */
#include <string.h>

#include "kh-id.h"
#include "kh-item-store-private.h"

/* Version 1. Rows of a table are in a table rN with a column cI per column, without declared types,
 * so that SQLite converts nothing. */
static gboolean
make_schema (KhDatabase *db, GError **error)
{
  return kh_database_exec (
      db,
      "CREATE TABLE place (environment TEXT NOT NULL, store TEXT NOT NULL);"
      "CREATE TABLE item (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
      " generation INTEGER NOT NULL, length INTEGER NOT NULL, commitment BLOB NOT NULL,"
      " dek TEXT NOT NULL, sha256 TEXT NOT NULL, created_at INTEGER NOT NULL) WITHOUT ROWID;"
      "CREATE INDEX item_dek ON item (dek, id);"
      "CREATE TABLE user_table (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
      " name TEXT NOT NULL UNIQUE, n_rows INTEGER NOT NULL, bytes INTEGER NOT NULL,"
      " created_at INTEGER NOT NULL);"
      "CREATE TABLE user_column (number INTEGER NOT NULL REFERENCES user_table (number)"
      " ON DELETE CASCADE, position INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,"
      " blobs INTEGER NOT NULL, PRIMARY KEY (number, position)) WITHOUT ROWID;",
      error);
}

/* Version 2. Which files a run towards a customer's key passes over. */
static gboolean
add_stays (KhDatabase *db, GError **error)
{
  return kh_database_exec (db, "ALTER TABLE item ADD COLUMN stays INTEGER NOT NULL DEFAULT 0;",
                           error);
}

const KhMigration kh_item_store_migrations[] = { make_schema, add_stays };
const int kh_item_store_n_migrations = G_N_ELEMENTS (kh_item_store_migrations);

static gboolean
write_place (KhItemStore *self, KhDatabase *db, GError **error)
{
  g_autoptr (KhStatement) statement =
      kh_database_prepare (db, "INSERT INTO place (environment, store) VALUES (?1, ?2)", error);

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, self->environment);
  kh_statement_bind_text (statement, 2, kh_store_kind_to_string (self->kind));
  return kh_statement_run (statement, error);
}

/* A database that was carried over from another environment or store is refused. */
gboolean
kh_item_store_check_place (KhItemStore *self, KhDatabase *db, GError **error)
{
  KhStep step;
  gboolean same = TRUE;

  {
    g_autoptr (KhStatement) statement =
        kh_database_prepare (db, "SELECT environment, store FROM place", error);

    if (statement == NULL)
      return FALSE;
    step = kh_statement_step (statement, error);
    if (step == KH_STEP_ERROR)
      return FALSE;
    if (step == KH_STEP_ROW)
      same =
          g_strcmp0 (kh_statement_get_text (statement, 0), self->environment) == 0
          && g_strcmp0 (kh_statement_get_text (statement, 1), kh_store_kind_to_string (self->kind))
                 == 0;
  }
  if (step == KH_STEP_DONE)
    return write_place (self, db, error);
  if (!same)
    kh_set_error (error, KH_ERROR_NOT_OURS, "%s belongs to another environment or store",
                  self->database_path);
  return same;
}

void
kh_item_row_free (KhItemRow *row)
{
  if (row == NULL)
    return;
  g_free (row->id);
  g_free (row->name);
  g_free (row->dek);
  g_free (row->sha256);
  g_free (row);
}

void
kh_store_item_free (KhStoreItem *item)
{
  if (item == NULL)
    return;
  g_free (item->id);
  g_free (item->name);
  g_free (item->sha256);
  g_free (item->dek);
  g_free (item);
}

KhStoreItem *
kh_item_row_to_item (const KhItemRow *row)
{
  KhStoreItem *item = g_new0 (KhStoreItem, 1);

  item->id = g_strdup (row->id);
  item->name = g_strdup (row->name);
  item->rows = 1;
  item->bytes = row->record.length;
  item->sha256 = g_strdup (row->sha256);
  item->dek = g_strdup (row->dek);
  item->generation = row->record.generation;
  item->stays = row->stays;
  item->created_at = row->created_at;
  return item;
}

gboolean
kh_item_row_to_facts (KhItemStore *self, const KhItemRow *row, KhcContainerFacts *facts,
                      GError **error)
{
  memcpy (facts->environment, self->environment_bytes, KHC_ID_SIZE);
  facts->generation = row->record.generation;
  if (kh_id_to_bytes (row->id, facts->item) && kh_id_to_bytes (row->dek, facts->dek))
    return TRUE;
  kh_set_error (error, KH_ERROR_DAMAGED, "The row of %s has an id that is none", row->name);
  return FALSE;
}

#define ITEM_COLUMNS "id, name, generation, length, commitment, dek, sha256, created_at, stays"

static KhItemRow *
row_from_statement (KhStatement *statement, GError **error)
{
  g_autoptr (KhItemRow) row = g_new0 (KhItemRow, 1);
  const void *commitment;
  gsize size;

  row->id = g_strdup (kh_statement_get_text (statement, 0));
  row->name = g_strdup (kh_statement_get_text (statement, 1));
  row->record.generation = (guint64)kh_statement_get_int64 (statement, 2);
  row->record.length = (guint64)kh_statement_get_int64 (statement, 3);
  commitment = kh_statement_get_blob (statement, 4, &size);
  row->dek = g_strdup (kh_statement_get_text (statement, 5));
  row->sha256 = g_strdup (kh_statement_get_text (statement, 6));
  row->created_at = kh_statement_get_int64 (statement, 7);
  row->stays = kh_statement_get_int64 (statement, 8) != 0;
  if (size != sizeof row->record.commitment) {
    kh_set_error (error, KH_ERROR_DAMAGED, "The row of %s has a commitment of a wrong size",
                  row->name);
    return NULL;
  }
  memcpy (row->record.commitment, commitment, size);
  return g_steal_pointer (&row);
}

KhItemRow *
kh_item_row_find (KhDatabase *db, const char *name, GError **error)
{
  /* A name wins over the id of another file. */
  g_autoptr (KhStatement) statement =
      kh_database_prepare (db,
                           "SELECT " ITEM_COLUMNS " FROM item WHERE name = ?1 OR id = lower (?1)"
                           " ORDER BY name = ?1 DESC LIMIT 1",
                           error);

  if (statement == NULL)
    return NULL;
  kh_statement_bind_text (statement, 1, name);
  if (kh_statement_step (statement, error) != KH_STEP_ROW)
    return NULL;
  return row_from_statement (statement, error);
}

gboolean
kh_item_row_exists (KhDatabase *db, const char *id, gboolean *exists, GError **error)
{
  g_autoptr (KhStatement) statement =
      kh_database_prepare (db, "SELECT 1 FROM item WHERE id = ?1", error);
  KhStep step;

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, id);
  step = kh_statement_step (statement, error);
  *exists = step == KH_STEP_ROW;
  return step != KH_STEP_ERROR;
}

GPtrArray *
kh_item_rows_not_on (KhDatabase *db, const char *dek, const char *kept, const char *after,
                     guint limit, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_item_row_free);
  g_autoptr (KhStatement) statement =
      kh_database_prepare (db,
                           "SELECT " ITEM_COLUMNS " FROM item WHERE dek IS NOT ?1 AND id > ?2"
                           " AND NOT (stays AND dek IS ?4) ORDER BY id LIMIT ?3",
                           error);
  KhStep step;

  if (statement == NULL)
    return NULL;
  kh_statement_bind_text (statement, 1, dek);
  kh_statement_bind_text (statement, 2, after == NULL ? "" : after);
  kh_statement_bind_int64 (statement, 3, limit);
  kh_statement_bind_text (statement, 4, kept);
  while ((step = kh_statement_step (statement, error)) == KH_STEP_ROW) {
    KhItemRow *row = row_from_statement (statement, error);

    if (row == NULL)
      return NULL;
    g_ptr_array_add (rows, row);
  }
  return step == KH_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

gboolean
kh_item_rows_list (KhDatabase *db, GPtrArray *items, GError **error)
{
  g_autoptr (KhStatement) statement =
      kh_database_prepare (db, "SELECT " ITEM_COLUMNS " FROM item ORDER BY name", error);
  KhStep step;

  if (statement == NULL)
    return FALSE;
  while ((step = kh_statement_step (statement, error)) == KH_STEP_ROW) {
    g_autoptr (KhItemRow) row = row_from_statement (statement, error);

    if (row == NULL)
      return FALSE;
    g_ptr_array_add (items, kh_item_row_to_item (row));
  }
  return step == KH_STEP_DONE;
}

gboolean
kh_item_row_insert (KhDatabase *db, const KhItemRow *row, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (
      db, "INSERT INTO item (" ITEM_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", error);

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, row->id);
  kh_statement_bind_text (statement, 2, row->name);
  kh_statement_bind_int64 (statement, 3, (gint64)row->record.generation);
  kh_statement_bind_int64 (statement, 4, (gint64)row->record.length);
  kh_statement_bind_blob (statement, 5, row->record.commitment, sizeof row->record.commitment);
  kh_statement_bind_text (statement, 6, row->dek);
  kh_statement_bind_text (statement, 7, row->sha256);
  kh_statement_bind_int64 (statement, 8, row->created_at);
  kh_statement_bind_int64 (statement, 9, row->stays ? 1 : 0);
  return kh_statement_run (statement, error);
}

gboolean
kh_item_row_delete (KhDatabase *db, const char *id, GError **error)
{
  g_autoptr (KhStatement) statement =
      kh_database_prepare (db, "DELETE FROM item WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, id);
  return kh_statement_run (statement, error);
}

gboolean
kh_item_row_update (KhDatabase *db, const KhItemRow *row, gboolean *found, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (
      db, "UPDATE item SET generation = ?2, length = ?3, commitment = ?4, dek = ?5 WHERE id = ?1",
      error);

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, row->id);
  kh_statement_bind_int64 (statement, 2, (gint64)row->record.generation);
  kh_statement_bind_int64 (statement, 3, (gint64)row->record.length);
  kh_statement_bind_blob (statement, 4, row->record.commitment, sizeof row->record.commitment);
  kh_statement_bind_text (statement, 5, row->dek);
  if (!kh_statement_run (statement, error))
    return FALSE;
  *found = kh_database_changes (db) > 0;
  return TRUE;
}

char *
kh_item_store_hex (const guint8 *bytes, gsize size)
{
  GString *text = g_string_sized_new (2 * size);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}
