/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real system calls, and the helpers that make whole operations of them. */
#include "kh-io.h"

#include <stdio.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define FILE_MODE 0600
#define FOLDER_MODE 0700

static int
system_open (const KhIo *io, const char *path, int flags, mode_t mode)
{
  return open (path, flags, mode);
}

static int
system_close (const KhIo *io, int fd)
{
  return close (fd);
}

static gssize
system_pread (const KhIo *io, int fd, void *buffer, gsize size, gint64 offset)
{
  return pread (fd, buffer, size, offset);
}

static gssize
system_pwrite (const KhIo *io, int fd, const void *buffer, gsize size, gint64 offset)
{
  return pwrite (fd, buffer, size, offset);
}

static int
system_fdatasync (const KhIo *io, int fd)
{
  return fdatasync (fd);
}

static int
system_fsync (const KhIo *io, int fd)
{
  return fsync (fd);
}

static int
system_fsync_folder (const KhIo *io, const char *path)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int result, saved_errno;

  if (fd < 0)
    return -1;
  result = fsync (fd);
  saved_errno = errno;
  close (fd);
  errno = saved_errno;
  return result;
}

static int
system_ftruncate (const KhIo *io, int fd, gint64 size)
{
  return ftruncate (fd, size);
}

static int
system_fstat (const KhIo *io, int fd, struct stat *out)
{
  return fstat (fd, out);
}

static int
system_lstat (const KhIo *io, const char *path, struct stat *out)
{
  return lstat (path, out);
}

static int
system_lock (const KhIo *io, int fd)
{
  return flock (fd, LOCK_EX | LOCK_NB);
}

static int
system_rename (const KhIo *io, const char *from, const char *to)
{
  return rename (from, to);
}

static int
system_link (const KhIo *io, const char *from, const char *to)
{
  return link (from, to);
}

static int
system_unlink (const KhIo *io, const char *path)
{
  return unlink (path);
}

static int
system_mkdir (const KhIo *io, const char *path, mode_t mode)
{
  return mkdir (path, mode);
}

static int
system_rmdir (const KhIo *io, const char *path)
{
  return rmdir (path);
}

static int
system_free_space (const KhIo *io, const char *path, guint64 *bytes)
{
  struct statvfs info;

  if (statvfs (path, &info) != 0)
    return -1;
  *bytes = (guint64)info.f_bavail * info.f_frsize;
  return 0;
}

static const KhIo system_io = {
  .open = system_open,
  .close = system_close,
  .pread = system_pread,
  .pwrite = system_pwrite,
  .fdatasync = system_fdatasync,
  .fsync = system_fsync,
  .fsync_folder = system_fsync_folder,
  .ftruncate = system_ftruncate,
  .fstat = system_fstat,
  .lstat = system_lstat,
  .lock = system_lock,
  .rename = system_rename,
  .link = system_link,
  .unlink = system_unlink,
  .mkdir = system_mkdir,
  .rmdir = system_rmdir,
  .free_space = system_free_space,
};

const KhIo *
kh_io_default (void)
{
  return &system_io;
}

static int
open_flags (KhIoMode mode)
{
  /* O_NONBLOCK: opening a pipe that lies there must not hang; regular files do not care. */
  int flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;

  if (mode == KH_IO_READ)
    return flags | O_RDONLY;
  if (mode == KH_IO_CREATE)
    return flags | O_RDWR | O_CREAT;
  if (mode == KH_IO_CREATE_NEW)
    return flags | O_RDWR | O_CREAT | O_EXCL;
  return flags | O_RDWR;
}

/* Not a disk failure, but another kind of thing than a file. */
static gboolean
is_wrong_kind (int saved_errno)
{
  return saved_errno == ELOOP || saved_errno == EISDIR || saved_errno == ENXIO;
}

int
kh_io_open (const KhIo *io, const char *path, KhIoMode mode, GError **error)
{
  struct stat info;
  int fd;

  do
    fd = io->open (io, path, open_flags (mode), FILE_MODE);
  while (fd < 0 && errno == EINTR);
  if (fd < 0) {
    if (is_wrong_kind (errno))
      kh_set_error (error, KH_ERROR_NOT_OURS, "%s: it is not a regular file", path);
    else
      kh_error_from_errno (error, errno, path);
    return -1;
  }
  if (io->fstat (io, fd, &info) != 0) {
    kh_error_from_errno (error, errno, path);
    kh_io_close (io, &fd);
  } else if (!S_ISREG (info.st_mode)) {
    kh_set_error (error, KH_ERROR_NOT_OURS, "%s: it is not a regular file", path);
    kh_io_close (io, &fd);
  }
  return fd;
}

void
kh_io_close (const KhIo *io, int *fd)
{
  if (*fd >= 0)
    io->close (io, *fd);
  *fd = -1;
}

gboolean
kh_io_read (const KhIo *io, int fd, void *buffer, gsize size, gint64 offset, gsize *got)
{
  gsize done = 0;

  while (done < size) {
    gssize n = io->pread (io, fd, (guint8 *)buffer + done, size - done, offset + (gint64)done);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return FALSE;
    if (n == 0)
      break;
    done += (gsize)n;
  }
  *got = done;
  return TRUE;
}

gboolean
kh_io_write (const KhIo *io, int fd, const void *buffer, gsize size, gint64 offset)
{
  gsize done = 0;

  while (done < size) {
    gssize n =
        io->pwrite (io, fd, (const guint8 *)buffer + done, size - done, offset + (gint64)done);

    if (n < 0 && errno == EINTR)
      continue;
    if (n == 0)
      errno = EIO;
    if (n <= 0)
      return FALSE;
    done += (gsize)n;
  }
  return TRUE;
}

gboolean
kh_io_sync (const KhIo *io, int fd, const char *what, GError **error)
{
  if (io->fdatasync (io, fd) == 0)
    return TRUE;
  return kh_error_from_errno (error, errno, what);
}

gboolean
kh_io_sync_folder (const KhIo *io, const char *folder, GError **error)
{
  if (io->fsync_folder (io, folder) == 0)
    return TRUE;
  return kh_error_from_errno (error, errno, folder);
}

gboolean
kh_io_sync_parent (const KhIo *io, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return kh_io_sync_folder (io, folder, error);
}

gboolean
kh_io_size (const KhIo *io, int fd, guint64 *size, const char *what, GError **error)
{
  struct stat info;

  if (io->fstat (io, fd, &info) != 0)
    return kh_error_from_errno (error, errno, what);
  *size = (guint64)info.st_size;
  return TRUE;
}

gboolean
kh_io_truncate (const KhIo *io, int fd, guint64 size, const char *what, GError **error)
{
  int result;

  do
    result = io->ftruncate (io, fd, (gint64)size);
  while (result != 0 && errno == EINTR);
  if (result != 0)
    return kh_error_from_errno (error, errno, what);
  return TRUE;
}

gboolean
kh_io_exists (const KhIo *io, const char *path)
{
  struct stat info;

  return io->lstat (io, path, &info) == 0;
}

gboolean
kh_io_rename (const KhIo *io, const char *from, const char *to, GError **error)
{
  if (io->rename (io, from, to) == 0)
    return TRUE;
  return kh_error_from_errno (error, errno, to);
}

gboolean
kh_io_unlink (const KhIo *io, const char *path, GError **error)
{
  if (io->unlink (io, path) == 0 || errno == ENOENT)
    return TRUE;
  return kh_error_from_errno (error, errno, path);
}

int
kh_io_unlink_name (const KhIo *io, const char *path)
{
  int fd = kh_io_open (io, path, KH_IO_READ, NULL);

  io->unlink (io, path);
  return fd;
}

gboolean
kh_io_make_folder (const KhIo *io, const char *path, GError **error)
{
  struct stat info;
  g_autofree char *parent = NULL;

  if (io->lstat (io, path, &info) == 0) {
    if (S_ISDIR (info.st_mode))
      return TRUE;
    kh_set_error (error, KH_ERROR_EXISTS, "%s: it exists and is not a folder", path);
    return FALSE;
  }
  if (errno != ENOENT)
    return kh_error_from_errno (error, errno, path);
  parent = g_path_get_dirname (path);
  if (!kh_io_make_folder (io, parent, error))
    return FALSE;
  if (io->mkdir (io, path, FOLDER_MODE) != 0 && errno != EEXIST)
    return kh_error_from_errno (error, errno, path);
  return kh_io_sync_folder (io, parent, error);
}

gboolean
kh_io_get_free_space (const KhIo *io, const char *path, guint64 *bytes, GError **error)
{
  if (io->free_space (io, path, bytes) == 0)
    return TRUE;
  return kh_error_from_errno (error, errno, path);
}

/* Up to @limit bytes from the start, in memory that grows with what is there. */
static gboolean
read_growing (const KhIo *io, int fd, gsize limit, GByteArray *into)
{
  gsize room = 4096, got;

  do {
    gsize at = into->len, size = MIN (room, limit - at);

    g_byte_array_set_size (into, (guint)(at + size));
    if (!kh_io_read (io, fd, into->data + at, size, (gint64)at, &got))
      return FALSE;
    g_byte_array_set_size (into, (guint)(at + got));
    if (got < size)
      break;
    room *= 2;
  } while (into->len < limit);
  return TRUE;
}

GBytes *
kh_io_read_file (const KhIo *io, const char *path, gsize limit, GError **error)
{
  int fd = kh_io_open (io, path, KH_IO_READ, error);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gboolean ok;

  if (fd < 0)
    return NULL;
  /* One byte more than allowed tells whether there is more, whatever fstat said. */
  ok = read_growing (io, fd, limit + 1, bytes);
  if (!ok)
    kh_error_from_errno (error, errno, path);
  kh_io_close (io, &fd);
  if (!ok)
    return NULL;
  if (bytes->len > limit) {
    kh_set_error (error, KH_ERROR_TOO_LARGE, "%s: it is larger than %" G_GSIZE_FORMAT " bytes",
                  path, limit);
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static gboolean
write_new_file (const KhIo *io, const char *path, const void *data, gsize size, GError **error)
{
  int fd = kh_io_open (io, path, KH_IO_CREATE, error);
  gboolean ok;

  if (fd < 0)
    return FALSE;
  ok = kh_io_truncate (io, fd, 0, path, error);
  if (ok && !kh_io_write (io, fd, data, size, 0))
    ok = kh_error_from_errno (error, errno, path);
  ok = ok && kh_io_sync (io, fd, path, error);
  kh_io_close (io, &fd);
  return ok;
}

gboolean
kh_io_replace_file (const KhIo *io, const char *path, const void *data, gsize size, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".new", NULL);

  if (!write_new_file (io, temporary, data, size, error)
      || !kh_io_rename (io, temporary, path, error)) {
    io->unlink (io, temporary);
    return FALSE;
  }
  return kh_io_sync_parent (io, path, error);
}
