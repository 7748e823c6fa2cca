/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wrong passphrases make their account wait, wherever they are given, and no other one. */
#include <string.h>

#include "kh-tenant-private.h"
#include "tenant-fixture.h"

#define ADA "correct horse battery"
#define BOB "another horse battery"
#define WRONG "wrong horse battery"

static gint64 time_now;

static gint64
get_time (void)
{
  return time_now;
}

static gpointer
add_work (Fixture *f, gconstpointer text, GError **error)
{
  g_autoptr (KhSecret) secret = passphrase (text);

  return kh_tenant_account_add (f->tenant, f->caller, "Bob", KH_ROLE_AUDITOR, secret, error);
}

/* Ada and Bob, whose tries go by the test's time. */
static void
start (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  set_up (f, unused);
  g_autoptr (KhAccount) bob = on_worker (f, add_work, BOB, &error);
  g_assert_no_error (error);
  time_now = 1000;
  kh_sign_in_tries_free (f->tenant->tries);
  f->tenant->tries = kh_sign_in_tries_new (get_time);
}

/* Tells of a refusal; @wait: the seconds that it has to name, or 0. */
static void
check (const GError *error, const char *inner, guint wait)
{
  g_autofree char *seconds = g_strdup_printf ("in %u seconds", wait);
  g_autofree char *details = wait > 0 ? g_strdup_printf ("{\"wait\":%u}", wait) : NULL;

  g_assert_error (error, KH_ERROR, KH_ERROR_SEALED);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, inner);
  g_assert_cmpstr (kh_error_get_facts (error)->details, ==, details);
  if (g_str_equal (inner, "TooManyTries"))
    g_assert_nonnull (strstr (error->message, seconds));
}

/* @inner: (nullable): it is accepted. */
static void
sign_in (Fixture *f, const char *account, const char *text, const char *inner, guint wait)
{
  g_autoptr (KhSecret) secret = passphrase (text);
  g_autoptr (GError) error = NULL;
  g_autofree char *token = kh_tenant_sign_in (f->tenant, account, secret, &error);

  if (inner == NULL)
    g_assert_no_error (error);
  else
    check (error, inner, wait);
  g_assert_cmpint (token != NULL, ==, inner == NULL);
}

static void
test_table (Fixture *f, gconstpointer unused)
{
  static const struct {
    guint seconds; /* that pass before */
    const char *account, *passphrase;
    const char *inner; /* NULL: it is accepted */
    guint wait;
  } steps[] = {
    { 0, "Ada", WRONG, "WrongPassphrase", 0 },
    { 0, "Ada", WRONG, "WrongPassphrase", 0 },
    { 0, "Ada", WRONG, "WrongPassphrase", 0 },
    { 0, "Ada", WRONG, "WrongPassphrase", 0 },
    { 0, "Ada", WRONG, "WrongPassphrase", 30 },
    { 0, "Ada", ADA, "TooManyTries", 30 },
    { 0, "Bob", BOB, NULL, 0 },
    { 10, "Ada", WRONG, "TooManyTries", 20 },
    { 19, "Ada", ADA, "TooManyTries", 1 },
    { 1, "Ada", WRONG, "WrongPassphrase", 60 },
    { 59, "Ada", ADA, "TooManyTries", 1 },
    { 1, "Ada", ADA, NULL, 0 },
    /* It begins anew. */
    { 0, "Ada", WRONG, "WrongPassphrase", 0 },
    { 0, "Ada", ADA, NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    time_now += (gint64)steps[i].seconds * G_USEC_PER_SEC;
    sign_in (f, steps[i].account, steps[i].passphrase, steps[i].inner, steps[i].wait);
  }
}

/* The wait doubles, and not for ever. */
static void
test_longest (Fixture *f, gconstpointer unused)
{
  static const guint waits[] = { 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900 };

  for (guint i = 0; i < G_N_ELEMENTS (waits); i++) {
    sign_in (f, "Bob", WRONG, "WrongPassphrase", waits[i]);
    time_now += (gint64)waits[i] * G_USEC_PER_SEC;
  }
  sign_in (f, "Bob", BOB, NULL, 0);
}

static gpointer
change_work (Fixture *f, gconstpointer text, GError **error)
{
  g_autoptr (KhSecret) before = passphrase (text);
  g_autoptr (KhSecret) after = passphrase (ADA);

  return GINT_TO_POINTER (kh_tenant_change_passphrase (f->tenant, f->caller, before, after, error));
}

/* Whoever has a session does not guess faster by changing the passphrase. */
static void
test_change (Fixture *f, gconstpointer unused)
{
  for (guint i = 0; i < 5; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (on_worker (f, change_work, WRONG, &error));
    check (error, "WrongPassphrase", i < 4 ? 0 : 30);
  }
  sign_in (f, "Ada", ADA, "TooManyTries", 30);
  g_autoptr (GError) early = NULL;
  g_assert_null (on_worker (f, change_work, ADA, &early));
  check (early, "TooManyTries", 30);
  time_now += 30 * G_USEC_PER_SEC;
  g_autoptr (GError) error = NULL;
  g_assert_nonnull (on_worker (f, change_work, ADA, &error));
  g_assert_no_error (error);
  sign_in (f, "Ada", ADA, NULL, 0);
  check_audit (f);
}

/* Without a name it is a try at each account, and leaves out who waits; what is right for one of
 * them was no wrong one of the others. */
static void
test_nameless (Fixture *f, gconstpointer unused)
{
  for (guint i = 0; i < 6; i++)
    sign_in (f, "", BOB, NULL, 0);
  for (guint i = 0; i < 5; i++)
    sign_in (f, "Ada", WRONG, "WrongPassphrase", i < 4 ? 0 : 30);
  sign_in (f, "", BOB, NULL, 0);
  sign_in (f, "", ADA, "TooManyTries", 30);
  for (guint i = 0; i < 4; i++)
    sign_in (f, "", WRONG, "TooManyTries", 30);
  sign_in (f, "Bob", BOB, "TooManyTries", 30);
  time_now += 30 * G_USEC_PER_SEC;
  sign_in (f, "", ADA, NULL, 0);
  sign_in (f, "Bob", BOB, NULL, 0);
}

static gpointer
try_thread (gpointer data)
{
  Fixture *f = data;
  g_autoptr (KhSecret) secret = passphrase (WRONG);
  g_autoptr (GError) error = NULL;

  g_assert_null (kh_tenant_sign_in (f->tenant, "Bob", secret, &error));
  return GINT_TO_POINTER (g_str_equal (kh_error_get_facts (error)->inner, "WrongPassphrase"));
}

/* Not more are looked at because they come at the same time. */
static void
test_at_once (Fixture *f, gconstpointer unused)
{
  GThread *threads[8];
  guint n_looked_at = 0;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("try", try_thread, f);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    n_looked_at += g_thread_join (threads[i]) != NULL;
  g_assert_cmpuint (n_looked_at, ==, 5);
}

static gpointer
open_thread (gpointer data)
{
  Fixture *f = data;
  g_autoptr (KhSecret) secret = passphrase (BOB);
  g_autoptr (GError) error = NULL;
  g_autofree char *token = kh_tenant_sign_in (f->tenant, "Bob", secret, &error);

  g_assert_no_error (error);
  return NULL;
}

/* Right ones at the same time are no wrong ones, even where one more of those begins a wait. */
static void
test_right_at_once (Fixture *f, gconstpointer unused)
{
  GThread *threads[8];

  for (guint i = 0; i < 4; i++)
    sign_in (f, "Bob", WRONG, "WrongPassphrase", 0);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("open", open_thread, f);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, start, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/tenant/sign-in-tries/table", test_table);
  add ("/tenant/sign-in-tries/longest", test_longest);
  add ("/tenant/sign-in-tries/change", test_change);
  add ("/tenant/sign-in-tries/nameless", test_nameless);
  add ("/tenant/sign-in-tries/at-once", test_at_once);
  add ("/tenant/sign-in-tries/right-at-once", test_right_at_once);
  return g_test_run ();
}
