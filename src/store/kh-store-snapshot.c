/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store at one moment: a copy of the database, and links to containers. */
#include "kh-store-snapshot.h"

#include <errno.h>

#include "kh-item-store-private.h"

typedef struct {
  KhItemStore *store;
  GCancellable *stop; /* cancelled by the caller's, or when the store is taken away */
} Snapshot;

static void
watch_store (guint64 done, guint64 total, gpointer data)
{
  Snapshot *self = data;

  if (!kh_item_store_check (self->store, NULL))
    g_cancellable_cancel (self->stop);
}

static gboolean
copy_database (Snapshot *self, KhDatabase *db, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "store.db", NULL);
  g_autofree char *id = kh_item_store_dup_database_dek (self->store);
  g_autoptr (KhSecret) dek = kh_item_store_ref_key (self->store, id, NULL, NULL, error);

  return dek != NULL && kh_database_copy (db, path, dek, self->stop, watch_store, self, error);
}

static gboolean
link_container (Snapshot *self, const char *items, const char *id, GError **error)
{
  const KhIo *io = self->store->io;
  g_autofree char *from = kh_item_store_item_path (self->store, id);
  g_autofree char *to = g_build_filename (items, id, NULL);

  if (g_cancellable_set_error_if_cancelled (self->stop, error)
      || !kh_item_store_check (self->store, error))
    return FALSE;
  return io->link (io, from, to) == 0 || kh_error_from_errno (error, errno, from);
}

static gboolean
link_containers (Snapshot *self, KhDatabase *db, const char *items, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_store_item_free);

  if (!kh_item_rows_list (db, rows, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!link_container (self, items, ((KhStoreItem *)rows->pdata[i])->id, error))
      return FALSE;
  return TRUE;
}

static gboolean
take (Snapshot *self, const char *folder, GError **error)
{
  g_autofree char *items = g_build_filename (folder, "items", NULL);
  KhDatabase *db;
  gboolean done;

  if (!kh_io_make_folder (self->store->io, items, error))
    return FALSE;
  db = kh_item_store_enter (self->store, error);
  if (db == NULL)
    return FALSE;
  done = copy_database (self, db, folder, error) && link_containers (self, db, items, error);
  kh_item_store_leave (self->store);
  return done;
}

static void
pass_on (GCancellable *cancellable, gpointer stop)
{
  g_cancellable_cancel (stop);
}

gboolean
kh_store_snapshot (KhItemStore *store, const char *folder, GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  Snapshot self = { store, stop };
  gulong handler = cancellable != NULL
                       ? g_cancellable_connect (cancellable, G_CALLBACK (pass_on), stop, NULL)
                       : 0;
  g_autoptr (GError) failure = NULL;
  gboolean done = take (&self, folder, &failure);

  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, handler);
  if (done)
    return TRUE;
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      && !kh_item_store_check (store, error))
    return FALSE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
