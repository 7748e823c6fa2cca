/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks words and values up in a vocabulary's table. */

#include "kh-enum-private.h"

const char *
_kh_enum_to_string (const KhEnumText *texts, guint n, int value)
{
  for (guint i = 0; i < n; i++)
    if (texts[i].value == value)
      return texts[i].text;
  return NULL;
}

gboolean
_kh_enum_from_string (const KhEnumText *texts, guint n, const char *text, int *value)
{
  for (guint i = 0; text != NULL && i < n; i++)
    if (g_ascii_strcasecmp (texts[i].text, text) == 0) {
      *value = texts[i].value;
      return TRUE;
    }
  return FALSE;
}
