/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checkpoints of one segment, `NNNNNNNN.notes`; private to the audit log.
 *
 * Signed notes of six lines each, one after another, sizes rising. Any thread.
 */
#pragma once

#include "kh-audit-log-scan.h"

G_BEGIN_DECLS

typedef struct {
  guint64 size;
  guint8 head[32];
} KhAuditNote;

typedef struct {
  GArray *good;     /* (element-type KhAuditNote) in order, those before the first bad one */
  guint64 complete; /* bytes of complete notes */
  guint64 torn;     /* bytes after them */
  guint64 lines;    /* of the good ones */
  char *bad;        /* what is wrong with the first bad note, or NULL */
  guint64 bad_size; /* the size it claims, 0 when it is not readable */
} KhAuditNotes;

void kh_audit_notes_clear (KhAuditNotes *notes);

/* A missing file is a file without notes. FALSE when it cannot be read. */
gboolean kh_audit_notes_load (const KhIo *io, const char *folder, guint segment,
                              const KhAuditIdentity *identity, KhAuditNotes *notes, GError **error);

/* Length of the first complete note in @text, or 0. */
gsize kh_audit_note_length (const char *text, gsize size);

G_END_DECLS
