/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The platform's view of access: every reason why a policy's identity cannot use a key version. */

#include "kh-access-private.h"
#include "kh-rbac.h"

KhKeyPermissions
kh_access_get_granted (const KhEstate *estate, const char *principal_id, const char *vault,
                       const char *key)
{
  const KhVault *object = kh_estate_get_vault (estate, vault);
  if (object == NULL || principal_id == NULL)
    return KH_PERMISSION_NONE;
  if (object->permission_model == KH_PERMISSION_MODEL_ACCESS_POLICY)
    return kh_vault_get_access_policy (object, principal_id);
  g_autoptr (GPtrArray) assignments = kh_estate_assignments_of (estate, principal_id);
  guint granted = KH_PERMISSION_NONE;
  for (guint i = 0; i < assignments->len; i++) {
    const KhRoleAssignment *assignment = g_ptr_array_index (assignments, i);
    const KhRbacRole *role = kh_rbac_role_find (assignment->role_id);
    if (role != NULL && kh_role_assignment_covers (assignment, vault, key))
      granted |= role->permissions;
  }
  return (KhKeyPermissions)granted;
}

static gboolean
serves (KhKeyPermissions permissions)
{
  return (permissions & KH_PERMISSION_SERVICE) == KH_PERMISSION_SERVICE;
}

gboolean
kh_policy_is_granted (const KhEstate *estate, const KhPolicy *policy)
{
  return serves (kh_access_get_granted (estate, policy->principal_id, policy->vault, policy->key));
}

gboolean
kh_policy_is_readable (const KhEstate *estate, const KhPolicy *policy, const KhAccount *account)
{
  if (account->roles & (KH_ROLE_KVA | KH_ROLE_OWNER))
    return TRUE;
  if (kh_policy_has_reader (policy, account->id))
    return TRUE;
  g_autofree char *scope = g_strconcat ("policy:", policy->id, NULL);
  g_autoptr (GPtrArray) assignments = kh_estate_assignments_of (estate, account->id);
  for (guint i = 0; i < assignments->len; i++) {
    const KhRoleAssignment *assignment = g_ptr_array_index (assignments, i);
    if (g_ascii_strcasecmp (assignment->scope, scope) == 0
        && g_ascii_strcasecmp (assignment->role_id, KH_RBAC_READER) == 0)
      return TRUE;
  }
  return FALSE;
}

KhTrigger
_kh_access_get_grant_trigger (const KhEstate *estate, const char *principal_id,
                              const KhVault *vault, const char *key)
{
  if (serves (kh_access_get_granted (estate, principal_id, vault->name, key)))
    return KH_TRIGGER_NONE;
  gboolean rbac = vault->permission_model == KH_PERMISSION_MODEL_RBAC;
  /* An entry of the other model shows that access was there before the switch. */
  if (rbac && serves (kh_vault_get_access_policy (vault, principal_id)))
    return KH_TRIGGER_MODEL_SWITCHED;
  if (!rbac && vault->access_policies->len == 0 && vault->access_policies_replaced)
    return KH_TRIGGER_POLICIES_DROPPED;
  return KH_TRIGGER_GRANT_REVOKED;
}

KhTrigger
_kh_access_get_network_trigger (const KhVault *vault)
{
  if (kh_vault_admits_service (vault))
    return KH_TRIGGER_NONE;
  switch (vault->public_network) {
  case KH_PUBLIC_NETWORK_PERIMETER:
    return KH_TRIGGER_PERIMETER;
  case KH_PUBLIC_NETWORK_OFF:
    return KH_TRIGGER_NETWORK_CLOSED;
  case KH_PUBLIC_NETWORK_ON:
    return KH_TRIGGER_NETWORK_RULE;
  }
  return KH_TRIGGER_NETWORK_CLOSED;
}

/* The bit of a trigger; nothing for none. */
static KhTriggers
bit (KhTrigger trigger)
{
  return trigger == KH_TRIGGER_NONE ? 0 : KH_TRIGGER_BIT (trigger);
}

static gboolean
all_versions_disabled (const KhKey *key)
{
  for (guint i = 0; i < key->versions->len; i++)
    if (((const KhKeyVersion *)g_ptr_array_index (key->versions, i))->enabled)
      return FALSE;
  return TRUE;
}

static KhTriggers
get_key_triggers (const KhKey *key, const char *version_id, KhTime now)
{
  const KhKeyVersion *version = key != NULL ? kh_key_get_version (key, version_id) : NULL;
  if (version == NULL)
    return KH_TRIGGER_BIT (KH_TRIGGER_PURGED);
  KhTriggers triggers = kh_key_is_deleted (key) ? KH_TRIGGER_BIT (KH_TRIGGER_KEY_DELETED) : 0;
  if (!version->enabled)
    triggers |= KH_TRIGGER_BIT (all_versions_disabled (key) ? KH_TRIGGER_KEY_DISABLED
                                                            : KH_TRIGGER_VERSION_DISABLED);
  if (version->exp != KH_TIME_NONE && now >= version->exp)
    triggers |= KH_TRIGGER_BIT (KH_TRIGGER_KEY_EXPIRED);
  if (version->nbf != KH_TIME_NONE && now < version->nbf)
    triggers |= KH_TRIGGER_BIT (KH_TRIGGER_NOT_YET_VALID);
  return triggers;
}

/* What is wrong with the vault itself, grants apart. */
static KhTriggers
get_vault_triggers (const KhEstate *estate, const KhVault *vault)
{
  const KhTenantInfo *tenant = kh_estate_get_tenant (estate);
  KhTriggers triggers = bit (_kh_access_get_network_trigger (vault));
  if (vault->state == KH_VAULT_STATE_DELETED)
    triggers |= KH_TRIGGER_BIT (KH_TRIGGER_VAULT_DELETED);
  if (!tenant->subscription_active)
    triggers |= KH_TRIGGER_BIT (KH_TRIGGER_SUBSCRIPTION_LAPSED);
  if (vault->tenant_id != NULL && g_ascii_strcasecmp (vault->tenant_id, tenant->id) != 0)
    triggers |= KH_TRIGGER_BIT (KH_TRIGGER_TENANT_MOVED);
  return triggers;
}

/* @principal_id: NULL leaves grants out. */
static KhTriggers
get_triggers (const KhEstate *estate, const char *principal_id, const KhDekRef *dek, KhTime now)
{
  const KhVault *vault = kh_estate_get_vault (estate, dek->vault);
  if (vault == NULL || vault->state == KH_VAULT_STATE_PURGED)
    return KH_TRIGGER_BIT (KH_TRIGGER_PURGED);
  const KhKey *key = kh_estate_get_key (estate, dek->vault, dek->key);
  KhTriggers triggers = get_vault_triggers (estate, vault);
  /* Of keys that cannot be read nothing is known, least of all that they are gone. */
  triggers |= vault->fault != NULL ? KH_TRIGGER_BIT (KH_TRIGGER_VAULT_UNREADABLE)
                                   : get_key_triggers (key, dek->version, now);
  if (principal_id != NULL)
    triggers |= bit (_kh_access_get_grant_trigger (estate, principal_id, vault, dek->key));
  return triggers;
}

/* While data moves from another policy's key, that policy's identity still opens the old data keys.
 */
static const KhPolicy *
find_other_opener (const KhEstate *estate, const KhDekRef *dek, KhTime now)
{
  g_autoptr (GPtrArray) policies = kh_estate_policies_of_key (estate, dek->vault, dek->key);
  for (guint i = 0; i < policies->len; i++) {
    const KhPolicy *policy = g_ptr_array_index (policies, i);
    if (get_triggers (estate, policy->principal_id, dek, now) == 0)
      return policy;
  }
  return NULL;
}

static gboolean
is_key_of (const KhPolicy *policy, const KhDekRef *dek)
{
  return g_ascii_strcasecmp (policy->vault, dek->vault) == 0
         && g_ascii_strcasecmp (policy->key, dek->key) == 0;
}

KhTriggers
kh_access_get_triggers (const KhEstate *estate, const KhPolicy *policy, const KhDekRef *dek,
                        KhTime now)
{
  if (policy == NULL || !kh_policy_is_live (policy))
    return KH_TRIGGER_BIT (KH_TRIGGER_POLICY_DELETED) | get_triggers (estate, NULL, dek, now);
  KhTriggers triggers = get_triggers (estate, policy->principal_id, dek, now);
  if (triggers != 0 && !is_key_of (policy, dek) && find_other_opener (estate, dek, now) != NULL)
    return 0;
  return triggers;
}

const KhPolicy *
kh_access_get_opener (const KhEstate *estate, const KhPolicy *policy, const KhDekRef *dek,
                      KhTime now)
{
  const KhPolicy *other = NULL;
  if (policy != NULL && dek->owner == KH_KEY_OWNER_CUSTOMER && !is_key_of (policy, dek)
      && get_triggers (estate, policy->principal_id, dek, now) != 0)
    other = find_other_opener (estate, dek, now);
  return other != NULL ? other : policy;
}

KhTriggers
kh_access_get_version_triggers (const KhEstate *estate, const KhPolicy *policy, const char *version,
                                KhTime now)
{
  const KhDekRef dek = { .owner = KH_KEY_OWNER_CUSTOMER,
                         .vault = policy->vault,
                         .key = policy->key,
                         .version = (char *)version };
  return kh_access_get_triggers (estate, policy, &dek, now);
}

KhTrigger
kh_triggers_get_first (KhTriggers triggers)
{
  /* What is gone explains more than what is missing in it, and what cannot be read explains least:
   * an environment has lost its key where anything else is known. */
  static const KhTrigger order[] = {
    KH_TRIGGER_PURGED,         KH_TRIGGER_SUBSCRIPTION_LAPSED, KH_TRIGGER_TENANT_MOVED,
    KH_TRIGGER_VAULT_DELETED,  KH_TRIGGER_POLICY_DELETED,      KH_TRIGGER_KEY_DELETED,
    KH_TRIGGER_PERIMETER,      KH_TRIGGER_NETWORK_CLOSED,      KH_TRIGGER_NETWORK_RULE,
    KH_TRIGGER_MODEL_SWITCHED, KH_TRIGGER_POLICIES_DROPPED,    KH_TRIGGER_GRANT_REVOKED,
    KH_TRIGGER_KEY_DISABLED,   KH_TRIGGER_VERSION_DISABLED,    KH_TRIGGER_KEY_EXPIRED,
    KH_TRIGGER_NOT_YET_VALID,  KH_TRIGGER_VAULT_UNREADABLE
  };
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (triggers & KH_TRIGGER_BIT (order[i]))
      return order[i];
  return KH_TRIGGER_NONE;
}

KhKeyState
kh_key_get_state (const KhEstate *estate, const char *vault_name, const char *key_name,
                  const char *version_id, KhTime now)
{
  const KhVault *vault = kh_estate_get_vault (estate, vault_name);
  const KhKey *key = kh_estate_get_key (estate, vault_name, key_name);
  const KhKeyVersion *version = key != NULL ? kh_key_get_version (key, version_id) : NULL;
  if (vault == NULL || vault->state == KH_VAULT_STATE_PURGED || version == NULL)
    return KH_KEY_STATE_PURGED;
  if (vault->state == KH_VAULT_STATE_DELETED || kh_key_is_deleted (key))
    return KH_KEY_STATE_DELETED;
  return kh_key_version_get_own_state (version, now);
}
