/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the slots of a seal to the key in the keyring. */
#include "kh-local-key.h"

#include "kh-seal-file.h"

/* (nullable) */
static KhSealFile *
load_seal (const char *data_dir)
{
  g_autofree char *folder = g_build_filename (data_dir, "tenant", NULL);

  return kh_seal_file_load (kh_io_default (), folder, NULL);
}

/* One keyring may know some of the accounts. */
static gboolean
goes_on (const GError *error)
{
  return g_strcmp0 (kh_keyring_reason (error), KH_KEYRING_EMPTY) == 0;
}

KhLocalKey *
kh_local_key_find (const char *data_dir, const KhKeyringCall *call)
{
  KhLocalKey *self = g_new0 (KhLocalKey, 1);
  g_autoptr (KhSealFile) seal = load_seal (data_dir);
  guint n = seal != NULL ? kh_seal_file_get_n_slots (seal) : 0;

  for (guint i = 0; i < n && self->key == NULL && (self->why == NULL || goes_on (self->why)); i++) {
    KhSealSlot slot = kh_seal_file_get_slot (seal, i);
    const KhKeyringName name = { kh_seal_file_get_tenant (seal), slot.account };

    if (slot.kind != KH_SEAL_SLOT_KEYRING)
      continue;
    g_clear_error (&self->why);
    self->key = kh_keyring_lookup (&name, call, &self->why);
    if (self->key != NULL)
      self->account = g_strdup (slot.account);
  }
  return self;
}

void
kh_local_key_free (KhLocalKey *self)
{
  g_clear_pointer (&self->key, kh_secret_unref);
  g_clear_error (&self->why);
  g_free (self->account);
  g_free (self);
}

void
kh_local_key_refuse (KhLocalKey *self, GError *why)
{
  g_clear_pointer (&self->key, kh_secret_unref);
  g_clear_error (&self->why);
  self->why = why;
}

KhLocalWays
kh_local_key_ways (const char *data_dir)
{
  KhLocalWays ways = { FALSE, FALSE, FALSE };
  g_autoptr (KhSealFile) seal = load_seal (data_dir);
  guint n = seal != NULL ? kh_seal_file_get_n_slots (seal) : 0;

  for (guint i = 0; i < n; i++) {
    KhSealSlotKind kind = kh_seal_file_get_slot (seal, i).kind;

    ways.keyring = ways.keyring || kind == KH_SEAL_SLOT_KEYRING;
    ways.passphrase = ways.passphrase || kind == KH_SEAL_SLOT_PASSPHRASE;
    ways.recovery = ways.recovery || kind == KH_SEAL_SLOT_RECOVERY;
  }
  return ways;
}

gboolean
kh_local_key_is_of (const char *data_dir, const char *tenant)
{
  g_autoptr (KhSealFile) seal = load_seal (data_dir);

  return seal == NULL || g_ascii_strcasecmp (kh_seal_file_get_tenant (seal), tenant) == 0;
}
