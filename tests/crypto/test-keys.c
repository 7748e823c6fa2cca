/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RSA and EC keys, and key wrap beyond its vectors. */
#include "crypto-test.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "khc-ec.h"
#include "khc-kw.h"
#include "khc-rsa.h"
#include "khc-thumbprint.h"

static KhcRsaKey *rsa; /* of 2048 bits, made once */

static void
test_rsa_generate (void)
{
  static const guint sizes[] = { 2048, 3072 };
  static const guint refused[] = { 0, 512, 1024, 2047, 2049, 8192, 65537 };
  KhcRsaKey *key;
  guint8 number[KHC_RSA_MAX_SIZE];
  gsize size;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    ct_assert_ok (khc_rsa_generate (sizes[i], &key));
    g_assert_cmpuint (khc_rsa_bits (key), ==, sizes[i]);
    g_assert_cmpuint (khc_rsa_size (key), ==, sizes[i] / 8);
    g_assert_true (khc_rsa_has_private (key));
    ct_assert_ok (khc_rsa_exponent (key, number, &size));
    g_assert_cmpmem (number, size, "\1\0\1", 3);
    ct_assert_ok (khc_rsa_modulus (key, number, &size));
    g_assert_cmpuint (size, ==, sizes[i] / 8);
    ct_assert_ok (khc_rsa_check (key));
    khc_rsa_unref (key);
  }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    ct_assert_result (khc_rsa_generate (refused[i], &key), KHC_ERR_REFUSED);
    g_assert_null (key);
  }
}

static void
test_rsa_pkcs8 (void)
{
  KhcSecret *der;
  KhcSecret *again;
  KhcSecret *longer;
  KhcRsaKey *key;
  ct_assert_ok (khc_rsa_to_pkcs8 (rsa, &der));
  g_assert_true (CRYPTO_secure_allocated (khc_secret_bytes (der)));
  ct_assert_ok (khc_rsa_from_pkcs8 (der, &key));
  ct_assert_ok (khc_rsa_to_pkcs8 (key, &again));
  g_assert_true (khc_secret_equal (der, again));
  khc_rsa_unref (key);

  gsize size = khc_secret_size (der);
  g_autofree guint8 *bytes = g_malloc (size + 1);
  memcpy (bytes, khc_secret_bytes (der), size);
  bytes[size] = 0;
  longer = ct_secret (bytes, size + 1);
  ct_assert_result (khc_rsa_from_pkcs8 (longer, &key), KHC_ERR_MALFORMED);
  g_assert_null (key);
  for (gsize cut = 0; cut < size; cut += 97) {
    KhcSecret *shorter = ct_secret (bytes, cut);
    ct_assert_result (khc_rsa_from_pkcs8 (shorter, &key), KHC_ERR_MALFORMED);
    khc_secret_free (shorter);
  }
  /* Numbers that do not belong together are found when asked for. */
  bytes[size - 5] ^= 1;
  KhcSecret *altered = ct_secret (bytes, size);
  if (khc_rsa_from_pkcs8 (altered, &key) == KHC_OK)
    ct_assert_result (khc_rsa_check (key), KHC_ERR_REFUSED);
  khc_rsa_unref (key);
  g_assert_cmpuint (ERR_peek_error (), ==, 0);
  khc_secret_free (altered);
  khc_secret_free (longer);
  khc_secret_free (der);
  khc_secret_free (again);
}

static void
test_rsa_public (void)
{
  guint8 n[KHC_RSA_MAX_SIZE];
  guint8 e[KHC_RSA_MAX_SIZE];
  guint8 wrapped[256];
  guint8 print[2][32];
  char pem[2][KHC_RSA_PEM_MAX];
  gsize n_size;
  gsize e_size;
  KhcRsaKey *public_key;
  KhcSecret *out;
  ct_assert_ok (khc_rsa_modulus (rsa, n, &n_size));
  ct_assert_ok (khc_rsa_exponent (rsa, e, &e_size));
  ct_assert_ok (khc_rsa_from_public (khc_bytes (n, n_size), khc_bytes (e, e_size), &public_key));
  g_assert_false (khc_rsa_has_private (public_key));
  ct_assert_ok (khc_rsa_check (public_key));
  ct_assert_ok (khc_rsa_wrap (public_key, KHC_OAEP_SHA256, khc_bytes ("abc", 3), wrapped));
  ct_assert_ok (khc_rsa_unwrap (rsa, KHC_OAEP_SHA256, khc_bytes (wrapped, 256), &out));
  g_assert_cmpmem (khc_secret_bytes (out), khc_secret_size (out), "abc", 3);
  khc_secret_free (out);
  ct_assert_result (khc_rsa_unwrap (public_key, KHC_OAEP_SHA256, khc_bytes (wrapped, 256), &out),
                    KHC_ERR_ARGUMENT);
  ct_assert_result (khc_rsa_to_pkcs8 (public_key, &out), KHC_ERR_ARGUMENT);
  ct_assert_ok (khc_rsa_thumbprint (rsa, print[0]));
  ct_assert_ok (khc_rsa_thumbprint (public_key, print[1]));
  g_assert_cmpmem (print[0], 32, print[1], 32);
  ct_assert_ok (khc_rsa_public_pem (rsa, pem[0]));
  ct_assert_ok (khc_rsa_public_pem (public_key, pem[1]));
  g_assert_cmpstr (pem[0], ==, pem[1]);
  g_assert_true (g_str_has_prefix (pem[0], "-----BEGIN PUBLIC KEY-----\n"));
  khc_rsa_unref (public_key);
}

static void
test_rsa_policy (void)
{
  guint8 n[KHC_RSA_MAX_SIZE + 1];
  KhcBytes f4 = khc_bytes ("\1\0\1", 3);
  KhcRsaKey *key;
  memset (n, 0xff, sizeof n);
  ct_assert_result (khc_rsa_from_public (khc_bytes (n, 128), f4, &key), KHC_ERR_REFUSED);
  ct_assert_result (khc_rsa_from_public (khc_bytes (n, 513), f4, &key), KHC_ERR_REFUSED);
  ct_assert_result (khc_rsa_from_public (khc_bytes (n, 256), khc_bytes ("\1", 1), &key),
                    KHC_ERR_REFUSED);
  ct_assert_result (khc_rsa_from_public (khc_bytes (n, 256), khc_bytes ("\4", 1), &key),
                    KHC_ERR_REFUSED);
  ct_assert_result (khc_rsa_from_public (khc_bytes (n, 0), f4, &key), KHC_ERR_REFUSED);
  ct_assert_result (khc_rsa_from_public (khc_bytes (n, 256), khc_bytes (n, 9), &key),
                    KHC_ERR_REFUSED);
  n[255] = 0xfe;
  ct_assert_result (khc_rsa_from_public (khc_bytes (n, 256), f4, &key), KHC_ERR_REFUSED);
  g_assert_null (key);
}

static void
test_rsa_wrap (void)
{
  KhcSecret *dek = ct_secret_fill (8, 32);
  KhcSecret *out;
  KhcRsaKey *other;
  guint8 wrapped[256];
  guint8 again[256];
  guint8 large[256] = { 0 };
  ct_assert_ok (khc_rsa_wrap (rsa, KHC_OAEP_SHA256, ct_secret_view (dek), wrapped));
  ct_assert_ok (khc_rsa_wrap (rsa, KHC_OAEP_SHA256, ct_secret_view (dek), again));
  g_assert_cmpint (memcmp (wrapped, again, 256), !=, 0);
  ct_assert_ok (khc_rsa_unwrap (rsa, KHC_OAEP_SHA256, khc_bytes (wrapped, 256), &out));
  g_assert_true (khc_secret_equal (dek, out));
  khc_secret_free (out);
  ct_assert_result (khc_rsa_unwrap (rsa, KHC_OAEP_SHA1, khc_bytes (wrapped, 256), &out),
                    KHC_ERR_WRONG_KEY);
  ct_assert_result (khc_rsa_unwrap_labelled (rsa, KHC_OAEP_SHA256, khc_bytes ("l", 1),
                                             khc_bytes (wrapped, 256), &out),
                    KHC_ERR_WRONG_KEY);
  for (gsize size = 0; size < 300; size++) {
    guint8 cut[300] = { 0 };
    memcpy (cut, wrapped, MIN (size, 256));
    if (size != 256)
      ct_assert_result (khc_rsa_unwrap (rsa, KHC_OAEP_SHA256, khc_bytes (cut, size), &out),
                        KHC_ERR_WRONG_KEY);
  }
  for (gsize bit = 0; bit < 2048; bit += 41) {
    wrapped[bit / 8] ^= (guint8)(1 << bit % 8);
    ct_assert_result (khc_rsa_unwrap (rsa, KHC_OAEP_SHA256, khc_bytes (wrapped, 256), &out),
                      KHC_ERR_WRONG_KEY);
    g_assert_null (out);
    /* The queue would say which check failed. */
    g_assert_cmpuint (ERR_peek_error (), ==, 0);
    wrapped[bit / 8] ^= (guint8)(1 << bit % 8);
  }
  ct_assert_ok (khc_rsa_generate (2048, &other));
  ct_assert_result (khc_rsa_unwrap (other, KHC_OAEP_SHA256, khc_bytes (wrapped, 256), &out),
                    KHC_ERR_WRONG_KEY);
  ct_assert_ok (khc_rsa_wrap (rsa, KHC_OAEP_SHA256, khc_bytes (large, 190), wrapped));
  ct_assert_result (khc_rsa_wrap (rsa, KHC_OAEP_SHA256, khc_bytes (large, 191), wrapped),
                    KHC_ERR_RANGE);
  ct_assert_zero (wrapped, 256);
  ct_assert_result (khc_rsa_wrap (rsa, (KhcOaep)3, khc_bytes (large, 1), wrapped),
                    KHC_ERR_ARGUMENT);
  khc_rsa_unref (other);
  khc_secret_free (dek);
}

/* A full secure heap in the middle of a private operation is "memory", never "wrong key". */
static void
test_rsa_full_heap (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)khc_secret_free);
  KhcSecret *der;
  KhcSecret *out;
  KhcRsaKey *key;
  guint8 wrapped[256];
  guint memory = 0;
  ct_assert_ok (khc_rsa_to_pkcs8 (rsa, &der));
  ct_assert_ok (khc_rsa_wrap (rsa, KHC_OAEP_SHA256, khc_bytes ("abc", 3), wrapped));
  for (gsize size = 16 * 1024; size >= 32; size /= 2) {
    while (khc_secret_new (size, &out) == KHC_OK)
      g_ptr_array_add (all, out);
  }
  for (guint i = 0; i < 400 && all->len > 0; i++) {
    g_ptr_array_set_size (all, (int)all->len - 1);
    int result = khc_rsa_unwrap (rsa, KHC_OAEP_SHA256, khc_bytes (wrapped, 256), &out);
    g_assert_true (result == KHC_OK || result == KHC_ERR_MEMORY);
    memory += result == KHC_ERR_MEMORY;
    khc_secret_free (out);
    result = khc_rsa_from_pkcs8 (der, &key);
    g_assert_true (result == KHC_OK || result == KHC_ERR_MEMORY);
    memory += result == KHC_ERR_MEMORY;
    khc_rsa_unref (key);
  }
  g_assert_cmpuint (memory, >, 0);
  g_ptr_array_set_size (all, 0);
  ct_assert_ok (khc_rsa_unwrap (rsa, KHC_OAEP_SHA256, khc_bytes (wrapped, 256), &out));
  khc_secret_free (out);
  khc_secret_free (der);
}

static gpointer
unwrap_worker (gpointer data)
{
  KhcRsaKey *key = data;
  guint8 wrapped[256];
  for (guint i = 0; i < 20; i++) {
    KhcSecret *out;
    ct_assert_ok (khc_rsa_wrap (key, KHC_OAEP_SHA256, khc_bytes (&i, sizeof i), wrapped));
    ct_assert_ok (khc_rsa_unwrap (key, KHC_OAEP_SHA256, khc_bytes (wrapped, 256), &out));
    g_assert_cmpmem (khc_secret_bytes (out), khc_secret_size (out), &i, sizeof i);
    khc_secret_free (out);
  }
  khc_rsa_unref (key);
  return NULL;
}

static void
test_rsa_threads (void)
{
  GThread *threads[4];
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("unwrap", unwrap_worker, khc_rsa_ref (rsa));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_ec (gconstpointer data)
{
  KhcCurve curve = (KhcCurve)GPOINTER_TO_INT (data);
  gsize size = khc_curve_size (curve);
  guint8 x[2][KHC_EC_MAX_SIZE];
  guint8 y[2][KHC_EC_MAX_SIZE];
  guint8 print[2][32];
  char pem[KHC_EC_PEM_MAX];
  KhcEcKey *key;
  KhcEcKey *again;
  KhcSecret *der;
  KhcRsaKey *not_rsa;
  ct_assert_ok (khc_ec_generate (curve, &key));
  g_assert_cmpint (khc_ec_curve (key), ==, curve);
  ct_assert_ok (khc_ec_to_pkcs8 (key, &der));
  ct_assert_ok (khc_ec_from_pkcs8 (der, &again));
  g_assert_cmpint (khc_ec_curve (again), ==, curve);
  ct_assert_ok (khc_ec_public (key, x[0], y[0]));
  ct_assert_ok (khc_ec_public (again, x[1], y[1]));
  g_assert_cmpmem (x[0], size, x[1], size);
  g_assert_cmpmem (y[0], size, y[1], size);
  ct_assert_ok (khc_ec_thumbprint (key, print[0]));
  ct_assert_ok (khc_thumbprint_ec (khc_curve_name (curve), khc_bytes (x[0], size),
                                   khc_bytes (y[0], size), print[1]));
  g_assert_cmpmem (print[0], 32, print[1], 32);
  ct_assert_ok (khc_ec_public_pem (key, pem));
  g_assert_true (g_str_has_prefix (pem, "-----BEGIN PUBLIC KEY-----\n"));
  ct_assert_result (khc_rsa_from_pkcs8 (der, &not_rsa), KHC_ERR_UNSUPPORTED);
  g_assert_null (not_rsa);
  khc_ec_unref (khc_ec_ref (key));
  khc_ec_unref (key);
  khc_ec_unref (again);
  khc_secret_free (der);
}

static void
test_ec_refusals (void)
{
  static const char *const groups[] = { "secp224r1", "brainpoolP256r1", "sect283k1" };
  KhcEcKey *key;
  KhcSecret *der;
  ct_assert_result (khc_ec_generate ((KhcCurve)0, &key), KHC_ERR_ARGUMENT);
  ct_assert_result (khc_ec_generate ((KhcCurve)5, &key), KHC_ERR_ARGUMENT);
  g_assert_null (khc_curve_name ((KhcCurve)5));
  g_assert_cmpuint (khc_curve_size ((KhcCurve)5), ==, 0);
  ct_assert_ok (khc_rsa_to_pkcs8 (rsa, &der));
  ct_assert_result (khc_ec_from_pkcs8 (der, &key), KHC_ERR_UNSUPPORTED);
  khc_secret_free (der);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
    EVP_PKEY *pkey = EVP_EC_gen (groups[i]);
    g_assert_nonnull (pkey);
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8 (pkey);
    guint8 *bytes = NULL;
    int size = i2d_PKCS8_PRIV_KEY_INFO (info, &bytes);
    der = ct_secret (bytes, (gsize)size);
    ct_assert_result (khc_ec_from_pkcs8 (der, &key), KHC_ERR_UNSUPPORTED);
    g_assert_null (key);
    khc_secret_free (der);
    OPENSSL_free (bytes);
    PKCS8_PRIV_KEY_INFO_free (info);
    EVP_PKEY_free (pkey);
  }
}

static void
test_kw_limits (void)
{
  guint8 kek[33] = { 1 };
  guint8 plain[64] = { 2 };
  guint8 out[80];
  guint8 back[80];
  gsize size;
  for (gsize n = 0; n <= 64; n++) {
    int expected = n >= 16 && n % 8 == 0 ? KHC_OK : KHC_ERR_ARGUMENT;
    ct_assert_result (khc_kw_wrap (khc_bytes (kek, 32), khc_bytes (plain, n), out), expected);
  }
  for (gsize n = 0; n <= 33; n++) {
    int expected = n == 16 || n == 24 || n == 32 ? KHC_OK : KHC_ERR_ARGUMENT;
    ct_assert_result (khc_kw_wrap (khc_bytes (kek, n), khc_bytes (plain, 32), out), expected);
    ct_assert_result (khc_kwp_wrap (khc_bytes (kek, n), khc_bytes (plain, 32), out), expected);
  }
  for (gsize n = 1; n <= 64; n++) {
    ct_assert_ok (khc_kwp_wrap (khc_bytes (kek, 32), khc_bytes (plain, n), out));
    ct_assert_ok (khc_kwp_unwrap (khc_bytes (kek, 32), khc_bytes (out, khc_kwp_wrapped_size (n)),
                                  back, &size));
    g_assert_cmpmem (back, size, plain, n);
  }
  ct_assert_result (khc_kwp_wrap (khc_bytes (kek, 32), khc_bytes (plain, 0), out),
                    KHC_ERR_ARGUMENT);
}

/* Every bit of a wrapped DEK, and the two wraps in each other's place. */
static void
test_kw_bits (void)
{
  guint8 kek[32] = { 1 };
  guint8 plain[32] = { 2 };
  guint8 wrapped[40];
  guint8 out[32];
  gsize size;
  ct_assert_ok (khc_kw_wrap (khc_bytes (kek, 32), khc_bytes (plain, 32), wrapped));
  for (gsize bit = 0; bit < 320; bit++) {
    wrapped[bit / 8] ^= (guint8)(1 << bit % 8);
    memset (out, 1, sizeof out);
    ct_assert_result (khc_kw_unwrap (khc_bytes (kek, 32), khc_bytes (wrapped, 40), out),
                      KHC_ERR_WRONG_KEY);
    ct_assert_zero (out, sizeof out);
    wrapped[bit / 8] ^= (guint8)(1 << bit % 8);
  }
  ct_assert_result (khc_kwp_unwrap (khc_bytes (kek, 32), khc_bytes (wrapped, 40), out, &size),
                    KHC_ERR_WRONG_KEY);
  ct_assert_ok (khc_kwp_wrap (khc_bytes (kek, 32), khc_bytes (plain, 32), wrapped));
  ct_assert_result (khc_kw_unwrap (khc_bytes (kek, 32), khc_bytes (wrapped, 40), out),
                    KHC_ERR_WRONG_KEY);
}

int
main (int argc, char **argv)
{
  ct_init (&argc, &argv);
  ct_assert_ok (khc_rsa_generate (2048, &rsa));
  g_test_add_func ("/crypto/rsa/generate", test_rsa_generate);
  g_test_add_func ("/crypto/rsa/pkcs8", test_rsa_pkcs8);
  g_test_add_func ("/crypto/rsa/public", test_rsa_public);
  g_test_add_func ("/crypto/rsa/policy", test_rsa_policy);
  g_test_add_func ("/crypto/rsa/wrap", test_rsa_wrap);
  g_test_add_func ("/crypto/rsa/full-heap", test_rsa_full_heap);
  g_test_add_func ("/crypto/rsa/threads", test_rsa_threads);
  for (int curve = KHC_CURVE_P256; curve <= KHC_CURVE_P256K; curve++) {
    g_autofree char *path = g_strdup_printf ("/crypto/ec/%s", khc_curve_name ((KhcCurve)curve));
    g_test_add_data_func (path, GINT_TO_POINTER (curve), test_ec);
  }
  g_test_add_func ("/crypto/ec/refusals", test_ec_refusals);
  g_test_add_func ("/crypto/kw/limits", test_kw_limits);
  g_test_add_func ("/crypto/kw/bits", test_kw_bits);
  int failed = g_test_run ();
  khc_rsa_unref (rsa);
  return failed;
}
