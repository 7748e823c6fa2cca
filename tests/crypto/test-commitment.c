/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a container commits to its key: AES-GCM does not. Here is a ciphertext with one tag that two
 * keys open to two plain texts, made from both keys by solving one linear equation over GF(2^128),
 * in a container whose header can speak for one of them alone. */
#include "crypto-test.h"

#include <openssl/evp.h>
#include <string.h>

#include "khc-container.h"
#include "khc-hash.h"

#define BLOCKS 5 /* of ciphertext in the only chunk; the last one is solved for */
#define SIZE (BLOCKS * 16)
#define FILE_SIZE (KHC_CONTAINER_PREFIX_SIZE + SIZE + 16)

static const KhcContainerFacts facts = {
  .environment = "environment-0001",
  .item = "item-00000000001",
  .dek = "dek-000000000001",
  .generation = 7,
};

/* --- GF(2^128) as GCM has it: bit 0 is the first of the first byte --------------------------- */

typedef struct {
  guint64 high, low;
} Element;

static Element
element (const guint8 *bytes)
{
  return (Element){ khc_get_be64 (bytes), khc_get_be64 (bytes + 8) };
}

static Element
add (Element a, Element b)
{
  return (Element){ a.high ^ b.high, a.low ^ b.low };
}

static Element
multiply (Element a, Element b)
{
  Element sum = { 0, 0 };
  for (guint i = 0; i < 128; i++) {
    guint64 bit = i < 64 ? a.high >> (63 - i) & 1 : a.low >> (127 - i) & 1;
    guint64 carry = b.low & 1;
    if (bit)
      sum = add (sum, b);
    b.low = b.low >> 1 | b.high << 63;
    b.high = b.high >> 1 ^ (carry ? G_GUINT64_CONSTANT (0xe1) << 56 : 0);
  }
  return sum;
}

static Element
power (Element a, guint n)
{
  Element product = a;
  for (guint i = 1; i < n; i++)
    product = multiply (product, a);
  return product;
}

/* a to the power of 2^128 - 2. */
static Element
inverse (Element a)
{
  Element product = { G_GUINT64_CONSTANT (1) << 63, 0 };
  for (guint i = 1; i < 128; i++) {
    a = multiply (a, a);
    product = multiply (product, a);
  }
  return product;
}

/* --- The two keys ---------------------------------------------------------------------------- */

typedef struct {
  KhcSecret *dek;
  guint8 derived[32 + 12 + 32]; /* key, nonce of chunk 0, commitment */
  Element h;                    /* of GHASH */
  Element mask;                 /* of the tag */
} Key;

static Element
encrypt_block (const Key *key, const guint8 *block)
{
  EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new ();
  guint8 out[32];
  int size = 0;
  g_assert_true (EVP_EncryptInit_ex2 (ctx, EVP_aes_256_ecb (), key->derived, NULL, NULL));
  g_assert_true (EVP_EncryptUpdate (ctx, out, &size, block, 16));
  EVP_CIPHER_CTX_free (ctx);
  return element (out);
}

/* As the published text of Cobblestone-256 derives them for the header and salt of @prefix. */
static void
derive (Key *key, guint8 byte, const guint8 *prefix)
{
  static const char start[] = "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM";
  guint8 info[sizeof start + 24 + KHC_CONTAINER_HEADER_SIZE];
  guint8 block[16] = { 0 };
  memcpy (info, start, sizeof start);
  memcpy (info + sizeof start, prefix + KHC_CONTAINER_HEADER_SIZE, 24);
  memcpy (info + sizeof start + 24, prefix, KHC_CONTAINER_HEADER_SIZE);
  key->dek = ct_secret_fill (byte, 32);
  ct_assert_ok (khc_hkdf_expand_sha512 (ct_secret_view (key->dek), khc_bytes (info, sizeof info),
                                        key->derived, sizeof key->derived));
  key->h = encrypt_block (key, block);
  memcpy (block, key->derived + 32, 12);
  block[15] = 1;
  key->mask = encrypt_block (key, block);
}

/* The tag of the ciphertext, or its part without the last block. */
static Element
tag_of (const Key *key, const guint8 *sealed, guint n)
{
  Element sum = add (key->mask, multiply ((Element){ 0, SIZE * 8 }, key->h));
  for (guint i = 0; i < n; i++)
    sum = add (sum, multiply (element (sealed + 16 * i), power (key->h, BLOCKS + 1 - i)));
  return sum;
}

/* The header and salt of a container, and a payload that authenticates under both keys. */
static void
make_file (Key *first, Key *second, guint8 *file)
{
  guint8 *sealed = file + KHC_CONTAINER_PREFIX_SIZE;
  g_autofree guint8 *noise = ct_noise (SIZE, 35);
  KhcSecret *dek = ct_secret_fill (1, 32);
  KhcChunks *chunks;
  Element last, tag;
  ct_assert_ok (khc_container_seal_begin (dek, &facts, file, &chunks));
  khc_chunks_free (chunks);
  khc_secret_free (dek);
  derive (first, 1, file);
  derive (second, 2, file);
  memcpy (sealed, noise, SIZE);
  last = multiply (add (tag_of (first, sealed, BLOCKS - 1), tag_of (second, sealed, BLOCKS - 1)),
                   inverse (add (power (first->h, 2), power (second->h, 2))));
  khc_put_be64 (sealed + SIZE - 16, last.high);
  khc_put_be64 (sealed + SIZE - 8, last.low);
  tag = tag_of (first, sealed, BLOCKS);
  khc_put_be64 (sealed + SIZE, tag.high);
  khc_put_be64 (sealed + SIZE + 8, tag.low);
}

/* As a reader opens it; @plain stays zero on failure. */
static int
open_as (const Key *key, const guint8 *file, const guint8 *commitment, guint8 *plain)
{
  KhcChunks *chunks = NULL;
  int result =
      khc_container_open_begin (khc_bytes (file, FILE_SIZE), key->dek, &facts, commitment, &chunks);
  memset (plain, 0, SIZE);
  if (result == KHC_OK)
    result = khc_chunks_open (
        chunks, 0,
        khc_bytes (file + KHC_CONTAINER_PREFIX_SIZE, FILE_SIZE - KHC_CONTAINER_PREFIX_SIZE), true,
        plain, NULL);
  khc_chunks_free (chunks);
  if (result != KHC_OK)
    ct_assert_zero (plain, SIZE);
  return result;
}

/* Row 35. Whichever key the header commits to, the other one is the wrong key, although every byte
 * after the header is authentic under it. */
static void
test_two_keys (void)
{
  guint8 file[FILE_SIZE], other[FILE_SIZE], plain[SIZE], second_plain[SIZE];
  guint8 *commitment = file + KHC_CONTAINER_COMMITMENT_OFFSET;
  Key first, second;
  make_file (&first, &second, file);
  g_assert_cmpmem (commitment, 32, first.derived + 44, 32);
  ct_assert_ok (open_as (&first, file, commitment, plain));
  ct_assert_result (open_as (&second, file, commitment, second_plain), KHC_ERR_WRONG_KEY);
  ct_assert_result (open_as (&second, file, NULL, second_plain), KHC_ERR_WRONG_KEY);
  memcpy (other, file, sizeof other);
  memcpy (other + KHC_CONTAINER_COMMITMENT_OFFSET, second.derived + 44, 32);
  /* The attack is real: with the other commitment the same ciphertext is another text. */
  ct_assert_ok (open_as (&second, other, NULL, second_plain));
  g_assert_true (memcmp (plain, second_plain, SIZE) != 0);
  ct_assert_result (open_as (&first, other, NULL, plain), KHC_ERR_WRONG_KEY);
  /* And that file is not the one that the row remembers. */
  ct_assert_result (open_as (&second, other, commitment, plain), KHC_ERR_ROLLED_BACK);
  khc_secret_free (first.dek);
  khc_secret_free (second.dek);
}

int
main (int argc, char **argv)
{
  ct_init (&argc, &argv);
  g_test_add_func ("/crypto/commitment/two-keys", test_two_keys);
  return g_test_run ();
}
