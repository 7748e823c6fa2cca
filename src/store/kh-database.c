/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening, closing and revoking a sealed database, and its errors. */
#include "kh-database-private.h"

#include "kh-log.h"

#include <string.h>

#define REVOKE_CHECK_STEPS 1000 /* virtual machine steps: well under a millisecond */
#define WAL_LIMIT_BYTES (64 * 1024 * 1024)

static KhErrorCode
code_from_sqlite (int code)
{
  switch (code) {
  case SQLITE_CONSTRAINT_UNIQUE:
  case SQLITE_CONSTRAINT_PRIMARYKEY:
  case SQLITE_CONSTRAINT_ROWID:
    return KH_ERROR_EXISTS;
  default:
    break;
  }
  switch (code & 0xff) {
  case SQLITE_CONSTRAINT:
    return KH_ERROR_CONFLICT;
  case SQLITE_FULL:
    return KH_ERROR_NO_SPACE;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return KH_ERROR_DAMAGED;
  case SQLITE_TOOBIG:
    return KH_ERROR_TOO_LARGE;
  case SQLITE_READONLY:
    return KH_ERROR_READ_ONLY;
  case SQLITE_BUSY:
    return KH_ERROR_HOSTED;
  case SQLITE_IOERR:
  case SQLITE_CANTOPEN:
    return KH_ERROR_IO;
  default:
    return KH_ERROR_INTERNAL;
  }
}

gboolean
kh_database_fail (KhDatabase *self, int code, GError **error)
{
  g_autoptr (GError) kept = NULL;

  if (self->vfs != NULL)
    kept = kh_page_vfs_take_error (self->vfs);
  else
    kept = g_steal_pointer (&self->foreign_error);
  if (kh_database_is_revoked (self))
    kh_set_error (error, KH_ERROR_LOCKED, "%s: the database was locked", self->path);
  else if (kept != NULL)
    g_propagate_error (error, g_steal_pointer (&kept));
  else
    kh_set_error (error, code_from_sqlite (code), "%s: %s", self->path,
                  self->sqlite != NULL ? sqlite3_errmsg (self->sqlite) : sqlite3_errstr (code));
  return FALSE;
}

gboolean
kh_database_check_usable (KhDatabase *self, GError **error)
{
  if (kh_database_is_revoked (self))
    return kh_database_fail (self, SQLITE_INTERRUPT, error);
  if (self->sqlite == NULL) {
    kh_set_error (error, KH_ERROR_STATE, "%s: the database is closed", self->path);
    return FALSE;
  }
  if (self->vfs != NULL)
    kh_page_vfs_clear_error (self->vfs);
  g_clear_error (&self->foreign_error);
  return TRUE;
}

KhDatabase *
kh_database_alloc (const char *path, KhDatabaseFlags flags, const KhIo *io)
{
  KhDatabase *self = g_new0 (KhDatabase, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->mutex);
  self->flags = flags;
  self->io = io;
  self->path = g_strdup (path);
  self->idle = g_hash_table_new (g_str_hash, g_str_equal);
  self->busy = g_hash_table_new (NULL, NULL);
  return self;
}

static int
stop_when_revoked (gpointer data)
{
  return kh_database_is_revoked (data);
}

void
kh_database_harden (KhDatabase *self)
{
  sqlite3 *sqlite = self->sqlite;

  sqlite3_extended_result_codes (sqlite, 1);
  /* Until it is known that key and log are right, closing must leave the log where it is. */
  sqlite3_db_config (sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  sqlite3_db_config (sqlite, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_db_config (sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (sqlite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (sqlite, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_progress_handler (sqlite, REVOKE_CHECK_STEPS, stop_when_revoked, self);
}

/* Connects without reading a page. */
static gboolean
connect_file (KhDatabase *self, KhSecret *dek, KhPageVfsMode mode, GError **error)
{
  int flags = mode == KH_PAGE_VFS_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  int reserve = KHC_PAGE_RESERVED, code;

  if (!kh_database_init_library (error))
    return FALSE;
  if (kh_secret_peek (dek) == NULL) {
    kh_set_error (error, KH_ERROR_LOCKED, "%s: its key was wiped", self->path);
    return FALSE;
  }
  self->vfs = kh_page_vfs_new (self->io, dek, mode);
  if (mode == KH_PAGE_VFS_CREATE)
    flags |= SQLITE_OPEN_CREATE;
  code = sqlite3_open_v2 (self->path, &self->sqlite, flags | SQLITE_OPEN_NOMUTEX,
                          kh_page_vfs_get_name (self->vfs));
  if (code != SQLITE_OK)
    return kh_database_fail (self, code, error);
  kh_database_harden (self);
  code = sqlite3_file_control (self->sqlite, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);
  if (code != SQLITE_OK)
    return kh_database_fail (self, code, error);
  return kh_database_exec (self, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY",
                           error);
}

static gboolean
set_up (KhDatabase *self, GError **error)
{
  g_autofree char *limits = NULL;
  int cache = -16 * 1024;

  if ((self->flags & KH_DATABASE_LARGE_CACHE) != 0)
    cache = -64 * 1024;
  if ((self->flags & KH_DATABASE_TINY_CACHE) != 0)
    cache = 10;
  limits = g_strdup_printf ("PRAGMA cache_size = %d; PRAGMA journal_size_limit = %d", cache,
                            WAL_LIMIT_BYTES);
  return kh_database_exec (self, limits, error)
         && kh_database_exec (self,
                              "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                              "PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON",
                              error);
}

/* The first page says whether this is the key. Asked before anything else: pragmas read it too, and
 * would call it damaged. */
static gboolean
read_first_page (KhDatabase *self, GError **error)
{
  g_autoptr (GError) inner = NULL;
  gint64 ignored;

  if (kh_database_get_int64 (self, "SELECT count(*) FROM sqlite_schema", &ignored, &inner))
    return TRUE;
  if (kh_error_is (inner, KH_ERROR_DAMAGED) && !kh_page_vfs_key_fits (self->vfs))
    kh_set_error (error, KH_ERROR_WRONG_KEY,
                  "%s: this is not the key it was made with, or its first page is damaged",
                  self->path);
  else
    g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}

/* A log that a crash left is moved into the file, so that what follows its end is gone. Where that
 * fails (no space, a bad disk) nothing is lost and reading works; the next commit says what is
 * wrong. */
static void
clear_recovered_log (KhDatabase *self)
{
  if (kh_page_vfs_has_log (self->vfs) && !kh_database_checkpoint (self, NULL))
    kh_info ("%s: the log of the last run could not be moved into the file yet", self->path);
}

static gboolean
open_existing (KhDatabase *self, KhSecret *dek, GError **error)
{
  gboolean read_only = (self->flags & KH_DATABASE_READ_ONLY) != 0;

  if (!connect_file (self, dek, read_only ? KH_PAGE_VFS_READ : KH_PAGE_VFS_WRITE, error)
      || !read_first_page (self, error) || !set_up (self, error)
      || !kh_page_vfs_check_log (self->vfs, error))
    return FALSE;
  if (read_only)
    return TRUE;
  clear_recovered_log (self);
  sqlite3_db_config (self->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  return TRUE;
}

/* WAL cannot be switched on without a journal for the step before it. Writing the version and
 * putting it back makes page 1. */
static gboolean
make_empty (const char *path, KhSecret *dek, const KhIo *io, GError **error)
{
  g_autoptr (KhDatabase) made = kh_database_alloc (path, KH_DATABASE_CREATE, io);

  return connect_file (made, dek, KH_PAGE_VFS_CREATE, error)
         && kh_database_exec (made,
                              "PRAGMA page_size = 4096; PRAGMA auto_vacuum = NONE;"
                              "PRAGMA journal_mode = MEMORY; PRAGMA user_version = 1;"
                              "PRAGMA user_version = 0; PRAGMA journal_mode = WAL",
                              error)
         && kh_database_checkpoint (made, error) && kh_database_close (made, error);
}

/* Under another name first: a database exists whole or not at all. */
static gboolean
create_file (const char *path, KhSecret *dek, const KhIo *io, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".new", NULL);
  g_autofree char *temporary_log = g_strconcat (temporary, "-wal", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);

  if (!kh_io_unlink (io, temporary, error) || !kh_io_unlink (io, temporary_log, error)
      || !kh_io_unlink (io, log, error))
    return FALSE;
  if (make_empty (temporary, dek, io, error) && kh_io_unlink (io, temporary_log, error)
      && kh_io_rename (io, temporary, path, error))
    return kh_io_sync_parent (io, path, error);
  io->unlink (io, temporary);
  io->unlink (io, temporary_log);
  return FALSE;
}

KhDatabase *
kh_database_open (const char *path, KhSecret *dek, KhDatabaseFlags flags, const KhIo *io,
                  GError **error)
{
  g_autoptr (KhDatabase) self = kh_database_alloc (path, flags, io);

  if ((flags & KH_DATABASE_CREATE) != 0 && !kh_io_exists (io, path)
      && !create_file (path, dek, io, error))
    return NULL;
  if (!open_existing (self, dek, error))
    return NULL;
  return g_steal_pointer (&self);
}

KhDatabase *
kh_database_open_target (const char *path, KhSecret *dek, const KhIo *io, GError **error)
{
  g_autoptr (KhDatabase) self = kh_database_alloc (path, KH_DATABASE_CREATE, io);

  if (!connect_file (self, dek, KH_PAGE_VFS_CREATE, error)
      || !kh_database_exec (self, "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF", error))
    return NULL;
  return g_steal_pointer (&self);
}

KhDatabase *
kh_database_ref (KhDatabase *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
kh_database_unref (KhDatabase *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  kh_database_close (self, NULL);
  g_hash_table_unref (self->idle);
  g_hash_table_unref (self->busy);
  g_clear_error (&self->foreign_error);
  g_mutex_clear (&self->mutex);
  g_free (self->path);
  g_free (self);
}

/* SQLite checkpoints on close without saying whether it worked; so it is done before. */
static gboolean
checkpoint_before_close (KhDatabase *self, GError **error)
{
  int keep = 1;

  if (self->vfs == NULL || kh_database_is_revoked (self))
    return TRUE;
  sqlite3_db_config (self->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, -1, &keep);
  return keep != 0 || kh_database_checkpoint (self, error);
}

gboolean
kh_database_close (KhDatabase *self, GError **error)
{
  sqlite3 *sqlite = self->sqlite;
  gboolean ok;

  if (sqlite == NULL)
    return TRUE;
  kh_database_drop_statements (self);
  if (!sqlite3_get_autocommit (sqlite))
    sqlite3_exec (sqlite, "ROLLBACK", NULL, NULL, NULL);
  ok = checkpoint_before_close (self, error);
  if (!ok || kh_database_is_revoked (self))
    sqlite3_db_config (sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  g_mutex_lock (&self->mutex);
  self->sqlite = NULL;
  g_mutex_unlock (&self->mutex);
  if (sqlite3_close (sqlite) != SQLITE_OK)
    g_error ("%s: something still uses the database", self->path);
  g_clear_pointer (&self->vfs, kh_page_vfs_free);
  if (self->free_foreign != NULL)
    self->free_foreign (g_steal_pointer (&self->foreign));
  self->free_foreign = NULL;
  return ok;
}

void
kh_database_revoke (KhDatabase *self)
{
  g_atomic_int_set (&self->revoked, 1);
  g_mutex_lock (&self->mutex);
  if (self->sqlite != NULL) {
    if (self->vfs != NULL)
      kh_page_vfs_revoke (self->vfs);
    sqlite3_interrupt (self->sqlite);
  }
  g_mutex_unlock (&self->mutex);
}

gboolean
kh_database_is_revoked (KhDatabase *self)
{
  return g_atomic_int_get (&self->revoked) != 0;
}

gboolean
kh_database_exec (KhDatabase *self, const char *sql, GError **error)
{
  int code;

  if (!kh_database_check_usable (self, error))
    return FALSE;
  code = sqlite3_exec (self->sqlite, sql, NULL, NULL, NULL);
  return code == SQLITE_OK || kh_database_fail (self, code, error);
}

gboolean
kh_database_get_int64 (KhDatabase *self, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (self, sql, error);
  KhStep step;

  *value = 0;
  if (statement == NULL)
    return FALSE;
  step = kh_statement_step (statement, error);
  if (step == KH_STEP_ROW)
    *value = kh_statement_get_int64 (statement, 0);
  return step != KH_STEP_ERROR;
}

gint64
kh_database_last_rowid (KhDatabase *self)
{
  return self->sqlite != NULL ? sqlite3_last_insert_rowid (self->sqlite) : 0;
}

gint64
kh_database_changes (KhDatabase *self)
{
  return self->sqlite != NULL ? sqlite3_changes64 (self->sqlite) : 0;
}
