/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wrapping and unwrapping of data keys. */
#include "kh-data-keys.h"

#include "kh-id.h"
#include "kh-tenant-private.h"
#include "kh-vault-service.h"
#include "khc-dek.h"
#include "khc-kw.h"
#include "khc-labels.h"

#include <string.h>

KhSecret *
kh_data_key_new (GError **error)
{
  KhcSecret *secret = NULL;
  int result = khc_secret_new_random (KHC_DEK_SIZE, &secret);

  if (result != KHC_OK) {
    kh_error_from_khc (error, result, "Making a data key");
    return NULL;
  }
  return kh_secret_new_take (secret);
}

static KhcSecret *
derive_platform_key (KhTenant *tenant, const char *environment_id, GError **error)
{
  guint8 context[16];
  KhcSecret *key = NULL;
  int result = KHC_ERR_ARGUMENT;

  if (kh_id_to_bytes (environment_id, context))
    result = khc_derive (kh_secret_peek (tenant->root), KHC_LABEL_PLATFORM_KEY, context,
                         sizeof context, &key);
  if (result != KHC_OK)
    kh_error_from_khc (error, result, "The platform key");
  return key;
}

static KhcBytes
bytes_of (const KhcSecret *secret)
{
  return (KhcBytes){ khc_secret_bytes (secret), khc_secret_size (secret) };
}

static KhcStore
core_store (KhStoreKind store)
{
  switch (store) {
  case KH_STORE_DATAVERSE:
    return KHC_STORE_DATAVERSE;
  case KH_STORE_FILES:
    return KHC_STORE_FILES;
  case KH_STORE_FLOWS:
    return KHC_STORE_FLOWS;
  case KH_STORE_APPS:
    return KHC_STORE_APPS;
  case KH_STORE_CONNECTIONS:
    return KHC_STORE_CONNECTIONS;
  }
  g_assert_not_reached ();
}

static gboolean
record_init (KhcDekRecord *record, const KhDataKeyPlace *place, GError **error)
{
  khc_dek_record_init (record);
  if (!kh_id_to_bytes (place->environment_id, record->environment)
      || !kh_id_to_bytes (place->dek_id, record->dek)) {
    kh_set_error (error, KH_ERROR_INTERNAL, "A data key has an id that is not a GUID");
    return FALSE;
  }
  record->store = core_store (place->store);
  if (place->owner == KH_KEY_OWNER_PLATFORM) {
    record->owner = KHC_DEK_OWNER_PLATFORM;
    record->algorithm = KHC_DEK_A256KW;
    return TRUE;
  }
  record->owner = KHC_DEK_OWNER_CUSTOMER;
  record->algorithm = KHC_DEK_RSA_OAEP_256;
  g_strlcpy (record->vault, place->vault, sizeof record->vault);
  g_strlcpy (record->key, place->key, sizeof record->key);
  g_strlcpy (record->key_version, place->version, sizeof record->key_version);
  return TRUE;
}

static gboolean
wrap_platform (KhTenant *tenant, KhcDekRecord *record, const char *environment_id, KhSecret *dek,
               GError **error)
{
  KhcSecret *key = derive_platform_key (tenant, environment_id, error);
  int result;

  if (key == NULL)
    return FALSE;
  record->wrapped_size = KHC_DEK_SIZE + KHC_KW_OVERHEAD;
  result = khc_kw_wrap (bytes_of (key), bytes_of (kh_secret_peek (dek)), record->wrapped);
  khc_secret_free (key);
  return result == KHC_OK || kh_error_from_khc (error, result, "Wrapping with the platform key");
}

static gboolean
wrap_customer (KhTenant *tenant, KhcDekRecord *record, const char *principal_id, KhSecret *dek,
               GError **error)
{
  KhKeyTriple triple = { record->vault, record->key, record->key_version };
  g_autoptr (GBytes) wrapped =
      kh_vault_service_wrap (tenant, principal_id, &triple, KHC_OAEP_SHA256, dek, error);
  gsize size = 0;
  gconstpointer bytes;

  if (wrapped == NULL)
    return FALSE;
  bytes = g_bytes_get_data (wrapped, &size);
  if (size > sizeof record->wrapped)
    return kh_error_from_khc (error, KHC_ERR_RANGE, "Wrapping a data key");
  memcpy (record->wrapped, bytes, size);
  record->wrapped_size = size;
  return TRUE;
}

GBytes *
kh_data_key_wrap (KhTenant *tenant, const KhDataKeyPlace *place, const char *principal_id,
                  KhSecret *dek, GError **error)
{
  KhcDekRecord record;
  guint8 encoded[KHC_DEK_RECORD_MAX];
  gsize size = 0;
  gboolean wrapped;
  int result;

  if (!record_init (&record, place, error))
    return NULL;
  wrapped = place->owner == KH_KEY_OWNER_PLATFORM
                ? wrap_platform (tenant, &record, place->environment_id, dek, error)
                : wrap_customer (tenant, &record, principal_id, dek, error);
  if (!wrapped)
    return NULL;
  result = khc_dek_check_compute (&record, kh_secret_peek (dek));
  if (result == KHC_OK)
    result = khc_dek_record_encode (&record, encoded, &size);
  if (result != KHC_OK) {
    kh_error_from_khc (error, result, "The record of a data key");
    return NULL;
  }
  return g_bytes_new (encoded, size);
}

/* A record that was moved from another environment, store or data key says so in clear; one whose
 * place was rewritten fails at the check value after unwrapping. */
static gboolean
record_is_of_place (const KhcDekRecord *record, const KhDataKeyPlace *place, GError **error)
{
  KhcDekRecord expected;
  gboolean same;

  if (!record_init (&expected, place, error))
    return FALSE;
  same = memcmp (record->environment, expected.environment, 16) == 0
         && memcmp (record->dek, expected.dek, 16) == 0 && record->store == expected.store
         && record->owner == expected.owner && strcmp (record->vault, expected.vault) == 0
         && strcmp (record->key, expected.key) == 0
         && strcmp (record->key_version, expected.key_version) == 0;
  return same || kh_error_from_khc (error, KHC_ERR_WRONG_PLACE, "The record of a data key");
}

static KhSecret *
unwrap_platform (KhTenant *tenant, const KhcDekRecord *record, const char *environment_id,
                 GError **error)
{
  KhcSecret *key = derive_platform_key (tenant, environment_id, error);
  KhcSecret *dek = NULL;
  KhcBytes wrapped = { record->wrapped, record->wrapped_size };
  int result;

  if (key == NULL)
    return NULL;
  result = record->wrapped_size == KHC_DEK_SIZE + KHC_KW_OVERHEAD
               ? khc_secret_new (KHC_DEK_SIZE, &dek)
               : KHC_ERR_MALFORMED;
  if (result == KHC_OK)
    result = khc_kw_unwrap (bytes_of (key), wrapped, khc_secret_bytes_mut (dek));
  khc_secret_free (key);
  if (result != KHC_OK) {
    khc_secret_free (dek);
    kh_error_from_khc (error, result, "The data key under the platform key");
    return NULL;
  }
  return kh_secret_new_take (dek);
}

static KhSecret *
unwrap_record (KhTenant *tenant, const KhcDekRecord *record, const KhDataKeyPlace *place,
               const char *principal_id, GError **error)
{
  KhKeyTriple triple = { record->vault, record->key, record->key_version };
  g_autoptr (GBytes) wrapped = NULL;

  if (place->owner == KH_KEY_OWNER_PLATFORM)
    return unwrap_platform (tenant, record, place->environment_id, error);
  wrapped = g_bytes_new (record->wrapped, record->wrapped_size);
  return kh_vault_service_unwrap (tenant, principal_id, &triple, KHC_OAEP_SHA256, wrapped, error);
}

KhSecret *
kh_data_key_unwrap (KhTenant *tenant, const KhDataKeyPlace *place, const char *principal_id,
                    GBytes *bytes, GError **error)
{
  KhcDekRecord record;
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autoptr (KhSecret) dek = NULL;
  int result = khc_dek_record_parse ((KhcBytes){ data, size }, &record);

  if (result != KHC_OK) {
    kh_error_from_khc (error, result, "The record of a data key");
    return NULL;
  }
  if (!record_is_of_place (&record, place, error))
    return NULL;
  dek = unwrap_record (tenant, &record, place, principal_id, error);
  if (dek == NULL)
    return NULL;
  result = khc_dek_check_verify (&record, kh_secret_peek (dek));
  if (result != KHC_OK) {
    kh_error_from_khc (error, result, "The record of a data key");
    return NULL;
  }
  return g_steal_pointer (&dek);
}
