/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that waits for the next date, also while its tenant is closed. */
#include "kh-ticker.h"

#include "kh-tenant-private.h"
#include "kh-worker.h"
#include "tenant-fixture.h"

static gint64
count (gpointer data)
{
  g_atomic_int_inc ((int *)data);
  return KH_HOUR;
}

static void
wait_for_count (int *count, int wanted)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (g_atomic_int_get (count) < wanted) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_usleep (1000);
  }
}

static void
test_hurry (void)
{
  int calls = 0;
  KhTicker *ticker = kh_ticker_new (count, &calls);

  wait_for_count (&calls, 1);
  kh_ticker_hurry (ticker, 1000);
  wait_for_count (&calls, 2);
  kh_ticker_free (ticker);
  g_assert_cmpint (calls, ==, 2);
}

/* Who still holds it may ask for a call; nothing comes of it. */
static void
test_stopped (void)
{
  int calls = 0, before;
  KhTicker *ticker = kh_ticker_new (count, &calls);

  kh_ticker_stop (ticker);
  before = calls;
  kh_ticker_hurry (ticker, 1000);
  g_usleep (20000);
  g_assert_cmpint (calls, ==, before);
  kh_ticker_stop (ticker);
  kh_ticker_free (ticker);
}

/* Work that asks for an earlier look, and comes again until the worker takes no more. */
static void
keep_waking (gpointer data, gpointer unused)
{
  KhTenant *tenant = data;

  for (int i = 0; i < 200; i++)
    kh_tenant_wake (tenant);
  kh_worker_post (tenant->worker, keep_waking, tenant, NULL);
}

/* The ticker ends while the worker still works: a look that was due as the tenant was closed. */
static void
test_close_while_waking (Fixture *f, gconstpointer unused)
{
  for (int round = 0; round < 200; round++) {
    g_assert_true (kh_worker_post (f->tenant->worker, keep_waking, f->tenant, NULL));
    reopen_quickly (f);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tenant/ticker/hurry", test_hurry);
  g_test_add_func ("/tenant/ticker/stopped", test_stopped);
  g_test_add ("/tenant/ticker/close-while-waking", Fixture, NULL, set_up, test_close_while_waking,
              tear_down);
  return g_test_run ();
}
