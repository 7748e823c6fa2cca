/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What grants allow on the secrets of a vault. */

#include "kh-access.h"
#include "kh-rbac.h"

KhSecretPermissions
kh_access_get_granted_secrets (const KhEstate *estate, const char *principal_id, const char *vault)
{
  const KhVault *object = kh_estate_get_vault (estate, vault);
  if (object == NULL || principal_id == NULL)
    return KH_SECRET_PERMISSION_NONE;
  if (object->permission_model == KH_PERMISSION_MODEL_ACCESS_POLICY)
    return kh_vault_get_secret_policy (object, principal_id);
  g_autoptr (GPtrArray) assignments = kh_estate_assignments_of (estate, principal_id);
  guint granted = KH_SECRET_PERMISSION_NONE;
  for (guint i = 0; i < assignments->len; i++) {
    const KhRoleAssignment *assignment = g_ptr_array_index (assignments, i);
    const KhRbacRole *role = kh_rbac_role_find (assignment->role_id);
    /* An assignment on VAULT/NAME is one on a key. */
    if (role != NULL && kh_role_assignment_covers (assignment, vault, NULL))
      granted |= role->secrets;
  }
  return (KhSecretPermissions)granted;
}
