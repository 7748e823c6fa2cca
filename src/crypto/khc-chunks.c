/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Cobblestone-256 payload. */
#include "khc-chunks.h"

#include <string.h>

#include "khc-error.h"
#include "khc-gcm-private.h"
#include "khc-hash.h"
#include "khc-random.h"

#define KEY_SIZE 32
#define NONCE_SIZE 12
#define TAG_SIZE 16
#define SALT_SIZE 24
#define CONTEXT_MAX 512
#define DERIVED_SIZE (KEY_SIZE + NONCE_SIZE + KHC_CHUNKS_COMMITMENT_SIZE)

/* The published label, the name of the AEAD, and a zero byte (the array's own last one). */
static const char info_start[] = "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM";

struct _KhcChunks {
  EVP_CIPHER_CTX *gcm;
  uint8_t nonce[NONCE_SIZE]; /* of chunk 0 */
  uint64_t next;             /* sealing: the lowest number not used yet */
  bool sealing;
  bool ended;
};

static int
check_key (KhcBytes key, KhcBytes context)
{
  static const uint8_t zero[KEY_SIZE];
  if (key.size != KEY_SIZE)
    return KHC_ERR_ARGUMENT;
  if (context.size > CONTEXT_MAX)
    return KHC_ERR_RANGE;
  return CRYPTO_memcmp (key.data, zero, KEY_SIZE) == 0 ? KHC_ERR_REFUSED : KHC_OK;
}

/* key ‖ nonce ‖ commitment */
static int
derive (KhcBytes key, KhcBytes context, const uint8_t *salt, uint8_t *out)
{
  uint8_t info[sizeof info_start + SALT_SIZE + CONTEXT_MAX];
  memcpy (info, info_start, sizeof info_start);
  memcpy (info + sizeof info_start, salt, SALT_SIZE);
  if (context.size > 0)
    memcpy (info + sizeof info_start + SALT_SIZE, context.data, context.size);
  return khc_hkdf_expand_sha512 (
      key, khc_bytes (info, sizeof info_start + SALT_SIZE + context.size), out, DERIVED_SIZE);
}

static int
make_chunks (const uint8_t *derived, bool sealing, KhcChunks **out)
{
  KhcChunks *chunks = OPENSSL_zalloc (sizeof *chunks);
  if (chunks == NULL)
    return khc_fail (KHC_ERR_MEMORY);
  chunks->sealing = sealing;
  chunks->gcm = khc_gcm_ctx_new (derived);
  memcpy (chunks->nonce, derived + KEY_SIZE, NONCE_SIZE);
  if (chunks->gcm == NULL) {
    khc_chunks_free (chunks);
    return khc_fail (KHC_ERR_MEMORY);
  }
  *out = chunks;
  return KHC_OK;
}

int
khc_chunks_seal_begin (KhcBytes key, KhcBytes context, uint8_t *prefix, KhcChunks **out)
{
  uint8_t derived[DERIVED_SIZE];
  *out = NULL;
  memset (prefix, 0, KHC_CHUNKS_PREFIX_SIZE);
  int result = check_key (key, context);
  if (result == KHC_OK)
    result = khc_random (prefix, SALT_SIZE);
  if (result == KHC_OK)
    result = derive (key, context, prefix, derived);
  if (result != KHC_OK)
    return result;
  memcpy (prefix + SALT_SIZE, derived + KEY_SIZE + NONCE_SIZE, KHC_CHUNKS_COMMITMENT_SIZE);
  result = make_chunks (derived, true, out);
  OPENSSL_cleanse (derived, sizeof derived);
  return result;
}

int
khc_chunks_open_begin (KhcBytes key, KhcBytes context, KhcBytes prefix, KhcChunks **out)
{
  uint8_t derived[DERIVED_SIZE];
  *out = NULL;
  int result = check_key (key, context);
  if (result != KHC_OK)
    return result;
  if (prefix.size < KHC_CHUNKS_PREFIX_SIZE)
    return KHC_ERR_TRUNCATED;
  result = derive (key, context, prefix.data, derived);
  if (result != KHC_OK)
    return result;
  if (CRYPTO_memcmp (prefix.data + SALT_SIZE, derived + KEY_SIZE + NONCE_SIZE,
                     KHC_CHUNKS_COMMITMENT_SIZE)
      != 0)
    result = KHC_ERR_WRONG_KEY;
  else
    result = make_chunks (derived, false, out);
  OPENSSL_cleanse (derived, sizeof derived);
  return result;
}

int
khc_chunks_dup (const KhcChunks *chunks, KhcChunks **out)
{
  *out = NULL;
  KhcChunks *copy = OPENSSL_memdup (chunks, sizeof *chunks);
  if (copy == NULL)
    return khc_fail (KHC_ERR_MEMORY);
  copy->gcm = EVP_CIPHER_CTX_new ();
  if (copy->gcm == NULL || !EVP_CIPHER_CTX_copy (copy->gcm, chunks->gcm)) {
    khc_chunks_free (copy);
    return khc_fail (KHC_ERR_MEMORY);
  }
  *out = copy;
  return KHC_OK;
}

void
khc_chunks_free (KhcChunks *chunks)
{
  if (chunks == NULL)
    return;
  EVP_CIPHER_CTX_free (chunks->gcm);
  OPENSSL_clear_free (chunks, sizeof *chunks);
}

size_t
khc_chunks_sealed_size (size_t size, bool last)
{
  size_t whole = size / KHC_CHUNK_SIZE;
  return size + TAG_SIZE * (whole + (last ? 1 : 0));
}

/* Base nonce XOR chunk number, the number as an integer as wide as the nonce. */
static void
make_nonce (const KhcChunks *chunks, uint64_t number, uint8_t *nonce)
{
  uint8_t counter[8];
  khc_put_be64 (counter, number);
  memcpy (nonce, chunks->nonce, NONCE_SIZE);
  for (size_t i = 0; i < 8; i++)
    nonce[NONCE_SIZE - 8 + i] ^= counter[i];
}

/* Checks that n chunks from first on are within the limit. */
static int
check_numbers (uint64_t first, uint64_t n)
{
  return first < KHC_CHUNKS_MAX && n <= KHC_CHUNKS_MAX - first ? KHC_OK : KHC_ERR_RANGE;
}

int
khc_chunks_seal (KhcChunks *chunks, uint64_t first, KhcBytes plain, bool last, uint8_t *out)
{
  uint64_t n = plain.size / KHC_CHUNK_SIZE + (last ? 1 : 0);
  if (!chunks->sealing || chunks->ended || first < chunks->next)
    return KHC_ERR_ARGUMENT;
  if (!last && (plain.size == 0 || plain.size % KHC_CHUNK_SIZE != 0))
    return KHC_ERR_ARGUMENT;
  int result = check_numbers (first, n);
  if (result != KHC_OK)
    return result;
  /* Counted as used before the first byte is made: a call that fails is not repeated either. */
  chunks->next = first + n;
  chunks->ended = last;
  uint8_t *start = out;
  size_t left = plain.size;
  for (uint64_t i = 0; i < n && result == KHC_OK; i++) {
    uint8_t nonce[NONCE_SIZE];
    size_t size = left < KHC_CHUNK_SIZE ? left : KHC_CHUNK_SIZE;
    make_nonce (chunks, first + i, nonce);
    KhcGcmMessage message = {
      NULL, nonce, { NULL, 0 }, khc_bytes (plain.data + (plain.size - left), size), out
    };
    result = khc_gcm_ctx_seal (chunks->gcm, &message, out + size);
    out += size + TAG_SIZE;
    left -= size;
  }
  if (result != KHC_OK)
    OPENSSL_cleanse (start, khc_chunks_sealed_size (plain.size, last));
  return result;
}

/* The plain size of a piece, or the reason why no payload has such a piece. */
static int
measure_piece (KhcBytes sealed, bool last, uint64_t *n, size_t *plain_size)
{
  size_t whole = sealed.size / KHC_CHUNK_SEALED_SIZE;
  size_t rest = sealed.size % KHC_CHUNK_SEALED_SIZE;
  if (!last && (whole == 0 || rest != 0))
    return KHC_ERR_ARGUMENT;
  if (last && rest < TAG_SIZE)
    return KHC_ERR_TRUNCATED;
  *n = whole + (last ? 1 : 0);
  *plain_size = whole * KHC_CHUNK_SIZE + (last ? rest - TAG_SIZE : 0);
  return KHC_OK;
}

int
khc_chunks_open (KhcChunks *chunks, uint64_t first, KhcBytes sealed, bool last, uint8_t *out,
                 uint64_t *bad)
{
  uint64_t n = 0;
  size_t plain_size = 0;
  if (chunks->sealing)
    return KHC_ERR_ARGUMENT;
  int result = measure_piece (sealed, last, &n, &plain_size);
  if (result == KHC_OK)
    result = check_numbers (first, n);
  if (result != KHC_OK)
    return result;
  uint8_t *start = out;
  const uint8_t *in = sealed.data;
  size_t left = plain_size;
  for (uint64_t i = 0; i < n && result == KHC_OK; i++) {
    uint8_t nonce[NONCE_SIZE];
    size_t size = left < KHC_CHUNK_SIZE ? left : KHC_CHUNK_SIZE;
    make_nonce (chunks, first + i, nonce);
    KhcGcmMessage message = { NULL, nonce, { NULL, 0 }, khc_bytes (in, size), out };
    result = khc_gcm_ctx_open (chunks->gcm, &message, in + size);
    if (result == KHC_ERR_DAMAGED && bad != NULL)
      *bad = first + i;
    in += size + TAG_SIZE;
    out += size;
    left -= size;
  }
  if (result != KHC_OK)
    OPENSSL_cleanse (start, plain_size);
  return result;
}
