/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secret bytes of a vault sealed to their place: additional data, sealing, opening. */
#include <string.h>

#include "kh-vault-store-private.h"
#include "khc-gcm.h"
#include "khc-hash.h"

void
kh_bind_number (GByteArray *out, guint64 value, guint size)
{
  guint8 bytes[8];

  khc_put_be64 (bytes, value);
  g_byte_array_append (out, bytes + 8 - size, size);
}

static void
bind_bytes (GByteArray *out, gconstpointer data, gsize size)
{
  kh_bind_number (out, size, 2);
  g_byte_array_append (out, data != NULL ? data : (gconstpointer) "", (guint)size);
}

void
kh_bind_text (GByteArray *out, const char *text)
{
  bind_bytes (out, text, strlen (text));
}

void
kh_bind_blob (GByteArray *out, GBytes *bytes)
{
  gsize size = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  bind_bytes (out, data, size);
}

GByteArray *
kh_vault_store_bind (KhVaultStore *self, const char *name, const char *version, GByteArray *facts,
                     GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint8 digest[KHC_SHA256_SIZE];
  int result = khc_sha256 (khc_bytes (facts->data, facts->len), digest);

  if (result != KHC_OK) {
    kh_error_from_khc (error, result, "The attributes");
    return NULL;
  }
  g_byte_array_append (out, self->id, sizeof self->id);
  kh_bind_text (out, name);
  kh_bind_text (out, version);
  g_byte_array_append (out, digest, sizeof digest);
  return g_steal_pointer (&out);
}

GBytes *
kh_vault_store_seal (KhVaultStore *self, GByteArray *place, const KhcSecret *plain, GError **error)
{
  gsize size = khc_secret_size (plain) + KHC_BOX_OVERHEAD;
  g_autofree guint8 *sealed = g_malloc (size);
  int result = khc_box_seal (kh_secret_peek (self->seal), khc_bytes (place->data, place->len),
                             plain, sealed);

  if (result == KHC_OK)
    return g_bytes_new_take (g_steal_pointer (&sealed), size);
  kh_error_from_khc (error, result, "What the vault seals");
  return NULL;
}

KhSecret *
kh_vault_store_unseal (KhVaultStore *self, GByteArray *place, GBytes *sealed, const char *what,
                       GError **error)
{
  KhcSecret *plain = NULL;
  gsize size = 0;
  gconstpointer data = g_bytes_get_data (sealed, &size);
  int result = khc_box_open (kh_secret_peek (self->seal), khc_bytes (place->data, place->len),
                             khc_bytes (data, size), &plain);

  if (result == KHC_OK)
    return kh_secret_new_take (plain);
  if (result == KHC_ERR_DAMAGED || result == KHC_ERR_TRUNCATED)
    kh_set_error (error, KH_ERROR_DAMAGED,
                  "%s was damaged, altered or put there from another place.", what);
  else
    kh_error_from_khc (error, result, what);
  return NULL;
}
