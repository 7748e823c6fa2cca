/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random bytes with a replaceable source, and nonces from a batch. */
#include "khc-random.h"

#include <limits.h>
#include <string.h>

#include <openssl/rand.h>

#include "khc-error.h"
#include "khc-suite-private.h"

static KhcRandomFunc test_source;
static void *test_data;

void
khc_random_set_source (KhcRandomFunc source, void *data)
{
  test_source = source;
  test_data = data;
}

static int
draw (uint8_t *out, size_t size, int (*generator) (unsigned char *, int))
{
  int result;
  if (test_source != NULL)
    result = test_source (test_data, out, size);
  else
    result = size <= INT_MAX && generator (out, (int)size) == 1 ? KHC_OK : KHC_ERR_RANDOM;
  if (result == KHC_OK)
    return KHC_OK;
  OPENSSL_cleanse (out, size);
  return khc_fail (KHC_ERR_RANDOM);
}

int
khc_random (uint8_t *out, size_t size)
{
  return draw (out, size, RAND_bytes);
}

int
khc_random_key (uint8_t *out, size_t size)
{
  return draw (out, size, RAND_priv_bytes);
}

void
khc_nonces_init (KhcNonces *nonces)
{
  memset (nonces, 0, sizeof *nonces);
}

/* Bytes are handed out from the end of the batch to its start. A remainder that is too short is
 * dropped, never joined with new bytes. */
int
khc_nonces_take (KhcNonces *nonces, uint8_t *out, size_t size)
{
  if (size == 0 || size > KHC_NONCES_BATCH)
    return KHC_ERR_ARGUMENT;
  unsigned int forks = khc_fork_count ();
  if (nonces->left < size || nonces->fork_count != forks) {
    nonces->left = 0;
    int result = khc_random (nonces->batch, KHC_NONCES_BATCH);
    if (result != KHC_OK) {
      memset (out, 0, size);
      return result;
    }
    nonces->left = KHC_NONCES_BATCH;
    nonces->fork_count = forks;
  }
  nonces->left -= size;
  memcpy (out, nonces->batch + nonces->left, size);
  return KHC_OK;
}

void
khc_nonces_clear (KhcNonces *nonces)
{
  OPENSSL_cleanse (nonces, sizeof *nonces);
}
