/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guards of verbs, against a small server that counts what it was asked to change. */
#include <string.h>

#include "kh-cli-fixture.h"
#include "kh-test-server.h"

#define VAULT "/subscriptions/S/resourceGroups/G/providers/Microsoft.KeyVault/vaults/kv-sales"

static int level;
static char *token_seen;

static void
answer_impact (SoupServerMessage *message)
{
  g_autofree char *body = g_strdup_printf (
      "{\"trigger\":\"delete-vault\",\"target\":\"kv-sales\",\"level\":%d,\"confirmName\":\"kv-"
      "sales\","
      "\"environments\":[{\"id\":\"e\",\"name\":\"Sales <1>\",\"type\":\"Production\"}],"
      "\"policies\":[],\"backups\":[],\"wayBack\":[\"Recover the vault.\"],\"token\":\"t-1\"}",
      level);

  kh_test_reply (message, 200, body);
}

static void
answer (SoupServerMessage *message, const char *path, guint count)
{
  if (g_str_equal (path, "/keyhold/v1/tenant"))
    kh_test_reply (
        message, 200,
        "{\"id\":\"t\",\"name\":\"x\",\"subscriptionId\":\"S\",\"resourceGroup\":\"G\"}");
  else if (g_str_equal (path, "/keyhold/v1/impact"))
    answer_impact (message);
  else if (g_str_equal (soup_server_message_get_method (message), "DELETE")) {
    token_seen = g_strdup (soup_message_headers_get_one (
        soup_server_message_get_request_headers (message), "x-keyhold-confirmation"));
    kh_test_reply (message, 200, "{}");
  } else if (g_str_equal (path, VAULT))
    kh_test_reply (message, 200,
                   "{\"id\":\"" VAULT "\",\"name\":\"kv-sales\",\"location\":\"eastus\","
                   "\"properties\":{\"sku\":{\"name\":\"premium\"}}}");
  else
    kh_test_reply (message, 404, "{\"error\":{\"code\":\"NotFound\",\"message\":\"no\"}}");
}

/* Runs `vault delete` at guard level @at; the status, and whether the vault was deleted. */
static KhCliRun *
run_delete (int at, const char *options, gboolean *deleted)
{
  g_autofree char *line = g_strdup_printf ("vault delete kv-sales%s", options);
  char *path = kh_test_socket_path (0);
  KhTestServer *server;
  KhClient *client;
  KhCliRun *run;

  level = at;
  g_clear_pointer (&token_seen, g_free);
  server = kh_test_server_new (path, answer);
  client = kh_client_new_for_socket (path, NULL);
  run = kh_cli_fixture_run (line, client);
  /* One read to find the vault; a second request of its path is the deletion. */
  *deleted = kh_test_server_count (server, VAULT) > 1;
  kh_client_free (client);
  kh_test_server_free (server);
  kh_test_socket_remove (path);
  return run;
}

static void
test_levels (void)
{
  static const struct {
    int level;
    const char *options;
    gboolean goes;
  } rows[] = {
    { 0, "", TRUE },
    { 0, " --confirm other", FALSE },
    { 1, "", FALSE },
    { 1, " --yes", TRUE },
    { 2, "", FALSE },
    { 2, " --yes", TRUE },
    { 2, " --yes --confirm other", FALSE },
    { 3, "", FALSE },
    { 3, " --yes", FALSE },
    { 3, " --confirm other", FALSE },
    { 3, " --confirm KV-SALES", FALSE },
    { 3, " --confirm kv-sales", TRUE },
    { 4, " --confirm kv-sales", FALSE },
    { 4, " --irreversible", FALSE },
    { 4, " --confirm kv-sales --irreversible", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gboolean deleted;
    g_autoptr (KhCliRun) run = run_delete (rows[i].level, rows[i].options, &deleted);

    if (deleted != rows[i].goes || run->status != (rows[i].goes ? KH_EXIT_DONE : KH_EXIT_REFUSED))
      g_error ("level %d,%s: status %d, deleted %d: %s", rows[i].level, rows[i].options,
               run->status, deleted, run->err->str);
    g_assert_cmpstr (token_seen, ==, rows[i].goes ? "t-1" : NULL);
    if (!rows[i].goes) {
      g_assert_nonnull (strstr (run->out->str, "Sales <1>"));
      g_assert_nonnull (strstr (run->out->str, "Recover the vault."));
    }
  }
}

static void
test_refusal_json (void)
{
  gboolean deleted;
  g_autoptr (KhCliRun) run = run_delete (3, " -o json", &deleted);
  g_autoptr (KhJson) impact = kh_json_parse_text (run->out->str, NULL);
  g_autoptr (KhJson) error = kh_json_parse_text (run->err->str, NULL);

  g_assert_false (deleted);
  g_assert_cmpint (kh_json_int (impact, "level", 0), ==, 3);
  g_assert_cmpstr (kh_json_string (error, "error.code"), ==, "ConfirmationRequired");
  g_assert_cmpstr (kh_json_string (error, "error.target"), ==, "kv-sales");
}

/* --- What changed after it was confirmed ------------------------------------------------------ */

static const struct {
  const char *options;
  int planned, then;             /* guard levels */
  const char *environments_then; /* ids, as JSON */
  gboolean goes;
} changes[] = {
  { "--confirm kv-sales", 3, 3, "[{\"id\":\"e\"}]", TRUE },
  { "--confirm kv-sales", 3, 3, "[]", TRUE },
  { "--confirm kv-sales", 3, 3, "[{\"id\":\"e\"},{\"id\":\"f\"}]", FALSE },
  { "--confirm kv-sales", 3, 4, "[{\"id\":\"e\"}]", FALSE },
  { "--yes", 1, 2, "[]", TRUE },
  { "--yes", 1, 3, "[]", FALSE },
};
static guint change_at;

/* First the plan of the words, then the impact of the very call. */
static void
answer_lock (SoupServerMessage *message, const char *path, guint count)
{
  gboolean planned = count == 0;
  g_autofree char *body = NULL;

  if (g_str_equal (path, "/keyhold/v1/impact")) {
    body = g_strdup_printf (
        "{\"trigger\":\"%s\",\"target\":\"kv-sales\",\"level\":%d,\"confirmName\":\"kv-sales\","
        "\"environments\":%s,\"token\":\"%s\"}",
        planned ? "close-network" : "update-vault",
        planned ? changes[change_at].planned : changes[change_at].then,
        planned ? "[{\"id\":\"e\",\"name\":\"Sales\"}]" : changes[change_at].environments_then,
        planned ? "t-plan" : "t-call");
    kh_test_reply (message, 200, body);
  } else if (g_str_equal (soup_server_message_get_method (message), "PATCH")) {
    token_seen = g_strdup (soup_message_headers_get_one (
        soup_server_message_get_request_headers (message), "x-keyhold-confirmation"));
    kh_test_reply (message, 200, "{}");
  } else
    answer (message, path, count);
}

static void
test_stale (void)
{
  for (change_at = 0; change_at < G_N_ELEMENTS (changes); change_at++) {
    gboolean goes = changes[change_at].goes;
    g_autofree char *line = g_strdup_printf ("lock apply close-network kv-sales %s -o json",
                                             changes[change_at].options);
    char *path = kh_test_socket_path (0);
    KhTestServer *server = kh_test_server_new (path, answer_lock);
    KhClient *client = kh_client_new_for_socket (path, NULL);
    g_autoptr (KhCliRun) run = NULL;
    g_autoptr (KhJson) error = NULL;

    g_clear_pointer (&token_seen, g_free);
    run = kh_cli_fixture_run (line, client);
    if (!goes) {
      error = kh_json_parse_text (run->err->str, NULL);
      g_assert_cmpint (run->status, ==, KH_EXIT_REFUSED);
      g_assert_cmpstr (kh_json_string (error, "error.code"), ==, "ConfirmationStale");
    }
    g_assert_cmpstr (token_seen, ==, goes ? "t-call" : NULL);
    g_assert_cmpuint (kh_test_server_count (server, VAULT), ==, goes ? 1 : 0);
    kh_client_free (client);
    kh_test_server_free (server);
    kh_test_socket_remove (path);
  }
}

static void
test_not_found (void)
{
  char *path = kh_test_socket_path (0);
  KhTestServer *server = kh_test_server_new (path, answer);
  KhClient *client = kh_client_new_for_socket (path, NULL);
  g_autoptr (KhCliRun) vault = kh_cli_fixture_run ("vault show kv-other", client);
  g_autoptr (KhCliRun) environment = kh_cli_fixture_run ("environment show Nope", client);

  g_assert_cmpint (vault->status, ==, KH_EXIT_NOT_FOUND);
  g_assert_cmpint (environment->status, ==, KH_EXIT_NOT_FOUND);
  kh_client_free (client);
  kh_test_server_free (server);
  kh_test_socket_remove (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guards/levels", test_levels);
  g_test_add_func ("/guards/refusal-json", test_refusal_json);
  g_test_add_func ("/guards/stale", test_stale);
  g_test_add_func ("/guards/not-found", test_not_found);
  return g_test_run ();
}
