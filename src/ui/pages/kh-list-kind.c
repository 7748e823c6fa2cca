/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of list pages, and what tables say in words. */
#include "kh-list-page.h"

const KhListKind *
kh_list_kind_find (KhItemKind kind)
{
  GType (*const types[KH_N_ITEM_KINDS]) (void) = {
    [KH_ITEM_ENVIRONMENT] = kh_environment_list_get_type,
    [KH_ITEM_POLICY] = kh_policy_list_get_type,
    [KH_ITEM_KEY] = kh_key_list_get_type,
    [KH_ITEM_VAULT] = kh_vault_list_get_type,
    [KH_ITEM_OPERATION] = kh_operation_list_get_type,
    [KH_ITEM_FINDING] = kh_finding_list_get_type,
  };
  g_autoptr (GTypeClass) klass = g_type_class_ref (types[kind]());

  return KH_LIST_PAGE_CLASS (klass)->kind;
}

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
