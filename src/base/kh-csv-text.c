/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes fields of CSV files that no program takes for more than text. */
#include "kh-csv-text.h"

#include <string.h>

void
kh_csv_add_text (GString *line, const char *text)
{
  gboolean formula = *text != '\0' && strchr ("=+-@\t\r", *text) != NULL;

  g_string_append (line, formula ? "\"'" : "\"");
  for (; *text != '\0'; text++) {
    if (*text == '"')
      g_string_append_c (line, '"');
    g_string_append_c (line, g_ascii_iscntrl (*text) ? ' ' : *text);
  }
  g_string_append_c (line, '"');
}
