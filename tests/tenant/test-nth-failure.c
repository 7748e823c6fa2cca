/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The disk fails at the n-th call of an act, once (EIO) or from then on (full): after a restart the
 * act has happened whole or not at all, nothing is lost, and the audit log verifies. */
#include "flaky-io.h"
#include "step-cases.h"

#include <errno.h>

/* Points of failure of one act and one error in the short suite; the long one takes all. */
#define POINTS 4

static FlakyIo flaky;

/* Runs the act with the @n-th call failing; the calls it made. */
static guint64
play (const StepCase *test, guint64 n, int error_number)
{
  Fixture f = { .folder = g_dir_make_tmp ("keyhold-XXXXXX", NULL), .io = &flaky.io };
  g_autoptr (GError) error = NULL;
  guint64 calls = 0;
  gboolean done;

  g_test_message ("%s, call %u, errno %d", test->name, (guint)n, error_number);
  step_copy (test, f.folder);
  flaky_io_disarm (&flaky, NULL);
  step_open (&f);
  flaky_io_arm (&flaky, n, error_number);
  done = step_act (&f, test, &error);
  g_assert_cmpint (done, ==, error == NULL);
  step_wait_for_runs (&f);
  kh_tenant_close (f.tenant); /* a full disk is full to the end */
  flaky_io_disarm (&flaky, &calls);
  step_open (&f);
  test->check (&f, done);
  check_all (&f);
  check_audit (&f);
  tear_down (&f, NULL);
  return calls;
}

static void
test_case (gconstpointer data)
{
  const StepCase *test = data;
  const int errors[] = { EIO, ENOSPC };

  for (guint e = 0; e < G_N_ELEMENTS (errors); e++) {
    guint64 calls = play (test, 0, errors[e]);
    guint64 stride = g_getenv ("KEYHOLD_TEST_LONG") != NULL ? 1 : MAX (calls / POINTS, 1);

    g_assert_cmpuint (calls, >, 0);
    /* From the middle of a stride on, and another middle for each error. */
    for (guint64 n = 1 + (stride - 1) * (e + 1) / 3; n <= calls; n += stride)
      play (test, n, errors[e]);
  }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  /* What fails is warned of, and that is no failure of the test. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  flaky_io_init (&flaky);
  step_cases_start (&flaky.io);
  for (guint i = 0; i < step_n_cases; i++) {
    g_autofree char *path = g_strconcat ("/tenant/nth-failure/", step_cases[i].name, NULL);

    g_test_add_data_func (path, &step_cases[i], test_case);
  }
  result = g_test_run ();
  step_cases_stop ();
  flaky_io_clear (&flaky);
  return result;
}
