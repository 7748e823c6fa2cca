/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verification of an audit folder for everybody outside of the log itself. */
#include "kh-audit-verify.h"

#include <string.h>

#include "kh-audit-log-notes.h"
#include "khc-note.h"

#define PROGRESS_EVERY 4096

static void
count_record (const KhAuditScanLine *line, gpointer data)
{
  const KhAuditVerifyOptions *options = data;

  if (line->seq % PROGRESS_EVERY == 0)
    options->progress (line->seq, options->progress_data);
}

void
kh_audit_verify (const char *folder, const KhAuditVerifyOptions *options, KhAuditReport *report)
{
  KhAuditScanOptions scan = { .io = kh_io_default (), .folder = folder, .first = 1 };

  if (options != NULL) {
    scan.public_key = options->public_key;
    scan.anchor = options->anchor;
    scan.cancellable = options->cancellable;
  }
  if (options != NULL && options->progress != NULL) {
    scan.func = count_record;
    scan.data = (gpointer)options;
  }
  kh_audit_scan (&scan, report, NULL);
  if (scan.func != NULL)
    options->progress (report->records, options->progress_data);
}

void
kh_audit_report_clear (KhAuditReport *report)
{
  g_free (report->reason);
  g_free (report->bad_file);
  g_free (report->bad_expected);
  g_free (report->bad_found);
  memset (report, 0, sizeof *report);
}

const char *
kh_audit_verdict_name (KhAuditVerdict verdict)
{
  switch (verdict) {
  case KH_AUDIT_INTACT:
    return "intact";
  case KH_AUDIT_BROKEN:
    return "broken";
  case KH_AUDIT_CANNOT_TELL:
  default:
    return "cannot-tell";
  }
}

gboolean
kh_audit_anchor_parse (const char *text, gsize size, const guint8 public_key[32],
                       KhAuditAnchor *anchor)
{
  KhcCheckpoint checkpoint;

  memset (anchor, 0, sizeof *anchor);
  if (khc_checkpoint_verify (khc_bytes (text, size), public_key, &checkpoint) != KHC_OK)
    return FALSE;
  anchor->size = checkpoint.size;
  memcpy (anchor->head, checkpoint.head, sizeof anchor->head);
  return TRUE;
}
