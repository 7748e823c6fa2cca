/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AES-256-GCM with 96-bit nonces and 128-bit tags, and nothing else of it.
 *
 * A KhcGcm holds a key schedule: freeing it is what takes the key out of memory. One thread at a
 * time. A nonce must never come twice under one key; random nonces are good for 2^32 messages. */
#ifndef KHC_GCM_H
#define KHC_GCM_H

#include "khc-bytes.h"
#include "khc-secret.h"

#define KHC_GCM_KEY_SIZE 32
#define KHC_GCM_NONCE_SIZE 12
#define KHC_GCM_TAG_SIZE 16

typedef struct _KhcGcm KhcGcm;

/* key: 32 bytes, else KHC_ERR_ARGUMENT. (transfer full) */
int khc_gcm_new (KhcBytes key, KhcGcm **out);
void khc_gcm_free (KhcGcm *gcm);

/* Writes plain.size bytes and the tag to out, which may be plain's own buffer. */
int khc_gcm_seal (KhcGcm *gcm, KhcBytes nonce, KhcBytes aad, KhcBytes plain, uint8_t *out);

/* sealed ends with the tag; writes sealed.size - 16 bytes to out, which may be sealed's own buffer.
 * KHC_ERR_DAMAGED: nothing authentic (key, nonce, aad or bytes differ); out is wiped then. */
int khc_gcm_open (KhcGcm *gcm, KhcBytes nonce, KhcBytes aad, KhcBytes sealed, uint8_t *out);

/* One secret sealed under another: nonce 12 (random) | bytes | tag 16. For single values (a vault's
 * private key), at most 2^32 under one key. out holds khc_secret_size (plain) + KHC_BOX_OVERHEAD.
 */
#define KHC_BOX_OVERHEAD (KHC_GCM_NONCE_SIZE + KHC_GCM_TAG_SIZE)
int khc_box_seal (const KhcSecret *key, KhcBytes aad, const KhcSecret *plain, uint8_t *out);

/* (transfer full). KHC_ERR_TRUNCATED below KHC_BOX_OVERHEAD bytes, KHC_ERR_DAMAGED. */
int khc_box_open (const KhcSecret *key, KhcBytes aad, KhcBytes sealed, KhcSecret **out);

#endif
