/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Environments tell how much of their data is protected by whom. */
#include "server-fixture.h"

/* "customer 0, moving 0, platform 6, always 0" of Sales, whose bytes they are together. */
static void
assert_coverage (Fixture *self, const char *path, const char *prefix, const char *expected)
{
  static const char *const names[] = { "customer", "moving", "platform", "always" };
  g_autoptr (KhJson) json =
      fixture_call (self, *prefix != '\0' ? BAP : KEYHOLD, "GET", path, NULL, 200);
  g_autofree char *bytes = g_strconcat (prefix, "bytes", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *member = g_strconcat (prefix, "coverage.", names[i], NULL);
    gint64 n = kh_json_int (json, member, -1);

    g_string_append_printf (text, "%s%s %d", i > 0 ? ", " : "", names[i], (int)n);
    sum += n;
  }
  g_assert_cmpstr (text->str, ==, expected);
  g_assert_cmpint (kh_json_int (json, bytes, -1), ==, sum);
}

static void
test_coverage (void)
{
  Fixture fixture = { 0 };

  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  assert_coverage (&fixture, K "/environments/Sales", "",
                   "customer 0, moving 0, platform 0, always 0");
  fixture_do (&fixture, KEYHOLD, "PUT", K "/imports/note.txt?environment=Sales&as=file", "a note",
              200);
  assert_coverage (&fixture, K "/environments/Sales", "",
                   "customer 0, moving 0, platform 6, always 0");
  fixture_encrypt (&fixture, "Sales");
  assert_coverage (&fixture, K "/environments/Sales", "",
                   "customer 6, moving 0, platform 0, always 0");
  assert_coverage (&fixture, P "/environments/{environment}" A_ENVIRONMENT, "properties.keyhold.",
                   "customer 6, moving 0, platform 0, always 0");
  fixture_stop (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/coverage/bytes", test_coverage);
  return g_test_run ();
}
