/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing a store, its keys, and who may use the connection. */
#include "kh-item-store-private.h"

#include <string.h>

#include "kh-id.h"
#include "kh-table-store-private.h"

/* --- Keys ---------------------------------------------------------------------------------- */

static void
key_free (gpointer data)
{
  KhStoreKey *key = data;

  g_free (key->id);
  kh_secret_unref (key->secret);
  g_free (key);
}

static gboolean
add_key (KhItemStore *self, const KhStoreDek *dek, GError **error)
{
  g_autofree KhStoreKey *key = g_new0 (KhStoreKey, 1);

  if (!kh_id_to_bytes (dek->id, key->bytes)) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "The id of a data key is not a GUID");
    return FALSE;
  }
  key->id = kh_id_from_bytes (key->bytes);
  key->secret = kh_secret_ref (dek->secret);
  g_ptr_array_add (self->keys, g_steal_pointer (&key));
  return TRUE;
}

static KhStoreKey *
find_key (KhItemStore *self, const char *id)
{
  if (id == NULL && self->keys->len > 0)
    return g_ptr_array_index (self->keys, self->keys->len - 1);
  for (guint i = 0; i < self->keys->len; i++) {
    KhStoreKey *key = g_ptr_array_index (self->keys, i);

    if (g_ascii_strcasecmp (key->id, id) == 0)
      return key;
  }
  return NULL;
}

static gboolean
set_locked (GError **error)
{
  kh_set_error (error, KH_ERROR_LOCKED, "The environment is locked");
  return FALSE;
}

KhSecret *
kh_item_store_ref_key (KhItemStore *self, const char *id, guint8 bytes[KHC_ID_SIZE],
                       char **found_id, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  KhStoreKey *key;

  if (self->closed || g_atomic_int_get (&self->revoked)) {
    set_locked (error);
    return NULL;
  }
  key = find_key (self, id);
  if (key == NULL) {
    kh_set_error (error, KH_ERROR_WRONG_KEY,
                  "The data is sealed under data key %s, which is not open", id);
    return NULL;
  }
  if (bytes != NULL)
    memcpy (bytes, key->bytes, KHC_ID_SIZE);
  if (found_id != NULL)
    *found_id = g_strdup (key->id);
  return kh_secret_ref (key->secret);
}

guint
kh_item_store_count_keys (KhItemStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->keys->len;
}

/* --- Who may work -------------------------------------------------------------------------- */

gboolean
kh_item_store_check (KhItemStore *self, GError **error)
{
  return g_atomic_int_get (&self->revoked) ? set_locked (error) : TRUE;
}

KhDatabase *
kh_item_store_enter (KhItemStore *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->taken && !self->closed)
    g_cond_wait (&self->changed, &self->lock);
  if (self->closed || g_atomic_int_get (&self->revoked)) {
    set_locked (error);
    return NULL;
  }
  if (self->db == NULL) {
    kh_set_error (error, KH_ERROR_IO, "The database of %s could not be opened again", self->folder);
    return NULL;
  }
  self->taken = TRUE;
  return self->db;
}

void
kh_item_store_leave (KhItemStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->taken = FALSE;
  g_cond_broadcast (&self->changed);
}

gboolean
kh_item_store_hold (KhItemStore *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->closed || g_atomic_int_get (&self->revoked))
    return set_locked (error);
  self->running++;
  return TRUE;
}

void
kh_item_store_release (KhItemStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->running--;
  g_cond_broadcast (&self->changed);
}

gboolean
kh_item_store_add_stream (KhItemStore *self, KhStoreStream *stream, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->closed || g_atomic_int_get (&self->revoked))
    return set_locked (error);
  g_ptr_array_add (self->streams, stream);
  return TRUE;
}

void
kh_item_store_remove_stream (KhItemStore *self, KhStoreStream *stream)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_ptr_array_remove_fast (self->streams, stream);
}

void
kh_item_store_swap_database (KhItemStore *self, KhDatabase *db, const char *id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_clear_pointer (&self->db, kh_database_unref);
  self->db = db;
  for (guint i = 0; i < self->keys->len; i++) {
    if (id != NULL && strcmp (((KhStoreKey *)g_ptr_array_index (self->keys, i))->id, id) == 0)
      self->database_key = i;
  }
  if (db != NULL && g_atomic_int_get (&self->revoked))
    kh_database_revoke (db);
}

/* --- Opening ------------------------------------------------------------------------------- */

static KhItemStore *
store_new (const KhItemStoreSpec *spec, GError **error)
{
  g_autoptr (KhItemStore) self = g_new0 (KhItemStore, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->folder = g_strdup (spec->folder);
  self->items = g_build_filename (spec->folder, "items", NULL);
  self->database_path = g_build_filename (spec->folder, "store.db", NULL);
  self->kind = spec->kind;
  self->io = spec->io;
  self->clock = kh_clock_ref (spec->clock);
  self->keys = g_ptr_array_new_with_free_func (key_free);
  self->streams = g_ptr_array_new ();
  if (spec->n_deks == 0 || !kh_id_to_bytes (spec->environment, self->environment_bytes)) {
    kh_set_error (error, KH_ERROR_ARGUMENT,
                  "A store needs the id of its environment and a data key");
    return NULL;
  }
  self->environment = kh_id_from_bytes (self->environment_bytes);
  for (guint i = 0; i < spec->n_deks; i++) {
    if (!add_key (self, &spec->deks[i], error))
      return NULL;
  }
  return g_steal_pointer (&self);
}

/* Tries the keys in their order: between the rename of a re-encrypted database and the tenant's
 * transaction the file is ahead of what the caller believes. */
static gboolean
open_database (KhItemStore *self, KhDatabaseFlags flags, GError **error)
{
  for (guint i = 0; i < self->keys->len; i++) {
    KhStoreKey *key = g_ptr_array_index (self->keys, i);
    g_autoptr (GError) local = NULL;

    self->db = kh_database_open (self->database_path, key->secret, flags, self->io, &local);
    if (self->db != NULL) {
      self->database_key = i;
      return TRUE;
    }
    if (!kh_error_is (local, KH_ERROR_WRONG_KEY) || i + 1 == self->keys->len) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  }
  return FALSE;
}

static gboolean
prepare_database (KhItemStore *self, GError **error)
{
  return kh_database_migrate (self->db, kh_item_store_migrations, kh_item_store_n_migrations, error)
         && kh_item_store_check_place (self, self->db, error);
}

KhItemStore *
kh_item_store_create (const KhItemStoreSpec *spec, GError **error)
{
  g_autoptr (KhItemStore) self = store_new (spec, error);

  if (self == NULL)
    return NULL;
  if (kh_io_exists (self->io, self->database_path)) {
    kh_set_error (error, KH_ERROR_EXISTS, "There is a store in %s already", self->folder);
    return NULL;
  }
  if (!kh_io_make_folder (self->io, self->items, error)
      || !open_database (self, KH_DATABASE_CREATE, error) || !prepare_database (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* Whether a file in items/ belongs to no row. Another name than an id is not ours to remove. */
static gboolean
is_left_over (KhItemStore *self, const char *name, gboolean *left_over, GError **error)
{
  gboolean known;

  *left_over = g_str_has_suffix (name, ".new");
  if (*left_over || !kh_id_is_guid (name))
    return TRUE;
  if (!kh_item_row_exists (self->db, name, &known, error))
    return FALSE;
  *left_over = !known;
  return TRUE;
}

static gboolean
remove_left_overs (KhItemStore *self, GError **error)
{
  g_autofree char *copy = g_strconcat (self->database_path, ".new", NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!kh_io_unlink (self->io, copy, error) || !kh_io_make_folder (self->io, self->items, error))
    return FALSE;
  dir = g_dir_open (self->items, 0, error);
  if (dir == NULL) {
    kh_error_from_gio (error, self->items);
    return FALSE;
  }
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (self->items, name, NULL);
    gboolean left_over;

    if (!is_left_over (self, name, &left_over, error))
      return FALSE;
    if (left_over && !kh_io_unlink (self->io, path, error))
      return FALSE;
  }
  return TRUE;
}

KhItemStore *
kh_item_store_open (const KhItemStoreSpec *spec, GError **error)
{
  g_autoptr (KhItemStore) self = store_new (spec, error);

  if (self == NULL || !open_database (self, KH_DATABASE_DEFAULT, error)
      || !prepare_database (self, error) || !remove_left_overs (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* --- Closing ------------------------------------------------------------------------------- */

void
kh_item_store_revoke (KhItemStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_atomic_int_set (&self->revoked, TRUE);
  if (self->db != NULL)
    kh_database_revoke (self->db);
  for (guint i = 0; i < self->streams->len; i++) {
    KhStoreStream *stream = g_ptr_array_index (self->streams, i);

    stream->revoke (stream->owner);
  }
  g_cond_broadcast (&self->changed);
}

gboolean
kh_item_store_close (KhItemStore *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean ok = TRUE;

  while ((self->taken || self->running > 0) && !self->closed)
    g_cond_wait (&self->changed, &self->lock);
  if (self->closed)
    return TRUE;
  self->closed = TRUE;
  for (guint i = 0; i < self->streams->len; i++) {
    KhStoreStream *stream = g_ptr_array_index (self->streams, i);

    stream->drop (stream->owner);
  }
  if (self->db != NULL)
    ok = kh_database_close (self->db, error);
  g_clear_pointer (&self->db, kh_database_unref);
  g_ptr_array_set_size (self->keys, 0);
  g_cond_broadcast (&self->changed);
  return ok;
}

KhItemStore *
kh_item_store_ref (KhItemStore *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
kh_item_store_unref (KhItemStore *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  kh_item_store_close (self, NULL);
  g_ptr_array_unref (self->keys);
  g_ptr_array_unref (self->streams);
  kh_clock_unref (self->clock);
  g_free (self->folder);
  g_free (self->items);
  g_free (self->database_path);
  g_free (self->environment);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* --- What it holds ------------------------------------------------------------------------- */

char *
kh_item_store_dup_database_dek (KhItemStore *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->database_key >= self->keys->len)
    return NULL;
  return g_strdup (((KhStoreKey *)g_ptr_array_index (self->keys, self->database_key))->id);
}

char *
kh_item_store_item_path (KhItemStore *self, const char *id)
{
  return g_build_filename (self->items, id, NULL);
}
