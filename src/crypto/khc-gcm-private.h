/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One AES-256-GCM message on a caller's context, for the files of this layer alone. */
#ifndef KHC_GCM_PRIVATE_H
#define KHC_GCM_PRIVATE_H

#include "khc-bytes.h"
#include "khc-suite-private.h"

typedef struct {
  const uint8_t *key;   /* 32 bytes; NULL: the one the context has (saves the key schedule) */
  const uint8_t *nonce; /* 12 bytes */
  KhcBytes aad;
  KhcBytes in;
  uint8_t *out; /* as long as in, may be in's own buffer */
} KhcGcmMessage;

/* A context for AES-256-GCM, with key (32 bytes, nullable); NULL when there is no memory. */
EVP_CIPHER_CTX *khc_gcm_ctx_new (const uint8_t *key);

/* Seals; the tag (16 bytes) is written to tag. out is wiped on failure. */
int khc_gcm_ctx_seal (EVP_CIPHER_CTX *ctx, const KhcGcmMessage *message, uint8_t *tag);

/* Opens; KHC_ERR_DAMAGED and a wiped out when the tag is another one. */
int khc_gcm_ctx_open (EVP_CIPHER_CTX *ctx, const KhcGcmMessage *message, const uint8_t *tag);

#endif
