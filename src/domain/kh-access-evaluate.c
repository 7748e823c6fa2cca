/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key Vault's view of access: whether one call is allowed, and the first thing that forbids it. */

#include "kh-access-private.h"
#include "kh-enum-private.h"
#include "kh-time.h"

static const KhEnumText denial_reason_texts[] = {
  { KH_DENIAL_NONE, "None" },
  { KH_DENIAL_VAULT_MISSING, "VaultNotFound" },
  { KH_DENIAL_VAULT_DELETED, "VaultDeleted" },
  { KH_DENIAL_FIREWALL, "ForbiddenByFirewall" },
  { KH_DENIAL_CONNECTION, "ForbiddenByConnection" },
  { KH_DENIAL_RBAC, "ForbiddenByRbac" },
  { KH_DENIAL_ACCESS_POLICY, "ForbiddenByPolicy" },
  { KH_DENIAL_KEY_MISSING, "KeyNotFound" },
  { KH_DENIAL_KEY_DELETED, "ObjectIsDeletedButRecoverable" },
  { KH_DENIAL_VERSION_MISSING, "VersionNotFound" },
  { KH_DENIAL_DISABLED, "KeyDisabled" },
  { KH_DENIAL_NOT_YET_VALID, "KeyNotYetValid" },
  { KH_DENIAL_EXPIRED, "KeyExpired" },
  { KH_DENIAL_OPERATION, "KeyOperationForbidden" },
  { KH_DENIAL_SUBSCRIPTION, "SubscriptionNotActive" },
  { KH_DENIAL_TENANT, "OtherTenant" },
  { KH_DENIAL_VAULT_UNREADABLE, "VaultUnreadable" },
};
KH_DEFINE_ENUM_TEXT (KhDenialReason, denial_reason);

/* What a permission needs of the key. */
typedef enum {
  NEEDS_NOTHING, /* the key need not exist */
  NEEDS_KEY,     /* deleted or not */
  NEEDS_LIVE_KEY,
  NEEDS_VERSION, /* a live key with that version */
  NEEDS_USE,     /* a version to compute with */
} KhNeed;

typedef struct {
  KhKeyPermissions permission;
  KhNeed need;
  KhKeyOps op;
  gboolean needs_dates; /* not with a version that is expired or not valid yet */
} KhPermissionRule;

static const KhPermissionRule permission_rules[] = {
  { KH_PERMISSION_GET, NEEDS_VERSION, KH_KEY_OPS_NONE, FALSE },
  { KH_PERMISSION_LIST, NEEDS_NOTHING, KH_KEY_OPS_NONE, FALSE },
  { KH_PERMISSION_UPDATE, NEEDS_VERSION, KH_KEY_OPS_NONE, FALSE },
  { KH_PERMISSION_CREATE, NEEDS_NOTHING, KH_KEY_OPS_NONE, FALSE },
  { KH_PERMISSION_IMPORT, NEEDS_NOTHING, KH_KEY_OPS_NONE, FALSE },
  { KH_PERMISSION_DELETE, NEEDS_LIVE_KEY, KH_KEY_OPS_NONE, FALSE },
  { KH_PERMISSION_RECOVER, NEEDS_KEY, KH_KEY_OPS_NONE, FALSE },
  { KH_PERMISSION_BACKUP, NEEDS_LIVE_KEY, KH_KEY_OPS_NONE, FALSE },
  { KH_PERMISSION_RESTORE, NEEDS_NOTHING, KH_KEY_OPS_NONE, FALSE },
  { KH_PERMISSION_DECRYPT, NEEDS_USE, KH_KEY_OPS_DECRYPT, FALSE },
  { KH_PERMISSION_ENCRYPT, NEEDS_USE, KH_KEY_OPS_ENCRYPT, TRUE },
  { KH_PERMISSION_UNWRAP, NEEDS_USE, KH_KEY_OPS_UNWRAP, FALSE },
  { KH_PERMISSION_WRAP, NEEDS_USE, KH_KEY_OPS_WRAP, TRUE },
  { KH_PERMISSION_VERIFY, NEEDS_USE, KH_KEY_OPS_VERIFY, FALSE },
  { KH_PERMISSION_SIGN, NEEDS_USE, KH_KEY_OPS_SIGN, TRUE },
  { KH_PERMISSION_PURGE, NEEDS_KEY, KH_KEY_OPS_NONE, FALSE },
  { KH_PERMISSION_RELEASE, NEEDS_USE, KH_KEY_OPS_NONE, FALSE },
  { KH_PERMISSION_ROTATE, NEEDS_LIVE_KEY, KH_KEY_OPS_NONE, FALSE },
  { KH_PERMISSION_GET_ROTATION_POLICY, NEEDS_LIVE_KEY, KH_KEY_OPS_NONE, FALSE },
  { KH_PERMISSION_SET_ROTATION_POLICY, NEEDS_LIVE_KEY, KH_KEY_OPS_NONE, FALSE },
};

static const KhPermissionRule *
find_rule (KhKeyPermissions permission)
{
  for (guint i = 0; i < G_N_ELEMENTS (permission_rules); i++)
    if (permission_rules[i].permission == permission)
      return &permission_rules[i];
  return NULL;
}

void
kh_denial_clear (KhDenial *denial)
{
  g_clear_pointer (&denial->text, g_free);
}

static gboolean deny (KhDenial *denial, KhDenialReason reason, KhTrigger trigger,
                      const char *format, ...) G_GNUC_PRINTF (4, 5);

/* Always returns FALSE. */
static gboolean
deny (KhDenial *denial, KhDenialReason reason, KhTrigger trigger, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  denial->reason = reason;
  denial->trigger = trigger;
  denial->text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return FALSE;
}

static gboolean
check_vault (const KhEstate *estate, const KhVault *vault, const char *name, KhDenial *denial)
{
  const KhTenantInfo *tenant = kh_estate_get_tenant (estate);
  if (vault == NULL || vault->state == KH_VAULT_STATE_PURGED)
    return deny (denial, KH_DENIAL_VAULT_MISSING, KH_TRIGGER_PURGED, "There is no vault \"%s\".",
                 name);
  if (vault->state == KH_VAULT_STATE_DELETED)
    return deny (denial, KH_DENIAL_VAULT_DELETED, KH_TRIGGER_VAULT_DELETED,
                 "The vault \"%s\" is deleted; it can be recovered.", vault->name);
  if (!tenant->subscription_active)
    return deny (denial, KH_DENIAL_SUBSCRIPTION, KH_TRIGGER_SUBSCRIPTION_LAPSED,
                 "The subscription of the vault \"%s\" is not active.", vault->name);
  if (vault->tenant_id != NULL && g_ascii_strcasecmp (vault->tenant_id, tenant->id) != 0)
    return deny (denial, KH_DENIAL_TENANT, KH_TRIGGER_TENANT_MOVED,
                 "The vault \"%s\" belongs to another organization.", vault->name);
  if (vault->fault != NULL)
    return deny (denial, KH_DENIAL_VAULT_UNREADABLE, KH_TRIGGER_VAULT_UNREADABLE,
                 "The file of the vault \"%s\" cannot be read.", vault->name);
  return TRUE;
}

/* Policies' identities are trusted services; everybody else comes from the public network. */
static gboolean
check_network (const KhEstate *estate, const KhAccessQuery *query, const KhVault *vault,
               KhDenial *denial)
{
  KhTrigger trigger = _kh_access_get_network_trigger (vault);
  gboolean is_service = kh_estate_find_policy_by_principal (estate, query->principal_id) != NULL;
  gboolean is_open = vault->public_network == KH_PUBLIC_NETWORK_ON
                     && vault->default_action == KH_DEFAULT_ACTION_ALLOW;
  if (is_service ? trigger == KH_TRIGGER_NONE : is_open)
    return TRUE;
  if (vault->public_network == KH_PUBLIC_NETWORK_ON)
    return deny (denial, KH_DENIAL_FIREWALL, trigger,
                 "Client address is not authorized and caller is not a trusted service.");
  return deny (denial, KH_DENIAL_CONNECTION, trigger,
               "Public network access is disabled and request is not from a trusted service nor "
               "via an approved private link.");
}

static gboolean
check_grant (const KhEstate *estate, const KhAccessQuery *query, const KhVault *vault,
             KhDenial *denial)
{
  KhKeyPermissions granted =
      kh_access_get_granted (estate, query->principal_id, vault->name, query->key);
  if (granted & query->permission)
    return TRUE;
  gboolean rbac = vault->permission_model == KH_PERMISSION_MODEL_RBAC;
  KhTrigger trigger = _kh_access_get_grant_trigger (estate, query->principal_id, vault, query->key);
  return deny (denial, rbac ? KH_DENIAL_RBAC : KH_DENIAL_ACCESS_POLICY,
               trigger != KH_TRIGGER_NONE ? trigger : KH_TRIGGER_GRANT_REVOKED,
               rbac ? "Caller has no role that allows %s on the keys of vault \"%s\"."
                    : "Caller has no access policy that allows %s on the keys of vault \"%s\".",
               kh_key_permission_to_string (query->permission), vault->name);
}

static gboolean
check_use (const KhKey *key, const KhKeyVersion *version, const KhPermissionRule *rule, KhTime now,
           KhDenial *denial)
{
  const char *what = kh_key_permission_to_string (rule->permission);
  if (!version->enabled)
    return deny (denial, KH_DENIAL_DISABLED, KH_TRIGGER_VERSION_DISABLED,
                 "Operation %s is not allowed on a disabled key.", what);
  if ((version->ops & rule->op) != rule->op)
    return deny (denial, KH_DENIAL_OPERATION, KH_TRIGGER_NONE,
                 "Operation %s is not permitted on the key \"%s\".", what, key->name);
  if (rule->needs_dates && version->nbf != KH_TIME_NONE && now < version->nbf)
    return deny (denial, KH_DENIAL_NOT_YET_VALID, KH_TRIGGER_NOT_YET_VALID,
                 "Operation %s is not allowed on a not-yet-valid key.", what);
  if (rule->needs_dates && version->exp != KH_TIME_NONE && now >= version->exp)
    return deny (denial, KH_DENIAL_EXPIRED, KH_TRIGGER_KEY_EXPIRED,
                 "Operation %s is not allowed on an expired key.", what);
  return TRUE;
}

static gboolean
check_key (const KhEstate *estate, const KhAccessQuery *query, KhTime now, KhDenial *denial)
{
  const KhPermissionRule *rule = find_rule (query->permission);
  if (query->key == NULL || rule->need == NEEDS_NOTHING)
    return TRUE;
  const KhKey *key = kh_estate_get_key (estate, query->vault, query->key);
  if (key == NULL)
    return deny (denial, KH_DENIAL_KEY_MISSING, KH_TRIGGER_PURGED,
                 "There is no key \"%s\" in the vault \"%s\".", query->key, query->vault);
  if (kh_key_is_deleted (key) && rule->need != NEEDS_KEY)
    return deny (denial, KH_DENIAL_KEY_DELETED, KH_TRIGGER_KEY_DELETED,
                 "The key \"%s\" is deleted; it can only be recovered or purged.", query->key);
  if (rule->need != NEEDS_VERSION && rule->need != NEEDS_USE)
    return TRUE;
  const KhKeyVersion *version = kh_key_get_version (key, query->version);
  if (version == NULL)
    return deny (denial, KH_DENIAL_VERSION_MISSING, KH_TRIGGER_PURGED,
                 "The key \"%s\" has no such version.", query->key);
  return rule->need == NEEDS_VERSION || check_use (key, version, rule, now, denial);
}

static gboolean
evaluate (const KhEstate *estate, const KhAccessQuery *query, KhTime now, KhDenial *denial)
{
  const KhVault *vault = kh_estate_get_vault (estate, query->vault);
  const KhAccount *account = kh_estate_get_account (estate, query->principal_id);
  if (!check_vault (estate, vault, query->vault, denial))
    return FALSE;
  /* People reach the organization through its own socket, never through the vault's firewall. */
  if (account == NULL && !check_network (estate, query, vault, denial))
    return FALSE;
  gboolean by_role = account != NULL && (account->roles & KH_ROLE_KVA);
  if (!by_role && !check_grant (estate, query, vault, denial))
    return FALSE;
  return check_key (estate, query, now, denial);
}

gboolean
kh_access_evaluate (const KhEstate *estate, const KhAccessQuery *query, KhTime now,
                    KhDenial *denial)
{
  KhDenial found = { KH_DENIAL_NONE, KH_TRIGGER_NONE, NULL };
  g_return_val_if_fail (find_rule (query->permission) != NULL, FALSE);
  gboolean allowed = evaluate (estate, query, now, &found);
  if (denial != NULL)
    *denial = found;
  else
    kh_denial_clear (&found);
  return allowed;
}
