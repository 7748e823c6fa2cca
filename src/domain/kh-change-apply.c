/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Applies changes of policies and environments, and hands the other kinds on. */

#include "kh-allowed.h"
#include "kh-backup-uses.h"
#include "kh-change-private.h"
#include "kh-error.h"
#include "kh-machine.h"

KhEstate *
_kh_apply_fail (KhEstate *estate)
{
  kh_estate_unref (estate);
  return NULL;
}

#define DEFINE_PUT(Type, name)                                                                     \
  KhEstate *_kh_apply_put_##name (KhEstate *estate, Type *value)                                   \
  {                                                                                                \
    KhEstate *result = kh_estate_with_##name (estate, value);                                      \
    kh_##name##_unref (value);                                                                     \
    kh_estate_unref (estate);                                                                      \
    return result;                                                                                 \
  }
DEFINE_PUT (KhVault, vault);
DEFINE_PUT (KhKey, key);
DEFINE_PUT (KhPolicy, policy);
DEFINE_PUT (KhEnvironment, environment);

KhEstate *
_kh_apply_put_secret (KhEstate *estate, KhVaultSecret *secret)
{
  KhEstate *result = kh_estate_with_secret (estate, secret);
  kh_vault_secret_unref (secret);
  kh_estate_unref (estate);
  return result;
}

KhPolicy *
_kh_apply_copy_policy (const KhEstate *estate, const KhChange *change, GError **error)
{
  const KhPolicy *policy = kh_estate_get_policy (estate, change->policy_id);
  if (policy != NULL && kh_policy_is_live (policy))
    return kh_policy_copy (policy);
  kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no such policy.");
  return NULL;
}

static KhEnvironment *
copy_environment (const KhEstate *estate, const KhChange *change, GError **error)
{
  const KhEnvironment *environment = kh_estate_get_environment (estate, change->environment_id);
  if (environment != NULL && environment->state != KH_ENVIRONMENT_STATE_GONE)
    return kh_environment_copy (environment);
  kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no such environment.");
  return NULL;
}

KhEstate *
_kh_apply_delete_policy (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  KhPolicy *policy = _kh_apply_copy_policy (estate, change, error);
  if (policy == NULL)
    return _kh_apply_fail (estate);
  estate = _kh_apply_drop_assignments (estate, NULL, policy->principal_id, NULL);
  policy->deleted_at = now;
  return _kh_apply_put_policy (estate, policy);
}

static gboolean
is_other (const char *wanted, const char *present)
{
  return wanted != NULL && g_ascii_strcasecmp (wanted, present) != 0;
}

KhEstate *
_kh_apply_update_policy (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  KhPolicy *policy = _kh_apply_copy_policy (estate, change, error);
  if (policy == NULL)
    return _kh_apply_fail (estate);
  g_autoptr (GPtrArray) attached = kh_estate_environments_of_policy (estate, policy->id);
  if (attached->len > 0
      && (is_other (change->vault, policy->vault) || is_other (change->key, policy->key))) {
    kh_set_error_facts (error, KH_ERROR_RULE, policy->name, "EnterprisePolicyInUse",
                        "Make another policy and change the environments to it.",
                        "The key of a policy cannot change while environments are attached; only "
                        "its version can.");
    kh_policy_unref (policy);
    return _kh_apply_fail (estate);
  }
  if (change->vault != NULL)
    kh_value_set_text (&policy->vault, change->vault);
  if (change->key != NULL)
    kh_value_set_text (&policy->key, change->key);
  kh_value_set_text (&policy->version, change->version);
  return _kh_apply_put_policy (estate, policy);
}

/* What is left when the data has returned: platform keys and no policy. */
static void
unprotect (KhEnvironment *environment)
{
  for (guint i = 0; i < KH_STORE_N; i++) {
    const KhDekRef *current = kh_environment_get_current_dek (environment, i);
    if (current == NULL || current->owner == KH_KEY_OWNER_PLATFORM)
      continue;
    KhDekRef *fresh = kh_dek_ref_new_platform (current->dek_id, KH_DEK_CURRENT);
    g_ptr_array_set_size (environment->stores[i].deks, 0);
    g_ptr_array_add (environment->stores[i].deks, fresh);
  }
  g_clear_pointer (&environment->policy_id, g_free);
  environment->encryption_status = KH_ENCRYPTION_STATUS_NOT_ENCRYPTED;
}

KhEstate *
_kh_apply_revert (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  KhEnvironment *environment = copy_environment (estate, change, error);
  if (environment == NULL)
    return _kh_apply_fail (estate);
  if (environment->state != KH_ENVIRONMENT_STATE_READY || environment->policy_id == NULL) {
    kh_set_error (error, KH_ERROR_STATE,
                  environment->policy_id == NULL
                      ? "The environment \"%s\" has no customer's key to return from."
                      : "The environment \"%s\" is not ready.",
                  environment->name);
    kh_environment_unref (environment);
    return _kh_apply_fail (estate);
  }
  unprotect (environment);
  return _kh_apply_put_environment (estate, environment);
}

KhEstate *
_kh_apply_environment_state (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  g_autoptr (KhEnvironment) environment = copy_environment (estate, change, error);
  gboolean deletes = change->kind == KH_CHANGE_DELETE_ENVIRONMENT;
  if (environment == NULL
      || !kh_environment_allows (estate, environment,
                                 deletes ? KH_OPERATION_DELETE : KH_OPERATION_RECOVER, now, error))
    return _kh_apply_fail (estate);
  KhEnvironment *next = kh_environment_step (
      environment, deletes ? KH_ENVIRONMENT_EVENT_DELETE : KH_ENVIRONMENT_EVENT_RECOVER, now, NULL,
      error);
  if (next == NULL)
    return _kh_apply_fail (estate);
  return _kh_apply_put_environment (estate, next);
}

KhEstate *
_kh_apply_set_managed (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  KhEnvironment *environment = copy_environment (estate, change, error);
  if (environment == NULL)
    return _kh_apply_fail (estate);
  if (!change->enabled && environment->policy_id != NULL) {
    kh_set_error_facts (error, KH_ERROR_RULE, environment->name, "EnvironmentCmkLinked",
                        "Return the environment to the platform's key first.",
                        "A policy is attached, and policies hold only in managed environments.");
    kh_environment_unref (environment);
    return _kh_apply_fail (estate);
  }
  environment->managed = change->enabled;
  return _kh_apply_put_environment (estate, environment);
}

static KhEstate *
_kh_apply_four_eyes_off (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  g_autoptr (KhTenantInfo) info = kh_tenant_info_copy (kh_estate_get_tenant (estate));
  KhEstate *after;
  if (!info->four_eyes) {
    kh_set_error_facts (error, KH_ERROR_STATE, info->name, "FourEyesOff", NULL,
                        "Dangerous acts take one person already.");
    return _kh_apply_fail (estate);
  }
  info->four_eyes = FALSE;
  after = kh_estate_with_tenant (estate, info);
  kh_estate_unref (estate);
  return after;
}

/* Takes @estate. */
static KhEstate *
forget_backups (KhEstate *estate, const char *environment_id)
{
  KhEstate *after = kh_backup_uses_forget (estate, environment_id, KH_TIME_NONE);
  kh_estate_unref (estate);
  return after;
}

/* The data is gone with its keys and backups, and nothing waits for the customer's key any more
 * (domain.md 4.5). */
KhEstate *
_kh_apply_reset (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  KhEnvironment *environment = copy_environment (estate, change, error);
  if (environment == NULL)
    return _kh_apply_fail (estate);
  if (!kh_environment_allows (estate, environment, KH_OPERATION_RESET, now, error)) {
    kh_environment_unref (environment);
    return _kh_apply_fail (estate);
  }
  for (guint i = 0; i < KH_STORE_N; i++) {
    KhStoreCoverage *store = &environment->stores[i];
    store->items = store->rows = store->bytes = store->staying = store->staying_bytes = 0;
  }
  unprotect (environment);
  estate = forget_backups (estate, environment->id);
  return _kh_apply_put_environment (estate, environment);
}

KhEstate *
_kh_apply_replace_data (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  g_autoptr (KhEnvironment) target = copy_environment (estate, change, error);
  const KhEnvironment *source = kh_estate_get_environment (estate, change->object);
  if (target == NULL)
    return _kh_apply_fail (estate);
  if (source == NULL) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no environment \"%s\".",
                  change->object != NULL ? change->object : "");
    return _kh_apply_fail (estate);
  }
  if (!kh_environment_allows_data_of (estate, target, source, now, error))
    return _kh_apply_fail (estate);
  return estate;
}

/* What the backup must be like is no fact of the estate (kh_environment_allows_restore()). */
KhEstate *
_kh_apply_restore_data (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  g_autoptr (KhEnvironment) target = copy_environment (estate, change, error);
  if (target == NULL || !kh_environment_allows (estate, target, KH_OPERATION_RESTORE, now, error))
    return _kh_apply_fail (estate);
  return estate;
}

static const KhChangeApplier appliers[KH_CHANGE_N] = {
  [KH_CHANGE_REVOKE_GRANT] = _kh_apply_revoke_grant,
  [KH_CHANGE_GRANT] = _kh_apply_grant,
  [KH_CHANGE_REVOKE_PRINCIPAL] = _kh_apply_revoke_principal,
  [KH_CHANGE_PUT_ASSIGNMENT] = _kh_apply_put_assignment,
  [KH_CHANGE_REMOVE_ASSIGNMENT] = _kh_apply_remove_assignment,
  [KH_CHANGE_DISABLE_KEY] = _kh_apply_versions,
  [KH_CHANGE_DISABLE_VERSION] = _kh_apply_versions,
  [KH_CHANGE_ENABLE_KEY] = _kh_apply_versions,
  [KH_CHANGE_UPDATE_VERSION] = _kh_apply_versions,
  [KH_CHANGE_EXPIRE_KEY] = _kh_apply_versions,
  [KH_CHANGE_ROTATE_KEY] = _kh_apply_rotate,
  [KH_CHANGE_DELETE_KEY] = _kh_apply_delete_key,
  [KH_CHANGE_RECOVER_KEY] = _kh_apply_recover_key,
  [KH_CHANGE_PURGE_KEY] = _kh_apply_purge_key,
  [KH_CHANGE_DELETE_SECRET] = _kh_apply_delete_secret,
  [KH_CHANGE_RECOVER_SECRET] = _kh_apply_recover_secret,
  [KH_CHANGE_PURGE_SECRET] = _kh_apply_purge_secret,
  [KH_CHANGE_UPDATE_VAULT] = _kh_apply_vault_settings,
  [KH_CHANGE_CLOSE_NETWORK] = _kh_apply_vault_settings,
  [KH_CHANGE_SWITCH_MODEL] = _kh_apply_vault_settings,
  [KH_CHANGE_DELETE_VAULT] = _kh_apply_delete_vault,
  [KH_CHANGE_RECOVER_VAULT] = _kh_apply_recover_vault,
  [KH_CHANGE_PURGE_VAULT] = _kh_apply_purge_vault,
  [KH_CHANGE_DELETE_POLICY] = _kh_apply_delete_policy,
  [KH_CHANGE_UPDATE_POLICY] = _kh_apply_update_policy,
  [KH_CHANGE_REVERT] = _kh_apply_revert,
  [KH_CHANGE_DELETE_ENVIRONMENT] = _kh_apply_environment_state,
  [KH_CHANGE_RECOVER_ENVIRONMENT] = _kh_apply_environment_state,
  [KH_CHANGE_SET_MANAGED] = _kh_apply_set_managed,
  [KH_CHANGE_RESET_ENVIRONMENT] = _kh_apply_reset,
  [KH_CHANGE_REPLACE_DATA] = _kh_apply_replace_data,
  [KH_CHANGE_RESTORE_DATA] = _kh_apply_restore_data,
  [KH_CHANGE_FOUR_EYES_OFF] = _kh_apply_four_eyes_off,
};

KhEstate *
kh_change_apply (const KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  return appliers[change->kind](kh_estate_ref (estate), change, now, error);
}
