/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A passphrase from a file or a terminal. */
#include "kh-passphrase-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Takes the first line of @text, and wipes it. */
static KhSecret *
first_line (char *text, gsize size)
{
  gsize length = 0;
  KhSecret *secret;

  while (length < size && text[length] != '\n' && text[length] != '\r' && text[length] != '\0')
    length++;
  secret = kh_secret_new_copy (text, length);
  explicit_bzero (text, size);
  return secret;
}

/* Reads up to @size bytes; stops at the end of the first line. */
static gssize
read_line (int fd, char *text, gsize size)
{
  gsize used = 0;

  while (used < size) {
    gssize n = read (fd, text + used, size - used);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return -1;
    if (n == 0 || memchr (text + used, '\n', (gsize)n) != NULL)
      return (gssize)used + n;
    used += (gsize)n;
  }
  return (gssize)used;
}

static KhSecret *
read_named (int fd, const char *name, GError **error)
{
  char text[KH_PASSPHRASE_MAX];
  gssize size = read_line (fd, text, sizeof text);

  if (size >= 0)
    return first_line (text, (gsize)size);
  kh_error_from_errno (error, errno, name);
  explicit_bzero (text, sizeof text);
  return NULL;
}

KhSecret *
kh_passphrase_read (int fd, GError **error)
{
  return read_named (fd, "passphrase", error);
}

KhSecret *
kh_passphrase_read_file (const char *path, gboolean *open_to_others, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  struct stat info;
  KhSecret *secret;

  if (fd < 0) {
    kh_error_from_errno (error, errno, path);
    return NULL;
  }
  if (open_to_others != NULL)
    *open_to_others =
        fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && (info.st_mode & 0077) != 0;
  secret = read_named (fd, path, error);
  close (fd);
  return secret;
}
