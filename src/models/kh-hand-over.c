/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits for another administrator. */
#include "kh-hand-over.h"

#include "kh-enable-draft.h"

static void
hand_over_free (gpointer data)
{
  KhHandOver *row = data;

  g_object_unref (row->item);
  g_free (row);
}

static void
add (GPtrArray *rows, KhHandOverKind kind, KhItem *item)
{
  KhHandOver *row = g_new0 (KhHandOver, 1);

  row->kind = kind;
  row->item = g_object_ref (item);
  g_ptr_array_add (rows, row);
}

/* A policy is Unhealthy as long as one of its environments cannot reach the key that protects it.
 * Whether it was probed since, or its newest version is in doubt, does not keep a locked one. */
gboolean
kh_hand_over_is_repaired (KhItem *policy)
{
  return !kh_item_is (policy, "health", "Unhealthy");
}

static gboolean
waits_for_unlock (KhItemList *const *lists, KhItem *environment)
{
  const char *id = kh_item_string (environment, "policy.id");
  KhItem *policy = id != NULL ? kh_item_list_find (lists[KH_ITEM_POLICY], id) : NULL;

  return kh_item_is (environment, "state", "Locked") && policy != NULL
         && kh_hand_over_is_repaired (policy);
}

/* No environment tells the health of such a policy: its key has to. */
static gboolean
has_working_key (KhItemList *const *lists, KhItem *policy)
{
  g_autofree char *id = g_strconcat (kh_item_string (policy, "key.vault"), "/",
                                     kh_item_string (policy, "key.name"), NULL);
  KhItem *key = kh_item_list_find (lists[KH_ITEM_KEY], id);
  g_autofree char *fault = key != NULL ? kh_enable_key_fault (key) : NULL;

  return key != NULL && fault == NULL;
}

static gboolean
waits_for_environments (KhItemList *const *lists, KhItem *policy)
{
  KhJson *json = kh_item_get_snapshot (policy);

  return kh_json_bool (json, "granted", FALSE) && kh_json_length (json, "environments") == 0
         && kh_hand_over_is_repaired (policy) && has_working_key (lists, policy);
}

/* Without a date comes last. */
static KhTime
order_of (const KhHandOver *row)
{
  KhTime due = kh_json_time (kh_item_get_snapshot (row->item), "deletionAt");

  return due != KH_TIME_NONE ? due : G_MAXINT64;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const KhHandOver *first = *(const KhHandOver *const *)a;
  const KhHandOver *second = *(const KhHandOver *const *)b;

  if (first->kind != second->kind)
    return (int)first->kind - (int)second->kind;
  if (order_of (first) != order_of (second))
    return order_of (first) < order_of (second) ? -1 : 1;
  return g_strcmp0 (kh_item_get_name (first->item), kh_item_get_name (second->item));
}

GPtrArray *
kh_hand_overs (KhItemList *const *lists)
{
  GListModel *environments = G_LIST_MODEL (lists[KH_ITEM_ENVIRONMENT]);
  GListModel *policies = G_LIST_MODEL (lists[KH_ITEM_POLICY]);
  GPtrArray *rows = g_ptr_array_new_with_free_func (hand_over_free);

  for (guint i = 0; i < g_list_model_get_n_items (environments); i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (environments, i);

    if (waits_for_unlock (lists, item))
      add (rows, KH_HAND_OVER_UNLOCK, item);
  }
  for (guint i = 0; i < g_list_model_get_n_items (policies); i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (policies, i);

    if (waits_for_environments (lists, item))
      add (rows, KH_HAND_OVER_ENABLE, item);
  }
  g_ptr_array_sort (rows, compare);
  return rows;
}
