/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wrapped-DEK record and its check value. */
#include "khc-dek.h"

#include <stdbool.h>
#include <string.h>

#include "khc-error.h"
#include "khc-hash.h"
#include "khc-labels.h"

#define MAGIC_SIZE 4
#define A256KW_SIZE 40
#define RSA_SIZE_MIN 256

static const uint8_t magic[MAGIC_SIZE] = { 0xcb, 'H', 'W', 'D' };

void
khc_dek_record_init (KhcDekRecord *record)
{
  memset (record, 0, sizeof *record);
}

/* Vault names, key names and versions are made of these alone. */
static bool
is_name (const char *text, size_t size)
{
  for (size_t i = 0; i < size; i++) {
    char c = text[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9') && c != '-')
      return false;
  }
  return true;
}

static bool
is_named (const char *text, size_t size, bool named)
{
  size_t length = strnlen (text, size);
  return length < size && (length > 0) == named && is_name (text, length);
}

/* What encoder and parser both demand of a record's members. */
static int
check_record (const KhcDekRecord *record)
{
  bool customer = record->owner == KHC_DEK_OWNER_CUSTOMER;
  if (!customer && record->owner != KHC_DEK_OWNER_PLATFORM)
    return KHC_ERR_MALFORMED;
  if (record->store < KHC_STORE_DATAVERSE || record->store > KHC_STORE_CONNECTIONS)
    return KHC_ERR_MALFORMED;
  if (!is_named (record->vault, sizeof record->vault, customer)
      || !is_named (record->key, sizeof record->key, customer)
      || !is_named (record->key_version, sizeof record->key_version, customer))
    return KHC_ERR_MALFORMED;
  if (record->algorithm != KHC_DEK_RSA_OAEP_256 && record->algorithm != KHC_DEK_A256KW)
    return KHC_ERR_UNSUPPORTED;
  if (customer != (record->algorithm == KHC_DEK_RSA_OAEP_256))
    return KHC_ERR_MALFORMED;
  size_t size = record->wrapped_size;
  if (customer)
    return size >= RSA_SIZE_MIN && size <= KHC_DEK_WRAPPED_MAX ? KHC_OK : KHC_ERR_MALFORMED;
  return size == A256KW_SIZE ? KHC_OK : KHC_ERR_MALFORMED;
}

static uint8_t *
put_bytes (uint8_t *out, const void *data, size_t size)
{
  memcpy (out, data, size);
  return out + size;
}

static uint8_t *
put_counted (uint8_t *out, const void *data, size_t size)
{
  khc_put_be16 (out, (uint16_t)size);
  return put_bytes (out + 2, data, size);
}

/* Everything before the check, which is what the check is over. */
static size_t
encode_body (const KhcDekRecord *record, uint8_t *out)
{
  uint8_t *p = put_bytes (out, magic, MAGIC_SIZE);
  khc_put_be16 (p, KHC_DEK_VERSION);
  p = put_bytes (p + 2, record->environment, sizeof record->environment);
  khc_put_be16 (p, (uint16_t)record->store);
  p = put_bytes (p + 2, record->dek, sizeof record->dek);
  *p++ = (uint8_t)record->owner;
  p = put_counted (p, record->vault, strlen (record->vault));
  p = put_counted (p, record->key, strlen (record->key));
  p = put_counted (p, record->key_version, strlen (record->key_version));
  *p++ = (uint8_t)record->algorithm;
  p = put_counted (p, record->wrapped, record->wrapped_size);
  return (size_t)(p - out);
}

int
khc_dek_record_encode (const KhcDekRecord *record, uint8_t *out, size_t *size)
{
  *size = 0;
  if (check_record (record) != KHC_OK)
    return KHC_ERR_ARGUMENT;
  size_t body = encode_body (record, out);
  memcpy (out + body, record->check, KHC_DEK_CHECK_SIZE);
  *size = body + KHC_DEK_CHECK_SIZE;
  return KHC_OK;
}

/* What is left to read. After the first short read nothing more is read. */
typedef struct {
  KhcBytes left;
  int result;
} Reader;

static const uint8_t *
take (Reader *reader, size_t size)
{
  if (reader->result == KHC_OK && reader->left.size < size)
    reader->result = KHC_ERR_TRUNCATED;
  if (reader->result != KHC_OK)
    return NULL;
  const uint8_t *start = reader->left.data;
  reader->left = khc_bytes (start + size, reader->left.size - size);
  return start;
}

static void
take_bytes (Reader *reader, void *out, size_t size)
{
  const uint8_t *bytes = take (reader, size);
  if (bytes != NULL)
    memcpy (out, bytes, size);
}

static unsigned int
take_byte (Reader *reader)
{
  const uint8_t *bytes = take (reader, 1);
  return bytes != NULL ? bytes[0] : 0;
}

static uint16_t
take_be16 (Reader *reader)
{
  const uint8_t *bytes = take (reader, 2);
  return bytes != NULL ? khc_get_be16 (bytes) : 0;
}

/* At most max bytes after their count; returns the count. */
static size_t
take_counted (Reader *reader, void *out, size_t max)
{
  size_t size = take_be16 (reader);
  if (reader->result == KHC_OK && size > max)
    reader->result = KHC_ERR_MALFORMED;
  take_bytes (reader, out, size);
  return reader->result == KHC_OK ? size : 0;
}

/* A counted name into a NUL-terminated array; a NUL inside would make two encodings of one record.
 */
static void
take_name (Reader *reader, char *out, size_t max)
{
  size_t size = take_counted (reader, out, max);
  if (reader->result == KHC_OK && !is_name (out, size))
    reader->result = KHC_ERR_MALFORMED;
}

static void
take_start (Reader *reader)
{
  const uint8_t *start = take (reader, MAGIC_SIZE);
  if (start != NULL && memcmp (start, magic, MAGIC_SIZE) != 0)
    reader->result = KHC_ERR_NOT_OURS;
  unsigned int version = take_be16 (reader);
  if (reader->result == KHC_OK && version != KHC_DEK_VERSION)
    reader->result = version > KHC_DEK_VERSION ? KHC_ERR_NEWER : KHC_ERR_MALFORMED;
}

int
khc_dek_record_parse (KhcBytes bytes, KhcDekRecord *record)
{
  Reader reader = { bytes, KHC_OK };
  khc_dek_record_init (record);
  take_start (&reader);
  take_bytes (&reader, record->environment, sizeof record->environment);
  record->store = (KhcStore)take_be16 (&reader);
  take_bytes (&reader, record->dek, sizeof record->dek);
  record->owner = (KhcDekOwner)take_byte (&reader);
  take_name (&reader, record->vault, KHC_DEK_VAULT_MAX);
  take_name (&reader, record->key, KHC_DEK_KEY_MAX);
  take_name (&reader, record->key_version, KHC_DEK_KEY_VERSION_MAX);
  record->algorithm = (KhcDekAlgorithm)take_byte (&reader);
  record->wrapped_size = take_counted (&reader, record->wrapped, KHC_DEK_WRAPPED_MAX);
  take_bytes (&reader, record->check, sizeof record->check);
  int result = reader.result;
  if (result == KHC_OK && reader.left.size > 0)
    result = KHC_ERR_MALFORMED;
  if (result == KHC_OK)
    result = check_record (record);
  if (result != KHC_OK)
    khc_dek_record_init (record);
  return result;
}

static int
make_check (const KhcDekRecord *record, const KhcSecret *dek, uint8_t *check)
{
  uint8_t body[KHC_DEK_RECORD_MAX];
  KhcSecret *key = NULL;
  if (check_record (record) != KHC_OK)
    return KHC_ERR_ARGUMENT;
  int result = khc_derive (dek, KHC_LABEL_DEK_CHECK, NULL, 0, &key);
  if (result != KHC_OK)
    return result;
  KhcBytes part = khc_bytes (body, encode_body (record, body));
  result =
      khc_hmac_sha256 (khc_bytes (khc_secret_bytes (key), khc_secret_size (key)), &part, 1, check);
  khc_secret_free (key);
  return result;
}

int
khc_dek_check_compute (KhcDekRecord *record, const KhcSecret *dek)
{
  memset (record->check, 0, sizeof record->check);
  return make_check (record, dek, record->check);
}

int
khc_dek_check_verify (const KhcDekRecord *record, const KhcSecret *dek)
{
  uint8_t check[KHC_DEK_CHECK_SIZE];
  if (dek == NULL || khc_secret_size (dek) != KHC_DEK_SIZE)
    return KHC_ERR_WRONG_KEY;
  int result = make_check (record, dek, check);
  if (result == KHC_OK && !khc_equal (check, record->check, sizeof check))
    result = KHC_ERR_WRONG_KEY;
  khc_wipe (check, sizeof check);
  return result;
}
