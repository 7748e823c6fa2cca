/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fixture of the tests of items. */
#include "items-fixture.h"

#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>

#include "kh-id.h"

/* --- Faults -------------------------------------------------------------------------------- */

static gboolean
fails (const KhIo *io, gboolean is_write)
{
  FaultyIo *self = (FaultyIo *)io;

  if (self->countdown < 0 || (self->only_writes && !is_write))
    return FALSE;
  if (self->countdown > 0 && --self->countdown > 0)
    return FALSE;
  self->failed = TRUE; /* and every call after it too, as on a disk that stays full */
  errno = self->error;
  return TRUE;
}

#define REAL kh_io_default ()

static int
faulty_open (const KhIo *io, const char *path, int flags, mode_t mode)
{
  return fails (io, FALSE) ? -1 : REAL->open (REAL, path, flags, mode);
}

static gssize
faulty_pread (const KhIo *io, int fd, void *buffer, gsize size, gint64 offset)
{
  return fails (io, FALSE) ? -1 : REAL->pread (REAL, fd, buffer, size, offset);
}

static gssize
faulty_pwrite (const KhIo *io, int fd, const void *buffer, gsize size, gint64 offset)
{
  return fails (io, TRUE) ? -1 : REAL->pwrite (REAL, fd, buffer, size, offset);
}

static int
faulty_fdatasync (const KhIo *io, int fd)
{
  return fails (io, FALSE) ? -1 : REAL->fdatasync (REAL, fd);
}

static int
faulty_fsync_folder (const KhIo *io, const char *path)
{
  return fails (io, FALSE) ? -1 : REAL->fsync_folder (REAL, path);
}

static int
faulty_rename (const KhIo *io, const char *from, const char *to)
{
  return fails (io, FALSE) ? -1 : REAL->rename (REAL, from, to);
}

void
faulty_io_init (FaultyIo *self)
{
  *self = (FaultyIo){ .io = *REAL, .countdown = -1, .error = EIO };
  self->io.open = faulty_open;
  self->io.pread = faulty_pread;
  self->io.pwrite = faulty_pwrite;
  self->io.fdatasync = faulty_fdatasync;
  self->io.fsync_folder = faulty_fsync_folder;
  self->io.rename = faulty_rename;
}

/* --- The store ----------------------------------------------------------------------------- */

static void
make_keys (ItemsFixture *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->deks); i++) {
    guint8 bytes[32];

    memset (bytes, 0x41 + (int)i, sizeof bytes);
    self->dek_ids[i] = g_strdup_printf ("00000000-0000-4000-8000-00000000000%u", i + 1);
    self->secrets[i] = kh_secret_new_copy (bytes, sizeof bytes);
    self->deks[i] = (KhStoreDek){ self->dek_ids[i], self->secrets[i] };
  }
}

static void
init (ItemsFixture *self, const char *root, KhStoreKind kind)
{
  self->root = g_strdup (root);
  self->folder = g_build_filename (root, kh_store_kind_to_string (kind), NULL);
  faulty_io_init (&self->faulty);
  self->clock = kh_clock_new_manual (kh_time_from_unix (1750000000));
  make_keys (self);
  self->spec = (KhItemStoreSpec){ .folder = self->folder,
                                  .environment = "11111111-2222-4333-8444-555555555555",
                                  .kind = kind,
                                  .io = &self->faulty.io,
                                  .clock = self->clock,
                                  .deks = self->deks,
                                  .n_deks = 1 };
}

void
items_fixture_init (ItemsFixture *self, KhStoreKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *root = g_dir_make_tmp ("kh-items-XXXXXX", &error);

  g_assert_no_error (error);
  init (self, root, kind);
}

void
items_fixture_init_beside (ItemsFixture *self, ItemsFixture *other, KhStoreKind kind)
{
  init (self, other->root, kind);
}

void
items_remove_folder (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *inner = g_build_filename (path, name, NULL);

    if (g_file_test (inner, G_FILE_TEST_IS_DIR))
      items_remove_folder (inner);
    else
      g_unlink (inner);
  }
  g_clear_pointer (&dir, g_dir_close);
  g_rmdir (path);
}

void
items_fixture_clear (ItemsFixture *self)
{
  items_remove_folder (self->root);
  for (guint i = 0; i < G_N_ELEMENTS (self->deks); i++) {
    g_free (self->dek_ids[i]);
    kh_secret_unref (self->secrets[i]);
  }
  kh_clock_unref (self->clock);
  g_free (self->folder);
  g_free (self->root);
}

KhItemStore *
items_fixture_create (ItemsFixture *self)
{
  g_autoptr (GError) error = NULL;
  KhItemStore *store;

  self->spec.deks = self->deks;
  self->spec.n_deks = 1;
  store = kh_item_store_create (&self->spec, &error);
  g_assert_no_error (error);
  return store;
}

KhItemStore *
items_fixture_open (ItemsFixture *self, guint first, guint last)
{
  g_autoptr (GError) error = NULL;
  KhItemStore *store;

  self->spec.deks = self->deks + first;
  self->spec.n_deks = last - first + 1;
  store = kh_item_store_open (&self->spec, &error);
  g_assert_no_error (error);
  return store;
}

/* --- Files --------------------------------------------------------------------------------- */

guint8 *
items_make_bytes (gsize size, guint seed)
{
  guint8 *bytes = g_malloc (size + 1);
  guint32 state = seed * 2654435761u + 1;

  for (gsize i = 0; i < size; i++) {
    state = state * 1664525u + 1013904223u;
    bytes[i] = (guint8)(state >> 24);
  }
  return bytes;
}

void
items_add_file (KhItemStore *store, const char *name, gsize size, guint seed)
{
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *bytes = items_make_bytes (size, seed);
  g_autoptr (KhItemWriter) writer = kh_item_writer_new (store, name, &error);

  g_assert_no_error (error);
  kh_item_writer_write (writer, bytes, size, &error);
  g_assert_no_error (error);
  kh_item_writer_seal (writer, &error);
  g_assert_no_error (error);
  kh_item_writer_commit (writer, FALSE, NULL, &error);
  g_assert_no_error (error);
}

void
items_check_file (KhItemStore *store, const char *name, gsize size, guint seed)
{
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *wanted = items_make_bytes (size, seed), *seen = g_malloc (size + 1);
  g_autoptr (KhItemReader) reader = kh_item_reader_new (store, name, &error);
  g_autoptr (KhStoreItem) item = NULL;
  g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, wanted, size);
  gsize got;

  g_assert_no_error (error);
  g_assert_cmpuint (kh_item_reader_get_length (reader), ==, size);
  kh_item_reader_read (reader, 0, seen, size + 1, &got, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (seen, got, wanted, size);
  item = kh_item_store_find (store, name, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (item->sha256, ==, digest);
}

guint
items_count_on_disk (ItemsFixture *self, const char *suffix)
{
  g_autofree char *path = g_build_filename (self->folder, "items", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint count = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    count += suffix == NULL || g_str_has_suffix (name, suffix) ? 1 : 0;
  return count;
}

static gboolean
find_below (const char *path, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  gboolean found = FALSE;

  while (dir != NULL && !found && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *inner = g_build_filename (path, name, NULL), *bytes = NULL;
    gsize size;

    if (g_file_test (inner, G_FILE_TEST_IS_DIR))
      found = find_below (inner, text);
    else if (g_file_get_contents (inner, &bytes, &size, NULL))
      found = memmem (bytes, size, text, strlen (text)) != NULL;
  }
  return found;
}

gboolean
items_find_on_disk (ItemsFixture *self, const char *text)
{
  return find_below (self->root, text);
}
