/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The algorithms fetched at start, for the files of this layer alone.
 *
 * Read-only after khc_init, shared by all threads: fetching for each call costs 200 ns and a lock.
 */
#ifndef KHC_SUITE_PRIVATE_H
#define KHC_SUITE_PRIVATE_H

#include <stdbool.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

typedef struct {
  EVP_CIPHER *aes_128_ecb;
  EVP_CIPHER *aes_192_ecb;
  EVP_CIPHER *aes_256_ecb;
  EVP_CIPHER *aes_256_gcm;
  EVP_CIPHER *aes_256_xts;
  EVP_MD *sha256;
  EVP_KDF *hkdf;
  EVP_KDF *scrypt;
  EVP_MAC *hmac;
} KhcSuite;

/* NULL when khc_init failed; calls it when nobody has. */
const KhcSuite *khc_suite (void);

/* How often this process was forked from one that had started: what must not repeat compares it. */
unsigned int khc_fork_count (void);

/* Empties the library's error queue, so that its text cannot tell what result hides, and returns
 * result, or KHC_ERR_MEMORY when the queue says that memory was what failed. */
int khc_fail (int result);

#endif
