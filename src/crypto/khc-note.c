/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ed25519 and signed checkpoints. */
#include "khc-note.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "khc-base64-private.h"
#include "khc-error.h"
#include "khc-hash.h"
#include "khc-suite-private.h"

#define KEY_ID_SIZE 4
#define SIGNED_SIZE (KEY_ID_SIZE + KHC_ED25519_SIGNATURE_SIZE)
#define SIGNATURES_MAX 16
#define SIGNATURE_START "\xe2\x80\x94 " /* em dash, space */
#define SIGNATURE_START_SIZE 4

struct _KhcSigner {
  EVP_PKEY *pkey;
};

int
khc_signer_new (const KhcSecret *seed, KhcSigner **out)
{
  *out = NULL;
  if (khc_secret_size (seed) != KHC_ED25519_SEED_SIZE)
    return KHC_ERR_ARGUMENT;
  KhcSigner *signer = OPENSSL_zalloc (sizeof *signer);
  if (signer == NULL)
    return khc_fail (KHC_ERR_MEMORY);
  signer->pkey = EVP_PKEY_new_raw_private_key_ex (NULL, "ED25519", NULL, khc_secret_bytes (seed),
                                                  KHC_ED25519_SEED_SIZE);
  if (signer->pkey == NULL) {
    khc_signer_free (signer);
    return khc_fail (KHC_ERR_MEMORY);
  }
  *out = signer;
  return KHC_OK;
}

void
khc_signer_free (KhcSigner *signer)
{
  if (signer == NULL)
    return;
  EVP_PKEY_free (signer->pkey);
  OPENSSL_free (signer);
}

int
khc_signer_public (const KhcSigner *signer, uint8_t *out)
{
  size_t size = KHC_ED25519_PUBLIC_SIZE;
  if (EVP_PKEY_get_raw_public_key (signer->pkey, out, &size) == 1
      && size == KHC_ED25519_PUBLIC_SIZE)
    return KHC_OK;
  memset (out, 0, KHC_ED25519_PUBLIC_SIZE);
  return khc_fail (KHC_ERR_INTERNAL);
}

int
khc_ed25519_sign (const KhcSigner *signer, KhcBytes message, uint8_t *out)
{
  size_t size = KHC_ED25519_SIGNATURE_SIZE;
  int result = KHC_OK;
  EVP_MD_CTX *ctx = EVP_MD_CTX_new ();
  if (ctx == NULL)
    result = khc_fail (KHC_ERR_MEMORY);
  else if (EVP_DigestSignInit_ex (ctx, NULL, NULL, NULL, NULL, signer->pkey, NULL) != 1
           || EVP_DigestSign (ctx, out, &size, message.data, message.size) != 1)
    result = khc_fail (KHC_ERR_INTERNAL);
  EVP_MD_CTX_free (ctx);
  if (result != KHC_OK)
    OPENSSL_cleanse (out, KHC_ED25519_SIGNATURE_SIZE);
  return result;
}

/* What OpenSSL 3.5 adds to every answer that is no yes. */
#ifndef EVP_R_PROVIDER_SIGNATURE_FAILURE
#define EVP_R_PROVIDER_SIGNATURE_FAILURE 234
#endif

/* Whether the queue has an error, which says that something could not be computed. */
static bool
has_failed (void)
{
  unsigned long code;
  bool failed = false;
  while ((code = ERR_get_error ()) != 0)
    failed |= ERR_GET_LIB (code) != ERR_LIB_EVP
              || ERR_GET_REASON (code) != EVP_R_PROVIDER_SIGNATURE_FAILURE;
  return failed;
}

/* One verification. */
static int
run_verify (EVP_PKEY *pkey, KhcBytes message, KhcBytes signature)
{
  int result = KHC_ERR_MEMORY;
  EVP_MD_CTX *ctx = EVP_MD_CTX_new ();
  if (ctx != NULL && EVP_DigestVerifyInit_ex (ctx, NULL, NULL, NULL, NULL, pkey, NULL) == 1) {
    ERR_clear_error ();
    if (EVP_DigestVerify (ctx, signature.data, signature.size, message.data, message.size) == 1)
      result = KHC_OK;
    else
      result = has_failed () ? KHC_ERR_INTERNAL : KHC_ERR_DAMAGED;
  }
  EVP_MD_CTX_free (ctx);
  return result;
}

int
khc_ed25519_verify (const uint8_t *public_key, KhcBytes message, KhcBytes signature)
{
  if (signature.size != KHC_ED25519_SIGNATURE_SIZE)
    return KHC_ERR_DAMAGED;
  EVP_PKEY *pkey =
      EVP_PKEY_new_raw_public_key_ex (NULL, "ED25519", NULL, public_key, KHC_ED25519_PUBLIC_SIZE);
  int result = pkey != NULL ? run_verify (pkey, message, signature) : KHC_ERR_MEMORY;
  /* Short of memory the library can answer as for a wrong signature, so bad news is heard twice. */
  if (result == KHC_ERR_DAMAGED)
    result = run_verify (pkey, message, signature);
  EVP_PKEY_free (pkey);
  return result == KHC_OK ? KHC_OK : khc_fail (result);
}

/* Printable ASCII; as a key's name also without spaces and '+', which end a name or are not
 * allowed. */
static bool
is_text (const char *text, size_t size, bool name)
{
  for (size_t i = 0; i < size; i++) {
    if (text[i] < 0x20 || text[i] > 0x7e || (name && (text[i] == ' ' || text[i] == '+')))
      return false;
  }
  return size > 0;
}

static int
make_key_id (const char *origin, const uint8_t *public_key, uint8_t *id)
{
  uint8_t input[KHC_NOTE_ORIGIN_MAX + 2 + KHC_ED25519_PUBLIC_SIZE];
  uint8_t digest[KHC_SHA256_SIZE];
  size_t size = strlen (origin);
  memcpy (input, origin, size);
  input[size++] = '\n';
  input[size++] = 0x01;
  memcpy (input + size, public_key, KHC_ED25519_PUBLIC_SIZE);
  int result = khc_sha256 (khc_bytes (input, size + KHC_ED25519_PUBLIC_SIZE), digest);
  memcpy (id, digest, KEY_ID_SIZE);
  return result;
}

static bool
is_checkpoint (const KhcCheckpoint *checkpoint)
{
  size_t origin = strnlen (checkpoint->origin, sizeof checkpoint->origin);
  size_t extension = strnlen (checkpoint->extension, sizeof checkpoint->extension);
  return origin <= KHC_NOTE_ORIGIN_MAX && extension <= KHC_NOTE_EXTENSION_MAX
         && is_text (checkpoint->origin, origin, true)
         && is_text (checkpoint->extension, extension, false);
}

/* The text that is signed; returns its length. */
static size_t
print_text (const KhcCheckpoint *checkpoint, char *out)
{
  char head[KHC_BASE64_SIZE (32)];
  khc_base64_encode (khc_bytes (checkpoint->head, sizeof checkpoint->head), head);
  return (size_t)snprintf (out, KHC_NOTE_MAX, "%s\n%" PRIu64 "\n%s\n%s\n", checkpoint->origin,
                           checkpoint->size, head, checkpoint->extension);
}

int
khc_checkpoint_sign (const KhcSigner *signer, const KhcCheckpoint *checkpoint, char *out,
                     size_t *size)
{
  uint8_t public_key[KHC_ED25519_PUBLIC_SIZE];
  uint8_t signed_bytes[SIGNED_SIZE];
  char encoded[KHC_BASE64_SIZE (SIGNED_SIZE)];
  out[0] = '\0';
  if (size != NULL)
    *size = 0;
  if (!is_checkpoint (checkpoint))
    return KHC_ERR_ARGUMENT;
  size_t length = print_text (checkpoint, out);
  int result = khc_signer_public (signer, public_key);
  if (result == KHC_OK)
    result = make_key_id (checkpoint->origin, public_key, signed_bytes);
  if (result == KHC_OK)
    result = khc_ed25519_sign (signer, khc_bytes (out, length), signed_bytes + KEY_ID_SIZE);
  if (result != KHC_OK) {
    out[0] = '\0';
    return result;
  }
  khc_base64_encode (khc_bytes (signed_bytes, sizeof signed_bytes), encoded);
  length += (size_t)snprintf (out + length, KHC_NOTE_MAX - length, "\n" SIGNATURE_START "%s %s\n",
                              checkpoint->origin, encoded);
  if (size != NULL)
    *size = length;
  return KHC_OK;
}

/* Takes a line without its newline off the start of *left; false when there is none. */
static bool
take_line (KhcBytes *left, KhcBytes *line)
{
  const uint8_t *end = left->size > 0 ? memchr (left->data, '\n', left->size) : NULL;
  if (end == NULL)
    return false;
  size_t size = (size_t)(end - left->data);
  *line = khc_bytes (left->data, size);
  *left = khc_bytes (end + 1, left->size - size - 1);
  return true;
}

static bool
copy_text (KhcBytes line, char *out, size_t max, bool name)
{
  if (line.size > max || !is_text ((const char *)line.data, line.size, name))
    return false;
  memcpy (out, line.data, line.size);
  out[line.size] = '\0';
  return true;
}

/* Decimal without leading zeros. */
static bool
read_number (KhcBytes line, uint64_t *out)
{
  uint64_t value = 0;
  if (line.size == 0 || (line.size > 1 && line.data[0] == '0'))
    return false;
  for (size_t i = 0; i < line.size; i++) {
    uint8_t digit = (uint8_t)(line.data[i] - '0');
    if (digit > 9 || value > (UINT64_MAX - digit) / 10)
      return false;
    value = value * 10 + digit;
  }
  *out = value;
  return true;
}

/* Reads the four lines and the empty one, and leaves the signatures in *left. */
static bool
read_text (KhcBytes *left, KhcCheckpoint *out)
{
  KhcBytes line;
  return take_line (left, &line) && copy_text (line, out->origin, KHC_NOTE_ORIGIN_MAX, true)
         && take_line (left, &line) && read_number (line, &out->size) && take_line (left, &line)
         && khc_base64_decode (line, out->head, sizeof out->head) && take_line (left, &line)
         && copy_text (line, out->extension, KHC_NOTE_EXTENSION_MAX, false)
         && take_line (left, &line) && line.size == 0;
}

/* Whether a signature line is of this name; its base64 part is then in *encoded. */
static bool
is_signed_by (KhcBytes line, const char *name, KhcBytes *encoded)
{
  size_t length = strlen (name);
  size_t start = SIGNATURE_START_SIZE + length + 1;
  if (line.size <= start || memcmp (line.data + SIGNATURE_START_SIZE, name, length) != 0
      || line.data[start - 1] != ' ')
    return false;
  *encoded = khc_bytes (line.data + start, line.size - start);
  return true;
}

/* Looks for the signature by this key among the lines in left. */
static int
find_signature (KhcBytes left, const char *origin, const uint8_t *id, uint8_t *signature)
{
  uint8_t signed_bytes[SIGNED_SIZE];
  KhcBytes line;
  KhcBytes encoded;
  int result = KHC_ERR_NO_SUCH_KEY;
  size_t n = 0;
  while (left.size > 0) {
    if (++n > SIGNATURES_MAX || !take_line (&left, &line) || line.size <= SIGNATURE_START_SIZE
        || memcmp (line.data, SIGNATURE_START, SIGNATURE_START_SIZE) != 0)
      return KHC_ERR_MALFORMED;
    if (result == KHC_ERR_NO_SUCH_KEY && is_signed_by (line, origin, &encoded)
        && khc_base64_decode (encoded, signed_bytes, SIGNED_SIZE)
        && memcmp (signed_bytes, id, KEY_ID_SIZE) == 0) {
      memcpy (signature, signed_bytes + KEY_ID_SIZE, KHC_ED25519_SIGNATURE_SIZE);
      result = KHC_OK;
    }
  }
  return n > 0 ? result : KHC_ERR_MALFORMED;
}

int
khc_checkpoint_verify (KhcBytes note, const uint8_t *public_key, KhcCheckpoint *checkpoint)
{
  uint8_t id[KEY_ID_SIZE];
  uint8_t signature[KHC_ED25519_SIGNATURE_SIZE];
  char text[KHC_NOTE_MAX];
  KhcBytes left = note;
  memset (checkpoint, 0, sizeof *checkpoint);
  int result = KHC_ERR_MALFORMED;
  if (note.size < 16 * KHC_NOTE_MAX && read_text (&left, checkpoint))
    result = make_key_id (checkpoint->origin, public_key, id);
  if (result == KHC_OK)
    result = find_signature (left, checkpoint->origin, id, signature);
  /* What was read is printed again: the signature is over what is returned, not over its source. */
  if (result == KHC_OK)
    result = khc_ed25519_verify (public_key, khc_bytes (text, print_text (checkpoint, text)),
                                 khc_bytes (signature, sizeof signature));
  if (result != KHC_OK)
    memset (checkpoint, 0, sizeof *checkpoint);
  return result;
}
