/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A start removes what a crash left, and nothing else. */
#include "kh-act.h"
#include "kh-environment-data.h"
#include "kh-id.h"
#include "kh-tenant-open.h"
#include "kh-vaults.h"
#include "tenant-fixture.h"

#include <glib/gstdio.h>

static char *
path_in (Fixture *f, const char *folder, const char *name)
{
  return g_build_filename (f->folder, folder, name, NULL);
}

static void
check_exists (Fixture *f, const char *folder, const char *name, gboolean expected)
{
  g_autofree char *path = path_in (f, folder, name);

  if (g_file_test (path, G_FILE_TEST_EXISTS) != expected)
    g_error ("%s %s", path, expected ? "is gone" : "is there");
}

static void
make_folder (Fixture *f, const char *folder, const char *name)
{
  g_autofree char *path = path_in (f, folder, name);
  g_autofree char *file = g_build_filename (path, "content", NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
}

static void
make_file (Fixture *f, const char *folder, const char *name)
{
  g_autofree char *path = path_in (f, folder, name);

  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
}

/* The folder as a crash would leave it at this moment. */
typedef struct {
  char *environment; /* id: made, and its row not stored */
  char *copy;
} Crash;

static void
copy_away (Fixture *f, Crash *crash)
{
  crash->copy = g_dir_make_tmp ("keyhold-XXXXXX", NULL);
  copy_tree (f->folder, crash->copy);
}

/* Two creations that come as far as their folders. */
static gpointer
crash_in_creations (Fixture *f, gconstpointer data, GError **error)
{
  Crash *crash = (Crash *)data;
  g_autoptr (KhEnvironment) environment = kh_environment_new ();
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  KhActFacts making = {
    "environment.create", KH_VERB_ENVIRONMENT, "environment", crash->environment, "Later", NULL
  };
  KhActFacts vault = { "vault.create", KH_VERB_VAULT, "vault", crash->environment, "kv-new", NULL };
  g_autoptr (KhAct) first = kh_act_begin (f->tenant, f->caller, &making, NULL, error);
  g_autoptr (KhAct) second = kh_act_begin (f->tenant, f->caller, &vault, NULL, error);

  environment->id = g_strdup (crash->environment);
  g_assert_true (kh_environment_data_create (f->tenant, environment, records, error));
  g_assert_true (kh_vaults_create (f->tenant, "kv-new", crash->environment, error));
  copy_away (f, crash);
  return crash;
}

static void
go_on_from (Fixture *f, Crash *crash)
{
  g_autofree char *before = f->folder;

  f->folder = g_steal_pointer (&crash->copy);
  reopen_quickly (f);
  remove_tree (before);
}

static gpointer
create_vault (Fixture *f, gconstpointer name, GError **error)
{
  g_autoptr (KhVault) wanted = kh_vault_new ();

  wanted->name = g_strdup (name);
  wanted->region = g_strdup ("eastus");
  return kh_tenant_vault_create (f->tenant, f->caller, wanted, error);
}

static void
test_crash_in_creations (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = kh_id_new ();
  g_autofree char *beside = g_strconcat (id, ".new", NULL);
  Crash crash = { id, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhVault) vault = NULL;
  g_autoptr (KhEnvironment) environment = NULL;

  make_all (f);
  import_all (f);
  make_folder (f, "environments", beside);
  make_folder (f, "environments", "lost+found");
  make_folder (f, "vaults", "kv-new.new");
  make_folder (f, "vaults", "kv-other"); /* of somebody else */
  make_folder (f, "vaults", "kv-other.new");
  make_folder (f, ".", "tenant.new");
  make_file (f, "tenant", "seal.new");
  g_assert_nonnull (on_worker (f, crash_in_creations, &crash, &error));
  g_assert_no_error (error);
  go_on_from (f, &crash);
  environment = sales (f);
  check_exists (f, "environments", id, FALSE);
  check_exists (f, "environments", beside, FALSE);
  check_exists (f, "environments", "lost+found", TRUE);
  check_exists (f, "environments", environment->id, TRUE);
  check_exists (f, "vaults", "kv-new", FALSE);
  check_exists (f, "vaults", "kv-new.new", FALSE);
  check_exists (f, "vaults", "kv-other", TRUE);
  check_exists (f, "vaults", "kv-other.new", TRUE);
  check_exists (f, "vaults", "kv-sales", TRUE);
  check_exists (f, ".", "tenant.new", FALSE);
  check_exists (f, "tenant", "seal.new", FALSE);
  vault = on_worker (f, create_vault, "kv-new", &error); /* the name is free */
  g_assert_no_error (error);
  enable_cmk (f);
  check_all (f);
  check_audit (f);
}

/* The vaults lie in a folder of their own, named as it is seen from where the organization was
 * made, which another organization has its vaults in as well. */
static void
test_vaults_elsewhere (void)
{
  g_autofree char *here = g_get_current_dir ();
  g_autofree char *top = g_dir_make_tmp ("keyhold-XXXXXX", NULL);
  g_autofree char *id = kh_id_new ();
  Fixture f = { .vaults_dir = "elsewhere" };
  Fixture around = { .folder = top };
  Crash crash = { id, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhVault) vault = NULL;

  g_assert_cmpint (g_chdir (top), ==, 0);
  set_up (&f, NULL);
  make_all (&f);
  import_all (&f);
  make_folder (&around, "elsewhere", "kv-other");
  make_folder (&around, "elsewhere", "kv-other.new");
  on_worker (&f, crash_in_creations, &crash, &error);
  g_assert_no_error (error);
  check_exists (&around, "elsewhere", "kv-new", TRUE);
  g_assert_cmpint (g_chdir (here), ==, 0);
  go_on_from (&f, &crash);
  check_exists (&around, "elsewhere", "kv-new", FALSE);
  check_exists (&around, "elsewhere", "kv-other", TRUE);
  check_exists (&around, "elsewhere", "kv-other.new", TRUE);
  check_exists (&f, "environments", id, FALSE);
  vault = on_worker (&f, create_vault, "kv-new", &error);
  g_assert_no_error (error);
  check_exists (&around, "elsewhere", "kv-new", TRUE);
  enable_cmk (&f);
  check_all (&f);
  check_audit (&f);
  tear_down (&f, NULL);
  remove_tree (top);
}

/* --- What a row refers to, or might refer to again ---------------------------------------------
 */

static gpointer
create_later (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_environment_create (f->tenant, f->caller, "Later", KH_ENVIRONMENT_TYPE_SANDBOX,
                                       "unitedstates", TRUE, error);
}

/* The log tells that what it saw succeed is not in the database. */
static void
check_refused (Fixture *f, const char *folder)
{
  KhTenantPlace place = { .data_dir = folder };
  g_autoptr (GError) error = NULL;
  KhLockFile *lock_file = kh_lock_file_acquire (kh_io_default (), folder, &error);

  g_assert_no_error (error);
  g_assert_null (kh_tenant_open_with_root (&place, lock_file, f->tenant->opener_id,
                                           kh_secret_ref (f->tenant->root), &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_ROLLED_BACK);
  g_assert_nonnull (strstr (error->message, "environment.create Later"));
}

static guint
count_records (Fixture *f, const char *action)
{
  KhAuditFilter filter = { .limit = 1000, .since = KH_TIME_NONE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = kh_audit_log_list (f->tenant->audit, &filter, NULL, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < records->len; i++)
    n += g_str_equal (((KhAuditRecord *)records->pdata[i])->action, action);
  return n;
}

/* The database is put back as it was before an environment and a vault were made. It is opened when
 * somebody accepts that, once, and their folders wait for the newer one. */
static void
test_older_database (Fixture *f, gconstpointer unused)
{
  Crash older = { NULL, NULL };
  Crash newer = { NULL, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhEnvironment) later = NULL;
  g_autoptr (KhVault) vault = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  reopen_quickly (f);
  copy_away (f, &older);
  later = on_worker (f, create_later, NULL, &error);
  g_assert_no_error (error);
  vault = on_worker (f, create_vault, "kv-later", &error);
  g_assert_no_error (error);
  reopen_quickly (f); /* nothing is in a log beside the database */
  copy_away (f, &newer);
  from = g_build_filename (older.copy, "tenant", "tenant.db", NULL);
  to = g_build_filename (newer.copy, "tenant", "tenant.db", NULL);
  copy_file (from, to);
  remove_database_logs (to);
  check_refused (f, newer.copy);
  f->accept_rollback = TRUE;
  go_on_from (f, &newer);
  f->accept_rollback = FALSE;
  g_assert_cmpuint (count_records (f, "tenant.accept-rollback"), ==, 1);
  reopen_quickly (f);
  g_assert_cmpuint (count_records (f, "tenant.accept-rollback"), ==, 1);
  check_audit (f);
  remove_tree (older.copy);
  g_free (older.copy);
  check_exists (f, "environments", later->id, TRUE);
  check_exists (f, "vaults", "kv-later", TRUE);
}

static gpointer
delete_later (Fixture *f, gconstpointer change, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_environment_delete (f->tenant, f->caller, "Later", error));
}

static void
set_up_clock (Fixture *f, gconstpointer unused)
{
  f->clock = kh_clock_new_manual (1764044880 * KH_SECOND);
  set_up (f, unused);
}

static void
test_deleted_and_gone (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhEnvironment) later = on_worker (f, create_later, NULL, &error);
  g_autoptr (KhChange) change =
      kh_change_new_for_environment (KH_CHANGE_DELETE_ENVIRONMENT, later->id);

  g_assert_nonnull (confirmed (f, delete_later, change, &error));
  g_assert_no_error (error);
  reopen_quickly (f);
  check_exists (f, "environments", later->id, TRUE); /* it can be recovered */
  kh_clock_manual_set (f->clock, kh_clock_now (f->clock) + 8 * KH_DAY, 8 * KH_DAY);
  on_worker (f, settle, NULL, NULL);
  check_exists (f, "environments", later->id, FALSE);
  make_folder (f, "environments", later->id); /* as if the removal had been cut short */
  reopen_quickly (f);
  check_exists (f, "environments", later->id, FALSE);
  check_audit (f);
}

static void
test_half_made_tenant (void)
{
  Fixture f = { .folder = g_dir_make_tmp ("keyhold-XXXXXX", NULL) };
  KhTenantPlace place = { .data_dir = f.folder };
  g_autoptr (KhSecret) secret = passphrase ("correct horse battery");
  g_autoptr (GError) error = NULL;

  make_folder (&f, ".", "tenant.new");
  make_folder (&f, "tenant.new", "audit");
  g_assert_null (kh_tenant_open (&place, NULL, secret, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  set_up (&f, NULL);
  check_exists (&f, ".", "tenant.new", FALSE);
  reopen_quickly (&f);
  check_audit (&f);
  tear_down (&f, NULL);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/tenant/leftovers/crash-in-creations", test_crash_in_creations);
  ADD ("/tenant/leftovers/older-database", test_older_database);
  g_test_add ("/tenant/leftovers/deleted-and-gone", Fixture, NULL, set_up_clock,
              test_deleted_and_gone, tear_down);
  g_test_add_func ("/tenant/leftovers/vaults-elsewhere", test_vaults_elsewhere);
  g_test_add_func ("/tenant/leftovers/half-made-tenant", test_half_made_tenant);
  return g_test_run ();
}
