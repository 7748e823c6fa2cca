/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main job on a real tenant: data in, customer's key, key away, key back, data out. */
#include "tenant-fixture.h"

static void
test_main_job (Fixture *f, gconstpointer unused)
{
  make_all (f);
  import_all (f);
  check_all (f);
  enable_cmk (f);
  check_encrypted (f);
  check_all (f);
  g_assert_false (tree_contains (f->folder, CANARY));
  g_assert_false (tree_contains (f->folder, "SQLite format 3"));
  lock (f);
  check_locked (f);
  unlock (f);
  check_all (f);
  check_audit (f);
}

static void
test_lock_survives_a_restart (Fixture *f, gconstpointer unused)
{
  make_all (f);
  import_all (f);
  enable_cmk (f);
  lock (f);
  reopen (f);
  check_locked (f);
  unlock (f);
  reopen (f);
  check_all (f);
  check_audit (f);
}

/* Clients that stopped in the middle of a download and of an upload keep no keys. */
static void
test_lock_waits_for_nobody (Fixture *f, gconstpointer unused)
{
  KhUploadSpec spec = { "Sales", "late.bin", "file", NULL, FALSE, FALSE };
  g_autoptr (GError) error = NULL;
  guint8 buffer[100];

  make_all (f);
  import_all (f);
  enable_cmk (f);
  g_autoptr (KhTenantContent) file =
      kh_tenant_content_open (f->tenant, f->caller, "Sales", KH_STORE_FILES, "report.pdf", &error);
  g_assert_no_error (error);
  g_autoptr (KhTenantContent) table = kh_tenant_content_open (
      f->tenant, f->caller, "Sales", KH_STORE_DATAVERSE, "customers", &error);
  g_assert_no_error (error);
  g_autoptr (KhTenantUpload) upload = kh_tenant_upload_begin (f->tenant, f->caller, &spec, &error);
  g_assert_no_error (error);
  g_assert_cmpint (kh_tenant_content_read (file, buffer, sizeof buffer, &error), ==, sizeof buffer);
  g_assert_cmpint (kh_tenant_content_read (table, buffer, 5, &error), ==, 5);
  g_assert_true (kh_tenant_upload_write (upload, buffer, sizeof buffer, &error));
  lock (f);
  check_locked (f);
  g_assert_cmpint (kh_tenant_content_read (file, buffer, sizeof buffer, &error), ==, -1);
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_cmpint (kh_tenant_content_read (table, buffer, sizeof buffer, &error), ==, -1);
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  g_clear_error (&error);
  unlock (f); /* what was open stays refused */
  g_assert_false (kh_tenant_upload_write (upload, buffer, sizeof buffer, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_LOCKED);
  check_all (f);
}

static void
test_wrong_passphrase (Fixture *f, gconstpointer unused)
{
  KhTenantPlace place = { .data_dir = f->folder };
  g_autoptr (KhSecret) wrong = passphrase ("not the passphrase");
  g_autoptr (GError) error = NULL;

  g_assert_null (kh_tenant_open (&place, NULL, wrong, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_HOSTED); /* this process hosts it */
  g_clear_error (&error);
  kh_tenant_close (f->tenant);
  g_assert_null (kh_tenant_open (&place, NULL, wrong, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_SEALED);
  g_clear_error (&error);
  g_autoptr (KhSecret) right = passphrase ("correct horse battery");
  f->tenant = kh_tenant_open (&place, NULL, right, &error);
  g_assert_no_error (error);
}

static gpointer
add_auditor (Fixture *f, gconstpointer data, GError **error)
{
  return kh_tenant_account_add (f->tenant, f->caller, "Otto", KH_ROLE_AUDITOR, NULL, error);
}

static void
test_roles (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhAccount) auditor = NULL;
  g_autoptr (KhCaller) owner = NULL;

  make_all (f);
  auditor = on_worker (f, add_auditor, NULL, &error);
  g_assert_no_error (error);
  owner = g_steal_pointer (&f->caller);
  f->caller = kh_caller_new (auditor);
  g_assert_null (on_worker (f, grant, "ep-sales", &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_PERMISSION);
  g_clear_error (&error);
  g_assert_null (on_worker (f, link_policy, "ep-sales", &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_PERMISSION);
  g_clear_error (&error);
  g_assert_null (on_worker (f, set_enabled, GINT_TO_POINTER (FALSE), &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_PERMISSION);
  kh_caller_unref (f->caller);
  f->caller = g_steal_pointer (&owner);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/tenant/main-job", test_main_job);
  ADD ("/tenant/lock-survives-a-restart", test_lock_survives_a_restart);
  ADD ("/tenant/lock-waits-for-nobody", test_lock_waits_for_nobody);
  ADD ("/tenant/wrong-passphrase", test_wrong_passphrase);
  ADD ("/tenant/roles", test_roles);
  return g_test_run ();
}
