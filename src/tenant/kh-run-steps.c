/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Durable steps of a run. */
#include "kh-run-steps.h"

#include "kh-act.h"
#include "kh-environment-data.h"
#include "kh-id.h"
#include "kh-lock-rule.h"
#include "kh-log.h"
#include "kh-machine.h"

typedef struct {
  KhTenant *tenant;
  char *operation_id;
  KhStoreKind store;
  KhReencryptProgress progress;
  KhStoreStats staying;
  const GError *failure;
} Step;

static void
step_free (Step *step)
{
  g_free (step->operation_id);
  g_free (step);
}

void
kh_run_move_clear (KhRunMove *self)
{
  g_clear_pointer (&self->to_dek, g_free);
  g_clear_pointer (&self->kept_dek, g_free);
}

static const KhDekRef *
find_dek (const KhEnvironment *environment, KhStoreKind store, const char *dek_id)
{
  GPtrArray *deks = environment->stores[store].deks;

  for (guint i = 0; i < deks->len; i++) {
    const KhDekRef *ref = deks->pdata[i];

    if (g_ascii_strcasecmp (ref->dek_id, dek_id) == 0)
      return ref;
  }
  return NULL;
}

/* Only a move to a customer's key leaves flows behind (domain.md 5.2); one back to the platform's
 * takes them along, so that one data key is enough again. */
static void
fill_move (const KhEnvironment *environment, KhStoreKind store, KhRunMove *move)
{
  const KhDekRef *to = find_dek (environment, store, move->to_dek);
  const KhDekRef *kept = kh_environment_get_kept_dek (environment, store);

  move->to_customer = to != NULL && to->owner == KH_KEY_OWNER_CUSTOMER;
  if (move->to_customer && kept != NULL)
    move->kept_dek = g_strdup (kept->dek_id);
}

gboolean
kh_run_get_move (KhTenant *tenant, const char *operation_id, KhStoreKind store, KhRunMove *move)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  const KhOperation *operation = kh_estate_get_operation (estate, operation_id);
  const KhOperationStore *part =
      operation != NULL ? kh_operation_get_store (operation, store) : NULL;

  *move = (KhRunMove){ 0 };
  if (part == NULL || part->state == KH_OPERATION_STATE_SUCCEEDED || part->to_dek == NULL)
    return FALSE;
  move->to_dek = g_strdup (part->to_dek);
  fill_move (kh_estate_get_environment (estate, operation->environment_id), store, move);
  return TRUE;
}

/* --- Progress: shown, not stored; the stores know by themselves how far they are ----------------
 */

static void
progress_work (gpointer data, gpointer unused)
{
  Step *step = data;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (step->tenant);
  const KhOperation *operation = kh_estate_get_operation (estate, step->operation_id);
  g_autoptr (KhOperation) copy = NULL;
  KhOperationStore *part;

  if (operation == NULL || operation->state != KH_OPERATION_STATE_RUNNING)
    return;
  copy = kh_operation_copy (operation);
  part = kh_operation_get_store (copy, step->store);
  part->items = step->progress.items;
  part->items_done = step->progress.items_done;
  part->bytes = step->progress.bytes;
  part->bytes_done = step->progress.bytes_done;
  kh_operation_sum_progress (copy);
  kh_tenant_publish (step->tenant, kh_estate_with_operation (estate, copy));
}

void
kh_run_post_progress (KhTenant *tenant, const char *operation_id, KhStoreKind store,
                      const KhReencryptProgress *progress)
{
  Step *step = g_new0 (Step, 1);

  step->tenant = tenant;
  step->operation_id = g_strdup (operation_id);
  step->store = store;
  step->progress = *progress;
  kh_worker_post (tenant->worker, progress_work, step, (GDestroyNotify)step_free);
}

/* --- A store is done -----------------------------------------------------------------------------
 */

/* Once a version and operation, whatever stores were under it: its hold counts from the first. */
static gboolean
is_noted (const KhEstate *estate, const KhOperation *operation, const KhDekRef *ref,
          KhUseReason reason)
{
  for (guint i = 0; i < kh_estate_n_key_uses (estate); i++) {
    const KhKeyUse *use = kh_estate_key_use_at (estate, i);

    if (use->reason == reason && use->until >= operation->created_at
        && g_strcmp0 (use->environment_id, operation->environment_id) == 0
        && kh_dek_ref_uses (ref, use->vault, use->key, use->version))
      return TRUE;
  }
  return FALSE;
}

/* The key that the store leaves is needed for 30 days more (domain.md 2.5, R2). */
static void
note_use (KhAct *act, const KhOperation *operation, const KhDekRef *ref)
{
  const KhEstate *estate = kh_act_get_estate (act);
  KhUseReason reason = operation->type == KH_OPERATION_REVERT ? KH_USE_REVERTED : KH_USE_CHANGED;
  g_autoptr (KhKeyUse) use = NULL;

  if (ref->owner != KH_KEY_OWNER_CUSTOMER || is_noted (estate, operation, ref, reason))
    return;
  use = kh_key_use_new ();
  use->id = kh_id_new ();
  use->vault = g_strdup (ref->vault);
  use->key = g_strdup (ref->key);
  use->version = g_strdup (ref->version);
  use->environment_id = g_strdup (operation->environment_id);
  use->reason = reason;
  use->since = KH_TIME_NONE;
  use->until = kh_act_get_time (act);
  kh_act_set_estate (act, kh_estate_with_key_use (estate, use));
}

static void
switch_deks (KhAct *act, const KhOperation *operation, KhEnvironment *environment,
             KhStoreKind store, const char *to_dek)
{
  GPtrArray *deks = environment->stores[store].deks;
  gboolean keeps = environment->stores[store].staying > 0;
  g_auto (KhRunMove) move = { .to_dek = g_strdup (to_dek) };

  fill_move (environment, store, &move);
  for (guint i = deks->len; i > 0; i--) {
    KhDekRef *ref = deks->pdata[i - 1];

    if (g_ascii_strcasecmp (ref->dek_id, to_dek) == 0) {
      ref->role = KH_DEK_CURRENT;
      continue;
    }
    if (keeps && g_strcmp0 (ref->dek_id, move.kept_dek) == 0) {
      ref->role = KH_DEK_KEPT;
      continue;
    }
    note_use (act, operation, ref);
    kh_act_delete_dek (act, ref);
    g_ptr_array_remove_index (deks, i - 1);
  }
}

static KhAct *
begin (KhTenant *tenant, const char *action, const KhEnvironment *environment, const char *detail,
       GError **error)
{
  g_autoptr (KhCaller) platform = kh_caller_new_platform ();
  KhActFacts facts = { action,          KH_VERB_CMK,       "environment",
                       environment->id, environment->name, detail };

  return kh_act_begin (tenant, platform, &facts, NULL, error);
}

/* Who uses it opens it again under its new data keys. */
static void
close_for_switch (KhTenant *tenant, const char *environment_id)
{
  kh_environment_data_interrupt (tenant, environment_id, "The environment is being re-encrypted");
}

static gpointer
finish_store_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Step *step = data;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (step->tenant);
  const KhOperation *operation = kh_estate_get_operation (estate, step->operation_id);
  const KhEnvironment *environment = kh_estate_get_environment (estate, operation->environment_id);
  g_autoptr (KhEnvironment) after = NULL;
  g_autoptr (KhOperation) done = NULL;
  g_autoptr (KhAct) act = NULL;
  KhOperationStore *part;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (environment->state == KH_ENVIRONMENT_STATE_LOCKED) {
    kh_set_error (error, KH_ERROR_LOCKED, "The environment was locked meanwhile");
    return NULL;
  }
  act = begin (step->tenant, "store.re-encrypted", environment,
               kh_store_kind_to_string (step->store), error);
  if (act == NULL)
    return NULL;
  after = kh_environment_copy (environment);
  done = kh_operation_copy (operation);
  part = kh_operation_get_store (done, step->store);
  after->stores[step->store].staying = step->staying.items;
  after->stores[step->store].staying_bytes = step->staying.bytes;
  switch_deks (act, operation, after, step->store, part->to_dek);
  part->state = KH_OPERATION_STATE_SUCCEEDED;
  part->items_done = part->items;
  part->bytes_done = part->bytes;
  kh_operation_sum_progress (done);
  kh_act_put_environment (act, after);
  kh_act_put_operation (act, done);
  close_for_switch (step->tenant, environment->id);
  return GINT_TO_POINTER (kh_act_commit (&act, error));
}

gboolean
kh_run_finish_store (KhTenant *tenant, const char *operation_id, KhStoreKind store,
                     const KhStoreStats *staying, GCancellable *cancellable, GError **error)
{
  Step step = {
    .tenant = tenant, .operation_id = (char *)operation_id, .store = store, .staying = *staying
  };

  return kh_worker_run (tenant->worker, finish_store_work, &step, cancellable, error) != NULL;
}

/* --- The end -------------------------------------------------------------------------------------
 */

static void
end_stages (KhOperation *operation, KhTime now, KhOperationState end)
{
  for (guint i = 0; i < KH_STAGE_N; i++) {
    KhOperationStage *stage = &operation->stages[i];

    if (kh_operation_state_is_final (stage->state))
      continue;
    if (stage->started_at == KH_TIME_NONE)
      stage->started_at = now;
    stage->ended_at = now;
    stage->state = end;
    if (end != KH_OPERATION_STATE_SUCCEEDED)
      break;
  }
}

KhOperation *
kh_run_ended_operation (const KhOperation *operation, KhOperationEvent event, KhTime now,
                        const char *failure, GError **error)
{
  g_autoptr (KhOperation) done = kh_operation_copy (operation);

  if (!kh_operation_machine_step (operation->state, event, &done->state, error))
    return NULL;
  done->ended_at = now;
  kh_value_set_text (&done->error, failure);
  end_stages (done, now, done->state);
  return g_steal_pointer (&done);
}

static const char *
get_end_action (const KhOperation *operation, gboolean failed)
{
  if (failed)
    return operation->type == KH_OPERATION_COPY      ? "environment.copy-failed"
           : operation->type == KH_OPERATION_RESTORE ? "environment.restore-failed"
                                                     : "cmk.failed";
  return operation->type == KH_OPERATION_REVERT       ? "cmk.reverted"
         : operation->type == KH_OPERATION_ROTATE_CMK ? "cmk.changed"
                                                      : "cmk.enabled";
}

static gpointer
end_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Step *step = data;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (step->tenant);
  const KhOperation *operation = kh_estate_get_operation (estate, step->operation_id);
  const KhEnvironment *environment = kh_estate_get_environment (estate, operation->environment_id);
  gboolean failed = step->failure != NULL;
  g_autoptr (KhEnvironment) after = NULL;
  g_autoptr (KhOperation) done = NULL;
  g_autoptr (KhAct) act = NULL;

  if (g_cancellable_is_cancelled (cancellable) || !kh_operation_is_active (operation)
      || environment->state == KH_ENVIRONMENT_STATE_LOCKED)
    return NULL;
  act = begin (step->tenant, get_end_action (operation, failed), environment, operation->id, error);
  if (act == NULL)
    return NULL;
  after = kh_environment_step (
      environment, failed ? KH_ENVIRONMENT_EVENT_FAILED : KH_ENVIRONMENT_EVENT_SUCCEEDED,
      kh_act_get_time (act), NULL, error);
  if (after == NULL)
    return NULL;
  kh_value_set_text (&after->active_operation_id, NULL);
  if (!failed && operation->type == KH_OPERATION_REVERT)
    kh_value_set_text (&after->policy_id, NULL);
  done = kh_run_ended_operation (
      operation, failed ? KH_OPERATION_EVENT_FAIL : KH_OPERATION_EVENT_SUCCEED,
      kh_act_get_time (act), failed ? step->failure->message : NULL, error);
  if (done == NULL)
    return NULL;
  kh_act_put_environment (act, after);
  kh_act_put_operation (act, done);
  after->encryption_status = kh_environment_get_status (
      kh_act_get_estate (act), after, failed && !kh_operation_replaces_data (operation),
      kh_act_get_time (act));
  close_for_switch (step->tenant, environment->id);
  return GINT_TO_POINTER (kh_act_commit (&act, error));
}

void
kh_run_end (KhTenant *tenant, const char *operation_id, const GError *failure,
            GCancellable *cancellable)
{
  Step step = { .tenant = tenant, .operation_id = (char *)operation_id, .failure = failure };
  g_autoptr (GError) error = NULL;

  kh_worker_run (tenant->worker, end_work, &step, cancellable, &error);
  /* A tenant that is closed just now does it at its next start. */
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    kh_warning ("The end of an operation could not be stored: %s", error->message);
}
