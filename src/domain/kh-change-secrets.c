/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Applies changes of secrets: deleted, recovered, purged. */

#include "kh-change-private.h"
#include "kh-error.h"

/* @deleted: whether the change is one of a deleted secret. */
static KhVaultSecret *
copy_secret (const KhEstate *estate, const KhChange *change, gboolean deleted, GError **error)
{
  const KhVault *vault = kh_estate_get_vault (estate, change->vault);
  const KhVaultSecret *secret = kh_estate_get_secret (estate, change->vault, change->secret);
  if (vault != NULL && !kh_vault_check_readable (vault, error))
    return NULL;
  if (vault == NULL || secret == NULL)
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, change->secret, "SecretNotFound", NULL,
                        "There is no secret of this name in the vault");
  else if (vault->state != KH_VAULT_STATE_ACTIVE)
    kh_set_error (error, KH_ERROR_STATE, "The vault \"%s\" is deleted; recover it first.",
                  vault->name);
  else if (kh_vault_secret_is_deleted (secret) != deleted)
    kh_set_error (error, KH_ERROR_STATE,
                  deleted ? "The secret \"%s\" is not deleted."
                          : "The secret \"%s\" is deleted; recover it first.",
                  secret->name);
  else
    return kh_vault_secret_copy (secret);
  return NULL;
}

KhEstate *
_kh_apply_delete_secret (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  KhVaultSecret *secret = copy_secret (estate, change, FALSE, error);
  if (secret == NULL)
    return _kh_apply_fail (estate);
  const KhVault *vault = kh_estate_get_vault (estate, change->vault);
  secret->deleted_at = now;
  secret->scheduled_purge_at = now + vault->retention_days * KH_DAY;
  return _kh_apply_put_secret (estate, secret);
}

KhEstate *
_kh_apply_recover_secret (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  KhVaultSecret *secret = copy_secret (estate, change, TRUE, error);
  if (secret == NULL)
    return _kh_apply_fail (estate);
  secret->deleted_at = KH_TIME_NONE;
  secret->scheduled_purge_at = KH_TIME_NONE;
  return _kh_apply_put_secret (estate, secret);
}

KhEstate *
_kh_apply_purge_secret (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  g_autoptr (KhVaultSecret) secret = copy_secret (estate, change, TRUE, error);
  if (secret == NULL
      || _kh_apply_is_kept (kh_estate_get_vault (estate, change->vault), secret->scheduled_purge_at,
                            now, error))
    return _kh_apply_fail (estate);
  g_autoptr (KhEstate) old = estate;
  return kh_estate_without_secret (old, secret->vault, secret->name);
}
