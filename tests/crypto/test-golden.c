/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The golden file of each format and version opens. They come from a second implementation: see
 * tests/data/golden. */
#include "crypto-test.h"

#include <string.h>

#include "khc-chain.h"
#include "khc-container.h"
#include "khc-dek.h"
#include "khc-kw.h"
#include "khc-note.h"
#include "khc-page.h"
#include "khc-random.h"
#include "khc-recovery.h"
#include "khc-rsa.h"
#include "khc-seal.h"

static KhcSecret *
golden_dek (void)
{
  guint8 bytes[32];
  for (guint i = 0; i < 32; i++)
    bytes[i] = (guint8)i;
  return ct_secret (bytes, 32);
}

/* plain_bytes of make-golden.py. */
static guint8 *
golden_plain (gsize size)
{
  guint8 *bytes = g_malloc (size + 1);
  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8)(i * 7 + i / 251);
  return bytes;
}

static void
assert_same_bytes (const guint8 *made, gsize size, GBytes *golden)
{
  g_assert_cmpmem (made, size, ct_view (golden).data, ct_view (golden).size);
}

/* Opens a golden container, and writes it again: the salts of the files are what ct_random_fixed
 * gives. */
static void
check_container (const char *name, gsize size, guint64 generation, guint8 salt)
{
  g_autoptr (GBytes) golden = ct_data (name);
  g_autofree guint8 *plain = golden_plain (size);
  g_autofree guint8 *out = g_malloc (size + 1);
  KhcContainerFacts facts = { "environment-0001", "item-00000000001", "dek-000000000001",
                              generation };
  KhcContainerFacts parsed;
  KhcSecret *dek = golden_dek ();
  KhcChunks *chunks;
  uint64_t plain_size;
  gsize file_size = g_bytes_get_size (golden);
  ct_assert_ok (khc_container_header_parse (ct_view (golden), &parsed));
  g_assert_cmpmem (&parsed, sizeof parsed, &facts, sizeof facts);
  ct_assert_ok (khc_container_plain_size (file_size, &plain_size));
  g_assert_cmpuint (plain_size, ==, size);
  ct_assert_ok (khc_container_open_begin (ct_view (golden), dek, &facts, NULL, &chunks));
  ct_assert_ok (khc_chunks_open (
      chunks, 0, khc_bytes (ct_view (golden).data + 136, file_size - 136), true, out, NULL));
  g_assert_cmpmem (out, size, plain, size);
  khc_chunks_free (chunks);

  /* Written again with the same salt it is the same file. */
  g_autofree guint8 *file = g_malloc (file_size);
  ct_random_fixed (salt);
  ct_assert_ok (khc_container_seal_begin (dek, &facts, file, &chunks));
  ct_random_real ();
  ct_assert_ok (khc_chunks_seal (chunks, 0, khc_bytes (plain, size), true, file + 136));
  assert_same_bytes (file, file_size, golden);
  khc_chunks_free (chunks);
  khc_secret_free (dek);
}

static void
test_container (void)
{
  check_container ("golden/container-1.khf", 40000, 7, 0);
  check_container ("golden/container-1-empty.khf", 0, 1, 1);
}

static void
test_pages (void)
{
  g_autoptr (GBytes) golden = ct_data ("golden/pages-1.db");
  g_autoptr (GBytes) blocks = ct_data ("golden/blocks-1");
  g_autofree guint8 *plain = golden_plain (KHC_PAGE_SIZE);
  KhcSecret *dek = golden_dek ();
  KhcPageKey *key;
  guint8 id[KHC_PAGE_ID_SIZE];
  guint8 out[KHC_PAGE_SIZE];
  guint8 block[16];
  g_assert_cmpuint (g_bytes_get_size (golden), ==, 2 * KHC_PAGE_SIZE);
  ct_assert_ok (khc_page_identify (ct_view (golden), id));
  g_assert_cmpmem (id, 12, "database-001", 12);
  ct_assert_ok (khc_page_key_new (dek, id, &key));
  ct_assert_ok (khc_page_open (key, 1, ct_view (golden).data, out));
  g_assert_cmpmem (out, 24, "SQLite format 3\0\x10\0\2\2\x30\x40\x20\x20", 24);
  g_assert_cmpmem (out + 24, 4024, plain + 24, 4024);
  ct_assert_zero (out + 4048, 48);
  ct_assert_ok (khc_page_open (key, 2, ct_view (golden).data + KHC_PAGE_SIZE, out));
  g_assert_cmpmem (out, 4048, plain, 4048);
  for (guint i = 0; i < 2; i++) {
    guint64 offset = i == 0 ? 16 : 40;
    memcpy (block, ct_view (blocks).data + 16 * i, 16);
    ct_assert_ok (khc_page_block_open (key, offset, block));
    g_assert_cmpmem (block, 16, "salts, checksums", 16);
    ct_assert_ok (khc_page_block_seal (key, offset, block));
    g_assert_cmpmem (block, 16, ct_view (blocks).data + 16 * i, 16);
  }
  khc_page_key_free (key);
  khc_secret_free (dek);
}

static void
check_encoding (const KhcDekRecord *record, GBytes *golden)
{
  guint8 bytes[KHC_DEK_RECORD_MAX];
  gsize size;
  ct_assert_ok (khc_dek_record_encode (record, bytes, &size));
  assert_same_bytes (bytes, size, golden);
}

static void
test_dek_customer (void)
{
  g_autoptr (GBytes) golden = ct_data ("golden/dek-1-customer");
  g_autoptr (GBytes) der = ct_data ("golden/key-rsa-2048.p8");
  KhcSecret *secret = ct_secret (ct_view (der).data, ct_view (der).size);
  KhcSecret *dek = golden_dek ();
  KhcSecret *out;
  KhcDekRecord record;
  KhcRsaKey *key;
  ct_assert_ok (khc_dek_record_parse (ct_view (golden), &record));
  g_assert_cmpmem (record.environment, 16, "environment-0001", 16);
  g_assert_cmpmem (record.dek, 16, "dek-000000000001", 16);
  g_assert_cmpint (record.store, ==, KHC_STORE_FILES);
  g_assert_cmpint (record.owner, ==, KHC_DEK_OWNER_CUSTOMER);
  g_assert_cmpstr (record.vault, ==, "contoso-vault");
  g_assert_cmpstr (record.key, ==, "cmk-2026");
  g_assert_cmpstr (record.key_version, ==, "0123456789abcdef0123456789abcdef");
  ct_assert_ok (khc_rsa_from_pkcs8 (secret, &key));
  ct_assert_ok (
      khc_rsa_unwrap (key, KHC_OAEP_SHA256, khc_bytes (record.wrapped, record.wrapped_size), &out));
  g_assert_true (khc_secret_equal (out, dek));
  ct_assert_ok (khc_dek_check_verify (&record, out));
  check_encoding (&record, golden);
  khc_rsa_unref (key);
  khc_secret_free (secret);
  khc_secret_free (dek);
  khc_secret_free (out);
}

static void
test_dek_platform (void)
{
  g_autoptr (GBytes) golden = ct_data ("golden/dek-1-platform");
  KhcSecret *dek = golden_dek ();
  KhcDekRecord record;
  guint8 kek[32];
  guint8 wrapped[40];
  guint8 out[32];
  memset (kek, 8, sizeof kek);
  ct_assert_ok (khc_dek_record_parse (ct_view (golden), &record));
  g_assert_cmpint (record.owner, ==, KHC_DEK_OWNER_PLATFORM);
  g_assert_cmpstr (record.vault, ==, "");
  ct_assert_ok (khc_kw_unwrap (khc_bytes (kek, 32), khc_bytes (record.wrapped, 40), out));
  g_assert_cmpmem (out, 32, khc_secret_bytes (dek), 32);
  ct_assert_ok (khc_kw_wrap (khc_bytes (kek, 32), ct_secret_view (dek), wrapped));
  g_assert_cmpmem (wrapped, 40, record.wrapped, record.wrapped_size);
  ct_assert_ok (khc_dek_check_verify (&record, dek));
  check_encoding (&record, golden);
  khc_secret_free (dek);
}

static void
assert_root (KhcSecret *root)
{
  g_assert_cmpuint (khc_secret_size (root), ==, 32);
  for (guint i = 0; i < 32; i++)
    g_assert_cmpuint (khc_secret_bytes (root)[i], ==, 100 + i);
  khc_secret_free (root);
}

static void
test_seal (void)
{
  g_autoptr (GBytes) golden = ct_data ("golden/seal-1");
  KhcSecret *passphrase = ct_secret ("correct horse battery", 21);
  KhcSecret *ring = ct_secret_fill (9, 32);
  KhcSecret *root;
  KhcSeal seal;
  guint8 bytes[KHC_SEAL_MAX_SIZE];
  gsize size;
  ct_assert_ok (khc_seal_parse (ct_view (golden), &seal));
  g_assert_cmpmem (seal.tenant, 16, "tenant-000000001", 16);
  g_assert_cmpuint (seal.n_slots, ==, 2);
  ct_assert_ok (
      khc_seal_open_passphrase (&seal, (const guint8 *)"account-alice-01", passphrase, &root));
  assert_root (root);
  ct_assert_ok (khc_seal_open_keyring (&seal, (const guint8 *)"account-bob-0001", ring, &root));
  assert_root (root);
  ct_assert_ok (khc_seal_encode (&seal, bytes, &size));
  assert_same_bytes (bytes, size, golden);
  khc_secret_free (passphrase);
  khc_secret_free (ring);
}

/* A recovery slot, and the code that opens it as it stands on paper. */
static void
test_recovery (void)
{
  g_autoptr (GBytes) golden = ct_data ("golden/seal-1-recovery");
  g_autoptr (GBytes) code = ct_data ("golden/recovery-1");
  KhcSecret *key, *text, *root;
  KhcSeal seal;
  unsigned line;
  ct_assert_ok (khc_recovery_parse (ct_view (code), &key, &line));
  for (guint i = 0; i < 32; i++)
    g_assert_cmpuint (khc_secret_bytes (key)[i], ==, 7 + i);
  ct_assert_ok (khc_recovery_print (key, &text));
  assert_same_bytes (khc_secret_bytes (text), khc_secret_size (text), code);
  ct_assert_ok (khc_seal_parse (ct_view (golden), &seal));
  ct_assert_ok (khc_seal_open_recovery (&seal, (const guint8 *)"account-alice-01", key, &root));
  assert_root (root);
  khc_secret_free (text);
  khc_secret_free (key);
}

static void
test_audit (void)
{
  g_autoptr (GBytes) segment = ct_data ("golden/audit-1.jsonl");
  g_autoptr (GBytes) note = ct_data ("golden/audit-1.note");
  g_autofree char *text = g_strndup ((const char *)ct_view (segment).data, ct_view (segment).size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  KhcSecret *seed = ct_secret_fill (4, 32);
  KhcCheckpoint checkpoint;
  KhcSigner *signer;
  KhcChain *chain;
  guint8 key[32];
  guint8 head[32] = { 0 };
  char again[KHC_NOTE_MAX];
  gsize size;
  ct_assert_ok (khc_signer_new (seed, &signer));
  ct_assert_ok (khc_signer_public (signer, key));
  ct_assert_ok (khc_checkpoint_verify (ct_view (note), key, &checkpoint));
  g_assert_cmpstr (checkpoint.origin, ==, "keyhold/golden");
  g_assert_cmpstr (checkpoint.extension, ==, "000001.jsonl");
  g_assert_cmpuint (checkpoint.size, ==, 3);
  ct_assert_ok (khc_chain_new ((const guint8 *)"log-000000000001", &chain));
  for (guint i = 0; i < 3; i++)
    ct_assert_ok (
        khc_chain_next (chain, i + 1, head, khc_bytes (lines[i], strlen (lines[i])), head));
  g_assert_cmpmem (checkpoint.head, 32, head, 32);
  ct_assert_ok (khc_checkpoint_sign (signer, &checkpoint, again, &size));
  assert_same_bytes ((const guint8 *)again, size, note);
  khc_chain_free (chain);
  khc_signer_free (signer);
  khc_secret_free (seed);
}

int
main (int argc, char **argv)
{
  ct_init (&argc, &argv);
  g_test_add_func ("/crypto/golden/container", test_container);
  g_test_add_func ("/crypto/golden/pages", test_pages);
  g_test_add_func ("/crypto/golden/dek/customer", test_dek_customer);
  g_test_add_func ("/crypto/golden/dek/platform", test_dek_platform);
  g_test_add_func ("/crypto/golden/seal", test_seal);
  g_test_add_func ("/crypto/golden/recovery", test_recovery);
  g_test_add_func ("/crypto/golden/audit", test_audit);
  return g_test_run ();
}
