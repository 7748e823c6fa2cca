/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is refused before anything is looked at: tokens, methods, API versions, bodies that are no
 * strict JSON or too large. Nothing changes by any of it. */
#include "server-fixture.h"

#include <string.h>

#include "kh-route-tables.h"

static Fixture fixture;
static char *unchanged; /* the state at the beginning */

static const char *
host_of (KhDialect dialect)
{
  static const char *const hosts[] = { [KH_DIALECT_KEYHOLD] = KEYHOLD,
                                       [KH_DIALECT_VAULT] = VAULT,
                                       [KH_DIALECT_ARM] = ARM,
                                       [KH_DIALECT_BAP] = BAP };
  return hosts[dialect];
}

/* (transfer full): an address that the route answers. */
static char *
path_of (const KhRoute *route)
{
  g_autoptr (GString) path = g_string_new (route->path);
  gboolean policies = strstr (route->path, "PowerPlatform") != NULL;
  g_string_replace (path, "/{vault}", "", route->dialect == KH_DIALECT_VAULT ? 1 : 0);
  if (route->dialect != KH_DIALECT_VAULT)
    g_string_assign (path, route->path);
  g_string_replace (path, "{*}", "/subscriptions/s/resourceGroups/g", 0);
  g_string_replace (path, "{", "", 0);
  g_string_replace (path, "}", "", 0);
  if (route->dialect == KH_DIALECT_VAULT)
    g_string_append (path, A_KEY);
  else if (route->dialect == KH_DIALECT_BAP)
    g_string_append (path, A_ENVIRONMENT);
  else if (route->dialect == KH_DIALECT_ARM)
    g_string_append (path, strstr (route->path, "Authorization") != NULL ? A_ASSIGNMENT
                           : policies                                    ? A_POLICY
                                                                         : A_VAULT);
  return g_string_free (g_steal_pointer (&path), FALSE);
}

static void
assert_unauthorized (const KhRoute *route, const char *authorization)
{
  guint status = 0;
  g_autofree char *path = path_of (route);
  g_autofree char *before = g_steal_pointer (&fixture.token);
  const char *body = strcmp (route->method, "GET") == 0 ? NULL : "{}";
  g_autoptr (SoupMessage) message =
      fixture_message (&fixture, host_of (route->dialect), route->method, path, body);
  fixture.token = g_steal_pointer (&before);
  if (authorization != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                  authorization);
  g_autoptr (KhJson) json = fixture_send (&fixture, message, &status);
  if (status != 401)
    g_error ("%s %s with “%s”: %u", route->method, path, authorization, status);
  g_assert_cmpstr (kh_json_string (json, "error.code"), ==, "Unauthorized");
  const char *challenge = soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                        "WWW-Authenticate");
  g_assert_true (g_str_has_prefix (challenge, "Bearer"));
  if (route->dialect != KH_DIALECT_VAULT)
    return;
  g_assert_nonnull (strstr (challenge, "authorization=\"https://"));
  g_assert_nonnull (strstr (challenge, g_hash_table_lookup (fixture.words, "{tenant}")));
  g_assert_nonnull (strstr (challenge, "resource=\"https://vault.azure.net\""));
}

static char *
signed_out_token (void)
{
  g_autofree char *before = g_steal_pointer (&fixture.token);
  g_autoptr (KhJson) session =
      fixture_call (&fixture, KEYHOLD, "POST", K "/sign-in", "{\"account\":\"kva\"}", 200);
  fixture.token = g_strdup (kh_json_string (session, "token"));
  fixture_do (&fixture, KEYHOLD, "POST", K "/sign-out", NULL, 204);
  char *token = g_steal_pointer (&fixture.token);
  fixture.token = g_steal_pointer (&before);
  return token;
}

static void
test_tokens (void)
{
  guint n = 0, asked = 0;
  const KhRoute *const *tables = kh_route_tables (&n);
  g_autofree char *old = signed_out_token ();
  g_autofree char *expired = g_strconcat ("Bearer ", old, NULL);
  g_autofree char *basic = g_strconcat ("Basic ", fixture.token, NULL);
  g_autofree char *longer = g_strconcat ("Bearer ", fixture.token, "0", NULL);
  g_autofree char *altered = g_strconcat ("Bearer ", fixture.token, NULL);
  altered[7] = altered[7] == '0' ? '1' : '0';
  const char *const wrong[] = { NULL,  "Bearer", "Bearer ", "Bearer x",
                                basic, longer,   altered,   expired };
  for (guint i = 0; i < n; i++)
    for (const KhRoute *route = tables[i]; route->path != NULL; route++) {
      if (route->access == KH_ACCESS_OPEN)
        continue;
      asked++;
      for (guint j = 0; j < G_N_ELEMENTS (wrong); j++)
        assert_unauthorized (route, wrong[j]);
    }
  g_assert_cmpuint (asked, >, 80);
}

static void
test_sign_in (void)
{
  static const struct {
    const char *body;
    guint status;
  } cases[] = {
    { "{\"account\":\"Ada\"}", 401 },
    { "{\"account\":\"Ada\",\"passphrase\":\"\"}", 400 },
    { "{\"account\":\"Ada\",\"passphrase\":\"wrong horse battery\"}", 403 },
    { "{\"account\":\"Nobody\"}", 404 },
    { "{}", 400 },
    { "{\"account\":5}", 400 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (KhJson) json =
        fixture_call (&fixture, KEYHOLD, "POST", K "/sign-in", cases[i].body, cases[i].status);
    g_assert_null (kh_json_string (json, "token"));
    /* Where the organization lies is nobody's business. */
    g_assert_null (strstr (kh_json_string (json, "error.message"), fixture.folder));
  }
}

/* More than any key takes or any passphrase has, and more than secure memory holds: refused, and
 * the host lives. */
static void
test_long_secrets (void)
{
  g_autofree char *value = g_strnfill (100000, 'A');
  g_autofree char *wrapping =
      g_strdup_printf ("{\"alg\":\"RSA-OAEP-256\",\"value\":\"%s\"}", value);
  g_autofree char *signing_in =
      g_strdup_printf ("{\"account\":\"Ada\",\"passphrase\":\"%s\"}", value);

  fixture_refused (&fixture, VAULT, "POST", "/keys/cmk/wrapkey" A_KEY, wrapping, 400, NULL,
                   "BadParameter");
  fixture_do (&fixture, VAULT, "POST", "/keys/cmk/unwrapkey" A_KEY, wrapping, 400);
  fixture_do (&fixture, KEYHOLD, "POST", K "/sign-in", signing_in, 400);
  fixture_do (&fixture, VAULT, "GET", "/keys/cmk" A_KEY, NULL, 200);
}

static void
test_paths (void)
{
  static const struct {
    const char *host, *method, *path, *allow; /* @allow NULL: 404 */
  } cases[] = {
    { KEYHOLD, "GET", K "/nothing" },
    { KEYHOLD, "GET", K "/environments/Sales/nothing" },
    { KEYHOLD, "DELETE", K "/tenant", "GET, PATCH" },
    { KEYHOLD, "PUT", K "/impact", "POST" },
    { KEYHOLD, "POST", K "/imports/x", "PUT" },
    { VAULT, "GET", "/" },
    { VAULT, "GET", "/certificates" A_KEY },
    { VAULT, "GET", "/keys/a/b/c/d" A_KEY },
    { VAULT, "PUT", "/keys/cmk/{version}" A_KEY, "GET, PATCH" },
    { VAULT, "DELETE", "/keys" A_KEY, "GET" },
    { ARM, "GET", "/subscriptions" A_VAULT },
    { ARM, "POST", VAULTS "/kv-sales" A_VAULT, "GET, PUT, PATCH, DELETE" },
    { ARM, "PATCH", VAULTS "/kv-sales" ASSIGNMENTS "/" GRANT A_ASSIGNMENT, "GET, PUT, DELETE" },
    { BAP, "GET", P "/nothing" A_ENVIRONMENT },
    { BAP, "PATCH", P "/environments/Sales" A_ENVIRONMENT, "GET" },
    { "elsewhere.example", "GET", "/keys" A_KEY },
    { "vault.localhost", "GET", "/keys" A_KEY },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint status = 0;
    g_autoptr (SoupMessage) message =
        fixture_message (&fixture, cases[i].host, cases[i].method, cases[i].path, NULL);
    g_autoptr (KhJson) json = fixture_send (&fixture, message, &status);
    g_test_message ("%s %s%s", cases[i].method, cases[i].host, cases[i].path);
    g_assert_cmpuint (status, ==, cases[i].allow == NULL ? 404 : 405);
    fixture_has (json, "error.code error.message");
    g_assert_cmpstr (
        soup_message_headers_get_one (soup_message_get_response_headers (message), "Allow"), ==,
        cases[i].allow);
  }
  fixture_refused (&fixture, "kv-other.vault.localhost", "GET", "/keys" A_KEY, NULL, 404, NULL,
                   NULL);
  fixture_refused (&fixture, ARM, "GET",
                   "/subscriptions/s/providers/Microsoft.KeyVault/vaults" A_VAULT, NULL, 404,
                   "SubscriptionNotFound", NULL);
  fixture_refused (&fixture, ARM, "GET",
                   "{subscription}/resourceGroups/g/providers/Microsoft.KeyVault/vaults" A_VAULT,
                   NULL, 404, "ResourceGroupNotFound", NULL);
}

static void
test_versions (void)
{
  static const struct {
    const char *host, *path, *code;
    const char *good[3];
  } cases[] = {
    { VAULT, "/keys", "BadParameter", { "7.2", "7.6", "2025-07-01" } },
    { ARM, VAULTS, "InvalidApiVersionParameter", { "2026-02-01", "2023-07-01", "2024-11-01" } },
    { ARM,
      POLICIES,
      "InvalidApiVersionParameter",
      { "2020-10-30-preview", "2020-10-30", "2020-10-30" } },
    { ARM,
      "{group}" ASSIGNMENTS,
      "InvalidApiVersionParameter",
      { "2022-04-01", "2022-04-01", "2022-04-01" } },
    { BAP, P "/environments", "InvalidApiVersion", { "2016-02-01", "2019-10-01", "2024-05-01" } },
  };
  static const char *const bad[] = { "", "?api-version=", "?api-version=1999-01-01",
                                     "?api-version=7.1", "?api-version=2026-02-01%20" };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (bad); j++) {
      g_autofree char *path = g_strconcat (cases[i].path, bad[j], NULL);
      fixture_refused (&fixture, cases[i].host, "GET", path, NULL, 400, cases[i].code, NULL);
    }
    for (guint j = 0; j < 3; j++) {
      g_autofree char *path = g_strconcat (cases[i].path, "?api-version=", cases[i].good[j], NULL);
      fixture_do (&fixture, cases[i].host, "GET", path, NULL, 200);
    }
  }
}

/* Calls that would do something with a right body. */
static const struct {
  const char *host, *method, *path;
} writes[] = {
  { KEYHOLD, "POST", K "/accounts" },
  { KEYHOLD, "PATCH", K "/tenant" },
  { KEYHOLD, "POST", K "/impact" },
  { VAULT, "POST", "/keys/new/create" A_KEY },
  { VAULT, "PATCH", "/keys/cmk" A_KEY },
  { ARM, "PUT", VAULTS "/kv-new" A_VAULT },
  { ARM, "PATCH", VAULTS "/kv-sales" A_VAULT },
  { ARM, "PUT", POLICIES "/ep-new" A_POLICY },
  { ARM, "PUT",
    VAULTS "/kv-sales" ASSIGNMENTS "/0c0c0c0c-1111-4222-8333-444444444444" A_ASSIGNMENT },
  { BAP, "POST", P "/environments" A_ENVIRONMENT },
  { BAP, "POST", P "/environments/Sales/enterprisePolicies/Encryption/link" A_LINK },
  { BAP, "POST", P "/environments/Sales/enterprisePolicies/Encryption/unlink" A_LINK },
  { KEYHOLD, "POST", K "/seal/slots" },
};

static void
assert_bad_json (guint i, const char *text, gsize size)
{
  guint status = 0;
  g_autoptr (GBytes) body = g_bytes_new (text, size);
  g_autoptr (SoupMessage) message =
      fixture_message (&fixture, writes[i].host, writes[i].method, writes[i].path, NULL);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  g_autoptr (KhJson) json = fixture_send (&fixture, message, &status);
  if (status != 400)
    g_error ("%s %s with “%.60s”: %u", writes[i].method, writes[i].path, text, status);
  fixture_has (json, "error.code error.message");
}

static void
test_json (void)
{
  static const char *const texts[] = {
    "",
    "{",
    "[]",
    "null",
    "5",
    "\"text\"",
    "{} {}",
    "{\"name\":\"a\"} x",
    "{\"name\":\"a\",\"name\":\"b\"}",
    "{\"name\":\"a\\u0000b\"}",
    "{\"name\":\"\\ud800\"}",
    "{\"name\":NaN}",
    "{\"name\":1e400}",
    "{'name':'a'}",
    "{\"name\":\"a\",}",
    "{\"name\":\"a\"/* */}",
    "\xef\xbb\xbf{\"name\":\"a\"}",
    "{\"name\":\"\xff\"}",
    "{\"name\":\"\xed\xa0\x80\"}",
  };
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autoptr (GString) nested = g_string_new (NULL);
  for (guint i = 0; i < 129; i++)
    g_string_append (nested, "{\"a\":");
  g_string_append (nested, "1");
  for (guint i = 0; i < 129; i++)
    g_string_append_c (nested, '}');
  for (guint i = 0; i < G_N_ELEMENTS (writes); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (texts); j++)
      assert_bad_json (i, texts[j], strlen (texts[j]));
    assert_bad_json (i, deep, strlen (deep));
    assert_bad_json (i, nested->str, nested->len);
    assert_bad_json (i, "{}\0", 3);
  }
}

/* The invalid half of a collection of texts, each as a body. */
static void
test_collection (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "json-robust", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;
  g_assert_nonnull (dir);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *text = NULL;
    gsize size = 0;
    if (!g_str_has_prefix (name, "n_") || !g_file_get_contents (path, &text, &size, NULL)
        || size > KH_BODY_SMALL)
      continue;
    assert_bad_json (0, text, size);
    n++;
  }
  g_assert_cmpuint (n, >, 50);
}

static void
test_types (void)
{
  static const struct {
    guint write;
    const char *body;
  } cases[] = {
    { 0, "{\"name\":5,\"roles\":[\"maker\"]}" },
    { 0, "{\"name\":\"x\",\"roles\":\"maker\"}" },
    { 0, "{\"name\":\"x\",\"roles\":[\"king\"]}" },
    { 0, "{\"name\":\"x\"}" },
    { 0, "{\"name\":\"x\",\"roles\":[\"maker\"],\"passphrase\":\"\"}" },
    { 1, "{\"passphrase\":{\"old\":\"\",\"new\":\"\"}}" },
    { 0, "{\"name\":\"\",\"roles\":[\"maker\"]}" },
    { 1, "{\"fourEyes\":\"yes\"}" },
    { 1, "{\"unlockRule\":\"never\"}" },
    { 2, "{\"trigger\":\"explode\"}" },
    { 3, "{\"kty\":\"RSA\",\"key_size\":\"big\"}" },
    { 3, "{\"kty\":\"RSA\",\"key_size\":512}" },
    { 3, "{\"kty\":\"RSA\",\"key_size\":-2048}" },
    { 3, "{\"kty\":\"DSA\"}" },
    { 3, "{\"kty\":\"RSA\",\"key_ops\":[\"fly\"]}" },
    { 3, "{\"kty\":\"RSA\",\"attributes\":{\"nbf\":2000,\"exp\":1000}}" },
    { 4, "{\"attributes\":{\"enabled\":\"no\"}}" },
    { 5, "{\"properties\":{}}" },
    { 6, "{\"location\":\"westus\"}" },
    { 6, "{\"properties\":{\"softDeleteRetentionInDays\":7}}" },
    { 7, "{\"kind\":\"Encryption\"}" },
    { 7, "{\"kind\":\"Lockbox\",\"location\":\"unitedstates\"}" },
    { 8, "{\"properties\":{}}" },
    { 9, "{\"location\":\"unitedstates\",\"properties\":{\"displayName\":\"x\","
         "\"environmentSku\":\"Palace\"}}" },
    { 10, "{}" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_bad_json (cases[i].write, cases[i].body, strlen (cases[i].body));
}

static void
test_large (void)
{
  g_autofree char *large = g_strnfill (KH_BODY_SMALL + 1, ' ');
  for (guint i = 0; i < G_N_ELEMENTS (writes); i++) {
    guint status = 0;
    fixture_refused (&fixture, writes[i].host, writes[i].method, writes[i].path, large, 413,
                     "TooLarge", NULL);
    g_autoptr (SoupMessage) message =
        fixture_message (&fixture, writes[i].host, writes[i].method, writes[i].path, NULL);
    g_autoptr (GInputStream) stream =
        g_memory_input_stream_new_from_data (large, KH_BODY_SMALL + 1, NULL);
    soup_message_set_request_body (message, "application/json", stream, -1);
    g_autoptr (KhJson) json = fixture_send (&fixture, message, &status);
    g_assert_cmpuint (status, ==, 413);
  }
}

static void
test_unchanged (void)
{
  g_autofree char *after = fixture_state (&fixture);
  g_assert_true (fixture_is_same (unchanged, after));
}

#define ADD(name, func) g_test_add_func ("/server/refusals/" name, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  fixture_make_accounts (&fixture);
  unchanged = fixture_state (&fixture);
  ADD ("tokens", test_tokens);
  ADD ("sign-in", test_sign_in);
  ADD ("long-secrets", test_long_secrets);
  ADD ("paths", test_paths);
  ADD ("versions", test_versions);
  ADD ("json", test_json);
  ADD ("collection", test_collection);
  ADD ("types", test_types);
  ADD ("large", test_large);
  ADD ("unchanged", test_unchanged);
  int status = g_test_run ();
  fixture_stop (&fixture);
  g_free (unchanged);
  return status;
}
