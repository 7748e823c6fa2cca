/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views of vaults, keys and role assignments. */
#include "kh-view.h"

#include <string.h>

#include "kh-hold.h"
#include "kh-rbac.h"

static char **
key_ops_words (KhKeyOps ops)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (guint i = 0; i < kh_key_op_count (); i++) {
    KhKeyOps one = kh_key_op_nth (i);
    if (one != KH_KEY_OPS_NONE && (ops & one) == one)
      g_strv_builder_add (builder, kh_key_op_to_string (one));
  }
  return g_strv_builder_end (builder);
}

static void
add_public (KhWireKey *wire, const KhKeyVersion *version)
{
  wire->n = version->n == NULL ? NULL : kh_base64url_encode (version->n);
  wire->e = version->e == NULL ? NULL : kh_base64url_encode (version->e);
  wire->x = version->x == NULL ? NULL : kh_base64url_encode (version->x);
  wire->y = version->y == NULL ? NULL : kh_base64url_encode (version->y);
  if (version->curve != KH_CURVE_NONE)
    wire->curve = g_strdup (kh_curve_to_string (version->curve));
}

static void
add_deleted (const KhView *self, KhWireKey *wire, const KhKey *key)
{
  if (!kh_key_is_deleted (key))
    return;
  g_autofree char *uri = kh_view_vault_uri (self, key->vault);
  wire->recovery_id = g_strdup_printf ("%sdeletedkeys/%s", uri, key->name);
  wire->deleted_at = key->deleted_at;
  wire->scheduled_purge_at = key->scheduled_purge_at;
}

static void
add_uses (const KhView *self, KhWireKey *wire, const KhKey *key, const char *version)
{
  g_autoptr (GPtrArray) uses = kh_where_used (self->estate, key->vault, key->name, version);
  g_autoptr (GPtrArray) holds = kh_holds (self->estate, key->vault, key->name, version, self->now);
  for (guint i = 0; i < uses->len; i++) {
    const KhKeyUsage *usage = uses->pdata[i];
    KhWireUsage *row = kh_wire_usage_new ();
    row->environment = g_strdup (usage->environment->name);
    row->environment_id = g_strdup (usage->environment->id);
    row->store = g_strdup (kh_store_kind_to_string (usage->store));
    row->version = g_strdup (usage->version);
    g_ptr_array_add (wire->used_by, row);
  }
  for (guint i = 0; i < holds->len; i++)
    g_ptr_array_add (wire->holds, kh_wire_hold_from (holds->pdata[i], self->estate));
  wire->safe_to_disable =
      kh_is_safe_to_disable (self->estate, key->vault, key->name, version, self->now);
}

KhWireKey *
kh_view_key (const KhView *self, const KhKey *key, const KhKeyVersion *version, gboolean deep)
{
  KhWireKey *wire = kh_wire_key_new ();
  const KhVault *vault = kh_estate_get_vault (self->estate, key->vault);
  const KhKeyVersion *current = kh_key_get_current (key);
  wire->kid = kh_view_kid (self, key->vault, key->name, version->version);
  wire->vault = g_strdup (key->vault);
  wire->name = g_strdup (key->name);
  wire->version = g_strdup (version->version);
  wire->kty = g_strdup (kh_key_type_to_string (key->kty));
  wire->size = version->size;
  wire->key_ops = key_ops_words (version->ops);
  wire->enabled = version->enabled;
  wire->state = g_strdup (kh_key_state_to_string (
      kh_key_get_state (self->estate, key->vault, key->name, version->version, self->now)));
  wire->created_at = version->created_at;
  wire->updated_at = version->updated_at;
  wire->nbf = version->nbf;
  wire->exp = version->exp;
  wire->hsm_platform = g_strdup (version->hsm_platform);
  wire->thumbprint = g_strdup (version->thumbprint);
  wire->current = current != NULL && strcmp (current->version, version->version) == 0;
  wire->tags = g_strdupv (key->tags);
  if (vault != NULL) {
    wire->recovery_level = g_strdup (kh_vault_get_recovery_level (vault));
    wire->recoverable_days = vault->retention_days;
  }
  add_public (wire, version);
  add_deleted (self, wire, key);
  if (deep) {
    add_uses (self, wire, key, version->version);
    wire->rotation = kh_wire_rotation_from (key);
  }
  return wire;
}

char *
kh_view_secret_id (const KhView *self, const char *vault, const char *secret, const char *version)
{
  g_autofree char *uri = kh_view_vault_uri (self, vault);
  return g_strconcat (uri, "secrets/", secret, version != NULL ? "/" : NULL, version, NULL);
}

KhWireSecret *
kh_view_secret (const KhView *self, const KhVaultSecret *secret,
                const KhVaultSecretVersion *version)
{
  KhWireSecret *wire = kh_wire_secret_new ();
  const KhVault *vault = kh_estate_get_vault (self->estate, secret->vault);
  wire->id = kh_view_secret_id (self, secret->vault, secret->name, version->version);
  wire->vault = g_strdup (secret->vault);
  wire->name = g_strdup (secret->name);
  wire->version = g_strdup (version->version);
  wire->content_type = g_strdup (version->content_type);
  wire->enabled = version->enabled;
  wire->state = g_strdup (
      kh_key_state_to_string (kh_vault_secret_version_get_own_state (version, self->now)));
  wire->created_at = version->created_at;
  wire->updated_at = version->updated_at;
  wire->nbf = version->nbf;
  wire->exp = version->exp;
  wire->current = version == kh_vault_secret_get_version (secret, NULL);
  wire->tags = g_strdupv (version->tags);
  if (vault != NULL) {
    wire->recovery_level = g_strdup (kh_vault_get_recovery_level (vault));
    wire->recoverable_days = vault->retention_days;
  }
  if (kh_vault_secret_is_deleted (secret)) {
    g_autofree char *uri = kh_view_vault_uri (self, secret->vault);
    kh_value_set_text (&wire->state, kh_key_state_to_string (KH_KEY_STATE_DELETED));
    wire->recovery_id = g_strdup_printf ("%sdeletedsecrets/%s", uri, secret->name);
    wire->deleted_at = secret->deleted_at;
    wire->scheduled_purge_at = secret->scheduled_purge_at;
  }
  return wire;
}

KhArmVault *
kh_view_vault (const KhView *self, const KhVault *vault)
{
  g_autofree char *id = kh_arm_vault_id (&self->place, vault->name);
  g_autofree char *uri = kh_view_vault_uri (self, vault->name);
  KhArmVault *wire = kh_arm_vault_from (vault, id, uri);
  if (wire->tenant_id == NULL)
    wire->tenant_id = g_strdup (kh_estate_get_tenant (self->estate)->id);
  return wire;
}

KhArmDeletedVault *
kh_view_deleted_vault (const KhView *self, const KhVault *vault)
{
  KhArmDeletedVault *wire = kh_arm_deleted_vault_new ();
  wire->id = g_strdup_printf (
      "/subscriptions/%s/providers/Microsoft.KeyVault/locations/%s/deletedVaults/%s",
      self->place.subscription, vault->region, vault->name);
  wire->name = g_strdup (vault->name);
  wire->type = g_strdup ("Microsoft.KeyVault/deletedVaults");
  wire->vault_id = kh_arm_vault_id (&self->place, vault->name);
  wire->location = g_strdup (vault->region);
  wire->deletion_date = vault->deleted_at;
  wire->scheduled_purge_date = vault->scheduled_purge_at;
  wire->purge_protection = vault->purge_protection;
  return wire;
}

static void
name_principal (const KhView *self, KhArmAssignment *wire, const char *principal_id)
{
  const KhAccount *account = kh_estate_get_account (self->estate, principal_id);
  const KhPolicy *policy = kh_estate_find_policy_by_principal (self->estate, principal_id);
  wire->principal_type = g_strdup (account != NULL ? "User" : "ServicePrincipal");
  if (account != NULL)
    wire->principal_name = g_strdup (account->name);
  else if (policy != NULL)
    wire->principal_name = g_strdup (policy->name);
}

/* A policy is kept by its id and shown by its name, as in every ARM path. */
static char *
scope_path (const KhView *self, const char *scope)
{
  const KhPolicy *policy = g_str_has_prefix (scope, "policy:")
                               ? kh_estate_get_policy (self->estate, scope + strlen ("policy:"))
                               : NULL;
  return policy != NULL ? kh_arm_policy_id (&self->place, policy->name)
                        : kh_arm_scope_print (&self->place, scope);
}

KhArmAssignment *
kh_view_assignment (const KhView *self, const KhRoleAssignment *assignment)
{
  KhArmAssignment *wire = kh_arm_assignment_new ();
  const KhRbacRole *role = kh_rbac_role_find (assignment->role_id);
  wire->scope = scope_path (self, assignment->scope);
  wire->id = g_strdup_printf ("%s/providers/Microsoft.Authorization/roleAssignments/%s",
                              wire->scope, assignment->id);
  wire->name = g_strdup (assignment->id);
  wire->type = g_strdup ("Microsoft.Authorization/roleAssignments");
  wire->role_definition_id =
      g_strdup_printf ("/subscriptions/%s/providers/Microsoft.Authorization/roleDefinitions/%s",
                       self->place.subscription, assignment->role_id);
  wire->principal_id = g_strdup (assignment->principal_id);
  wire->created_on = assignment->created_at;
  wire->role_name = role == NULL ? NULL : g_strdup (role->name);
  name_principal (self, wire, assignment->principal_id);
  return wire;
}

const KhVault *
kh_view_find_vault (const KhView *self, const char *name, GError **error)
{
  const KhVault *found = kh_estate_find_vault (self->estate, name);
  if (found == NULL || found->state != KH_VAULT_STATE_ACTIVE) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, name, "VaultNotFound", NULL,
                        "There is no such vault");
    return NULL;
  }
  return found;
}

/* The two texts of the service for what is not there (protocol.md 2.5). */
static void
set_not_found (const char *kind, const char *name, gboolean deleted, GError **error)
{
  g_autofree char *inner = g_strdup_printf ("%sNotFound", kind);
  g_autofree char *lower = g_ascii_strdown (kind, -1);
  g_autofree char *message =
      deleted ? g_strdup_printf ("Deleted %s not found: %s", kind, name)
              : g_strdup_printf ("A %s with (name/id) %s was not found in this key vault. If you "
                                 "recently deleted this %s you may be able to recover it using "
                                 "the correct recovery command. For help resolving this issue, "
                                 "please see https://go.microsoft.com/fwlink/?linkid=2125182",
                                 lower, name, lower);
  kh_set_error_facts (error, KH_ERROR_NOT_FOUND, name, inner, NULL, message);
}

const KhKey *
kh_view_find_key (const KhView *self, const char *vault, const char *name, gboolean deleted,
                  GError **error)
{
  const KhVault *holder = kh_view_find_vault (self, vault, error);
  if (holder == NULL || !kh_vault_check_readable (holder, error))
    return NULL;
  const KhKey *found = kh_estate_get_key (self->estate, vault, name);
  if (found != NULL && kh_key_is_deleted (found) == deleted)
    return found;
  set_not_found ("Key", name, deleted, error);
  return NULL;
}

const KhVaultSecret *
kh_view_find_secret (const KhView *self, const char *vault, const char *name, gboolean deleted,
                     GError **error)
{
  const KhVault *holder = kh_view_find_vault (self, vault, error);
  if (holder == NULL || !kh_vault_check_readable (holder, error))
    return NULL;
  const KhVaultSecret *found = kh_estate_get_secret (self->estate, vault, name);
  if (found != NULL && kh_vault_secret_is_deleted (found) == deleted)
    return found;
  set_not_found ("Secret", name, deleted, error);
  return NULL;
}

const KhKeyVersion *
kh_view_find_version (const KhView *self, const KhKey *key, const char *version, GError **error)
{
  const KhKeyVersion *found = kh_key_get_version (key, version);
  if (found == NULL)
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, version, "KeyNotFound", NULL,
                        "The key has no such version");
  return found;
}
