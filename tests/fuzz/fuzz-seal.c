/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of slots: one encoding, parameters within their bounds before any derivation runs. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "khc-error.h"
#include "khc-seal.h"

const char *const fuzz_name = "seal";
const char *const fuzz_seeds[] = { "golden/seal-1", "golden/seal-1-recovery", NULL };

static void
check_slot (const KhcSeal *seal, size_t i, const KhcSecret *key)
{
  KhcSealSlot slot;
  KhcSecret *root = NULL;

  if (khc_seal_get_slot (seal, i, &slot) != KHC_OK)
    abort ();
  if (slot.kind == KHC_SLOT_PASSPHRASE
      && (slot.kdf.log_n < 15 || slot.kdf.log_n > 20 || slot.kdf.r != 8 || slot.kdf.p < 1
          || slot.kdf.p > 4))
    abort ();
  if (slot.kind == KHC_SLOT_KEYRING
      && khc_seal_open_keyring (seal, slot.account, key, &root) == KHC_OK)
    abort ();
  if (slot.kind == KHC_SLOT_RECOVERY
      && khc_seal_open_recovery (seal, slot.account, key, &root) == KHC_OK)
    abort ();
  if (root != NULL)
    abort ();
}

static void
check_seal (const KhcSeal *seal, const uint8_t *data, size_t size)
{
  uint8_t again[KHC_SEAL_MAX_SIZE], bytes[KHC_ROOT_KEY_SIZE];
  size_t length = 0;
  KhcSecret *key = NULL;

  if (khc_seal_encode (seal, again, &length) != KHC_OK || length != size
      || memcmp (again, data, size) != 0)
    abort ();
  memset (bytes, 0x77, sizeof bytes);
  if (khc_secret_new_copy (bytes, sizeof bytes, &key) != KHC_OK)
    abort ();
  for (size_t i = 0; i < seal->n_slots; i++)
    check_slot (seal, i, key);
  khc_secret_free (key);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  KhcSeal seal;

  if (khc_seal_parse (khc_bytes (data, size), &seal) == KHC_OK)
    check_seal (&seal, data, size);
  return 0;
}
