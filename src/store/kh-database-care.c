/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoint, integrity, page sum, and the copy under another DEK. */
#include "kh-database-private.h"

#include <string.h>

#define COPY_STEP_PAGES 256

gboolean
kh_database_checkpoint (KhDatabase *self, GError **error)
{
  int code;

  if (!kh_database_check_usable (self, error))
    return FALSE;
  code = sqlite3_wal_checkpoint_v2 (self->sqlite, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  return code == SQLITE_OK || kh_database_fail (self, code, error);
}

/* TRUE when the first row says ok, or when there is none. */
static gboolean
expect_sound (KhDatabase *self, const char *sql, const char *finding, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (self, sql, error);
  KhStep step;
  const char *text;

  if (statement == NULL)
    return FALSE;
  step = kh_statement_step (statement, error);
  if (step != KH_STEP_ROW)
    return step == KH_STEP_DONE;
  text = kh_statement_get_text (statement, 0);
  if (g_strcmp0 (text, "ok") == 0)
    return TRUE;
  kh_set_error (error, KH_ERROR_DAMAGED, "%s: %s: %s", self->path, finding, text);
  return FALSE;
}

gboolean
kh_database_check (KhDatabase *self, GError **error)
{
  return expect_sound (self, "PRAGMA integrity_check(1)", "its structure is damaged", error)
         && expect_sound (self, "PRAGMA foreign_key_check", "rows refer to missing ones in", error);
}

gboolean
kh_database_sum (KhDatabase *self, guint8 sum[KH_DATABASE_SUM_SIZE], GError **error)
{
  memset (sum, 0, KH_DATABASE_SUM_SIZE);
  return kh_database_checkpoint (self, error) && kh_page_vfs_sum (self->vfs, sum, error);
}

static gboolean
check_space (KhDatabase *self, const char *target, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (target);
  gint64 n_pages;
  guint64 available;

  if (!kh_database_get_int64 (self, "PRAGMA page_count", &n_pages, error)
      || !kh_io_get_free_space (self->io, folder, &available, error))
    return FALSE;
  if (available >= (guint64)n_pages * KHC_PAGE_SIZE)
    return TRUE;
  kh_set_error (error, KH_ERROR_NO_SPACE,
                "%s: the copy needs %" G_GUINT64_FORMAT " bytes, %" G_GUINT64_FORMAT " are free",
                target, (guint64)n_pages * KHC_PAGE_SIZE, available);
  return FALSE;
}

typedef struct {
  KhDatabase *source;
  KhDatabase *target;
  sqlite3_backup *backup;
  GCancellable *cancellable;
  KhProgressFunc progress;
  gpointer data;
} Copy;

/* Whichever side has something to say. */
static gboolean
fail_copy (Copy *copy, int code, GError **error)
{
  g_autoptr (GError) inner = NULL;

  if (kh_database_is_revoked (copy->source))
    return kh_database_fail (copy->source, code, error);
  inner = kh_page_vfs_take_error (copy->source->vfs);
  if (inner == NULL)
    return kh_database_fail (copy->target, code, error);
  g_propagate_error (error, g_steal_pointer (&inner));
  return FALSE;
}

static gboolean
run_copy (Copy *copy, GError **error)
{
  int code;

  do {
    if (g_cancellable_set_error_if_cancelled (copy->cancellable, error)
        || !kh_database_check_usable (copy->source, error))
      return FALSE;
    code = sqlite3_backup_step (copy->backup, COPY_STEP_PAGES);
    if (copy->progress != NULL) {
      int total = sqlite3_backup_pagecount (copy->backup);

      copy->progress ((guint64)(total - sqlite3_backup_remaining (copy->backup)), (guint64)total,
                      copy->data);
    }
  } while (code == SQLITE_OK);
  return code == SQLITE_DONE || fail_copy (copy, code, error);
}

/* All of the copying between opening and closing the target. */
static gboolean
copy_pages (Copy *copy, const char *path, KhSecret *dek, GError **error)
{
  gboolean ok;
  int code;

  copy->target = kh_database_open_target (path, dek, copy->source->io, error);
  if (copy->target == NULL)
    return FALSE;
  copy->backup = sqlite3_backup_init (copy->target->sqlite, "main", copy->source->sqlite, "main");
  if (copy->backup == NULL) {
    ok = kh_database_fail (copy->target, sqlite3_errcode (copy->target->sqlite), error);
  } else {
    ok = run_copy (copy, error);
    code = sqlite3_backup_finish (copy->backup);
    ok = ok && (code == SQLITE_OK || fail_copy (copy, code, error));
  }
  ok = kh_database_close (copy->target, ok ? error : NULL) && ok;
  kh_database_unref (copy->target);
  return ok;
}

/* SQLite has synced the file at its commit; this is about not having to believe that. */
static gboolean
sync_copy (const KhIo *io, const char *path, GError **error)
{
  int fd = kh_io_open (io, path, KH_IO_WRITE, error);
  gboolean ok;

  if (fd < 0)
    return FALSE;
  ok = kh_io_sync (io, fd, path, error);
  kh_io_close (io, &fd);
  return ok && kh_io_sync_parent (io, path, error);
}

gboolean
kh_database_copy (KhDatabase *self, const char *target, KhSecret *dek, GCancellable *cancellable,
                  KhProgressFunc progress, gpointer data, GError **error)
{
  Copy copy = { .source = self, .cancellable = cancellable, .progress = progress, .data = data };

  if (!kh_database_check_usable (self, error))
    return FALSE;
  if (kh_database_in_transaction (self)) {
    kh_set_error (error, KH_ERROR_STATE, "%s: a transaction is open", self->path);
    return FALSE;
  }
  if (kh_io_exists (self->io, target)) {
    kh_set_error (error, KH_ERROR_EXISTS, "%s: it exists already", target);
    return FALSE;
  }
  if (!check_space (self, target, error))
    return FALSE;
  return copy_pages (&copy, target, dek, error) && sync_copy (self->io, target, error);
}
