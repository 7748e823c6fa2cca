/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clock of a rehearsal: forward only, born in the past where it was asked for, and of nothing
 * else. */
#include "tenant-fixture.h"

#define AGE (344 * KH_DAY)

static void
set_up_rehearsal (Fixture *f, gconstpointer unused)
{
  f->rehearsal = TRUE;
  set_up (f, NULL);
}

static void
set_up_old (Fixture *f, gconstpointer unused)
{
  f->age = AGE;
  set_up_rehearsal (f, NULL);
}

static gpointer
shift_work (Fixture *f, gconstpointer delta, GError **error)
{
  return GINT_TO_POINTER (
      kh_tenant_clock_shift (f->tenant, f->caller, *(const gint64 *)delta, error));
}

static void
shift (Fixture *f, gint64 delta)
{
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (on_worker (f, shift_work, &delta, &error));
  g_assert_no_error (error);
}

static void
assert_refused (Fixture *f, gint64 delta, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, shift_work, &delta, &error));
  g_assert_error (error, KH_ERROR, code);
}

/* How far the organization's time is from real time, which goes on meanwhile. */
static void
assert_ahead (Fixture *f, gint64 wanted)
{
  gint64 ahead = kh_tenant_now (f->tenant) - g_get_real_time ();

  g_assert_cmpint (ABS (ahead - wanted), <, KH_MINUTE);
  g_assert_cmpint (kh_clock_get_shift (kh_tenant_get_clock (f->tenant)), ==, wanted);
  g_assert_false (kh_clock_is_suspect (kh_tenant_get_clock (f->tenant)));
  g_assert_false (kh_clock_is_standing (kh_tenant_get_clock (f->tenant)));
}

static void
test_forward (Fixture *f, gconstpointer unused)
{
  shift (f, 8 * KH_DAY);
  assert_ahead (f, 8 * KH_DAY);
  assert_refused (f, -KH_DAY, KH_ERROR_ARGUMENT);
  assert_refused (f, 0, KH_ERROR_ARGUMENT);
  reopen_quickly (f);
  assert_ahead (f, 8 * KH_DAY);
  shift (f, KH_DAY);
  assert_ahead (f, 9 * KH_DAY);
  check_audit (f);
}

static void
test_real (Fixture *f, gconstpointer unused)
{
  assert_refused (f, 8 * KH_DAY, KH_ERROR_RULE);
  assert_ahead (f, 0);
  reopen_quickly (f);
  assert_ahead (f, 0);
  check_audit (f);
}

/* It comes to real time exactly, and its log tells the times that it had. */
static void
test_born_in_the_past (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhEnvironment) first = NULL;

  assert_ahead (f, -AGE);
  make_all (f);
  reopen_quickly (f);
  assert_ahead (f, -AGE);
  shift (f, AGE - KH_DAY);
  assert_ahead (f, -KH_DAY);
  reopen_quickly (f);
  shift (f, KH_DAY);
  assert_ahead (f, 0);
  first = sales (f);
  g_assert_cmpint (kh_tenant_now (f->tenant) - first->created_at, >=, AGE);
  check_audit (f);
}

static void
refuse_creation (gboolean rehearsal, gint64 age)
{
  Fixture f = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhSecret) secret = passphrase ("correct horse battery");
  KhTenantSetup setup = { "Fabrikam", "unitedstates", "Ada", NULL, rehearsal, age };
  KhTenantPlace place = { 0 };

  f.folder = g_dir_make_tmp ("keyhold-XXXXXX", NULL);
  place.data_dir = f.folder;
  g_assert_null (kh_tenant_create (&place, &setup, secret, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_ARGUMENT);
  remove_tree (f.folder);
  g_free (f.folder);
}

static void
test_refused_ages (void)
{
  refuse_creation (FALSE, KH_DAY);
  refuse_creation (TRUE, -KH_DAY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/tenant/rehearsal/forward", Fixture, NULL, set_up_rehearsal, test_forward,
              tear_down);
  g_test_add ("/tenant/rehearsal/real", Fixture, NULL, set_up, test_real, tear_down);
  g_test_add ("/tenant/rehearsal/born-in-the-past", Fixture, NULL, set_up_old,
              test_born_in_the_past, tear_down);
  g_test_add_func ("/tenant/rehearsal/refused-ages", test_refused_ages);
  return g_test_run ();
}
