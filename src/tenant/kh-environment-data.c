/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open stores of environments. */
#include "kh-environment-data.h"

#include "kh-data-keys.h"
#include "kh-environment-files.h"
#include "kh-leases.h"

typedef struct {
  KhLeases *leases;
  GMutex lock;
  KhItemStore *stores[KH_STORE_N]; /* (owned) (nullable), under lock */
} KhEnvironmentData;

static void
data_free (KhEnvironmentData *data)
{
  for (guint i = 0; i < KH_STORE_N; i++)
    g_clear_pointer (&data->stores[i], kh_item_store_unref);
  kh_leases_free (data->leases);
  g_mutex_clear (&data->lock);
  g_free (data);
}

void
kh_environment_data_init (KhTenant *tenant)
{
  g_mutex_init (&tenant->data_lock);
  tenant->data = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)data_free);
}

static KhEnvironmentData *
get_data (KhTenant *tenant, const char *environment_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&tenant->data_lock);
  KhEnvironmentData *data = g_hash_table_lookup (tenant->data, environment_id);

  if (data == NULL) {
    data = g_new0 (KhEnvironmentData, 1);
    data->leases = kh_leases_new ();
    g_mutex_init (&data->lock);
    g_hash_table_insert (tenant->data, g_strdup (environment_id), data);
  }
  return data;
}

static void
close_stores (KhEnvironmentData *data)
{
  g_mutex_lock (&data->lock);
  for (guint i = 0; i < KH_STORE_N; i++) {
    if (data->stores[i] != NULL)
      kh_item_store_revoke (data->stores[i]);
  }
  g_mutex_unlock (&data->lock);
  kh_leases_drain (data->leases);
  g_mutex_lock (&data->lock);
  for (guint i = 0; i < KH_STORE_N; i++) {
    if (data->stores[i] != NULL)
      kh_item_store_close (data->stores[i], NULL);
    g_clear_pointer (&data->stores[i], kh_item_store_unref);
  }
  g_mutex_unlock (&data->lock);
}

void
kh_environment_data_clear (KhTenant *tenant)
{
  g_autoptr (GError) closing = NULL;
  GHashTableIter iter;
  gpointer data;

  kh_set_error (&closing, KH_ERROR_NETWORK, "The tenant is being closed");
  g_hash_table_iter_init (&iter, tenant->data);
  while (g_hash_table_iter_next (&iter, NULL, &data)) {
    kh_leases_refuse (((KhEnvironmentData *)data)->leases, closing);
    close_stores (data);
  }
  g_clear_pointer (&tenant->data, g_hash_table_unref);
  g_mutex_clear (&tenant->data_lock);
}

static gboolean
state_admits (const KhEnvironment *environment, KhDataUse use, GError **error)
{
  switch (environment->state) {
  case KH_ENVIRONMENT_STATE_READY:
    return TRUE;
  case KH_ENVIRONMENT_STATE_ENCRYPTING:
  case KH_ENVIRONMENT_STATE_REVERTING:
    if (use == KH_DATA_FOR_RUN)
      return TRUE;
    kh_set_error_facts (error, KH_ERROR_BUSY, environment->name, "EnvironmentBusy", NULL,
                        "The environment is being re-encrypted and cannot be used until that ends");
    return FALSE;
  case KH_ENVIRONMENT_STATE_LOCKED:
  case KH_ENVIRONMENT_STATE_RE_ENABLING:
    kh_set_error_facts (error, KH_ERROR_LOCKED, environment->name, "CustomerManagedKeyRevoked",
                        NULL, "The environment is locked: its key cannot be used");
    return FALSE;
  case KH_ENVIRONMENT_STATE_PROVISIONING:
  case KH_ENVIRONMENT_STATE_DELETED:
  case KH_ENVIRONMENT_STATE_GONE:
    break;
  }
  kh_set_error_facts (error, KH_ERROR_STATE, environment->name, "InvalidState", NULL,
                      "The environment is deleted");
  return FALSE;
}

/* A rotation may replace the records of an environment after it was looked at: then it has changed,
 * and is looked at again. */
static GPtrArray *
get_records (KhTenant *tenant, KhEstate **estate, const KhEnvironment **environment,
             KhStoreKind store, GError **error)
{
  for (;;) {
    g_autoptr (GError) failure = NULL;
    GPtrArray *records = kh_environment_files_get_records (tenant, *environment, store, &failure);
    g_autoptr (KhEstate) present = kh_tenant_ref_estate (tenant);
    const KhEnvironment *changed = kh_estate_get_environment (present, (*environment)->id);

    if (records == NULL && kh_error_is (failure, KH_ERROR_NOT_FOUND) && changed != NULL
        && changed != *environment) {
      kh_estate_unref (*estate);
      *estate = g_steal_pointer (&present);
      *environment = changed;
      continue;
    }
    if (records == NULL)
      g_propagate_error (error, g_steal_pointer (&failure));
    return records;
  }
}

KhItemStore *
kh_environment_data_take (KhTenant *tenant, const char *environment_id, KhStoreKind store,
                          KhDataUse use, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  const KhEnvironment *environment = kh_estate_get_environment (estate, environment_id);
  KhEnvironmentData *data;
  g_autoptr (GPtrArray) records = NULL;

  if (environment == NULL) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no such environment");
    return NULL;
  }
  /* While an environment is being locked its state is still the one before, and the tenant's worker
   * is busy: the answer must not wait for either. */
  data = get_data (tenant, environment_id);
  if (!kh_leases_check (data->leases, error) || !state_admits (environment, use, error))
    return NULL;
  /* Records come from the tenant's worker, so they are fetched before the lease is taken. */
  records = get_records (tenant, &estate, &environment, store, error);
  if (records == NULL || !kh_leases_take (data->leases, error))
    return NULL;
  g_mutex_lock (&data->lock);
  if (data->stores[store] == NULL)
    data->stores[store] =
        kh_environment_files_open (tenant, estate, environment, store, records, error);
  g_mutex_unlock (&data->lock);
  if (data->stores[store] == NULL)
    kh_leases_give (data->leases);
  return data->stores[store];
}

void
kh_environment_data_give (KhTenant *tenant, const char *environment_id)
{
  kh_leases_give (get_data (tenant, environment_id)->leases);
}

void
kh_environment_data_refuse (KhTenant *tenant, const char *environment_id, const GError *reason)
{
  KhEnvironmentData *data = get_data (tenant, environment_id);

  kh_leases_refuse (data->leases, reason);
  close_stores (data);
}

void
kh_environment_data_admit (KhTenant *tenant, const char *environment_id)
{
  kh_leases_admit (get_data (tenant, environment_id)->leases);
}

void
kh_environment_data_interrupt (KhTenant *tenant, const char *environment_id, const char *why)
{
  g_autoptr (GError) busy = NULL;

  kh_set_error (&busy, KH_ERROR_BUSY, "%s", why);
  kh_environment_data_refuse (tenant, environment_id, busy);
  kh_environment_data_admit (tenant, environment_id);
}

gboolean
kh_environment_data_prove (KhTenant *tenant, const KhEnvironment *environment, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);

  for (guint i = 0; i < KH_STORE_N; i++) {
    g_autoptr (GPtrArray) records =
        kh_environment_files_get_records (tenant, environment, (KhStoreKind)i, error);
    g_autoptr (KhItemStore) store = NULL;

    if (records == NULL)
      return FALSE;
    store = kh_environment_files_open (tenant, estate, environment, (KhStoreKind)i, records, error);
    if (store == NULL || !kh_item_store_close (store, error))
      return FALSE;
  }
  return TRUE;
}
