/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `cmk plan` against a small server: what is told of a way, whom it leaves out, and that it only
 * asks. */
#include <string.h>

#include "kh-cli-fixture.h"
#include "kh-cmk-ways.h"
#include "kh-test-server.h"

#define K "/keyhold/v1"
#define SENTENCE "Sales goes offline while its data returns to the Microsoft key."
#define DO_NOT                                                                                     \
  "Do not disable or delete kv-sales/cmk, its vault or its grant before 2026-12-24: restoring "    \
  "backups needs them."

static guint n_other; /* calls that are not known to change nothing */

static void
answer (SoupServerMessage *message, const char *path, guint count)
{
  static const struct {
    const char *method, *path, *body;
  } rows[] = {
    { "GET", K "/clock", "{\"now\":\"2026-11-24T14:20:00Z\"}" },
    { "GET", K "/environments/Sales",
      "{\"id\":\"e\",\"name\":\"Sales\",\"type\":\"Production\",\"policy\":{\"id\":\"p\","
      "\"name\":\"ep-sales\"},\"key\":{\"id\":\"kv-sales/cmk\"},\"disallowedOperations\":[]}" },
    { "GET", K "/environments/Old",
      "{\"id\":\"o\",\"name\":\"Old\",\"type\":\"Production\",\"disallowedOperations\":[{\"id\":"
      "\"RevertToMicrosoftKey\",\"reason\":\"It has no policy.\"}]}" },
    { "GET", K "/environments/e/stores",
      "{\"value\":[{\"store\":\"files\",\"bytes\":5},{\"store\":\"apps\",\"bytes\":7}]}" },
    { "POST", K "/preflight",
      "{\"result\":\"block\",\"findings\":[{\"id\":\"R9\",\"severity\":\"block\",\"result\":"
      "\"block\"},{\"id\":\"R1\",\"severity\":\"inform\",\"result\":\"pass\"}]}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (path, rows[i].path)
        && g_str_equal (soup_server_message_get_method (message), rows[i].method)) {
      kh_test_reply (message, 200, rows[i].body);
      return;
    }
  n_other++;
  kh_test_reply (message, 404, "{\"error\":{\"code\":\"NotFound\",\"message\":\"no\"}}");
}

static KhCliRun *
run_plan (const char *line)
{
  char *path = kh_test_socket_path (0);
  KhTestServer *server = kh_test_server_new (path, answer);
  KhClient *client = kh_client_new_for_socket (path, NULL);
  KhCliRun *run;

  n_other = 0;
  run = kh_cli_fixture_run (line, client);
  kh_client_free (client);
  kh_test_server_free (server);
  kh_test_socket_remove (path);
  return run;
}

static void
test_return (void)
{
  g_autoptr (KhCliRun) run = run_plan ("cmk plan --goal revert Sales Old -o json");
  g_autoptr (KhJson) plan = kh_json_parse_text (run->out->str, NULL);
  KhJson *left = kh_json_element (plan, "leftOut", 0);

  g_assert_cmpint (run->status, ==, KH_EXIT_DONE);
  g_assert_cmpstr (kh_json_string (plan, "sentence"), ==, SENTENCE);
  g_assert_cmpstr (kh_json_string (plan, "doNot"), ==, DO_NOT);
  g_assert_cmpint (kh_json_int (plan, "bytes", 0), ==, 5);
  g_assert_cmpstr (kh_json_string (plan, "result"), ==, "block");
  g_assert_cmpuint (kh_json_length (plan, "blocks"), ==, 1);
  g_assert_cmpuint (kh_json_length (plan, "environments"), ==, 1);
  g_assert_cmpstr (kh_json_string (left, "name"), ==, "Old");
  g_assert_cmpstr (kh_json_string (left, "reason"), ==, "It has no policy.");
  g_assert_cmpuint (n_other, ==, 0);
}

static void
test_text (void)
{
  g_autoptr (KhCliRun) run = run_plan ("cmk plan --goal revert Sales Old -o table");
  static const char *const parts[] = { "Return to the Microsoft-managed key — proposed",
                                       "30 days (until 2026-12-24)",
                                       SENTENCE,
                                       DO_NOT,
                                       "It has no policy.",
                                       "R9",
                                       "keyholdctl cmk revert --environment 'Sales'" };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strstr (run->out->str, parts[i]) == NULL)
      g_error ("%s is not in: %s", parts[i], run->out->str);
}

/* Nobody is left whom it could be done to. */
static void
test_nobody (void)
{
  g_autoptr (KhCliRun) run = run_plan ("cmk plan --goal revert Old -o json");
  g_autoptr (KhJson) plan = kh_json_parse_text (run->out->str, NULL);

  g_assert_cmpint (run->status, ==, KH_EXIT_DONE);
  g_assert_cmpstr (kh_json_string (plan, "result"), ==, "block");
  g_assert_null (kh_json_string (plan, "sentence"));
}

/* What has no words is said by the key; nothing else is left open. */
static void
test_every_cost (void)
{
  for (guint way = 0; way <= KH_WAY_RETURN; way++) {
    g_assert_nonnull (kh_cmk_way_title ((KhCmkWay)way));
    for (guint cost = 0; cost < KH_N_COSTS; cost++) {
      const char *text = kh_cmk_way_cost ((KhCmkWay)way, (KhCmkCost)cost);
      gboolean open = (cost == KH_COST_OLD_KEY && kh_cmk_way_hold ((KhCmkWay)way) > 0)
                      || (cost == KH_COST_TIME && way == KH_WAY_SCHEDULE);

      g_assert_true (open == (text == NULL));
    }
  }
}

static void
test_several_keys (void)
{
  g_autofree char *text = kh_cmk_warning (KH_WAY_RETURN, "kv-us/a, kv-us/b", "2026-12-24");

  g_assert_cmpstr (text, ==,
                   "Do not disable or delete kv-us/a, kv-us/b, their vaults or their grants before "
                   "2026-12-24: restoring backups needs them.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/return", test_return);
  g_test_add_func ("/plan/text", test_text);
  g_test_add_func ("/plan/nobody", test_nobody);
  g_test_add_func ("/plan/every-cost", test_every_cost);
  g_test_add_func ("/plan/several-keys", test_several_keys);
  return g_test_run ();
}
