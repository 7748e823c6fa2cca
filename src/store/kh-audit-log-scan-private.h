/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A walk over a log, for the files of kh-audit-log-scan. The thread of the walk. */
#pragma once

#include "kh-audit-log-notes.h"
#include "kh-audit-log-scan.h"
#include "khc-chain.h"

G_BEGIN_DECLS

/* A record that does not fit the one before it. Which of the two was altered shows one line later:
 * the next record names the hash of the genuine one. */
typedef struct {
  gboolean open;
  gboolean repeated;      /* the same number again, otherwise another hash */
  guint8 alternative[32]; /* H of this line if the line before it was the altered one */
  char *before_file;
  guint64 before_line;
  guint64 seq; /* of the line before */
  char file[KH_AUDIT_NAME_SIZE];
  guint64 line;
  guint8 prev[32]; /* what this line names */
} KhAuditDoubt;

typedef struct {
  const KhAuditScanOptions *options;
  KhAuditReport *report;
  KhAuditTail tail;
  KhAuditIdentity identity;
  KhcChain *chain;
  guint segment;
  guint last_segment;
  char name[KH_AUDIT_NAME_SIZE];
  guint64 line; /* of the record read last, in its segment */
  char *record_file;
  guint64 seq;
  guint8 hash[32];   /* H(seq) */
  guint8 before[32]; /* H(seq - 1) */
  char second[20];   /* time of the record read last, up to the seconds */
  KhAuditNotes notes;
  guint next_note;
  guint64 noted; /* seq of the last record that a good checkpoint names */
  KhAuditDoubt doubt;
  gboolean over;
} KhAuditScan;

typedef struct {
  const char *file;
  guint64 line;
  guint64 seq;
  const guint8 *expected; /* nullable */
  const guint8 *found;    /* nullable */
} KhAuditBad;

/* End the walk with a verdict; the first finding counts. */
void kh_audit_scan_cannot_tell (KhAuditScan *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void kh_audit_scan_broken (KhAuditScan *self, const KhAuditBad *bad, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* @repeated: it has the number of the record before it. */
void kh_audit_scan_open_doubt (KhAuditScan *self, const KhAuditHead *head, KhcBytes line,
                               gboolean repeated);
/* Says which of the two it was. @next is the record after the doubtful one, NULL when there is
 * none.
 */
void kh_audit_scan_settle_doubt (KhAuditScan *self, const KhAuditHead *next);

G_END_DECLS
