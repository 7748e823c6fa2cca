/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The few DER structures of public keys. */
#include "kh-cli-pem.h"

#include <string.h>

#include "kh-cli-i18n.h"
#include "kh-wire-key.h"

#define SEQUENCE 0x30
#define INTEGER 0x02
#define BIT_STRING 0x03

/* AlgorithmIdentifier of rsaEncryption, whole; OIDs of curves. */
static const guint8 rsa_algorithm[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                        0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
static const guint8 ec_oid[] = { 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01 };
static const struct {
  const char *name;
  guint8 oid[10];
  gsize size;
  gsize field; /* bytes of a coordinate */
} curves[] = {
  { "P-256", { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 }, 10, 32 },
  { "P-384", { 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22 }, 7, 48 },
  { "P-521", { 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x23 }, 7, 66 },
  { "P-256K", { 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x0a }, 7, 32 },
};

static void
append_header (GByteArray *out, guint8 tag, gsize size)
{
  guint8 head[4] = { tag, (guint8)size };
  guint used = 2;

  if (size >= 0x100) {
    head[1] = 0x82;
    head[2] = (guint8)(size >> 8);
    head[3] = (guint8)size;
    used = 4;
  } else if (size >= 0x80) {
    head[1] = 0x81;
    head[2] = (guint8)size;
    used = 3;
  }
  g_byte_array_append (out, head, used);
}

static void
append_wrapped (GByteArray *out, guint8 tag, GByteArray *content)
{
  append_header (out, tag, content->len);
  g_byte_array_append (out, content->data, content->len);
}

/* An unsigned number: no leading zeros, but one where the first bit is set. */
static void
append_number (GByteArray *out, GBytes *number)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (number, &size);
  gboolean pad;

  while (size > 1 && *bytes == 0) {
    bytes++;
    size--;
  }
  pad = size > 0 && (*bytes & 0x80) != 0;
  append_header (out, INTEGER, size + (pad ? 1 : 0));
  if (pad)
    g_byte_array_append (out, (const guint8 *)"", 1);
  g_byte_array_append (out, bytes, (guint)size);
}

static void
append_bits (GByteArray *out, GByteArray *content)
{
  append_header (out, BIT_STRING, content->len + 1);
  g_byte_array_append (out, (const guint8 *)"", 1);
  g_byte_array_append (out, content->data, content->len);
}

static char *
armor (GByteArray *content)
{
  g_autoptr (GByteArray) der = g_byte_array_new ();
  g_autoptr (GString) out = g_string_new ("-----BEGIN PUBLIC KEY-----\n");
  g_autofree char *text = NULL;

  append_wrapped (der, SEQUENCE, content);
  text = g_base64_encode (der->data, der->len);
  for (const char *line = text; *line != '\0'; line += MIN (strlen (line), 64))
    g_string_append_printf (out, "%.64s\n", line);
  g_string_append (out, "-----END PUBLIC KEY-----\n");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static GBytes *
member (KhJson *jwk, const char *name, GError **error)
{
  const char *text = kh_json_string (jwk, name);

  if (text != NULL)
    return kh_base64url_decode (text, error);
  kh_set_error (error, KH_ERROR_REMOTE, _ ("The vault's answer has no member %s"), name);
  return NULL;
}

static char *
rsa (KhJson *jwk, GError **error)
{
  g_autoptr (GBytes) n = member (jwk, "n", error);
  g_autoptr (GBytes) e = n != NULL ? member (jwk, "e", error) : NULL;
  g_autoptr (GByteArray) numbers = g_byte_array_new ();
  g_autoptr (GByteArray) key = g_byte_array_new ();
  g_autoptr (GByteArray) content = g_byte_array_new ();

  if (e == NULL)
    return NULL;
  append_number (numbers, n);
  append_number (numbers, e);
  append_wrapped (key, SEQUENCE, numbers);
  g_byte_array_append (content, rsa_algorithm, sizeof rsa_algorithm);
  append_bits (content, key);
  return armor (content);
}

static char *
ec (KhJson *jwk, GError **error)
{
  const char *name = kh_json_string (jwk, "crv");
  g_autoptr (GBytes) x = member (jwk, "x", error);
  g_autoptr (GBytes) y = x != NULL ? member (jwk, "y", error) : NULL;
  g_autoptr (GByteArray) algorithm = g_byte_array_new ();
  g_autoptr (GByteArray) point = g_byte_array_new ();
  g_autoptr (GByteArray) content = g_byte_array_new ();

  if (y == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (curves); i++) {
    if (g_strcmp0 (curves[i].name, name) != 0 || g_bytes_get_size (x) != curves[i].field
        || g_bytes_get_size (y) != curves[i].field)
      continue;
    g_byte_array_append (algorithm, ec_oid, sizeof ec_oid);
    g_byte_array_append (algorithm, curves[i].oid, (guint)curves[i].size);
    append_wrapped (content, SEQUENCE, algorithm);
    g_byte_array_append (point, (const guint8 *)"\x04", 1);
    g_byte_array_append (point, g_bytes_get_data (x, NULL), (guint)curves[i].field);
    g_byte_array_append (point, g_bytes_get_data (y, NULL), (guint)curves[i].field);
    append_bits (content, point);
    return armor (content);
  }
  kh_set_error (error, KH_ERROR_REMOTE, "%s", _ ("The vault's answer is no key of a known curve"));
  return NULL;
}

char *
kh_cli_pem_from_jwk (KhJson *jwk, GError **error)
{
  const char *kty = kh_json_string (jwk, "kty");

  if (kty != NULL && g_str_has_prefix (kty, "RSA"))
    return rsa (jwk, error);
  if (kty != NULL && g_str_has_prefix (kty, "EC"))
    return ec (jwk, error);
  kh_set_error (error, KH_ERROR_ARGUMENT, "%s", _ ("A key of this type has no public part"));
  return NULL;
}
