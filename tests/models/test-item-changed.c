/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who hears of a changed object: its list, as long as it holds the object, and whoever listens to
 * the object itself. */
#include "kh-item-list.h"

static KhJson *
parse (const char *text)
{
  KhJson *json = kh_json_parse_text (text, NULL);

  g_assert_nonnull (json);
  return json;
}

/* Takes the objects of @text, an array. */
static void
take_all (KhItemList *list, const char *text)
{
  g_autoptr (KhJson) json = parse (text);
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new ();

  for (guint i = 0; i < kh_json_length (json, NULL); i++)
    g_ptr_array_add (snapshots, kh_json_element (json, NULL, i));
  kh_item_list_take_all (list, snapshots);
}

static void
on_changed_cb (KhItemList *list, KhItem *item, GString *heard)
{
  g_string_append_printf (heard, "%s=%s;", kh_item_get_id (item), kh_item_get_name (item));
}

static void
assert_heard (GString *heard, const char *expected)
{
  g_assert_cmpstr (heard->str, ==, expected);
  g_string_truncate (heard, 0);
}

static void
test_list_hears (void)
{
  g_autoptr (KhItemList) list = kh_item_list_new (KH_ITEM_POLICY);
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (KhItem) one = NULL;
  g_autoptr (KhJson) other = parse ("{\"id\":\"1\",\"name\":\"later\"}");

  g_signal_connect (list, "item-changed", G_CALLBACK (on_changed_cb), heard);
  take_all (list, "[{\"id\":\"1\",\"name\":\"a\"},{\"id\":\"2\",\"name\":\"b\"}]");
  assert_heard (heard, "");
  take_all (list, "[{\"id\":\"1\",\"name\":\"a\"},{\"id\":\"2\",\"name\":\"c\"}]");
  assert_heard (heard, "2=c;");
  one = g_object_ref (kh_item_list_find (list, "1"));
  kh_item_set_snapshot (one, other);
  assert_heard (heard, "1=later;");
  /* Not of what it does not hold any more, and not when it is gone itself. */
  take_all (list, "[{\"id\":\"2\",\"name\":\"c\"}]");
  g_assert_true (kh_item_is_gone (one));
  take_all (list, "[{\"id\":\"2\",\"name\":\"c\"},{\"id\":\"1\",\"name\":\"new\"}]");
  g_assert_true (kh_item_list_find (list, "1") != one);
  kh_item_set_snapshot (one, kh_item_get_snapshot (kh_item_list_find (list, "1")));
  assert_heard (heard, "");
}

static void
test_list_goes_first (void)
{
  KhItemList *list = kh_item_list_new (KH_ITEM_POLICY);
  g_autoptr (KhJson) other = parse ("{\"id\":\"1\",\"name\":\"later\"}");
  g_autoptr (KhItem) one = NULL;

  take_all (list, "[{\"id\":\"1\",\"name\":\"a\"}]");
  one = g_object_ref (kh_item_list_find (list, "1"));
  g_object_unref (list);
  kh_item_set_snapshot (one, other);
  g_assert_cmpstr (kh_item_get_name (one), ==, "later");
}

/* The id stays, whatever became of the snapshot that it came with; also where it is made of more
 * than one member. */
static void
test_id_stays (void)
{
  KhJson *first = parse ("{\"id\":\"1\",\"vault\":\"v\",\"name\":\"k\"}");
  g_autoptr (KhJson) second = parse ("{\"id\":\"other\",\"vault\":\"w\",\"name\":\"k\"}");
  g_autoptr (KhItem) policy = kh_item_new (KH_ITEM_POLICY, "1", first);
  g_autoptr (KhItem) key = kh_item_new (KH_ITEM_KEY, "v/k", first);

  kh_json_unref (first);
  kh_item_set_snapshot (policy, second);
  kh_item_set_snapshot (key, second);
  g_assert_cmpstr (kh_item_get_id (policy), ==, "1");
  g_assert_cmpstr (kh_item_get_id (key), ==, "v/k");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/models/item-changed/list", test_list_hears);
  g_test_add_func ("/models/item-changed/list-goes-first", test_list_goes_first);
  g_test_add_func ("/models/item-changed/id", test_id_stays);
  return g_test_run ();
}
