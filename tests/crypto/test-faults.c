/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every allocation of every operation fails once: the n-th call, for n = 0, 1, ... until it
 * succeeds. A failure is "memory" or "internal", never a word about a key or a file; outputs are
 * wiped; nothing leaks. */
#include "crypto-test.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "khc-chain.h"
#include "khc-container.h"
#include "khc-dek.h"
#include "khc-ec.h"
#include "khc-gcm.h"
#include "khc-hash.h"
#include "khc-kw.h"
#include "khc-labels.h"
#include "khc-note.h"
#include "khc-page.h"
#include "khc-rsa.h"
#include "khc-seal.h"

static gint until_failure = -1; /* allocations left before one fails; -1: none fails */
static gint live;
static gboolean failed;

static gboolean
fails_now (void)
{
  if (until_failure < 0)
    return FALSE;
  failed = failed || until_failure == 0;
  return until_failure-- == 0;
}

static void *
test_malloc (size_t size, const char *file, int line)
{
  void *data = fails_now () ? NULL : malloc (size);
  live += data != NULL ? 1 : 0;
  return data;
}

static void *
test_realloc (void *old, size_t size, const char *file, int line)
{
  if (fails_now ())
    return NULL;
  live += old == NULL ? 1 : 0;
  return realloc (old, size);
}

static void
test_free (void *data, const char *file, int line)
{
  live -= data != NULL ? 1 : 0;
  free (data);
}

/* What the operations work on, made before anything fails. */
static struct {
  KhcSecret *key;
  KhcSecret *pkcs8;
  KhcSecret *ec_pkcs8;
  KhcSecret *ring;
  KhcRsaKey *rsa;
  KhcSigner *signer;
  KhcSeal seal;
  KhcDekRecord record;
  guint8 wrapped[256];
  guint8 box[32 + KHC_BOX_OVERHEAD];
  guint8 container[136 + 5 + 16];
  guint8 page[KHC_PAGE_SIZE];
  guint8 signature[64];
  guint8 public_key[32];
} world;

static const KhcContainerFacts facts = { "environment", "item", "dek", 1 };
static const guint8 account[16] = "account";

static int
do_hash (void)
{
  guint8 out[32];
  int result = khc_sha256 (khc_bytes ("abc", 3), out);
  if (result != KHC_OK)
    ct_assert_zero (out, sizeof out);
  return result;
}

static int
do_hmac (void)
{
  guint8 out[32];
  KhcBytes part = khc_bytes ("abc", 3);
  int result = khc_hmac_sha256 (ct_secret_view (world.key), &part, 1, out);
  if (result != KHC_OK)
    ct_assert_zero (out, sizeof out);
  return result;
}

static int
do_derive (void)
{
  KhcSecret *out;
  int result = khc_derive (world.key, KHC_LABEL_PAGE, "x", 1, &out);
  g_assert_true ((result == KHC_OK) == (out != NULL));
  khc_secret_free (out);
  return result;
}

static int
do_box_seal (void)
{
  guint8 out[32 + KHC_BOX_OVERHEAD];
  int result = khc_box_seal (world.key, khc_bytes ("x", 1), world.ring, out);
  if (result != KHC_OK)
    ct_assert_zero (out, sizeof out);
  return result;
}

static int
do_box_open (void)
{
  KhcSecret *out;
  int result =
      khc_box_open (world.key, khc_bytes ("x", 1), khc_bytes (world.box, sizeof world.box), &out);
  g_assert_true ((result == KHC_OK) == (out != NULL));
  khc_secret_free (out);
  return result;
}

static int
do_page (void)
{
  KhcPageKey *key;
  guint8 out[KHC_PAGE_SIZE];
  int result = khc_page_key_new (world.key, (const guint8 *)"database-001", &key);
  g_assert_true ((result == KHC_OK) == (key != NULL));
  if (result == KHC_OK)
    result = khc_page_open (key, 2, world.page, out);
  khc_page_key_free (key);
  return result;
}

static int
do_container_seal (void)
{
  KhcChunks *chunks;
  guint8 prefix[136];
  int result = khc_container_seal_begin (world.key, &facts, prefix, &chunks);
  g_assert_true ((result == KHC_OK) == (chunks != NULL));
  if (result != KHC_OK)
    ct_assert_zero (prefix, sizeof prefix);
  khc_chunks_free (chunks);
  return result;
}

static int
do_container_open (void)
{
  KhcChunks *chunks;
  KhcChunks *copy = NULL;
  guint8 out[5];
  int result = khc_container_open_begin (khc_bytes (world.container, sizeof world.container),
                                         world.key, &facts, NULL, &chunks);
  g_assert_true ((result == KHC_OK) == (chunks != NULL));
  if (result == KHC_OK)
    result = khc_chunks_dup (chunks, &copy);
  if (result == KHC_OK)
    result = khc_chunks_open (copy, 0, khc_bytes (world.container + 136, 21), true, out, NULL);
  khc_chunks_free (chunks);
  khc_chunks_free (copy);
  return result;
}

static int
do_kw (void)
{
  guint8 wrapped[40] = { 0 };
  guint8 out[32] = { 0 };
  int result = khc_kw_wrap (ct_secret_view (world.key), ct_secret_view (world.ring), wrapped);
  if (result == KHC_OK)
    result = khc_kw_unwrap (ct_secret_view (world.key), khc_bytes (wrapped, 40), out);
  if (result != KHC_OK)
    ct_assert_zero (out, sizeof out);
  return result;
}

static int
do_kwp (void)
{
  guint8 wrapped[40] = { 0 };
  guint8 out[32] = { 0 };
  gsize size;
  int result = khc_kwp_wrap (ct_secret_view (world.key), ct_secret_view (world.ring), wrapped);
  if (result == KHC_OK)
    result = khc_kwp_unwrap (ct_secret_view (world.key), khc_bytes (wrapped, 40), out, &size);
  if (result != KHC_OK)
    ct_assert_zero (out, sizeof out);
  return result;
}

static int
do_dek (void)
{
  KhcDekRecord record = world.record;
  int result = khc_dek_check_compute (&record, world.key);
  if (result == KHC_OK)
    result = khc_dek_check_verify (&record, world.key);
  else
    ct_assert_zero (record.check, sizeof record.check);
  return result;
}

static int
do_rsa_load (void)
{
  KhcRsaKey *key;
  int result = khc_rsa_from_pkcs8 (world.pkcs8, &key);
  g_assert_true ((result == KHC_OK) == (key != NULL));
  khc_rsa_unref (key);
  return result;
}

static int
do_rsa_public (void)
{
  guint8 n[KHC_RSA_MAX_SIZE];
  guint8 print[32];
  char pem[KHC_RSA_PEM_MAX];
  gsize size;
  KhcRsaKey *key = NULL;
  KhcSecret *der = NULL;
  int result = khc_rsa_modulus (world.rsa, n, &size);
  if (result == KHC_OK)
    result = khc_rsa_from_public (khc_bytes (n, size), khc_bytes ("\1\0\1", 3), &key);
  if (result == KHC_OK)
    result = khc_rsa_thumbprint (key, print);
  if (result == KHC_OK)
    result = khc_rsa_public_pem (key, pem);
  if (result == KHC_OK)
    result = khc_rsa_to_pkcs8 (world.rsa, &der);
  khc_secret_free (der);
  khc_rsa_unref (key);
  return result;
}

static int
do_rsa_wrap (void)
{
  guint8 out[256];
  int result = khc_rsa_wrap (world.rsa, KHC_OAEP_SHA256, khc_bytes ("abc", 3), out);
  if (result != KHC_OK)
    ct_assert_zero (out, sizeof out);
  return result;
}

static int
do_rsa_unwrap (void)
{
  KhcSecret *out;
  int result = khc_rsa_unwrap (world.rsa, KHC_OAEP_SHA256, khc_bytes (world.wrapped, 256), &out);
  g_assert_true ((result == KHC_OK) == (out != NULL));
  khc_secret_free (out);
  return result;
}

static int
do_ec (void)
{
  guint8 print[32];
  KhcEcKey *key;
  KhcSecret *der = NULL;
  int result = khc_ec_from_pkcs8 (world.ec_pkcs8, &key);
  g_assert_true ((result == KHC_OK) == (key != NULL));
  if (result == KHC_OK)
    result = khc_ec_thumbprint (key, print);
  if (result == KHC_OK)
    result = khc_ec_to_pkcs8 (key, &der);
  khc_secret_free (der);
  khc_ec_unref (key);
  return result;
}

static int
do_seal_put (void)
{
  KhcSeal seal = world.seal;
  int result = khc_seal_put_keyring (&seal, account, world.ring, world.key);
  if (result != KHC_OK)
    g_assert_cmpmem (&seal, sizeof seal, &world.seal, sizeof seal);
  return result;
}

static int
do_seal_open (void)
{
  KhcSecret *root;
  int result = khc_seal_open_keyring (&world.seal, account, world.ring, &root);
  g_assert_true ((result == KHC_OK) == (root != NULL));
  khc_secret_free (root);
  return result;
}

static int
do_seal_passphrase (void)
{
  KhcScryptParams kdf = { KHC_SCRYPT_MIN_LOG_N, KHC_SCRYPT_R, 1 };
  KhcSeal seal = world.seal;
  return khc_seal_put_passphrase (&seal, account, &kdf, world.ring, world.key);
}

static int
do_chain (void)
{
  guint8 head[32] = { 0 };
  KhcChain *chain;
  int result = khc_chain_new (account, &chain);
  g_assert_true ((result == KHC_OK) == (chain != NULL));
  if (result == KHC_OK)
    result = khc_chain_next (chain, 1, head, khc_bytes ("x", 1), head);
  khc_chain_free (chain);
  return result;
}

static int
do_verify (void)
{
  return khc_ed25519_verify (world.public_key, khc_bytes ("abc", 3),
                             khc_bytes (world.signature, 64));
}

static int
do_note (void)
{
  KhcCheckpoint checkpoint = { "origin", 1, { 0 }, "extension" };
  KhcCheckpoint read;
  KhcSigner *signer;
  char note[KHC_NOTE_MAX];
  gsize size;
  int result = khc_signer_new (world.key, &signer);
  if (result == KHC_OK)
    result = khc_checkpoint_sign (signer, &checkpoint, note, &size);
  if (result == KHC_OK)
    result = khc_checkpoint_verify (khc_bytes (note, size), world.public_key, &read);
  khc_signer_free (signer);
  return result;
}

static const struct {
  const char *name;
  int (*run) (void);
  gint stride; /* every n-th allocation alone, all of them with -m slow */
} operations[] = {
  { "hash", do_hash, 1 },
  { "hmac", do_hmac, 1 },
  { "derive", do_derive, 1 },
  { "box-seal", do_box_seal, 1 },
  { "box-open", do_box_open, 1 },
  { "page", do_page, 1 },
  { "container-seal", do_container_seal, 1 },
  { "container-open", do_container_open, 1 },
  { "kw", do_kw, 1 },
  { "kwp", do_kwp, 1 },
  { "dek", do_dek, 1 },
  { "rsa-load", do_rsa_load, 29 },
  { "rsa-public", do_rsa_public, 11 },
  { "rsa-wrap", do_rsa_wrap, 1 },
  { "rsa-unwrap", do_rsa_unwrap, 1 },
  { "ec", do_ec, 31 },
  { "seal-put", do_seal_put, 1 },
  { "seal-open", do_seal_open, 1 },
  { "seal-passphrase", do_seal_passphrase, 13 },
  { "chain", do_chain, 1 },
  { "verify", do_verify, 1 },
  { "note", do_note, 1 },
};

/* Gives back what the library keeps for this thread, texts of errors among it. */
static void
settle (void)
{
  OPENSSL_thread_stop ();
}

static void
test_operation (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  guint failures = 0;
  /* Once without failures: what the library keeps for ever is made here. */
  ct_assert_ok (operations[i].run ());
  settle ();
  gint before = live;
  size_t secure = CRYPTO_secure_used ();
  for (gint n = 0;; n += g_test_slow () ? 1 : operations[i].stride) {
    failed = FALSE;
    until_failure = n;
    int result = operations[i].run ();
    until_failure = -1;
    g_test_message ("%s, allocation %d: %s", operations[i].name, n, khc_result_name (result));
    g_assert_true (result == KHC_OK || result == KHC_ERR_MEMORY || result == KHC_ERR_INTERNAL
                   || result == KHC_ERR_RANDOM);
    settle ();
    g_assert_cmpint (live, ==, before);
    g_assert_cmpuint (CRYPTO_secure_used (), ==, secure);
    if (!failed) {
      ct_assert_ok (result);
      break;
    }
    failures += result != KHC_OK;
    g_assert_cmpint (n, <, 5000);
  }
  g_assert_cmpuint (failures, >, 0);
}

static void
make_world (void)
{
  KhcPageKey *page_key;
  KhcChunks *chunks;
  KhcEcKey *ec;
  world.key = ct_secret_fill (5, 32);
  world.ring = ct_secret_fill (9, 32);
  ct_assert_ok (khc_rsa_generate (2048, &world.rsa));
  ct_assert_ok (khc_rsa_to_pkcs8 (world.rsa, &world.pkcs8));
  ct_assert_ok (khc_rsa_wrap (world.rsa, KHC_OAEP_SHA256, khc_bytes ("abc", 3), world.wrapped));
  ct_assert_ok (khc_ec_generate (KHC_CURVE_P256, &ec));
  ct_assert_ok (khc_ec_to_pkcs8 (ec, &world.ec_pkcs8));
  khc_ec_unref (ec);
  ct_assert_ok (khc_signer_new (world.key, &world.signer));
  ct_assert_ok (khc_signer_public (world.signer, world.public_key));
  ct_assert_ok (khc_ed25519_sign (world.signer, khc_bytes ("abc", 3), world.signature));
  khc_seal_init (&world.seal, account);
  ct_assert_ok (khc_seal_put_keyring (&world.seal, account, world.ring, world.key));
  ct_assert_ok (khc_box_seal (world.key, khc_bytes ("x", 1), world.ring, world.box));
  ct_assert_ok (khc_container_seal_begin (world.key, &facts, world.container, &chunks));
  ct_assert_ok (khc_chunks_seal (chunks, 0, khc_bytes ("hello", 5), true, world.container + 136));
  khc_chunks_free (chunks);
  ct_assert_ok (khc_page_key_new (world.key, (const guint8 *)"database-001", &page_key));
  ct_assert_ok (khc_page_seal_in_place (page_key, 2, world.page));
  khc_page_key_free (page_key);
  world.record.store = KHC_STORE_FILES;
  world.record.owner = KHC_DEK_OWNER_PLATFORM;
  world.record.algorithm = KHC_DEK_A256KW;
  world.record.wrapped_size = 40;
}

static void
free_world (void)
{
  khc_secret_free (world.key);
  khc_secret_free (world.ring);
  khc_secret_free (world.pkcs8);
  khc_secret_free (world.ec_pkcs8);
  khc_rsa_unref (world.rsa);
  khc_signer_free (world.signer);
}

int
main (int argc, char **argv)
{
  g_assert_cmpint (CRYPTO_set_mem_functions (test_malloc, test_realloc, test_free), ==, 1);
  ct_init (&argc, &argv);
  make_world ();
  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++) {
    g_autofree char *path = g_strconcat ("/crypto/faults/", operations[i].name, NULL);
    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_operation);
  }
  int result = g_test_run ();
  free_world ();
  return result;
}
