/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Published vectors that have a layout of their own: Cobblestone-256, XAES, scrypt, NIST,
 * thumbprints. */
#include "crypto-test.h"

#include <string.h>

#include <openssl/evp.h>

#include "khc-chunks.h"
#include "khc-gcm.h"
#include "khc-kw.h"
#include "khc-scrypt-private.h"
#include "khc-thumbprint.h"
#include "khc-xaes-private.h"

/* hex, then zlib: the ciphertexts are long and repeat. */
static GBytes *
inflate (GBytes *packed)
{
  g_autoptr (GZlibDecompressor) decompressor =
      g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  g_autoptr (GInputStream) memory = g_memory_input_stream_new_from_bytes (packed);
  g_autoptr (GInputStream) stream =
      g_converter_input_stream_new (memory, G_CONVERTER (decompressor));
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  g_output_stream_splice (out, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

/* Opens a payload piece by piece and answers the first result that is not KHC_OK; *good counts the
 * plain bytes before it and feeds them to digest. */
static int
open_payload (KhcChunks *chunks, KhcBytes payload, gsize step, GChecksum *digest, gsize *good)
{
  guint64 number = 0;
  gsize at = KHC_CHUNKS_PREFIX_SIZE;
  g_autofree guint8 *out = g_malloc (step * KHC_CHUNK_SIZE);
  for (;;) {
    gsize left = payload.size - at;
    gboolean last = left < step * KHC_CHUNK_SEALED_SIZE;
    gsize size = last ? left : step * KHC_CHUNK_SEALED_SIZE;
    int result =
        khc_chunks_open (chunks, number, khc_bytes (payload.data + at, size), last, out, NULL);
    if (result != KHC_OK)
      return result;
    gsize plain = last ? size - 16 * (size / KHC_CHUNK_SEALED_SIZE + 1) : step * KHC_CHUNK_SIZE;
    g_checksum_update (digest, out, (gssize)plain);
    *good += plain;
    if (last)
      return KHC_OK;
    number += step;
    at += size;
  }
}

static gboolean
has_flag (JsonObject *test, const char *flag)
{
  JsonArray *flags = json_object_get_array_member (test, "flags");
  for (guint i = 0; i < json_array_get_length (flags); i++) {
    if (strcmp (json_array_get_string_element (flags, i), flag) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
check_header_failure (JsonObject *test, int result)
{
  gboolean size = has_flag (test, "InvalidKeySize");
  gboolean cut = has_flag (test, "Truncation");
  ct_assert_result (result, size ? KHC_ERR_ARGUMENT : cut ? KHC_ERR_TRUNCATED : KHC_ERR_WRONG_KEY);
}

static void
check_chunks (JsonObject *group, JsonObject *test, gpointer data)
{
  CtCounts *counts = data;
  g_autoptr (GBytes) key = ct_member (test, "key");
  g_autoptr (GBytes) context = ct_member (test, "ctx");
  g_autoptr (GBytes) packed = ct_member (test, "ct");
  g_autoptr (GBytes) ct = inflate (packed);
  gboolean described = json_object_has_member (test, "msgSha512");
  KhcChunks *chunks;
  int result = khc_chunks_open_begin (ct_view (key), ct_view (context), ct_view (ct), &chunks);
  if (has_flag (test, "HeaderFailure")) {
    check_header_failure (test, result);
    g_assert_null (chunks);
    counts->refused++;
    return;
  }
  ct_assert_ok (result);
  for (gsize step = 1; step <= 64; step += 63) {
    g_autoptr (GChecksum) digest = g_checksum_new (G_CHECKSUM_SHA512);
    gsize good = 0;
    result = open_payload (chunks, ct_view (ct), step, digest, &good);
    g_assert_true ((result == KHC_OK) == ct_is_valid (test));
    if (step == 1 && described) {
      g_assert_cmpint ((gint64)good, ==, json_object_get_int_member (test, "msgLength"));
      g_assert_cmpstr (g_checksum_get_string (digest), ==,
                       json_object_get_string_member (test, "msgSha512"));
    } else if (step == 1) {
      g_assert_cmpuint (good, ==, 0);
    }
  }
  khc_chunks_free (chunks);
  ct_is_valid (test) ? counts->valid++ : counts->refused++;
}

static void
test_chunks (void)
{
  CtCounts counts = { 0 };
  ct_wycheproof ("c2sp_chunked_encryption_aes_256_gcm_test.json", check_chunks, &counts);
  ct_assert_counts (&counts, 10, 25, 0);
}

static int
xaes_seal (KhcBytes key, const guint8 *nonce, KhcBytes aad, KhcBytes plain, guint8 *out)
{
  KhcXaes xaes;
  ct_assert_ok (khc_xaes_init (&xaes, key.data));
  KhcXaesMessage message = { nonce, aad, plain, out };
  int result = khc_xaes_seal (&xaes, &message, out + plain.size);
  khc_xaes_clear (&xaes);
  return result;
}

static void
check_xaes (JsonObject *test)
{
  g_autoptr (GBytes) key = ct_member (test, "key");
  g_autoptr (GBytes) nonce = ct_member (test, "nonce");
  g_autoptr (GBytes) plain = ct_member (test, "plaintext");
  g_autoptr (GBytes) aad = ct_member (test, "aad");
  g_autoptr (GBytes) expected = ct_member (test, "ciphertext");
  g_autoptr (GBytes) subkey = ct_member (test, "subkey");
  guint8 out[64];
  guint8 made[32];
  KhcXaes xaes;
  ct_assert_ok (
      xaes_seal (ct_view (key), ct_view (nonce).data, ct_view (aad), ct_view (plain), out));
  g_assert_cmpmem (out, ct_view (plain).size + 16, ct_view (expected).data,
                   ct_view (expected).size);
  ct_assert_ok (khc_xaes_init (&xaes, ct_view (key).data));
  ct_assert_ok (khc_xaes_subkey (&xaes, ct_view (nonce).data, made));
  g_assert_cmpmem (made, 32, ct_view (subkey).data, 32);
  khc_xaes_clear (&xaes);
}

static void
hash_extend (const GByteArray *in, guint8 *out, gsize size)
{
  EVP_MD *md = EVP_MD_fetch (NULL, "SHAKE128", NULL);
  EVP_MD_CTX *ctx = EVP_MD_CTX_new ();
  g_assert_true (EVP_DigestInit_ex2 (ctx, md, NULL));
  g_assert_true (EVP_DigestUpdate (ctx, in->data, in->len));
  g_assert_true (EVP_DigestFinalXOF (ctx, out, size));
  EVP_MD_CTX_free (ctx);
  EVP_MD_free (md);
}

/* 10,000 messages from a generator; the published hash of all their ciphertexts. */
static void
check_xaes_accumulated (const char *expected)
{
  enum { ROUNDS = 10000, STREAM = ROUNDS * (32 + 24 + 2 * 256) };
  g_autofree guint8 *stream = g_malloc (STREAM);
  g_autoptr (GByteArray) none = g_byte_array_new ();
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (GBytes) hash = ct_hex (expected);
  guint8 result[32];
  const guint8 *p = stream;
  hash_extend (none, stream, STREAM);
  for (guint i = 0; i < ROUNDS; i++) {
    guint8 out[256 + 16];
    const guint8 *key = p;
    const guint8 *nonce = p + 32;
    KhcBytes plain = khc_bytes (p + 57, p[56]);
    p += 57 + plain.size;
    KhcBytes aad = khc_bytes (p + 1, p[0]);
    p += 1 + aad.size;
    ct_assert_ok (xaes_seal (khc_bytes (key, 32), nonce, aad, plain, out));
    g_byte_array_append (all, out, (guint)plain.size + 16);
  }
  hash_extend (all, result, sizeof result);
  g_assert_cmpmem (result, 32, ct_view (hash).data, ct_view (hash).size);
}

static void
test_xaes (void)
{
  g_autoptr (JsonNode) root = ct_json ("vectors/xaes_256_gcm.json");
  JsonObject *file = json_node_get_object (root);
  JsonArray *tests = json_object_get_array_member (file, "tests");
  g_assert_cmpuint (json_array_get_length (tests), ==, 2);
  for (guint i = 0; i < 2; i++)
    check_xaes (json_array_get_object_element (tests, i));
  check_xaes_accumulated (
      json_object_get_string_member (json_object_get_object_member (file, "accumulated"), "10000"));
}

static guint8
log2_of (gint64 n)
{
  guint8 log = 0;
  while ((G_GINT64_CONSTANT (1) << log) < n)
    log++;
  return log;
}

static void
test_scrypt (void)
{
  g_autoptr (JsonNode) root = ct_json ("vectors/scrypt_rfc7914.json");
  JsonArray *tests = json_object_get_array_member (json_node_get_object (root), "tests");
  g_assert_cmpuint (json_array_get_length (tests), ==, 3);
  for (guint i = 0; i < 3; i++) {
    JsonObject *test = json_array_get_object_element (tests, i);
    const char *password = json_object_get_string_member (test, "password");
    const char *salt = json_object_get_string_member (test, "salt");
    g_autoptr (GBytes) dk = ct_member (test, "dk");
    guint8 out[64];
    KhcScryptParams params = { log2_of (json_object_get_int_member (test, "N")),
                               (guint8)json_object_get_int_member (test, "r"),
                               (guint8)json_object_get_int_member (test, "p") };
    KhcBytes pass = khc_bytes (password, strlen (password));
    KhcBytes salt_bytes = khc_bytes (salt, strlen (salt));
    ct_assert_ok (khc_scrypt_run (&params, pass, salt_bytes, out, 64));
    g_assert_cmpmem (out, 64, ct_view (dk).data, ct_view (dk).size);
    /* The parameters of the vectors are below what a seal may have. */
    ct_assert_result (khc_scrypt (&params, pass, salt_bytes, out, 64), KHC_ERR_REFUSED);
    ct_assert_zero (out, 64);
  }
}

/* One record of a NIST file: upper-case names to hex, and whether it says FAIL. */
typedef void (*NistFunc) (GHashTable *record, gboolean fail);

static guint
run_nist (const char *name, const char *first, NistFunc func)
{
  g_autofree char *path = g_strconcat ("vectors/nist/", name, NULL);
  g_autoptr (GBytes) file = ct_data (path);
  g_autofree char *text = g_strndup ((const char *)ct_view (file).data, ct_view (file).size);
  g_auto (GStrv) blocks = g_strsplit (text, "\n\n", -1);
  guint n = 0;
  for (guint i = 0; blocks[i] != NULL; i++) {
    g_autoptr (GHashTable) record = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    g_auto (GStrv) lines = g_strsplit (blocks[i], "\n", -1);
    gboolean fail = FALSE;
    for (guint j = 0; lines[j] != NULL; j++) {
      g_auto (GStrv) pair = g_strsplit (g_strstrip (lines[j]), "=", 2);
      fail = fail || strcmp (lines[j], "FAIL") == 0;
      if (pair[0] != NULL && pair[1] != NULL && pair[0][0] != '[' && pair[0][0] != '#')
        g_hash_table_insert (record, g_strdup (g_strstrip (pair[0])),
                             g_strdup (g_strstrip (pair[1])));
    }
    if (!g_hash_table_contains (record, first))
      continue;
    func (record, fail);
    n++;
  }
  return n;
}

static GBytes *
nist (GHashTable *record, const char *name)
{
  const char *hex = g_hash_table_lookup (record, name);
  return ct_hex (hex != NULL ? hex : "");
}

static guint nist_refused;

static void
check_nist_gcm (GHashTable *record, gboolean fail)
{
  g_autoptr (GBytes) key = nist (record, "Key");
  g_autoptr (GBytes) iv = nist (record, "IV");
  g_autoptr (GBytes) aad = nist (record, "AAD");
  g_autoptr (GBytes) plain = nist (record, "PT");
  g_autoptr (GBytes) ct = nist (record, "CT");
  g_autoptr (GBytes) tag = nist (record, "Tag");
  g_autoptr (GBytes) sealed = ct_join (ct, tag);
  guint8 out[512];
  KhcGcm *gcm;
  ct_assert_ok (khc_gcm_new (ct_view (key), &gcm));
  int result = khc_gcm_open (gcm, ct_view (iv), ct_view (aad), ct_view (sealed), out);
  ct_assert_result (result, fail ? KHC_ERR_DAMAGED : KHC_OK);
  if (fail) {
    nist_refused++;
  } else {
    g_assert_cmpmem (out, ct_view (ct).size, ct_view (plain).data, ct_view (plain).size);
    ct_assert_ok (khc_gcm_seal (gcm, ct_view (iv), ct_view (aad), ct_view (plain), out));
    g_assert_cmpmem (out, ct_view (sealed).size, ct_view (sealed).data, ct_view (sealed).size);
  }
  khc_gcm_free (gcm);
}

static void
check_nist_kw (GHashTable *record, gboolean fail)
{
  g_autoptr (GBytes) key = nist (record, "K");
  g_autoptr (GBytes) plain = nist (record, "P");
  g_autoptr (GBytes) ct = nist (record, "C");
  guint8 out[2048];
  int result = khc_kw_unwrap (ct_view (key), ct_view (ct), out);
  ct_assert_result (result, fail ? KHC_ERR_WRONG_KEY : KHC_OK);
  nist_refused += fail ? 1 : 0;
  if (fail)
    return;
  g_assert_cmpmem (out, ct_view (plain).size, ct_view (plain).data, ct_view (plain).size);
  ct_assert_ok (khc_kw_wrap (ct_view (key), ct_view (plain), out));
  g_assert_cmpmem (out, ct_view (ct).size, ct_view (ct).data, ct_view (ct).size);
}

static void
check_nist_kwp (GHashTable *record, gboolean fail)
{
  g_autoptr (GBytes) key = nist (record, "K");
  g_autoptr (GBytes) plain = nist (record, "P");
  g_autoptr (GBytes) ct = nist (record, "C");
  guint8 out[2048];
  gsize size;
  int result = khc_kwp_unwrap (ct_view (key), ct_view (ct), out, &size);
  ct_assert_result (result, fail ? KHC_ERR_WRONG_KEY : KHC_OK);
  nist_refused += fail ? 1 : 0;
  if (fail)
    return;
  g_assert_cmpmem (out, size, ct_view (plain).data, ct_view (plain).size);
  ct_assert_ok (khc_kwp_wrap (ct_view (key), ct_view (plain), out));
  g_assert_cmpmem (out, ct_view (ct).size, ct_view (ct).data, ct_view (ct).size);
}

static void
test_nist (void)
{
  nist_refused = 0;
  g_assert_cmpuint (run_nist ("gcmDecrypt256.rsp", "Tag", check_nist_gcm), ==, 78);
  g_assert_cmpuint (nist_refused, >, 0);
  g_assert_cmpuint (run_nist ("gcmEncryptExtIV256.rsp", "Tag", check_nist_gcm), ==, 50);
  nist_refused = 0;
  g_assert_cmpuint (run_nist ("KW_AD_256.txt", "K", check_nist_kw), ==, 30);
  g_assert_cmpuint (nist_refused, >, 0);
  g_assert_cmpuint (run_nist ("KW_AE_256.txt", "K", check_nist_kw), ==, 20);
  nist_refused = 0;
  g_assert_cmpuint (run_nist ("KWP_AD_256.txt", "K", check_nist_kwp), ==, 30);
  g_assert_cmpuint (nist_refused, >, 0);
  g_assert_cmpuint (run_nist ("KWP_AE_256.txt", "K", check_nist_kwp), ==, 20);
}

static GBytes *
from_base64url (const char *text)
{
  g_autofree char *copy = g_strdelimit (g_strdup (text), "-", '+');
  gsize size;
  g_strdelimit (copy, "_", '/');
  g_autofree char *padded = g_strconcat (copy, "===" + (strlen (copy) + 3) % 4, NULL);
  guint8 *bytes = g_base64_decode (padded, &size);
  return g_bytes_new_take (bytes, size);
}

static void
check_thumbprint (JsonObject *test)
{
  JsonObject *jwk = json_object_get_object_member (test, "jwk");
  g_autoptr (GBytes) expected = from_base64url (json_object_get_string_member (test, "sha256"));
  const char *kty = json_object_get_string_member (jwk, "kty");
  gboolean ec = strcmp (kty, "EC") == 0;
  guint8 out[32];
  int result;
  if (strcmp (kty, "oct") == 0) {
    g_autoptr (GBytes) k = from_base64url (json_object_get_string_member (jwk, "k"));
    result = khc_thumbprint_oct (ct_view (k), out);
  } else {
    g_autoptr (GBytes) a = from_base64url (json_object_get_string_member (jwk, ec ? "x" : "n"));
    g_autoptr (GBytes) b = from_base64url (json_object_get_string_member (jwk, ec ? "y" : "e"));
    result = ec ? khc_thumbprint_ec (json_object_get_string_member (jwk, "crv"), ct_view (a),
                                     ct_view (b), out)
                : khc_thumbprint_rsa (ct_view (a), ct_view (b), out);
  }
  ct_assert_ok (result);
  g_assert_cmpmem (out, 32, ct_view (expected).data, ct_view (expected).size);
}

static void
test_thumbprints (void)
{
  g_autoptr (JsonNode) root = ct_json ("vectors/jose/thumbprints.json");
  JsonArray *tests = json_object_get_array_member (json_node_get_object (root), "vectors");
  guint8 out[32];
  g_assert_cmpuint (json_array_get_length (tests), ==, 5);
  for (guint i = 0; i < 5; i++)
    check_thumbprint (json_array_get_object_element (tests, i));
  ct_assert_result (khc_thumbprint_ec ("P-257", khc_bytes ("x", 1), khc_bytes ("y", 1), out),
                    KHC_ERR_ARGUMENT);
  ct_assert_result (khc_thumbprint_rsa (khc_bytes (NULL, 0), khc_bytes ("y", 1), out),
                    KHC_ERR_ARGUMENT);
}

int
main (int argc, char **argv)
{
  ct_init (&argc, &argv);
  g_test_add_func ("/crypto/vectors/cobblestone", test_chunks);
  g_test_add_func ("/crypto/vectors/xaes", test_xaes);
  g_test_add_func ("/crypto/vectors/scrypt", test_scrypt);
  g_test_add_func ("/crypto/vectors/nist", test_nist);
  g_test_add_func ("/crypto/vectors/thumbprints", test_thumbprints);
  return g_test_run ();
}
