/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wrapped-DEK record and the seal: round trips, every bit, every cut. */
#include "crypto-test.h"

#include <string.h>

#include "khc-dek.h"
#include "khc-random.h"
#include "khc-rsa.h"
#include "khc-seal.h"

static KhcDekRecord
customer_record (void)
{
  KhcDekRecord record;
  g_autofree guint8 *wrapped = ct_noise (256, 1);
  khc_dek_record_init (&record);
  memcpy (record.environment, "environment-0001", 16);
  memcpy (record.dek, "dek-000000000001", 16);
  record.store = KHC_STORE_FILES;
  record.owner = KHC_DEK_OWNER_CUSTOMER;
  g_strlcpy (record.vault, "contoso-vault", sizeof record.vault);
  g_strlcpy (record.key, "cmk-2026", sizeof record.key);
  g_strlcpy (record.key_version, "0123456789abcdef0123456789abcdef", sizeof record.key_version);
  record.algorithm = KHC_DEK_RSA_OAEP_256;
  memcpy (record.wrapped, wrapped, 256);
  record.wrapped_size = 256;
  return record;
}

static KhcDekRecord
platform_record (void)
{
  KhcDekRecord record = customer_record ();
  record.owner = KHC_DEK_OWNER_PLATFORM;
  memset (record.vault, 0, sizeof record.vault);
  memset (record.key, 0, sizeof record.key);
  memset (record.key_version, 0, sizeof record.key_version);
  record.algorithm = KHC_DEK_A256KW;
  memset (record.wrapped + 40, 0, sizeof record.wrapped - 40);
  record.wrapped_size = 40;
  return record;
}

static void
check_dek_round_trip (KhcDekRecord record)
{
  KhcSecret *dek = ct_secret_fill (5, 32);
  KhcSecret *other = ct_secret_fill (6, 32);
  KhcDekRecord parsed;
  guint8 bytes[KHC_DEK_RECORD_MAX + 1];
  gsize size;
  ct_assert_ok (khc_dek_check_compute (&record, dek));
  ct_assert_ok (khc_dek_record_encode (&record, bytes, &size));
  g_assert_cmpuint (size, <=, KHC_DEK_RECORD_MAX);
  ct_assert_ok (khc_dek_record_parse (khc_bytes (bytes, size), &parsed));
  g_assert_cmpmem (&parsed, sizeof parsed, &record, sizeof record);
  ct_assert_ok (khc_dek_check_verify (&parsed, dek));
  ct_assert_result (khc_dek_check_verify (&parsed, other), KHC_ERR_WRONG_KEY);

  /* Every bit: refused when read, or by the check; nothing slips through. */
  for (gsize bit = 0; bit < 8 * size; bit++) {
    bytes[bit / 8] ^= (guint8)(1 << bit % 8);
    int result = khc_dek_record_parse (khc_bytes (bytes, size), &parsed);
    if (result == KHC_OK)
      ct_assert_result (khc_dek_check_verify (&parsed, dek), KHC_ERR_WRONG_KEY);
    else
      ct_assert_zero (&parsed, sizeof parsed);
    bytes[bit / 8] ^= (guint8)(1 << bit % 8);
  }
  for (gsize cut = 0; cut < size; cut++)
    ct_assert_result (khc_dek_record_parse (khc_bytes (bytes, cut), &parsed), KHC_ERR_TRUNCATED);
  bytes[size] = 0;
  ct_assert_result (khc_dek_record_parse (khc_bytes (bytes, size + 1), &parsed), KHC_ERR_MALFORMED);
  khc_secret_free (dek);
  khc_secret_free (other);
}

static void
test_dek_round_trip (void)
{
  KhcDekRecord longest = customer_record ();
  memset (longest.vault, 'v', KHC_DEK_VAULT_MAX);
  memset (longest.key, 'k', KHC_DEK_KEY_MAX);
  longest.wrapped_size = KHC_DEK_WRAPPED_MAX;
  check_dek_round_trip (customer_record ());
  check_dek_round_trip (platform_record ());
  check_dek_round_trip (longest);
}

static void
test_dek_errors (void)
{
  KhcDekRecord record = customer_record ();
  KhcDekRecord parsed;
  guint8 bytes[KHC_DEK_RECORD_MAX];
  gsize size;
  ct_assert_ok (khc_dek_record_encode (&record, bytes, &size));
  static const struct {
    gsize offset;
    guint8 value;
    int expected;
  } cases[] = {
    { 0, 0x4b, KHC_ERR_NOT_OURS }, { 5, 0, KHC_ERR_MALFORMED },    { 5, 2, KHC_ERR_NEWER },
    { 4, 1, KHC_ERR_NEWER },       { 23, 0, KHC_ERR_MALFORMED },   { 23, 6, KHC_ERR_MALFORMED },
    { 40, 0, KHC_ERR_MALFORMED },  { 40, 2, KHC_ERR_MALFORMED },   { 40, 3, KHC_ERR_MALFORMED },
    { 42, 25, KHC_ERR_MALFORMED }, { 41, 255, KHC_ERR_MALFORMED }, { 43, '/', KHC_ERR_MALFORMED },
    { 43, 0, KHC_ERR_MALFORMED },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint8 before = bytes[cases[i].offset];
    bytes[cases[i].offset] = cases[i].value;
    g_test_message ("offset %u", (guint)cases[i].offset);
    ct_assert_result (khc_dek_record_parse (khc_bytes (bytes, size), &parsed), cases[i].expected);
    bytes[cases[i].offset] = before;
  }
  gsize algorithm = size - 32 - 256 - 2 - 1;
  bytes[algorithm] = 3;
  ct_assert_result (khc_dek_record_parse (khc_bytes (bytes, size), &parsed), KHC_ERR_UNSUPPORTED);
  bytes[algorithm] = KHC_DEK_A256KW;
  ct_assert_result (khc_dek_record_parse (khc_bytes (bytes, size), &parsed), KHC_ERR_MALFORMED);
}

/* What a parser would refuse is not written, and gets no check. */
static void
test_dek_encoder (void)
{
  KhcSecret *dek = ct_secret_fill (5, 32);
  KhcSecret *bad = ct_secret_fill (5, 31);
  KhcDekRecord records[8];
  guint8 bytes[KHC_DEK_RECORD_MAX];
  gsize size;
  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    records[i] = customer_record ();
  records[0].store = (KhcStore)0;
  records[1].owner = (KhcDekOwner)3;
  records[2].vault[0] = '\0';
  records[3].key[0] = ' ';
  memset (records[4].key_version, 'a', sizeof records[4].key_version);
  records[5].algorithm = KHC_DEK_A256KW;
  records[6].wrapped_size = 255;
  records[7].wrapped_size = 513;
  for (guint i = 0; i < G_N_ELEMENTS (records); i++) {
    ct_assert_result (khc_dek_record_encode (&records[i], bytes, &size), KHC_ERR_ARGUMENT);
    ct_assert_result (khc_dek_check_compute (&records[i], dek), KHC_ERR_ARGUMENT);
  }
  records[0] = customer_record ();
  ct_assert_result (khc_dek_check_compute (&records[0], bad), KHC_ERR_ARGUMENT);
  ct_assert_result (khc_dek_check_verify (&records[0], bad), KHC_ERR_WRONG_KEY);
  ct_assert_result (khc_dek_check_verify (&records[0], NULL), KHC_ERR_WRONG_KEY);
  khc_secret_free (dek);
  khc_secret_free (bad);
}

/* A record moved to any other place does not verify although its DEK unwraps. */
static void
test_dek_moved (void)
{
  KhcSecret *dek = ct_secret_fill (5, 32);
  KhcDekRecord good = customer_record ();
  ct_assert_ok (khc_dek_check_compute (&good, dek));
  KhcDekRecord moved[6] = { good, good, good, good, good, good };
  moved[0].environment[0] ^= 1;
  moved[1].store = KHC_STORE_FLOWS;
  moved[2].dek[15] ^= 1;
  g_strlcpy (moved[3].vault, "contoso-vaulu", sizeof moved[3].vault);
  g_strlcpy (moved[4].key, "cmk-2027", sizeof moved[4].key);
  moved[5].key_version[0] = 'f';
  for (guint i = 0; i < G_N_ELEMENTS (moved); i++)
    ct_assert_result (khc_dek_check_verify (&moved[i], dek), KHC_ERR_WRONG_KEY);
  ct_assert_ok (khc_dek_check_verify (&good, dek));
  khc_secret_free (dek);
}

/* Row 34: what unwraps to another key of the right size. */
static void
test_dek_forged (void)
{
  KhcSecret *dek = ct_secret_fill (5, 32);
  KhcSecret *forged = ct_secret_fill (7, 32);
  KhcSecret *out;
  KhcDekRecord record = customer_record ();
  KhcRsaKey *key;
  ct_assert_ok (khc_rsa_generate (2048, &key));
  ct_assert_ok (khc_rsa_wrap (key, KHC_OAEP_SHA256, ct_secret_view (dek), record.wrapped));
  ct_assert_ok (khc_dek_check_compute (&record, dek));
  ct_assert_ok (khc_rsa_wrap (key, KHC_OAEP_SHA256, ct_secret_view (forged), record.wrapped));
  ct_assert_ok (
      khc_rsa_unwrap (key, KHC_OAEP_SHA256, khc_bytes (record.wrapped, record.wrapped_size), &out));
  ct_assert_result (khc_dek_check_verify (&record, out), KHC_ERR_WRONG_KEY);
  khc_secret_free (out);
  khc_secret_free (forged);
  khc_secret_free (dek);
  khc_rsa_unref (key);
}

static const guint8 tenant[16] = "tenant-000000001";
static const guint8 alice[16] = "account-alice-01";
static const guint8 bob[16] = "account-bob-0001";
static const KhcScryptParams light = { KHC_SCRYPT_MIN_LOG_N, KHC_SCRYPT_R, 1 };

/* Alice by passphrase, Bob by keyring. */
static void
make_seal (KhcSeal *seal, const KhcSecret *root)
{
  KhcSecret *passphrase = ct_secret ("correct horse", 13);
  KhcSecret *ring = ct_secret_fill (9, 32);
  khc_seal_init (seal, tenant);
  ct_assert_ok (khc_seal_put_passphrase (seal, alice, &light, passphrase, root));
  ct_assert_ok (khc_seal_put_keyring (seal, bob, ring, root));
  khc_secret_free (passphrase);
  khc_secret_free (ring);
}

static int
open_ring (const KhcSeal *seal, guint8 byte)
{
  KhcSecret *ring = ct_secret_fill (byte, 32);
  KhcSecret *root;
  int result = khc_seal_open_keyring (seal, bob, ring, &root);
  g_assert_true ((result == KHC_OK) == (root != NULL));
  khc_secret_free (root);
  khc_secret_free (ring);
  return result;
}

static int
open_words (const KhcSeal *seal, const guint8 *account, const char *words)
{
  KhcSecret *passphrase = ct_secret (words, strlen (words));
  KhcSecret *root;
  int result = khc_seal_open_passphrase (seal, account, passphrase, &root);
  g_assert_true ((result == KHC_OK) == (root != NULL));
  khc_secret_free (root);
  khc_secret_free (passphrase);
  return result;
}

static void
test_seal_round_trip (void)
{
  KhcSecret *root = ct_secret_fill (3, 32);
  KhcSecret *passphrase = ct_secret ("correct horse", 13);
  KhcSecret *opened;
  KhcSeal seal;
  KhcSeal parsed;
  KhcSealSlot slot;
  guint8 bytes[KHC_SEAL_MAX_SIZE];
  gsize size;
  make_seal (&seal, root);
  ct_assert_ok (khc_seal_encode (&seal, bytes, &size));
  g_assert_cmpuint (size, ==, 32 + 2 * 132);
  ct_assert_ok (khc_seal_parse (khc_bytes (bytes, size), &parsed));
  g_assert_cmpmem (&parsed, sizeof parsed, &seal, sizeof seal);
  ct_assert_ok (khc_seal_open_passphrase (&parsed, alice, passphrase, &opened));
  g_assert_true (khc_secret_equal (opened, root));
  khc_secret_free (opened);
  ct_assert_ok (open_ring (&parsed, 9));
  ct_assert_ok (khc_seal_get_slot (&parsed, 0, &slot));
  g_assert_cmpint (slot.kind, ==, KHC_SLOT_PASSPHRASE);
  g_assert_cmpmem (slot.account, 16, alice, 16);
  g_assert_cmpuint (slot.kdf.log_n, ==, 15);
  ct_assert_ok (khc_seal_get_slot (&parsed, 1, &slot));
  g_assert_cmpint (slot.kind, ==, KHC_SLOT_KEYRING);
  ct_assert_result (khc_seal_get_slot (&parsed, 2, &slot), KHC_ERR_RANGE);
  khc_secret_free (passphrase);
  khc_secret_free (root);
}

static void
test_seal_wrong (void)
{
  KhcSecret *root = ct_secret_fill (3, 32);
  KhcSecret *empty = ct_secret ("", 0);
  KhcSecret *opened;
  KhcSeal seal;
  make_seal (&seal, root);
  ct_assert_ok (open_words (&seal, alice, "correct horse"));
  ct_assert_result (open_words (&seal, alice, "correct horsf"), KHC_ERR_WRONG_KEY);
  ct_assert_result (open_words (&seal, alice, "correct hors"), KHC_ERR_WRONG_KEY);
  ct_assert_result (open_words (&seal, bob, "correct horse"), KHC_ERR_NO_SUCH_KEY);
  ct_assert_result (open_ring (&seal, 8), KHC_ERR_WRONG_KEY);
  ct_assert_result (khc_seal_open_passphrase (&seal, alice, empty, &opened), KHC_ERR_ARGUMENT);
  ct_assert_result (khc_seal_open_keyring (&seal, bob, empty, &opened), KHC_ERR_ARGUMENT);
  ct_assert_result (khc_seal_open_keyring (&seal, alice, root, &opened), KHC_ERR_NO_SUCH_KEY);
  g_assert_null (opened);
  khc_secret_free (empty);
  khc_secret_free (root);
}

/* Change of a passphrase, one slot more, one less; the last one stays. */
static void
test_seal_slots (void)
{
  KhcSecret *root = ct_secret_fill (3, 32);
  KhcSecret *words = ct_secret ("new words", 9);
  KhcSeal seal;
  make_seal (&seal, root);
  ct_assert_ok (khc_seal_put_passphrase (&seal, alice, &light, words, root));
  g_assert_cmpuint (seal.n_slots, ==, 2);
  ct_assert_result (open_words (&seal, alice, "correct horse"), KHC_ERR_WRONG_KEY);
  ct_assert_ok (open_words (&seal, alice, "new words"));
  ct_assert_ok (open_ring (&seal, 9));
  ct_assert_result (khc_seal_remove (&seal, KHC_SLOT_KEYRING, alice), KHC_ERR_NO_SUCH_KEY);
  ct_assert_ok (khc_seal_remove (&seal, KHC_SLOT_PASSPHRASE, alice));
  ct_assert_result (open_words (&seal, alice, "new words"), KHC_ERR_NO_SUCH_KEY);
  ct_assert_ok (open_ring (&seal, 9));
  ct_assert_result (khc_seal_remove (&seal, KHC_SLOT_KEYRING, bob), KHC_ERR_REFUSED);
  ct_assert_zero (seal.slots[1], KHC_SEAL_SLOT_SIZE);
  for (guint i = 1; i < KHC_SEAL_MAX_SLOTS; i++) {
    guint8 account[16] = { (guint8)i };
    ct_assert_ok (khc_seal_put_keyring (&seal, account, root, root));
  }
  ct_assert_result (khc_seal_put_keyring (&seal, alice, root, root), KHC_ERR_RANGE);
  ct_assert_ok (open_ring (&seal, 9));
  khc_secret_free (words);
  khc_secret_free (root);
}

/* Every bit of file and slot: the keyring's slot, whose opening is cheap. */
static void
test_seal_bits (void)
{
  KhcSecret *root = ct_secret_fill (3, 32);
  KhcSeal seal;
  KhcSeal parsed;
  guint8 bytes[KHC_SEAL_MAX_SIZE];
  gsize size;
  make_seal (&seal, root);
  ct_assert_ok (khc_seal_encode (&seal, bytes, &size));
  const gsize slot = 32 + 132;
  for (gsize bit = 0; bit < 8 * size; bit++) {
    gsize at = bit / 8;
    if (at >= 32 && at < slot)
      continue;
    bytes[at] ^= (guint8)(1 << bit % 8);
    int result = khc_seal_parse (khc_bytes (bytes, size), &parsed);
    if (result != KHC_OK)
      ct_assert_zero (&parsed, sizeof parsed);
    else
      result = open_ring (&parsed, 9);
    g_test_message ("byte %u: %s", (guint)at, khc_result_name (result));
    g_assert_cmpint (result, !=, KHC_OK);
    if (at >= slot + 84 || (at >= slot + 52 && at < slot + 64) || (at >= 12 && at < 28))
      ct_assert_result (result, KHC_ERR_DAMAGED);
    if (at >= slot + 68 && at < slot + 84)
      ct_assert_result (result, KHC_ERR_WRONG_KEY);
    bytes[at] ^= (guint8)(1 << bit % 8);
  }
  khc_secret_free (root);
}

/* One bit in each field of a passphrase slot. */
static void
test_seal_passphrase_bits (void)
{
  static const struct {
    gsize offset;
    int expected;
  } cases[] = {
    { 20, KHC_ERR_WRONG_KEY }, { 51, KHC_ERR_WRONG_KEY },  { 52, KHC_ERR_DAMAGED },
    { 68, KHC_ERR_WRONG_KEY }, { 84, KHC_ERR_DAMAGED },    { 115, KHC_ERR_DAMAGED },
    { 131, KHC_ERR_DAMAGED },  { 4, KHC_ERR_NO_SUCH_KEY },
  };
  KhcSecret *root = ct_secret_fill (3, 32);
  KhcSeal seal;
  make_seal (&seal, root);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    seal.slots[0][cases[i].offset] ^= 1;
    ct_assert_result (open_words (&seal, alice, "correct horse"), cases[i].expected);
    seal.slots[0][cases[i].offset] ^= 1;
  }
  khc_secret_free (root);
}

static void
test_seal_parse (void)
{
  static const struct {
    gsize offset;
    guint8 value;
    int expected;
  } cases[] = {
    { 0, 'K', KHC_ERR_NOT_OURS },   { 6, '\n', KHC_ERR_NOT_OURS },  { 9, 0, KHC_ERR_MALFORMED },
    { 9, 2, KHC_ERR_NEWER },        { 8, 1, KHC_ERR_NEWER },        { 11, 2, KHC_ERR_UNSUPPORTED },
    { 11, 0, KHC_ERR_UNSUPPORTED }, { 29, 0, KHC_ERR_MALFORMED },   { 29, 1, KHC_ERR_MALFORMED },
    { 29, 3, KHC_ERR_TRUNCATED },   { 29, 33, KHC_ERR_MALFORMED },  { 28, 255, KHC_ERR_MALFORMED },
    { 31, 1, KHC_ERR_MALFORMED },   { 32, 0, KHC_ERR_UNSUPPORTED }, { 32, 4, KHC_ERR_UNSUPPORTED },
    { 32, 2, KHC_ERR_MALFORMED },   { 32, 3, KHC_ERR_MALFORMED },   { 33, 14, KHC_ERR_REFUSED },
    { 33, 21, KHC_ERR_REFUSED },    { 33, 40, KHC_ERR_REFUSED },    { 33, 0, KHC_ERR_REFUSED },
    { 33, 255, KHC_ERR_REFUSED },   { 34, 7, KHC_ERR_REFUSED },     { 34, 9, KHC_ERR_REFUSED },
    { 35, 0, KHC_ERR_REFUSED },     { 35, 5, KHC_ERR_REFUSED },     { 96, 1, KHC_ERR_MALFORMED },
    { 165, 1, KHC_ERR_MALFORMED },  { 184, 1, KHC_ERR_MALFORMED },
  };
  KhcSecret *root = ct_secret_fill (3, 32);
  KhcSeal seal;
  KhcSeal parsed;
  guint8 bytes[KHC_SEAL_MAX_SIZE + 1];
  gsize size;
  make_seal (&seal, root);
  ct_assert_ok (khc_seal_encode (&seal, bytes, &size));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint8 before = bytes[cases[i].offset];
    bytes[cases[i].offset] = cases[i].value;
    g_test_message ("offset %u value %u", (guint)cases[i].offset, cases[i].value);
    ct_assert_result (khc_seal_parse (khc_bytes (bytes, size), &parsed), cases[i].expected);
    bytes[cases[i].offset] = before;
  }
  for (gsize cut = 0; cut < size; cut++)
    ct_assert_result (khc_seal_parse (khc_bytes (bytes, cut), &parsed), KHC_ERR_TRUNCATED);
  bytes[size] = 0;
  ct_assert_result (khc_seal_parse (khc_bytes (bytes, size + 1), &parsed), KHC_ERR_MALFORMED);
  /* Two slots of one account. */
  memcpy (bytes + 32 + 132, bytes + 32, 132);
  ct_assert_result (khc_seal_parse (khc_bytes (bytes, size), &parsed), KHC_ERR_MALFORMED);
  khc_seal_init (&seal, tenant);
  ct_assert_result (khc_seal_encode (&seal, bytes, &size), KHC_ERR_ARGUMENT);
  khc_secret_free (root);
}

/* On failure the seal is as it was. */
static void
test_seal_refusals (void)
{
  static const KhcScryptParams bad[] = {
    { 14, 8, 1 }, { 21, 8, 1 }, { 17, 1, 1 }, { 17, 8, 0 }, { 17, 8, 5 }
  };
  KhcSecret *root = ct_secret_fill (3, 32);
  KhcSecret *short_root = ct_secret_fill (3, 31);
  KhcSecret *empty = ct_secret ("", 0);
  KhcSeal seal;
  KhcSeal before;
  make_seal (&seal, root);
  before = seal;
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    ct_assert_result (khc_seal_put_passphrase (&seal, alice, &bad[i], root, root), KHC_ERR_REFUSED);
  ct_assert_result (khc_seal_put_passphrase (&seal, alice, &light, empty, root), KHC_ERR_ARGUMENT);
  ct_assert_result (khc_seal_put_passphrase (&seal, alice, &light, root, short_root),
                    KHC_ERR_ARGUMENT);
  ct_assert_result (khc_seal_put_keyring (&seal, alice, short_root, root), KHC_ERR_ARGUMENT);
  for (guint n = 0; n < 2; n++) {
    ct_random_failing (n);
    ct_assert_result (khc_seal_put_passphrase (&seal, alice, &light, root, root), KHC_ERR_RANDOM);
  }
  ct_random_real ();
  g_assert_cmpmem (&seal, sizeof seal, &before, sizeof before);
  khc_secret_free (root);
  khc_secret_free (short_root);
  khc_secret_free (empty);
}

/* The default: 128 MiB, which the library refuses unless it is told otherwise. */
static void
test_seal_default (void)
{
  KhcSecret *root = ct_secret_fill (3, 32);
  KhcSecret *words = ct_secret ("words", 5);
  KhcSealSlot slot;
  KhcSeal seal;
  khc_seal_init (&seal, tenant);
  ct_assert_ok (khc_seal_put_passphrase (&seal, alice, NULL, words, root));
  ct_assert_ok (khc_seal_get_slot (&seal, 0, &slot));
  g_assert_cmpuint (slot.kdf.log_n, ==, 17);
  ct_assert_ok (open_words (&seal, alice, "words"));
  khc_secret_free (words);
  khc_secret_free (root);
}

int
main (int argc, char **argv)
{
  ct_init (&argc, &argv);
  g_test_add_func ("/crypto/dek/round-trip", test_dek_round_trip);
  g_test_add_func ("/crypto/dek/errors", test_dek_errors);
  g_test_add_func ("/crypto/dek/encoder", test_dek_encoder);
  g_test_add_func ("/crypto/dek/moved", test_dek_moved);
  g_test_add_func ("/crypto/dek/forged", test_dek_forged);
  g_test_add_func ("/crypto/seal/round-trip", test_seal_round_trip);
  g_test_add_func ("/crypto/seal/wrong", test_seal_wrong);
  g_test_add_func ("/crypto/seal/slots", test_seal_slots);
  g_test_add_func ("/crypto/seal/bits", test_seal_bits);
  g_test_add_func ("/crypto/seal/passphrase-bits", test_seal_passphrase_bits);
  g_test_add_func ("/crypto/seal/parse", test_seal_parse);
  g_test_add_func ("/crypto/seal/refusals", test_seal_refusals);
  g_test_add_func ("/crypto/seal/default", test_seal_default);
  return g_test_run ();
}
