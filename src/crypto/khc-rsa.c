/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RSA keys and RSA-OAEP. */
#include "khc-rsa.h"

#include <stdatomic.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "khc-error.h"
#include "khc-pkey-private.h"
#include "khc-thumbprint.h"

struct _KhcRsaKey {
  atomic_uint references;
  EVP_PKEY *pkey;
  bool has_private;
};

/* Takes pkey, also on failure. */
static int
wrap_pkey (EVP_PKEY *pkey, bool has_private, KhcRsaKey **out)
{
  KhcRsaKey *key = OPENSSL_zalloc (sizeof *key);
  if (key == NULL) {
    EVP_PKEY_free (pkey);
    return khc_fail (KHC_ERR_MEMORY);
  }
  atomic_init (&key->references, 1);
  key->pkey = pkey;
  key->has_private = has_private;
  *out = key;
  return KHC_OK;
}

/* The policy for every key: kind, size and exponent. */
static int
check_policy (EVP_PKEY *pkey)
{
  BIGNUM *e = NULL;
  if (!khc_pkey_is (pkey, "RSA"))
    return KHC_ERR_UNSUPPORTED;
  int bits = EVP_PKEY_get_bits (pkey);
  if (bits <= 0)
    return khc_fail (KHC_ERR_INTERNAL);
  if (bits < KHC_RSA_MIN_BITS || bits > KHC_RSA_MAX_BITS || bits % 8 != 0)
    return KHC_ERR_REFUSED;
  if (EVP_PKEY_get_bn_param (pkey, OSSL_PKEY_PARAM_RSA_E, &e) != 1)
    return khc_fail (KHC_ERR_MALFORMED);
  bool good = BN_is_odd (e) && !BN_is_one (e) && BN_num_bits (e) <= 64;
  BN_free (e);
  return good ? KHC_OK : KHC_ERR_REFUSED;
}

/* Takes pkey, also on failure. */
static int
adopt_pkey (EVP_PKEY *pkey, bool has_private, KhcRsaKey **out)
{
  int result = check_policy (pkey);
  if (result == KHC_OK)
    return wrap_pkey (pkey, has_private, out);
  EVP_PKEY_free (pkey);
  return result;
}

int
khc_rsa_generate (unsigned int bits, KhcRsaKey **out)
{
  *out = NULL;
  if (bits != 2048 && bits != 3072 && bits != 4096)
    return KHC_ERR_REFUSED;
  if (khc_suite () == NULL)
    return KHC_ERR_MEMORY;
  EVP_PKEY *pkey = EVP_PKEY_Q_keygen (NULL, NULL, "RSA", (size_t)bits);
  if (pkey == NULL)
    return khc_fail (KHC_ERR_INTERNAL);
  return wrap_pkey (pkey, true, out);
}

int
khc_rsa_from_pkcs8 (const KhcSecret *der, KhcRsaKey **out)
{
  EVP_PKEY *pkey;
  *out = NULL;
  int result = khc_pkey_from_pkcs8 (der, &pkey);
  return result == KHC_OK ? adopt_pkey (pkey, true, out) : result;
}

/* Parameters of a public key, or NULL. */
static OSSL_PARAM *
build_public (const BIGNUM *n, const BIGNUM *e)
{
  OSSL_PARAM *params = NULL;
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new ();
  if (builder != NULL && OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_N, n)
      && OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_E, e))
    params = OSSL_PARAM_BLD_to_param (builder);
  OSSL_PARAM_BLD_free (builder);
  return params;
}

/* NULL when there is no memory: the numbers have been checked as far as they are here. */
static EVP_PKEY *
make_public (const BIGNUM *n, const BIGNUM *e)
{
  EVP_PKEY *pkey = NULL;
  OSSL_PARAM *params = build_public (n, e);
  EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name (NULL, "RSA", NULL);
  if (ctx != NULL && params != NULL && EVP_PKEY_fromdata_init (ctx) == 1
      && EVP_PKEY_fromdata (ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
    pkey = NULL;
  EVP_PKEY_CTX_free (ctx);
  OSSL_PARAM_free (params);
  return pkey;
}

int
khc_rsa_from_public (KhcBytes n, KhcBytes e, KhcRsaKey **out)
{
  *out = NULL;
  if (n.size == 0 || n.size > KHC_RSA_MAX_SIZE + 1 || e.size == 0 || e.size > 8)
    return KHC_ERR_REFUSED;
  if ((n.data[n.size - 1] & 1) == 0)
    return KHC_ERR_REFUSED;
  BIGNUM *bn_n = BN_bin2bn (n.data, (int)n.size, NULL);
  BIGNUM *bn_e = BN_bin2bn (e.data, (int)e.size, NULL);
  EVP_PKEY *pkey = bn_n != NULL && bn_e != NULL ? make_public (bn_n, bn_e) : NULL;
  BN_free (bn_n);
  BN_free (bn_e);
  return pkey != NULL ? adopt_pkey (pkey, false, out) : khc_fail (KHC_ERR_MEMORY);
}

int
khc_rsa_check (const KhcRsaKey *key)
{
  EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey (NULL, key->pkey, NULL);
  if (ctx == NULL)
    return khc_fail (KHC_ERR_MEMORY);
  int good = key->has_private ? EVP_PKEY_check (ctx) : EVP_PKEY_public_check (ctx);
  EVP_PKEY_CTX_free (ctx);
  return good == 1 ? KHC_OK : khc_fail (KHC_ERR_REFUSED);
}

int
khc_rsa_to_pkcs8 (const KhcRsaKey *key, KhcSecret **out)
{
  *out = NULL;
  return key->has_private ? khc_pkey_to_pkcs8 (key->pkey, out) : KHC_ERR_ARGUMENT;
}

KhcRsaKey *
khc_rsa_ref (KhcRsaKey *key)
{
  atomic_fetch_add (&key->references, 1);
  return key;
}

void
khc_rsa_unref (KhcRsaKey *key)
{
  if (key == NULL || atomic_fetch_sub (&key->references, 1) != 1)
    return;
  EVP_PKEY_free (key->pkey);
  OPENSSL_free (key);
}

unsigned int
khc_rsa_bits (const KhcRsaKey *key)
{
  return (unsigned int)EVP_PKEY_get_bits (key->pkey);
}

size_t
khc_rsa_size (const KhcRsaKey *key)
{
  return (size_t)EVP_PKEY_get_size (key->pkey);
}

bool
khc_rsa_has_private (const KhcRsaKey *key)
{
  return key->has_private;
}

int
khc_rsa_modulus (const KhcRsaKey *key, uint8_t *out, size_t *size)
{
  KhcPkeyNumber number = { OSSL_PKEY_PARAM_RSA_N, 0, KHC_RSA_MAX_SIZE };
  return khc_pkey_number (key->pkey, &number, out, size);
}

int
khc_rsa_exponent (const KhcRsaKey *key, uint8_t *out, size_t *size)
{
  KhcPkeyNumber number = { OSSL_PKEY_PARAM_RSA_E, 0, KHC_RSA_MAX_SIZE };
  return khc_pkey_number (key->pkey, &number, out, size);
}

int
khc_rsa_public_pem (const KhcRsaKey *key, char *out)
{
  return khc_pkey_public_pem (key->pkey, out, KHC_RSA_PEM_MAX);
}

int
khc_rsa_thumbprint (const KhcRsaKey *key, uint8_t *out)
{
  uint8_t n[KHC_RSA_MAX_SIZE];
  uint8_t e[KHC_RSA_MAX_SIZE];
  size_t n_size = 0;
  size_t e_size = 0;
  memset (out, 0, 32);
  int result = khc_rsa_modulus (key, n, &n_size);
  if (result == KHC_OK)
    result = khc_rsa_exponent (key, e, &e_size);
  if (result == KHC_OK)
    result = khc_thumbprint_rsa (khc_bytes (n, n_size), khc_bytes (e, e_size), out);
  return result;
}

/* A context set for OAEP with one digest throughout; NULL on failure. Both digests are set although
 * the second follows the first: what they are must not depend on a default. */
static EVP_PKEY_CTX *
open_oaep (EVP_PKEY *pkey, KhcOaep oaep, bool encrypt)
{
  const char *digest = oaep == KHC_OAEP_SHA256 ? "SHA256" : "SHA1";
  EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey (NULL, pkey, NULL);
  if (ctx != NULL && (encrypt ? EVP_PKEY_encrypt_init (ctx) : EVP_PKEY_decrypt_init (ctx)) == 1
      && EVP_PKEY_CTX_set_rsa_padding (ctx, RSA_PKCS1_OAEP_PADDING) == 1
      && EVP_PKEY_CTX_set_rsa_oaep_md_name (ctx, digest, NULL) == 1
      && EVP_PKEY_CTX_set_rsa_mgf1_md_name (ctx, digest, NULL) == 1)
    return ctx;
  EVP_PKEY_CTX_free (ctx);
  return NULL;
}

static bool
is_oaep (KhcOaep oaep)
{
  return oaep == KHC_OAEP_SHA256 || oaep == KHC_OAEP_SHA1;
}

int
khc_rsa_wrap (const KhcRsaKey *key, KhcOaep oaep, KhcBytes plain, uint8_t *out)
{
  size_t size = khc_rsa_size (key);
  size_t overhead = oaep == KHC_OAEP_SHA256 ? 2 * 32 + 2 : 2 * 20 + 2;
  memset (out, 0, size);
  if (!is_oaep (oaep))
    return KHC_ERR_ARGUMENT;
  if (plain.size > size - overhead)
    return KHC_ERR_RANGE;
  static const uint8_t none[1];
  EVP_PKEY_CTX *ctx = open_oaep (key->pkey, oaep, true);
  size_t made = size;
  int result = KHC_OK;
  if (ctx == NULL
      || EVP_PKEY_encrypt (ctx, out, &made, plain.size > 0 ? plain.data : none, plain.size) != 1
      || made != size) {
    OPENSSL_cleanse (out, size);
    result = khc_fail (KHC_ERR_INTERNAL);
  }
  EVP_PKEY_CTX_free (ctx);
  return result;
}

static bool
set_label (EVP_PKEY_CTX *ctx, KhcBytes label)
{
  if (label.size == 0)
    return true;
  void *copy = OPENSSL_memdup (label.data, label.size);
  if (copy == NULL)
    return false;
  if (EVP_PKEY_CTX_set0_rsa_oaep_label (ctx, copy, (int)label.size) == 1)
    return true;
  OPENSSL_free (copy);
  return false;
}

/* What a failed decryption says of the ciphertext: all that can be wrong with one is one result,
 * and told from a library that could not compute. The queue is emptied by the caller. */
static int
judge_failure (void)
{
  unsigned long code;
  int result = KHC_ERR_INTERNAL;
  while ((code = ERR_peek_error ()) != 0 && result == KHC_ERR_INTERNAL) {
    int reason = ERR_GET_REASON (code);
    if (reason == ERR_R_MALLOC_FAILURE)
      return KHC_ERR_MEMORY;
    if (ERR_GET_LIB (code) == ERR_LIB_RSA
        && (reason == RSA_R_OAEP_DECODING_ERROR || reason == RSA_R_DATA_TOO_LARGE_FOR_MODULUS))
      result = KHC_ERR_WRONG_KEY;
    else
      ERR_get_error ();
  }
  return result;
}

/* One decryption into out, which has room for a whole modulus. */
static int
run_unwrap (EVP_PKEY *pkey, KhcOaep oaep, KhcBytes label, KhcBytes wrapped, KhcSecret *out)
{
  size_t size = khc_secret_size (out);
  int result;
  EVP_PKEY_CTX *ctx = open_oaep (pkey, oaep, false);
  ERR_clear_error ();
  if (ctx == NULL || !set_label (ctx, label))
    result = KHC_ERR_MEMORY;
  else if (EVP_PKEY_decrypt (ctx, khc_secret_bytes_mut (out), &size, wrapped.data, wrapped.size)
           != 1)
    result = judge_failure ();
  else
    result = khc_secret_shrink (out, size);
  EVP_PKEY_CTX_free (ctx);
  return result == KHC_OK ? KHC_OK : khc_fail (result);
}

/* Short of memory the library can answer as for a wrong padding, and a key whose blinding could not
 * be renewed then stays wrong for up to 32 more operations. What follows from a wrong key is an
 * environment that goes down, so bad news is heard twice, the second time from a copy of the key,
 * which has a blinding of its own. */
static int
unwrap_again (const KhcRsaKey *key, KhcOaep oaep, KhcBytes label, KhcBytes wrapped, KhcSecret *out)
{
  EVP_PKEY *copy = EVP_PKEY_dup (key->pkey);
  if (copy == NULL)
    return khc_fail (KHC_ERR_MEMORY);
  int result = run_unwrap (copy, oaep, label, wrapped, out);
  EVP_PKEY_free (copy);
  return result;
}

int
khc_rsa_unwrap_labelled (const KhcRsaKey *key, KhcOaep oaep, KhcBytes label, KhcBytes wrapped,
                         KhcSecret **out)
{
  *out = NULL;
  if (!key->has_private || !is_oaep (oaep) || label.size > KHC_SECRET_MAX)
    return KHC_ERR_ARGUMENT;
  if (wrapped.size != khc_rsa_size (key))
    return KHC_ERR_WRONG_KEY;
  int result = khc_secret_new (wrapped.size, out);
  if (result == KHC_OK)
    result = run_unwrap (key->pkey, oaep, label, wrapped, *out);
  if (result == KHC_ERR_WRONG_KEY)
    result = unwrap_again (key, oaep, label, wrapped, *out);
  if (result != KHC_OK)
    khc_secret_clear (out);
  return result;
}

int
khc_rsa_unwrap (const KhcRsaKey *key, KhcOaep oaep, KhcBytes wrapped, KhcSecret **out)
{
  return khc_rsa_unwrap_labelled (key, oaep, khc_bytes (NULL, 0), wrapped, out);
}
