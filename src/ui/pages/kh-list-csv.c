/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the objects of a list as CSV. */
#include "kh-list-csv.h"

#include "kh-csv-text.h"

static void
add_value (GString *csv, KhJson *snapshot, const char *field)
{
  KhJson *value = kh_json_get (snapshot, field);
  const char *text = value != NULL ? kh_json_string (value, NULL) : NULL;
  g_autofree char *other = NULL;

  if (text == NULL && value != NULL)
    other = kh_json_to_text (value);
  if (text != NULL)
    kh_csv_add_text (csv, text);
  else if (other != NULL && g_strcmp0 (other, "null") != 0)
    kh_csv_add_text (csv, other);
}

GBytes *
kh_list_csv (GListModel *items, const char *const *fields)
{
  GString *csv = g_string_new (NULL);

  for (guint i = 0; fields[i] != NULL; i++)
    g_string_append_printf (csv, "%s%s", i > 0 ? "," : "", fields[i]);
  g_string_append (csv, "\r\n");
  for (guint row = 0; row < g_list_model_get_n_items (items); row++) {
    g_autoptr (KhItem) item = g_list_model_get_item (items, row);

    for (guint i = 0; fields[i] != NULL; i++) {
      if (i > 0)
        g_string_append_c (csv, ',');
      add_value (csv, kh_item_get_snapshot (item), fields[i]);
    }
    g_string_append (csv, "\r\n");
  }
  return g_string_free_to_bytes (csv);
}
