/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signed checkpoints of the audit log: Ed25519 over a note (C2SP signed-note and tlog-checkpoint).
 *
 *   origin                 the tenant's id
 *   size                   decimal: the number of records
 *   base64 of the head     H(size) of khc-chain.h
 *   extension              one line, e.g. the name of the segment
 *   (empty line)
 *   — origin base64 (key id 4 ‖ signature 64)
 *
 * The signature is over the four lines with their newlines; key id = the first four bytes of
 * SHA-256 (origin ‖ 0x0A ‖ 0x01 ‖ public key). A KhcSigner is immutable: any thread. */
#ifndef KHC_NOTE_H
#define KHC_NOTE_H

#include "khc-bytes.h"
#include "khc-secret.h"

#define KHC_ED25519_SEED_SIZE 32
#define KHC_ED25519_PUBLIC_SIZE 32
#define KHC_ED25519_SIGNATURE_SIZE 64
#define KHC_NOTE_ORIGIN_MAX 100
#define KHC_NOTE_EXTENSION_MAX 200
#define KHC_NOTE_MAX 1024

typedef struct _KhcSigner KhcSigner;

/* seed: 32 bytes. (transfer full) */
int khc_signer_new (const KhcSecret *seed, KhcSigner **out);
void khc_signer_free (KhcSigner *signer);

/* 32 bytes. */
int khc_signer_public (const KhcSigner *signer, uint8_t *out);

/* 64 bytes to out. */
int khc_ed25519_sign (const KhcSigner *signer, KhcBytes message, uint8_t *out);

/* public_key: 32 bytes. KHC_ERR_DAMAGED: not a signature of this message by this key. */
int khc_ed25519_verify (const uint8_t *public_key, KhcBytes message, KhcBytes signature);

typedef struct {
  char origin[KHC_NOTE_ORIGIN_MAX + 1]; /* printable ASCII without spaces or '+' */
  uint64_t size;
  uint8_t head[32];
  char extension[KHC_NOTE_EXTENSION_MAX + 1]; /* printable ASCII, not empty */
} KhcCheckpoint;

/* Writes the note and a NUL to out (room for KHC_NOTE_MAX), its length to *size (nullable).
 * KHC_ERR_ARGUMENT: origin or extension cannot stand in a note. */
int khc_checkpoint_sign (const KhcSigner *signer, const KhcCheckpoint *checkpoint, char *out,
                         size_t *size);

/* Parses strictly and verifies. KHC_ERR_MALFORMED; KHC_ERR_NO_SUCH_KEY (no signature by this key);
 * KHC_ERR_DAMAGED (its signature is not of this text). The checkpoint is zeroed on failure. */
int khc_checkpoint_verify (KhcBytes note, const uint8_t *public_key, KhcCheckpoint *checkpoint);

#endif
