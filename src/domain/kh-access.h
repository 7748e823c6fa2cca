/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may do what with a key or a secret: vault, network, grants, key, version and dates.
 *
 * Two views. Key Vault's (kh_access_evaluate) decides calls: an expired or not yet valid version
 * still unwraps. The platform's (kh_access_get_triggers, model.md 3) decides locks: disabled,
 * deleted, expired and not yet valid all mean no access. Pure functions, any thread.
 */
#pragma once

#include "kh-estate.h"

G_BEGIN_DECLS

typedef enum {
  KH_DENIAL_NONE,
  KH_DENIAL_VAULT_MISSING,
  KH_DENIAL_VAULT_DELETED,
  KH_DENIAL_FIREWALL,      /* wire: ForbiddenByFirewall */
  KH_DENIAL_CONNECTION,    /* wire: ForbiddenByConnection */
  KH_DENIAL_RBAC,          /* wire: ForbiddenByRbac */
  KH_DENIAL_ACCESS_POLICY, /* wire: ForbiddenByPolicy */
  KH_DENIAL_KEY_MISSING,
  KH_DENIAL_KEY_DELETED,
  KH_DENIAL_VERSION_MISSING,
  KH_DENIAL_DISABLED,      /* wire: KeyDisabled */
  KH_DENIAL_NOT_YET_VALID, /* wire: KeyNotYetValid */
  KH_DENIAL_EXPIRED,       /* wire: KeyExpired */
  KH_DENIAL_OPERATION,     /* not in key_ops; wire: KeyOperationForbidden */
  KH_DENIAL_SUBSCRIPTION,
  KH_DENIAL_TENANT,
  KH_DENIAL_VAULT_UNREADABLE,
} KhDenialReason;
/* The inner codes of the wire where there is one, for example "ForbiddenByRbac". */
KH_DECLARE_ENUM_TEXT (KhDenialReason, denial_reason)

typedef struct {
  KhDenialReason reason; /* KH_DENIAL_NONE: allowed */
  KhTrigger trigger;     /* the trigger that the reason corresponds to */
  char *text;            /* (nullable): one sentence; NULL when allowed */
} KhDenial;
void kh_denial_clear (KhDenial *denial);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KhDenial, kh_denial_clear)

/* What is asked: one permission on a key. A NULL @version means the newest; NULL @key asks for a
 * permission on the vault's keys in general (list, create). */
typedef struct {
  const char *principal_id; /* an account, a policy's identity, or another principal */
  const char *vault;
  const char *key;
  const char *version;
  KhKeyPermissions permission; /* exactly one */
} KhAccessQuery;

/* TRUE if allowed; else fills @denial (nullable, uninitialised before). Accounts with role kva have
 * every permission in vaults and are not subject to the firewall; other principals need a grant. */
gboolean kh_access_evaluate (const KhEstate *estate, const KhAccessQuery *query, KhTime now,
                             KhDenial *denial);

/* Every permission that grants give @principal_id on the key (or the vault, NULL @key). */
KhKeyPermissions kh_access_get_granted (const KhEstate *estate, const char *principal_id,
                                        const char *vault, const char *key);
/* The same for the secrets of the vault: grants on secrets are given on the vault as a whole. */
KhSecretPermissions kh_access_get_granted_secrets (const KhEstate *estate, const char *principal_id,
                                                   const char *vault);
/* TRUE if the policy's identity has get, wrapKey and unwrapKey on its key. */
gboolean kh_policy_is_granted (const KhEstate *estate, const KhPolicy *policy);
/* TRUE if the account may read the policy: named as reader, by role assignment, or kva or owner. */
gboolean kh_policy_is_readable (const KhEstate *estate, const KhPolicy *policy,
                                const KhAccount *account);

/* The platform's view: every reason why the policy's identity has no access to the version; 0 =
 * has. A NULL or deleted @policy is trigger 5; a NULL @version means the newest. */
KhTriggers kh_access_get_triggers (const KhEstate *estate, const KhPolicy *policy,
                                   const KhDekRef *dek, KhTime now);
/* The same for a version named directly. */
KhTriggers kh_access_get_version_triggers (const KhEstate *estate, const KhPolicy *policy,
                                           const char *version, KhTime now);
/* (nullable) (transfer none): whose identity opens @dek: @policy (nullable), or while data moves
 * away from another policy's key, that one's where the identity of @policy has no access. */
const KhPolicy *kh_access_get_opener (const KhEstate *estate, const KhPolicy *policy,
                                      const KhDekRef *dek, KhTime now);
/* The trigger that explains most, of a set that is not empty. VAULT_UNREADABLE only where nothing
 * else is known: then access is unknown, not lost. */
KhTrigger kh_triggers_get_first (KhTriggers triggers);
/* Effective state of a version with precedence purged > deleted > disabled > not yet > expired. */
KhKeyState kh_key_get_state (const KhEstate *estate, const char *vault, const char *key,
                             const char *version, KhTime now);

G_END_DECLS
