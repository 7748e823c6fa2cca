/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RSA keys of 2048 to 4096 bits: made, stored as PKCS#8, and used to wrap with OAEP.
 *
 * A KhcRsaKey is immutable and atomically reference counted: any thread may use it. Decoding costs
 * more than a private operation, so keep the key, and drop the last reference at lock, which wipes
 * it. Generation takes up to seconds: in a worker. */
#ifndef KHC_RSA_H
#define KHC_RSA_H

#include <stdbool.h>

#include "khc-bytes.h"
#include "khc-secret.h"

#define KHC_RSA_MIN_BITS 2048
#define KHC_RSA_MAX_BITS 4096
#define KHC_RSA_MAX_SIZE (KHC_RSA_MAX_BITS / 8)
/* Room for the PEM text of any key, with its NUL. */
#define KHC_RSA_PEM_MAX 1024

typedef struct _KhcRsaKey KhcRsaKey;

/* Both digests of a pair are the same one; mixed pairs are not offered. */
typedef enum {
  KHC_OAEP_SHA256 = 1, /* RSA-OAEP-256: the wrap of DEKs */
  KHC_OAEP_SHA1 = 2,   /* RSA-OAEP of Key Vault, and the outer half of a BYOK blob */
} KhcOaep;

/* bits: 2048, 3072 or 4096 (KHC_ERR_REFUSED), exponent 65537. (transfer full) */
int khc_rsa_generate (unsigned int bits, KhcRsaKey **out);

/* A private key from PKCS#8 DER, all bytes used. KHC_ERR_MALFORMED; KHC_ERR_UNSUPPORTED (not RSA);
 * KHC_ERR_REFUSED (size, an exponent that is even or under 3). Trusts the numbers: see
 * khc_rsa_check. */
int khc_rsa_from_pkcs8 (const KhcSecret *der, KhcRsaKey **out);

/* A public key from modulus and exponent, big endian. The same policy. */
int khc_rsa_from_public (KhcBytes n, KhcBytes e, KhcRsaKey **out);

/* Whether the numbers belong together (slow: primes are tested). For keys that come from outside.
 * KHC_ERR_REFUSED. */
int khc_rsa_check (const KhcRsaKey *key);

/* The private key as PKCS#8 DER. KHC_ERR_ARGUMENT for a public key. (transfer full) */
int khc_rsa_to_pkcs8 (const KhcRsaKey *key, KhcSecret **out);

KhcRsaKey *khc_rsa_ref (KhcRsaKey *key);
void khc_rsa_unref (KhcRsaKey *key); /* NULL is allowed */

unsigned int khc_rsa_bits (const KhcRsaKey *key);
size_t khc_rsa_size (const KhcRsaKey *key); /* bytes of modulus and of a wrapped value */
bool khc_rsa_has_private (const KhcRsaKey *key);

/* Modulus and exponent, big endian without leading zeros; out has room for KHC_RSA_MAX_SIZE bytes.
 */
int khc_rsa_modulus (const KhcRsaKey *key, uint8_t *out, size_t *size);
int khc_rsa_exponent (const KhcRsaKey *key, uint8_t *out, size_t *size);

/* SubjectPublicKeyInfo as PEM text; out has room for KHC_RSA_PEM_MAX bytes. */
int khc_rsa_public_pem (const KhcRsaKey *key, char *out);

/* SHA-256 thumbprint of the public half (RFC 7638), 32 bytes. */
int khc_rsa_thumbprint (const KhcRsaKey *key, uint8_t *out);

/* OAEP without a label. Writes khc_rsa_size (key) bytes. KHC_ERR_RANGE: plain is too long. */
int khc_rsa_wrap (const KhcRsaKey *key, KhcOaep oaep, KhcBytes plain, uint8_t *out);

/* KHC_ERR_WRONG_KEY whatever fails, with nothing left in the library's error queue that tells more;
 * KHC_ERR_ARGUMENT for a public key. (transfer full) */
int khc_rsa_unwrap (const KhcRsaKey *key, KhcOaep oaep, KhcBytes wrapped, KhcSecret **out);

/* The same with an OAEP label, which Keyhold's own formats never use. */
int khc_rsa_unwrap_labelled (const KhcRsaKey *key, KhcOaep oaep, KhcBytes label, KhcBytes wrapped,
                             KhcSecret **out);

#endif
