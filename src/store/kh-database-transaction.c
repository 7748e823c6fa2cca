/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transactions, their guard, and the migration driver. */
#include "kh-database-private.h"

struct _KhTransaction {
  KhDatabase *db; /* (owned) */
};

static gboolean
run_sql (KhDatabase *self, const char *sql, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (self, sql, error);

  return statement != NULL && kh_statement_run (statement, error);
}

gboolean
kh_database_begin (KhDatabase *self, GError **error)
{
  return run_sql (self, "BEGIN IMMEDIATE", error);
}

gboolean
kh_database_commit (KhDatabase *self, GError **error)
{
  if (run_sql (self, "COMMIT", error))
    return TRUE;
  kh_database_rollback (self);
  return FALSE;
}

/* Runs even when the database was revoked: SQLite must not go on holding the pages. */
void
kh_database_rollback (KhDatabase *self)
{
  if (kh_database_in_transaction (self))
    sqlite3_exec (self->sqlite, "ROLLBACK", NULL, NULL, NULL);
}

gboolean
kh_database_in_transaction (KhDatabase *self)
{
  return self->sqlite != NULL && !sqlite3_get_autocommit (self->sqlite);
}

KhTransaction *
kh_transaction_new (KhDatabase *self, GError **error)
{
  KhTransaction *transaction;

  if (!kh_database_begin (self, error))
    return NULL;
  transaction = g_new0 (KhTransaction, 1);
  transaction->db = kh_database_ref (self);
  return transaction;
}

gboolean
kh_transaction_commit (KhTransaction *transaction, GError **error)
{
  gboolean ok = kh_database_commit (transaction->db, error);

  kh_transaction_free (transaction);
  return ok;
}

void
kh_transaction_free (KhTransaction *transaction)
{
  kh_database_rollback (transaction->db);
  kh_database_unref (transaction->db);
  g_free (transaction);
}

gboolean
kh_database_get_version (KhDatabase *self, int *version, GError **error)
{
  gint64 value;

  *version = 0;
  if (!kh_database_get_int64 (self, "PRAGMA user_version", &value, error))
    return FALSE;
  *version = (int)value;
  return TRUE;
}

/* The copy made before an earlier attempt is of the same content, and replaced. */
static gboolean
copy_before (KhDatabase *self, KhSecret *dek, int version, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s.before-%d", self->path, version);
  g_autofree char *temporary = g_strconcat (path, ".new", NULL);

  if (!kh_io_unlink (self->io, temporary, error))
    return FALSE;
  if (!kh_database_copy (self, temporary, dek, NULL, NULL, NULL, error)) {
    self->io->unlink (self->io, temporary);
    return FALSE;
  }
  return kh_io_rename (self->io, temporary, path, error)
         && kh_io_sync_parent (self->io, path, error);
}

static gboolean
run_step (KhDatabase *self, KhMigration step, int version, GError **error)
{
  g_autoptr (KhTransaction) transaction = kh_transaction_new (self, error);
  g_autofree char *sql = g_strdup_printf ("PRAGMA user_version = %d", version + 1);

  return transaction != NULL && step (self, error) && kh_database_exec (self, sql, error)
         && kh_transaction_commit (g_steal_pointer (&transaction), error);
}

gboolean
kh_database_migrate (KhDatabase *self, const KhMigration *steps, int n_steps, GError **error)
{
  int version;

  if (!kh_database_get_version (self, &version, error))
    return FALSE;
  if (version > n_steps || version < 0) {
    kh_set_error (error, KH_ERROR_NEWER,
                  "%s: it was made by a newer version of Keyhold (layout %d, known up to %d)",
                  self->path, version, n_steps);
    return FALSE;
  }
  if (version > 0 && version < n_steps
      && !copy_before (self, kh_page_vfs_get_dek (self->vfs), version, error))
    return FALSE;
  for (; version < n_steps; version++)
    if (!run_step (self, steps[version], version, error))
      return FALSE;
  return TRUE;
}
