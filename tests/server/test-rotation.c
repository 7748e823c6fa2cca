/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotation of keys over the wire: policies as Key Vault tells them, what is refused, and a date
 * that a rehearsal's clock reaches. */
#include "server-fixture.h"

#define POLICY(actions, attributes)                                                                \
  "{\"lifetimeActions\":[" actions "],\"attributes\":{" attributes "}}"
#define ACTION(trigger, time, type)                                                                \
  "{\"trigger\":{\"" trigger "\":\"" time "\"},\"action\":{\"type\":\"" type "\"}}"

static void
check_policy (KhJson *policy, const char *action, const char *path, const char *duration,
              const char *expiry)
{
  KhJson *first = kh_json_element (policy, "lifetimeActions", 0);

  g_assert_cmpuint (kh_json_length (policy, "lifetimeActions"), ==, 1);
  g_assert_cmpstr (kh_json_string (first, "action.type"), ==, action);
  g_assert_cmpstr (kh_json_string (first, path), ==, duration);
  g_assert_cmpstr (kh_json_string (policy, "attributes.expiryTime"), ==, expiry);
  g_assert_true (g_str_has_suffix (kh_json_string (policy, "id"), "/keys/cmk/rotationpolicy"));
}

static void
test_policy (void)
{
  const char *path = "/keys/cmk/rotationpolicy" A_KEY;
  Fixture fixture = { NULL };
  g_autoptr (KhJson) none = NULL;
  g_autoptr (KhJson) set = NULL;
  g_autoptr (KhJson) rotated = NULL;
  g_autoptr (KhJson) kept = NULL;

  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  none = fixture_call (&fixture, VAULT, "GET", path, NULL, 200);
  check_policy (none, "Notify", "trigger.timeBeforeExpiry", "P30D", NULL);
  g_assert_true (kh_json_unix (none, "attributes.created") == KH_TIME_NONE);
  set = fixture_call (
      &fixture, VAULT, "PUT", path,
      POLICY (ACTION ("timeAfterCreate", "P90D", "ROTATE"), "\"expiryTime\":\"P48M\""), 200);
  check_policy (set, "Rotate", "trigger.timeAfterCreate", "P90D", "P48M");
  rotated = fixture_call (&fixture, VAULT, "POST", "/keys/cmk/rotate" A_KEY, NULL, 200);
  g_assert_cmpint (kh_json_unix (rotated, "attributes.exp"), >,
                   kh_json_unix (rotated, "attributes.created") + 1460 * KH_DAY);
  fixture_refused (&fixture, VAULT, "PUT", path,
                   POLICY (ACTION ("timeAfterCreate", "P6D", "Rotate"), ""), 400, "BadParameter",
                   NULL);
  fixture_refused (&fixture, VAULT, "PUT", path,
                   POLICY (ACTION ("timeAfterCreate", "P9D", "Shred"), ""), 400, "BadParameter",
                   NULL);
  fixture_refused (&fixture, VAULT, "PUT", path,
                   POLICY (ACTION ("timeAfterCreate", "P9D",
                                   "Rotate") "," ACTION ("timeBeforeExpiry", "P9D", "Rotate"),
                           "\"expiryTime\":\"P48M\""),
                   400, "BadParameter", NULL);
  fixture_refused (&fixture, VAULT, "PUT", path,
                   POLICY ("{\"trigger\":{},\"action\":{\"type\":\"Rotate\"}}", ""), 400,
                   "BadParameter", NULL);
  fixture_do (&fixture, VAULT, "DELETE", "/keys/cmk" A_KEY, NULL, 200);
  fixture_do (&fixture, VAULT, "GET", path, NULL, 404);
  fixture_do (&fixture, VAULT, "POST", "/keys/cmk/rotate" A_KEY, NULL, 404);
  fixture_do (&fixture, VAULT, "POST", "/deletedkeys/cmk/recover" A_KEY, NULL, 200);
  kept = fixture_call (&fixture, VAULT, "GET", path, NULL, 200); /* it survives */
  g_assert_true (kh_json_equal (set, kept));
  fixture_stop (&fixture);
}

/* Versions of the key, and how many of them are in use. */
static guint
count_versions (Fixture *fixture)
{
  g_autoptr (KhJson) versions =
      fixture_call (fixture, VAULT, "GET", "/keys/cmk/versions" A_KEY, NULL, 200);

  return kh_json_length (versions, "value");
}

/* What the list of all keys tells of cmk: whether it is rotated @span after it was created. */
static void
assert_listed (Fixture *fixture, KhTime span)
{
  g_autoptr (KhJson) keys = fixture_call (fixture, KEYHOLD, "GET", K "/keys", NULL, 200);
  KhJson *row = kh_json_element (keys, "value", 0);

  g_assert_cmpuint (kh_json_length (keys, "value"), ==, 1);
  g_assert_cmpint (kh_json_time (row, "rotation.nextAt"), ==,
                   span == KH_TIME_NONE ? KH_TIME_NONE : kh_json_time (row, "createdAt") + span);
}

/* The version before is held for 28 days by the list and by the key, and then by neither; the
 * current one is in use. */
static void
assert_held (Fixture *fixture)
{
  g_autoptr (KhJson) versions =
      fixture_call (fixture, KEYHOLD, "GET", K "/keys/kv-sales/cmk/versions", NULL, 200);
  g_autoptr (KhJson) holds =
      fixture_call (fixture, KEYHOLD, "GET", K "/keys/kv-sales/cmk/holds", NULL, 200);
  const char *before = kh_json_string (kh_json_element (versions, "value", 1), "version");
  KhTime end = KH_TIME_NONE;

  for (guint i = 0; i < kh_json_length (holds, "value"); i++)
    end = MAX (end, kh_json_time (kh_json_element (holds, "value", i), "end"));
  g_assert_cmpint (end, !=, KH_TIME_NONE);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (KhJson) keys = fixture_call (fixture, KEYHOLD, "GET", K "/keys", NULL, 200);
    g_autoptr (KhJson) key =
        fixture_call (fixture, KEYHOLD, "GET", K "/keys/kv-sales/cmk", NULL, 200);
    KhJson *const shown[] = { kh_json_element (keys, "value", 0), key };

    for (guint k = 0; k < G_N_ELEMENTS (shown); k++) {
      KhJson *told = kh_json_element (shown[k], "holdEnds", 0);

      g_assert_cmpuint (kh_json_length (shown[k], "holdEnds"), ==, i == 0 ? 1 : 0);
      if (i == 0)
        g_assert_cmpstr (kh_json_string (told, "version"), ==, before);
      if (i == 0)
        g_assert_cmpint (kh_json_time (told, "end"), ==, end);
    }
    if (i == 0)
      fixture_do (fixture, KEYHOLD, "POST", K "/clock/shift", "{\"shift\":\"P28D\"}", 200);
  }
}

/* A rehearsal's clock is set ahead: the date comes, and the environment follows. */
static void
test_date (void)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  Fixture fixture = { NULL };
  g_autoptr (KhJson) key = NULL;

  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  fixture_encrypt (&fixture, "Sales");
  assert_listed (&fixture, KH_TIME_NONE);
  fixture_do (&fixture, VAULT, "PUT", "/keys/cmk/rotationpolicy" A_KEY,
              POLICY (ACTION ("timeAfterCreate", "P30D", "Rotate"), ""), 200);
  assert_listed (&fixture, 30 * KH_DAY);
  fixture_do (&fixture, KEYHOLD, "POST", K "/clock/shift", "{\"shift\":\"P29D\"}", 200);
  g_assert_cmpuint (count_versions (&fixture), ==, 1);
  fixture_do (&fixture, KEYHOLD, "POST", K "/clock/shift", "{\"shift\":\"P2D\"}", 200);
  while (count_versions (&fixture) == 1) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_usleep (5000);
  }
  for (;;) {
    g_clear_pointer (&key, kh_json_unref);
    key = fixture_call (&fixture, KEYHOLD, "GET", K "/keys/kv-sales/cmk", NULL, 200);
    if (kh_json_length (key, "usedBy") == 3)
      break;
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_usleep (5000);
  }
  g_assert_cmpint (kh_json_time (key, "rotation.nextAt"), ==,
                   kh_json_time (key, "createdAt") + 30 * KH_DAY);
  assert_held (&fixture);
  fixture_stop (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/rotation/policy", test_policy);
  g_test_add_func ("/server/rotation/date", test_date);
  return g_test_run ();
}
