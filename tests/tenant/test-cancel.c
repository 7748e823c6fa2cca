/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cancelling an encryption: what is kept, how it goes on, and what cannot be cancelled. */
#include "kh-run-steps.h"
#include "tenant-fixture.h"

static void
set_up_all (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhRoleAssignment) assignment = NULL;

  set_up (f, unused);
  make_all (f);
  import_all (f);
  assignment = on_worker (f, grant, "ep-sales", &error);
  g_assert_no_error (error);
}

/* The run's durable steps wait for the worker, so it cannot end between the two. */
static gpointer
link_and_cancel (Fixture *f, gconstpointer policy_name, GError **error)
{
  g_autoptr (KhOperation) operation = link_policy (f, policy_name, error);

  g_assert_nonnull (operation);
  g_assert_cmpint (operation->state, ==, KH_OPERATION_STATE_RUNNING);
  return cancel (f, operation->id, error);
}

/* Before the run that was cancelled knows of it. */
static gpointer
link_cancel_and_retry (Fixture *f, gconstpointer policy_name, GError **error)
{
  g_autoptr (KhOperation) canceled = link_and_cancel (f, policy_name, error);

  g_assert_nonnull (canceled);
  return retry (f, canceled->id, error);
}

static void
check_canceled (Fixture *f, const char *id)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhEnvironment) environment = sales (f);
  const KhOperation *operation = kh_estate_get_operation (estate, id);

  g_assert_cmpint (operation->state, ==, KH_OPERATION_STATE_CANCELLED);
  g_assert_cmpint (operation->ended_at, !=, KH_TIME_NONE);
  g_assert_null (operation->error);
  g_assert_cmpint (operation->stages[KH_STAGE_RUN].state, ==, KH_OPERATION_STATE_CANCELLED);
  g_assert_cmpint (operation->stages[KH_STAGE_FINALIZE].state, ==, KH_OPERATION_STATE_NOT_STARTED);
  g_assert_cmpint (environment->state, ==, KH_ENVIRONMENT_STATE_READY);
  g_assert_cmpint (environment->encryption_status, ==, KH_ENCRYPTION_STATUS_FAILED);
  g_assert_null (environment->active_operation_id);
  check_all (f);
}

static void
test_goes_on (Fixture *f, gconstpointer restart)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) canceled = on_worker (f, link_and_cancel, "ep-sales", &error);
  g_autoptr (KhOperation) again = NULL;

  g_assert_no_error (error);
  check_canceled (f, canceled->id);
  if (restart != NULL)
    reopen_quickly (f);
  check_canceled (f, canceled->id);
  again = on_worker (f, retry, canceled->id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->id, !=, canceled->id);
  wait_until_ready (f);
  check_encrypted (f);
  check_all (f);
  check_audit (f);
}

/* Nobody waits for the run before, which may wait for the worker. */
static void
test_at_once (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) again = on_worker (f, link_cancel_and_retry, "ep-sales", &error);

  g_assert_no_error (error);
  wait_until_ready (f);
  check_encrypted (f);
  check_all (f);
  check_audit (f);
}

/* A run that is stopped after its last store says nothing: the next start ends it. */
static void
test_stopped_at_the_end (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) canceled = on_worker (f, link_and_cancel, "ep-sales", &error);
  g_autoptr (GCancellable) stopped = g_cancellable_new ();

  g_assert_no_error (error);
  g_cancellable_cancel (stopped);
  kh_run_end (f->tenant, canceled->id, NULL, stopped);
  check_canceled (f, canceled->id);
}

static void
check_refused (Fixture *f, const char *id, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, cancel, id, &error));
  g_assert_error (error, KH_ERROR, code);
}

static void
test_ended (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) canceled = on_worker (f, link_and_cancel, "ep-sales", &error);
  g_autoptr (KhOperation) again = NULL;

  check_refused (f, canceled->id, KH_ERROR_STATE);
  check_refused (f, "no-such-operation", KH_ERROR_NOT_FOUND);
  again = on_worker (f, retry, canceled->id, &error);
  g_assert_no_error (error);
  wait_until_ready (f);
  check_refused (f, again->id, KH_ERROR_STATE);
  check_encrypted (f);
}

static gpointer
link_and_lock (Fixture *f, gconstpointer policy_name, GError **error)
{
  g_autoptr (KhOperation) operation = link_policy (f, policy_name, error);
  g_autoptr (KhKey) key = NULL;

  g_assert_nonnull (operation);
  key = disable_in_this_turn (f, error);
  return key != NULL ? g_steal_pointer (&operation) : NULL;
}

/* It waits for its key and goes on with it. */
static void
test_locked (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = on_worker (f, link_and_lock, "ep-sales", &error);

  g_assert_no_error (error);
  check_locked (f);
  check_refused (f, operation->id, KH_ERROR_LOCKED);
  unlock (f);
  wait_until_ready (f);
  check_encrypted (f);
  check_all (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/tenant/cancel/goes-on", Fixture, NULL, set_up_all, test_goes_on, tear_down);
  g_test_add ("/tenant/cancel/goes-on-after-restart", Fixture, "restart", set_up_all, test_goes_on,
              tear_down);
  g_test_add ("/tenant/cancel/at-once", Fixture, NULL, set_up_all, test_at_once, tear_down);
  g_test_add ("/tenant/cancel/stopped-at-the-end", Fixture, NULL, set_up_all,
              test_stopped_at_the_end, tear_down);
  g_test_add ("/tenant/cancel/ended", Fixture, NULL, set_up_all, test_ended, tear_down);
  g_test_add ("/tenant/cancel/locked", Fixture, NULL, set_up_all, test_locked, tear_down);
  return g_test_run ();
}
