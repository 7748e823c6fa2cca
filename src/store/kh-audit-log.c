/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Appending to the audit log: lines and segments. */
#include "kh-audit-log-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kh-id.h"
#include "khc-labels.h"

#define KEY_NUMBER 1

KhAuditLog *
kh_audit_log_alloc (const KhIo *io, const char *folder)
{
  KhAuditLog *self = g_new0 (KhAuditLog, 1);

  self->io = io;
  self->folder = g_strdup (folder);
  self->fd = -1;
  self->pending = g_byte_array_new ();
  self->unsigned_since = KH_TIME_NONE;
  self->intents = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                         (GDestroyNotify)kh_audit_record_unref);
  return self;
}

void
kh_audit_log_free (KhAuditLog *self)
{
  if (self == NULL)
    return;
  kh_io_close (self->io, &self->fd);
  khc_chain_free (self->chain);
  khc_signer_free (self->signer);
  g_clear_error (&self->broken);
  g_clear_pointer (&self->unstored, kh_audit_record_unref);
  g_byte_array_unref (self->pending);
  g_hash_table_unref (self->intents);
  g_free (self->folder);
  g_free (self);
}

gboolean
kh_audit_log_close (KhAuditLog *self, GError **error)
{
  gboolean ok = self->broken != NULL || kh_audit_log_checkpoint (self, error);

  kh_audit_log_free (self);
  return ok;
}

gboolean
kh_audit_log_set_keys (KhAuditLog *self, KhSecret *root, GError **error)
{
  guint8 context[20];
  KhcSecret *seed = NULL;
  int result;

  if (!kh_id_to_bytes (self->log, context)) {
    kh_set_error (error, KH_ERROR_DAMAGED, "The audit log has no valid id.");
    return FALSE;
  }
  khc_put_be32 (context + 16, KEY_NUMBER);
  result = khc_derive (kh_secret_peek (root), KHC_LABEL_AUDIT_SEED, context, sizeof context, &seed);
  if (result == KHC_OK)
    result = khc_signer_new (seed, &self->signer);
  if (result == KHC_OK)
    result = khc_signer_public (self->signer, self->public_key);
  if (result == KHC_OK)
    result = khc_chain_new (context, &self->chain);
  khc_secret_free (seed);
  return result == KHC_OK || kh_error_from_khc (error, result, "The audit log's signing key");
}

char *
kh_audit_log_path (KhAuditLog *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

gint64
kh_audit_log_month (KhTime time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (kh_time_to_unix (time));

  return date != NULL ? (gint64)g_date_time_get_year (date) * 12 + g_date_time_get_month (date) : 0;
}

void
kh_audit_log_track (KhAuditLog *self, const KhAuditRecord *record)
{
  if (record->phase == KH_AUDIT_INTENT)
    g_hash_table_insert (self->intents, g_memdup2 (&record->seq, sizeof record->seq),
                         kh_audit_record_copy (record));
  else if (record->phase == KH_AUDIT_OUTCOME)
    g_hash_table_remove (self->intents, &record->of);
}

/* --- Errors -------------------------------------------------------------------------------- */

/* Whatever the disk said: the caller has to know that the act must not happen. */
gboolean
kh_audit_log_refuse (GError **error, GError *cause)
{
  gboolean is_full = kh_error_is (cause, KH_ERROR_NO_SPACE);
  g_autofree char *text = g_strdup_printf (
      "The audit log could not be written, and what cannot be recorded does not happen: %s",
      cause->message);

  kh_set_error_facts (error, is_full ? KH_ERROR_NO_SPACE : KH_ERROR_AUDIT, NULL, "AuditUnavailable",
                      is_full ? "Free some space and try again; reading works meanwhile." : NULL,
                      text);
  g_error_free (cause);
  return FALSE;
}

gboolean
kh_audit_log_check_usable (KhAuditLog *self, GError **error)
{
  if (self->broken == NULL)
    return TRUE;
  if (error != NULL)
    *error = g_error_copy (self->broken);
  return FALSE;
}

/* --- Bytes --------------------------------------------------------------------------------- */

/* Brings the file back to what is recorded after a failed write or sync. */
static gboolean
restore_file (KhAuditLog *self, GError **error)
{
  if (!self->rewrite)
    return TRUE;
  if (!kh_io_truncate (self->io, self->fd, self->durable, "The audit log", error))
    return FALSE;
  if (self->pending->len > 0
      && !kh_io_write (self->io, self->fd, self->pending->data, self->pending->len,
                       (gint64)self->durable))
    return kh_error_from_errno (error, errno, "The audit log");
  self->rewrite = FALSE;
  return TRUE;
}

/* A record that was refused leaves no trace; if that fails too, the next write begins with it. */
static gboolean
take_back (KhAuditLog *self)
{
  self->rewrite = TRUE;
  restore_file (self, NULL);
  return FALSE;
}

static gboolean
write_bytes (KhAuditLog *self, const GString *bytes, gboolean durable, GError **error)
{
  if (!restore_file (self, error))
    return FALSE;
  if (!kh_io_write (self->io, self->fd, bytes->str, bytes->len,
                    (gint64)(self->durable + self->pending->len))) {
    kh_error_from_errno (error, errno, "The audit log");
    return take_back (self);
  }
  if (durable && !kh_io_sync (self->io, self->fd, "The audit log", error))
    return take_back (self);
  if (durable) {
    self->durable += self->pending->len + bytes->len;
    g_byte_array_set_size (self->pending, 0);
  } else {
    g_byte_array_append (self->pending, (const guint8 *)bytes->str, (guint)bytes->len);
  }
  return TRUE;
}

gboolean
kh_audit_log_needs_sync (KhAuditLog *self)
{
  return self->pending->len > 0;
}

gboolean
kh_audit_log_sync_pending (KhAuditLog *self, GError **error)
{
  if (self->pending->len == 0 && !self->rewrite)
    return TRUE;
  if (!restore_file (self, error) || !kh_io_sync (self->io, self->fd, "The audit log", error)) {
    self->rewrite = TRUE;
    return FALSE;
  }
  self->durable += self->pending->len;
  g_byte_array_set_size (self->pending, 0);
  return TRUE;
}

gboolean
kh_audit_log_sync (KhAuditLog *self, GError **error)
{
  GError *cause = NULL;

  if (!kh_audit_log_sync_pending (self, &cause))
    return kh_audit_log_refuse (error, cause);
  return TRUE;
}

/* --- Lines --------------------------------------------------------------------------------- */

/* Prints @line as the next record: its text with newline, and what the head becomes. */
static GString *
make_record (KhAuditLog *self, KhAuditLine *line, guint8 head[32], GError **error)
{
  char prev[65];
  GString *text;
  int result;

  kh_audit_hex (self->head, prev);
  line->record.seq = self->seq + 1;
  line->log = self->log;
  line->prev = prev;
  text = kh_audit_line_print (line);
  line->prev = NULL;
  if (text->len > KH_AUDIT_LINE_MAX) {
    g_string_free (text, TRUE);
    kh_set_error (error, KH_ERROR_TOO_LARGE, "The record is too long for the audit log.");
    return NULL;
  }
  result = khc_chain_next (self->chain, self->seq + 1, self->head, khc_bytes (text->str, text->len),
                           head);
  if (result != KHC_OK) {
    g_string_free (text, TRUE);
    kh_error_from_khc (error, result, "The hash of the record");
    return NULL;
  }
  return g_string_append_c (text, '\n');
}

static void
advance (KhAuditLog *self, const KhAuditLine *line, const guint8 head[32])
{
  self->seq = line->record.seq;
  memcpy (self->head, head, sizeof self->head);
  if (self->unsigned_since == KH_TIME_NONE)
    self->unsigned_since = line->record.time;
  kh_audit_log_track (self, &line->record);
}

static gboolean
write_record (KhAuditLog *self, KhAuditLine *line, gboolean durable, GError **error)
{
  guint8 head[32];
  g_autoptr (GString) text = make_record (self, line, head, error);

  if (text == NULL || !write_bytes (self, text, durable, error))
    return FALSE;
  advance (self, line, head);
  return TRUE;
}

/* --- Segments ------------------------------------------------------------------------------ */

/* Writes a new file with one line; nothing is left of it on failure. */
static int
write_segment (KhAuditLog *self, const char *path, const GString *text, GError **error)
{
  int fd;

  /* What an earlier attempt may have left: no such segment is part of the log yet. */
  if (!kh_io_unlink (self->io, path, error))
    return -1;
  fd = kh_io_open (self->io, path, KH_IO_CREATE_NEW, error);
  if (fd < 0)
    return -1;
  if (!kh_io_write (self->io, fd, text->str, text->len, 0))
    kh_error_from_errno (error, errno, path);
  else if (kh_io_sync (self->io, fd, path, error)
           && kh_io_sync_folder (self->io, self->folder, error))
    return fd;
  kh_io_close (self->io, &fd);
  kh_io_unlink (self->io, path, NULL);
  return -1;
}

gboolean
kh_audit_log_begin_segment (KhAuditLog *self, guint number, KhAuditLine *line, GError **error)
{
  char name[KH_AUDIT_NAME_SIZE];
  g_autofree char *path = NULL;
  guint8 head[32];
  g_autoptr (GString) text = make_record (self, line, head, error);
  int fd;

  kh_audit_segment_name (number, name);
  path = kh_audit_log_path (self, name);
  fd = text != NULL ? write_segment (self, path, text, error) : -1;
  if (fd < 0)
    return FALSE;
  kh_io_close (self->io, &self->fd);
  self->fd = fd;
  self->segment = number;
  self->durable = text->len;
  self->notes_size = 0;
  self->month = kh_audit_log_month (line->record.time);
  advance (self, line, head);
  return TRUE;
}

static int
compare_seq (gconstpointer a, gconstpointer b)
{
  guint64 left = *(const guint64 *)a, right = *(const guint64 *)b;

  return left < right ? -1 : left > right;
}

/* "12,57": intents without outcome, NULL when there are none. */
static char *
list_pending (KhAuditLog *self)
{
  GList *numbers = g_list_sort (g_hash_table_get_keys (self->intents), compare_seq);
  GString *text = g_string_new (NULL);

  for (GList *l = numbers; l != NULL; l = l->next)
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, text->len > 0 ? "," : "",
                            *(guint64 *)l->data);
  g_list_free (numbers);
  return g_string_free (text, text->len == 0);
}

/* Closes the segment with a checkpoint and begins the next one. */
static gboolean
roll (KhAuditLog *self, KhTime now, GError **error)
{
  char before[KH_AUDIT_NAME_SIZE], head[65];
  g_autofree char *pending = list_pending (self);
  KhAuditLine line = { .record = {
                           .time = now, .phase = KH_AUDIT_NOTICE, .action = "log.segment" } };

  if (!kh_audit_log_sync_pending (self, error) || !kh_audit_log_sign_end (self, error))
    return FALSE;
  kh_audit_segment_name (self->segment, before);
  kh_audit_hex (self->head, head);
  line.before_file = before;
  line.before_count = self->seq;
  line.before_head = head;
  line.pending = pending;
  return kh_audit_log_begin_segment (self, self->segment + 1, &line, error);
}

static gboolean
is_full (KhAuditLog *self, KhTime now)
{
  return self->durable + self->pending->len >= KH_AUDIT_SEGMENT_MAX
         || kh_audit_log_month (now) > self->month;
}

gboolean
kh_audit_log_append (KhAuditLog *self, KhAuditLine *line, gboolean durable, GError **error)
{
  GError *cause = NULL;

  if (!kh_audit_log_check_usable (self, error))
    return FALSE;
  if (is_full (self, line->record.time) && !roll (self, line->record.time, &cause))
    return kh_audit_log_refuse (error, cause);
  if (!write_record (self, line, durable, &cause))
    return kh_audit_log_refuse (error, cause);
  /* The record stands; a checkpoint that fails is tried again with the next one. */
  if (self->seq - self->signed_seq >= KH_AUDIT_CHECKPOINT_EVERY)
    kh_audit_log_sign_end (self, NULL);
  return TRUE;
}

/* --- Records ------------------------------------------------------------------------------- */

gboolean
kh_audit_log_append_intent (KhAuditLog *self, const KhAuditRecord *record, guint64 *seq,
                            GError **error)
{
  KhAuditLine line = { .record = *record };

  line.record.phase = KH_AUDIT_INTENT;
  line.record.of = 0;
  line.record.result = NULL;
  if (!kh_audit_log_append (self, &line, TRUE, error))
    return FALSE;
  *seq = line.record.seq;
  return TRUE;
}

gboolean
kh_audit_log_append_outcome (KhAuditLog *self, guint64 of, const KhAuditRecord *record,
                             GError **error)
{
  KhAuditLine line = { .record = *record };

  line.record.phase = KH_AUDIT_OUTCOME;
  line.record.of = of;
  return kh_audit_log_append (self, &line, TRUE, error);
}

gboolean
kh_audit_log_append_notice (KhAuditLog *self, const KhAuditRecord *record, GError **error)
{
  KhAuditLine line = { .record = *record };

  line.record.of = 0;
  if (line.record.phase != KH_AUDIT_REFUSED)
    line.record.phase = KH_AUDIT_NOTICE;
  return kh_audit_log_append (self, &line, FALSE, error);
}

/* --- What it says of itself ---------------------------------------------------------------- */

const GError *
kh_audit_log_get_broken (KhAuditLog *self)
{
  return self->broken;
}

const KhAuditRecord *
kh_audit_log_get_unstored (KhAuditLog *self)
{
  return self->unstored;
}

KhTime
kh_audit_log_get_unsigned_since (KhAuditLog *self)
{
  return self->unsigned_since;
}

KhAuditPosition
kh_audit_log_get_position (KhAuditLog *self)
{
  KhAuditPosition position = { .seq = self->seq };

  memcpy (position.head, self->head, sizeof position.head);
  return position;
}

const guint8 *
kh_audit_log_get_public_key (KhAuditLog *self)
{
  return self->public_key;
}
