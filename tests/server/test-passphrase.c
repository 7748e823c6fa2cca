/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of the organization that are refused change nothing, and a changed passphrase ends the
 * account's other sessions. */
#include "server-fixture.h"

#include <string.h>

#define NEW_PASSPHRASE "staple battery horse"
#define CHANGE(old_one) "\"passphrase\":{\"old\":\"" old_one "\",\"new\":\"" NEW_PASSPHRASE "\"}"
#define RULE "\"unlockRule\":\"support-request\""

static Fixture fixture;

static void
test_all_or_nothing (void)
{
  static const struct {
    const char *body;
    guint status;
  } refused[] = {
    { "{" RULE "," CHANGE ("wrong horse battery") "}", 400 },
    { "{" RULE "," CHANGE (PASSPHRASE) "}", 400 },
    { "{\"fourEyes\":false," CHANGE (PASSPHRASE) "}", 400 },
    { "{" RULE ",\"passphrase\":{\"old\":\"" PASSPHRASE "\"}}", 400 },
    { "{" RULE ",\"fourEyes\":true}", 422 },
    { "{" CHANGE ("wrong horse battery") "}", 403 },
  };
  g_autofree char *before = fixture_state (&fixture);
  g_autofree char *after = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    fixture_do (&fixture, KEYHOLD, "PATCH", K "/tenant", refused[i].body, refused[i].status);
  after = fixture_state (&fixture);
  g_assert_true (fixture_is_same (before, after));
  fixture_do (&fixture, KEYHOLD, "POST", K "/sign-in",
              "{\"account\":\"Ada\",\"passphrase\":\"" NEW_PASSPHRASE "\"}", 403);
}

static char *
sign_in (const char *passphrase)
{
  g_autofree char *body =
      g_strdup_printf ("{\"account\":\"Ada\",\"passphrase\":\"%s\"}", passphrase);
  g_autoptr (KhJson) session = fixture_call (&fixture, KEYHOLD, "POST", K "/sign-in", body, 200);

  return g_strdup (kh_json_string (session, "token"));
}

static void
assert_token (const char *token, guint status)
{
  char *before = fixture.token;

  fixture.token = (char *)token;
  fixture_do (&fixture, KEYHOLD, "GET", K "/me", NULL, status);
  fixture.token = before;
}

static void
test_sessions (void)
{
  g_autofree char *other = sign_in (PASSPHRASE);
  g_autofree char *later = NULL;

  fixture_do (&fixture, KEYHOLD, "POST", K "/accounts", "{\"name\":\"Bob\",\"roles\":[\"maker\"]}",
              201);
  fixture_as (&fixture, "Bob");
  g_autofree char *bob = g_strdup (fixture.token);
  fixture_as (&fixture, "Ada");
  fixture_do (&fixture, KEYHOLD, "PATCH", K "/tenant", "{" CHANGE ("wrong horse battery") "}", 403);
  assert_token (other, 200);
  fixture_do (&fixture, KEYHOLD, "PATCH", K "/tenant", "{" CHANGE (PASSPHRASE) "}", 200);
  assert_token (other, 401);
  assert_token (fixture.token, 200);
  assert_token (bob, 200);
  fixture_do (&fixture, KEYHOLD, "POST", K "/sign-in",
              "{\"account\":\"Ada\",\"passphrase\":\"" PASSPHRASE "\"}", 403);
  later = sign_in (NEW_PASSPHRASE);
  assert_token (later, 200);
}

#define KEY "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER_KEY "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
#define RESET(key) "{\"passphrase\":{\"recoveryKey\":\"" key "\",\"new\":\"" PASSPHRASE "\"}}"

/* The recovery code stands for the old passphrase, and for nothing else; what is no code is told
 * before anything is tried. */
static void
test_recovery (void)
{
  static const struct {
    const char *method, *path, *body;
    guint status;
  } refused[] = {
    { "POST", K "/seal/slots", "{\"kind\":\"recovery\"}", 400 },
    { "POST", K "/seal/slots", "{\"kind\":\"recovery\",\"key\":\"0123\"}", 400 },
    { "POST", K "/seal/slots", "{\"kind\":\"passphrase\",\"key\":\"" KEY "\"}", 400 },
    { "DELETE", K "/seal/slots/passphrase", NULL, 400 },
    { "PATCH", K "/tenant", RESET (OTHER_KEY), 403 },
    { "PATCH", K "/tenant", RESET ("no key"), 400 },
    { "PATCH", K "/tenant", "{\"passphrase\":{\"recoveryKey\":\"" KEY "\"}}", 400 },
    { "PATCH", K "/tenant",
      "{\"passphrase\":{\"recoveryKey\":\"" KEY "\",\"old\":\"" NEW_PASSPHRASE
      "\",\"new\":\"" PASSPHRASE "\"}}",
      400 },
    { "PATCH", K "/tenant",
      "{" RULE ",\"passphrase\":{\"recoveryKey\":\"" KEY "\",\"new\":\"" PASSPHRASE "\"}}", 400 },
    { "POST", K "/sign-in", "{\"account\":\"\",\"recoveryKey\":\"" OTHER_KEY "\"}", 403 },
    { "POST", K "/sign-in", "{\"account\":\"\",\"recoveryKey\":\"\"}", 400 },
    { "POST", K "/sign-in", "{\"account\":\"Ada\",\"recoveryKey\":\"" KEY "\"}", 400 },
    { "POST", K "/sign-in",
      "{\"account\":\"\",\"recoveryKey\":\"" KEY "\",\"keyringKey\":\"" KEY "\"}", 400 },
  };
  g_autofree char *token = NULL;

  fixture_do (&fixture, KEYHOLD, "POST", K "/seal/slots",
              "{\"kind\":\"recovery\",\"key\":\"" KEY "\"}", 201);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    fixture_do (&fixture, KEYHOLD, refused[i].method, refused[i].path, refused[i].body,
                refused[i].status);
  token = sign_in (NEW_PASSPHRASE);
  fixture_do (&fixture, KEYHOLD, "PATCH", K "/tenant", RESET (KEY), 200);
  assert_token (token, 401);
  assert_token (fixture.token, 200);
  g_free (token);
  token = sign_in (PASSPHRASE);
  fixture_do (&fixture, KEYHOLD, "DELETE", K "/seal/slots/recovery", NULL, 204);
  fixture_do (&fixture, KEYHOLD, "PATCH", K "/tenant", RESET (KEY), 403);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture_start_tenant (&fixture);
  g_test_add_func ("/server/passphrase/all-or-nothing", test_all_or_nothing);
  g_test_add_func ("/server/passphrase/sessions", test_sessions);
  g_test_add_func ("/server/passphrase/recovery", test_recovery);
  status = g_test_run ();
  fixture_stop (&fixture);
  return status;
}
