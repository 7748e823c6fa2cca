/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64 of public values. */
#include "khc-base64-private.h"

#include <string.h>

#include <openssl/evp.h>

#define DECODE_MAX 96

size_t
khc_base64_encode (KhcBytes bytes, char *out)
{
  out[0] = '\0';
  if (bytes.size == 0)
    return 0;
  return (size_t)EVP_EncodeBlock ((unsigned char *)out, bytes.data, (int)bytes.size);
}

size_t
khc_base64url_encode (KhcBytes bytes, char *out)
{
  size_t size = khc_base64_encode (bytes, out);
  while (size > 0 && out[size - 1] == '=')
    size--;
  out[size] = '\0';
  for (size_t i = 0; i < size; i++) {
    if (out[i] == '+')
      out[i] = '-';
    else if (out[i] == '/')
      out[i] = '_';
  }
  return size;
}

/* The library's decoder forgives blanks and stray bits: what it read is encoded again and compared.
 */
bool
khc_base64_decode (KhcBytes text, uint8_t *out, size_t size)
{
  uint8_t decoded[DECODE_MAX + 3];
  char again[KHC_BASE64_SIZE (DECODE_MAX)];
  if (size == 0 || size > DECODE_MAX || text.size != KHC_BASE64_SIZE (size) - 1)
    return false;
  if (EVP_DecodeBlock (decoded, text.data, (int)text.size) < (int)size)
    return false;
  khc_base64_encode (khc_bytes (decoded, size), again);
  if (memcmp (again, text.data, text.size) != 0)
    return false;
  memcpy (out, decoded, size);
  return true;
}
