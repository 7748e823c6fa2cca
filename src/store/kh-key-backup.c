/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups of keys: what stands around the body, and how it is sealed. */
#include "kh-key-backup.h"

#include <string.h>

#include "kh-id.h"
#include "kh-key-backup-private.h"
#include "khc-error.h"
#include "khc-gcm.h"
#include "khc-labels.h"
#include "khc-random.h"

static const char magic[8] = { 'K', 'H', 'K', 'E', 'Y', 'B', 'K', 1 };

void
kh_key_backup_free (KhKeyBackup *self)
{
  g_clear_pointer (&self->key, kh_key_unref);
  g_clear_pointer (&self->sealed, g_ptr_array_unref);
  g_free (self);
}

KhcSecret *
_kh_key_backup_derive (const KhKeyBackupPlace *place, guint8 use, GError **error)
{
  guint8 context[17];
  KhcSecret *key = NULL;
  int result;

  if (!kh_id_to_bytes (place->tenant_id, context)) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "“%s” is not the id of an organization.",
                  place->tenant_id);
    return NULL;
  }
  context[16] = use;
  result = khc_derive (kh_secret_peek (place->root), KHC_LABEL_KEY_BACKUP, context, sizeof context,
                       &key);
  if (result != KHC_OK)
    kh_error_from_khc (error, result, "The key of the backup");
  return key;
}

static KhcGcm *
new_cipher (const KhKeyBackupPlace *place, GError **error)
{
  KhcSecret *key = _kh_key_backup_derive (place, 2, error);
  KhcGcm *gcm = NULL;
  int result;

  if (key == NULL)
    return NULL;
  result = khc_gcm_new (khc_bytes (khc_secret_bytes (key), khc_secret_size (key)), &gcm);
  khc_secret_free (key);
  if (result != KHC_OK)
    kh_error_from_khc (error, result, "The key of the backup");
  return gcm;
}

/* --- Sealing ---------------------------------------------------------------------------------- */

static GByteArray *
make_head (const KhKeyBackupPlace *place)
{
  GByteArray *head = g_byte_array_new ();
  guint8 id[16] = { 0 };

  kh_id_to_bytes (place->tenant_id, id);
  g_byte_array_append (head, (const guint8 *)magic, sizeof magic);
  g_byte_array_append (head, id, sizeof id);
  _kh_key_backup_put_text (head, place->geo);
  return head;
}

/* Appends nonce, sealed body and tag. */
static int
append_sealed (KhcGcm *gcm, GByteArray *blob, const GByteArray *body)
{
  gsize head = blob->len;
  guint8 nonce[KHC_GCM_NONCE_SIZE];
  g_autofree guint8 *sealed = g_malloc (body->len + KHC_GCM_TAG_SIZE);
  int result = khc_random (nonce, sizeof nonce);

  if (result == KHC_OK)
    result = khc_gcm_seal (gcm, khc_bytes (nonce, sizeof nonce), khc_bytes (blob->data, head),
                           khc_bytes (body->data, body->len), sealed);
  if (result != KHC_OK)
    return result;
  g_byte_array_append (blob, nonce, sizeof nonce);
  g_byte_array_append (blob, sealed, body->len + KHC_GCM_TAG_SIZE);
  return KHC_OK;
}

GBytes *
kh_key_backup_seal (const KhKeyBackupPlace *place, const KhKey *key, KhKeyBackupPrivate get_private,
                    gpointer data, GError **error)
{
  g_autoptr (GByteArray) body = NULL;
  g_autoptr (GByteArray) blob = NULL;
  KhcGcm *gcm;
  int result;

  if (key->versions->len > KH_KEY_BACKUP_VERSIONS_MAX) {
    kh_set_error_facts (error, KH_ERROR_RULE, key->name, "TooManyVersions", NULL,
                        "A key with more than 500 versions cannot be backed up");
    return NULL;
  }
  body = _kh_key_backup_encode (place, key, get_private, data, error);
  gcm = body != NULL ? new_cipher (place, error) : NULL;
  if (gcm == NULL)
    return NULL;
  blob = make_head (place);
  result = append_sealed (gcm, blob, body);
  khc_gcm_free (gcm);
  if (result == KHC_OK)
    return g_byte_array_free_to_bytes (g_steal_pointer (&blob));
  kh_error_from_khc (error, result, "The backup");
  return NULL;
}

/* --- Opening ---------------------------------------------------------------------------------- */

static gboolean
refuse (GError **error)
{
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, "value", "BadParameter", NULL,
                      "This is not the backup of a key, or it was altered or cut off");
  return FALSE;
}

static gboolean
check_place (const KhKeyBackupPlace *place, const guint8 id[16], const char *geo, GError **error)
{
  guint8 own[16] = { 0 };

  kh_id_to_bytes (place->tenant_id, own);
  if (memcmp (own, id, sizeof own) != 0)
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, "value", "OtherOrganization", NULL,
                        "The backup belongs to another organization: only that one can restore it");
  else if (g_ascii_strcasecmp (geo, place->geo) != 0)
    kh_set_error_facts (error, KH_ERROR_RULE, geo, "OtherGeography",
                        "Restore it into a vault of the geography that it was made in",
                        "A backup can only be restored in the geography that it was made in");
  else
    return TRUE;
  return FALSE;
}

/* Reads what stands before the nonce. */
static gboolean
read_head (const KhKeyBackupPlace *place, KhBackupCursor *cursor, GError **error)
{
  const guint8 *start = _kh_key_backup_take (cursor, sizeof magic);
  const guint8 *id = _kh_key_backup_take (cursor, 16);
  g_autofree char *geo = _kh_key_backup_take_text (cursor);

  if (cursor->failed || memcmp (start, magic, sizeof magic) != 0)
    return refuse (error);
  return check_place (place, id, geo, error);
}

static GBytes *
open_body (KhcGcm *gcm, GBytes *blob, const KhBackupCursor *cursor, GError **error)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (blob, &size);
  gsize head = size - cursor->left;
  gsize sealed = cursor->left - KHC_GCM_NONCE_SIZE;
  g_autofree guint8 *body = g_malloc (sealed);

  if (khc_gcm_open (gcm, khc_bytes (data + head, KHC_GCM_NONCE_SIZE), khc_bytes (data, head),
                    khc_bytes (data + head + KHC_GCM_NONCE_SIZE, sealed), body)
      == KHC_OK)
    return g_bytes_new_take (g_steal_pointer (&body), sealed - KHC_GCM_TAG_SIZE);
  refuse (error);
  return NULL;
}

KhKeyBackup *
kh_key_backup_open (const KhKeyBackupPlace *place, GBytes *blob, GError **error)
{
  KhBackupCursor cursor = { .failed = FALSE };
  g_autoptr (GBytes) body = NULL;
  KhKeyBackup *backup;
  KhcGcm *gcm;

  cursor.data = g_bytes_get_data (blob, &cursor.left);
  if (!read_head (place, &cursor, error))
    return NULL;
  if (cursor.left < KHC_GCM_NONCE_SIZE + KHC_GCM_TAG_SIZE) {
    refuse (error);
    return NULL;
  }
  gcm = new_cipher (place, error);
  if (gcm == NULL)
    return NULL;
  body = open_body (gcm, blob, &cursor, error);
  khc_gcm_free (gcm);
  if (body == NULL)
    return NULL;
  backup = _kh_key_backup_decode (place, body);
  if (backup == NULL)
    refuse (error);
  return backup;
}
