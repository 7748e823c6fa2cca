/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hash chain and the signed checkpoints. */
#include "crypto-test.h"

#include <string.h>

#include "khc-chain.h"
#include "khc-hash.h"
#include "khc-note.h"

static const guint8 log_id[16] = "log-000000000001";

/* The words of the format, put together by hand and hashed by GLib. */
static void
test_chain_format (void)
{
  static const char line[] = "{\"v\":1,\"seq\":258}";
  g_autoptr (GByteArray) input = g_byte_array_new ();
  guint8 previous[32];
  guint8 out[32];
  KhcChain *chain;
  memset (previous, 7, sizeof previous);
  g_byte_array_append (input, (const guint8 *)"\0keyhold-audit-1", 16);
  g_byte_array_append (input, log_id, 16);
  g_byte_array_append (input, (const guint8 *)"\0\0\0\0\0\0\1\2", 8);
  g_byte_array_append (input, previous, 32);
  g_byte_array_append (input, (const guint8 *)line, sizeof line - 1);
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, input->data, input->len);
  g_autoptr (GBytes) expected = ct_hex (sum);
  ct_assert_ok (khc_chain_new (log_id, &chain));
  ct_assert_ok (khc_chain_next (chain, 258, previous, khc_bytes (line, sizeof line - 1), out));
  g_assert_cmpmem (out, 32, ct_view (expected).data, 32);
  /* In place, and again: a chain keeps no position. */
  ct_assert_ok (khc_chain_next (chain, 258, previous, khc_bytes (line, sizeof line - 1), previous));
  g_assert_cmpmem (previous, 32, out, 32);
  ct_assert_result (khc_chain_next (chain, 0, previous, khc_bytes (line, 3), out),
                    KHC_ERR_ARGUMENT);
  khc_chain_free (chain);
}

static void
run_chain (const guint8 *id, const char *const *lines, guint64 first, guint8 *head)
{
  KhcChain *chain;
  memset (head, 0, 32);
  ct_assert_ok (khc_chain_new (id, &chain));
  for (guint i = 0; lines[i] != NULL; i++)
    ct_assert_ok (
        khc_chain_next (chain, first + i, head, khc_bytes (lines[i], strlen (lines[i])), head));
  khc_chain_free (chain);
}

/* Edited, inserted, dropped, reordered, of another log, joined lines: another head each. */
static void
test_chain_manipulations (void)
{
  static const char *const good[] = { "one", "two", "three", NULL };
  static const char *const bad[][5] = {
    { "one", "two", "thre3" },
    { "one", "twO", "three" },
    { "one", "three" },
    { "one", "two" },
    { "two", "one", "three" },
    { "one", "one", "two", "three" },
    { "one", "two", "three", "" },
    { "onetwo", "three" },
  };
  guint8 head[32];
  guint8 other[32];
  run_chain (log_id, good, 1, head);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    run_chain (log_id, bad[i], 1, other);
    g_assert_cmpint (memcmp (head, other, 32), !=, 0);
  }
  run_chain (log_id, good, 2, other);
  g_assert_cmpint (memcmp (head, other, 32), !=, 0);
  run_chain ((const guint8 *)"log-000000000002", good, 1, other);
  g_assert_cmpint (memcmp (head, other, 32), !=, 0);
}

static KhcSigner *
make_signer (guint8 byte, guint8 *public_key)
{
  KhcSecret *seed = ct_secret_fill (byte, 32);
  KhcSigner *signer;
  ct_assert_ok (khc_signer_new (seed, &signer));
  ct_assert_ok (khc_signer_public (signer, public_key));
  khc_secret_free (seed);
  return signer;
}

/* RFC 8032, 7.1, test 1: the empty message. */
static void
test_ed25519 (void)
{
  g_autoptr (GBytes) seed =
      ct_hex ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  g_autoptr (GBytes) expected_key =
      ct_hex ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  g_autoptr (GBytes) expected =
      ct_hex ("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
              "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
  KhcSecret *secret = ct_secret (ct_view (seed).data, 32);
  KhcSecret *bad = ct_secret_fill (1, 31);
  KhcSigner *signer;
  guint8 key[32];
  guint8 signature[64];
  ct_assert_ok (khc_signer_new (secret, &signer));
  ct_assert_ok (khc_signer_public (signer, key));
  g_assert_cmpmem (key, 32, ct_view (expected_key).data, 32);
  ct_assert_ok (khc_ed25519_sign (signer, khc_bytes ("", 0), signature));
  g_assert_cmpmem (signature, 64, ct_view (expected).data, 64);
  ct_assert_ok (khc_ed25519_verify (key, khc_bytes ("", 0), khc_bytes (signature, 64)));
  ct_assert_result (khc_ed25519_verify (key, khc_bytes ("x", 1), khc_bytes (signature, 64)),
                    KHC_ERR_DAMAGED);
  ct_assert_result (khc_ed25519_verify (key, khc_bytes ("", 0), khc_bytes (signature, 63)),
                    KHC_ERR_DAMAGED);
  khc_signer_free (signer);
  ct_assert_result (khc_signer_new (bad, &signer), KHC_ERR_ARGUMENT);
  g_assert_null (signer);
  khc_secret_free (secret);
  khc_secret_free (bad);
}

static KhcCheckpoint
make_checkpoint (void)
{
  KhcCheckpoint checkpoint;
  memset (&checkpoint, 0, sizeof checkpoint);
  g_strlcpy (checkpoint.origin, "keyhold/3f0e", sizeof checkpoint.origin);
  checkpoint.size = 1234;
  memset (checkpoint.head, 0xfb, sizeof checkpoint.head);
  g_strlcpy (checkpoint.extension, "segment 000001.jsonl", sizeof checkpoint.extension);
  return checkpoint;
}

static void
test_note (void)
{
  KhcCheckpoint checkpoint = make_checkpoint ();
  KhcCheckpoint read;
  char note[KHC_NOTE_MAX];
  guint8 key[32];
  guint8 other_key[32];
  gsize size;
  KhcSigner *signer = make_signer (4, key);
  KhcSigner *other = make_signer (5, other_key);
  ct_assert_ok (khc_checkpoint_sign (signer, &checkpoint, note, &size));
  g_assert_cmpuint (size, ==, strlen (note));
  g_assert_true (g_str_has_prefix (note, "keyhold/3f0e\n1234\n"
                                         "+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=\n"
                                         "segment 000001.jsonl\n\n\xe2\x80\x94 keyhold/3f0e "));
  ct_assert_ok (khc_checkpoint_verify (khc_bytes (note, size), key, &read));
  g_assert_cmpmem (&read, sizeof read, &checkpoint, sizeof checkpoint);
  ct_assert_result (khc_checkpoint_verify (khc_bytes (note, size), other_key, &read),
                    KHC_ERR_NO_SUCH_KEY);
  ct_assert_zero (&read, sizeof read);
  /* Every bit, every cut. */
  for (gsize bit = 0; bit < 8 * size; bit++) {
    note[bit / 8] = (char)(note[bit / 8] ^ (1 << bit % 8));
    g_assert_cmpint (khc_checkpoint_verify (khc_bytes (note, size), key, &read), !=, KHC_OK);
    ct_assert_zero (&read, sizeof read);
    note[bit / 8] = (char)(note[bit / 8] ^ (1 << bit % 8));
  }
  for (gsize cut = 0; cut < size; cut++)
    g_assert_cmpint (khc_checkpoint_verify (khc_bytes (note, cut), key, &read), !=, KHC_OK);
  khc_signer_free (signer);
  khc_signer_free (other);
}

/* A bad signature by the right key is told from no signature by it; others' signatures may stand
 * by. */
static void
test_note_signatures (void)
{
  KhcCheckpoint checkpoint = make_checkpoint ();
  KhcCheckpoint read;
  char note[KHC_NOTE_MAX];
  char second[KHC_NOTE_MAX];
  guint8 key[32];
  guint8 other_key[32];
  KhcSigner *signer = make_signer (4, key);
  KhcSigner *other = make_signer (5, other_key);
  ct_assert_ok (khc_checkpoint_sign (signer, &checkpoint, note, NULL));
  ct_assert_ok (khc_checkpoint_sign (other, &checkpoint, second, NULL));
  g_autofree char *both = g_strconcat (note, strstr (second, "\xe2\x80\x94"), NULL);
  ct_assert_ok (khc_checkpoint_verify (khc_bytes (both, strlen (both)), key, &read));
  ct_assert_ok (khc_checkpoint_verify (khc_bytes (both, strlen (both)), other_key, &read));
  /* Another size, the old signature. */
  note[strlen ("keyhold/3f0e\n")] = '2';
  ct_assert_result (khc_checkpoint_verify (khc_bytes (note, strlen (note)), key, &read),
                    KHC_ERR_DAMAGED);
  g_autofree char *garbage = g_strconcat (second, "not a signature\n", NULL);
  ct_assert_result (khc_checkpoint_verify (khc_bytes (garbage, strlen (garbage)), other_key, &read),
                    KHC_ERR_MALFORMED);
  khc_signer_free (signer);
  khc_signer_free (other);
}

static void
test_note_refusals (void)
{
  static const char *const notes[] = {
    "",
    "\n",
    "a\n1\n",
    "a\n01\n+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=\ny\n\n\xe2\x80\x94 a b\n",
    "a\n-1\nx\ny\n\n",
    "a\n18446744073709551616\n+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=\ny\n\n\xe2\x80\x94 a "
    "b\n",
    "a\n1\n+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/t=\ny\n\n\xe2\x80\x94 a b\n",
    "a b\n1\n+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=\ny\n\n\xe2\x80\x94 a b\n",
    "a\n1\n+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=\ny\nz\n\n\xe2\x80\x94 a b\n",
    "a\n1\n+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=\ny\n\n",
  };
  KhcCheckpoint checkpoints[5];
  KhcCheckpoint read;
  char note[KHC_NOTE_MAX];
  guint8 key[32];
  KhcSigner *signer = make_signer (4, key);
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    ct_assert_result (khc_checkpoint_verify (khc_bytes (notes[i], strlen (notes[i])), key, &read),
                      KHC_ERR_MALFORMED);
  for (guint i = 0; i < G_N_ELEMENTS (checkpoints); i++)
    checkpoints[i] = make_checkpoint ();
  checkpoints[0].origin[0] = '\0';
  checkpoints[1].origin[3] = ' ';
  checkpoints[2].origin[3] = '+';
  checkpoints[3].extension[3] = '\n';
  memset (checkpoints[4].extension, 'x', sizeof checkpoints[4].extension);
  for (guint i = 0; i < G_N_ELEMENTS (checkpoints); i++) {
    ct_assert_result (khc_checkpoint_sign (signer, &checkpoints[i], note, NULL), KHC_ERR_ARGUMENT);
    g_assert_cmpstr (note, ==, "");
  }
  /* The longest one fits. */
  checkpoints[0] = make_checkpoint ();
  memset (checkpoints[0].origin, 'o', KHC_NOTE_ORIGIN_MAX);
  memset (checkpoints[0].extension, 'x', KHC_NOTE_EXTENSION_MAX);
  checkpoints[0].size = G_MAXUINT64;
  ct_assert_ok (khc_checkpoint_sign (signer, &checkpoints[0], note, NULL));
  ct_assert_ok (khc_checkpoint_verify (khc_bytes (note, strlen (note)), key, &read));
  g_assert_cmpuint (read.size, ==, G_MAXUINT64);
  khc_signer_free (signer);
}

int
main (int argc, char **argv)
{
  ct_init (&argc, &argv);
  g_test_add_func ("/crypto/chain/format", test_chain_format);
  g_test_add_func ("/crypto/chain/manipulations", test_chain_manipulations);
  g_test_add_func ("/crypto/ed25519", test_ed25519);
  g_test_add_func ("/crypto/note", test_note);
  g_test_add_func ("/crypto/note/signatures", test_note_signatures);
  g_test_add_func ("/crypto/note/refusals", test_note_refusals);
  return g_test_run ();
}
