/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The container of a file: header, binding of the header to the payload, and sizes. */
#include "khc-container.h"

#include <string.h>

#include "khc-error.h"

#define MAGIC_SIZE 8
#define TAG_SIZE 16
#define SUITE_COBBLESTONE_256 1

static const uint8_t magic[MAGIC_SIZE] = { 0xcb, 'H', 'F', 'I', 'L', 'E', '\r', '\n' };

void
khc_container_header_encode (const KhcContainerFacts *facts, uint8_t *out)
{
  memset (out, 0, KHC_CONTAINER_HEADER_SIZE);
  memcpy (out, magic, MAGIC_SIZE);
  khc_put_be16 (out + 8, KHC_CONTAINER_VERSION);
  khc_put_be16 (out + 10, KHC_CONTAINER_HEADER_SIZE);
  khc_put_be16 (out + 12, SUITE_COBBLESTONE_256);
  memcpy (out + 16, facts->environment, KHC_ID_SIZE);
  memcpy (out + 32, facts->item, KHC_ID_SIZE);
  memcpy (out + 48, facts->dek, KHC_ID_SIZE);
  khc_put_be64 (out + 64, facts->generation);
}

/* Everything but the facts. The version is looked at before anything a newer one may have changed.
 */
static int
check_shape (KhcBytes bytes)
{
  if (bytes.size < MAGIC_SIZE)
    return KHC_ERR_MALFORMED;
  if (memcmp (bytes.data, magic, MAGIC_SIZE) != 0)
    return KHC_ERR_NOT_OURS;
  if (bytes.size < MAGIC_SIZE + 2)
    return KHC_ERR_MALFORMED;
  uint16_t version = khc_get_be16 (bytes.data + 8);
  if (version > KHC_CONTAINER_VERSION)
    return KHC_ERR_NEWER;
  if (version == 0 || bytes.size < KHC_CONTAINER_HEADER_SIZE
      || khc_get_be16 (bytes.data + 10) != KHC_CONTAINER_HEADER_SIZE)
    return KHC_ERR_MALFORMED;
  if (khc_get_be16 (bytes.data + 12) != SUITE_COBBLESTONE_256
      || khc_get_be16 (bytes.data + 14) != 0)
    return KHC_ERR_UNSUPPORTED;
  return khc_get_be64 (bytes.data + 72) == 0 ? KHC_OK : KHC_ERR_MALFORMED;
}

int
khc_container_header_parse (KhcBytes bytes, KhcContainerFacts *facts)
{
  memset (facts, 0, sizeof *facts);
  int result = check_shape (bytes);
  if (result != KHC_OK)
    return result;
  memcpy (facts->environment, bytes.data + 16, KHC_ID_SIZE);
  memcpy (facts->item, bytes.data + 32, KHC_ID_SIZE);
  memcpy (facts->dek, bytes.data + 48, KHC_ID_SIZE);
  facts->generation = khc_get_be64 (bytes.data + 64);
  return KHC_OK;
}

static KhcBytes
secret_view (const KhcSecret *secret)
{
  return secret != NULL ? khc_bytes (khc_secret_bytes (secret), khc_secret_size (secret))
                        : khc_bytes (NULL, 0);
}

int
khc_container_seal_begin (const KhcSecret *dek, const KhcContainerFacts *facts, uint8_t *prefix,
                          KhcChunks **out)
{
  khc_container_header_encode (facts, prefix);
  int result =
      khc_chunks_seal_begin (secret_view (dek), khc_bytes (prefix, KHC_CONTAINER_HEADER_SIZE),
                             prefix + KHC_CONTAINER_HEADER_SIZE, out);
  if (result != KHC_OK)
    memset (prefix, 0, KHC_CONTAINER_PREFIX_SIZE);
  return result;
}

/* Compares the header with where it was found; nothing of it is authentic yet. */
static int
check_place (const KhcContainerFacts *found, const KhcContainerFacts *expected)
{
  if (memcmp (found->environment, expected->environment, KHC_ID_SIZE) != 0
      || memcmp (found->item, expected->item, KHC_ID_SIZE) != 0)
    return KHC_ERR_WRONG_PLACE;
  return memcmp (found->dek, expected->dek, KHC_ID_SIZE) == 0 ? KHC_OK : KHC_ERR_NO_SUCH_KEY;
}

/* A container that its key has vouched for, but that is not the one remembered. */
static bool
is_rolled_back (KhcBytes prefix, const KhcContainerFacts *found, const KhcContainerFacts *expected,
                const uint8_t *commitment)
{
  if (found->generation != expected->generation)
    return true;
  return commitment != NULL
         && !khc_equal (prefix.data + KHC_CONTAINER_COMMITMENT_OFFSET, commitment,
                        KHC_CHUNKS_COMMITMENT_SIZE);
}

int
khc_container_open_begin (KhcBytes prefix, const KhcSecret *dek, const KhcContainerFacts *expected,
                          const uint8_t *commitment, KhcChunks **out)
{
  KhcContainerFacts found;
  *out = NULL;
  int result = khc_container_header_parse (prefix, &found);
  if (result != KHC_OK)
    return result;
  if (prefix.size == KHC_CONTAINER_HEADER_SIZE)
    return KHC_ERR_MALFORMED;
  result = check_place (&found, expected);
  if (result != KHC_OK)
    return result;
  KhcBytes payload =
      khc_bytes (prefix.data + KHC_CONTAINER_HEADER_SIZE, prefix.size - KHC_CONTAINER_HEADER_SIZE);
  result = khc_chunks_open_begin (secret_view (dek),
                                  khc_bytes (prefix.data, KHC_CONTAINER_HEADER_SIZE), payload, out);
  if (result != KHC_OK)
    return result;
  if (is_rolled_back (prefix, &found, expected, commitment)) {
    khc_chunks_free (*out);
    *out = NULL;
    return KHC_ERR_ROLLED_BACK;
  }
  return KHC_OK;
}

int
khc_container_file_size (uint64_t plain_size, uint64_t *file_size)
{
  *file_size = 0;
  uint64_t whole = plain_size / KHC_CHUNK_SIZE;
  if (whole >= KHC_CHUNKS_MAX)
    return KHC_ERR_RANGE;
  *file_size = KHC_CONTAINER_PREFIX_SIZE + plain_size + TAG_SIZE * (whole + 1);
  return KHC_OK;
}

int
khc_container_plain_size (uint64_t file_size, uint64_t *plain_size)
{
  *plain_size = 0;
  if (file_size <= KHC_CONTAINER_HEADER_SIZE)
    return KHC_ERR_MALFORMED;
  if (file_size < KHC_CONTAINER_PREFIX_SIZE)
    return KHC_ERR_TRUNCATED;
  uint64_t whole = (file_size - KHC_CONTAINER_PREFIX_SIZE) / KHC_CHUNK_SEALED_SIZE;
  uint64_t rest = (file_size - KHC_CONTAINER_PREFIX_SIZE) % KHC_CHUNK_SEALED_SIZE;
  if (rest < TAG_SIZE)
    return KHC_ERR_TRUNCATED;
  if (whole >= KHC_CHUNKS_MAX)
    return KHC_ERR_RANGE;
  *plain_size = whole * KHC_CHUNK_SIZE + rest - TAG_SIZE;
  return KHC_OK;
}

int
khc_container_span (uint64_t plain_size, uint64_t offset, uint64_t size, KhcContainerSpan *out)
{
  uint64_t file_size;
  memset (out, 0, sizeof *out);
  int result = khc_container_file_size (plain_size, &file_size);
  if (result != KHC_OK || offset > plain_size)
    return KHC_ERR_RANGE;
  out->size = size < plain_size - offset ? size : plain_size - offset;
  out->first_chunk = offset / KHC_CHUNK_SIZE;
  out->skip = (size_t)(offset % KHC_CHUNK_SIZE);
  uint64_t end_chunk = out->size > 0 ? (offset + out->size - 1) / KHC_CHUNK_SIZE : out->first_chunk;
  out->n_chunks = end_chunk - out->first_chunk + 1;
  out->last = end_chunk == plain_size / KHC_CHUNK_SIZE;
  out->file_offset = KHC_CONTAINER_PREFIX_SIZE + out->first_chunk * KHC_CHUNK_SEALED_SIZE;
  out->file_size = out->last ? file_size - out->file_offset : out->n_chunks * KHC_CHUNK_SEALED_SIZE;
  return KHC_OK;
}
