/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line of an audit record: printed by hand, read strictly. */
#include "kh-audit-log-line.h"

#include <string.h>

typedef struct {
  const char *name;
  gsize offset;
  gboolean number;
} Member;

/* The order of printing. time and phase are filled in from the record. */
static const Member members[] = {
  { "v", G_STRUCT_OFFSET (KhAuditLine, v), TRUE },
  { "seq", G_STRUCT_OFFSET (KhAuditLine, record.seq), TRUE },
  { "time", G_STRUCT_OFFSET (KhAuditLine, time), FALSE },
  { "log", G_STRUCT_OFFSET (KhAuditLine, log), FALSE },
  { "prev", G_STRUCT_OFFSET (KhAuditLine, prev), FALSE },
  { "phase", G_STRUCT_OFFSET (KhAuditLine, phase), FALSE },
  { "action", G_STRUCT_OFFSET (KhAuditLine, record.action), FALSE },
  { "of", G_STRUCT_OFFSET (KhAuditLine, record.of), TRUE },
  { "result", G_STRUCT_OFFSET (KhAuditLine, record.result), FALSE },
  { "actorId", G_STRUCT_OFFSET (KhAuditLine, record.actor_id), FALSE },
  { "actor", G_STRUCT_OFFSET (KhAuditLine, record.actor), FALSE },
  { "targetKind", G_STRUCT_OFFSET (KhAuditLine, record.target_kind), FALSE },
  { "targetId", G_STRUCT_OFFSET (KhAuditLine, record.target_id), FALSE },
  { "target", G_STRUCT_OFFSET (KhAuditLine, record.target), FALSE },
  { "request", G_STRUCT_OFFSET (KhAuditLine, record.request), FALSE },
  { "reason", G_STRUCT_OFFSET (KhAuditLine, record.reason), FALSE },
  { "detail", G_STRUCT_OFFSET (KhAuditLine, record.detail), FALSE },
  { "tenant", G_STRUCT_OFFSET (KhAuditLine, tenant), FALSE },
  { "publicKey", G_STRUCT_OFFSET (KhAuditLine, public_key), FALSE },
  { "beforeFile", G_STRUCT_OFFSET (KhAuditLine, before_file), FALSE },
  { "beforeCount", G_STRUCT_OFFSET (KhAuditLine, before_count), TRUE },
  { "beforeHead", G_STRUCT_OFFSET (KhAuditLine, before_head), FALSE },
  { "pending", G_STRUCT_OFFSET (KhAuditLine, pending), FALSE },
};

static const char *const phase_names[] = { "intent", "outcome", "notice", "refused" };

#define STRING_AT(line, member) G_STRUCT_MEMBER (const char *, line, (member)->offset)
#define NUMBER_AT(line, member) G_STRUCT_MEMBER (guint64, line, (member)->offset)

const char *
kh_audit_phase_name (KhAuditPhase phase)
{
  return (guint)phase < G_N_ELEMENTS (phase_names) ? phase_names[phase] : "unknown";
}

/* --- Records as counted values ------------------------------------------------------------- */

KhAuditRecord *
kh_audit_record_copy (const KhAuditRecord *record)
{
  KhAuditRecord *copy = g_atomic_rc_box_new (KhAuditRecord);

  *copy = *record;
  copy->action = g_strdup (record->action);
  copy->result = g_strdup (record->result);
  copy->actor_id = g_strdup (record->actor_id);
  copy->actor = g_strdup (record->actor);
  copy->target_kind = g_strdup (record->target_kind);
  copy->target_id = g_strdup (record->target_id);
  copy->target = g_strdup (record->target);
  copy->request = g_strdup (record->request);
  copy->reason = g_strdup (record->reason);
  copy->detail = g_strdup (record->detail);
  return copy;
}

KhAuditRecord *
kh_audit_record_ref (KhAuditRecord *record)
{
  return g_atomic_rc_box_acquire (record);
}

static void
record_clear (gpointer data)
{
  KhAuditRecord *record = data;
  const char *const owned[] = { record->action, record->result,      record->actor_id,
                                record->actor,  record->target_kind, record->target_id,
                                record->target, record->request,     record->reason,
                                record->detail };

  for (gsize i = 0; i < G_N_ELEMENTS (owned); i++)
    g_free ((char *)owned[i]);
}

void
kh_audit_record_unref (KhAuditRecord *record)
{
  g_atomic_rc_box_release_full (record, record_clear);
}

/* --- Printing ------------------------------------------------------------------------------ */

/* Characters that end a line, vanish or turn text around on a screen. */
static gboolean
is_hidden (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || (c >= 0x200b && c <= 0x200f)
         || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || c == '"'
         || c == '\\';
}

static void
print_string (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_c (out, '"');
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (is_hidden (c))
      g_string_append_printf (out, "\\u%04x", c);
    else
      g_string_append_len (out, p, g_utf8_next_char (p) - p);
  }
  g_string_append_c (out, '"');
}

GString *
kh_audit_line_print (const KhAuditLine *line)
{
  g_autofree char *time = kh_time_format (line->record.time);
  KhAuditLine filled = *line;
  GString *out = g_string_sized_new (512);

  filled.v = 1;
  filled.time = time;
  filled.phase = kh_audit_phase_name (line->record.phase);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    const Member *member = &members[i];

    if (member->number ? NUMBER_AT (&filled, member) == 0 : STRING_AT (&filled, member) == NULL)
      continue;
    g_string_append_printf (out, "%c\"%s\":", i == 0 ? '{' : ',', member->name);
    if (member->number)
      g_string_append_printf (out, "%" G_GUINT64_FORMAT, NUMBER_AT (&filled, member));
    else
      print_string (out, STRING_AT (&filled, member));
  }
  g_string_append_c (out, '}');
  return out;
}

/* --- Reading ------------------------------------------------------------------------------- */

typedef struct {
  const char *p;
  const char *end;
  char *free; /* next free byte of the arena */
} Reader;

static gboolean
read_char (Reader *reader, char c)
{
  if (reader->p >= reader->end || *reader->p != c)
    return FALSE;
  reader->p++;
  return TRUE;
}

static gboolean
read_number (Reader *reader, guint64 *value)
{
  const char *start = reader->p;

  *value = 0;
  while (reader->p < reader->end && g_ascii_isdigit (*reader->p)) {
    guint digit = (guint)(*reader->p++ - '0');

    if (*value > (G_MAXUINT64 - digit) / 10)
      return FALSE;
    *value = *value * 10 + digit;
  }
  return reader->p > start && (*start != '0' || reader->p == start + 1);
}

/* \uXXXX of a character outside of the surrogates: the printer makes no others. */
static gboolean
read_escape (Reader *reader)
{
  gunichar c = 0;

  if (reader->end - reader->p < 5 || *reader->p++ != 'u')
    return FALSE;
  for (int i = 0; i < 4; i++) {
    int digit = g_ascii_xdigit_value (*reader->p++);

    if (digit < 0)
      return FALSE;
    c = c * 16 + (gunichar)digit;
  }
  if (!is_hidden (c) || c == 0)
    return FALSE;
  reader->free += g_unichar_to_utf8 (c, reader->free);
  return TRUE;
}

/* Copies into the arena: a string never gets longer by it. NULL on a fault. */
static const char *
read_string (Reader *reader)
{
  char *start = reader->free;

  if (!read_char (reader, '"'))
    return NULL;
  while (reader->p < reader->end && *reader->p != '"') {
    guchar c = (guchar)*reader->p++;

    if (c < 0x20)
      return NULL;
    if (c != '\\')
      *reader->free++ = (char)c;
    else if (!read_escape (reader))
      return NULL;
  }
  if (!read_char (reader, '"'))
    return NULL;
  *reader->free++ = '\0';
  return g_utf8_validate (start, -1, NULL) ? start : NULL;
}

static const Member *
find_member (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (strcmp (members[i].name, name) == 0)
      return &members[i];
  return NULL;
}

static gboolean
read_member (Reader *reader, KhAuditLine *line, guint32 *seen)
{
  const char *name = read_string (reader);
  const Member *member = name != NULL ? find_member (name) : NULL;
  guint32 bit;

  if (member == NULL || !read_char (reader, ':'))
    return FALSE;
  bit = 1u << (member - members);
  if ((*seen & bit) != 0)
    return FALSE;
  *seen |= bit;
  if (member->number)
    return read_number (reader, &NUMBER_AT (line, member));
  STRING_AT (line, member) = read_string (reader);
  return STRING_AT (line, member) != NULL;
}

static gboolean
read_members (Reader *reader, KhAuditLine *line)
{
  guint32 seen = 0;

  if (!read_char (reader, '{'))
    return FALSE;
  do {
    if (!read_member (reader, line, &seen))
      return FALSE;
  } while (read_char (reader, ','));
  return read_char (reader, '}') && reader->p == reader->end;
}

/* The members that every record has, and their meaning. */
static gboolean
finish_line (KhAuditLine *line)
{
  if (line->v != 1 || line->record.seq == 0 || line->time == NULL || line->log == NULL
      || line->prev == NULL || line->phase == NULL || line->record.action == NULL)
    return FALSE;
  if (!kh_time_parse (line->time, &line->record.time))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (phase_names); i++) {
    if (strcmp (line->phase, phase_names[i]) == 0) {
      line->record.phase = (KhAuditPhase)i;
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
kh_audit_line_parse (const char *text, gsize size, KhAuditLine *line)
{
  Reader reader = { text, text + size, NULL };

  memset (line, 0, sizeof *line);
  if (size > KH_AUDIT_LINE_MAX)
    return FALSE;
  line->arena = reader.free = g_malloc (size + 1);
  if (read_members (&reader, line) && finish_line (line))
    return TRUE;
  kh_audit_line_clear (line);
  return FALSE;
}

void
kh_audit_line_clear (KhAuditLine *line)
{
  g_free (line->arena);
  memset (line, 0, sizeof *line);
}

/* --- The head alone ------------------------------------------------------------------------ */

static gboolean
skip (Reader *reader, const char *text)
{
  gsize size = strlen (text);

  if ((gsize)(reader->end - reader->p) < size || memcmp (reader->p, text, size) != 0)
    return FALSE;
  reader->p += size;
  return TRUE;
}

/* A string without escapes of @min bytes or more. */
static const char *
skip_plain (Reader *reader, gsize min)
{
  const char *start = reader->p;
  const char *end = memchr (start, '"', (gsize)(reader->end - start));

  if (end == NULL || (gsize)(end - start) < min)
    return NULL;
  reader->p = end;
  return start;
}

gboolean
kh_audit_head_parse (const char *text, gsize size, KhAuditHead *head)
{
  Reader reader = { text, text + size, NULL };
  const char *prev;

  if (!skip (&reader, "{\"v\":") || !read_number (&reader, &head->v))
    return FALSE;
  if (head->v != 1)
    return TRUE;
  if (!skip (&reader, ",\"seq\":") || !read_number (&reader, &head->seq)
      || !skip (&reader, ",\"time\":\"") || (head->time = skip_plain (&reader, 20)) == NULL
      || !skip (&reader, "\",\"log\":\"") || (head->log = skip_plain (&reader, 36)) == NULL
      || reader.p != head->log + 36 || !skip (&reader, "\",\"prev\":\""))
    return FALSE;
  prev = skip_plain (&reader, 64);
  return prev != NULL && kh_audit_unhex (prev, (gsize)(reader.p - prev), head->prev)
         && skip (&reader, "\",\"phase\":\"") && text[size - 1] == '}';
}

void
kh_audit_hex (const guint8 bytes[32], char text[65])
{
  static const char digits[] = "0123456789abcdef";

  for (gsize i = 0; i < 32; i++) {
    text[2 * i] = digits[bytes[i] >> 4];
    text[2 * i + 1] = digits[bytes[i] & 15];
  }
  text[64] = '\0';
}

static int
lower_digit (char c)
{
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

gboolean
kh_audit_unhex (const char *text, gsize size, guint8 bytes[32])
{
  if (text == NULL || size != 64)
    return FALSE;
  for (gsize i = 0; i < 32; i++) {
    int high = lower_digit (text[2 * i]);
    int low = lower_digit (text[2 * i + 1]);

    if (high < 0 || low < 0)
      return FALSE;
    bytes[i] = (guint8)(high * 16 + low);
  }
  return TRUE;
}
