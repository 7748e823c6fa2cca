/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key vault as a value, and what its settings mean. */

#include <string.h>

#include "kh-limits.h"
#include "kh-value-private.h"
#include "kh-vault.h"

KhAccessPolicy *
kh_access_policy_new (const char *principal_id, KhKeyPermissions permissions)
{
  KhAccessPolicy *self = g_new0 (KhAccessPolicy, 1);
  self->principal_id = g_strdup (principal_id);
  self->permissions = permissions;
  return self;
}

void
kh_access_policy_free (KhAccessPolicy *self)
{
  g_free (self->principal_id);
  g_free (self);
}

static gpointer
access_policy_copy (gconstpointer source, gpointer unused)
{
  const KhAccessPolicy *self = source;
  KhAccessPolicy *copy = kh_access_policy_new (self->principal_id, self->permissions);
  copy->secrets = self->secrets;
  return copy;
}

static void
vault_init (KhVault *self)
{
  self->sku = KH_SKU_PREMIUM;
  self->permission_model = KH_PERMISSION_MODEL_RBAC;
  self->retention_days = KH_RETENTION_DEFAULT;
  self->access_policies = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_access_policy_free);
  self->deleted_at = KH_TIME_NONE;
  self->scheduled_purge_at = KH_TIME_NONE;
  self->created_at = KH_TIME_NONE;
}

static void
vault_clear (KhVault *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->region);
  g_free (self->tenant_id);
  g_ptr_array_unref (self->access_policies);
  g_clear_error (&self->fault);
}

static void
vault_deepen (KhVault *self)
{
  KH_DEEPEN_TEXT (self, id);
  KH_DEEPEN_TEXT (self, name);
  KH_DEEPEN_TEXT (self, region);
  KH_DEEPEN_TEXT (self, tenant_id);
  self->fault = self->fault != NULL ? g_error_copy (self->fault) : NULL;
  self->access_policies = kh_value_copy_array (self->access_policies, access_policy_copy,
                                               (GDestroyNotify)kh_access_policy_free);
}

KH_DEFINE_VALUE (KhVault, vault);

static gboolean
find_access_policy (const KhVault *self, const char *principal_id, guint *index)
{
  for (guint i = 0; i < self->access_policies->len; i++) {
    const KhAccessPolicy *entry = g_ptr_array_index (self->access_policies, i);
    if (g_ascii_strcasecmp (entry->principal_id, principal_id) == 0) {
      *index = i;
      return TRUE;
    }
  }
  return FALSE;
}

KhKeyPermissions
kh_vault_get_access_policy (const KhVault *self, const char *principal_id)
{
  guint index;
  if (!find_access_policy (self, principal_id, &index))
    return KH_PERMISSION_NONE;
  return ((KhAccessPolicy *)g_ptr_array_index (self->access_policies, index))->permissions;
}

KhSecretPermissions
kh_vault_get_secret_policy (const KhVault *self, const char *principal_id)
{
  guint index;
  if (!find_access_policy (self, principal_id, &index))
    return KH_SECRET_PERMISSION_NONE;
  return ((KhAccessPolicy *)g_ptr_array_index (self->access_policies, index))->secrets;
}

static void
set_entry (KhVault *self, const char *principal_id, KhKeyPermissions permissions,
           KhSecretPermissions secrets)
{
  guint index;
  if (find_access_policy (self, principal_id, &index))
    g_ptr_array_remove_index (self->access_policies, index);
  if (permissions == KH_PERMISSION_NONE && secrets == KH_SECRET_PERMISSION_NONE)
    return;
  KhAccessPolicy *entry = kh_access_policy_new (principal_id, permissions);
  entry->secrets = secrets;
  g_ptr_array_add (self->access_policies, entry);
}

void
kh_vault_set_access_policy (KhVault *self, const char *principal_id, KhKeyPermissions permissions)
{
  set_entry (self, principal_id, permissions, kh_vault_get_secret_policy (self, principal_id));
}

void
kh_vault_set_secret_policy (KhVault *self, const char *principal_id,
                            KhSecretPermissions permissions)
{
  set_entry (self, principal_id, kh_vault_get_access_policy (self, principal_id), permissions);
}

gboolean
kh_vault_check_readable (const KhVault *self, GError **error)
{
  if (self->fault != NULL)
    g_propagate_error (error, g_error_copy (self->fault));
  return self->fault == NULL;
}

const char *
kh_vault_get_recovery_level (const KhVault *self)
{
  gboolean whole = self->retention_days >= KH_RETENTION_MAX;
  if (whole)
    return self->purge_protection ? "Recoverable" : "Recoverable+Purgeable";
  return self->purge_protection ? "CustomizedRecoverable" : "CustomizedRecoverable+Purgeable";
}

gboolean
kh_vault_admits_service (const KhVault *self)
{
  if (self->public_network == KH_PUBLIC_NETWORK_PERIMETER)
    return FALSE;
  if (self->bypass == KH_BYPASS_TRUSTED_SERVICES)
    return TRUE;
  return self->public_network == KH_PUBLIC_NETWORK_ON
         && self->default_action == KH_DEFAULT_ACTION_ALLOW;
}
