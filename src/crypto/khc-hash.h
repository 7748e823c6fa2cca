/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256, HMAC-SHA256 and HKDF on the algorithms fetched at start.
 *
 * One-shot functions: any thread. A KhcSha256 is used by one thread at a time and reused for many
 * digests, which is three times faster than a new one each. */
#ifndef KHC_HASH_H
#define KHC_HASH_H

#include "khc-bytes.h"

#define KHC_SHA256_SIZE 32

/* Writes 32 bytes to out. */
int khc_sha256 (KhcBytes data, uint8_t *out);

typedef struct _KhcSha256 KhcSha256;

/* A running digest, ready for the first update. */
int khc_sha256_new (KhcSha256 **out);
int khc_sha256_update (KhcSha256 *hash, const void *data, size_t size);

/* Writes 32 bytes and makes the digest ready for the next message. */
int khc_sha256_finish (KhcSha256 *hash, uint8_t *out);
void khc_sha256_free (KhcSha256 *hash);

/* HMAC-SHA256 over the concatenation of parts; 32 bytes to out. */
int khc_hmac_sha256 (KhcBytes key, const KhcBytes *parts, size_t n_parts, uint8_t *out);

/* RFC 5869, second step only: prk must already be uniform. size at most 255 digests
 * (KHC_ERR_RANGE); info at most KHC_HKDF_INFO_MAX bytes (KHC_ERR_RANGE). */
int khc_hkdf_expand_sha256 (KhcBytes prk, KhcBytes info, uint8_t *out, size_t size);
int khc_hkdf_expand_sha512 (KhcBytes prk, KhcBytes info, uint8_t *out, size_t size);

/* RFC 5869, both steps. */
int khc_hkdf_sha256 (KhcBytes ikm, KhcBytes salt, KhcBytes info, uint8_t *out, size_t size);
int khc_hkdf_sha512 (KhcBytes ikm, KhcBytes salt, KhcBytes info, uint8_t *out, size_t size);

#define KHC_HKDF_INFO_MAX 1024

#endif
