/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clock that is set back gives nothing back, and one that is set far forward destroys nothing
 * (model.md 9). */
#include "kh-act.h"
#include "kh-hold.h"
#include "kh-id.h"
#include "tenant-fixture.h"

#define START (1764044880 * KH_SECOND)

static void
set_up_clock (Fixture *f, gconstpointer unused)
{
  f->clock = kh_clock_new_manual (START);
  set_up (f, unused);
}

static void
pass_time (Fixture *f, gint64 length)
{
  kh_clock_manual_set (f->clock, kh_clock_get_highest (f->clock) + length, length);
  on_worker (f, settle, NULL, NULL);
}

/* The wall clock shows another time at once. */
static void
set_wall (Fixture *f, KhTime wall)
{
  kh_clock_manual_set (f->clock, wall, KH_SECOND);
  on_worker (f, settle, NULL, NULL);
}

/* A new start, by a machine whose clock shows @wall. */
static void
restart_at (Fixture *f, KhTime wall)
{
  g_autoptr (KhClock) before = f->clock;

  f->clock = kh_clock_new_manual (wall);
  reopen_quickly (f);
  on_worker (f, settle, NULL, NULL);
}

static gpointer
set_exp (Fixture *f, gconstpointer exp, GError **error)
{
  KhKeyPatch patch = { .has_exp = TRUE, .exp = *(const KhTime *)exp };

  return kh_tenant_key_update (f->tenant, f->caller, "kv-sales", "cmk", NULL, &patch, error);
}

static void
expire_at (Fixture *f, KhTime exp)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = on_worker (f, set_exp, &exp, &error);

  g_assert_no_error (error);
}

static void
check_stays_locked (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  check_locked (f);
  g_assert_null (on_worker (f, re_enable, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE);
}

static void
test_back_un_expires_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = NULL;

  make_all (f);
  import_all (f);
  enable_cmk (f);
  expire_at (f, START + KH_HOUR);
  pass_time (f, 30 * KH_MINUTE);
  check_all (f);
  pass_time (f, 31 * KH_MINUTE);
  check_stays_locked (f);
  set_wall (f, START);
  g_assert_cmpint (kh_tenant_now (f->tenant), >=, START + KH_HOUR);
  check_stays_locked (f);
  restart_at (f, START - 10 * KH_DAY);
  g_assert_cmpint (kh_tenant_now (f->tenant), >=, START + KH_HOUR);
  check_stays_locked (f);
  expire_at (f, KH_TIME_NONE);
  operation = on_worker (f, re_enable, NULL, &error);
  g_assert_no_error (error);
  check_all (f);
  check_audit (f);
}

/* --- Holds --------------------------------------------------------------------------------------
 */

static gpointer
create_old (Fixture *f, gconstpointer unused, GError **error)
{
  KhKeySpec spec = { .vault = "kv-sales",
                     .name = "old",
                     .kty = KH_KEY_TYPE_RSA,
                     .size = 2048,
                     .enabled = TRUE,
                     .nbf = KH_TIME_NONE,
                     .exp = KH_TIME_NONE };
  g_autoptr (KhKeyMaterial) material = kh_tenant_key_generate (&spec, error);
  g_autoptr (KhKey) key =
      material != NULL ? kh_tenant_key_create (f->tenant, f->caller, &spec, material, error) : NULL;
  KhActFacts facts = { "key.rotate", KH_VERB_VAULT, "key", "kv-sales/old", "kv-sales/old", NULL };
  g_autoptr (KhAct) act =
      key != NULL ? kh_act_begin (f->tenant, f->caller, &facts, NULL, error) : NULL;
  g_autoptr (KhKeyUse) use = kh_key_use_new ();
  g_autoptr (KhEnvironment) environment = sales (f);

  if (act == NULL)
    return NULL;
  use->id = kh_id_new ();
  use->environment_id = g_strdup (environment->id);
  use->vault = g_strdup ("kv-sales");
  use->key = g_strdup ("old");
  use->version = g_strdup (kh_key_get_version (key, NULL)->version);
  use->reason = KH_USE_ROTATED;
  use->since = START;
  use->until = START;
  kh_act_set_estate (act, kh_estate_with_key_use (kh_act_get_estate (act), use));
  return GINT_TO_POINTER (kh_act_commit (&act, error));
}

static gpointer
disable_old (Fixture *f, gconstpointer unused, GError **error)
{
  KhKeyPatch patch = { .has_enabled = TRUE, .enabled = FALSE };

  return kh_tenant_key_update (f->tenant, f->caller, "kv-sales", "old", NULL, &patch, error);
}

static void
check_held (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, disable_old, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFIRMATION);
}

static void
test_holds (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = NULL;

  make_all (f);
  on_worker (f, create_old, NULL, &error);
  g_assert_no_error (error);
  pass_time (f, 27 * KH_DAY);
  check_held (f);
  set_wall (f, START + 60 * KH_DAY); /* nobody waited that long */
  check_held (f);
  set_wall (f, START - 60 * KH_DAY);
  check_held (f);
  restart_at (f, START + 60 * KH_DAY);
  check_held (f);
  restart_at (f, START + 27 * KH_DAY); /* the clock is right again */
  check_held (f);
  pass_time (f, KH_DAY + KH_SECOND);
  key = on_worker (f, disable_old, NULL, &error);
  g_assert_no_error (error);
  check_audit (f);
}

/* --- Far forward --------------------------------------------------------------------------------
 */

static gpointer
accept_clock (Fixture *f, gconstpointer unused, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_clock_accept (f->tenant, f->caller, error));
}

static gpointer
delete_old (Fixture *f, gconstpointer unused, GError **error)
{
  return kh_tenant_key_delete (f->tenant, f->caller, "kv-sales", "old", error);
}

static gpointer
purge_old (Fixture *f, gconstpointer unused, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_key_purge (f->tenant, f->caller, "kv-sales", "old", error));
}

static void
check_old_is_kept (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (kh_estate_get_key (estate, "kv-sales", "old"));
  g_assert_null (on_worker (f, purge_old, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE);
}

/* Sales is locked and the other key deleted; both would be destroyed in 30 and 90 days. */
static void
lose_both (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) old = NULL;

  make_all (f);
  import_all (f);
  on_worker (f, create_old, NULL, &error);
  g_assert_no_error (error);
  pass_time (f, 29 * KH_DAY);
  enable_cmk (f);
  old = on_worker (f, delete_old, NULL, &error);
  g_assert_no_error (error);
  lock (f);
  check_locked (f);
}

static void
test_forward_destroys_nothing (Fixture *f, gconstpointer unused)
{
  KhTime truth;

  lose_both (f);
  truth = kh_tenant_now (f->tenant);
  set_wall (f, truth + 100 * KH_DAY);
  check_locked (f);
  check_old_is_kept (f);
  restart_at (f, truth + 200 * KH_DAY);
  check_locked (f);
  check_old_is_kept (f);
  restart_at (f, truth + 200 * KH_DAY); /* the time of the last start is no proof */
  check_locked (f);
  check_old_is_kept (f);
  restart_at (f, truth + KH_MINUTE);
  unlock (f);
  check_all (f);
  check_audit (f);
}

static void
test_accepted (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhEstate) estate = NULL;
  g_autoptr (KhEnvironment) environment = NULL;

  lose_both (f);
  environment = sales (f);
  restart_at (f, START + 200 * KH_DAY);
  check_locked (f);
  g_assert_nonnull (on_worker (f, accept_clock, NULL, &error));
  g_assert_no_error (error);
  on_worker (f, settle, NULL, NULL);
  estate = kh_tenant_ref_estate (f->tenant);
  g_assert_cmpint (kh_estate_get_environment (estate, environment->id)->state, ==,
                   KH_ENVIRONMENT_STATE_GONE);
  g_assert_null (kh_estate_get_key (estate, "kv-sales", "old"));
  check_audit (f);
}

/* Time that passes while the program runs is explained: the clocks end as they should. */
static void
test_days_that_passed (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhEstate) estate = NULL;
  g_autoptr (KhEnvironment) environment = NULL;

  lose_both (f);
  environment = sales (f);
  pass_time (f, 29 * KH_DAY);
  check_locked (f);
  pass_time (f, KH_DAY + KH_SECOND);
  estate = kh_tenant_ref_estate (f->tenant);
  g_assert_cmpint (kh_estate_get_environment (estate, environment->id)->state, ==,
                   KH_ENVIRONMENT_STATE_GONE);
  g_assert_nonnull (kh_estate_get_key (estate, "kv-sales", "old"));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up_clock, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/tenant/wrong-clock/back-un-expires-nothing", test_back_un_expires_nothing);
  ADD ("/tenant/wrong-clock/holds", test_holds);
  ADD ("/tenant/wrong-clock/forward-destroys-nothing", test_forward_destroys_nothing);
  ADD ("/tenant/wrong-clock/accepted", test_accepted);
  ADD ("/tenant/wrong-clock/days-that-passed", test_days_that_passed);
  return g_test_run ();
}
