/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the value of a secret from a file, a terminal or a pipe. */
#include "kh-cli-value.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kh-cli-i18n.h"

/* Azure's limit of 25 KB. */
#define VALUE_MAX (25 * 1024)

typedef struct {
  char bytes[VALUE_MAX + 1];
  gsize size;
} Value;

static gboolean
fill (int fd, Value *value, const char *name, GError **error)
{
  ssize_t got = 1;

  while (got != 0 && value->size < sizeof value->bytes) {
    got = read (fd, value->bytes + value->size, sizeof value->bytes - value->size);
    if (got < 0 && errno != EINTR)
      return kh_error_from_errno (error, errno, name);
    value->size += got > 0 ? (gsize)got : 0;
  }
  return TRUE;
}

static gboolean
fill_from_file (const char *path, Value *value, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean done;

  if (fd < 0)
    return kh_error_from_errno (error, errno, path);
  done = fill (fd, value, path, error);
  close (fd);
  return done;
}

static gboolean
fill_from_terminal (KhCli *cli, Value *value, GError **error)
{
  g_autoptr (KhSecret) typed = kh_cli_ask_hidden (cli, _ ("Value: "), error);

  if (typed == NULL)
    return FALSE;
  value->size = MIN (kh_secret_get_size (typed), sizeof value->bytes);
  memcpy (value->bytes, kh_secret_get_bytes (typed), value->size);
  return TRUE;
}

/* (transfer full) */
static char *
take_text (const Value *value, const char *name, GError **error)
{
  if (value->size > VALUE_MAX)
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, name, "BadParameter",
                        _ ("Keep larger things as files of an environment."),
                        _ ("The value of a secret has at most 25 KB"));
  else if (!g_utf8_validate (value->bytes, (gssize)value->size, NULL))
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, name, "BadParameter",
                        _ ("Encode other bytes as text, for example with base64."),
                        _ ("The value of a secret is text"));
  else
    return g_strndup (value->bytes, value->size);
  return NULL;
}

char *
kh_cli_secret_value (KhCli *cli, const char *path, GError **error)
{
  Value *value = g_new0 (Value, 1);
  gboolean done;
  char *text;

  if (path != NULL)
    done = fill_from_file (path, value, error);
  else if (cli->streams->in_is_terminal)
    done = fill_from_terminal (cli, value, error);
  else
    done = fill (STDIN_FILENO, value, _ ("standard input"), error);
  text = done ? take_text (value, path, error) : NULL;
  explicit_bzero (value, sizeof *value);
  g_free (value);
  return text;
}
