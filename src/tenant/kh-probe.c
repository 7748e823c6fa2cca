/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Probes of keys in use. */
#include "kh-probe.h"

#include "kh-data-keys.h"
#include "kh-lock.h"
#include "kh-log.h"
#include "kh-vaults.h"

static gboolean
unwraps (KhTenant *tenant, const KhPolicy *policy, const KhEnvironment *environment,
         KhStoreKind store, const KhDekRef *ref, GError **error)
{
  KhDataKeyPlace place = { environment->id, store,    ref->dek_id, ref->owner,
                           ref->vault,      ref->key, ref->version };
  g_autoptr (GBytes) record = kh_tenant_store_get_dek (tenant->store, ref, error);
  g_autoptr (KhSecret) dek = NULL;

  if (record != NULL)
    dek = kh_data_key_unwrap (tenant, &place, policy->principal_id, record, error);
  return dek != NULL;
}

/* @seen: versions probed already for this policy; the first environment stands for all. */
static void
probe_environment (KhTenant *tenant, const KhPolicy *policy, const KhEnvironment *environment,
                   GHashTable *seen)
{
  for (guint i = 0; i < KH_STORE_N; i++) {
    GPtrArray *deks = environment->stores[i].deks;

    for (guint k = 0; k < deks->len; k++) {
      const KhDekRef *ref = deks->pdata[k];
      g_autoptr (GError) error = NULL;
      char *name;

      if (ref->owner != KH_KEY_OWNER_CUSTOMER)
        continue;
      name = g_strdup_printf ("%s/%s/%s", ref->vault, ref->key, ref->version);
      if (!g_hash_table_add (seen, name)
          || unwraps (tenant, policy, environment, (KhStoreKind)i, ref, &error))
        continue;
      kh_message ("A key of %s cannot be used: %s", policy->name, error->message);
      kh_vaults_reload (tenant, ref->vault);
      kh_lock_users_of (tenant, policy, ref);
    }
  }
}

void
kh_probe_policies (KhTenant *tenant)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);

  for (guint i = 0; i < kh_estate_n_policies (estate); i++) {
    const KhPolicy *policy = kh_estate_policy_at (estate, i);
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr (GPtrArray) environments = kh_estate_environments_of_policy (estate, policy->id);

    for (guint k = 0; k < environments->len; k++) {
      const KhEnvironment *environment = environments->pdata[k];

      if (environment->state == KH_ENVIRONMENT_STATE_READY)
        probe_environment (tenant, policy, environment, seen);
    }
    g_hash_table_add (tenant->probed, g_strdup (policy->id));
  }
}
