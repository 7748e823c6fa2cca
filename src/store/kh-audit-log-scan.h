/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks an audit folder line by line and checks everything on the way; private to the audit log.
 *
 * The one implementation behind kh_audit_verify() and kh_audit_log_open(). Constant memory but for
 * the checkpoints of one segment. Any thread.
 */
#pragma once

#include "kh-audit-log-line.h"
#include "kh-audit-verify.h"
#include "kh-io.h"

G_BEGIN_DECLS

#define KH_AUDIT_NAME_SIZE 16

/* "00000001.jsonl" and "00000001.notes". */
void kh_audit_segment_name (guint number, char name[KH_AUDIT_NAME_SIZE]);
void kh_audit_notes_name (guint number, char name[KH_AUDIT_NAME_SIZE]);

/* The greatest number of a segment in @folder, 0 when there is none. FALSE when the folder cannot
 * be read. */
gboolean kh_audit_last_segment (const char *folder, guint *number, GError **error);

/* One complete line; FALSE ends the walk. */
typedef gboolean (*KhAuditLineFunc) (const char *text, gsize size, guint64 offset, gpointer data);

/* Calls @func for every complete line of a file. *@end (nullable) is where the last of them ended
 * and
 * *@torn (nullable) how many bytes follow without a newline; both only mean something when the walk
 * was not ended early. A line over KH_AUDIT_LINE_MAX is passed cut to one byte more than that, and
 * ends the walk. */
gboolean kh_audit_read_lines (const KhIo *io, const char *path, KhAuditLineFunc func, gpointer data,
                              guint64 *end, guint64 *torn, GError **error);

typedef struct {
  guint64 seq;
  const guint8 *hash; /* H(seq) */
  const char *text;
  gsize size;
} KhAuditScanLine;

typedef struct {
  const KhIo *io;
  const char *folder;
  guint first; /* number of the segment to begin with; what lies before it is believed */
  const guint8 *public_key;    /* nullable: the one of record 1 */
  const char *tenant;          /* nullable: the one of record 1 */
  const KhAuditAnchor *anchor; /* nullable */
  GCancellable *cancellable;   /* nullable */
  /* For every good record; nullable. */
  void (*func) (const KhAuditScanLine *line, gpointer data);
  gpointer data;
} KhAuditScanOptions;

/* What the last segment looks like at its end, for the repair after a crash. */
typedef struct {
  guint segment;      /* 0: none */
  guint64 size;       /* of its complete lines */
  guint64 torn;       /* bytes after them */
  guint64 notes_size; /* of its complete checkpoints */
  guint64 notes_torn;
  gboolean unfinished; /* that is all that keeps the verdict from being intact */
} KhAuditTail;

/* What the first record of segment @number (2 or more) says of the one before it: how many records
 * there were up to its end. FALSE when the segment does not begin with such a record. */
gboolean kh_audit_read_before (const KhIo *io, const char *folder, guint number, guint64 *count);

/* Fills @report; @tail is nullable. */
void kh_audit_scan (const KhAuditScanOptions *options, KhAuditReport *report, KhAuditTail *tail);

/* The identity that record 1 gives; FALSE when there is no such record. */
typedef struct {
  char log[37];
  char tenant[37];
  guint8 public_key[32];
} KhAuditIdentity;

typedef enum {
  KH_AUDIT_IDENTITY_OK,
  KH_AUDIT_IDENTITY_BAD,
  KH_AUDIT_IDENTITY_NEWER,
  KH_AUDIT_IDENTITY_UNREADABLE, /* sets the error */
  KH_AUDIT_IDENTITY_MISSING,    /* no complete line there */
} KhAuditIdentityResult;

KhAuditIdentityResult kh_audit_read_identity (const KhIo *io, const char *folder,
                                              KhAuditIdentity *identity, GError **error);

G_END_DECLS
