/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets over the wire (protocol.md 2.4): versions, attributes, soft deletion, who may read a
 * value, and that no list, no log and no file tells one. */
#include "server-fixture.h"

#include <string.h>

#define SECRETS_USER "4633458b-17de-408a-b874-0445c86b69e6"
#define USER_GRANT "0d0d0d0d-1111-4222-8333-444444444444"
#define FIRST "value-one-7d1f0a92"
#define SECOND_VALUE "value-two-7d1f0a92"

static Fixture fixture;

static void
set_up (void)
{
  fixture = (Fixture){ NULL };
  fixture_start_tenant (&fixture);
  fixture_do (&fixture, ARM, "PUT", VAULTS "/kv-sales" A_VAULT,
              "{\"location\":\"eastus\",\"properties\":{\"tenantId\":\"{tenant}\",\"sku\":{"
              "\"family\":\"A\",\"name\":\"premium\"},\"enableRbacAuthorization\":true}}",
              201);
}

static KhJson *
set (const char *name, const char *body)
{
  g_autofree char *path = g_strdup_printf ("/secrets/%s" A_KEY, name);
  return fixture_call (&fixture, VAULT, "PUT", path, body, 200);
}

static const char *
version_of (KhJson *bundle)
{
  const char *slash = strrchr (kh_json_string (bundle, "id"), '/');
  g_assert_nonnull (slash);
  g_assert_cmpuint (strlen (slash + 1), ==, 32);
  return slash + 1;
}

static void
test_versions (void)
{
  g_autoptr (KhJson) first = NULL;
  g_autoptr (KhJson) second = NULL;
  g_autoptr (KhJson) latest = NULL;
  g_autoptr (KhJson) old = NULL;
  g_autoptr (KhJson) versions = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  set_up ();
  first = set ("smtp", "{\"value\":\"" FIRST "\",\"contentType\":\"password\","
                       "\"tags\":{\"team\":\"mail\"},\"attributes\":{\"exp\":1999999999}}");
  fixture_has (first,
               "value id contentType attributes.enabled attributes.exp attributes.created "
               "attributes.updated attributes.recoveryLevel attributes.recoverableDays tags");
  g_assert_cmpstr (kh_json_string (first, "value"), ==, FIRST);
  second = set ("smtp", "{\"value\":\"" SECOND_VALUE "\"}");
  latest = fixture_call (&fixture, VAULT, "GET", "/secrets/smtp/" A_KEY, NULL, 200);
  g_assert_cmpstr (kh_json_string (latest, "value"), ==, SECOND_VALUE);
  g_assert_false (kh_json_has (latest, "contentType"));
  path = g_strdup_printf ("/secrets/smtp/%s" A_KEY, version_of (first));
  old = fixture_call (&fixture, VAULT, "GET", path, NULL, 200);
  g_assert_cmpstr (kh_json_string (old, "value"), ==, FIRST);
  g_assert_cmpstr (kh_json_string (old, "tags.team"), ==, "mail");
  versions = fixture_call (&fixture, VAULT, "GET", "/secrets/smtp/versions" A_KEY, NULL, 200);
  g_assert_cmpuint (kh_json_length (versions, "value"), ==, 2);
  text = kh_json_to_text (versions);
  g_assert_null (strstr (text, "7d1f0a92"));
  fixture_refused (&fixture, VAULT, "GET", "/secrets/none" A_KEY, NULL, 404, "SecretNotFound",
                   NULL);
  fixture_refused (&fixture, VAULT, "GET", "/secrets/smtp/00000000000000000000000000000000" A_KEY,
                   NULL, 404, "SecretNotFound", NULL);
  fixture_stop (&fixture);
}

static void
test_attributes (void)
{
  g_autoptr (KhJson) made = NULL;
  g_autoptr (KhJson) changed = NULL;
  g_autoptr (KhJson) again = NULL;
  g_autofree char *path = NULL;

  set_up ();
  made = set ("smtp", "{\"value\":\"" FIRST "\",\"tags\":{\"a\":\"b\"}}");
  path = g_strdup_printf ("/secrets/smtp/%s" A_KEY, version_of (made));
  changed = fixture_call (&fixture, VAULT, "PATCH", path,
                          "{\"contentType\":\"x\",\"attributes\":{\"enabled\":false,"
                          "\"nbf\":1900000000,\"exp\":1999999999}}",
                          200);
  g_assert_false (kh_json_has (changed, "value"));
  g_assert_cmpint (kh_json_int (changed, "attributes.exp", 0), ==, 1999999999);
  g_assert_cmpstr (kh_json_string (changed, "tags.a"), ==, "b");
  fixture_refused (&fixture, VAULT, "GET", path, NULL, 403, "Forbidden", "SecretDisabled");
  fixture_refused (&fixture, VAULT, "PATCH", path, "{\"attributes\":{\"exp\":1800000000}}", 400,
                   "BadParameter", NULL);
  again = fixture_call (&fixture, VAULT, "PATCH", path,
                        "{\"attributes\":{\"enabled\":true},\"tags\":{},"
                        "\"keyhold\":{\"clear\":[\"exp\"]}}",
                        200);
  g_assert_false (kh_json_has (again, "attributes.exp"));
  g_assert_cmpint (kh_json_int (again, "attributes.nbf", 0), ==, 1900000000);
  /* Dates tell the reader something; they do not keep the value from being read. */
  fixture_do (&fixture, VAULT, "GET", path, NULL, 200);
  fixture_stop (&fixture);
}

static void
refuse_value (const char *body)
{
  fixture_refused (&fixture, VAULT, "PUT", "/secrets/smtp" A_KEY, body, 400, "BadParameter", NULL);
}

static void
test_limits (void)
{
  g_autoptr (GString) most = g_string_new ("{\"value\":\"");
  g_autofree char *more = NULL;

  set_up ();
  for (guint i = 0; i < 25 * 1024; i++)
    g_string_append_c (most, 'x');
  more = g_strconcat (most->str, "x\"}", NULL);
  g_string_append (most, "\"}");
  refuse_value (more);
  g_free (more);
  more = g_strnfill (200 * 1024, 'x');
  memcpy (more, "{\"value\":\"", 10);
  strcpy (more + 200 * 1024 - 2, "\"}");
  refuse_value (more);
  refuse_value ("{\"value\":\"x\",\"attributes\":{\"nbf\":1999999999,\"exp\":1900000000}}");
  refuse_value ("{\"value\":\"x\",\"tags\":{\"1\":\"\",\"2\":\"\",\"3\":\"\",\"4\":\"\",\"5\":\"\","
                "\"6\":\"\",\"7\":\"\",\"8\":\"\",\"9\":\"\",\"10\":\"\",\"11\":\"\",\"12\":\"\","
                "\"13\":\"\",\"14\":\"\",\"15\":\"\",\"16\":\"\"}}");
  fixture_do (&fixture, VAULT, "PUT", "/secrets/smtp" A_KEY, "{\"tags\":{}}", 400);
  fixture_do (&fixture, VAULT, "PUT", "/secrets/no_name" A_KEY, "{\"value\":\"x\"}", 400);
  fixture_do (&fixture, VAULT, "PUT", "/secrets/smtp" A_KEY, most->str, 200);
  fixture_stop (&fixture);
}

static void
test_deletion (void)
{
  g_autoptr (KhJson) deleted = NULL;
  g_autoptr (KhJson) list = NULL;
  g_autoptr (KhJson) recovered = NULL;

  set_up ();
  kh_json_unref (set ("smtp", "{\"value\":\"" FIRST "\"}"));
  fixture_refused (&fixture, VAULT, "GET", "/deletedsecrets/smtp" A_KEY, NULL, 404,
                   "SecretNotFound", NULL);
  deleted = fixture_call (&fixture, VAULT, "DELETE", "/secrets/smtp" A_KEY, NULL, 200);
  fixture_has (deleted, "id recoveryId deletedDate scheduledPurgeDate attributes.enabled");
  g_assert_false (kh_json_has (deleted, "value"));
  g_assert_cmpint (kh_json_int (deleted, "scheduledPurgeDate", 0)
                       - kh_json_int (deleted, "deletedDate", 0),
                   ==, 90 * 86400);
  fixture_refused (&fixture, VAULT, "GET", "/secrets/smtp" A_KEY, NULL, 404, "SecretNotFound",
                   NULL);
  fixture_refused (&fixture, VAULT, "PUT", "/secrets/smtp" A_KEY, "{\"value\":\"x\"}", 409,
                   "Conflict", "ObjectIsDeletedButRecoverable");
  list = fixture_call (&fixture, VAULT, "GET", "/deletedsecrets" A_KEY, NULL, 200);
  g_assert_cmpuint (kh_json_length (list, "value"), ==, 1);
  recovered =
      fixture_call (&fixture, VAULT, "POST", "/deletedsecrets/smtp/recover" A_KEY, NULL, 200);
  g_assert_false (kh_json_has (recovered, "value"));
  fixture_do (&fixture, VAULT, "GET", "/secrets/smtp" A_KEY, NULL, 200);
  fixture_do (&fixture, VAULT, "DELETE", "/secrets/smtp" A_KEY, NULL, 200);
  fixture_do (&fixture, VAULT, "DELETE", "/deletedsecrets/smtp" A_KEY, NULL, 204);
  fixture_do (&fixture, VAULT, "DELETE", "/deletedsecrets/smtp" A_KEY, NULL, 404);
  kh_json_unref (set ("smtp", "{\"value\":\"" SECOND_VALUE "\"}"));
  fixture_stop (&fixture);
}

/* The last page has no link; every secret comes once. */
static void
test_pages (void)
{
  g_autofree char *next = NULL;
  guint seen = 0;

  set_up ();
  for (guint i = 0; i < 7; i++) {
    g_autofree char *name = g_strdup_printf ("s-%u", i);
    kh_json_unref (set (name, "{\"value\":\"x\"}"));
  }
  next = g_strdup ("/secrets" A_KEY "&maxresults=3");
  for (guint pages = 0; next != NULL; pages++) {
    g_autoptr (KhJson) page = fixture_call (&fixture, VAULT, "GET", next, NULL, 200);
    const char *link = kh_json_string (page, "nextLink");

    g_assert_cmpuint (pages, <, 4);
    seen += kh_json_length (page, "value");
    g_free (next);
    next = link != NULL ? g_strdup (strstr (link, "/secrets")) : NULL;
  }
  g_assert_cmpuint (seen, ==, 7);
  fixture_stop (&fixture);
}

/* Values are for the vault administrator and whom a grant of the vault lets read them. */
static void
test_roles (void)
{
  static const char *const others[] = { "owner", "ppa", "maker", "auditor", "support" };

  set_up ();
  fixture_make_accounts (&fixture);
  kh_json_unref (set ("smtp", "{\"value\":\"" FIRST "\"}"));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    fixture_as (&fixture, others[i]);
    fixture_refused (&fixture, VAULT, "GET", "/secrets/smtp" A_KEY, NULL, 403, "Forbidden",
                     "MissingRole");
    fixture_refused (&fixture, VAULT, "PUT", "/secrets/smtp" A_KEY, "{\"value\":\"x\"}", 403,
                     "Forbidden", "MissingRole");
    fixture_refused (&fixture, VAULT, "PATCH", "/secrets/smtp" A_KEY, "{}", 403, "Forbidden",
                     "MissingRole");
    fixture_refused (&fixture, VAULT, "DELETE", "/secrets/smtp" A_KEY, NULL, 403, "Forbidden",
                     "MissingRole");
    fixture_do (&fixture, VAULT, "GET", "/secrets" A_KEY, NULL,
                strcmp (others[i], "maker") == 0 ? 403 : 200);
  }
  fixture_as (&fixture, "Ada");
  g_autoptr (KhJson) accounts = fixture_call (&fixture, KEYHOLD, "GET", K "/accounts", NULL, 200);
  for (guint i = 0; i < kh_json_length (accounts, "value"); i++) {
    KhJson *account = kh_json_element (accounts, "value", i);
    if (strcmp (kh_json_string (account, "name"), "maker") == 0)
      fixture_set_word (&fixture, "{maker}", kh_json_string (account, "id"));
  }
  fixture_do (&fixture, ARM, "PUT", VAULTS "/kv-sales" ASSIGNMENTS "/" USER_GRANT A_ASSIGNMENT,
              ROLE_BODY (SECRETS_USER, "{maker}"), 201);
  fixture_as (&fixture, "maker");
  fixture_do (&fixture, VAULT, "GET", "/secrets/smtp" A_KEY, NULL, 200);
  fixture_refused (&fixture, VAULT, "PUT", "/secrets/smtp" A_KEY, "{\"value\":\"x\"}", 403,
                   "Forbidden", "MissingRole");
  /* In the other model the role is worth nothing, and an entry is. */
  fixture_as (&fixture, "Ada");
  fixture_do (&fixture, ARM, "PATCH", VAULTS "/kv-sales" A_VAULT,
              "{\"properties\":{\"enableRbacAuthorization\":false}}", 200);
  fixture_as (&fixture, "maker");
  fixture_do (&fixture, VAULT, "GET", "/secrets/smtp" A_KEY, NULL, 403);
  fixture_as (&fixture, "Ada");
  fixture_do (&fixture, ARM, "PUT", VAULTS "/kv-sales/accessPolicies/add" A_VAULT,
              "{\"properties\":{\"accessPolicies\":[{\"tenantId\":\"{tenant}\",\"objectId\":"
              "\"{maker}\",\"permissions\":{\"secrets\":[\"Get\",\"set\"]}}]}}",
              200);
  fixture_as (&fixture, "maker");
  fixture_do (&fixture, VAULT, "GET", "/secrets/smtp" A_KEY, NULL, 200);
  fixture_do (&fixture, VAULT, "PUT", "/secrets/smtp" A_KEY, "{\"value\":\"x\"}", 200);
  fixture_do (&fixture, VAULT, "DELETE", "/secrets/smtp" A_KEY, NULL, 403);
  fixture_stop (&fixture);
}

/* The log tells who read what, and never the value. */
static void
test_audit (void)
{
  g_autoptr (KhJson) made = NULL;
  g_autoptr (KhJson) log = NULL;
  g_autofree char *text = NULL;
  guint gets = 0;

  set_up ();
  made = set ("smtp", "{\"value\":\"" FIRST "\"}");
  fixture_do (&fixture, VAULT, "GET", "/secrets/smtp" A_KEY, NULL, 200);
  log = fixture_call (&fixture, KEYHOLD, "GET", K "/audit?limit=500", NULL, 200);
  for (guint i = 0; i < kh_json_length (log, "value"); i++) {
    KhJson *record = kh_json_element (log, "value", i);
    g_autofree char *line = kh_json_to_text (record);

    if (strstr (line, "secret.get") != NULL) {
      g_assert_nonnull (strstr (line, version_of (made)));
      gets++;
    }
  }
  g_assert_cmpuint (gets, ==, 1);
  text = kh_json_to_text (log);
  g_assert_nonnull (strstr (text, "secret.set"));
  g_assert_null (strstr (text, "7d1f0a92"));
  fixture_stop (&fixture);
}

/* Retention ends: what was deleted is purged by itself. */
static void
test_retention (void)
{
  set_up ();
  kh_json_unref (set ("smtp", "{\"value\":\"" FIRST "\"}"));
  fixture_do (&fixture, VAULT, "DELETE", "/secrets/smtp" A_KEY, NULL, 200);
  fixture_do (&fixture, KEYHOLD, "POST", K "/clock/shift", "{\"shift\":\"P91D\"}", 200);
  for (guint i = 0;; i++) {
    g_autoptr (KhJson) list =
        fixture_call (&fixture, VAULT, "GET", "/deletedsecrets" A_KEY, NULL, 200);

    if (kh_json_length (list, "value") == 0)
      break;
    g_assert_cmpuint (i, <, 1000);
    g_usleep (10 * 1000);
  }
  fixture_stop (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/secrets/versions", test_versions);
  g_test_add_func ("/server/secrets/attributes", test_attributes);
  g_test_add_func ("/server/secrets/limits", test_limits);
  g_test_add_func ("/server/secrets/deletion", test_deletion);
  g_test_add_func ("/server/secrets/pages", test_pages);
  g_test_add_func ("/server/secrets/roles", test_roles);
  g_test_add_func ("/server/secrets/audit", test_audit);
  g_test_add_func ("/server/secrets/retention", test_retention);
  return g_test_run ();
}
