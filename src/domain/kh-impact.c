/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes an impact by comparing the estate before and after a change. */

#include "kh-impact-private.h"

#include "kh-backup-uses.h"
#include "kh-limits.h"
#include "kh-lock-rule.h"
#include "kh-role-check.h"

G_DEFINE_BOXED_TYPE (KhImpact, kh_impact, kh_impact_ref, kh_impact_unref)

KhImpact *
kh_impact_ref (const KhImpact *self)
{
  KhImpact *mutable = (KhImpact *)self;
  g_atomic_ref_count_inc (&mutable->refs);
  return mutable;
}

void
kh_impact_unref (KhImpact *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->trigger);
  g_free (self->target);
  g_free (self->confirm_name);
  g_ptr_array_unref (self->environments);
  g_ptr_array_unref (self->policies);
  g_ptr_array_unref (self->holds);
  g_strfreev (self->backups);
  g_strfreev (self->way_back);
  g_free (self);
}

static void
environment_free (gpointer data)
{
  KhImpactEnvironment *self = data;
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

static void
policy_free (gpointer data)
{
  KhImpactPolicy *self = data;
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

static KhImpact *
impact_new (const KhEstate *estate, const KhChange *change)
{
  KhImpact *self = g_new0 (KhImpact, 1);
  g_atomic_ref_count_init (&self->refs);
  self->kind = change->kind;
  self->trigger = g_strdup (kh_change_kind_to_string (change->kind));
  self->target = kh_change_get_target (estate, change);
  self->confirm_name = kh_change_get_confirm_name (estate, change);
  self->environments = g_ptr_array_new_with_free_func (environment_free);
  self->policies = g_ptr_array_new_with_free_func (policy_free);
  self->holds = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_hold_free);
  self->backups = g_new0 (char *, 1);
  return self;
}

static gboolean
is_purge (KhChangeKind kind)
{
  return kind == KH_CHANGE_PURGE_KEY || kind == KH_CHANGE_PURGE_SECRET
         || kind == KH_CHANGE_PURGE_VAULT;
}

gboolean
_kh_impact_loses_data (KhChangeKind kind)
{
  return kind == KH_CHANGE_RESET_ENVIRONMENT || kind == KH_CHANGE_REPLACE_DATA
         || kind == KH_CHANGE_RESTORE_DATA;
}

/* What one environment loses; 0 with @down FALSE: nothing. */
typedef struct {
  gboolean down;
  KhTriggers triggers;
  KhTime deletion_at;
} KhLoss;

static KhLoss
get_loss (const KhImpactQuery *query, const KhEnvironment *before)
{
  const KhEnvironment *after = kh_estate_get_environment (query->after, before->id);
  KhLoss loss = { FALSE, 0, KH_TIME_NONE };
  if (query->change->environment_id != NULL
      && (query->change->kind == KH_CHANGE_REVERT
          || query->change->kind == KH_CHANGE_DELETE_ENVIRONMENT
          || _kh_impact_loses_data (query->change->kind))) {
    loss.down = g_ascii_strcasecmp (before->id, query->change->environment_id) == 0;
    loss.deletion_at = loss.down ? after->deletion_at : KH_TIME_NONE;
    return loss;
  }
  loss.triggers = kh_environment_get_triggers (query->after, after, query->now);
  gboolean was_open = kh_environment_is_open (query->before, before, query->now);
  gboolean is_open = kh_environment_is_open (query->after, after, query->now);
  KhTriggers old = was_open ? 0 : kh_environment_get_triggers (query->before, before, query->now);
  KhTriggers purged = KH_TRIGGER_BIT (KH_TRIGGER_PURGED);
  gboolean starts_clock = kh_environment_is_in_doubt (query->before, before, query->now)
                          && !kh_environment_is_in_doubt (query->after, after, query->now);
  /* A locked environment goes no further down, except that it can never come back, or that what was
   * in doubt is lost and its clock starts. */
  loss.down =
      (was_open && !is_open) || ((loss.triggers & purged) && !(old & purged)) || starts_clock;
  if (loss.down)
    loss.deletion_at = before->deletion_at != KH_TIME_NONE
                           ? before->deletion_at
                           : kh_environment_deletion_time (before->type, query->now);
  return loss;
}

/* Every account that may use data may use that of all environments. */
static guint
count_users (const KhEstate *estate)
{
  guint n = 0;
  for (guint i = 0; i < kh_estate_n_accounts (estate); i++)
    n += kh_role_check (kh_estate_account_at (estate, i)->roles, KH_VERB_DATA, NULL);
  return n;
}

static void
add_environments (KhImpact *self, const KhImpactQuery *query)
{
  guint users = count_users (query->before);
  for (guint i = 0; i < kh_estate_n_environments (query->before); i++) {
    const KhEnvironment *before = kh_estate_environment_at (query->before, i);
    if (before->state == KH_ENVIRONMENT_STATE_GONE)
      continue;
    KhLoss loss = get_loss (query, before);
    if (!loss.down)
      continue;
    KhImpactEnvironment *row = g_new0 (KhImpactEnvironment, 1);
    row->id = g_strdup (before->id);
    row->name = g_strdup (before->name);
    row->type = before->type;
    row->users = users;
    row->active_operations = kh_estate_active_operation (query->before, before) != NULL ? 1 : 0;
    row->deletion_at = loss.deletion_at;
    row->triggers = loss.triggers;
    g_ptr_array_add (self->environments, row);
  }
}

static gboolean
concerns_policy (const KhImpactQuery *query, const KhPolicy *policy)
{
  const KhChange *change = query->change;
  if (change->policy_id != NULL)
    return g_ascii_strcasecmp (change->policy_id, policy->id) == 0;
  if (change->vault != NULL)
    return g_ascii_strcasecmp (change->vault, policy->vault) == 0;
  return change->environment_id == NULL;
}

static void
add_policies (KhImpact *self, const KhImpactQuery *query)
{
  for (guint i = 0; i < kh_estate_n_policies (query->before); i++) {
    const KhPolicy *policy = kh_estate_policy_at (query->before, i);
    const KhPolicy *after = kh_estate_get_policy (query->after, policy->id);
    if (!kh_policy_is_live (policy) || !concerns_policy (query, policy))
      continue;
    KhHealth old = kh_policy_get_health (query->before, policy, TRUE, query->now, NULL);
    KhHealth new = after == NULL || !kh_policy_is_live (after)
                       ? KH_HEALTH_UNHEALTHY
                       : kh_policy_get_health (query->after, after, TRUE, query->now, NULL);
    if (new <= old)
      continue;
    KhImpactPolicy *row = g_new0 (KhImpactPolicy, 1);
    row->id = g_strdup (policy->id);
    row->name = g_strdup (policy->name);
    row->before = old;
    row->after = new;
    g_ptr_array_add (self->policies, row);
  }
}

static void
take_holds (KhImpact *self, GPtrArray *holds, gboolean restores_only)
{
  for (guint i = 0; i < holds->len; i++) {
    KhHold *hold = g_ptr_array_index (holds, i);
    gboolean restores = hold->kind == KH_HOLD_REVERTED || hold->kind == KH_HOLD_CHANGED
                        || hold->kind == KH_HOLD_BACKUP;
    if (restores_only && !restores)
      kh_hold_free (hold);
    else
      g_ptr_array_add (self->holds, hold);
  }
  g_ptr_array_set_free_func (holds, NULL);
  g_ptr_array_unref (holds);
}

/* A version that gets into a graver state breaks what holds it. */
static void
add_key_holds (KhImpact *self, const KhImpactQuery *query, const KhKey *key)
{
  for (guint i = 0; i < key->versions->len; i++) {
    const char *version = ((KhKeyVersion *)g_ptr_array_index (key->versions, i))->version;
    KhKeyState old = kh_key_get_state (query->before, key->vault, key->name, version, query->now);
    KhKeyState new = kh_key_get_state (query->after, key->vault, key->name, version, query->now);
    if (new > old)
      take_holds (self, kh_holds (query->before, key->vault, key->name, version, query->now),
                  FALSE);
  }
}

static gboolean
loses_service (const KhImpactQuery *query, const KhPolicy *policy)
{
  const KhPolicy *after = kh_estate_get_policy (query->after, policy->id);
  const KhVault *old = kh_estate_get_vault (query->before, policy->vault);
  const KhVault *new = kh_estate_get_vault (query->after, policy->vault);
  if (old == NULL || new == NULL)
    return FALSE;
  gboolean could = kh_policy_is_granted (query->before, policy) && kh_vault_admits_service (old);
  gboolean can = after != NULL && kh_policy_is_live (after)
                 && kh_policy_is_granted (query->after, after) && kh_vault_admits_service (new);
  return could && !can;
}

/* Grant and network have to stay for 30 days after a removal too (rule R2). */
static void
add_service_holds (KhImpact *self, const KhImpactQuery *query)
{
  for (guint i = 0; i < kh_estate_n_policies (query->before); i++) {
    const KhPolicy *policy = kh_estate_policy_at (query->before, i);
    if (kh_policy_is_live (policy) && concerns_policy (query, policy)
        && loses_service (query, policy))
      take_holds (self, kh_holds (query->before, policy->vault, policy->key, NULL, query->now),
                  TRUE);
  }
}

static void
add_holds (KhImpact *self, const KhImpactQuery *query)
{
  const KhChange *change = query->change;
  const KhVault *after =
      change->vault != NULL ? kh_estate_get_vault (query->after, change->vault) : NULL;
  if (change->vault != NULL && change->policy_id == NULL) {
    g_autoptr (GPtrArray) keys = kh_estate_keys_of_vault (query->before, change->vault);
    for (guint i = 0; i < keys->len; i++) {
      const KhKey *key = g_ptr_array_index (keys, i);
      if (change->key == NULL || g_ascii_strcasecmp (change->key, key->name) == 0)
        add_key_holds (self, query, key);
    }
  }
  /* A deleted vault has been counted key by key. */
  if (change->vault == NULL || (after != NULL && after->state == KH_VAULT_STATE_ACTIVE))
    add_service_holds (self, query);
}

static gboolean
has_text (GPtrArray *texts, const char *text)
{
  for (guint i = 0; i < texts->len; i++)
    if (g_str_equal (texts->pdata[i], text))
      return TRUE;
  return FALSE;
}

/* A file once, whatever versions of the key it needs. */
static void
add_backup (GPtrArray *names, const KhImpactQuery *query, const char *environment_id, KhTime made)
{
  g_autofree char *name = kh_backup_use_name (query->before, environment_id, made);
  if (!has_text (names, name))
    g_ptr_array_add (names, g_steal_pointer (&name));
}

/* With the environment's end or a reset no key is held for its files any more (kh-backup-uses.h).
 */
static void
add_forgotten_backups (GPtrArray *names, const KhImpactQuery *query)
{
  const KhChange *change = query->change;
  if (change->kind != KH_CHANGE_RESET_ENVIRONMENT && change->kind != KH_CHANGE_DELETE_ENVIRONMENT)
    return;
  g_autoptr (GPtrArray) uses = kh_backup_uses_list (query->before, change->environment_id);
  for (guint i = 0; i < uses->len; i++) {
    const KhKeyUse *use = uses->pdata[i];
    add_backup (names, query, use->environment_id, use->since);
  }
}

static char **
name_backups (const KhImpact *self, const KhImpactQuery *query)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->holds->len; i++) {
    const KhHold *hold = g_ptr_array_index (self->holds, i);
    if (hold->kind == KH_HOLD_BACKUP)
      add_backup (names, query, hold->environment_id, hold->start);
  }
  add_forgotten_backups (names, query);
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_steal (names, NULL);
}

/* The level when nothing else is concerned. */
static KhGuardLevel
get_floor (const KhImpactQuery *query)
{
  static const KhGuardLevel floors[KH_CHANGE_N] = {
    [KH_CHANGE_REVOKE_GRANT] = KH_GUARD_RECOVERABLE,
    [KH_CHANGE_REVOKE_PRINCIPAL] = KH_GUARD_RECOVERABLE,
    [KH_CHANGE_REMOVE_ASSIGNMENT] = KH_GUARD_RECOVERABLE,
    [KH_CHANGE_DISABLE_KEY] = KH_GUARD_RECOVERABLE,
    [KH_CHANGE_DISABLE_VERSION] = KH_GUARD_RECOVERABLE,
    [KH_CHANGE_EXPIRE_KEY] = KH_GUARD_RECOVERABLE,
    [KH_CHANGE_DELETE_KEY] = KH_GUARD_RECOVERABLE,
    [KH_CHANGE_DELETE_SECRET] = KH_GUARD_RECOVERABLE,
    [KH_CHANGE_CLOSE_NETWORK] = KH_GUARD_RECOVERABLE,
    [KH_CHANGE_SWITCH_MODEL] = KH_GUARD_RECOVERABLE,
    [KH_CHANGE_DELETE_VAULT] = KH_GUARD_RECOVERABLE,
    [KH_CHANGE_DELETE_POLICY] = KH_GUARD_CONCERNED,
    [KH_CHANGE_UPDATE_POLICY] = KH_GUARD_RECOVERABLE,
    [KH_CHANGE_REVERT] = KH_GUARD_CONCERNED,
    [KH_CHANGE_DELETE_ENVIRONMENT] = KH_GUARD_DOWN,
    [KH_CHANGE_RESET_ENVIRONMENT] = KH_GUARD_DOWN,
    [KH_CHANGE_REPLACE_DATA] = KH_GUARD_DOWN,
    [KH_CHANGE_RESTORE_DATA] = KH_GUARD_DOWN,
    [KH_CHANGE_FOUR_EYES_OFF] = KH_GUARD_DOWN,
  };
  return floors[query->change->kind];
}

/* Nothing is lost by opening a network, so the way back from a closed one is not guarded. */
static gboolean
closes_network (const KhVault *old, const KhVault *new)
{
  return (old->public_network != new->public_network &&new->public_network != KH_PUBLIC_NETWORK_ON)
         || (old->default_action != new->default_action &&new->default_action
             != KH_DEFAULT_ACTION_ALLOW)
         || (old->bypass != new->bypass &&new->bypass != KH_BYPASS_TRUSTED_SERVICES);
}

/* Settings and attributes that are tightened are recoverable acts; the others only repair. */
static gboolean
tightens (const KhImpactQuery *query)
{
  const KhChange *change = query->change;
  if (change->kind == KH_CHANGE_UPDATE_VERSION)
    return (change->has_enabled && !change->enabled)
           || (change->has_exp && change->exp != KH_TIME_NONE)
           || (change->has_nbf && change->nbf != KH_TIME_NONE && change->nbf > query->now);
  if (change->kind == KH_CHANGE_SET_MANAGED)
    return !change->enabled;
  if (change->kind != KH_CHANGE_UPDATE_VAULT)
    return FALSE;
  const KhVault *old = kh_estate_get_vault (query->before, change->vault);
  const KhVault *new = kh_estate_get_vault (query->after, change->vault);
  return closes_network (old, new) || old->permission_model != new->permission_model
         || (new->purge_protection && !old->purge_protection)
         || new->access_policies->len < old->access_policies->len;
}

/* An end set on a key in use takes environments down on that day. */
static gboolean
ends_used_key (const KhImpactQuery *query)
{
  const KhChange *change = query->change;
  if (change->kind != KH_CHANGE_UPDATE_VERSION || !change->has_exp || change->exp == KH_TIME_NONE)
    return FALSE;
  g_autoptr (GPtrArray) used =
      kh_where_used (query->before, change->vault, change->key, change->version);
  return used->len > 0;
}

static KhGuardLevel
get_level (const KhImpact *self, const KhImpactQuery *query)
{
  KhGuardLevel level = get_floor (query);
  if (tightens (query))
    level = MAX (level, KH_GUARD_RECOVERABLE);
  if (self->policies->len > 0 || ends_used_key (query))
    level = MAX (level, KH_GUARD_CONCERNED);
  if (query->change->kind == KH_CHANGE_DELETE_VAULT) {
    g_autoptr (GPtrArray) keys = kh_estate_keys_of_vault (query->before, query->change->vault);
    g_autoptr (GPtrArray) secrets =
        kh_estate_secrets_of_vault (query->before, query->change->vault);
    level = MAX (level, keys->len + secrets->len > 0 ? KH_GUARD_CONCERNED : KH_GUARD_RECOVERABLE);
  }
  gboolean outage_only = query->change->kind == KH_CHANGE_REVERT;
  if ((self->environments->len > 0 && !outage_only) || self->holds->len > 0)
    level = MAX (level, KH_GUARD_DOWN);
  if (self->irreversible)
    level = KH_GUARD_IRREVERSIBLE;
  return level;
}

KhImpact *
kh_impact_compute (const KhEstate *estate, const KhChange *change, KhTime now, GError **error)
{
  g_autoptr (KhEstate) after = kh_change_apply (estate, change, now, error);
  if (after == NULL)
    return NULL;
  const KhImpactQuery query = { estate, after, change, now };
  KhImpact *self = impact_new (estate, change);
  add_environments (self, &query);
  add_policies (self, &query);
  add_holds (self, &query);
  g_strfreev (self->backups);
  self->backups = name_backups (self, &query);
  self->irreversible = is_purge (change->kind) || _kh_impact_loses_data (change->kind);
  self->is_empty = self->environments->len == 0 && self->holds->len == 0;
  self->level = get_level (self, &query);
  self->way_back = _kh_impact_make_way_back (self, &query);
  return self;
}
