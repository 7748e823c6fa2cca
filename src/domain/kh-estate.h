/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The estate: an immutable snapshot of everything the organization has.
 *
 * kh_estate_with_…() returns a new estate that shares every unchanged table; a mutation copies one
 * table of pointers, never the values. Ids and vault names compare without regard to ASCII case,
 * display names without regard to Unicode case. Lookups borrow from the estate. Any thread.
 */
#pragma once

#include "kh-account.h"
#include "kh-dismissal.h"
#include "kh-environment.h"
#include "kh-key-use.h"
#include "kh-key.h"
#include "kh-operation.h"
#include "kh-petition.h"
#include "kh-policy.h"
#include "kh-role-assignment.h"
#include "kh-tenant-info.h"
#include "kh-vault-secret.h"
#include "kh-vault.h"

G_BEGIN_DECLS

typedef struct _KhEstate KhEstate;
GType kh_estate_get_type (void);
/* An estate of one organization with nothing in it. */
KhEstate *kh_estate_new (const KhTenantInfo *tenant);
KhEstate *kh_estate_ref (const KhEstate *self);
void kh_estate_unref (KhEstate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhEstate, kh_estate_unref)

const KhTenantInfo *kh_estate_get_tenant (const KhEstate *self);

/* By id (GUID, vault name, VAULT and NAME). (transfer none) (nullable) */
const KhAccount *kh_estate_get_account (const KhEstate *self, const char *id);
const KhEnvironment *kh_estate_get_environment (const KhEstate *self, const char *id);
const KhVault *kh_estate_get_vault (const KhEstate *self, const char *name);
const KhKey *kh_estate_get_key (const KhEstate *self, const char *vault, const char *name);
const KhVaultSecret *kh_estate_get_secret (const KhEstate *self, const char *vault,
                                           const char *name);
const KhPolicy *kh_estate_get_policy (const KhEstate *self, const char *id);
const KhRoleAssignment *kh_estate_get_assignment (const KhEstate *self, const char *id);
const KhOperation *kh_estate_get_operation (const KhEstate *self, const char *id);
const KhKeyUse *kh_estate_get_key_use (const KhEstate *self, const char *id);
const KhDismissal *kh_estate_get_dismissal (const KhEstate *self, const char *id);
const KhPetition *kh_estate_get_petition (const KhEstate *self, const char *id);

/* By id or display name. Names of Gone environments and deleted policies are free again: those are
 * found by id alone. (transfer none) (nullable) */
const KhAccount *kh_estate_find_account (const KhEstate *self, const char *text);
const KhEnvironment *kh_estate_find_environment (const KhEstate *self, const char *text);
const KhPolicy *kh_estate_find_policy (const KhEstate *self, const char *text);
/* Also by GUID of the vault. */
const KhVault *kh_estate_find_vault (const KhEstate *self, const char *text);
/* By systemId of a policy, without regard to case. */
const KhPolicy *kh_estate_find_policy_by_system_id (const KhEstate *self, const char *system_id);
/* The live policy whose identity @principal_id is. */
const KhPolicy *kh_estate_find_policy_by_principal (const KhEstate *self, const char *principal_id);

/* Counts and the n-th value, in order of id (keys and secrets: vault, then name). (transfer none)
 */
guint kh_estate_n_accounts (const KhEstate *self);
const KhAccount *kh_estate_account_at (const KhEstate *self, guint n);
guint kh_estate_n_environments (const KhEstate *self);
const KhEnvironment *kh_estate_environment_at (const KhEstate *self, guint n);
guint kh_estate_n_vaults (const KhEstate *self);
const KhVault *kh_estate_vault_at (const KhEstate *self, guint n);
guint kh_estate_n_keys (const KhEstate *self);
const KhKey *kh_estate_key_at (const KhEstate *self, guint n);
guint kh_estate_n_policies (const KhEstate *self);
const KhPolicy *kh_estate_policy_at (const KhEstate *self, guint n);
guint kh_estate_n_assignments (const KhEstate *self);
const KhRoleAssignment *kh_estate_assignment_at (const KhEstate *self, guint n);
guint kh_estate_n_operations (const KhEstate *self);
const KhOperation *kh_estate_operation_at (const KhEstate *self, guint n);
guint kh_estate_n_key_uses (const KhEstate *self);
const KhKeyUse *kh_estate_key_use_at (const KhEstate *self, guint n);
guint kh_estate_n_dismissals (const KhEstate *self);
const KhDismissal *kh_estate_dismissal_at (const KhEstate *self, guint n);
guint kh_estate_n_petitions (const KhEstate *self);
const KhPetition *kh_estate_petition_at (const KhEstate *self, guint n);
guint kh_estate_n_secrets (const KhEstate *self);
const KhVaultSecret *kh_estate_secret_at (const KhEstate *self, guint n);

/* Derived. (transfer container): the elements belong to the estate; arrays may be empty. */
GPtrArray *kh_estate_environments_of_policy (const KhEstate *self, const char *policy_id);
GPtrArray *kh_estate_policies_of_key (const KhEstate *self, const char *vault, const char *key);
GPtrArray *kh_estate_keys_of_vault (const KhEstate *self, const char *vault);
GPtrArray *kh_estate_secrets_of_vault (const KhEstate *self, const char *vault);
GPtrArray *kh_estate_assignments_of (const KhEstate *self, const char *principal_id);
/* (transfer none) (nullable): the operation under way on an environment. */
const KhOperation *kh_estate_active_operation (const KhEstate *self,
                                               const KhEnvironment *environment);

/* (transfer full): with the value added or replaced. */
KhEstate *kh_estate_with_tenant (const KhEstate *self, const KhTenantInfo *tenant);
KhEstate *kh_estate_with_account (const KhEstate *self, const KhAccount *account);
KhEstate *kh_estate_with_environment (const KhEstate *self, const KhEnvironment *environment);
KhEstate *kh_estate_with_vault (const KhEstate *self, const KhVault *vault);
KhEstate *kh_estate_with_key (const KhEstate *self, const KhKey *key);
KhEstate *kh_estate_with_policy (const KhEstate *self, const KhPolicy *policy);
KhEstate *kh_estate_with_assignment (const KhEstate *self, const KhRoleAssignment *assignment);
KhEstate *kh_estate_with_operation (const KhEstate *self, const KhOperation *operation);
KhEstate *kh_estate_with_key_use (const KhEstate *self, const KhKeyUse *use);
KhEstate *kh_estate_with_dismissal (const KhEstate *self, const KhDismissal *dismissal);
KhEstate *kh_estate_with_petition (const KhEstate *self, const KhPetition *petition);
KhEstate *kh_estate_with_secret (const KhEstate *self, const KhVaultSecret *secret);

/* (transfer full): without the value; the same content when there was none. */
KhEstate *kh_estate_without_account (const KhEstate *self, const char *id);
KhEstate *kh_estate_without_environment (const KhEstate *self, const char *id);
KhEstate *kh_estate_without_vault (const KhEstate *self, const char *name);
KhEstate *kh_estate_without_key (const KhEstate *self, const char *vault, const char *name);
KhEstate *kh_estate_without_policy (const KhEstate *self, const char *id);
KhEstate *kh_estate_without_assignment (const KhEstate *self, const char *id);
KhEstate *kh_estate_without_operation (const KhEstate *self, const char *id);
KhEstate *kh_estate_without_key_use (const KhEstate *self, const char *id);
KhEstate *kh_estate_without_dismissal (const KhEstate *self, const char *id);
KhEstate *kh_estate_without_petition (const KhEstate *self, const char *id);
KhEstate *kh_estate_without_secret (const KhEstate *self, const char *vault, const char *name);

/* Loads many values at once; each add takes a reference of its own. One thread. */
typedef struct _KhEstateBuilder KhEstateBuilder;
KhEstateBuilder *kh_estate_builder_new (const KhTenantInfo *tenant);
void kh_estate_builder_add_account (KhEstateBuilder *self, const KhAccount *account);
void kh_estate_builder_add_environment (KhEstateBuilder *self, const KhEnvironment *environment);
void kh_estate_builder_add_vault (KhEstateBuilder *self, const KhVault *vault);
void kh_estate_builder_add_key (KhEstateBuilder *self, const KhKey *key);
void kh_estate_builder_add_policy (KhEstateBuilder *self, const KhPolicy *policy);
void kh_estate_builder_add_assignment (KhEstateBuilder *self, const KhRoleAssignment *assignment);
void kh_estate_builder_add_operation (KhEstateBuilder *self, const KhOperation *operation);
void kh_estate_builder_add_key_use (KhEstateBuilder *self, const KhKeyUse *use);
void kh_estate_builder_add_dismissal (KhEstateBuilder *self, const KhDismissal *dismissal);
void kh_estate_builder_add_petition (KhEstateBuilder *self, const KhPetition *petition);
void kh_estate_builder_add_secret (KhEstateBuilder *self, const KhVaultSecret *secret);
/* (transfer full): frees the builder. */
KhEstate *kh_estate_builder_finish (KhEstateBuilder *self);
void kh_estate_builder_free (KhEstateBuilder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhEstateBuilder, kh_estate_builder_free)

G_END_DECLS
