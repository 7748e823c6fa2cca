/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locking environments: refuse and wipe first, then make the state durable. */
#include "kh-lock.h"

#include "kh-act.h"
#include "kh-backup-uses.h"
#include "kh-environment-data.h"
#include "kh-lock-rule.h"
#include "kh-log.h"
#include "kh-machine.h"
#include "kh-runs.h"
#include "kh-vaults.h"

static void
refuse_data (KhTenant *tenant, const KhEnvironment *environment)
{
  g_autoptr (GError) locked = NULL;

  kh_set_error_facts (&locked, KH_ERROR_LOCKED, environment->name, "CustomerManagedKeyRevoked",
                      NULL, "The environment is locked: its key cannot be used");
  kh_environment_data_refuse (tenant, environment->id, locked);
}

static KhOperation *
paused_operation (const KhEstate *estate, const KhEnvironment *environment)
{
  const KhOperation *operation = kh_estate_active_operation (estate, environment);
  KhOperation *paused;

  if (operation == NULL)
    return NULL;
  paused = kh_operation_copy (operation);
  if (!kh_operation_machine_step (operation->state, KH_OPERATION_EVENT_PAUSE, &paused->state, NULL))
    g_clear_pointer (&paused, kh_operation_unref);
  return paused;
}

/* A lock is never left out because it cannot be stored: the data is refused already, and at the
 * next start the same facts lock it again. @cause: (nullable): whose call it follows from. */
static void
store_lock (KhTenant *tenant, KhEnvironment *locked, KhOperation *paused, KhCaller *cause)
{
  g_autoptr (KhCaller) platform = kh_caller_new_platform_for (cause);
  g_autoptr (GError) error = NULL;
  KhActFacts facts = { "environment.lock", KH_VERB_LOCK,
                       "environment",      locked->id,
                       locked->name,       kh_trigger_to_string (locked->lock_cause.trigger) };
  g_autoptr (KhAct) act = kh_act_begin (tenant, platform, &facts, NULL, &error);
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);

  if (act != NULL) {
    kh_act_put_environment (act, locked);
    if (paused != NULL)
      kh_act_put_operation (act, paused);
    if (kh_act_commit (&act, &error))
      return;
  }
  kh_warning ("The lock of %s is in force, and could not be stored: %s", locked->name,
              error->message);
  kh_tenant_publish (tenant, kh_estate_with_environment (estate, locked));
}

/* What a copy makes is not under the leases of the environment; its keys go with its run, at the
 * next buffer. */
static void
stop_copy (KhTenant *tenant, const KhEstate *estate, const KhEnvironment *environment)
{
  const KhOperation *operation = kh_estate_active_operation (estate, environment);

  if (operation != NULL && kh_operation_replaces_data (operation))
    kh_runs_cancel (tenant, environment->id);
}

static void
lock_environment (KhTenant *tenant, const KhEnvironment *environment, KhTrigger trigger,
                  const KhDekRef *ref, KhCaller *caller)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  KhTime now = kh_tenant_now (tenant);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhOperation) paused = NULL;
  g_autoptr (KhEnvironment) locked = NULL;

  refuse_data (tenant, environment);
  stop_copy (tenant, estate, environment);
  if (ref != NULL && ref->vault != NULL)
    kh_key_cache_drop (tenant->key_cache, ref->vault, ref->key);
  locked = kh_environment_step (environment, KH_ENVIRONMENT_EVENT_ACCESS_LOST, now, NULL, &error);
  if (locked == NULL) {
    kh_warning ("%s was not locked: %s", environment->name, error->message);
    return;
  }
  kh_environment_set_lock_cause (locked, trigger, ref, caller != NULL ? caller->account_id : NULL,
                                 now);
  locked->lock_cause.planned = caller != NULL && caller->approval != NULL;
  paused = paused_operation (estate, environment);
  store_lock (tenant, locked, paused, caller);
}

static gboolean
can_lock (const KhEnvironment *environment)
{
  return environment->state == KH_ENVIRONMENT_STATE_READY
         || environment->state == KH_ENVIRONMENT_STATE_ENCRYPTING
         || environment->state == KH_ENVIRONMENT_STATE_REVERTING;
}

void
kh_lock_what_lost_access (KhTenant *tenant, KhCaller *caller)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  KhTime now = kh_tenant_now (tenant);

  for (guint i = 0; i < kh_estate_n_environments (estate); i++) {
    const KhEnvironment *environment = kh_estate_environment_at (estate, i);
    KhTriggers triggers;

    if (!can_lock (environment))
      continue;
    triggers = kh_environment_get_triggers (estate, environment, now);
    if (triggers != 0)
      lock_environment (tenant, environment, kh_triggers_get_first (triggers),
                        kh_environment_get_lost_dek (estate, environment, now), caller);
  }
}

static void
put_cause (KhTenant *tenant, KhEnvironment *followed)
{
  g_autoptr (KhCaller) platform = kh_caller_new_platform ();
  g_autoptr (GError) error = NULL;
  KhActFacts facts = { "environment.lock-cause",
                       KH_VERB_LOCK,
                       "environment",
                       followed->id,
                       followed->name,
                       kh_trigger_to_string (followed->lock_cause.trigger) };
  g_autoptr (KhAct) act = kh_act_begin (tenant, platform, &facts, NULL, &error);

  if (act != NULL)
    kh_act_put_environment (act, followed);
  if (act == NULL || !kh_act_commit (&act, &error))
    kh_warning ("Why %s is locked could not be stored: %s", followed->name, error->message);
}

void
kh_lock_follow_causes (KhTenant *tenant)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  KhTime now = kh_tenant_now (tenant);

  for (guint i = 0; i < kh_estate_n_environments (estate); i++) {
    g_autoptr (KhEnvironment) followed =
        kh_environment_follow_cause (estate, kh_estate_environment_at (estate, i), now);

    if (followed != NULL)
      put_cause (tenant, followed);
  }
}

void
kh_lock_users_of (KhTenant *tenant, const KhPolicy *policy, const KhDekRef *ref)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  g_autoptr (GPtrArray) environments = kh_estate_environments_of_policy (estate, policy->id);

  for (guint i = 0; i < environments->len; i++) {
    const KhEnvironment *environment = environments->pdata[i];

    if (can_lock (environment)
        && kh_environment_uses (environment, ref->vault, ref->key, ref->version))
      lock_environment (tenant, environment, KH_TRIGGER_VAULT_UNREADABLE, ref, NULL);
  }
}

/* --- Clocks that ran out -------------------------------------------------------------------------
 */

/* (transfer full) (nullable): what waited for the key has nothing left to go on with. */
static KhOperation *
cancelled_operation (const KhEstate *estate, const KhEnvironment *environment, KhTime now)
{
  const KhOperation *operation = kh_estate_active_operation (estate, environment);
  KhOperation *cancelled;

  if (operation == NULL)
    return NULL;
  cancelled = kh_operation_copy (operation);
  if (!kh_operation_machine_step (operation->state, KH_OPERATION_EVENT_CANCEL, &cancelled->state,
                                  NULL))
    g_clear_pointer (&cancelled, kh_operation_unref);
  if (cancelled != NULL) {
    cancelled->ended_at = now;
    kh_value_set_text (&cancelled->error, "The environment is gone");
  }
  return cancelled;
}

static void
end_environment (KhTenant *tenant, const KhEnvironment *environment, KhTime now)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  g_autoptr (KhOperation) cancelled = cancelled_operation (estate, environment, now);
  g_autoptr (KhCaller) platform = kh_caller_new_platform ();
  g_autoptr (GError) error = NULL;
  KhActFacts facts = { "environment.gone", KH_VERB_ENVIRONMENT, "environment",
                       environment->id,    environment->name,   NULL };
  g_autoptr (KhEnvironment) gone =
      kh_environment_step (environment, KH_ENVIRONMENT_EVENT_CLOCK_ENDED, now, NULL, &error);
  g_autoptr (KhAct) act = NULL;

  if (gone != NULL)
    act = kh_act_begin (tenant, platform, &facts, NULL, &error);
  if (act != NULL) {
    refuse_data (tenant, environment);
    kh_value_set_text (&gone->active_operation_id, NULL);
    kh_act_put_environment (act, gone);
    kh_act_set_estate (act,
                       kh_backup_uses_forget (kh_act_get_estate (act), gone->id, KH_TIME_NONE));
    if (cancelled != NULL)
      kh_act_put_operation (act, cancelled);
    kh_act_delete_deks_of (act, environment->id);
    if (kh_act_commit (&act, &error)) {
      kh_environment_data_remove (tenant, environment);
      return;
    }
  }
  kh_warning ("%s could not be ended: %s", environment->name, error->message);
}

static void
purge (KhTenant *tenant, const char *action, const char *target, KhChange *change)
{
  g_autoptr (KhCaller) platform = kh_caller_new_platform ();
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  g_autoptr (GError) error = NULL;
  KhActFacts facts = { action, KH_VERB_VAULT, "vault", target, target, "retention" };
  g_autoptr (KhAct) act = NULL;
  KhEstate *after = kh_change_apply (estate, change, kh_tenant_now (tenant), &error);

  if (after == NULL)
    return;
  act = kh_act_begin (tenant, platform, &facts, NULL, &error);
  if (act == NULL) {
    kh_estate_unref (after);
    return;
  }
  kh_act_set_estate (act, after);
  if (kh_act_commit (&act, &error) && change->kind == KH_CHANGE_PURGE_VAULT)
    kh_vaults_purge (tenant, change->vault, NULL);
}

static void
end_retention (KhTenant *tenant, const KhEstate *estate, KhTime now)
{
  for (guint i = 0; i < kh_estate_n_keys (estate); i++) {
    const KhKey *key = kh_estate_key_at (estate, i);
    g_autoptr (KhChange) change = NULL;

    if (key->scheduled_purge_at == KH_TIME_NONE || key->scheduled_purge_at > now)
      continue;
    change = kh_change_new_for_key (KH_CHANGE_PURGE_KEY, key->vault, key->name, NULL);
    purge (tenant, "key.purge", key->name, change);
  }
  for (guint i = 0; i < kh_estate_n_secrets (estate); i++) {
    const KhVaultSecret *secret = kh_estate_secret_at (estate, i);
    g_autoptr (KhChange) change = NULL;

    if (secret->scheduled_purge_at == KH_TIME_NONE || secret->scheduled_purge_at > now)
      continue;
    change = kh_change_new_for_secret (KH_CHANGE_PURGE_SECRET, secret->vault, secret->name);
    purge (tenant, "secret.purge", secret->name, change);
  }
  for (guint i = 0; i < kh_estate_n_vaults (estate); i++) {
    const KhVault *vault = kh_estate_vault_at (estate, i);
    g_autoptr (KhChange) change = NULL;

    if (vault->state != KH_VAULT_STATE_DELETED || vault->scheduled_purge_at == KH_TIME_NONE
        || vault->scheduled_purge_at > now)
      continue;
    change = kh_change_new_for_vault (KH_CHANGE_PURGE_VAULT, vault->name);
    purge (tenant, "vault.purge", vault->name, change);
  }
}

void
kh_lock_end_clocks (KhTenant *tenant)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  KhTime now = kh_tenant_now (tenant);

  if (kh_clock_is_suspect (tenant->clock))
    return;
  for (guint i = 0; i < kh_estate_n_environments (estate); i++) {
    const KhEnvironment *environment = kh_estate_environment_at (estate, i);

    if (environment->deletion_at != KH_TIME_NONE && environment->deletion_at <= now
        && !kh_environment_is_in_doubt (estate, environment, now)
        && (environment->state == KH_ENVIRONMENT_STATE_LOCKED
            || environment->state == KH_ENVIRONMENT_STATE_DELETED))
      end_environment (tenant, environment, now);
  }
  end_retention (tenant, estate, now);
}
