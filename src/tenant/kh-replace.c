/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copying an environment over another, and restoring a backup over one. */
#include "kh-replace.h"

#include "kh-cmk-plan.h"
#include "kh-environment-data.h"
#include "kh-environment-files.h"
#include "kh-id.h"
#include "kh-lock-rule.h"
#include "kh-machine.h"
#include "kh-run-steps.h"
#include "kh-sent-backups.h"
#include "kh-store-copy.h"

typedef struct {
  KhTenant *tenant;
  const char *operation_id;
  GCancellable *cancellable;
  char *source_id;       /* environment, or backup that was sent */
  KhBackupInfo *sent;    /* (nullable): of a restore */
  KhEnvironment *target; /* (owned): with the new data keys */
  char *beside, *folder; /* names: while it is made, and in its place */
  GPtrArray *records;
  KhStoreKind store;   /* at hand */
  gboolean committing; /* what is in @folder may be the environment's data from now on */
} Replacement;

static void
replacement_clear (Replacement *self)
{
  g_free (self->source_id);
  g_clear_pointer (&self->sent, kh_backup_info_free);
  g_free (self->beside);
  g_free (self->folder);
  g_clear_pointer (&self->target, kh_environment_unref);
  g_ptr_array_unref (self->records);
}

void
kh_replace_put (KhAct *act, const KhEnvironment *before, const KhEnvironment *after,
                GPtrArray *records)
{
  kh_act_put_environment (act, after);
  for (guint i = 0; i < KH_STORE_N; i++)
    for (guint n = 0; n < before->stores[i].deks->len; n++)
      kh_act_delete_dek (act, before->stores[i].deks->pdata[n]);
  for (guint i = 0; i < records->len; i++)
    kh_act_put_dek (act, records->pdata[i]);
}

/* --- Filling ---------------------------------------------------------------------------------- */

static void
on_progress (const KhCopyProgress *progress, gpointer data)
{
  Replacement *self = data;
  KhReencryptProgress shown = { progress->items, progress->items_done, progress->bytes,
                                progress->bytes_done };

  kh_run_post_progress (self->tenant, self->operation_id, self->store, &shown);
}

static void
take_stats (Replacement *self, const KhStoreStats *stats, const KhStoreStats *staying)
{
  KhStoreCoverage *coverage = &self->target->stores[self->store];

  coverage->items = stats->items;
  coverage->rows = stats->rows;
  coverage->bytes = stats->bytes;
  coverage->staying = staying->items;
  coverage->staying_bytes = staying->bytes;
}

/* A run that meets LOCKED waits for its own key; that of the source may never come back. Where both
 * were locked at once, the end of this run finds the target locked and leaves it to the next. */
static gboolean
fail_source (GError *failure, GError **error)
{
  if (kh_error_is (failure, KH_ERROR_LOCKED)) {
    kh_set_error_facts (error, KH_ERROR_STATE, NULL, "SourceLocked",
                        "Unlock the environment that is copied, and copy again",
                        "The environment that is copied is locked");
    g_error_free (failure);
  } else {
    g_propagate_error (error, failure);
  }
  return FALSE;
}

/* Flows that are made under a customer's key do not stay (domain.md 5.2). */
static gboolean
copy_store (Replacement *self, KhItemStore *from, KhItemStore *to, GError **error)
{
  gboolean plain =
      kh_environment_get_key_owner (self->target, self->store) == KH_KEY_OWNER_PLATFORM;
  KhStoreStats stats, staying;

  if (!kh_store_copy (from, to, plain, on_progress, self, self->cancellable, error)
      || !kh_item_store_get_stats (to, &stats, error)
      || !kh_item_store_get_staying (to, NULL, &staying, error))
    return FALSE;
  take_stats (self, &stats, &staying);
  return TRUE;
}

static gboolean
fill_from_source (Replacement *self, KhItemStore *to, GError **error)
{
  GError *failure = NULL;
  KhItemStore *from = kh_environment_data_take (self->tenant, self->source_id, self->store,
                                                KH_DATA_FOR_PEOPLE, &failure);
  gboolean done;

  if (from == NULL)
    return fail_source (failure, error);
  done = copy_store (self, from, to, &failure);
  kh_environment_data_give (self->tenant, self->source_id);
  return done || fail_source (failure, error);
}

static gboolean
fill_from_backup (Replacement *self, KhItemStore *to, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self->tenant);
  g_autoptr (KhItemStore) from =
      kh_sent_backups_open (self->tenant, estate, self->target, self->sent, self->store, error);

  return from != NULL && copy_store (self, from, to, error) && kh_item_store_close (from, error);
}

static gboolean
fill (Replacement *self, KhItemStore *to, GError **error)
{
  return self->sent != NULL ? fill_from_backup (self, to, error)
                            : fill_from_source (self, to, error);
}

static gboolean
make_store (Replacement *self, const KhFilesKey *key, GError **error)
{
  g_autoptr (KhItemStore) to = kh_environment_files_make (self->tenant, self->target, self->beside,
                                                          self->store, key, self->records, error);

  return to != NULL && fill (self, to, error) && kh_item_store_close (to, error);
}

static gboolean
find_key (const Replacement *self, const KhEstate *estate, KhFilesKey *key, GError **error)
{
  *key = (KhFilesKey){ NULL, NULL };
  if (kh_environment_get_customer_dek (self->target) == NULL)
    return TRUE;
  key->policy = kh_estate_get_policy (estate, self->target->policy_id);
  if (key->policy == NULL) {
    kh_set_error (error, KH_ERROR_KEY_ACCESS, "The policy of %s is gone", self->target->name);
    return FALSE;
  }
  key->version = kh_cmk_find_version (estate, key->policy, error);
  return key->version != NULL;
}

static gboolean
make_all (Replacement *self, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self->tenant);
  g_autofree char *path =
      g_build_filename (self->tenant->data_dir, "environments", self->beside, NULL);
  KhFilesKey key;

  if (!find_key (self, estate, &key, error) || !kh_io_make_folder (self->tenant->io, path, error))
    return FALSE;
  for (guint i = 0; i < KH_STORE_N; i++) {
    self->store = (KhStoreKind)i;
    if (!make_store (self, &key, error))
      return FALSE;
  }
  return kh_environment_files_settle (self->tenant, self->beside, self->folder, error);
}

/* --- In its place ----------------------------------------------------------------------------- */

/* What the environment is now, with the stores that were made. */
static KhEnvironment *
make_after (Replacement *self, KhAct *act, const KhEnvironment *before, GError **error)
{
  KhEnvironment *after = kh_environment_step (before, KH_ENVIRONMENT_EVENT_SUCCEEDED,
                                              kh_act_get_time (act), NULL, error);

  if (after == NULL)
    return NULL;
  for (guint i = 0; i < KH_STORE_N; i++) {
    const KhStoreCoverage *made = &self->target->stores[i];

    after->stores[i].items = made->items;
    after->stores[i].rows = made->rows;
    after->stores[i].bytes = made->bytes;
    after->stores[i].staying = made->staying;
    after->stores[i].staying_bytes = made->staying_bytes;
    g_ptr_array_unref (after->stores[i].deks);
    after->stores[i].deks = g_ptr_array_ref (made->deks);
  }
  kh_value_set_text (&after->folder, self->folder);
  kh_value_set_text (&after->active_operation_id, NULL);
  return after;
}

static gboolean
store_end (Replacement *self, const KhEnvironment *before, KhOperation *done, KhAct **act,
           GError **error)
{
  g_autoptr (KhEnvironment) after = make_after (self, *act, before, error);

  if (after == NULL)
    return FALSE;
  for (guint i = 0; i < done->stores->len; i++) {
    KhOperationStore *part = done->stores->pdata[i];

    part->state = KH_OPERATION_STATE_SUCCEEDED;
    part->items_done = part->items;
    part->bytes_done = part->bytes;
  }
  kh_operation_sum_progress (done);
  kh_act_put_operation (*act, done);
  kh_replace_put (*act, before, after, self->records);
  kh_environment_data_interrupt (self->tenant, before->id, "The environment is being replaced");
  self->committing = TRUE;
  if (!kh_act_commit (act, error))
    return FALSE;
  kh_environment_files_remove (self->tenant, kh_environment_files_get_folder (before));
  return TRUE;
}

static gpointer
end_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Replacement *self = data;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self->tenant);
  const KhOperation *operation = kh_estate_get_operation (estate, self->operation_id);
  const KhEnvironment *before = kh_estate_get_environment (estate, operation->environment_id);
  g_autoptr (KhCaller) platform = kh_caller_new_platform ();
  KhActFacts facts = { self->sent != NULL ? "environment.restored" : "environment.copied",
                       KH_VERB_ENVIRONMENT,
                       "environment",
                       before->id,
                       before->name,
                       operation->id };
  g_autoptr (KhOperation) done = NULL;
  g_autoptr (KhAct) act = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (before->state == KH_ENVIRONMENT_STATE_LOCKED) {
    kh_set_error (error, KH_ERROR_LOCKED, "The environment was locked meanwhile");
    return NULL;
  }
  done = kh_run_ended_operation (operation, KH_OPERATION_EVENT_SUCCEED,
                                 kh_tenant_now (self->tenant), NULL, error);
  act = done != NULL ? kh_act_begin (self->tenant, platform, &facts, NULL, error) : NULL;
  return GINT_TO_POINTER (act != NULL && store_end (self, before, done, &act, error));
}

/* The folder is this run's alone: one that was stopped may still clear away what it made while the
 * next run of the same operation is at work. */
static gboolean
replacement_init (Replacement *self, GError **error)
{
  g_autofree char *id = kh_id_new ();
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self->tenant);
  const KhOperation *operation = kh_estate_get_operation (estate, self->operation_id);
  const KhEnvironment *target = kh_estate_get_environment (estate, operation->environment_id);
  const KhOperationStore *part = operation->stores->pdata[0];

  self->source_id = g_strdup (part->cursor);
  self->target = kh_environment_copy (target);
  self->folder = kh_environment_files_new_folder (target, id);
  self->beside = g_strconcat (self->folder, ".new", NULL);
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  if (operation->type != KH_OPERATION_RESTORE)
    return TRUE;
  self->sent = kh_sent_backups_load (self->tenant, target->id, self->source_id, error);
  return self->sent != NULL;
}

gboolean
kh_replace_run (KhTenant *tenant, const char *operation_id, GCancellable *cancellable,
                GError **error)
{
  Replacement self = { .tenant = tenant, .operation_id = operation_id, .cancellable = cancellable };
  gboolean done;

  done = replacement_init (&self, error) && make_all (&self, error)
         && kh_worker_run (tenant->worker, end_work, &self, cancellable, error) != NULL;
  /* Whether a commit that failed has been stored all the same is known at the next start, which
   * removes what does not count. */
  if (!done && !self.committing) {
    kh_environment_files_remove (tenant, self.beside);
    kh_environment_files_remove (tenant, self.folder);
  }
  if (done && self.sent != NULL)
    kh_sent_backups_remove (tenant, self.target->id, self.source_id);
  replacement_clear (&self);
  return done;
}

void
kh_replace_drop (KhTenant *tenant, const KhOperation *operation)
{
  const KhOperationStore *part;

  if (operation->type != KH_OPERATION_RESTORE || operation->stores->len == 0)
    return;
  part = operation->stores->pdata[0];
  kh_sent_backups_remove (tenant, operation->environment_id, part->cursor);
}
