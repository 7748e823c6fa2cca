/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A slow disk: what is written anew of imported files waits for each part. */
#include "slow-disk.h"

#include <string.h>

#include "kh-io.h"
#include "kh-send-file.h"

#define SIZE (32 * 1024 * 1024)
#define MICROSECONDS_PER_KIB 500

static KhIo disk;
static int slow_fd = -1; /* atomic: of the file that is written anew */
static int is_slow;      /* atomic */

static int
slow_open (const KhIo *io, const char *path, int flags, mode_t mode)
{
  int fd = kh_io_default ()->open (kh_io_default (), path, flags, mode);

  if (fd >= 0 && strstr (path, "/files/items/") != NULL && g_str_has_suffix (path, ".new"))
    g_atomic_int_set (&slow_fd, fd);
  return fd;
}

static gssize
slow_pwrite (const KhIo *io, int fd, const void *buffer, gsize size, gint64 offset)
{
  if (g_atomic_int_get (&is_slow) && fd == g_atomic_int_get (&slow_fd))
    g_usleep (size / 1024 * MICROSECONDS_PER_KIB);
  return kh_io_default ()->pwrite (kh_io_default (), fd, buffer, size, offset);
}

void
slow_disk_use (Fixture *fixture)
{
  disk = *kh_io_default ();
  disk.open = slow_open;
  disk.pwrite = slow_pwrite;
  fixture->io = &disk;
}

void
slow_disk_set (gboolean slow)
{
  g_atomic_int_set (&is_slow, slow);
}

void
slow_disk_import (Fixture *fixture)
{
  g_autoptr (KhClient) client = fixture_new_client (fixture);
  g_autofree char *path = g_build_filename (fixture->top, "big.bin", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *bytes = g_malloc0 (SIZE);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) report = NULL;
  KhImportDraft draft = { .environment = "Sales", .kind = "file" };
  KhSendOptions options = { .shown = "big.bin", .length = SIZE };

  g_file_set_contents (path, bytes, SIZE, &error);
  g_assert_no_error (error);
  report = kh_client_send_file (client, file, &draft, &options, NULL, &error);
  g_assert_no_error (error);
}
