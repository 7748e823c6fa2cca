/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The failing system calls. */
#include "fault-io.h"

#include <errno.h>

#define REAL kh_io_default ()

static gboolean
fails (const KhIo *io, FaultKind kind)
{
  FaultIo *self = (FaultIo *)io;

  self->calls[kind]++;
  self->calls[FAULT_ANY]++;
  if (self->kind != FAULT_ANY && self->kind != kind)
    return FALSE;
  if (self->failed && self->stays) {
    errno = self->error;
    return TRUE;
  }
  if (self->countdown <= 0 || --self->countdown > 0)
    return FALSE;
  self->failed = TRUE;
  errno = self->error;
  return TRUE;
}

static gboolean
interrupted (FaultIo *self, FaultKind kind)
{
  if (!self->interrupts || self->calls[kind] % 2 == 0)
    return FALSE;
  errno = EINTR;
  return TRUE;
}

static gsize
limited (FaultIo *self, gsize size)
{
  return self->piece > 0 ? MIN (size, self->piece) : size;
}

static int
fault_open (const KhIo *io, const char *path, int flags, mode_t mode)
{
  FaultIo *self = (FaultIo *)io;

  g_ptr_array_add (self->opened, g_strdup (path));
  return fails (io, FAULT_OPEN) ? -1 : REAL->open (REAL, path, flags, mode);
}

static gssize
fault_pread (const KhIo *io, int fd, void *buffer, gsize size, gint64 offset)
{
  FaultIo *self = (FaultIo *)io;

  if (fails (io, FAULT_PREAD) || interrupted (self, FAULT_PREAD))
    return -1;
  return REAL->pread (REAL, fd, buffer, limited (self, size), offset);
}

static gssize
fault_pwrite (const KhIo *io, int fd, const void *buffer, gsize size, gint64 offset)
{
  FaultIo *self = (FaultIo *)io;

  if (fails (io, FAULT_PWRITE)) {
    if (self->halfway)
      g_assert_cmpint (REAL->pwrite (REAL, fd, buffer, size / 2, offset), >=, 0);
    errno = self->error;
    return -1;
  }
  if (interrupted (self, FAULT_PWRITE))
    return -1;
  return REAL->pwrite (REAL, fd, buffer, limited (self, size), offset);
}

static int
fault_fdatasync (const KhIo *io, int fd)
{
  FaultIo *self = (FaultIo *)io;

  if (fails (io, FAULT_FDATASYNC))
    return -1;
  return self->no_sync ? 0 : REAL->fdatasync (REAL, fd);
}

static int
fault_fsync_folder (const KhIo *io, const char *path)
{
  FaultIo *self = (FaultIo *)io;

  if (fails (io, FAULT_FSYNC_FOLDER))
    return -1;
  return self->no_sync ? 0 : REAL->fsync_folder (REAL, path);
}

static int
fault_ftruncate (const KhIo *io, int fd, gint64 size)
{
  return fails (io, FAULT_FTRUNCATE) ? -1 : REAL->ftruncate (REAL, fd, size);
}

static int
fault_fstat (const KhIo *io, int fd, struct stat *out)
{
  return fails (io, FAULT_FSTAT) ? -1 : REAL->fstat (REAL, fd, out);
}

static int
fault_lock (const KhIo *io, int fd)
{
  return fails (io, FAULT_LOCK) ? -1 : REAL->lock (REAL, fd);
}

static int
fault_rename (const KhIo *io, const char *from, const char *to)
{
  return fails (io, FAULT_RENAME) ? -1 : REAL->rename (REAL, from, to);
}

static int
fault_link (const KhIo *io, const char *from, const char *to)
{
  return fails (io, FAULT_LINK) ? -1 : REAL->link (REAL, from, to);
}

static int
fault_unlink (const KhIo *io, const char *path)
{
  return fails (io, FAULT_UNLINK) ? -1 : REAL->unlink (REAL, path);
}

static int
fault_mkdir (const KhIo *io, const char *path, mode_t mode)
{
  return fails (io, FAULT_MKDIR) ? -1 : REAL->mkdir (REAL, path, mode);
}

void
fault_io_init (FaultIo *self)
{
  *self = (FaultIo){ .io = *REAL, .kind = FAULT_ANY };
  self->io.open = fault_open;
  self->io.pread = fault_pread;
  self->io.pwrite = fault_pwrite;
  self->io.fdatasync = fault_fdatasync;
  self->io.fsync_folder = fault_fsync_folder;
  self->io.ftruncate = fault_ftruncate;
  self->io.fstat = fault_fstat;
  self->io.lock = fault_lock;
  self->io.rename = fault_rename;
  self->io.link = fault_link;
  self->io.unlink = fault_unlink;
  self->io.mkdir = fault_mkdir;
  self->opened = g_ptr_array_new_with_free_func (g_free);
}

void
fault_io_clear (FaultIo *self)
{
  g_clear_pointer (&self->opened, g_ptr_array_unref);
}

void
fault_io_arm (FaultIo *self, FaultKind kind, int n, int error)
{
  self->kind = kind;
  self->countdown = n;
  self->error = error;
  self->failed = FALSE;
}

void
fault_io_disarm (FaultIo *self)
{
  self->countdown = 0;
  self->failed = FALSE;
}
