/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may do what (model.md 6): every act is tried by every role; whoever lacks the role is refused
 * and nothing has changed; whoever has it does it. */
#include "server-fixture.h"

#include <string.h>

#include "kh-route-tables.h"

/* model.md 6, row by row: who may. */
#define KEYS "kva"
#define POLICY "kva"
#define LOCK "kva"
#define ENVIRONMENT "ppa"
#define CMK "ppa"
#define DATA "maker ppa"
#define FILE_REQUEST "ppa"
#define DECIDE_UNLOCK "support"
#define APPROVE "ppa kva"
#define TENANT "owner"
/* What the model leaves out: who may put a finding aside. */
#define DISMISS "kva ppa owner"

/* @may: roles, the first of which does it; @change: (nullable): what it asks a token for. The
 * status is that of the act by a role that has it. */
typedef struct {
  const char *may, *host, *method, *path, *body;
  guint status;
  const char *change;
  gboolean again;    /* it is done already, or what it does is in no list */
  const char *inner; /* of a refusal; NULL: MissingRole, and the message names the roles */
  const char *by;    /* (nullable): who does it, in place of the account of the role */
} Act;

#define SECOND_GRANT "0b0b0b0b-1111-4222-8333-444444444444"
#define THIRD_GRANT "0c0c0c0c-1111-4222-8333-444444444444"
#define SECOND_VAULT                                                                               \
  "{\"location\":\"eastus\",\"properties\":{\"tenantId\":\"{tenant}\",\"sku\":{\"family\":\"A\","  \
  "\"name\":\"premium\"},\"enableRbacAuthorization\":false}}"
#define DELETED_VAULTS "{subscription}/providers/Microsoft.KeyVault/locations/eastus/deletedVaults"
#define ENTRY                                                                                      \
  "{\"properties\":{\"accessPolicies\":[{\"tenantId\":\"{tenant}\",\"objectId\":\"{principal}\","  \
  "\"permissions\":{\"keys\":[\"get\"]}}]}}"

#define ROTATION                                                                                   \
  "{\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":\"P18M\"},\"action\":{\"type\":"        \
  "\"rotate\"}}],\"attributes\":{\"expiryTime\":\"P2Y\"}}"
#define NO_VERSION "00000000000000000000000000000000"
#define UNLOCK "{\"kind\":\"unlock\",\"environments\":[\"Sales\"]}"
#define RECOVERY_KEY "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* In order: later acts use what earlier ones made. */
static const Act acts[] = {
  { TENANT, KEYHOLD, "PATCH", K "/tenant", "{\"unlockRule\":\"support-request\"}", 200 },
  { TENANT, KEYHOLD, "PATCH", K "/tenant", "{\"unlockRule\":\"self-service\"}", 200 },
  { TENANT, KEYHOLD, "POST", K "/seal/slots",
    "{\"kind\":\"recovery\",\"key\":\"" RECOVERY_KEY "\"}", 201 },
  { TENANT, KEYHOLD, "DELETE", K "/seal/slots/recovery", NULL, 204 },
  { TENANT, KEYHOLD, "POST", K "/clock/shift", "{\"shift\":\"PT1M\"}", 200 },
  { TENANT, KEYHOLD, "POST", K "/clock/accept", NULL, 200 },
  { TENANT, KEYHOLD, "POST", K "/accounts", "{\"name\":\"Eve\",\"roles\":[\"maker\"]}", 201 },
  { TENANT, KEYHOLD, "PATCH", K "/accounts/Eve", "{\"roles\":[\"owner\"]}", 200 },
  { TENANT, KEYHOLD, "DELETE", K "/accounts/Eve", NULL, 204 },

  { DISMISS, KEYHOLD, "POST", K "/findings/{finding}/dismiss", NULL, 200 },
  { DISMISS, KEYHOLD, "POST", K "/findings/{finding}/undismiss", NULL, 200 },

  { ENVIRONMENT, BAP, "POST", P "/environments" A_ENVIRONMENT, ENVIRONMENT_BODY ("Second"), 201 },
  { ENVIRONMENT, BAP, "POST", P "/environments/Second/governanceConfiguration" A_MANAGED,
    MANAGED_BODY, 202 },
  { ENVIRONMENT, BAP, "DELETE", P "/scopes/admin/environments/Second" A_ENVIRONMENT, NULL, 202,
    "{\"trigger\":\"delete-environment\",\"environment\":\"Second\"}" },
  { ENVIRONMENT, BAP, "POST", P "/environments/Second/recover" A_ENVIRONMENT, NULL, 200 },
  { ENVIRONMENT, BAP, "POST", P "/environments" A_ENVIRONMENT, SANDBOX_BODY ("Box"), 201 },
  { ENVIRONMENT, KEYHOLD, "POST", K "/environments/Box/backup", NULL, 200 },
  { ENVIRONMENT, KEYHOLD, "PUT", K "/environments/Box/restores", "no backup at all", 422,
    .again = TRUE },
  { ENVIRONMENT, KEYHOLD, "POST", K "/environments/Box/restores/" SECOND_GRANT, NULL, 404,
    .again = TRUE },
  { ENVIRONMENT, KEYHOLD, "DELETE", K "/environments/Box/restores/" SECOND_GRANT, NULL, 204,
    .again = TRUE },
  { ENVIRONMENT, KEYHOLD, "POST", K "/backups/" SECOND_GRANT "/confirm", NULL, 404, .again = TRUE },
  { ENVIRONMENT, KEYHOLD, "DELETE", K "/backups/" SECOND_GRANT, NULL, 404, .again = TRUE },
  { ENVIRONMENT, KEYHOLD, "POST", K "/environments/Second/copy?onto=Box", NULL, 202,
    "{\"trigger\":\"replace-data\",\"environment\":\"Box\",\"source\":\"Second\"}" },
  { ENVIRONMENT, KEYHOLD, "POST", K "/environments/Box/reset", NULL, 200,
    "{\"trigger\":\"reset-environment\",\"environment\":\"Box\"}" },

  { KEYS, ARM, "PUT", VAULTS "/kv-second" A_VAULT, SECOND_VAULT, 201 },
  { KEYS, ARM, "PATCH", VAULTS "/kv-second" A_VAULT,
    "{\"properties\":{\"networkAcls\":{\"bypass\":\"None\"}}}", 200 },
  { KEYS, ARM, "PUT", VAULTS "/kv-second/accessPolicies/add" A_VAULT, ENTRY, 200 },
  { KEYS, SECOND, "POST", "/keys/spare/create" A_KEY, "{\"kty\":\"RSA\"}", 200 },
  { KEYS, SECOND, "PATCH", "/keys/spare" A_KEY, "{\"tags\":{\"a\":\"b\"}}", 200 },
  { KEYS, SECOND, "POST", "/keys/spare/rotate" A_KEY, NULL, 200 },
  { KEYS, SECOND, "PUT", "/keys/spare/rotationpolicy" A_KEY, ROTATION, 200, .again = TRUE },
  { KEYS, SECOND, "PATCH", "/keys/spare/" NO_VERSION A_KEY, "{}", 404, .again = TRUE },
  { KEYS, SECOND, "PUT", "/secrets/smtp" A_KEY, "{\"value\":\"x\"}", 200 },
  { KEYS, SECOND, "PATCH", "/secrets/smtp" A_KEY, "{\"contentType\":\"x\"}", 200 },
  { KEYS, SECOND, "PATCH", "/secrets/smtp/" NO_VERSION A_KEY, "{}", 404, .again = TRUE },
  { KEYS, SECOND, "DELETE", "/secrets/smtp" A_KEY, NULL, 200 },
  { KEYS, SECOND, "POST", "/deletedsecrets/smtp/recover" A_KEY, NULL, 200 },
  { KEYS, SECOND, "DELETE", "/secrets/smtp" A_KEY, NULL, 200 },
  { KEYS, SECOND, "DELETE", "/deletedsecrets/smtp" A_KEY, NULL, 204 },
  { KEYS, SECOND, "POST", "/keys/spare/backup" A_KEY, NULL, 200, .again = TRUE },
  { KEYS, SECOND, "POST", "/keys/restore" A_KEY, "{\"value\":\"AAAA\"}", 400, .again = TRUE },
  { KEYS, SECOND, "DELETE", "/keys/spare" A_KEY, NULL, 200 },
  { KEYS, SECOND, "POST", "/deletedkeys/spare/recover" A_KEY, NULL, 200 },
  { KEYS, SECOND, "DELETE", "/keys/spare" A_KEY, NULL, 200 },
  { KEYS, SECOND, "DELETE", "/deletedkeys/spare" A_KEY, NULL, 204 },
  { POLICY, ARM, "PUT", POLICIES "/ep-second" A_POLICY, POLICY_BODY ("kv-sales", "cmk"), 201 },
  { POLICY, ARM, "PATCH", POLICIES "/ep-second" A_POLICY,
    "{\"properties\":{\"encryption\":{\"keyVault\":{\"key\":{\"version\":\"{version}\"}}}}}", 200 },
  { POLICY, ARM, "DELETE", POLICIES "/ep-second" A_POLICY, NULL, 200 },
  { KEYS, ARM, "PUT", VAULTS "/kv-sales" ASSIGNMENTS "/" SECOND_GRANT A_ASSIGNMENT,
    ROLE_BODY ("21090545-7ca7-4776-b22c-e363652d74d2", "{principal}"), 201 },
  { KEYS, ARM, "PUT", VAULTS "/kv-sales" ASSIGNMENTS "/" SECOND_GRANT A_ASSIGNMENT,
    ROLE_BODY ("21090545-7ca7-4776-b22c-e363652d74d2", "{principal}"), 200, .again = TRUE },
  { KEYS, ARM, "PUT", VAULTS "/kv-sales" ASSIGNMENTS "/" THIRD_GRANT A_ASSIGNMENT,
    ROLE_BODY ("21090545-7ca7-4776-b22c-e363652d74d2", "{principal}"), 409, .again = TRUE },
  { KEYS, ARM, "DELETE", VAULTS "/kv-sales" ASSIGNMENTS "/" SECOND_GRANT A_ASSIGNMENT, NULL, 200 },
  { KEYS, ARM, "DELETE", VAULTS "/kv-second" A_VAULT, NULL, 200 },
  { KEYS, ARM, "PUT", VAULTS "/kv-second" A_VAULT, "{\"properties\":{\"createMode\":\"recover\"}}",
    200 },
  { KEYS, ARM, "DELETE", VAULTS "/kv-second" A_VAULT, NULL, 200 },
  { KEYS, ARM, "POST", DELETED_VAULTS "/kv-second/purge" A_VAULT, NULL, 200 },

  { DATA, KEYHOLD, "PUT", K "/imports/a.csv?environment=Sales&as=table", "id\n1\n", 200 },
  { DATA, KEYHOLD, "POST", K "/environments/Sales/verify", NULL, 200 },
  { DATA, KEYHOLD, "PUT", K "/imports/b.txt?environment=Sales&as=file", "text", 200 },
  { DATA, KEYHOLD, "DELETE", K "/environments/Sales/stores/files/items/b.txt", NULL, 204 },

  { POLICY, KEYHOLD, "PUT", K "/policies/ep-sales/readers/ppa", NULL, 200 },
  { CMK, BAP, "POST", P "/environments/Sales/enterprisePolicies/Encryption/unlink" A_LINK,
    LINK_BODY, 400 },
  { CMK, BAP, "POST", P "/environments/Sales/enterprisePolicies/Encryption/link" A_LINK, LINK_BODY,
    202 },
  { CMK, KEYHOLD, "POST", K "/operations/{operation}/retry", NULL, 409 },
  { CMK, KEYHOLD, "POST", K "/operations/{operation}/cancel", NULL, 409 },
  { LOCK, VAULT, "PATCH", "/keys/cmk" A_KEY, "{\"attributes\":{\"enabled\":false}}", 200,
    "{\"trigger\":\"disable-key\",\"target\":\"kv-sales/cmk\"}" },
  { LOCK, KEYHOLD, "POST", K "/findings/{disabled}/fix", NULL, 200 },
  { LOCK, VAULT, "PATCH", "/keys/cmk" A_KEY, "{\"attributes\":{\"enabled\":true}}", 200,
    .again = TRUE },
  { TENANT, KEYHOLD, "PATCH", K "/tenant", "{\"unlockRule\":\"support-request\"}", 200 },
  { FILE_REQUEST, KEYHOLD, "POST", K "/requests", UNLOCK, 201, .by = "Ada" },
  { DECIDE_UNLOCK, KEYHOLD, "POST", K "/requests/{request}/approve", NULL, 422, .again = TRUE },
  { DECIDE_UNLOCK, KEYHOLD, "POST", K "/requests/{request}/reject", NULL, 200 },
  { FILE_REQUEST, KEYHOLD, "POST", K "/requests", UNLOCK, 201 },
  { FILE_REQUEST, KEYHOLD, "POST", K "/requests/{request}/withdraw", NULL, 200,
    .inner = "NotRequester" },
  { TENANT, KEYHOLD, "PATCH", K "/tenant", "{\"unlockRule\":\"self-service\"}", 200 },
  { CMK, KEYHOLD, "POST", K "/environments/Sales/re-enable", NULL, 202 },
  { POLICY, KEYHOLD, "DELETE", K "/policies/ep-sales/readers/ppa", NULL, 200 },
};

/* What only some may read, in the state that the acts leave behind. */
static const struct {
  const char *may, *host, *method, *path, *body;
} reads[] = {
  { "owner kva ppa auditor support", VAULT, "GET", "/keys" A_KEY },
  { "owner kva ppa auditor support", VAULT, "GET", "/keys/cmk" A_KEY },
  { "owner kva ppa auditor support", VAULT, "GET", "/keys/cmk/versions" A_KEY },
  { "owner kva ppa auditor support", VAULT, "GET", "/deletedkeys" A_KEY },
  { "owner kva ppa auditor support", ARM, "GET", VAULTS A_VAULT },
  { "owner kva ppa auditor support", ARM, "GET", VAULTS "/kv-sales" A_VAULT },
  { "owner kva ppa auditor support", ARM, "GET", POLICIES "/ep-sales" A_POLICY },
  { "owner kva ppa auditor support", ARM, "GET", "{group}" ASSIGNMENTS A_ASSIGNMENT },
  { "owner kva ppa auditor support", KEYHOLD, "GET", K "/policies" },
  { "owner kva ppa auditor support", KEYHOLD, "GET", K "/keys/kv-sales/cmk/holds" },
  { "owner kva ppa auditor support", KEYHOLD, "GET", K "/accounts" },
  { "owner kva ppa auditor support", KEYHOLD, "GET", K "/operations" },
  { "owner kva ppa auditor support", KEYHOLD, "GET", K "/findings" },
  { "owner kva ppa auditor support", KEYHOLD, "GET", K "/requests" },
  { "owner kva ppa auditor support", KEYHOLD, "GET", K "/findings/{finding}" },
  { "owner kva ppa auditor support", KEYHOLD, "GET", K "/audit" },
  { "owner kva ppa auditor support", KEYHOLD, "GET", K "/audit/verify" },
  { "owner kva ppa auditor support", KEYHOLD, "GET", K "/audit/files" },
  { "owner kva ppa auditor support", KEYHOLD, "GET", K "/audit/files/00000001.jsonl?bytes=0" },
  { "owner kva ppa auditor support", KEYHOLD, "GET", K "/audit/2" },
  { "owner kva ppa auditor support", KEYHOLD, "GET", K "/audit/anchor" },
  { "owner kva ppa auditor support", KEYHOLD, "GET", K "/diagnosis?environment=Sales" },
  { "owner kva ppa auditor support", KEYHOLD, "POST", K "/impact",
    "{\"trigger\":\"disable-key\",\"target\":\"kv-sales/cmk\"}" },
  { "owner kva ppa auditor support", KEYHOLD, "POST", K "/preflight",
    "{\"policy\":\"ep-sales\",\"environments\":[\"Sales\"]}" },
  { "owner kva ppa maker auditor support", KEYHOLD, "GET", K "/environments" },
  { "owner kva ppa maker auditor support", KEYHOLD, "GET", K "/environments/Sales/stores" },
  { "owner kva ppa maker auditor support", BAP, "GET", P "/environments/Sales" A_ENVIRONMENT },
  { "owner kva ppa maker auditor support", KEYHOLD, "GET",
    K "/environments/Sales/stores/files/items" },
  { "ppa maker", KEYHOLD, "GET", K "/environments/Sales/tables/a/rows" },
};

static const char *const roles[] = { "owner", "kva", "ppa", "maker", "auditor", "support" };
static Fixture fixture;
static GHashTable *named; /* routes that every role tried */

static gboolean
may (const char *list, const char *role)
{
  g_auto (GStrv) words = g_strsplit (list, " ", 0);
  return g_strv_contains ((const char *const *)words, role);
}

static void
assert_refused (const Act *act, const char *role)
{
  const char *inner = act->inner != NULL ? act->inner : "MissingRole";
  fixture_as (&fixture, role);
  g_autoptr (KhJson) json =
      fixture_call (&fixture, act->host, act->method, act->path, act->body, 403);
  g_assert_cmpstr (kh_json_string (json, "error.innererror.code"), ==, inner);
  /* The message names what is missing. */
  g_auto (GStrv) needed = g_strsplit (act->may, " ", 0);
  for (guint i = 0; act->inner == NULL && needed[i] != NULL; i++)
    g_assert_nonnull (strstr (kh_json_string (json, "error.message"), needed[i]));
}

static void
assert_all_refused (const Act *act)
{
  g_autofree char *before = fixture_state (&fixture);
  g_test_message ("%s %s", act->method, act->path);
  g_hash_table_add (named, (gpointer)fixture_route (&fixture, act->host, act->method, act->path));
  for (guint j = 0; j < G_N_ELEMENTS (roles); j++)
    if (!may (act->may, roles[j]))
      assert_refused (act, roles[j]);
  g_autofree char *after = fixture_state (&fixture);
  g_assert_true (fixture_is_same (before, after));
}

static void
do_act (const Act *act)
{
  g_auto (GStrv) words = g_strsplit (act->may, " ", 0);
  fixture_as (&fixture, act->by != NULL ? act->by : words[0]);
  g_autofree char *token = act->change == NULL ? NULL : fixture_confirm (&fixture, act->change);
  fixture.confirmation = token;
  g_autoptr (KhJson) json =
      fixture_call (&fixture, act->host, act->method, act->path, act->body, act->status);
  fixture.confirmation = NULL;
  gboolean starts = strstr (act->path, "/link") != NULL || strstr (act->path, "/re-en") != NULL
                    || strstr (act->path, "/copy") != NULL;
  if (g_str_has_suffix (act->path, "/requests"))
    fixture_set_word (&fixture, "{request}", kh_json_string (json, "id"));
  if (!starts)
    return;
  fixture_as (&fixture, "Ada");
  fixture_wait (&fixture, kh_json_string (json, "id"));
  fixture_set_word (&fixture, "{operation}", kh_json_string (json, "id"));
}

/* The other roles of the row come too late for some acts, but none of them lacks the right. */
static void
assert_others_may (const Act *act)
{
  g_auto (GStrv) words = g_strsplit (act->may, " ", 0);
  for (guint i = 1; words[i] != NULL; i++) {
    guint status = 0;
    fixture_as (&fixture, words[i]);
    g_autoptr (SoupMessage) message =
        fixture_message (&fixture, act->host, act->method, act->path, act->body);
    g_autoptr (KhJson) json = fixture_send (&fixture, message, &status);
    g_assert_cmpuint (status, !=, 401);
    g_assert_cmpuint (status, !=, 403);
  }
}

static void
test_acts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++) {
    assert_all_refused (&acts[i]);
    g_autofree char *after = fixture_state (&fixture);
    do_act (&acts[i]);
    g_autofree char *done = fixture_state (&fixture);
    /* An act that leaves no trace would not show a refused one either. */
    if (acts[i].status < 300 && !acts[i].again && strstr (acts[i].path, "/clock/accept") == NULL)
      g_assert_cmpuint (g_str_hash (done), !=, g_str_hash (after));
    assert_others_may (&acts[i]);
  }
}

/* Under four eyes the administrators of either side approve what another one asked for; here they
 * have no passphrase, or it is their own. */
static void
test_approvals (void)
{
  static const Act approve = { APPROVE, KEYHOLD, "POST",       K "/requests/{request}/approve",
                               NULL,    422,     .again = TRUE };
  static const Act reject = { APPROVE, KEYHOLD, "POST", K "/requests/{request}/reject", NULL, 200 };
  fixture_as (&fixture, "Ada");
  fixture_do (&fixture, KEYHOLD, "POST", K "/accounts",
              "{\"name\":\"Kim\",\"roles\":[\"kva\"],\"passphrase\":\"kim has other words\"}", 201);
  fixture_do (&fixture, KEYHOLD, "PATCH", K "/tenant", "{\"fourEyes\":true}", 200);
  /* At the same moment the same impact would have the token that is spent. */
  fixture_do (&fixture, KEYHOLD, "POST", K "/clock/shift", "{\"shift\":\"PT1M\"}", 200);
  fixture_as (&fixture, "kva");
  g_autofree char *token =
      fixture_confirm (&fixture, "{\"trigger\":\"disable-key\",\"target\":\"kv-sales/cmk\"}");
  fixture.confirmation = token;
  fixture_refused (&fixture, VAULT, "PATCH", "/keys/cmk" A_KEY,
                   "{\"attributes\":{\"enabled\":false}}", 409, NULL, "ApprovalRequired");
  fixture.confirmation = NULL;
  g_autoptr (KhJson) all =
      fixture_call (&fixture, KEYHOLD, "GET", K "/requests?state=Pending", NULL, 200);
  g_assert_cmpuint (kh_json_length (all, "value"), ==, 1);
  fixture_set_word (&fixture, "{request}",
                    kh_json_string (kh_json_element (all, "value", 0), "id"));
  for (guint i = 0; i < 2; i++) {
    assert_all_refused (i == 0 ? &approve : &reject);
    do_act (i == 0 ? &approve : &reject);
    assert_others_may (i == 0 ? &approve : &reject);
  }
  /* It cannot be switched off by one alone, so it stays on. */
  fixture_as (&fixture, "Ada");
  fixture_refused (&fixture, KEYHOLD, "PATCH", K "/tenant", "{\"fourEyes\":false}", 409, NULL,
                   "ApprovalRequired");
}

/* Everybody may leave. */
static void
test_sign_out (void)
{
  for (guint j = 0; j < G_N_ELEMENTS (roles); j++) {
    g_hash_table_remove (fixture.tokens, roles[j]);
    fixture_as (&fixture, roles[j]);
    fixture_do (&fixture, KEYHOLD, "POST", K "/sign-out", NULL, 204);
    g_hash_table_remove (fixture.tokens, roles[j]);
  }
  g_hash_table_add (named, (gpointer)fixture_route (&fixture, KEYHOLD, "POST", K "/sign-out"));
}

/* A route that changes something, and that no test above tried with every role, is a hole. What
 * only reads is bound to a row of the matrix by the table of routes itself. */
static void
test_complete (void)
{
  guint n = 0;
  const KhRoute *const *tables = kh_route_tables (&n);
  for (guint i = 0; i < n; i++)
    for (const KhRoute *route = tables[i]; route->path != NULL; route++)
      if (route->access == KH_ACCESS_OPEN)
        g_assert_cmpstr (route->path, ==, K "/sign-in");
      else if (strcmp (route->method, "GET") != 0 && !g_hash_table_contains (named, route))
        g_error ("%s %s has no row in the matrix", route->method, route->path);
}

static void
test_reads (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (reads); i++)
    for (guint j = 0; j < G_N_ELEMENTS (roles); j++) {
      g_hash_table_add (
          named, (gpointer)fixture_route (&fixture, reads[i].host, reads[i].method, reads[i].path));
      fixture_as (&fixture, roles[j]);
      fixture_do (&fixture, reads[i].host, reads[i].method, reads[i].path, reads[i].body,
                  may (reads[i].may, roles[j]) ? 200 : 403);
    }
}

/* Content is for those who work with the data. */
static void
test_content (void)
{
  for (guint j = 0; j < G_N_ELEMENTS (roles); j++) {
    g_autoptr (GError) error = NULL;
    fixture_as (&fixture, roles[j]);
    g_autoptr (SoupMessage) message = fixture_message (
        &fixture, KEYHOLD, "GET", K "/environments/Sales/stores/dataverse/items/a/content", NULL);
    g_autoptr (GBytes) body = soup_session_send_and_read (fixture.session, message, NULL, &error);
    g_assert_no_error (error);
    gboolean allowed = may ("ppa maker", roles[j]);
    g_assert_cmpuint (soup_message_get_status (message), ==, allowed ? 200 : 403);
    g_assert_cmpint (memcmp (g_bytes_get_data (body, NULL), "id\n", 3) == 0, ==, allowed);
  }
}

/* Keys are used by whom the vault lets in, whatever else the account is. */
static void
test_operations (void)
{
  static const char *const body = "{\"alg\":\"RSA-OAEP-256\",\"value\":\"AAAA\"}";
  static const char *const paths[] = { "/keys/cmk/wrapkey" A_KEY, "/keys/cmk/unwrapkey" A_KEY,
                                       "/keys/cmk/{version}/wrapkey" A_KEY,
                                       "/keys/cmk/{version}/unwrapkey" A_KEY };
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_hash_table_add (named, (gpointer)fixture_route (&fixture, VAULT, "POST", paths[i]));
  for (guint j = 0; j < G_N_ELEMENTS (roles); j++) {
    fixture_as (&fixture, roles[j]);
    for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
      if (strcmp (roles[j], "kva") != 0)
        fixture_refused (&fixture, VAULT, "POST", paths[i], body, 403, "Forbidden",
                         "ForbiddenByRbac");
  }
}

/* Every refusal is in the log. */
static void
test_logged (void)
{
  guint n = 0;
  g_autofree char *id = NULL;
  fixture_as (&fixture, "auditor");
  g_autoptr (KhJson) me = fixture_call (&fixture, KEYHOLD, "GET", K "/me", NULL, 200);
  fixture_refused (&fixture, VAULT, "DELETE", "/keys/cmk" A_KEY, NULL, 403, "Forbidden",
                   "MissingRole");
  g_autoptr (KhJson) log =
      fixture_call (&fixture, KEYHOLD, "GET", K "/audit?limit=1000&actor=auditor", NULL, 200);
  for (guint i = 0; i < kh_json_length (log, "value"); i++) {
    KhJson *record = kh_json_element (log, "value", i);
    n += g_strcmp0 (kh_json_string (record, "phase"), "refused") == 0
         && g_strcmp0 (kh_json_string (record, "result"), "MissingRole") == 0;
  }
  g_assert_cmpuint (n, >=, G_N_ELEMENTS (acts));
}

/* How many reads of the account the log tells as refused, by the route of the last one. */
static guint
count_refused_reads (const char *account, const char *route)
{
  g_autofree char *path = g_strdup_printf (K "/audit?limit=1000&actor=%s", account);
  g_autoptr (KhJson) log = NULL;
  guint n = 0;
  fixture_as (&fixture, "auditor");
  log = fixture_call (&fixture, KEYHOLD, "GET", path, NULL, 200);
  for (guint i = 0; i < kh_json_length (log, "value"); i++) {
    KhJson *record = kh_json_element (log, "value", i);
    n += g_strcmp0 (kh_json_string (record, "phase"), "refused") == 0
         && g_strcmp0 (kh_json_string (record, "result"), "MissingRole") == 0
         && g_strcmp0 (kh_json_string (record, "action"), "tenant.read") == 0
         && g_strcmp0 (kh_json_string (record, "detail"), route) == 0;
  }
  return n;
}

/* So is a read that was refused before anything was looked at: once, without the name that was
 * asked for; one that is allowed leaves no such record. */
static void
test_reads_logged (void)
{
  static const char route[] = "GET " K "/policies/{policy}";
  guint before = count_refused_reads ("maker", route);
  fixture_as (&fixture, "maker");
  fixture_refused (&fixture, KEYHOLD, "GET", K "/policies/ep-sales", NULL, 403, NULL,
                   "MissingRole");
  g_assert_cmpuint (count_refused_reads ("maker", route), ==, before + 1);
  fixture_as (&fixture, "support");
  fixture_do (&fixture, KEYHOLD, "GET", K "/policies/ep-sales", NULL, 200);
  g_assert_cmpuint (count_refused_reads ("support", route), ==, 0);
}

/* A role that is taken away is gone at once, also for who is signed in. */
static void
test_taken (void)
{
  fixture_as (&fixture, "kva");
  fixture_do (&fixture, VAULT, "POST", "/keys/more/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  g_autofree char *token = g_strdup (fixture.token);
  fixture_as (&fixture, "owner");
  fixture_do (&fixture, KEYHOLD, "PATCH", K "/accounts/kva", "{\"roles\":[\"auditor\"]}", 200);
  fixture_as (&fixture, "kva");
  fixture_refused (&fixture, VAULT, "DELETE", "/keys/more" A_KEY, NULL, 403, "Forbidden",
                   "MissingRole");
  fixture_as (&fixture, "owner");
  fixture_do (&fixture, KEYHOLD, "DELETE", K "/accounts/kva", NULL, 204);
  fixture_as (&fixture, "kva");
  fixture_refused (&fixture, KEYHOLD, "GET", K "/me", NULL, 401, "Unauthorized", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  named = g_hash_table_new (NULL, NULL);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  fixture_make_accounts (&fixture);
  g_test_add_func ("/server/roles/acts", test_acts);
  g_test_add_func ("/server/roles/reads", test_reads);
  g_test_add_func ("/server/roles/content", test_content);
  g_test_add_func ("/server/roles/operations", test_operations);
  g_test_add_func ("/server/roles/approvals", test_approvals);
  g_test_add_func ("/server/roles/sign-out", test_sign_out);
  g_test_add_func ("/server/roles/complete", test_complete);
  g_test_add_func ("/server/roles/logged", test_logged);
  g_test_add_func ("/server/roles/reads-logged", test_reads_logged);
  g_test_add_func ("/server/roles/taken", test_taken);
  int status = g_test_run ();
  fixture_stop (&fixture);
  g_hash_table_unref (named);
  return status;
}
