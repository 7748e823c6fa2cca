/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XAES-256-GCM: a subkey from the first half of the nonce, GCM with the second. */
#include "khc-xaes-private.h"

#include <string.h>

#include "khc-error.h"
#include "khc-gcm-private.h"

static bool
encrypt_blocks (EVP_CIPHER_CTX *ecb, const uint8_t *in, uint8_t *out, int size)
{
  int done = 0;
  return EVP_EncryptUpdate (ecb, out, &done, in, size) == 1 && done == size;
}

/* K1 = L doubled in GF(2^128), L being the zero block encrypted; without a branch on L. */
static bool
make_k1 (KhcXaes *xaes)
{
  static const uint8_t zero[16];
  uint8_t l[16];
  if (!encrypt_blocks (xaes->ecb, zero, l, 16))
    return false;
  uint8_t carry = (uint8_t)(0x87 & -(l[0] >> 7));
  for (size_t i = 0; i < 15; i++)
    xaes->k1[i] = (uint8_t)((l[i] << 1) | (l[i + 1] >> 7));
  xaes->k1[15] = (uint8_t)((l[15] << 1) ^ carry);
  OPENSSL_cleanse (l, sizeof l);
  return true;
}

int
khc_xaes_init (KhcXaes *xaes, const uint8_t *key)
{
  memset (xaes, 0, sizeof *xaes);
  const KhcSuite *suite = khc_suite ();
  if (suite == NULL)
    return KHC_ERR_MEMORY;
  xaes->ecb = EVP_CIPHER_CTX_new ();
  xaes->gcm = khc_gcm_ctx_new (NULL);
  if (xaes->ecb != NULL && xaes->gcm != NULL
      && EVP_EncryptInit_ex2 (xaes->ecb, suite->aes_256_ecb, key, NULL, NULL) == 1
      && EVP_CIPHER_CTX_set_padding (xaes->ecb, 0) == 1 && make_k1 (xaes))
    return KHC_OK;
  khc_xaes_clear (xaes);
  return khc_fail (KHC_ERR_MEMORY);
}

void
khc_xaes_clear (KhcXaes *xaes)
{
  EVP_CIPHER_CTX_free (xaes->ecb);
  EVP_CIPHER_CTX_free (xaes->gcm);
  OPENSSL_cleanse (xaes, sizeof *xaes);
}

int
khc_xaes_subkey (KhcXaes *xaes, const uint8_t *nonce, uint8_t *subkey)
{
  uint8_t blocks[32];
  for (uint8_t i = 0; i < 2; i++) {
    uint8_t *block = blocks + 16 * i;
    block[0] = 0;
    block[1] = (uint8_t)(i + 1);
    block[2] = 'X';
    block[3] = 0;
    memcpy (block + 4, nonce, 12);
    for (size_t j = 0; j < 16; j++)
      block[j] ^= xaes->k1[j];
  }
  bool made = encrypt_blocks (xaes->ecb, blocks, subkey, sizeof blocks);
  OPENSSL_cleanse (blocks, sizeof blocks);
  if (made)
    return KHC_OK;
  OPENSSL_cleanse (subkey, 32);
  return khc_fail (KHC_ERR_INTERNAL);
}

int
khc_xaes_seal (KhcXaes *xaes, const KhcXaesMessage *message, uint8_t *tag)
{
  uint8_t subkey[32];
  int result = khc_xaes_subkey (xaes, message->nonce, subkey);
  if (result == KHC_OK) {
    KhcGcmMessage inner = { subkey, message->nonce + 12, message->aad, message->in, message->out };
    result = khc_gcm_ctx_seal (xaes->gcm, &inner, tag);
  }
  OPENSSL_cleanse (subkey, sizeof subkey);
  return result;
}

int
khc_xaes_open (KhcXaes *xaes, const KhcXaesMessage *message, const uint8_t *tag)
{
  uint8_t subkey[32];
  int result = khc_xaes_subkey (xaes, message->nonce, subkey);
  if (result == KHC_OK) {
    KhcGcmMessage inner = { subkey, message->nonce + 12, message->aad, message->in, message->out };
    result = khc_gcm_ctx_open (xaes->gcm, &inner, tag);
  }
  OPENSSL_cleanse (subkey, sizeof subkey);
  return result;
}
