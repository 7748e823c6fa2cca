/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proves that an audit folder is what was written: chain, order, segments and signed checkpoints.
 *
 * Needs nothing but the folder: no tenant, no key, no database; keyhold-verify is this file with a
 * main function. Reads only. Memory does not grow with the number of records but by 48 bytes a
 * checkpoint. Runs at more than a million records in two seconds: from a worker. Any thread.
 *
 * What it cannot see alone: records cut off together with every checkpoint after the cut, and a log
 * replaced as a whole. The first shows against the position in the tenant database or an anchor
 * noted elsewhere (@min_size, @min_head); the second against the public key.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  KH_AUDIT_INTACT,
  KH_AUDIT_BROKEN,
  KH_AUDIT_CANNOT_TELL, /* no log there, not readable, newer, nothing signed, or its last line
                           unfinished */
} KhAuditVerdict;

/* A position noted elsewhere: the log had size records then, and head was H(size). */
typedef struct {
  guint64 size;
  guint8 head[32];
} KhAuditAnchor;

/* The result; clear it with kh_audit_report_clear(). */
typedef struct {
  KhAuditVerdict verdict;
  guint64 records;     /* complete records read, up to the first bad one */
  guint64 checkpoints; /* good ones */
  guint64 signed_size; /* of the last good checkpoint */
  guint8 head[32];     /* H(records) */
  char log[37];        /* GUID of the log, or empty */
  char tenant[37];     /* GUID of the tenant, or empty */
  guint8 public_key[32];
  guint64 time_reversals; /* records with a time before the one before: noted, not wrong */
  char *reason;           /* one sentence, or NULL when intact */
  /* The first bad record when broken: file name, line from 1, sequence number, and two hashes as
   * hex digits: the one that should be there and the one found; either may be empty. */
  char *bad_file;
  guint64 bad_line;
  guint64 bad_seq;
  char *bad_expected;
  char *bad_found;
} KhAuditReport;

typedef struct {
  const guint8 *public_key;    /* 32 bytes, or NULL: the one that record 1 names */
  const KhAuditAnchor *anchor; /* nullable */
  GCancellable *cancellable;   /* nullable */
  /* Called for every 4096th record and at the end with the number of records so far; nullable. */
  void (*progress) (guint64 records, gpointer data);
  gpointer progress_data;
} KhAuditVerifyOptions;

/* Verifies the segments and checkpoints in @folder. @options is nullable. Never fails: what cannot
 * be read is KH_AUDIT_CANNOT_TELL with a reason. */
void kh_audit_verify (const char *folder, const KhAuditVerifyOptions *options,
                      KhAuditReport *report);
void kh_audit_report_clear (KhAuditReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KhAuditReport, kh_audit_report_clear)

/* "intact", "broken", "cannot-tell". */
const char *kh_audit_verdict_name (KhAuditVerdict verdict);

/* Reads an anchor (a signed checkpoint as kh_audit_log_get_anchor() gives it) for @public_key.
 * FALSE when it is none, or signed by another key. */
gboolean kh_audit_anchor_parse (const char *text, gsize size, const guint8 public_key[32],
                                KhAuditAnchor *anchor);

G_END_DECLS
