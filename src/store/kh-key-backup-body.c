/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of a backup: a key with its versions as bytes, and back. */
#include <string.h>

#include "kh-id.h"
#include "kh-key-backup-private.h"
#include "khc-bytes.h"
#include "khc-error.h"
#include "khc-gcm.h"

/* --- Writing ---------------------------------------------------------------------------------- */

static void
put_number (GByteArray *out, guint64 value, guint size)
{
  guint8 bytes[8];

  khc_put_be64 (bytes, value);
  g_byte_array_append (out, bytes + 8 - size, size);
}

static void
put_bytes (GByteArray *out, gconstpointer data, gsize size)
{
  put_number (out, size, 2);
  if (size > 0)
    g_byte_array_append (out, data, (guint)size);
}

void
_kh_key_backup_put_text (GByteArray *out, const char *text)
{
  put_bytes (out, text, text != NULL ? strlen (text) : 0);
}

static void
put_blob (GByteArray *out, GBytes *bytes)
{
  gsize size = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  put_bytes (out, data, size);
}

/* Where a private part belongs. */
static GByteArray *
bind_place (const char *name, const char *version)
{
  GByteArray *place = g_byte_array_new ();

  _kh_key_backup_put_text (place, name);
  _kh_key_backup_put_text (place, version);
  return place;
}

static gboolean
put_private (GByteArray *out, const KhcSecret *seal, const char *name, const char *version,
             KhSecret *plain, GError **error)
{
  g_autoptr (GByteArray) place = bind_place (name, version);
  gsize size = kh_secret_get_size (plain) + KHC_BOX_OVERHEAD;
  g_autofree guint8 *sealed = g_malloc (size);
  int result =
      khc_box_seal (seal, khc_bytes (place->data, place->len), kh_secret_peek (plain), sealed);

  if (result != KHC_OK)
    return kh_error_from_khc (error, result, "The private key");
  put_bytes (out, sealed, size);
  return TRUE;
}

static void
put_version (GByteArray *out, const KhKeyVersion *version)
{
  _kh_key_backup_put_text (out, version->version);
  put_number (out, version->size, 4);
  _kh_key_backup_put_text (
      out, version->curve != KH_CURVE_NONE ? kh_curve_to_string (version->curve) : NULL);
  put_number (out, version->ops, 4);
  put_number (out, version->enabled ? 1 : 0, 1);
  put_number (out, (guint64)version->nbf, 8);
  put_number (out, (guint64)version->exp, 8);
  put_number (out, (guint64)version->created_at, 8);
  put_number (out, (guint64)version->updated_at, 8);
  _kh_key_backup_put_text (out, version->hsm_platform);
  _kh_key_backup_put_text (out, version->thumbprint);
  put_number (out, version->imported ? 1 : 0, 1);
  put_blob (out, version->n);
  put_blob (out, version->e);
  put_blob (out, version->x);
  put_blob (out, version->y);
}

static void
put_key (GByteArray *out, const KhKey *key)
{
  guint n_tags = g_strv_length (key->tags);

  _kh_key_backup_put_text (out, key->name);
  _kh_key_backup_put_text (out, kh_key_type_to_string (key->kty));
  put_number (out, (guint64)key->created_at, 8);
  put_number (out, key->rotation_policy != NULL ? 1 : 0, 1);
  if (key->rotation_policy != NULL)
    _kh_key_backup_put_text (out, key->rotation_policy);
  put_number (out, n_tags / 2, 2);
  for (guint i = 0; i < n_tags / 2 * 2; i++)
    _kh_key_backup_put_text (out, key->tags[i]);
  put_number (out, key->versions->len, 2);
}

GByteArray *
_kh_key_backup_encode (const KhKeyBackupPlace *place, const KhKey *key,
                       KhKeyBackupPrivate get_private, gpointer data, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  KhcSecret *seal = _kh_key_backup_derive (place, 1, error);
  gboolean done = seal != NULL;

  put_key (out, key);
  for (guint i = 0; done && i < key->versions->len; i++) {
    const KhKeyVersion *version = key->versions->pdata[i];
    g_autoptr (KhSecret) plain = get_private (version->version, data, error);

    put_version (out, version);
    done = plain != NULL && put_private (out, seal, key->name, version->version, plain, error);
  }
  khc_secret_free (seal);
  return done ? g_steal_pointer (&out) : NULL;
}

/* --- Reading ---------------------------------------------------------------------------------- */

const guint8 *
_kh_key_backup_take (KhBackupCursor *cursor, gsize size)
{
  const guint8 *data = cursor->data;

  if (cursor->failed || cursor->left < size) {
    cursor->failed = TRUE;
    return NULL;
  }
  cursor->data += size;
  cursor->left -= size;
  return data;
}

static guint64
take_number (KhBackupCursor *cursor, guint size)
{
  const guint8 *data = _kh_key_backup_take (cursor, size);
  guint64 value = 0;

  for (guint i = 0; data != NULL && i < size; i++)
    value = value << 8 | data[i];
  return value;
}

static gboolean
take_flag (KhBackupCursor *cursor)
{
  guint64 value = take_number (cursor, 1);

  if (value > 1)
    cursor->failed = TRUE;
  return value == 1;
}

/* (transfer full) (nullable): NULL for an empty one. */
static GBytes *
take_blob (KhBackupCursor *cursor)
{
  gsize size = take_number (cursor, 2);
  const guint8 *data = _kh_key_backup_take (cursor, size);

  return data != NULL && size > 0 ? g_bytes_new (data, size) : NULL;
}

char *
_kh_key_backup_take_text (KhBackupCursor *cursor)
{
  gsize size = take_number (cursor, 2);
  const guint8 *data = _kh_key_backup_take (cursor, size);

  if (data != NULL && g_utf8_validate ((const char *)data, (gssize)size, NULL))
    return g_strndup ((const char *)data, size);
  cursor->failed = TRUE;
  return NULL;
}

/* Replaces an owned text; an empty one is none. */
static void
take_optional (KhBackupCursor *cursor, char **text)
{
  g_autofree char *taken = _kh_key_backup_take_text (cursor);

  kh_value_set_text (text, taken != NULL && *taken != '\0' ? taken : NULL);
}

static void
take_curve (KhBackupCursor *cursor, KhKeyVersion *version)
{
  g_autofree char *curve = _kh_key_backup_take_text (cursor);

  if (curve != NULL && *curve != '\0' && !kh_curve_from_string (curve, &version->curve))
    cursor->failed = TRUE;
}

static KhKeyVersion *
take_version (KhBackupCursor *cursor)
{
  KhKeyVersion *version = kh_key_version_new ();

  version->version = _kh_key_backup_take_text (cursor);
  if (version->version == NULL || !kh_name_is_version (version->version))
    cursor->failed = TRUE;
  version->size = (guint)take_number (cursor, 4);
  take_curve (cursor, version);
  version->ops = (KhKeyOps)take_number (cursor, 4);
  version->enabled = take_flag (cursor);
  version->nbf = (KhTime)take_number (cursor, 8);
  version->exp = (KhTime)take_number (cursor, 8);
  version->created_at = (KhTime)take_number (cursor, 8);
  version->updated_at = (KhTime)take_number (cursor, 8);
  take_optional (cursor, &version->hsm_platform);
  take_optional (cursor, &version->thumbprint);
  version->imported = take_flag (cursor);
  version->n = take_blob (cursor);
  version->e = take_blob (cursor);
  version->x = take_blob (cursor);
  version->y = take_blob (cursor);
  return version;
}

static void
take_tags (KhBackupCursor *cursor, KhKey *key)
{
  guint64 n = take_number (cursor, 2);
  g_autoptr (GStrvBuilder) tags = g_strv_builder_new ();

  for (guint64 i = 0; i < 2 * n && !cursor->failed; i++) {
    g_autofree char *text = _kh_key_backup_take_text (cursor);

    if (text != NULL)
      g_strv_builder_add (tags, text);
  }
  g_strfreev (key->tags);
  key->tags = g_strv_builder_end (tags);
}

static KhKey *
take_key (KhBackupCursor *cursor)
{
  KhKey *key = kh_key_new ();
  g_autofree char *kty = NULL;

  key->name = _kh_key_backup_take_text (cursor);
  kty = _kh_key_backup_take_text (cursor);
  if (cursor->failed || !kh_name_is_key (key->name) || !kh_key_type_from_string (kty, &key->kty))
    cursor->failed = TRUE;
  key->created_at = (KhTime)take_number (cursor, 8);
  if (take_flag (cursor))
    key->rotation_policy = _kh_key_backup_take_text (cursor);
  take_tags (cursor, key);
  return key;
}

/* (transfer full) (nullable) */
static KhSecret *
open_private (const KhcSecret *seal, const char *name, const char *version, GBytes *sealed)
{
  g_autoptr (GByteArray) place = bind_place (name, version);
  KhcSecret *plain = NULL;
  gsize size = 0;
  gconstpointer data = g_bytes_get_data (sealed, &size);

  if (khc_box_open (seal, khc_bytes (place->data, place->len), khc_bytes (data, size), &plain)
      == KHC_OK)
    return kh_secret_new_take (plain);
  return NULL;
}

KhSecret *
kh_key_backup_open_private (const KhKeyBackupPlace *place, const KhKeyBackup *self, guint n,
                            GError **error)
{
  KhcSecret *seal = _kh_key_backup_derive (place, 1, error);
  const KhKeyVersion *version = self->key->versions->pdata[n];
  KhSecret *plain;

  if (seal == NULL)
    return NULL;
  plain = open_private (seal, self->key->name, version->version, self->sealed->pdata[n]);
  khc_secret_free (seal);
  if (plain == NULL)
    kh_set_error (error, KH_ERROR_DAMAGED, "A private part of the backup cannot be opened");
  return plain;
}

/* One version with its private part, which has to fit. */
static gboolean
take_whole_version (KhBackupCursor *cursor, const KhcSecret *seal, KhKeyBackup *backup)
{
  g_autoptr (KhKeyVersion) version = take_version (cursor);
  g_autoptr (GBytes) sealed = take_blob (cursor);
  g_autoptr (KhSecret) plain = NULL;

  if (cursor->failed || sealed == NULL
      || kh_key_get_version (backup->key, version->version) != NULL)
    return FALSE;
  plain = open_private (seal, backup->key->name, version->version, sealed);
  if (plain == NULL)
    return FALSE;
  kh_key_set_version (backup->key, version);
  g_ptr_array_add (backup->sealed, g_bytes_ref (sealed));
  return TRUE;
}

static void
take_versions (KhBackupCursor *cursor, const KhcSecret *seal, KhKeyBackup *backup)
{
  guint64 n = take_number (cursor, 2);

  if (n == 0 || n > KH_KEY_BACKUP_VERSIONS_MAX)
    cursor->failed = TRUE;
  for (guint64 i = 0; i < n && !cursor->failed; i++)
    if (!take_whole_version (cursor, seal, backup))
      cursor->failed = TRUE;
}

KhKeyBackup *
_kh_key_backup_decode (const KhKeyBackupPlace *place, GBytes *body)
{
  g_autoptr (KhKeyBackup) backup = g_new0 (KhKeyBackup, 1);
  KhcSecret *seal = _kh_key_backup_derive (place, 1, NULL);
  KhBackupCursor cursor = { .failed = seal == NULL };

  cursor.data = g_bytes_get_data (body, &cursor.left);
  backup->sealed = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  backup->key = take_key (&cursor);
  if (!cursor.failed)
    take_versions (&cursor, seal, backup);
  khc_secret_free (seal);
  return cursor.failed || cursor.left > 0 ? NULL : g_steal_pointer (&backup);
}
