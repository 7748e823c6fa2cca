/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about vaults, keys, role assignments and policies.
 *
 * Every function returns a call for kh_client_call(). Results are KhJson with the keys of the
 * command line's JSON (GPtrArray of them for lists) unless another is named. @place: subscription
 * and resource group, as the organization tells them.
 */
#pragma once

#include "kh-call.h"
#include "kh-wire-assignment.h"
#include "kh-wire-key.h"
#include "kh-wire-policy.h"
#include "kh-wire-vault.h"

G_BEGIN_DECLS

KhCall *kh_vault_api_list (const KhArmPlace *place);
KhCall *kh_vault_api_get (const KhArmPlace *place, const char *vault);
/* The resource as ARM has it: KhArmVault. */
KhCall *kh_vault_api_get_arm (const KhArmPlace *place, const char *vault);
KhCall *kh_vault_api_put (const KhArmPlace *place, const char *vault, const KhArmVault *wanted);
KhCall *kh_vault_api_patch (const KhArmPlace *place, const char *vault, const KhArmVault *part);
KhCall *kh_vault_api_delete (const KhArmPlace *place, const char *vault);
/* List of vaults that can be recovered: name, region, deletedAt, scheduledPurgeAt, purgeProtection.
 */
KhCall *kh_vault_api_deleted (const KhArmPlace *place);
/* One of them. */
KhCall *kh_vault_api_get_deleted (const KhArmPlace *place, const char *location, const char *vault);
/* Brings it back; the result is the vault. */
KhCall *kh_vault_api_recover (const KhArmPlace *place, const char *location, const char *vault);
KhCall *kh_vault_api_purge (const KhArmPlace *place, const char *location, const char *vault);
/* List of principalId, permissions and secretPermissions: the vault's access policies, whether its
 * permission model makes them count or not. */
KhCall *kh_vault_api_access_policies (const KhArmPlace *place, const char *vault);
/* @verb: "add", "replace" or "remove", of what the entry allows on keys and secrets (NULL: not
 * named); a removal that names nothing takes the whole entry. */
KhCall *kh_vault_api_access_policy (const KhArmPlace *place, const char *vault, const char *verb,
                                    const KhWireAccessPolicy *entry);

/* @scope: a vault, VAULT/KEY or policy:NAME. Lists of id, scope, role, roleId, principalId,
 * principal, createdAt: at the scope, above and below it. @principal_id: (nullable): of everybody.
 */
KhCall *kh_assignment_api_list (const KhArmPlace *place, const char *scope,
                                const char *principal_id);
KhCall *kh_assignment_api_put (const KhArmPlace *place, const char *scope, const char *role_id,
                               const char *principal_id);
KhCall *kh_assignment_api_delete (const KhArmPlace *place, const char *scope, const char *id);

/* Rows of the keys of a vault, or of all (NULL); and of the versions of a key, newest first,
 * with counts of what uses them. Few calls for thousands. */
KhCall *kh_key_api_list_lean (const char *vault);
/* Rows of deleted keys of every vault that can be read, with the days they were deleted on and are
 * purged. */
KhCall *kh_key_api_list_deleted (void);
KhCall *kh_key_api_versions_lean (const char *vault, const char *key);
/* Keys of a vault, without versions; deleted ones. */
KhCall *kh_key_api_list (const char *vault, gboolean deleted);
KhCall *kh_key_api_versions (const char *vault, const char *key);
/* Whole: with use and holds. @version: (nullable): the newest. */
KhCall *kh_key_api_get (const char *vault, const char *key, const char *version);
/* As the vault has it: with the public part. */
KhCall *kh_key_api_bundle (const char *vault, const char *key, const char *version);
KhCall *kh_key_api_holds (const char *vault, const char *key, const char *version);
KhCall *kh_key_api_where_used (const char *vault, const char *key, const char *version);
KhCall *kh_key_api_create (const char *vault, const char *key, const KhKeyCreateRequest *request);
/* The result is the new version. */
KhCall *kh_key_api_rotate (const char *vault, const char *key);
KhCall *kh_key_api_put_rotation_policy (const char *vault, const char *key,
                                        const KhWireRotationPolicy *policy);
KhCall *kh_key_api_patch (const char *vault, const char *key, const char *version,
                          const KhKeyPatchRequest *patch);
KhCall *kh_key_api_delete (const char *vault, const char *key);
KhCall *kh_key_api_recover (const char *vault, const char *key);
KhCall *kh_key_api_purge (const char *vault, const char *key);
/* The key with all its versions as a blob that only this organization can restore: GBytes. */
KhCall *kh_key_api_backup (const char *vault, const char *key);
/* Restores it under its own name. EXISTS where the name is taken. */
KhCall *kh_key_api_restore (const char *vault, GBytes *blob);

KhCall *kh_policy_api_list (void);
KhCall *kh_policy_api_get (const char *policy);
typedef struct {
  const char *name, *geo;
  const char *vault, *key;
  const char *version; /* (nullable): follow the newest */
} KhPolicyDraft;
KhCall *kh_policy_api_create (const KhArmPlace *place, const KhPolicyDraft *draft);
/* Changes the key of the policy, or its version alone; what it is called stays, and where it is. */
KhCall *kh_policy_api_patch (const KhArmPlace *place, const KhPolicyDraft *draft);
KhCall *kh_policy_api_delete (const KhArmPlace *place, const char *policy);
KhCall *kh_policy_api_set_reader (const char *policy, const char *account, gboolean reader);

G_END_DECLS
