/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The root secret, from a slot of the seal. */
#include "kh-seal-file-private.h"

#include "kh-id.h"
#include "kh-keyring.h"

static KhSecret *
finish_open (KhSealFile *self, int result, KhcSecret *root, GError **error)
{
  if (result == KHC_OK)
    return kh_secret_new_take (root);
  if (result == KHC_ERR_WRONG_KEY)
    kh_set_error_facts (error, KH_ERROR_SEALED, NULL, "WrongPassphrase", NULL,
                        "The passphrase is wrong.");
  else if (result == KHC_ERR_NO_SUCH_KEY)
    kh_set_error_facts (error, KH_ERROR_SEALED, NULL, "NoSlot", NULL,
                        "This account has no passphrase that opens the organization.");
  else
    kh_seal_file_set_failed (self, result, error);
  return NULL;
}

KhSecret *
kh_seal_file_open (KhSealFile *self, const char *account, KhSecret *passphrase, GError **error)
{
  guint8 id[16];
  KhcSecret *root = NULL;
  int result;

  if (!kh_seal_file_parse_id (account, id, error))
    return NULL;
  result = khc_seal_open_passphrase (&self->seal, id, kh_secret_peek (passphrase), &root);
  return finish_open (self, result, root, error);
}

KhSecret *
kh_seal_file_open_keyring (KhSealFile *self, const char *account, KhSecret *key, GError **error)
{
  guint8 id[16];
  KhcSecret *root = NULL;
  int result;

  if (!kh_seal_file_parse_id (account, id, error))
    return NULL;
  result = khc_seal_open_keyring (&self->seal, id, kh_secret_peek (key), &root);
  if (result == KHC_ERR_WRONG_KEY || result == KHC_ERR_ARGUMENT) {
    kh_keyring_set_wrong (error);
    return NULL;
  }
  return finish_open (self, result, root, error);
}

KhSecret *
kh_seal_file_open_any (KhSealFile *self, KhSecret *passphrase, char **account, GError **error)
{
  int worst = KHC_ERR_NO_SUCH_KEY;

  for (gsize i = 0; i < self->seal.n_slots; i++) {
    KhcSealSlot slot;
    KhcSecret *root = NULL;
    int result = khc_seal_get_slot (&self->seal, i, &slot);

    if (result != KHC_OK || slot.kind != KHC_SLOT_PASSPHRASE)
      continue;
    result =
        khc_seal_open_passphrase (&self->seal, slot.account, kh_secret_peek (passphrase), &root);
    if (result == KHC_OK) {
      if (account != NULL)
        *account = kh_id_from_bytes (slot.account);
      return kh_secret_new_take (root);
    }
    if (worst == KHC_ERR_NO_SUCH_KEY || result != KHC_ERR_WRONG_KEY)
      worst = result;
  }
  return finish_open (self, worst, NULL, error);
}

KhSecret *
kh_seal_file_open_recovery (KhSealFile *self, KhSecret *key, char **account, GError **error)
{
  KhcSecret *root = NULL;
  KhcSealSlot slot;
  int result = KHC_ERR_WRONG_KEY;

  if (kh_seal_file_find_recovery (&self->seal, &slot) == self->seal.n_slots) {
    kh_set_error_facts (error, KH_ERROR_SEALED, NULL, "NoRecoverySheet", NULL,
                        "The organization has no recovery sheet that opens it.");
    return NULL;
  }
  if (kh_secret_get_size (key) == KHC_ROOT_KEY_SIZE)
    result = khc_seal_open_recovery (&self->seal, slot.account, kh_secret_peek (key), &root);
  if (result == KHC_ERR_WRONG_KEY) {
    kh_set_error_facts (error, KH_ERROR_SEALED, NULL, "WrongRecoveryCode",
                        "Take the newest sheet of this organization: saving it made the earlier "
                        "ones worthless.",
                        "The recovery code does not open this organization.");
    return NULL;
  }
  if (result == KHC_OK)
    *account = kh_id_from_bytes (slot.account);
  return finish_open (self, result, root, error);
}
