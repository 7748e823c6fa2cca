/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New data keys for the stores of an environment. */
#include "kh-cmk-plan.h"

#include "kh-acts-private.h"
#include "kh-data-keys.h"
#include "kh-id.h"

static gboolean
is_under (const KhDekRef *ref, const KhPolicy *policy)
{
  return policy != NULL ? kh_dek_ref_uses (ref, policy->vault, policy->key, NULL)
                        : ref->owner == KH_KEY_OWNER_PLATFORM;
}

/* What an earlier run to the same key has begun with. One to another key is of no use. */
static const KhDekRef *
find_target (const KhCmkPlan *plan, KhStoreKind store)
{
  GPtrArray *deks = plan->environment->stores[store].deks;

  for (guint i = 0; i < deks->len; i++) {
    const KhDekRef *ref = deks->pdata[i];

    if (ref->role == KH_DEK_TARGET && is_under (ref, plan->policy))
      return ref;
  }
  return NULL;
}

static gboolean
store_is_arrived (const KhEnvironment *environment, KhStoreKind store, const KhPolicy *policy)
{
  const KhDekRef *current = kh_environment_get_current_dek (environment, store);
  guint rest = 0;

  for (guint i = 0; i < environment->stores[store].deks->len; i++) {
    const KhDekRef *ref = environment->stores[store].deks->pdata[i];

    rest += ref != current && ref->role != KH_DEK_KEPT ? 1 : 0;
  }
  return rest == 0 && current != NULL && is_under (current, policy);
}

/* (transfer full): the id of the store's new data key, wrapped and added to the act. @version
 * (nullable) of the policy's key. */
static char *
plan_new_dek (KhCmkPlan *plan, KhStoreKind store, const char *version, GError **error)
{
  const KhPolicy *policy = plan->policy;
  g_autofree char *dek_id = kh_id_new ();
  g_autoptr (KhSecret) dek = kh_data_key_new (error);
  KhDataKeyPlace place = { .environment_id = plan->environment->id,
                           .store = store,
                           .dek_id = dek_id,
                           .owner = KH_KEY_OWNER_PLATFORM };
  g_autoptr (GBytes) record = NULL;

  if (policy != NULL) {
    place.owner = KH_KEY_OWNER_CUSTOMER;
    place.vault = policy->vault;
    place.key = policy->key;
    place.version = version;
  }
  if (dek != NULL)
    record = kh_data_key_wrap (plan->tenant, &place, policy != NULL ? policy->principal_id : NULL,
                               dek, error);
  if (record == NULL)
    return NULL;
  kh_act_put_dek (plan->act, record);
  g_ptr_array_add (plan->environment->stores[store].deks,
                   policy != NULL ? kh_dek_ref_new_customer (dek_id, policy->vault, policy->key,
                                                             version, KH_DEK_TARGET)
                                  : kh_dek_ref_new_platform (dek_id, KH_DEK_TARGET));
  return g_steal_pointer (&dek_id);
}

static gboolean
plan_store (KhCmkPlan *plan, KhStoreKind store, const char *version, GError **error)
{
  const KhEnvironment *environment = plan->environment;
  const KhDekRef *current = kh_environment_get_current_dek (environment, store);
  const KhDekRef *target = find_target (plan, store);
  KhOperationStore *part = kh_operation_store_new (store);

  g_ptr_array_add (plan->operation->stores, part);
  part->from_dek = g_strdup (current != NULL ? current->dek_id : NULL);
  part->items = environment->stores[store].items;
  part->bytes = environment->stores[store].bytes;
  part->state = KH_OPERATION_STATE_NOT_STARTED;
  if (target != NULL)
    part->to_dek = g_strdup (target->dek_id);
  else if (plan->again && store_is_arrived (environment, store, plan->policy))
    part->state = KH_OPERATION_STATE_SUCCEEDED;
  else
    part->to_dek = plan_new_dek (plan, store, version, error);
  return part->state == KH_OPERATION_STATE_SUCCEEDED || part->to_dek != NULL;
}

const char *
kh_cmk_find_version (const KhEstate *estate, const KhPolicy *policy, GError **error)
{
  const KhKey *key = kh_acts_find_key (estate, policy->vault, policy->key, error);
  const KhKeyVersion *found = key != NULL ? kh_key_get_version (key, policy->version) : NULL;

  if (key != NULL && found == NULL)
    kh_set_error (error, KH_ERROR_NOT_FOUND, "The key %s/%s has no version %s", policy->vault,
                  policy->key, policy->version != NULL ? policy->version : "");
  return found != NULL ? found->version : NULL;
}

gboolean
kh_cmk_plan (KhCmkPlan *plan, GError **error)
{
  const char *version = plan->policy != NULL ? kh_cmk_find_version (kh_act_get_estate (plan->act),
                                                                    plan->policy, error)
                                             : NULL;

  if (plan->policy != NULL && version == NULL)
    return FALSE;
  for (guint i = 0; i < KH_STORE_N; i++) {
    if (kh_store_kind_is_covered ((KhStoreKind)i)
        && !plan_store (plan, (KhStoreKind)i, version, error))
      return FALSE;
  }
  kh_operation_sum_progress (plan->operation);
  return TRUE;
}

gboolean
kh_cmk_is_arrived (const KhEnvironment *environment, const KhPolicy *policy)
{
  for (guint i = 0; i < KH_STORE_N; i++)
    if (kh_store_kind_is_covered ((KhStoreKind)i)
        && !store_is_arrived (environment, (KhStoreKind)i, policy))
      return FALSE;
  return TRUE;
}
