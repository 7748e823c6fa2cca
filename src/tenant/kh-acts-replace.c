/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All data of an environment at once: reset to nothing, or replaced by another environment's or a
 * backup's (domain.md 4.5). What is new lies in a folder beside the old one; the transaction that
 * ends the act says which of the two counts. */
#include "kh-tenant-acts.h"

#include "kh-acts-private.h"
#include "kh-allowed.h"
#include "kh-environment-data.h"
#include "kh-environment-files.h"
#include "kh-id.h"
#include "kh-machine.h"
#include "kh-replace.h"
#include "kh-runs.h"
#include "kh-sent-backups.h"
#include "kh-tenant-backups.h"

static void
refuse_data (KhTenant *self, const KhEnvironment *environment, const char *why)
{
  g_autoptr (GError) busy = NULL;

  kh_set_error_facts (&busy, KH_ERROR_BUSY, environment->name, "EnvironmentBusy", NULL, why);
  kh_environment_data_refuse (self, environment->id, busy);
}

/* --- Reset ------------------------------------------------------------------------------------ */

/* The environment as the change leaves it, with new empty stores in @folder. */
static KhEnvironment *
make_empty (KhTenant *self, KhAct *act, const KhEnvironment *before, const char *folder,
            GError **error)
{
  g_autoptr (KhEnvironment) after =
      kh_environment_copy (kh_estate_get_environment (kh_act_get_estate (act), before->id));
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  if (!kh_environment_files_make_all (self, after, folder, records, error))
    return NULL;
  kh_value_set_text (&after->folder, folder);
  kh_replace_put (act, before, after, records);
  return g_steal_pointer (&after);
}

static gboolean
reset (KhTenant *self, KhCaller *caller, const KhEnvironment *environment, KhAct **act,
       GError **error)
{
  g_autofree char *id = kh_id_new ();
  g_autofree char *folder = kh_environment_files_new_folder (environment, id);
  g_autoptr (KhEnvironment) after = make_empty (self, *act, environment, folder, error);
  g_autoptr (KhOperation) done = NULL;
  gboolean stored;

  if (after == NULL)
    return FALSE;
  done = kh_acts_ended_operation (KH_OPERATION_RESET, environment, environment->policy_id, caller,
                                  kh_act_get_time (*act));
  kh_act_put_operation (*act, done);
  refuse_data (self, environment, "The environment is being reset");
  stored = kh_act_commit (act, error);
  kh_environment_data_admit (self, environment->id);
  /* What failed may have been stored all the same: the next start knows which folder counts. */
  if (stored)
    kh_environment_files_remove (self, kh_environment_files_get_folder (environment));
  return stored;
}

/* @change: RESET_ENVIRONMENT */
static gboolean
run_reset (KhTenant *self, KhCaller *caller, const KhActFacts *facts, const KhChange *change,
           GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhEnvironment *environment = kh_estate_get_environment (estate, change->environment_id);
  g_autoptr (KhAct) act = kh_act_begin (self, caller, facts, change, error);
  KhEstate *after =
      act != NULL ? kh_change_apply (kh_act_get_estate (act), change, kh_act_get_time (act), error)
                  : NULL;

  if (after == NULL)
    return FALSE;
  kh_act_set_estate (act, after);
  return reset (self, caller, environment, &act, error);
}

KhEnvironment *
kh_tenant_environment_reset (KhTenant *self, KhCaller *caller, const char *text, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhEnvironment *environment = kh_acts_find_environment (estate, text, error);
  KhActFacts facts = { "environment.reset", KH_VERB_ENVIRONMENT, "environment", NULL, text, NULL };
  g_autoptr (KhChange) change = NULL;

  if (environment == NULL)
    return NULL;
  facts.target_id = environment->id;
  facts.target = environment->name;
  change = kh_change_new_for_environment (KH_CHANGE_RESET_ENVIRONMENT, environment->id);
  if (!run_reset (self, caller, &facts, change, error))
    return NULL;
  return kh_acts_ref_environment (self, environment->id);
}

/* --- Copy ------------------------------------------------------------------------------------- */

/* @from: id of the environment or of the backup that was sent, which is @source. */
static void
plan_stores (KhOperation *operation, const KhEnvironment *source, const char *from)
{
  for (guint i = 0; i < KH_STORE_N; i++) {
    KhOperationStore *part = kh_operation_store_new ((KhStoreKind)i);

    part->state = KH_OPERATION_STATE_NOT_STARTED;
    part->cursor = g_strdup (from);
    part->items = source->stores[i].items;
    part->bytes = source->stores[i].bytes;
    g_ptr_array_add (operation->stores, part);
  }
  kh_operation_sum_progress (operation);
}

/* @change: REPLACE_DATA or RESTORE_DATA */
static KhOperation *
start (KhTenant *self, KhCaller *caller, const KhActFacts *facts, const KhChange *change,
       const KhEnvironment *source, GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhEnvironment *target = kh_estate_get_environment (estate, change->environment_id);
  KhOperationType type =
      change->kind == KH_CHANGE_RESTORE_DATA ? KH_OPERATION_RESTORE : KH_OPERATION_COPY;
  g_autoptr (KhAct) act = kh_act_begin (self, caller, facts, change, error);
  g_autoptr (KhOperation) operation = NULL;
  g_autoptr (KhEnvironment) after = NULL;

  if (act == NULL)
    return NULL;
  after = kh_environment_step (target, KH_ENVIRONMENT_EVENT_ENCRYPT, kh_act_get_time (act), NULL,
                               error);
  if (after == NULL)
    return NULL;
  operation =
      kh_acts_new_operation (type, target, target->policy_id, caller, kh_act_get_time (act));
  plan_stores (operation, source, change->object);
  kh_value_set_text (&after->active_operation_id, operation->id);
  kh_act_put_environment (act, after);
  kh_act_put_operation (act, operation);
  refuse_data (self, target,
               "The environment is being replaced and cannot be used until that ends");
  kh_environment_data_admit (self, target->id);
  if (!kh_act_commit (&act, error))
    return NULL;
  kh_runs_start (self, operation);
  return g_steal_pointer (&operation);
}

static KhOperation *
run_copy (KhTenant *self, KhCaller *caller, const KhActFacts *facts, const KhChange *change,
          GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);

  return start (self, caller, facts, change, kh_estate_get_environment (estate, change->object),
                error);
}

KhOperation *
kh_tenant_environment_copy (KhTenant *self, KhCaller *caller, const char *text, const char *onto,
                            GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhEnvironment *source = kh_acts_find_environment (estate, text, error);
  const KhEnvironment *target =
      source != NULL ? kh_acts_find_environment (estate, onto, error) : NULL;
  KhActFacts facts = { "environment.copy", KH_VERB_ENVIRONMENT, "environment", NULL, onto, NULL };
  g_autoptr (KhChange) change = NULL;

  if (target == NULL)
    return NULL;
  facts.target_id = target->id;
  facts.target = target->name;
  facts.detail = source->id;
  if (!kh_act_allowed (self, caller, &facts, error)
      || !kh_environment_allows_data_of (estate, target, source, kh_tenant_now (self), error))
    return NULL;
  change = kh_change_new_for_environment (KH_CHANGE_REPLACE_DATA, target->id);
  change->object = g_strdup (source->id);
  return run_copy (self, caller, &facts, change, error);
}

/* --- Restore ---------------------------------------------------------------------------------- */

static KhOperation *
run_restore (KhTenant *self, KhCaller *caller, const KhActFacts *facts, const KhChange *change,
             GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  const KhEnvironment *target = kh_estate_get_environment (estate, change->environment_id);
  g_autoptr (KhBackupInfo) info =
      kh_sent_backups_load (self, change->environment_id, change->object, error);

  if (info == NULL
      || !kh_environment_allows_restore (estate, target, info->environment, kh_tenant_now (self),
                                         error))
    return NULL;
  return start (self, caller, facts, change, info->environment, error);
}

static const KhEnvironment *
find_target (KhTenant *self, KhCaller *caller, const KhEstate *estate, const char *text,
             const char *sent, KhActFacts *facts, GError **error)
{
  const KhEnvironment *target = kh_acts_find_environment (estate, text, error);

  if (target == NULL)
    return NULL;
  facts->target_id = target->id;
  facts->target = target->name;
  facts->detail = sent;
  if (!kh_act_allowed (self, caller, facts, error))
    return NULL;
  if (kh_id_is_guid (sent))
    return target;
  kh_set_error (error, KH_ERROR_ARGUMENT, "%s is not the id of a backup that was sent", sent);
  return NULL;
}

KhOperation *
kh_tenant_environment_restore (KhTenant *self, KhCaller *caller, const char *text, const char *sent,
                               GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  KhActFacts facts = {
    "environment.restore", KH_VERB_ENVIRONMENT, "environment", NULL, text, NULL
  };
  const KhEnvironment *target = find_target (self, caller, estate, text, sent, &facts, error);
  g_autoptr (KhChange) change = NULL;

  if (target == NULL)
    return NULL;
  change = kh_change_new_for_environment (KH_CHANGE_RESTORE_DATA, target->id);
  change->object = g_strdup (sent);
  return run_restore (self, caller, &facts, change, error);
}

gboolean
kh_tenant_restore_drop (KhTenant *self, KhCaller *caller, const char *text, const char *sent,
                        GError **error)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self);
  KhActFacts facts = {
    "environment.restore", KH_VERB_ENVIRONMENT, "environment", NULL, text, NULL
  };
  const KhEnvironment *target = find_target (self, caller, estate, text, sent, &facts, error);
  g_autofree char *name = target != NULL ? kh_sent_backups_name (target->id, sent) : NULL;

  if (target == NULL)
    return FALSE;
  if (kh_sent_backups_is_old (estate, name))
    kh_sent_backups_remove (self, target->id, sent);
  return TRUE;
}

gboolean
kh_acts_replace (KhTenant *self, KhCaller *caller, const KhActFacts *facts, const KhChange *change,
                 GError **error)
{
  g_autoptr (KhOperation) operation = NULL;

  if (change->kind == KH_CHANGE_RESET_ENVIRONMENT)
    return run_reset (self, caller, facts, change, error);
  operation = change->kind == KH_CHANGE_RESTORE_DATA
                  ? run_restore (self, caller, facts, change, error)
                  : run_copy (self, caller, facts, change, error);
  return operation != NULL;
}
