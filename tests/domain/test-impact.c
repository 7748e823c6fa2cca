/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The impact of every change, its level, and that a preview is what applying really gives. */

#include "kh-error.h"
#include "kh-impact.h"
#include "kh-limits.h"
#include "kh-lock-rule.h"
#include "kh-rbac.h"
#include "sample.h"

static KhImpact *
compute (KhEstate *estate, KhChange *taken)
{
  g_autoptr (KhChange) change = taken;
  g_autoptr (GError) error = NULL;
  KhImpact *impact = kh_impact_compute (estate, change, NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (impact->trigger, ==, kh_change_kind_to_string (change->kind));
  return impact;
}

static KhChange *
for_key (KhChangeKind kind)
{
  return kh_change_new_for_key (kind, "kv-sales", "cmk", NULL);
}

static void
apply (KhEstate **estate, KhChange *taken)
{
  g_autoptr (KhChange) change = taken;
  g_autoptr (KhEstate) old = *estate;
  g_autoptr (GError) error = NULL;
  *estate = kh_change_apply (old, change, NOW, &error);
  g_assert_no_error (error);
}

static void
assert_refused (KhEstate *estate, KhChange *taken, KhErrorCode code)
{
  g_autoptr (KhChange) change = taken;
  g_autoptr (GError) error = NULL;
  g_assert_null (kh_impact_compute (estate, change, NOW, &error));
  g_assert_error (error, KH_ERROR, (int)code);
}

static KhChange *
change_vault (KhEstate *estate, KhPublicNetwork network, KhDefaultAction action, KhBypass bypass)
{
  g_autoptr (KhVault) wanted = copy_vault (estate);
  wanted->public_network = network;
  wanted->default_action = action;
  wanted->bypass = bypass;
  return kh_change_new_vault_update (wanted);
}

/* Both encrypted environments, the policy, level 3, and the trigger. */
static void
assert_locks (KhEstate *estate, KhChange *change, KhTrigger trigger, const char *confirm_name)
{
  g_autoptr (KhImpact) impact = compute (estate, change);
  g_test_message ("%s %s", impact->trigger, impact->target);
  g_assert_cmpuint (impact->environments->len, ==, 2);
  const KhImpactEnvironment *sales = g_ptr_array_index (impact->environments, 0);
  const KhImpactEnvironment *service = g_ptr_array_index (impact->environments, 1);
  g_assert_cmpstr (sales->name, ==, "Sales");
  g_assert_cmpint (sales->deletion_at, ==, NOW + 30 * KH_DAY);
  g_assert_cmpint (service->deletion_at, ==, NOW + 7 * KH_DAY);
  g_assert_cmpuint (sales->users, ==, 3); /* two administrators and a maker */
  g_assert_true (sales->triggers & KH_TRIGGER_BIT (trigger));
  g_assert_cmpint (kh_triggers_get_first (sales->triggers), ==, trigger);
  g_assert_cmpint (impact->level, ==, KH_GUARD_DOWN);
  g_assert_cmpstr (impact->confirm_name, ==, confirm_name);
  g_assert_cmpuint (impact->policies->len, ==, 1);
  g_assert_cmpuint (g_strv_length (impact->way_back), >=, 2);
  g_assert_false (impact->is_empty);
  g_assert_false (impact->irreversible);
}

static void
test_locks (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  KhChange *change = for_key (KH_CHANGE_UPDATE_VERSION);
  assert_locks (estate, kh_change_new_for_policy (KH_CHANGE_REVOKE_GRANT, POLICY),
                KH_TRIGGER_GRANT_REVOKED, "ep-sales");
  assert_locks (estate, for_key (KH_CHANGE_DISABLE_KEY), KH_TRIGGER_KEY_DISABLED, "cmk");
  assert_locks (estate, for_key (KH_CHANGE_DELETE_KEY), KH_TRIGGER_KEY_DELETED, "cmk");
  assert_locks (estate, for_key (KH_CHANGE_EXPIRE_KEY), KH_TRIGGER_KEY_EXPIRED, "cmk");
  assert_locks (estate, kh_change_new_for_vault (KH_CHANGE_DELETE_VAULT, "kv-sales"),
                KH_TRIGGER_VAULT_DELETED, "kv-sales");
  assert_locks (estate, kh_change_new_for_policy (KH_CHANGE_DELETE_POLICY, POLICY),
                KH_TRIGGER_POLICY_DELETED, "ep-sales");
  assert_locks (estate, kh_change_new_for_vault (KH_CHANGE_CLOSE_NETWORK, "kv-sales"),
                KH_TRIGGER_NETWORK_CLOSED, "kv-sales");
  assert_locks (estate,
                change_vault (estate, KH_PUBLIC_NETWORK_ON, KH_DEFAULT_ACTION_DENY, KH_BYPASS_NONE),
                KH_TRIGGER_NETWORK_RULE, "kv-sales");
  assert_locks (estate,
                change_vault (estate, KH_PUBLIC_NETWORK_PERIMETER, KH_DEFAULT_ACTION_ALLOW,
                              KH_BYPASS_TRUSTED_SERVICES),
                KH_TRIGGER_PERIMETER, "kv-sales");
  change->has_nbf = TRUE;
  change->nbf = NOW + KH_DAY;
  assert_locks (estate, change, KH_TRIGGER_NOT_YET_VALID, "cmk");
  change = kh_change_new (KH_CHANGE_REMOVE_ASSIGNMENT);
  change->object = g_strdup (GRANT);
  assert_locks (estate, change, KH_TRIGGER_GRANT_REVOKED, "ep-sales");
  change = kh_change_new_for_vault (KH_CHANGE_REVOKE_PRINCIPAL, "kv-sales");
  change->principal_id = g_strdup (IDENTITY);
  assert_locks (estate, change, KH_TRIGGER_GRANT_REVOKED, "kv-sales");
  put_version (&estate, sample_version (V2));
  assert_locks (estate, kh_change_new_for_key (KH_CHANGE_DISABLE_VERSION, "kv-sales", "cmk", V1),
                KH_TRIGGER_VERSION_DISABLED, "cmk");
}

static void
test_model_locks (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  KhVault *vault = copy_vault (estate);
  vault->permission_model = KH_PERMISSION_MODEL_ACCESS_POLICY;
  kh_vault_set_access_policy (vault, IDENTITY, KH_PERMISSION_SERVICE);
  put_vault (&estate, vault);
  drop_assignment (&estate, GRANT);
  assert_locks (estate, kh_change_new_for_vault (KH_CHANGE_SWITCH_MODEL, "kv-sales"),
                KH_TRIGGER_MODEL_SWITCHED, "kv-sales");
  g_autoptr (KhVault) bare = copy_vault (estate);
  g_ptr_array_set_size (bare->access_policies, 0);
  assert_locks (estate, kh_change_new_vault_update (bare), KH_TRIGGER_POLICIES_DROPPED, "kv-sales");
  assert_locks (estate, kh_change_new_for_policy (KH_CHANGE_REVOKE_GRANT, POLICY),
                KH_TRIGGER_GRANT_REVOKED, "ep-sales");
}

static void
assert_level (KhEstate *estate, KhChange *change, KhGuardLevel level)
{
  g_autoptr (KhImpact) impact = compute (estate, change);
  g_test_message ("%s", impact->trigger);
  g_assert_cmpint (impact->level, ==, level);
  g_assert_cmpint (impact->is_empty, ==, impact->environments->len == 0 && impact->holds->len == 0);
}

static KhChange *
patch (gboolean has_exp, KhTime exp)
{
  KhChange *change = for_key (KH_CHANGE_UPDATE_VERSION);
  change->has_exp = has_exp;
  change->exp = exp;
  return change;
}

static KhChange *
set_managed (const char *environment, gboolean managed)
{
  KhChange *change = kh_change_new_for_environment (KH_CHANGE_SET_MANAGED, environment);
  change->enabled = managed;
  return change;
}

static void
test_levels_in_use (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  assert_level (estate, kh_change_new_for_policy (KH_CHANGE_GRANT, POLICY), KH_GUARD_NONE);
  assert_level (estate, for_key (KH_CHANGE_ENABLE_KEY), KH_GUARD_NONE);
  assert_level (estate, kh_change_new_for_key (KH_CHANGE_ROTATE_KEY, "kv-sales", "cmk", V2),
                KH_GUARD_NONE);
  assert_level (estate, kh_change_new_for_environment (KH_CHANGE_REVERT, SALES),
                KH_GUARD_CONCERNED);
  assert_level (estate, kh_change_new_for_environment (KH_CHANGE_DELETE_ENVIRONMENT, PLAIN),
                KH_GUARD_DOWN);
  assert_level (estate, patch (TRUE, NOW + KH_DAY), KH_GUARD_CONCERNED);
  assert_level (estate, patch (TRUE, NOW), KH_GUARD_DOWN);
  assert_level (estate, patch (TRUE, KH_TIME_NONE), KH_GUARD_NONE);
  assert_level (estate, set_managed (PLAIN, FALSE), KH_GUARD_RECOVERABLE);
  assert_level (estate, set_managed (PLAIN, TRUE), KH_GUARD_NONE);
  assert_level (estate,
                change_vault (estate, KH_PUBLIC_NETWORK_OFF, KH_DEFAULT_ACTION_ALLOW,
                              KH_BYPASS_TRUSTED_SERVICES),
                KH_GUARD_RECOVERABLE);
  assert_level (estate,
                change_vault (estate, KH_PUBLIC_NETWORK_ON, KH_DEFAULT_ACTION_ALLOW,
                              KH_BYPASS_TRUSTED_SERVICES),
                KH_GUARD_NONE);
  put_version (&estate, sample_version (V2));
  assert_level (estate, kh_change_new_for_key (KH_CHANGE_DISABLE_VERSION, "kv-sales", "cmk", V2),
                KH_GUARD_CONCERNED);
}

/* Cannot be undone, and needs no token. */
static void
assert_purged_freely (KhEstate *estate, KhChange *change)
{
  g_autoptr (KhImpact) impact = compute (estate, change);
  g_assert_cmpint (impact->level, ==, KH_GUARD_IRREVERSIBLE);
  g_assert_true (impact->is_empty);
}

/* Nothing depends on the key: SDKs can disable, delete and purge without a token. */
static void
test_levels_unused (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  KhVault *vault = copy_vault (estate);
  kh_value_set_text (&vault->name, "kv-free");
  vault->purge_protection = FALSE;
  put_vault (&estate, vault);
  put_key (&estate, sample_key ("kv-free", "k"));
  assert_level (estate, kh_change_new_for_key (KH_CHANGE_DISABLE_KEY, "kv-free", "k", NULL),
                KH_GUARD_RECOVERABLE);
  assert_level (estate, kh_change_new_for_vault (KH_CHANGE_DELETE_VAULT, "kv-free"),
                KH_GUARD_CONCERNED);
  assert_level (estate, kh_change_new_for_vault (KH_CHANGE_CLOSE_NETWORK, "kv-free"),
                KH_GUARD_RECOVERABLE);
  apply (&estate, kh_change_new_for_key (KH_CHANGE_DELETE_KEY, "kv-free", "k", NULL));
  assert_purged_freely (estate, kh_change_new_for_key (KH_CHANGE_PURGE_KEY, "kv-free", "k", NULL));
  apply (&estate, kh_change_new_for_key (KH_CHANGE_PURGE_KEY, "kv-free", "k", NULL));
  assert_level (estate, kh_change_new_for_vault (KH_CHANGE_DELETE_VAULT, "kv-free"),
                KH_GUARD_RECOVERABLE);
  apply (&estate, kh_change_new_for_vault (KH_CHANGE_DELETE_VAULT, "kv-free"));
  assert_purged_freely (estate, kh_change_new_for_vault (KH_CHANGE_PURGE_VAULT, "kv-free"));
  KhPolicy *unused =
      sample_policy ("b0000000-0000-4000-8000-000000000007", "unused", "kv-sales", "cmk");
  kh_value_set_text (&unused->principal_id, "c0000000-0000-4000-8000-000000000007");
  put_policy (&estate, unused);
  assert_level (
      estate,
      kh_change_new_for_policy (KH_CHANGE_DELETE_POLICY, "b0000000-0000-4000-8000-000000000007"),
      KH_GUARD_CONCERNED);
}

static void
test_purge (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  apply (&estate, for_key (KH_CHANGE_DELETE_KEY));
  assert_refused (estate, for_key (KH_CHANGE_PURGE_KEY), KH_ERROR_RULE);
  KhKey *due = copy_key (estate);
  g_assert_cmpint (due->scheduled_purge_at, ==, NOW + 90 * KH_DAY);
  due->scheduled_purge_at = NOW;
  put_key (&estate, due);
  g_autoptr (KhImpact) impact = compute (estate, for_key (KH_CHANGE_PURGE_KEY));
  g_assert_cmpint (impact->level, ==, KH_GUARD_IRREVERSIBLE);
  g_assert_true (impact->irreversible);
  g_assert_cmpuint (impact->environments->len, ==, 2);
  g_assert_cmpuint (g_strv_length (impact->way_back), ==, 1);
  apply (&estate, for_key (KH_CHANGE_PURGE_KEY));
  g_assert_null (kh_estate_get_key (estate, "kv-sales", "cmk"));
}

static void
test_holds_count (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  put_version (&estate, sample_version (V2));
  put_use (&estate, V2, KH_USE_REVERTED, NOW - 29 * KH_DAY);
  assert_level (estate, kh_change_new_for_key (KH_CHANGE_DISABLE_VERSION, "kv-sales", "cmk", V2),
                KH_GUARD_DOWN);
  put_use (&estate, V2, KH_USE_REVERTED, NOW - 30 * KH_DAY);
  assert_level (estate, kh_change_new_for_key (KH_CHANGE_DISABLE_VERSION, "kv-sales", "cmk", V2),
                KH_GUARD_CONCERNED);
  KhEnvironment *sales = copy_environment (estate, SALES);
  sample_protect (sales, NULL, NULL, NULL);
  put_environment (&estate, sales);
  KhEnvironment *service = copy_environment (estate, SERVICE);
  sample_protect (service, NULL, NULL, NULL);
  put_environment (&estate, service);
  assert_level (estate, kh_change_new_for_policy (KH_CHANGE_REVOKE_GRANT, POLICY),
                KH_GUARD_CONCERNED);
  put_use (&estate, V2, KH_USE_CHANGED, NOW - KH_DAY);
  g_autoptr (KhImpact) grant =
      compute (estate, kh_change_new_for_policy (KH_CHANGE_REVOKE_GRANT, POLICY));
  g_assert_cmpuint (grant->holds->len, ==, 1);
  g_assert_cmpint (grant->level, ==, KH_GUARD_DOWN);
}

static void
test_refusals (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  g_autoptr (KhVault) weaker = copy_vault (estate);
  weaker->purge_protection = FALSE;
  assert_refused (estate, kh_change_new_vault_update (weaker), KH_ERROR_RULE);
  g_autoptr (KhVault) shorter = copy_vault (estate);
  shorter->retention_days = 7;
  assert_refused (estate, kh_change_new_vault_update (shorter), KH_ERROR_RULE);
  assert_refused (estate, for_key (KH_CHANGE_RECOVER_KEY), KH_ERROR_STATE);
  assert_refused (estate, for_key (KH_CHANGE_PURGE_KEY), KH_ERROR_STATE);
  assert_refused (estate, kh_change_new_for_key (KH_CHANGE_DELETE_KEY, "kv-sales", "none", NULL),
                  KH_ERROR_NOT_FOUND);
  assert_refused (estate, kh_change_new_for_key (KH_CHANGE_DISABLE_VERSION, "kv-sales", "cmk", V2),
                  KH_ERROR_NOT_FOUND);
  assert_refused (estate, kh_change_new_for_vault (KH_CHANGE_RECOVER_VAULT, "kv-sales"),
                  KH_ERROR_STATE);
  assert_refused (estate, kh_change_new_for_vault (KH_CHANGE_DELETE_VAULT, "none"),
                  KH_ERROR_NOT_FOUND);
  assert_refused (estate, kh_change_new_for_policy (KH_CHANGE_DELETE_POLICY, "none"),
                  KH_ERROR_NOT_FOUND);
  assert_refused (estate, kh_change_new_for_environment (KH_CHANGE_REVERT, PLAIN), KH_ERROR_STATE);
  assert_refused (estate, set_managed (SALES, FALSE), KH_ERROR_RULE);
  KhChange *edit = kh_change_new_for_policy (KH_CHANGE_UPDATE_POLICY, POLICY);
  edit->key = g_strdup ("other");
  assert_refused (estate, edit, KH_ERROR_RULE);
  apply (&estate, kh_change_new_for_vault (KH_CHANGE_DELETE_VAULT, "kv-sales"));
  assert_refused (estate, for_key (KH_CHANGE_ENABLE_KEY), KH_ERROR_STATE);
  assert_refused (estate, kh_change_new_for_policy (KH_CHANGE_GRANT, POLICY), KH_ERROR_STATE);
  assert_refused (estate, kh_change_new_for_vault (KH_CHANGE_PURGE_VAULT, "kv-sales"),
                  KH_ERROR_RULE);
}

/* Revoked, deleted and closed: each repair opens again what its change closed. */
static void
test_there_and_back (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  apply (&estate, for_key (KH_CHANGE_DISABLE_KEY));
  apply (&estate, for_key (KH_CHANGE_DELETE_KEY));
  apply (&estate, kh_change_new_for_vault (KH_CHANGE_DELETE_VAULT, "kv-sales"));
  g_assert_cmpuint (kh_estate_n_assignments (estate), ==, 0);
  g_assert_false (kh_environment_is_open (estate, kh_estate_get_environment (estate, SALES), NOW));
  apply (&estate, kh_change_new_for_vault (KH_CHANGE_RECOVER_VAULT, "kv-sales"));
  apply (&estate, for_key (KH_CHANGE_RECOVER_KEY));
  apply (&estate, for_key (KH_CHANGE_ENABLE_KEY));
  apply (&estate, kh_change_new_for_policy (KH_CHANGE_GRANT, POLICY));
  g_assert_true (kh_environment_is_open (estate, kh_estate_get_environment (estate, SALES), NOW));
  apply (&estate, kh_change_new_for_environment (KH_CHANGE_DELETE_ENVIRONMENT, SALES));
  apply (&estate, kh_change_new_for_environment (KH_CHANGE_RECOVER_ENVIRONMENT, SALES));
  g_assert_true (kh_environment_is_open (estate, kh_estate_get_environment (estate, SALES), NOW));
  apply (&estate, kh_change_new_for_environment (KH_CHANGE_REVERT, SALES));
  g_assert_false (
      kh_environment_uses (kh_estate_get_environment (estate, SALES), "kv-sales", NULL, NULL));
}

static void
test_words (void)
{
  static const struct {
    const char *trigger, *target;
    int error; /* -1: none */
  } rows[] = { { "revoke-grant", "ep-sales", -1 },
               { "delete-policy", POLICY, -1 },
               { "delete-policy", "nobody", KH_ERROR_NOT_FOUND },
               { "disable-key", "kv-sales/cmk", -1 },
               { "disable-key", "cmk", KH_ERROR_ARGUMENT },
               { "disable-key", "kv-sales/cmk/" V1, KH_ERROR_ARGUMENT },
               { "disable-version", "kv-sales/cmk/" V1, -1 },
               { "disable-version", "kv-sales/cmk", KH_ERROR_ARGUMENT },
               { "disable-version", "kv-sales/cmk/" V2, KH_ERROR_NOT_FOUND },
               { "expire-key", "kv-sales/cmk", -1 },
               { "expire-key", "kv-sales/cmk/" V1, -1 },
               { "delete-key", "kv-sales/none", KH_ERROR_NOT_FOUND },
               { "delete-key", "kv-sales/cmk/a/b", KH_ERROR_ARGUMENT },
               { "delete-vault", "kv-sales", -1 },
               { "delete-vault", "kv", KH_ERROR_NOT_FOUND },
               { "close-network", "kv-sales", -1 },
               { "switch-permission-model", "kv-sales", -1 },
               { "grant", "ep-sales", KH_ERROR_ARGUMENT },
               { "revert", SALES, KH_ERROR_ARGUMENT },
               { "burn-it", "kv-sales", KH_ERROR_ARGUMENT } };
  g_autoptr (KhEstate) estate = sample_estate ();
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (KhChange) change =
        kh_change_from_words (estate, rows[i].trigger, rows[i].target, &error);
    g_test_message ("%s %s", rows[i].trigger, rows[i].target);
    if (rows[i].error >= 0) {
      g_assert_null (change);
      g_assert_error (error, KH_ERROR, rows[i].error);
    } else {
      g_assert_no_error (error);
      g_assert_cmpstr (kh_change_kind_to_string (change->kind), ==, rows[i].trigger);
    }
  }
}

static GBytes *
canonical (KhEstate *estate, KhChange *taken, KhTime now)
{
  g_autoptr (KhChange) change = taken;
  g_autoptr (KhImpact) impact = kh_impact_compute (estate, change, now, NULL);
  return kh_impact_canonical (impact, change);
}

static void
test_canonical (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  g_autoptr (GBytes) first = canonical (estate, for_key (KH_CHANGE_DISABLE_KEY), NOW);
  g_autoptr (GBytes) later = canonical (estate, for_key (KH_CHANGE_DISABLE_KEY), NOW + KH_MINUTE);
  g_autoptr (GBytes) upper = canonical (
      estate, kh_change_new_for_key (KH_CHANGE_DISABLE_KEY, "KV-Sales", "cmk", NULL), NOW);
  g_autoptr (GBytes) other = canonical (estate, for_key (KH_CHANGE_DELETE_KEY), NOW);
  g_assert_true (g_bytes_equal (first, later));
  g_assert_true (g_bytes_equal (first, upper));
  g_assert_false (g_bytes_equal (first, other));
  put_operation (&estate, SALES, KH_OPERATION_ROTATE_CMK);
  g_autoptr (GBytes) busy = canonical (estate, for_key (KH_CHANGE_DISABLE_KEY), NOW);
  g_assert_false (g_bytes_equal (first, busy));
  KhEnvironment *plain = copy_environment (estate, PLAIN);
  sample_protect (plain, "kv-sales", "cmk", V1);
  kh_value_set_text (&plain->policy_id, POLICY);
  put_environment (&estate, plain);
  g_autoptr (GBytes) more = canonical (estate, for_key (KH_CHANGE_DISABLE_KEY), NOW);
  g_assert_false (g_bytes_equal (busy, more));
}

/* The same impact of another change is another confirmation. */
static void
test_canonical_binds (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  g_autoptr (KhImpact) impact = compute (estate, for_key (KH_CHANGE_DISABLE_KEY));
  char sales_vault[] = "kv-sales", cmk[] = "cmk",
       another[] = "b0000000-0000-4000-8000-000000000007";
  const KhChange base = { .kind = KH_CHANGE_DISABLE_KEY, .vault = sales_vault, .key = cmk };
  KhChange others[13];
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    others[i] = base;
  others[0].kind = KH_CHANGE_DELETE_KEY;
  others[1].vault = another;
  others[2].key = another;
  others[3].version = another;
  others[4].policy_id = another;
  others[5].environment_id = another;
  others[6].principal_id = another;
  others[7].role_id = another;
  others[8].object = another;
  others[9].has_enabled = TRUE;
  others[10].has_nbf = TRUE, others[10].nbf = NOW;
  others[11].has_exp = TRUE, others[11].exp = NOW;
  others[12].has_ops = TRUE;
  g_autoptr (GBytes) first = kh_impact_canonical (impact, &base);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autoptr (GBytes) other = kh_impact_canonical (impact, &others[i]);
    g_test_message ("%u", i);
    g_assert_false (g_bytes_equal (first, other));
  }
}

/* Small random estates: the preview is what applying gives. */

#define ROUNDS 1500

static const char *const random_vaults[] = { "kv-a", "kv-b" };
static const char *const random_keys[] = { "one", "two" };

static char *
numbered_id (char letter, guint n)
{
  return g_strdup_printf ("%c0000000-0000-4000-8000-%012u", letter, n);
}

static KhTime
random_date (GRand *rand)
{
  static const gint64 offsets[] = { -2, -1, 0, 1, 2 };
  if (g_rand_int_range (rand, 0, 4) != 0)
    return KH_TIME_NONE;
  return NOW + offsets[g_rand_int_range (rand, 0, 5)] * KH_DAY;
}

static void
add_random_vault (KhEstate **estate, GRand *rand, const char *name)
{
  KhVault *vault = kh_vault_new ();
  vault->id = g_strdup (name);
  vault->name = g_strdup (name);
  vault->region = g_strdup ("eastus");
  vault->permission_model = g_rand_int_range (rand, 0, 2);
  vault->purge_protection = g_rand_boolean (rand);
  vault->public_network =
      g_rand_int_range (rand, 0, 5) == 0 ? KH_PUBLIC_NETWORK_OFF : KH_PUBLIC_NETWORK_ON;
  vault->bypass = g_rand_int_range (rand, 0, 4) == 0 ? KH_BYPASS_NONE : KH_BYPASS_TRUSTED_SERVICES;
  if (g_rand_int_range (rand, 0, 6) == 0) {
    vault->state = KH_VAULT_STATE_DELETED;
    vault->deleted_at = NOW - KH_DAY;
    vault->scheduled_purge_at = NOW + (g_rand_boolean (rand) ? KH_DAY : 0);
  }
  for (guint i = 0; i < 3; i++) {
    g_autofree char *principal = numbered_id ('c', i);
    if (g_rand_int_range (rand, 0, 3) != 0)
      kh_vault_set_access_policy (vault, principal, KH_PERMISSION_SERVICE);
  }
  put_vault (estate, vault);
}

static void
add_random_key (KhEstate **estate, GRand *rand, const char *vault, const char *name)
{
  static const char *const versions[] = { V1, V2 };
  KhKey *key = sample_key (vault, name);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (KhKeyVersion) version = sample_version (versions[i]);
    version->enabled = g_rand_int_range (rand, 0, 4) != 0;
    version->exp = random_date (rand);
    version->nbf = random_date (rand);
    kh_key_set_version (key, version);
  }
  if (g_rand_int_range (rand, 0, 6) == 0) {
    key->deleted_at = NOW - KH_DAY;
    key->scheduled_purge_at = NOW + (g_rand_boolean (rand) ? KH_DAY : 0);
  }
  put_key (estate, key);
}

static void
add_random_secret (KhEstate **estate, GRand *rand, const char *vault)
{
  g_autoptr (KhEstate) old = *estate;
  g_autoptr (KhVaultSecret) secret = kh_vault_secret_new ();
  kh_value_set_text (&secret->vault, vault);
  kh_value_set_text (&secret->name, "smtp");
  if (g_rand_boolean (rand)) {
    secret->deleted_at = NOW - KH_DAY;
    secret->scheduled_purge_at = NOW + (g_rand_boolean (rand) ? KH_DAY : 0);
  }
  *estate = kh_estate_with_secret (old, secret);
}

static void
add_random_policy (KhEstate **estate, GRand *rand, guint n)
{
  g_autofree char *id = numbered_id ('b', n);
  g_autofree char *principal = numbered_id ('c', n);
  g_autofree char *grant_id = numbered_id ('d', n);
  KhPolicy *policy = sample_policy (id, id, random_vaults[g_rand_int_range (rand, 0, 2)],
                                    random_keys[g_rand_int_range (rand, 0, 2)]);
  kh_value_set_text (&policy->principal_id, principal);
  g_autoptr (KhRoleAssignment) grant = kh_role_assignment_new ();
  grant->id = g_strdup (grant_id);
  grant->scope = g_strdup (policy->vault);
  grant->role_id = g_strdup (KH_RBAC_CRYPTO_SERVICE_ENCRYPTION_USER);
  grant->principal_id = g_strdup (principal);
  if (g_rand_int_range (rand, 0, 4) != 0) {
    g_autoptr (KhEstate) old = *estate;
    *estate = kh_estate_with_assignment (old, grant);
  }
  put_policy (estate, policy);
}

static void
add_random_environment (KhEstate **estate, GRand *rand, guint n)
{
  static const KhEnvironmentState states[] = {
    KH_ENVIRONMENT_STATE_READY,  KH_ENVIRONMENT_STATE_READY,   KH_ENVIRONMENT_STATE_ENCRYPTING,
    KH_ENVIRONMENT_STATE_LOCKED, KH_ENVIRONMENT_STATE_DELETED, KH_ENVIRONMENT_STATE_GONE
  };
  g_autofree char *id = numbered_id ('e', n);
  g_autofree char *policy_id = numbered_id ('b', g_rand_int_range (rand, 0, 3));
  const KhPolicy *policy = kh_estate_get_policy (*estate, policy_id);
  KhEnvironment *environment = sample_environment (id, id, g_rand_int_range (rand, 0, 3));
  environment->state = states[g_rand_int_range (rand, 0, G_N_ELEMENTS (states))];
  if (g_rand_int_range (rand, 0, 5) != 0) {
    sample_protect (environment, policy->vault, policy->key, g_rand_boolean (rand) ? V1 : V2);
    kh_value_set_text (&environment->policy_id, policy_id);
  }
  put_environment (estate, environment);
}

static KhEstate *
random_estate (GRand *rand)
{
  g_autoptr (KhTenantInfo) tenant = kh_tenant_info_new ();
  tenant->id = g_strdup ("t");
  KhEstate *estate = kh_estate_new (tenant);
  for (guint i = 0; i < 2; i++) {
    add_random_vault (&estate, rand, random_vaults[i]);
    add_random_key (&estate, rand, random_vaults[i], random_keys[0]);
    add_random_key (&estate, rand, random_vaults[i], random_keys[1]);
    add_random_secret (&estate, rand, random_vaults[i]);
  }
  for (guint i = 0; i < 3; i++)
    add_random_policy (&estate, rand, i);
  for (guint i = 0; i < 6; i++)
    add_random_environment (&estate, rand, i);
  return estate;
}

static KhChange *
random_change (GRand *rand, KhEstate *estate)
{
  KhChangeKind kind = g_rand_int_range (rand, 0, KH_CHANGE_N);
  KhChange *change = kh_change_new (kind);
  const char *vault = random_vaults[g_rand_int_range (rand, 0, 2)];
  gboolean for_policy = kind == KH_CHANGE_REVOKE_GRANT || kind == KH_CHANGE_GRANT
                        || kind == KH_CHANGE_DELETE_POLICY || kind == KH_CHANGE_UPDATE_POLICY;
  if (for_policy)
    change->policy_id = numbered_id ('b', g_rand_int_range (rand, 0, 3));
  else if (kind >= KH_CHANGE_REVERT)
    change->environment_id = numbered_id ('e', g_rand_int_range (rand, 0, 6));
  else
    change->vault = g_strdup (vault);
  if (kind >= KH_CHANGE_DISABLE_KEY && kind <= KH_CHANGE_PURGE_KEY) {
    change->key = g_strdup (random_keys[g_rand_int_range (rand, 0, 2)]);
    change->version = g_rand_boolean (rand) ? g_strdup (V1) : NULL;
  }
  char letter = kind == KH_CHANGE_REPLACE_DATA ? 'e' : 'd';
  change->object = numbered_id (letter, g_rand_int_range (rand, 0, 3));
  change->principal_id = numbered_id ('c', g_rand_int_range (rand, 0, 3));
  change->has_enabled = g_rand_boolean (rand);
  change->enabled = g_rand_boolean (rand);
  change->has_exp = g_rand_boolean (rand);
  change->exp = random_date (rand);
  if (kind >= KH_CHANGE_DELETE_SECRET && kind <= KH_CHANGE_PURGE_SECRET)
    change->secret = g_strdup ("smtp");
  if (kind == KH_CHANGE_PUT_ASSIGNMENT && kh_estate_n_assignments (estate) > 0)
    change->assignment = kh_role_assignment_ref (kh_estate_assignment_at (estate, 0));
  if (kind == KH_CHANGE_UPDATE_VAULT) {
    change->wanted = kh_vault_copy (kh_estate_get_vault (estate, vault));
    change->wanted->public_network = g_rand_int_range (rand, 0, 3);
    change->wanted->bypass = g_rand_int_range (rand, 0, 2);
    change->wanted->permission_model = g_rand_int_range (rand, 0, 2);
    if (g_rand_boolean (rand))
      g_ptr_array_set_size (change->wanted->access_policies, 0);
  }
  return change;
}

static gboolean
names_environment (const KhImpact *impact, const char *id)
{
  for (guint i = 0; i < impact->environments->len; i++)
    if (g_str_equal (((KhImpactEnvironment *)g_ptr_array_index (impact->environments, i))->id, id))
      return TRUE;
  return FALSE;
}

static void
check_preview (KhEstate *estate, const KhChange *change, const KhImpact *impact)
{
  g_autoptr (KhEstate) after = kh_change_apply (estate, change, NOW, NULL);
  guint fell = 0;
  for (guint i = 0; i < kh_estate_n_environments (estate); i++) {
    const KhEnvironment *before = kh_estate_environment_at (estate, i);
    const KhEnvironment *now = kh_estate_get_environment (after, before->id);
    gboolean falls =
        kh_environment_is_open (estate, before, NOW) && !kh_environment_is_open (after, now, NOW);
    gboolean named = names_environment (impact, before->id);
    fell += falls;
    if (falls)
      g_assert_true (named);
    /* Named without falling: the planned outage, the loss of data, or what never comes back. */
    if (named && !falls)
      g_assert_true (
          change->kind == KH_CHANGE_REVERT || change->kind == KH_CHANGE_DELETE_ENVIRONMENT
          || change->kind >= KH_CHANGE_RESET_ENVIRONMENT /* or KH_CHANGE_REPLACE_DATA */
          || change->kind == KH_CHANGE_PURGE_KEY || change->kind == KH_CHANGE_PURGE_VAULT);
  }
  if (fell > 0 && change->kind != KH_CHANGE_REVERT)
    g_assert_cmpint (impact->level, >=, KH_GUARD_DOWN);
  g_assert_cmpint (impact->level == KH_GUARD_IRREVERSIBLE, ==, impact->irreversible);
  if (impact->level < KH_GUARD_DOWN && change->kind != KH_CHANGE_REVERT)
    g_assert_true (impact->is_empty);
}

static void
test_preview_is_true (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261125);
  guint computed = 0, locked = 0, safe = 0;
  for (guint i = 0; i < ROUNDS; i++) {
    g_autoptr (KhEstate) estate = random_estate (rand);
    g_autoptr (KhChange) change = random_change (rand, estate);
    if (change->kind == KH_CHANGE_PUT_ASSIGNMENT && change->assignment == NULL)
      continue;
    g_autoptr (KhImpact) impact = kh_impact_compute (estate, change, NOW, NULL);
    g_autoptr (KhEstate) after = kh_change_apply (estate, change, NOW, NULL);
    g_assert_cmpint (impact == NULL, ==, after == NULL);
    if (impact == NULL)
      continue;
    check_preview (estate, change, impact);
    computed++;
    locked += impact->environments->len > 0;
    safe += impact->is_empty;
  }
  g_test_message ("%u impacts, %u lock, %u are empty", computed, locked, safe);
  g_assert_cmpuint (computed, >, ROUNDS / 2);
  g_assert_cmpuint (locked, >, 60);
  g_assert_cmpuint (safe, >, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/impact/locks", test_locks);
  g_test_add_func ("/domain/impact/model-locks", test_model_locks);
  g_test_add_func ("/domain/impact/levels-in-use", test_levels_in_use);
  g_test_add_func ("/domain/impact/levels-unused", test_levels_unused);
  g_test_add_func ("/domain/impact/purge", test_purge);
  g_test_add_func ("/domain/impact/holds-count", test_holds_count);
  g_test_add_func ("/domain/impact/refusals", test_refusals);
  g_test_add_func ("/domain/impact/there-and-back", test_there_and_back);
  g_test_add_func ("/domain/impact/words", test_words);
  g_test_add_func ("/domain/impact/canonical", test_canonical);
  g_test_add_func ("/domain/impact/canonical-binds", test_canonical_binds);
  g_test_add_func ("/domain/impact/preview-is-true", test_preview_is_true);
  return g_test_run ();
}
