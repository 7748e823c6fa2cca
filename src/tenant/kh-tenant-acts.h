/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The use cases of the tenant, one per thing that a person can do.
 *
 * All run on the tenant's worker. Each checks the caller's role (PERMISSION, naming the missing
 * role, and an audit record), the rules, and the guard (CONFIRMATION with the impact as details),
 * writes the audit intent durably, does the act, publishes the new estate and appends the outcome.
 * Objects are found by id or name. Returned values are (transfer full).
 */
#pragma once

#include "kh-tenant.h"
#include "kh-impact.h"
#include "kh-preflight.h"
#include "kh-diagnosis.h"
#include "kh-rotation.h"

G_BEGIN_DECLS

/* Accounts (owner). */
KhAccount *kh_tenant_account_add (KhTenant *self, KhCaller *caller, const char *name, KhRoles roles,
                                  KhSecret *passphrase, GError **error);
KhAccount *kh_tenant_account_set_roles (KhTenant *self, KhCaller *caller, const char *account,
                                        KhRoles roles, GError **error);
gboolean kh_tenant_account_remove (KhTenant *self, KhCaller *caller, const char *account,
                                   GError **error);

/* Settings to change; what is NULL stays. */
typedef struct {
  const char *unlock_rule;           /* "self-service" or "support-request" */
  const char *four_eyes;             /* "on" or "off" */
  const char *encryption_at_default; /* "on" or "off" */
} KhTenantSettings;

/* Tenant settings and clock (owner). All of the settings or none of them. Four eyes is switched off
 * by itself and with the approval of another person: CONFIRMATION, inner "ApprovalRequired", with
 * the request that was filed for it as target; RULE, inner "FourEyesAlone", "NoApprover". */
gboolean kh_tenant_set (KhTenant *self, KhCaller *caller, const KhTenantSettings *settings,
                        GError **error);
/* @recovery: (nullable): the bytes of a recovery code that opens the seal as the caller, in place
 * of the old passphrase. */
gboolean kh_tenant_reset_passphrase (KhTenant *self, KhCaller *caller, KhSecret *recovery,
                                     KhSecret *new_passphrase, GError **error);
/* The caller's own; @old_passphrase is NULL where the account has none yet. The account's other
 * sessions are for the caller to end (kh_tenant_keep_session()). */
gboolean kh_tenant_change_passphrase (KhTenant *self, KhCaller *caller, KhSecret *old_passphrase,
                                      KhSecret *new_passphrase, GError **error);
/* The keyring slot of the caller (owner). Adding: EXISTS when there is one. Removing: NOT_FOUND,
 * and STATE ("LastSlot") when nothing else opens the organization. */
gboolean kh_tenant_keyring_add (KhTenant *self, KhCaller *caller, KhSecret *key, GError **error);
gboolean kh_tenant_keyring_remove (KhTenant *self, KhCaller *caller, GError **error);
/* The recovery slot of the organization (owner); adding replaces the one there is, whoever's it is.
 * Removing: NOT_FOUND ("NoRecoverySheet"). */
gboolean kh_tenant_recovery_add (KhTenant *self, KhCaller *caller, KhSecret *key, GError **error);
gboolean kh_tenant_recovery_remove (KhTenant *self, KhCaller *caller, GError **error);
/* (transfer full) (element-type KhSealSlot): what opens the seal. Any thread. */
GArray *kh_tenant_seal_slots (KhTenant *self);
gboolean kh_tenant_clock_shift (KhTenant *self, KhCaller *caller, gint64 delta, GError **error);
gboolean kh_tenant_clock_accept (KhTenant *self, KhCaller *caller, GError **error);

/* Environments (ppa). */
KhEnvironment *kh_tenant_environment_create (KhTenant *self, KhCaller *caller, const char *name,
                                             KhEnvironmentType type, const char *geo,
                                             gboolean dataverse, GError **error);
KhEnvironment *kh_tenant_environment_set_managed (KhTenant *self, KhCaller *caller,
                                                  const char *environment, gboolean managed,
                                                  GError **error);
gboolean kh_tenant_environment_delete (KhTenant *self, KhCaller *caller, const char *environment,
                                       GError **error);
KhEnvironment *kh_tenant_environment_recover (KhTenant *self, KhCaller *caller,
                                              const char *environment, GError **error);
/* Erases all data of a sandbox; it leaves its policy, and is empty under the platform's key. */
KhEnvironment *kh_tenant_environment_reset (KhTenant *self, KhCaller *caller,
                                            const char *environment, GError **error);
/* Replaces all data of @onto by that of @environment, which stays in use: an operation of @onto. */
KhOperation *kh_tenant_environment_copy (KhTenant *self, KhCaller *caller, const char *environment,
                                         const char *onto, GError **error);

/* Vaults (kva). @wanted holds the new facts (create) or the changed copy of the present value
 * (update). */
KhVault *kh_tenant_vault_create (KhTenant *self, KhCaller *caller, KhVault *wanted, GError **error);
KhVault *kh_tenant_vault_update (KhTenant *self, KhCaller *caller, KhVault *wanted, GError **error);
gboolean kh_tenant_vault_delete (KhTenant *self, KhCaller *caller, const char *vault,
                                 GError **error);
KhVault *kh_tenant_vault_recover (KhTenant *self, KhCaller *caller, const char *vault,
                                  GError **error);
gboolean kh_tenant_vault_purge (KhTenant *self, KhCaller *caller, const char *vault,
                                GError **error);

/* Role assignments (kva). Scope: a vault name, "VAULT/KEY", or "policy:ID" for Reader. @id:
 * (nullable). */
KhRoleAssignment *kh_tenant_assignment_put (KhTenant *self, KhCaller *caller, const char *id,
                                            const char *scope, const char *role_id,
                                            const char *principal_id, GError **error);
gboolean kh_tenant_assignment_delete (KhTenant *self, KhCaller *caller, const char *id,
                                      GError **error);

/* Keys (kva). */
typedef struct {
  const char *vault, *name;
  KhKeyType kty;
  guint size;        /* bits; 0 = default of the type */
  const char *curve; /* (nullable) */
  KhKeyOps ops;      /* 0 = default of the type */
  gboolean enabled;
  KhTime nbf, exp; /* KH_TIME_NONE = not set */
  char **tags;     /* (nullable) name, value, name, value, NULL */
} KhKeySpec;
/* What a PATCH names; everything else stays. */
typedef struct {
  gboolean has_enabled, enabled;
  gboolean has_nbf, has_exp;
  KhTime nbf, exp; /* KH_TIME_NONE clears */
  gboolean has_ops;
  KhKeyOps ops;
  char **tags; /* (nullable): replaces all */
} KhKeyPatch;
/* A new key, or a new version of an existing one. The key pair is made before the call by
 * kh_tenant_key_generate() on any worker but the tenant's: it takes up to seconds. */
typedef struct _KhKeyMaterial KhKeyMaterial;
KhKeyMaterial *kh_tenant_key_generate (const KhKeySpec *spec, GError **error);
void kh_key_material_free (KhKeyMaterial *material);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhKeyMaterial, kh_key_material_free)
KhKey *kh_tenant_key_create (KhTenant *self, KhCaller *caller, const KhKeySpec *spec,
                             KhKeyMaterial *material, GError **error);
/* What the next version of @key is made with: type, size and operations of the newest one. FALSE
 * for a key without versions. The strings are borrowed from @key. */
gboolean kh_key_spec_of_next (const KhKey *key, KhKeySpec *spec);
/* A new version as the newest one is, with the expiry of the key's rotation policy. Data keys of
 * environments whose policy follows the key are wrapped by it within moments. */
KhKey *kh_tenant_key_rotate (KhTenant *self, KhCaller *caller, const char *vault, const char *name,
                             KhKeyMaterial *material, GError **error);
/* @policy gets its times. Errors: ARGUMENT, as kh_rotation_policy_check(). */
KhKey *kh_tenant_key_set_rotation_policy (KhTenant *self, KhCaller *caller, const char *vault,
                                          const char *name, KhRotationPolicy *policy,
                                          GError **error);
/* @version: (nullable): the latest. */
KhKey *kh_tenant_key_update (KhTenant *self, KhCaller *caller, const char *vault, const char *name,
                             const char *version, const KhKeyPatch *patch, GError **error);
KhKey *kh_tenant_key_delete (KhTenant *self, KhCaller *caller, const char *vault, const char *name,
                             GError **error);
KhKey *kh_tenant_key_recover (KhTenant *self, KhCaller *caller, const char *vault, const char *name,
                              GError **error);
gboolean kh_tenant_key_purge (KhTenant *self, KhCaller *caller, const char *vault, const char *name,
                              GError **error);

/* The whole key with all its versions as one blob (kh-key-backup.h), and back, into the same or
 * another vault of the geography. A name that is taken is EXISTS, also by a deleted key. */
GBytes *kh_tenant_key_backup (KhTenant *self, KhCaller *caller, const char *vault, const char *name,
                              GError **error);
KhKey *kh_tenant_key_restore (KhTenant *self, KhCaller *caller, const char *vault, GBytes *blob,
                              GError **error);

/* Cryptographic operations of a vault: any worker, never behind bulk work. */
typedef enum { KH_VAULT_WRAP, KH_VAULT_UNWRAP } KhVaultOp;
typedef struct {
  KhVaultOp op;
  const char *vault, *name;
  const char *version;   /* (nullable): the newest */
  const char *algorithm; /* "RSA-OAEP" or "RSA-OAEP-256" */
} KhKeyOperation;
/* @version: (out) (transfer full) (nullable): the version that was used. */
GBytes *kh_tenant_key_operate (KhTenant *self, KhCaller *caller, const KhKeyOperation *operation,
                               GBytes *value, char **version, GError **error);

/* Policies (kva). */
KhPolicy *kh_tenant_policy_create (KhTenant *self, KhCaller *caller, const char *name,
                                   const char *geo, const char *vault, const char *key,
                                   const char *version, GError **error);
/* The version alone may change while environments are attached. */
KhPolicy *kh_tenant_policy_update (KhTenant *self, KhCaller *caller, const char *policy,
                                   const char *vault, const char *key, const char *version,
                                   GError **error);
gboolean kh_tenant_policy_delete (KhTenant *self, KhCaller *caller, const char *policy,
                                  GError **error);
KhPolicy *kh_tenant_policy_set_reader (KhTenant *self, KhCaller *caller, const char *policy,
                                       const char *account, gboolean reader, GError **error);

/* Customer-managed keys (ppa). Returns the accepted operation; the work goes on in the background.
 */
KhOperation *kh_tenant_link_policy (KhTenant *self, KhCaller *caller, const char *environment,
                                    const char *system_id, gboolean may_change, GError **error);
/* Back to the platform's key; @system_id of the policy that is attached, else CONFLICT. */
KhOperation *kh_tenant_unlink_policy (KhTenant *self, KhCaller *caller, const char *environment,
                                      const char *system_id, GError **error);
/* Proves the original key by unwrapping; the operation ends when the data can be read. */
KhOperation *kh_tenant_re_enable (KhTenant *self, KhCaller *caller, const char *environment,
                                  GError **error);
/* Stops an encryption at its next buffer: what has moved stays with its new key, each store can be
 * read, and retrying goes on. Errors: STATE once it has ended, or nothing is left but its end;
 * LOCKED. */
KhOperation *kh_tenant_operation_cancel (KhTenant *self, KhCaller *caller, const char *operation,
                                         GError **error);
/* Of one that failed or was cancelled: as linking its policy again. */
KhOperation *kh_tenant_operation_retry (KhTenant *self, KhCaller *caller, const char *operation,
                                        GError **error);

/* Rules on the present facts. */
/* @policy: (nullable) for KH_GOAL_REVERT. */
KhPreflight *kh_tenant_preflight (KhTenant *self, KhCaller *caller, KhGoal goal, const char *policy,
                                  const char *const *environments, GError **error);
/* The impact of @change and the token that confirms it (valid five minutes). */
KhImpact *kh_tenant_impact (KhTenant *self, KhCaller *caller, const KhChange *change, char **token,
                            GError **error);
/* Findings that somebody looked at and put aside, until their facts change (owner, kva, ppa). */
gboolean kh_tenant_finding_set_dismissed (KhTenant *self, KhCaller *caller, const char *finding,
                                          gboolean dismissed, GError **error);
/* Does the finding's remedy by the use case that it stands for, with its role and its guard.
 * RULE where the remedy is not one call, with the command line as advice. */
gboolean kh_tenant_finding_fix (KhTenant *self, KhCaller *caller, const char *finding,
                                GError **error);
KhDiagnosis *kh_tenant_diagnose (KhTenant *self, KhCaller *caller, const char *object,
                                 GError **error);

G_END_DECLS
