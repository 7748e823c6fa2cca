/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results, start, random bytes, secrets, hashes and labels. */
#include "crypto-test.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "khc-gcm.h"
#include "khc-hash.h"
#include "khc-labels.h"
#include "khc-random.h"
#include "khc-suite.h"

static void
test_results (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (int i = 0; i < KHC_N_RESULTS; i++)
    g_assert_true (g_hash_table_add (seen, (char *)khc_result_name (-i)));
  g_assert_cmpstr (khc_result_name (KHC_OK), ==, "ok");
  g_assert_cmpstr (khc_result_name (KHC_ERR_WRONG_KEY), ==, "wrong key");
  g_assert_cmpstr (khc_result_name (KHC_ERR_INTERNAL), ==, "internal");
  for (int i = -KHC_N_RESULTS - 3; i < 5; i++)
    g_assert_nonnull (khc_result_name (i));
  g_assert_cmpstr (khc_result_name (1), ==, "unknown");
  g_assert_cmpstr (khc_result_name (-KHC_N_RESULTS), ==, "unknown");
  g_assert_cmpstr (khc_result_name (G_MININT), ==, "unknown");
}

static gpointer
init_worker (gpointer data)
{
  return GINT_TO_POINTER (khc_init (NULL));
}

static void
test_start (void)
{
  GThread *threads[8];
  bool locked = false;
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("init", init_worker, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    ct_assert_ok (GPOINTER_TO_INT (g_thread_join (threads[i])));
  ct_assert_ok (khc_init (&locked));
  g_assert_true (CRYPTO_secure_malloc_initialized ());
  ct_assert_ok (khc_self_test ());
}

static void
test_random (void)
{
  guint8 a[32] = { 0 };
  guint8 b[32] = { 0 };
  ct_assert_ok (khc_random (a, sizeof a));
  ct_assert_ok (khc_random_key (b, sizeof b));
  g_assert_false (ct_is_zero (a, sizeof a));
  g_assert_cmpint (memcmp (a, b, sizeof a), !=, 0);

  ct_random_fixed (7);
  ct_assert_ok (khc_random (a, 3));
  g_assert_cmpmem (a, 3, "\7\10\11", 3);

  ct_random_failing (0);
  memset (a, 1, sizeof a);
  ct_assert_result (khc_random (a, sizeof a), KHC_ERR_RANDOM);
  ct_assert_zero (a, sizeof a);
  ct_random_real ();
}

static void
test_nonces (void)
{
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  guint8 nonce[24];
  KhcNonces nonces;
  khc_nonces_init (&nonces);
  for (guint i = 0; i < 1000; i++) {
    ct_assert_ok (khc_nonces_take (&nonces, nonce, i % 2 == 0 ? 24 : 12));
    g_assert_true (g_hash_table_add (seen, g_bytes_new (nonce, 12)));
  }
  ct_assert_result (khc_nonces_take (&nonces, nonce, 0), KHC_ERR_ARGUMENT);
  ct_assert_result (khc_nonces_take (&nonces, nonce, KHC_NONCES_BATCH + 1), KHC_ERR_ARGUMENT);
  khc_nonces_clear (&nonces);
  ct_assert_zero (&nonces, sizeof nonces);

  ct_random_failing (0);
  memset (nonce, 1, sizeof nonce);
  ct_assert_result (khc_nonces_take (&nonces, nonce, 24), KHC_ERR_RANDOM);
  ct_assert_zero (nonce, sizeof nonce);
  ct_random_real ();
  ct_assert_ok (khc_nonces_take (&nonces, nonce, 24));
}

/* No byte is in two nonces: the batch of the fixed source counts up and is handed out from its end.
 */
static void
test_nonces_apart (void)
{
  guint8 nonce[24];
  guint8 next = (guint8)KHC_NONCES_BATCH;
  KhcNonces nonces;
  khc_nonces_init (&nonces);
  ct_random_fixed (0);
  for (guint i = 0; i < KHC_NONCES_BATCH / 24; i++) {
    ct_assert_ok (khc_nonces_take (&nonces, nonce, 24));
    next = (guint8)(next - 24);
    for (guint8 j = 0; j < 24; j++)
      g_assert_cmpuint (nonce[j], ==, (guint8)(next + j));
  }
  ct_random_real ();
  g_assert_cmpuint (nonces.left, ==, 0);
}

/* A child must not continue the batch of its parent. */
static void
test_nonces_fork (void)
{
  guint8 mine[24];
  guint8 theirs[24] = { 0 };
  int ends[2];
  int status;
  KhcNonces nonces;
  khc_nonces_init (&nonces);
  ct_assert_ok (khc_nonces_take (&nonces, mine, sizeof mine));
  g_assert_cmpint (pipe (ends), ==, 0);
  pid_t pid = fork ();
  if (pid == 0) {
    khc_nonces_take (&nonces, theirs, sizeof theirs);
    _exit (write (ends[1], theirs, sizeof theirs) == sizeof theirs ? 0 : 1);
  }
  g_assert_cmpint (pid, >, 0);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpint (read (ends[0], theirs, sizeof theirs), ==, sizeof theirs);
  ct_assert_ok (khc_nonces_take (&nonces, mine, sizeof mine));
  g_assert_cmpint (memcmp (mine, theirs, sizeof mine), !=, 0);
  close (ends[0]);
  close (ends[1]);
}

static void
test_secret (void)
{
  KhcSecret *a;
  KhcSecret *b;
  size_t used = CRYPTO_secure_used ();
  ct_assert_ok (khc_secret_new_random (32, &a));
  g_assert_cmpuint (khc_secret_size (a), ==, 32);
  g_assert_true (CRYPTO_secure_allocated (khc_secret_bytes (a)));
  g_assert_false (ct_is_zero (khc_secret_bytes (a), 32));
  ct_assert_ok (khc_secret_new_copy (khc_secret_bytes (a), 32, &b));
  g_assert_true (khc_secret_equal (a, b));
  khc_secret_bytes_mut (b)[31] ^= 1;
  g_assert_false (khc_secret_equal (a, b));
  g_assert_false (khc_secret_equal (a, NULL));
  ct_assert_ok (khc_secret_shrink (b, 8));
  g_assert_cmpuint (khc_secret_size (b), ==, 8);
  ct_assert_zero (khc_secret_bytes (b) + 8, 24);
  g_assert_false (khc_secret_equal (a, b));
  ct_assert_result (khc_secret_shrink (b, 9), KHC_ERR_RANGE);
  khc_secret_clear (&b);
  g_assert_null (b);
  khc_secret_free (a);
  khc_secret_free (NULL);

  ct_assert_ok (khc_secret_new (0, &a));
  g_assert_cmpuint (khc_secret_size (a), ==, 0);
  khc_secret_free (a);
  ct_assert_result (khc_secret_new (KHC_SECRET_MAX + 1, &a), KHC_ERR_RANGE);
  g_assert_null (a);
  ct_random_failing (0);
  ct_assert_result (khc_secret_new_random (32, &a), KHC_ERR_RANDOM);
  g_assert_null (a);
  ct_random_real ();
  g_assert_cmpuint (CRYPTO_secure_used (), ==, used);
}

/* A full heap is an error, never ordinary memory; and all of it comes back. */
static void
test_secret_full (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)khc_secret_free);
  size_t used = CRYPTO_secure_used ();
  KhcSecret *secret;
  int result;
  while ((result = khc_secret_new (16 * 1024, &secret)) == KHC_OK) {
    g_assert_true (CRYPTO_secure_allocated (khc_secret_bytes (secret)));
    g_ptr_array_add (all, secret);
    g_assert_cmpuint (all->len, <, 1024);
  }
  ct_assert_result (result, KHC_ERR_MEMORY);
  g_assert_null (secret);
  g_ptr_array_set_size (all, 0);
  g_assert_cmpuint (CRYPTO_secure_used (), ==, used);
}

static void
test_hash (void)
{
  guint8 once[32];
  guint8 pieces[32];
  g_autofree guint8 *data = ct_noise (1000, 1);
  KhcSha256 *hash;
  ct_assert_ok (khc_sha256 (khc_bytes (data, 1000), once));
  g_autofree char *expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, 1000);
  g_autoptr (GBytes) bytes = ct_hex (expected);
  g_assert_cmpmem (once, 32, g_bytes_get_data (bytes, NULL), 32);
  ct_assert_ok (khc_sha256_new (&hash));
  for (int round = 0; round < 2; round++) {
    for (gsize i = 0; i < 1000; i += 8)
      ct_assert_ok (khc_sha256_update (hash, data + i, 8));
    ct_assert_ok (khc_sha256_update (hash, NULL, 0));
    ct_assert_ok (khc_sha256_finish (hash, pieces));
    g_assert_cmpmem (once, 32, pieces, 32);
  }
  khc_sha256_free (hash);
}

static void
test_hkdf_limits (void)
{
  guint8 out[8161];
  guint8 info[KHC_HKDF_INFO_MAX + 1] = { 0 };
  KhcBytes key = khc_bytes ("0123456789abcdef0123456789abcdef", 32);
  memset (out, 1, sizeof out);
  ct_assert_result (khc_hkdf_expand_sha256 (key, khc_bytes (NULL, 0), out, 8161), KHC_ERR_RANGE);
  ct_assert_zero (out, sizeof out);
  ct_assert_ok (khc_hkdf_expand_sha256 (key, khc_bytes (NULL, 0), out, 8160));
  ct_assert_result (khc_hkdf_expand_sha256 (key, khc_bytes (info, sizeof info), out, 32),
                    KHC_ERR_RANGE);
  ct_assert_ok (khc_hkdf_expand_sha256 (key, khc_bytes (info, KHC_HKDF_INFO_MAX), out, 32));
  ct_assert_result (khc_hkdf_expand_sha512 (khc_bytes (NULL, 0), key, out, 32), KHC_ERR_ARGUMENT);
  ct_assert_result (khc_hkdf_expand_sha512 (key, key, out, 0), KHC_ERR_ARGUMENT);
}

static void
test_labels (void)
{
  g_autoptr (GHashTable) texts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) keys =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  KhcSecret *parent = ct_secret_fill (9, 32);
  KhcSecret *child;
  static const char *const contexts[] = { "", "a", "b" };
  for (int label = 0; label < KHC_N_LABELS; label++) {
    const char *text = khc_label_text ((KhcLabel)label);
    g_assert_true (g_str_has_prefix (text, "keyhold/1/"));
    g_assert_true (g_hash_table_add (texts, (char *)text));
    for (guint i = 0; i < G_N_ELEMENTS (contexts); i++) {
      ct_assert_ok (
          khc_derive (parent, (KhcLabel)label, contexts[i], strlen (contexts[i]), &child));
      g_assert_true (g_hash_table_add (keys, g_bytes_new (khc_secret_bytes (child), 32)));
      khc_secret_free (child);
    }
  }
  g_assert_null (khc_label_text ((KhcLabel)KHC_N_LABELS));
  g_assert_null (khc_label_text ((KhcLabel)-1));
  ct_assert_result (khc_derive (parent, (KhcLabel)KHC_N_LABELS, NULL, 0, &child), KHC_ERR_ARGUMENT);
  khc_secret_clear (&parent);
  parent = ct_secret_fill (9, 31);
  ct_assert_result (khc_derive (parent, KHC_LABEL_PAGE, NULL, 0, &child), KHC_ERR_ARGUMENT);
  g_assert_null (child);
  khc_secret_clear (&parent);
}

/* The construction of the header's words, by another road: HMAC gives one block of HKDF-Expand. */
static void
test_label_format (void)
{
  KhcSecret *parent = ct_secret_fill (9, 32);
  KhcSecret *child;
  guint8 expected[32];
  KhcBytes plain[] = { khc_bytes ("keyhold/1/dek-check", 19), khc_bytes ("\1", 1) };
  KhcBytes with_context[] = { khc_bytes ("keyhold/1/platform-key", 23), khc_bytes ("CONTEXT", 7),
                              khc_bytes ("\1", 1) };
  ct_assert_ok (khc_hmac_sha256 (ct_secret_view (parent), plain, 2, expected));
  ct_assert_ok (khc_derive (parent, KHC_LABEL_DEK_CHECK, NULL, 0, &child));
  g_assert_cmpmem (khc_secret_bytes (child), 32, expected, 32);
  khc_secret_free (child);
  ct_assert_ok (khc_hmac_sha256 (ct_secret_view (parent), with_context, 3, expected));
  ct_assert_ok (khc_derive (parent, KHC_LABEL_PLATFORM_KEY, "CONTEXT", 7, &child));
  g_assert_cmpmem (khc_secret_bytes (child), 32, expected, 32);
  khc_secret_free (child);
  khc_secret_free (parent);
}

static void
test_gcm_in_place (void)
{
  KhcSecret *key = ct_secret_fill (3, 32);
  g_autofree guint8 *plain = ct_noise (5000, 2);
  guint8 apart[5016];
  guint8 same[5016];
  KhcBytes nonce = khc_bytes ("nonce-123456", 12);
  KhcBytes aad = khc_bytes ("aad", 3);
  KhcGcm *gcm;
  ct_assert_ok (khc_gcm_new (ct_secret_view (key), &gcm));
  memcpy (same, plain, 5000);
  ct_assert_ok (khc_gcm_seal (gcm, nonce, aad, khc_bytes (plain, 5000), apart));
  ct_assert_ok (khc_gcm_seal (gcm, nonce, aad, khc_bytes (same, 5000), same));
  g_assert_cmpmem (apart, 5016, same, 5016);
  ct_assert_ok (khc_gcm_open (gcm, nonce, aad, khc_bytes (same, 5016), same));
  g_assert_cmpmem (same, 5000, plain, 5000);
  for (gsize bit = 0; bit < 5016 * 8; bit += 37) {
    apart[bit / 8] ^= (guint8)(1 << bit % 8);
    memset (same, 1, sizeof same);
    ct_assert_result (khc_gcm_open (gcm, nonce, aad, khc_bytes (apart, 5016), same),
                      KHC_ERR_DAMAGED);
    ct_assert_zero (same, 5000);
    apart[bit / 8] ^= (guint8)(1 << bit % 8);
  }
  ct_assert_result (khc_gcm_open (gcm, nonce, nonce, khc_bytes (apart, 5016), same),
                    KHC_ERR_DAMAGED);
  ct_assert_result (khc_gcm_open (gcm, nonce, aad, khc_bytes (apart, 15), same), KHC_ERR_DAMAGED);
  ct_assert_ok (khc_gcm_open (gcm, nonce, aad, khc_bytes (apart, 5016), same));
  khc_gcm_free (gcm);
  khc_secret_free (key);
}

static void
test_box (void)
{
  KhcSecret *key = ct_secret_fill (3, 32);
  KhcSecret *other = ct_secret_fill (4, 32);
  KhcSecret *plain = ct_secret ("a private key", 13);
  KhcSecret *opened;
  KhcBytes aad = khc_bytes ("vault/key/1", 11);
  guint8 box[13 + KHC_BOX_OVERHEAD];
  guint8 again[sizeof box];
  ct_assert_ok (khc_box_seal (key, aad, plain, box));
  ct_assert_ok (khc_box_seal (key, aad, plain, again));
  g_assert_cmpint (memcmp (box, again, sizeof box), !=, 0);
  ct_assert_ok (khc_box_open (key, aad, khc_bytes (box, sizeof box), &opened));
  g_assert_true (khc_secret_equal (opened, plain));
  khc_secret_free (opened);
  ct_assert_result (khc_box_open (other, aad, khc_bytes (box, sizeof box), &opened),
                    KHC_ERR_DAMAGED);
  g_assert_null (opened);
  ct_assert_result (
      khc_box_open (key, khc_bytes ("vault/key/2", 11), khc_bytes (box, sizeof box), &opened),
      KHC_ERR_DAMAGED);
  for (gsize size = 0; size < sizeof box; size++)
    ct_assert_result (khc_box_open (key, aad, khc_bytes (box, size), &opened),
                      size < KHC_BOX_OVERHEAD ? KHC_ERR_TRUNCATED : KHC_ERR_DAMAGED);
  for (gsize bit = 0; bit < 8 * sizeof box; bit++) {
    box[bit / 8] ^= (guint8)(1 << bit % 8);
    ct_assert_result (khc_box_open (key, aad, khc_bytes (box, sizeof box), &opened),
                      KHC_ERR_DAMAGED);
    box[bit / 8] ^= (guint8)(1 << bit % 8);
  }
  ct_random_failing (0);
  ct_assert_result (khc_box_seal (key, aad, plain, box), KHC_ERR_RANDOM);
  ct_assert_zero (box, sizeof box);
  ct_random_real ();
  khc_secret_free (key);
  khc_secret_free (other);
  khc_secret_free (plain);
}

int
main (int argc, char **argv)
{
  ct_init (&argc, &argv);
  g_test_add_func ("/crypto/results", test_results);
  g_test_add_func ("/crypto/start", test_start);
  g_test_add_func ("/crypto/random", test_random);
  g_test_add_func ("/crypto/nonces", test_nonces);
  g_test_add_func ("/crypto/nonces/apart", test_nonces_apart);
  g_test_add_func ("/crypto/nonces/fork", test_nonces_fork);
  g_test_add_func ("/crypto/secret", test_secret);
  g_test_add_func ("/crypto/secret/full", test_secret_full);
  g_test_add_func ("/crypto/hash", test_hash);
  g_test_add_func ("/crypto/hkdf/limits", test_hkdf_limits);
  g_test_add_func ("/crypto/labels", test_labels);
  g_test_add_func ("/crypto/labels/format", test_label_format);
  g_test_add_func ("/crypto/gcm/in-place", test_gcm_in_place);
  g_test_add_func ("/crypto/box", test_box);
  return g_test_run ();
}
