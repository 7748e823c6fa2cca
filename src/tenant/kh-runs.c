/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads of running operations. */
#include "kh-runs.h"

#include "kh-environment-data.h"
#include "kh-log.h"
#include "kh-replace.h"
#include "kh-run-steps.h"
#include "kh-store-reencrypt.h"

typedef struct {
  KhTenant *tenant;
  char *operation_id, *environment_id;
  GCancellable *cancellable;
  GThread *thread;
  guint number;   /* they are counted */
  gboolean ended; /* under runs_lock */
} KhRun;

static void
run_free (KhRun *run)
{
  g_clear_pointer (&run->thread, g_thread_join);
  g_object_unref (run->cancellable);
  g_free (run->operation_id);
  g_free (run->environment_id);
  g_free (run);
}

void
kh_runs_init (KhTenant *tenant)
{
  g_mutex_init (&tenant->runs_lock);
  g_cond_init (&tenant->runs_ended);
  tenant->runs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)run_free);
}

void
kh_runs_clear (KhTenant *tenant)
{
  g_clear_pointer (&tenant->runs, g_hash_table_unref);
  g_cond_clear (&tenant->runs_ended);
  g_mutex_clear (&tenant->runs_lock);
}

typedef struct {
  KhRun *run;
  KhStoreKind store;
} Progress;

static void
on_progress (const KhReencryptProgress *progress, gpointer data)
{
  Progress *self = data;

  kh_run_post_progress (self->run->tenant, self->run->operation_id, self->store, progress);
}

static gboolean
run_store (KhRun *run, KhStoreKind store, const KhRunMove *move, GError **error)
{
  Progress progress = { run, store };
  int dropped = -1;
  KhReencryptPlan plan = { .to_dek = move->to_dek,
                           .kept_dek = move->kept_dek,
                           .progress = on_progress,
                           .data = &progress,
                           .dropped = &dropped };
  KhStoreStats staying = { 0 };
  KhItemStore *items =
      kh_environment_data_take (run->tenant, run->environment_id, store, KH_DATA_FOR_RUN, error);
  gboolean done;

  if (items == NULL)
    return FALSE;
  done = kh_store_reencrypt (items, &plan, run->cancellable, NULL, error)
         && kh_item_store_get_staying (items, move->to_customer ? move->to_dek : NULL, &staying,
                                       error);
  kh_environment_data_give (run->tenant, run->environment_id);
  kh_io_close (run->tenant->io, &dropped); /* a lock has not waited for this */
  return done
         && kh_run_finish_store (run->tenant, run->operation_id, store, &staying, run->cancellable,
                                 error);
}

static gboolean
run_stores (KhRun *run, GError **error)
{
  for (guint i = 0; i < KH_STORE_N; i++) {
    g_auto (KhRunMove) move = { 0 };

    if (kh_run_get_move (run->tenant, run->operation_id, (KhStoreKind)i, &move)
        && !run_store (run, (KhStoreKind)i, &move, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_interrupted (KhRun *run, const GError *error)
{
  return g_cancellable_is_cancelled (run->cancellable) || kh_error_is (error, KH_ERROR_LOCKED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
replaces_data (KhRun *run)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (run->tenant);
  const KhOperation *operation = kh_estate_get_operation (estate, run->operation_id);

  return operation != NULL && kh_operation_replaces_data (operation);
}

/* A copy or a restore ends in the same step that puts it in its place. */
static gboolean
run_all (KhRun *run, GError **error)
{
  if (replaces_data (run))
    return kh_replace_run (run->tenant, run->operation_id, run->cancellable, error);
  if (!run_stores (run, error))
    return FALSE;
  kh_run_end (run->tenant, run->operation_id, NULL, run->cancellable);
  return TRUE;
}

/* A backup that could not be restored is of no use here any more. */
static void
drop_sent (KhRun *run)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (run->tenant);
  const KhOperation *operation = kh_estate_get_operation (estate, run->operation_id);

  if (operation != NULL && !kh_operation_is_active (operation))
    kh_replace_drop (run->tenant, operation);
}

/* Under runs_lock. */
static gboolean
has_earlier (const KhRun *run)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, run->tenant->runs);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const KhRun *other = value;

    if (other->number < run->number && !other->ended
        && g_str_equal (other->environment_id, run->environment_id))
      return TRUE;
  }
  return FALSE;
}

/* One that was interrupted still has files of the environment open, and clears away what it made.
 */
static void
wait_for_earlier (KhRun *run)
{
  g_mutex_lock (&run->tenant->runs_lock);
  while (has_earlier (run))
    g_cond_wait (&run->tenant->runs_ended, &run->tenant->runs_lock);
  g_mutex_unlock (&run->tenant->runs_lock);
}

static gpointer
run_thread (gpointer data)
{
  KhRun *run = data;
  g_autoptr (GError) error = NULL;

  wait_for_earlier (run);
  if (!run_all (run, &error) && !is_interrupted (run, error)) {
    kh_run_end (run->tenant, run->operation_id, error, run->cancellable);
    drop_sent (run);
  }
  g_mutex_lock (&run->tenant->runs_lock);
  run->ended = TRUE;
  g_cond_broadcast (&run->tenant->runs_ended);
  g_mutex_unlock (&run->tenant->runs_lock);
  kh_tenant_wake (run->tenant);
  return NULL;
}

/* A run before this one has ended or is about to: it was interrupted or cancelled, or its last step
 * ran on this very thread before. One that has not may wait for this thread, so it is not waited
 * for here but by the next run: it changes nothing any more and is joined when the tenant closes.
 */
static void
leave_earlier (KhTenant *tenant, const char *environment_id)
{
  KhRun *earlier = NULL;
  g_autofree char *key = NULL;

  g_mutex_lock (&tenant->runs_lock);
  g_hash_table_steal_extended (tenant->runs, environment_id, (gpointer *)&key,
                               (gpointer *)&earlier);
  if (earlier != NULL && !earlier->ended) {
    g_cancellable_cancel (earlier->cancellable);
    g_hash_table_insert (tenant->runs, g_strdup_printf ("%p", (void *)earlier), earlier);
    earlier = NULL;
  }
  g_mutex_unlock (&tenant->runs_lock);
  g_clear_pointer (&earlier, run_free);
}

void
kh_runs_start (KhTenant *tenant, const KhOperation *operation)
{
  KhRun *run;

  leave_earlier (tenant, operation->environment_id);
  run = g_new0 (KhRun, 1);
  run->tenant = tenant;
  run->operation_id = g_strdup (operation->id);
  run->environment_id = g_strdup (operation->environment_id);
  run->cancellable = g_cancellable_new ();
  g_mutex_lock (&tenant->runs_lock);
  run->number = ++tenant->n_runs;
  if (tenant->closing)
    run->ended = TRUE;
  else
    run->thread = g_thread_new ("kh-run", run_thread, run);
  g_hash_table_insert (tenant->runs, g_strdup (operation->environment_id), run);
  g_mutex_unlock (&tenant->runs_lock);
}

void
kh_runs_cancel (KhTenant *tenant, const char *environment_id)
{
  KhRun *run;

  g_mutex_lock (&tenant->runs_lock);
  run = g_hash_table_lookup (tenant->runs, environment_id);
  if (run != NULL)
    g_cancellable_cancel (run->cancellable);
  g_mutex_unlock (&tenant->runs_lock);
}

void
kh_runs_resume (KhTenant *tenant)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);

  for (guint i = 0; i < kh_estate_n_operations (estate); i++) {
    const KhOperation *operation = kh_estate_operation_at (estate, i);

    if (operation->state == KH_OPERATION_STATE_RUNNING && operation->environment_id != NULL)
      kh_runs_start (tenant, operation);
  }
}

void
kh_runs_stop (KhTenant *tenant)
{
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_mutex_lock (&tenant->runs_lock);
  tenant->closing = TRUE;
  g_hash_table_iter_init (&iter, tenant->runs);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    KhRun *run = value;

    g_cancellable_cancel (run->cancellable);
    if (run->thread != NULL)
      g_ptr_array_add (threads, g_steal_pointer (&run->thread));
  }
  g_mutex_unlock (&tenant->runs_lock);
  for (guint i = 0; i < threads->len; i++)
    g_thread_join (threads->pdata[i]);
}

guint
kh_runs_count (KhTenant *tenant)
{
  GHashTableIter iter;
  gpointer run;
  guint count = 0;

  g_mutex_lock (&tenant->runs_lock);
  g_hash_table_iter_init (&iter, tenant->runs);
  while (g_hash_table_iter_next (&iter, NULL, &run))
    count += ((KhRun *)run)->ended ? 0 : 1;
  g_mutex_unlock (&tenant->runs_lock);
  return count;
}
