/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The organization and its clock on the wire. */
#include "kh-wire-tenant.h"

#define O(member) G_STRUCT_OFFSET (KhWireTenant, member)
static const KhField tenant_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "name", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (name) },
  { "homeGeo", KH_FIELD_TEXT, 0, O (home_geo) },
  { "subscriptionId", KH_FIELD_TEXT, 0, O (subscription_id) },
  { "resourceGroup", KH_FIELD_TEXT, 0, O (resource_group) },
  { "unlockRule", KH_FIELD_TEXT, 0, O (unlock_rule) },
  { "fourEyes", KH_FIELD_BOOL, 0, O (four_eyes) },
  { "encryptionAtDefault", KH_FIELD_BOOL, 0, O (encryption_at_default) },
  { "rehearsal", KH_FIELD_BOOL, 0, O (rehearsal) },
  { "dutiesSeparated", KH_FIELD_BOOL, 0, O (duties_separated) },
  { "vaultsDir", KH_FIELD_TEXT, 0, O (vaults_dir) },
  { "activeOperations", KH_FIELD_BOOL, 0, O (active_operations) },
  { "logFault", KH_FIELD_TEXT, KH_FIELD_OMIT, O (log_fault) },
  { "logFaultRecord", KH_FIELD_INT, KH_FIELD_OMIT, O (log_fault_record) },
};
#undef O
KH_DEFINE_SHAPE (KhWireTenant, wire_tenant, tenant_fields)

#define O(member) G_STRUCT_OFFSET (KhWireTenantPatch, member)
static const KhField patch_fields[] = {
  { "unlockRule", KH_FIELD_TEXT, KH_FIELD_OMIT, O (unlock_rule) },
  { "fourEyes", KH_FIELD_TRI, KH_FIELD_OMIT, O (four_eyes) },
  { "encryptionAtDefault", KH_FIELD_TRI, KH_FIELD_OMIT, O (encryption_at_default) },
  { "passphrase.old", KH_FIELD_TEXT, KH_FIELD_OMIT, O (old_passphrase) },
  { "passphrase.recoveryKey", KH_FIELD_TEXT, KH_FIELD_OMIT, O (recovery_key) },
  { "passphrase.new", KH_FIELD_TEXT, KH_FIELD_OMIT, O (new_passphrase) },
};
#undef O
KH_DEFINE_SHAPE (KhWireTenantPatch, wire_tenant_patch, patch_fields)

#define O(member) G_STRUCT_OFFSET (KhWireClock, member)
static const KhField clock_fields[] = {
  { "now", KH_FIELD_TIME, KH_FIELD_OMIT, O (now) },
  { "shift", KH_FIELD_TEXT, 0, O (shift) },
  { "standing", KH_FIELD_BOOL, 0, O (standing) },
  { "suspect", KH_FIELD_BOOL, 0, O (suspect) },
};
#undef O
KH_DEFINE_SHAPE (KhWireClock, wire_clock, clock_fields)

KhWireTenant *
kh_wire_tenant_from (const KhTenantInfo *info)
{
  KhWireTenant *self = kh_wire_tenant_new ();
  self->id = g_strdup (info->id);
  self->name = g_strdup (info->name);
  self->home_geo = g_strdup (info->home_geo);
  self->subscription_id = g_strdup (info->subscription_id);
  self->resource_group = g_strdup (info->resource_group);
  self->unlock_rule = g_strdup (kh_unlock_rule_to_string (info->unlock_rule));
  self->four_eyes = info->four_eyes;
  self->encryption_at_default = info->default_environment_cmk;
  self->rehearsal = info->rehearsal;
  self->vaults_dir = g_strdup (info->vaults_dir);
  return self;
}
