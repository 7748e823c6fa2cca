/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading files of a store, and the rule for what a killed re-encryption left. */
#include "kh-item-store-private.h"

#include <string.h>

#include "kh-id.h"
#include "khc-hash.h"

#define BUFFER_SIZE (1024 * 1024)

struct _KhItemReader {
  KhItemStore *store;
  guint64 length;
  KhStoreStream stream;
  GMutex lock; /* the container */
  KhContainerReader *container;
};

/* --- The rule of crypto.md E.2 ------------------------------------------------------------- */

static gboolean
hash_all (KhContainerReader *container, KhcSha256 *hash, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (BUFFER_SIZE);
  guint64 offset = 0, length = kh_container_reader_get_length (container);

  while (offset < length) {
    gsize got;

    if (!kh_container_reader_read (container, offset, buffer, BUFFER_SIZE, &got, error))
      return FALSE;
    if (got == 0)
      break;
    khc_sha256_update (hash, buffer, got);
    offset += got;
  }
  return TRUE;
}

/* Authenticates all of it and compares it with what the row remembers of the plain bytes. */
static gboolean
check_content (KhContainerReader *container, const KhItemRow *row, GError **error)
{
  guint8 digest[KHC_SHA256_SIZE];
  g_autofree char *text = NULL;
  KhcSha256 *hash;
  gboolean ok;
  int result = khc_sha256_new (&hash);

  if (result != KHC_OK)
    return kh_error_from_khc (error, result, row->name);
  ok = hash_all (container, hash, error);
  result = khc_sha256_finish (hash, digest);
  khc_sha256_free (hash);
  if (!ok)
    return FALSE;
  text = kh_item_store_hex (digest, sizeof digest);
  if (result == KHC_OK && strcmp (text, row->sha256) == 0)
    return TRUE;
  kh_set_error (error, KH_ERROR_DAMAGED, "The container of %s holds other bytes than its row says",
                row->name);
  return FALSE;
}

static KhItemRow *
repaired_row (const KhItemRow *row, const char *dek, KhContainerReader *container)
{
  KhItemRow *copy = g_new0 (KhItemRow, 1);

  copy->id = g_strdup (row->id);
  copy->name = g_strdup (row->name);
  copy->dek = g_strdup (dek);
  copy->sha256 = g_strdup (row->sha256);
  copy->created_at = row->created_at;
  kh_container_reader_get_record (container, &copy->record);
  return copy;
}

/* Between the rename and the update of the row a kill leaves a container under the new DEK with
 * generation g + 1 beside a row that says g. While the store holds more than one DEK exactly that
 * is accepted. */
static gboolean
is_ahead (KhItemStore *self, const KhcContainerFacts *expected, const KhcContainerFacts *seen)
{
  guint8 last[KHC_ID_SIZE];
  g_autoptr (KhSecret) secret = kh_item_store_ref_key (self, NULL, last, NULL, NULL);

  return secret != NULL && kh_item_store_count_keys (self) > 1
         && seen->generation == expected->generation + 1
         && memcmp (seen->dek, last, KHC_ID_SIZE) == 0
         && memcmp (seen->dek, expected->dek, KHC_ID_SIZE) != 0;
}

static KhContainerReader *
open_ahead (KhItemStore *self, const KhItemRow *row, const KhcContainerFacts *facts,
            KhItemRow **repaired, GError **error)
{
  g_autofree char *path = kh_item_store_item_path (self, row->id);
  g_autofree char *dek = NULL;
  g_autoptr (KhSecret) secret = kh_item_store_ref_key (self, NULL, NULL, &dek, error);
  g_autoptr (KhContainerReader) container = NULL;

  if (secret == NULL)
    return NULL;
  container = kh_container_reader_new (self->io, path, secret, facts, NULL, error);
  if (container == NULL || !check_content (container, row, error))
    return NULL;
  *repaired = repaired_row (row, dek, container);
  return g_steal_pointer (&container);
}

KhContainerReader *
kh_item_store_open_container (KhItemStore *self, const KhItemRow *row, KhItemRow **repaired,
                              GError **error)
{
  g_autofree char *path = kh_item_store_item_path (self, row->id);
  g_autoptr (KhSecret) secret = NULL;
  KhcContainerFacts expected, seen;

  if (!kh_item_row_to_facts (self, row, &expected, error))
    return NULL;
  if (repaired != NULL) {
    *repaired = NULL;
    if (!kh_container_peek (self->io, path, &seen, error))
      return NULL;
    if (is_ahead (self, &expected, &seen)) {
      memcpy (expected.dek, seen.dek, KHC_ID_SIZE);
      expected.generation = seen.generation;
      return open_ahead (self, row, &expected, repaired, error);
    }
  }
  secret = kh_item_store_ref_key (self, row->dek, NULL, NULL, error);
  if (secret == NULL)
    return NULL;
  return kh_container_reader_new (self->io, path, secret, &expected, &row->record, error);
}

/* --- Readers ------------------------------------------------------------------------------- */

static void
reader_revoke (gpointer owner)
{
  KhItemReader *self = owner;

  /* Freed only after the stream has left the store, or by drop, under the store's lock as this. */
  if (self->container != NULL)
    kh_container_reader_revoke (self->container);
}

static void
reader_drop (gpointer owner)
{
  KhItemReader *self = owner;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_clear_pointer (&self->container, kh_container_reader_free);
}

KhItemReader *
kh_item_reader_new_take (KhItemStore *self, KhContainerReader *container, GError **error)
{
  g_autoptr (KhItemReader) reader = g_new0 (KhItemReader, 1);

  g_mutex_init (&reader->lock);
  reader->store = kh_item_store_ref (self);
  reader->container = container;
  reader->length = kh_container_reader_get_length (container);
  reader->stream = (KhStoreStream){ reader_revoke, reader_drop, reader };
  return kh_item_store_add_stream (self, &reader->stream, error) ? g_steal_pointer (&reader) : NULL;
}

static KhContainerReader *
open_by_name (KhItemStore *store, KhDatabase *db, const char *name, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (KhItemRow) row = kh_item_row_find (db, name, &local);
  g_autoptr (KhItemRow) repaired = NULL;
  g_autoptr (KhContainerReader) container = NULL;
  gboolean found;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  if (row == NULL) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no file “%s”", name);
    return NULL;
  }
  container = kh_item_store_open_container (store, row, &repaired, error);
  if (container == NULL)
    return NULL;
  if (repaired != NULL && !kh_item_row_update (db, repaired, &found, error))
    return NULL;
  return g_steal_pointer (&container);
}

KhItemReader *
kh_item_reader_new (KhItemStore *store, const char *name, GError **error)
{
  KhDatabase *db = kh_item_store_enter (store, error);
  KhContainerReader *container;

  if (db == NULL)
    return NULL;
  container = open_by_name (store, db, name, error);
  kh_item_store_leave (store);
  return container == NULL ? NULL : kh_item_reader_new_take (store, container, error);
}

void
kh_item_reader_free (KhItemReader *self)
{
  if (self == NULL)
    return;
  kh_item_store_remove_stream (self->store, &self->stream);
  g_clear_pointer (&self->container, kh_container_reader_free);
  kh_item_store_unref (self->store);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint64
kh_item_reader_get_length (KhItemReader *self)
{
  return self->length;
}

gboolean
kh_item_reader_read (KhItemReader *self, guint64 offset, void *buffer, gsize size, gsize *got,
                     GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  *got = 0;
  if (!kh_item_store_check (self->store, error))
    return FALSE;
  if (self->container == NULL) {
    kh_set_error (error, KH_ERROR_LOCKED, "The environment is locked");
    return FALSE;
  }
  return kh_container_reader_read (self->container, offset, buffer, size, got, error);
}

KhContainerReader *
kh_item_reader_lend (KhItemReader *self, GError **error)
{
  if (!kh_item_store_hold (self->store, error))
    return NULL;
  if (self->container != NULL)
    return self->container;
  kh_item_store_release (self->store);
  kh_set_error (error, KH_ERROR_LOCKED, "The environment is locked");
  return NULL;
}

void
kh_item_reader_give_back (KhItemReader *self)
{
  kh_item_store_release (self->store);
}
