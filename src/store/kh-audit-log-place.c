/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The place of one record in the chain. */
#include "kh-audit-log-private.h"

#include <string.h>

#include "kh-audit-log-notes.h"

typedef struct {
  KhAuditLog *log;
  KhAuditPlace *place;
  guint64 seq;
  guint64 line;
  guint64 at; /* the record that head belongs to, 0 before the wanted one */
  guint8 head[32];
  const KhAuditNote *note; /* (nullable): the first that covers the record */
} Walk;

static void
note_act (Walk *walk, const KhAuditRecord *record)
{
  if (record->seq == walk->seq && record->phase == KH_AUDIT_INTENT)
    walk->place->intent = record->seq;
  if (record->phase == KH_AUDIT_OUTCOME && (record->seq == walk->seq || record->of == walk->seq)) {
    walk->place->intent = record->of;
    walk->place->outcome = record->seq;
  }
}

/* From the wanted record on every line is hashed, to the checkpoint and to the act's outcome. */
static gboolean
is_wanted (Walk *walk, const KhAuditHead *head)
{
  gboolean sealed = walk->note == NULL || walk->at >= walk->note->size;
  gboolean ended = walk->place->outcome != 0 || walk->place->intent == 0;

  return head->seq == walk->seq || (walk->at > 0 && (!sealed || !ended));
}

static gboolean
place_line (const char *text, gsize size, guint64 offset, gpointer data)
{
  Walk *walk = data;
  g_auto (KhAuditLine) line = { 0 };
  KhAuditHead head;

  walk->line++;
  if (!kh_audit_head_parse (text, size, &head) || head.v != 1)
    return TRUE;
  if (!is_wanted (walk, &head))
    return walk->at == 0;
  if (head.seq == walk->seq) {
    walk->place->line = walk->line;
    memcpy (walk->head, head.prev, sizeof walk->head);
    kh_audit_hex (head.prev, walk->place->previous);
  }
  if (walk->note == NULL || walk->at < walk->note->size || head.seq == walk->seq) {
    khc_chain_next (walk->log->chain, head.seq, walk->head, khc_bytes (text, size), walk->head);
    walk->at = head.seq;
    if (walk->note != NULL && walk->at == walk->note->size)
      walk->place->seal = memcmp (walk->head, walk->note->head, sizeof walk->head) == 0
                              ? KH_AUDIT_SEAL_GOOD
                              : KH_AUDIT_SEAL_BROKEN;
  }
  if (head.seq == walk->seq)
    kh_audit_hex (walk->head, walk->place->own);
  if (kh_audit_line_parse (text, size, &line)) {
    note_act (walk, &line.record);
    if (walk->note != NULL && head.seq == walk->note->size)
      walk->place->signed_at = line.record.time;
  }
  return TRUE;
}

static gboolean
find_segment (KhAuditLog *self, guint64 seq, guint *segment, GError **error)
{
  guint64 count;

  if (!kh_audit_last_segment (self->folder, segment, error))
    return FALSE;
  while (*segment > 1 && kh_audit_read_before (self->io, self->folder, *segment, &count)
         && count >= seq)
    (*segment)--;
  return TRUE;
}

/* The first good checkpoint that covers @seq; NULL when there is none. */
static const KhAuditNote *
find_note (const KhAuditNotes *notes, guint64 seq)
{
  for (guint i = 0; i < notes->good->len; i++) {
    const KhAuditNote *note = &g_array_index (notes->good, KhAuditNote, i);

    if (note->size >= seq)
      return note;
  }
  return NULL;
}

static gboolean
load_notes (KhAuditLog *self, guint segment, KhAuditNotes *notes, GError **error)
{
  KhAuditIdentity identity = { 0 };

  g_strlcpy (identity.log, self->log, sizeof identity.log);
  g_strlcpy (identity.tenant, self->tenant, sizeof identity.tenant);
  memcpy (identity.public_key, self->public_key, sizeof identity.public_key);
  return kh_audit_notes_load (self->io, self->folder, segment, &identity, notes, error);
}

gboolean
kh_audit_log_locate (KhAuditLog *self, guint64 seq, KhAuditPlace *place, GError **error)
{
  KhAuditNotes notes = { 0 };
  Walk walk = { .log = self, .place = place, .seq = seq };
  char name[KH_AUDIT_NAME_SIZE];
  g_autofree char *path = NULL;
  gboolean ok;

  memset (place, 0, sizeof *place);
  place->signed_at = KH_TIME_NONE;
  if (!find_segment (self, seq, &place->segment, error)
      || !load_notes (self, place->segment, &notes, error))
    return FALSE;
  walk.note = find_note (&notes, seq);
  if (walk.note != NULL) {
    place->checkpoint = walk.note->size;
    place->seal = KH_AUDIT_SEAL_BROKEN; /* until the head is reached */
  }
  kh_audit_segment_name (place->segment, name);
  path = kh_audit_log_path (self, name);
  ok = kh_audit_read_lines (self->io, path, place_line, &walk, NULL, NULL, error);
  kh_audit_notes_clear (&notes);
  if (ok && walk.at == 0) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no audit record %" G_GUINT64_FORMAT ".",
                  seq);
    return FALSE;
  }
  return ok;
}
