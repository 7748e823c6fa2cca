/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prepared statements and their cache. */
#include "kh-database-private.h"

#define CACHE_SIZE 64

struct _KhStatement {
  KhDatabase *db;     /* (owned) while in use; the cache holds no reference */
  sqlite3_stmt *stmt; /* (nullable) once the database was closed */
  char *sql;
  int bind_code; /* the first failure of a bind */
};

KhStatement *
kh_database_prepare (KhDatabase *self, const char *sql, GError **error)
{
  KhStatement *statement;
  sqlite3_stmt *stmt = NULL;
  int code;

  if (!kh_database_check_usable (self, error))
    return NULL;
  statement = g_hash_table_lookup (self->idle, sql);
  if (statement != NULL) {
    g_hash_table_remove (self->idle, sql);
  } else {
    code = sqlite3_prepare_v3 (self->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
    if (code != SQLITE_OK) {
      kh_database_fail (self, code, error);
      return NULL;
    }
    statement = g_new0 (KhStatement, 1);
    statement->stmt = stmt;
    statement->sql = g_strdup (sql);
  }
  statement->db = kh_database_ref (self);
  g_hash_table_add (self->busy, statement);
  return statement;
}

static void
destroy_statement (KhStatement *self)
{
  sqlite3_finalize (self->stmt);
  g_free (self->sql);
  g_free (self);
}

void
kh_statement_free (KhStatement *self)
{
  g_autoptr (KhDatabase) db = g_steal_pointer (&self->db);

  g_hash_table_remove (db->busy, self);
  if (self->stmt == NULL || g_hash_table_size (db->idle) >= CACHE_SIZE
      || g_hash_table_contains (db->idle, self->sql)) {
    destroy_statement (self);
    return;
  }
  sqlite3_reset (self->stmt);
  sqlite3_clear_bindings (self->stmt);
  self->bind_code = SQLITE_OK;
  g_hash_table_insert (db->idle, self->sql, self);
}

void
kh_database_drop_statements (KhDatabase *self)
{
  GHashTableIter iter;
  gpointer statement;

  g_hash_table_iter_init (&iter, self->idle);
  while (g_hash_table_iter_next (&iter, NULL, &statement)) {
    g_hash_table_iter_steal (&iter);
    destroy_statement (statement);
  }
  g_hash_table_iter_init (&iter, self->busy);
  while (g_hash_table_iter_next (&iter, &statement, NULL)) {
    KhStatement *busy = statement;

    sqlite3_finalize (g_steal_pointer (&busy->stmt));
  }
}

static void
keep_code (KhStatement *self, int code)
{
  if (self->bind_code == SQLITE_OK)
    self->bind_code = code;
}

void
kh_statement_bind_text (KhStatement *self, int index, const char *value)
{
  keep_code (self, sqlite3_bind_text (self->stmt, index, value, -1, SQLITE_TRANSIENT));
}

void
kh_statement_bind_text_len (KhStatement *self, int index, const char *value, gsize size)
{
  keep_code (self,
             sqlite3_bind_text64 (self->stmt, index, value, size, SQLITE_TRANSIENT, SQLITE_UTF8));
}

void
kh_statement_bind_blob (KhStatement *self, int index, const void *value, gsize size)
{
  if (value == NULL && size == 0)
    kh_statement_bind_null (self, index);
  else
    keep_code (self, sqlite3_bind_blob64 (self->stmt, index, value, size, SQLITE_TRANSIENT));
}

void
kh_statement_bind_int64 (KhStatement *self, int index, gint64 value)
{
  keep_code (self, sqlite3_bind_int64 (self->stmt, index, value));
}

void
kh_statement_bind_double (KhStatement *self, int index, double value)
{
  keep_code (self, sqlite3_bind_double (self->stmt, index, value));
}

void
kh_statement_bind_null (KhStatement *self, int index)
{
  keep_code (self, sqlite3_bind_null (self->stmt, index));
}

KhStep
kh_statement_step (KhStatement *self, GError **error)
{
  int code;

  if (!kh_database_check_usable (self->db, error))
    return KH_STEP_ERROR;
  if (self->bind_code != SQLITE_OK) {
    kh_set_error (error, self->bind_code == SQLITE_TOOBIG ? KH_ERROR_TOO_LARGE : KH_ERROR_INTERNAL,
                  "%s: a value could not be passed: %s", self->db->path,
                  sqlite3_errstr (self->bind_code));
    return KH_STEP_ERROR;
  }
  code = sqlite3_step (self->stmt);
  if (code == SQLITE_ROW)
    return KH_STEP_ROW;
  if (code == SQLITE_DONE)
    return KH_STEP_DONE;
  kh_database_fail (self->db, code, error);
  sqlite3_reset (self->stmt);
  return KH_STEP_ERROR;
}

gboolean
kh_statement_run (KhStatement *self, GError **error)
{
  KhStep step;

  do
    step = kh_statement_step (self, error);
  while (step == KH_STEP_ROW);
  kh_statement_reset (self);
  return step == KH_STEP_DONE;
}

void
kh_statement_reset (KhStatement *self)
{
  sqlite3_reset (self->stmt);
  self->bind_code = SQLITE_OK;
}

KhColumnType
kh_statement_column_type (KhStatement *self, int column)
{
  return (KhColumnType)sqlite3_column_type (self->stmt, column);
}

gboolean
kh_statement_is_null (KhStatement *self, int column)
{
  return sqlite3_column_type (self->stmt, column) == SQLITE_NULL;
}

const char *
kh_statement_get_text (KhStatement *self, int column)
{
  return (const char *)sqlite3_column_text (self->stmt, column);
}

gint64
kh_statement_get_int64 (KhStatement *self, int column)
{
  return sqlite3_column_int64 (self->stmt, column);
}

double
kh_statement_get_double (KhStatement *self, int column)
{
  return sqlite3_column_double (self->stmt, column);
}

const void *
kh_statement_get_blob (KhStatement *self, int column, gsize *size)
{
  const void *bytes = sqlite3_column_blob (self->stmt, column);

  if (size != NULL)
    *size = (gsize)sqlite3_column_bytes (self->stmt, column);
  return bytes;
}
