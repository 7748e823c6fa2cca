/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of a recovery sheet: written whole or not at all, and never over another one. */
#include "kh-recovery-sheet.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* No sheet is longer, with any name and folder. */
#define FILE_MAX (24 * 1024)

/* --- Writing --------------------------------------------------------------------------------- */

static gboolean
write_all (int fd, const guint8 *bytes, gsize size)
{
  while (size > 0) {
    gssize n = write (fd, bytes, size);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    bytes += n;
    size -= (gsize)n;
  }
  return fsync (fd) == 0;
}

/* Gives the file its name, unless something has it. */
static gboolean
put_in_place (const char *from, const char *to)
{
  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return TRUE;
  /* A file system that does not know how: a second name does the same. */
  if ((errno != EINVAL && errno != ENOSYS) || link (from, to) != 0)
    return FALSE;
  unlink (from);
  return TRUE;
}

static void
sync_folder (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

gboolean
kh_recovery_sheet_write (const char *path, KhSecret *sheet, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *beside = g_build_filename (folder, ".keyhold-sheet.XXXXXX", NULL);
  int fd = g_mkstemp_full (beside, O_WRONLY | O_CLOEXEC, 0600);
  gboolean done;
  int why;

  if (fd < 0) {
    kh_error_from_errno (error, errno, path);
    return FALSE;
  }
  done = write_all (fd, kh_secret_get_bytes (sheet), kh_secret_get_size (sheet))
         && put_in_place (beside, path);
  why = errno;
  close (fd);
  if (!done) {
    unlink (beside);
    kh_error_from_errno (error, why, path);
    return FALSE;
  }
  sync_folder (folder);
  return TRUE;
}

/* --- Reading --------------------------------------------------------------------------------- */

static gssize
read_all (int fd, char *text, gsize size)
{
  gsize used = 0;

  while (used < size) {
    gssize n = read (fd, text + used, size - used);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return -1;
    if (n == 0)
      break;
    used += (gsize)n;
  }
  return (gssize)used;
}

KhSecret *
kh_recovery_sheet_read (const char *path, char **tenant, gboolean *open_to_others, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  char text[FILE_MAX];
  struct stat info;
  gssize size = fd < 0 ? -1 : read_all (fd, text, sizeof text);
  KhSecret *key = NULL;

  if (size >= 0) {
    key = kh_recovery_sheet_parse (text, (gsize)size, tenant, error);
    if (open_to_others != NULL)
      *open_to_others =
          fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && (info.st_mode & 0077) != 0;
  } else {
    kh_error_from_errno (error, errno, path);
  }
  explicit_bzero (text, sizeof text);
  if (fd >= 0)
    close (fd);
  return key;
}
