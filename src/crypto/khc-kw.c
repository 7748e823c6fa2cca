/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AES key wrap by the steps of RFC 3394 and RFC 5649 over AES-ECB. */
#include "khc-kw.h"

#include <stdbool.h>
#include <string.h>

#include "khc-error.h"
#include "khc-suite-private.h"

#define HALF 8
#define BLOCK 16
#define ROUNDS 6

static const uint8_t kw_iv[HALF] = { 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6 };
static const uint8_t kwp_iv[4] = { 0xa6, 0x59, 0x59, 0xa6 };

static EVP_CIPHER *
pick_cipher (size_t key_size)
{
  const KhcSuite *suite = khc_suite ();
  if (suite == NULL)
    return NULL;
  if (key_size == 16)
    return suite->aes_128_ecb;
  if (key_size == 24)
    return suite->aes_192_ecb;
  return key_size == 32 ? suite->aes_256_ecb : NULL;
}

/* A context for single blocks; *out is NULL on failure. */
static int
open_cipher (KhcBytes kek, int encrypt, EVP_CIPHER_CTX **out)
{
  *out = NULL;
  EVP_CIPHER *cipher = pick_cipher (kek.size);
  if (cipher == NULL)
    return KHC_ERR_ARGUMENT;
  EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new ();
  if (ctx == NULL || !EVP_CipherInit_ex2 (ctx, cipher, kek.data, NULL, encrypt, NULL)
      || !EVP_CIPHER_CTX_set_padding (ctx, 0)) {
    EVP_CIPHER_CTX_free (ctx);
    return khc_fail (KHC_ERR_MEMORY);
  }
  *out = ctx;
  return KHC_OK;
}

static bool
run_block (EVP_CIPHER_CTX *ctx, uint8_t *block)
{
  int size = 0;
  return EVP_CipherUpdate (ctx, block, &size, block, BLOCK) == 1 && size == BLOCK;
}

/* A ^= t, the step counter as 64 bits. */
static void
mix_counter (uint8_t *block, uint64_t t)
{
  uint8_t counter[HALF];
  khc_put_be64 (counter, t);
  for (size_t i = 0; i < HALF; i++)
    block[i] ^= counter[i];
}

/* W of SP 800-38F: wraps the n half blocks at out + 8 under the first half block iv, in place. */
static bool
wrap_steps (EVP_CIPHER_CTX *ctx, const uint8_t *iv, uint8_t *out, size_t n)
{
  uint8_t block[BLOCK];
  bool good = true;
  memcpy (block, iv, HALF);
  for (uint64_t j = 0; j < ROUNDS; j++) {
    for (size_t i = 1; i <= n; i++) {
      memcpy (block + HALF, out + HALF * i, HALF);
      good = run_block (ctx, block) && good;
      mix_counter (block, n * j + i);
      memcpy (out + HALF * i, block + HALF, HALF);
    }
  }
  memcpy (out, block, HALF);
  OPENSSL_cleanse (block, sizeof block);
  return good;
}

/* The inverse: wrapped is n + 1 half blocks; a becomes the first one, out the n others. */
static bool
unwrap_steps (EVP_CIPHER_CTX *ctx, KhcBytes wrapped, uint8_t *a, uint8_t *out)
{
  uint8_t block[BLOCK];
  size_t n = wrapped.size / HALF - 1;
  bool good = true;
  memcpy (block, wrapped.data, HALF);
  memmove (out, wrapped.data + HALF, n * HALF);
  for (uint64_t j = ROUNDS; j-- > 0;) {
    for (size_t i = n; i >= 1; i--) {
      mix_counter (block, n * j + i);
      memcpy (block + HALF, out + HALF * (i - 1), HALF);
      good = run_block (ctx, block) && good;
      memcpy (out + HALF * (i - 1), block + HALF, HALF);
    }
  }
  memcpy (a, block, HALF);
  OPENSSL_cleanse (block, sizeof block);
  return good;
}

int
khc_kw_wrap (KhcBytes kek, KhcBytes plain, uint8_t *out)
{
  if (plain.size < BLOCK || plain.size % HALF != 0 || plain.size > KHC_KW_MAX)
    return KHC_ERR_ARGUMENT;
  EVP_CIPHER_CTX *ctx;
  int result = open_cipher (kek, 1, &ctx);
  if (result != KHC_OK)
    return result;
  memcpy (out + HALF, plain.data, plain.size);
  if (!wrap_steps (ctx, kw_iv, out, plain.size / HALF)) {
    OPENSSL_cleanse (out, plain.size + HALF);
    result = khc_fail (KHC_ERR_INTERNAL);
  }
  EVP_CIPHER_CTX_free (ctx);
  return result;
}

int
khc_kw_unwrap (KhcBytes kek, KhcBytes wrapped, uint8_t *out)
{
  if (wrapped.size < BLOCK + HALF || wrapped.size % HALF != 0 || wrapped.size > KHC_KW_MAX + HALF)
    return KHC_ERR_WRONG_KEY;
  EVP_CIPHER_CTX *ctx;
  uint8_t a[HALF];
  int result = open_cipher (kek, 0, &ctx);
  if (result != KHC_OK)
    return result;
  if (!unwrap_steps (ctx, wrapped, a, out))
    result = khc_fail (KHC_ERR_INTERNAL);
  else if (CRYPTO_memcmp (a, kw_iv, HALF) != 0)
    result = KHC_ERR_WRONG_KEY;
  if (result != KHC_OK)
    OPENSSL_cleanse (out, wrapped.size - HALF);
  EVP_CIPHER_CTX_free (ctx);
  return result;
}

size_t
khc_kwp_wrapped_size (size_t n)
{
  return (n + HALF - 1) / HALF * HALF + HALF;
}

int
khc_kwp_wrap (KhcBytes kek, KhcBytes plain, uint8_t *out)
{
  if (plain.size == 0 || plain.size > KHC_KW_MAX)
    return KHC_ERR_ARGUMENT;
  EVP_CIPHER_CTX *ctx;
  uint8_t iv[HALF];
  size_t size = khc_kwp_wrapped_size (plain.size);
  int result = open_cipher (kek, 1, &ctx);
  if (result != KHC_OK)
    return result;
  memcpy (iv, kwp_iv, sizeof kwp_iv);
  khc_put_be32 (iv + sizeof kwp_iv, (uint32_t)plain.size);
  memset (out + size - HALF, 0, HALF);
  memcpy (out + HALF, plain.data, plain.size);
  bool good;
  if (size == BLOCK) { /* one half block: a single encryption of IV and key */
    memcpy (out, iv, HALF);
    good = run_block (ctx, out);
  } else {
    good = wrap_steps (ctx, iv, out, size / HALF - 1);
  }
  if (!good) {
    OPENSSL_cleanse (out, size);
    result = khc_fail (KHC_ERR_INTERNAL);
  }
  EVP_CIPHER_CTX_free (ctx);
  return result;
}

/* Whether a is the IV of a key that ends in the last half block of out and is followed by zeros.
 * All three are looked at whatever the others say; out has size bytes, *length is the key's. */
static bool
check_kwp (const uint8_t *a, const uint8_t *out, size_t size, uint32_t *length)
{
  uint32_t wrong = (uint32_t)CRYPTO_memcmp (a, kwp_iv, sizeof kwp_iv);
  uint32_t n = khc_get_be32 (a + sizeof kwp_iv);
  uint32_t total = (uint32_t)size;
  uint32_t padding = total - n; /* 0 to 7 when right, large otherwise */
  wrong |= padding >> 3;
  for (uint32_t i = 0; i < HALF; i++) {
    /* All ones for the last `padding` bytes: i counts from the end. */
    uint32_t in_padding = (uint32_t)((int32_t)(i - (padding & 7)) >> 31);
    wrong |= in_padding & out[size - 1 - i];
  }
  *length = n;
  return wrong == 0;
}

int
khc_kwp_unwrap (KhcBytes kek, KhcBytes wrapped, uint8_t *out, size_t *size)
{
  *size = 0;
  if (wrapped.size < BLOCK || wrapped.size % HALF != 0 || wrapped.size > KHC_KW_MAX + HALF)
    return KHC_ERR_WRONG_KEY;
  EVP_CIPHER_CTX *ctx;
  uint8_t a[BLOCK];
  uint32_t length = 0;
  bool good;
  int result = open_cipher (kek, 0, &ctx);
  if (result != KHC_OK)
    return result;
  if (wrapped.size == BLOCK) {
    memcpy (a, wrapped.data, BLOCK);
    good = run_block (ctx, a);
    memcpy (out, a + HALF, HALF);
  } else {
    good = unwrap_steps (ctx, wrapped, a, out);
  }
  if (!good)
    result = khc_fail (KHC_ERR_INTERNAL);
  else if (!check_kwp (a, out, wrapped.size - HALF, &length))
    result = KHC_ERR_WRONG_KEY;
  if (result == KHC_OK)
    *size = length;
  else
    OPENSSL_cleanse (out, wrapped.size - HALF);
  OPENSSL_cleanse (a, sizeof a);
  EVP_CIPHER_CTX_free (ctx);
  return result;
}
