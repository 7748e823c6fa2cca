/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of tables and their texts. */
#include "kh-table-cell.h"

#include <math.h>
#include <string.h>

KhTableColumn *
kh_table_column_new (const char *name, const char *type)
{
  KhTableColumn *column = g_new0 (KhTableColumn, 1);

  column->name = g_strdup (name);
  column->type = g_strdup (type == NULL ? "" : type);
  return column;
}

void
kh_table_column_free (KhTableColumn *column)
{
  if (column == NULL)
    return;
  g_free (column->name);
  g_free (column->type);
  g_free (column);
}

void
kh_cell_append_real (GString *text, double value)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value)) {
    g_string_append (text, isnan (value) ? "nan" : value > 0 ? "inf" : "-inf");
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_ascii_formatd (buffer, sizeof buffer, formats[i], value);
    if (g_ascii_strtod (buffer, NULL) == value)
      break;
  }
  g_string_append (text, buffer);
  if (strpbrk (buffer, ".e") == NULL)
    g_string_append (text, ".0");
}

char *
kh_cell_to_text (const KhCell *cell)
{
  GString *real;

  switch (cell->type) {
  case KH_COLUMN_INT64:
    return g_strdup_printf ("%" G_GINT64_FORMAT, cell->integer);
  case KH_COLUMN_DOUBLE:
    real = g_string_new (NULL);
    kh_cell_append_real (real, cell->real);
    return g_string_free (real, FALSE);
  case KH_COLUMN_TEXT:
    return g_strndup (cell->data == NULL ? "" : cell->data, cell->size);
  case KH_COLUMN_BLOB:
    return g_base64_encode ((const guchar *)cell->data, cell->size);
  case KH_COLUMN_NULL:
  default:
    return NULL;
  }
}

gsize
kh_cell_get_size (const KhCell *cell)
{
  switch (cell->type) {
  case KH_COLUMN_INT64:
  case KH_COLUMN_DOUBLE:
    return 8;
  case KH_COLUMN_TEXT:
  case KH_COLUMN_BLOB:
    return cell->size;
  case KH_COLUMN_NULL:
  default:
    return 0;
  }
}
