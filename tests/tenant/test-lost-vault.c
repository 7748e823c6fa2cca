/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vaults that cannot be read lock, but nothing is destroyed because of them; they come back by
 * themselves. */
#include <glib/gstdio.h>
#include <string.h>

#include "kh-vaults.h"
#include "tenant-fixture.h"

#define START (1764044880 * KH_SECOND)

static void
set_up_all (Fixture *f, gconstpointer unused)
{
  f->clock = kh_clock_new_manual (START);
  set_up (f, unused);
  make_all (f);
  import_all (f);
  enable_cmk (f);
}

/* As the ticker does it: dates first, then a look at every vault and key. */
static void
look (Fixture *f)
{
  on_worker (f, settle, NULL, NULL);
}

static void
pass_days (Fixture *f, guint days)
{
  kh_clock_manual_set (f->clock, kh_clock_get_highest (f->clock) + days * KH_DAY, days * KH_DAY);
  look (f);
}

/* The disk with the vaults goes away, or comes back; somebody else's empty folder is the mount
 * point. */
static void
move_vaults (Fixture *f, gboolean away)
{
  g_autofree char *here = g_build_filename (f->folder, "vaults", NULL);
  g_autofree char *there = g_build_filename (f->folder, "unmounted", NULL);

  if (!away)
    g_rmdir (here);
  g_assert_cmpint (g_rename (away ? here : there, away ? there : here), ==, 0);
  if (away)
    g_assert_cmpint (g_mkdir (here, 0700), ==, 0);
}

static void
lose_vaults (Fixture *f)
{
  move_vaults (f, TRUE);
  reopen_quickly (f);
}

static void
check_refused (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, re_enable, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE);
  g_clear_error (&error);
  g_assert_null (kh_tenant_items (f->tenant, f->caller, "Sales", KH_STORE_FILES, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
}

/* Locked, by a vault that cannot be read, with the clock standing still. */
static void
check_suspended (Fixture *f)
{
  g_autoptr (KhEnvironment) environment = sales (f);

  g_assert_cmpint (environment->state, ==, KH_ENVIRONMENT_STATE_LOCKED);
  g_assert_cmpint (environment->lock_cause.trigger, ==, KH_TRIGGER_VAULT_UNREADABLE);
  g_assert_cmpint (environment->deletion_at, ==, KH_TIME_NONE);
}

/* Locked, by a loss since @since. */
static void
check_running (Fixture *f, KhTrigger trigger, KhTime since)
{
  g_autoptr (KhEnvironment) environment = sales (f);

  g_assert_cmpint (environment->state, ==, KH_ENVIRONMENT_STATE_LOCKED);
  g_assert_cmpint (environment->lock_cause.trigger, ==, trigger);
  g_assert_cmpint (environment->deletion_at, ==, since + 30 * KH_DAY);
}

static void
re_enable_and_check (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = on_worker (f, re_enable, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (operation);
  check_all (f);
  check_audit (f);
}

static void
check_gone (Fixture *f, const char *id)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  g_assert_cmpint (kh_estate_get_environment (estate, id)->state, ==, KH_ENVIRONMENT_STATE_GONE);
}

static void
test_destroys_nothing (Fixture *f, gconstpointer unused)
{
  lose_vaults (f);
  check_suspended (f);
  check_refused (f);
  for (guint i = 0; i < 3; i++) {
    pass_days (f, 40);
    check_suspended (f);
  }
  reopen_quickly (f);
  check_suspended (f);
  move_vaults (f, FALSE);
  look (f); /* it is found without a new start */
  check_suspended (f);
  pass_days (f, 40); /* nobody is in a hurry: nothing is lost */
  check_suspended (f);
  re_enable_and_check (f);
}

static gpointer
create_vault (Fixture *f, gconstpointer name, GError **error)
{
  g_autoptr (KhVault) wanted = kh_vault_new ();

  wanted->name = g_strdup (name);
  wanted->region = g_strdup ("eastus");
  return kh_tenant_vault_create (f->tenant, f->caller, wanted, error);
}

/* A vault that is made in the mount point would be hidden by the disk. */
static void
test_new_vault_waits (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhVault) vault = NULL;
  g_autofree char *path = g_build_filename (f->folder, "vaults", "kv-more", NULL);

  lose_vaults (f);
  g_assert_null (on_worker (f, create_vault, "kv-more", &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_STATE);
  g_clear_error (&error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  move_vaults (f, FALSE);
  look (f);
  vault = on_worker (f, create_vault, "kv-more", &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  check_audit (f);
}

/* The key was disabled before, and whether it still is cannot be known meanwhile. */
static void
test_clock_starts_anew (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhEnvironment) environment = sales (f);
  KhTime back;

  lock (f);
  check_running (f, KH_TRIGGER_KEY_DISABLED, START);
  pass_days (f, 20);
  lose_vaults (f);
  check_suspended (f);
  pass_days (f, 40);
  check_suspended (f);
  move_vaults (f, FALSE);
  look (f);
  back = kh_tenant_now (f->tenant);
  check_running (f, KH_TRIGGER_KEY_DISABLED, back);
  reopen_quickly (f);
  check_running (f, KH_TRIGGER_KEY_DISABLED, back);
  pass_days (f, 29);
  check_running (f, KH_TRIGGER_KEY_DISABLED, back);
  pass_days (f, 1);
  check_gone (f, environment->id);
  check_audit (f);
}

static gpointer
revoke_grant (Fixture *f, gconstpointer change, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_assignment_delete (f->tenant, f->caller,
                                                       ((const KhChange *)change)->object, error));
}

static KhChange *
revocation (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const KhPolicy *policy = kh_estate_find_policy (estate, "ep-sales");
  g_autoptr (GPtrArray) assignments = kh_estate_assignments_of (estate, policy->principal_id);
  KhChange *change = kh_change_new (KH_CHANGE_REMOVE_ASSIGNMENT);

  change->object = g_strdup (((KhRoleAssignment *)assignments->pdata[0])->id);
  return change;
}

/* What is known in spite of the vault counts, and starting a clock needs a confirmation. */
static void
test_certain_loss_counts (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhChange) change = revocation (f);
  g_autoptr (KhEnvironment) environment = sales (f);
  g_autoptr (GError) error = NULL;
  KhTime lost;

  lose_vaults (f);
  pass_days (f, 10);
  lost = kh_tenant_now (f->tenant);
  g_assert_null (on_worker (f, revoke_grant, change, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFIRMATION);
  g_clear_error (&error);
  check_suspended (f);
  g_assert_nonnull (confirmed (f, revoke_grant, change, &error));
  g_assert_no_error (error);
  check_running (f, KH_TRIGGER_GRANT_REVOKED, lost);
  pass_days (f, 29);
  check_running (f, KH_TRIGGER_GRANT_REVOKED, lost);
  pass_days (f, 1);
  check_gone (f, environment->id);
  check_audit (f);
}

static gpointer
delete_vault (Fixture *f, gconstpointer unused, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_vault_delete (f->tenant, f->caller, "kv-sales", error));
}

static gpointer
purge_vault (Fixture *f, gconstpointer unused, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_vault_purge (f->tenant, f->caller, "kv-sales", error));
}

static const KhVault *
find_vault (KhEstate *estate)
{
  return kh_estate_get_vault (estate, "kv-sales");
}

/* The retention of a deleted vault ends when it can be read. */
static void
test_purge_waits (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhChange) change = kh_change_new_for_vault (KH_CHANGE_DELETE_VAULT, "kv-sales");
  g_autoptr (KhEstate) away = NULL;
  g_autoptr (KhEstate) back = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (confirmed (f, delete_vault, change, &error));
  g_assert_no_error (error);
  lose_vaults (f);
  pass_days (f, 100);
  away = kh_tenant_ref_estate (f->tenant);
  g_assert_nonnull (find_vault (away));
  g_assert_null (on_worker (f, purge_vault, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_IO);
  move_vaults (f, FALSE);
  look (f);
  look (f);
  back = kh_tenant_ref_estate (f->tenant);
  g_assert_null (find_vault (back));
  check_audit (f);
}

static gpointer
delete_sales (Fixture *f, gconstpointer unused, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_environment_delete (f->tenant, f->caller, "Sales", error));
}

static gpointer
recover_sales (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_environment_recover (f->tenant, f->caller, "Sales", error);
}

/* What was deleted on purpose and recovered goes on where it was: with its clock standing still, or
 * with the one that had started anew. */
static void
test_recovered (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhEnvironment) before = sales (f);
  g_autoptr (KhChange) change =
      kh_change_new_for_environment (KH_CHANGE_DELETE_ENVIRONMENT, before->id);
  g_autoptr (KhEnvironment) recovered = NULL;
  g_autoptr (KhEnvironment) again = NULL;
  g_autoptr (GError) error = NULL;
  KhTime back;

  lock (f);
  lose_vaults (f);
  pass_days (f, 40);
  g_assert_nonnull (confirmed (f, delete_sales, change, &error));
  g_assert_no_error (error);
  pass_days (f, 3);
  recovered = on_worker (f, recover_sales, NULL, &error);
  g_assert_no_error (error);
  check_suspended (f);
  move_vaults (f, FALSE);
  look (f);
  back = kh_tenant_now (f->tenant);
  pass_days (f, 10);
  g_assert_nonnull (confirmed (f, delete_sales, change, &error));
  g_assert_no_error (error);
  pass_days (f, 3);
  again = on_worker (f, recover_sales, NULL, &error);
  g_assert_no_error (error);
  check_running (f, KH_TRIGGER_KEY_DISABLED, back);
  unlock (f);
  check_all (f);
  check_audit (f);
}

static gpointer
reload (Fixture *f, gconstpointer unused, GError **error)
{
  kh_vaults_reload (f->tenant, "kv-sales");
  return NULL;
}

/* The same file, which may be open, with other bytes. */
static void
write_in_place (const char *path, const char *bytes, gsize size)
{
  FILE *file = fopen (path, "r+");

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (bytes, 1, size, file), ==, size);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* The file is damaged under a running program. */
static void
test_damaged_while_running (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->folder, "vaults", "kv-sales", "vault.db", NULL);
  g_autofree char *whole = NULL;
  g_autofree char *bad = NULL;
  gsize size = 0;

  reopen_quickly (f); /* so that nothing of it lies in the log beside it */
  g_assert_true (g_file_get_contents (path, &whole, &size, NULL));
  bad = g_memdup2 (whole, size);
  memset (bad + 4096, 0x5a, size - 4096);
  write_in_place (path, bad, size);
  on_worker (f, reload, NULL, NULL);
  look (f);
  check_suspended (f);
  check_refused (f);
  pass_days (f, 40);
  check_suspended (f);
  write_in_place (path, whole, size);
  look (f);
  re_enable_and_check (f);
}

/* Another key is found under the name and version of the one in use. */
static gpointer
swap_material (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const KhKey *key = kh_estate_get_key (estate, "kv-sales", "cmk");
  KhKeyCacheName name = { "kv-sales", "cmk", kh_key_get_version (key, NULL)->version };
  KhcRsaKey *other = NULL;

  g_assert_cmpint (khc_rsa_generate (2048, &other), ==, KHC_OK);
  kh_key_cache_drop (f->tenant->key_cache, name.vault, name.key);
  kh_key_cache_put (f->tenant->key_cache, &name, kh_key_cache_get_epoch (f->tenant->key_cache),
                    other);
  khc_rsa_unref (other);
  return NULL;
}

/* The rules allow it and the key does not open: locked, and nobody knows for how long. */
static void
test_probe_fails (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  on_worker (f, swap_material, NULL, NULL);
  look (f);
  check_suspended (f);
  on_worker (f, swap_material, NULL, NULL);
  pass_days (f, 40);
  check_suspended (f);
  g_assert_null (on_worker (f, re_enable, NULL, &error));
  g_assert_nonnull (error);
  check_suspended (f);
  kh_key_cache_drop (f->tenant->key_cache, "kv-sales", "cmk");
  re_enable_and_check (f);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up_all, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/tenant/lost-vault/destroys-nothing", test_destroys_nothing);
  ADD ("/tenant/lost-vault/new-vault-waits", test_new_vault_waits);
  ADD ("/tenant/lost-vault/clock-starts-anew", test_clock_starts_anew);
  ADD ("/tenant/lost-vault/certain-loss-counts", test_certain_loss_counts);
  ADD ("/tenant/lost-vault/purge-waits", test_purge_waits);
  ADD ("/tenant/lost-vault/recovered", test_recovered);
  ADD ("/tenant/lost-vault/damaged-while-running", test_damaged_while_running);
  ADD ("/tenant/lost-vault/probe-fails", test_probe_fails);
  return g_test_run ();
}
