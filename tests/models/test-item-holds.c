/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a list read again does not tell of an object is kept for those who show it, and forgotten
 * with them. */
#include "kh-item-list.h"

static KhJson *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  KhJson *json = kh_json_parse_text (text, &error);

  g_assert_no_error (error);
  return json;
}

/* A list that is read again as a whole tells how things are now: what it does not tell may be so no
 * more, and is kept for those alone who show it and ask again. */
static void
test_forgets (void)
{
  g_autoptr (KhItemList) list = kh_item_list_new (KH_ITEM_KEY);
  g_autoptr (KhJson) whole = parse ("{\"vault\":\"kv\",\"name\":\"k\",\"version\":\"1\","
                                    "\"usedBy\":[{\"store\":\"files\"}],\"holds\":[]}");
  g_autoptr (KhJson) details = parse ("{\"versions\":[{\"version\":\"1\"}]}");
  g_autoptr (KhJson) row = parse ("{\"vault\":\"kv\",\"name\":\"k\",\"version\":\"1\"}");
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  GObject *page = g_object_new (G_TYPE_OBJECT, NULL), *dialog = g_object_new (G_TYPE_OBJECT, NULL);
  KhItem *item;

  g_ptr_array_add (all, row);
  kh_item_list_take_all (list, all);
  item = kh_item_list_find (list, "kv/k");
  kh_item_set_details (item, whole, details);
  kh_item_hold_for (item, page);
  kh_item_hold_for (item, dialog);
  g_clear_object (&dialog);
  kh_item_list_take_all (list, all);
  g_assert_true (kh_item_has_details (item));
  g_assert_cmpuint (kh_json_length (kh_item_get_snapshot (item), "usedBy"), ==, 1);
  /* What was read since is known. */
  kh_item_set_details (item, whole, details);
  g_clear_object (&page);
  /* A single object that is read without them is no reason. */
  kh_item_list_take_one (list, row);
  g_assert_true (kh_json_has (kh_item_get_snapshot (item), "usedBy"));
  kh_item_list_take_all (list, all);
  g_assert_true (kh_item_list_find (list, "kv/k") == item);
  g_assert_false (kh_item_has_details (item));
  g_assert_false (kh_json_has (kh_item_get_snapshot (item), "usedBy"));
  g_assert_false (kh_json_has (kh_item_get_snapshot (item), "holds"));
  g_assert_false (kh_json_has (kh_item_get_snapshot (item), "versions"));
}

/* It was told while somebody showed the object, who did not ask again: forgotten with him. */
static void
test_forgets_later (void)
{
  g_autoptr (KhItemList) list = kh_item_list_new (KH_ITEM_KEY);
  g_autoptr (KhJson) whole = parse ("{\"vault\":\"kv\",\"name\":\"k\",\"version\":\"1\","
                                    "\"usedBy\":[{\"store\":\"files\"}],\"exp\":1}");
  g_autoptr (KhJson) details = parse ("{\"versions\":[{\"version\":\"1\"}]}");
  g_autoptr (KhJson) row = parse ("{\"vault\":\"kv\",\"name\":\"k\",\"version\":\"1\",\"exp\":2}");
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  GObject *dialog = g_object_new (G_TYPE_OBJECT, NULL);
  KhItem *item;

  g_ptr_array_add (all, row);
  kh_item_list_take_one (list, row);
  item = kh_item_list_find (list, "kv/k");
  kh_item_set_details (item, whole, details);
  kh_item_hold_for (item, dialog);
  kh_item_list_take_all (list, all);
  g_assert_true (kh_json_has (kh_item_get_snapshot (item), "usedBy"));
  g_assert_true (kh_json_has (kh_item_get_snapshot (item), "versions"));
  g_object_unref (dialog);
  g_assert_true (kh_json_equal (kh_item_get_snapshot (item), row));
  g_assert_false (kh_item_has_details (item));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/models/item-holds/forgets", test_forgets);
  g_test_add_func ("/models/item-holds/forgets-later", test_forgets_later);
  return g_test_run ();
}
