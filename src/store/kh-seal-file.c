/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seal on the disk. */
#include "kh-seal-file-private.h"

#include <string.h>

#include "kh-id.h"
#include "kh-keyring.h"
#include "kh-seal-copy.h"

static KhSealFile *
seal_file_alloc (const KhIo *io, const char *folder)
{
  KhSealFile *self = g_new0 (KhSealFile, 1);

  self->io = io;
  self->folder = g_strdup (folder);
  self->path = g_build_filename (folder, KH_SEAL_FILE_NAME, NULL);
  return self;
}

void
kh_seal_file_free (KhSealFile *self)
{
  if (self == NULL)
    return;
  g_free (self->folder);
  g_free (self->path);
  g_free (self->tenant);
  g_free (self);
}

gboolean
kh_seal_file_parse_id (const char *text, guint8 id[16], GError **error)
{
  if (kh_id_to_bytes (text, id))
    return TRUE;
  kh_set_error (error, KH_ERROR_ARGUMENT, "“%s” is not an id.", text != NULL ? text : "");
  return FALSE;
}

/* Writes @seal; only then is it what the object holds. */
static gboolean
replace (KhSealFile *self, const KhcSeal *seal, GError **error)
{
  guint8 bytes[KHC_SEAL_MAX_SIZE];
  gsize size;
  int result = khc_seal_encode (seal, bytes, &size);
  gboolean done;

  if (result != KHC_OK)
    return kh_error_from_khc (error, result, "The seal");
  if (!kh_seal_copy_drop (self->io, self->folder, error))
    return FALSE;
  done = kh_io_replace_file (self->io, self->path, bytes, size, error);
  if (done)
    self->seal = *seal;
  kh_seal_copy_renew (self->io, self->folder);
  return done;
}

/* --- Making and reading -------------------------------------------------------------------- */

static gboolean
put_passphrase (KhcSeal *seal, const char *account, const KhcScryptParams *kdf,
                KhSecret *passphrase, KhSecret *root, GError **error)
{
  guint8 id[16];
  int result;

  if (!kh_seal_file_parse_id (account, id, error))
    return FALSE;
  if (kh_secret_get_size (passphrase) == 0) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "The passphrase is empty.");
    return FALSE;
  }
  result =
      khc_seal_put_passphrase (seal, id, kdf, kh_secret_peek (passphrase), kh_secret_peek (root));
  if (result == KHC_ERR_RANGE) {
    kh_set_error (error, KH_ERROR_TOO_LARGE, "The seal has no room for another passphrase.");
    return FALSE;
  }
  return result == KHC_OK || kh_error_from_khc (error, result, "The seal");
}

static KhSecret *
new_root (GError **error)
{
  KhcSecret *root = NULL;
  int result = khc_secret_new_random (KHC_ROOT_KEY_SIZE, &root);

  if (result == KHC_OK)
    return kh_secret_new_take (root);
  kh_error_from_khc (error, result, "The root key");
  return NULL;
}

static gboolean
put_keyring (KhcSeal *seal, const char *account, KhSecret *key, KhSecret *root, GError **error)
{
  guint8 id[16];
  int result;

  if (!kh_seal_file_parse_id (account, id, error))
    return FALSE;
  result = khc_seal_put_keyring (seal, id, kh_secret_peek (key), kh_secret_peek (root));
  if (result == KHC_ERR_RANGE) {
    kh_set_error (error, KH_ERROR_TOO_LARGE, "The seal has no room for another slot.");
    return FALSE;
  }
  return result == KHC_OK || kh_error_from_khc (error, result, "The seal");
}

/* The object of a seal that does not exist yet, and its root secret. */
static KhSealFile *
begin_new (const KhIo *io, const char *folder, const char *tenant, KhcSeal *seal, KhSecret **root,
           GError **error)
{
  g_autoptr (KhSealFile) self = seal_file_alloc (io, folder);
  guint8 id[16];

  if (!kh_seal_file_parse_id (tenant, id, error))
    return NULL;
  if (kh_io_exists (io, self->path)) {
    kh_set_error (error, KH_ERROR_EXISTS, "%s exists already.", self->path);
    return NULL;
  }
  khc_seal_init (seal, id);
  *root = new_root (error);
  if (*root == NULL)
    return NULL;
  self->tenant = kh_id_from_bytes (id);
  return g_steal_pointer (&self);
}

KhSealFile *
kh_seal_file_create (const KhIo *io, const char *folder, const char *tenant, const char *account,
                     const KhcScryptParams *kdf, KhSecret *passphrase, KhSecret **root,
                     GError **error)
{
  g_autoptr (KhSecret) fresh = NULL;
  KhcSeal seal;
  g_autoptr (KhSealFile) self = begin_new (io, folder, tenant, &seal, &fresh, error);

  if (self == NULL || !put_passphrase (&seal, account, kdf, passphrase, fresh, error)
      || !replace (self, &seal, error))
    return NULL;
  *root = g_steal_pointer (&fresh);
  return g_steal_pointer (&self);
}

KhSealFile *
kh_seal_file_create_keyring (const KhIo *io, const char *folder, const char *tenant,
                             const char *account, KhSecret *key, KhSecret **root, GError **error)
{
  g_autoptr (KhSecret) fresh = NULL;
  KhcSeal seal;
  g_autoptr (KhSealFile) self = begin_new (io, folder, tenant, &seal, &fresh, error);

  if (self == NULL || !put_keyring (&seal, account, key, fresh, error)
      || !replace (self, &seal, error))
    return NULL;
  *root = g_steal_pointer (&fresh);
  return g_steal_pointer (&self);
}

void
kh_seal_file_set_failed (KhSealFile *self, int result, GError **error)
{
  g_autoptr (GError) cause = NULL;

  kh_error_from_khc (&cause, result, self->path);
  if (kh_error_is (cause, KH_ERROR_DAMAGED) || kh_error_is (cause, KH_ERROR_TRUNCATED)
      || kh_error_is (cause, KH_ERROR_NOT_OURS)) {
    KhErrorFacts *facts = kh_error_get_facts (cause);

    facts->target = g_strdup (self->path);
    facts->inner = g_strdup ("SealDamaged");
  }
  g_propagate_error (error, g_steal_pointer (&cause));
}

/* The error of a seal that is gone. */
static void
name_missing (KhSealFile *self, GError **error)
{
  if (error == NULL || !kh_error_is (*error, KH_ERROR_NOT_FOUND))
    return;
  g_clear_error (error);
  kh_set_error_facts (error, KH_ERROR_NOT_FOUND, self->path, "SealDamaged", NULL,
                      "The seal of the organization is gone");
}

KhSealFile *
kh_seal_file_load (const KhIo *io, const char *folder, GError **error)
{
  g_autoptr (KhSealFile) self = seal_file_alloc (io, folder);
  g_autoptr (GBytes) bytes = kh_io_read_file (io, self->path, KHC_SEAL_MAX_SIZE + 1, error);
  gconstpointer data;
  gsize size;
  int result;

  if (bytes == NULL) {
    name_missing (self, error);
    return NULL;
  }
  data = g_bytes_get_data (bytes, &size);
  result = khc_seal_parse (khc_bytes (data, size), &self->seal);
  if (result != KHC_OK) {
    /* A seal is not a value that somebody typed: refused parameters mean an altered file. */
    kh_seal_file_set_failed (self, result == KHC_ERR_REFUSED ? KHC_ERR_MALFORMED : result, error);
    return NULL;
  }
  self->tenant = kh_id_from_bytes (self->seal.tenant);
  return g_steal_pointer (&self);
}

/* --- Slots --------------------------------------------------------------------------------- */

const char *
kh_seal_file_get_tenant (KhSealFile *self)
{
  return self->tenant;
}

guint
kh_seal_file_get_n_slots (KhSealFile *self)
{
  return (guint)self->seal.n_slots;
}

KhSealSlot
kh_seal_file_get_slot (KhSealFile *self, guint i)
{
  KhSealSlot slot = { 0 };
  KhcSealSlot raw;
  g_autofree char *account = NULL;

  g_return_val_if_fail (khc_seal_get_slot (&self->seal, i, &raw) == KHC_OK, slot);
  account = kh_id_from_bytes (raw.account);
  slot.kind = (KhSealSlotKind)raw.kind;
  g_strlcpy (slot.account, account, sizeof slot.account);
  return slot;
}

gboolean
kh_seal_file_has_slot (KhSealFile *self, KhSealSlotKind kind, const char *account)
{
  for (guint i = 0; i < kh_seal_file_get_n_slots (self); i++) {
    KhSealSlot slot = kh_seal_file_get_slot (self, i);

    if (slot.kind == kind && g_ascii_strcasecmp (slot.account, account) == 0)
      return TRUE;
  }
  return FALSE;
}

gsize
kh_seal_file_find_recovery (const KhcSeal *seal, KhcSealSlot *slot)
{
  gsize i = 0;

  while (i < seal->n_slots
         && (khc_seal_get_slot (seal, i, slot) != KHC_OK || slot->kind != KHC_SLOT_RECOVERY))
    i++;
  return i;
}

/* --- Changing ------------------------------------------------------------------------------ */

gboolean
kh_seal_file_put_passphrase (KhSealFile *self, const char *account, const KhcScryptParams *kdf,
                             KhSecret *passphrase, KhSecret *root, GError **error)
{
  KhcSeal seal = self->seal;

  return put_passphrase (&seal, account, kdf, passphrase, root, error)
         && replace (self, &seal, error);
}

gboolean
kh_seal_file_put_keyring (KhSealFile *self, const char *account, KhSecret *key, KhSecret *root,
                          GError **error)
{
  KhcSeal seal = self->seal;

  return put_keyring (&seal, account, key, root, error) && replace (self, &seal, error);
}

static void
drop_recovery (KhcSeal *seal, const guint8 *but)
{
  KhcSealSlot slot;

  if (kh_seal_file_find_recovery (seal, &slot) < seal->n_slots
      && memcmp (slot.account, but, 16) != 0)
    khc_seal_remove (seal, KHC_SLOT_RECOVERY, slot.account);
}

gboolean
kh_seal_file_put_recovery (KhSealFile *self, const char *account, KhSecret *key, KhSecret *root,
                           GError **error)
{
  KhcSeal seal = self->seal;
  guint8 id[16];
  int result;

  if (!kh_seal_file_parse_id (account, id, error))
    return FALSE;
  drop_recovery (&seal, id);
  result = khc_seal_put_recovery (&seal, id, kh_secret_peek (key), kh_secret_peek (root));
  if (result == KHC_ERR_RANGE) {
    kh_set_error (error, KH_ERROR_TOO_LARGE, "The seal has no room for another slot.");
    return FALSE;
  }
  if (result != KHC_OK)
    return kh_error_from_khc (error, result, "The seal");
  return replace (self, &seal, error);
}

/* What is opened every day; a sheet in a safe is not. */
static gboolean
has_everyday_slot (const KhcSeal *seal)
{
  KhcSealSlot slot;

  for (gsize i = 0; i < seal->n_slots; i++)
    if (khc_seal_get_slot (seal, i, &slot) == KHC_OK && slot.kind != KHC_SLOT_RECOVERY)
      return TRUE;
  return FALSE;
}

static void
set_not_removed (int result, GError **error)
{
  if (result == KHC_ERR_NO_SUCH_KEY)
    kh_set_error (error, KH_ERROR_NOT_FOUND, "This account has no such slot in the seal.");
  else if (result == KHC_ERR_REFUSED)
    kh_set_error_facts (error, KH_ERROR_STATE, NULL, "LastSlot", NULL,
                        "The last way to open the organization stays: without it nobody could");
  else
    kh_error_from_khc (error, result, "The seal");
}

gboolean
kh_seal_file_remove (KhSealFile *self, KhSealSlotKind kind, const char *account, GError **error)
{
  KhcSeal seal = self->seal;
  guint8 id[16];
  int result;

  if (!kh_seal_file_parse_id (account, id, error))
    return FALSE;
  result = khc_seal_remove (&seal, (KhcSlotKind)kind, id);
  if (result == KHC_OK && !has_everyday_slot (&seal))
    result = KHC_ERR_REFUSED;
  if (result == KHC_OK)
    return replace (self, &seal, error);
  set_not_removed (result, error);
  return FALSE;
}

gboolean
kh_seal_file_remove_recovery (KhSealFile *self, GError **error)
{
  KhcSealSlot slot;
  g_autofree char *account = NULL;

  if (kh_seal_file_find_recovery (&self->seal, &slot) == self->seal.n_slots) {
    kh_set_error_facts (error, KH_ERROR_NOT_FOUND, NULL, "NoRecoverySheet", NULL,
                        "The organization has no recovery sheet that opens it.");
    return FALSE;
  }
  account = kh_id_from_bytes (slot.account);
  return kh_seal_file_remove (self, KH_SEAL_SLOT_RECOVERY, account, error);
}

gboolean
kh_seal_file_remove_account (KhSealFile *self, const char *account, GError **error)
{
  static const KhcSlotKind kinds[] = { KHC_SLOT_RECOVERY, KHC_SLOT_PASSPHRASE, KHC_SLOT_KEYRING };
  KhcSeal seal = self->seal;
  guint8 id[16];
  int result = KHC_OK;

  if (!kh_seal_file_parse_id (account, id, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds) && result == KHC_OK; i++) {
    result = khc_seal_remove (&seal, kinds[i], id);
    if (result == KHC_ERR_NO_SUCH_KEY)
      result = KHC_OK;
  }
  if (result == KHC_OK && !has_everyday_slot (&seal))
    result = KHC_ERR_REFUSED;
  if (result == KHC_OK)
    return seal.n_slots == self->seal.n_slots || replace (self, &seal, error);
  set_not_removed (result, error);
  return FALSE;
}
