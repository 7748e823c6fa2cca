/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a session ends: signed out, unused for too long, or another one's passphrase was changed. */
#include "kh-sessions.h"

static gint64 time_now = 1000;

static gint64
get_time (void)
{
  return time_now;
}

static void
assert_account (KhSessions *sessions, const char *token, const char *account)
{
  g_autofree char *found = kh_sessions_find (sessions, token);

  g_assert_cmpstr (found, ==, account);
}

static void
test_idle (void)
{
  KhSessions *sessions = kh_sessions_new (get_time);
  g_autofree char *used = kh_sessions_open (sessions, "ada");
  g_autofree char *unused = kh_sessions_open (sessions, "ada");

  time_now += KH_SESSION_IDLE;
  assert_account (sessions, used, "ada");
  time_now += 1;
  assert_account (sessions, unused, NULL);
  assert_account (sessions, used, "ada");
  time_now += KH_SESSION_IDLE;
  assert_account (sessions, used, "ada"); /* used meanwhile */
  kh_sessions_free (sessions);
}

static void
test_closed (void)
{
  KhSessions *sessions = kh_sessions_new (get_time);
  g_autofree char *one = kh_sessions_open (sessions, "ada");
  g_autofree char *two = kh_sessions_open (sessions, "ada");
  g_autofree char *three = kh_sessions_open (sessions, "ada");
  g_autofree char *other = kh_sessions_open (sessions, "bob");

  assert_account (sessions, "nobody", NULL);
  assert_account (sessions, NULL, NULL);
  kh_sessions_close (sessions, three);
  assert_account (sessions, three, NULL);
  kh_sessions_keep (sessions, "nobody");
  assert_account (sessions, two, "ada");
  kh_sessions_keep (sessions, one);
  assert_account (sessions, one, "ada");
  assert_account (sessions, two, NULL);
  assert_account (sessions, other, "bob");
  kh_sessions_close_account (sessions, "bob");
  assert_account (sessions, other, NULL);
  assert_account (sessions, one, "ada");
  kh_sessions_free (sessions);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tenant/sessions/idle", test_idle);
  g_test_add_func ("/tenant/sessions/closed", test_closed);
  return g_test_run ();
}
