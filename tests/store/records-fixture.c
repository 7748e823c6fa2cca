/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folder, secret and failing system calls. */
#include "records-fixture.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "khc-suite.h"

static gboolean
fails (const KhIo *io)
{
  RecordsIo *self = (RecordsIo *)io;

  self->calls++;
  if (self->fail_at == 0
      || (self->for_ever ? self->calls < self->fail_at : self->calls != self->fail_at))
    return FALSE;
  errno = self->error;
  return TRUE;
}

static gssize
faulty_pread (const KhIo *io, int fd, void *buffer, gsize size, gint64 offset)
{
  return fails (io) ? -1 : kh_io_default ()->pread (io, fd, buffer, size, offset);
}

/* A write that fails has written half of its bytes. */
static gssize
faulty_pwrite (const KhIo *io, int fd, const void *buffer, gsize size, gint64 offset)
{
  RecordsIo *self = (RecordsIo *)io;

  if (fails (io)) {
    int saved = errno;

    if (size > 1 && pwrite (fd, buffer, size / 2, offset) < 0)
      g_assert_not_reached ();
    errno = saved;
    return -1;
  }
  if (self->space == 0) {
    errno = ENOSPC;
    return -1;
  }
  if (self->space > 0) {
    size = MIN (size, (gsize)self->space);
    self->space -= (gint64)size;
  }
  self->dirty = TRUE;
  return kh_io_default ()->pwrite (io, fd, buffer, size, offset);
}

static int
faulty_open (const KhIo *io, const char *path, int flags, mode_t mode)
{
  return fails (io) ? -1 : kh_io_default ()->open (io, path, flags, mode);
}

/* Nobody pulls the plug on a test: syncs are counted and fail, but do not reach the disk. */
static int
faulty_fdatasync (const KhIo *io, int fd)
{
  if (fails (io))
    return -1;
  ((RecordsIo *)io)->dirty = FALSE;
  return 0;
}

static int
faulty_fsync (const KhIo *io, int fd)
{
  return fails (io) ? -1 : 0;
}

static int
faulty_fsync_folder (const KhIo *io, const char *path)
{
  return fails (io) ? -1 : 0;
}

static int
faulty_ftruncate (const KhIo *io, int fd, gint64 size)
{
  return fails (io) ? -1 : kh_io_default ()->ftruncate (io, fd, size);
}

static int
faulty_rename (const KhIo *io, const char *from, const char *to)
{
  return fails (io) ? -1 : kh_io_default ()->rename (io, from, to);
}

static int
faulty_unlink (const KhIo *io, const char *path)
{
  return fails (io) ? -1 : kh_io_default ()->unlink (io, path);
}

static int
faulty_mkdir (const KhIo *io, const char *path, mode_t mode)
{
  return fails (io) ? -1 : kh_io_default ()->mkdir (io, path, mode);
}

void
records_fail_at (RecordsFixture *self, guint n, int error)
{
  self->faulty.calls = 0;
  self->faulty.fail_at = n;
  self->faulty.for_ever = FALSE;
  self->faulty.error = error;
  self->faulty.space = -1;
}

void
records_fail_never (RecordsFixture *self)
{
  records_fail_at (self, 0, 0);
}

void
records_fixture_init (RecordsFixture *self)
{
  memset (self, 0, sizeof *self);
  g_assert_cmpint (khc_init (NULL), ==, KHC_OK);
  self->folder = g_dir_make_tmp ("keyhold-records-XXXXXX", NULL);
  self->root = kh_secret_new_copy ("0123456789abcdef0123456789abcdef", 32);
  self->faulty.io = *kh_io_default ();
  self->faulty.io.pread = faulty_pread;
  self->faulty.io.pwrite = faulty_pwrite;
  self->faulty.io.open = faulty_open;
  self->faulty.io.fdatasync = faulty_fdatasync;
  self->faulty.io.fsync = faulty_fsync;
  self->faulty.io.fsync_folder = faulty_fsync_folder;
  self->faulty.io.ftruncate = faulty_ftruncate;
  self->faulty.io.rename = faulty_rename;
  self->faulty.io.unlink = faulty_unlink;
  self->faulty.io.mkdir = faulty_mkdir;
  records_fail_never (self);
}

void
records_fixture_clear (RecordsFixture *self)
{
  records_remove_folder (self->folder);
  kh_secret_unref (self->root);
  g_free (self->folder);
}

void
records_remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      records_remove_folder (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

void
records_copy_folder (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  records_remove_folder (to);
  g_assert_cmpint (g_mkdir (to, 0700), ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL) {
    gsize size;
    g_autofree char *text = records_read (from, name, &size);

    records_write (to, name, text, (gssize)size);
  }
}

char *
records_read (const char *folder, const char *name, gsize *size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, size, NULL));
  return text;
}

void
records_write (const char *folder, const char *name, const char *text, gssize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (
      g_file_set_contents_full (path, text, size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
}
