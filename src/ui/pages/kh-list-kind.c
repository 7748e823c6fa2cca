/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tables say in words. */
#include "kh-list-kind.h"

const char *
kh_list_menu_text (const KhListMenu *menu, const char *value)
{
  return menu->text != NULL ? menu->text (value) : value;
}

char *
kh_list_column_text (const KhListColumn *column, KhItem *item, KhOrganization *organization)
{
  char *text = column->text != NULL ? column->text (item, organization) : NULL;
  KhStateInfo info;

  if (text != NULL || column->value == NULL)
    return text != NULL ? text : g_strdup ("");
  info = kh_state_info (column->state, column->value (item));
  return g_strdup (info.word);
}

char *
kh_list_kind_name_item (const KhListKind *kind, KhItem *item, KhOrganization *organization)
{
  GString *name = g_string_new (kh_item_get_name (item));
  g_autofree char *line = kind->line (item);
  g_autofree char *note = kind->note (item, organization);

  g_string_append_printf (name, ", %s", line);
  if (note != NULL)
    g_string_append_printf (name, ", %s", note);
  for (guint i = 0; i < kind->n_columns; i++) {
    g_autofree char *word = NULL;

    if (kind->columns[i].value == NULL)
      continue;
    word = kh_list_column_text (&kind->columns[i], item, organization);
    g_string_append_printf (name, ", %s", word);
  }
  return g_string_free (name, FALSE);
}
