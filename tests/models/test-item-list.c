/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Items, their lists, and the smallest change from one list to another. */
#include "kh-environment-uses.h"
#include "kh-item-list.h"
#include "kh-list-sync.h"

#include <string.h>

typedef struct {
  guint changes, removed, added;
  GPtrArray *mirror; /* what somebody who only follows items-changed holds */
} Watch;

static void
on_items_changed (GListModel *list, guint position, guint removed, guint added, gpointer data)
{
  Watch *watch = data;

  watch->changes++;
  watch->removed += removed;
  watch->added += added;
  if (removed > 0)
    g_ptr_array_remove_range (watch->mirror, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (watch->mirror, (int)(position + i),
                        g_list_model_get_item (list, position + i));
}

static void
watch_list (Watch *watch, GListModel *list)
{
  *watch = (Watch){ .mirror = g_ptr_array_new_with_free_func (g_object_unref) };
  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), watch);
}

static void
watch_reset (Watch *watch)
{
  watch->changes = watch->removed = watch->added = 0;
}

/* --- kh_list_sync() -------------------------------------------------------------------------- */

static GObject *pool[26];

/* (transfer full): "abc" as objects. */
static GPtrArray *
letters (const char *text)
{
  GPtrArray *objects = g_ptr_array_new_with_free_func (g_object_unref);

  for (; *text != '\0'; text++) {
    GObject **object = &pool[*text - 'a'];

    if (*object == NULL)
      *object = g_object_new (G_TYPE_OBJECT, NULL);
    g_ptr_array_add (objects, g_object_ref (*object));
  }
  return objects;
}

static void
assert_same (GPtrArray *mirror, GPtrArray *wanted)
{
  g_assert_cmpuint (mirror->len, ==, wanted->len);
  for (guint i = 0; i < wanted->len; i++)
    g_assert_true (mirror->pdata[i] == wanted->pdata[i]);
}

static void
sync_to (GListStore *store, const char *text)
{
  g_autoptr (GPtrArray) wanted = letters (text);

  kh_list_sync (store, wanted);
}

static void
test_sync (void)
{
  static const struct {
    const char *from, *to;
    guint changes, removed, added;
  } cases[] = {
    { "", "", 0, 0, 0 },
    { "", "abc", 1, 0, 3 },
    { "abc", "", 1, 3, 0 },
    { "abc", "abc", 0, 0, 0 },
    { "abc", "abxc", 1, 0, 1 },
    { "abcd", "ad", 1, 2, 0 },
    { "abcd", "xbcd", 1, 1, 1 },
    { "abcd", "abcdxy", 1, 0, 2 },
    { "abcdef", "xabdefy", 3, 1, 2 },
    { "abcdef", "bcdefa", 2, 1, 1 }, /* the one that moved is what changes */
    { "abcdef", "fabcde", 2, 1, 1 },
    { "abcdef", "xyz", 1, 6, 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GListStore) store = g_list_store_new (G_TYPE_OBJECT);
    g_autoptr (GPtrArray) wanted = letters (cases[i].to);
    Watch watch;

    watch_list (&watch, G_LIST_MODEL (store));
    sync_to (store, cases[i].from);
    watch_reset (&watch);
    kh_list_sync (store, wanted);
    g_test_message ("%s -> %s", cases[i].from, cases[i].to);
    assert_same (watch.mirror, wanted);
    g_assert_cmpuint (watch.changes, ==, cases[i].changes);
    g_assert_cmpuint (watch.removed, ==, cases[i].removed);
    g_assert_cmpuint (watch.added, ==, cases[i].added);
    g_ptr_array_unref (watch.mirror);
  }
}

/* The longest common subsequence by the plain table: nothing keeps more rows. */
static guint
most_kept (const char *a, const char *b)
{
  guint table[27][27] = { 0 };
  guint n = (guint)strlen (a), m = (guint)strlen (b);

  for (guint i = 1; i <= n; i++)
    for (guint j = 1; j <= m; j++)
      table[i][j] =
          a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1 : MAX (table[i - 1][j], table[i][j - 1]);
  return table[n][m];
}

static void
shuffle (char *text, guint n)
{
  for (guint i = 0; i < n; i++)
    text[i] = (char)('a' + i);
  for (guint i = n; i > 1; i--) {
    guint j = (guint)g_test_rand_int_range (0, (gint)i);
    char one = text[i - 1];

    text[i - 1] = text[j];
    text[j] = one;
  }
  text[g_test_rand_int_range (0, (gint)n + 1)] = '\0';
}

static void
test_sync_random (void)
{
  g_autoptr (GListStore) store = g_list_store_new (G_TYPE_OBJECT);
  char before[27] = "", after[27] = "";
  Watch watch;

  watch_list (&watch, G_LIST_MODEL (store));
  for (guint i = 0; i < 2000; i++) {
    g_autoptr (GPtrArray) wanted = NULL;

    shuffle (after, 26);
    wanted = letters (after);
    watch_reset (&watch);
    kh_list_sync (store, wanted);
    assert_same (watch.mirror, wanted);
    g_assert_cmpuint (watch.removed, ==, strlen (before) - most_kept (before, after));
    g_assert_cmpuint (watch.added, ==, strlen (after) - most_kept (before, after));
    memcpy (before, after, sizeof before);
  }
  g_ptr_array_unref (watch.mirror);
}

/* --- Items ----------------------------------------------------------------------------------- */

static KhJson *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  KhJson *json = kh_json_parse_text (text, &error);

  g_assert_no_error (error);
  return json;
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  (*(guint *)data)++;
}

static void
test_item (void)
{
  g_autoptr (KhJson) first = parse ("{\"id\":\"1\",\"name\":\"Sales\",\"state\":\"Ready\"}");
  g_autoptr (KhJson) same = parse ("{\"state\":\"Ready\",\"name\":\"Sales\",\"id\":\"1\"}");
  g_autoptr (KhJson) named = parse ("{\"id\":\"1\",\"name\":\"West\",\"state\":\"Ready\"}");
  g_autoptr (KhItem) item = kh_item_new (KH_ITEM_ENVIRONMENT, "1", first);
  guint snapshots = 0, names = 0, gone = 0;

  g_signal_connect (item, "notify::snapshot", G_CALLBACK (count_cb), &snapshots);
  g_signal_connect (item, "notify::name", G_CALLBACK (count_cb), &names);
  g_signal_connect (item, "notify::gone", G_CALLBACK (count_cb), &gone);
  kh_item_set_snapshot (item, same);
  g_assert_cmpuint (snapshots, ==, 0);
  kh_item_set_snapshot (item, named);
  g_assert_cmpuint (snapshots, ==, 1);
  g_assert_cmpuint (names, ==, 1);
  g_assert_cmpstr (kh_item_get_name (item), ==, "West");
  g_assert_cmpstr (kh_item_string (item, "state"), ==, "Ready");
  kh_item_set_gone (item);
  kh_item_set_gone (item);
  g_assert_cmpuint (gone, ==, 1);
  g_assert_true (kh_item_is_gone (item));
}

/* A list tells less than was loaded: what it does not tell stays, what it tells is new. */
static void
test_details (void)
{
  g_autoptr (KhJson) whole = parse ("{\"id\":\"1\",\"name\":\"Sales\",\"state\":\"Ready\","
                                    "\"allowedOperations\":[{\"id\":\"Edit\"}]}");
  g_autoptr (KhJson) lean = parse ("{\"id\":\"1\",\"name\":\"Sales\",\"state\":\"Locked\"}");
  g_autoptr (KhJson) none = parse ("{\"id\":\"1\",\"name\":\"Sales\",\"state\":\"Locked\","
                                   "\"disallowedOperations\":[{\"id\":\"Edit\"}]}");
  g_autoptr (KhJson) details = parse ("{\"stores\":[{\"store\":\"files\"}]}");
  g_autoptr (KhJson) other = parse ("{\"stores\":[]}");
  g_autoptr (KhItem) item = kh_item_new (KH_ITEM_ENVIRONMENT, "1", lean);

  g_assert_false (kh_item_has_details (item));
  kh_item_set_details (item, whole, details);
  g_assert_true (kh_item_has_details (item));
  kh_item_set_snapshot (item, lean);
  g_assert_cmpstr (kh_item_string (item, "state"), ==, "Locked");
  g_assert_cmpuint (kh_json_length (kh_item_get_snapshot (item), "stores"), ==, 1);
  g_assert_cmpuint (kh_json_length (kh_item_get_snapshot (item), "allowedOperations"), ==, 1);
  kh_item_set_snapshot (item, none);
  g_assert_false (kh_json_has (kh_item_get_snapshot (item), "allowedOperations"));
  g_assert_cmpuint (kh_json_length (kh_item_get_snapshot (item), "disallowedOperations"), ==, 1);
  kh_item_set_details (item, none, other);
  g_assert_cmpuint (kh_json_length (kh_item_get_snapshot (item), "stores"), ==, 0);
}

/* A list that is read again tells less of a key than its page knows, unless it has a new version.
 */
static void
test_lean_key (void)
{
  g_autoptr (KhJson) whole = parse ("{\"vault\":\"kv\",\"name\":\"k\",\"version\":\"1\","
                                    "\"usedBy\":[{\"store\":\"files\"}],\"holds\":[]}");
  g_autoptr (KhJson) row = parse ("{\"vault\":\"kv\",\"name\":\"k\",\"version\":\"1\","
                                  "\"state\":\"Disabled\"}");
  g_autoptr (KhJson) next = parse ("{\"vault\":\"kv\",\"name\":\"k\",\"version\":\"2\"}");
  g_autoptr (KhItem) item = kh_item_new (KH_ITEM_KEY, "kv/k", whole);

  kh_item_set_snapshot (item, row);
  g_assert_cmpstr (kh_item_string (item, "state"), ==, "Disabled");
  g_assert_cmpuint (kh_json_length (kh_item_get_snapshot (item), "usedBy"), ==, 1);
  g_assert_true (kh_json_has (kh_item_get_snapshot (item), "holds"));
  kh_item_set_snapshot (item, next);
  g_assert_false (kh_json_has (kh_item_get_snapshot (item), "usedBy"));
}

static void
test_ids (void)
{
  g_autoptr (KhJson) json = parse ("{\"id\":\"1\",\"name\":\"cmk\",\"vault\":\"kv\"}");
  g_autofree char *key = kh_item_make_id (KH_ITEM_KEY, json);
  g_autofree char *vault = kh_item_make_id (KH_ITEM_VAULT, json);
  g_autofree char *policy = kh_item_make_id (KH_ITEM_POLICY, json);
  KhItemKind kind = KH_ITEM_ENVIRONMENT;

  g_assert_cmpstr (key, ==, "kv/cmk");
  g_assert_cmpstr (vault, ==, "cmk");
  g_assert_cmpstr (policy, ==, "1");
  for (guint i = 0; i < KH_N_ITEM_KINDS; i++) {
    g_assert_true (kh_item_kind_from_string (kh_item_kind_to_string ((KhItemKind)i), &kind));
    g_assert_cmpint (kind, ==, i);
  }
  g_assert_false (kh_item_kind_from_string ("account", &kind));
}

/* --- Lists ----------------------------------------------------------------------------------- */

/* (transfer full): "1:Ready 2:Locked" as snapshots. */
static GPtrArray *
snapshots (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 0);
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);

  for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++) {
    g_auto (GStrv) parts = g_strsplit (words[i], ":", 2);
    g_autofree char *json = g_strdup_printf ("{\"id\":\"%s\",\"name\":\"n%s\",\"state\":\"%s\"}",
                                             parts[0], parts[0], parts[1]);

    g_ptr_array_add (all, parse (json));
  }
  return all;
}

static void
take_all (KhItemList *list, const char *text)
{
  g_autoptr (GPtrArray) all = snapshots (text);

  kh_item_list_take_all (list, all);
}

static void
take_one (KhItemList *list, const char *text)
{
  g_autoptr (GPtrArray) all = snapshots (text);

  kh_item_list_take_one (list, all->pdata[0]);
}

/* (transfer full): "1:Ready 2:Locked" of a list. */
static char *
told (KhItemList *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);

    g_string_append_printf (text, "%s%s:%s", i > 0 ? " " : "", kh_item_get_id (item),
                            kh_item_string (item, "state"));
  }
  return g_string_free (text, FALSE);
}

#define assert_told(list, text)                                                                    \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *told_text = told (list);                                                      \
    g_assert_cmpstr (told_text, ==, text);                                                         \
  }                                                                                                \
  G_STMT_END

static void
test_list (void)
{
  g_autoptr (KhItemList) list = kh_item_list_new (KH_ITEM_ENVIRONMENT);
  g_autoptr (KhItem) second = NULL;
  Watch watch;

  watch_list (&watch, G_LIST_MODEL (list));
  take_all (list, "1:Ready 2:Ready 3:Ready 2:Ready");
  assert_told (list, "1:Ready 2:Ready 3:Ready");
  second = g_object_ref (kh_item_list_find (list, "2"));
  watch_reset (&watch);

  /* A row that changed is the same row. */
  take_all (list, "1:Ready 2:Locked 3:Ready");
  g_assert_cmpuint (watch.changes, ==, 0);
  g_assert_cmpstr (kh_item_string (second, "state"), ==, "Locked");
  take_one (list, "2:Ready");
  g_assert_cmpuint (watch.changes, ==, 0);
  g_assert_cmpstr (kh_item_string (second, "state"), ==, "Ready");

  /* One that goes and comes is told once each. */
  take_one (list, "4:Ready");
  g_assert_cmpuint (watch.changes, ==, 1);
  take_all (list, "1:Ready 3:Ready 4:Ready");
  g_assert_cmpuint (watch.changes, ==, 2);
  g_assert_true (kh_item_is_gone (second));
  kh_item_list_remove (list, "4");
  kh_item_list_remove (list, "4");
  assert_told (list, "1:Ready 3:Ready");
  g_assert_cmpuint (watch.mirror->len, ==, 2);
  g_assert_true (kh_item_list_find (list, "n3") == watch.mirror->pdata[1]);
  g_assert_null (kh_item_list_find (list, "2"));
  g_assert_false (kh_item_is_gone (watch.mirror->pdata[0]));
  g_ptr_array_unref (watch.mirror);
}

static void
test_new_operation (void)
{
  g_autoptr (KhItemList) list = kh_item_list_new (KH_ITEM_OPERATION);

  take_all (list, "2:Running 1:Succeeded");
  take_one (list, "3:Running");
  assert_told (list, "3:Running 2:Running 1:Succeeded");
}

static void
test_states (void)
{
  g_autoptr (KhItemList) list = kh_item_list_new (KH_ITEM_POLICY);
  g_autoptr (GError) error = g_error_new (KH_ERROR, KH_ERROR_NETWORK, "away");
  guint notified = 0;

  g_signal_connect (list, "notify::state", G_CALLBACK (count_cb), &notified);
  g_assert_cmpint (kh_item_list_get_state (list), ==, KH_LIST_LOADING);
  kh_item_list_fail (list, error);
  g_assert_cmpint (kh_item_list_get_state (list), ==, KH_LIST_FAILED);
  g_assert_error (kh_item_list_get_error (list), KH_ERROR, KH_ERROR_NETWORK);
  take_all (list, "1:Ready");
  g_assert_cmpint (kh_item_list_get_state (list), ==, KH_LIST_READY);
  g_assert_null (kh_item_list_get_error (list));
  kh_item_list_fail (list, error);
  assert_told (list, "1:Ready");
  g_assert_cmpuint (notified, ==, 3);
}

static void
count_update (guint *n)
{
  (*n)++;
}

/* Whoever counts over the items hears of each reading, also where no row came or went. */
static void
test_updated (void)
{
  g_autoptr (KhItemList) list = kh_item_list_new (KH_ITEM_ENVIRONMENT);
  g_autoptr (GPtrArray) changed = snapshots ("1:Locked");
  g_autoptr (GError) error = g_error_new_literal (KH_ERROR, KH_ERROR_NETWORK, "gone");
  guint n = 0;

  g_signal_connect_swapped (list, "updated", G_CALLBACK (count_update), &n);
  take_all (list, "1:Ready 2:Ready");
  g_assert_cmpuint (n, ==, 1);
  kh_item_list_take_one (list, changed->pdata[0]);
  g_assert_cmpuint (n, ==, 2);
  kh_item_list_remove (list, "2");
  kh_item_list_remove (list, "2");
  g_assert_cmpuint (n, ==, 3);
  kh_item_list_fail (list, error);
  g_assert_cmpuint (n, ==, 4);
}

/* --- Counts of uses --------------------------------------------------------------------------- */

static KhJson *
make_using (guint number, const char *key, const char *state)
{
  g_autofree char *text =
      g_strdup_printf ("{\"id\":\"e%u\",\"name\":\"E\",\"state\":\"%s\",\"key\":{\"id\":\"%s\"}}",
                       number, state, key);

  return kh_json_parse_text (text, NULL);
}

static void
take_using (KhItemList *list, guint number, const char *key, const char *state)
{
  g_autoptr (KhJson) snapshot = make_using (number, key, state);

  kh_item_list_take_one (list, snapshot);
}

static void
assert_uses (KhItemList *list, const char *key, guint all, guint locked)
{
  guint found = 99;

  g_assert_cmpuint (kh_environment_uses_count (list, "key.id", key, &found), ==, all);
  g_assert_cmpuint (found, ==, locked);
}

/* Each kind of change is counted. */
static void
test_uses (void)
{
  g_autoptr (KhItemList) list = kh_item_list_new (KH_ITEM_ENVIRONMENT);
  g_autoptr (KhJson) moved = make_using (1, "v/b", "Locked");
  g_autoptr (GPtrArray) only = g_ptr_array_new ();

  assert_uses (list, "v/a", 0, 0);
  take_using (list, 1, "v/a", "Ready");
  assert_uses (list, "v/a", 1, 0);
  take_using (list, 2, "v/a", "Locked");
  assert_uses (list, "v/a", 2, 1);
  take_using (list, 1, "v/a", "Locked");
  assert_uses (list, "v/a", 2, 2);
  kh_item_set_details (kh_item_list_find (list, "e1"), moved, moved);
  assert_uses (list, "v/a", 1, 1);
  assert_uses (list, "v/b", 1, 1);
  kh_item_list_remove (list, "e2");
  assert_uses (list, "v/a", 0, 0);
  g_ptr_array_add (only, moved);
  kh_item_list_take_all (list, only);
  assert_uses (list, "v/b", 1, 1);
  g_assert_cmpuint (kh_environment_uses_count (list, "policy.id", "v/b", NULL), ==, 0);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/models/list-sync/cases", test_sync);
  g_test_add_func ("/models/list-sync/random", test_sync_random);
  g_test_add_func ("/models/item/snapshot", test_item);
  g_test_add_func ("/models/item/details", test_details);
  g_test_add_func ("/models/item/ids", test_ids);
  g_test_add_func ("/models/item/lean-key", test_lean_key);
  g_test_add_func ("/models/item-list/in-place", test_list);
  g_test_add_func ("/models/item-list/new-operation", test_new_operation);
  g_test_add_func ("/models/item-list/states", test_states);
  g_test_add_func ("/models/item-list/updated", test_updated);
  g_test_add_func ("/models/item-list/uses", test_uses);
  status = g_test_run ();
  for (guint i = 0; i < G_N_ELEMENTS (pool); i++)
    g_clear_object (&pool[i]);
  return status;
}
