/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the slots of a seal to the key in the keyring. */
#include "kh-local-key.h"

#include "kh-seal-file.h"
#include "kh-seal-restore.h"

/* (nullable) */
static KhSealFile *
load_seal (const char *data_dir, GError **error)
{
  g_autofree char *folder = g_build_filename (data_dir, "tenant", NULL);

  return kh_seal_file_load (kh_io_default (), folder, error);
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
  g_autoptr (KhSealFile) seal = load_seal (data_dir, NULL);
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
  g_autoptr (KhSealFile) seal = load_seal (data_dir, NULL);
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
kh_local_key_check (const char *data_dir, GError **error)
{
  const KhTenantPlace place = { .data_dir = data_dir };
  g_autoptr (GError) cause = NULL;
  g_autoptr (KhSealFile) seal = load_seal (data_dir, &cause);
  KhErrorFacts *facts;

  if (seal != NULL)
    return TRUE;
  facts = kh_error_get_facts (cause);
  if (facts != NULL && facts->advice == NULL && kh_tenant_find_seal_copy (&place) != 0)
    facts->advice = g_strdup ("There is a copy of the seal beside it. Open the organization in the "
                              "Keyhold console, which can put the copy in its place.");
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

gboolean
kh_local_key_is_of (const char *data_dir, const char *tenant)
{
  g_autoptr (KhSealFile) seal = load_seal (data_dir, NULL);

  return seal == NULL || g_ascii_strcasecmp (kh_seal_file_get_tenant (seal), tenant) == 0;
}
