/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the audit log from its end: as much as is asked for, however long it is. */
#include "kh-audit-log-private.h"

#include <errno.h>
#include <string.h>

#define DEFAULT_LIMIT 100
#define MAX_LIMIT 1000
#define BLOCK (256 * 1024)
/* A binary search ends in a stretch of this size. */
#define STRETCH (64 * 1024)
/* An outcome follows its intent closely: both are written by one piece of work. */
#define OUTCOMES_AHEAD (64 * 1024)
/* The log is in order of time but where a clock was wrong: a day more is looked through. */
#define TOLERANCE KH_DAY

typedef struct {
  KhAuditLog *log;
  const KhAuditFilter *filter;
  GPtrArray *records;
  GHashTable *outcomes; /* seq of the intent (guint64 *) -> KhAuditRecord: those seen */
  guint limit, lines;
  guint64 last;  /* number of the record looked at last */
  gboolean over; /* nothing older is wanted */
  int fd;        /* of the segment */
  guint64 size;  /* of its complete lines that are wanted */
} Newest;

/* Bytes [start, start + BLOCK) of the segment into @buffer; how many goes to @got. */
static gboolean
read_at (Newest *self, guint64 start, char *buffer, gsize size, gsize *got, GError **error)
{
  if (kh_io_read (self->log->io, self->fd, buffer, size, (gint64)start, got))
    return TRUE;
  kh_error_from_errno (error, errno, self->log->folder);
  return FALSE;
}

/* --- One line ------------------------------------------------------------------------------- */

static void
keep_outcome (Newest *self, const KhAuditRecord *record)
{
  guint64 *key = g_new (guint64, 1);

  *key = record->of;
  g_hash_table_insert (self->outcomes, key, kh_audit_record_copy (record));
}

static void
take_record (Newest *self, KhAuditRecord *record)
{
  const KhAuditFilter *filter = self->filter;
  KhAuditRecord *outcome =
      record->phase == KH_AUDIT_INTENT ? g_hash_table_lookup (self->outcomes, &record->seq) : NULL;

  if (outcome != NULL) {
    record->outcome = outcome->seq;
    record->result = outcome->result;
  }
  if (filter->since != KH_TIME_NONE && record->time < filter->since - TOLERANCE)
    self->over = TRUE;
  else if (kh_audit_filter_lets (filter, record))
    g_ptr_array_add (self->records, kh_audit_record_copy (record));
}

/* FALSE when enough was seen. Lines that are no records are for the verification to name. */
static gboolean
take_line (Newest *self, const char *text, gsize size)
{
  g_auto (KhAuditLine) line = { 0 };

  self->lines++;
  if (size <= KH_AUDIT_LINE_MAX && kh_audit_line_parse (text, size, &line)) {
    self->last = line.record.seq;
    if (line.record.phase == KH_AUDIT_OUTCOME)
      keep_outcome (self, &line.record);
    else
      take_record (self, &line.record);
  }
  return !self->over && self->records->len < self->limit && self->lines < KH_AUDIT_LINES_AT_ONCE;
}

/* --- Where to begin -------------------------------------------------------------------------- */

/* The first line of @text that begins after a newline, NULL when there is none. */
static const char *
next_line (const char *text, gsize size, gsize *length)
{
  const char *newline = memchr (text, '\n', size);
  const char *end;

  if (newline == NULL)
    return NULL;
  end = memchr (newline + 1, '\n', size - (gsize)(newline + 1 - text));
  *length = end != NULL ? (gsize)(end - newline - 1) : 0;
  return end != NULL ? newline + 1 : NULL;
}

/* Narrows [@low, @high) to a stretch with the first line whose record has a number from @seq on;
 * both stay beginnings of lines. What cannot be read there ends the search: the stretch is long
 * then. */
static gboolean
narrow (Newest *self, guint64 seq, guint64 *low, guint64 *high, GError **error)
{
  g_autofree char *buffer = g_malloc (STRETCH);

  while (*high - *low > STRETCH) {
    guint64 middle = *low + (*high - *low) / 2;
    KhAuditHead head = { 0 };
    gsize got, length = 0;
    const char *text;
    guint64 offset;

    if (!read_at (self, middle, buffer, STRETCH, &got, error))
      return FALSE;
    text = next_line (buffer, got, &length);
    offset = text != NULL ? middle + (guint64)(text - buffer) : *high;
    if (text == NULL || offset >= *high || !kh_audit_head_parse (text, length, &head)
        || head.v != 1)
      return TRUE;
    if (head.seq >= seq)
      *high = offset;
    else
      *low = offset;
  }
  return TRUE;
}

typedef struct {
  guint64 seq, low, found;
} Seek;

static gboolean
seek_line (const char *text, gsize size, Seek *seek, guint64 offset)
{
  KhAuditHead head;

  if (!kh_audit_head_parse (text, size, &head) || head.v != 1 || head.seq < seek->seq)
    return TRUE;
  seek->found = offset;
  return FALSE;
}

/* Sets size to where the line of record @seq begins, or one with a greater number. */
static gboolean
cut_at (Newest *self, guint64 seq, GError **error)
{
  guint64 low = 0, high = self->size;
  g_autofree char *buffer = NULL;
  gsize got, at = 0, length;
  Seek seek = { seq };

  if (!narrow (self, seq, &low, &high, error))
    return FALSE;
  buffer = g_malloc ((gsize)(high - low) + 1);
  if (!read_at (self, low, buffer, (gsize)(high - low), &got, error))
    return FALSE;
  seek.found = high;
  for (; at < got; at += length + 1) {
    const char *newline = memchr (buffer + at, '\n', got - at);

    length = newline != NULL ? (gsize)(newline - (buffer + at)) : got - at;
    if (length > 0 && !seek_line (buffer + at, length, &seek, low + at))
      break;
  }
  self->size = seek.found;
  return TRUE;
}

/* What follows the cut may end acts before it. */
static gboolean
read_ahead (Newest *self, GError **error)
{
  g_autofree char *buffer = g_malloc (OUTCOMES_AHEAD);
  const char *text = buffer, *newline;
  gsize got;

  if (!read_at (self, self->size, buffer, OUTCOMES_AHEAD, &got, error))
    return FALSE;
  while ((newline = memchr (text, '\n', got - (gsize)(text - buffer))) != NULL) {
    g_auto (KhAuditLine) line = { 0 };

    if (kh_audit_line_parse (text, (gsize)(newline - text), &line)
        && line.record.phase == KH_AUDIT_OUTCOME)
      keep_outcome (self, &line.record);
    text = newline + 1;
  }
  return TRUE;
}

/* --- A segment, from its end ------------------------------------------------------------------ */

/* The last line of @text that is complete at @end; its length goes to @length. */
static const char *
last_line (const char *text, gsize end, gsize *length)
{
  const char *before = end > 1 ? memrchr (text, '\n', end - 1) : NULL;
  const char *line = before != NULL ? before + 1 : text;

  *length = (gsize)(text + end - 1 - line);
  return line;
}

/* FALSE on failure; @go_on tells whether older records are wanted. */
static gboolean
take_segment (Newest *self, gboolean *go_on, GError **error)
{
  g_autofree char *buffer = g_malloc (BLOCK);

  *go_on = TRUE;
  while (self->size > 0 && *go_on) {
    guint64 start = self->size > BLOCK ? self->size - BLOCK : 0;
    gsize end, length;

    if (!read_at (self, start, buffer, (gsize)(self->size - start), &end, error))
      return FALSE;
    /* Behind the last newline a crash may have left half a line. */
    while (end > 0 && buffer[end - 1] != '\n')
      end--;
    if (end == 0)
      return TRUE;
    while (end > 0 && *go_on) {
      const char *line = last_line (buffer, end, &length);

      if (line == buffer && start > 0)
        break; /* it begins before the block */
      *go_on = take_line (self, line, length);
      end = (gsize)(line - buffer);
    }
    if (start + end == self->size)
      return TRUE; /* no line is as long as a block */
    self->size = start + end;
  }
  return TRUE;
}

/* @cut: this segment may hold records that are not wanted. */
static gboolean
open_segment (Newest *self, guint segment, GError **error)
{
  char name[KH_AUDIT_NAME_SIZE];
  g_autofree char *path = NULL;

  kh_audit_segment_name (segment, name);
  path = kh_audit_log_path (self->log, name);
  self->fd = kh_io_open (self->log->io, path, KH_IO_READ, error);
  return self->fd >= 0 && kh_io_size (self->log->io, self->fd, &self->size, path, error);
}

/* TRUE if every record of @segment has a number from @seq on. */
static gboolean
lies_after (KhAuditLog *log, guint segment, guint64 seq)
{
  guint64 count;

  return segment > 1 && kh_audit_read_before (log->io, log->folder, segment, &count)
         && count + 1 >= seq;
}

static gboolean
list_segment (Newest *self, guint segment, guint64 *after, gboolean *go_on, GError **error)
{
  gboolean ok = open_segment (self, segment, error);

  if (ok && *after > 0)
    ok = cut_at (self, *after, error) && read_ahead (self, error);
  if (ok) {
    *after = 0;
    ok = take_segment (self, go_on, error);
  }
  kh_io_close (self->log->io, &self->fd);
  return ok;
}

static gboolean
list_all (Newest *self, GError **error)
{
  guint64 after = self->filter->after;
  gboolean go_on = TRUE;
  guint segment;

  if (!kh_audit_last_segment (self->log->folder, &segment, error))
    return FALSE;
  for (; segment > 0 && go_on; segment--) {
    if (after > 0 && lies_after (self->log, segment, after))
      continue;
    if (!list_segment (self, segment, &after, &go_on, error))
      return FALSE;
  }
  self->over = self->over || go_on || self->last <= 1;
  return TRUE;
}

GPtrArray *
kh_audit_log_list_newest (KhAuditLog *self, const KhAuditFilter *filter, guint64 *next,
                          GError **error)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify)kh_audit_record_unref);
  g_autoptr (GHashTable) outcomes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                                           (GDestroyNotify)kh_audit_record_unref);
  Newest newest = { .log = self,
                    .filter = filter,
                    .records = records,
                    .outcomes = outcomes,
                    .limit = filter->limit > 0 ? MIN (filter->limit, MAX_LIMIT) : DEFAULT_LIMIT,
                    .fd = -1 };

  *next = 0;
  if (!list_all (&newest, error))
    return NULL;
  if (!newest.over)
    *next = newest.last;
  return g_steal_pointer (&records);
}
