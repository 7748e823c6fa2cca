/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256, HMAC-SHA256 and HKDF. */
#include "khc-hash.h"

#include <stdbool.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/params.h>

#include "khc-error.h"
#include "khc-suite-private.h"

struct _KhcSha256 {
  EVP_MD_CTX *ctx;
};

int
khc_sha256_new (KhcSha256 **out)
{
  *out = NULL;
  const KhcSuite *suite = khc_suite ();
  KhcSha256 *hash = suite != NULL ? OPENSSL_zalloc (sizeof *hash) : NULL;
  if (hash == NULL)
    return khc_fail (KHC_ERR_MEMORY);
  hash->ctx = EVP_MD_CTX_new ();
  if (hash->ctx == NULL || !EVP_DigestInit_ex2 (hash->ctx, suite->sha256, NULL)) {
    khc_sha256_free (hash);
    return khc_fail (KHC_ERR_MEMORY);
  }
  *out = hash;
  return KHC_OK;
}

int
khc_sha256_update (KhcSha256 *hash, const void *data, size_t size)
{
  if (size > 0 && !EVP_DigestUpdate (hash->ctx, data, size))
    return khc_fail (KHC_ERR_INTERNAL);
  return KHC_OK;
}

int
khc_sha256_finish (KhcSha256 *hash, uint8_t *out)
{
  unsigned int size = 0;
  bool finished = EVP_DigestFinal_ex (hash->ctx, out, &size) == 1 && size == KHC_SHA256_SIZE;
  bool ready = EVP_DigestInit_ex2 (hash->ctx, NULL, NULL) == 1;
  if (finished && ready)
    return KHC_OK;
  memset (out, 0, KHC_SHA256_SIZE);
  return khc_fail (KHC_ERR_INTERNAL);
}

void
khc_sha256_free (KhcSha256 *hash)
{
  if (hash == NULL)
    return;
  EVP_MD_CTX_free (hash->ctx);
  OPENSSL_free (hash);
}

int
khc_sha256 (KhcBytes data, uint8_t *out)
{
  memset (out, 0, KHC_SHA256_SIZE);
  KhcSha256 *hash;
  int result = khc_sha256_new (&hash);
  if (result == KHC_OK)
    result = khc_sha256_update (hash, data.data, data.size);
  if (result == KHC_OK)
    result = khc_sha256_finish (hash, out);
  khc_sha256_free (hash);
  return result;
}

static bool
hmac_run (EVP_MAC_CTX *ctx, KhcBytes key, const KhcBytes *parts, size_t n_parts, uint8_t *out)
{
  static char digest[] = "SHA256";
  static const uint8_t none[1];
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_utf8_string (OSSL_MAC_PARAM_DIGEST, digest, 0),
    OSSL_PARAM_construct_end (),
  };
  if (!EVP_MAC_init (ctx, key.size > 0 ? key.data : none, key.size, params))
    return false;
  for (size_t i = 0; i < n_parts; i++) {
    if (parts[i].size > 0 && !EVP_MAC_update (ctx, parts[i].data, parts[i].size))
      return false;
  }
  size_t size = 0;
  return EVP_MAC_final (ctx, out, &size, KHC_SHA256_SIZE) == 1 && size == KHC_SHA256_SIZE;
}

int
khc_hmac_sha256 (KhcBytes key, const KhcBytes *parts, size_t n_parts, uint8_t *out)
{
  memset (out, 0, KHC_SHA256_SIZE);
  const KhcSuite *suite = khc_suite ();
  EVP_MAC_CTX *ctx = suite != NULL ? EVP_MAC_CTX_new (suite->hmac) : NULL;
  if (ctx == NULL)
    return khc_fail (KHC_ERR_MEMORY);
  int result = KHC_OK;
  if (!hmac_run (ctx, key, parts, n_parts, out)) {
    OPENSSL_cleanse (out, KHC_SHA256_SIZE);
    result = khc_fail (KHC_ERR_INTERNAL);
  }
  EVP_MAC_CTX_free (ctx);
  return result;
}

/* One run of the library's HKDF. */
typedef struct {
  const char *digest;
  size_t digest_size;
  int mode;
  KhcBytes key;
  KhcBytes salt;
  KhcBytes info;
} HkdfRun;

static OSSL_PARAM
bytes_param (const char *name, KhcBytes bytes)
{
  return OSSL_PARAM_construct_octet_string (name, (void *)bytes.data, bytes.size);
}

static int
hkdf_run (const HkdfRun *run, uint8_t *out, size_t size)
{
  if (run->key.size == 0 || size == 0)
    return KHC_ERR_ARGUMENT;
  if (size > 255 * run->digest_size || run->info.size > KHC_HKDF_INFO_MAX)
    return KHC_ERR_RANGE;
  const KhcSuite *suite = khc_suite ();
  EVP_KDF_CTX *ctx = suite != NULL ? EVP_KDF_CTX_new (suite->hkdf) : NULL;
  if (ctx == NULL)
    return khc_fail (KHC_ERR_MEMORY);
  int mode = run->mode;
  OSSL_PARAM params[6];
  size_t n = 0;
  params[n++] = OSSL_PARAM_construct_utf8_string (OSSL_KDF_PARAM_DIGEST, (char *)run->digest, 0);
  params[n++] = OSSL_PARAM_construct_int (OSSL_KDF_PARAM_MODE, &mode);
  params[n++] = bytes_param (OSSL_KDF_PARAM_KEY, run->key);
  if (run->salt.size > 0)
    params[n++] = bytes_param (OSSL_KDF_PARAM_SALT, run->salt);
  if (run->info.size > 0)
    params[n++] = bytes_param (OSSL_KDF_PARAM_INFO, run->info);
  params[n] = OSSL_PARAM_construct_end ();
  int result = EVP_KDF_derive (ctx, out, size, params) == 1 ? KHC_OK : khc_fail (KHC_ERR_INTERNAL);
  EVP_KDF_CTX_free (ctx);
  return result;
}

static int
hkdf_run_or_wipe (const HkdfRun *run, uint8_t *out, size_t size)
{
  int result = hkdf_run (run, out, size);
  if (result != KHC_OK)
    OPENSSL_cleanse (out, size);
  return result;
}

int
khc_hkdf_expand_sha256 (KhcBytes prk, KhcBytes info, uint8_t *out, size_t size)
{
  HkdfRun run = { "SHA256", 32, EVP_KDF_HKDF_MODE_EXPAND_ONLY, prk, { NULL, 0 }, info };
  return hkdf_run_or_wipe (&run, out, size);
}

int
khc_hkdf_expand_sha512 (KhcBytes prk, KhcBytes info, uint8_t *out, size_t size)
{
  HkdfRun run = { "SHA512", 64, EVP_KDF_HKDF_MODE_EXPAND_ONLY, prk, { NULL, 0 }, info };
  return hkdf_run_or_wipe (&run, out, size);
}

int
khc_hkdf_sha256 (KhcBytes ikm, KhcBytes salt, KhcBytes info, uint8_t *out, size_t size)
{
  HkdfRun run = { "SHA256", 32, EVP_KDF_HKDF_MODE_EXTRACT_AND_EXPAND, ikm, salt, info };
  return hkdf_run_or_wipe (&run, out, size);
}

int
khc_hkdf_sha512 (KhcBytes ikm, KhcBytes salt, KhcBytes info, uint8_t *out, size_t size)
{
  HkdfRun run = { "SHA512", 64, EVP_KDF_HKDF_MODE_EXTRACT_AND_EXPAND, ikm, salt, info };
  return hkdf_run_or_wipe (&run, out, size);
}
