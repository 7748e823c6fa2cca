/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new file of a store, from its first byte to its row. */
#include "kh-item-store-private.h"

#include <string.h>

#include "kh-id.h"
#include "khc-hash.h"

struct _KhItemWriter {
  KhItemStore *store;
  char *path;
  KhItemRow *row;
  guint64 length;
  gboolean sealed, committed;
  gboolean uncertain; /* a failed commit may still come back with the log: the next open decides */
  KhStoreStream stream;
  GMutex lock; /* the container */
  KhContainerWriter *container;
  KhcSha256 *hash;
  int dropped; /* the unfinished file of a store that was closed, under lock */
};

static void
writer_revoke (gpointer owner)
{
  /* Each write looks at the store. */
}

static void
writer_drop (gpointer owner)
{
  KhItemWriter *self = owner;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  /* Who closes the store waits for this; the file's space can wait for who writes it. */
  if (self->container != NULL)
    self->dropped = kh_container_writer_drop (g_steal_pointer (&self->container));
}

static gboolean
begin_container (KhItemWriter *self, GError **error)
{
  KhcContainerFacts facts;
  g_autoptr (KhSecret) secret =
      kh_item_store_ref_key (self->store, NULL, facts.dek, &self->row->dek, error);
  int result;

  if (secret == NULL || !kh_item_row_to_facts (self->store, self->row, &facts, error))
    return FALSE;
  result = khc_sha256_new (&self->hash);
  if (result != KHC_OK)
    return kh_error_from_khc (error, result, self->row->name);
  self->container = kh_container_writer_new (self->store->io, self->path, secret, &facts, error);
  return self->container != NULL && kh_item_store_add_stream (self->store, &self->stream, error);
}

KhItemWriter *
kh_item_writer_new (KhItemStore *store, const char *name, GError **error)
{
  g_autoptr (KhItemWriter) self = NULL;

  if (!kh_name_is_item (name)) {
    kh_set_error (error, KH_ERROR_ARGUMENT,
                  "This is not a name for a file: 1 to 255 bytes of UTF-8 without a slash, and not"
                  " . or ..");
    return NULL;
  }
  self = g_new0 (KhItemWriter, 1);
  g_mutex_init (&self->lock);
  self->dropped = -1;
  self->store = kh_item_store_ref (store);
  self->stream = (KhStoreStream){ writer_revoke, writer_drop, self };
  self->row = g_new0 (KhItemRow, 1);
  self->row->id = kh_id_new ();
  self->row->name = g_strdup (name);
  self->row->record.generation = 1;
  self->path = kh_item_store_item_path (store, self->row->id);
  return begin_container (self, error) ? g_steal_pointer (&self) : NULL;
}

static gboolean
has_container (KhItemWriter *self, GError **error)
{
  if (self->container != NULL)
    return TRUE;
  kh_set_error (error, self->sealed ? KH_ERROR_STATE : KH_ERROR_LOCKED,
                self->sealed ? "The file is complete" : "The environment is locked");
  return FALSE;
}

gboolean
kh_item_writer_write (KhItemWriter *self, const void *data, gsize size, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  int result;

  if (!kh_item_store_check (self->store, error) || !has_container (self, error)
      || !kh_container_writer_write (self->container, data, size, error))
    return FALSE;
  result = khc_sha256_update (self->hash, data, size);
  if (result != KHC_OK)
    return kh_error_from_khc (error, result, self->row->name);
  self->length += size;
  return TRUE;
}

static gboolean
finish_container (KhItemWriter *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint8 digest[KHC_SHA256_SIZE];
  gboolean ok;
  int result;

  if (!has_container (self, error))
    return FALSE;
  ok = kh_container_writer_finish (self->container, TRUE, &self->row->record, error);
  g_clear_pointer (&self->container, kh_container_writer_free);
  if (!ok)
    return FALSE;
  self->sealed = TRUE;
  result = khc_sha256_finish (self->hash, digest);
  if (result != KHC_OK)
    return kh_error_from_khc (error, result, self->row->name);
  self->row->sha256 = kh_item_store_hex (digest, sizeof digest);
  return TRUE;
}

gboolean
kh_item_writer_seal (KhItemWriter *self, GError **error)
{
  return kh_item_store_check (self->store, error) && finish_container (self, error);
}

KhItemReader *
kh_item_writer_open (KhItemWriter *self, GError **error)
{
  KhContainerReader *container;

  if (!self->sealed) {
    kh_set_error (error, KH_ERROR_STATE, "The file is not complete");
    return NULL;
  }
  container = kh_item_store_open_container (self->store, self->row, NULL, error);
  return container == NULL ? NULL : kh_item_reader_new_take (self->store, container, error);
}

guint64
kh_item_writer_get_length (KhItemWriter *self)
{
  return self->length;
}

const char *
kh_item_writer_get_sha256 (KhItemWriter *self)
{
  return self->row->sha256;
}

void
kh_item_writer_set_stays (KhItemWriter *self, gboolean stays)
{
  self->row->stays = stays;
}

/* Takes the name from a file that has it; *@old_id is then that file. */
static gboolean
free_name (KhDatabase *db, const char *name, gboolean replace, char **old_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (KhItemRow) old = kh_item_row_find (db, name, &local);

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (old == NULL || strcmp (old->name, name) != 0)
    return TRUE;
  if (!replace) {
    kh_set_error (error, KH_ERROR_EXISTS, "There is a file of this name already: %s", name);
    return FALSE;
  }
  *old_id = g_strdup (old->id);
  return kh_item_row_delete (db, old->id, error);
}

static gboolean
commit_row (KhItemWriter *self, KhDatabase *db, gboolean replace, char **old_id, GError **error)
{
  g_autoptr (KhTransaction) transaction = kh_transaction_new (db, error);

  if (transaction == NULL)
    return FALSE;
  self->row->created_at = kh_clock_now (self->store->clock);
  return free_name (db, self->row->name, replace, old_id, error)
         && kh_item_row_insert (db, self->row, error)
         && kh_transaction_commit (g_steal_pointer (&transaction), error);
}

gboolean
kh_item_writer_commit (KhItemWriter *self, gboolean replace, KhStoreItem **item, GError **error)
{
  g_autofree char *old_id = NULL, *old_path = NULL;
  g_autoptr (GError) local = NULL;
  KhDatabase *db;

  if (!self->sealed || self->committed) {
    kh_set_error (error, KH_ERROR_STATE, "The file is not complete, or it is stored already");
    return FALSE;
  }
  db = kh_item_store_enter (self->store, error);
  if (db == NULL)
    return FALSE;
  self->committed = commit_row (self, db, replace, &old_id, &local);
  kh_item_store_leave (self->store);
  if (!self->committed) {
    self->uncertain = !kh_error_is (local, KH_ERROR_EXISTS);
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (old_id != NULL) {
    old_path = kh_item_store_item_path (self->store, old_id);
    kh_io_unlink (self->store->io, old_path, NULL); /* else it goes at the next open */
  }
  if (item != NULL)
    *item = kh_item_row_to_item (self->row);
  return TRUE;
}

void
kh_item_writer_free (KhItemWriter *self)
{
  if (self == NULL)
    return;
  kh_item_store_remove_stream (self->store, &self->stream);
  g_clear_pointer (&self->container, kh_container_writer_free);
  if (self->sealed && !self->committed && !self->uncertain)
    kh_io_unlink (self->store->io, self->path, NULL);
  kh_io_close (self->store->io, &self->dropped);
  khc_sha256_free (self->hash);
  kh_item_row_free (self->row);
  kh_item_store_unref (self->store);
  g_free (self->path);
  g_mutex_clear (&self->lock);
  g_free (self);
}
