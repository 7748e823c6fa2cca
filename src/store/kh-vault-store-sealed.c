/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private parts of keys: sealed to their place, opened, decoded. */
#include <string.h>

#include "kh-vault-store-private.h"

#define ATTRIBUTES_LABEL "keyhold/1/key-attributes"

/* --- Additional data ----------------------------------------------------------------------- */

static GByteArray *
attributes (const char *kty, const KhKeyVersion *version)
{
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *)ATTRIBUTES_LABEL, sizeof ATTRIBUTES_LABEL);
  kh_bind_text (out, kty);
  kh_bind_number (out, version->size, 4);
  kh_bind_text (out, version->curve != KH_CURVE_NONE ? kh_curve_to_string (version->curve) : "");
  kh_bind_number (out, (guint64)version->created_at, 8);
  kh_bind_blob (out, version->n);
  kh_bind_blob (out, version->e);
  kh_bind_blob (out, version->x);
  kh_bind_blob (out, version->y);
  return out;
}

/* Where a private part belongs, and its version: from the rows, not from the caller. */
typedef struct {
  char *key;
  char *kty;
  KhKeyVersion *version;
} Place;

static void
place_clear (Place *place)
{
  g_free (place->key);
  g_free (place->kty);
  g_clear_pointer (&place->version, kh_key_version_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static gboolean
no_version (const char *key, const char *version, GError **error)
{
  kh_set_error (error, KH_ERROR_NOT_FOUND, "The vault has no key “%s” with version %s.", key,
                version);
  return FALSE;
}

static gboolean
find_place (KhVaultStore *self, const char *key, const char *version, Place *place, GError **error)
{
  g_autoptr (KhStatement) statement =
      kh_database_prepare (self->db, "SELECT name, kty FROM keys WHERE name = ?1", error);
  g_autoptr (GPtrArray) versions = NULL;
  KhStep step;

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, key);
  step = kh_statement_step (statement, error);
  if (step != KH_STEP_ROW)
    return step == KH_STEP_DONE ? no_version (key, version, error) : FALSE;
  place->key = g_strdup (kh_statement_get_text (statement, 0));
  place->kty = g_strdup (kh_statement_get_text (statement, 1));
  versions = kh_vault_store_load_versions (self, place->key, error);
  for (guint i = 0; versions != NULL && i < versions->len; i++)
    if (strcmp (((KhKeyVersion *)versions->pdata[i])->version, version) == 0)
      place->version = kh_key_version_ref (versions->pdata[i]);
  if (versions == NULL)
    return FALSE;
  return place->version != NULL || no_version (key, version, error);
}

static GByteArray *
additional_data (KhVaultStore *self, const Place *place, GError **error)
{
  g_autoptr (GByteArray) facts = attributes (place->kty, place->version);

  return kh_vault_store_bind (self, place->key, place->version->version, facts, error);
}

/* --- Sealing ------------------------------------------------------------------------------- */

static gboolean
insert_sealed (KhVaultStore *self, const Place *place, GBytes *sealed, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (
      self->db, "INSERT INTO privates (key, version, sealed) VALUES (?1, ?2, ?3)", error);

  if (statement == NULL)
    return FALSE;
  kh_statement_bind_text (statement, 1, place->key);
  kh_statement_bind_text (statement, 2, place->version->version);
  kh_statement_bind_blob (statement, 3, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  return kh_statement_run (statement, error);
}

gboolean
kh_vault_store_put_private (KhVaultStore *self, const char *key, const char *version,
                            const KhcSecret *material, GError **error)
{
  g_auto (Place) place = { NULL };
  g_autoptr (GByteArray) aad = NULL;
  g_autoptr (GBytes) sealed = NULL;

  g_return_val_if_fail (kh_database_in_transaction (self->db), FALSE);
  if (!find_place (self, key, version, &place, error)
      || (aad = additional_data (self, &place, error)) == NULL)
    return FALSE;
  sealed = kh_vault_store_seal (self, aad, material, error);
  return sealed != NULL && insert_sealed (self, &place, sealed, error);
}

gboolean
kh_vault_store_put_rsa (KhVaultStore *self, const char *key, const char *version,
                        const KhcRsaKey *private_key, GError **error)
{
  KhcSecret *der = NULL;
  int result = khc_rsa_to_pkcs8 (private_key, &der);
  gboolean ok;

  if (result != KHC_OK)
    return kh_error_from_khc (error, result, "The private key");
  ok = kh_vault_store_put_private (self, key, version, der, error);
  khc_secret_free (der);
  return ok;
}

/* --- Opening ------------------------------------------------------------------------------- */

static KhSecret *
open_sealed (KhVaultStore *self, const Place *place, KhStatement *statement, GError **error)
{
  g_autoptr (GByteArray) aad = additional_data (self, place, error);
  g_autofree char *what =
      g_strdup_printf ("The private part of “%s” version %s", place->key, place->version->version);
  gsize size;
  gconstpointer data = kh_statement_get_blob (statement, 0, &size);
  g_autoptr (GBytes) sealed = g_bytes_new (data, size);

  return aad != NULL ? kh_vault_store_unseal (self, aad, sealed, what, error) : NULL;
}

static KhSecret *
get_private (KhVaultStore *self, const Place *place, GError **error)
{
  g_autoptr (KhStatement) statement = kh_database_prepare (
      self->db, "SELECT sealed FROM privates WHERE key = ?1 AND version = ?2", error);

  if (statement == NULL)
    return NULL;
  kh_statement_bind_text (statement, 1, place->key);
  kh_statement_bind_text (statement, 2, place->version->version);
  switch (kh_statement_step (statement, error)) {
  case KH_STEP_ROW:
    return open_sealed (self, place, statement, error);
  case KH_STEP_DONE:
    no_version (place->key, place->version->version, error);
    return NULL;
  case KH_STEP_ERROR:
  default:
    return NULL;
  }
}

KhSecret *
kh_vault_store_get_private (KhVaultStore *self, const char *key, const char *version,
                            GError **error)
{
  g_auto (Place) place = { NULL };

  if (!find_place (self, key, version, &place, error))
    return NULL;
  return get_private (self, &place, error);
}

/* The private key is the one whose public half the vault shows. */
static gboolean
is_public_half (const KhcRsaKey *rsa, GBytes *n)
{
  guint8 modulus[KHC_RSA_MAX_SIZE];
  gsize size = 0, stored_size = 0;
  gconstpointer stored = n != NULL ? g_bytes_get_data (n, &stored_size) : NULL;

  return khc_rsa_modulus (rsa, modulus, &size) == KHC_OK && size == stored_size
         && memcmp (modulus, stored, size) == 0;
}

KhcRsaKey *
kh_vault_store_get_rsa (KhVaultStore *self, const char *key, const char *version, GError **error)
{
  g_auto (Place) place = { NULL };
  g_autoptr (KhSecret) der = NULL;
  KhcRsaKey *rsa = NULL;
  int result;

  if (!find_place (self, key, version, &place, error)
      || (der = get_private (self, &place, error)) == NULL)
    return NULL;
  result = khc_rsa_from_pkcs8 (kh_secret_peek (der), &rsa);
  if (result != KHC_OK) {
    kh_error_from_khc (error, result, "The private key");
    return NULL;
  }
  if (is_public_half (rsa, place.version->n))
    return rsa;
  khc_rsa_unref (rsa);
  kh_set_error (error, KH_ERROR_DAMAGED,
                "The private part of “%s” version %s does not belong to its public part.",
                place.key, version);
  return NULL;
}
