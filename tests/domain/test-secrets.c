/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets as values, who may do what with them, and what deleting and purging them changes. */

#include "kh-access.h"
#include "kh-error.h"
#include "kh-impact.h"
#include "kh-lock-rule.h"
#include "kh-rbac.h"
#include "sample.h"

static KhVaultSecretVersion *
make_version (const char *id)
{
  KhVaultSecretVersion *version = kh_vault_secret_version_new ();
  kh_value_set_text (&version->version, id);
  version->created_at = NOW;
  return version;
}

/* The sample with the secret smtp of two versions in kv-sales. */
static KhEstate *
make_estate (void)
{
  g_autoptr (KhEstate) sample = sample_estate ();
  g_autoptr (KhVaultSecret) secret = kh_vault_secret_new ();
  g_autoptr (KhVaultSecretVersion) first = make_version (V1);
  g_autoptr (KhVaultSecretVersion) second = make_version (V2);
  kh_value_set_text (&secret->vault, "kv-sales");
  kh_value_set_text (&secret->name, "smtp");
  kh_vault_secret_set_version (secret, first);
  kh_vault_secret_set_version (secret, second);
  return kh_estate_with_secret (sample, secret);
}

static KhEstate *
apply (KhEstate *estate, KhChangeKind kind, KhTime now, KhErrorCode code)
{
  g_autoptr (KhChange) change = kh_change_new_for_secret (kind, "KV-Sales", "SMTP");
  g_autoptr (GError) error = NULL;
  KhEstate *after = kh_change_apply (estate, change, now, &error);
  if (code == 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, KH_ERROR, (int)code);
  return after;
}

static void
test_versions (void)
{
  g_autoptr (KhEstate) estate = make_estate ();
  const KhVaultSecret *secret = kh_estate_get_secret (estate, "KV-SALES", "Smtp");
  g_autoptr (KhVaultSecret) copy = kh_vault_secret_copy (secret);
  g_autoptr (KhVaultSecretVersion) changed =
      kh_vault_secret_version_copy (kh_vault_secret_get_version (secret, V1));
  g_assert_cmpstr (kh_vault_secret_get_version (secret, NULL)->version, ==, V2);
  g_assert_null (kh_vault_secret_get_version (secret, "33333333333333333333333333333333"));
  changed->enabled = FALSE;
  kh_vault_secret_set_version (copy, changed);
  g_assert_cmpuint (copy->versions->len, ==, 2);
  g_assert_false (kh_vault_secret_get_version (copy, V1)->enabled);
  g_assert_true (kh_vault_secret_get_version (secret, V1)->enabled);
  changed->nbf = NOW + 1;
  g_assert_cmpint (kh_vault_secret_version_get_own_state (changed, NOW), ==, KH_KEY_STATE_DISABLED);
  changed->enabled = TRUE;
  g_assert_cmpint (kh_vault_secret_version_get_own_state (changed, NOW), ==,
                   KH_KEY_STATE_NOT_YET_ACTIVE);
  changed->nbf = KH_TIME_NONE;
  changed->exp = NOW;
  g_assert_cmpint (kh_vault_secret_version_get_own_state (changed, NOW), ==, KH_KEY_STATE_EXPIRED);
  g_assert_cmpint (kh_vault_secret_version_get_own_state (changed, NOW - 1), ==,
                   KH_KEY_STATE_ACTIVE);
}

static void
assign (KhEstate **estate, const char *scope, const char *role, const char *principal)
{
  g_autoptr (KhEstate) old = *estate;
  g_autoptr (KhRoleAssignment) assignment = kh_role_assignment_new ();
  assignment->id = g_strconcat (scope, role, NULL);
  assignment->scope = g_strdup (scope);
  assignment->role_id = g_strdup (kh_rbac_role_find (role)->id);
  assignment->principal_id = g_strdup (principal);
  *estate = kh_estate_with_assignment (old, assignment);
}

static void
test_grants (void)
{
  g_autoptr (KhEstate) estate = make_estate ();
  g_assert_cmpint (kh_access_get_granted_secrets (estate, MAKER, "kv-sales"), ==,
                   KH_SECRET_PERMISSION_NONE);
  /* A role on one key is none on secrets, and one for keys allows nothing on secrets. */
  assign (&estate, "kv-sales/smtp", "Key Vault Secrets Officer", MAKER);
  assign (&estate, "kv-sales", "Key Vault Crypto Officer", MAKER);
  assign (&estate, "kv-other", "Key Vault Secrets Officer", MAKER);
  g_assert_cmpint (kh_access_get_granted_secrets (estate, MAKER, "kv-sales"), ==,
                   KH_SECRET_PERMISSION_NONE);
  assign (&estate, "kv-sales", "Key Vault Secrets User", MAKER);
  g_assert_cmpint (kh_access_get_granted_secrets (estate, MAKER, "kv-sales"), ==,
                   KH_SECRET_PERMISSION_GET);
  assign (&estate, "KV-Sales", "Key Vault Secrets Officer", MAKER);
  g_assert_cmpint (kh_access_get_granted_secrets (estate, MAKER, "kv-sales"), ==,
                   KH_SECRET_PERMISSION_ALL);
  /* Of the identity of a policy nothing is granted by its role on keys. */
  g_assert_cmpint (kh_access_get_granted_secrets (estate, IDENTITY, "kv-sales"), ==,
                   KH_SECRET_PERMISSION_NONE);
}

static void
test_access_policies (void)
{
  g_autoptr (KhEstate) estate = make_estate ();
  KhVault *vault = copy_vault (estate);
  g_autoptr (KhChange) revoke = kh_change_new_for_vault (KH_CHANGE_REVOKE_PRINCIPAL, "kv-sales");
  g_autoptr (KhEstate) revoked = NULL;
  assign (&estate, "kv-sales", "Key Vault Secrets Officer", MAKER);
  vault->permission_model = KH_PERMISSION_MODEL_ACCESS_POLICY;
  kh_vault_set_access_policy (vault, PPA, KH_PERMISSION_GET);
  kh_vault_set_secret_policy (vault, PPA, KH_SECRET_PERMISSION_GET);
  kh_vault_set_secret_policy (vault, "other", KH_SECRET_PERMISSION_LIST);
  g_assert_cmpuint (vault->access_policies->len, ==, 2);
  /* What is left of an entry stays, and one that allows nothing goes. */
  kh_vault_set_access_policy (vault, PPA, KH_PERMISSION_NONE);
  kh_vault_set_secret_policy (vault, "other", KH_SECRET_PERMISSION_NONE);
  g_assert_cmpuint (vault->access_policies->len, ==, 1);
  put_vault (&estate, vault);
  g_assert_cmpint (kh_access_get_granted_secrets (estate, PPA, "kv-sales"), ==,
                   KH_SECRET_PERMISSION_GET);
  /* Roles do not count where access policies do. */
  g_assert_cmpint (kh_access_get_granted_secrets (estate, MAKER, "kv-sales"), ==,
                   KH_SECRET_PERMISSION_NONE);
  revoke->principal_id = g_strdup (PPA);
  revoked = kh_change_apply (estate, revoke, NOW, NULL);
  g_assert_cmpint (kh_access_get_granted_secrets (revoked, PPA, "kv-sales"), ==,
                   KH_SECRET_PERMISSION_NONE);
  g_assert_cmpuint (kh_estate_get_vault (revoked, "kv-sales")->access_policies->len, ==, 0);
}

static void
test_life (void)
{
  g_autoptr (KhEstate) estate = make_estate ();
  g_autoptr (KhEstate) deleted = NULL;
  g_autoptr (KhEstate) recovered = NULL;
  g_autoptr (KhEstate) purged = NULL;
  const KhVaultSecret *secret;
  KhTime end = NOW + 90 * KH_DAY;
  apply (estate, KH_CHANGE_RECOVER_SECRET, NOW, KH_ERROR_STATE);
  apply (estate, KH_CHANGE_PURGE_SECRET, NOW, KH_ERROR_STATE);
  deleted = apply (estate, KH_CHANGE_DELETE_SECRET, NOW, 0);
  secret = kh_estate_get_secret (deleted, "kv-sales", "smtp");
  g_assert_true (kh_vault_secret_is_deleted (secret));
  g_assert_cmpint (secret->scheduled_purge_at, ==, end);
  g_assert_cmpint (kh_next_date (deleted, end - 1), ==, end);
  apply (deleted, KH_CHANGE_DELETE_SECRET, NOW, KH_ERROR_STATE);
  recovered = apply (deleted, KH_CHANGE_RECOVER_SECRET, NOW, 0);
  g_assert_false (
      kh_vault_secret_is_deleted (kh_estate_get_secret (recovered, "kv-sales", "smtp")));
  /* The sample's vault is protected: until the retention is over nobody can purge. */
  apply (deleted, KH_CHANGE_PURGE_SECRET, end - 1, KH_ERROR_RULE);
  purged = apply (deleted, KH_CHANGE_PURGE_SECRET, end, 0);
  g_assert_null (kh_estate_get_secret (purged, "kv-sales", "smtp"));
  apply (purged, KH_CHANGE_RECOVER_SECRET, NOW, KH_ERROR_NOT_FOUND);
}

static KhImpact *
impact_of (KhEstate *estate, KhChange *taken, KhTime now)
{
  g_autoptr (KhChange) change = taken;
  g_autoptr (GError) error = NULL;
  KhImpact *impact = kh_impact_compute (estate, change, now, &error);
  g_assert_no_error (error);
  return impact;
}

static void
test_impact (void)
{
  g_autoptr (KhEstate) estate = make_estate ();
  g_autoptr (KhImpact) deletion = impact_of (
      estate, kh_change_new_for_secret (KH_CHANGE_DELETE_SECRET, "kv-sales", "smtp"), NOW);
  g_autoptr (KhEstate) deleted = apply (estate, KH_CHANGE_DELETE_SECRET, NOW, 0);
  g_autoptr (KhImpact) recovery = impact_of (
      deleted, kh_change_new_for_secret (KH_CHANGE_RECOVER_SECRET, "kv-sales", "smtp"), NOW);
  g_autoptr (KhImpact) purge =
      impact_of (deleted, kh_change_new_for_secret (KH_CHANGE_PURGE_SECRET, "kv-sales", "smtp"),
                 NOW + 90 * KH_DAY);
  g_assert_cmpint (deletion->level, ==, KH_GUARD_RECOVERABLE);
  g_assert_cmpstr (deletion->target, ==, "kv-sales/smtp");
  g_assert_cmpstr (deletion->confirm_name, ==, "smtp");
  g_assert_true (deletion->is_empty);
  g_assert_cmpint (recovery->level, ==, KH_GUARD_NONE);
  g_assert_cmpint (purge->level, ==, KH_GUARD_IRREVERSIBLE);
  g_assert_true (purge->is_empty);
}

/* A vault with a secret and no key concerns another object; what is purged with it is gone. */
static void
test_vault (void)
{
  g_autoptr (KhEstate) estate = make_estate ();
  g_autoptr (KhChange) delete = kh_change_new_for_vault (KH_CHANGE_DELETE_VAULT, "kv-sales");
  g_autoptr (KhChange) purge = kh_change_new_for_vault (KH_CHANGE_PURGE_VAULT, "kv-sales");
  g_autoptr (KhImpact) impact = NULL;
  g_autoptr (KhEstate) deleted = NULL;
  g_autoptr (KhEstate) purged = NULL;
  drop_policy (&estate, POLICY);
  drop_key (&estate, "kv-sales", "cmk");
  impact = impact_of (estate, kh_change_copy (delete), NOW);
  g_assert_cmpint (impact->level, >=, KH_GUARD_CONCERNED);
  deleted = kh_change_apply (estate, delete, NOW, NULL);
  apply (deleted, KH_CHANGE_DELETE_SECRET, NOW, KH_ERROR_STATE);
  purged = kh_change_apply (deleted, purge, NOW + 90 * KH_DAY, NULL);
  g_assert_cmpuint (kh_estate_n_secrets (purged), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secrets/versions", test_versions);
  g_test_add_func ("/secrets/grants", test_grants);
  g_test_add_func ("/secrets/access-policies", test_access_policies);
  g_test_add_func ("/secrets/life", test_life);
  g_test_add_func ("/secrets/impact", test_impact);
  g_test_add_func ("/secrets/vault", test_vault);
  return g_test_run ();
}
