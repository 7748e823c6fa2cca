/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values are copied deeply, estates share what did not change, and ten thousand environments fit.
 */

#include "kh-error.h"
#include "sample.h"

static void
test_copies (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  const KhEnvironment *sales = kh_estate_find_environment (estate, "Sales");
  g_autoptr (KhEnvironment) copy = kh_environment_copy (sales);
  g_assert_true (copy->name != sales->name);
  g_assert_true (copy->stores[0].deks != sales->stores[0].deks);
  kh_value_set_text (&copy->name, "Other");
  sample_protect (copy, NULL, NULL, NULL);
  g_assert_cmpstr (sales->name, ==, "Sales");
  g_assert_cmpint (kh_environment_get_managed_by (sales), ==, KH_KEY_OWNER_CUSTOMER);
  g_assert_cmpint (kh_environment_get_managed_by (copy), ==, KH_KEY_OWNER_PLATFORM);
  g_assert_cmpint (kh_environment_get_key_owner (sales, KH_STORE_APPS), ==, KH_KEY_OWNER_PLATFORM);
  g_assert_true (kh_environment_uses (sales, "KV-SALES", "cmk", V1));
  g_assert_true (kh_environment_uses (sales, "kv-sales", NULL, NULL));
  g_assert_false (kh_environment_uses (sales, "kv-sales", "cmk", V2));
  g_assert_null (kh_environment_get_customer_dek (copy));
}

static void
test_key_versions (void)
{
  g_autoptr (KhKey) key = sample_key ("kv", "k");
  g_autoptr (KhKeyVersion) second = sample_version (V2);
  g_autoptr (KhKey) copy = kh_key_copy (key);
  kh_key_set_version (copy, second);
  g_assert_cmpuint (key->versions->len, ==, 1);
  g_assert_cmpstr (kh_key_get_current (copy)->version, ==, V2);
  g_assert_true (kh_key_get_version (copy, V1) == kh_key_get_version (key, V1));
  g_autoptr (KhKeyVersion) disabled = kh_key_version_copy (kh_key_get_version (copy, V1));
  disabled->enabled = FALSE;
  kh_key_set_version (copy, disabled);
  g_assert_cmpuint (copy->versions->len, ==, 2);
  g_assert_false (kh_key_get_version (copy, V1)->enabled);
  g_assert_true (kh_key_get_version (key, V1)->enabled);
  g_assert_null (kh_key_get_version (copy, "none"));
}

static void
test_readers_and_policies (void)
{
  g_autoptr (KhPolicy) policy = sample_policy (POLICY, "p", "kv", "k");
  kh_policy_set_reader (policy, PPA, TRUE);
  kh_policy_set_reader (policy, MAKER, TRUE);
  kh_policy_set_reader (policy, PPA, TRUE);
  g_assert_cmpuint (g_strv_length (policy->readers), ==, 2);
  kh_policy_set_reader (policy, PPA, FALSE);
  g_assert_false (kh_policy_has_reader (policy, PPA));
  g_assert_true (kh_policy_has_reader (policy, MAKER));

  g_autoptr (KhVault) vault = kh_vault_new ();
  kh_vault_set_access_policy (vault, IDENTITY, KH_PERMISSION_SERVICE);
  g_assert_cmpint (kh_vault_get_access_policy (vault, IDENTITY), ==, KH_PERMISSION_SERVICE);
  kh_vault_set_access_policy (vault, IDENTITY, KH_PERMISSION_GET);
  g_assert_cmpuint (vault->access_policies->len, ==, 1);
  kh_vault_set_access_policy (vault, IDENTITY, KH_PERMISSION_NONE);
  g_assert_cmpint (kh_vault_get_access_policy (vault, IDENTITY), ==, KH_PERMISSION_NONE);
}

static void
test_recovery_levels (void)
{
  static const struct {
    guint days;
    gboolean protection;
    const char *level;
  } rows[] = { { 90, FALSE, "Recoverable+Purgeable" },
               { 90, TRUE, "Recoverable" },
               { 89, FALSE, "CustomizedRecoverable+Purgeable" },
               { 7, TRUE, "CustomizedRecoverable" } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (KhVault) vault = kh_vault_new ();
    vault->retention_days = rows[i].days;
    vault->purge_protection = rows[i].protection;
    g_assert_cmpstr (kh_vault_get_recovery_level (vault), ==, rows[i].level);
  }
}

static void
test_lookups (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  g_assert_nonnull (kh_estate_find_environment (estate, SALES));
  g_assert_nonnull (kh_estate_find_environment (estate, "sALES"));
  g_assert_nonnull (kh_estate_get_environment (estate, "E0000000-0000-4000-8000-000000000001"));
  g_assert_null (kh_estate_find_environment (estate, "Sale"));
  g_assert_null (kh_estate_find_environment (estate, NULL));
  g_assert_nonnull (kh_estate_get_key (estate, "KV-Sales", "CMK"));
  g_assert_null (kh_estate_get_key (estate, "kv-sales", "cm"));
  g_assert_nonnull (kh_estate_find_vault (estate, "90000000-0000-4000-8000-000000000001"));
  g_assert_nonnull (kh_estate_find_policy_by_principal (estate, IDENTITY));
  const KhPolicy *policy = kh_estate_find_policy (estate, "EP-sales");
  g_assert_true (kh_estate_find_policy_by_system_id (estate, policy->system_id) == policy);
  g_autoptr (GPtrArray) attached = kh_estate_environments_of_policy (estate, POLICY);
  g_autoptr (GPtrArray) keys = kh_estate_keys_of_vault (estate, "kv-sales");
  g_autoptr (GPtrArray) grants = kh_estate_assignments_of (estate, IDENTITY);
  g_autoptr (GPtrArray) users = kh_estate_policies_of_key (estate, "kv-sales", "cmk");
  g_assert_cmpuint (attached->len, ==, 2);
  g_assert_cmpuint (keys->len, ==, 1);
  g_assert_cmpuint (grants->len, ==, 1);
  g_assert_cmpuint (users->len, ==, 1);
}

static void
test_sharing (void)
{
  g_autoptr (KhEstate) before = sample_estate ();
  g_autoptr (KhEnvironment) changed = copy_environment (before, SALES);
  kh_value_set_text (&changed->name, "Vertrieb");
  g_autoptr (KhEstate) after = kh_estate_with_environment (before, changed);
  g_assert_cmpstr (kh_estate_get_environment (before, SALES)->name, ==, "Sales");
  g_assert_cmpstr (kh_estate_get_environment (after, SALES)->name, ==, "Vertrieb");
  g_assert_true (kh_estate_get_environment (after, PLAIN)
                 == kh_estate_get_environment (before, PLAIN));
  g_assert_true (kh_estate_get_vault (after, "kv-sales")
                 == kh_estate_get_vault (before, "kv-sales"));
  g_assert_null (kh_estate_find_environment (after, "Sales"));
  g_assert_nonnull (kh_estate_find_environment (before, "Sales"));
  g_autoptr (KhEstate) gone = kh_estate_without_environment (after, SALES);
  g_assert_null (kh_estate_find_environment (gone, "Vertrieb"));
  g_assert_cmpuint (kh_estate_n_environments (gone), ==, 2);
  g_autoptr (KhEstate) same = kh_estate_without_environment (gone, SALES);
  g_assert_cmpuint (kh_estate_n_environments (same), ==, 2);
  g_autoptr (KhEstate) revoked = kh_estate_without_assignment (before, GRANT);
  g_autoptr (GPtrArray) grants = kh_estate_assignments_of (revoked, IDENTITY);
  g_assert_cmpuint (grants->len, ==, 0);
}

static void
test_names_free_again (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  KhEnvironment *gone = copy_environment (estate, SALES);
  gone->state = KH_ENVIRONMENT_STATE_GONE;
  put_environment (&estate, gone);
  g_assert_null (kh_estate_find_environment (estate, "Sales"));
  g_assert_nonnull (kh_estate_find_environment (estate, SALES));
  put_environment (&estate, sample_environment ("e0000000-0000-4000-8000-000000000009", "Sales",
                                                KH_ENVIRONMENT_TYPE_TRIAL));
  put_environment (&estate, copy_environment (estate, SALES));
  g_assert_cmpint (kh_estate_find_environment (estate, "Sales")->type, ==,
                   KH_ENVIRONMENT_TYPE_TRIAL);
  KhPolicy *deleted = copy_policy (estate);
  deleted->deleted_at = NOW;
  put_policy (&estate, deleted);
  g_assert_null (kh_estate_find_policy (estate, "ep-sales"));
  g_assert_nonnull (kh_estate_get_policy (estate, POLICY));
}

#define MANY 10000

static KhEnvironment *
numbered (guint n)
{
  g_autofree char *id = g_strdup_printf ("e1000000-0000-4000-8000-%012u", n);
  g_autofree char *name = g_strdup_printf ("Environment %u", n);
  return sample_environment (id, name, KH_ENVIRONMENT_TYPE_SANDBOX);
}

static void
test_ten_thousand (void)
{
  g_autoptr (KhTenantInfo) tenant = kh_tenant_info_new ();
  KhEstateBuilder *builder = kh_estate_builder_new (tenant);
  for (guint i = 0; i < MANY; i++) {
    g_autoptr (KhEnvironment) environment = numbered ((i * 7919) % MANY);
    kh_estate_builder_add_environment (builder, environment);
  }
  g_autoptr (KhEnvironment) again = numbered (17);
  again->managed = FALSE;
  kh_estate_builder_add_environment (builder, again);
  KhEstate *estate = kh_estate_builder_finish (builder);
  g_assert_cmpuint (kh_estate_n_environments (estate), ==, MANY);
  for (guint i = 1; i < MANY; i++)
    g_assert_cmpstr (kh_estate_environment_at (estate, i - 1)->id, <,
                     kh_estate_environment_at (estate, i)->id);
  g_assert_true (kh_estate_find_environment (estate, "environment 17") == again);
  for (guint i = 0; i < 100; i++) {
    KhEnvironment *changed = numbered (i * 100);
    kh_value_set_text (&changed->name, changed->id);
    put_environment (&estate, changed);
  }
  g_assert_cmpuint (kh_estate_n_environments (estate), ==, MANY);
  g_assert_null (kh_estate_find_environment (estate, "Environment 4200"));
  g_assert_nonnull (kh_estate_find_environment (estate, "Environment 4201"));
  kh_estate_unref (estate);
}

static void
test_unfinished_builder (void)
{
  g_autoptr (KhTenantInfo) tenant = kh_tenant_info_new ();
  g_autoptr (KhEnvironment) environment = numbered (1);
  KhEstateBuilder *builder = kh_estate_builder_new (tenant);
  kh_estate_builder_add_environment (builder, environment);
  kh_estate_builder_free (builder);
  g_assert_cmpstr (environment->name, ==, "Environment 1");
}

static void
test_cancelling_operations (void)
{
  g_autoptr (KhOperation) operation = kh_operation_new ();

  for (guint state = 0; state < KH_OPERATION_STATE_N; state++) {
    g_autoptr (GError) error = NULL;
    gboolean over = kh_operation_state_is_final ((KhOperationState)state);

    g_ptr_array_set_size (operation->stores, 0);
    operation->state = (KhOperationState)state;
    g_ptr_array_add (operation->stores, kh_operation_store_new (KH_STORE_FILES));
    g_assert_cmpint (kh_operation_check_cancel (operation, &error), ==, !over);
    g_clear_error (&error);
    /* Past the point of no return. */
    kh_operation_get_store (operation, KH_STORE_FILES)->state = KH_OPERATION_STATE_SUCCEEDED;
    g_assert_false (kh_operation_check_cancel (operation, &error));
    g_assert_error (error, KH_ERROR, KH_ERROR_STATE);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/estate/copies", test_copies);
  g_test_add_func ("/domain/estate/key-versions", test_key_versions);
  g_test_add_func ("/domain/estate/readers-and-policies", test_readers_and_policies);
  g_test_add_func ("/domain/estate/recovery-levels", test_recovery_levels);
  g_test_add_func ("/domain/estate/lookups", test_lookups);
  g_test_add_func ("/domain/estate/sharing", test_sharing);
  g_test_add_func ("/domain/estate/names-free-again", test_names_free_again);
  g_test_add_func ("/domain/operations/cancelling", test_cancelling_operations);
  g_test_add_func ("/domain/estate/ten-thousand", test_ten_thousand);
  g_test_add_func ("/domain/estate/unfinished-builder", test_unfinished_builder);
  return g_test_run ();
}
