/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seal of the tenant: slots around the root key. */
#include "khc-seal.h"

#include <stdbool.h>
#include <string.h>

#include "khc-error.h"
#include "khc-gcm.h"
#include "khc-labels.h"
#include "khc-random.h"

#define MAGIC_SIZE 8
#define SUITE 1
#define BOUND_SIZE 28 /* bytes of the file's header that every slot is bound to */

/* Offsets in a slot. */
#define KIND 0
#define KDF 1
#define ACCOUNT 4
#define SALT 20
#define SALT_SIZE 32
#define NONCE 52
#define RESERVED 64
#define RESERVED_SIZE 4
#define CHECK 68
#define CHECK_SIZE 16
#define SEALED 84
#define SEALED_SIZE (KHC_ROOT_KEY_SIZE + KHC_GCM_TAG_SIZE)
#define AAD_SIZE (BOUND_SIZE + SEALED)

static const uint8_t magic[MAGIC_SIZE] = { 0xcb, 'H', 'S', 'E', 'A', 'L', '\r', '\n' };

void
khc_seal_init (KhcSeal *seal, const uint8_t *tenant)
{
  memset (seal, 0, sizeof *seal);
  memcpy (seal->tenant, tenant, sizeof seal->tenant);
}

static void
encode_header (const KhcSeal *seal, uint8_t *out)
{
  memset (out, 0, KHC_SEAL_HEADER_SIZE);
  memcpy (out, magic, MAGIC_SIZE);
  khc_put_be16 (out + 8, KHC_SEAL_VERSION);
  khc_put_be16 (out + 10, SUITE);
  memcpy (out + 12, seal->tenant, sizeof seal->tenant);
  khc_put_be16 (out + 28, (uint16_t)seal->n_slots);
}

int
khc_seal_encode (const KhcSeal *seal, uint8_t *out, size_t *size)
{
  *size = 0;
  if (seal->n_slots == 0 || seal->n_slots > KHC_SEAL_MAX_SLOTS)
    return KHC_ERR_ARGUMENT;
  encode_header (seal, out);
  memcpy (out + KHC_SEAL_HEADER_SIZE, seal->slots, seal->n_slots * KHC_SEAL_SLOT_SIZE);
  *size = KHC_SEAL_HEADER_SIZE + seal->n_slots * KHC_SEAL_SLOT_SIZE;
  return KHC_OK;
}

static bool
is_zero (const uint8_t *bytes, size_t size)
{
  uint8_t bits = 0;
  for (size_t i = 0; i < size; i++)
    bits |= bytes[i];
  return bits == 0;
}

static KhcScryptParams
slot_kdf (const uint8_t *slot)
{
  KhcScryptParams params = { slot[KDF], slot[KDF + 1], slot[KDF + 2] };
  return params;
}

static int
check_slot (const uint8_t *slot)
{
  KhcScryptParams kdf = slot_kdf (slot);
  if (!is_zero (slot + RESERVED, RESERVED_SIZE))
    return KHC_ERR_MALFORMED;
  if (slot[KIND] == KHC_SLOT_PASSPHRASE)
    return khc_scrypt_check (&kdf);
  if (slot[KIND] != KHC_SLOT_KEYRING && slot[KIND] != KHC_SLOT_RECOVERY)
    return KHC_ERR_UNSUPPORTED;
  return is_zero (slot + KDF, 3) && is_zero (slot + SALT, SALT_SIZE) ? KHC_OK : KHC_ERR_MALFORMED;
}

/* The index of a slot, or n_slots. */
static size_t
find_slot (const KhcSeal *seal, KhcSlotKind kind, const uint8_t *account)
{
  size_t i = 0;
  while (i < seal->n_slots
         && (seal->slots[i][KIND] != kind || memcmp (seal->slots[i] + ACCOUNT, account, 16) != 0))
    i++;
  return i;
}

static int
check_header (KhcBytes bytes)
{
  if (bytes.size < MAGIC_SIZE)
    return KHC_ERR_TRUNCATED;
  if (memcmp (bytes.data, magic, MAGIC_SIZE) != 0)
    return KHC_ERR_NOT_OURS;
  if (bytes.size < MAGIC_SIZE + 2)
    return KHC_ERR_TRUNCATED;
  uint16_t version = khc_get_be16 (bytes.data + 8);
  if (version > KHC_SEAL_VERSION)
    return KHC_ERR_NEWER;
  if (version == 0)
    return KHC_ERR_MALFORMED;
  if (bytes.size < KHC_SEAL_HEADER_SIZE)
    return KHC_ERR_TRUNCATED;
  if (khc_get_be16 (bytes.data + 10) != SUITE)
    return KHC_ERR_UNSUPPORTED;
  size_t n = khc_get_be16 (bytes.data + 28);
  if (n == 0 || n > KHC_SEAL_MAX_SLOTS || khc_get_be16 (bytes.data + 30) != 0)
    return KHC_ERR_MALFORMED;
  size_t size = KHC_SEAL_HEADER_SIZE + n * KHC_SEAL_SLOT_SIZE;
  if (bytes.size < size)
    return KHC_ERR_TRUNCATED;
  return bytes.size == size ? KHC_OK : KHC_ERR_MALFORMED;
}

int
khc_seal_parse (KhcBytes bytes, KhcSeal *seal)
{
  memset (seal, 0, sizeof *seal);
  int result = check_header (bytes);
  if (result != KHC_OK)
    return result;
  size_t n = khc_get_be16 (bytes.data + 28);
  khc_seal_init (seal, bytes.data + 12);
  for (size_t i = 0; i < n && result == KHC_OK; i++) {
    const uint8_t *slot = bytes.data + KHC_SEAL_HEADER_SIZE + i * KHC_SEAL_SLOT_SIZE;
    result = check_slot (slot);
    if (result == KHC_OK
        && find_slot (seal, (KhcSlotKind)slot[KIND], slot + ACCOUNT) < seal->n_slots)
      result = KHC_ERR_MALFORMED;
    memcpy (seal->slots[seal->n_slots++], slot, KHC_SEAL_SLOT_SIZE);
  }
  if (result != KHC_OK)
    memset (seal, 0, sizeof *seal);
  return result;
}

int
khc_seal_get_slot (const KhcSeal *seal, size_t i, KhcSealSlot *slot)
{
  memset (slot, 0, sizeof *slot);
  if (i >= seal->n_slots)
    return KHC_ERR_RANGE;
  slot->kind = (KhcSlotKind)seal->slots[i][KIND];
  memcpy (slot->account, seal->slots[i] + ACCOUNT, sizeof slot->account);
  slot->kdf = slot_kdf (seal->slots[i]);
  return KHC_OK;
}

/* The key of a slot whose header is written: scrypt of the passphrase, a copy of the keyring's key,
 * or what comes from the recovery code. */
static int
make_kek (const uint8_t *slot, const KhcSecret *given, KhcSecret **kek)
{
  KhcScryptParams kdf = slot_kdf (slot);
  KhcBytes bytes = khc_bytes (khc_secret_bytes (given), khc_secret_size (given));
  *kek = NULL;
  if (slot[KIND] == KHC_SLOT_RECOVERY)
    return khc_derive (given, KHC_LABEL_SEAL_RECOVERY, NULL, 0, kek);
  if (slot[KIND] == KHC_SLOT_KEYRING)
    return bytes.size == KHC_ROOT_KEY_SIZE ? khc_secret_new_copy (bytes.data, bytes.size, kek)
                                           : KHC_ERR_ARGUMENT;
  if (bytes.size == 0)
    return KHC_ERR_ARGUMENT;
  int result = khc_secret_new (KHC_ROOT_KEY_SIZE, kek);
  if (result == KHC_OK)
    result = khc_scrypt (&kdf, bytes, khc_bytes (slot + SALT, SALT_SIZE),
                         khc_secret_bytes_mut (*kek), KHC_ROOT_KEY_SIZE);
  if (result != KHC_OK)
    khc_secret_clear (kek);
  return result;
}

static void
make_aad (const KhcSeal *seal, const uint8_t *slot, uint8_t *aad)
{
  uint8_t header[KHC_SEAL_HEADER_SIZE];
  encode_header (seal, header);
  memcpy (aad, header, BOUND_SIZE);
  memcpy (aad + BOUND_SIZE, slot, SEALED);
}

static KhcBytes
secret_view (const KhcSecret *secret)
{
  return khc_bytes (khc_secret_bytes (secret), khc_secret_size (secret));
}

/* Completes a slot whose header, salt and nonce are there. */
static int
seal_slot (const KhcSeal *seal, const KhcSecret *given, const KhcSecret *root, uint8_t *slot)
{
  uint8_t aad[AAD_SIZE];
  KhcSecret *kek = NULL;
  KhcSecret *check = NULL;
  KhcGcm *gcm = NULL;
  int result = make_kek (slot, given, &kek);
  if (result == KHC_OK)
    result = khc_derive (kek, KHC_LABEL_SEAL_CHECK, NULL, 0, &check);
  if (result == KHC_OK)
    result = khc_gcm_new (secret_view (kek), &gcm);
  if (result != KHC_OK)
    goto out;
  memcpy (slot + CHECK, khc_secret_bytes (check), CHECK_SIZE);
  make_aad (seal, slot, aad);
  result = khc_gcm_seal (gcm, khc_bytes (slot + NONCE, KHC_GCM_NONCE_SIZE),
                         khc_bytes (aad, sizeof aad), secret_view (root), slot + SEALED);
out:
  khc_gcm_free (gcm);
  khc_secret_free (check);
  khc_secret_free (kek);
  return result;
}

/* Seals root into slot, whose kind and KDF are set, and puts it in its place among the others. */
static int
put_slot (KhcSeal *seal, uint8_t *slot, const KhcSecret *given, const KhcSecret *root)
{
  if (khc_secret_size (root) != KHC_ROOT_KEY_SIZE)
    return KHC_ERR_ARGUMENT;
  size_t i = find_slot (seal, (KhcSlotKind)slot[KIND], slot + ACCOUNT);
  if (i == KHC_SEAL_MAX_SLOTS)
    return KHC_ERR_RANGE;
  int result = khc_random (slot + NONCE, KHC_GCM_NONCE_SIZE);
  if (result == KHC_OK)
    result = seal_slot (seal, given, root, slot);
  if (result != KHC_OK)
    return result;
  memcpy (seal->slots[i], slot, KHC_SEAL_SLOT_SIZE);
  if (i == seal->n_slots)
    seal->n_slots++;
  return KHC_OK;
}

int
khc_seal_put_passphrase (KhcSeal *seal, const uint8_t *account, const KhcScryptParams *kdf,
                         const KhcSecret *passphrase, const KhcSecret *root)
{
  uint8_t slot[KHC_SEAL_SLOT_SIZE] = { 0 };
  KhcScryptParams params = kdf != NULL ? *kdf : khc_scrypt_default ();
  int result = khc_scrypt_check (&params);
  if (result == KHC_OK)
    result = khc_random (slot + SALT, SALT_SIZE);
  if (result != KHC_OK)
    return result;
  slot[KIND] = KHC_SLOT_PASSPHRASE;
  slot[KDF] = params.log_n;
  slot[KDF + 1] = params.r;
  slot[KDF + 2] = params.p;
  memcpy (slot + ACCOUNT, account, 16);
  return put_slot (seal, slot, passphrase, root);
}

/* A slot of a random key, which needs no salt. */
static int
put_random (KhcSeal *seal, KhcSlotKind kind, const uint8_t *account, const KhcSecret *key,
            const KhcSecret *root)
{
  uint8_t slot[KHC_SEAL_SLOT_SIZE] = { 0 };
  slot[KIND] = (uint8_t)kind;
  memcpy (slot + ACCOUNT, account, 16);
  return put_slot (seal, slot, key, root);
}

int
khc_seal_put_keyring (KhcSeal *seal, const uint8_t *account, const KhcSecret *key,
                      const KhcSecret *root)
{
  return put_random (seal, KHC_SLOT_KEYRING, account, key, root);
}

int
khc_seal_put_recovery (KhcSeal *seal, const uint8_t *account, const KhcSecret *key,
                       const KhcSecret *root)
{
  return put_random (seal, KHC_SLOT_RECOVERY, account, key, root);
}

int
khc_seal_remove (KhcSeal *seal, KhcSlotKind kind, const uint8_t *account)
{
  size_t i = find_slot (seal, kind, account);
  if (i == seal->n_slots)
    return KHC_ERR_NO_SUCH_KEY;
  if (seal->n_slots == 1)
    return KHC_ERR_REFUSED;
  seal->n_slots--;
  memmove (seal->slots[i], seal->slots[i + 1], (seal->n_slots - i) * KHC_SEAL_SLOT_SIZE);
  memset (seal->slots[seal->n_slots], 0, KHC_SEAL_SLOT_SIZE);
  return KHC_OK;
}

/* Compares the check value of a key with the slot's. */
static int
check_kek (const uint8_t *slot, const KhcSecret *kek)
{
  KhcSecret *check = NULL;
  int result = khc_derive (kek, KHC_LABEL_SEAL_CHECK, NULL, 0, &check);
  if (result == KHC_OK && !khc_equal (khc_secret_bytes (check), slot + CHECK, CHECK_SIZE))
    result = KHC_ERR_WRONG_KEY;
  khc_secret_free (check);
  return result;
}

static int
open_slot (const KhcSeal *seal, const uint8_t *slot, const KhcSecret *given, KhcSecret **root)
{
  uint8_t aad[AAD_SIZE];
  KhcSecret *kek = NULL;
  KhcGcm *gcm = NULL;
  int result = make_kek (slot, given, &kek);
  if (result == KHC_OK)
    result = check_kek (slot, kek);
  if (result == KHC_OK)
    result = khc_gcm_new (secret_view (kek), &gcm);
  if (result == KHC_OK)
    result = khc_secret_new (KHC_ROOT_KEY_SIZE, root);
  if (result == KHC_OK) {
    make_aad (seal, slot, aad);
    result = khc_gcm_open (gcm, khc_bytes (slot + NONCE, KHC_GCM_NONCE_SIZE),
                           khc_bytes (aad, sizeof aad), khc_bytes (slot + SEALED, SEALED_SIZE),
                           khc_secret_bytes_mut (*root));
  }
  khc_gcm_free (gcm);
  khc_secret_free (kek);
  if (result != KHC_OK)
    khc_secret_clear (root);
  return result;
}

static int
find_and_open (const KhcSeal *seal, const KhcSealSlot *wanted, const KhcSecret *given,
               KhcSecret **root)
{
  *root = NULL;
  size_t i = find_slot (seal, wanted->kind, wanted->account);
  return i < seal->n_slots ? open_slot (seal, seal->slots[i], given, root) : KHC_ERR_NO_SUCH_KEY;
}

int
khc_seal_open_passphrase (const KhcSeal *seal, const uint8_t *account, const KhcSecret *passphrase,
                          KhcSecret **root)
{
  KhcSealSlot wanted = { .kind = KHC_SLOT_PASSPHRASE };
  memcpy (wanted.account, account, sizeof wanted.account);
  return find_and_open (seal, &wanted, passphrase, root);
}

int
khc_seal_open_keyring (const KhcSeal *seal, const uint8_t *account, const KhcSecret *key,
                       KhcSecret **root)
{
  KhcSealSlot wanted = { .kind = KHC_SLOT_KEYRING };
  memcpy (wanted.account, account, sizeof wanted.account);
  return find_and_open (seal, &wanted, key, root);
}

int
khc_seal_open_recovery (const KhcSeal *seal, const uint8_t *account, const KhcSecret *key,
                        KhcSecret **root)
{
  KhcSealSlot wanted = { .kind = KHC_SLOT_RECOVERY };
  memcpy (wanted.account, account, sizeof wanted.account);
  return find_and_open (seal, &wanted, key, root);
}
