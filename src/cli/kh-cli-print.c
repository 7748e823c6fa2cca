/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables, sheets, JSON and lines. */
#include "kh-cli-print.h"

#include <string.h>

#include "kh-cli-i18n.h"
#include "kh-cli-text.h"
#include "kh-sentences.h"

gboolean
kh_cli_format_from_string (const char *text, KhCliFormat *format)
{
  static const char *const names[] = { "table", "json", "tsv", "id" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (text, names[i])) {
      *format = (KhCliFormat)i;
      return TRUE;
    }
  return FALSE;
}

/* Texts as they are, everything else as JSON writes it; absent and null are empty. */
static char *
plain (KhJson *value)
{
  const char *text = kh_json_string (value, NULL);

  if (value == NULL)
    return g_strdup ("");
  return text != NULL ? g_strdup (text) : kh_json_to_text (value);
}

/* For people: what the tenant says, in their language. */
static char *
said (KhJson *value)
{
  g_autofree char *text = plain (value);

  return g_strdup (kh_said (text));
}

static char *
joined (KhJson *array, const char *path)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < kh_json_length (array, NULL); i++) {
    g_autofree char *text = plain (kh_json_get (kh_json_element (array, NULL, i), path));

    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", text);
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* "2026-11-25T04:28:00.123456Z" as "2026-11-25T04:28:00Z". */
static char *
whole_seconds (KhJson *value)
{
  KhTime time = kh_json_time (value, NULL);

  if (time == KH_TIME_NONE)
    return plain (value);
  return kh_time_format (time - time % KH_SECOND);
}

/* The flows are what the warning is about; while the word is another they are only a forecast. */
static char *
status_with_flows (KhJson *row, KhJson *status)
{
  gint64 flows = kh_json_int (row, "flowsThatStay", 0);
  g_autofree char *word = plain (status);

  if (flows <= 0 || g_strcmp0 (word, "Warning") != 0)
    return g_steal_pointer (&word);
  return g_strdup_printf (ngettext ("%s (%u flow)", "%s (%u flows)", (gulong)flows), word,
                          (guint)flows);
}

char *
kh_cli_cell (KhJson *row, const KhCliColumn *column, KhCliFormat format)
{
  KhJson *value = kh_json_get (row, column->path);

  switch (column->kind) {
  case KH_CLI_BYTES:
    if (format == KH_CLI_TABLE && value != NULL)
      return kh_cli_format_bytes ((guint64)kh_json_int (value, NULL, 0));
    break;
  case KH_CLI_YES_NO:
    if (format == KH_CLI_TABLE && value != NULL)
      return g_strdup (kh_json_bool (value, NULL, FALSE) ? _ ("yes") : _ ("no"));
    break;
  case KH_CLI_TIME:
    if (format == KH_CLI_TABLE)
      return whole_seconds (value);
    break;
  case KH_CLI_STATUS:
    if (format == KH_CLI_TABLE)
      return status_with_flows (row, value);
    break;
  case KH_CLI_LIST:
    return joined (value, NULL);
  case KH_CLI_IDS:
    return joined (value, "id");
  case KH_CLI_COUNT:
    return g_strdup_printf ("%u", kh_json_length (value, NULL));
  case KH_CLI_TEXT:
    return format == KH_CLI_TABLE ? said (value) : plain (value);
  case KH_CLI_NUMBER:
    break;
  }
  return plain (value);
}

static gboolean
goes_right (const KhCliColumn *column)
{
  return column->kind == KH_CLI_NUMBER || column->kind == KH_CLI_BYTES
         || column->kind == KH_CLI_COUNT;
}

static guint
count_columns (const KhCliColumn *columns)
{
  guint n = 0;

  while (columns[n].title != NULL)
    n++;
  return n;
}

static void
append_spaces (GString *out, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_c (out, ' ');
}

/* One line of cells; the last one is not filled up, so that no line ends in spaces. */
static void
append_line (GString *out, char **cells, const KhCliColumn *columns, const guint *widths, guint n)
{
  for (guint c = 0; c < n; c++) {
    guint fill = widths[c] - kh_cli_width (cells[c]);

    if (goes_right (&columns[c]))
      append_spaces (out, fill);
    g_string_append (out, cells[c]);
    if (c + 1 < n)
      append_spaces (out, (goes_right (&columns[c]) ? 0 : fill) + 2);
  }
  while (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  g_string_append_c (out, '\n');
}

static char *
head_of (const KhCliColumn *column)
{
  return column->literal ? kh_cli_escape (column->title) : g_utf8_strup (_ (column->title), -1);
}

static char **
cells_of (KhJson *row, const KhCliColumn *columns, guint n, guint *widths)
{
  char **cells = g_new0 (char *, n + 1);

  for (guint c = 0; c < n; c++) {
    if (row != NULL) {
      g_autofree char *raw = kh_cli_cell (row, &columns[c], KH_CLI_TABLE);

      cells[c] = kh_cli_escape (raw);
    } else {
      cells[c] = head_of (&columns[c]);
    }
    widths[c] = MAX (widths[c], kh_cli_width (cells[c]));
  }
  return cells;
}

char *
kh_cli_table (GPtrArray *rows, const KhCliColumn *columns)
{
  guint n = count_columns (columns);
  g_autofree guint *widths = g_new0 (guint, n);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  g_autoptr (GString) out = g_string_new (NULL);

  if (rows->len == 0)
    return g_strdup ("");
  g_ptr_array_add (lines, cells_of (NULL, columns, n, widths));
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (lines, cells_of (g_ptr_array_index (rows, i), columns, n, widths));
  for (guint i = 0; i < lines->len; i++)
    append_line (out, g_ptr_array_index (lines, i), columns, widths, n);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
kh_cli_sheet (KhJson *object, const KhCliColumn *columns)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint widest = 0;

  for (guint c = 0; columns[c].title != NULL; c++)
    widest = MAX (widest, kh_cli_width (_ (columns[c].title)));
  for (guint c = 0; columns[c].title != NULL; c++) {
    g_autofree char *raw = kh_cli_cell (object, &columns[c], KH_CLI_TABLE);
    g_autofree char *text = kh_cli_escape (raw);

    if (*text == '\0')
      continue;
    g_string_append_printf (out, "%s:", _ (columns[c].title));
    append_spaces (out, widest - kh_cli_width (_ (columns[c].title)) + 1);
    g_string_append_printf (out, "%s\n", text);
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
pretty_list (GPtrArray *rows)
{
  KhJsonOut *out = kh_json_out_new ();
  g_autofree char *text = NULL, *pretty = NULL;

  kh_json_out_begin (out, NULL);
  kh_json_out_begin_array (out, "value");
  for (guint i = 0; i < rows->len; i++)
    kh_json_out_json (out, NULL, g_ptr_array_index (rows, i));
  kh_json_out_end_array (out);
  kh_json_out_end (out);
  text = kh_json_out_finish_text (out);
  pretty = kh_json_pretty (text, NULL);
  return g_strconcat (pretty != NULL ? pretty : text, "\n", NULL);
}

static void
append_tsv (GString *out, KhJson *row, const KhCliColumn *columns)
{
  for (guint c = 0; columns[c].title != NULL; c++) {
    g_autofree char *raw = kh_cli_cell (row, &columns[c], KH_CLI_TSV);
    g_autofree char *text = kh_cli_escape_tsv (raw);

    g_string_append_printf (out, "%s%s", c > 0 ? "\t" : "", text);
  }
  g_string_append_c (out, '\n');
}

static void
append_id (GString *out, KhJson *row, const char *id)
{
  g_autofree char *raw = plain (kh_json_get (row, id));
  g_autofree char *text = kh_cli_escape (raw);

  g_string_append_printf (out, "%s\n", text);
}

char *
kh_cli_render_list (GPtrArray *rows, const KhCliColumn *columns, const char *id, KhCliFormat format)
{
  g_autoptr (GString) out = g_string_new (NULL);

  switch (format) {
  case KH_CLI_JSON:
    return pretty_list (rows);
  case KH_CLI_TABLE:
    return kh_cli_table (rows, columns);
  case KH_CLI_TSV:
    for (guint i = 0; i < rows->len; i++)
      append_tsv (out, g_ptr_array_index (rows, i), columns);
    break;
  case KH_CLI_ID:
    for (guint i = 0; i < rows->len; i++)
      append_id (out, g_ptr_array_index (rows, i), id);
    break;
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
kh_cli_render_object (KhJson *object, const KhCliColumn *columns, const char *id,
                      KhCliFormat format)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *text = NULL, *pretty = NULL;

  switch (format) {
  case KH_CLI_JSON:
    text = kh_json_to_text (object);
    pretty = kh_json_pretty (text, NULL);
    return g_strconcat (pretty != NULL ? pretty : text, "\n", NULL);
  case KH_CLI_TABLE:
    return kh_cli_sheet (object, columns);
  case KH_CLI_TSV:
    append_tsv (out, object, columns);
    break;
  case KH_CLI_ID:
    append_id (out, object, id);
    break;
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
