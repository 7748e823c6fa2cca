/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data keys follow the version of their policy. */
#include "kh-rewrap.h"

#include "kh-act.h"
#include "kh-data-keys.h"
#include "kh-id.h"
#include "kh-limits.h"
#include "kh-lock-rule.h"
#include "kh-log.h"

/* A lock must not wait behind the re-wrapping of thousands of environments. */
#define LONGEST (50 * G_TIME_SPAN_MILLISECOND)

/* Why an environment stays on the version before. */
typedef struct {
  char *policy_id;
  char *reason;
} Failure;

static void
failure_free (gpointer data)
{
  Failure *failure = data;

  g_free (failure->policy_id);
  g_free (failure->reason);
  g_free (failure);
}

void
kh_rewrap_init (KhTenant *tenant)
{
  tenant->unwrapped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, failure_free);
}

void
kh_rewrap_clear (KhTenant *tenant)
{
  g_clear_pointer (&tenant->unwrapped, g_hash_table_unref);
}

void
kh_rewrap_forget_failures (KhTenant *tenant)
{
  g_hash_table_remove_all (tenant->unwrapped);
}

const char *
kh_rewrap_get_failure (KhTenant *tenant, const char *environment_id)
{
  const Failure *failure = g_hash_table_lookup (tenant->unwrapped, environment_id);

  return failure != NULL ? failure->reason : NULL;
}

const char *
kh_rewrap_get_policy_failure (KhTenant *tenant, const char *policy_id)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, tenant->unwrapped);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const Failure *failure = value;

    if (g_str_equal (failure->policy_id, policy_id))
      return failure->reason;
  }
  return NULL;
}

static void
note_failure (KhTenant *tenant, const KhPolicy *policy, const KhEnvironment *environment,
              const GError *reason)
{
  Failure *failure = g_new0 (Failure, 1);

  kh_message ("%s stays on the key version before: %s", environment->name, reason->message);
  failure->policy_id = g_strdup (policy->id);
  failure->reason = g_strdup (reason->message);
  g_hash_table_insert (tenant->unwrapped, g_strdup (environment->id), failure);
}

/* --- One policy's batch -------------------------------------------------------------------------
 */

typedef struct {
  KhTenant *tenant;
  const KhPolicy *policy;
  const char *version; /* that is wanted */
  gboolean proven;     /* it has been seen to open what it wrapped */
  KhTime now;
  GPtrArray *after;    /* (element-type KhEnvironment) */
  GPtrArray *records;  /* (element-type GBytes): new ones */
  GPtrArray *replaced; /* (element-type KhDekRef): whose records go */
  GPtrArray *uses;     /* (element-type KhKeyUse) */
} Batch;

static gboolean
is_to_move (const Batch *batch, const KhDekRef *ref)
{
  return kh_dek_ref_uses (ref, batch->policy->vault, batch->policy->key, NULL)
         && g_ascii_strcasecmp (ref->version, batch->version) != 0;
}

static gboolean
has_to_move (const Batch *batch, const KhEnvironment *environment)
{
  for (guint i = 0; i < KH_STORE_N; i++) {
    GPtrArray *deks = environment->stores[i].deks;

    for (guint k = 0; k < deks->len; k++) {
      if (is_to_move (batch, deks->pdata[k]))
        return TRUE;
    }
  }
  return FALSE;
}

/* An operation ends first; what is locked is moved when it is open again. A version that has
 * expired still unwraps, and leaving it is what keeps the environment up. */
static gboolean
is_open (const KhEstate *estate, const KhEnvironment *environment, KhTime now)
{
  KhTriggers triggers;

  if (environment->state != KH_ENVIRONMENT_STATE_READY
      || kh_estate_active_operation (estate, environment) != NULL)
    return FALSE;
  triggers = kh_environment_get_triggers (estate, environment, now);
  return (triggers & ~KH_TRIGGER_BIT (KH_TRIGGER_KEY_EXPIRED)) == 0;
}

static GBytes *
wrap_again (Batch *batch, const KhDataKeyPlace *from, const KhDekRef *ref, GError **error)
{
  const char *identity = batch->policy->principal_id;
  KhDataKeyPlace to = *from;
  g_autoptr (GBytes) old = kh_tenant_store_get_dek (batch->tenant->store, ref, error);
  g_autoptr (KhSecret) dek = NULL;
  g_autoptr (KhSecret) proof = NULL;
  g_autoptr (GBytes) record = NULL;

  if (old != NULL)
    dek = kh_data_key_unwrap (batch->tenant, from, identity, old, error);
  to.version = batch->version;
  if (dek != NULL)
    record = kh_data_key_wrap (batch->tenant, &to, identity, dek, error);
  /* A version may be able to wrap and not to unwrap: once a batch is enough to know. */
  if (record != NULL && !batch->proven)
    proof = kh_data_key_unwrap (batch->tenant, &to, identity, record, error);
  if (record == NULL || (!batch->proven && proof == NULL))
    return NULL;
  batch->proven = TRUE;
  return g_steal_pointer (&record);
}

static gboolean
move_dek (Batch *batch, KhEnvironment *after, KhStoreKind store, guint index, GPtrArray *records,
          GPtrArray *replaced, GError **error)
{
  GPtrArray *deks = after->stores[store].deks;
  const KhDekRef *ref = deks->pdata[index];
  KhDataKeyPlace place = { after->id,  store,    ref->dek_id, ref->owner,
                           ref->vault, ref->key, ref->version };
  GBytes *record = wrap_again (batch, &place, ref, error);
  KhDekRef *moved;

  if (record == NULL)
    return FALSE;
  g_ptr_array_add (records, record);
  moved = kh_dek_ref_new_customer (ref->dek_id, ref->vault, ref->key, batch->version, ref->role);
  g_ptr_array_add (replaced, deks->pdata[index]);
  deks->pdata[index] = moved;
  return TRUE;
}

/* One use for each version that is left: its holds count from now. */
static void
add_uses (Batch *batch, const KhEnvironment *environment, GPtrArray *replaced)
{
  for (guint i = 0; i < replaced->len; i++) {
    const KhDekRef *ref = replaced->pdata[i];
    KhKeyUse *use;
    gboolean seen = FALSE;

    for (guint k = 0; k < i && !seen; k++)
      seen = g_str_equal (((const KhDekRef *)replaced->pdata[k])->version, ref->version);
    if (seen)
      continue;
    use = kh_key_use_new ();
    use->id = kh_id_new ();
    use->vault = g_strdup (ref->vault);
    use->key = g_strdup (ref->key);
    use->version = g_strdup (ref->version);
    use->environment_id = g_strdup (environment->id);
    use->reason = KH_USE_ROTATED;
    use->since = KH_TIME_NONE;
    use->until = batch->now;
    g_ptr_array_add (batch->uses, use);
  }
}

static gboolean
move_environment (Batch *batch, const KhEnvironment *environment, GError **error)
{
  g_autoptr (KhEnvironment) after = kh_environment_copy (environment);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GPtrArray) replaced = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_dek_ref_free);

  for (guint i = 0; i < KH_STORE_N; i++) {
    for (guint k = 0; k < after->stores[i].deks->len; k++) {
      if (is_to_move (batch, after->stores[i].deks->pdata[k])
          && !move_dek (batch, after, (KhStoreKind)i, k, records, replaced, error))
        return FALSE;
    }
  }
  add_uses (batch, after, replaced);
  g_ptr_array_extend_and_steal (batch->records, g_steal_pointer (&records));
  g_ptr_array_extend_and_steal (batch->replaced, g_steal_pointer (&replaced));
  g_ptr_array_add (batch->after, g_steal_pointer (&after));
  return TRUE;
}

static void
batch_clear (Batch *batch)
{
  g_ptr_array_unref (batch->after);
  g_ptr_array_unref (batch->records);
  g_ptr_array_unref (batch->replaced);
  g_ptr_array_unref (batch->uses);
}

/* --- Storing it ---------------------------------------------------------------------------------
 */

static void
set_estate (KhAct *act, KhEstate *estate)
{
  kh_act_set_estate (act, estate);
}

/* What held a version of this key and has ended is of no use any more. */
static void
drop_ended_uses (Batch *batch, KhAct *act)
{
  g_autoptr (KhEstate) estate = kh_estate_ref (kh_act_get_estate (act));
  KhTime now = kh_tenant_get_hold_time (batch->tenant);

  for (guint i = 0; i < kh_estate_n_key_uses (estate); i++) {
    const KhKeyUse *use = kh_estate_key_use_at (estate, i);

    if (use->reason == KH_USE_ROTATED && g_ascii_strcasecmp (use->vault, batch->policy->vault) == 0
        && g_ascii_strcasecmp (use->key, batch->policy->key) == 0
        && use->until + KH_OLD_VERSION_HOLD <= now)
      set_estate (act, kh_estate_without_key_use (kh_act_get_estate (act), use->id));
  }
}

/* Nothing refers to these records any more, and the outcome is durable. */
static void
destroy_replaced (Batch *batch)
{
  KhTenantStore *store = batch->tenant->store;
  g_autoptr (GError) error = NULL;
  gboolean done = kh_tenant_store_begin (store, &error);

  for (guint i = 0; done && i < batch->replaced->len; i++)
    done = kh_tenant_store_delete_dek (store, batch->replaced->pdata[i], &error);
  if (done && kh_tenant_store_commit (store, &error))
    return;
  kh_tenant_store_rollback (store);
  kh_message ("Replaced records of data keys stay until the next start: %s", error->message);
}

/* The policy's identity does it: its access was used. */
static gboolean
store_batch (Batch *batch, GError **error)
{
  const KhPolicy *policy = batch->policy;
  g_autoptr (KhCaller) identity = kh_caller_new_identity (policy->principal_id, policy->name);
  g_autofree char *detail =
      g_strdup_printf ("%s/%s/%s", policy->vault, policy->key, batch->version);
  KhActFacts facts = { "cmk.rotate", KH_VERB_CMK, "policy", policy->id, policy->name, detail };
  g_autoptr (KhAct) act = kh_act_begin (batch->tenant, identity, &facts, NULL, error);

  if (act == NULL)
    return FALSE;
  drop_ended_uses (batch, act);
  for (guint i = 0; i < batch->records->len; i++)
    kh_act_put_dek (act, batch->records->pdata[i]);
  for (guint i = 0; i < batch->after->len; i++)
    kh_act_put_environment (act, batch->after->pdata[i]);
  for (guint i = 0; i < batch->uses->len; i++)
    set_estate (act, kh_estate_with_key_use (kh_act_get_estate (act), batch->uses->pdata[i]));
  return kh_act_commit (&act, error);
}

/* --- Policies -----------------------------------------------------------------------------------
 */

/* The version that the policy wants and can use; NULL where there is none, which its health tells.
 */
static const char *
get_wanted (const KhEstate *estate, const KhPolicy *policy, KhTime now)
{
  const KhKey *key = kh_estate_get_key (estate, policy->vault, policy->key);
  const KhKeyVersion *version = key != NULL ? kh_key_get_version (key, policy->version) : NULL;

  if (version == NULL || !kh_policy_is_live (policy)
      || kh_access_get_version_triggers (estate, policy, policy->version, now) != 0)
    return NULL;
  return version->version;
}

/* The platform takes no keys of other sizes, whatever a new version was made with. */
static gboolean
check_size (const KhEstate *estate, const Batch *batch, GError **error)
{
  const KhKey *key = kh_estate_get_key (estate, batch->policy->vault, batch->policy->key);
  guint size = kh_key_get_version (key, batch->version)->size;

  if (size == KH_CMK_SIZE_SMALL || size == KH_CMK_SIZE_LARGE)
    return TRUE;
  kh_set_error (error, KH_ERROR_RULE,
                "The newest version has %u bits; environments need 2048 or 3072", size);
  return FALSE;
}

/* FALSE when the time is over and something is left. */
static gboolean
fill_batch (Batch *batch, const KhEstate *estate, gint64 deadline)
{
  g_autoptr (GPtrArray) environments = kh_estate_environments_of_policy (estate, batch->policy->id);

  for (guint i = 0; i < environments->len; i++) {
    const KhEnvironment *environment = environments->pdata[i];
    g_autoptr (GError) error = NULL;

    if (!has_to_move (batch, environment) || !is_open (estate, environment, batch->now)
        || kh_rewrap_get_failure (batch->tenant, environment->id) != NULL)
      continue;
    if (batch->after->len > 0 && g_get_monotonic_time () >= deadline)
      return FALSE;
    if (!check_size (estate, batch, &error) || !move_environment (batch, environment, &error))
      note_failure (batch->tenant, batch->policy, environment, error);
  }
  return TRUE;
}

/* What was wrapped and not stored is wrapped anew next time. */
static void
note_unstored (Batch *batch, const GError *error)
{
  for (guint i = 0; i < batch->after->len; i++)
    note_failure (batch->tenant, batch->policy, batch->after->pdata[i], error);
}

static gboolean
follow (KhTenant *tenant, const KhEstate *estate, const KhPolicy *policy, gint64 deadline)
{
  KhTime now = kh_tenant_now (tenant);
  Batch batch = { .tenant = tenant,
                  .policy = policy,
                  .version = get_wanted (estate, policy, now),
                  .now = now,
                  .after = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_environment_unref),
                  .records = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref),
                  .replaced = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_dek_ref_free),
                  .uses = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_key_use_unref) };
  gboolean all = batch.version == NULL || fill_batch (&batch, estate, deadline);
  g_autoptr (GError) error = NULL;

  if (batch.after->len > 0) {
    if (store_batch (&batch, &error))
      destroy_replaced (&batch);
    else
      note_unstored (&batch, error);
  }
  batch_clear (&batch);
  return all;
}

static void
go_on (gpointer data, gpointer unused)
{
  g_autoptr (KhCaller) platform = kh_caller_new_platform ();

  kh_tenant_settle (data, platform, FALSE);
}

void
kh_rewrap_followers (KhTenant *tenant, gboolean all)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  gint64 deadline = all ? G_MAXINT64 : g_get_monotonic_time () + LONGEST;
  gboolean done = TRUE;

  for (guint i = 0; done && i < kh_estate_n_policies (estate); i++)
    done = follow (tenant, estate, kh_estate_policy_at (estate, i), deadline);
  if (!done)
    kh_worker_post (tenant->worker, go_on, tenant, NULL);
}

void
kh_rewrap_sweep (KhTenant *tenant)
{
  g_autoptr (GError) error = NULL;

  if (!kh_tenant_store_delete_loose_deks (tenant->store, &error))
    kh_message ("Replaced records of data keys could not be removed: %s", error->message);
}
