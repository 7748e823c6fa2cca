/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changing the key of an environment and returning it to the platform's key: what becomes of the
 * data, what holds the old key, and what happens when a run is stopped on its way. */
#include "flaky-io.h"
#include "kh-hold.h"
#include "kh-limits.h"
#include "tenant-fixture.h"

static gpointer
unlink_named (Fixture *f, gconstpointer policy_name, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_tenant_unlink_policy (f->tenant, f->caller, "Sales",
                                  kh_estate_find_policy (estate, policy_name)->system_id, error);
}

typedef struct {
  const char *vault, *key, *policy;
} NewKey;

/* Another vault with a key, and a policy on it whose identity has access to that vault alone. */
static gpointer
create_elsewhere (Fixture *f, gconstpointer data, GError **error)
{
  const NewKey *wanted = data;
  g_autoptr (KhVault) facts = kh_vault_new ();
  g_autoptr (KhVault) vault = NULL;
  g_autoptr (KhKey) key = NULL;
  g_autoptr (KhPolicy) policy = NULL;

  facts->name = g_strdup (wanted->vault);
  facts->region = g_strdup ("eastus");
  facts->purge_protection = TRUE;
  vault = kh_tenant_vault_create (f->tenant, f->caller, facts, error);
  key = vault != NULL ? make_rsa_key (f, wanted->vault, wanted->key, error) : NULL;
  policy = key != NULL
               ? kh_tenant_policy_create (f->tenant, f->caller, wanted->policy, "unitedstates",
                                          wanted->vault, wanted->key, NULL, error)
               : NULL;
  return policy != NULL ? kh_tenant_assignment_put (f->tenant, f->caller, NULL, wanted->vault,
                                                    "Key Vault Crypto Service Encryption User",
                                                    policy->principal_id, error)
                        : NULL;
}

/* Sales with data, encrypted by ep-sales; ep-next on another key of the vault, ep-twin on the same.
 */
static void
make_estate (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhKey) key = NULL;
  g_autoptr (KhPolicy) policy = NULL;
  g_autoptr (KhPolicy) twin = NULL;

  make_all (f);
  import_all (f);
  key = on_worker (f, make_key, "next", &error);
  g_assert_no_error (error);
  policy = make_policy (f, "ep-next", "next");
  twin = make_policy (f, "ep-twin", "cmk");
}

static void
set_up_encrypted (Fixture *f, gconstpointer unused)
{
  set_up (f, unused);
  make_estate (f);
  enable_cmk (f);
}

static FlakyIo flaky;

static void
set_up_flaky (Fixture *f, gconstpointer unused)
{
  flaky_io_init (&flaky);
  f->io = &flaky.io;
  set_up_encrypted (f, unused);
}

static void
tear_down_flaky (Fixture *f, gconstpointer unused)
{
  tear_down (f, unused);
  flaky_io_clear (&flaky);
}

/* Every covered store has one data key, under @key, and the environment follows @policy. */
static void
check_key (Fixture *f, const char *policy, const char *key)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  g_autoptr (KhEnvironment) environment = sales (f);

  check_encrypted (f);
  g_assert_cmpstr (environment->policy_id, ==, kh_estate_find_policy (estate, policy)->id);
  for (guint i = 0; i < KH_STORE_N; i++)
    if (kh_store_kind_is_covered ((KhStoreKind)i))
      g_assert_true (
          kh_dek_ref_uses (environment->stores[i].deks->pdata[0], "kv-sales", key, NULL));
  check_all (f);
}

static void
check_platform (Fixture *f)
{
  g_autoptr (KhEnvironment) environment = sales (f);

  g_assert_cmpint (environment->encryption_status, ==, KH_ENCRYPTION_STATUS_NOT_ENCRYPTED);
  g_assert_null (environment->policy_id);
  g_assert_null (environment->active_operation_id);
  for (guint i = 0; i < KH_STORE_N; i++) {
    g_assert_cmpuint (environment->stores[i].deks->len, ==, 1);
    g_assert_cmpint (kh_environment_get_key_owner (environment, (KhStoreKind)i), ==,
                     KH_KEY_OWNER_PLATFORM);
  }
  check_all (f);
}

/* One hold of @kind on cmk, for 30 days from when the first store has left it, and nothing else. */
static void
check_hold (Fixture *f, KhHoldKind kind)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);
  KhTime now = kh_tenant_now (f->tenant);
  g_autoptr (GPtrArray) holds = kh_holds (estate, "kv-sales", "cmk", NULL, now);
  g_autoptr (GPtrArray) later = NULL;
  const KhHold *hold;

  g_assert_cmpuint (holds->len, ==, 1);
  hold = holds->pdata[0];
  g_assert_cmpint (hold->kind, ==, kind);
  g_assert_cmpint (hold->end, ==, hold->start + 30 * KH_DAY);
  g_assert_cmpint (hold->start, <=, now);
  later = kh_holds (estate, "kv-sales", "cmk", NULL, hold->end - 1);
  g_assert_cmpuint (later->len, ==, 1);
  g_clear_pointer (&later, g_ptr_array_unref);
  later = kh_holds (estate, "kv-sales", "cmk", NULL, hold->end);
  g_assert_cmpuint (later->len, ==, 0);
}

static void
run_to_end (Fixture *f, Act act, const char *policy, KhOperationType type)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = on_worker (f, act, policy, &error);

  g_assert_no_error (error);
  g_assert_cmpint (operation->type, ==, type);
  g_assert_cmpint (operation->state, ==, KH_OPERATION_STATE_RUNNING);
  wait_until_ready (f);
}

/* Stops the run of @act where it meets a disk that keeps one name. */
static char *
fail (Fixture *f, Act act, const char *policy)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = NULL;
  g_autoptr (KhEnvironment) environment = NULL;

  flaky_io_keep_name (&flaky, "/files/items/");
  operation = on_worker (f, act, policy, &error);
  g_assert_no_error (error);
  wait_until_ready (f);
  flaky_io_keep_name (&flaky, NULL);
  environment = sales (f);
  g_assert_cmpint (environment->encryption_status, ==, KH_ENCRYPTION_STATUS_FAILED);
  check_all (f);
  return g_strdup (operation->id);
}

/* --- Change -------------------------------------------------------------------------------------
 */

static void
test_change (Fixture *f, gconstpointer unused)
{
  run_to_end (f, link_policy, "ep-next", KH_OPERATION_ROTATE_CMK);
  check_key (f, "ep-next", "next");
  check_hold (f, KH_HOLD_CHANGED);
  reopen_quickly (f);
  check_key (f, "ep-next", "next");
  check_hold (f, KH_HOLD_CHANGED);
  check_audit (f);
}

/* The same key under another policy: fresh data keys all the same (model.md 4). */
static void
test_same_key (Fixture *f, gconstpointer unused)
{
  g_autoptr (KhEnvironment) before = sales (f);
  g_autoptr (KhEnvironment) after = NULL;

  run_to_end (f, link_policy, "ep-twin", KH_OPERATION_ROTATE_CMK);
  check_key (f, "ep-twin", "cmk");
  after = sales (f);
  for (guint i = 0; i < KH_STORE_N; i++)
    if (kh_store_kind_is_covered ((KhStoreKind)i))
      g_assert_cmpstr (kh_environment_get_current_dek (before, (KhStoreKind)i)->dek_id, !=,
                       kh_environment_get_current_dek (after, (KhStoreKind)i)->dek_id);
}

/* The old policy's identity opens the old data keys until they are gone (domain.md 2.5, R3). */
static void
test_no_access_to_the_old_key (Fixture *f, gconstpointer unused)
{
  const NewKey elsewhere = { "kv-other", "other", "ep-other" };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhRoleAssignment) assignment = on_worker (f, create_elsewhere, &elsewhere, &error);

  g_assert_no_error (error);
  run_to_end (f, link_policy, "ep-other", KH_OPERATION_ROTATE_CMK);
  check_encrypted (f);
  check_all (f);
  check_hold (f, KH_HOLD_CHANGED);
}

static gpointer
enable_policy (Fixture *f, gconstpointer policy_name, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (f->tenant);

  return kh_tenant_link_policy (f->tenant, f->caller, "Sales",
                                kh_estate_find_policy (estate, policy_name)->system_id, FALSE,
                                error);
}

/* Who wants to enable does not change a key by mistake, and an old operation brings nothing back.
 */
static void
test_not_wanted (Fixture *f, gconstpointer unused)
{
  g_autofree char *failed = fail (f, link_policy, "ep-next");
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, enable_policy, "ep-twin", &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "E6");
  g_clear_error (&error);
  run_to_end (f, link_policy, "ep-twin", KH_OPERATION_ROTATE_CMK);
  g_assert_null (on_worker (f, retry, failed, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_RULE);
  check_key (f, "ep-twin", "cmk");
}

/* --- Revert -------------------------------------------------------------------------------------
 */

static void
test_revert (Fixture *f, gconstpointer unused)
{
  run_to_end (f, unlink_named, "ep-sales", KH_OPERATION_REVERT);
  check_platform (f);
  check_hold (f, KH_HOLD_REVERTED);
  reopen_quickly (f);
  check_platform (f);
  check_hold (f, KH_HOLD_REVERTED);
  check_audit (f);
  run_to_end (f, link_policy, "ep-sales", KH_OPERATION_NEW_CMK);
  check_key (f, "ep-sales", "cmk");
}

static void
check_revert_refused (Fixture *f, const char *policy, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (on_worker (f, unlink_named, policy, &error));
  g_assert_error (error, KH_ERROR, code);
}

static void
test_revert_refused (Fixture *f, gconstpointer unused)
{
  check_revert_refused (f, "ep-next", KH_ERROR_CONFLICT);
  check_key (f, "ep-sales", "cmk");
  lock (f);
  check_revert_refused (f, "ep-sales", KH_ERROR_LOCKED);
  check_locked (f);
  unlock (f);
  run_to_end (f, unlink_named, "ep-sales", KH_OPERATION_REVERT);
  check_revert_refused (f, "ep-sales", KH_ERROR_RULE);
}

/* --- Stopped on the way -------------------------------------------------------------------------
 */

static gpointer
start_and_stop (Fixture *f, Act act, const char *policy, GError **error)
{
  g_autoptr (KhOperation) operation = act (f, policy, error);

  g_assert_nonnull (operation);
  return cancel (f, operation->id, error);
}

static gpointer
link_and_cancel (Fixture *f, gconstpointer policy, GError **error)
{
  return start_and_stop (f, link_policy, policy, error);
}

static gpointer
unlink_and_cancel (Fixture *f, gconstpointer policy, GError **error)
{
  return start_and_stop (f, unlink_named, policy, error);
}

static void
test_change_fails (Fixture *f, gconstpointer restart)
{
  g_autofree char *id = fail (f, link_policy, "ep-next");

  if (restart != NULL)
    reopen_quickly (f);
  check_all (f);
  run_to_end (f, retry, id, KH_OPERATION_ROTATE_CMK);
  check_key (f, "ep-next", "next");
  check_audit (f);
}

static void
test_revert_fails (Fixture *f, gconstpointer restart)
{
  g_autofree char *id = fail (f, unlink_named, "ep-sales");

  if (restart != NULL)
    reopen_quickly (f);
  check_all (f);
  run_to_end (f, retry, id, KH_OPERATION_REVERT);
  check_platform (f);
  check_audit (f);
}

/* What an earlier run has brought half way under another key is moved as well. */
static void
test_other_way_out (Fixture *f, gconstpointer unused)
{
  g_autofree char *first = fail (f, link_policy, "ep-next");
  g_autofree char *second = NULL;

  second = fail (f, link_policy, "ep-twin");
  run_to_end (f, unlink_named, "ep-twin", KH_OPERATION_REVERT);
  check_platform (f);
  reopen_quickly (f);
  check_platform (f);
}

static void
set_up_flaky_plain (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhRoleAssignment) assignment = NULL;

  flaky_io_init (&flaky);
  f->io = &flaky.io;
  set_up (f, unused);
  make_estate (f);
  assignment = on_worker (f, grant, "ep-sales", &error);
  g_assert_no_error (error);
}

static void
test_another_policy_after_a_failure (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = fail (f, link_policy, "ep-sales");
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = on_worker (f, link_policy, "ep-next", &error);

  g_assert_no_error (error);
  wait_until_ready (f);
  check_key (f, "ep-next", "next");
  check_audit (f);
}

static void
test_back_after_a_failure (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = fail (f, link_policy, "ep-sales");

  run_to_end (f, unlink_named, "ep-sales", KH_OPERATION_REVERT);
  check_platform (f);
}

static void
test_canceled (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) change = on_worker (f, link_and_cancel, "ep-next", &error);
  g_autoptr (KhOperation) reverted = NULL;

  g_assert_no_error (error);
  check_all (f);
  run_to_end (f, retry, change->id, KH_OPERATION_ROTATE_CMK);
  check_key (f, "ep-next", "next");
  reverted = on_worker (f, unlink_and_cancel, "ep-next", &error);
  g_assert_no_error (error);
  check_all (f);
  run_to_end (f, retry, reverted->id, KH_OPERATION_REVERT);
  check_platform (f);
}

/* The tenant is closed while the run is at work, and goes on at its next start. */
static void
test_restarted (Fixture *f, gconstpointer reverts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = reverts != NULL
                                          ? on_worker (f, unlink_named, "ep-sales", &error)
                                          : on_worker (f, link_policy, "ep-next", &error);

  g_assert_no_error (error);
  reopen_quickly (f);
  wait_until_ready (f);
  if (reverts != NULL)
    check_platform (f);
  else
    check_key (f, "ep-next", "next");
  check_hold (f, reverts != NULL ? KH_HOLD_REVERTED : KH_HOLD_CHANGED);
  check_audit (f);
}

static gpointer
start_and_lock (Fixture *f, gconstpointer reverts, GError **error)
{
  g_autoptr (KhOperation) operation =
      reverts != NULL ? unlink_named (f, "ep-sales", error) : link_policy (f, "ep-next", error);
  g_autoptr (KhKey) key = NULL;

  g_assert_nonnull (operation);
  key = disable_in_this_turn (f, error);
  return key != NULL ? g_steal_pointer (&operation) : NULL;
}

/* The old key is lost while data is still under it: the environment is locked, the operation waits,
 * and both go on with the key. */
static void
test_locked (Fixture *f, gconstpointer reverts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) operation = on_worker (f, start_and_lock, reverts, &error);

  g_assert_no_error (error);
  check_locked (f);
  unlock (f);
  wait_until_ready (f);
  if (reverts != NULL)
    check_platform (f);
  else
    check_key (f, "ep-next", "next");
}

#define ADD(path, function, data)                                                                  \
  g_test_add (path, Fixture, data, set_up_encrypted, function, tear_down)
#define ADD_FLAKY(path, set_up_function, function, data)                                           \
  g_test_add (path, Fixture, data, set_up_function, function, tear_down_flaky)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/tenant/change/other-key", test_change, NULL);
  ADD ("/tenant/change/same-key", test_same_key, NULL);
  ADD ("/tenant/change/no-access-to-the-old-key", test_no_access_to_the_old_key, NULL);
  ADD ("/tenant/change/canceled", test_canceled, NULL);
  ADD ("/tenant/change/restarted", test_restarted, NULL);
  ADD ("/tenant/change/locked", test_locked, NULL);
  ADD_FLAKY ("/tenant/change/fails", set_up_flaky, test_change_fails, NULL);
  ADD_FLAKY ("/tenant/change/fails-and-restarts", set_up_flaky, test_change_fails, "restart");
  ADD_FLAKY ("/tenant/change/other-way-out", set_up_flaky, test_other_way_out, NULL);
  ADD_FLAKY ("/tenant/change/not-wanted", set_up_flaky, test_not_wanted, NULL);
  ADD_FLAKY ("/tenant/change/another-policy-after-a-failure", set_up_flaky_plain,
             test_another_policy_after_a_failure, NULL);
  ADD ("/tenant/revert/whole", test_revert, NULL);
  ADD ("/tenant/revert/refused", test_revert_refused, NULL);
  ADD ("/tenant/revert/restarted", test_restarted, "reverts");
  ADD ("/tenant/revert/locked", test_locked, "reverts");
  ADD_FLAKY ("/tenant/revert/fails", set_up_flaky, test_revert_fails, NULL);
  ADD_FLAKY ("/tenant/revert/fails-and-restarts", set_up_flaky, test_revert_fails, "restart");
  ADD_FLAKY ("/tenant/revert/back-after-a-failure", set_up_flaky_plain, test_back_after_a_failure,
             NULL);
  return g_test_run ();
}
