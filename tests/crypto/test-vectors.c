/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wycheproof, whole files, counted. What we do not offer is checked to be refused. */
#include "crypto-test.h"

#include <string.h>

#include "khc-gcm.h"
#include "khc-hash.h"
#include "khc-kw.h"
#include "khc-note.h"
#include "khc-rsa.h"

static gint64
group_size (JsonObject *group, const char *name)
{
  return json_object_get_int_member (group, name);
}

/* AES-256-GCM: other keys, nonces and tags are refused by the wrapper. */
static void
check_gcm (JsonObject *group, JsonObject *test, gpointer data)
{
  CtCounts *counts = data;
  g_autoptr (GBytes) key = ct_member (test, "key");
  g_autoptr (GBytes) iv = ct_member (test, "iv");
  g_autoptr (GBytes) aad = ct_member (test, "aad");
  g_autoptr (GBytes) msg = ct_member (test, "msg");
  g_autoptr (GBytes) ct = ct_member (test, "ct");
  g_autoptr (GBytes) tag = ct_member (test, "tag");
  g_autoptr (GBytes) sealed = ct_join (ct, tag);
  gsize size = g_bytes_get_size (msg);
  g_autofree guint8 *out = g_malloc0 (size + 64);
  g_autofree guint8 *opened = g_malloc0 (g_bytes_get_size (sealed) + 1);
  gboolean ours = group_size (group, "ivSize") == 96 && group_size (group, "tagSize") == 128
                  && group_size (group, "keySize") == 256;
  KhcGcm *gcm;
  int result = khc_gcm_new (ct_view (key), &gcm);
  if (group_size (group, "keySize") != 256) {
    ct_assert_result (result, KHC_ERR_ARGUMENT);
    counts->policy++;
    return;
  }
  ct_assert_ok (result);
  result = khc_gcm_open (gcm, ct_view (iv), ct_view (aad), ct_view (sealed), opened);
  if (ours && ct_is_valid (test)) {
    ct_assert_ok (result);
    g_assert_cmpmem (opened, size, ct_view (msg).data, size);
    ct_assert_ok (khc_gcm_seal (gcm, ct_view (iv), ct_view (aad), ct_view (msg), out));
    g_assert_cmpmem (out, size + 16, ct_view (sealed).data, ct_view (sealed).size);
    counts->valid++;
  } else {
    gboolean nonce = group_size (group, "ivSize") != 96;
    ct_assert_result (result, nonce ? KHC_ERR_ARGUMENT : KHC_ERR_DAMAGED);
    ct_assert_zero (opened, g_bytes_get_size (sealed));
    if (nonce)
      ct_assert_result (khc_gcm_seal (gcm, ct_view (iv), ct_view (aad), ct_view (msg), out),
                        KHC_ERR_ARGUMENT);
    ours ? counts->refused++ : counts->policy++;
  }
  khc_gcm_free (gcm);
}

static void
test_gcm (void)
{
  CtCounts counts = { 0 };
  ct_wycheproof ("aes_gcm_test.json", check_gcm, &counts);
  ct_assert_counts (&counts, 39, 27, 250);
}

static void
check_wrap (JsonObject *group, JsonObject *test, gpointer data)
{
  CtCounts *counts = data;
  g_autoptr (GBytes) key = ct_member (test, "key");
  g_autoptr (GBytes) msg = ct_member (test, "msg");
  g_autoptr (GBytes) ct = ct_member (test, "ct");
  gsize size = g_bytes_get_size (msg);
  g_autofree guint8 *out = g_malloc0 (g_bytes_get_size (ct) + size + 16);
  memset (out, 0, g_bytes_get_size (ct));
  int result = khc_kw_unwrap (ct_view (key), ct_view (ct), out);
  if (ct_is_valid (test)) {
    ct_assert_ok (result);
    g_assert_cmpmem (out, size, ct_view (msg).data, size);
    ct_assert_ok (khc_kw_wrap (ct_view (key), ct_view (msg), out));
    g_assert_cmpmem (out, size + 8, ct_view (ct).data, ct_view (ct).size);
    counts->valid++;
  } else {
    ct_assert_result (result, KHC_ERR_WRONG_KEY);
    ct_assert_zero (out, g_bytes_get_size (ct));
    counts->refused++;
  }
}

static void
test_wrap (void)
{
  CtCounts counts = { 0 };
  ct_wycheproof ("aes_wrap_test.json", check_wrap, &counts);
  ct_assert_counts (&counts, 36, 129, 0);
}

static void
check_kwp (JsonObject *group, JsonObject *test, gpointer data)
{
  CtCounts *counts = data;
  g_autoptr (GBytes) key = ct_member (test, "key");
  g_autoptr (GBytes) msg = ct_member (test, "msg");
  g_autoptr (GBytes) ct = ct_member (test, "ct");
  gsize size = g_bytes_get_size (msg);
  gsize got = 1;
  g_autofree guint8 *out = g_malloc0 (g_bytes_get_size (ct) + size + 16);
  int result = khc_kwp_unwrap (ct_view (key), ct_view (ct), out, &got);
  if (ct_is_valid (test)) {
    ct_assert_ok (result);
    g_assert_cmpmem (out, got, ct_view (msg).data, size);
    ct_assert_ok (khc_kwp_wrap (ct_view (key), ct_view (msg), out));
    g_assert_cmpmem (out, khc_kwp_wrapped_size (size), ct_view (ct).data, ct_view (ct).size);
    counts->valid++;
  } else {
    ct_assert_result (result, KHC_ERR_WRONG_KEY);
    ct_assert_zero (out, g_bytes_get_size (ct));
    g_assert_cmpuint (got, ==, 0);
    counts->refused++;
  }
}

static void
test_kwp (void)
{
  CtCounts counts = { 0 };
  ct_wycheproof ("aes_kwp_test.json", check_kwp, &counts);
  ct_assert_counts (&counts, 77, 177, 0);
}

/* One key for all tests of a group: decoding it is what takes the time. */
typedef struct {
  CtCounts counts;
  JsonObject *group;
  KhcRsaKey *key;
  int result;
} OaepRun;

static void
open_group (OaepRun *run, JsonObject *group)
{
  if (run->group == group)
    return;
  g_autoptr (GBytes) der = ct_member (group, "privateKeyPkcs8");
  KhcSecret *secret = ct_secret (ct_view (der).data, ct_view (der).size);
  khc_rsa_unref (run->key);
  run->group = group;
  run->result = khc_rsa_from_pkcs8 (secret, &run->key);
  khc_secret_free (secret);
}

static gboolean
is_sha (JsonObject *group, const char *name)
{
  return strcmp (json_object_get_string_member (group, "sha"), name) == 0
         && strcmp (json_object_get_string_member (group, "mgfSha"), name) == 0;
}

/* Ciphertexts made with a pair of hashes that we do not offer open under neither of ours. */
static void
check_not_offered (OaepRun *run, KhcBytes label, KhcBytes ct)
{
  KhcSecret *out;
  for (int oaep = KHC_OAEP_SHA256; oaep <= KHC_OAEP_SHA1; oaep++) {
    ct_assert_result (khc_rsa_unwrap_labelled (run->key, (KhcOaep)oaep, label, ct, &out),
                      KHC_ERR_WRONG_KEY);
    g_assert_null (out);
  }
}

static void
check_oaep (JsonObject *group, JsonObject *test, gpointer data)
{
  OaepRun *run = data;
  g_autoptr (GBytes) msg = ct_member (test, "msg");
  g_autoptr (GBytes) ct = ct_member (test, "ct");
  g_autoptr (GBytes) label = ct_member (test, "label");
  KhcSecret *out;
  open_group (run, group);
  if (group_size (group, "keySize") < KHC_RSA_MIN_BITS
      || group_size (group, "keySize") > KHC_RSA_MAX_BITS) {
    ct_assert_result (run->result, KHC_ERR_REFUSED);
    g_assert_null (run->key);
    run->counts.policy++;
    return;
  }
  ct_assert_ok (run->result);
  if (!is_sha (group, "SHA-1") && !is_sha (group, "SHA-256")) {
    check_not_offered (run, ct_view (label), ct_view (ct));
    run->counts.policy++;
    return;
  }
  KhcOaep oaep = is_sha (group, "SHA-1") ? KHC_OAEP_SHA1 : KHC_OAEP_SHA256;
  /* The acceptable ones are small integers with a label: what we use takes no label. */
  gboolean acceptable = json_object_get_string_member (test, "result")[0] == 'a';
  int result = acceptable
                   ? khc_rsa_unwrap (run->key, oaep, ct_view (ct), &out)
                   : khc_rsa_unwrap_labelled (run->key, oaep, ct_view (label), ct_view (ct), &out);
  if (ct_is_valid (test)) {
    ct_assert_ok (result);
    g_assert_cmpmem (khc_secret_bytes (out), khc_secret_size (out), ct_view (msg).data,
                     ct_view (msg).size);
    run->counts.valid++;
  } else {
    ct_assert_result (result, KHC_ERR_WRONG_KEY);
    g_assert_null (out);
    run->counts.refused++;
  }
  khc_secret_free (out);
}

static void
test_oaep (gconstpointer data)
{
  static const struct {
    const char *name;
    guint valid;
    guint refused;
    guint policy;
  } files[] = {
    { "rsa_oaep_2048_sha1_mgf1sha1_test.json", 17, 19, 0 },
    { "rsa_oaep_2048_sha256_mgf1sha256_test.json", 18, 19, 0 },
    { "rsa_oaep_3072_sha256_mgf1sha256_test.json", 18, 19, 0 },
    { "rsa_oaep_4096_sha256_mgf1sha256_test.json", 18, 19, 0 },
    { "rsa_oaep_2048_sha256_mgf1sha1_test.json", 0, 0, 31 },
  };
  gsize i = GPOINTER_TO_SIZE (data);
  OaepRun run = { 0 };
  ct_wycheproof (files[i].name, check_oaep, &run);
  ct_assert_counts (&run.counts, files[i].valid, files[i].refused, files[i].policy);
  khc_rsa_unref (run.key);
}

static void
test_oaep_misc (void)
{
  OaepRun run = { 0 };
  ct_wycheproof ("rsa_oaep_misc_test.json", check_oaep, &run);
  khc_rsa_unref (run.key);
  ct_assert_counts (&run.counts, 32, 2, 361);
}

typedef int (*HkdfFunc) (KhcBytes ikm, KhcBytes salt, KhcBytes info, uint8_t *out, size_t size);

typedef struct {
  CtCounts counts;
  HkdfFunc hkdf;
} HkdfRun;

static void
check_hkdf (JsonObject *group, JsonObject *test, gpointer data)
{
  HkdfRun *run = data;
  g_autoptr (GBytes) ikm = ct_member (test, "ikm");
  g_autoptr (GBytes) salt = ct_member (test, "salt");
  g_autoptr (GBytes) info = ct_member (test, "info");
  g_autoptr (GBytes) okm = ct_member (test, "okm");
  gsize size = (gsize)json_object_get_int_member (test, "size");
  g_autofree guint8 *out = g_malloc0 (size);
  int result = run->hkdf (ct_view (ikm), ct_view (salt), ct_view (info), out, size);
  if (ct_is_valid (test)) {
    ct_assert_ok (result);
    g_assert_cmpmem (out, size, ct_view (okm).data, ct_view (okm).size);
    run->counts.valid++;
  } else {
    ct_assert_result (result, KHC_ERR_RANGE);
    ct_assert_zero (out, size);
    run->counts.refused++;
  }
}

static void
test_hkdf (void)
{
  HkdfRun run256 = { { 0 }, khc_hkdf_sha256 };
  HkdfRun run512 = { { 0 }, khc_hkdf_sha512 };
  ct_wycheproof ("hkdf_sha256_test.json", check_hkdf, &run256);
  ct_assert_counts (&run256.counts, 83, 3, 0);
  ct_wycheproof ("hkdf_sha512_test.json", check_hkdf, &run512);
  ct_assert_counts (&run512.counts, 80, 3, 0);
}

/* Tags are whole or refused: a truncated one is never equal to 32 bytes. */
static void
check_hmac (JsonObject *group, JsonObject *test, gpointer data)
{
  CtCounts *counts = data;
  g_autoptr (GBytes) key = ct_member (test, "key");
  g_autoptr (GBytes) msg = ct_member (test, "msg");
  g_autoptr (GBytes) tag = ct_member (test, "tag");
  guint8 out[32];
  KhcBytes part = ct_view (msg);
  ct_assert_ok (khc_hmac_sha256 (ct_view (key), &part, 1, out));
  gboolean equal = ct_view (tag).size == 32 && khc_equal (out, ct_view (tag).data, 32);
  if (group_size (group, "tagSize") != 256) {
    g_assert_false (equal);
    counts->policy++;
    return;
  }
  g_assert_true (equal == ct_is_valid (test));
  equal ? counts->valid++ : counts->refused++;
}

static void
test_hmac (void)
{
  CtCounts counts = { 0 };
  ct_wycheproof ("hmac_sha256_test.json", check_hmac, &counts);
  ct_assert_counts (&counts, 33, 54, 87);
}

static void
check_ed25519 (JsonObject *group, JsonObject *test, gpointer data)
{
  CtCounts *counts = data;
  JsonObject *key = json_object_get_object_member (group, "publicKey");
  g_autoptr (GBytes) pk = ct_member (key, "pk");
  g_autoptr (GBytes) msg = ct_member (test, "msg");
  g_autoptr (GBytes) sig = ct_member (test, "sig");
  g_assert_cmpuint (g_bytes_get_size (pk), ==, 32);
  int result = khc_ed25519_verify (ct_view (pk).data, ct_view (msg), ct_view (sig));
  ct_assert_result (result, ct_is_valid (test) ? KHC_OK : KHC_ERR_DAMAGED);
  result == KHC_OK ? counts->valid++ : counts->refused++;
}

static void
test_ed25519 (void)
{
  CtCounts counts = { 0 };
  ct_wycheproof ("ed25519_test.json", check_ed25519, &counts);
  ct_assert_counts (&counts, 88, 63, 0);
}

int
main (int argc, char **argv)
{
  ct_init (&argc, &argv);
  g_test_add_func ("/crypto/vectors/gcm", test_gcm);
  g_test_add_func ("/crypto/vectors/kw", test_wrap);
  g_test_add_func ("/crypto/vectors/kwp", test_kwp);
  for (gsize i = 0; i < 5; i++) {
    g_autofree char *path = g_strdup_printf ("/crypto/vectors/oaep/%u", (guint)i);
    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_oaep);
  }
  g_test_add_func ("/crypto/vectors/oaep/misc", test_oaep_misc);
  g_test_add_func ("/crypto/vectors/hkdf", test_hkdf);
  g_test_add_func ("/crypto/vectors/hmac", test_hmac);
  g_test_add_func ("/crypto/vectors/ed25519", test_ed25519);
  return g_test_run ();
}
