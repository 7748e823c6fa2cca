/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What RSA and EC keys share. */
#include "khc-pkey-private.h"

#include <limits.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "khc-error.h"

int
khc_pkey_from_pkcs8 (const KhcSecret *der, EVP_PKEY **out)
{
  *out = NULL;
  const uint8_t *start = khc_secret_bytes (der);
  const uint8_t *end = start;
  PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO (NULL, &end, (long)khc_secret_size (der));
  if (info != NULL && (size_t)(end - start) == khc_secret_size (der))
    *out = EVP_PKCS82PKEY (info);
  PKCS8_PRIV_KEY_INFO_free (info);
  return *out != NULL ? KHC_OK : khc_fail (KHC_ERR_MALFORMED);
}

int
khc_pkey_to_pkcs8 (const EVP_PKEY *pkey, KhcSecret **out)
{
  *out = NULL;
  PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8 (pkey);
  int size = info != NULL ? i2d_PKCS8_PRIV_KEY_INFO (info, NULL) : -1;
  int result = size > 0 ? khc_secret_new ((size_t)size, out) : khc_fail (KHC_ERR_INTERNAL);
  if (result == KHC_OK) {
    uint8_t *end = khc_secret_bytes_mut (*out);
    if (i2d_PKCS8_PRIV_KEY_INFO (info, &end) != size)
      result = khc_fail (KHC_ERR_INTERNAL);
  }
  PKCS8_PRIV_KEY_INFO_free (info);
  if (result != KHC_OK)
    khc_secret_clear (out);
  return result;
}

bool
khc_pkey_is (const EVP_PKEY *pkey, const char *type)
{
  const char *name = EVP_PKEY_get0_type_name (pkey);
  return name != NULL && strcmp (name, type) == 0;
}

int
khc_pkey_public_pem (const EVP_PKEY *pkey, char *out, size_t max)
{
  int result = KHC_ERR_INTERNAL;
  char *text = NULL;
  BIO *bio = BIO_new (BIO_s_mem ());
  out[0] = '\0';
  if (bio != NULL && PEM_write_bio_PUBKEY (bio, (EVP_PKEY *)pkey) == 1) {
    long size = BIO_get_mem_data (bio, &text);
    if (size > 0 && (size_t)size < max) {
      memcpy (out, text, (size_t)size);
      out[size] = '\0';
      result = KHC_OK;
    }
  }
  BIO_free (bio);
  return result == KHC_OK ? result : khc_fail (result);
}

int
khc_pkey_number (const EVP_PKEY *pkey, const KhcPkeyNumber *number, uint8_t *out, size_t *size)
{
  BIGNUM *bn = NULL;
  *size = 0;
  if (EVP_PKEY_get_bn_param (pkey, number->name, &bn) != 1)
    return khc_fail (KHC_ERR_INTERNAL);
  size_t width = number->width > 0 ? number->width : (size_t)BN_num_bytes (bn);
  int result = KHC_ERR_RANGE;
  if (width <= number->max && width <= INT_MAX && BN_bn2binpad (bn, out, (int)width) >= 0) {
    *size = width;
    result = KHC_OK;
  }
  BN_free (bn);
  return result == KHC_OK ? result : khc_fail (result);
}
