/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identifiers and the rules for names. */
#include "kh-id.h"

#include <string.h>

#include "khc-random.h"

static void
random_bytes (guint8 *bytes, gsize size)
{
  if (khc_random (bytes, size) != 0)
    g_error ("the random number generator failed");
}

char *
kh_id_from_bytes (const guint8 b[16])
{
  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                          b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11],
                          b[12], b[13], b[14], b[15]);
}

char *
kh_id_new (void)
{
  guint8 bytes[16];

  random_bytes (bytes, sizeof bytes);
  bytes[6] = (guint8)((bytes[6] & 0x0f) | 0x40);
  bytes[8] = (guint8)((bytes[8] & 0x3f) | 0x80);
  return kh_id_from_bytes (bytes);
}

char *
kh_id_new_version (void)
{
  guint8 bytes[16];
  GString *text = g_string_sized_new (32);

  random_bytes (bytes, sizeof bytes);
  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

gboolean
kh_id_to_bytes (const char *guid, guint8 bytes[16])
{
  gsize n = 0;

  if (guid == NULL || strlen (guid) != 36)
    return FALSE;
  for (gsize i = 0; i < 36;) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (guid[i++] != '-')
        return FALSE;
      continue;
    }
    if (!g_ascii_isxdigit (guid[i]) || !g_ascii_isxdigit (guid[i + 1]))
      return FALSE;
    bytes[n++] = (guint8)(g_ascii_xdigit_value (guid[i]) * 16 + g_ascii_xdigit_value (guid[i + 1]));
    i += 2;
  }
  return TRUE;
}

gboolean
kh_id_is_guid (const char *text)
{
  guint8 bytes[16];

  return kh_id_to_bytes (text, bytes);
}

static gboolean
is_word (const char *name, gsize min, gsize max)
{
  gsize n = name != NULL ? strlen (name) : 0;

  if (n < min || n > max)
    return FALSE;
  return strspn (name, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-") == n;
}

gboolean
kh_name_is_vault (const char *name)
{
  return is_word (name, 3, 24) && strstr (name, "--") == NULL && g_ascii_isalpha (name[0])
         && name[strlen (name) - 1] != '-' && g_ascii_strcasecmp (name, "login") != 0;
}

gboolean
kh_name_is_key (const char *name)
{
  return is_word (name, 1, 127);
}

gboolean
kh_name_is_version (const char *version)
{
  return version != NULL && strlen (version) == 32 && strspn (version, "0123456789abcdef") == 32;
}

gboolean
kh_name_is_display (const char *name)
{
  gboolean visible = FALSE;

  if (name == NULL || !g_utf8_validate (name, -1, NULL) || g_utf8_strlen (name, -1) > 127
      || strcmp (name, ".") == 0 || strcmp (name, "..") == 0)
    return FALSE;
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_iscntrl (c))
      return FALSE;
    visible = visible || (g_unichar_isgraph (c) && !g_unichar_iszerowidth (c));
  }
  return visible;
}

gboolean
kh_name_is_item (const char *name)
{
  if (name == NULL || *name == '\0' || strlen (name) > 255 || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  return strchr (name, '/') == NULL && strcmp (name, ".") != 0 && strcmp (name, "..") != 0;
}

gboolean
kh_name_is_table (const char *name)
{
  return kh_name_is_item (name) && strlen (name) <= 255 - strlen (".csv");
}

char *
kh_id_short (const char *id)
{
  if (id == NULL || strlen (id) <= 4)
    return g_strdup (id != NULL ? id : "");
  return g_strdup_printf ("%.4s…", id);
}
