/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enabling the customer's key once more, after every outcome an earlier run can have had. */
#include "flaky-io.h"
#include "tenant-fixture.h"

#include <string.h>

/* The ids of the data keys of Sales, in order of stores. */
static char *
data_keys (Fixture *f)
{
  g_autoptr (KhEnvironment) environment = sales (f);
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < KH_STORE_N; i++) {
    for (guint k = 0; k < environment->stores[i].deks->len; k++)
      g_string_append_printf (ids, "%s ",
                              ((KhDekRef *)environment->stores[i].deks->pdata[k])->dek_id);
  }
  return g_string_free (ids, FALSE);
}

static void
test_encrypted_already (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  make_all (f);
  import_all (f);
  enable_cmk (f);
  before = data_keys (f);
  operation = on_worker (f, link_policy, "ep-sales", &error);
  g_assert_no_error (error);
  g_assert_cmpint (operation->state, ==, KH_OPERATION_STATE_SUCCEEDED);
  after = data_keys (f);
  g_assert_cmpstr (before, ==, after);
  check_encrypted (f);
  check_all (f);
  reopen_quickly (f);
  check_encrypted (f);
  check_all (f);
  check_audit (f);
}

static FlakyIo flaky;

static void
set_up_flaky (Fixture *f, gconstpointer unused)
{
  flaky_io_init (&flaky);
  f->io = &flaky.io;
  set_up (f, unused);
}

static void
tear_down_flaky (Fixture *f, gconstpointer unused)
{
  tear_down (f, unused);
  flaky_io_clear (&flaky);
}

/* Leaves Sales where its run met a disk that kept one name. */
static void
enable_in_vain (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhRoleAssignment) assignment = on_worker (f, grant, "ep-sales", &error);
  g_autoptr (KhOperation) operation = NULL;
  g_autoptr (KhEnvironment) environment = NULL;

  g_assert_no_error (error);
  flaky_io_keep_name (&flaky, "/files/items/");
  operation = on_worker (f, link_policy, "ep-sales", &error);
  g_assert_no_error (error);
  wait_until_ready (f);
  flaky_io_keep_name (&flaky, NULL);
  environment = sales (f);
  g_assert_cmpint (environment->encryption_status, ==, KH_ENCRYPTION_STATUS_FAILED);
}

static void
test_failed (Fixture *f, gconstpointer restart)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = NULL;

  make_all (f);
  import_all (f);
  enable_in_vain (f);
  check_all (f);
  if (restart != NULL)
    reopen_quickly (f);
  operation = on_worker (f, link_policy, "ep-sales", &error);
  g_assert_no_error (error);
  g_assert_cmpint (operation->state, ==, KH_OPERATION_STATE_RUNNING);
  wait_until_ready (f);
  check_encrypted (f);
  check_all (f);
  check_audit (f);
}

static gpointer
link_twice (Fixture *f, gconstpointer policy_name, GError **error)
{
  g_autoptr (KhOperation) first = link_policy (f, policy_name, error);
  g_autoptr (GError) refusal = NULL;

  if (first == NULL)
    return NULL;
  g_assert_null (link_policy (f, policy_name, &refusal));
  g_assert_error (refusal, KH_ERROR, KH_ERROR_CONFLICT);
  g_assert_nonnull (strstr (refusal->message, first->id));
  return g_steal_pointer (&first);
}

/* The end of the run waits for the worker, so the second call finds it running. */
static void
test_running (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhRoleAssignment) assignment = NULL;
  g_autoptr (KhOperation) operation = NULL;

  make_all (f);
  import_all (f);
  assignment = on_worker (f, grant, "ep-sales", &error);
  g_assert_no_error (error);
  operation = on_worker (f, link_twice, "ep-sales", &error);
  g_assert_no_error (error);
  wait_until_ready (f);
  check_encrypted (f);
  check_all (f);
}

/* --- The policy was deleted ---------------------------------------------------------------------
 */

static gpointer
delete_policy (Fixture *f, gconstpointer change, GError **error)
{
  const KhChange *deletion = change;

  return GINT_TO_POINTER (
      kh_tenant_policy_delete (f->tenant, f->caller, deletion->policy_id, error));
}

static gpointer
delete_plainly (Fixture *f, gconstpointer name, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_policy_delete (f->tenant, f->caller, name, error));
}

static void
lose_policy (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const KhPolicy *policy = kh_estate_find_policy (estate, "ep-sales");
  g_autoptr (KhChange) change = kh_change_new_for_policy (KH_CHANGE_DELETE_POLICY, policy->id);
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, delete_plainly, "ep-sales", &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFIRMATION);
  g_clear_error (&error);
  g_assert_nonnull (confirmed (f, delete_policy, change, &error));
  g_assert_no_error (error);
  check_locked (f);
}

/* The version that protects the data. */
static gpointer
enable_used (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEnvironment) environment = sales (f);
  const KhDekRef *ref = kh_environment_get_customer_dek (environment);
  KhKeyPatch patch = { .has_enabled = TRUE, .enabled = TRUE };

  return kh_tenant_key_update (f->tenant, f->caller, "kv-sales", "cmk", ref->version, &patch,
                               error);
}

/* Both in one turn of the worker, so that the run has not ended. */
static gpointer
link_and_lose (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhOperation) operation = link_policy (f, "ep-sales", error);
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const KhPolicy *policy = kh_estate_find_policy (estate, "ep-sales");
  g_autoptr (KhChange) change = kh_change_new_for_policy (KH_CHANGE_DELETE_POLICY, policy->id);

  if (operation == NULL || !confirmed (f, delete_policy, change, error))
    return NULL;
  return g_steal_pointer (&operation);
}

static void
make_other_key (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = on_worker (f, make_key, "other", &error);

  g_assert_no_error (error);
}

static void
check_refused (Fixture *f, const char *policy)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, link_policy, policy, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE);
  check_locked (f);
}

static void
test_policy_deleted (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = NULL;
  g_autoptr (KhPolicy) policy = NULL;
  g_autoptr (KhPolicy) wrong = NULL;
  g_autoptr (KhEnvironment) environment = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  make_all (f);
  import_all (f);
  enable_cmk (f);
  before = data_keys (f);
  lose_policy (f);
  make_other_key (f);
  wrong = make_policy (f, "ep-wrong", "other");
  check_refused (f, "ep-wrong");
  policy = make_policy (f, "ep-sales", "cmk"); /* the name is free again */
  reopen_quickly (f);
  operation = on_worker (f, link_policy, "ep-sales", &error);
  g_assert_no_error (error);
  g_assert_cmpint (operation->state, ==, KH_OPERATION_STATE_SUCCEEDED);
  environment = sales (f);
  g_assert_cmpstr (environment->policy_id, ==, policy->id);
  g_assert_cmpint (environment->state, ==, KH_ENVIRONMENT_STATE_READY);
  g_assert_cmpint (environment->deletion_at, ==, KH_TIME_NONE);
  after = data_keys (f);
  g_assert_cmpstr (before, ==, after);
  check_encrypted (f);
  check_all (f);
  reopen_quickly (f);
  check_all (f);
  check_audit (f);
}

/* With the version of the data disabled the successor opens nothing. */
static void
test_policy_deleted_and_more (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhPolicy) policy = NULL;
  g_autoptr (KhKey) newer = NULL;
  g_autoptr (KhKey) enabled = NULL;
  g_autoptr (KhOperation) operation = NULL;

  make_all (f);
  import_all (f);
  enable_cmk (f);
  lose_policy (f);
  lock (f);
  newer = on_worker (f, make_key, "cmk", &error);
  g_assert_no_error (error);
  policy = make_policy (f, "ep-next", "cmk"); /* its newest version is fine */
  check_refused (f, "ep-next");
  enabled = on_worker (f, enable_used, NULL, &error);
  g_assert_no_error (error);
  operation = on_worker (f, link_policy, "ep-next", &error);
  g_assert_no_error (error);
  check_encrypted (f);
  check_all (f);
}

/* A run that the lock has paused goes on under the successor. */
static void
test_policy_deleted_while_running (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhPolicy) policy = NULL;
  g_autoptr (KhRoleAssignment) assignment = NULL;
  g_autoptr (KhOperation) operation = NULL;
  g_autoptr (KhOperation) cure = NULL;
  g_autoptr (KhEnvironment) environment = NULL;

  make_all (f);
  import_all (f);
  assignment = on_worker (f, grant, "ep-sales", &error);
  g_assert_no_error (error);
  operation = on_worker (f, link_and_lose, NULL, &error);
  g_assert_no_error (error);
  check_locked (f);
  policy = make_policy (f, "ep-next", "cmk");
  cure = on_worker (f, link_policy, "ep-next", &error);
  g_assert_no_error (error);
  wait_until_ready (f);
  check_encrypted (f);
  check_all (f);
  environment = sales (f);
  g_assert_cmpstr (environment->policy_id, ==, policy->id);
  g_assert_null (environment->active_operation_id);
  check_audit (f);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
#define ADD_FLAKY(path, function, data)                                                            \
  g_test_add (path, Fixture, data, set_up_flaky, function, tear_down_flaky)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/tenant/again/encrypted-already", test_encrypted_already);
  ADD_FLAKY ("/tenant/again/failed", test_failed, NULL);
  ADD_FLAKY ("/tenant/again/failed-and-restarted", test_failed, "restart");
  ADD ("/tenant/again/running", test_running);
  ADD ("/tenant/again/policy-deleted", test_policy_deleted);
  ADD ("/tenant/again/policy-deleted-and-more", test_policy_deleted_and_more);
  ADD ("/tenant/again/policy-deleted-while-running", test_policy_deleted_while_running);
  return g_test_run ();
}
