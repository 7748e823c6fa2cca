/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Start of the crypto core: secure heap and fetched algorithms, once a process. */
#include "khc-suite.h"

#include <pthread.h>
#include <stdatomic.h>

#include <openssl/cryptoerr.h>

#include "khc-error.h"
#include "khc-suite-private.h"

/* The smallest block of the secure heap: most secrets are keys of 32 bytes. */
#define SECURE_HEAP_MIN 32

static pthread_once_t start_once = PTHREAD_ONCE_INIT;
static int start_result = KHC_ERR_INTERNAL;
static bool heap_locked;
static KhcSuite suite;
static atomic_uint fork_count;

static void
count_fork (void)
{
  atomic_fetch_add (&fork_count, 1);
}

/* Where so much cannot be locked a smaller heap that can be is worth more. A second attempt is
 * possible only while nothing has been taken from the first. */
static void
make_heap (void)
{
  int made = CRYPTO_secure_malloc_init (KHC_SECURE_HEAP_SIZE, SECURE_HEAP_MIN);
  if (made == 2 && CRYPTO_secure_malloc_done ())
    made = CRYPTO_secure_malloc_init (KHC_SECURE_HEAP_FALLBACK, SECURE_HEAP_MIN);
  heap_locked = made == 1;
}

/* Without a successful init the library answers requests for secure memory with ordinary memory,
 * and says nothing: hence the check. */
static int
start_heap (void)
{
  make_heap ();
  void *probe = OPENSSL_secure_malloc (SECURE_HEAP_MIN);
  bool secure = probe != NULL && CRYPTO_secure_allocated (probe);
  OPENSSL_secure_free (probe);
  return secure ? KHC_OK : KHC_ERR_MEMORY;
}

static int
fetch_all (void)
{
  suite.aes_128_ecb = EVP_CIPHER_fetch (NULL, "AES-128-ECB", NULL);
  suite.aes_192_ecb = EVP_CIPHER_fetch (NULL, "AES-192-ECB", NULL);
  suite.aes_256_ecb = EVP_CIPHER_fetch (NULL, "AES-256-ECB", NULL);
  suite.aes_256_gcm = EVP_CIPHER_fetch (NULL, "AES-256-GCM", NULL);
  suite.aes_256_xts = EVP_CIPHER_fetch (NULL, "AES-256-XTS", NULL);
  suite.sha256 = EVP_MD_fetch (NULL, "SHA256", NULL);
  suite.hkdf = EVP_KDF_fetch (NULL, "HKDF", NULL);
  suite.scrypt = EVP_KDF_fetch (NULL, "SCRYPT", NULL);
  suite.hmac = EVP_MAC_fetch (NULL, "HMAC", NULL);
  bool all = suite.aes_128_ecb != NULL && suite.aes_192_ecb != NULL && suite.aes_256_ecb != NULL
             && suite.aes_256_gcm != NULL && suite.aes_256_xts != NULL && suite.sha256 != NULL
             && suite.hkdf != NULL && suite.scrypt != NULL && suite.hmac != NULL;
  return all ? KHC_OK : khc_fail (KHC_ERR_UNSUPPORTED);
}

static void
start (void)
{
  start_result = start_heap ();
  if (start_result == KHC_OK)
    start_result = fetch_all ();
  if (start_result == KHC_OK && pthread_atfork (NULL, NULL, count_fork) != 0)
    start_result = KHC_ERR_MEMORY;
}

int
khc_init (bool *locked)
{
  pthread_once (&start_once, start);
  if (locked != NULL)
    *locked = heap_locked;
  return start_result;
}

const KhcSuite *
khc_suite (void)
{
  return khc_init (NULL) == KHC_OK ? &suite : NULL;
}

unsigned int
khc_fork_count (void)
{
  return atomic_load_explicit (&fork_count, memory_order_relaxed);
}

/* A full heap in the middle of an operation must not be taken for a wrong key or a damaged file. */
int
khc_fail (int result)
{
  unsigned long code;
  while ((code = ERR_get_error ()) != 0) {
    int reason = ERR_GET_REASON (code);
    if (reason == ERR_R_MALLOC_FAILURE
        || (ERR_GET_LIB (code) == ERR_LIB_CRYPTO && reason == CRYPTO_R_SECURE_MALLOC_FAILURE))
      result = KHC_ERR_MEMORY;
  }
  /* What was read keeps its texts until this. */
  ERR_clear_error ();
  return result;
}
