/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The health monitor and the dates. */
#include "kh-settle.h"

#include "kh-approval.h"
#include "kh-environment-data.h"
#include "kh-estate-diff.h"
#include "kh-finding-watch.h"
#include "kh-lock-rule.h"
#include "kh-lock.h"
#include "kh-log.h"
#include "kh-probe.h"
#include "kh-request-timer.h"
#include "kh-rewrap.h"
#include "kh-rotation-timer.h"
#include "kh-runs.h"
#include "kh-vaults.h"

#define PROBE_EVERY (60 * G_USEC_PER_SEC)
#define SIGN_AFTER (60 * KH_SECOND)

/* --- Publishing ------------------------------------------------------------------------------- */

/* Decoded keys of what changed go once everybody sees the change: a call that still saw the old
 * estate began before the drop, so it cannot bring its key back. */
static gboolean
note_change (KhValueKind kind, gconstpointer before, gconstpointer after, gpointer data)
{
  KhTenant *tenant = data;
  gconstpointer value = after != NULL ? after : before;
  g_autofree char *id = NULL;

  if (kind == KH_VALUE_KEY) {
    const KhKey *key = value;

    kh_key_cache_drop (tenant->key_cache, key->vault, key->name);
    kh_rewrap_forget_failures (tenant);
    id = g_strdup_printf ("%s/%s", key->vault, key->name);
  } else if (kind == KH_VALUE_SECRET) {
    const KhVaultSecret *secret = value;

    id = g_strdup_printf ("%s/%s", secret->vault, secret->name);
  } else if (kind == KH_VALUE_VAULT) {
    kh_key_cache_drop (tenant->key_cache, ((const KhVault *)value)->name, NULL);
    id = g_strdup (((const KhVault *)value)->name);
  } else if (kind == KH_VALUE_ENVIRONMENT) {
    id = g_strdup (((const KhEnvironment *)value)->id);
  } else if (kind == KH_VALUE_POLICY) {
    id = g_strdup (((const KhPolicy *)value)->id);
  } else if (kind == KH_VALUE_OPERATION) {
    id = g_strdup (((const KhOperation *)value)->id);
  } else if (kind == KH_VALUE_PETITION) {
    id = g_strdup (((const KhPetition *)value)->id);
  }
  kh_change_log_add (tenant->changes, kh_value_kind_to_string (kind), id != NULL ? id : "");
  return TRUE;
}

/* Progress of an operation says nothing about the rules; everything else may. */
static gboolean
is_operation (KhValueKind kind, gconstpointer before, gconstpointer after, gpointer data)
{
  return kind == KH_VALUE_OPERATION;
}

void
kh_tenant_publish (KhTenant *self, KhEstate *estate)
{
  KhEstate *before;

  g_mutex_lock (&self->estate_lock);
  before = self->estate;
  self->estate = estate;
  g_mutex_unlock (&self->estate_lock);
  kh_estate_diff (before, estate, note_change, self);
  if (!kh_estate_diff (before, estate, is_operation, NULL))
    kh_finding_watch_note (self);
  kh_estate_unref (before);
}

/* --- Health and status -------------------------------------------------------------------------
 */

static void
put_health (KhTenant *tenant, KhCaller *caller, const KhPolicy *policy, KhHealth health,
            char *reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhPolicy) after = kh_policy_copy (policy);
  KhActFacts facts = { "policy.health", KH_VERB_POLICY, "policy",
                       policy->id,      policy->name,   kh_health_to_string (health) };
  g_autoptr (KhAct) act = kh_act_begin (tenant, caller, &facts, NULL, &error);

  after->health = health;
  kh_value_set_text (&after->health_reason, reason);
  if (act != NULL)
    kh_act_put_policy (act, after);
  if (act == NULL || !kh_act_commit (&act, &error))
    kh_warning ("The health of %s could not be stored: %s", policy->name, error->message);
}

/* The version before still opens what could not be moved to the policy's own. */
static KhHealth
mark_left_behind (KhTenant *tenant, const KhPolicy *policy, char **reason)
{
  const char *failure = kh_rewrap_get_policy_failure (tenant, policy->id);

  if (failure == NULL)
    return KH_HEALTH_HEALTHY;
  g_free (*reason);
  *reason = g_strdup_printf ("Its key version was not taken up: %s", failure);
  return KH_HEALTH_WARNING;
}

static void
update_health (KhTenant *tenant, KhCaller *caller)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);

  for (guint i = 0; i < kh_estate_n_policies (estate); i++) {
    const KhPolicy *policy = kh_estate_policy_at (estate, i);
    gboolean probed = g_hash_table_contains (tenant->probed, policy->id);
    g_autofree char *reason = NULL;
    KhHealth health;

    if (!kh_policy_is_live (policy))
      continue;
    health = kh_policy_get_health (estate, policy, probed, kh_tenant_now (tenant), &reason);
    if (health == KH_HEALTH_HEALTHY)
      health = mark_left_behind (tenant, policy, &reason);
    if (health != policy->health || g_strcmp0 (reason, policy->health_reason) != 0)
      put_health (tenant, caller, policy, health, reason);
  }
}

static void
put_status (KhTenant *tenant, KhCaller *caller, const KhEnvironment *environment,
            KhEncryptionStatus status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhEnvironment) after = kh_environment_copy (environment);
  KhActFacts facts = { "environment.status", KH_VERB_ENVIRONMENT,
                       "environment",        environment->id,
                       environment->name,    kh_encryption_status_to_string (status) };
  g_autoptr (KhAct) act = kh_act_begin (tenant, caller, &facts, NULL, &error);

  after->encryption_status = status;
  if (act != NULL)
    kh_act_put_environment (act, after);
  if (act == NULL || !kh_act_commit (&act, &error))
    kh_warning ("The status of %s could not be stored: %s", environment->name, error->message);
}

static void
update_status (KhTenant *tenant, KhCaller *caller)
{
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);

  for (guint i = 0; i < kh_estate_n_environments (estate); i++) {
    const KhEnvironment *environment = kh_estate_environment_at (estate, i);
    gboolean failed = environment->encryption_status == KH_ENCRYPTION_STATUS_FAILED;
    KhEncryptionStatus status;

    if (environment->state != KH_ENVIRONMENT_STATE_READY || environment->policy_id == NULL)
      continue;
    status = kh_environment_get_status (estate, environment, failed, kh_tenant_now (tenant));
    if (status == KH_ENCRYPTION_STATUS_ENCRYPTED
        && kh_rewrap_get_failure (tenant, environment->id) != NULL)
      status = KH_ENCRYPTION_STATUS_WARNING;
    if (status != environment->encryption_status)
      put_status (tenant, caller, environment, status);
  }
}

/* --- Looking -----------------------------------------------------------------------------------
 */

void
kh_tenant_settle (KhTenant *self, KhCaller *caller, gboolean probe)
{
  g_autoptr (KhCaller) platform = kh_caller_new_platform ();

  /* Acts settle what follows from them; the acts made here need no second look. */
  if (self->settling)
    return;
  self->settling = TRUE;
  if (probe)
    kh_vaults_retry (self);
  kh_rotation_timer_rescue (self);
  kh_lock_what_lost_access (self, caller);
  if (probe)
    kh_probe_policies (self);
  kh_lock_follow_causes (self);
  if (probe)
    kh_rewrap_forget_failures (self);
  kh_rewrap_followers (self, FALSE);
  update_health (self, platform);
  update_status (self, platform);
  kh_request_timer_look (self, platform);
  kh_approval_complete_cut_off (self, platform);
  kh_finding_watch_look (self);
  self->settling = FALSE;
  kh_rotation_timer_start (self);
}

KhTime
kh_tenant_get_hold_time (KhTenant *self)
{
  KhTime now = kh_tenant_now (self);

  if (!kh_clock_is_suspect (self->clock))
    return now;
  return MIN (now, self->clock_saved + kh_clock_get_shift (self->clock));
}

/* A time that nobody has accepted is not stored: the next start has to doubt it again. */
void
kh_settle_save_clock (KhTenant *tenant)
{
  KhTime highest = kh_clock_is_suspect (tenant->clock) ? tenant->clock_saved
                                                       : kh_clock_get_highest (tenant->clock);
  gint64 shift = kh_clock_get_shift (tenant->clock);
  g_autoptr (GError) error = NULL;
  KhAuditPosition position;

  if (tenant->audit == NULL || tenant->store == NULL)
    return;
  position = kh_audit_log_get_position (tenant->audit);
  if (kh_tenant_store_begin (tenant->store, &error)
      && (!kh_tenant_store_put_clock (tenant->store, highest, shift, &error)
          || !kh_tenant_store_put_audit_position (tenant->store, &position, &error)
          || !kh_tenant_store_commit (tenant->store, &error)))
    kh_tenant_store_rollback (tenant->store);
  if (error != NULL)
    kh_warning ("The clock could not be stored: %s", error->message);
  tenant->clock_saved = highest;
}

static void
tend_audit (KhTenant *tenant)
{
  g_autoptr (GError) error = NULL;
  KhTime unsigned_since = kh_audit_log_get_unsigned_since (tenant->audit);

  if (kh_audit_log_get_broken (tenant->audit) != NULL)
    return;
  if (kh_audit_log_needs_sync (tenant->audit) && !kh_audit_log_sync (tenant->audit, &error))
    kh_warning ("The audit log could not be made durable: %s", error->message);
  g_clear_error (&error);
  if (unsigned_since != KH_TIME_NONE && kh_tenant_now (tenant) - unsigned_since >= SIGN_AFTER
      && !kh_audit_log_checkpoint (tenant->audit, &error))
    kh_warning ("The audit log could not be signed: %s", error->message);
}

/* Once for every jump. */
static void
warn_of_jump (KhTenant *tenant)
{
  gboolean suspect = kh_clock_is_suspect (tenant->clock);

  if (suspect && !tenant->clock_doubted)
    kh_message (
        "The clock has jumped by more than a day: nothing is deleted, purged or freed until "
        "an owner accepts the new time (keyholdctl tenant clock accept)");
  tenant->clock_doubted = suspect;
}

static void
tick_work (gpointer data, gpointer unused)
{
  KhTenant *tenant = data;
  g_autoptr (KhCaller) platform = kh_caller_new_platform ();
  gint64 now = g_get_monotonic_time ();
  gboolean probe = tenant->last_probe < 0 || now - tenant->last_probe >= PROBE_EVERY;

  warn_of_jump (tenant);
  if (probe)
    tenant->last_probe = now;
  kh_lock_end_clocks (tenant);
  kh_tenant_settle (tenant, platform, probe);
  tend_audit (tenant);
  if (!kh_clock_is_suspect (tenant->clock)
      && kh_clock_get_highest (tenant->clock) - tenant->clock_saved >= KH_HOUR)
    kh_settle_save_clock (tenant);
}

/* Runs on the ticker's thread: hands the look to the worker and says when to look again. */
static gint64
tick (gpointer data)
{
  KhTenant *tenant = data;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (tenant);
  KhTime now = kh_tenant_now (tenant);
  KhTime next = kh_next_date (estate, now);
  gint64 delay = 60 * KH_SECOND;

  kh_worker_post (tenant->worker, tick_work, tenant, NULL);
  if (next != KH_TIME_NONE)
    delay = CLAMP (next - now + 1000, 1000, delay);
  return delay;
}

/* A second from now is early enough for notices and late enough to gather them. */
void
kh_tenant_wake (KhTenant *self)
{
  if (self->ticker != NULL)
    kh_ticker_hurry (self->ticker, KH_SECOND);
}

static gpointer
start_work (gpointer data, GCancellable *cancellable, GError **error)
{
  KhTenant *tenant = data;
  g_autoptr (KhCaller) platform = kh_caller_new_platform ();

  warn_of_jump (tenant);
  kh_rewrap_sweep (tenant);
  kh_tenant_settle (tenant, platform, TRUE);
  kh_runs_resume (tenant);
  return NULL;
}

void
kh_settle_start (KhTenant *tenant)
{
  tenant->last_probe = g_get_monotonic_time ();
  kh_worker_run (tenant->worker, start_work, tenant, NULL, NULL);
  tenant->ticker = kh_ticker_new (tick, tenant);
}
