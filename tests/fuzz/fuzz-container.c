/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Containers: header, sizes and payload, also behind a commitment that is made right again. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "khc-container.h"
#include "khc-error.h"
#include "khc-hash.h"

const char *const fuzz_name = "container";
const char *const fuzz_seeds[] = { "golden/container-1.khf", "golden/container-1-empty.khf", NULL };

#define INFO "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM"

/* The DEK of the golden files. */
static KhcSecret *
golden_dek (void)
{
  KhcSecret *dek = NULL;
  uint8_t bytes[32];

  for (uint8_t i = 0; i < sizeof bytes; i++)
    bytes[i] = i;
  if (khc_secret_new_copy (bytes, sizeof bytes, &dek) != KHC_OK)
    abort ();
  return dek;
}

/* Opens all of it; what fails leaves no plain byte. */
static void
open_all (const uint8_t *data, size_t size, const KhcSecret *dek, const KhcContainerFacts *facts)
{
  KhcBytes payload;
  KhcChunks *chunks = NULL;
  uint64_t plain_size = 0, bad = 0;

  if (khc_container_open_begin (khc_bytes (data, size), dek, facts, NULL, &chunks) != KHC_OK) {
    if (chunks != NULL)
      abort ();
    return;
  }
  payload = khc_bytes (data + KHC_CONTAINER_PREFIX_SIZE, size - KHC_CONTAINER_PREFIX_SIZE);
  if (khc_container_plain_size (size, &plain_size) == KHC_OK) {
    uint8_t *plain = malloc (plain_size + 1);

    if (plain == NULL || plain_size > size)
      abort ();
    memset (plain, 0xaa, plain_size + 1);
    if (khc_chunks_open (chunks, 0, payload, true, plain, &bad) != KHC_OK)
      for (uint64_t i = 0; i < plain_size; i++)
        if (plain[i] != 0)
          abort ();
    if (plain[plain_size] != 0xaa)
      abort ();
    free (plain);
  }
  khc_chunks_free (chunks);
}

/* The same bytes with the commitment that their header and salt call for. */
static void
open_committed (const uint8_t *data, size_t size, const KhcSecret *dek,
                const KhcContainerFacts *facts)
{
  uint8_t info[sizeof INFO + 24 + KHC_CONTAINER_HEADER_SIZE], derived[76];
  uint8_t *copy = malloc (size);

  if (copy == NULL)
    abort ();
  memcpy (copy, data, size);
  memcpy (info, INFO, sizeof INFO);
  memcpy (info + sizeof INFO, copy + KHC_CONTAINER_HEADER_SIZE, 24);
  memcpy (info + sizeof INFO + 24, copy, KHC_CONTAINER_HEADER_SIZE);
  if (khc_hkdf_expand_sha512 (khc_bytes (khc_secret_bytes (dek), 32), khc_bytes (info, sizeof info),
                              derived, sizeof derived)
      != KHC_OK)
    abort ();
  memcpy (copy + KHC_CONTAINER_COMMITMENT_OFFSET, derived + 44, 32);
  open_all (copy, size, dek, facts);
  free (copy);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  KhcSecret *dek = golden_dek ();
  KhcContainerFacts facts;
  uint8_t header[KHC_CONTAINER_HEADER_SIZE];

  if (khc_container_header_parse (khc_bytes (data, size), &facts) == KHC_OK) {
    khc_container_header_encode (&facts, header);
    if (memcmp (header, data, sizeof header) != 0)
      abort ();
    open_all (data, size, dek, &facts);
    if (size >= KHC_CONTAINER_PREFIX_SIZE)
      open_committed (data, size, dek, &facts);
  }
  khc_secret_free (dek);
  return 0;
}
