/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Environments tell how much of their data is protected by whom. */
#include "server-fixture.h"

#include <string.h>

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

/* --- Flows that stay ------------------------------------------------------------------------- */

#define FLOW(kind)                                                                                 \
  "{\"properties\":{\"definition\":{\"$schema\":\"https://schema.management.azure.com/providers/"  \
  "Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#\",\"triggers\":{\"manual\":{"       \
  "\"type\":\"Request\",\"kind\":\"" kind "\"}},\"actions\":{}}}}"

static void
import_flow (Fixture *self, const char *query, const char *text)
{
  g_autofree char *path = g_strconcat (K "/imports/", query, NULL);
  g_autoptr (KhJson) report = fixture_call (self, KEYHOLD, "PUT", path, text, 200);

  g_assert_cmpstr (kh_json_string (kh_json_element (report, "imported", 0), "kind"), ==, "flow");
  g_assert_cmpstr (kh_json_string (kh_json_element (report, "imported", 0), "store"), ==, "flows");
}

/* What is told of Sales and of its store of flows, in both shapes. */
static void
assert_flows (Fixture *self, const char *status, int flows, const char *state, int staying)
{
  g_autoptr (KhJson) lean = fixture_call (self, KEYHOLD, "GET", K "/environments/Sales", NULL, 200);
  g_autoptr (KhJson) bap =
      fixture_call (self, BAP, "GET", P "/environments/{environment}" A_ENVIRONMENT, NULL, 200);
  g_autoptr (KhJson) stores =
      fixture_call (self, KEYHOLD, "GET", K "/environments/Sales/stores", NULL, 200);
  KhJson *store = kh_json_element (stores, "value", KH_STORE_FLOWS);

  g_assert_cmpstr (kh_json_string (lean, "encryptionStatus"), ==, status);
  g_assert_cmpint (kh_json_int (lean, "flowsThatStay", -1), ==, flows);
  g_assert_cmpint (kh_json_int (bap, "properties.keyhold.flowsThatStay", -1), ==, flows);
  g_assert_cmpstr (kh_json_string (store, "store"), ==, "flows");
  g_assert_cmpstr (kh_json_string (store, "state"), ==, state);
  g_assert_cmpint (kh_json_int (store, "staying", -1), ==, staying);
}

static void
test_flows (void)
{
  Fixture fixture = { 0 };
  int http = (int)strlen (FLOW ("Http")), button = (int)strlen (FLOW ("Button"));
  g_autofree char *kept =
      g_strdup_printf ("customer %d, moving 0, platform %d, always 0", button, http);
  g_autofree char *moved =
      g_strdup_printf ("customer %d, moving 0, platform 0, always 0", button + http);

  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  import_flow (&fixture, "order.json?environment=Sales", FLOW ("Http"));
  import_flow (&fixture, "remind.json?environment=Sales", FLOW ("Button"));
  assert_flows (&fixture, "NotEncrypted", 1, "NotEncrypted", 0);
  fixture_encrypt (&fixture, "Sales");
  assert_flows (&fixture, "Warning", 1, "Warning", 1);
  assert_coverage (&fixture, K "/environments/Sales", "", kept);
  import_flow (&fixture, "order.json?environment=Sales&replace=true", FLOW ("Http"));
  assert_flows (&fixture, "Encrypted", 0, "Encrypted", 0);
  assert_coverage (&fixture, K "/environments/Sales", "", moved);
  fixture_stop (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/coverage/bytes", test_coverage);
  g_test_add_func ("/coverage/flows", test_flows);
  return g_test_run ();
}
