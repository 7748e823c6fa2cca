/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vaults and grants on them. */
#include "kh-tenant-acts.h"

#include "kh-acts-private.h"
#include "kh-geo.h"
#include "kh-guard.h"
#include "kh-id.h"
#include "kh-rbac.h"
#include "kh-vaults.h"

gboolean
kh_acts_apply (KhTenant *self, KhCaller *caller, const KhActFacts *facts, const KhChange *change,
               GError **error)
{
  g_autoptr (KhAct) act = kh_act_begin (self, caller, facts, change, error);
  KhEstate *after;

  if (act == NULL)
    return FALSE;
  after = kh_change_apply (kh_act_get_estate (act), change, kh_act_get_time (act), error);
  if (after == NULL)
    return FALSE;
  kh_act_set_estate (act, after);
  return kh_act_commit (&act, error);
}

gboolean
kh_acts_is_confirmed (KhTenant *self, KhCaller *caller, const KhChange *change)
{
  return kh_guard_check (self, caller, change, NULL, NULL);
}

const KhVault *
kh_acts_find_vault (const KhEstate *estate, const char *text, GError **error)
{
  const KhVault *vault = kh_estate_find_vault (estate, text);

  if (vault == NULL)
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, text, "VaultNotFound", NULL,
                        "There is no vault of this name");
  return vault;
}

static KhVault *
ref_vault (KhTenant *self, const char *name)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);

  return kh_vault_ref (kh_estate_get_vault (estate, name));
}

static gboolean
check_new_vault (const KhEstate *estate, const KhVault *wanted, GError **error)
{
  if (!kh_name_is_vault (wanted->name)) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, wanted->name, "VaultNameNotValid", NULL,
                        "A vault's name is 3 to 24 letters, digits and single hyphens, beginning "
                        "with a letter");
    return FALSE;
  }
  if (!kh_region_is_known (wanted->region)) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, wanted->region, "RegionNotSupported", NULL,
                        "There is no such Azure region");
    return FALSE;
  }
  if (wanted->retention_days < 7 || wanted->retention_days > 90) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "Retention is 7 to 90 days");
    return FALSE;
  }
  if (kh_estate_get_vault (estate, wanted->name) != NULL) {
    kh_set_error_facts (error, KH_ERROR_EXISTS, wanted->name, "VaultAlreadyExists", NULL,
                        "The name is taken by a vault, perhaps a deleted one");
    return FALSE;
  }
  return TRUE;
}

KhVault *
kh_tenant_vault_create (KhTenant *self, KhCaller *caller, KhVault *wanted, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  g_autoptr (KhVault) vault = kh_vault_copy (wanted);
  KhActFacts facts = { "vault.create", KH_VERB_VAULT, "vault", NULL, wanted->name, NULL };
  g_autoptr (KhAct) act = NULL;

  if (!kh_act_allowed (self, caller, &facts, error) || !check_new_vault (estate, wanted, error))
    return NULL;
  kh_value_set_text (&vault->id, NULL);
  vault->id = kh_id_new ();
  kh_value_set_text (&vault->tenant_id, kh_estate_get_tenant (estate)->id);
  vault->state = KH_VAULT_STATE_ACTIVE;
  vault->created_at = kh_tenant_now (self);
  vault->revision = 0;
  facts.target_id = vault->id;
  act = kh_act_begin (self, caller, &facts, NULL, error);
  if (act == NULL || !kh_vaults_create (self, vault->name, vault->id, error))
    return NULL;
  kh_act_put_vault (act, vault);
  if (!kh_act_commit (&act, error)) {
    kh_vaults_purge (self, vault->name, NULL);
    return NULL;
  }
  return g_steal_pointer (&vault);
}

KhVault *
kh_tenant_vault_update (KhTenant *self, KhCaller *caller, KhVault *wanted, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhVault *vault = kh_acts_find_vault (estate, wanted->name, error);
  g_autoptr (KhChange) change = NULL;
  KhActFacts facts = { "vault.update", KH_VERB_VAULT, "vault", NULL, wanted->name, NULL };

  if (vault == NULL)
    return NULL;
  facts.target_id = vault->id;
  if (vault->purge_protection && !wanted->purge_protection) {
    kh_set_error_facts (error, KH_ERROR_RULE, vault->name, "PurgeProtection", NULL,
                        "Purge protection cannot be switched off again");
    return NULL;
  }
  change = kh_change_new_vault_update (wanted);
  if (!kh_acts_apply (self, caller, &facts, change, error))
    return NULL;
  return ref_vault (self, vault->name);
}

static gboolean
apply_to_vault (KhTenant *self, KhCaller *caller, const char *action, KhChangeKind kind,
                const char *text, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhVault *vault = kh_acts_find_vault (estate, text, error);
  g_autoptr (KhChange) change = NULL;
  KhActFacts facts = { action, KH_VERB_VAULT, "vault", NULL, text, NULL };

  if (vault == NULL)
    return FALSE;
  facts.target_id = vault->id;
  facts.target = vault->name;
  change = kh_change_new_for_vault (kind, vault->name);
  return kh_acts_apply (self, caller, &facts, change, error);
}

gboolean
kh_tenant_vault_delete (KhTenant *self, KhCaller *caller, const char *vault, GError **error)
{
  return apply_to_vault (self, caller, "vault.delete", KH_CHANGE_DELETE_VAULT, vault, error);
}

KhVault *
kh_tenant_vault_recover (KhTenant *self, KhCaller *caller, const char *vault, GError **error)
{
  if (!apply_to_vault (self, caller, "vault.recover", KH_CHANGE_RECOVER_VAULT, vault, error))
    return NULL;
  return ref_vault (self, vault);
}

gboolean
kh_tenant_vault_purge (KhTenant *self, KhCaller *caller, const char *vault, GError **error)
{
  return apply_to_vault (self, caller, "vault.purge", KH_CHANGE_PURGE_VAULT, vault, error)
         && kh_vaults_purge (self, vault, error);
}

/* --- Role assignments ----------------------------------------------------------------------------
 */

/* A policy's readers are role assignments on the wire and a list in the policy here. */
static gboolean
is_known_principal (const KhEstate *estate, const char *principal_id)
{
  return kh_estate_get_account (estate, principal_id) != NULL
         || kh_estate_find_policy_by_principal (estate, principal_id) != NULL;
}

/* The same role for the same principal on the same scope, under whatever name. */
static const KhRoleAssignment *
find_same (const KhEstate *estate, const char *scope, const char *role_id, const char *principal_id)
{
  for (guint i = 0; i < kh_estate_n_assignments (estate); i++) {
    const KhRoleAssignment *one = kh_estate_assignment_at (estate, i);

    if (g_ascii_strcasecmp (one->scope, scope) == 0
        && g_ascii_strcasecmp (one->role_id, role_id) == 0
        && g_ascii_strcasecmp (one->principal_id, principal_id) == 0)
      return one;
  }
  return NULL;
}

/* What is there already needs no act: the same name again is answered with it, another is refused.
 */
static KhRoleAssignment *
again (const KhRoleAssignment *same, const char *id, GError **error)
{
  if (id != NULL && g_ascii_strcasecmp (same->id, id) == 0)
    return kh_role_assignment_ref ((KhRoleAssignment *)same);
  kh_set_error_facts (error, KH_ERROR_EXISTS, same->id, "RoleAssignmentExists", NULL,
                      "The role assignment already exists.");
  return NULL;
}

KhRoleAssignment *
kh_tenant_assignment_put (KhTenant *self, KhCaller *caller, const char *id, const char *scope,
                          const char *role_id, const char *principal_id, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  g_autoptr (KhRoleAssignment) made = kh_role_assignment_new ();
  g_autoptr (KhChange) change = kh_change_new (KH_CHANGE_PUT_ASSIGNMENT);
  const KhRbacRole *role = kh_rbac_role_find (role_id);
  const KhRoleAssignment *same;
  KhActFacts facts = { "grant.add", KH_VERB_VAULT, "vault", NULL, scope, NULL };

  if (!kh_act_allowed (self, caller, &facts, error))
    return NULL;
  if (role == NULL || !is_known_principal (estate, principal_id)) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, role == NULL ? role_id : principal_id,
                        role == NULL ? "RoleDefinitionDoesNotExist" : "PrincipalNotFound", NULL,
                        role == NULL ? "There is no such role" : "There is no such principal");
    return NULL;
  }
  same = find_same (estate, scope, role->id, principal_id);
  if (same != NULL)
    return again (same, id, error);
  made->id = id != NULL ? g_ascii_strdown (id, -1) : kh_id_new ();
  made->scope = g_strdup (scope);
  made->role_id = g_strdup (role->id);
  made->principal_id = g_strdup (principal_id);
  made->created_at = kh_tenant_now (self);
  facts.target_id = made->id;
  facts.detail = role->name;
  change->assignment = kh_role_assignment_ref (made);
  return kh_acts_apply (self, caller, &facts, change, error) ? g_steal_pointer (&made) : NULL;
}

gboolean
kh_tenant_assignment_delete (KhTenant *self, KhCaller *caller, const char *id, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhRoleAssignment *assignment = kh_estate_get_assignment (estate, id);
  g_autoptr (KhChange) change = kh_change_new (KH_CHANGE_REMOVE_ASSIGNMENT);
  KhActFacts facts = { "grant.remove", KH_VERB_VAULT, "vault", id, NULL, NULL };

  if (assignment == NULL) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no such role assignment");
    return FALSE;
  }
  facts.target = assignment->scope;
  change->object = g_strdup (assignment->id);
  return kh_acts_apply (self, caller, &facts, change, error);
}
