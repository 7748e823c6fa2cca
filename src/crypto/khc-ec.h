/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elliptic curve keys as vaults create them: made, stored as PKCS#8, public half shown.
 *
 * A KhcEcKey is immutable and atomically reference counted: any thread. */
#ifndef KHC_EC_H
#define KHC_EC_H

#include "khc-bytes.h"
#include "khc-secret.h"

typedef enum {
  KHC_CURVE_P256 = 1,
  KHC_CURVE_P384 = 2,
  KHC_CURVE_P521 = 3,
  KHC_CURVE_P256K = 4,
} KhcCurve;

#define KHC_EC_MAX_SIZE 66
#define KHC_EC_PEM_MAX 512

typedef struct _KhcEcKey KhcEcKey;

/* "P-256", "P-384", "P-521", "P-256K" as Key Vault spells them, or NULL. */
const char *khc_curve_name (KhcCurve curve);

/* The full width of a coordinate in bytes (32, 48, 66, 32), or 0. */
size_t khc_curve_size (KhcCurve curve);

/* (transfer full) */
int khc_ec_generate (KhcCurve curve, KhcEcKey **out);

/* KHC_ERR_MALFORMED, KHC_ERR_UNSUPPORTED (not one of the four curves). */
int khc_ec_from_pkcs8 (const KhcSecret *der, KhcEcKey **out);
int khc_ec_to_pkcs8 (const KhcEcKey *key, KhcSecret **out);

KhcEcKey *khc_ec_ref (KhcEcKey *key);
void khc_ec_unref (KhcEcKey *key);

KhcCurve khc_ec_curve (const KhcEcKey *key);

/* Coordinates at full width: khc_curve_size bytes each. */
int khc_ec_public (const KhcEcKey *key, uint8_t *x, uint8_t *y);
int khc_ec_public_pem (const KhcEcKey *key, char *out);
int khc_ec_thumbprint (const KhcEcKey *key, uint8_t *out);

#endif
