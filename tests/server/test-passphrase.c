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

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fixture_start_tenant (&fixture);
  g_test_add_func ("/server/passphrase/all-or-nothing", test_all_or_nothing);
  g_test_add_func ("/server/passphrase/sessions", test_sessions);
  status = g_test_run ();
  fixture_stop (&fixture);
  return status;
}
