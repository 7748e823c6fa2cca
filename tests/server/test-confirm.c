/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Confirmations (model.md 5): what takes environments down is refused on every protocol without the
 * token of its own present impact, and nothing has changed then. */
#include "server-fixture.h"

#include <string.h>

#define MINUTES(n) ((gint64)(n)*60 * G_USEC_PER_SEC)

/* @change: the body of POST /impact; @undo and what follows brings the state back. */
typedef struct {
  const char *host, *method, *path, *body, *change;
  guint status;
  struct {
    const char *host, *method, *path, *body;
    guint status;
  } undo;
  gboolean own; /* its impact does not grow with the environments of the policy */
} Case;

#define TARGET(trigger, target) "{\"trigger\":\"" trigger "\",\"target\":\"" target "\"}"
#define CMK(trigger) "{\"trigger\":\"" trigger "\",\"vault\":\"kv-sales\",\"key\":\"cmk\"}"
#define NETWORK(access, action, bypass)                                                            \
  "{\"properties\":{\"publicNetworkAccess\":\"" access                                             \
  "\",\"networkAcls\":{\"defaultAction\":\"" action "\",\"bypass\":\"" bypass "\"}}}"
#define WANTED(body) "{\"trigger\":\"update-vault\",\"vault\":\"kv-sales\",\"wanted\":" body "}"
#define OPEN NETWORK ("Enabled", "Allow", "AzureServices")
#define SHUT NETWORK ("Disabled", "Allow", "None")
#define DENY NETWORK ("Enabled", "Deny", "None")
#define PERIMETER NETWORK ("SecuredByPerimeter", "Allow", "AzureServices")
#define ACCESS_POLICY "{\"properties\":{\"enableRbacAuthorization\":false}}"
#define RBAC "{\"properties\":{\"enableRbacAuthorization\":true}}"
#define THE_VAULT VAULTS "/kv-sales" A_VAULT
#define OFF "{\"attributes\":{\"enabled\":false}}"
#define ON "{\"attributes\":{\"enabled\":true}}"

static const Case cases[] = {
  { VAULT,
    "PATCH",
    "/keys/cmk" A_KEY,
    OFF,
    CMK ("disable-key"),
    200,
    { VAULT, "PATCH", "/keys/cmk" A_KEY, ON, 200 } },
  { VAULT,
    "PATCH",
    "/keys/cmk/{version}" A_KEY,
    OFF,
    CMK ("disable-key"),
    200,
    { VAULT, "PATCH", "/keys/cmk/{version}" A_KEY, ON, 200 } },
  { VAULT,
    "PATCH",
    "/keys/cmk/{version}" A_KEY,
    "{\"attributes\":{\"exp\":1000}}",
    "{\"trigger\":\"update-version\",\"vault\":\"kv-sales\",\"key\":\"cmk\",\"version\":\"{version}"
    "\","
    "\"exp\":\"1970-01-01T00:16:40Z\"}",
    200,
    { VAULT, "PATCH", "/keys/cmk" A_KEY, "{\"attributes\":{\"exp\":2000000000}}", 200 } },
  { VAULT,
    "DELETE",
    "/keys/cmk" A_KEY,
    NULL,
    CMK ("delete-key"),
    200,
    { VAULT, "POST", "/deletedkeys/cmk/recover" A_KEY, NULL, 200 } },
  { ARM, "PATCH", THE_VAULT, SHUT, WANTED (SHUT), 200, { ARM, "PATCH", THE_VAULT, OPEN, 200 } },
  { ARM, "PUT", THE_VAULT, DENY, WANTED (DENY), 200, { ARM, "PUT", THE_VAULT, OPEN, 200 } },
  { ARM,
    "PUT",
    THE_VAULT,
    PERIMETER,
    WANTED (PERIMETER),
    200,
    { ARM, "PUT", THE_VAULT, OPEN, 200 } },
  { ARM,
    "PATCH",
    THE_VAULT,
    ACCESS_POLICY,
    WANTED (ACCESS_POLICY),
    200,
    { ARM, "PATCH", THE_VAULT, RBAC, 200 } },
  { ARM,
    "DELETE",
    THE_VAULT,
    NULL,
    "{\"trigger\":\"delete-vault\",\"vault\":\"kv-sales\"}",
    200,
    { ARM, "PUT", THE_VAULT, "{\"properties\":{\"createMode\":\"recover\"}}", 200 } },
  { ARM,
    "DELETE",
    VAULTS "/kv-sales" ASSIGNMENTS "/" GRANT A_ASSIGNMENT,
    NULL,
    "{\"trigger\":\"remove-assignment\",\"assignment\":\"" GRANT "\"}",
    200,
    { ARM, "PUT", VAULTS "/kv-sales" ASSIGNMENTS "/" GRANT A_ASSIGNMENT, GRANT_BODY, 201 } },
  { BAP,
    "DELETE",
    P "/scopes/admin/environments/Sales" A_ENVIRONMENT,
    NULL,
    "{\"trigger\":\"delete-environment\",\"environment\":\"Sales\"}",
    202,
    { BAP, "POST", P "/environments/Sales/recover" A_ENVIRONMENT, NULL, 200 },
    TRUE },
};
static const Case delete_policy = { ARM,
                                    "DELETE",
                                    POLICIES "/ep-sales" A_POLICY,
                                    NULL,
                                    "{\"trigger\":\"delete-policy\",\"policy\":\"ep-sales\"}",
                                    200 };

static Fixture fixture;

static void
move_clock (gint64 by)
{
  kh_clock_manual_set (fixture.clock, kh_clock_now (fixture.clock) + by, by);
}

static char *unchanged;

/* Between the two calls nothing may change. */
static void
begin_refusals (void)
{
  g_free (unchanged);
  unchanged = fixture_state (&fixture);
}

static void
end_refusals (void)
{
  g_autofree char *after = fixture_state (&fixture);
  g_assert_true (fixture_is_same (unchanged, after));
}

/* Asserts that the act is refused with @token. */
static void
assert_refused (const Case *one, const char *token, const char *inner)
{
  g_test_message ("%s %s", one->method, one->path);
  fixture.confirmation = token;
  g_autoptr (KhJson) json =
      fixture_call (&fixture, one->host, one->method, one->path, one->body, 409);
  fixture.confirmation = NULL;
  g_assert_cmpstr (kh_json_string (json, "error.innererror.code"), ==, inner);
  if (strcmp (one->host, BAP) != 0)
    g_assert_cmpstr (kh_json_string (json, "error.code"), ==, "Conflict");
  /* The impact comes along, without a token: that one has to be asked for. */
  KhJson *impact = kh_json_element (json, "error.details", 0);
  g_assert_cmpint (kh_json_int (impact, "level", 0), >=, 3);
  g_assert_cmpuint (kh_json_length (impact, "environments"), >, 0);
  g_assert_null (kh_json_string (impact, "token"));
}

static void
do_confirmed (const Case *one, const char *token)
{
  fixture.confirmation = token;
  fixture_do (&fixture, one->host, one->method, one->path, one->body, one->status);
  fixture.confirmation = NULL;
}

static void
re_enable (const char *environment)
{
  g_autofree char *path = g_strdup_printf (K "/environments/%s", environment);
  g_autofree char *enable = g_strconcat (path, "/re-enable", NULL);
  g_autoptr (KhJson) now = fixture_call (&fixture, KEYHOLD, "GET", path, NULL, 200);
  if (g_strcmp0 (kh_json_string (now, "state"), "Locked") != 0)
    return;
  g_autoptr (KhJson) operation = fixture_call (&fixture, KEYHOLD, "POST", enable, NULL, 202);
  fixture_wait (&fixture, kh_json_string (operation, "id"));
}

/* A deleted vault has lost its assignments, also when it is recovered. */
static void
grant_again (void)
{
  guint status = 0;
  g_autoptr (SoupMessage) message = fixture_message (
      &fixture, ARM, "PUT", VAULTS "/kv-sales" ASSIGNMENTS "/" GRANT A_ASSIGNMENT, GRANT_BODY);
  g_autoptr (KhJson) json = fixture_send (&fixture, message, &status);
  g_assert_true (status == 200 || status == 201);
}

static void
undo (const Case *one)
{
  fixture_do (&fixture, one->undo.host, one->undo.method, one->undo.path, one->undo.body,
              one->undo.status);
  grant_again ();
  re_enable ("Sales");
  re_enable ("Ops");
}

static void
test_missing (void)
{
  begin_refusals ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    assert_refused (&cases[i], NULL, "ConfirmationRequired");
    end_refusals ();
  }
  assert_refused (&delete_policy, NULL, "ConfirmationRequired");
  end_refusals ();
}

/* (transfer full): the token with another end written before its MAC. */
static char *
with_later_end (const char *token)
{
  gint64 end = g_ascii_strtoll (token, NULL, 16) + MINUTES (60);
  return g_strdup_printf ("%" G_GINT64_MODIFIER "x%s", end, strchr (token, '.'));
}

static void
test_wrong (void)
{
  begin_refusals ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Case *other = &cases[(i + 4) % G_N_ELEMENTS (cases)];
    g_autofree char *own = fixture_confirm (&fixture, cases[i].change);
    g_autofree char *of_other = fixture_confirm (&fixture, other->change);
    g_autofree char *altered = g_strdup (own);
    g_autofree char *longer = g_strconcat (own, "0", NULL);
    g_autofree char *later = with_later_end (own);
    gsize last = strlen (altered) - 1;
    altered[last] = altered[last] == '0' ? '1' : '0';
    assert_refused (&cases[i], "", "ConfirmationStale");
    assert_refused (&cases[i], "yes", "ConfirmationStale");
    assert_refused (&cases[i], of_other, "ConfirmationStale");
    assert_refused (&cases[i], altered, "ConfirmationStale");
    assert_refused (&cases[i], longer, "ConfirmationStale");
    assert_refused (&cases[i], later, "ConfirmationStale");
    end_refusals ();
  }
}

/* A token is of the account that asked for it. */
static void
test_borrowed (void)
{
  static const char *const roles = "{\"name\":\"Bob\",\"roles\":[\"kva\",\"ppa\"]}";
  fixture_do (&fixture, KEYHOLD, "POST", K "/accounts", roles, 201);
  begin_refusals ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    fixture_as (&fixture, "Bob");
    g_autofree char *token = fixture_confirm (&fixture, cases[i].change);
    fixture_as (&fixture, "Ada");
    assert_refused (&cases[i], token, "ConfirmationStale");
  }
  end_refusals ();
}

/* Good for five minutes, and no second longer. */
static void
test_expired (void)
{
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_ptr_array_add (tokens, fixture_confirm (&fixture, cases[i].change));
  move_clock (MINUTES (5) + 1);
  begin_refusals ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (&cases[i], tokens->pdata[i], "ConfirmationStale");
  end_refusals ();
}

/* One more environment depends on the key than the impact told of. */
static void
test_stale (void)
{
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_ptr_array_add (tokens, fixture_confirm (&fixture, cases[i].change));
  g_autofree char *of_policy = fixture_confirm (&fixture, delete_policy.change);
  fixture_do (&fixture, BAP, "POST", P "/environments" A_ENVIRONMENT, ENVIRONMENT_BODY ("Ops"),
              201);
  fixture_do (&fixture, BAP, "POST", P "/environments/Ops/governanceConfiguration" A_MANAGED,
              MANAGED_BODY, 202);
  fixture_encrypt (&fixture, "Ops");
  begin_refusals ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (!cases[i].own)
      assert_refused (&cases[i], tokens->pdata[i], "ConfirmationStale");
  assert_refused (&delete_policy, of_policy, "ConfirmationStale");
  end_refusals ();
}

/* With its own token each act is done, and locks what it said; the token then opens nothing else,
 * nor the same act again once that is undone and has the same impact as before. */
static void
test_confirmed (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Case *other = &cases[(i + 4) % G_N_ELEMENTS (cases)];
    g_test_message ("%s %s %s", cases[i].method, cases[i].path, cases[i].body);
    g_autofree char *token = fixture_confirm (&fixture, cases[i].change);
    move_clock (MINUTES (5) - 1);
    do_confirmed (&cases[i], token);
    g_autoptr (KhJson) sales =
        fixture_call (&fixture, KEYHOLD, "GET", K "/environments/Sales", NULL, 200);
    g_assert_cmpstr (kh_json_string (sales, "state"), ==, cases[i].own ? "Deleted" : "Locked");
    undo (&cases[i]);
    begin_refusals ();
    assert_refused (other, token, "ConfirmationStale");
    assert_refused (&cases[i], token, "ConfirmationStale");
    end_refusals ();
  }
}

/* What protects nothing needs no token, whatever the verb. */
static void
test_empty (void)
{
  fixture_do (&fixture, VAULT, "POST", "/keys/spare/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  fixture_do (&fixture, VAULT, "PATCH", "/keys/spare" A_KEY, OFF, 200);
  fixture_do (&fixture, VAULT, "DELETE", "/keys/spare" A_KEY, NULL, 200);
}

/* Asking for an impact changes nothing but the log. */
static void
test_asking (void)
{
  g_autofree char *before = fixture_state (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *token = fixture_confirm (&fixture, cases[i].change);
    g_assert_cmpuint (strlen (token), >, 64);
  }
  g_autofree char *after = fixture_state (&fixture);
  g_assert_true (fixture_is_same (before, after));
}

/* Attached environments keep the vault and the key of a policy; its end takes them down. */
static void
test_policy (void)
{
  fixture_do (&fixture, VAULT, "POST", "/keys/next/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  g_autofree char *before = fixture_state (&fixture);
  fixture_refused (&fixture, ARM, "PUT", POLICIES "/ep-sales" A_POLICY,
                   POLICY_BODY ("kv-sales", "next"), 409, "EnterprisePolicyInUse", NULL);
  g_autofree char *after = fixture_state (&fixture);
  g_assert_true (fixture_is_same (before, after));
  g_autofree char *token = fixture_confirm (&fixture, delete_policy.change);
  do_confirmed (&delete_policy, token);
  g_autoptr (KhJson) sales =
      fixture_call (&fixture, KEYHOLD, "GET", K "/environments/Sales", NULL, 200);
  g_assert_cmpstr (kh_json_string (sales, "state"), ==, "Locked");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  fixture_encrypt (&fixture, "Sales");
  g_test_add_func ("/server/confirm/missing", test_missing);
  g_test_add_func ("/server/confirm/wrong", test_wrong);
  g_test_add_func ("/server/confirm/borrowed", test_borrowed);
  g_test_add_func ("/server/confirm/expired", test_expired);
  g_test_add_func ("/server/confirm/stale", test_stale);
  g_test_add_func ("/server/confirm/asking", test_asking);
  g_test_add_func ("/server/confirm/confirmed", test_confirmed);
  g_test_add_func ("/server/confirm/empty", test_empty);
  g_test_add_func ("/server/confirm/policy", test_policy);
  int status = g_test_run ();
  fixture_stop (&fixture);
  g_free (unchanged);
  return status;
}
