/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The estate as the wire shows it: values of the domain with the names and derived facts of others.
 *
 * A view holds one snapshot and one time, so that what one answer says fits together. One thread.
 */
#pragma once

#include "kh-request.h"
#include "kh-wire-assignment.h"
#include "kh-wire-data.h"
#include "kh-wire-environment.h"
#include "kh-wire-key.h"
#include "kh-wire-operation.h"
#include "kh-wire-policy.h"
#include "kh-wire-secret.h"
#include "kh-wire-vault.h"

G_BEGIN_DECLS

typedef struct {
  KhEstate *estate;
  KhTime now;
  KhArmPlace place; /* borrowed from the estate */
  char *port;       /* of the request */
} KhView;
KhView *kh_view_new (const KhRequest *request);
void kh_view_free (KhView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhView, kh_view_free)

/* (transfer full) */
char *kh_view_vault_uri (const KhView *self, const char *vault);
/* (transfer full) @version: (nullable). */
char *kh_view_kid (const KhView *self, const char *vault, const char *key, const char *version);
/* (transfer full) @version: (nullable). */
char *kh_view_secret_id (const KhView *self, const char *vault, const char *secret,
                         const char *version);
/* All (transfer full). @operations: with the lists of allowed and disallowed operations. */
KhWireEnvironment *kh_view_environment (const KhView *self, const KhEnvironment *environment,
                                        gboolean operations);
KhWireStore *kh_view_store (const KhView *self, const KhEnvironment *environment,
                            KhStoreKind store);
KhWireOperation *kh_view_operation (const KhView *self, const KhOperation *operation);
KhWirePolicy *kh_view_policy (const KhView *self, const KhPolicy *policy);
/* @deep: with uses and holds. */
KhWireKey *kh_view_key (const KhView *self, const KhKey *key, const KhKeyVersion *version,
                        gboolean deep);
KhWireSecret *kh_view_secret (const KhView *self, const KhVaultSecret *secret,
                              const KhVaultSecretVersion *version);
KhArmVault *kh_view_vault (const KhView *self, const KhVault *vault);
KhArmDeletedVault *kh_view_deleted_vault (const KhView *self, const KhVault *vault);
KhArmAssignment *kh_view_assignment (const KhView *self, const KhRoleAssignment *assignment);

/* By id or name; NOT_FOUND otherwise. (transfer none): belong to the estate. */
const KhEnvironment *kh_view_find_environment (const KhView *self, const char *text,
                                               GError **error);
const KhOperation *kh_view_find_operation (const KhView *self, const char *id, GError **error);
const KhPolicy *kh_view_find_policy (const KhView *self, const char *text, GError **error);
/* Active vaults alone; vaults that are deleted are not found. */
const KhVault *kh_view_find_vault (const KhView *self, const char *name, GError **error);
/* @deleted: whether a deleted key is wanted; the other kind is not found. */
const KhKey *kh_view_find_key (const KhView *self, const char *vault, const char *name,
                               gboolean deleted, GError **error);
const KhVaultSecret *kh_view_find_secret (const KhView *self, const char *vault, const char *name,
                                          gboolean deleted, GError **error);
const KhKeyVersion *kh_view_find_version (const KhView *self, const KhKey *key, const char *version,
                                          GError **error);

G_END_DECLS
