/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All data of an environment is read to prove that it can be: what came of it stays, and counts for
 * the data keys of then alone. */
#include "kh-verify.h"
#include "spare.h"

static void
set_up_all (Fixture *f, gconstpointer unused)
{
  set_up (f, unused);
  make_all (f);
  import_all (f);
  enable_cmk (f);
}

/* Policy ep-other on a key of its own. (transfer full) */
static KhPolicy *
make_other_policy (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = on_worker (f, make_key, "other", &error);

  g_assert_no_error (error);
  return make_policy (f, "ep-other", "other");
}

/* (transfer full): what came of it, "" when all could be read; as it is after a restart. */
static char *
verify (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhEnvironment) after =
      kh_tenant_environment_verify (f->tenant, f->caller, "Sales", NULL, &error);
  g_autoptr (KhEnvironment) kept = NULL;
  g_autofree char *mark = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (after->verification.at, !=, KH_TIME_NONE);
  reopen_quickly (f);
  kept = find_environment (f, "Sales");
  mark = kh_environment_key_mark (kept);
  g_assert_cmpint (kept->verification.at, ==, after->verification.at);
  g_assert_cmpstr (kept->verification.key, ==, mark);
  g_assert_cmpstr (kept->verification.error, ==, after->verification.error);
  return g_strdup (kept->verification.error != NULL ? kept->verification.error : "");
}

/* One bit in the middle of a container of the environment. */
static void
damage_a_file (Fixture *f)
{
  g_autoptr (KhEnvironment) sales = find_environment (f, "Sales");
  g_autofree char *folder =
      g_build_filename (f->folder, "environments",
                        sales->folder != NULL ? sales->folder : sales->id, "files", "items", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = dir != NULL ? g_dir_read_name (dir) : NULL;
  g_autofree char *path = NULL, *content = NULL;
  gsize size = 0;

  g_assert_nonnull (name);
  path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  content[size - 20] ^= 1;
  g_assert_true (g_file_set_contents (path, content, (gssize)size, NULL));
}

/* What cannot be read is said, and stays said until it was read; another key wants another look. */
static void
test_verify (Fixture *f, gconstpointer unused)
{
  g_autofree char *good = verify (f);
  g_autofree char *damaged = NULL;
  g_autoptr (KhEnvironment) before = find_environment (f, "Sales");
  g_autoptr (KhPolicy) other = make_other_policy (f);
  g_autoptr (KhEnvironment) moved = NULL;
  g_autofree char *mark = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = on_worker (f, link_policy, "ep-other", &error);

  g_assert_cmpstr (good, ==, "");
  g_assert_no_error (error);
  wait_until_ready (f);
  moved = find_environment (f, "Sales");
  mark = kh_environment_key_mark (moved);
  g_assert_cmpstr (moved->verification.key, !=, mark);
  damage_a_file (f);
  damaged = verify (f);
  g_assert_cmpstr (damaged, !=, "");
  check_audit (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/verify/all", Fixture, NULL, set_up_all, test_verify, tear_down);
  return g_test_run ();
}
