/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header of a backup file, and the sums over all of it. */
#include "kh-backup-private.h"

#include <string.h>

#include "kh-id.h"
#include "khc-dek.h"
#include "khc-labels.h"

#define VERSION 1
#define DEKS_MAX 8

static const guint8 magic[8] = { 0xCB, 'H', 'B', 'A', 'C', 'K', '\r', '\n' };

KhBackupInfo *
kh_backup_info_new (void)
{
  KhBackupInfo *self = g_new0 (KhBackupInfo, 1);

  self->environment = kh_environment_new ();
  for (guint i = 0; i < KH_STORE_N; i++)
    self->records[i] = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  return self;
}

void
kh_backup_info_free (KhBackupInfo *self)
{
  g_free (self->organization);
  g_free (self->id);
  g_clear_pointer (&self->environment, kh_environment_unref);
  for (guint i = 0; i < KH_STORE_N; i++)
    g_ptr_array_unref (self->records[i]);
  g_free (self);
}

gboolean
_kh_backup_refuse (const char *inner, const char *why, GError **error)
{
  kh_set_error_facts (error, KH_ERROR_FORMAT, NULL, inner,
                      "Use the file as it was written, or another backup.", why);
  return FALSE;
}

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
  g_byte_array_append (out, data, (guint)size);
}

static void
put_text (GByteArray *out, const char *text)
{
  put_bytes (out, text, strlen (text));
}

static gboolean
put_id (GByteArray *out, const char *id, GError **error)
{
  guint8 bytes[16];

  if (!kh_id_to_bytes (id, bytes)) {
    kh_set_error (error, KH_ERROR_INTERNAL, "A backup has an id that is not a GUID");
    return FALSE;
  }
  g_byte_array_append (out, bytes, sizeof bytes);
  return TRUE;
}

static void
put_store (GByteArray *out, const KhStoreCoverage *store, GPtrArray *records)
{
  put_number (out, store->items, 8);
  put_number (out, store->rows, 8);
  put_number (out, store->bytes, 8);
  put_number (out, store->staying, 8);
  put_number (out, store->staying_bytes, 8);
  put_number (out, store->deks->len, 1);
  for (guint i = 0; i < store->deks->len; i++) {
    const KhDekRef *ref = store->deks->pdata[i];
    gsize size = 0;
    gconstpointer record = g_bytes_get_data (records->pdata[i], &size);

    put_number (out, (guint64)ref->role + 1, 1);
    put_bytes (out, record, size);
  }
}

static gboolean
put_environment (GByteArray *out, const KhBackupInfo *self, GError **error)
{
  const KhEnvironment *environment = self->environment;

  if (!put_id (out, environment->id, error))
    return FALSE;
  put_text (out, environment->name);
  put_text (out, environment->geo);
  put_text (out, kh_environment_type_to_string (environment->type));
  put_number (out, environment->dataverse ? 1 : 0, 1);
  put_number (out, (guint64)self->created_at, 8);
  for (guint i = 0; i < KH_STORE_N; i++)
    put_store (out, &environment->stores[i], self->records[i]);
  return TRUE;
}

GBytes *
kh_backup_info_encode (const KhBackupInfo *self, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_byte_array_append (out, magic, sizeof magic);
  put_number (out, VERSION, 2);
  put_number (out, 0, 4);
  if (!put_id (out, self->organization, error) || !put_id (out, self->id, error)
      || !put_environment (out, self, error))
    return NULL;
  put_number (out, self->n_parts, 4);
  put_number (out, self->bytes, 8);
  khc_put_be32 (out->data + 10, out->len - KH_BACKUP_PREFIX_SIZE);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/* --- Reading ---------------------------------------------------------------------------------- */

/* What is left of the header; @bad once it was asked for more than there is. */
typedef struct {
  const guint8 *bytes;
  gsize left;
  gboolean bad;
} Rest;

static const guint8 *
take (Rest *rest, gsize size)
{
  const guint8 *bytes = rest->bytes;

  if (rest->bad || rest->left < size) {
    rest->bad = TRUE;
    return NULL;
  }
  rest->bytes += size;
  rest->left -= size;
  return bytes;
}

static guint64
take_number (Rest *rest, guint size)
{
  const guint8 *bytes = take (rest, size);
  guint64 value = 0;

  for (guint i = 0; bytes != NULL && i < size; i++)
    value = value << 8 | bytes[i];
  return value;
}

static const guint8 *
take_bytes (Rest *rest, gsize *size)
{
  *size = (gsize)take_number (rest, 2);
  return take (rest, *size);
}

/* (transfer full) (nullable) */
static char *
take_text (Rest *rest)
{
  gsize size = 0;
  const guint8 *bytes = take_bytes (rest, &size);

  if (bytes != NULL && size > 0 && g_utf8_validate ((const char *)bytes, (gssize)size, NULL))
    return g_strndup ((const char *)bytes, size);
  rest->bad = TRUE;
  return NULL;
}

static char *
take_id (Rest *rest)
{
  const guint8 *bytes = take (rest, 16);

  return bytes != NULL ? kh_id_from_bytes (bytes) : NULL;
}

static void
take_dek (Rest *rest, KhBackupInfo *info, KhStoreKind store)
{
  guint64 role = take_number (rest, 1);
  gsize size = 0;
  const guint8 *bytes = take_bytes (rest, &size);
  g_autofree char *id = NULL;
  KhcDekRecord record;
  guint8 environment[16];
  KhDekRef *ref;

  if (bytes == NULL || role < 1 || role > KH_DEK_KEPT + 1
      || khc_dek_record_parse (khc_bytes (bytes, size), &record) != KHC_OK
      || !kh_id_to_bytes (info->environment->id, environment)
      || memcmp (record.environment, environment, sizeof environment) != 0
      || (guint)record.store != (guint)store + KHC_STORE_DATAVERSE) {
    rest->bad = TRUE;
    return;
  }
  id = kh_id_from_bytes (record.dek);
  ref = record.owner == KHC_DEK_OWNER_PLATFORM
            ? kh_dek_ref_new_platform (id, (KhDekRole)(role - 1))
            : kh_dek_ref_new_customer (id, record.vault, record.key, record.key_version,
                                       (KhDekRole)(role - 1));
  g_ptr_array_add (info->environment->stores[store].deks, ref);
  g_ptr_array_add (info->records[store], g_bytes_new (bytes, size));
}

static void
take_store (Rest *rest, KhBackupInfo *info, KhStoreKind kind)
{
  KhStoreCoverage *store = &info->environment->stores[kind];
  guint64 n;

  store->items = take_number (rest, 8);
  store->rows = take_number (rest, 8);
  store->bytes = take_number (rest, 8);
  store->staying = take_number (rest, 8);
  store->staying_bytes = take_number (rest, 8);
  n = take_number (rest, 1);
  if (n < 1 || n > DEKS_MAX)
    rest->bad = TRUE;
  for (guint64 i = 0; i < n && !rest->bad; i++)
    take_dek (rest, info, kind);
}

static void
take_environment (Rest *rest, KhBackupInfo *info)
{
  KhEnvironment *environment = info->environment;
  g_autofree char *type = NULL;
  guint64 dataverse;

  environment->id = take_id (rest);
  environment->name = take_text (rest);
  environment->geo = take_text (rest);
  type = take_text (rest);
  dataverse = take_number (rest, 1);
  info->created_at = (KhTime)take_number (rest, 8);
  if (rest->bad || dataverse > 1 || !kh_environment_type_from_string (type, &environment->type)
      || !g_str_equal (type, kh_environment_type_to_string (environment->type))) {
    rest->bad = TRUE;
    return;
  }
  environment->dataverse = dataverse == 1;
  environment->state = KH_ENVIRONMENT_STATE_READY;
  environment->created_at = info->created_at;
  for (guint i = 0; i < KH_STORE_N && !rest->bad; i++)
    take_store (rest, info, (KhStoreKind)i);
}

gboolean
_kh_backup_prefix_parse (const guint8 *bytes, gsize *length, GError **error)
{
  guint version = khc_get_be16 (bytes + 8);

  *length = khc_get_be32 (bytes + 10);
  if (memcmp (bytes, magic, sizeof magic) != 0)
    return _kh_backup_refuse ("NotABackup", "This is not the backup of an environment", error);
  if (version > VERSION) {
    kh_set_error (error, KH_ERROR_NEWER, "The backup was written by a newer version");
    return FALSE;
  }
  if (version == 0 || *length == 0 || *length > KH_BACKUP_HEADER_MAX)
    return _kh_backup_refuse ("BackupAltered", "The backup was altered: its beginning is not right",
                              error);
  return TRUE;
}

KhBackupInfo *
kh_backup_info_parse (const guint8 *bytes, gsize size, GError **error)
{
  g_autoptr (KhBackupInfo) info = kh_backup_info_new ();
  Rest rest = { bytes + KH_BACKUP_PREFIX_SIZE, 0, FALSE };
  gsize length = 0;

  if (size < KH_BACKUP_PREFIX_SIZE) {
    _kh_backup_refuse ("BackupCut", "The backup ends too early", error);
    return NULL;
  }
  if (!_kh_backup_prefix_parse (bytes, &length, error))
    return NULL;
  rest.left = size - KH_BACKUP_PREFIX_SIZE;
  rest.bad = rest.left != length;
  info->organization = take_id (&rest);
  info->id = take_id (&rest);
  take_environment (&rest, info);
  info->n_parts = take_number (&rest, 4);
  info->bytes = take_number (&rest, 8);
  if (!rest.bad && rest.left == 0)
    return g_steal_pointer (&info);
  _kh_backup_refuse ("BackupAltered", "The backup was altered: its header is not right", error);
  return NULL;
}

/* --- Sums ------------------------------------------------------------------------------------- */

gboolean
_kh_backup_sums_init (KhBackupSums *self, const char *organization, KhSecret *root, GError **error)
{
  guint8 context[16];
  KhcSecret *key = NULL;
  int result = KHC_ERR_ARGUMENT;

  *self = (KhBackupSums){ NULL, NULL, NULL };
  if (kh_id_to_bytes (organization, context))
    result = khc_derive (kh_secret_peek (root), KHC_LABEL_BACKUP, context, sizeof context, &key);
  if (result == KHC_OK) {
    self->key = kh_secret_new_take (key);
    result = khc_sha256_new (&self->all);
  }
  if (result == KHC_OK)
    result = khc_sha256_new (&self->part);
  return result == KHC_OK || kh_error_from_khc (error, result, "The sums of a backup");
}

void
_kh_backup_sums_clear (KhBackupSums *self)
{
  khc_sha256_free (self->all);
  khc_sha256_free (self->part);
  g_clear_pointer (&self->key, kh_secret_unref);
}

gboolean
_kh_backup_sums_end_part (KhBackupSums *self, guint8 *digest, GError **error)
{
  int result = khc_sha256_finish (self->part, digest);

  if (result == KHC_OK)
    result = khc_sha256_update (self->all, digest, KH_BACKUP_DIGEST_SIZE);
  return result == KHC_OK || kh_error_from_khc (error, result, "The sums of a backup");
}

gboolean
_kh_backup_sums_end (KhBackupSums *self, guint8 *mac, GError **error)
{
  guint8 digest[KHC_SHA256_SIZE];
  KhcBytes part = { digest, sizeof digest };
  int result = khc_sha256_finish (self->all, digest);

  if (result == KHC_OK)
    result = khc_hmac_sha256 (
        khc_bytes (kh_secret_get_bytes (self->key), kh_secret_get_size (self->key)), &part, 1, mac);
  return result == KHC_OK || kh_error_from_khc (error, result, "The sums of a backup");
}
