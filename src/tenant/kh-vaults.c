/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open vault stores. */
#include "kh-vaults.h"

#include "kh-log.h"

void
kh_vaults_init (KhTenant *tenant)
{
  g_mutex_init (&tenant->vaults_lock);
  tenant->vaults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
kh_vaults_clear (KhTenant *tenant)
{
  GHashTableIter iter;
  gpointer store;

  g_hash_table_iter_init (&iter, tenant->vaults);
  while (g_hash_table_iter_next (&iter, NULL, &store)) {
    g_autoptr (GError) error = NULL;

    if (!kh_vault_store_close (store, &error))
      kh_warning ("A vault was not closed cleanly: %s", error->message);
  }
  g_clear_pointer (&tenant->vaults, g_hash_table_unref);
  g_mutex_clear (&tenant->vaults_lock);
}

static KhVaultStore *
lookup_or_open (KhTenant *tenant, const char *vault, const char *id, GError **error)
{
  g_autofree char *name = g_ascii_strdown (vault, -1);
  KhVaultStore *store = g_hash_table_lookup (tenant->vaults, name);

  if (store == NULL) {
    store = kh_vault_store_open (tenant->io, tenant->vaults_dir, vault, id, tenant->root, error);
    if (store != NULL)
      g_hash_table_insert (tenant->vaults, g_steal_pointer (&name), store);
  }
  return store;
}

KhVaultStore *
kh_vaults_take (KhTenant *tenant, const char *vault, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  const KhVault *value = kh_estate_get_vault (estate, vault);
  KhVaultStore *store;

  if (value == NULL) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no vault %s", vault);
    return NULL;
  }
  if (!kh_vault_check_readable (value, error))
    return NULL;
  g_mutex_lock (&tenant->vaults_lock);
  store = lookup_or_open (tenant, value->name, value->id, error);
  if (store == NULL)
    g_mutex_unlock (&tenant->vaults_lock);
  return store;
}

void
kh_vaults_give (KhTenant *tenant)
{
  g_mutex_unlock (&tenant->vaults_lock);
}

gboolean
kh_vaults_create (KhTenant *tenant, const char *vault, const char *id, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&tenant->vaults_lock);
  KhVaultStore *store =
      kh_vault_store_create (tenant->io, tenant->vaults_dir, vault, id, tenant->root, error);

  if (store == NULL)
    return FALSE;
  g_hash_table_insert (tenant->vaults, g_ascii_strdown (vault, -1), store);
  return TRUE;
}

gboolean
kh_vaults_purge (KhTenant *tenant, const char *vault, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&tenant->vaults_lock);
  g_autofree char *name = g_ascii_strdown (vault, -1);
  KhVaultStore *store = g_hash_table_lookup (tenant->vaults, name);

  if (store != NULL) {
    g_hash_table_remove (tenant->vaults, name);
    kh_vault_store_close (store, NULL);
  }
  kh_key_cache_drop (tenant->key_cache, vault, NULL);
  return kh_vault_store_purge (tenant->io, tenant->vaults_dir, vault, error);
}

/* (transfer full): the vault with its fault. */
static KhVault *
mark (const KhVault *vault, const GError *fault)
{
  KhVault *marked = kh_vault_copy (vault);

  kh_message ("The vault %s cannot be read: %s", vault->name, fault->message);
  /* The vault is there, its file is not. */
  if (kh_error_is (fault, KH_ERROR_NOT_FOUND))
    kh_set_error (&marked->fault, KH_ERROR_DAMAGED, "%s", fault->message);
  else
    marked->fault = g_error_copy (fault);
  return marked;
}

GPtrArray *
kh_vaults_load_keys (KhTenant *tenant, GPtrArray *vaults, KhEstateBuilder *builder)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&tenant->vaults_lock);
  GPtrArray *marked = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_vault_unref);

  for (guint i = 0; i < vaults->len; i++) {
    const KhVault *vault = vaults->pdata[i];
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) keys = NULL;
    KhVaultStore *store = lookup_or_open (tenant, vault->name, vault->id, &error);

    if (store != NULL)
      keys = kh_vault_store_load_keys (store, &error);
    if (keys == NULL)
      g_ptr_array_add (marked, mark (vault, error));
    for (guint k = 0; keys != NULL && k < keys->len; k++)
      kh_estate_builder_add_key (builder, keys->pdata[k]);
  }
  return marked;
}
