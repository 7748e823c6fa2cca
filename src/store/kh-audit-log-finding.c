/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the walk over a log finds, and which of two records is to blame. */
#include "kh-audit-log-scan-private.h"

#include <string.h>

void
kh_audit_scan_cannot_tell (KhAuditScan *self, const char *format, ...)
{
  va_list args;

  self->over = TRUE;
  if (self->report->reason != NULL)
    return;
  va_start (args, format);
  self->report->reason = g_strdup_vprintf (format, args);
  va_end (args);
  self->report->verdict = KH_AUDIT_CANNOT_TELL;
}

static char *
hex_or_empty (const guint8 *bytes)
{
  char text[65] = "";

  if (bytes != NULL)
    kh_audit_hex (bytes, text);
  return g_strdup (text);
}

void
kh_audit_scan_broken (KhAuditScan *self, const KhAuditBad *bad, const char *format, ...)
{
  KhAuditReport *report = self->report;
  va_list args;

  self->over = TRUE;
  if (report->reason != NULL)
    return;
  va_start (args, format);
  report->reason = g_strdup_vprintf (format, args);
  va_end (args);
  report->verdict = KH_AUDIT_BROKEN;
  report->bad_file = g_strdup (bad->file);
  report->bad_line = bad->line;
  report->bad_seq = bad->seq;
  report->bad_expected = hex_or_empty (bad->expected);
  report->bad_found = hex_or_empty (bad->found);
}

void
kh_audit_scan_open_doubt (KhAuditScan *self, const KhAuditHead *head, KhcBytes line,
                          gboolean repeated)
{
  KhAuditDoubt *doubt = &self->doubt;

  doubt->open = TRUE;
  doubt->repeated = repeated;
  doubt->before_file = g_strdup (self->record_file);
  doubt->before_line = self->line;
  doubt->seq = self->seq;
  doubt->line = self->line + 1;
  if (strcmp (self->record_file, self->name) != 0)
    doubt->line = 1;
  g_strlcpy (doubt->file, self->name, sizeof doubt->file);
  memcpy (doubt->prev, head->prev, sizeof doubt->prev);
  khc_chain_next (self->chain, head->seq, head->prev, line, doubt->alternative);
}

static void
blame_before (KhAuditScan *self)
{
  KhAuditDoubt *doubt = &self->doubt;
  KhAuditBad bad = { doubt->before_file, doubt->before_line, doubt->seq, doubt->prev, self->hash };

  if (doubt->repeated) {
    bad.expected = doubt->alternative;
    kh_audit_scan_broken (
        self, &bad, "Record %" G_GUINT64_FORMAT " was inserted: it is there twice.", doubt->seq);
    return;
  }
  kh_audit_scan_broken (self, &bad,
                        "Record %" G_GUINT64_FORMAT
                        " was altered: the record after it names another hash.",
                        doubt->seq);
}

static void
blame_this (KhAuditScan *self)
{
  KhAuditDoubt *doubt = &self->doubt;
  KhAuditBad bad = { doubt->file, doubt->line, doubt->seq + 1, self->hash, doubt->prev };

  if (doubt->repeated) {
    bad.seq = doubt->seq;
    bad.found = doubt->alternative;
    kh_audit_scan_broken (
        self, &bad, "Record %" G_GUINT64_FORMAT " was inserted: it is there twice.", doubt->seq);
    return;
  }
  kh_audit_scan_broken (self, &bad,
                        "Record %" G_GUINT64_FORMAT " does not follow the record before it.",
                        doubt->seq + 1);
}

void
kh_audit_scan_settle_doubt (KhAuditScan *self, const KhAuditHead *next)
{
  KhAuditDoubt *doubt = &self->doubt;
  gboolean fits = next != NULL && memcmp (next->prev, doubt->alternative, 32) == 0;

  if (self->noted == doubt->seq || memcmp (doubt->alternative, self->hash, 32) == 0)
    blame_this (self); /* the record before is what was signed, or this is its copy */
  else if (fits || (next == NULL && !doubt->repeated))
    blame_before (self);
  else
    blame_this (self);
  doubt->open = FALSE;
}
