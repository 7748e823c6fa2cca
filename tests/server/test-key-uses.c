/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log tells who used a key, on which version, and how it ended (model.md 10). */
#include "server-fixture.h"

#include <string.h>

static Fixture fixture;

#define WRAP(value) "{\"alg\":\"RSA-OAEP-256\",\"value\":\"" value "\"}"

/* (transfer full): records of @filter, the newest first. */
static KhJson *
records (const char *filter)
{
  g_autofree char *path = g_strconcat (K "/audit?order=newest&limit=1000&", filter, NULL);

  fixture_as (&fixture, "Ada");
  return fixture_call (&fixture, KEYHOLD, "GET", path, NULL, 200);
}

/* The newest record about the key. */
static void
assert_newest (const char *action, const char *actor, const char *version, const char *result)
{
  g_autoptr (KhJson) log = records ("object=kv-sales/cmk");
  KhJson *record = kh_json_element (log, "value", 0);

  g_assert_cmpstr (kh_json_string (record, "action"), ==, action);
  g_assert_cmpstr (kh_json_string (record, "actor"), ==, actor);
  g_assert_cmpstr (kh_json_string (record, "targetKind"), ==, "key");
  g_assert_cmpstr (kh_json_string (record, "detail"), ==, version);
  g_assert_cmpstr (kh_json_string (record, "result"), ==, result);
}

/* How many records of uses there are of this verb. */
static guint
count_uses (const char *action)
{
  g_autoptr (KhJson) log = records ("of=key-uses");
  guint n = 0;

  for (guint i = 0; i < kh_json_length (log, "value"); i++)
    n += g_strcmp0 (kh_json_string (kh_json_element (log, "value", i), "action"), action) == 0;
  return n;
}

static void
test_callers (void)
{
  const char *version = g_hash_table_lookup (fixture.words, "{version}");
  g_autoptr (KhJson) wrapped =
      fixture_call (&fixture, VAULT, "POST", "/keys/cmk/wrapkey" A_KEY, WRAP ("c2VjcmV0"), 200);
  g_autofree char *back = g_strdup_printf (WRAP ("%s"), kh_json_string (wrapped, "value"));

  assert_newest ("key.wrap", "Ada", version, "succeeded");
  fixture_do (&fixture, VAULT, "POST", "/keys/cmk/{version}/unwrapkey" A_KEY, back, 200);
  assert_newest ("key.unwrap", "Ada", version, "succeeded");
  fixture_do (&fixture, VAULT, "POST", "/keys/cmk/unwrapkey" A_KEY, WRAP ("c2VjcmV0"), 400);
  assert_newest ("key.unwrap", "Ada", version, "failed");
  fixture_as (&fixture, "maker");
  fixture_do (&fixture, VAULT, "POST", "/keys/cmk/wrapkey" A_KEY, WRAP ("c2VjcmV0"), 403);
  assert_newest ("key.wrap", "maker", version, "ForbiddenByRbac");
  g_assert_cmpuint (count_uses ("key.wrap"), ==, 1);
  g_assert_cmpuint (count_uses ("key.unwrap"), ==, 1);
}

/* What was never asked of the key leaves no record, and content is in none. */
static void
test_nothing (void)
{
  g_autoptr (KhJson) before = records ("of=any");
  g_autoptr (KhJson) after = NULL;
  g_autofree char *text = kh_json_to_text (before);

  fixture_do (&fixture, VAULT, "POST", "/keys/cmk/wrapkey" A_KEY,
              "{\"alg\":\"none\",\"value\":\"AA\"}", 400);
  after = records ("of=any");
  g_assert_cmpstr (kh_json_string (kh_json_element (before, "value", 0), "seq"), ==,
                   kh_json_string (kh_json_element (after, "value", 0), "seq"));
  g_assert_null (strstr (text, "c2VjcmV0"));
}

/* The platform wraps with it, as the act says. */
static void
test_platform (void)
{
  guint before = count_uses ("cmk.enable");

  fixture_encrypt (&fixture, "Sales");
  g_assert_cmpuint (count_uses ("cmk.enable"), ==, before + 1);
  g_assert_cmpuint (count_uses ("vault.create"), ==, 0);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  fixture_make_accounts (&fixture);
  g_test_add_func ("/key-uses/callers", test_callers);
  g_test_add_func ("/key-uses/nothing", test_nothing);
  g_test_add_func ("/key-uses/platform", test_platform);
  status = g_test_run ();
  fixture_stop (&fixture);
  return status;
}
