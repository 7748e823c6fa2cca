/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file `tenant/seal`: the tenant's root secret, once in each account's slot.
 *
 * The bytes are khc-seal.h's; this file reads them, checks whose they are and replaces them
 * atomically with mode 0600. A KhSealFile is what was read at one moment; each change is written
 * before it returns, and on failure file and object are as they were. Every function with a
 * passphrase runs the KDF (a third of a second, 128 MiB) in the calling thread: from a worker.
 * One thread at a time.
 */
#pragma once

#include "kh-io.h"
#include "kh-secret.h"
#include "khc-seal.h"

G_BEGIN_DECLS

#define KH_SEAL_FILE_NAME "seal"

typedef struct _KhSealFile KhSealFile;

typedef enum {
  KH_SEAL_SLOT_PASSPHRASE = KHC_SLOT_PASSPHRASE,
  KH_SEAL_SLOT_KEYRING = KHC_SLOT_KEYRING,
  KH_SEAL_SLOT_RECOVERY = KHC_SLOT_RECOVERY,
} KhSealSlotKind;

/* What a slot shows without its key. */
typedef struct {
  KhSealSlotKind kind;
  char account[37]; /* GUID text */
} KhSealSlot;

/* Makes the seal of a new tenant in @folder (the `tenant` folder, which exists): a random root
 * secret in one passphrase slot of @account. @kdf: NULL for the default. Returns the seal; the root
 * goes to @root (transfer full). Errors: KH_ERROR_EXISTS when there is a seal already;
 * KH_ERROR_ARGUMENT for ids that are no GUIDs and for an empty passphrase; disk errors. */
KhSealFile *kh_seal_file_create (const KhIo *io, const char *folder, const char *tenant,
                                 const char *account, const KhcScryptParams *kdf,
                                 KhSecret *passphrase, KhSecret **root, GError **error);

/* The same in one keyring slot, whose 32 bytes are @key. */
KhSealFile *kh_seal_file_create_keyring (const KhIo *io, const char *folder, const char *tenant,
                                         const char *account, KhSecret *key, KhSecret **root,
                                         GError **error);

/* Reads the seal of @folder. Errors: KH_ERROR_NOT_FOUND, KH_ERROR_NOT_OURS, KH_ERROR_NEWER,
 * KH_ERROR_TRUNCATED, KH_ERROR_DAMAGED; disk errors. Whatever finds the seal itself damaged or gone
 * has the inner reason "SealDamaged" and the file's path as target. */
KhSealFile *kh_seal_file_load (const KhIo *io, const char *folder, GError **error);
void kh_seal_file_free (KhSealFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhSealFile, kh_seal_file_free)

/* GUID of the tenant, owned by the seal. */
const char *kh_seal_file_get_tenant (KhSealFile *self);
guint kh_seal_file_get_n_slots (KhSealFile *self);
KhSealSlot kh_seal_file_get_slot (KhSealFile *self, guint i);
gboolean kh_seal_file_has_slot (KhSealFile *self, KhSealSlotKind kind, const char *account);

/* (transfer full): the root secret from the passphrase slot of @account. Errors: KH_ERROR_SEALED
 * (wrong passphrase, inner reason "WrongPassphrase"; or no such slot, "NoSlot"), KH_ERROR_DAMAGED.
 */
KhSecret *kh_seal_file_open (KhSealFile *self, const char *account, KhSecret *passphrase,
                             GError **error);

/* The same from whichever passphrase slot opens, tried in order; the account goes to @account
 * (nullable, transfer full). A damaged slot does not keep another one from opening; when none does
 * the error is KH_ERROR_DAMAGED if one of them was damaged, otherwise KH_ERROR_SEALED. */
KhSecret *kh_seal_file_open_any (KhSealFile *self, KhSecret *passphrase, char **account,
                                 GError **error);

/* The root secret from the keyring slot of @account and its 32 bytes. Errors: as above; a key that
 * does not open it is SEALED with KH_KEYRING_WRONG. */
KhSecret *kh_seal_file_open_keyring (KhSealFile *self, const char *account, KhSecret *key,
                                     GError **error);

/* The same from the recovery slot, of which a seal has one at most, and the 32 bytes of the code;
 * the account whose slot it is goes to @account (transfer full). Errors: KH_ERROR_SEALED with
 * "WrongRecoveryCode" or, where there is no such slot, "NoRecoverySheet"; KH_ERROR_DAMAGED. */
KhSecret *kh_seal_file_open_recovery (KhSealFile *self, KhSecret *key, char **account,
                                      GError **error);

/* Adds the passphrase slot of @account or replaces the one it has. @root must be what the seal
 * opens to. Errors: KH_ERROR_TOO_LARGE when all slots are taken; KH_ERROR_ARGUMENT; disk errors. */
gboolean kh_seal_file_put_passphrase (KhSealFile *self, const char *account,
                                      const KhcScryptParams *kdf, KhSecret *passphrase,
                                      KhSecret *root, GError **error);
gboolean kh_seal_file_put_keyring (KhSealFile *self, const char *account, KhSecret *key,
                                   KhSecret *root, GError **error);

/* In place of the recovery slot that the seal has, whoever's it is: one sheet is good at a time. */
gboolean kh_seal_file_put_recovery (KhSealFile *self, const char *account, KhSecret *key,
                                    KhSecret *root, GError **error);

/* Errors: KH_ERROR_NOT_FOUND; KH_ERROR_STATE ("LastSlot") for the last slot without which nothing
 * opens the tenant, but for a recovery sheet, which is for the day when that is lost. */
gboolean kh_seal_file_remove (KhSealFile *self, KhSealSlotKind kind, const char *account,
                              GError **error);
/* Whoever's it is. Errors: KH_ERROR_NOT_FOUND. */
gboolean kh_seal_file_remove_recovery (KhSealFile *self, GError **error);
/* Removes every slot of @account, at once; TRUE also when it has none. Errors: KH_ERROR_STATE as
 * above. */
gboolean kh_seal_file_remove_account (KhSealFile *self, const char *account, GError **error);

G_END_DECLS
