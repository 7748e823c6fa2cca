/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Database pages under XAES-256-GCM, and header blocks under AES-256-XTS. */
#include "khc-page.h"

#include <string.h>

#include "khc-error.h"
#include "khc-gcm-private.h"
#include "khc-labels.h"
#include "khc-random.h"
#include "khc-xaes-private.h"

#define MAGIC_SIZE 3
#define SQLITE_MAGIC_SIZE 16
#define USABLE (KHC_PAGE_SIZE - KHC_PAGE_RESERVED)
#define TAG_OFFSET (USABLE + KHC_XAES_NONCE_SIZE)
#define ZERO_OFFSET (TAG_OFFSET + 16)
#define AAD_MAX (KHC_PAGE_ID_SIZE + 8 + KHC_PAGE_CLEAR)

static const uint8_t magic[MAGIC_SIZE] = { 0xcb, 'H', 'D' };
static const uint8_t sqlite_magic[SQLITE_MAGIC_SIZE] = "SQLite format 3";

struct _KhcPageKey {
  uint8_t id[KHC_PAGE_ID_SIZE];
  KhcXaes xaes;
  EVP_CIPHER_CTX *block_seal;
  EVP_CIPHER_CTX *block_open;
  KhcNonces nonces;
};

static int
open_page_cipher (KhcPageKey *key, const KhcSecret *dek)
{
  KhcSecret *child = NULL;
  int result = khc_derive (dek, KHC_LABEL_PAGE, key->id, KHC_PAGE_ID_SIZE, &child);
  if (result == KHC_OK)
    result = khc_xaes_init (&key->xaes, khc_secret_bytes (child));
  khc_secret_free (child);
  return result;
}

/* The two halves of the XTS key into one secret of 64 bytes. */
static int
derive_block_key (const KhcPageKey *key, const KhcSecret *dek, KhcSecret *out)
{
  for (uint8_t half = 1; half <= 2; half++) {
    uint8_t context[KHC_PAGE_ID_SIZE + 1];
    KhcSecret *child = NULL;
    memcpy (context, key->id, KHC_PAGE_ID_SIZE);
    context[KHC_PAGE_ID_SIZE] = half;
    int result = khc_derive (dek, KHC_LABEL_PAGE_HEADER, context, sizeof context, &child);
    if (result != KHC_OK)
      return result;
    memcpy (khc_secret_bytes_mut (out) + (half - 1) * KHC_DERIVED_SIZE, khc_secret_bytes (child),
            KHC_DERIVED_SIZE);
    khc_secret_free (child);
  }
  return KHC_OK;
}

static int
open_block_cipher (KhcPageKey *key, const KhcSecret *dek)
{
  const KhcSuite *suite = khc_suite ();
  KhcSecret *both = NULL;
  int result = khc_secret_new (2 * KHC_DERIVED_SIZE, &both);
  if (result == KHC_OK)
    result = derive_block_key (key, dek, both);
  if (result != KHC_OK)
    goto out;
  const uint8_t *bytes = khc_secret_bytes (both);
  key->block_seal = EVP_CIPHER_CTX_new ();
  key->block_open = EVP_CIPHER_CTX_new ();
  if (key->block_seal == NULL || key->block_open == NULL
      || !EVP_EncryptInit_ex2 (key->block_seal, suite->aes_256_xts, bytes, NULL, NULL)
      || !EVP_DecryptInit_ex2 (key->block_open, suite->aes_256_xts, bytes, NULL, NULL))
    result = khc_fail (KHC_ERR_MEMORY);
out:
  khc_secret_free (both);
  return result;
}

int
khc_page_key_new (const KhcSecret *dek, const uint8_t *id, KhcPageKey **out)
{
  static const uint8_t zero[KHC_DERIVED_SIZE];
  *out = NULL;
  if (dek == NULL || khc_secret_size (dek) != KHC_DERIVED_SIZE)
    return KHC_ERR_ARGUMENT;
  if (khc_equal (khc_secret_bytes (dek), zero, sizeof zero))
    return KHC_ERR_REFUSED;
  KhcPageKey *key = OPENSSL_zalloc (sizeof *key);
  if (key == NULL)
    return khc_fail (KHC_ERR_MEMORY);
  memcpy (key->id, id, KHC_PAGE_ID_SIZE);
  khc_nonces_init (&key->nonces);
  int result = open_page_cipher (key, dek);
  if (result == KHC_OK)
    result = open_block_cipher (key, dek);
  if (result == KHC_OK)
    *out = key;
  else
    khc_page_key_free (key);
  return result;
}

void
khc_page_key_free (KhcPageKey *key)
{
  if (key == NULL)
    return;
  khc_xaes_clear (&key->xaes);
  EVP_CIPHER_CTX_free (key->block_seal);
  EVP_CIPHER_CTX_free (key->block_open);
  OPENSSL_clear_free (key, sizeof *key);
}

int
khc_page_identify (KhcBytes first, uint8_t *id)
{
  if (first.size < KHC_PAGE_CLEAR)
    return KHC_ERR_TRUNCATED;
  if (memcmp (first.data, magic, MAGIC_SIZE) != 0)
    return KHC_ERR_NOT_OURS;
  if (first.data[MAGIC_SIZE] > KHC_PAGE_FORMAT)
    return KHC_ERR_NEWER;
  if (first.data[MAGIC_SIZE] == 0)
    return KHC_ERR_MALFORMED;
  if (id != NULL)
    memcpy (id, first.data + MAGIC_SIZE + 1, KHC_PAGE_ID_SIZE);
  return KHC_OK;
}

/* The additional data of a page; clear is the page's clear start as it is on disk, or NULL. */
static KhcBytes
make_aad (const KhcPageKey *key, uint32_t number, const uint8_t *clear, uint8_t *aad)
{
  memcpy (aad, key->id, KHC_PAGE_ID_SIZE);
  khc_put_be32 (aad + KHC_PAGE_ID_SIZE, number);
  khc_put_be32 (aad + KHC_PAGE_ID_SIZE + 4, KHC_PAGE_FORMAT);
  if (clear == NULL)
    return khc_bytes (aad, KHC_PAGE_ID_SIZE + 8);
  memcpy (aad + KHC_PAGE_ID_SIZE + 8, clear, KHC_PAGE_CLEAR);
  return khc_bytes (aad, AAD_MAX);
}

int
khc_page_seal (KhcPageKey *key, uint32_t number, const uint8_t *page, uint8_t *out)
{
  uint8_t clear[KHC_PAGE_CLEAR];
  uint8_t nonce[KHC_XAES_NONCE_SIZE];
  uint8_t aad[AAD_MAX];
  size_t start = number == 1 ? KHC_PAGE_CLEAR : 0;
  if (number == 0 || (number == 1 && memcmp (page, sqlite_magic, SQLITE_MAGIC_SIZE) != 0))
    return KHC_ERR_ARGUMENT;
  int result = khc_nonces_take (&key->nonces, nonce, sizeof nonce);
  if (result != KHC_OK)
    return result;
  if (number == 1) {
    memcpy (clear, magic, MAGIC_SIZE);
    clear[MAGIC_SIZE] = KHC_PAGE_FORMAT;
    memcpy (clear + MAGIC_SIZE + 1, key->id, KHC_PAGE_ID_SIZE);
    memcpy (clear + SQLITE_MAGIC_SIZE, page + SQLITE_MAGIC_SIZE,
            KHC_PAGE_CLEAR - SQLITE_MAGIC_SIZE);
  }
  KhcXaesMessage message = {
    nonce,
    make_aad (key, number, number == 1 ? clear : NULL, aad),
    khc_bytes (page + start, USABLE - start),
    out + start,
  };
  result = khc_xaes_seal (&key->xaes, &message, out + TAG_OFFSET);
  if (result != KHC_OK) {
    OPENSSL_cleanse (out, KHC_PAGE_SIZE);
    return result;
  }
  memcpy (out, clear, start);
  memcpy (out + USABLE, nonce, sizeof nonce);
  memset (out + ZERO_OFFSET, 0, KHC_PAGE_SIZE - ZERO_OFFSET);
  return KHC_OK;
}

int
khc_page_seal_in_place (KhcPageKey *key, uint32_t number, uint8_t *page)
{
  return khc_page_seal (key, number, page, page);
}

static int
check_clear (const KhcPageKey *key, uint32_t number, const uint8_t *page)
{
  uint8_t id[KHC_PAGE_ID_SIZE];
  if (number == 0)
    return KHC_ERR_ARGUMENT;
  if (number == 1) {
    int result = khc_page_identify (khc_bytes (page, KHC_PAGE_CLEAR), id);
    if (result != KHC_OK)
      return result;
    if (memcmp (id, key->id, KHC_PAGE_ID_SIZE) != 0)
      return KHC_ERR_WRONG_PLACE;
  }
  uint8_t bits = 0;
  for (size_t i = ZERO_OFFSET; i < KHC_PAGE_SIZE; i++)
    bits |= page[i];
  return bits == 0 ? KHC_OK : KHC_ERR_DAMAGED;
}

int
khc_page_open (KhcPageKey *key, uint32_t number, const uint8_t *page, uint8_t *out)
{
  uint8_t clear[KHC_PAGE_CLEAR];
  uint8_t reserved[KHC_XAES_NONCE_SIZE + 16];
  uint8_t aad[AAD_MAX];
  size_t start = number == 1 ? KHC_PAGE_CLEAR : 0;
  int result = check_clear (key, number, page);
  if (result != KHC_OK)
    goto fail;
  /* Kept aside, since out may be the page itself. */
  memcpy (clear, page, sizeof clear);
  memcpy (reserved, page + USABLE, sizeof reserved);
  KhcXaesMessage message = {
    reserved,
    make_aad (key, number, number == 1 ? clear : NULL, aad),
    khc_bytes (page + start, USABLE - start),
    out + start,
  };
  result = khc_xaes_open (&key->xaes, &message, reserved + KHC_XAES_NONCE_SIZE);
  if (result != KHC_OK)
    goto fail;
  if (number == 1) {
    memcpy (out, sqlite_magic, SQLITE_MAGIC_SIZE);
    memcpy (out + SQLITE_MAGIC_SIZE, clear + SQLITE_MAGIC_SIZE, KHC_PAGE_CLEAR - SQLITE_MAGIC_SIZE);
  }
  memset (out + USABLE, 0, KHC_PAGE_RESERVED);
  return KHC_OK;
fail:
  OPENSSL_cleanse (out, KHC_PAGE_SIZE);
  return result;
}

int
khc_page_open_in_place (KhcPageKey *key, uint32_t number, uint8_t *page)
{
  return khc_page_open (key, number, page, page);
}

static int
run_block (EVP_CIPHER_CTX *ctx, int seal, uint64_t offset, uint8_t *block)
{
  uint8_t unit[16] = { 0 };
  int size = 0;
  for (size_t i = 0; i < 8; i++)
    unit[i] = (uint8_t)(offset >> (8 * i));
  if (EVP_CipherInit_ex2 (ctx, NULL, NULL, unit, seal, NULL) == 1
      && EVP_CipherUpdate (ctx, block, &size, block, KHC_PAGE_BLOCK_SIZE) == 1
      && size == KHC_PAGE_BLOCK_SIZE)
    return KHC_OK;
  OPENSSL_cleanse (block, KHC_PAGE_BLOCK_SIZE);
  return khc_fail (KHC_ERR_INTERNAL);
}

int
khc_page_block_seal (KhcPageKey *key, uint64_t offset, uint8_t *block)
{
  return run_block (key->block_seal, 1, offset, block);
}

int
khc_page_block_open (KhcPageKey *key, uint64_t offset, uint8_t *block)
{
  return run_block (key->block_open, 0, offset, block);
}
