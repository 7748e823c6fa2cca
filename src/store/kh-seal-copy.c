/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The automatic copy of the seal. */
#include "kh-seal-copy.h"

#include "kh-log.h"
#include "kh-seal-file.h"

static char *
path_of (const char *folder, const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* (nullable): what is there and no larger than a seal. */
static GBytes *
read_file (const KhIo *io, const char *folder, const char *name)
{
  g_autofree char *path = path_of (folder, name);

  return kh_io_read_file (io, path, KHC_SEAL_MAX_SIZE, NULL);
}

static gboolean
is_seal (GBytes *bytes)
{
  KhcSeal seal;
  gsize size;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  return data != NULL && khc_seal_parse (khc_bytes (data, size), &seal) == KHC_OK;
}

gboolean
kh_seal_copy_drop (const KhIo *io, const char *folder, GError **error)
{
  g_autofree char *path = path_of (folder, KH_SEAL_COPY_NAME);

  if (!kh_io_exists (io, path))
    return TRUE;
  return kh_io_unlink (io, path, error) && kh_io_sync_folder (io, folder, error);
}

void
kh_seal_copy_renew (const KhIo *io, const char *folder)
{
  g_autofree char *path = path_of (folder, KH_SEAL_COPY_NAME);
  g_autoptr (GBytes) seal = read_file (io, folder, KH_SEAL_FILE_NAME);
  g_autoptr (GBytes) copy = read_file (io, folder, KH_SEAL_COPY_NAME);
  g_autoptr (GError) error = NULL;
  gconstpointer data;
  gsize size;

  if (is_seal (copy) || !is_seal (seal))
    return;
  data = g_bytes_get_data (seal, &size);
  if (!kh_io_replace_file (io, path, data, size, &error))
    kh_message ("The copy of the seal was not made: %s", error->message);
}

/* (nullable): the copy, if it can take the place of the seal. */
static GBytes *
find_copy (const KhIo *io, const char *folder)
{
  g_autoptr (GBytes) seal = read_file (io, folder, KH_SEAL_FILE_NAME);
  g_autoptr (GBytes) copy = read_file (io, folder, KH_SEAL_COPY_NAME);

  if (!is_seal (copy) || (seal != NULL && g_bytes_equal (seal, copy)))
    return NULL;
  return g_steal_pointer (&copy);
}

gint64
kh_seal_copy_find (const KhIo *io, const char *folder)
{
  g_autofree char *path = path_of (folder, KH_SEAL_COPY_NAME);
  g_autoptr (GBytes) copy = find_copy (io, folder);
  struct stat info;

  if (copy == NULL || io->lstat (io, path, &info) != 0)
    return 0;
  return MAX (1, (gint64)info.st_mtim.tv_sec * G_USEC_PER_SEC + info.st_mtim.tv_nsec / 1000);
}

/* Nothing at all where the seal is gone. */
static gboolean
keep_damaged (const KhIo *io, const char *folder, GError **error)
{
  g_autofree char *path = path_of (folder, KH_SEAL_DAMAGED_NAME);
  g_autoptr (GBytes) seal = read_file (io, folder, KH_SEAL_FILE_NAME);
  gsize size = 0;
  gconstpointer data = seal != NULL ? g_bytes_get_data (seal, &size) : "";

  return kh_io_replace_file (io, path, data, size, error);
}

gboolean
kh_seal_copy_use (const KhIo *io, const char *folder, GError **error)
{
  g_autofree char *path = path_of (folder, KH_SEAL_FILE_NAME);
  g_autofree char *from = path_of (folder, KH_SEAL_COPY_NAME);
  g_autoptr (GBytes) copy = find_copy (io, folder);

  if (copy == NULL) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, from, "NoSealCopy", NULL,
                        "There is no copy of the seal that could take its place");
    return FALSE;
  }
  if (!keep_damaged (io, folder, error))
    return FALSE;
  if (!kh_io_rename (io, from, path, error)) {
    kh_seal_copy_settle (io, folder);
    return FALSE;
  }
  if (!kh_io_sync_folder (io, folder, error))
    return FALSE;
  kh_seal_copy_renew (io, folder);
  return TRUE;
}

gboolean
kh_seal_copy_was_used (const KhIo *io, const char *folder)
{
  g_autofree char *path = path_of (folder, KH_SEAL_DAMAGED_NAME);

  return kh_io_exists (io, path);
}

void
kh_seal_copy_settle (const KhIo *io, const char *folder)
{
  g_autofree char *path = path_of (folder, KH_SEAL_DAMAGED_NAME);
  g_autoptr (GError) error = NULL;

  if (!kh_io_unlink (io, path, &error))
    kh_message ("What was the seal is still there: %s", error->message);
}
