/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making and opening an audit log: its identity, its end, what a crash left. */
#include "kh-audit-log-private.h"

#include <errno.h>
#include <string.h>

#include "kh-id.h"
#include "kh-log.h"

/* --- Making -------------------------------------------------------------------------------- */

KhAuditLog *
kh_audit_log_create (KhIo const *io, const char *folder, const char *tenant, KhSecret *root,
                     KhTime now, GError **error)
{
  g_autoptr (KhAuditLog) self = kh_audit_log_alloc (io, folder);
  g_autofree char *id = kh_id_new ();
  KhAuditLine line = { .record = { .time = now, .phase = KH_AUDIT_NOTICE, .action = "log.start" } };
  char key[65];
  guint last = 0;

  if (!kh_io_make_folder (io, folder, error) || !kh_audit_last_segment (folder, &last, error))
    return NULL;
  if (last > 0) {
    kh_set_error (error, KH_ERROR_EXISTS, "There is an audit log in %s already.", folder);
    return NULL;
  }
  g_strlcpy (self->log, id, sizeof self->log);
  g_strlcpy (self->tenant, tenant, sizeof self->tenant);
  if (!kh_audit_log_set_keys (self, root, error))
    return NULL;
  kh_audit_hex (self->public_key, key);
  line.tenant = tenant;
  line.public_key = key;
  if (!kh_audit_log_begin_segment (self, 1, &line, error) || !kh_audit_log_checkpoint (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* --- Opening ------------------------------------------------------------------------------- */

static void G_GNUC_PRINTF (2, 3) set_broken (KhAuditLog *self, const char *format, ...)
{
  va_list args;
  g_autofree char *reason = NULL;

  if (self->broken != NULL)
    return;
  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  kh_set_error (&self->broken, KH_ERROR_AUDIT,
                "The audit log does not verify, and what cannot be recorded does not happen: %s",
                reason);
}

void
kh_audit_log_break (KhAuditLog *self, const KhAuditReport *report)
{
  if (self->broken != NULL)
    return;
  set_broken (self, "%s", report->reason);
  self->bad_record = report->bad_seq;
}

guint64
kh_audit_log_get_bad_record (KhAuditLog *self)
{
  return self->bad_record;
}

typedef struct {
  KhAuditLog *log;
  KhAuditReport *report;
  guint64 first_seq;
  guint64 stored; /* position of the state that belongs to the log; 0: none is given */
} Replay;

/* Intents that were open when the segment began lie in earlier ones. */
static void
recall_intents (KhAuditLog *self, const char *pending)
{
  g_auto (GStrv) numbers = g_strsplit (pending, ",", -1);

  for (gsize i = 0; numbers[i] != NULL; i++) {
    g_autoptr (KhAuditRecord) record =
        kh_audit_log_get (self, g_ascii_strtoull (numbers[i], NULL, 10), NULL);

    if (record != NULL)
      kh_audit_log_track (self, record);
  }
}

/* The state was durable before the outcome: its position is the intent's at least. Acts on keys
 * alone are stored in their vault, and move no position. */
static void
note_unstored (Replay *replay, const KhAuditRecord *record)
{
  if (replay->stored != 0 && replay->log->unstored == NULL && record->phase == KH_AUDIT_OUTCOME
      && record->of > replay->stored && g_strcmp0 (record->result, KH_AUDIT_SUCCEEDED) == 0
      && !g_str_has_prefix (record->action, "key."))
    replay->log->unstored = kh_audit_record_copy (record);
}

static void
replay_record (const KhAuditScanLine *scanned, gpointer data)
{
  Replay *replay = data;
  KhAuditLog *self = replay->log;
  g_auto (KhAuditLine) line = { 0 };

  self->seq = scanned->seq;
  memcpy (self->head, scanned->hash, sizeof self->head);
  if (!kh_audit_line_parse (scanned->text, scanned->size, &line))
    return;
  if (replay->first_seq == 0) {
    replay->first_seq = scanned->seq;
    self->signed_seq = scanned->seq - 1; /* a segment is closed with a checkpoint */
    if (line.pending != NULL)
      recall_intents (self, line.pending);
  }
  if (line.before_count > 0 || scanned->seq == 1)
    self->month = kh_audit_log_month (line.record.time);
  kh_audit_log_track (self, &line.record);
  note_unstored (replay, &line.record);
  if (replay->report->signed_size == scanned->seq) {
    self->signed_seq = scanned->seq;
    self->unsigned_since = KH_TIME_NONE;
  } else if (self->unsigned_since == KH_TIME_NONE)
    self->unsigned_since = line.record.time;
}

/* The segment from which the end is replayed: the last one, or the one that has the recorded
 * position. */
static guint
first_segment (KhAuditLog *self, const KhAuditPosition *position)
{
  guint segment = self->segment;
  guint64 count;

  if (position == NULL || position->seq == 0)
    return segment;
  while (segment > 1 && kh_audit_read_before (self->io, self->folder, segment, &count)
         && count >= position->seq)
    segment--;
  return segment;
}

/* FALSE sets @error: the log cannot be opened at all. */
static gboolean
replay_end (KhAuditLog *self, const KhAuditPosition *position, KhAuditTail *tail, GError **error)
{
  g_auto (KhAuditReport) report = { 0 };
  Replay replay = { self, &report, 0, 0 };
  KhAuditAnchor anchor = { 0 };
  KhAuditScanOptions options = {
    .io = self->io,
    .folder = self->folder,
    .first = first_segment (self, position),
    .public_key = self->public_key,
    .tenant = self->tenant,
    .func = replay_record,
    .data = &replay,
  };

  if (position != NULL && position->seq > 0) {
    anchor.size = position->seq;
    memcpy (anchor.head, position->head, sizeof anchor.head);
    options.anchor = &anchor;
    replay.stored = position->seq;
  }
  kh_audit_scan (&options, &report, tail);
  if (report.verdict == KH_AUDIT_BROKEN)
    kh_audit_log_break (self, &report);
  else if (report.verdict == KH_AUDIT_CANNOT_TELL && !tail->unfinished && replay.first_seq == 0) {
    kh_set_error (error, KH_ERROR_IO, "%s", report.reason);
    return FALSE;
  }
  return TRUE;
}

/* A segment without a complete line is one whose creation a crash cut short. */
static gboolean
drop_unborn_segment (KhAuditLog *self, guint64 *bytes, GError **error)
{
  char name[KH_AUDIT_NAME_SIZE];
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  struct stat info;

  kh_audit_segment_name (self->segment, name);
  path = kh_audit_log_path (self, name);
  if (self->segment < 2 || self->io->lstat (self->io, path, &info) != 0
      || info.st_size > KH_AUDIT_LINE_MAX)
    return TRUE;
  g_autoptr (GBytes) content = kh_io_read_file (self->io, path, KH_AUDIT_LINE_MAX + 1, error);
  if (content == NULL)
    return FALSE;
  if (info.st_size > 0
      && memchr (g_bytes_get_data (content, NULL), '\n', g_bytes_get_size (content)) != NULL)
    return TRUE;
  *bytes += g_bytes_get_size (content);
  self->segment--;
  return kh_io_unlink (self->io, path, error) && kh_io_sync_folder (self->io, self->folder, error);
}

/* Cuts off what was never acknowledged. */
static gboolean
repair_tail (KhAuditLog *self, const KhAuditTail *tail, GError **error)
{
  if (tail->torn > 0 && !kh_io_truncate (self->io, self->fd, tail->size, "The audit log", error))
    return FALSE;
  self->durable = tail->size;
  self->notes_size = tail->notes_size;
  self->notes_rewrite = tail->notes_torn > 0;
  return TRUE;
}

static gboolean
append_repaired (KhAuditLog *self, guint64 bytes, KhTime now, GError **error)
{
  g_autofree char *detail = g_strdup_printf ("bytes=%" G_GUINT64_FORMAT, bytes);
  KhAuditLine line = {
    .record = { .time = now, .phase = KH_AUDIT_NOTICE, .action = "log.repaired", .detail = detail }
  };

  return bytes == 0 || kh_audit_log_append (self, &line, TRUE, error);
}

static int
compare_records (gconstpointer a, gconstpointer b)
{
  const KhAuditRecord *left = *(KhAuditRecord *const *)a, *right = *(KhAuditRecord *const *)b;

  return left->seq < right->seq ? -1 : left->seq > right->seq;
}

/* Nobody will report the outcome of these any more. */
static gboolean
close_intents (KhAuditLog *self, KhTime now, GError **error)
{
  g_autoptr (GPtrArray) open =
      g_ptr_array_new_with_free_func ((GDestroyNotify)kh_audit_record_unref);
  GHashTableIter iter;
  gpointer record;

  g_hash_table_iter_init (&iter, self->intents);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    g_ptr_array_add (open, kh_audit_record_ref (record));
  g_ptr_array_sort (open, compare_records);
  for (guint i = 0; i < open->len; i++) {
    KhAuditRecord outcome = *(KhAuditRecord *)open->pdata[i];
    guint64 of = outcome.seq;

    outcome.time = now;
    outcome.result = KH_AUDIT_INTERRUPTED;
    if (!kh_audit_log_append_outcome (self, of, &outcome, error))
      return FALSE;
  }
  return TRUE;
}

/* Cuts the torn end and writes down what happened. A full disk keeps nobody from reading: what
 * could not be recorded is recorded at the next start. */
static gboolean
make_writable (KhAuditLog *self, const KhAuditTail *tail, guint64 dropped, KhTime now,
               GError **error)
{
  char name[KH_AUDIT_NAME_SIZE];
  g_autofree char *path = NULL;
  g_autoptr (GError) failure = NULL;

  kh_audit_segment_name (self->segment, name);
  path = kh_audit_log_path (self, name);
  self->fd = kh_io_open (self->io, path, KH_IO_WRITE, error);
  if (self->fd < 0 || !repair_tail (self, tail, error))
    return FALSE;
  if (!append_repaired (self, tail->torn + tail->notes_torn + dropped, now, &failure)
      || !close_intents (self, now, &failure))
    kh_message ("The audit log could not be brought up to date: %s", failure->message);
  return TRUE;
}

/* FALSE sets @error, or the log is broken: nothing can be derived or replayed. */
static gboolean
identify (KhAuditLog *self, const char *tenant, KhSecret *root, GError **error)
{
  KhAuditIdentity identity;
  g_autoptr (GError) failure = NULL;

  switch (kh_audit_read_identity (self->io, self->folder, &identity, &failure)) {
  case KH_AUDIT_IDENTITY_OK:
    break;
  case KH_AUDIT_IDENTITY_NEWER:
    kh_set_error (error, KH_ERROR_NEWER,
                  "The audit log was written by a newer version of Keyhold.");
    return FALSE;
  case KH_AUDIT_IDENTITY_UNREADABLE:
    if (!kh_error_is (failure, KH_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
    set_broken (self, "Segment 00000001.jsonl is missing.");
    return FALSE;
  case KH_AUDIT_IDENTITY_BAD:
  case KH_AUDIT_IDENTITY_MISSING:
  default:
    set_broken (self, "00000001.jsonl, line 1, is not the first record of a log.");
    return FALSE;
  }
  g_strlcpy (self->log, identity.log, sizeof self->log);
  g_strlcpy (self->tenant, tenant, sizeof self->tenant);
  return kh_audit_log_set_keys (self, root, error);
}

KhAuditLog *
kh_audit_log_open (const KhIo *io, const char *folder, const char *tenant, KhSecret *root,
                   const KhAuditPosition *position, KhTime now, GError **error)
{
  g_autoptr (KhAuditLog) self = kh_audit_log_alloc (io, folder);
  g_autoptr (GError) failure = NULL;
  KhAuditTail tail = { 0 };
  guint64 dropped = 0;

  if (!kh_audit_last_segment (folder, &self->segment, error))
    return NULL;
  if (self->segment == 0) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no audit log in %s.", folder);
    return NULL;
  }
  if (!identify (self, tenant, root, &failure)) {
    if (failure != NULL)
      g_propagate_error (error, g_steal_pointer (&failure));
    return self->broken != NULL ? g_steal_pointer (&self) : NULL;
  }
  if (!drop_unborn_segment (self, &dropped, error) || !replay_end (self, position, &tail, error))
    return NULL;
  if (self->broken == NULL && !make_writable (self, &tail, dropped, now, error))
    return NULL;
  return g_steal_pointer (&self);
}
