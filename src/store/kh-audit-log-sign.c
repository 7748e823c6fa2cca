/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoints of the audit log: its end, signed. */
#include "kh-audit-log-private.h"

#include <errno.h>
#include <string.h>

static gboolean
append_note (KhAuditLog *self, int fd, const char *note, gsize size, GError **error)
{
  if (self->notes_rewrite
      && !kh_io_truncate (self->io, fd, self->notes_size, "The checkpoints", error))
    return FALSE;
  self->notes_rewrite = TRUE;
  if (!kh_io_write (self->io, fd, note, size, (gint64)self->notes_size))
    return kh_error_from_errno (error, errno, "The checkpoints");
  if (!kh_io_sync (self->io, fd, "The checkpoints", error)
      || (self->notes_size == 0 && !kh_io_sync_folder (self->io, self->folder, error)))
    return FALSE;
  self->notes_rewrite = FALSE;
  self->notes_size += size;
  return TRUE;
}

static gboolean
make_note (KhAuditLog *self, char *note, gsize *size, GError **error)
{
  KhcCheckpoint checkpoint = { .size = self->seq };
  int result;

  g_strlcpy (checkpoint.origin, self->tenant, sizeof checkpoint.origin);
  memcpy (checkpoint.head, self->head, sizeof checkpoint.head);
  kh_audit_segment_name (self->segment, checkpoint.extension);
  result = khc_checkpoint_sign (self->signer, &checkpoint, note, size);
  return result == KHC_OK || kh_error_from_khc (error, result, "The checkpoint");
}

static gboolean
write_note (KhAuditLog *self, GError **error)
{
  char name[KH_AUDIT_NAME_SIZE], note[KHC_NOTE_MAX];
  g_autofree char *path = NULL;
  gsize size;
  gboolean ok;
  int fd;

  kh_audit_notes_name (self->segment, name);
  path = kh_audit_log_path (self, name);
  if (!make_note (self, note, &size, error))
    return FALSE;
  fd = kh_io_open (self->io, path, KH_IO_CREATE, error);
  if (fd < 0)
    return FALSE;
  ok = append_note (self, fd, note, size, error);
  kh_io_close (self->io, &fd);
  return ok;
}

gboolean
kh_audit_log_sign_end (KhAuditLog *self, GError **error)
{
  if (!kh_audit_log_sync_pending (self, error))
    return FALSE;
  if (self->signed_seq == self->seq)
    return TRUE;
  if (!write_note (self, error))
    return FALSE;
  self->signed_seq = self->seq;
  self->unsigned_since = KH_TIME_NONE;
  return TRUE;
}

gboolean
kh_audit_log_checkpoint (KhAuditLog *self, GError **error)
{
  GError *cause = NULL;

  if (!kh_audit_log_check_usable (self, error))
    return FALSE;
  if (!kh_audit_log_sign_end (self, &cause))
    return kh_audit_log_refuse (error, cause);
  return TRUE;
}

char *
kh_audit_log_get_anchor (KhAuditLog *self, GError **error)
{
  char note[KHC_NOTE_MAX];
  gsize size;

  if (!kh_audit_log_check_usable (self, error) || !make_note (self, note, &size, error))
    return NULL;
  return g_strndup (note, size);
}
