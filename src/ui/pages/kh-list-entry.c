/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a list knows of one object. */
#include "kh-list-entry.h"

G_STATIC_ASSERT (sizeof (KhListEntry) <= 40);

KhListEntry *
kh_list_entry_new (KhItem *item)
{
  KhListEntry *entry = g_new0 (KhListEntry, 1);

  entry->item = item;
  return entry;
}

void
kh_list_entry_free (gpointer data)
{
  KhListEntry *entry = data;

  g_object_unref (entry->item);
  g_free (entry->name);
  g_free (entry->key);
  g_free (entry);
}

guint
kh_list_entry_hash (gconstpointer entry)
{
  return g_direct_hash (((const KhListEntry *)entry)->item);
}

gboolean
kh_list_entry_equal (gconstpointer a, gconstpointer b)
{
  return ((const KhListEntry *)a)->item == ((const KhListEntry *)b)->item;
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

/* (transfer full): folded. It is made whenever it is needed: kept, it would be most of an entry. */
static GString *
make_search (const KhListKind *kind, KhItem *item)
{
  GString *text = g_string_sized_new (256);

  g_string_append (text, kh_item_get_name (item));
  g_string_append_c (text, '\n');
  g_string_append (text, kh_item_get_id (item));
  g_string_append_c (text, '\n');
  if (kind->words != NULL)
    kind->words (item, text);
  if (g_str_is_ascii (text->str)) {
    g_string_ascii_down (text);
  } else {
    g_autofree char *folded = g_utf8_casefold (text->str, -1);

    g_string_assign (text, folded);
  }
  return text;
}

gboolean
kh_list_entry_has_text (const KhListEntry *entry, const KhListKind *kind, const char *search)
{
  GString *text = make_search (kind, entry->item);
  gboolean found = strstr (text->str, search) != NULL;

  g_string_free (text, TRUE);
  return found;
}

static guint32
make_mark (const KhListKind *kind, KhItem *item)
{
  GString *text = make_search (kind, item);
  guint32 mark;

  for (guint i = 0; i < kind->n_menus; i++) {
    g_autofree char *value = kind->menus[i].value (item);

    g_string_append_printf (text, "\n%s", value != NULL ? value : "");
  }
  mark = g_str_hash (text->str);
  g_string_free (text, TRUE);
  return mark;
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

KhListDifference
kh_list_entry_ask (KhListEntry *entry, const KhListKind *kind, KhOrganization *organization,
                   guint sort)
{
  guint32 chips = find_chips (kind, entry->item, organization);
  gint64 rank = kind->rank (entry->item, organization);
  g_autofree char *name = make_collate_key (kh_item_get_name (entry->item));
  g_autofree char *key = make_key (sort > 0 ? &kind->sorts[sort] : NULL, entry->item, organization);
  guint32 mark = make_mark (kind, entry->item);
  KhListDifference difference = KH_LIST_SAME;

  if (chips != entry->chips || mark != entry->mark)
    difference |= KH_LIST_SHOWN;
  if (rank != entry->rank || g_strcmp0 (name, entry->name) != 0 || g_strcmp0 (key, entry->key) != 0)
    difference |= KH_LIST_ORDER_CHANGED;
  entry->chips = chips;
  entry->mark = mark;
  entry->rank = rank;
  g_free (entry->name);
  entry->name = g_steal_pointer (&name);
  g_free (entry->key);
  entry->key = g_steal_pointer (&key);
  return difference;
}

void
kh_list_entry_sort (KhListEntry *entry, const KhListKind *kind, KhOrganization *organization,
                    guint sort)
{
  g_free (entry->key);
  entry->key = make_key (sort > 0 ? &kind->sorts[sort] : NULL, entry->item, organization);
}
