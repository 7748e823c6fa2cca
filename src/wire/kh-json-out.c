/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing JSON text straight into one buffer. */
#include "kh-json.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "kh-json-tree.h"

struct _KhJsonOut {
  GString *text;
};

KhJsonOut *
kh_json_out_new (void)
{
  KhJsonOut *self = g_new0 (KhJsonOut, 1);
  self->text = g_string_sized_new (512);
  return self;
}

void
kh_json_out_free (KhJsonOut *self)
{
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_free (self);
}

static void
append_quoted (GString *text, const char *value)
{
  /* Names of files can hold bytes that are not UTF-8; JSON cannot. */
  g_autofree char *valid = g_utf8_validate (value, -1, NULL) ? NULL : g_utf8_make_valid (value, -1);
  const char *p = valid != NULL ? valid : value;
  g_string_append_c (text, '"');
  for (; *p != '\0'; p++) {
    guchar c = (guchar)*p;
    if (c == '"' || c == '\\')
      g_string_append_printf (text, "\\%c", c);
    else if (c == '\n')
      g_string_append (text, "\\n");
    else if (c == '\r')
      g_string_append (text, "\\r");
    else if (c == '\t')
      g_string_append (text, "\\t");
    else if (c < 0x20 || c == 0x7f)
      g_string_append_printf (text, "\\u%04x", c);
    else
      g_string_append_c (text, (char)c);
  }
  g_string_append_c (text, '"');
}

/* Separates from what stands before and writes the member's name. */
static void
begin_value (KhJsonOut *self, const char *name)
{
  char last = self->text->len == 0 ? '[' : self->text->str[self->text->len - 1];
  if (last != '{' && last != '[')
    g_string_append_c (self->text, ',');
  if (name == NULL)
    return;
  append_quoted (self->text, name);
  g_string_append_c (self->text, ':');
}

void
kh_json_out_begin (KhJsonOut *self, const char *name)
{
  begin_value (self, name);
  g_string_append_c (self->text, '{');
}

void
kh_json_out_end (KhJsonOut *self)
{
  g_string_append_c (self->text, '}');
}

void
kh_json_out_begin_array (KhJsonOut *self, const char *name)
{
  begin_value (self, name);
  g_string_append_c (self->text, '[');
}

void
kh_json_out_end_array (KhJsonOut *self)
{
  g_string_append_c (self->text, ']');
}

void
kh_json_out_null (KhJsonOut *self, const char *name)
{
  kh_json_out_raw (self, name, NULL);
}

void
kh_json_out_raw (KhJsonOut *self, const char *name, const char *json)
{
  begin_value (self, name);
  g_string_append (self->text, json == NULL ? "null" : json);
}

void
kh_json_out_string (KhJsonOut *self, const char *name, const char *value)
{
  begin_value (self, name);
  if (value == NULL)
    g_string_append (self->text, "null");
  else
    append_quoted (self->text, value);
}

void
kh_json_out_string_if (KhJsonOut *self, const char *name, const char *value)
{
  if (value != NULL)
    kh_json_out_string (self, name, value);
}

void
kh_json_out_int (KhJsonOut *self, const char *name, gint64 value)
{
  begin_value (self, name);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

void
kh_json_out_bool (KhJsonOut *self, const char *name, gboolean value)
{
  kh_json_out_raw (self, name, value ? "true" : "false");
}

void
kh_json_out_time (KhJsonOut *self, const char *name, KhTime value)
{
  g_autofree char *text = value == KH_TIME_NONE ? NULL : kh_time_format (value);
  kh_json_out_string (self, name, text);
}

void
kh_json_out_time_if (KhJsonOut *self, const char *name, KhTime value)
{
  if (value != KH_TIME_NONE)
    kh_json_out_time (self, name, value);
}

void
kh_json_out_unix_if (KhJsonOut *self, const char *name, KhTime value)
{
  if (value != KH_TIME_NONE)
    kh_json_out_int (self, name, kh_time_to_unix (value));
}

void
kh_json_out_strv (KhJsonOut *self, const char *name, const char *const *values)
{
  kh_json_out_begin_array (self, name);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    kh_json_out_string (self, NULL, values[i]);
  kh_json_out_end_array (self);
}

void
kh_json_out_pairs_if (KhJsonOut *self, const char *name, const char *const *pairs)
{
  if (pairs == NULL)
    return;
  kh_json_out_begin (self, name);
  for (guint i = 0; pairs[i] != NULL && pairs[i + 1] != NULL; i += 2)
    kh_json_out_string (self, pairs[i], pairs[i + 1]);
  kh_json_out_end (self);
}

static void
out_real (KhJsonOut *self, const char *name, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_dtostr (text, sizeof text, value);
  /* It stays a number with a fraction. */
  if (strpbrk (text, ".eE") == NULL)
    g_strlcat (text, ".0", sizeof text);
  kh_json_out_raw (self, name, text);
}

static void
out_values (KhJsonOut *self, KhJson *value, char **names)
{
  for (guint i = 0; i < value->n; i++)
    kh_json_out_json (self, names != NULL ? names[i] : NULL, kh_json_node_values (value)[i]);
}

void
kh_json_out_json (KhJsonOut *self, const char *name, KhJson *value)
{
  switch (value != NULL ? (KhJsonNodeKind)value->kind : KH_JSON_NODE_NULL) {
  case KH_JSON_NODE_BOOL:
    kh_json_out_bool (self, name, value->truth);
    break;
  case KH_JSON_NODE_INT:
    kh_json_out_int (self, name, *kh_json_node_int (value));
    break;
  case KH_JSON_NODE_REAL:
    out_real (self, name, *kh_json_node_real (value));
    break;
  case KH_JSON_NODE_TEXT:
    kh_json_out_string (self, name, kh_json_node_text (value));
    break;
  case KH_JSON_NODE_ARRAY:
    kh_json_out_begin_array (self, name);
    out_values (self, value, NULL);
    kh_json_out_end_array (self);
    break;
  case KH_JSON_NODE_OBJECT:
    kh_json_out_begin (self, name);
    out_values (self, value, (*kh_json_node_shape (value))->names);
    kh_json_out_end (self);
    break;
  case KH_JSON_NODE_NULL:
  default:
    kh_json_out_null (self, name);
  }
}

char *
kh_json_to_text (KhJson *self)
{
  KhJsonOut *out = kh_json_out_new ();

  kh_json_out_json (out, NULL, self);
  return kh_json_out_finish_text (out);
}

/* json-glib indents; the text is checked first as every other. */
char *
kh_json_pretty (const char *json, GError **error)
{
  g_autoptr (KhJson) parsed = kh_json_parse_text (json, error);
  g_autoptr (JsonNode) node = parsed != NULL ? json_from_string (json, error) : NULL;

  return node == NULL ? NULL : json_to_string (node, TRUE);
}

GBytes *
kh_json_out_finish (KhJsonOut *self)
{
  GBytes *bytes = g_string_free_to_bytes (g_steal_pointer (&self->text));
  kh_json_out_free (self);
  return bytes;
}

char *
kh_json_out_finish_text (KhJsonOut *self)
{
  char *text = g_string_free (g_steal_pointer (&self->text), FALSE);
  kh_json_out_free (self);
  return text;
}
