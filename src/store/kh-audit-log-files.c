/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Segments and checkpoints as files. */
#include "kh-audit-log-files.h"

#include <string.h>

#include "kh-audit-log-private.h"

#define DIGITS 8
/* A segment is closed at its limit, after the line that reached it; checkpoints are far smaller. */
#define FILE_MAX (KH_AUDIT_SEGMENT_MAX + 2 * KH_AUDIT_LINE_MAX)

static void
file_free (gpointer data)
{
  KhAuditFile *file = data;

  g_free (file->name);
  g_free (file);
}

/* @most: what counts of it. */
static gboolean
add_file (KhAuditLog *self, const char *name, guint64 most, GPtrArray *files, GError **error)
{
  g_autofree char *path = kh_audit_log_path (self, name);
  KhAuditFile *file;
  guint64 bytes;
  int fd;
  gboolean ok;

  /* A segment that nothing was signed of yet has no checkpoints. */
  if (!kh_io_exists (self->io, path))
    return TRUE;
  fd = kh_io_open (self->io, path, KH_IO_READ, error);
  if (fd < 0)
    return FALSE;
  ok = kh_io_size (self->io, fd, &bytes, path, error);
  kh_io_close (self->io, &fd);
  if (!ok)
    return FALSE;
  file = g_new0 (KhAuditFile, 1);
  file->name = g_strdup (name);
  file->bytes = MIN (bytes, most);
  g_ptr_array_add (files, file);
  return TRUE;
}

GPtrArray *
kh_audit_log_list_files (KhAuditLog *self, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (file_free);
  char name[KH_AUDIT_NAME_SIZE];
  guint last;

  /* A full disk keeps nobody from looking at what was written before. */
  if (self->broken == NULL)
    kh_audit_log_sync (self, NULL);
  if (!kh_audit_last_segment (self->folder, &last, error))
    return NULL;
  for (guint i = 1; i <= last; i++) {
    gboolean grows = self->broken == NULL && i == self->segment;

    kh_audit_segment_name (i, name);
    if (!add_file (self, name, grows ? self->durable : G_MAXUINT64, files, error))
      return NULL;
    kh_audit_notes_name (i, name);
    if (!add_file (self, name, grows ? self->notes_size : G_MAXUINT64, files, error))
      return NULL;
  }
  return g_steal_pointer (&files);
}

const char *
kh_audit_log_get_id (KhAuditLog *self)
{
  return self->log;
}

const char *
kh_audit_log_get_tenant (KhAuditLog *self)
{
  return self->tenant;
}

static gboolean
is_name (const char *name)
{
  if (strspn (name, "0123456789") != DIGITS)
    return FALSE;
  return strcmp (name + DIGITS, ".jsonl") == 0 || strcmp (name + DIGITS, ".notes") == 0;
}

GBytes *
kh_audit_file_read (const KhIo *io, const char *folder, const char *name, guint64 bytes,
                    GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) whole = NULL;

  if (!is_name (name)) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "The audit log has no file %s.", name);
    return NULL;
  }
  path = g_build_filename (folder, name, NULL);
  if (!kh_io_exists (io, path)) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "The audit log has no file %s.", name);
    return NULL;
  }
  whole = kh_io_read_file (io, path, FILE_MAX, error);
  if (whole == NULL)
    return NULL;
  if (g_bytes_get_size (whole) < bytes) {
    kh_set_error (error, KH_ERROR_TRUNCATED, "%s of the audit log was cut meanwhile.", name);
    return NULL;
  }
  return g_bytes_new_from_bytes (whole, 0, bytes);
}
