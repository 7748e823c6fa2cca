/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secret bytes in the secure heap. */
#include "khc-secret.h"

#include <string.h>

#include "khc-error.h"
#include "khc-random.h"
#include "khc-suite-private.h"

struct _KhcSecret {
  size_t size;
  size_t capacity; /* what was allocated and is wiped; at least 1 */
  uint8_t *bytes;
};

int
khc_secret_new (size_t size, KhcSecret **out)
{
  *out = NULL;
  if (size > KHC_SECRET_MAX)
    return KHC_ERR_RANGE;
  if (khc_suite () == NULL)
    return KHC_ERR_MEMORY;
  KhcSecret *secret = OPENSSL_zalloc (sizeof *secret);
  if (secret == NULL)
    return khc_fail (KHC_ERR_MEMORY);
  secret->size = size;
  secret->capacity = size > 0 ? size : 1;
  secret->bytes = OPENSSL_secure_zalloc (secret->capacity);
  if (secret->bytes == NULL) {
    OPENSSL_free (secret);
    return khc_fail (KHC_ERR_MEMORY);
  }
  *out = secret;
  return KHC_OK;
}

int
khc_secret_new_random (size_t size, KhcSecret **out)
{
  int result = khc_secret_new (size, out);
  if (result == KHC_OK)
    result = khc_random_key ((*out)->bytes, size);
  if (result != KHC_OK)
    khc_secret_clear (out);
  return result;
}

int
khc_secret_new_copy (const void *data, size_t size, KhcSecret **out)
{
  int result = khc_secret_new (size, out);
  if (result == KHC_OK && size > 0)
    memcpy ((*out)->bytes, data, size);
  return result;
}

const uint8_t *
khc_secret_bytes (const KhcSecret *secret)
{
  return secret->bytes;
}

uint8_t *
khc_secret_bytes_mut (KhcSecret *secret)
{
  return secret->bytes;
}

size_t
khc_secret_size (const KhcSecret *secret)
{
  return secret->size;
}

bool
khc_secret_equal (const KhcSecret *a, const KhcSecret *b)
{
  if (a == NULL || b == NULL || a->size != b->size)
    return false;
  return khc_equal (a->bytes, b->bytes, a->size);
}

int
khc_secret_shrink (KhcSecret *secret, size_t size)
{
  if (size > secret->size)
    return KHC_ERR_RANGE;
  OPENSSL_cleanse (secret->bytes + size, secret->capacity - size);
  secret->size = size;
  return KHC_OK;
}

void
khc_secret_free (KhcSecret *secret)
{
  if (secret == NULL)
    return;
  OPENSSL_secure_clear_free (secret->bytes, secret->capacity);
  OPENSSL_free (secret);
}

void
khc_secret_clear (KhcSecret **secret)
{
  khc_secret_free (*secret);
  *secret = NULL;
}

void
khc_wipe (void *data, size_t size)
{
  OPENSSL_cleanse (data, size);
}

bool
khc_equal (const void *a, const void *b, size_t size)
{
  return CRYPTO_memcmp (a, b, size) == 0;
}
