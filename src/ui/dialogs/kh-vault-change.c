/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One change of a vault: what it is about, and how it is sent. */
#include "kh-vault-change.h"

KhVaultChange *
kh_vault_change_new (KhOrganization *organization, const char *vault)
{
  const KhArmPlace *place = kh_organization_get_place (organization);
  KhVaultChange *self = g_new0 (KhVaultChange, 1);

  self->place = (KhArmPlace){ g_strdup (place->subscription), g_strdup (place->group) };
  self->vault = g_strdup (vault);
  return self;
}

void
kh_vault_change_free (gpointer change)
{
  KhVaultChange *self = change;

  g_free ((char *)self->place.subscription);
  g_free ((char *)self->place.group);
  g_free (self->vault);
  g_free (self->region);
  g_free (self->scope);
  g_free (self->assignment);
  g_free (self->principal);
  g_free (self->policy);
  g_strfreev (self->keys);
  g_strfreev (self->secrets);
  g_clear_pointer (&self->part, kh_arm_vault_free);
  g_free (self);
}

KhArmVault *
kh_vault_change_part (KhVaultChange *self)
{
  if (self->part == NULL) {
    self->part = kh_arm_vault_new ();
    self->part->rbac = self->part->purge_protection = self->part->soft_delete = KH_TRI_UNSET;
  }
  return self->part;
}

gboolean
kh_vault_change_do (KhClient *client, KhCall *call, const KhConfirmed *confirmed,
                    GCancellable *cancellable, GError **error)
{
  if (confirmed != NULL)
    kh_call_set_confirmation (call, confirmed->token);
  return kh_client_do (client, call, cancellable, error);
}

gboolean
kh_vault_change_patch (KhClient *client, gpointer change, const KhConfirmed *confirmed,
                       GCancellable *cancellable, GError **error)
{
  const KhVaultChange *self = change;

  return kh_vault_change_do (client, kh_vault_api_patch (&self->place, self->vault, self->part),
                             confirmed, cancellable, error);
}

KhWireImpactRequest *
kh_vault_change_patch_request (const KhVaultChange *self)
{
  KhWireImpactRequest *request = kh_wire_impact_request_new ();
  g_autoptr (GBytes) part = kh_arm_vault_print (self->part);

  request->trigger = g_strdup ("update-vault");
  request->vault = g_strdup (self->vault);
  request->wanted = g_strndup (g_bytes_get_data (part, NULL), g_bytes_get_size (part));
  return request;
}
