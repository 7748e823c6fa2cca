/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kill -9 before every durable step of an act: what stands on the disk then is the old state, the
 * new one, or an operation that goes on, and nothing needs repair by hand. Each act runs in a
 * process of its own, this program again, which ends itself. */
#include "flaky-io.h"
#include "step-cases.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define PLAY "--play"

static const char *program;
static FlakyIo flaky;

/* --- The process that ends ----------------------------------------------------------------------
 */

static const StepCase *
find_case (const char *name)
{
  for (guint i = 0; i < step_n_cases; i++)
    if (strcmp (step_cases[i].name, name) == 0)
      return &step_cases[i];
  g_assert_not_reached ();
}

/* Says "done" when the act has answered, and the number of its steps when it has ended. */
static int
play (const char *name, guint64 n, const char *folder)
{
  Fixture f = { .folder = (char *)folder, .io = &flaky.io };
  KhTenantPlace place = { .data_dir = folder, .io = &flaky.io };
  g_autoptr (KhSecret) secret = passphrase ("correct horse battery");
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;

  step_cases_prepare ();
  f.tenant = kh_tenant_open (&place, NULL, secret, &error);
  g_assert_no_error (error);
  token = kh_tenant_sign_in_opener (f.tenant);
  f.caller = kh_tenant_authenticate (f.tenant, token, &error);
  g_assert_no_error (error);
  flaky_io_arm_kill (&flaky, n);
  step_act (&f, find_case (name), &error);
  g_assert_no_error (error);
  g_print ("done\n");
  step_wait_for_runs (&f);
  kh_caller_unref (f.caller);
  kh_tenant_close (f.tenant);
  g_print ("%" G_GUINT64_FORMAT "\n", flaky_io_count_steps (&flaky));
  return 0;
}

/* --- The one that looks -------------------------------------------------------------------------
 */

/* (transfer full): what the process said before it ended. */
static char *
run (const StepCase *test, guint64 n, const char *folder, gboolean *killed)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, n);
  const char *const argv[] = { program, PLAY, test->name, number, folder, NULL };
  g_autoptr (GError) error = NULL;
  char *said = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &said, NULL, &status,
                &error);
  g_assert_no_error (error);
  *killed = WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL;
  g_assert_true (*killed || (WIFEXITED (status) && WEXITSTATUS (status) == 0));
  return said;
}

/* The number of steps, where the process came to its end. */
static guint64
check_step (const StepCase *test, guint64 n)
{
  Fixture f = { .folder = g_dir_make_tmp ("keyhold-XXXXXX", NULL), .io = &flaky.io };
  gboolean killed = FALSE;
  g_autofree char *said = NULL;
  guint64 steps = 0;

  step_copy (test, f.folder);
  said = run (test, n, f.folder, &killed);
  g_test_message ("%s, step %u: %s", test->name, (guint)n, killed ? "killed" : "ended");
  if (!killed)
    steps = g_ascii_strtoull (said + strlen ("done\n"), NULL, 10);
  step_open (&f);
  test->check (&f, g_str_has_prefix (said, "done\n"));
  check_all (&f);
  check_audit (&f);
  tear_down (&f, NULL);
  return steps;
}

static void
test_case (gconstpointer data)
{
  const StepCase *test = data;
  guint64 steps = check_step (test, 0);

  g_assert_cmpuint (steps, >, 0);
  for (guint64 n = 1; n <= steps; n++)
    check_step (test, n);
  g_test_message ("%s: %u steps", test->name, (guint)steps);
}

int
main (int argc, char **argv)
{
  int result;

  flaky_io_init (&flaky);
  if (argc == 5 && strcmp (argv[1], PLAY) == 0)
    return play (argv[2], g_ascii_strtoull (argv[3], NULL, 10), argv[4]);
  g_test_init (&argc, &argv, NULL);
  program = argv[0];
  step_runs_end = TRUE;
  step_cases_start (&flaky.io);
  for (guint i = 0; i < step_n_cases; i++) {
    g_autofree char *path = g_strconcat ("/tenant/kill-steps/", step_cases[i].name, NULL);

    g_test_add_data_func (path, &step_cases[i], test_case);
  }
  result = g_test_run ();
  step_cases_stop ();
  flaky_io_clear (&flaky);
  return result;
}
