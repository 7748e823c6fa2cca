/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file `seal`: the tenant's root key, once in each slot, under a passphrase, a key of the
 * keyring or a recovery code.
 *
 * Version 1, all integers big endian:
 *
 *   0    8   CB 48 53 45 41 4C 0D 0A: "KHSEAL\r\n" with the high bit of byte 0 set
 *   8    2   format version = 1
 *   10   2   suite = 1 (scrypt, HKDF-SHA256, AES-256-GCM)
 *   12   16  tenant id
 *   28   2   number of slots, 1 to 32
 *   30   2   reserved, zero
 *   32       slots of 132 bytes each, then the end of the file:
 *
 *     0    1   kind: 1 passphrase, 2 keyring, 3 recovery
 *     1    1   log2 N, 15 to 20   } scrypt; all zero in other slots
 *     2    1   r = 8              }
 *     3    1   p, 1 to 4          }
 *     4    16  account id
 *     20   32  salt, random; zero in other slots
 *     52   12  nonce, random
 *     64   4   reserved, zero
 *     68   16  check: the first bytes of HKDF (KEK, KHC_LABEL_SEAL_CHECK)
 *     84   32  root key, AES-256-GCM under KEK
 *     116  16  tag
 *
 * KEK = scrypt (passphrase, salt), 32 bytes, or the 32 bytes of the keyring's item, or HKDF (the 32
 * bytes of the recovery code, KHC_LABEL_SEAL_RECOVERY): what is random needs no stretching, and
 * what stands on paper must be no keyring's item as well. Additional data of a slot: bytes 0 to 27
 * of the file and bytes 0 to 83 of the slot. The number of slots is not part of it, since a slot is
 * added or removed without the passphrases of the others; it must agree with the size of the file.
 * One slot for each pair of kind and account. The check tells a wrong passphrase
 * (KHC_ERR_WRONG_KEY) from a damaged slot (KHC_ERR_DAMAGED).
 *
 * A KhcSeal is plain data without secrets; files are the store's. Opening and putting a passphrase
 * slot runs scrypt: in a worker. */
#ifndef KHC_SEAL_H
#define KHC_SEAL_H

#include "khc-bytes.h"
#include "khc-scrypt.h"
#include "khc-secret.h"

#define KHC_SEAL_VERSION 1
#define KHC_SEAL_HEADER_SIZE 32
#define KHC_SEAL_SLOT_SIZE 132
#define KHC_SEAL_MAX_SLOTS 32
#define KHC_SEAL_MAX_SIZE (KHC_SEAL_HEADER_SIZE + KHC_SEAL_MAX_SLOTS * KHC_SEAL_SLOT_SIZE)
#define KHC_ROOT_KEY_SIZE 32

typedef enum {
  KHC_SLOT_PASSPHRASE = 1,
  KHC_SLOT_KEYRING = 2,
  KHC_SLOT_RECOVERY = 3,
} KhcSlotKind;

typedef struct {
  uint8_t tenant[16];
  size_t n_slots;
  uint8_t slots[KHC_SEAL_MAX_SLOTS][KHC_SEAL_SLOT_SIZE]; /* as in the file, checked */
} KhcSeal;

/* What is readable of a slot without its key. */
typedef struct {
  KhcSlotKind kind;
  uint8_t account[16];
  KhcScryptParams kdf; /* of a passphrase slot */
} KhcSealSlot;

/* An empty seal of this tenant; put a slot before encoding it. */
void khc_seal_init (KhcSeal *seal, const uint8_t *tenant);

/* Total and strict; KDF parameters out of bounds are refused here, before any KDF runs.
 * KHC_ERR_NOT_OURS, KHC_ERR_NEWER, KHC_ERR_UNSUPPORTED (suite, kind), KHC_ERR_TRUNCATED,
 * KHC_ERR_MALFORMED, KHC_ERR_REFUSED (KDF parameters). */
int khc_seal_parse (KhcBytes bytes, KhcSeal *seal);

/* Writes at most KHC_SEAL_MAX_SIZE bytes to out, their number to *size. KHC_ERR_ARGUMENT: no slot.
 */
int khc_seal_encode (const KhcSeal *seal, uint8_t *out, size_t *size);

/* Slot i, 0 to n_slots - 1. KHC_ERR_RANGE. */
int khc_seal_get_slot (const KhcSeal *seal, size_t i, KhcSealSlot *slot);

/* Puts root (32 bytes) under a passphrase (1 byte or more) into the account's passphrase slot,
 * replacing the one it has. kdf may be NULL: the default. On failure the seal is as it was.
 * KHC_ERR_RANGE: all slots are taken; KHC_ERR_REFUSED: kdf out of bounds. */
int khc_seal_put_passphrase (KhcSeal *seal, const uint8_t *account, const KhcScryptParams *kdf,
                             const KhcSecret *passphrase, const KhcSecret *root);

/* The same under 32 random bytes that the keyring keeps. */
int khc_seal_put_keyring (KhcSeal *seal, const uint8_t *account, const KhcSecret *key,
                          const KhcSecret *root);

/* The same under the 32 bytes of a recovery code (khc-recovery.h). */
int khc_seal_put_recovery (KhcSeal *seal, const uint8_t *account, const KhcSecret *key,
                           const KhcSecret *root);

/* KHC_ERR_NO_SUCH_KEY: no such slot; KHC_ERR_REFUSED: it is the only one. */
int khc_seal_remove (KhcSeal *seal, KhcSlotKind kind, const uint8_t *account);

/* Opens one slot. KHC_ERR_NO_SUCH_KEY (no such slot), KHC_ERR_WRONG_KEY, KHC_ERR_DAMAGED.
 * (transfer full) */
int khc_seal_open_passphrase (const KhcSeal *seal, const uint8_t *account,
                              const KhcSecret *passphrase, KhcSecret **root);
int khc_seal_open_keyring (const KhcSeal *seal, const uint8_t *account, const KhcSecret *key,
                           KhcSecret **root);
int khc_seal_open_recovery (const KhcSeal *seal, const uint8_t *account, const KhcSecret *key,
                            KhcSecret **root);

#endif
