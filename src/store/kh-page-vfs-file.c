/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Methods that the database file and its WAL have in common, and how failures are kept. */
#include "kh-page-vfs-private.h"

#include <errno.h>

int
kh_page_vfs_fail_errno (KhPageVfs *self, int saved_errno, const char *path, int code)
{
  if (self->error == NULL)
    kh_error_from_errno (&self->error, saved_errno, path);
  return saved_errno == ENOSPC || saved_errno == EDQUOT ? SQLITE_FULL : code;
}

int
kh_page_vfs_fail_page (KhPageVfs *self, const char *path, guint32 number, int result)
{
  g_autofree char *what = g_strdup_printf ("%s, page %u", path, number);

  if (self->error == NULL && result == KHC_ERR_DAMAGED)
    kh_set_error (&self->error, KH_ERROR_DAMAGED, "%s: its content was damaged or altered", what);
  else if (self->error == NULL)
    kh_error_from_khc (&self->error, result, what);
  return SQLITE_IOERR_DATA;
}

int
kh_page_vfs_fail_shape (KhPageVfs *self, const char *path, int code)
{
  if (self->error == NULL)
    kh_set_error (&self->error, KH_ERROR_INTERNAL,
                  "%s: the page layer does not do what SQLite asked for", path);
  return code;
}

int
kh_page_vfs_check (KhPageVfs *self, int code)
{
  if (kh_page_vfs_is_revoked (self)) {
    if (self->error == NULL)
      kh_set_error (&self->error, KH_ERROR_LOCKED, "the database was locked");
    return code;
  }
  return SQLITE_OK;
}

/* Writes through a descriptor whose sync failed could be called durable by the next sync, although
 * the system has dropped the earlier ones: it has to be opened again. */
int
kh_page_file_check_poison (KhPageFile *file, int code)
{
  KhPageVfs *self = file->vfs;

  if (self->poisoned && self->error == NULL)
    kh_set_error (&self->error, KH_ERROR_IO,
                  "%s: an earlier write could not be made durable; open it again", file->path);
  return self->poisoned ? code : SQLITE_OK;
}

int
kh_page_file_close (sqlite3_file *base)
{
  KhPageFile *file = (KhPageFile *)base;

  kh_io_close (file->vfs->io, &file->fd);
  if (file->vfs->main == file)
    file->vfs->main = NULL;
  if (file->vfs->wal == file)
    file->vfs->wal = NULL;
  g_clear_pointer (&file->path, g_free);
  g_clear_pointer (&file->numbers, g_array_unref);
  return SQLITE_OK;
}

int
kh_page_file_truncate (sqlite3_file *base, sqlite3_int64 size)
{
  KhPageFile *file = (KhPageFile *)base;
  int code = kh_page_vfs_check (file->vfs, SQLITE_IOERR_TRUNCATE);

  if (code == SQLITE_OK)
    code = kh_page_file_check_poison (file, SQLITE_IOERR_TRUNCATE);
  if (code != SQLITE_OK)
    return code;
  if (file->vfs->io->ftruncate (file->vfs->io, file->fd, size) != 0)
    return kh_page_vfs_fail_errno (file->vfs, errno, file->path, SQLITE_IOERR_TRUNCATE);
  return SQLITE_OK;
}

static int
fail_sync (KhPageFile *file, int saved_errno, const char *path)
{
  file->vfs->poisoned = TRUE;
  return kh_page_vfs_fail_errno (file->vfs, saved_errno, path, SQLITE_IOERR_FSYNC);
}

int
kh_page_file_sync (sqlite3_file *base, int flags)
{
  KhPageFile *file = (KhPageFile *)base;
  const KhIo *io = file->vfs->io;
  g_autofree char *folder = NULL;
  int code = kh_page_vfs_check (file->vfs, SQLITE_IOERR_FSYNC);

  if (code == SQLITE_OK)
    code = kh_page_file_check_poison (file, SQLITE_IOERR_FSYNC);
  if (code != SQLITE_OK)
    return code;
  if (io->fdatasync (io, file->fd) != 0)
    return fail_sync (file, errno, file->path);
  if (!file->name_is_new)
    return SQLITE_OK;
  folder = g_path_get_dirname (file->path);
  if (io->fsync_folder (io, folder) != 0)
    return fail_sync (file, errno, folder);
  file->name_is_new = FALSE;
  return SQLITE_OK;
}

int
kh_page_file_size (sqlite3_file *base, sqlite3_int64 *size)
{
  KhPageFile *file = (KhPageFile *)base;
  struct stat info;

  *size = 0;
  if (file->fd < 0)
    return SQLITE_OK;
  if (file->vfs->io->fstat (file->vfs->io, file->fd, &info) != 0)
    return kh_page_vfs_fail_errno (file->vfs, errno, file->path, SQLITE_IOERR_FSTAT);
  *size = info.st_size;
  return SQLITE_OK;
}

/* The file is locked against everybody else from open to close. */
int
kh_page_file_lock (sqlite3_file *base, int level)
{
  return SQLITE_OK;
}

int
kh_page_file_check_lock (sqlite3_file *base, int *result)
{
  *result = 0;
  return SQLITE_OK;
}

int
kh_page_file_control (sqlite3_file *base, int operation, void *argument)
{
  return SQLITE_NOTFOUND;
}

int
kh_page_file_sector_size (sqlite3_file *base)
{
  return KHC_PAGE_SIZE;
}

/* Without it SQLite pads the WAL to sectors and writes frames in parts. */
int
kh_page_file_characteristics (sqlite3_file *base)
{
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}
