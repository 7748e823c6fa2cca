/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scrypt with its memory allowed and its parameters bounded. */
#include "khc-scrypt.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include "khc-error.h"
#include "khc-scrypt-private.h"
#include "khc-suite-private.h"

KhcScryptParams
khc_scrypt_default (void)
{
  KhcScryptParams params = { KHC_SCRYPT_DEFAULT_LOG_N, KHC_SCRYPT_R, 1 };
  return params;
}

int
khc_scrypt_check (const KhcScryptParams *params)
{
  bool good = params->log_n >= KHC_SCRYPT_MIN_LOG_N && params->log_n <= KHC_SCRYPT_MAX_LOG_N
              && params->r == KHC_SCRYPT_R && params->p >= 1 && params->p <= KHC_SCRYPT_MAX_P;
  return good ? KHC_OK : KHC_ERR_REFUSED;
}

/* The library's own limit is 32 MiB, under which the default fails: its need is 128 r (N + p) bytes
 * and a little. */
int
khc_scrypt_run (const KhcScryptParams *params, KhcBytes passphrase, KhcBytes salt, uint8_t *out,
                size_t size)
{
  static uint8_t none[1];
  const KhcSuite *suite = khc_suite ();
  EVP_KDF_CTX *ctx = suite != NULL ? EVP_KDF_CTX_new (suite->scrypt) : NULL;
  if (ctx == NULL)
    return khc_fail (KHC_ERR_MEMORY);
  uint64_t n = UINT64_C (1) << params->log_n;
  uint32_t r = params->r;
  uint32_t p = params->p;
  uint64_t max = 128 * (uint64_t)r * (n + p + 2) + 1024 * 1024;
  void *pass = passphrase.size > 0 ? (void *)passphrase.data : none;
  void *salt_data = salt.size > 0 ? (void *)salt.data : none;
  OSSL_PARAM list[] = {
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_PASSWORD, pass, passphrase.size),
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_SALT, salt_data, salt.size),
    OSSL_PARAM_construct_uint64 (OSSL_KDF_PARAM_SCRYPT_N, &n),
    OSSL_PARAM_construct_uint32 (OSSL_KDF_PARAM_SCRYPT_R, &r),
    OSSL_PARAM_construct_uint32 (OSSL_KDF_PARAM_SCRYPT_P, &p),
    OSSL_PARAM_construct_uint64 (OSSL_KDF_PARAM_SCRYPT_MAXMEM, &max),
    OSSL_PARAM_construct_end (),
  };
  int result = EVP_KDF_derive (ctx, out, size, list) == 1 ? KHC_OK : khc_fail (KHC_ERR_MEMORY);
  EVP_KDF_CTX_free (ctx);
  if (result != KHC_OK)
    OPENSSL_cleanse (out, size);
  return result;
}

int
khc_scrypt (const KhcScryptParams *params, KhcBytes passphrase, KhcBytes salt, uint8_t *out,
            size_t size)
{
  int result = khc_scrypt_check (params);
  if (result == KHC_OK)
    return khc_scrypt_run (params, passphrase, salt, out, size);
  OPENSSL_cleanse (out, size);
  return result;
}
