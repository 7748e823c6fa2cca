/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed pages and header blocks. */
#include "crypto-test.h"

#include <string.h>

#include <openssl/evp.h>

#include "khc-labels.h"
#include "khc-page.h"
#include "khc-random.h"

static const guint8 db_a[12] = "database-aaa";
static const guint8 db_b[12] = "database-bbb";

static KhcPageKey *
page_key (guint8 dek_byte, const guint8 *id)
{
  KhcSecret *dek = ct_secret_fill (dek_byte, 32);
  KhcPageKey *key;
  ct_assert_ok (khc_page_key_new (dek, id, &key));
  khc_secret_free (dek);
  return key;
}

/* A page as SQLite would write it: noise, and on page 1 the start of a header. */
static guint8 *
make_page (guint32 number)
{
  guint8 *page = ct_noise (KHC_PAGE_SIZE, number);
  if (number == 1)
    memcpy (page, "SQLite format 3\0\x10\0\2\2\x30\x40\x20\x20", 24);
  memset (page + KHC_PAGE_SIZE - KHC_PAGE_RESERVED, 0, KHC_PAGE_RESERVED);
  return page;
}

static void
test_round_trip (void)
{
  static const guint32 numbers[] = { 1, 2, 3, 1000000, G_MAXUINT32 };
  KhcPageKey *key = page_key (5, db_a);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree guint8 *page = make_page (numbers[i]);
    guint8 sealed[KHC_PAGE_SIZE];
    guint8 again[KHC_PAGE_SIZE];
    guint8 opened[KHC_PAGE_SIZE];
    ct_assert_ok (khc_page_seal (key, numbers[i], page, sealed));
    ct_assert_ok (khc_page_open (key, numbers[i], sealed, opened));
    g_assert_cmpmem (opened, KHC_PAGE_SIZE, page, KHC_PAGE_SIZE);
    ct_assert_zero (sealed + KHC_PAGE_SIZE - 8, 8);
    /* Sealing again draws another nonce, so nothing but what is clear stays the same. */
    ct_assert_ok (khc_page_seal (key, numbers[i], page, again));
    g_assert_cmpint (memcmp (sealed + 24, again + 24, 4000), !=, 0);
    g_assert_cmpint (memcmp (sealed + 4048, again + 4048, 24), !=, 0);
    /* In place gives what apart gives. */
    memcpy (again, page, KHC_PAGE_SIZE);
    ct_assert_ok (khc_page_seal_in_place (key, numbers[i], again));
    ct_assert_ok (khc_page_open_in_place (key, numbers[i], again));
    g_assert_cmpmem (again, KHC_PAGE_SIZE, page, KHC_PAGE_SIZE);
  }
  khc_page_key_free (key);
}

/* Whatever a caller leaves in the reserved bytes is neither kept nor given back. */
static void
test_reserved (void)
{
  KhcPageKey *key = page_key (5, db_a);
  g_autofree guint8 *page = make_page (2);
  g_autofree guint8 *dirty = g_memdup2 (page, KHC_PAGE_SIZE);
  memset (dirty + KHC_PAGE_SIZE - KHC_PAGE_RESERVED, 0xff, KHC_PAGE_RESERVED);
  ct_assert_ok (khc_page_seal_in_place (key, 2, dirty));
  ct_assert_ok (khc_page_open_in_place (key, 2, dirty));
  g_assert_cmpmem (dirty, KHC_PAGE_SIZE, page, KHC_PAGE_SIZE);
  khc_page_key_free (key);
}

/* The construction of the header's words, by another road: XAES's key and GCM made by hand. */
static void
test_format (void)
{
  KhcSecret *dek = ct_secret_fill (5, 32);
  KhcSecret *key;
  KhcPageKey *page_key_a = page_key (5, db_a);
  g_autofree guint8 *page = make_page (1);
  guint8 sealed[KHC_PAGE_SIZE];
  guint8 l[16];
  guint8 k1[16];
  guint8 blocks[32] = { 0 };
  guint8 subkey[32];
  guint8 out[KHC_PAGE_SIZE];
  int size;
  ct_assert_ok (khc_page_seal (page_key_a, 1, page, sealed));
  const guint8 *nonce = sealed + 4048;
  ct_assert_ok (khc_derive (dek, KHC_LABEL_PAGE, db_a, 12, &key));

  EVP_CIPHER_CTX *ecb = EVP_CIPHER_CTX_new ();
  EVP_EncryptInit_ex2 (ecb, EVP_aes_256_ecb (), khc_secret_bytes (key), NULL, NULL);
  EVP_CIPHER_CTX_set_padding (ecb, 0);
  EVP_EncryptUpdate (ecb, l, &size, blocks, 16);
  for (guint i = 0; i < 16; i++)
    k1[i] = (guint8)(l[i] << 1 | (i < 15 ? l[i + 1] >> 7 : 0));
  k1[15] ^= l[0] & 0x80 ? 0x87 : 0;
  for (guint i = 0; i < 2; i++) {
    guint8 m[16] = { 0, (guint8)(i + 1), 'X', 0 };
    memcpy (m + 4, nonce, 12);
    for (guint j = 0; j < 16; j++)
      blocks[16 * i + j] = m[j] ^ k1[j];
  }
  EVP_EncryptUpdate (ecb, subkey, &size, blocks, 32);
  EVP_CIPHER_CTX_free (ecb);

  EVP_CIPHER_CTX *gcm = EVP_CIPHER_CTX_new ();
  EVP_DecryptInit_ex2 (gcm, EVP_aes_256_gcm (), subkey, nonce + 12, NULL);
  EVP_DecryptUpdate (gcm, NULL, &size, db_a, 12);
  EVP_DecryptUpdate (gcm, NULL, &size, (const guint8 *)"\0\0\0\1\0\0\0\1", 8);
  EVP_DecryptUpdate (gcm, NULL, &size, sealed, 24);
  EVP_DecryptUpdate (gcm, out, &size, sealed + 24, 4024);
  EVP_CIPHER_CTX_ctrl (gcm, EVP_CTRL_AEAD_SET_TAG, 16, sealed + 4072);
  g_assert_cmpint (EVP_DecryptFinal_ex (gcm, out, &size), ==, 1);
  g_assert_cmpmem (out, 4024, page + 24, 4024);
  g_assert_cmpmem (sealed, 4,
                   "\xcb"
                   "HD\1",
                   4);
  g_assert_cmpmem (sealed + 4, 12, db_a, 12);
  g_assert_cmpmem (sealed + 16, 8, page + 16, 8);
  EVP_CIPHER_CTX_free (gcm);
  khc_page_key_free (page_key_a);
  khc_secret_free (key);
  khc_secret_free (dek);
}

/* Every bit of a page, page 1 and another one. */
static void
test_bits (gconstpointer data)
{
  guint32 number = GPOINTER_TO_UINT (data);
  KhcPageKey *key = page_key (5, db_a);
  g_autofree guint8 *page = make_page (number);
  guint8 sealed[KHC_PAGE_SIZE];
  guint8 out[KHC_PAGE_SIZE];
  ct_assert_ok (khc_page_seal (key, number, page, sealed));
  for (gsize bit = 0; bit < 8 * KHC_PAGE_SIZE; bit++) {
    sealed[bit / 8] ^= (guint8)(1 << bit % 8);
    memset (out, 0xaa, sizeof out);
    int result = khc_page_open (key, number, sealed, out);
    g_assert_cmpint (result, !=, KHC_OK);
    if (number != 1 || bit >= 16 * 8)
      ct_assert_result (result, KHC_ERR_DAMAGED);
    ct_assert_zero (out, sizeof out);
    sealed[bit / 8] ^= (guint8)(1 << bit % 8);
  }
  ct_assert_ok (khc_page_open (key, number, sealed, out));
  khc_page_key_free (key);
}

/* A page in another place, of another database, under another key. */
static void
test_moved (void)
{
  KhcPageKey *key = page_key (5, db_a);
  KhcPageKey *other_db = page_key (5, db_b);
  KhcPageKey *other_dek = page_key (6, db_a);
  guint8 sealed[KHC_PAGE_SIZE];
  guint8 out[KHC_PAGE_SIZE];
  g_autofree guint8 *two = make_page (2);
  g_autofree guint8 *one = make_page (1);
  ct_assert_ok (khc_page_seal (key, 2, two, sealed));
  ct_assert_result (khc_page_open (key, 3, sealed, out), KHC_ERR_DAMAGED);
  ct_assert_result (khc_page_open (other_db, 2, sealed, out), KHC_ERR_DAMAGED);
  ct_assert_result (khc_page_open (other_dek, 2, sealed, out), KHC_ERR_DAMAGED);
  ct_assert_result (khc_page_open (key, 0, sealed, out), KHC_ERR_ARGUMENT);
  ct_assert_result (khc_page_open (key, 1, sealed, out), KHC_ERR_NOT_OURS);
  ct_assert_ok (khc_page_seal (key, 1, one, sealed));
  ct_assert_result (khc_page_open (other_db, 1, sealed, out), KHC_ERR_WRONG_PLACE);
  ct_assert_result (khc_page_open (other_dek, 1, sealed, out), KHC_ERR_DAMAGED);
  ct_assert_result (khc_page_open (key, 2, sealed, out), KHC_ERR_DAMAGED);
  khc_page_key_free (key);
  khc_page_key_free (other_db);
  khc_page_key_free (other_dek);
}

static void
test_identify (void)
{
  KhcPageKey *key = page_key (5, db_a);
  g_autofree guint8 *page = make_page (1);
  guint8 sealed[KHC_PAGE_SIZE];
  guint8 id[12];
  ct_assert_ok (khc_page_seal (key, 1, page, sealed));
  ct_assert_ok (khc_page_identify (khc_bytes (sealed, sizeof sealed), id));
  g_assert_cmpmem (id, 12, db_a, 12);
  for (gsize size = 0; size < KHC_PAGE_CLEAR; size++)
    ct_assert_result (khc_page_identify (khc_bytes (sealed, size), id), KHC_ERR_TRUNCATED);
  ct_assert_ok (khc_page_identify (khc_bytes (sealed, KHC_PAGE_CLEAR), NULL));
  sealed[3] = 2;
  ct_assert_result (khc_page_identify (khc_bytes (sealed, 24), NULL), KHC_ERR_NEWER);
  ct_assert_result (khc_page_open_in_place (key, 1, sealed), KHC_ERR_NEWER);
  ct_assert_zero (sealed, sizeof sealed);
  ct_assert_ok (khc_page_seal (key, 1, page, sealed));
  sealed[3] = 0;
  ct_assert_result (khc_page_identify (khc_bytes (sealed, 24), NULL), KHC_ERR_MALFORMED);
  /* A plain database. */
  ct_assert_result (khc_page_identify (khc_bytes (page, 24), NULL), KHC_ERR_NOT_OURS);
  ct_assert_result (khc_page_open (key, 1, page, sealed), KHC_ERR_NOT_OURS);
  khc_page_key_free (key);
}

static void
test_refusals (void)
{
  KhcSecret *deks[] = { ct_secret_fill (5, 31), ct_secret_fill (5, 33), ct_secret_fill (0, 32) };
  KhcPageKey *key;
  g_autofree guint8 *page = make_page (2);
  guint8 sealed[KHC_PAGE_SIZE];
  ct_assert_result (khc_page_key_new (deks[0], db_a, &key), KHC_ERR_ARGUMENT);
  ct_assert_result (khc_page_key_new (deks[1], db_a, &key), KHC_ERR_ARGUMENT);
  ct_assert_result (khc_page_key_new (deks[2], db_a, &key), KHC_ERR_REFUSED);
  ct_assert_result (khc_page_key_new (NULL, db_a, &key), KHC_ERR_ARGUMENT);
  g_assert_null (key);
  for (guint i = 0; i < G_N_ELEMENTS (deks); i++)
    khc_secret_free (deks[i]);
  key = page_key (5, db_a);
  ct_assert_result (khc_page_seal (key, 0, page, sealed), KHC_ERR_ARGUMENT);
  ct_assert_result (khc_page_seal (key, 1, page, sealed), KHC_ERR_ARGUMENT);
  khc_page_key_free (key);
  key = page_key (5, db_a);
  ct_random_failing (0);
  ct_assert_result (khc_page_seal (key, 2, page, sealed), KHC_ERR_RANDOM);
  ct_random_real ();
  ct_assert_ok (khc_page_seal (key, 2, page, sealed));
  khc_page_key_free (key);
  khc_page_key_free (NULL);
}

/* One AES-256-XTS data unit for each offset; no two headers look alike for the same content. */
static void
test_blocks (void)
{
  static const guint64 offsets[] = { 0, 16, 40, 56, 4152, G_MAXUINT32, G_MAXUINT64 };
  KhcPageKey *key = page_key (5, db_a);
  KhcPageKey *other = page_key (5, db_b);
  KhcSecret *dek = ct_secret_fill (5, 32);
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  guint8 xts[64];
  for (guint8 half = 1; half <= 2; half++) {
    guint8 context[13];
    KhcSecret *child;
    memcpy (context, db_a, 12);
    context[12] = half;
    ct_assert_ok (khc_derive (dek, KHC_LABEL_PAGE_HEADER, context, 13, &child));
    memcpy (xts + 32 * (half - 1), khc_secret_bytes (child), 32);
    khc_secret_free (child);
  }
  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++) {
    guint8 block[16] = "salts, checksums";
    guint8 foreign[16] = "salts, checksums";
    guint8 expected[16];
    guint64 unit[2] = { GUINT64_TO_LE (offsets[i]), 0 };
    int size;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new ();
    EVP_EncryptInit_ex2 (ctx, EVP_aes_256_xts (), xts, (const guint8 *)unit, NULL);
    EVP_EncryptUpdate (ctx, expected, &size, block, 16);
    EVP_CIPHER_CTX_free (ctx);
    ct_assert_ok (khc_page_block_seal (key, offsets[i], block));
    g_assert_cmpmem (block, 16, expected, 16);
    g_assert_true (g_hash_table_add (seen, g_bytes_new (block, 16)));
    ct_assert_ok (khc_page_block_seal (other, offsets[i], foreign));
    g_assert_true (g_hash_table_add (seen, g_bytes_new (foreign, 16)));
    ct_assert_ok (khc_page_block_open (key, offsets[i] ^ 8, block));
    g_assert_cmpint (memcmp (block, "salts, checksums", 16), !=, 0);
    ct_assert_ok (khc_page_block_seal (key, offsets[i] ^ 8, block));
    ct_assert_ok (khc_page_block_open (key, offsets[i], block));
    g_assert_cmpmem (block, 16, "salts, checksums", 16);
  }
  khc_secret_free (dek);
  khc_page_key_free (key);
  khc_page_key_free (other);
}

static void
report (const char *what, double nanoseconds)
{
  g_test_minimized_result (nanoseconds, "%s %.0f ns", what, nanoseconds);
}

/* With -m perf alone: how long a page takes. */
static void
test_speed (void)
{
  enum { ROUNDS = 200000 };
  KhcPageKey *key = page_key (5, db_a);
  g_autofree guint8 *page = make_page (2);
  guint8 sealed[KHC_PAGE_SIZE];
  g_test_timer_start ();
  for (guint i = 0; i < ROUNDS; i++)
    ct_assert_ok (khc_page_seal (key, 2, page, sealed));
  report ("seal", g_test_timer_elapsed () / ROUNDS * 1e9);
  g_test_timer_start ();
  for (guint i = 0; i < ROUNDS; i++)
    ct_assert_ok (khc_page_open (key, 2, sealed, page));
  report ("open", g_test_timer_elapsed () / ROUNDS * 1e9);
  khc_page_key_free (key);
}

int
main (int argc, char **argv)
{
  ct_init (&argc, &argv);
  g_test_add_func ("/crypto/page/round-trip", test_round_trip);
  g_test_add_func ("/crypto/page/reserved", test_reserved);
  g_test_add_func ("/crypto/page/format", test_format);
  g_test_add_data_func ("/crypto/page/bits/1", GUINT_TO_POINTER (1), test_bits);
  g_test_add_data_func ("/crypto/page/bits/2", GUINT_TO_POINTER (2), test_bits);
  g_test_add_func ("/crypto/page/moved", test_moved);
  g_test_add_func ("/crypto/page/identify", test_identify);
  g_test_add_func ("/crypto/page/refusals", test_refusals);
  g_test_add_func ("/crypto/page/blocks", test_blocks);
  if (g_test_perf ())
    g_test_add_func ("/crypto/page/speed", test_speed);
  return g_test_run ();
}
