/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths, methods, hosts and API versions: which row answers, and what has none. */
#include "kh-route-tables.h"
#include "kh-router.h"

#include <string.h>

static KhRouter *
whole_router (void)
{
  guint n = 0;
  const KhRoute *const *tables = kh_route_tables (&n);
  return kh_router_new (tables, n);
}

static void
assert_found (KhRouter *router, KhDialect dialect, const char *method, const char *path,
              const char *template, const char *args)
{
  g_auto (GStrv) found = NULL;
  g_autofree char *methods = NULL;
  const KhRoute *route = kh_router_find (router, dialect, method, path, &found, &methods);
  g_assert_nonnull (route);
  g_assert_true (g_str_has_suffix (route->path, template));
  g_autofree char *joined = g_strjoinv ("|", found);
  g_assert_cmpstr (joined, ==, args);
}

static void
test_paths (void)
{
  g_autoptr (KhRouter) router = whole_router ();
  assert_found (router, KH_DIALECT_VAULT, "GET", "/kv/keys", "/keys", "kv");
  assert_found (router, KH_DIALECT_VAULT, "GET", "/kv//KEYS/test/", "/keys/{name}", "kv|test");
  assert_found (router, KH_DIALECT_VAULT, "GET", "/kv/keys/a/versions", "/versions", "kv|a");
  assert_found (router, KH_DIALECT_VAULT, "POST", "/kv/keys/a//wrapKey", "/{name}/wrapkey", "kv|a");
  assert_found (router, KH_DIALECT_VAULT, "POST", "/kv/keys/a/0f/unwrapKey", "/{version}/unwrapkey",
                "kv|a|0f");
  assert_found (router, KH_DIALECT_KEYHOLD, "GET",
                "/keyhold/v1/environments/E%20%2F%C3%A4/stores/files/items/x/content", "/content",
                "E /ä|files|x");
  assert_found (router, KH_DIALECT_ARM, "PUT",
                "/subscriptions/s/resourcegroups/g/providers/microsoft.keyvault/vaults/v",
                "/vaults/{vault}", "s|g|v");
  assert_found (router, KH_DIALECT_ARM, "GET",
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.PowerPlatform/"
                "enterprisePolicies/a%20b/providers/Microsoft.Authorization/roleAssignments/id",
                "/roleAssignments/{assignment}",
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.PowerPlatform/"
                "enterprisePolicies/a%20b|id");
}

static void
test_misses (void)
{
  g_autoptr (KhRouter) router = whole_router ();
  g_auto (GStrv) args = NULL;
  g_autofree char *methods = NULL, *none = NULL;
  g_assert_null (kh_router_find (router, KH_DIALECT_VAULT, "PUT", "/kv/keys/a", &args, &methods));
  g_assert_cmpstr (methods, ==, "GET, PATCH, DELETE");
  static const char *const unknown[] = {
    "/", "", "/kv", "/kv/secret", "/kv/keys/a/b/c/d", "/keyhold/v1", "/kv/keys/%FF"
  };
  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++) {
    g_assert_null (kh_router_find (router, KH_DIALECT_VAULT, "GET", unknown[i], &args, &none));
    g_assert_null (none);
  }
  g_assert_null (kh_router_find (router, KH_DIALECT_ARM, "GET", "/kv/keys", &args, &none));
}

/* Every row is reachable: no earlier one takes its path and method. */
static void
test_reachable (void)
{
  guint n = 0;
  const KhRoute *const *tables = kh_route_tables (&n);
  g_autoptr (KhRouter) router = kh_router_new (tables, n);
  for (guint i = 0; i < n; i++)
    for (const KhRoute *route = tables[i]; route->path != NULL; route++) {
      g_autoptr (GString) path = g_string_new (route->path);
      g_auto (GStrv) args = NULL;
      g_autofree char *methods = NULL;
      g_string_replace (path, "{*}", "/subscriptions/s/resourceGroups/g", 0);
      g_string_replace (path, "{", "1", 0);
      g_string_replace (path, "}", "", 0);
      g_assert_true (
          kh_router_find (router, route->dialect, route->method, path->str, &args, &methods)
          == route);
      g_assert_true (route->handler != NULL || route->run >= KH_RUN_UPLOAD);
    }
}

static void
test_hosts (void)
{
  static const struct {
    const char *host, *path;
    int dialect; /* -1: none */
    const char *vault;
  } cases[] = {
    { "kv-Sales.vault.localhost", "/keys", KH_DIALECT_VAULT, "kv-sales" },
    { "kv.vault.localhost:8443", "/keys", KH_DIALECT_VAULT, "kv" },
    { "management.localhost", "/subscriptions", KH_DIALECT_ARM, NULL },
    { "BAP.localhost:1", "/x", KH_DIALECT_BAP, NULL },
    { "anything", "/keyhold/v1/me", KH_DIALECT_KEYHOLD, NULL },
    { "kv.vault.localhost", "/KEYHOLD/v1/me", KH_DIALECT_KEYHOLD, NULL },
    { ".vault.localhost", "/keys", -1, NULL },
    { "vault.localhost", "/keys", -1, NULL },
    { "kv.vault.localhost.evil.example", "/keys", -1, NULL },
    { "", "/keys", -1, NULL },
    { NULL, "/keyhold/v10/me", -1, NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    KhDialect dialect = KH_DIALECT_KEYHOLD;
    g_autofree char *vault = NULL;
    gboolean ok = kh_router_dialect (cases[i].host, cases[i].path, &dialect, &vault);
    g_assert_cmpint (ok, ==, cases[i].dialect >= 0);
    if (ok)
      g_assert_cmpint (dialect, ==, cases[i].dialect);
    g_assert_cmpstr (vault, ==, cases[i].vault);
  }
}

static void
test_versions (void)
{
  static const struct {
    KhDialect dialect;
    const char *path, *version;
    gboolean ok;
  } cases[] = {
    { KH_DIALECT_KEYHOLD, "/keyhold/v1/me", NULL, TRUE },
    { KH_DIALECT_VAULT, "/keys", "2025-07-01", TRUE },
    { KH_DIALECT_VAULT, "/keys", "7.2", TRUE },
    { KH_DIALECT_VAULT, "/keys", "7.1", FALSE },
    { KH_DIALECT_VAULT, "/keys", "", FALSE },
    { KH_DIALECT_VAULT, "/keys", NULL, FALSE },
    { KH_DIALECT_ARM, "/x/Microsoft.KeyVault/vaults", "2026-02-01", TRUE },
    { KH_DIALECT_ARM, "/x/Microsoft.KeyVault/vaults", "2022-04-01", FALSE },
    { KH_DIALECT_ARM, "/x/microsoft.powerplatform/enterprisePolicies", "2020-10-30", TRUE },
    { KH_DIALECT_ARM, "/x/Microsoft.KeyVault/vaults/v/providers/Microsoft.Authorization/y",
      "2022-04-01", TRUE },
    { KH_DIALECT_BAP, "/x", "2024-05-01", TRUE },
    { KH_DIALECT_BAP, "/x", "2024-05-02", FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gboolean ok =
        kh_router_check_version (cases[i].dialect, cases[i].path, cases[i].version, &error);
    g_assert_cmpint (ok, ==, cases[i].ok);
    if (!ok)
      g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/router/paths", test_paths);
  g_test_add_func ("/server/router/misses", test_misses);
  g_test_add_func ("/server/router/reachable", test_reachable);
  g_test_add_func ("/server/router/hosts", test_hosts);
  g_test_add_func ("/server/router/versions", test_versions);
  return g_test_run ();
}
