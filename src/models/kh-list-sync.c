/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smallest change from one list to another, by the longest run of rows that keep their order.
 */
#include "kh-list-sync.h"

#define NOWHERE G_MAXUINT

/* The place of each wanted object in the list now, or NOWHERE. */
static guint *
find_places (GListModel *list, GPtrArray *wanted)
{
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  guint n = g_list_model_get_n_items (list);
  guint *found = g_new (guint, wanted->len + 1);

  for (guint i = 0; i < n; i++) {
    g_autoptr (GObject) object = g_list_model_get_item (list, i);

    g_hash_table_insert (places, object, GUINT_TO_POINTER (i + 1));
  }
  for (guint i = 0; i < wanted->len; i++)
    found[i] = GPOINTER_TO_UINT (g_hash_table_lookup (places, wanted->pdata[i])) - 1;
  return found;
}

/* The number of elements in @ends (indexes into @places, whose places grow) that are below @place.
 */
static guint
count_below (const guint *places, const guint *ends, guint n, guint place)
{
  guint low = 0;

  while (low < n) {
    guint middle = low + (n - low) / 2;

    if (places[ends[middle]] < place)
      low = middle + 1;
    else
      n = middle;
  }
  return low;
}

/* Clears the places of all wanted objects but those of a longest growing sequence. */
static void
keep_longest (guint *places, guint n)
{
  g_autofree guint *ends = g_new (guint, n + 1); /* the last of the best sequence of each length */
  g_autofree guint *before = g_new (guint, n + 1); /* the one before each in its sequence */
  g_autofree gboolean *kept = g_new0 (gboolean, n + 1);
  guint length = 0;

  for (guint i = 0; i < n; i++) {
    guint at;

    if (places[i] == NOWHERE)
      continue;
    at = count_below (places, ends, length, places[i]);
    before[i] = at > 0 ? ends[at - 1] : NOWHERE;
    ends[at] = i;
    length = MAX (length, at + 1);
  }
  for (guint i = length > 0 ? ends[length - 1] : NOWHERE; i != NOWHERE; i = before[i])
    kept[i] = TRUE;
  for (guint i = 0; i < n; i++)
    if (!kept[i])
      places[i] = NOWHERE;
}

void
kh_list_sync (GListStore *store, GPtrArray *wanted)
{
  g_autofree guint *places = find_places (G_LIST_MODEL (store), wanted);
  guint old = 0; /* place before any change of what comes next */
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (store));
  guint i = 0; /* place after the change, too */

  keep_longest (places, wanted->len);
  for (;;) {
    guint next = i;
    guint end;

    while (next < wanted->len && places[next] == NOWHERE)
      next++;
    end = next < wanted->len ? places[next] : n_old;
    if (end > old || next > i)
      g_list_store_splice (store, i, end - old, wanted->pdata + i, next - i);
    if (next == wanted->len)
      return;
    old = end + 1;
    i = next + 1;
  }
}
