/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Applies changes of grants: role assignments and access policies. */

#include <string.h>

#include "kh-access.h"
#include "kh-change-private.h"
#include "kh-error.h"
#include "kh-rbac.h"

/* TRUE for the vault itself and for every key in it, not for a scope that is wider. */
static gboolean
lies_in (const char *scope, const char *vault)
{
  gsize length = strlen (vault);
  return g_ascii_strncasecmp (scope, vault, length) == 0
         && (scope[length] == '\0' || scope[length] == '/');
}

KhEstate *
_kh_apply_drop_assignments (KhEstate *estate, const char *vault, const char *principal_id,
                            const char *role_id)
{
  for (guint i = kh_estate_n_assignments (estate); i-- > 0;) {
    const KhRoleAssignment *assignment = kh_estate_assignment_at (estate, i);
    if ((vault != NULL && !lies_in (assignment->scope, vault))
        || (principal_id != NULL
            && g_ascii_strcasecmp (assignment->principal_id, principal_id) != 0)
        || (role_id != NULL && g_ascii_strcasecmp (assignment->role_id, role_id) != 0))
      continue;
    KhEstate *result = kh_estate_without_assignment (estate, assignment->id);
    kh_estate_unref (estate);
    estate = result;
  }
  return estate;
}

/* Does nothing when the vault is gone. */
static KhEstate *
set_entry (KhEstate *estate, const char *vault_name, const char *principal_id,
           KhKeyPermissions permissions)
{
  const KhVault *vault = kh_estate_get_vault (estate, vault_name);
  if (vault == NULL || kh_vault_get_access_policy (vault, principal_id) == permissions)
    return estate;
  KhVault *copy = kh_vault_copy (vault);
  kh_vault_set_access_policy (copy, principal_id, permissions);
  copy->access_policies_replaced = FALSE;
  return _kh_apply_put_vault (estate, copy);
}

KhEstate *
_kh_apply_revoke_grant (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  g_autoptr (KhPolicy) policy = _kh_apply_copy_policy (estate, change, error);
  if (policy == NULL)
    return _kh_apply_fail (estate);
  estate = _kh_apply_drop_assignments (estate, policy->vault, policy->principal_id, NULL);
  return set_entry (estate, policy->vault, policy->principal_id, KH_PERMISSION_NONE);
}

static KhEstate *
add_service_role (KhEstate *estate, const KhPolicy *policy, const char *id, KhTime now)
{
  g_autoptr (KhEstate) old = estate;
  g_autoptr (KhRoleAssignment) assignment = kh_role_assignment_new ();
  assignment->id = g_strdup (id != NULL ? id : policy->principal_id);
  assignment->scope = g_strdup (policy->vault);
  assignment->role_id = g_strdup (KH_RBAC_CRYPTO_SERVICE_ENCRYPTION_USER);
  assignment->principal_id = g_strdup (policy->principal_id);
  assignment->created_at = now;
  return kh_estate_with_assignment (old, assignment);
}

KhEstate *
_kh_apply_grant (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  g_autoptr (KhPolicy) policy = _kh_apply_copy_policy (estate, change, error);
  if (policy == NULL)
    return _kh_apply_fail (estate);
  const KhVault *vault = kh_estate_get_vault (estate, policy->vault);
  if (vault == NULL || vault->state != KH_VAULT_STATE_ACTIVE) {
    kh_set_error (error, vault == NULL ? KH_ERROR_NOT_FOUND : KH_ERROR_STATE,
                  "The vault \"%s\" of the policy is not there.", policy->vault);
    return _kh_apply_fail (estate);
  }
  if (kh_policy_is_granted (estate, policy))
    return estate;
  if (vault->permission_model == KH_PERMISSION_MODEL_RBAC)
    return add_service_role (estate, policy, change->object, now);
  guint held = kh_vault_get_access_policy (vault, policy->principal_id);
  return set_entry (estate, policy->vault, policy->principal_id,
                    (KhKeyPermissions)(held | KH_PERMISSION_SERVICE));
}

KhEstate *
_kh_apply_revoke_principal (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  if (kh_estate_get_vault (estate, change->vault) == NULL) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no vault \"%s\".", change->vault);
    return _kh_apply_fail (estate);
  }
  estate =
      _kh_apply_drop_assignments (estate, change->vault, change->principal_id, change->role_id);
  if (change->role_id != NULL)
    return estate;
  estate = set_entry (estate, change->vault, change->principal_id, KH_PERMISSION_NONE);
  const KhVault *vault = kh_estate_get_vault (estate, change->vault);
  if (kh_vault_get_secret_policy (vault, change->principal_id) == KH_SECRET_PERMISSION_NONE)
    return estate;
  KhVault *copy = kh_vault_copy (vault);
  kh_vault_set_secret_policy (copy, change->principal_id, KH_SECRET_PERMISSION_NONE);
  return _kh_apply_put_vault (estate, copy);
}

/* What a deleted vault had granted is gone, and does not come back with it; so nothing is granted
 * there meanwhile either. */
static gboolean
check_scope (const KhEstate *estate, const char *scope, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (scope, "/", 2);
  const KhVault *vault = kh_estate_get_vault (estate, parts[0]);

  if (vault == NULL || vault->state == KH_VAULT_STATE_ACTIVE)
    return TRUE;
  kh_set_error (error, KH_ERROR_STATE, "The vault \"%s\" is deleted: recover it first.",
                vault->name);
  return FALSE;
}

KhEstate *
_kh_apply_put_assignment (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  g_autoptr (KhEstate) old = estate;
  if (!check_scope (old, change->assignment->scope, error))
    return NULL;
  return kh_estate_with_assignment (old, change->assignment);
}

KhEstate *
_kh_apply_remove_assignment (KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  g_autoptr (KhEstate) old = estate;
  if (kh_estate_get_assignment (old, change->object) != NULL)
    return kh_estate_without_assignment (old, change->object);
  kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no such role assignment.");
  return NULL;
}
