/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XAES-256-GCM (C2SP): AES-256-GCM with nonces of 24 bytes, for the files of this layer alone.
 *
 * A KhcXaes holds key schedules; one thread at a time. */
#ifndef KHC_XAES_PRIVATE_H
#define KHC_XAES_PRIVATE_H

#include "khc-bytes.h"
#include "khc-suite-private.h"

#define KHC_XAES_NONCE_SIZE 24

typedef struct {
  EVP_CIPHER_CTX *ecb; /* under the key itself */
  EVP_CIPHER_CTX *gcm; /* under the subkey of the last message */
  uint8_t k1[16];      /* the CMAC subkey of the specification */
} KhcXaes;

typedef struct {
  const uint8_t *nonce; /* 24 bytes */
  KhcBytes aad;
  KhcBytes in;
  uint8_t *out; /* as long as in, may be in's own buffer */
} KhcXaesMessage;

/* key: 32 bytes. On failure nothing is left to clear. */
int khc_xaes_init (KhcXaes *xaes, const uint8_t *key);
void khc_xaes_clear (KhcXaes *xaes);

/* The 32-byte key of messages whose nonce begins with these 12 bytes. */
int khc_xaes_subkey (KhcXaes *xaes, const uint8_t *nonce, uint8_t *subkey);

/* tag: 16 bytes. */
int khc_xaes_seal (KhcXaes *xaes, const KhcXaesMessage *message, uint8_t *tag);
int khc_xaes_open (KhcXaes *xaes, const KhcXaesMessage *message, const uint8_t *tag);

#endif
