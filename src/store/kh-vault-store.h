/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `vaults/NAME/vault.db`: the keys and secrets of one vault, each version's private part or value
 * sealed by itself.
 *
 * The folder of vaults may lie anywhere. The database goes through the encrypted page layer under
 * (root, KHC_LABEL_VAULT_DB, vault id); a private part is besides sealed with khc_box_seal under
 * (root, KHC_LABEL_VAULT_SEAL, vault id), so a page that leaked is no key yet. Its additional data
 * bind it to its place:
 *
 *   vault id 16 ‖ be16 length, key name ‖ be16 length, version ‖ SHA-256 of
 *     "keyhold/1/key-attributes" 00 ‖ be16 length, kty ‖ be32 bits ‖ be16 length, curve ‖
 *     be64 created (microseconds) ‖ then n, e, x, y, each be16 length and bytes, empty when absent
 *
 * These facts never change in the life of a version, so enabling, disabling, dates, key_ops and
 * tags do not need the private part; changing one of them behind the store's back makes it
 * unusable.
 *
 * The value of a version of a secret is sealed in the same way, with the secret's name, its version
 * and the facts "keyhold/1/secret-attributes" 00 ‖ be64 created (microseconds).
 *
 * A deleted key or secret stays with its versions until it is purged; a deleted vault keeps its
 * folder until kh_vault_store_purge().
 *
 * Revisions as in kh-tenant-store.h. One connection: one thread at a time.
 */
#pragma once

#include "kh-database.h"
#include "kh-key.h"
#include "kh-vault-secret.h"
#include "kh-vault.h"
#include "khc-rsa.h"

G_BEGIN_DECLS

#define KH_VAULT_STORE_FILE_NAME "vault.db"
#define KH_VAULT_STORE_VERSION 3

typedef struct _KhVaultStore KhVaultStore;

/* Makes the folder of a new vault in @vaults_dir (made when missing): built as NAME.new and
 * renamed, so a crash leaves it whole or not at all; a NAME.new of an earlier crash is removed.
 * @id: GUID. KH_ERROR_EXISTS. */
KhVaultStore *kh_vault_store_create (const KhIo *io, const char *vaults_dir, const char *name,
                                     const char *id, KhSecret *root, GError **error);
/* KH_ERROR_NOT_FOUND; KH_ERROR_WRONG_KEY also for the folder of another vault put in its place. */
KhVaultStore *kh_vault_store_open (const KhIo *io, const char *vaults_dir, const char *name,
                                   const char *id, KhSecret *root, GError **error);
/* Closes; FALSE when the last checkpoint failed, nothing committed is lost then. Frees either way.
 */
gboolean kh_vault_store_close (KhVaultStore *self, GError **error);
void kh_vault_store_free (KhVaultStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhVaultStore, kh_vault_store_free)

/* Removes a vault for good: the folder is renamed to NAME.purged first, so a crash never leaves
 * half a vault under its name. A vault that is gone is no error; calling it again finishes what a
 * crash left. Nothing may have it open. */
gboolean kh_vault_store_purge (const KhIo *io, const char *vaults_dir, const char *name,
                               GError **error);

/* (transfer none): for integrity checks and revocation. */
KhDatabase *kh_vault_store_get_database (KhVaultStore *self);

/* (transfer full) (element-type KhKey): every key, deleted ones included, in order of name. */
GPtrArray *kh_vault_store_load_keys (KhVaultStore *self, GError **error);

/* Number of the audit record that belongs to the newest act on the vault's keys; 0 before the first
 * put, which is inside of a transaction. */
gboolean kh_vault_store_put_position (KhVaultStore *self, guint64 seq, GError **error);
gboolean kh_vault_store_get_position (KhVaultStore *self, guint64 *seq, GError **error);

gboolean kh_vault_store_begin (KhVaultStore *self, GError **error);
/* On failure the transaction is rolled back. KH_ERROR_CONFLICT: a version without private part. */
gboolean kh_vault_store_commit (KhVaultStore *self, GError **error);
/* Harmless when none is open. */
void kh_vault_store_rollback (KhVaultStore *self);

/* Inside of a transaction only: the key with the attributes of all its versions. A version that was
 * not there before needs its private part (put_private) in the same transaction, after this. A fact
 * that never changes and differs from what is stored is KH_ERROR_ARGUMENT; so is a missing version.
 */
gboolean kh_vault_store_put_key (KhVaultStore *self, KhKey *key, GError **error);
/* Seals the private part (PKCS#8 DER, or the bytes of a symmetric key) of one version. A second one
 * for the same version is KH_ERROR_EXISTS: key material never changes. */
gboolean kh_vault_store_put_private (KhVaultStore *self, const char *key, const char *version,
                                     const KhcSecret *material, GError **error);
gboolean kh_vault_store_put_rsa (KhVaultStore *self, const char *key, const char *version,
                                 const KhcRsaKey *private_key, GError **error);
/* Purges a key with all versions. Inside of a transaction only. KH_ERROR_NOT_FOUND. */
gboolean kh_vault_store_delete_key (KhVaultStore *self, const char *key, GError **error);

/* (transfer full): the private part. KH_ERROR_NOT_FOUND; KH_ERROR_DAMAGED when it was altered,
 * moved from another version, key or vault, or its facts were altered. Says nothing about whether
 * the version may be used: that is the caller's rule. */
KhSecret *kh_vault_store_get_private (KhVaultStore *self, const char *key, const char *version,
                                      GError **error);
/* (transfer full): the same decoded, and proven to belong to the public part. Slow (khc-rsa.h):
 * keep it. */
KhcRsaKey *kh_vault_store_get_rsa (KhVaultStore *self, const char *key, const char *version,
                                   GError **error);

/* Secrets: the same with values in place of private parts. A value has at most KHC_SECRET_MAX
 * bytes.
 */
/* (transfer full) (element-type KhVaultSecret): deleted ones included, in order of name. */
GPtrArray *kh_vault_store_load_secrets (KhVaultStore *self, GError **error);
gboolean kh_vault_store_put_secret (KhVaultStore *self, KhVaultSecret *secret, GError **error);
gboolean kh_vault_store_put_secret_value (KhVaultStore *self, const char *secret,
                                          const char *version, const KhcSecret *value,
                                          GError **error);
gboolean kh_vault_store_delete_secret (KhVaultStore *self, const char *secret, GError **error);
KhSecret *kh_vault_store_get_secret_value (KhVaultStore *self, const char *secret,
                                           const char *version, GError **error);

G_END_DECLS
