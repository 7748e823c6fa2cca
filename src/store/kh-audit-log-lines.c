/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of an audit folder: their names, their lines, and who the log is. */
#include "kh-audit-log-scan.h"

#include <errno.h>
#include <string.h>

#define READ_SIZE (1024 * 1024)

void
kh_audit_segment_name (guint number, char name[KH_AUDIT_NAME_SIZE])
{
  g_snprintf (name, KH_AUDIT_NAME_SIZE, "%08u.jsonl", number % 100000000u);
}

void
kh_audit_notes_name (guint number, char name[KH_AUDIT_NAME_SIZE])
{
  g_snprintf (name, KH_AUDIT_NAME_SIZE, "%08u.notes", number % 100000000u);
}

static guint
segment_number (const char *name)
{
  if (strlen (name) != 14 || strspn (name, "0123456789") != 8 || strcmp (name + 8, ".jsonl") != 0)
    return 0;
  return (guint)g_ascii_strtoull (name, NULL, 10);
}

gboolean
kh_audit_last_segment (const char *folder, guint *number, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &failure);
  const char *name;

  *number = 0;
  if (dir == NULL) {
    kh_set_error (error,
                  g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? KH_ERROR_NOT_FOUND
                                                                              : KH_ERROR_IO,
                  "The audit log cannot be read: %s", failure->message);
    return FALSE;
  }
  while ((name = g_dir_read_name (dir)) != NULL)
    *number = MAX (*number, segment_number (name));
  return TRUE;
}

/* --- Lines --------------------------------------------------------------------------------- */

typedef struct {
  char *buffer;
  gsize start; /* of what is not handed out yet */
  gsize end;
  guint64 offset; /* of start in the file */
} Window;

/* Hands out the complete lines of the window. FALSE when the walk is over. */
static gboolean
hand_out (Window *window, KhAuditLineFunc func, gpointer data)
{
  char *newline;

  while ((newline = memchr (window->buffer + window->start, '\n', window->end - window->start))
         != NULL) {
    gsize size = (gsize)(newline - (window->buffer + window->start));

    if (!func (window->buffer + window->start, MIN (size, KH_AUDIT_LINE_MAX + 1), window->offset,
               data)
        || size > KH_AUDIT_LINE_MAX)
      return FALSE;
    window->start += size + 1;
    window->offset += size + 1;
  }
  if (window->end - window->start <= KH_AUDIT_LINE_MAX)
    return TRUE;
  func (window->buffer + window->start, KH_AUDIT_LINE_MAX + 1, window->offset, data);
  return FALSE;
}

static gboolean
walk (const KhIo *io, int fd, Window *window, KhAuditLineFunc func, gpointer data)
{
  gsize got;

  do {
    memmove (window->buffer, window->buffer + window->start, window->end - window->start);
    window->end -= window->start;
    window->start = 0;
    if (!kh_io_read (io, fd, window->buffer + window->end, READ_SIZE,
                     (gint64)(window->offset + window->end), &got))
      return FALSE;
    window->end += got;
  } while (hand_out (window, func, data) && got == READ_SIZE);
  return TRUE;
}

gboolean
kh_audit_read_lines (const KhIo *io, const char *path, KhAuditLineFunc func, gpointer data,
                     guint64 *end, guint64 *torn, GError **error)
{
  g_autofree char *buffer = NULL;
  Window window = { NULL, 0, 0, 0 };
  int fd = kh_io_open (io, path, KH_IO_READ, error);
  gboolean ok;

  if (fd < 0)
    return FALSE;
  window.buffer = buffer = g_malloc (READ_SIZE + KH_AUDIT_LINE_MAX + 1);
  ok = walk (io, fd, &window, func, data);
  if (!ok)
    kh_error_from_errno (error, errno, path);
  kh_io_close (io, &fd);
  if (end != NULL)
    *end = window.offset;
  if (torn != NULL)
    *torn = window.end - window.start;
  return ok;
}

/* --- Identity ------------------------------------------------------------------------------ */

typedef struct {
  KhAuditIdentity *identity;
  KhAuditIdentityResult result;
} IdentityWalk;

static KhAuditIdentityResult
identity_from_line (const char *text, gsize size, KhAuditIdentity *identity)
{
  g_auto (KhAuditLine) line = { 0 };
  KhAuditHead head;

  if (!kh_audit_head_parse (text, size, &head))
    return KH_AUDIT_IDENTITY_BAD;
  if (head.v != 1)
    return KH_AUDIT_IDENTITY_NEWER;
  if (!kh_audit_line_parse (text, size, &line) || line.record.seq != 1 || line.tenant == NULL
      || line.public_key == NULL || strlen (line.log) != 36 || strlen (line.tenant) != 36
      || !kh_audit_unhex (line.public_key, strlen (line.public_key), identity->public_key))
    return KH_AUDIT_IDENTITY_BAD;
  g_strlcpy (identity->log, line.log, sizeof identity->log);
  g_strlcpy (identity->tenant, line.tenant, sizeof identity->tenant);
  return KH_AUDIT_IDENTITY_OK;
}

static gboolean
first_line (const char *text, gsize size, guint64 offset, gpointer data)
{
  IdentityWalk *walk = data;

  walk->result = identity_from_line (text, size, walk->identity);
  return FALSE;
}

KhAuditIdentityResult
kh_audit_read_identity (const KhIo *io, const char *folder, KhAuditIdentity *identity,
                        GError **error)
{
  char name[KH_AUDIT_NAME_SIZE];
  g_autofree char *path = NULL;
  IdentityWalk walk = { identity, KH_AUDIT_IDENTITY_MISSING };

  memset (identity, 0, sizeof *identity);
  kh_audit_segment_name (1, name);
  path = g_build_filename (folder, name, NULL);
  if (!kh_audit_read_lines (io, path, first_line, &walk, NULL, NULL, error))
    return KH_AUDIT_IDENTITY_UNREADABLE;
  return walk.result;
}

/* --- Where a segment begins ---------------------------------------------------------------- */

static gboolean
before_line (const char *text, gsize size, guint64 offset, gpointer data)
{
  g_auto (KhAuditLine) line = { 0 };
  guint64 *count = data;

  if (kh_audit_line_parse (text, size, &line))
    *count = line.before_count;
  return FALSE;
}

gboolean
kh_audit_read_before (const KhIo *io, const char *folder, guint number, guint64 *count)
{
  char name[KH_AUDIT_NAME_SIZE];
  g_autofree char *path = NULL;

  *count = 0;
  kh_audit_segment_name (number, name);
  path = g_build_filename (folder, name, NULL);
  return kh_audit_read_lines (io, path, before_line, count, NULL, NULL, NULL) && *count > 0;
}
