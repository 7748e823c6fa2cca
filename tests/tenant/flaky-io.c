/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The failing system calls. */
#include "flaky-io.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define REAL kh_io_default ()

/* @takes_room: the call can meet a full disk. */
static gboolean
fails (const KhIo *io, gboolean takes_room)
{
  FlakyIo *self = (FlakyIo *)io;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->error == ENOSPC && !takes_room)
    return FALSE;
  self->calls++;
  if (self->fails_at == 0 || self->calls < self->fails_at
      || (self->calls > self->fails_at && !self->stays))
    return FALSE;
  self->failed = TRUE;
  errno = self->error;
  return TRUE;
}

static void
step (const KhIo *io)
{
  FlakyIo *self = (FlakyIo *)io;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->steps++;
  if (self->steps == self->dies_at)
    kill (getpid (), SIGKILL);
}

static int
flaky_open (const KhIo *io, const char *path, int flags, mode_t mode)
{
  return fails (io, FALSE) ? -1 : REAL->open (REAL, path, flags, mode);
}

static gssize
flaky_pread (const KhIo *io, int fd, void *buffer, gsize size, gint64 offset)
{
  return fails (io, FALSE) ? -1 : REAL->pread (REAL, fd, buffer, size, offset);
}

static gssize
flaky_pwrite (const KhIo *io, int fd, const void *buffer, gsize size, gint64 offset)
{
  return fails (io, TRUE) ? -1 : REAL->pwrite (REAL, fd, buffer, size, offset);
}

/* Nothing here survives a power cut, so nothing has to reach the disk. */
static int
flaky_fdatasync (const KhIo *io, int fd)
{
  step (io);
  return fails (io, TRUE) ? -1 : 0;
}

static int
flaky_fsync (const KhIo *io, int fd)
{
  step (io);
  return fails (io, TRUE) ? -1 : 0;
}

static int
flaky_fsync_folder (const KhIo *io, const char *path)
{
  step (io);
  return fails (io, FALSE) ? -1 : 0;
}

static int
flaky_ftruncate (const KhIo *io, int fd, gint64 size)
{
  return fails (io, TRUE) ? -1 : REAL->ftruncate (REAL, fd, size);
}

static int
flaky_fstat (const KhIo *io, int fd, struct stat *out)
{
  return fails (io, FALSE) ? -1 : REAL->fstat (REAL, fd, out);
}

static int
flaky_rename (const KhIo *io, const char *from, const char *to)
{
  FlakyIo *self = (FlakyIo *)io;
  step (io);
  const char *kept = g_atomic_pointer_get (&self->kept_name);

  if (kept != NULL && strstr (to, kept) != NULL) {
    errno = EIO;
    return -1;
  }
  return fails (io, TRUE) ? -1 : REAL->rename (REAL, from, to);
}

static int
flaky_link (const KhIo *io, const char *from, const char *to)
{
  return fails (io, TRUE) ? -1 : REAL->link (REAL, from, to);
}

static int
flaky_unlink (const KhIo *io, const char *path)
{
  step (io);
  return fails (io, FALSE) ? -1 : REAL->unlink (REAL, path);
}

static int
flaky_mkdir (const KhIo *io, const char *path, mode_t mode)
{
  return fails (io, TRUE) ? -1 : REAL->mkdir (REAL, path, mode);
}

void
flaky_io_init (FlakyIo *self)
{
  *self = (FlakyIo){ .io = *REAL };
  g_mutex_init (&self->lock);
  self->io.open = flaky_open;
  self->io.pread = flaky_pread;
  self->io.pwrite = flaky_pwrite;
  self->io.fdatasync = flaky_fdatasync;
  self->io.fsync = flaky_fsync;
  self->io.fsync_folder = flaky_fsync_folder;
  self->io.ftruncate = flaky_ftruncate;
  self->io.fstat = flaky_fstat;
  self->io.rename = flaky_rename;
  self->io.link = flaky_link;
  self->io.unlink = flaky_unlink;
  self->io.mkdir = flaky_mkdir;
}

void
flaky_io_clear (FlakyIo *self)
{
  g_mutex_clear (&self->lock);
}

void
flaky_io_arm (FlakyIo *self, guint64 n, int error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->calls = 0;
  self->fails_at = n;
  self->error = error;
  self->stays = error == ENOSPC;
  self->failed = FALSE;
}

gboolean
flaky_io_disarm (FlakyIo *self, guint64 *calls)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->fails_at = 0;
  if (calls != NULL)
    *calls = self->calls;
  return self->failed;
}

void
flaky_io_keep_name (FlakyIo *self, const char *name)
{
  g_atomic_pointer_set (&self->kept_name, (char *)name);
}

void
flaky_io_arm_kill (FlakyIo *self, guint64 n)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->steps = 0;
  self->dies_at = n;
}

guint64
flaky_io_count_steps (FlakyIo *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->steps;
}
