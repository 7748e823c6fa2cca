/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strict scanner of JSON texts, as one loop over a small stack. */
#include "kh-json-scan.h"

#include <math.h>
#include <string.h>

#include "kh-error.h"

/* From so many keys on an object has a hash table; below, comparing them one by one is faster. */
#define LINEAR_KEYS 16
#define MAX_INTEGER (G_GINT64_CONSTANT (1) << 53)

typedef enum {
  EXPECT_VALUE,
  EXPECT_VALUE_OR_CLOSE,
  EXPECT_KEY,
  EXPECT_KEY_OR_CLOSE,
  EXPECT_COMMA_OR_CLOSE,
  EXPECT_END,
} Expect;

typedef struct {
  gboolean is_object;
  guint first_key;   /* of this object in the keys of the scan */
  GHashTable *index; /* (nullable): the same keys, once there are many */
} Frame;

typedef struct {
  const char *start, *p, *end;
  const KhJsonLimits *limits;
  guint max_depth;
  guint depth;
  Frame frames[KH_JSON_MAX_DEPTH];
  GPtrArray *keys; /* of all open objects */
  Expect expect;
  KhJsonVisit visit;
  gpointer data;
  const char *member; /* where the value directly below the document begins */
  KhJsonKind kind;    /* of the last whole value */
} Scan;

static gboolean
fault (Scan *scan, GError **error, const char *text)
{
  kh_set_error (error, KH_ERROR_FORMAT, "Not valid JSON at byte %" G_GSIZE_FORMAT ": %s",
                (gsize)(scan->p - scan->start), text);
  return FALSE;
}

static void
skip_space (Scan *scan)
{
  while (scan->p < scan->end
         && (*scan->p == ' ' || *scan->p == '\n' || *scan->p == '\r' || *scan->p == '\t'))
    scan->p++;
}

/* Four hexadecimal digits at @p, or -1. */
static int
hex4 (const char *p, const char *end)
{
  int value = 0;

  if (end - p < 4)
    return -1;
  for (int i = 0; i < 4; i++) {
    int digit = g_ascii_xdigit_value (p[i]);

    if (digit < 0)
      return -1;
    value = value * 16 + digit;
  }
  return value;
}

/* After a backslash: moves over the escape, giving its character; 0 for a bad one. */
static gunichar
scan_escape (const char **p, const char *end)
{
  static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
  const char *name;
  int high, low;

  if (*p >= end)
    return 0;
  if (**p != 'u') {
    name = **p == '\0' ? NULL : strchr (names, **p);
    (*p)++;
    return name == NULL ? 0 : (gunichar)(guchar)values[name - names];
  }
  high = hex4 (*p + 1, end);
  if (high <= 0 || (high >= 0xdc00 && high <= 0xdfff))
    return 0;
  *p += 5;
  if (high < 0xd800 || high > 0xdbff)
    return (gunichar)high;
  if (end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u')
    return 0;
  low = hex4 (*p + 2, end);
  if (low < 0xdc00 || low > 0xdfff)
    return 0;
  *p += 6;
  return 0x10000 + (((gunichar)high - 0xd800) << 10) + ((gunichar)low - 0xdc00);
}

/* Moves over a string whose opening quote is at p. */
static gboolean
scan_string (Scan *scan, GError **error)
{
  for (scan->p++; scan->p < scan->end;) {
    guchar c = (guchar)*scan->p;

    if (c < 0x20)
      return fault (scan, error, "a control character stands in a string");
    scan->p++;
    if (c == '"')
      return TRUE;
    if (c == '\\' && scan_escape (&scan->p, scan->end) == 0)
      return fault (scan, error, "a string has an escape that is not allowed");
  }
  return fault (scan, error, "a string does not end");
}

static gboolean
scan_digits (Scan *scan)
{
  const char *first = scan->p;

  while (scan->p < scan->end && g_ascii_isdigit (*scan->p))
    scan->p++;
  return scan->p > first;
}

/* The grammar of a number; its value is looked at by the caller. */
static gboolean
scan_number_text (Scan *scan, gboolean *real)
{
  *real = FALSE;
  if (*scan->p == '-')
    scan->p++;
  if (scan->p < scan->end && *scan->p == '0')
    scan->p++;
  else if (!scan_digits (scan))
    return FALSE;
  if (scan->p < scan->end && *scan->p == '.') {
    *real = TRUE;
    scan->p++;
    if (!scan_digits (scan))
      return FALSE;
  }
  if (scan->p < scan->end && (*scan->p == 'e' || *scan->p == 'E')) {
    *real = TRUE;
    scan->p++;
    if (scan->p < scan->end && (*scan->p == '+' || *scan->p == '-'))
      scan->p++;
    return scan_digits (scan);
  }
  return TRUE;
}

static gboolean
scan_number (Scan *scan, GError **error)
{
  const char *first = scan->p;
  g_autofree char *text = NULL;
  gboolean real, big;

  if (!scan_number_text (scan, &real))
    return fault (scan, error, "a number is not written as JSON wants it");
  text = g_strndup (first, (gsize)(scan->p - first));
  if (real) {
    scan->kind = KH_JSON_REAL;
    return isfinite (g_ascii_strtod (text, NULL)) ? TRUE
                                                  : fault (scan, error, "a number is out of range");
  }
  big = strlen (text) > 17 || ABS (g_ascii_strtoll (text, NULL, 10)) > MAX_INTEGER;
  scan->kind = big ? KH_JSON_BIG_INTEGER : KH_JSON_INTEGER;
  if (big && (scan->limits == NULL || !scan->limits->big_integers))
    return fault (scan, error, "an integer is beyond 2^53");
  return TRUE;
}

static gboolean
scan_word (Scan *scan, GError **error)
{
  static const struct {
    const char *word;
    KhJsonKind kind;
  } words[] = { { "null", KH_JSON_NULL }, { "true", KH_JSON_TRUE }, { "false", KH_JSON_FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    gsize size = strlen (words[i].word);

    if ((gsize)(scan->end - scan->p) >= size && memcmp (scan->p, words[i].word, size) == 0) {
      scan->p += size;
      scan->kind = words[i].kind;
      return TRUE;
    }
  }
  return fault (scan, error, "a value was expected");
}

/* Takes over @key; FALSE if the object has it already. */
static gboolean
add_key (Scan *scan, char *key)
{
  Frame *frame = &scan->frames[scan->depth - 1];
  guint n = scan->keys->len - frame->first_key;

  if (frame->index == NULL && n == LINEAR_KEYS) {
    frame->index = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint i = frame->first_key; i < scan->keys->len; i++)
      g_hash_table_add (frame->index, g_ptr_array_index (scan->keys, i));
  }
  g_ptr_array_add (scan->keys, key);
  if (frame->index != NULL)
    return g_hash_table_add (frame->index, key);
  for (guint i = frame->first_key; i + 1 < scan->keys->len; i++) {
    if (strcmp (g_ptr_array_index (scan->keys, i), key) == 0)
      return FALSE;
  }
  return TRUE;
}

static gboolean
scan_key (Scan *scan, GError **error)
{
  const char *first = scan->p;

  if (*scan->p != '"')
    return fault (scan, error, "a key was expected");
  if (!scan_string (scan, error))
    return FALSE;
  if (!add_key (scan, kh_json_unescape (first, (gsize)(scan->p - first)))) {
    scan->p = first;
    return fault (scan, error, "an object has the same key twice");
  }
  skip_space (scan);
  if (scan->p >= scan->end || *scan->p != ':')
    return fault (scan, error, "a colon was expected");
  scan->p++;
  scan->expect = EXPECT_VALUE;
  return TRUE;
}

static gboolean
open_frame (Scan *scan, gboolean is_object, GError **error)
{
  if (scan->depth >= scan->max_depth) {
    kh_set_error (error, KH_ERROR_TOO_LARGE, "The JSON text is nested more than %u levels deep",
                  scan->max_depth);
    return FALSE;
  }
  scan->frames[scan->depth++] = (Frame){ .is_object = is_object, .first_key = scan->keys->len };
  scan->expect = is_object ? EXPECT_KEY_OR_CLOSE : EXPECT_VALUE_OR_CLOSE;
  scan->p++;
  return TRUE;
}

static void
close_frame (Scan *scan)
{
  Frame *frame = &scan->frames[--scan->depth];

  g_clear_pointer (&frame->index, g_hash_table_unref);
  g_ptr_array_set_size (scan->keys, (int)frame->first_key);
  scan->kind = frame->is_object ? KH_JSON_OBJECT : KH_JSON_ARRAY;
  scan->p++;
}

/* A value has ended: it is shown if it stands directly below the document. */
static gboolean
end_value (Scan *scan, GError **error)
{
  Frame *top = &scan->frames[0];
  KhJsonSlice slice = { .kind = scan->kind, .raw = scan->member };
  gboolean scalar = scan->kind != KH_JSON_OBJECT && scan->kind != KH_JSON_ARRAY;

  scan->expect = scan->depth == 0 ? EXPECT_END : EXPECT_COMMA_OR_CLOSE;
  if (scan->visit == NULL || scan->depth > 1 || (scan->depth == 0 && !scalar))
    return TRUE;
  slice.size = (gsize)(scan->p - scan->member);
  if (scan->depth == 1 && top->is_object)
    slice.key = g_ptr_array_index (scan->keys, scan->keys->len - 1);
  return scan->visit (&slice, scan->data, error);
}

static gboolean
scan_value (Scan *scan, GError **error)
{
  char c = *scan->p;

  if (scan->depth <= 1)
    scan->member = scan->p;
  if (c == '{' || c == '[')
    return open_frame (scan, c == '{', error);
  if (c == '"') {
    if (!scan_string (scan, error))
      return FALSE;
    scan->kind = KH_JSON_STRING;
  } else if (c == '-' || g_ascii_isdigit (c)) {
    if (!scan_number (scan, error))
      return FALSE;
  } else if (!scan_word (scan, error)) {
    return FALSE;
  }
  return end_value (scan, error);
}

static gboolean
scan_comma_or_close (Scan *scan, GError **error)
{
  gboolean is_object = scan->frames[scan->depth - 1].is_object;

  if (*scan->p == (is_object ? '}' : ']')) {
    close_frame (scan);
    return end_value (scan, error);
  }
  if (*scan->p != ',')
    return fault (scan, error, "a comma or the closing bracket was expected");
  scan->p++;
  scan->expect = is_object ? EXPECT_KEY : EXPECT_VALUE;
  return TRUE;
}

static gboolean
scan_step (Scan *scan, GError **error)
{
  switch (scan->expect) {
  case EXPECT_VALUE_OR_CLOSE:
    if (*scan->p == ']')
      return scan_comma_or_close (scan, error);
    return scan_value (scan, error);
  case EXPECT_VALUE:
    return scan_value (scan, error);
  case EXPECT_KEY_OR_CLOSE:
    if (*scan->p == '}')
      return scan_comma_or_close (scan, error);
    return scan_key (scan, error);
  case EXPECT_KEY:
    return scan_key (scan, error);
  case EXPECT_COMMA_OR_CLOSE:
    return scan_comma_or_close (scan, error);
  case EXPECT_END:
  default:
    return fault (scan, error, "something follows the document");
  }
}

static gboolean
scan_run (Scan *scan, GError **error)
{
  const char *bad;

  if (!g_utf8_validate_len (scan->start, (gsize)(scan->end - scan->start), &bad)) {
    scan->p = bad;
    return fault (scan, error, "the text is not UTF-8");
  }
  for (;;) {
    skip_space (scan);
    if (scan->p >= scan->end)
      break;
    if (!scan_step (scan, error))
      return FALSE;
  }
  return scan->expect == EXPECT_END ? TRUE : fault (scan, error, "it ends too early");
}

/* Everything but the visitor and its data is filled in here. */
static gboolean
scan_text (Scan *scan, const char *text, gsize size, const KhJsonLimits *limits, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  gsize max_bytes =
      limits != NULL && limits->max_bytes != 0 ? limits->max_bytes : KH_JSON_MAX_BYTES;
  guint max_depth =
      limits != NULL && limits->max_depth != 0 ? limits->max_depth : KH_JSON_MAX_DEPTH;
  gboolean ok;

  scan->start = scan->p = text;
  scan->end = text + size;
  scan->limits = limits;
  scan->max_depth = MIN (max_depth, KH_JSON_MAX_DEPTH);
  scan->keys = keys;
  if (size > max_bytes) {
    kh_set_error (error, KH_ERROR_TOO_LARGE,
                  "The JSON text has more than %" G_GSIZE_FORMAT " bytes", max_bytes);
    return FALSE;
  }
  ok = scan_run (scan, error);
  for (guint i = 0; i < scan->depth; i++)
    g_clear_pointer (&scan->frames[i].index, g_hash_table_unref);
  return ok;
}

gboolean
kh_json_visit (const char *text, gsize size, const KhJsonLimits *limits, KhJsonVisit visit,
               gpointer data, GError **error)
{
  g_autofree Scan *scan = g_new0 (Scan, 1);

  scan->visit = visit;
  scan->data = data;
  return scan_text (scan, text, size, limits, error);
}

static gboolean
document_kind (const char *text, gsize size, KhJsonKind *kind)
{
  const char *p = text, *end = text + size;

  while (p < end && g_ascii_isspace (*p))
    p++;
  *kind = *p == '{' ? KH_JSON_OBJECT : KH_JSON_ARRAY;
  return *p == '{' || *p == '[';
}

static gboolean
keep_kind (const KhJsonSlice *slice, gpointer data, GError **error)
{
  *(KhJsonKind *)data = slice->kind;
  return TRUE;
}

gboolean
kh_json_check (const char *text, gsize size, const KhJsonLimits *limits, KhJsonKind *kind,
               gsize *offset, GError **error)
{
  g_autofree Scan *scan = g_new0 (Scan, 1);
  KhJsonKind last = KH_JSON_NULL, outer;
  gboolean ok;

  scan->visit = keep_kind;
  scan->data = &last;
  ok = scan_text (scan, text, size, limits, error);
  if (offset != NULL)
    *offset = (gsize)(scan->p - scan->start);
  if (ok && kind != NULL)
    *kind = document_kind (text, size, &outer) ? outer : last;
  return ok;
}

char *
kh_json_unescape (const char *raw, gsize size)
{
  GString *text = g_string_sized_new (size);
  const char *p = raw + 1, *end = raw + size - 1;

  while (p < end) {
    if (*p != '\\') {
      g_string_append_c (text, *p++);
      continue;
    }
    p++;
    g_string_append_unichar (text, scan_escape (&p, end));
  }
  return g_string_free (text, FALSE);
}
