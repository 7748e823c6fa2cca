/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What RSA and EC keys share, for the files of this layer alone: PKCS#8, PEM, big numbers. */
#ifndef KHC_PKEY_PRIVATE_H
#define KHC_PKEY_PRIVATE_H

#include "khc-bytes.h"
#include "khc-secret.h"
#include "khc-suite-private.h"

/* KHC_ERR_MALFORMED unless all of der is one PKCS#8 private key. (transfer full) */
int khc_pkey_from_pkcs8 (const KhcSecret *der, EVP_PKEY **out);
int khc_pkey_to_pkcs8 (const EVP_PKEY *pkey, KhcSecret **out);

/* Whether it is a key of this type ("RSA", "EC"); needs no memory, unlike EVP_PKEY_is_a. */
bool khc_pkey_is (const EVP_PKEY *pkey, const char *type);

/* SubjectPublicKeyInfo as PEM text with its NUL, at most max bytes. */
int khc_pkey_public_pem (const EVP_PKEY *pkey, char *out, size_t max);

/* A public number of the key, big endian: minimal when width is 0, else padded to width; at most
 * max bytes to out, their number to *size. */
typedef struct {
  const char *name;
  size_t width;
  size_t max;
} KhcPkeyNumber;
int khc_pkey_number (const EVP_PKEY *pkey, const KhcPkeyNumber *number, uint8_t *out, size_t *size);

#endif
