/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders of environments: made whole, opened with unwrapped keys, removed. */
#include "kh-environment-files.h"

#include "kh-access.h"
#include "kh-data-keys.h"
#include "kh-environment-data.h"
#include "kh-id.h"
#include "kh-leftovers.h"

static char *
store_folder (KhTenant *tenant, const char *folder, KhStoreKind store)
{
  return g_build_filename (tenant->data_dir, "environments", folder,
                           kh_store_kind_to_string (store), NULL);
}

typedef struct {
  KhTenant *tenant;
  GPtrArray *deks; /* (element-type KhDekRef) */
} RecordsQuery;

static gpointer
get_records_work (gpointer data, GCancellable *cancellable, GError **error)
{
  RecordsQuery *query = data;
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint i = 0; i < query->deks->len; i++) {
    GBytes *record = kh_tenant_store_get_dek (query->tenant->store, query->deks->pdata[i], error);

    if (record == NULL)
      return NULL;
    g_ptr_array_add (records, record);
  }
  return g_steal_pointer (&records);
}

GPtrArray *
kh_environment_files_get_records (KhTenant *tenant, const KhEnvironment *environment,
                                  KhStoreKind store, GError **error)
{
  RecordsQuery query = { tenant, environment->stores[store].deks };

  return kh_worker_run (tenant->worker, get_records_work, &query, NULL, error);
}

static KhSecret *
unwrap (KhTenant *tenant, const KhEstate *estate, const KhEnvironment *environment,
        KhStoreKind store, const KhDekRef *ref, GBytes *record, GError **error)
{
  const KhPolicy *policy = kh_access_get_opener (
      estate,
      environment->policy_id != NULL ? kh_estate_get_policy (estate, environment->policy_id) : NULL,
      ref, kh_tenant_now (tenant));
  KhDataKeyPlace place = { environment->id, store,    ref->dek_id, ref->owner,
                           ref->vault,      ref->key, ref->version };

  return kh_data_key_unwrap (tenant, &place, policy != NULL ? policy->principal_id : NULL, record,
                             error);
}

KhItemStore *
kh_environment_files_open (KhTenant *tenant, const KhEstate *estate,
                           const KhEnvironment *environment, KhStoreKind store, GPtrArray *records,
                           GError **error)
{
  GPtrArray *refs = environment->stores[store].deks;
  g_autofree KhStoreDek *deks = g_new0 (KhStoreDek, refs->len + 1);
  g_autoptr (GPtrArray) secrets = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_secret_unref);
  g_autofree char *folder =
      store_folder (tenant, kh_environment_files_get_folder (environment), store);
  KhItemStoreSpec spec = { folder, environment->id, store, tenant->io, tenant->clock, deks, 0 };

  for (guint i = 0; i < refs->len; i++) {
    const KhDekRef *ref = refs->pdata[i];
    KhSecret *secret = unwrap (tenant, estate, environment, store, ref, records->pdata[i], error);

    if (secret == NULL)
      return NULL;
    g_ptr_array_add (secrets, secret);
    deks[spec.n_deks++] = (KhStoreDek){ ref->dek_id, secret };
  }
  return kh_item_store_open (&spec, error);
}

gboolean
kh_environment_files_prove (KhTenant *tenant, const KhEstate *estate,
                            const KhEnvironment *environment, KhStoreKind store, GError **error)
{
  GPtrArray *refs = environment->stores[store].deks;
  g_autoptr (GPtrArray) records =
      kh_environment_files_get_records (tenant, environment, store, error);

  for (guint i = 0; records != NULL && i < refs->len; i++) {
    KhSecret *secret =
        unwrap (tenant, estate, environment, store, refs->pdata[i], records->pdata[i], error);

    if (secret == NULL)
      return FALSE;
    kh_secret_unref (secret);
  }
  return records != NULL;
}

/* --- Made anew ------------------------------------------------------------------------------- */

const char *
kh_environment_files_get_folder (const KhEnvironment *environment)
{
  return environment->folder != NULL ? environment->folder : environment->id;
}

char *
kh_environment_files_new_folder (const KhEnvironment *environment, const char *id)
{
  return g_strconcat (environment->id, ".", id, NULL);
}

static KhDekRef *
new_ref (const KhDataKeyPlace *place)
{
  if (place->owner == KH_KEY_OWNER_PLATFORM)
    return kh_dek_ref_new_platform (place->dek_id, KH_DEK_CURRENT);
  return kh_dek_ref_new_customer (place->dek_id, place->vault, place->key, place->version,
                                  KH_DEK_CURRENT);
}

KhItemStore *
kh_environment_files_make (KhTenant *tenant, KhEnvironment *environment, const char *folder,
                           KhStoreKind store, const KhFilesKey *key, GPtrArray *records,
                           GError **error)
{
  const KhPolicy *policy = kh_store_kind_is_covered (store) ? key->policy : NULL;
  g_autofree char *dek_id = kh_id_new ();
  g_autofree char *path = store_folder (tenant, folder, store);
  g_autoptr (KhSecret) dek = kh_data_key_new (error);
  KhDataKeyPlace place = { .environment_id = environment->id, .store = store, .dek_id = dek_id };
  KhStoreDek store_dek = { dek_id, dek };
  KhItemStoreSpec spec = { path, environment->id, store, tenant->io, tenant->clock, &store_dek, 1 };
  GBytes *record;

  place.owner = policy != NULL ? KH_KEY_OWNER_CUSTOMER : KH_KEY_OWNER_PLATFORM;
  if (policy != NULL) {
    place.vault = policy->vault;
    place.key = policy->key;
    place.version = key->version;
  }
  record = dek != NULL ? kh_data_key_wrap (tenant, &place,
                                           policy != NULL ? policy->principal_id : NULL, dek, error)
                       : NULL;
  if (record == NULL)
    return NULL;
  g_ptr_array_add (records, record);
  g_ptr_array_set_size (environment->stores[store].deks, 0);
  g_ptr_array_add (environment->stores[store].deks, new_ref (&place));
  return kh_item_store_create (&spec, error);
}

gboolean
kh_environment_files_settle (KhTenant *tenant, const char *from, const char *to, GError **error)
{
  g_autofree char *source = g_build_filename (tenant->data_dir, "environments", from, NULL);
  g_autofree char *target = g_build_filename (tenant->data_dir, "environments", to, NULL);

  return kh_io_rename (tenant->io, source, target, error)
         && kh_io_sync_parent (tenant->io, target, error);
}

static gboolean
make_empty (KhTenant *tenant, KhEnvironment *environment, const char *folder, KhStoreKind store,
            GPtrArray *records, GError **error)
{
  const KhFilesKey platform = { NULL, NULL };
  g_autoptr (KhItemStore) made =
      kh_environment_files_make (tenant, environment, folder, store, &platform, records, error);

  return made != NULL && kh_item_store_close (made, error);
}

gboolean
kh_environment_files_make_all (KhTenant *tenant, KhEnvironment *environment, const char *folder,
                               GPtrArray *records, GError **error)
{
  g_autofree char *beside = g_strconcat (folder, ".new", NULL);
  g_autofree char *path = g_build_filename (tenant->data_dir, "environments", beside, NULL);
  gboolean made = kh_io_make_folder (tenant->io, path, error);

  for (guint i = 0; i < KH_STORE_N && made; i++)
    made = make_empty (tenant, environment, beside, (KhStoreKind)i, records, error);
  made = made && kh_environment_files_settle (tenant, beside, folder, error);
  if (!made)
    kh_environment_files_remove (tenant, beside);
  return made;
}

void
kh_environment_files_remove (KhTenant *tenant, const char *folder)
{
  g_autofree char *path = g_build_filename (tenant->data_dir, "environments", folder, NULL);

  kh_leftovers_remove_tree (tenant->io, path);
}

gboolean
kh_environment_data_create (KhTenant *tenant, KhEnvironment *environment, GPtrArray *records,
                            GError **error)
{
  return kh_environment_files_make_all (tenant, environment, environment->id, records, error);
}

void
kh_environment_data_remove (KhTenant *tenant, const KhEnvironment *environment)
{
  kh_environment_files_remove (tenant, kh_environment_files_get_folder (environment));
}
