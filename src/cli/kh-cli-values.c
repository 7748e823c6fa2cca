/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of options: times, numbers, lists. */
#include "kh-cli-context.h"

#include "kh-cli-i18n.h"

gboolean
kh_cli_time (const char *text, KhTime *time, GError **error)
{
  if (kh_time_parse (text, time))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_USAGE, text, NULL,
                      _ ("Write it as 2027-01-31 or 2027-01-31T08:00:00Z."),
                      _ ("This is not a time"));
  return FALSE;
}

gboolean
kh_cli_number (const char *text, gint64 *number, GError **error)
{
  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT32, number, NULL))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_USAGE, text, NULL, NULL, _ ("This is not a whole number"));
  return FALSE;
}

char **
kh_cli_split (const char *const *values)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; values[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit_set (values[i], ",|", -1);

    for (guint n = 0; parts[n] != NULL; n++)
      if (*g_strstrip (parts[n]) != '\0')
        g_ptr_array_add (all, g_strdup (parts[n]));
  }
  g_ptr_array_add (all, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&all), FALSE);
}
