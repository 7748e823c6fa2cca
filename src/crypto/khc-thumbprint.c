/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JWK thumbprints: SHA-256 over the required members in their fixed order. */
#include "khc-thumbprint.h"

#include <string.h>

#include "khc-base64-private.h"
#include "khc-error.h"
#include "khc-hash.h"
#include "khc-secret.h"

#define MEMBER_MAX 512

/* Feeds text, then the member's value as base64url. */
static int
feed_member (KhcSha256 *hash, const char *text, KhcBytes value)
{
  char encoded[KHC_BASE64_SIZE (MEMBER_MAX)];
  int result = khc_sha256_update (hash, text, strlen (text));
  if (result == KHC_OK)
    result = khc_sha256_update (hash, encoded, khc_base64url_encode (value, encoded));
  khc_wipe (encoded, sizeof encoded);
  return result;
}

/* texts[0] value[0] texts[1] value[1] ... texts[n] */
static int
hash_members (const char *const *texts, const KhcBytes *values, size_t n, uint8_t *out)
{
  memset (out, 0, KHC_SHA256_SIZE);
  for (size_t i = 0; i < n; i++) {
    if (values[i].size == 0 || values[i].size > MEMBER_MAX)
      return KHC_ERR_ARGUMENT;
  }
  KhcSha256 *hash;
  int result = khc_sha256_new (&hash);
  for (size_t i = 0; i < n && result == KHC_OK; i++)
    result = feed_member (hash, texts[i], values[i]);
  if (result == KHC_OK)
    result = khc_sha256_update (hash, texts[n], strlen (texts[n]));
  if (result == KHC_OK)
    result = khc_sha256_finish (hash, out);
  khc_sha256_free (hash);
  return result;
}

int
khc_thumbprint_rsa (KhcBytes n, KhcBytes e, uint8_t *out)
{
  const char *const texts[] = { "{\"e\":\"", "\",\"kty\":\"RSA\",\"n\":\"", "\"}" };
  KhcBytes values[] = { e, n };
  return hash_members (texts, values, 2, out);
}

int
khc_thumbprint_ec (const char *crv, KhcBytes x, KhcBytes y, uint8_t *out)
{
  static const struct {
    const char *name;
    const char *text;
  } curves[] = {
    { "P-256", "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" },
    { "P-384", "{\"crv\":\"P-384\",\"kty\":\"EC\",\"x\":\"" },
    { "P-521", "{\"crv\":\"P-521\",\"kty\":\"EC\",\"x\":\"" },
    { "P-256K", "{\"crv\":\"P-256K\",\"kty\":\"EC\",\"x\":\"" },
  };
  KhcBytes values[] = { x, y };
  for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++) {
    const char *const texts[] = { curves[i].text, "\",\"y\":\"", "\"}" };
    if (strcmp (curves[i].name, crv) == 0)
      return hash_members (texts, values, 2, out);
  }
  memset (out, 0, KHC_SHA256_SIZE);
  return KHC_ERR_ARGUMENT;
}

int
khc_thumbprint_oct (KhcBytes k, uint8_t *out)
{
  const char *const texts[] = { "{\"k\":\"", "\",\"kty\":\"oct\"}" };
  return hash_members (texts, &k, 1, out);
}
