/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a list knows of one object. */
#include "kh-list-entry.h"

void
kh_list_entry_free (gpointer data)
{
  KhListEntry *entry = data;

  g_signal_handler_disconnect (entry->item, entry->handler);
  g_object_unref (entry->item);
  g_free (entry->name);
  g_free (entry->key);
  g_free (entry->search);
  for (guint i = 0; i < KH_LIST_MAX_MENUS; i++)
    g_free (entry->values[i]);
  g_free (entry);
}

static guint
find_chips (const KhListKind *kind, KhItem *item, KhOrganization *organization)
{
  guint chips = kind->aside != NULL && kind->aside (item) ? 0 : 1;

  for (guint i = 0; i < kind->n_chips; i++)
    if (kind->chips[i].matches (item, organization))
      chips |= 2u << i;
  return chips;
}

static char *
make_search (const KhListKind *kind, KhItem *item)
{
  g_autoptr (GString) text = g_string_new (kh_item_get_name (item));

  g_string_append_printf (text, "\n%s\n", kh_item_get_id (item));
  if (kind->words != NULL)
    kind->words (item, text);
  return g_utf8_casefold (text->str, -1);
}

static char *
make_collate_key (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return g_utf8_collate_key (folded, -1);
}

/* (nullable) */
static char *
make_key (const KhListSort *sort, KhItem *item, KhOrganization *organization)
{
  g_autofree char *text = NULL;

  if (sort == NULL || sort->key == NULL)
    return NULL;
  text = sort->key (item, organization);
  return make_collate_key (text);
}

static KhListDifference
ask_values (KhListEntry *entry, const KhListKind *kind)
{
  KhListDifference difference = KH_LIST_SAME;

  for (guint i = 0; i < kind->n_menus; i++) {
    char *value = kind->menus[i].value (entry->item);

    if (g_strcmp0 (value, entry->values[i]) != 0)
      difference = KH_LIST_SHOWN;
    g_free (entry->values[i]);
    entry->values[i] = value;
  }
  return difference;
}

KhListDifference
kh_list_entry_ask (KhListEntry *entry, const KhListKind *kind, KhOrganization *organization,
                   guint sort)
{
  guint chips = find_chips (kind, entry->item, organization);
  gint64 rank = kind->rank (entry->item, organization);
  g_autofree char *name = make_collate_key (kh_item_get_name (entry->item));
  g_autofree char *key = make_key (sort > 0 ? &kind->sorts[sort] : NULL, entry->item, organization);
  g_autofree char *search = make_search (kind, entry->item);
  KhListDifference difference = ask_values (entry, kind);

  if (chips != entry->chips || g_strcmp0 (search, entry->search) != 0)
    difference |= KH_LIST_SHOWN;
  if (rank != entry->rank || g_strcmp0 (name, entry->name) != 0 || g_strcmp0 (key, entry->key) != 0)
    difference |= KH_LIST_ORDER_CHANGED;
  entry->chips = chips;
  entry->rank = rank;
  g_free (entry->name);
  entry->name = g_steal_pointer (&name);
  g_free (entry->key);
  entry->key = g_steal_pointer (&key);
  g_free (entry->search);
  entry->search = g_steal_pointer (&search);
  return difference;
}

void
kh_list_entry_sort (KhListEntry *entry, const KhListKind *kind, KhOrganization *organization,
                    guint sort)
{
  g_free (entry->key);
  entry->key = make_key (sort > 0 ? &kind->sorts[sort] : NULL, entry->item, organization);
}
