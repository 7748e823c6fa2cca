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
  if (EVP_PKEY_is_a (pkey, "RSA") != 1)
    return KHC_ERR_UNSUPPORTED;
  int bits = EVP_PKEY_get_bits (pkey);
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

int
khc_rsa_from_public (KhcBytes n, KhcBytes e, KhcRsaKey **out)
{
  *out = NULL;
  if (n.size == 0 || n.size > KHC_RSA_MAX_SIZE + 1 || e.size == 0 || e.size > 8)
    return KHC_ERR_REFUSED;
  EVP_PKEY *pkey = NULL;
  OSSL_PARAM *params = NULL;
  BIGNUM *bn_n = BN_bin2bn (n.data, (int)n.size, NULL);
  BIGNUM *bn_e = BN_bin2bn (e.data, (int)e.size, NULL);
  EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name (NULL, "RSA", NULL);
  if (bn_n != NULL && bn_e != NULL)
    params = build_public (bn_n, bn_e);
  if (ctx == NULL || params == NULL || EVP_PKEY_fromdata_init (ctx) != 1
      || EVP_PKEY_fromdata (ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
    pkey = NULL;
  bool odd = bn_n != NULL && BN_is_odd (bn_n);
  EVP_PKEY_CTX_free (ctx);
  OSSL_PARAM_free (params);
  BN_free (bn_n);
  BN_free (bn_e);
  if (pkey == NULL)
    return khc_fail (KHC_ERR_MALFORMED);
  if (!odd) {
    EVP_PKEY_free (pkey);
    return KHC_ERR_REFUSED;
  }
  return adopt_pkey (pkey, false, out);
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
open_oaep (const KhcRsaKey *key, KhcOaep oaep, bool encrypt)
{
  const char *digest = oaep == KHC_OAEP_SHA256 ? "SHA256" : "SHA1";
  EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey (NULL, key->pkey, NULL);
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
  EVP_PKEY_CTX *ctx = open_oaep (key, oaep, true);
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

int
khc_rsa_unwrap_labelled (const KhcRsaKey *key, KhcOaep oaep, KhcBytes label, KhcBytes wrapped,
                         KhcSecret **out)
{
  size_t size = khc_rsa_size (key);
  *out = NULL;
  if (!key->has_private || !is_oaep (oaep) || label.size > KHC_SECRET_MAX)
    return KHC_ERR_ARGUMENT;
  if (wrapped.size != size)
    return KHC_ERR_WRONG_KEY;
  int result = khc_secret_new (size, out);
  if (result != KHC_OK)
    return result;
  EVP_PKEY_CTX *ctx = open_oaep (key, oaep, false);
  if (ctx == NULL || !set_label (ctx, label))
    result = khc_fail (KHC_ERR_MEMORY);
  else if (EVP_PKEY_decrypt (ctx, khc_secret_bytes_mut (*out), &size, wrapped.data, wrapped.size)
           != 1)
    result = khc_fail (KHC_ERR_WRONG_KEY);
  EVP_PKEY_CTX_free (ctx);
  if (result == KHC_OK)
    result = khc_secret_shrink (*out, size);
  if (result != KHC_OK)
    khc_secret_clear (out);
  return result;
}

int
khc_rsa_unwrap (const KhcRsaKey *key, KhcOaep oaep, KhcBytes wrapped, KhcSecret **out)
{
  return khc_rsa_unwrap_labelled (key, oaep, khc_bytes (NULL, 0), wrapped, out);
}
