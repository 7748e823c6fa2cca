/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lock of a data folder. */
#include "kh-lock-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define LOCK_NAME "tenant.lock"

struct _KhLockFile {
  const KhIo *io;
  int fd;
  gboolean left; /* the one before did not give it back */
};

/* The process id in the file, -1 when there is none. */
static int
read_holder (const KhIo *io, int fd)
{
  char text[16] = "";
  gsize got = 0;
  gint64 pid;

  if (!kh_io_read (io, fd, text, sizeof text - 1, 0, &got))
    return -1;
  text[got] = '\0';
  pid = g_ascii_strtoll (text, NULL, 10);
  return pid > 0 && pid <= G_MAXINT ? (int)pid : -1;
}

static void
set_hosted (GError **error, const char *data_dir, int holder)
{
  g_autofree char *pid = holder > 0 ? g_strdup_printf ("%d", holder) : NULL;
  g_autofree char *message =
      pid != NULL ? g_strdup_printf ("%s is open in another process (process %s).", data_dir, pid)
                  : g_strdup_printf ("%s is open in another process.", data_dir);

  kh_set_error_facts (error, KH_ERROR_HOSTED, pid, NULL, NULL, message);
}

/* The text is for people: a disk that has no room for it does not keep anybody from hosting. */
static void
write_holder (const KhIo *io, int fd)
{
  g_autofree char *text = g_strdup_printf ("%d\n", (int)getpid ());

  if (io->ftruncate (io, fd, 0) == 0)
    kh_io_write (io, fd, text, strlen (text), 0);
}

KhLockFile *
kh_lock_file_acquire (const KhIo *io, const char *data_dir, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, LOCK_NAME, NULL);
  int fd = kh_io_open (io, path, KH_IO_CREATE, error);
  KhLockFile *self;

  if (fd < 0)
    return NULL;
  if (io->lock (io, fd) != 0) {
    if (errno == EWOULDBLOCK)
      set_hosted (error, data_dir, read_holder (io, fd));
    else
      kh_error_from_errno (error, errno, path);
    kh_io_close (io, &fd);
    return NULL;
  }
  self = g_new0 (KhLockFile, 1);
  self->left = read_holder (io, fd) > 0;
  write_holder (io, fd);
  self->io = io;
  self->fd = fd;
  return self;
}

void
kh_lock_file_release (KhLockFile *self)
{
  if (self == NULL)
    return;
  self->io->ftruncate (self->io, self->fd, 0); /* nobody is named while nobody holds it */
  kh_io_close (self->io, &self->fd);
  g_free (self);
}

/* The process that the file names, where somebody holds it now (@held) or nobody does; else 0. */
static int
look (const KhIo *io, const char *data_dir, gboolean held)
{
  g_autofree char *path = g_build_filename (data_dir, LOCK_NAME, NULL);
  int fd = kh_io_open (io, path, KH_IO_READ, NULL);
  int pid = 0;

  if (fd < 0)
    return 0;
  if ((io->lock (io, fd) != 0) == held)
    pid = read_holder (io, fd);
  kh_io_close (io, &fd);
  return pid;
}

int
kh_lock_file_get_holder (const KhIo *io, const char *data_dir)
{
  return look (io, data_dir, TRUE);
}

int
kh_lock_file_get_left (const KhIo *io, const char *data_dir)
{
  return MAX (look (io, data_dir, FALSE), 0);
}

gboolean
kh_lock_file_was_left (const KhLockFile *self)
{
  return self->left;
}
