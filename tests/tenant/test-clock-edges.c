/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has an end ends at it: not a second before, whether the program ran meanwhile or was closed,
 * not by a clock that was set back while time passed, and nothing comes back by one that is set
 * back afterwards. One row for each length of the rules (kh-limits.h, model.md 5, 7, 9). */
#include <string.h>

#include "kh-acts-private.h"
#include "kh-hold.h"
#include "kh-lock-rule.h"
#include "kh-petition-machine.h"
#include "kh-tenant-private.h"
#include "kh-tenant-requests.h"
#include "tenant-fixture.h"

#define START (G_GINT64_CONSTANT (1764044880) * KH_SECOND)
#define OTHER "another horse battery"
#define BACK (START - 10 * KH_DAY)

/* Of the row that is played; its texts are freed with it. */
static char *token, *version, *id;

/* --- The clock ---------------------------------------------------------------------------------
 */

static void
set_clock (Fixture *f, KhTime wall, gint64 elapsed)
{
  kh_clock_manual_set (f->clock, wall, elapsed);
  on_worker (f, settle, NULL, NULL);
}

/* The program runs on, and time passes. */
static void
pass_to (Fixture *f, KhTime time)
{
  set_clock (f, time, time - kh_clock_get_highest (f->clock));
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

/* --- What begins, and whether it is over
 * ---------------------------------------------------------- */

/* @unref: (nullable): of what the work returns. */
static void
act (Fixture *f, Act work, gconstpointer data, GDestroyNotify unref)
{
  g_autoptr (GError) error = NULL;
  gpointer result = on_worker (f, work, data, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  if (unref != NULL)
    unref (result);
}

static void
change (Fixture *f, Act work, KhChange *taken)
{
  g_autoptr (KhChange) wanted = taken;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (confirmed (f, work, wanted, &error));
  g_assert_no_error (error);
}

static KhChange *
whole_key (void)
{
  return kh_change_new_for_key (KH_CHANGE_DISABLE_KEY, "kv-sales", "cmk", NULL);
}

static gpointer
ask_impact (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhChange) wanted = whole_key ();

  return kh_tenant_impact (f->tenant, f->caller, wanted, &token, error);
}

static void
confirm (Fixture *f)
{
  make_all (f);
  enable_cmk (f);
  act (f, ask_impact, NULL, (GDestroyNotify)kh_impact_unref);
}

static gpointer
is_stale (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhChange) wanted = whole_key ();
  g_autoptr (KhCaller) caller = kh_caller_with (f->caller, NULL, NULL, token);

  return GINT_TO_POINTER (!kh_acts_is_confirmed (f->tenant, caller, wanted));
}

static gboolean
is_token_over (Fixture *f)
{
  return on_worker (f, is_stale, NULL, NULL) != NULL;
}

static void
grant_access (Fixture *f)
{
  make_all (f);
  act (f, grant, "ep-sales", (GDestroyNotify)kh_role_assignment_unref);
}

static gpointer
look_before (Fixture *f, gconstpointer unused, GError **error)
{
  static const char *const environments[] = { "Sales", NULL };

  return kh_tenant_preflight (f->tenant, f->caller, KH_GOAL_ENABLE, "ep-sales", environments,
                              error);
}

/* Whether the pre-flight says no more that it may be on its way. */
static gboolean
is_spread (Fixture *f)
{
  g_autoptr (KhPreflight) preflight = on_worker (f, look_before, NULL, NULL);

  for (guint i = 0; i < preflight->findings->len; i++) {
    const KhFinding *finding = preflight->findings->pdata[i];

    if (finding->evidence != NULL && strstr (finding->evidence, "less than five minutes") != NULL)
      return FALSE;
  }
  return TRUE;
}

static void
encrypt (Fixture *f)
{
  g_autoptr (KhEstate) estate = NULL;

  make_all (f);
  enable_cmk (f);
  estate = kh_tenant_ref_estate (f->tenant);
  version = g_strdup (kh_key_get_current (kh_estate_get_key (estate, "kv-sales", "cmk"))->version);
}

static gboolean
uses_old_version (Fixture *f)
{
  g_autoptr (KhEnvironment) environment = sales (f);

  return kh_environment_uses (environment, "kv-sales", "cmk", version);
}

static void
rotate (Fixture *f)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  encrypt (f);
  act (f, make_key, "cmk", (GDestroyNotify)kh_key_unref);
  while (uses_old_version (f)) {
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    g_usleep (1000);
  }
}

static void
change_key (Fixture *f)
{
  g_autoptr (KhPolicy) next = NULL;

  encrypt (f);
  act (f, make_key, "next", (GDestroyNotify)kh_key_unref);
  next = make_policy (f, "ep-next", "next");
  act (f, link_policy, "ep-next", (GDestroyNotify)kh_operation_unref);
  wait_until_ready (f);
  g_assert_false (uses_old_version (f));
}

static gpointer
unlink_sales (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_tenant_unlink_policy (f->tenant, f->caller, "Sales",
                                  kh_estate_find_policy (estate, "ep-sales")->system_id, error);
}

static void
revert (Fixture *f)
{
  encrypt (f);
  act (f, unlink_sales, NULL, (GDestroyNotify)kh_operation_unref);
  wait_until_ready (f);
  g_assert_false (uses_old_version (f));
}

static gboolean
is_released (Fixture *f, KhHoldKind kind)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (GPtrArray) holds =
      kh_holds (estate, "kv-sales", "cmk", version, kh_tenant_get_hold_time (f->tenant));

  for (guint i = 0; i < holds->len; i++)
    if (((const KhHold *)holds->pdata[i])->kind == kind)
      return FALSE;
  return TRUE;
}

#define RELEASED(name, kind)                                                                       \
  static gboolean name (Fixture *f)                                                                \
  {                                                                                                \
    return is_released (f, kind);                                                                  \
  }
RELEASED (is_spread_over, KH_HOLD_SPREAD)
RELEASED (is_rotated_over, KH_HOLD_ROTATED)
RELEASED (is_changed_over, KH_HOLD_CHANGED)
RELEASED (is_reverted_over, KH_HOLD_REVERTED)

static gpointer
set_dates (Fixture *f, gconstpointer patch, GError **error)
{
  return kh_tenant_key_update (f->tenant, f->caller, "kv-sales", "cmk", NULL, patch, error);
}

static void
let_expire (Fixture *f)
{
  KhKeyPatch patch = { .has_exp = TRUE, .exp = START + 28 * KH_DAY, .nbf = KH_TIME_NONE };

  encrypt (f);
  act (f, set_dates, &patch, (GDestroyNotify)kh_key_unref);
}

static gboolean
is_locked (Fixture *f)
{
  g_autoptr (KhEnvironment) environment = sales (f);

  return environment->state == KH_ENVIRONMENT_STATE_LOCKED;
}

static void
put_off (Fixture *f)
{
  KhChange *wanted = kh_change_new_for_key (KH_CHANGE_UPDATE_VERSION, "kv-sales", "cmk", NULL);

  wanted->has_nbf = TRUE;
  wanted->nbf = START + 7 * KH_DAY;
  encrypt (f);
  change (f, do_change, wanted);
  g_assert_true (is_locked (f));
}

/* Access is back; the environment is not, before somebody proves the key. */
static gboolean
is_valid (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhEnvironment) environment = sales (f);

  g_assert_cmpint (environment->state, ==, KH_ENVIRONMENT_STATE_LOCKED);
  return kh_environment_get_triggers (estate, environment, kh_tenant_now (f->tenant)) == 0;
}

static gpointer
add_person (Fixture *f, gconstpointer roles, GError **error)
{
  g_autoptr (KhSecret) secret = passphrase (OTHER);
  g_autoptr (KhAccount) account = kh_tenant_account_add (
      f->tenant, f->caller, "Bea", (KhRoles)GPOINTER_TO_UINT (roles), secret, error);

  return GINT_TO_POINTER (account != NULL);
}

static gpointer
set_tenant (Fixture *f, gconstpointer settings, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_set (f->tenant, f->caller, settings, error));
}

static gpointer
file_work (Fixture *f, gconstpointer unused, GError **error)
{
  static const char *const environments[] = { "Sales", NULL };
  KhUnlockFiling filing = { environments, "the key is back", NULL };
  g_autoptr (KhPetition) petition = kh_tenant_unlock_request (f->tenant, f->caller, &filing, error);

  id = petition != NULL ? g_strdup (petition->id) : NULL;
  return id;
}

/* Approved at once; the day is for opening. */
static void
file_unlock (Fixture *f)
{
  KhTenantSettings settings = { .unlock_rule = "support-request" };
  g_autoptr (KhSecret) secret = passphrase (OTHER);
  g_autoptr (KhEstate) estate = NULL;
  g_autoptr (KhCaller) bea = NULL;
  g_autoptr (KhPetition) approved = NULL;

  encrypt (f);
  act (f, add_person, GUINT_TO_POINTER (KH_ROLE_SUPPORT), NULL);
  act (f, set_tenant, &settings, NULL);
  lock (f);
  act (f, set_enabled, GINT_TO_POINTER (TRUE), (GDestroyNotify)kh_key_unref);
  act (f, file_work, NULL, NULL);
  estate = kh_tenant_ref_estate (f->tenant);
  bea = kh_caller_new (kh_estate_find_account (estate, "Bea"));
  approved = kh_tenant_request_approve (f->tenant, bea, id, secret, NULL, NULL);
  g_assert_nonnull (approved);
}

/* The day is for approving. */
static void
file_approval (Fixture *f)
{
  KhTenantSettings settings = { .four_eyes = "on" };
  g_autoptr (KhChange) wanted =
      kh_change_new_for_key (KH_CHANGE_DELETE_KEY, "kv-sales", "cmk", NULL);
  g_autoptr (GError) error = NULL;

  encrypt (f);
  act (f, add_person, GUINT_TO_POINTER (KH_ROLE_KVA), NULL);
  act (f, set_tenant, &settings, NULL);
  g_assert_null (confirmed (f, do_change, wanted, &error));
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "ApprovalRequired");
  id = g_strdup (kh_error_get_facts (error)->target);
}

/* It is also written down. */
static gboolean
is_request_over (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const KhPetition *petition = kh_estate_get_petition (estate, id);
  KhPetitionState state = kh_petition_get_state (petition, kh_tenant_now (f->tenant));

  g_assert_cmpint (petition->state, ==, state);
  return state == KH_PETITION_STATE_EXPIRED;
}

static gpointer
make_sandbox (Fixture *f, gconstpointer unused, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhEnvironment) environment =
      kh_environment_copy (kh_estate_find_environment (estate, "Sales"));

  environment->type = KH_ENVIRONMENT_TYPE_SANDBOX;
  kh_tenant_publish (f->tenant, kh_estate_with_environment (estate, environment));
  return f;
}

static void
remember_sales (Fixture *f)
{
  g_autoptr (KhEnvironment) environment = sales (f);

  id = g_strdup (environment->id);
}

static void
lock_production (Fixture *f)
{
  encrypt (f);
  remember_sales (f);
  lock (f);
}

static void
lock_sandbox (Fixture *f)
{
  encrypt (f);
  remember_sales (f);
  act (f, make_sandbox, NULL, NULL);
  lock (f);
}

static gpointer
remove_work (Fixture *f, gconstpointer unused, GError **error)
{
  return GINT_TO_POINTER (kh_tenant_environment_delete (f->tenant, f->caller, id, error));
}

static void
delete_sales (Fixture *f)
{
  encrypt (f);
  remember_sales (f);
  change (f, remove_work, kh_change_new_for_environment (KH_CHANGE_DELETE_ENVIRONMENT, id));
}

static gboolean
is_gone (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_estate_get_environment (estate, id)->state == KH_ENVIRONMENT_STATE_GONE;
}

static void
delete_key (Fixture *f)
{
  make_all (f);
  act (f, make_key, "spare", (GDestroyNotify)kh_key_unref);
  change (f, do_change, kh_change_new_for_key (KH_CHANGE_DELETE_KEY, "kv-sales", "spare", NULL));
}

static gboolean
is_key_purged (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_estate_get_key (estate, "kv-sales", "spare") == NULL;
}

static void
delete_vault (Fixture *f)
{
  make_all (f);
  change (f, do_change, kh_change_new_for_vault (KH_CHANGE_DELETE_VAULT, "kv-sales"));
}

static gboolean
is_vault_purged (Fixture *f)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  const KhVault *vault = kh_estate_get_vault (estate, "kv-sales");

  return vault == NULL || vault->state == KH_VAULT_STATE_PURGED;
}

typedef struct {
  const char *name;
  gint64 length;
  void (*begin) (Fixture *f);
  gboolean (*is_over) (Fixture *f);
  gboolean ends_with_program; /* whatever the time */
} Row;

static const Row rows[] = {
  { "confirmation", 5 * KH_MINUTE, confirm, is_token_over, TRUE },
  { "grant", 5 * KH_MINUTE, grant_access, is_spread },
  { "spread", KH_DAY, rotate, is_spread_over },
  { "approved-unlock", KH_DAY, file_unlock, is_request_over },
  { "approval", KH_DAY, file_approval, is_request_over },
  { "deleted-environment", 7 * KH_DAY, delete_sales, is_gone },
  { "locked-sandbox", 7 * KH_DAY, lock_sandbox, is_gone },
  { "not-before", 7 * KH_DAY, put_off, is_valid },
  { "rotated", 28 * KH_DAY, rotate, is_rotated_over },
  { "expiry", 28 * KH_DAY, let_expire, is_locked },
  { "changed", 30 * KH_DAY, change_key, is_changed_over },
  { "reverted", 30 * KH_DAY, revert, is_reverted_over },
  { "locked-production", 30 * KH_DAY, lock_production, is_gone },
  { "key-retention", 90 * KH_DAY, delete_key, is_key_purged },
  { "vault-retention", 90 * KH_DAY, delete_vault, is_vault_purged },
};

/* --- Playing -------------------------------------------------------------------------------------
 */

static void
check (Fixture *f, const Row *row, gboolean over, const char *when)
{
  if (row->is_over (f) != over)
    g_error ("%s: %s %s", row->name, over ? "not over" : "over", when);
}

static void
run_past (Fixture *f, const Row *row)
{
  check (f, row, FALSE, "at its beginning");
  pass_to (f, START + row->length - KH_SECOND);
  check (f, row, FALSE, "a second before its end");
  pass_to (f, START + row->length);
  check (f, row, TRUE, "at its end");
  pass_to (f, START + row->length + KH_SECOND);
  check (f, row, TRUE, "a second after its end");
  set_clock (f, BACK, KH_SECOND);
  check (f, row, TRUE, "after the clock was set back");
  restart_at (f, BACK);
  check (f, row, TRUE, "after a start with a clock that was set back");
  restart_at (f, START + row->length - KH_SECOND);
  check (f, row, TRUE, "after a start a second before its end");
}

/* A jump of more than a day across a stop is not believed (test-wrong-clock), so it ran until then.
 */
static void
restart_past (Fixture *f, const Row *row)
{
  if (row->length > KH_DAY)
    pass_to (f, START + row->length - 2 * KH_HOUR);
  restart_at (f, START + row->length - KH_SECOND);
  check (f, row, row->ends_with_program, "a second before its end, after a start");
  restart_at (f, START + row->length);
  check (f, row, TRUE, "at its end, after a start");
}

static void
wait_with_clock_back (Fixture *f, const Row *row)
{
  set_clock (f, BACK, row->length + KH_DAY);
  check (f, row, FALSE, "while the clock stood");
  restart_at (f, BACK + KH_HOUR);
  check (f, row, row->ends_with_program, "while the clock stood, after a start");
  set_clock (f, START + row->length - KH_SECOND, 100 * KH_DAY);
  check (f, row, row->ends_with_program, "a second before its end, when the clock had caught up");
  set_clock (f, START + row->length, KH_SECOND);
  check (f, row, TRUE, "at its end, when the clock had caught up");
}

static void
test_row (gconstpointer data)
{
  static void (*const ways[]) (Fixture *, const Row *) = { run_past, restart_past,
                                                           wait_with_clock_back };
  const Row *row = data;

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    Fixture f = { .clock = kh_clock_new_manual (START) };

    set_up (&f, NULL);
    row->begin (&f);
    g_assert_cmpint (kh_tenant_now (f.tenant), ==, START);
    ways[i](&f, row);
    check_audit (&f);
    g_clear_pointer (&token, g_free);
    g_clear_pointer (&version, g_free);
    g_clear_pointer (&id, g_free);
    tear_down (&f, NULL);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/clock-edges/", rows[i].name, NULL);

    g_test_add_data_func (path, &rows[i], test_row);
  }
  return g_test_run ();
}
