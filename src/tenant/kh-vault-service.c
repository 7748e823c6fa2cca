/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uses of private keys, decided by the access rules. */
#include "kh-vault-service.h"

#include "kh-access.h"
#include "kh-vaults.h"

static gboolean
check_access (KhTenant *tenant, const char *principal_id, const KhKeyTriple *triple,
              KhKeyPermissions permission, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  KhAccessQuery query = { principal_id, triple->vault, triple->key, triple->version, permission };
  g_auto (KhDenial) denial = { 0 };
  g_autofree char *target = g_strdup_printf ("%s/%s", triple->vault, triple->key);

  if (kh_access_evaluate (estate, &query, kh_tenant_now (tenant), &denial))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_KEY_ACCESS, target,
                      kh_denial_reason_to_string (denial.reason), NULL,
                      denial.text != NULL ? denial.text : "The vault refuses it");
  return FALSE;
}

/* @epoch: of the cache, from before access was checked. */
static KhcRsaKey *
load_key (KhTenant *tenant, const KhKeyTriple *triple, guint64 epoch, GError **error)
{
  KhKeyCacheName name = { triple->vault, triple->key, triple->version };
  KhcRsaKey *key =
      kh_key_cache_get (tenant->key_cache, triple->vault, triple->key, triple->version);
  KhVaultStore *store;

  if (key != NULL)
    return key;
  store = kh_vaults_take (tenant, triple->vault, error);
  if (store == NULL)
    return NULL;
  key = kh_vault_store_get_rsa (store, triple->key, triple->version, error);
  kh_vaults_give (tenant);
  if (key != NULL)
    kh_key_cache_put (tenant->key_cache, &name, epoch, key);
  return key;
}

/* A version that was not named is the newest one. */
static const char *
resolve_version (KhEstate *estate, const KhKeyTriple *triple)
{
  const KhKey *key = kh_estate_get_key (estate, triple->vault, triple->key);
  const KhKeyVersion *version = key != NULL ? kh_key_get_version (key, triple->version) : NULL;

  return version != NULL ? version->version : NULL;
}

GBytes *
kh_vault_service_wrap (KhTenant *tenant, const char *principal_id, const KhKeyTriple *triple,
                       KhcOaep oaep, KhSecret *plain, GError **error)
{
  guint64 epoch = kh_key_cache_get_epoch (tenant->key_cache);
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  KhKeyTriple exact = { triple->vault, triple->key, resolve_version (estate, triple) };
  KhcBytes bytes = { kh_secret_get_bytes (plain), kh_secret_get_size (plain) };
  guint8 wrapped[KHC_RSA_MAX_SIZE];
  KhcRsaKey *key;
  gsize size;
  int result;

  if (!check_access (tenant, principal_id, triple, KH_PERMISSION_WRAP, error))
    return NULL;
  key = load_key (tenant, &exact, epoch, error);
  if (key == NULL)
    return NULL;
  size = khc_rsa_size (key);
  result = khc_rsa_wrap (key, oaep, bytes, wrapped);
  khc_rsa_unref (key);
  if (result != KHC_OK) {
    kh_error_from_khc (error, result, "Wrapping with the key");
    return NULL;
  }
  return g_bytes_new (wrapped, size);
}

KhSecret *
kh_vault_service_unwrap (KhTenant *tenant, const char *principal_id, const KhKeyTriple *triple,
                         KhcOaep oaep, GBytes *wrapped, GError **error)
{
  guint64 epoch = kh_key_cache_get_epoch (tenant->key_cache);
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  KhKeyTriple exact = { triple->vault, triple->key, resolve_version (estate, triple) };
  KhcSecret *plain = NULL;
  KhcRsaKey *key;
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (wrapped, &size);
  int result;

  if (!check_access (tenant, principal_id, triple, KH_PERMISSION_UNWRAP, error))
    return NULL;
  key = load_key (tenant, &exact, epoch, error);
  if (key == NULL)
    return NULL;
  result = khc_rsa_unwrap (key, oaep, (KhcBytes){ data, size }, &plain);
  khc_rsa_unref (key);
  if (result != KHC_OK) {
    kh_error_from_khc (error, result, "Unwrapping with the key");
    return NULL;
  }
  return kh_secret_new_take (plain);
}
