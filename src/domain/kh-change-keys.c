/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Applies changes of keys and their versions. */

#include "kh-change-private.h"
#include "kh-error.h"
#include "kh-rotation.h"

static KhKey *
copy_key (const KhEstate *estate, const KhChange *change, GError **error)
{
  const KhVault *vault = kh_estate_get_vault (estate, change->vault);
  const KhKey *key = kh_estate_get_key (estate, change->vault, change->key);
  if (vault != NULL && !kh_vault_check_readable (vault, error))
    return NULL;
  if (vault == NULL || key == NULL) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no key \"%s/%s\".", change->vault,
                  change->key);
    return NULL;
  }
  if (vault->state == KH_VAULT_STATE_ACTIVE)
    return kh_key_copy (key);
  kh_set_error (error, KH_ERROR_STATE, "The vault \"%s\" is deleted; recover it first.",
                vault->name);
  return NULL;
}

static KhKey *
copy_live_key (const KhEstate *estate, const KhChange *change, GError **error)
{
  KhKey *key = copy_key (estate, change, error);
  if (key == NULL || !kh_key_is_deleted (key))
    return key;
  kh_set_error (error, KH_ERROR_STATE, "The key \"%s\" is deleted; recover it first.", key->name);
  kh_key_unref (key);
  return NULL;
}

static void
change_version (KhKeyVersion *version, const KhChange *change, KhTime now)
{
  gboolean disables = change->kind == KH_CHANGE_DISABLE_KEY
                      || change->kind == KH_CHANGE_DISABLE_VERSION
                      || (change->has_enabled && !change->enabled);
  gboolean enables =
      change->kind == KH_CHANGE_ENABLE_KEY || (change->has_enabled && change->enabled);
  version->enabled = disables ? FALSE : enables ? TRUE : version->enabled;
  if (change->has_nbf)
    version->nbf = change->nbf;
  if (change->has_exp)
    version->exp = change->exp;
  if (change->kind == KH_CHANGE_EXPIRE_KEY && (version->exp == KH_TIME_NONE || version->exp > now))
    version->exp = now;
  if (change->has_ops)
    version->ops = change->ops;
  version->updated_at = now;
}

static gboolean
concerns (const KhChange *change, const KhKey *key, const KhKeyVersion *version)
{
  if (change->version != NULL)
    return g_ascii_strcasecmp (change->version, version->version) == 0;
  gboolean newest_only =
      change->kind == KH_CHANGE_DISABLE_VERSION || change->kind == KH_CHANGE_UPDATE_VERSION;
  return !newest_only || version == kh_key_get_current (key);
}

KhEstate *
_kh_apply_versions (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  KhKey *key = copy_live_key (estate, change, error);
  gboolean found = FALSE;
  for (guint i = 0; key != NULL && i < key->versions->len; i++) {
    const KhKeyVersion *version = g_ptr_array_index (key->versions, i);
    if (!concerns (change, key, version))
      continue;
    g_autoptr (KhKeyVersion) changed = kh_key_version_copy (version);
    change_version (changed, change, now);
    kh_key_set_version (key, changed);
    found = TRUE;
  }
  if (found)
    return _kh_apply_put_key (estate, key);
  if (key != NULL) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "The key \"%s\" has no such version.", key->name);
    kh_key_unref (key);
  }
  return _kh_apply_fail (estate);
}

KhEstate *
_kh_apply_rotate (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  KhKey *key = copy_live_key (estate, change, error);
  if (key == NULL)
    return _kh_apply_fail (estate);
  const KhKeyVersion *current = kh_key_get_current (key);
  g_autoptr (KhKeyVersion) fresh =
      current != NULL ? kh_key_version_copy (current) : kh_key_version_new ();
  kh_value_set_text (&fresh->version, change->version != NULL ? change->version
                                                              : "ffffffffffffffffffffffffffffffff");
  fresh->enabled = TRUE;
  fresh->nbf = KH_TIME_NONE;
  fresh->exp = kh_key_get_new_expiry (key, now);
  fresh->created_at = now;
  fresh->updated_at = now;
  kh_key_set_version (key, fresh);
  return _kh_apply_put_key (estate, key);
}

KhEstate *
_kh_apply_delete_key (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  KhKey *key = copy_live_key (estate, change, error);
  if (key == NULL)
    return _kh_apply_fail (estate);
  const KhVault *vault = kh_estate_get_vault (estate, change->vault);
  key->deleted_at = now;
  key->scheduled_purge_at = now + vault->retention_days * KH_DAY;
  return _kh_apply_put_key (estate, key);
}

KhEstate *
_kh_apply_recover_key (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  KhKey *key = copy_key (estate, change, error);
  if (key == NULL)
    return _kh_apply_fail (estate);
  if (!kh_key_is_deleted (key)) {
    kh_set_error (error, KH_ERROR_STATE, "The key \"%s\" is not deleted.", key->name);
    kh_key_unref (key);
    return _kh_apply_fail (estate);
  }
  key->deleted_at = KH_TIME_NONE;
  key->scheduled_purge_at = KH_TIME_NONE;
  return _kh_apply_put_key (estate, key);
}

gboolean
_kh_apply_is_kept (const KhVault *vault, KhTime scheduled, KhTime now, GError **error)
{
  if (!vault->purge_protection || (scheduled != KH_TIME_NONE && now >= scheduled))
    return FALSE;
  kh_set_error_facts (error, KH_ERROR_RULE, vault->name, "MethodNotAllowed",
                      "Wait until the retention is over.",
                      "Purge protection keeps it until its retention is over.");
  return TRUE;
}

KhEstate *
_kh_apply_purge_key (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  g_autoptr (KhKey) key = copy_key (estate, change, error);
  if (key == NULL)
    return _kh_apply_fail (estate);
  if (!kh_key_is_deleted (key)) {
    kh_set_error (error, KH_ERROR_STATE, "The key \"%s\" is not deleted.", key->name);
    return _kh_apply_fail (estate);
  }
  if (_kh_apply_is_kept (kh_estate_get_vault (estate, change->vault), key->scheduled_purge_at, now,
                         error))
    return _kh_apply_fail (estate);
  g_autoptr (KhEstate) old = estate;
  return kh_estate_without_key (old, key->vault, key->name);
}

KhVault *
_kh_apply_copy_vault (const KhEstate *estate, const KhChange *change, GError **error)
{
  const KhVault *vault = kh_estate_get_vault (estate, change->vault);
  if (vault != NULL && vault->state != KH_VAULT_STATE_PURGED)
    return kh_vault_copy (vault);
  kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no vault \"%s\".", change->vault);
  return NULL;
}

/* A copy of a vault that is in the wanted state. */
static KhVault *
copy_vault_in (const KhEstate *estate, const KhChange *change, KhVaultState state, GError **error)
{
  KhVault *vault = _kh_apply_copy_vault (estate, change, error);
  if (vault == NULL || vault->state == state)
    return vault;
  kh_set_error (error, KH_ERROR_STATE,
                state == KH_VAULT_STATE_ACTIVE ? "The vault \"%s\" is deleted; recover it first."
                                               : "The vault \"%s\" is not deleted.",
                vault->name);
  kh_vault_unref (vault);
  return NULL;
}

static gboolean
check_settings (const KhVault *present, const KhVault *wanted, GError **error)
{
  const char *message = NULL;
  if (present->purge_protection && !wanted->purge_protection)
    message = "Purge protection cannot be turned off.";
  else if (present->retention_days != wanted->retention_days)
    message = "The retention of a vault is fixed when it is made.";
  if (message == NULL)
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_RULE, present->name, "BadRequest", NULL, message);
  return FALSE;
}

KhEstate *
_kh_apply_vault_settings (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  g_autoptr (KhVault) present = copy_vault_in (estate, change, KH_VAULT_STATE_ACTIVE, error);
  if (present == NULL)
    return _kh_apply_fail (estate);
  KhVault *vault = kh_vault_copy (change->wanted != NULL ? change->wanted : present);
  if (change->kind == KH_CHANGE_CLOSE_NETWORK) {
    vault->public_network = KH_PUBLIC_NETWORK_OFF;
    vault->bypass = KH_BYPASS_NONE;
  }
  if (change->kind == KH_CHANGE_SWITCH_MODEL)
    vault->permission_model = KH_PERMISSION_MODEL_RBAC;
  if (vault->access_policies->len == 0 && present->access_policies->len > 0)
    vault->access_policies_replaced = TRUE;
  if (check_settings (present, vault, error))
    return _kh_apply_put_vault (estate, vault);
  kh_vault_unref (vault);
  return _kh_apply_fail (estate);
}

/* The vault's role assignments go with it and do not come back. */
KhEstate *
_kh_apply_delete_vault (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  KhVault *vault = copy_vault_in (estate, change, KH_VAULT_STATE_ACTIVE, error);
  if (vault == NULL)
    return _kh_apply_fail (estate);
  vault->state = KH_VAULT_STATE_DELETED;
  vault->deleted_at = now;
  vault->scheduled_purge_at = now + vault->retention_days * KH_DAY;
  estate = _kh_apply_drop_assignments (estate, vault->name, NULL, NULL);
  return _kh_apply_put_vault (estate, vault);
}

KhEstate *
_kh_apply_recover_vault (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  KhVault *vault = copy_vault_in (estate, change, KH_VAULT_STATE_DELETED, error);
  if (vault == NULL)
    return _kh_apply_fail (estate);
  vault->state = KH_VAULT_STATE_ACTIVE;
  vault->deleted_at = KH_TIME_NONE;
  vault->scheduled_purge_at = KH_TIME_NONE;
  return _kh_apply_put_vault (estate, vault);
}

KhEstate *
_kh_apply_purge_vault (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  g_autoptr (KhVault) vault = copy_vault_in (estate, change, KH_VAULT_STATE_DELETED, error);
  /* Nobody knows what would be destroyed with a vault that cannot be read. */
  if (vault == NULL || !kh_vault_check_readable (vault, error)
      || _kh_apply_is_kept (vault, vault->scheduled_purge_at, now, error))
    return _kh_apply_fail (estate);
  g_autoptr (GPtrArray) keys = kh_estate_keys_of_vault (estate, vault->name);
  g_autoptr (KhEstate) old = estate;
  KhEstate *result = kh_estate_without_vault (old, vault->name);
  for (guint i = 0; i < keys->len; i++) {
    const KhKey *key = g_ptr_array_index (keys, i);
    g_autoptr (KhEstate) with_key = result;
    result = kh_estate_without_key (with_key, key->vault, key->name);
  }
  g_autoptr (GPtrArray) secrets = kh_estate_secrets_of_vault (old, vault->name);
  for (guint i = 0; i < secrets->len; i++) {
    const KhVaultSecret *secret = g_ptr_array_index (secrets, i);
    g_autoptr (KhEstate) with_secret = result;
    result = kh_estate_without_secret (with_secret, secret->vault, secret->name);
  }
  return result;
}
