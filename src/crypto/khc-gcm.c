/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AES-256-GCM, and single secrets sealed with it. */
#include "khc-gcm.h"

#include <limits.h>
#include <string.h>

#include "khc-error.h"
#include "khc-gcm-private.h"
#include "khc-random.h"

struct _KhcGcm {
  EVP_CIPHER_CTX *ctx;
};

EVP_CIPHER_CTX *
khc_gcm_ctx_new (const uint8_t *key)
{
  const KhcSuite *suite = khc_suite ();
  EVP_CIPHER_CTX *ctx = suite != NULL ? EVP_CIPHER_CTX_new () : NULL;
  if (ctx == NULL)
    return NULL;
  if (!EVP_EncryptInit_ex2 (ctx, suite->aes_256_gcm, key, NULL, NULL)) {
    EVP_CIPHER_CTX_free (ctx);
    return NULL;
  }
  return ctx;
}

/* The library counts in ints. An empty update would end the message for some versions: left out. */
static bool
feed (EVP_CIPHER_CTX *ctx, uint8_t *out, KhcBytes in)
{
  int size = 0;
  if (in.size == 0)
    return true;
  return EVP_CipherUpdate (ctx, out, &size, in.data, (int)in.size) == 1 && size == (int)in.size;
}

int
khc_gcm_ctx_seal (EVP_CIPHER_CTX *ctx, const KhcGcmMessage *message, uint8_t *tag)
{
  if (message->in.size > INT_MAX || message->aad.size > INT_MAX)
    return KHC_ERR_RANGE;
  uint8_t none[KHC_GCM_TAG_SIZE];
  int size = 0;
  bool sealed = EVP_EncryptInit_ex2 (ctx, NULL, message->key, message->nonce, NULL) == 1
                && feed (ctx, NULL, message->aad) && feed (ctx, message->out, message->in)
                && EVP_EncryptFinal_ex (ctx, none, &size) == 1
                && EVP_CIPHER_CTX_ctrl (ctx, EVP_CTRL_AEAD_GET_TAG, KHC_GCM_TAG_SIZE, tag) == 1;
  if (sealed)
    return KHC_OK;
  OPENSSL_cleanse (message->out, message->in.size);
  OPENSSL_cleanse (tag, KHC_GCM_TAG_SIZE);
  return khc_fail (KHC_ERR_INTERNAL);
}

int
khc_gcm_ctx_open (EVP_CIPHER_CTX *ctx, const KhcGcmMessage *message, const uint8_t *tag)
{
  if (message->in.size > INT_MAX || message->aad.size > INT_MAX)
    return KHC_ERR_RANGE;
  uint8_t none[KHC_GCM_TAG_SIZE];
  uint8_t expected[KHC_GCM_TAG_SIZE];
  int size = 0;
  memcpy (expected, tag, sizeof expected);
  int result = KHC_ERR_INTERNAL;
  if (EVP_DecryptInit_ex2 (ctx, NULL, message->key, message->nonce, NULL) == 1
      && feed (ctx, NULL, message->aad) && feed (ctx, message->out, message->in)
      && EVP_CIPHER_CTX_ctrl (ctx, EVP_CTRL_AEAD_SET_TAG, KHC_GCM_TAG_SIZE, expected) == 1)
    result = EVP_DecryptFinal_ex (ctx, none, &size) == 1 ? KHC_OK : KHC_ERR_DAMAGED;
  if (result == KHC_OK)
    return KHC_OK;
  OPENSSL_cleanse (message->out, message->in.size);
  return khc_fail (result);
}

int
khc_gcm_new (KhcBytes key, KhcGcm **out)
{
  *out = NULL;
  if (key.size != KHC_GCM_KEY_SIZE)
    return KHC_ERR_ARGUMENT;
  KhcGcm *gcm = OPENSSL_zalloc (sizeof *gcm);
  if (gcm == NULL)
    return khc_fail (KHC_ERR_MEMORY);
  gcm->ctx = khc_gcm_ctx_new (key.data);
  if (gcm->ctx == NULL) {
    khc_gcm_free (gcm);
    return khc_fail (KHC_ERR_MEMORY);
  }
  *out = gcm;
  return KHC_OK;
}

void
khc_gcm_free (KhcGcm *gcm)
{
  if (gcm == NULL)
    return;
  EVP_CIPHER_CTX_free (gcm->ctx);
  OPENSSL_free (gcm);
}

int
khc_gcm_seal (KhcGcm *gcm, KhcBytes nonce, KhcBytes aad, KhcBytes plain, uint8_t *out)
{
  if (nonce.size != KHC_GCM_NONCE_SIZE)
    return KHC_ERR_ARGUMENT;
  KhcGcmMessage message = { NULL, nonce.data, aad, plain, out };
  return khc_gcm_ctx_seal (gcm->ctx, &message, out + plain.size);
}

int
khc_gcm_open (KhcGcm *gcm, KhcBytes nonce, KhcBytes aad, KhcBytes sealed, uint8_t *out)
{
  if (nonce.size != KHC_GCM_NONCE_SIZE)
    return KHC_ERR_ARGUMENT;
  if (sealed.size < KHC_GCM_TAG_SIZE)
    return KHC_ERR_DAMAGED;
  size_t size = sealed.size - KHC_GCM_TAG_SIZE;
  KhcGcmMessage message = { NULL, nonce.data, aad, khc_bytes (sealed.data, size), out };
  return khc_gcm_ctx_open (gcm->ctx, &message, sealed.data + size);
}

static KhcBytes
secret_view (const KhcSecret *secret)
{
  return khc_bytes (khc_secret_bytes (secret), khc_secret_size (secret));
}

int
khc_box_seal (const KhcSecret *key, KhcBytes aad, const KhcSecret *plain, uint8_t *out)
{
  KhcGcm *gcm = NULL;
  int result = khc_random (out, KHC_GCM_NONCE_SIZE);
  if (result == KHC_OK)
    result = khc_gcm_new (secret_view (key), &gcm);
  if (result == KHC_OK)
    result = khc_gcm_seal (gcm, khc_bytes (out, KHC_GCM_NONCE_SIZE), aad, secret_view (plain),
                           out + KHC_GCM_NONCE_SIZE);
  khc_gcm_free (gcm);
  if (result != KHC_OK)
    OPENSSL_cleanse (out, khc_secret_size (plain) + KHC_BOX_OVERHEAD);
  return result;
}

int
khc_box_open (const KhcSecret *key, KhcBytes aad, KhcBytes sealed, KhcSecret **out)
{
  *out = NULL;
  if (sealed.size < KHC_BOX_OVERHEAD)
    return KHC_ERR_TRUNCATED;
  KhcGcm *gcm = NULL;
  KhcBytes body = khc_bytes (sealed.data + KHC_GCM_NONCE_SIZE, sealed.size - KHC_GCM_NONCE_SIZE);
  int result = khc_secret_new (sealed.size - KHC_BOX_OVERHEAD, out);
  if (result == KHC_OK)
    result = khc_gcm_new (secret_view (key), &gcm);
  if (result == KHC_OK)
    result = khc_gcm_open (gcm, khc_bytes (sealed.data, KHC_GCM_NONCE_SIZE), aad, body,
                           khc_secret_bytes_mut (*out));
  khc_gcm_free (gcm);
  if (result != KHC_OK)
    khc_secret_clear (out);
  return result;
}
