/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Re-encryption of a store: its database, copied page by page and switched. */
#include "kh-store-reencrypt-private.h"

#include <errno.h>

static gboolean
check_space (KhReencryptRun *run, guint64 size, GError **error)
{
  guint64 space;

  if (!kh_io_get_free_space (run->store->io, run->store->folder, &space, error))
    return FALSE;
  if (space >= size)
    return TRUE;
  kh_set_error (error, KH_ERROR_NO_SPACE,
                "The disk has not the room for a second copy of the database, %" G_GUINT64_FORMAT
                " bytes",
                size);
  return FALSE;
}

static void
show_pages (guint64 done, guint64 total, gpointer data)
{
  KhReencryptRun *run = data;

  if (total > 0)
    run->progress.bytes_done =
        run->base + (guint64)((double)(run->progress.bytes - run->base) * done / total);
  kh_reencrypt_show (run, FALSE);
}

/* Renames the copy over the database, whose connection is closed. The old -wal goes only when the
 * new name is durable: until then it may still be needed. */
static gboolean
rename_database (KhReencryptRun *run, const char *copy, GError **error)
{
  KhItemStore *store = run->store;
  g_autofree char *wal = g_strconcat (store->database_path, "-wal", NULL);

  return kh_reencrypt_pass (run, KH_REENCRYPT_RENAME_DATABASE, error)
         && kh_io_rename (store->io, copy, store->database_path, error)
         && kh_io_sync_folder (store->io, store->folder, error)
         && kh_io_unlink (store->io, wal, error);
}

/* The connection is ours. Afterwards the store has a database again, old or new, or none if it
 * cannot be opened. */
static gboolean
switch_database (KhReencryptRun *run, KhDatabase *db, const char *copy, GError **error)
{
  KhItemStore *store = run->store;
  g_autofree char *old_id = kh_item_store_dup_database_dek (store);
  g_autoptr (KhSecret) old = kh_item_store_ref_key (store, old_id, NULL, NULL, error);
  KhDatabase *opened = NULL;
  gboolean renamed;

  if (old == NULL)
    return FALSE;
  kh_database_close (db, NULL); /* the copy has all that was committed */
  renamed = rename_database (run, copy, error);
  if (renamed && kh_reencrypt_pass (run, KH_REENCRYPT_OPEN_DATABASE, error))
    opened =
        kh_database_open (store->database_path, run->to, KH_DATABASE_DEFAULT, store->io, error);
  if (opened != NULL) {
    kh_item_store_swap_database (store, opened, run->to_id);
    return TRUE;
  }
  /* Whichever of the two has the name now. */
  opened = kh_database_open (store->database_path, old, KH_DATABASE_DEFAULT, store->io, NULL);
  if (opened != NULL) {
    kh_item_store_swap_database (store, opened, old_id);
    return FALSE;
  }
  opened = kh_database_open (store->database_path, run->to, KH_DATABASE_DEFAULT, store->io, NULL);
  kh_item_store_swap_database (store, opened, run->to_id);
  return FALSE;
}

static gboolean
copy_and_switch (KhReencryptRun *run, KhDatabase *db, GError **error)
{
  KhItemStore *store = run->store;
  g_autofree char *copy = g_strconcat (store->database_path, ".new", NULL);
  struct stat facts;

  if (!kh_database_checkpoint (db, error))
    return FALSE;
  if (store->io->lstat (store->io, store->database_path, &facts) != 0)
    return kh_error_from_errno (error, errno, store->database_path);
  if (!kh_reencrypt_pass (run, KH_REENCRYPT_COPY_DATABASE, error)
      || !check_space (run, (guint64)facts.st_size, error)
      || !kh_io_unlink (store->io, copy, error))
    return FALSE;
  if (kh_database_copy (db, copy, run->to, run->cancellable, show_pages, run, error)
      && kh_item_store_check (store, error) && switch_database (run, db, copy, error))
    return TRUE;
  kh_reencrypt_keep_dropped (run, kh_io_unlink_name (store->io, copy));
  return FALSE;
}

gboolean
kh_reencrypt_database (KhReencryptRun *run, GError **error)
{
  g_autofree char *present = kh_item_store_dup_database_dek (run->store);
  KhDatabase *db;
  gboolean ok;

  if (g_strcmp0 (present, run->to_id) == 0)
    return TRUE;
  db = kh_item_store_enter (run->store, error);
  if (db == NULL)
    return FALSE;
  ok = copy_and_switch (run, db, error);
  kh_item_store_leave (run->store);
  return ok;
}
