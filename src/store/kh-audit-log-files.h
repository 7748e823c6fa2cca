/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of an audit log as they lie on the disk, so that somebody else can verify them.
 *
 * They only grow, so what a file held when it was listed is the begin of what it holds later.
 */
#pragma once

#include "kh-audit-log.h"

G_BEGIN_DECLS

typedef struct {
  char *name;    /* "00000001.jsonl" or "00000001.notes" */
  guint64 bytes; /* that are durable */
} KhAuditFile;

/* (transfer full) (element-type KhAuditFile): segments with their checkpoints, in order. What was
 * written is made durable first. The store worker. */
GPtrArray *kh_audit_log_list_files (KhAuditLog *self, GError **error);
/* Members that tell which log it is, owned by it. */
const char *kh_audit_log_get_id (KhAuditLog *self);
const char *kh_audit_log_get_tenant (KhAuditLog *self);

/* (transfer full): the first @bytes of a file in @folder. Errors: NOT_FOUND for any name but those
 * of a log; TRUNCATED when it is shorter now. Any thread. */
GBytes *kh_audit_file_read (const KhIo *io, const char *folder, const char *name, guint64 bytes,
                            GError **error);

G_END_DECLS
