/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Allowed operations with their reasons, and the diagnosis of every trigger down to the way out. */

#include <string.h>

#include "kh-allowed.h"
#include "kh-change.h"
#include "kh-diagnosis.h"
#include "kh-error.h"
#include "kh-lock-rule.h"
#include "sample.h"

/* Words of the reasons, one for each operation, in this order. */
static const KhOperationType asked[] = {
  KH_OPERATION_NEW_CMK, KH_OPERATION_ROTATE_CMK,        KH_OPERATION_REVERT,
  KH_OPERATION_ENABLE,  KH_OPERATION_IMPORT_DATA,       KH_OPERATION_DELETE,
  KH_OPERATION_RECOVER, KH_OPERATION_DISABLE_GOVERNANCE
};

static const struct {
  const char *id;
  KhEnvironmentState state;
  /* Letters: . allowed, L linked, D disabled, B busy, S state, T type, C no database, G governance.
   */
  const char *expected;
} grid[] = {
  /* new rotate revert enable import delete recover disable-governance */
  { PLAIN, KH_ENVIRONMENT_STATE_READY, ".LLS..S." },
  { SALES, KH_ENVIRONMENT_STATE_READY, "L..S..SL" },
  { SALES, KH_ENVIRONMENT_STATE_ENCRYPTING, "BBBBBBBB" },
  { SALES, KH_ENVIRONMENT_STATE_REVERTING, "BBBBBBBB" },
  { SALES, KH_ENVIRONMENT_STATE_LOCKED, "DDD.D.DD" },
  { SALES, KH_ENVIRONMENT_STATE_RE_ENABLING, "BBBBBBBB" },
  { SALES, KH_ENVIRONMENT_STATE_DELETED, "SSSSSS.S" },
  { SALES, KH_ENVIRONMENT_STATE_GONE, "SSSSSSSS" },
  { SALES, KH_ENVIRONMENT_STATE_PROVISIONING, "SSSSSSSS" },
};

static const struct {
  char letter;
  const char *type;
  int code;
} reasons[] = { { 'L', "EnvironmentCmkLinked", KH_ERROR_RULE },
                { 'D', "EnvironmentDisabled", KH_ERROR_LOCKED },
                { 'B', "EnvironmentBusy", KH_ERROR_BUSY },
                { 'S', "EnvironmentState", KH_ERROR_STATE },
                { 'T', "EnvironmentSkuType", KH_ERROR_RULE },
                { 'C', "CdsLink", KH_ERROR_RULE },
                { 'G', "GovernanceConfig", KH_ERROR_RULE },
                { 'O', "OperationNotStartable", KH_ERROR_CONFLICT },
                { 'K', "CustomerManagedKeyRevoked", KH_ERROR_RULE },
                { 'N', "NotOffered", KH_ERROR_RULE } };

static void
check_allowed (KhEstate *estate, const char *id, KhOperationType type, char letter)
{
  const KhEnvironment *environment = kh_estate_get_environment (estate, id);
  g_autoptr (GError) error = NULL;
  gboolean allowed = kh_environment_allows (estate, environment, type, NOW, &error);
  g_test_message ("%s %s", kh_environment_state_to_string (environment->state),
                  kh_operation_type_to_string (type));
  g_assert_cmpint (allowed, ==, letter == '.');
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].letter == letter) {
      g_assert_error (error, KH_ERROR, reasons[i].code);
      g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, reasons[i].type);
      return;
    }
  g_assert_no_error (error);
}

static void
test_grid (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (grid); i++) {
    g_autoptr (KhEstate) estate = sample_estate ();
    KhEnvironment *environment = copy_environment (estate, grid[i].id);
    environment->state = grid[i].state;
    put_environment (&estate, environment);
    for (guint j = 0; j < G_N_ELEMENTS (asked); j++)
      check_allowed (estate, grid[i].id, asked[j], grid[i].expected[j]);
  }
}

static void
set_type (KhEstate **estate, KhEnvironmentType type)
{
  KhEnvironment *environment = copy_environment (*estate, PLAIN);
  environment->type = type;
  put_environment (estate, environment);
}

static void
test_reasons (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  set_type (&estate, KH_ENVIRONMENT_TYPE_TRIAL);
  check_allowed (estate, PLAIN, KH_OPERATION_NEW_CMK, 'T');
  check_allowed (estate, PLAIN, KH_OPERATION_DELETE, '.');
  set_type (&estate, KH_ENVIRONMENT_TYPE_DEFAULT);
  check_allowed (estate, PLAIN, KH_OPERATION_NEW_CMK, 'T');
  check_allowed (estate, PLAIN, KH_OPERATION_DELETE, 'T');
  KhTenantInfo *tenant = copy_tenant (estate);
  tenant->default_environment_cmk = TRUE;
  put_tenant (&estate, tenant);
  check_allowed (estate, PLAIN, KH_OPERATION_NEW_CMK, '.');
  check_allowed (estate, PLAIN, KH_OPERATION_DELETE, 'T');
  check_allowed (estate, PLAIN, KH_OPERATION_ENABLE_GOVERNANCE, 'G');
  check_allowed (estate, PLAIN, KH_OPERATION_BACKUP, 'T');
  check_allowed (estate, PLAIN, KH_OPERATION_RESTORE, 'T');
  check_allowed (estate, PLAIN, KH_OPERATION_CONVERT, 'N');
  KhEnvironment *bare = copy_environment (estate, PLAIN);
  bare->dataverse = FALSE;
  bare->managed = FALSE;
  put_environment (&estate, bare);
  check_allowed (estate, PLAIN, KH_OPERATION_NEW_CMK, 'C');
  check_allowed (estate, PLAIN, KH_OPERATION_ENABLE_GOVERNANCE, 'C');
  check_allowed (estate, PLAIN, KH_OPERATION_UPDATE_GOVERNANCE, 'G');
  bare = copy_environment (estate, PLAIN);
  bare->dataverse = TRUE;
  put_environment (&estate, bare);
  check_allowed (estate, PLAIN, KH_OPERATION_NEW_CMK, 'G');
  check_allowed (estate, PLAIN, KH_OPERATION_ENABLE_GOVERNANCE, '.');
}

#define TWIN "99999999-0000-4000-8000-000000000001"

static gboolean
allows_data (KhEstate *estate, const char *target, const char *source, const char *inner)
{
  g_autoptr (GError) error = NULL;
  gboolean allowed =
      kh_environment_allows_data_of (estate, kh_estate_get_environment (estate, target),
                                     kh_estate_get_environment (estate, source), NOW, &error);
  KhErrorFacts *facts = kh_error_get_facts (error);
  if (!allowed)
    g_assert_cmpstr (facts != NULL ? facts->inner : NULL, ==, inner);
  return allowed;
}

/* Whose data may take whose place, and what may be emptied (domain.md 4.5). */
static void
test_replacing (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  set_type (&estate, KH_ENVIRONMENT_TYPE_PRODUCTION);
  check_allowed (estate, PLAIN, KH_OPERATION_COPY, '.');
  check_allowed (estate, PLAIN, KH_OPERATION_RESET, 'T');
  g_assert_false (allows_data (estate, PLAIN, SALES, "EnvironmentSkuType"));
  set_type (&estate, KH_ENVIRONMENT_TYPE_SANDBOX);
  check_allowed (estate, PLAIN, KH_OPERATION_RESET, '.');
  g_assert_false (allows_data (estate, PLAIN, SALES, "EncryptionKeyMismatch"));
  set_type (&estate, KH_ENVIRONMENT_TYPE_TRIAL);
  check_allowed (estate, PLAIN, KH_OPERATION_COPY, 'T');
  KhEnvironment *twin = copy_environment (estate, SALES);
  kh_value_set_text (&twin->id, TWIN);
  kh_value_set_text (&twin->name, "Twin");
  twin->type = KH_ENVIRONMENT_TYPE_SANDBOX;
  put_environment (&estate, twin);
  g_assert_true (allows_data (estate, TWIN, SALES, NULL));
  g_assert_false (allows_data (estate, TWIN, TWIN, NULL));
  twin = copy_environment (estate, TWIN);
  kh_value_set_text (&twin->geo, "elsewhere");
  put_environment (&estate, twin);
  g_assert_false (allows_data (estate, TWIN, SALES, "EnvironmentGeo"));
  twin = copy_environment (estate, TWIN);
  twin->state = KH_ENVIRONMENT_STATE_LOCKED;
  put_environment (&estate, twin);
  g_assert_false (allows_data (estate, TWIN, SALES, "EnvironmentDisabled"));
}

static gboolean
allows_restore (KhEstate *estate, const char *target, const char *source, const char *inner)
{
  g_autoptr (GError) error = NULL;
  gboolean allowed =
      kh_environment_allows_restore (estate, kh_estate_get_environment (estate, target),
                                     kh_estate_get_environment (estate, source), NOW, &error);
  KhErrorFacts *facts = kh_error_get_facts (error);
  if (!allowed)
    g_assert_cmpstr (facts != NULL ? facts->inner : NULL, ==, inner);
  return allowed;
}

/* An environment takes its own backups back, whatever it is; another one as a copy. */
static void
test_restoring (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  set_type (&estate, KH_ENVIRONMENT_TYPE_PRODUCTION);
  check_allowed (estate, PLAIN, KH_OPERATION_BACKUP, '.');
  g_assert_true (allows_restore (estate, PLAIN, PLAIN, NULL));
  g_assert_true (allows_restore (estate, SALES, SALES, NULL));
  g_assert_false (allows_restore (estate, PLAIN, SALES, "EnvironmentSkuType"));
  set_type (&estate, KH_ENVIRONMENT_TYPE_SANDBOX);
  g_assert_false (allows_restore (estate, PLAIN, SALES, "EncryptionKeyMismatch"));
  set_type (&estate, KH_ENVIRONMENT_TYPE_TRIAL);
  check_allowed (estate, PLAIN, KH_OPERATION_BACKUP, 'T');
  g_assert_false (allows_restore (estate, PLAIN, PLAIN, "EnvironmentSkuType"));
  put_operation (&estate, SALES, KH_OPERATION_NEW_CMK);
  check_allowed (estate, SALES, KH_OPERATION_BACKUP, 'O');
  check_allowed (estate, SALES, KH_OPERATION_RESTORE, 'O');
}

static void
test_busy_and_failed (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  KhEnvironment *failed = copy_environment (estate, SALES);
  failed->encryption_status = KH_ENCRYPTION_STATUS_FAILED;
  put_environment (&estate, failed);
  check_allowed (estate, SALES, KH_OPERATION_NEW_CMK, '.');
  put_operation (&estate, SALES, KH_OPERATION_NEW_CMK);
  check_allowed (estate, SALES, KH_OPERATION_NEW_CMK, 'O');
  check_allowed (estate, SALES, KH_OPERATION_DELETE, 'O');
  check_allowed (estate, SALES, KH_OPERATION_IMPORT_DATA, '.');
  KhEnvironment *locked = copy_environment (estate, SALES);
  locked->state = KH_ENVIRONMENT_STATE_LOCKED;
  put_environment (&estate, locked);
  check_allowed (estate, SALES, KH_OPERATION_DELETE, '.');
  check_allowed (estate, SALES, KH_OPERATION_ENABLE, '.');
  drop_assignment (&estate, GRANT);
  check_allowed (estate, SALES, KH_OPERATION_ENABLE, 'K');
}

static const KhAllowed *
find (GPtrArray *list, const char *id)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((KhAllowed *)g_ptr_array_index (list, i))->id, id))
      return g_ptr_array_index (list, i);
  return NULL;
}

/* Names of what is allowed, in the table's order. */
static void
assert_allowed (GPtrArray *taken, const char *expected)
{
  g_autoptr (GPtrArray) list = taken;
  g_autoptr (GString) names = g_string_new (NULL);
  for (guint i = 0; i < list->len; i++) {
    const KhAllowed *entry = g_ptr_array_index (list, i);
    g_assert_cmpint (entry->reason == NULL, ==, entry->allowed);
    g_assert_cmpint (entry->reason_type == NULL, ==, entry->allowed);
    if (entry->allowed)
      g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", entry->id);
  }
  g_assert_cmpstr (names->str, ==, expected);
}

static KhEstate *
apply (KhEstate *taken, KhChange *taken_change)
{
  g_autoptr (KhEstate) estate = taken;
  g_autoptr (KhChange) change = taken_change;
  g_autoptr (GError) error = NULL;
  KhEstate *after = kh_change_apply (estate, change, NOW, &error);
  g_assert_no_error (error);
  return after;
}

static GPtrArray *
key_operations (KhEstate *estate, KhTime now)
{
  return kh_key_get_operations (estate, kh_estate_get_key (estate, "kv-sales", "cmk"), NULL, now);
}

static void
test_objects (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  const KhPolicy *policy = kh_estate_get_policy (estate, POLICY);
  assert_allowed (kh_policy_get_operations (estate, policy, NOW),
                  "enable grant revoke reader update-version delete");
  assert_allowed (key_operations (estate, NOW), "rotate update disable delete wrapKey unwrapKey");
  assert_allowed (kh_vault_get_operations (estate, kh_estate_get_vault (estate, "kv-sales"), NOW),
                  "update grant revoke create-key delete");
  estate = apply (estate, kh_change_new_for_key (KH_CHANGE_DISABLE_KEY, "kv-sales", "cmk", NULL));
  assert_allowed (key_operations (estate, NOW), "rotate update enable delete");
  estate = apply (estate, kh_change_new_for_key (KH_CHANGE_ENABLE_KEY, "kv-sales", "cmk", NULL));
  estate = apply (estate, kh_change_new_for_key (KH_CHANGE_EXPIRE_KEY, "kv-sales", "cmk", NULL));
  assert_allowed (key_operations (estate, NOW), "rotate update disable delete unwrapKey");
  estate = apply (estate, kh_change_new_for_key (KH_CHANGE_DELETE_KEY, "kv-sales", "cmk", NULL));
  assert_allowed (key_operations (estate, NOW), "recover");
  assert_allowed (key_operations (estate, NOW + 90 * KH_DAY), "recover purge");
  estate = apply (estate, kh_change_new_for_vault (KH_CHANGE_DELETE_VAULT, "kv-sales"));
  assert_allowed (key_operations (estate, NOW), "");
  const KhVault *vault = kh_estate_get_vault (estate, "kv-sales");
  assert_allowed (kh_vault_get_operations (estate, vault, NOW), "recover");
  assert_allowed (kh_vault_get_operations (estate, vault, NOW + 90 * KH_DAY), "recover purge");
  g_autoptr (GPtrArray) list =
      kh_policy_get_operations (estate, kh_estate_get_policy (estate, POLICY), NOW);
  g_assert_cmpstr (find (list, "update-key")->reason_type, ==, "EnterprisePolicyInUse");
}

static void
lock (KhEstate **estate)
{
  KhEnvironment *sales = copy_environment (*estate, SALES);
  sales->state = KH_ENVIRONMENT_STATE_LOCKED;
  put_environment (estate, sales);
}

static KhDiagnosis *
diagnose (KhEstate *estate, KhRoles roles)
{
  return kh_diagnose (estate, kh_estate_get_environment (estate, SALES), roles, NOW);
}

/* Numbers of triggers, then the commands, one a line: as a person reads it. */
static char *
print (const KhDiagnosis *diagnosis)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < diagnosis->triggers->len; i++) {
    const KhDiagnosisTrigger *row = g_ptr_array_index (diagnosis->triggers, i);
    g_string_append_printf (text, "%d %s\n", row->trigger, row->object);
    g_assert_nonnull (row->text);
  }
  for (guint i = 0; i < diagnosis->repairs->len; i++) {
    const KhRepair *row = g_ptr_array_index (diagnosis->repairs, i);
    g_assert_cmpuint (row->step, ==, i + 1);
    g_string_append_printf (text, "%s\n", row->command != NULL ? row->command + 11 : row->text);
  }
  return g_string_free (text, FALSE);
}

static void
assert_diagnosis (KhEstate *estate, const char *expected)
{
  g_autoptr (KhDiagnosis) diagnosis = diagnose (estate, KH_ROLE_ALL);
  g_autofree char *text = print (diagnosis);
  g_assert_true (diagnosis->locked);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_change_diagnosed (KhChange *change, const char *expected)
{
  g_autoptr (KhEstate) estate = apply (sample_estate (), change);
  lock (&estate);
  assert_diagnosis (estate, expected);
}

static KhChange *
for_key (KhChangeKind kind)
{
  return kh_change_new_for_key (kind, "kv-sales", "cmk", NULL);
}

static void
test_diagnosis_of_keys (void)
{
  KhChange *later = for_key (KH_CHANGE_UPDATE_VERSION);
  later->has_nbf = TRUE;
  later->nbf = NOW + KH_DAY;
  assert_change_diagnosed (for_key (KH_CHANGE_DISABLE_KEY), "2 kv-sales/cmk\n"
                                                            "key enable kv-sales/cmk\n"
                                                            "unlock apply Sales\n");
  assert_change_diagnosed (for_key (KH_CHANGE_DELETE_KEY), "3 kv-sales/cmk\n"
                                                           "key recover kv-sales/cmk\n"
                                                           "unlock apply Sales\n");
  assert_change_diagnosed (for_key (KH_CHANGE_EXPIRE_KEY),
                           "9 kv-sales/cmk/" V1 "\n"
                           "key update kv-sales/cmk/" V1 " --exp none\n"
                           "unlock apply Sales\n");
  assert_change_diagnosed (later, "11 kv-sales/cmk/" V1 "\n"
                                  "key update kv-sales/cmk/" V1 " --nbf none\n"
                                  "unlock apply Sales\n");
  g_autoptr (KhEstate) estate = sample_estate ();
  put_version (&estate, sample_version (V2));
  estate = apply (estate, kh_change_new_for_key (KH_CHANGE_DISABLE_VERSION, "kv-sales", "cmk", V1));
  lock (&estate);
  assert_diagnosis (estate, "6 kv-sales/cmk/" V1 "\n"
                            "key enable kv-sales/cmk/" V1 "\n"
                            "unlock apply Sales\n");
  /* People read the beginning of a version, a command takes all of it. */
  g_autoptr (KhDiagnosis) diagnosis = diagnose (estate, KH_ROLE_ALL);
  g_assert_cmpstr (((KhRepair *)diagnosis->repairs->pdata[0])->text, ==,
                   "Enable the version 1111… of cmk.");
}

static KhChange *
with_network (KhPublicNetwork network, KhDefaultAction action)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  g_autoptr (KhVault) vault = copy_vault (estate);
  vault->public_network = network;
  vault->default_action = action;
  vault->bypass = KH_BYPASS_NONE;
  return kh_change_new_vault_update (vault);
}

static void
test_diagnosis_of_vaults (void)
{
  assert_change_diagnosed (kh_change_new_for_vault (KH_CHANGE_DELETE_VAULT, "kv-sales"),
                           "1 ep-sales\n"
                           "4 kv-sales\n"
                           "vault recover kv-sales\n"
                           "policy grant ep-sales\n"
                           "unlock apply Sales\n");
  assert_change_diagnosed (kh_change_new_for_vault (KH_CHANGE_CLOSE_NETWORK, "kv-sales"),
                           "7 kv-sales\n"
                           "vault update kv-sales --bypass trusted-services\n"
                           "unlock apply Sales\n");
  assert_change_diagnosed (with_network (KH_PUBLIC_NETWORK_ON, KH_DEFAULT_ACTION_DENY),
                           "8 kv-sales\n"
                           "vault update kv-sales --bypass trusted-services\n"
                           "unlock apply Sales\n");
  assert_change_diagnosed (with_network (KH_PUBLIC_NETWORK_PERIMETER, KH_DEFAULT_ACTION_ALLOW),
                           "14 kv-sales\n"
                           "vault update kv-sales --public-network on\n"
                           "unlock apply Sales\n");
  g_autoptr (KhEstate) estate = sample_estate ();
  KhTenantInfo *tenant = copy_tenant (estate);
  KhVault *vault = copy_vault (estate);
  tenant->subscription_active = FALSE;
  vault->tenant_id = g_strdup ("elsewhere");
  put_tenant (&estate, tenant);
  put_vault (&estate, vault);
  lock (&estate);
  assert_diagnosis (estate, "10 Fabrikam\n"
                            "15 kv-sales\n"
                            "Reactivate the subscription.\n"
                            "Set the vault's tenant id back and make its grants again.\n"
                            "unlock apply Sales\n");
}

static void
test_diagnosis_of_grants (void)
{
  assert_change_diagnosed (kh_change_new_for_policy (KH_CHANGE_REVOKE_GRANT, POLICY),
                           "1 ep-sales\n"
                           "policy grant ep-sales\n"
                           "unlock apply Sales\n");
  assert_change_diagnosed (kh_change_new_for_policy (KH_CHANGE_DELETE_POLICY, POLICY),
                           "5 ep-sales\n"
                           "policy create ep-sales --geo unitedstates --key kv-sales/cmk\n"
                           "policy grant ep-sales\n"
                           "cmk enable --policy ep-sales --environment Sales\n"
                           "unlock apply Sales\n");
  g_autoptr (KhEstate) estate = sample_estate ();
  KhVault *vault = copy_vault (estate);
  vault->permission_model = KH_PERMISSION_MODEL_ACCESS_POLICY;
  kh_vault_set_access_policy (vault, IDENTITY, KH_PERMISSION_SERVICE);
  put_vault (&estate, vault);
  drop_assignment (&estate, GRANT);
  lock (&estate);
  g_autoptr (KhVault) bare = copy_vault (estate);
  g_ptr_array_set_size (bare->access_policies, 0);
  g_autoptr (KhEstate) dropped = apply (kh_estate_ref (estate), kh_change_new_vault_update (bare));
  assert_diagnosis (dropped, "13 kv-sales\n"
                             "policy grant ep-sales\n"
                             "unlock apply Sales\n");
  g_autoptr (KhEstate) switched =
      apply (kh_estate_ref (estate), kh_change_new_for_vault (KH_CHANGE_SWITCH_MODEL, "kv-sales"));
  assert_diagnosis (switched, "12 kv-sales\n"
                              "policy grant ep-sales\n"
                              "unlock apply Sales\n");
}

static void
test_gone (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  drop_key (&estate, "kv-sales", "cmk");
  lock (&estate);
  g_autoptr (KhDiagnosis) diagnosis = diagnose (estate, KH_ROLE_ALL);
  g_autofree char *text = print (diagnosis);
  g_assert_cmpstr (text, ==, "16 kv-sales/cmk/" V1 "\n");
  g_assert_cmpint (diagnosis->original_key, ==, KH_ORIGINAL_KEY_GONE);
}

/* What cannot be read is not gone: there is a way out, and nothing is said about the key. */
static void
test_unreadable (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  KhVault *vault = copy_vault (estate);
  kh_set_error (&vault->fault, KH_ERROR_NEWER, "it was made by a newer version");
  put_vault (&estate, vault);
  drop_key (&estate, "kv-sales", "cmk");
  lock (&estate);
  g_autoptr (KhDiagnosis) diagnosis = diagnose (estate, KH_ROLE_ALL);
  g_autofree char *text = print (diagnosis);
  g_assert_true (g_str_has_prefix (text, "17 kv-sales\n"));
  g_assert_nonnull (strstr (text, "unlock apply"));
  g_assert_cmpint (diagnosis->original_key, ==, KH_ORIGINAL_KEY_UNKNOWN);
}

/* A key made again under the same name is not the one that is missing. */
static void
test_same_name_other_key (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  KhKey *other = kh_key_new ();
  g_autoptr (KhKeyVersion) version = sample_version (V2);
  other->vault = g_strdup ("kv-sales");
  other->name = g_strdup ("cmk");
  kh_key_set_version (other, version);
  put_key (&estate, other);
  lock (&estate);
  g_autoptr (KhDiagnosis) diagnosis = diagnose (estate, KH_ROLE_ALL);
  g_assert_cmpint (diagnosis->original_key, ==, KH_ORIGINAL_KEY_GONE);
}

/* Everything at once: the repairs stand in the order in which they can be done. */
static void
test_order (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  estate = apply (estate, for_key (KH_CHANGE_EXPIRE_KEY));
  estate = apply (estate, for_key (KH_CHANGE_DISABLE_KEY));
  estate = apply (estate, for_key (KH_CHANGE_DELETE_KEY));
  estate = apply (estate, kh_change_new_for_vault (KH_CHANGE_CLOSE_NETWORK, "kv-sales"));
  estate = apply (estate, kh_change_new_for_vault (KH_CHANGE_DELETE_VAULT, "kv-sales"));
  lock (&estate);
  assert_diagnosis (estate, "1 ep-sales\n"
                            "2 kv-sales/cmk\n"
                            "3 kv-sales/cmk\n"
                            "4 kv-sales\n"
                            "7 kv-sales\n"
                            "9 kv-sales/cmk/" V1 "\n"
                            "vault recover kv-sales\n"
                            "vault update kv-sales --bypass trusted-services\n"
                            "key recover kv-sales/cmk\n"
                            "key enable kv-sales/cmk\n"
                            "key update kv-sales/cmk/" V1 " --exp none\n"
                            "policy grant ep-sales\n"
                            "unlock apply Sales\n");
}

static void
assert_who_may (KhEstate *estate, KhRoles roles, gboolean first, gboolean last)
{
  g_autoptr (KhDiagnosis) diagnosis = diagnose (estate, roles);
  const KhRepair *repair = g_ptr_array_index (diagnosis->repairs, 0);
  const KhRepair *enable = g_ptr_array_index (diagnosis->repairs, diagnosis->repairs->len - 1);
  g_assert_cmpint (repair->owner, ==, KH_OWNER_KVA);
  g_assert_cmpint (enable->owner, ==, KH_OWNER_PPA);
  g_assert_cmpint (repair->allowed, ==, first);
  g_assert_cmpint (enable->allowed, ==, last);
}

static void
test_owners (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  drop_assignment (&estate, GRANT);
  lock (&estate);
  assert_who_may (estate, KH_ROLE_KVA, TRUE, FALSE);
  assert_who_may (estate, KH_ROLE_PPA, FALSE, TRUE);
  assert_who_may (estate, KH_ROLE_AUDITOR, FALSE, FALSE);
  KhTenantInfo *tenant = copy_tenant (estate);
  tenant->unlock_rule = KH_UNLOCK_RULE_SUPPORT_REQUEST;
  put_tenant (&estate, tenant);
  assert_diagnosis (estate, "1 ep-sales\n"
                            "policy grant ep-sales\n"
                            "File an unlock request for Sales.\n"
                            "unlock apply Sales\n");
}

static void
test_open_and_healed (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  g_autoptr (KhDiagnosis) open = diagnose (estate, KH_ROLE_ALL);
  g_assert_false (open->locked);
  g_assert_cmpuint (open->triggers->len, ==, 0);
  g_assert_cmpuint (open->repairs->len, ==, 0);
  lock (&estate);
  assert_diagnosis (estate, "unlock apply Sales\n");
  g_autoptr (KhDiagnosis) healed = diagnose (estate, KH_ROLE_ALL);
  g_autoptr (KhDiagnosis) proven = kh_diagnosis_with_original_key (healed, KH_ORIGINAL_KEY_PROVEN);
  g_assert_cmpint (healed->original_key, ==, KH_ORIGINAL_KEY_UNKNOWN);
  g_assert_cmpint (proven->original_key, ==, KH_ORIGINAL_KEY_PROVEN);
  g_assert_true (proven->locked);
  g_assert_cmpuint (proven->repairs->len, ==, 1);
}

static void
test_policy (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  estate = apply (estate, for_key (KH_CHANGE_DISABLE_KEY));
  lock (&estate);
  g_autoptr (KhDiagnosis) diagnosis =
      kh_diagnose_policy (estate, kh_estate_get_policy (estate, POLICY), KH_ROLE_ALL, NOW);
  g_autofree char *text = print (diagnosis);
  g_assert_true (diagnosis->locked);
  g_assert_cmpstr (text, ==, "2 kv-sales/cmk\nkey enable kv-sales/cmk\nunlock apply Sales\n");
}

/* The cure of a deleted policy is possible in the state it leaves behind. */
static void
test_reattach (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  estate = apply (estate, kh_change_new_for_policy (KH_CHANGE_DELETE_POLICY, POLICY));
  lock (&estate);
  check_allowed (estate, SALES, KH_OPERATION_NEW_CMK, '.');
  check_allowed (estate, SALES, KH_OPERATION_ENABLE, 'K');
}

/* Each step that was done is no step any more: made again, the policy lacks its access, and then
 * there is only the environment to attach. */
static void
test_policy_made_again (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();
  KhPolicy *again = sample_policy ("policy-again", "ep-sales", "kv-sales", "cmk");

  estate = apply (estate, kh_change_new_for_policy (KH_CHANGE_DELETE_POLICY, POLICY));
  lock (&estate);
  kh_value_set_text (&again->principal_id, "identity-again");
  put_policy (&estate, again);
  assert_diagnosis (estate, "5 ep-sales\n"
                            "policy grant ep-sales\n"
                            "cmk enable --policy ep-sales --environment Sales\n"
                            "unlock apply Sales\n");
  estate = apply (estate, kh_change_new_for_policy (KH_CHANGE_GRANT, "policy-again"));
  assert_diagnosis (estate, "5 ep-sales\n"
                            "cmk enable --policy ep-sales --environment Sales\n"
                            "unlock apply Sales\n");
}

/* One of the name with another key is not that policy. */
static void
test_other_policy (void)
{
  g_autoptr (KhEstate) estate = sample_estate ();

  estate = apply (estate, kh_change_new_for_policy (KH_CHANGE_DELETE_POLICY, POLICY));
  lock (&estate);
  put_policy (&estate, sample_policy ("policy-other", "ep-sales", "kv-sales", "other"));
  assert_diagnosis (estate, "5 ep-sales\n"
                            "policy create ep-sales --geo unitedstates --key kv-sales/cmk\n"
                            "policy grant ep-sales\n"
                            "cmk enable --policy ep-sales --environment Sales\n"
                            "unlock apply Sales\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/allowed/grid", test_grid);
  g_test_add_func ("/domain/allowed/reasons", test_reasons);
  g_test_add_func ("/domain/allowed/replacing", test_replacing);
  g_test_add_func ("/domain/allowed/restoring", test_restoring);
  g_test_add_func ("/domain/allowed/busy-and-failed", test_busy_and_failed);
  g_test_add_func ("/domain/allowed/objects", test_objects);
  g_test_add_func ("/domain/diagnosis/keys", test_diagnosis_of_keys);
  g_test_add_func ("/domain/diagnosis/vaults", test_diagnosis_of_vaults);
  g_test_add_func ("/domain/diagnosis/grants", test_diagnosis_of_grants);
  g_test_add_func ("/domain/diagnosis/gone", test_gone);
  g_test_add_func ("/domain/diagnosis/unreadable", test_unreadable);
  g_test_add_func ("/domain/diagnosis/same-name-other-key", test_same_name_other_key);
  g_test_add_func ("/domain/diagnosis/order", test_order);
  g_test_add_func ("/domain/diagnosis/owners", test_owners);
  g_test_add_func ("/domain/diagnosis/open-and-healed", test_open_and_healed);
  g_test_add_func ("/domain/diagnosis/policy", test_policy);
  g_test_add_func ("/domain/diagnosis/reattach", test_reattach);
  g_test_add_func ("/domain/diagnosis/policy-made-again", test_policy_made_again);
  g_test_add_func ("/domain/diagnosis/other-policy", test_other_policy);
  return g_test_run ();
}
