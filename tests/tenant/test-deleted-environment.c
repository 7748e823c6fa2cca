/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A deleted environment keeps its data for seven days, across restarts and for nobody to read; then
 * nothing of it is left, and nothing waits for it. */
#include "kh-act.h"
#include "kh-id.h"
#include "tenant-fixture.h"

#define START (G_GINT64_CONSTANT (1764044880) * KH_SECOND)

static void
set_up_clock (Fixture *f, gconstpointer unused)
{
  f->clock = kh_clock_new_manual (START);
  set_up (f, unused);
  make_all (f);
  import_all (f);
}

static gpointer
remove_named (Fixture *f, gconstpointer data, GError **error)
{
  const KhChange *change = data;

  return GINT_TO_POINTER (
      kh_tenant_environment_delete (f->tenant, f->caller, change->environment_id, error));
}

static gboolean
delete_environment (Fixture *f, const char *id, GError **error)
{
  g_autoptr (KhChange) change = kh_change_new_for_environment (KH_CHANGE_DELETE_ENVIRONMENT, id);

  return confirmed (f, remove_named, change, error) != NULL;
}

static gpointer
recover (Fixture *f, gconstpointer id, GError **error)
{
  return kh_tenant_environment_recover (f->tenant, f->caller, id, error);
}

static KhEnvironment *
by_id (Fixture *f, const char *id)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_environment_ref (kh_estate_get_environment (estate, id));
}

static void
check_state (Fixture *f, const char *id, KhEnvironmentState state)
{
  g_autoptr (KhEnvironment) environment = by_id (f, id);

  g_assert_cmpint (environment->state, ==, state);
}

static void
check_refused (Fixture *f, KhErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kh_tenant_items (f->tenant, f->caller, "Sales", KH_STORE_FILES, &error));
  g_assert_error (error, KH_ERROR, (int)code);
}

static gboolean
has_folder (Fixture *f, const char *id)
{
  g_autofree char *path = g_build_filename (f->folder, "environments", id, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
pass_days (Fixture *f, guint days)
{
  kh_clock_manual_set (f->clock, kh_clock_get_highest (f->clock) + days * KH_DAY, days * KH_DAY);
  on_worker (f, settle, NULL, NULL);
}

/* Nothing is lost by it for seven days, and nothing can be read. */
static void
test_recovered (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhEnvironment) before = sales (f);
  g_autoptr (KhEnvironment) recovered = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (delete_environment (f, before->id, &error));
  g_assert_no_error (error);
  check_refused (f, KH_ERROR_STATE);
  reopen_quickly (f);
  check_state (f, before->id, KH_ENVIRONMENT_STATE_DELETED);
  check_refused (f, KH_ERROR_STATE);
  pass_days (f, 6);
  check_state (f, before->id, KH_ENVIRONMENT_STATE_DELETED);
  recovered = on_worker (f, recover, before->id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (recovered->state, ==, KH_ENVIRONMENT_STATE_READY);
  g_assert_cmpint (recovered->deletion_at, ==, KH_TIME_NONE);
  check_all (f);
  /* The clock of the first deletion is over with it. */
  pass_days (f, 30);
  check_state (f, before->id, KH_ENVIRONMENT_STATE_READY);
  reopen_quickly (f);
  check_all (f);
  g_assert_null (on_worker (f, recover, before->id, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_STATE);
  check_audit (f);
}

static gpointer
create_sales (Fixture *f, gconstpointer type, GError **error)
{
  return kh_tenant_environment_create (f->tenant, f->caller, "Sales",
                                       (KhEnvironmentType)GPOINTER_TO_INT (type), "unitedstates",
                                       TRUE, error);
}

/* Its folder, its data keys and its name are free then; a clock that goes back brings nothing
 * back. */
static void
test_gone (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhEnvironment) before = sales (f);
  g_autoptr (KhEnvironment) gone = NULL;
  g_autoptr (KhEnvironment) next = NULL;
  g_autoptr (GError) error = NULL;

  enable_cmk (f);
  g_assert_true (delete_environment (f, before->id, &error));
  g_assert_no_error (error);
  g_assert_null (
      on_worker (f, create_sales, GINT_TO_POINTER (KH_ENVIRONMENT_TYPE_SANDBOX), &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_EXISTS);
  g_clear_error (&error);
  pass_days (f, 8);
  gone = by_id (f, before->id);
  g_assert_cmpint (gone->state, ==, KH_ENVIRONMENT_STATE_GONE);
  for (guint i = 0; i < KH_STORE_N; i++)
    g_assert_cmpuint (gone->stores[i].deks->len, ==, 0);
  g_assert_false (has_folder (f, before->id));
  kh_clock_manual_set (f->clock, START, 0);
  g_assert_null (on_worker (f, recover, before->id, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  reopen_quickly (f);
  check_state (f, before->id, KH_ENVIRONMENT_STATE_GONE);
  next = on_worker (f, create_sales, GINT_TO_POINTER (KH_ENVIRONMENT_TYPE_SANDBOX), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (next->id, !=, before->id);
  check_audit (f);
}

/* The one that everybody uses stays, confirmed or not. */
static void
test_default (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhEnvironment) before = sales (f);
  g_autoptr (KhEnvironment) standard = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (delete_environment (f, before->id, &error));
  pass_days (f, 8);
  standard = on_worker (f, create_sales, GINT_TO_POINTER (KH_ENVIRONMENT_TYPE_DEFAULT), &error);
  g_assert_no_error (error);
  g_assert_false (delete_environment (f, standard->id, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE);
  check_state (f, standard->id, KH_ENVIRONMENT_STATE_READY);
  check_audit (f);
}

/* As if the key had been lost in the middle of a re-encryption. */
static gpointer
pause_operation (Fixture *f, gconstpointer id, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhEnvironment) environment =
      kh_environment_copy (kh_estate_find_environment (estate, "Sales"));
  g_autoptr (KhOperation) operation = kh_operation_new ();
  KhActFacts facts = { "environment.lock", KH_VERB_LOCK,      "environment",
                       environment->id,    environment->name, NULL };
  g_autoptr (KhAct) act = kh_act_begin (f->tenant, f->caller, &facts, NULL, error);

  operation->id = g_strdup (id);
  operation->type = KH_OPERATION_REVERT;
  operation->environment_id = g_strdup (environment->id);
  operation->state = KH_OPERATION_STATE_PAUSED;
  operation->created_at = kh_tenant_now (f->tenant);
  kh_value_set_text (&environment->active_operation_id, id);
  kh_act_put_operation (act, operation);
  kh_act_put_environment (act, environment);
  return GINT_TO_POINTER (kh_act_commit (&act, error));
}

/* It was waiting for a key that nothing needs any more. */
static void
test_paused (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhEnvironment) before = sales (f);
  g_autofree char *id = kh_id_new ();
  g_autoptr (KhEstate) estate = NULL;
  g_autoptr (KhEnvironment) gone = NULL;
  g_autoptr (GError) error = NULL;
  const KhOperation *operation;

  enable_cmk (f);
  lock (f);
  g_assert_nonnull (on_worker (f, pause_operation, id, &error));
  g_assert_no_error (error);
  g_assert_true (delete_environment (f, before->id, &error));
  g_assert_no_error (error);
  pass_days (f, 8);
  gone = by_id (f, before->id);
  g_assert_cmpint (gone->state, ==, KH_ENVIRONMENT_STATE_GONE);
  g_assert_cmpstr (gone->active_operation_id, ==, NULL);
  estate = kh_tenant_ref_estate (f->tenant);
  operation = kh_estate_get_operation (estate, id);
  g_assert_cmpint (operation->state, ==, KH_OPERATION_STATE_CANCELLED);
  g_assert_cmpint (operation->ended_at, !=, KH_TIME_NONE);
  check_audit (f);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/tenant/deleted-environment/" name, Fixture, NULL, set_up_clock, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("recovered", test_recovered);
  ADD ("gone", test_gone);
  ADD ("default", test_default);
  ADD ("paused", test_paused);
  return g_test_run ();
}
