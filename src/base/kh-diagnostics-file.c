/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of the diagnostic log, which several programs write to, and its lines. */
#include "kh-diagnostics-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kh-diagnostics.h"
#include "kh-error.h"

/* Of each of the two files. */
#define SIZE_MAX_BYTES (1024 * 1024)

struct _KhDiagnosticFile {
  char *path, *before;
  int fd; /* -1: not open */
};

static const char *const level_names[KH_DIAGNOSTIC_N_LEVELS] = { "info", "notice", "warning",
                                                                 "error" };

static char *
get_before (const char *path)
{
  return g_strconcat (path, ".1", NULL);
}

KhDiagnosticFile *
_kh_diagnostic_file_new (const char *path)
{
  KhDiagnosticFile *self = g_new0 (KhDiagnosticFile, 1);

  self->path = g_strdup (path);
  self->before = get_before (path);
  self->fd = -1;
  return self;
}

static void
drop (KhDiagnosticFile *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

void
_kh_diagnostic_file_free (KhDiagnosticFile *self)
{
  drop (self);
  g_free (self->path);
  g_free (self->before);
  g_free (self);
}

/* Another program may have moved it away. */
static gboolean
is_current (KhDiagnosticFile *self, struct stat *facts)
{
  struct stat named;

  return self->fd >= 0 && fstat (self->fd, facts) == 0 && lstat (self->path, &named) == 0
         && named.st_ino == facts->st_ino && named.st_dev == facts->st_dev;
}

static gboolean
ensure (KhDiagnosticFile *self, struct stat *facts)
{
  g_autofree char *folder = NULL;

  if (is_current (self, facts))
    return TRUE;
  drop (self);
  folder = g_path_get_dirname (self->path);
  g_mkdir_with_parents (folder, 0700);
  self->fd =
      open (self->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
  if (self->fd < 0 || fstat (self->fd, facts) != 0 || !S_ISREG (facts->st_mode))
    drop (self);
  return self->fd >= 0;
}

/* Of two programs that find it full the second finds a new one. */
static gboolean
make_room (KhDiagnosticFile *self, gsize length, struct stat *facts)
{
  if ((gsize)facts->st_size + length <= SIZE_MAX_BYTES)
    return TRUE;
  if (flock (self->fd, LOCK_EX) == 0 && is_current (self, facts))
    g_rename (self->path, self->before);
  return ensure (self, facts);
}

void
_kh_diagnostic_file_append (KhDiagnosticFile *self, const char *line)
{
  gsize length = strlen (line);
  struct stat facts;

  if (!ensure (self, &facts) || !make_room (self, length, &facts))
    return;
  while (length > 0) {
    gssize written = write (self->fd, line, length);

    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return;
    line += written;
    length -= (gsize)written;
  }
}

/* --- Reading --------------------------------------------------------------------------------- */

char *
kh_diagnostics_get_path (void)
{
  return g_build_filename (g_get_user_state_dir (), "keyhold", "diagnostics.log", NULL);
}

const char *
kh_diagnostic_level_name (KhDiagnosticLevel level)
{
  return level_names[level];
}

void
kh_diagnostic_line_free (KhDiagnosticLine *self)
{
  g_free (self->origin);
  g_free (self->domain);
  g_free (self->text);
  g_free (self);
}

/* (transfer full) (nullable) */
static KhDiagnosticLine *
parse_line (const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", 5);
  KhDiagnosticLine *self;
  KhTime time;

  if (g_strv_length (parts) < 5 || !kh_time_parse (parts[0], &time)
      || !g_str_has_suffix (parts[3], ":"))
    return NULL;
  for (guint i = 0; i < KH_DIAGNOSTIC_N_LEVELS; i++) {
    if (!g_str_equal (parts[1], level_names[i]))
      continue;
    self = g_new0 (KhDiagnosticLine, 1);
    self->time = time;
    self->level = (KhDiagnosticLevel)i;
    self->origin = g_strdup (parts[2]);
    self->domain = g_strndup (parts[3], strlen (parts[3]) - 1);
    self->text = g_strdup (parts[4]);
    return self;
  }
  return NULL;
}

static gboolean
append_text (GString *text, const char *path, GError **error)
{
  g_autofree char *part = NULL;
  g_autoptr (GError) cause = NULL;
  gsize length;

  if (g_file_get_contents (path, &part, &length, &cause)) {
    g_string_append_len (text, part, (gssize)length);
    return TRUE;
  }
  if (g_error_matches (cause, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;
  kh_set_error (error, KH_ERROR_IO, "The diagnostic log cannot be read: %s", cause->message);
  return FALSE;
}

/* (transfer full) (nullable): both files, valid UTF-8. */
static char *
read_text (const char *path, GError **error)
{
  g_autofree char *before = get_before (path);
  g_autoptr (GString) text = g_string_new (NULL);

  if (!append_text (text, before, error) || !append_text (text, path, error))
    return NULL;
  return g_utf8_make_valid (text->str, (gssize)text->len);
}

GPtrArray *
kh_diagnostics_read (const char *path, GError **error)
{
  g_autofree char *text = read_text (path, error);
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;
  GPtrArray *found = NULL;

  if (lines == NULL)
    return NULL;
  found = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_diagnostic_line_free);
  for (guint i = 0; lines[i] != NULL; i++) {
    KhDiagnosticLine *line = parse_line (lines[i]);

    if (line != NULL)
      g_ptr_array_add (found, line);
  }
  return found;
}

gboolean
kh_diagnostics_export (const char *path, const char *to, GError **error)
{
  g_autofree char *text = read_text (path, error);
  g_autoptr (GError) cause = NULL;

  if (text == NULL)
    return FALSE;
  if (g_file_set_contents_full (to, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &cause))
    return TRUE;
  kh_set_error (error, KH_ERROR_IO, "%s cannot be written: %s", to, cause->message);
  return FALSE;
}
