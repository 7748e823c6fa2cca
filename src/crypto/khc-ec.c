/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elliptic curve keys. */
#include "khc-ec.h"

#include <stdatomic.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>

#include "khc-error.h"
#include "khc-pkey-private.h"
#include "khc-thumbprint.h"

struct _KhcEcKey {
  atomic_uint references;
  EVP_PKEY *pkey;
  KhcCurve curve;
};

static const struct {
  KhcCurve curve;
  const char *name;  /* Key Vault's */
  const char *group; /* the library's */
  size_t size;
} curves[] = {
  { KHC_CURVE_P256, "P-256", "prime256v1", 32 },
  { KHC_CURVE_P384, "P-384", "secp384r1", 48 },
  { KHC_CURVE_P521, "P-521", "secp521r1", 66 },
  { KHC_CURVE_P256K, "P-256K", "secp256k1", 32 },
};

#define N_CURVES (sizeof curves / sizeof curves[0])

/* Its row in the table, or N_CURVES. */
static size_t
find_curve (KhcCurve curve)
{
  size_t i = 0;
  while (i < N_CURVES && curves[i].curve != curve)
    i++;
  return i;
}

const char *
khc_curve_name (KhcCurve curve)
{
  size_t i = find_curve (curve);
  return i < N_CURVES ? curves[i].name : NULL;
}

size_t
khc_curve_size (KhcCurve curve)
{
  size_t i = find_curve (curve);
  return i < N_CURVES ? curves[i].size : 0;
}

/* Takes pkey, also on failure. */
static int
wrap_pkey (EVP_PKEY *pkey, KhcCurve curve, KhcEcKey **out)
{
  KhcEcKey *key = OPENSSL_zalloc (sizeof *key);
  if (key == NULL) {
    EVP_PKEY_free (pkey);
    return khc_fail (KHC_ERR_MEMORY);
  }
  atomic_init (&key->references, 1);
  key->pkey = pkey;
  key->curve = curve;
  *out = key;
  return KHC_OK;
}

int
khc_ec_generate (KhcCurve curve, KhcEcKey **out)
{
  *out = NULL;
  size_t i = find_curve (curve);
  if (i == N_CURVES)
    return KHC_ERR_ARGUMENT;
  if (khc_suite () == NULL)
    return KHC_ERR_MEMORY;
  EVP_PKEY *pkey = EVP_PKEY_Q_keygen (NULL, NULL, "EC", curves[i].group);
  return pkey != NULL ? wrap_pkey (pkey, curve, out) : khc_fail (KHC_ERR_INTERNAL);
}

int
khc_ec_from_pkcs8 (const KhcSecret *der, KhcEcKey **out)
{
  char group[64] = "";
  size_t size = 0;
  EVP_PKEY *pkey;
  *out = NULL;
  int result = khc_pkey_from_pkcs8 (der, &pkey);
  if (result != KHC_OK)
    return result;
  result = KHC_ERR_UNSUPPORTED;
  if (khc_pkey_is (pkey, "EC")
      && EVP_PKEY_get_utf8_string_param (pkey, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group,
                                         &size)
             != 1)
    result = KHC_ERR_INTERNAL;
  for (size_t i = 0; i < N_CURVES; i++) {
    if (strcmp (group, curves[i].group) == 0)
      return wrap_pkey (pkey, curves[i].curve, out);
  }
  EVP_PKEY_free (pkey);
  return khc_fail (result);
}

int
khc_ec_to_pkcs8 (const KhcEcKey *key, KhcSecret **out)
{
  return khc_pkey_to_pkcs8 (key->pkey, out);
}

KhcEcKey *
khc_ec_ref (KhcEcKey *key)
{
  atomic_fetch_add (&key->references, 1);
  return key;
}

void
khc_ec_unref (KhcEcKey *key)
{
  if (key == NULL || atomic_fetch_sub (&key->references, 1) != 1)
    return;
  EVP_PKEY_free (key->pkey);
  OPENSSL_free (key);
}

KhcCurve
khc_ec_curve (const KhcEcKey *key)
{
  return key->curve;
}

int
khc_ec_public (const KhcEcKey *key, uint8_t *x, uint8_t *y)
{
  size_t width = khc_curve_size (key->curve);
  size_t size = 0;
  KhcPkeyNumber number_x = { OSSL_PKEY_PARAM_EC_PUB_X, width, width };
  KhcPkeyNumber number_y = { OSSL_PKEY_PARAM_EC_PUB_Y, width, width };
  int result = khc_pkey_number (key->pkey, &number_x, x, &size);
  return result == KHC_OK ? khc_pkey_number (key->pkey, &number_y, y, &size) : result;
}

int
khc_ec_public_pem (const KhcEcKey *key, char *out)
{
  return khc_pkey_public_pem (key->pkey, out, KHC_EC_PEM_MAX);
}

int
khc_ec_thumbprint (const KhcEcKey *key, uint8_t *out)
{
  uint8_t x[KHC_EC_MAX_SIZE];
  uint8_t y[KHC_EC_MAX_SIZE];
  size_t size = khc_curve_size (key->curve);
  memset (out, 0, 32);
  int result = khc_ec_public (key, x, y);
  if (result != KHC_OK)
    return result;
  return khc_thumbprint_ec (khc_curve_name (key->curve), khc_bytes (x, size), khc_bytes (y, size),
                            out);
}
