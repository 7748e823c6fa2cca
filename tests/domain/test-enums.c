/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every word of every vocabulary goes to its value and back, and no two are the same. */

#include "kh-access.h"
#include "kh-change.h"
#include "kh-diagnosis.h"
#include "kh-geo.h"
#include "kh-hold.h"
#include "kh-rbac-match.h"
#include "kh-role-check.h"

#define CHECK_ROUND_TRIP(Type, name, expected)                                                     \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpuint (kh_##name##_count (), ==, expected);                                         \
    for (guint i = 0; i < kh_##name##_count (); i++) {                                             \
      Type value = kh_##name##_nth (i), back;                                                      \
      const char *text = kh_##name##_to_string (value);                                            \
      g_autofree char *upper = g_ascii_strup (text, -1);                                           \
      g_assert_true (kh_##name##_from_string (text, &back));                                       \
      g_assert_cmpint (back, ==, value);                                                           \
      g_assert_true (kh_##name##_from_string (upper, &back));                                      \
      g_assert_cmpint (back, ==, value);                                                           \
      for (guint j = 0; j < i; j++)                                                                \
        g_assert_cmpint (kh_##name##_nth (j), !=, value);                                          \
    }                                                                                              \
    Type untouched = kh_##name##_nth (0);                                                          \
    g_assert_false (kh_##name##_from_string ("no such word", &untouched));                         \
    g_assert_false (kh_##name##_from_string ("", &untouched));                                     \
    g_assert_false (kh_##name##_from_string (NULL, &untouched));                                   \
    g_assert_cmpint (untouched, ==, kh_##name##_nth (0));                                          \
  }                                                                                                \
  G_STMT_END

static void
test_objects (void)
{
  CHECK_ROUND_TRIP (KhRoles, role, 6);
  CHECK_ROUND_TRIP (KhEnvironmentType, environment_type, 7);
  CHECK_ROUND_TRIP (KhEnvironmentState, environment_state, KH_ENVIRONMENT_STATE_N);
  CHECK_ROUND_TRIP (KhEncryptionStatus, encryption_status, 6);
  CHECK_ROUND_TRIP (KhStoreKind, store_kind, KH_STORE_N);
  CHECK_ROUND_TRIP (KhKeyOwner, key_owner, 2);
  CHECK_ROUND_TRIP (KhDekRole, dek_role, 3);
  CHECK_ROUND_TRIP (KhHealth, health, 4);
  CHECK_ROUND_TRIP (KhVersionRule, version_rule, 2);
  CHECK_ROUND_TRIP (KhOperationType, operation_type, KH_OPERATION_TYPE_N);
  CHECK_ROUND_TRIP (KhOperationState, operation_state, KH_OPERATION_STATE_N);
  CHECK_ROUND_TRIP (KhStageId, stage_id, KH_STAGE_N);
}

static void
test_vaults (void)
{
  CHECK_ROUND_TRIP (KhSku, sku, 2);
  CHECK_ROUND_TRIP (KhVaultState, vault_state, 3);
  CHECK_ROUND_TRIP (KhPermissionModel, permission_model, 2);
  CHECK_ROUND_TRIP (KhDefaultAction, default_action, 2);
  CHECK_ROUND_TRIP (KhBypass, bypass, 2);
  CHECK_ROUND_TRIP (KhPublicNetwork, public_network, 3);
  CHECK_ROUND_TRIP (KhKeyType, key_type, 6);
  CHECK_ROUND_TRIP (KhCurve, curve, 4);
  CHECK_ROUND_TRIP (KhKeyOps, key_op, 8);
  CHECK_ROUND_TRIP (KhKeyPermissions, key_permission, 20);
  CHECK_ROUND_TRIP (KhSecretPermissions, secret_permission, 8);
  CHECK_ROUND_TRIP (KhKeyState, key_state, KH_KEY_STATE_N);
}

static void
test_rules (void)
{
  CHECK_ROUND_TRIP (KhSeverity, severity, 3);
  CHECK_ROUND_TRIP (KhResult, result, 5);
  CHECK_ROUND_TRIP (KhOwner, owner, 4);
  CHECK_ROUND_TRIP (KhTrigger, trigger, KH_TRIGGER_LAST);
  CHECK_ROUND_TRIP (KhGuardLevel, guard_level, 5);
  CHECK_ROUND_TRIP (KhOutcome, outcome, 5);
  CHECK_ROUND_TRIP (KhUnlockRule, unlock_rule, 2);
  CHECK_ROUND_TRIP (KhUseReason, use_reason, 4);
}

static void
test_words (void)
{
  g_autofree char *roles = kh_roles_to_string ((KhRoles)(KH_ROLE_OWNER | KH_ROLE_PPA));
  g_autofree char *none = kh_roles_to_string (KH_ROLE_NONE);
  g_assert_cmpstr (roles, ==, "owner, ppa");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (kh_operation_type_to_string (KH_OPERATION_NEW_CMK), ==, "NewCustomerManagedKey");
  g_assert_cmpstr (kh_environment_state_to_string (KH_ENVIRONMENT_STATE_RE_ENABLING), ==,
                   "Re-enabling");
  g_assert_null (kh_trigger_to_string (KH_TRIGGER_NONE));
  for (int trigger = 0; trigger <= KH_TRIGGER_LAST; trigger++)
    g_assert_nonnull (kh_trigger_get_text (trigger));
  g_assert_true (kh_store_kind_is_covered (KH_STORE_FLOWS));
  g_assert_false (kh_store_kind_is_covered (KH_STORE_APPS));
  g_assert_false (kh_store_kind_is_covered (KH_STORE_CONNECTIONS));
}

static void
test_geos (void)
{
  guint n;
  const KhGeo *geos = kh_geos (&n);
  g_assert_cmpuint (n, ==, 18);
  for (guint i = 0; i < n; i++) {
    g_assert_true (kh_geo_find (geos[i].policy_name) == &geos[i]);
    g_assert_true (kh_geo_find (geos[i].environment_name) == &geos[i]);
    g_assert_true (kh_geo_has_region (&geos[i], geos[i].regions[0]));
    g_assert_true (kh_region_is_known (geos[i].regions[0]));
  }
  g_assert_true (kh_geo_equal ("uk", "UnitedKingdom"));
  g_assert_true (kh_geo_equal ("brazil", "southamerica"));
  g_assert_true (kh_geo_equal ("uae", "unitedarabemirates"));
  g_assert_true (kh_geo_equal ("italy", "Italy"));
  g_assert_false (kh_geo_equal ("uk", "europe"));
  g_assert_false (kh_geo_equal ("singapore", "asia"));
  g_assert_false (kh_geo_equal (NULL, "asia"));
  g_assert_null (kh_geo_find ("atlantis"));
  g_assert_false (kh_region_is_known ("moonbase"));
}

static void
test_rbac (void)
{
  guint n;
  const KhRbacRole *roles = kh_rbac_roles (&n);
  for (guint i = 0; i < n; i++) {
    g_assert_true (kh_rbac_role_find (roles[i].id) == &roles[i]);
    g_assert_true (kh_rbac_role_find (roles[i].name) == &roles[i]);
  }
  const KhRbacRole *service = kh_rbac_role_find ("key vault crypto service encryption user");
  g_assert_cmpstr (service->id, ==, KH_RBAC_CRYPTO_SERVICE_ENCRYPTION_USER);
  g_assert_cmpint (service->permissions, ==, KH_PERMISSION_SERVICE);
  g_assert_null (kh_rbac_role_find ("Janitor"));
}

/* What the roles of a match allow together. */
static void
assert_match (KhKeyPermissions keys, KhSecretPermissions secrets, const char *const *names,
              guint more_keys, guint more_secrets)
{
  KhRbacMatch match;
  g_assert_true (kh_rbac_match (keys, secrets, &match));
  guint n = 0;
  for (; names[n] != NULL; n++)
    g_assert_cmpstr (n < match.n_roles ? match.roles[n]->name : NULL, ==, names[n]);
  g_assert_cmpuint (match.n_roles, ==, n);
  g_assert_cmphex (match.more_keys, ==, more_keys);
  g_assert_cmphex (match.more_secrets, ==, more_secrets);
}

/* Access policies as roles: all that was allowed, and as little more as there is. */
static void
test_rbac_match (void)
{
  static const char *const service[] = { "Key Vault Crypto Service Encryption User", NULL };
  static const char *const user[] = { "Key Vault Crypto User", NULL };
  static const char *const officer[] = { "Key Vault Crypto Officer", NULL };
  static const char *const secrets[] = { "Key Vault Secrets User", NULL };
  static const char *const keeper[] = { "Key Vault Secrets Officer", NULL };
  static const char *const both[] = { "Key Vault Crypto Service Encryption User",
                                      "Key Vault Secrets User", NULL };
  static const char *const nothing[] = { NULL };
  assert_match (KH_PERMISSION_SERVICE, KH_SECRET_PERMISSION_NONE, service, 0, 0);
  assert_match (KH_PERMISSION_WRAP, KH_SECRET_PERMISSION_NONE, service,
                KH_PERMISSION_GET | KH_PERMISSION_UNWRAP, 0);
  KhKeyPermissions signs = (KhKeyPermissions)(KH_PERMISSION_SERVICE | KH_PERMISSION_SIGN);
  KhRbacMatch match;
  g_assert_true (kh_rbac_match (signs, KH_SECRET_PERMISSION_NONE, &match));
  g_assert_cmpstr (match.roles[0]->name, ==, user[0]);
  g_assert_cmphex (match.more_keys & signs, ==, 0);
  assert_match (KH_PERMISSION_ALL, KH_SECRET_PERMISSION_NONE, officer, 0, 0);
  assert_match (KH_PERMISSION_NONE, KH_SECRET_PERMISSION_GET, secrets, 0, 0);
  assert_match (KH_PERMISSION_NONE, KH_SECRET_PERMISSION_ALL, keeper, 0, 0);
  assert_match (KH_PERMISSION_SERVICE, KH_SECRET_PERMISSION_GET, both, 0, 0);
  assert_match (KH_PERMISSION_NONE, KH_SECRET_PERMISSION_NONE, nothing, 0, 0);
}

/* Nobody loses anything: for each permission and each pair of them. */
static void
test_rbac_match_all (void)
{
  for (guint i = 0; i < kh_key_permission_count (); i++)
    for (guint k = 0; k < kh_secret_permission_count (); k++) {
      KhKeyPermissions keys = kh_key_permission_nth (i);
      KhSecretPermissions secrets = kh_secret_permission_nth (k);
      KhRbacMatch match;
      guint held_keys = 0, held_secrets = 0;
      g_assert_true (kh_rbac_match (keys, secrets, &match));
      for (guint m = 0; m < match.n_roles; m++) {
        held_keys |= match.roles[m]->permissions;
        held_secrets |= match.roles[m]->secrets;
      }
      g_assert_cmphex (held_keys & keys, ==, keys);
      g_assert_cmphex (held_secrets & secrets, ==, secrets);
      g_assert_cmphex (held_keys & ~(guint)keys, ==, match.more_keys);
      g_assert_cmphex (held_secrets & ~(guint)secrets, ==, match.more_secrets);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/enums/objects", test_objects);
  g_test_add_func ("/domain/enums/vaults", test_vaults);
  g_test_add_func ("/domain/enums/rules", test_rules);
  g_test_add_func ("/domain/enums/words", test_words);
  g_test_add_func ("/domain/enums/geos", test_geos);
  g_test_add_func ("/domain/enums/rbac", test_rbac);
  g_test_add_func ("/domain/enums/rbac-match", test_rbac_match);
  g_test_add_func ("/domain/enums/rbac-match-all", test_rbac_match_all);
  return g_test_run ();
}
