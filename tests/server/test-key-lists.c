/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The long lists of keys and versions: pages, filters, what is counted, what is left out. */
#include "server-fixture.h"

#include <string.h>

#define RSA_KEY "{\"kty\":\"RSA\",\"key_size\":2048}"

static void
set_up (Fixture *self, gconstpointer data)
{
  fixture_start_tenant (self);
  fixture_make_estate (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  fixture_stop (self);
}

static void
make_key (Fixture *self, const char *host, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/keys/%s/create" A_KEY, name);

  fixture_do (self, host, "POST", path, RSA_KEY, 200);
}

/* (transfer full): "kv-sales/a kv-sales/b": all pages from @path on; @n_pages: their number. */
static char *
read_pages (Fixture *self, const char *path, const char *member, guint *n_pages)
{
  GString *text = g_string_new (NULL);
  g_autofree char *next = g_strdup (path);

  *n_pages = 0;
  while (next != NULL) {
    g_autoptr (KhJson) page = fixture_call (self, KEYHOLD, "GET", next, NULL, 200);
    const char *link = kh_json_string (page, "nextLink");

    (*n_pages)++;
    g_assert_cmpuint (*n_pages, <, 20);
    for (guint i = 0; i < kh_json_length (page, "value"); i++) {
      KhJson *row = kh_json_element (page, "value", i);

      g_string_append_printf (text, "%s%s/%s", text->len > 0 ? " " : "",
                              kh_json_string (row, "vault"), kh_json_string (row, member));
    }
    g_free (next);
    next = link != NULL ? g_strdup (strstr (link, K)) : NULL;
  }
  return g_string_free (text, FALSE);
}

static void
assert_pages (Fixture *self, const char *path, const char *member, const char *wanted, guint pages)
{
  guint n = 0;
  g_autofree char *found = read_pages (self, path, member, &n);

  g_assert_cmpstr (found, ==, wanted);
  g_assert_cmpuint (n, ==, pages);
}

/* Every key once, however the pages are cut; deleted ones and those of deleted vaults are none. */
static void
test_keys (Fixture *self, gconstpointer data)
{
  static const char *const all = "kv-sales/a kv-sales/cmk kv-sales/z kv-second/b kv-second/m";

  fixture_do (self, ARM, "PUT", VAULTS "/kv-second" A_VAULT, VAULT_BODY ("true"), 201);
  make_key (self, VAULT, "z");
  make_key (self, VAULT, "a");
  make_key (self, VAULT, "gone");
  make_key (self, SECOND, "m");
  make_key (self, SECOND, "b");
  fixture_do (self, VAULT, "DELETE", "/keys/gone" A_KEY, NULL, 200);
  assert_pages (self, K "/keys", "name", all, 1);
  assert_pages (self, K "/keys?limit=5", "name", all, 1);
  assert_pages (self, K "/keys?limit=4", "name", all, 2);
  assert_pages (self, K "/keys?limit=1", "name", all, 5);
  assert_pages (self, K "/keys?limit=1&vault=KV-second", "name", "kv-second/b kv-second/m", 2);
  assert_pages (self, K "/keys?after=kv-sales/cmk", "name", "kv-sales/z kv-second/b kv-second/m",
                1);
  fixture_refused (self, KEYHOLD, "GET", K "/keys?limit=many", NULL, 400, "BadParameter", NULL);
  fixture_refused (self, KEYHOLD, "GET", K "/keys?vault=kv-none", NULL, 404, NULL, NULL);
  fixture_do (self, ARM, "DELETE", VAULTS "/kv-second" A_VAULT, NULL, 200);
  assert_pages (self, K "/keys", "name", "kv-sales/a kv-sales/cmk kv-sales/z", 1);
}

/* (transfer full): the rows of the versions of cmk. */
static KhJson *
read_versions (Fixture *self)
{
  return fixture_call (self, KEYHOLD, "GET", K "/keys/kv-sales/cmk/versions", NULL, 200);
}

/* (transfer full): the same, once @stores of all environments use the newest one, which they take
 * up by themselves. */
static KhJson *
wait_for_use (Fixture *self, gint64 stores)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  for (;;) {
    KhJson *versions = read_versions (self);

    if (kh_json_int (kh_json_element (versions, "value", 0), "stores", 0) == stores)
      return versions;
    kh_json_unref (versions);
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_usleep (5000);
  }
}

static void
assert_use (KhJson *versions, guint index, gint64 stores, gint64 environments, gboolean safe)
{
  KhJson *row = kh_json_element (versions, "value", index);

  g_assert_cmpint (kh_json_int (row, "stores", -1), ==, stores);
  g_assert_cmpint (kh_json_int (row, "environments", -1), ==, environments);
  g_assert_true (kh_json_bool (row, "safeToDisable", !safe) == safe);
  g_assert_true (kh_json_bool (row, "current", index != 0) == (index == 0));
}

/* What the rows count is what each version tells of itself. */
static void
assert_same_use (Fixture *self, KhJson *row)
{
  g_autofree char *path =
      g_strdup_printf (K "/keys/kv-sales/cmk/%s", kh_json_string (row, "version"));
  g_autoptr (KhJson) whole = fixture_call (self, KEYHOLD, "GET", path, NULL, 200);

  g_assert_cmpint (kh_json_int (row, "stores", -1), ==, kh_json_length (whole, "usedBy"));
  g_assert_true (kh_json_bool (row, "safeToDisable", TRUE)
                 == kh_json_bool (whole, "safeToDisable", FALSE));
  g_assert_cmpstr (kh_json_string (row, "state"), ==, kh_json_string (whole, "state"));
}

static void
test_versions (Fixture *self, gconstpointer data)
{
  guint n = 0;

  fixture_do (self, BAP, "POST", P "/environments" A_ENVIRONMENT, ENVIRONMENT_BODY ("West"), 201);
  fixture_do (self, BAP, "POST", P "/environments/West/governanceConfiguration" A_MANAGED,
              MANAGED_BODY, 202);
  fixture_encrypt (self, "Sales");
  fixture_encrypt (self, "West");
  g_autoptr (KhJson) one = read_versions (self);
  gint64 stores = kh_json_int (kh_json_element (one, "value", 0), "stores", 0);
  g_assert_cmpint (stores, >, 2);
  assert_use (one, 0, stores, 2, FALSE);

  /* The newest one is first, and the environments follow it; those before are held. */
  make_key (self, VAULT, "cmk");
  make_key (self, VAULT, "cmk");
  g_autoptr (KhJson) three = wait_for_use (self, stores);
  g_assert_cmpuint (kh_json_length (three, "value"), ==, 3);
  assert_use (three, 0, stores, 2, FALSE);
  assert_use (three, 1, 0, 0, FALSE);
  assert_use (three, 2, 0, 0, FALSE);
  for (guint i = 0; i < 3; i++)
    assert_same_use (self, kh_json_element (three, "value", i));

  g_autofree char *all = read_pages (self, K "/keys/kv-sales/cmk/versions", "version", &n);
  assert_pages (self, K "/keys/kv-sales/cmk/versions?limit=1", "version", all, 3);
  assert_pages (self, K "/keys/kv-sales/cmk/versions?limit=2", "version", all, 2);
  assert_pages (self, K "/keys/kv-sales/cmk/versions?limit=3", "version", all, 1);
  fixture_refused (self, KEYHOLD, "GET", K "/keys/kv-sales/none/versions", NULL, 404, NULL, NULL);
}

/* One vault that cannot be read does not take the others with it, and says so itself. */
static void
test_unreadable (Fixture *self, gconstpointer data)
{
  g_autoptr (KhJson) broken = NULL;
  g_autoptr (KhJson) whole = NULL;

  fixture_do (self, ARM, "PUT", VAULTS "/kv-second" A_VAULT, VAULT_BODY ("true"), 201);
  make_key (self, SECOND, "b");
  fixture_damage_vault (self, "kv-sales");
  assert_pages (self, K "/keys", "name", "kv-second/b", 1);
  fixture_refused (self, KEYHOLD, "GET", K "/keys?vault=kv-sales", NULL, 500, NULL, NULL);
  broken = fixture_call (self, ARM, "GET", VAULTS "/kv-sales" A_VAULT, NULL, 200);
  whole = fixture_call (self, ARM, "GET", VAULTS "/kv-second" A_VAULT, NULL, 200);
  g_assert_nonnull (strstr (kh_json_string (broken, "properties.keyhold.fault"), "vault.db"));
  g_assert_null (kh_json_string (whole, "properties.keyhold.fault"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/server/key-lists/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/server/key-lists/unreadable", Fixture, NULL, set_up, test_unreadable, tear_down);
  g_test_add ("/server/key-lists/versions", Fixture, NULL, set_up, test_versions, tear_down);
  return g_test_run ();
}
