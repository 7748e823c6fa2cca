/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The VFS itself: which files it opens, and its registration. */
#include "kh-page-vfs-private.h"

#include <errno.h>
#include <string.h>

#include "khc-hash.h"
#include "khc-labels.h"
#include "khc-random.h"

#define PROBED_PAGES 16

/* The database's id and key: from the file, or new. */
static int
prepare_key (KhPageVfs *self, KhPageFile *file)
{
  guint8 first[KHC_PAGE_CLEAR];
  gsize got;
  int result;

  if (self->mode == KH_PAGE_VFS_CREATE) {
    result = khc_random (self->id, sizeof self->id);
  } else {
    if (!kh_io_read (self->io, file->fd, first, sizeof first, 0, &got))
      return kh_page_vfs_fail_errno (self, errno, file->path, SQLITE_IOERR_READ);
    result = khc_page_identify (khc_bytes (first, got), self->id);
    if (result == KHC_ERR_NOT_OURS && memcmp (first, "SQLite format 3", 16) == 0) {
      kh_set_error (&self->error, KH_ERROR_NOT_OURS, "%s: it is a database without encryption",
                    file->path);
      return SQLITE_CANTOPEN;
    }
  }
  if (result == KHC_OK)
    result = khc_page_key_new (kh_secret_peek (self->dek), self->id, &self->key);
  if (result == KHC_OK)
    return SQLITE_OK;
  if (self->error == NULL)
    kh_error_from_khc (&self->error, result, file->path);
  return SQLITE_CANTOPEN;
}

/* One connection for each file, of this process or another. */
static int
lock_file (KhPageVfs *self, KhPageFile *file)
{
  if (self->io->lock (self->io, file->fd) == 0)
    return SQLITE_OK;
  if (errno != EWOULDBLOCK)
    return kh_page_vfs_fail_errno (self, errno, file->path, SQLITE_CANTOPEN);
  if (self->error == NULL)
    kh_set_error (&self->error, KH_ERROR_HOSTED, "%s: it is open elsewhere", file->path);
  return SQLITE_CANTOPEN;
}

static int
open_main (KhPageVfs *self, KhPageFile *file)
{
  static const KhIoMode modes[] = { KH_IO_READ, KH_IO_WRITE, KH_IO_CREATE_NEW };
  int code;

  /* ATTACH and VACUUM INTO name a second file: this connection has one. */
  if (self->main != NULL) {
    kh_page_vfs_fail_shape (self, file->path, SQLITE_CANTOPEN);
    return SQLITE_CANTOPEN;
  }
  file->fd = kh_io_open (self->io, file->path, modes[self->mode],
                         self->error == NULL ? &self->error : NULL);
  if (file->fd < 0)
    return SQLITE_CANTOPEN;
  code = lock_file (self, file);
  if (code == SQLITE_OK)
    code = prepare_key (self, file);
  if (code == SQLITE_OK)
    self->main = file;
  return code;
}

static int
open_wal (KhPageVfs *self, KhPageFile *file)
{
  gboolean exists = kh_io_exists (self->io, file->path);

  if (self->key == NULL || self->wal != NULL)
    return kh_page_vfs_fail_shape (self, file->path, SQLITE_CANTOPEN);
  file->numbers = g_array_new (FALSE, TRUE, sizeof (guint32));
  self->wal = file;
  if (self->mode == KH_PAGE_VFS_READ && !exists)
    return SQLITE_OK;
  file->name_is_new = !exists;
  file->fd =
      kh_io_open (self->io, file->path, self->mode == KH_PAGE_VFS_READ ? KH_IO_READ : KH_IO_CREATE,
                  self->error == NULL ? &self->error : NULL);
  return file->fd < 0 ? SQLITE_CANTOPEN : SQLITE_OK;
}

static int
vfs_open (sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *out_flags)
{
  KhPageVfs *self = vfs->pAppData;
  KhPageFile *file = (KhPageFile *)base;
  int code;

  memset (file, 0, sizeof *file);
  if (path == NULL || (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0)
    return kh_page_vfs_fail_shape (self, "a temporary file", SQLITE_CANTOPEN);
  file->vfs = self;
  file->fd = -1;
  file->path = g_strdup (path);
  code = (flags & SQLITE_OPEN_WAL) != 0 ? open_wal (self, file) : open_main (self, file);
  if (code != SQLITE_OK) {
    kh_page_file_close (base);
    return code;
  }
  /* From here SQLite closes the file. */
  base->pMethods = (flags & SQLITE_OPEN_WAL) != 0 ? &kh_page_wal_methods : &kh_page_main_methods;
  if (out_flags != NULL && self->mode == KH_PAGE_VFS_READ)
    *out_flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
  else if (out_flags != NULL)
    *out_flags = flags;
  return SQLITE_OK;
}

static int
vfs_delete (sqlite3_vfs *vfs, const char *path, int sync_folder)
{
  KhPageVfs *self = vfs->pAppData;
  g_autofree char *folder = g_path_get_dirname (path);

  if (self->io->unlink (self->io, path) != 0) {
    if (errno == ENOENT)
      return SQLITE_IOERR_DELETE_NOENT;
    return kh_page_vfs_fail_errno (self, errno, path, SQLITE_IOERR_DELETE);
  }
  if (sync_folder != 0 && self->io->fsync_folder (self->io, folder) != 0)
    return kh_page_vfs_fail_errno (self, errno, folder, SQLITE_IOERR_DIR_FSYNC);
  return SQLITE_OK;
}

/* A rollback journal is never ours: one that lies there is not looked at. */
static int
vfs_access (sqlite3_vfs *vfs, const char *path, int flags, int *result)
{
  KhPageVfs *self = vfs->pAppData;
  struct stat info;

  *result = 0;
  if (!g_str_has_suffix (path, "-journal") && self->io->lstat (self->io, path, &info) == 0)
    *result = !S_ISREG (info.st_mode) || info.st_size > 0;
  return SQLITE_OK;
}

static int
vfs_full_path (sqlite3_vfs *vfs, const char *path, int size, char *out)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);

  return g_strlcpy (out, full, size) < (gsize)size ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int
vfs_randomness (sqlite3_vfs *vfs, int size, char *out)
{
  return khc_random ((guint8 *)out, size) == KHC_OK ? size : 0;
}

static int
vfs_sleep (sqlite3_vfs *vfs, int microseconds)
{
  g_usleep (microseconds);
  return microseconds;
}

/* Time comes from the tenant's clock, as a bound value; SQL has none. */
static int
vfs_current_time (sqlite3_vfs *vfs, double *out)
{
  *out = 0;
  return SQLITE_ERROR;
}

static int
vfs_last_error (sqlite3_vfs *vfs, int size, char *out)
{
  return 0;
}

static const sqlite3_vfs vfs_template = {
  .iVersion = 1,
  .szOsFile = sizeof (KhPageFile),
  .mxPathname = 4096,
  .xOpen = vfs_open,
  .xDelete = vfs_delete,
  .xAccess = vfs_access,
  .xFullPathname = vfs_full_path,
  .xRandomness = vfs_randomness,
  .xSleep = vfs_sleep,
  .xCurrentTime = vfs_current_time,
  .xGetLastError = vfs_last_error,
};

KhPageVfs *
kh_page_vfs_new (const KhIo *io, KhSecret *dek, KhPageVfsMode mode)
{
  static int counter;
  KhPageVfs *self = g_new0 (KhPageVfs, 1);

  self->io = io;
  self->dek = kh_secret_ref (dek);
  self->mode = mode;
  self->name = g_strdup_printf ("kh-pages-%d", g_atomic_int_add (&counter, 1));
  self->vfs = vfs_template;
  self->vfs.zName = self->name;
  self->vfs.pAppData = self;
  sqlite3_vfs_register (&self->vfs, 0);
  return self;
}

void
kh_page_vfs_free (KhPageVfs *self)
{
  sqlite3_vfs_unregister (&self->vfs);
  khc_page_key_free (self->key);
  kh_secret_unref (self->dek);
  g_clear_error (&self->error);
  g_free (self->name);
  khc_wipe (self->scratch, sizeof self->scratch);
  g_free (self);
}

const char *
kh_page_vfs_get_name (KhPageVfs *self)
{
  return self->name;
}

void
kh_page_vfs_revoke (KhPageVfs *self)
{
  g_atomic_int_set (&self->revoked, 1);
}

gboolean
kh_page_vfs_is_revoked (KhPageVfs *self)
{
  return g_atomic_int_get (&self->revoked) != 0;
}

KhSecret *
kh_page_vfs_get_dek (KhPageVfs *self)
{
  return self->dek;
}

GError *
kh_page_vfs_take_error (KhPageVfs *self)
{
  return g_steal_pointer (&self->error);
}

void
kh_page_vfs_clear_error (KhPageVfs *self)
{
  g_clear_error (&self->error);
}

static gboolean
page_opens (KhPageVfs *self, guint64 index)
{
  guint8 page[KHC_PAGE_SIZE];
  gsize got;
  gboolean opens;

  opens =
      kh_io_read (self->io, self->main->fd, page, sizeof page, (gint64)index * KHC_PAGE_SIZE, &got)
      && got == sizeof page
      && khc_page_open_in_place (self->key, (guint32)index + 1, page) == KHC_OK;
  khc_wipe (page, sizeof page);
  return opens;
}

gboolean
kh_page_vfs_key_fits (KhPageVfs *self)
{
  guint64 size, n_pages;

  if (self->main == NULL || !kh_io_size (self->io, self->main->fd, &size, self->main->path, NULL))
    return FALSE;
  n_pages = size / KHC_PAGE_SIZE;
  for (guint64 i = 0; i < MIN (n_pages, PROBED_PAGES); i++)
    if (page_opens (self, i) || page_opens (self, n_pages - 1 - i))
      return TRUE;
  return FALSE;
}

static void
add_256 (guint8 *sum, const guint8 *term)
{
  guint carry = 0;

  for (int i = KHC_SHA256_SIZE - 1; i >= 0; i--) {
    carry += (guint)sum[i] + term[i];
    sum[i] = (guint8)carry;
    carry >>= 8;
  }
}

/* Adds the term of one page: HMAC of number and tag under a key of this sum alone. */
static gboolean
add_page (KhPageVfs *self, const KhcSecret *key, guint64 index, guint8 *sum, GError **error)
{
  guint8 number[4], tag[16], term[KHC_SHA256_SIZE];
  KhcBytes parts[2] = { { number, sizeof number }, { tag, sizeof tag } };
  gint64 offset = (gint64)(index + 1) * KHC_PAGE_SIZE - 24;
  gsize got;
  int result;

  if (!kh_io_read (self->io, self->main->fd, tag, sizeof tag, offset, &got))
    return kh_error_from_errno (error, errno, self->main->path);
  khc_put_be32 (number, (guint32)index + 1);
  result =
      khc_hmac_sha256 (khc_bytes (khc_secret_bytes (key), khc_secret_size (key)), parts, 2, term);
  if (result != KHC_OK)
    return kh_error_from_khc (error, result, self->main->path);
  add_256 (sum, term);
  return TRUE;
}

gboolean
kh_page_vfs_sum (KhPageVfs *self, guint8 *sum, GError **error)
{
  guint8 context[KHC_PAGE_ID_SIZE + 1];
  KhcSecret *key = NULL;
  guint64 size;
  gboolean ok;
  int result;

  memset (sum, 0, KHC_SHA256_SIZE);
  if (!kh_io_size (self->io, self->main->fd, &size, self->main->path, error))
    return FALSE;
  memcpy (context, self->id, sizeof self->id);
  context[KHC_PAGE_ID_SIZE] = 3;
  result =
      khc_derive (kh_secret_peek (self->dek), KHC_LABEL_PAGE_HEADER, context, sizeof context, &key);
  if (result != KHC_OK)
    return kh_error_from_khc (error, result, self->main->path);
  ok = TRUE;
  for (guint64 i = 0; ok && i < size / KHC_PAGE_SIZE; i++)
    ok = add_page (self, key, i, sum, error);
  khc_secret_free (key);
  return ok;
}
