/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access in both views, the lock rule, policy health and the next date; each trigger is caused
 * once. */

#include "kh-error.h"
#include "kh-limits.h"
#include "kh-lock-rule.h"
#include "kh-rbac.h"
#include "kh-rotation.h"
#include "sample.h"

#define BIT(name) KH_TRIGGER_BIT (KH_TRIGGER_##name)

static void
no_change (KhEstate **estate)
{
}

static void
revoke_grant (KhEstate **estate)
{
  drop_assignment (estate, GRANT);
}

static void
disable_version (KhEstate **estate)
{
  KhKeyVersion *version = copy_version (*estate, V1);
  version->enabled = FALSE;
  put_version (estate, version);
}

static void
rotate_and_disable_old (KhEstate **estate)
{
  put_version (estate, sample_version (V2));
  disable_version (estate);
}

static void
delete_key (KhEstate **estate)
{
  KhKey *key = copy_key (*estate);
  key->deleted_at = NOW;
  put_key (estate, key);
}

static void
purge_key (KhEstate **estate)
{
  drop_key (estate, "kv-sales", "cmk");
}

static void
purge_vault (KhEstate **estate)
{
  drop_vault (estate, "kv-sales");
}

static void
delete_vault (KhEstate **estate)
{
  KhVault *vault = copy_vault (*estate);
  vault->state = KH_VAULT_STATE_DELETED;
  put_vault (estate, vault);
}

static void
delete_policy (KhEstate **estate)
{
  drop_policy (estate, POLICY);
}

static void
mark_policy_deleted (KhEstate **estate)
{
  KhPolicy *policy = copy_policy (*estate);
  policy->deleted_at = NOW;
  put_policy (estate, policy);
}

static void
set_network (KhEstate **estate, KhPublicNetwork network, KhDefaultAction action, KhBypass bypass)
{
  KhVault *vault = copy_vault (*estate);
  vault->public_network = network;
  vault->default_action = action;
  vault->bypass = bypass;
  put_vault (estate, vault);
}

static void
close_network (KhEstate **estate)
{
  set_network (estate, KH_PUBLIC_NETWORK_OFF, KH_DEFAULT_ACTION_ALLOW, KH_BYPASS_NONE);
}

static void
close_but_bypass (KhEstate **estate)
{
  set_network (estate, KH_PUBLIC_NETWORK_OFF, KH_DEFAULT_ACTION_DENY, KH_BYPASS_TRUSTED_SERVICES);
}

static void
deny_by_rule (KhEstate **estate)
{
  set_network (estate, KH_PUBLIC_NETWORK_ON, KH_DEFAULT_ACTION_DENY, KH_BYPASS_NONE);
}

static void
use_perimeter (KhEstate **estate)
{
  set_network (estate, KH_PUBLIC_NETWORK_PERIMETER, KH_DEFAULT_ACTION_ALLOW,
               KH_BYPASS_TRUSTED_SERVICES);
}

static void
set_dates (KhEstate **estate, KhTime nbf, KhTime exp)
{
  KhKeyVersion *version = copy_version (*estate, V1);
  version->nbf = nbf;
  version->exp = exp;
  put_version (estate, version);
}

static void
expire_now (KhEstate **estate)
{
  set_dates (estate, KH_TIME_NONE, NOW);
}

static void
expire_in_a_second (KhEstate **estate)
{
  set_dates (estate, KH_TIME_NONE, NOW + KH_SECOND);
}

static void
begin_in_a_second (KhEstate **estate)
{
  set_dates (estate, NOW + KH_SECOND, KH_TIME_NONE);
}

static void
begin_now (KhEstate **estate)
{
  set_dates (estate, NOW, KH_TIME_NONE);
}

static void
use_access_policies (KhEstate **estate, gboolean with_entry, gboolean replaced)
{
  KhVault *vault = copy_vault (*estate);
  vault->permission_model = KH_PERMISSION_MODEL_ACCESS_POLICY;
  vault->access_policies_replaced = replaced;
  if (with_entry)
    kh_vault_set_access_policy (vault, IDENTITY, KH_PERMISSION_SERVICE);
  put_vault (estate, vault);
}

static void
by_access_policy (KhEstate **estate)
{
  drop_assignment (estate, GRANT);
  use_access_policies (estate, TRUE, FALSE);
}

static void
drop_policies (KhEstate **estate)
{
  use_access_policies (estate, FALSE, TRUE);
}

static void
remove_policy_entry (KhEstate **estate)
{
  use_access_policies (estate, FALSE, FALSE);
}

static void
switch_model (KhEstate **estate)
{
  by_access_policy (estate);
  KhVault *vault = copy_vault (*estate);
  vault->permission_model = KH_PERMISSION_MODEL_RBAC;
  put_vault (estate, vault);
}

static void
lapse (KhEstate **estate)
{
  KhTenantInfo *tenant = copy_tenant (*estate);
  tenant->subscription_active = FALSE;
  put_tenant (estate, tenant);
}

static void
move_tenant (KhEstate **estate)
{
  KhVault *vault = copy_vault (*estate);
  vault->tenant_id = g_strdup ("70000000-0000-4000-8000-000000000009");
  put_vault (estate, vault);
}

/* As the tenant opens it: the vault has a fault, and nothing is known of its keys. */
static void
spoil_vault (KhEstate **estate)
{
  KhVault *vault = copy_vault (*estate);
  kh_set_error (&vault->fault, KH_ERROR_DAMAGED, "its header was damaged");
  put_vault (estate, vault);
  drop_key (estate, "kv-sales", "cmk");
}

static const struct {
  const char *name;
  void (*change) (KhEstate **estate);
  KhTriggers triggers;
  gboolean unwraps; /* by Key Vault's view */
} cases[] = {
  { "nothing", no_change, 0, TRUE },
  { "grant", revoke_grant, BIT (GRANT_REVOKED), FALSE },
  { "only version disabled", disable_version, BIT (KEY_DISABLED), FALSE },
  { "old version disabled", rotate_and_disable_old, BIT (VERSION_DISABLED), FALSE },
  { "key deleted", delete_key, BIT (KEY_DELETED), FALSE },
  { "key purged", purge_key, BIT (PURGED), FALSE },
  { "vault purged", purge_vault, BIT (PURGED), FALSE },
  { "vault deleted", delete_vault, BIT (VAULT_DELETED), FALSE },
  { "policy gone", delete_policy, BIT (POLICY_DELETED), TRUE },
  { "policy deleted", mark_policy_deleted, BIT (POLICY_DELETED), TRUE },
  { "network closed", close_network, BIT (NETWORK_CLOSED), FALSE },
  { "closed but for services", close_but_bypass, 0, TRUE },
  { "rule", deny_by_rule, BIT (NETWORK_RULE), FALSE },
  { "perimeter", use_perimeter, BIT (PERIMETER), FALSE },
  { "expired", expire_now, BIT (KEY_EXPIRED), TRUE },
  { "expires later", expire_in_a_second, 0, TRUE },
  { "not yet valid", begin_in_a_second, BIT (NOT_YET_VALID), TRUE },
  { "just valid", begin_now, 0, TRUE },
  { "access policy", by_access_policy, 0, TRUE },
  { "policies dropped", drop_policies, BIT (POLICIES_DROPPED), FALSE },
  { "policy entry removed", remove_policy_entry, BIT (GRANT_REVOKED), FALSE },
  { "model switched", switch_model, BIT (MODEL_SWITCHED), FALSE },
  { "subscription", lapse, BIT (SUBSCRIPTION_LAPSED), FALSE },
  { "other organization", move_tenant, BIT (TENANT_MOVED), FALSE },
  { "vault unreadable", spoil_vault, BIT (VAULT_UNREADABLE), FALSE },
};

static gboolean
may (KhEstate *estate, const char *principal, KhKeyPermissions permission, KhDenialReason *reason)
{
  const KhAccessQuery query = { principal, "kv-sales", "cmk", V1, permission };
  g_auto (KhDenial) denial = { 0 };
  gboolean allowed = kh_access_evaluate (estate, &query, NOW, &denial);
  g_assert_cmpint (denial.reason == KH_DENIAL_NONE, ==, allowed);
  g_assert_cmpint (denial.text == NULL, ==, allowed);
  if (reason != NULL)
    *reason = denial.reason;
  return allowed;
}

static void
test_triggers (void)
{
  KhTriggers seen = 0;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (KhEstate) estate = sample_estate ();
    cases[i].change (&estate);
    g_test_message ("%s", cases[i].name);
    const KhEnvironment *sales = kh_estate_get_environment (estate, SALES);
    const KhDekRef *lost = kh_environment_get_lost_dek (estate, sales, NOW);
    g_assert_cmphex (kh_environment_get_triggers (estate, sales, NOW), ==, cases[i].triggers);
    g_assert_cmpint (kh_environment_is_open (estate, sales, NOW), ==, cases[i].triggers == 0);
    g_assert_cmpint (lost == NULL, ==, cases[i].triggers == 0);
    g_assert_cmphex (
        kh_environment_get_triggers (estate, kh_estate_get_environment (estate, PLAIN), NOW), ==,
        0);
    if (kh_estate_find_policy (estate, "ep-sales") != NULL)
      g_assert_cmpint (may (estate, IDENTITY, KH_PERMISSION_UNWRAP, NULL), ==, cases[i].unwraps);
    seen |= cases[i].triggers;
  }
  for (int trigger = 1; trigger <= KH_TRIGGER_LAST; trigger++)
    g_assert_true (seen & KH_TRIGGER_BIT (trigger));
}

static void
test_first_trigger (void)
{
  g_assert_cmpint (kh_triggers_get_first (0), ==, KH_TRIGGER_NONE);
  for (int trigger = 1; trigger <= KH_TRIGGER_LAST; trigger++)
    g_assert_cmpint (kh_triggers_get_first (KH_TRIGGER_BIT (trigger)), ==, trigger);
  g_assert_cmpint (kh_triggers_get_first (BIT (GRANT_REVOKED) | BIT (VAULT_DELETED)), ==,
                   KH_TRIGGER_VAULT_DELETED);
}

static void
test_key_vault_view (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  KhDenialReason reason;
  expire_now (&estate);
  g_assert_true (may (estate, IDENTITY, KH_PERMISSION_UNWRAP, NULL));
  g_assert_false (may (estate, IDENTITY, KH_PERMISSION_WRAP, &reason));
  g_assert_cmpint (reason, ==, KH_DENIAL_EXPIRED);
  begin_in_a_second (&estate);
  g_assert_true (may (estate, IDENTITY, KH_PERMISSION_UNWRAP, NULL));
  g_assert_false (may (estate, IDENTITY, KH_PERMISSION_WRAP, &reason));
  g_assert_cmpint (reason, ==, KH_DENIAL_NOT_YET_VALID);
  begin_now (&estate);
  g_assert_true (may (estate, IDENTITY, KH_PERMISSION_WRAP, NULL));
  g_assert_false (may (estate, IDENTITY, KH_PERMISSION_DELETE, &reason));
  g_assert_cmpint (reason, ==, KH_DENIAL_RBAC);
  disable_version (&estate);
  g_assert_true (may (estate, IDENTITY, KH_PERMISSION_GET, NULL));
  g_assert_false (may (estate, IDENTITY, KH_PERMISSION_UNWRAP, &reason));
  g_assert_cmpint (reason, ==, KH_DENIAL_DISABLED);
}

static void
test_key_ops (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  KhDenialReason reason;
  KhKeyVersion *version = copy_version (estate, V1);
  version->ops = KH_KEY_OPS_UNWRAP;
  put_version (&estate, version);
  g_assert_true (may (estate, ADMIN, KH_PERMISSION_UNWRAP, NULL));
  g_assert_false (may (estate, ADMIN, KH_PERMISSION_WRAP, &reason));
  g_assert_cmpint (reason, ==, KH_DENIAL_OPERATION);
}

static void
test_people (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  KhDenialReason reason;
  close_network (&estate);
  g_assert_true (may (estate, ADMIN, KH_PERMISSION_DELETE, NULL));
  g_assert_false (may (estate, MAKER, KH_PERMISSION_GET, &reason));
  g_assert_cmpint (reason, ==, KH_DENIAL_RBAC);
  g_assert_false (may (estate, "stranger", KH_PERMISSION_GET, &reason));
  g_assert_cmpint (reason, ==, KH_DENIAL_CONNECTION);
  deny_by_rule (&estate);
  g_assert_false (may (estate, "stranger", KH_PERMISSION_GET, &reason));
  g_assert_cmpint (reason, ==, KH_DENIAL_FIREWALL);
  delete_key (&estate);
  g_assert_true (may (estate, ADMIN, KH_PERMISSION_RECOVER, NULL));
  g_assert_true (may (estate, ADMIN, KH_PERMISSION_PURGE, NULL));
  g_assert_false (may (estate, ADMIN, KH_PERMISSION_DELETE, &reason));
  g_assert_cmpint (reason, ==, KH_DENIAL_KEY_DELETED);
  purge_key (&estate);
  g_assert_false (may (estate, ADMIN, KH_PERMISSION_GET, &reason));
  g_assert_cmpint (reason, ==, KH_DENIAL_KEY_MISSING);
  g_assert_true (may (estate, ADMIN, KH_PERMISSION_CREATE, NULL));
}

static void
test_key_scope (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  g_autoptr (KhRoleAssignment) grant =
      kh_role_assignment_copy (kh_estate_get_assignment (estate, GRANT));
  kh_value_set_text (&grant->scope, "KV-sales/CMK");
  g_autoptr (KhEstate) narrow = kh_estate_with_assignment (estate, grant);
  g_assert_cmpint (kh_access_get_granted (narrow, IDENTITY, "kv-sales", "cmk"), ==,
                   KH_PERMISSION_SERVICE);
  g_assert_cmpint (kh_access_get_granted (narrow, IDENTITY, "kv-sales", "cmk2"), ==,
                   KH_PERMISSION_NONE);
  g_assert_cmpint (kh_access_get_granted (narrow, IDENTITY, "kv-sales", NULL), ==,
                   KH_PERMISSION_NONE);
  g_assert_cmpint (kh_access_get_granted (narrow, IDENTITY, "kv", "cmk"), ==, KH_PERMISSION_NONE);
  kh_value_set_text (&grant->scope, "*");
  g_autoptr (KhEstate) wide = kh_estate_with_assignment (estate, grant);
  g_assert_cmpint (kh_access_get_granted (wide, IDENTITY, "kv-sales", NULL), ==,
                   KH_PERMISSION_SERVICE);
}

static void
test_readers (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  const KhAccount *ppa = kh_estate_get_account (estate, PPA);
  g_assert_true (kh_policy_is_readable (estate, kh_estate_get_policy (estate, POLICY),
                                        kh_estate_get_account (estate, ADMIN)));
  g_assert_false (kh_policy_is_readable (estate, kh_estate_get_policy (estate, POLICY), ppa));
  g_autoptr (KhRoleAssignment) reader = kh_role_assignment_new ();
  reader->id = g_strdup ("d0000000-0000-4000-8000-000000000002");
  reader->scope = g_strdup ("policy:" POLICY);
  reader->role_id = g_strdup (KH_RBAC_READER);
  reader->principal_id = g_strdup (PPA);
  g_autoptr (KhEstate) assigned = kh_estate_with_assignment (estate, reader);
  g_assert_true (kh_policy_is_readable (assigned, kh_estate_get_policy (assigned, POLICY), ppa));
  KhPolicy *named = copy_policy (estate);
  kh_policy_set_reader (named, PPA, TRUE);
  put_policy (&estate, named);
  g_assert_true (kh_policy_is_readable (estate, kh_estate_get_policy (estate, POLICY), ppa));
}

static KhHealth
health_of (KhEstate *estate, gboolean probed)
{
  g_autofree char *reason = NULL;
  KhHealth health =
      kh_policy_get_health (estate, kh_estate_get_policy (estate, POLICY), probed, NOW, &reason);
  g_assert_cmpint (reason == NULL, ==, health == KH_HEALTH_HEALTHY);
  return health;
}

static void
test_health (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  g_assert_cmpint (health_of (estate, TRUE), ==, KH_HEALTH_HEALTHY);
  g_assert_cmpint (health_of (estate, FALSE), ==, KH_HEALTH_UNDETERMINED);
  set_dates (&estate, KH_TIME_NONE, NOW + KH_EXPIRY_NOTICE);
  g_assert_cmpint (health_of (estate, TRUE), ==, KH_HEALTH_WARNING);
  set_dates (&estate, KH_TIME_NONE, NOW + KH_EXPIRY_NOTICE + KH_SECOND);
  g_assert_cmpint (health_of (estate, TRUE), ==, KH_HEALTH_HEALTHY);
  KhKeyVersion *newest = sample_version (V2);
  newest->enabled = FALSE;
  put_version (&estate, newest);
  g_assert_cmpint (health_of (estate, TRUE), ==, KH_HEALTH_WARNING);
  const KhEnvironment *sales = kh_estate_get_environment (estate, SALES);
  g_assert_true (kh_environment_is_open (estate, sales, NOW));
  g_assert_cmpint (kh_environment_get_status (estate, sales, FALSE, NOW), ==,
                   KH_ENCRYPTION_STATUS_WARNING);
  disable_version (&estate);
  g_assert_cmpint (health_of (estate, TRUE), ==, KH_HEALTH_UNHEALTHY);
  g_assert_cmpint (health_of (estate, FALSE), ==, KH_HEALTH_UNHEALTHY);
  g_assert_cmpint (kh_environment_get_status (estate, sales, FALSE, NOW), ==,
                   KH_ENCRYPTION_STATUS_ENCRYPTED);
}

static void
test_status (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  const KhEnvironment *sales = kh_estate_get_environment (estate, SALES);
  const KhEnvironment *plain = kh_estate_get_environment (estate, PLAIN);
  g_assert_cmpint (kh_environment_get_status (estate, sales, FALSE, NOW), ==,
                   KH_ENCRYPTION_STATUS_ENCRYPTED);
  g_assert_cmpint (kh_environment_get_status (estate, sales, TRUE, NOW), ==,
                   KH_ENCRYPTION_STATUS_FAILED);
  g_assert_cmpint (kh_environment_get_status (estate, plain, FALSE, NOW), ==,
                   KH_ENCRYPTION_STATUS_NOT_ENCRYPTED);
  g_autoptr (KhEnvironment) partly = kh_environment_copy (sales);
  g_ptr_array_set_size (partly->stores[KH_STORE_FLOWS].deks, 0);
  g_assert_cmpint (kh_environment_get_status (estate, partly, FALSE, NOW), ==,
                   KH_ENCRYPTION_STATUS_WARNING);
}

/* While data moves to another policy, the old policy's identity opens the old data keys. */
static void
test_moving (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  KhKey *key = sample_key ("kv-sales", "cmk2");
  KhPolicy *policy =
      sample_policy ("b0000000-0000-4000-8000-000000000002", "ep2", "kv-sales", "cmk2");
  KhEnvironment *sales = copy_environment (estate, SALES);
  kh_value_set_text (&policy->principal_id, "c0000000-0000-4000-8000-000000000002");
  kh_value_set_text (&sales->policy_id, policy->id);
  put_key (&estate, key);
  put_policy (&estate, policy);
  put_environment (&estate, sales);
  const KhEnvironment *moving = kh_estate_get_environment (estate, SALES);
  g_assert_cmphex (kh_environment_get_triggers (estate, moving, NOW), ==, 0);
  g_autoptr (KhEnvironment) with_target = kh_environment_copy (moving);
  g_ptr_array_add (with_target->stores[0].deks,
                   kh_dek_ref_new_customer ("t", "kv-sales", "cmk2", V1, KH_DEK_TARGET));
  g_assert_cmphex (kh_environment_get_triggers (estate, with_target, NOW), ==, BIT (GRANT_REVOKED));
  revoke_grant (&estate);
  g_assert_cmphex (kh_environment_get_triggers (estate, moving, NOW), ==, BIT (GRANT_REVOKED));
}

/* Another policy's access to the same key does not keep this policy's environments open. */
static void
test_own_identity (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  KhPolicy *other =
      sample_policy ("b0000000-0000-4000-8000-000000000002", "ep2", "kv-sales", "cmk");
  g_autoptr (KhRoleAssignment) grant =
      kh_role_assignment_copy (kh_estate_get_assignment (estate, GRANT));
  kh_value_set_text (&other->principal_id, "c0000000-0000-4000-8000-000000000002");
  kh_value_set_text (&grant->id, "d0000000-0000-4000-8000-000000000002");
  kh_value_set_text (&grant->principal_id, other->principal_id);
  put_policy (&estate, other);
  g_autoptr (KhEstate) both = kh_estate_with_assignment (estate, grant);
  g_autoptr (KhEstate) revoked = kh_estate_without_assignment (both, GRANT);
  g_assert_true (kh_policy_is_granted (revoked, kh_estate_find_policy (revoked, "ep2")));
  g_assert_cmphex (
      kh_environment_get_triggers (revoked, kh_estate_get_environment (revoked, SALES), NOW), ==,
      BIT (GRANT_REVOKED));
}

static void
test_dates (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  KhKey *still = copy_key (estate);
  g_assert_cmpint (kh_key_get_rotation_time (still), >, NOW);
  g_assert_cmpint (kh_next_date (estate, NOW), ==, kh_key_get_rotation_time (still));
  kh_value_set_text (&still->rotation_policy, NULL);
  put_key (&estate, still);
  g_assert_cmpint (kh_next_date (estate, NOW), ==, KH_TIME_NONE);
  set_dates (&estate, NOW + 5 * KH_DAY, NOW + 9 * KH_DAY);
  g_assert_cmpint (kh_next_date (estate, NOW), ==, NOW + 5 * KH_DAY);
  g_assert_cmpint (kh_next_date (estate, NOW + 5 * KH_DAY), ==, NOW + 9 * KH_DAY);
  KhEnvironment *sales = copy_environment (estate, SALES);
  sales->deletion_at = NOW + 4 * KH_DAY;
  put_environment (&estate, sales);
  g_assert_cmpint (kh_next_date (estate, NOW), ==, NOW + 4 * KH_DAY);
  KhVault *vault = copy_vault (estate);
  vault->scheduled_purge_at = NOW + 3 * KH_DAY;
  put_vault (&estate, vault);
  g_assert_cmpint (kh_next_date (estate, NOW), ==, NOW + 3 * KH_DAY);
  KhKey *key = copy_key (estate);
  key->scheduled_purge_at = NOW + 2 * KH_DAY;
  put_key (&estate, key);
  g_assert_cmpint (kh_next_date (estate, NOW), ==, NOW + 2 * KH_DAY);
  g_assert_cmpint (kh_environment_deletion_time (KH_ENVIRONMENT_TYPE_PRODUCTION, NOW), ==,
                   NOW + 30 * KH_DAY);
  g_assert_cmpint (kh_environment_deletion_time (KH_ENVIRONMENT_TYPE_SANDBOX, NOW), ==,
                   NOW + 7 * KH_DAY);
  g_assert_cmpint (kh_environment_deletion_time (KH_ENVIRONMENT_TYPE_DEVELOPER, NOW), ==,
                   NOW + 7 * KH_DAY);
}

static void
test_key_states (void)
{
  static const struct {
    void (*change) (KhEstate **estate);
    KhKeyState state;
  } rows[] = { { no_change, KH_KEY_STATE_ACTIVE },
               { expire_now, KH_KEY_STATE_EXPIRED },
               { begin_in_a_second, KH_KEY_STATE_NOT_YET_ACTIVE },
               { disable_version, KH_KEY_STATE_DISABLED },
               { delete_key, KH_KEY_STATE_DELETED },
               { delete_vault, KH_KEY_STATE_DELETED },
               { purge_key, KH_KEY_STATE_PURGED } };
  g_autoptr (KhEstate) all = sample_estate ();
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (KhEstate) estate = sample_estate ();
    rows[i].change (&estate);
    rows[i].change (&all);
    g_assert_cmpint (kh_key_get_state (estate, "kv-sales", "cmk", V1, NOW), ==, rows[i].state);
    /* Together the later, graver one wins. */
    g_assert_cmpint (kh_key_get_state (all, "kv-sales", "cmk", NULL, NOW), ==, rows[i].state);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/access/triggers", test_triggers);
  g_test_add_func ("/domain/access/first-trigger", test_first_trigger);
  g_test_add_func ("/domain/access/key-vault-view", test_key_vault_view);
  g_test_add_func ("/domain/access/key-ops", test_key_ops);
  g_test_add_func ("/domain/access/people", test_people);
  g_test_add_func ("/domain/access/key-scope", test_key_scope);
  g_test_add_func ("/domain/access/readers", test_readers);
  g_test_add_func ("/domain/access/health", test_health);
  g_test_add_func ("/domain/access/status", test_status);
  g_test_add_func ("/domain/access/moving", test_moving);
  g_test_add_func ("/domain/access/own-identity", test_own_identity);
  g_test_add_func ("/domain/access/dates", test_dates);
  g_test_add_func ("/domain/access/key-states", test_key_states);
  return g_test_run ();
}
