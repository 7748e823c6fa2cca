/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lock rule, policy health and the next date (model.md 3). */

#include "kh-lock-rule.h"

#include "kh-limits.h"
#include "kh-rotation.h"

static const KhPolicy *
get_policy (const KhEstate *estate, const KhEnvironment *environment)
{
  return environment->policy_id != NULL ? kh_estate_get_policy (estate, environment->policy_id)
                                        : NULL;
}

/* Two stores are often wrapped by the same version: it is looked at once. */
static gboolean
is_same_key (const KhDekRef *a, const KhDekRef *b)
{
  return a != NULL && kh_dek_ref_uses (a, b->vault, b->key, b->version);
}

/* Adds up what is lost; @lost (nullable) gets the first data key that cannot be unwrapped. */
static KhTriggers
scan (const KhEstate *estate, const KhEnvironment *environment, KhTime now, const KhDekRef **lost)
{
  const KhPolicy *policy = get_policy (estate, environment);
  const KhDekRef *last = NULL;
  KhTriggers triggers = 0;
  for (guint i = 0; i < KH_STORE_N; i++)
    for (guint j = 0; j < environment->stores[i].deks->len; j++) {
      const KhDekRef *dek = g_ptr_array_index (environment->stores[i].deks, j);
      if (dek->owner != KH_KEY_OWNER_CUSTOMER || is_same_key (last, dek))
        continue;
      KhTriggers found = kh_access_get_triggers (estate, policy, dek, now);
      if (found != 0 && triggers == 0 && lost != NULL)
        *lost = dek;
      triggers |= found;
      last = dek;
    }
  return triggers;
}

KhTriggers
kh_environment_get_triggers (const KhEstate *estate, const KhEnvironment *environment, KhTime now)
{
  return scan (estate, environment, now, NULL);
}

const KhDekRef *
kh_environment_get_lost_dek (const KhEstate *estate, const KhEnvironment *environment, KhTime now)
{
  const KhDekRef *lost = NULL;
  scan (estate, environment, now, &lost);
  return lost;
}

gboolean
kh_environment_is_open (const KhEstate *estate, const KhEnvironment *environment, KhTime now)
{
  switch (environment->state) {
  case KH_ENVIRONMENT_STATE_READY:
  case KH_ENVIRONMENT_STATE_ENCRYPTING:
  case KH_ENVIRONMENT_STATE_REVERTING:
    return kh_environment_get_triggers (estate, environment, now) == 0;
  case KH_ENVIRONMENT_STATE_PROVISIONING:
  case KH_ENVIRONMENT_STATE_LOCKED:
  case KH_ENVIRONMENT_STATE_RE_ENABLING:
  case KH_ENVIRONMENT_STATE_DELETED:
  case KH_ENVIRONMENT_STATE_GONE:
    return FALSE;
  }
  return FALSE;
}

static KhTriggers
get_attached_triggers (const KhEstate *estate, const KhPolicy *policy, KhTime now)
{
  g_autoptr (GPtrArray) environments = kh_estate_environments_of_policy (estate, policy->id);
  KhTriggers triggers = 0;
  for (guint i = 0; i < environments->len; i++)
    triggers |= kh_environment_get_triggers (estate, g_ptr_array_index (environments, i), now);
  return triggers;
}

static gboolean
expires_soon (const KhEstate *estate, const KhPolicy *policy, KhTime now)
{
  const KhKey *key = kh_estate_get_key (estate, policy->vault, policy->key);
  const KhKeyVersion *version = key != NULL ? kh_key_get_version (key, policy->version) : NULL;
  return version != NULL && version->exp != KH_TIME_NONE && version->exp - now <= KH_EXPIRY_NOTICE;
}

static KhHealth
judge (const KhEstate *estate, const KhPolicy *policy, KhTime now, const char **reason)
{
  KhTriggers lost = get_attached_triggers (estate, policy, now);
  if (lost != 0) {
    *reason = kh_trigger_get_text (kh_triggers_get_first (lost));
    return KH_HEALTH_UNHEALTHY;
  }
  KhTriggers current = kh_access_get_version_triggers (estate, policy, policy->version, now);
  if (current != 0) {
    *reason = kh_trigger_get_text (kh_triggers_get_first (current));
    return KH_HEALTH_WARNING;
  }
  if (expires_soon (estate, policy, now)) {
    *reason = "The key expires within 30 days.";
    return KH_HEALTH_WARNING;
  }
  return KH_HEALTH_HEALTHY;
}

KhHealth
kh_policy_get_health (const KhEstate *estate, const KhPolicy *policy, gboolean probed, KhTime now,
                      char **reason)
{
  const char *text = NULL;
  KhHealth health = judge (estate, policy, now, &text);
  if (!probed && health != KH_HEALTH_UNHEALTHY) {
    text = "Access has not been tried yet.";
    health = KH_HEALTH_UNDETERMINED;
  }
  if (reason != NULL)
    *reason = g_strdup (text);
  return health;
}

static gboolean
is_wholly_covered (const KhEnvironment *environment)
{
  for (guint i = 0; i < KH_STORE_N; i++)
    if (kh_store_kind_is_covered (i)
        && kh_environment_get_key_owner (environment, i) != KH_KEY_OWNER_CUSTOMER)
      return FALSE;
  return TRUE;
}

KhEncryptionStatus
kh_environment_get_status (const KhEstate *estate, const KhEnvironment *environment,
                           gboolean failed, KhTime now)
{
  if (failed)
    return KH_ENCRYPTION_STATUS_FAILED;
  if (kh_environment_get_managed_by (environment) == KH_KEY_OWNER_PLATFORM)
    return KH_ENCRYPTION_STATUS_NOT_ENCRYPTED;
  if (!is_wholly_covered (environment) || kh_environment_count_staying (environment) > 0)
    return KH_ENCRYPTION_STATUS_WARNING;
  /* A locked environment stays Encrypted: the warning is for one that still works. */
  const KhPolicy *policy = get_policy (estate, environment);
  if (policy == NULL || kh_environment_get_triggers (estate, environment, now) != 0)
    return KH_ENCRYPTION_STATUS_ENCRYPTED;
  return kh_access_get_version_triggers (estate, policy, policy->version, now) != 0
             ? KH_ENCRYPTION_STATUS_WARNING
             : KH_ENCRYPTION_STATUS_ENCRYPTED;
}

KhTime
kh_environment_deletion_time (KhEnvironmentType type, KhTime lost_at)
{
  gboolean production = type == KH_ENVIRONMENT_TYPE_PRODUCTION;
  return lost_at + (production ? KH_LOCKED_PRODUCTION_LIFE : KH_LOCKED_OTHER_LIFE);
}

KhTime
kh_environment_get_lock_end (const KhEnvironment *environment)
{
  const KhLockCause *cause = &environment->lock_cause;
  if (cause->trigger == KH_TRIGGER_VAULT_UNREADABLE)
    return KH_TIME_NONE;
  return kh_environment_deletion_time (
      environment->type, cause->trigger != KH_TRIGGER_NONE ? cause->at : environment->locked_at);
}

gboolean
kh_environment_is_in_doubt (const KhEstate *estate, const KhEnvironment *environment, KhTime now)
{
  if (environment->state != KH_ENVIRONMENT_STATE_LOCKED)
    return FALSE;
  KhTriggers triggers = kh_environment_get_triggers (estate, environment, now);
  KhTrigger first =
      triggers != 0 ? kh_triggers_get_first (triggers) : environment->lock_cause.trigger;
  return first == KH_TRIGGER_VAULT_UNREADABLE;
}

KhEnvironment *
kh_environment_follow_cause (const KhEstate *estate, const KhEnvironment *environment, KhTime now)
{
  if (environment->state != KH_ENVIRONMENT_STATE_LOCKED)
    return NULL;
  KhTriggers triggers = kh_environment_get_triggers (estate, environment, now);
  KhTrigger first = triggers != 0 ? kh_triggers_get_first (triggers) : KH_TRIGGER_NONE;
  gboolean stands_still = environment->lock_cause.trigger == KH_TRIGGER_VAULT_UNREADABLE
                          && environment->deletion_at == KH_TIME_NONE;
  if (first == KH_TRIGGER_NONE || (first == KH_TRIGGER_VAULT_UNREADABLE) == stands_still)
    return NULL;
  KhEnvironment *result = kh_environment_copy (environment);
  kh_environment_set_lock_cause (result, first,
                                 kh_environment_get_lost_dek (estate, environment, now), NULL, now);
  return result;
}

static void
consider (KhTime *next, KhTime candidate, KhTime now)
{
  if (candidate != KH_TIME_NONE && candidate > now && (*next == KH_TIME_NONE || candidate < *next))
    *next = candidate;
}

static void
consider_key (KhTime *next, const KhKey *key, KhTime now)
{
  consider (next, key->scheduled_purge_at, now);
  consider (next, kh_key_get_rotation_time (key), now);
  for (guint i = 0; i < key->versions->len; i++) {
    const KhKeyVersion *version = g_ptr_array_index (key->versions, i);
    consider (next, version->nbf, now);
    consider (next, version->exp, now);
  }
}

KhTime
kh_next_date (const KhEstate *estate, KhTime now)
{
  KhTime next = KH_TIME_NONE;
  for (guint i = 0; i < kh_estate_n_keys (estate); i++)
    consider_key (&next, kh_estate_key_at (estate, i), now);
  for (guint i = 0; i < kh_estate_n_secrets (estate); i++)
    consider (&next, kh_estate_secret_at (estate, i)->scheduled_purge_at, now);
  for (guint i = 0; i < kh_estate_n_vaults (estate); i++)
    consider (&next, kh_estate_vault_at (estate, i)->scheduled_purge_at, now);
  for (guint i = 0; i < kh_estate_n_environments (estate); i++)
    consider (&next, kh_estate_environment_at (estate, i)->deletion_at, now);
  for (guint i = 0; i < kh_estate_n_petitions (estate); i++)
    consider (&next, kh_estate_petition_at (estate, i)->expires_at, now);
  return next;
}
