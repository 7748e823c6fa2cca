/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The walk over a whole log: chain, order, identity, segments, checkpoints. */
#include "kh-audit-log-scan-private.h"

#include <string.h>

#include "kh-audit-log-notes.h"
#include "kh-id.h"
#include "khc-chain.h"

#define PROGRESS_EVERY 4096

/* --- Records ------------------------------------------------------------------------------- */

/* The record in which a segment begins repeats where the one before it ended. */
static gboolean
check_before (KhAuditScan *self, const char *text, gsize size, KhAuditLine *line)
{
  char name[KH_AUDIT_NAME_SIZE];
  guint8 head[32];

  kh_audit_segment_name (self->segment - 1, name);
  return kh_audit_line_parse (text, size, line) && g_strcmp0 (line->before_file, name) == 0
         && line->before_head != NULL
         && kh_audit_unhex (line->before_head, strlen (line->before_head), head)
         && line->record.seq == line->before_count + 1
         && g_ascii_strncasecmp (line->prev, line->before_head, 64) == 0;
}

static gboolean
begin_segment (KhAuditScan *self, const char *text, gsize size)
{
  g_auto (KhAuditLine) line = { 0 };
  KhAuditBad bad = { self->name, 1, self->seq + 1, self->hash, NULL };

  if (self->segment == 1)
    return TRUE;
  if (!check_before (self, text, size, &line)) {
    kh_audit_scan_broken (self, &bad, "Segment %s does not begin where the one before it ended.",
                          self->name);
    return FALSE;
  }
  if (self->segment != MAX (self->options->first, 1))
    return TRUE;
  self->seq = line.before_count; /* begun here: believed */
  kh_audit_unhex (line.before_head, 64, self->hash);
  return TRUE;
}

static gboolean
check_place (KhAuditScan *self, const KhAuditHead *head, const char *text, gsize size)
{
  KhAuditBad bad = { self->name, self->line + 1, self->seq + 1, self->hash, head->prev };

  if (strcmp (self->record_file, self->name) != 0)
    bad.line = 1;
  if (memcmp (head->log, self->identity.log, 36) != 0) {
    kh_audit_scan_broken (self, &bad, "%s, line %" G_GUINT64_FORMAT ", belongs to another log.",
                          self->name, bad.line);
    return FALSE;
  }
  if (head->seq == self->seq && self->seq > 0 && memcmp (head->prev, self->before, 32) == 0) {
    kh_audit_scan_open_doubt (self, head, khc_bytes (text, size), TRUE);
    return FALSE;
  }
  if (head->seq != self->seq + 1) {
    kh_audit_scan_broken (self, &bad,
                          "Record %" G_GUINT64_FORMAT " is missing: record %" G_GUINT64_FORMAT
                          " stands in its place.",
                          self->seq + 1, head->seq);
    return FALSE;
  }
  if (memcmp (head->prev, self->hash, 32) != 0) {
    kh_audit_scan_open_doubt (self, head, khc_bytes (text, size), FALSE);
    return FALSE;
  }
  return TRUE;
}

static void
check_note (KhAuditScan *self, const guint8 *head, const char *what)
{
  KhAuditBad bad = { self->name, self->line, self->seq, head, self->hash };

  if (memcmp (head, self->hash, 32) != 0)
    kh_audit_scan_broken (self, &bad, "Record %" G_GUINT64_FORMAT " is not the one that %s names.",
                          self->seq, what);
}

static void
check_signed (KhAuditScan *self)
{
  const KhAuditAnchor *anchor = self->options->anchor;

  if (anchor != NULL && anchor->size == self->seq)
    check_note (self, anchor->head, "the noted position");
  if (self->over || self->notes.good == NULL || self->next_note >= self->notes.good->len)
    return;
  KhAuditNote *note = &g_array_index (self->notes.good, KhAuditNote, self->next_note);
  if (note->size != self->seq)
    return;
  check_note (self, note->head, "the checkpoint");
  if (self->over)
    return;
  self->next_note++;
  self->noted = self->seq;
  self->report->checkpoints++;
  self->report->signed_size = self->seq;
}

static void
note_time (KhAuditScan *self, const KhAuditHead *head)
{
  if (memcmp (head->time, self->second, 19) < 0)
    self->report->time_reversals++;
  memcpy (self->second, head->time, 19);
}

static void
accept_record (KhAuditScan *self, const KhAuditHead *head, const char *text, gsize size)
{
  KhAuditScanLine line = { 0, self->hash, text, size };

  memcpy (self->before, self->hash, 32);
  if (khc_chain_next (self->chain, head->seq, self->hash, khc_bytes (text, size), self->hash)
      != KHC_OK) {
    kh_audit_scan_cannot_tell (self, "The hash of a record could not be computed.");
    return;
  }
  if (strcmp (self->record_file, self->name) != 0) {
    g_free (self->record_file);
    self->record_file = g_strdup (self->name);
    self->line = 0;
  }
  self->line++;
  self->seq = line.seq = head->seq;
  note_time (self, head);
  check_signed (self);
  if (self->over)
    return;
  self->report->records = self->seq;
  memcpy (self->report->head, self->hash, 32);
  if (self->options->func != NULL)
    self->options->func (&line, self->options->data);
}

static void
bad_line (KhAuditScan *self, const KhAuditHead *head)
{
  gboolean same = strcmp (self->record_file, self->name) == 0;
  KhAuditBad bad = { self->name, same ? self->line + 1 : 1, self->seq + 1, self->hash, NULL };

  if (head->v > 1) {
    kh_audit_scan_cannot_tell (self, "%s was written by a newer version of Keyhold.", self->name);
    return;
  }
  kh_audit_scan_broken (self, &bad, "%s, line %" G_GUINT64_FORMAT ", is not an audit record.",
                        self->name, bad.line);
}

static gboolean
scan_line (const char *text, gsize size, guint64 offset, gpointer data)
{
  KhAuditScan *self = data;
  KhAuditHead head = { 0 };
  gboolean parsed =
      size <= KH_AUDIT_LINE_MAX && kh_audit_head_parse (text, size, &head) && head.v == 1;

  if (self->doubt.open) {
    kh_audit_scan_settle_doubt (self, parsed ? &head : NULL);
    return FALSE;
  }
  if (!parsed) {
    bad_line (self, &head);
    return FALSE;
  }
  if (offset == 0 && !begin_segment (self, text, size))
    return FALSE;
  if (check_place (self, &head, text, size))
    accept_record (self, &head, text, size);
  if (self->seq % PROGRESS_EVERY == 0 && self->options->cancellable != NULL
      && g_cancellable_is_cancelled (self->options->cancellable))
    kh_audit_scan_cannot_tell (self, "Verification was cancelled.");
  return !self->over;
}

/* --- Segments ------------------------------------------------------------------------------ */

static gboolean
load_notes (KhAuditScan *self)
{
  g_autoptr (GError) error = NULL;

  kh_audit_notes_clear (&self->notes);
  self->next_note = 0;
  if (kh_audit_notes_load (self->options->io, self->options->folder, self->segment, &self->identity,
                           &self->notes, &error))
    return TRUE;
  kh_audit_scan_cannot_tell (self, "Checkpoints cannot be read: %s", error->message);
  return FALSE;
}

/* What is left of the checkpoints of a segment when its last record was read. */
static void
finish_notes (KhAuditScan *self)
{
  char name[KH_AUDIT_NAME_SIZE];
  KhAuditNotes *notes = &self->notes;
  KhAuditBad bad = { name, notes->lines + 1, self->seq, self->hash, NULL };

  kh_audit_notes_name (self->segment, name);
  if (self->next_note < notes->good->len) {
    KhAuditNote *note = &g_array_index (notes->good, KhAuditNote, self->next_note);
    KhAuditBad cut = { self->name, self->line + 1, self->seq + 1, note->head, NULL };

    kh_audit_scan_broken (self, &cut,
                          "Record %" G_GUINT64_FORMAT
                          " is missing: a checkpoint covers %" G_GUINT64_FORMAT " records.",
                          self->seq + 1, note->size);
  } else if (notes->bad != NULL) {
    bad.seq = notes->bad_size;
    bad.expected = notes->bad_size == self->seq ? self->hash : NULL;
    kh_audit_scan_broken (self, &bad, "A checkpoint in %s %s.", name, notes->bad);
  } else if (self->segment < self->last_segment && self->noted != self->seq) {
    kh_audit_scan_broken (self, &bad, "The checkpoint that closed %s is missing.", self->name);
  }
  self->tail.notes_size = notes->complete;
  self->tail.notes_torn = notes->torn;
}

static void
scan_segment (KhAuditScan *self)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  guint64 end, torn;

  kh_audit_segment_name (self->segment, self->name);
  path = g_build_filename (self->options->folder, self->name, NULL);
  if (!kh_io_exists (self->options->io, path)) {
    KhAuditBad bad = { self->name, 1, self->seq + 1, self->hash, NULL };

    kh_audit_scan_broken (self, &bad, "Segment %s is missing.", self->name);
    return;
  }
  if (!load_notes (self))
    return;
  if (!kh_audit_read_lines (self->options->io, path, scan_line, self, &end, &torn, &error)) {
    kh_audit_scan_cannot_tell (self, "A segment cannot be read: %s", error->message);
    return;
  }
  if (self->over)
    return;
  self->tail.segment = self->segment;
  self->tail.size = end;
  self->tail.torn = torn;
  if (self->segment < self->last_segment && (torn > 0 || end == 0))
    bad_line (self, &(KhAuditHead){ 0 });
  else if (!self->doubt.open && end > 0)
    finish_notes (self);
}

/* --- The whole ----------------------------------------------------------------------------- */

static gboolean
check_identity (KhAuditScan *self)
{
  const KhAuditScanOptions *options = self->options;
  KhAuditBad bad = { self->name, 1, 1, NULL, NULL };

  if (options->tenant != NULL && strcmp (options->tenant, self->identity.tenant) != 0)
    kh_audit_scan_broken (self, &bad, "The log belongs to another organization.");
  else if (options->public_key != NULL
           && memcmp (options->public_key, self->identity.public_key, 32) != 0)
    kh_audit_scan_broken (self, &bad, "The log is signed by another key.");
  return !self->over;
}

static gboolean
read_identity (KhAuditScan *self)
{
  g_autoptr (GError) error = NULL;

  kh_audit_segment_name (1, self->name);
  switch (
      kh_audit_read_identity (self->options->io, self->options->folder, &self->identity, &error)) {
  case KH_AUDIT_IDENTITY_OK:
    return check_identity (self);
  case KH_AUDIT_IDENTITY_NEWER:
    kh_audit_scan_cannot_tell (self, "The log was written by a newer version of Keyhold.");
    return FALSE;
  case KH_AUDIT_IDENTITY_BAD:
    bad_line (self, &(KhAuditHead){ 0 });
    return FALSE;
  case KH_AUDIT_IDENTITY_UNREADABLE:
    if (kh_error_is (error, KH_ERROR_NOT_FOUND)) {
      KhAuditBad bad = { self->name, 1, 1, NULL, NULL };

      kh_audit_scan_broken (self, &bad, "Segment %s is missing.", self->name);
    } else
      kh_audit_scan_cannot_tell (self, "The log cannot be read: %s", error->message);
    return FALSE;
  case KH_AUDIT_IDENTITY_MISSING:
  default:
    kh_audit_scan_cannot_tell (self, "The log has no complete record.");
    return FALSE;
  }
}

static void
finish (KhAuditScan *self)
{
  const KhAuditAnchor *anchor = self->options->anchor;
  KhAuditBad bad = { self->name, self->line + 1, self->seq + 1, NULL, NULL };

  if (anchor != NULL && anchor->size > self->seq) {
    bad.expected = anchor->head;
    kh_audit_scan_broken (self, &bad,
                          "Record %" G_GUINT64_FORMAT " is missing: there were %" G_GUINT64_FORMAT
                          " records.",
                          self->seq + 1, anchor->size);
    return;
  }
  self->tail.unfinished = self->tail.torn > 0 || self->tail.notes_torn > 0 || self->tail.size == 0;
  if (self->tail.unfinished)
    kh_audit_scan_cannot_tell (
        self, "The end of the log is unfinished: it is being written, or its writer was "
              "interrupted.");
  else if (self->noted == 0 && self->options->first <= 1)
    kh_audit_scan_cannot_tell (self, "Nothing in the log is signed.");
}

static void
scan_all (KhAuditScan *self)
{
  g_autoptr (GError) error = NULL;
  guint8 log[16];

  if (!kh_audit_last_segment (self->options->folder, &self->last_segment, &error)) {
    kh_audit_scan_cannot_tell (self, "%s", error->message);
    return;
  }
  if (self->last_segment == 0) {
    kh_audit_scan_cannot_tell (self, "There is no audit log in %s.", self->options->folder);
    return;
  }
  if (!read_identity (self))
    return;
  if (!kh_id_to_bytes (self->identity.log, log) || khc_chain_new (log, &self->chain) != KHC_OK)
    kh_audit_scan_cannot_tell (self, "The hash could not be set up.");
  for (self->segment = MAX (self->options->first, 1);
       self->segment <= self->last_segment && !self->over; self->segment++)
    scan_segment (self);
  if (self->doubt.open)
    kh_audit_scan_settle_doubt (self, NULL);
  if (!self->over)
    finish (self);
}

void
kh_audit_scan (const KhAuditScanOptions *options, KhAuditReport *report, KhAuditTail *tail)
{
  KhAuditScan self = { .options = options, .report = report };

  memset (report, 0, sizeof *report);
  self.record_file = g_strdup ("");
  scan_all (&self);
  g_strlcpy (report->log, self.identity.log, sizeof report->log);
  g_strlcpy (report->tenant, self.identity.tenant, sizeof report->tenant);
  memcpy (report->public_key, self.identity.public_key, 32);
  if (tail != NULL)
    *tail = self.tail;
  kh_audit_notes_clear (&self.notes);
  khc_chain_free (self.chain);
  g_free (self.record_file);
  g_free (self.doubt.before_file);
}
