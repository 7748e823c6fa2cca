/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Escapes and widths of texts on a terminal. */
#include "kh-cli-text.h"

#include <string.h>

#include "kh-cli-i18n.h"

/* Marks that would let a name turn around what stands beside it. */
static gboolean
is_direction_mark (gunichar c)
{
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e)
         || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_line_end (gunichar c)
{
  return c == 0x2028 || c == 0x2029;
}

static void
append_character (GString *out, gunichar c)
{
  if (c == '\n')
    g_string_append (out, "\\n");
  else if (c == '\t')
    g_string_append (out, "\\t");
  else if (c == '\r')
    g_string_append (out, "\\r");
  else if (c < 0x20 || c == 0x7f)
    g_string_append_printf (out, "\\x%02x", c);
  else if ((c >= 0x80 && c < 0xa0) || is_direction_mark (c) || is_line_end (c) || c == 0xfeff)
    g_string_append_printf (out, "\\u{%x}", c);
  else
    g_string_append_unichar (out, c);
}

char *
kh_cli_escape (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *end = text != NULL ? text + strlen (text) : NULL;

  while (text != NULL && text < end) {
    gunichar c = g_utf8_get_char_validated (text, end - text);

    if (c == (gunichar)-1 || c == (gunichar)-2) {
      g_string_append_printf (out, "\\x%02x", (guchar)*text);
      text++;
      continue;
    }
    append_character (out, c);
    text = g_utf8_next_char (text);
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
kh_cli_word (const char *name)
{
  gboolean plain = *name != '\0' && *name != '-';

  for (const char *c = name; *c != '\0'; c++)
    plain = plain && (g_ascii_isalnum (*c) || strchr ("-._/", *c) != NULL);
  return plain ? g_strdup (name) : g_shell_quote (name);
}

guint
kh_cli_width (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gunichar c = g_utf8_get_char (text);

    if (g_unichar_iszerowidth (c))
      continue;
    width += g_unichar_iswide (c) ? 2 : 1;
  }
  return width;
}

char *
kh_cli_format_bytes (guint64 bytes)
{
  if (bytes < 1024)
    return g_strdup_printf (dngettext (KH_GETTEXT_DOMAIN, "%u byte", "%u bytes", (guint)bytes),
                            (guint)bytes);
  return g_format_size_full (bytes, G_FORMAT_SIZE_IEC_UNITS);
}

char *
kh_cli_escape_tsv (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (; text != NULL && *text != '\0'; text++) {
    switch (*text) {
    case '\t':
      g_string_append (out, "\\t");
      break;
    case '\n':
      g_string_append (out, "\\n");
      break;
    case '\r':
      g_string_append (out, "\\r");
      break;
    case '\\':
      g_string_append (out, "\\\\");
      break;
    default:
      g_string_append_c (out, *text);
    }
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
kh_cli_when (KhTime time, KhTime now)
{
  return time != KH_TIME_NONE ? kh_time_format (time - time % KH_SECOND) : g_strdup ("");
}

char *
kh_cli_day (KhTime time, KhTime now)
{
  return time != KH_TIME_NONE ? kh_time_format_day (time) : g_strdup ("");
}
