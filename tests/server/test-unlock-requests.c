/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unlock requests over the wire: filed with evidence, decided by another person with another
 * passphrase, good for one opening, for a day. */
#include "server-fixture.h"

#include <string.h>

#include "kh-tenant.h"

#define PIA "pia-passphrase-of-length"
#define SUE "sue-passphrase-of-length"
#define UNLOCK "{\"kind\":\"unlock\",\"environments\":[\"Sales\"]}"
#define RE_ENABLE K "/environments/Sales/re-enable"

static Fixture fixture;

/* Signs in as @name; each token is asked for once. */
static void
as (const char *name, const char *passphrase)
{
  const char *token = g_hash_table_lookup (fixture.tokens, name);
  g_autofree char *body = NULL;
  g_autoptr (KhJson) session = NULL;
  if (passphrase == NULL || token != NULL) {
    fixture_as (&fixture, name);
    return;
  }
  body = g_strdup_printf ("{\"account\":\"%s\",\"passphrase\":\"%s\"}", name, passphrase);
  session = fixture_call (&fixture, KEYHOLD, "POST", K "/sign-in", body, 200);
  g_hash_table_insert (fixture.tokens, g_strdup (name),
                       g_strdup (kh_json_string (session, "token")));
  fixture_as (&fixture, name);
}

static void
make_account (const char *name, const char *role, const char *passphrase)
{
  g_autofree char *secret =
      passphrase != NULL ? g_strdup_printf (",\"passphrase\":\"%s\"", passphrase) : g_strdup ("");
  g_autofree char *body =
      g_strdup_printf ("{\"name\":\"%s\",\"roles\":[\"%s\"]%s}", name, role, secret);
  fixture_as (&fixture, "Ada");
  fixture_do (&fixture, KEYHOLD, "POST", K "/accounts", body, 201);
}

static void
disable (gboolean disabled)
{
  g_autofree char *token = NULL;
  fixture_as (&fixture, "Ada");
  /* On a clock that stands the same impact would have the same token, which is spent. */
  fixture_do (&fixture, KEYHOLD, "POST", K "/clock/shift", "{\"shift\":\"PT1M\"}", 200);
  if (disabled)
    token = fixture_confirm (&fixture, "{\"trigger\":\"disable-key\",\"target\":\"kv-sales/cmk\"}");
  fixture.confirmation = token;
  fixture_do (&fixture, VAULT, "PATCH", "/keys/cmk" A_KEY,
              disabled ? "{\"attributes\":{\"enabled\":false}}"
                       : "{\"attributes\":{\"enabled\":true}}",
              200);
  fixture.confirmation = NULL;
}

static void
set_rule (const char *rule)
{
  g_autofree char *body = g_strdup_printf ("{\"unlockRule\":\"%s\"}", rule);
  fixture_as (&fixture, "Ada");
  fixture_do (&fixture, KEYHOLD, "PATCH", K "/tenant", body, 200);
}

/* Locked, and the key is back. */
static void
lock_and_repair (void)
{
  disable (TRUE);
  disable (FALSE);
}

/* Files one as Pia; {request} is its id from now on. */
static KhJson *
file_request (void)
{
  KhJson *request;
  as ("Pia", PIA);
  request = fixture_call (&fixture, KEYHOLD, "POST", K "/requests", UNLOCK, 201);
  fixture_set_word (&fixture, "{request}", kh_json_string (request, "id"));
  return request;
}

static KhJson *
get_request (void)
{
  return fixture_call (&fixture, KEYHOLD, "GET", K "/requests/{request}", NULL, 200);
}

static void
assert_state (const char *state)
{
  g_autoptr (KhJson) request = get_request ();
  g_assert_cmpstr (kh_json_string (request, "state"), ==, state);
}

static KhJson *
decide (const char *verb, const char *passphrase, guint status)
{
  g_autofree char *path = g_strconcat (K "/requests/{request}/", verb, NULL);
  g_autofree char *body =
      passphrase != NULL ? g_strdup_printf ("{\"passphrase\":\"%s\"}", passphrase) : NULL;
  return fixture_call (&fixture, KEYHOLD, "POST", path, body, status);
}

static void
decide_refused (const char *verb, const char *passphrase, guint status, const char *inner)
{
  g_autoptr (KhJson) json = decide (verb, passphrase, status);
  g_test_message ("%s: %s", verb, kh_json_string (json, "error.message"));
  g_assert_cmpstr (kh_json_string (json, "error.innererror.code"), ==, inner);
  assert_state ("Pending");
}

static void
decide_well (const char *verb, const char *passphrase, const char *state)
{
  g_autoptr (KhJson) json = decide (verb, passphrase, 200);
  g_assert_cmpstr (kh_json_string (json, "state"), ==, state);
}

static void
re_enable_refused (const char *inner)
{
  as ("Pia", PIA);
  fixture_refused (&fixture, KEYHOLD, "POST", RE_ENABLE, NULL, 422, NULL, inner);
}

static void
re_enable (void)
{
  as ("Pia", PIA);
  fixture_do (&fixture, KEYHOLD, "POST", RE_ENABLE, NULL, 202);
}

/* --- Tests ------------------------------------------------------------------------------------ */

/* (nullable) (transfer none) */
static KhJson *
find_evidence (KhJson *request, const char *kind)
{
  for (guint i = 0; i < kh_json_length (request, "evidence"); i++) {
    KhJson *piece = kh_json_element (request, "evidence", i);
    if (g_strcmp0 (kh_json_string (piece, "kind"), kind) == 0)
      return piece;
  }
  return NULL;
}

static void
assert_evidence (KhJson *request, const char *kind, const char *text)
{
  KhJson *piece = find_evidence (request, kind);
  g_assert_nonnull (piece);
  g_assert_true (kh_json_bool (piece, "verified", FALSE));
  if (strstr (kh_json_string (piece, "text"), text) == NULL)
    g_error ("%s says: %s", kind, kh_json_string (piece, "text"));
}

/* What a request would hold can be read before it is filed, by who may file it. */
static void
test_preview (void)
{
  static const char body[] = "{\"kind\":\"unlock\",\"environments\":[\"Sales\"],\"preview\":true,"
                             "\"leftOut\":[\"approvals\"]}";
  g_autoptr (KhJson) shown = fixture_call (&fixture, KEYHOLD, "POST", K "/requests", body, 200);
  assert_evidence (shown, "proof", "Data keys unwrapped: 3");
  g_assert_null (find_evidence (shown, "approvals"));
  g_assert_cmpstr (kh_json_string (shown, "state"), ==, "Preview");
  as ("Sue", SUE);
  fixture_do (&fixture, KEYHOLD, "POST", K "/requests", body, 403);
  as ("Pia", PIA);
}

static void
test_filing (void)
{
  set_rule ("self-service");
  as ("Pia", PIA);
  fixture_refused (&fixture, KEYHOLD, "POST", K "/requests", UNLOCK, 422, NULL, "SelfService");
  set_rule ("support-request");
  as ("Pia", PIA);
  fixture_refused (&fixture, KEYHOLD, "POST", K "/requests", UNLOCK, 409, NULL, "NotLocked");
  fixture_do (&fixture, KEYHOLD, "POST", K "/requests", "{\"kind\":\"unlock\",\"environments\":[]}",
              400);
  fixture_do (&fixture, KEYHOLD, "POST", K "/requests",
              "{\"kind\":\"unlock\",\"environments\":[\"Nowhere\"]}", 404);
  fixture_do (&fixture, KEYHOLD, "POST", K "/requests",
              "{\"kind\":\"approval\",\"environments\":[\"Sales\"]}", 400);
  disable (TRUE);
  as ("Pia", PIA);
  /* The original key is proven before anybody is asked. */
  fixture_refused (&fixture, KEYHOLD, "POST", K "/requests", UNLOCK, 422, NULL, "disable-key");
  fixture_do (&fixture, KEYHOLD, "POST", K "/requests",
              "{\"kind\":\"unlock\",\"environments\":[\"Sales\"],"
              "\"files\":[{\"name\":\"a\",\"content\":\"no base64!\"}]}",
              400);
  disable (FALSE);
  re_enable_refused ("SupportRequest");
  {
    g_autofree char *big = g_malloc0 (130 * 1024);
    g_autofree char *base64 = g_base64_encode ((const guchar *)big, 130 * 1024);
    g_autofree char *body = g_strdup_printf ("{\"kind\":\"unlock\",\"environments\":[\"Sales\"],"
                                             "\"files\":[{\"name\":\"a\",\"content\":\"%s\"}]}",
                                             base64);
    fixture_do (&fixture, KEYHOLD, "POST", K "/requests", body, 413);
  }
  test_preview ();
  g_autoptr (KhJson) none = fixture_call (&fixture, KEYHOLD, "GET", K "/requests", NULL, 200);
  g_assert_cmpuint (kh_json_length (none, "value"), ==, 0);
}

static void
test_evidence (void)
{
  as ("Pia", PIA);
  g_autoptr (KhJson) request = fixture_call (
      &fixture, KEYHOLD, "POST", K "/requests",
      "{\"kind\":\"unlock\",\"environments\":[\"Sales\",\"Sales\"],\"reason\":\"the key is back\","
      "\"files\":[{\"name\":\"note.txt\",\"content\":\"YSBub3RlCg==\"}]}",
      201);
  g_autoptr (KhJson) key =
      fixture_call (&fixture, KEYHOLD, "GET", K "/keys/kv-sales/cmk", NULL, 200);
  fixture_set_word (&fixture, "{request}", kh_json_string (request, "id"));
  fixture_has (request, "id kind state requestedBy approvals expiresAt subject evidence history");
  g_assert_cmpstr (kh_json_string (request, "subject"), ==, "Unlock Sales");
  g_assert_cmpstr (kh_json_string (request, "requestedBy"), ==, "Pia");
  g_assert_cmpstr (kh_json_string (request, "reason"), ==, "the key is back");
  g_assert_cmpuint (kh_json_length (request, "environments"), ==, 1);
  assert_evidence (request, "environments", "Sales (Production");
  assert_evidence (request, "environments", "Caused by: Ada");
  assert_evidence (request, "diagnosis", "Nothing keeps the key from being used");
  assert_evidence (request, "proof", kh_json_string (key, "thumbprint"));
  assert_evidence (request, "proof", "Data keys unwrapped: 3");
  assert_evidence (request, "timeline", "Ada key.enable");
  assert_evidence (request, "timeline", "environment.lock Sales");
  assert_evidence (request, "audit", "00000001.jsonl");
  assert_evidence (request, "approvals", "None.");
  assert_evidence (request, "file", "a note\n");
  assert_evidence (request, "program", "Keyhold");
  fixture_refused (&fixture, KEYHOLD, "POST", K "/requests", UNLOCK, 409, NULL, "RequestOpen");
  /* The list leaves the texts out. */
  g_autoptr (KhJson) list =
      fixture_call (&fixture, KEYHOLD, "GET", K "/requests?state=Pending", NULL, 200);
  g_assert_cmpuint (kh_json_length (list, "value"), ==, 1);
  g_assert_null (
      kh_json_string (find_evidence (kh_json_element (list, "value", 0), "proof"), "text"));
  fixture_do (&fixture, KEYHOLD, "GET", K "/requests?state=Sleeping", NULL, 400);
}

/* Of the request of the test before: nobody but another one with support's role and a passphrase
 * of their own. */
static void
test_deciders (void)
{
  static const char *const others[] = { "owner", "kva", "ppa", "auditor", "maker" };
  g_autoptr (KhJson) mine = NULL, theirs = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    fixture_as (&fixture, others[i]);
    for (guint k = 0; k < 2; k++) {
      g_autoptr (KhJson) json = decide (k == 0 ? "approve" : "reject", NULL, 403);
      g_assert_cmpstr (kh_json_string (json, "error.innererror.code"), ==, "MissingRole");
      g_assert_nonnull (strstr (kh_json_string (json, "error.message"), "support"));
    }
  }
  fixture_as (&fixture, "support"); /* has no passphrase */
  decide_refused ("approve", SUE, 422, "ApproverPassphrase");
  fixture_as (&fixture, "Ada");
  fixture_do (&fixture, KEYHOLD, "PATCH", K "/accounts/Pia", "{\"roles\":[\"ppa\",\"support\"]}",
              200);
  as ("Pia", PIA);
  decide_refused ("approve", PIA, 422, "OwnRequest");
  decide_refused ("reject", NULL, 422, "OwnRequest");
  mine = get_request ();
  g_assert_false (kh_json_bool (mine, "mayApprove", TRUE));
  g_assert_true (kh_json_bool (mine, "mayWithdraw", FALSE));
  g_assert_nonnull (strstr (kh_json_string (mine, "refusal"), "account that made it"));
  as ("Twin", PIA);
  decide_refused ("approve", PIA, 422, "SamePassphrase");
  as ("Sue", SUE);
  decide_refused ("approve", NULL, 401, "PassphraseNeeded");
  decide_refused ("approve", "a-wrong-passphrase-here", 403, "WrongPassphrase");
  decide_refused ("withdraw", NULL, 403, "NotRequester");
  theirs = get_request ();
  g_assert_true (kh_json_bool (theirs, "mayApprove", FALSE));
  g_assert_false (kh_json_bool (theirs, "mayWithdraw", TRUE));
  re_enable_refused ("RequestPending");
}

/* How often the log tells that something was refused for @result. */
static guint
count_refused (const char *action, const char *result)
{
  g_autoptr (KhJson) log = NULL;
  guint n = 0;
  fixture_as (&fixture, "Ada");
  log = fixture_call (&fixture, KEYHOLD, "GET", K "/audit?limit=1000&of=refused", NULL, 200);
  for (guint i = 0; i < kh_json_length (log, "value"); i++) {
    KhJson *record = kh_json_element (log, "value", i);
    n += g_strcmp0 (kh_json_string (record, "action"), action) == 0
         && g_strcmp0 (kh_json_string (record, "result"), result) == 0;
  }
  return n;
}

static guint
count_of_call (const char *id)
{
  g_autofree char *path = g_strconcat (K "/audit?request=", id, NULL);
  g_autoptr (KhJson) log = fixture_call (&fixture, KEYHOLD, "GET", path, NULL, 200);

  return kh_json_length (log, "value");
}

/* A call is in the log as its sender calls it, but nobody can have it look like what was approved.
 */
static void
test_call_ids (void)
{
  g_autoptr (KhJson) request = get_request ();
  const char *id = kh_json_string (request, "id");

  fixture_as (&fixture, "Ada");
  fixture.call_id = "one-of-mine";
  fixture_do (&fixture, KEYHOLD, "POST", K "/clock/shift", "{\"shift\":\"PT1M\"}", 200);
  fixture.call_id = id;
  fixture_do (&fixture, KEYHOLD, "POST", K "/clock/shift", "{\"shift\":\"PT1M\"}", 200);
  fixture.call_id = NULL;
  g_assert_cmpuint (count_of_call ("one-of-mine"), ==, 2);
  g_assert_cmpuint (count_of_call (id), ==, 0);
}

static void
test_logged (void)
{
  g_assert_cmpuint (count_refused ("request.approve", "OwnRequest"), ==, 1);
  g_assert_cmpuint (count_refused ("request.reject", "OwnRequest"), ==, 1);
  g_assert_cmpuint (count_refused ("request.approve", "ApproverPassphrase"), ==, 1);
  g_assert_cmpuint (count_refused ("request.approve", "MissingRole"), ==, 5);
  g_assert_cmpuint (count_refused ("request.withdraw", "NotRequester"), ==, 1);
}

static void
test_approved (void)
{
  g_autoptr (KhJson) done = NULL;
  as ("Sue", SUE);
  decide_well ("approve", SUE, "Approved");
  {
    g_autoptr (KhJson) again = decide ("approve", SUE, 409);
    g_assert_cmpstr (kh_json_string (again, "error.innererror.code"), ==, "RequestDecided");
  }
  re_enable ();
  done = get_request ();
  g_assert_cmpstr (kh_json_string (done, "state"), ==, "Completed");
  g_assert_cmpuint (kh_json_length (done, "approvals"), ==, 1);
  g_assert_cmpstr (kh_json_string (kh_json_element (done, "approvals", 0), "by"), ==, "Sue");
  g_assert_cmpuint (kh_json_length (done, "history"), ==, 3);
  /* One opening, not two. */
  lock_and_repair ();
  re_enable_refused ("SupportRequest");
}

static void
test_rejected_and_withdrawn (void)
{
  g_autoptr (KhJson) first = file_request (), second = NULL;
  as ("Sue", SUE);
  decide_well ("reject", NULL, "Rejected");
  re_enable_refused ("SupportRequest");
  second = file_request ();
  decide_well ("withdraw", NULL, "Withdrawn");
  as ("Sue", SUE);
  g_autoptr (KhJson) late = decide ("approve", SUE, 409);
  g_assert_cmpstr (kh_json_string (late, "error.innererror.code"), ==, "RequestDecided");
  re_enable_refused ("SupportRequest");
}

/* A day to the second; time alone ends it, and that is written down. */
static void
test_expired (void)
{
  g_autoptr (KhJson) request = file_request (), expired = NULL, list = NULL;
  as ("Sue", SUE);
  decide_well ("approve", SUE, "Approved");
  fixture_as (&fixture, "Ada");
  fixture_do (&fixture, KEYHOLD, "POST", K "/clock/shift", "{\"shift\":\"PT23H59M59S\"}", 200);
  assert_state ("Approved");
  fixture_do (&fixture, KEYHOLD, "POST", K "/clock/shift", "{\"shift\":\"PT1S\"}", 200);
  expired = get_request ();
  g_assert_cmpstr (kh_json_string (expired, "state"), ==, "Expired");
  g_assert_cmpuint (kh_json_length (expired, "history"), ==, 3);
  list = fixture_call (&fixture, KEYHOLD, "GET", K "/requests?state=Expired", NULL, 200);
  g_assert_cmpuint (kh_json_length (list, "value"), ==, 1);
  as ("Pia", PIA);
  fixture_refused (&fixture, KEYHOLD, "POST", RE_ENABLE, NULL, 409, NULL, "RequestExpired");
}

/* Who approved it may do so no longer: the approval goes with the role, and comes with it. */
static void
test_role_taken (void)
{
  g_autoptr (KhJson) request = file_request ();
  as ("Sue", SUE);
  decide_well ("approve", SUE, "Approved");
  fixture_as (&fixture, "Ada");
  fixture_do (&fixture, KEYHOLD, "PATCH", K "/accounts/Sue", "{\"roles\":[\"auditor\"]}", 200);
  as ("Pia", PIA);
  fixture_refused (&fixture, KEYHOLD, "POST", RE_ENABLE, NULL, 403, NULL, "MissingRole");
  fixture_as (&fixture, "Ada");
  fixture_do (&fixture, KEYHOLD, "PATCH", K "/accounts/Sue", "{\"roles\":[\"support\"]}", 200);
  re_enable ();
  assert_state ("Completed");
}

/* /events tells what changed. */
static void
test_events (void)
{
  g_autoptr (KhJson) events =
      fixture_call (&fixture, KEYHOLD, "GET", K "/events?after=0", NULL, 200);
  gboolean found = FALSE;
  for (guint i = 0; i < kh_json_length (events, "value"); i++) {
    KhJson *event = kh_json_element (events, "value", i);
    g_autofree char *id = fixture_expand (&fixture, "{request}");
    found = found
            || (g_strcmp0 (kh_json_string (event, "kind"), "request") == 0
                && g_strcmp0 (kh_json_string (event, "id"), id) == 0);
  }
  g_assert_true (found);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  fixture_encrypt (&fixture, "Sales");
  fixture_make_accounts (&fixture);
  make_account ("Pia", "ppa", PIA);
  make_account ("Sue", "support", SUE);
  make_account ("Twin", "support", PIA);
  fixture_do (&fixture, KEYHOLD, "PUT", K "/policies/ep-sales/readers/Pia", NULL, 200);
  g_test_add_func ("/server/requests/filing", test_filing);
  g_test_add_func ("/server/requests/evidence", test_evidence);
  g_test_add_func ("/server/requests/deciders", test_deciders);
  g_test_add_func ("/server/requests/logged", test_logged);
  g_test_add_func ("/server/requests/call-ids", test_call_ids);
  g_test_add_func ("/server/requests/approved", test_approved);
  g_test_add_func ("/server/requests/rejected-and-withdrawn", test_rejected_and_withdrawn);
  g_test_add_func ("/server/requests/expired", test_expired);
  g_test_add_func ("/server/requests/role-taken", test_role_taken);
  g_test_add_func ("/server/requests/events", test_events);
  int status = g_test_run ();
  fixture_stop (&fixture);
  return status;
}
