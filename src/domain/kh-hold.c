/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds of a key version, and where it is used. */

#include "kh-hold.h"

#include "kh-enum-private.h"
#include "kh-limits.h"

static const KhEnumText hold_kind_texts[] = {
  { KH_HOLD_IN_USE, "in-use" },     { KH_HOLD_OPERATION, "operation" },
  { KH_HOLD_SPREAD, "spread" },     { KH_HOLD_ROTATED, "rotated" },
  { KH_HOLD_REVERTED, "reverted" }, { KH_HOLD_CHANGED, "changed" },
  { KH_HOLD_BACKUP, "backup" },
};
KH_DEFINE_ENUM_TEXT (KhHoldKind, hold_kind);

void
kh_hold_free (KhHold *self)
{
  g_free (self->reason);
  g_free (self->environment_id);
  g_free (self->version);
  g_free (self->backup);
  g_free (self);
}

static KhHold *
add_hold (GPtrArray *holds, KhHoldKind kind, const char *environment_id, const char *version)
{
  KhHold *hold = g_new0 (KhHold, 1);
  hold->kind = kind;
  hold->environment_id = g_strdup (environment_id);
  hold->version = g_strdup (version);
  hold->start = KH_TIME_NONE;
  hold->end = KH_TIME_NONE;
  g_ptr_array_add (holds, hold);
  return hold;
}

static gboolean
holds_version (GPtrArray *holds, const char *environment_id, const char *version)
{
  for (guint i = 0; i < holds->len; i++) {
    const KhHold *hold = g_ptr_array_index (holds, i);
    if (g_strcmp0 (hold->environment_id, environment_id) == 0
        && g_ascii_strcasecmp (hold->version, version) == 0)
      return TRUE;
  }
  return FALSE;
}

/* One hold an environment and version; a target data key is what a running operation needs. */
static void
add_dek_holds (GPtrArray *holds, const KhEnvironment *environment, const KhHold *wanted,
               const char *vault, const char *key)
{
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  for (guint i = 0; i < KH_STORE_N; i++)
    for (guint j = 0; j < environment->stores[i].deks->len; j++) {
      const KhDekRef *dek = g_ptr_array_index (environment->stores[i].deks, j);
      if (!kh_dek_ref_uses (dek, vault, key, wanted->version)
          || holds_version (own, environment->id, dek->version))
        continue;
      gboolean moving = dek->role == KH_DEK_TARGET;
      KhHold *hold = add_hold (holds, moving ? KH_HOLD_OPERATION : KH_HOLD_IN_USE, environment->id,
                               dek->version);
      hold->reason = g_strdup_printf (moving ? "A running operation moves data of %s to it."
                                             : "It protects data of %s.",
                                      environment->name);
      g_ptr_array_add (own, hold);
    }
}

static gboolean
uses_key (const KhKeyUse *use, const char *vault, const char *key, const char *version)
{
  return g_ascii_strcasecmp (use->vault, vault) == 0 && g_ascii_strcasecmp (use->key, key) == 0
         && (version == NULL || g_ascii_strcasecmp (use->version, version) == 0);
}

static void
add_timed (GPtrArray *holds, const KhKeyUse *use, KhHoldKind kind, gint64 length, KhTime now)
{
  static const char *const reasons[] = {
    [KH_HOLD_SPREAD] = "A newer version is still spreading (24 hours).",
    [KH_HOLD_ROTATED] = "A newer version replaced it less than 28 days ago.",
    [KH_HOLD_REVERTED] = "An environment returned to the platform's key less than 30 days ago; "
                         "restoring it needs this version.",
    [KH_HOLD_CHANGED] = "An environment changed to another key less than 30 days ago; restoring "
                        "it needs this version.",
  };
  if (use->until == KH_TIME_NONE || now >= use->until + length)
    return;
  KhHold *hold = add_hold (holds, kind, use->environment_id, use->version);
  hold->reason = g_strdup (reasons[kind]);
  hold->start = use->until;
  hold->end = use->until + length;
}

static void
add_backup (GPtrArray *holds, const KhEstate *estate, const KhKeyUse *use)
{
  const KhEnvironment *environment = kh_estate_get_environment (estate, use->environment_id);
  g_autofree char *time = kh_time_format (use->since);
  KhHold *hold = add_hold (holds, KH_HOLD_BACKUP, use->environment_id, use->version);
  const char *name = environment != NULL ? environment->name : "an environment";
  hold->reason = use->unconfirmed
                     ? g_strdup_printf ("A backup file of %s, begun %s and not confirmed to be "
                                        "whole, cannot be restored without it.",
                                        name, time)
                     : g_strdup_printf ("A backup file of %s, made %s, cannot be restored without "
                                        "it.",
                                        name, time);
  hold->unconfirmed = use->unconfirmed;
  hold->backup = g_strdup (use->id);
  hold->start = use->since;
}

static void
add_use_holds (GPtrArray *holds, const KhEstate *estate, const KhKeyUse *use, KhTime now)
{
  switch (use->reason) {
  case KH_USE_ROTATED:
    add_timed (holds, use, KH_HOLD_SPREAD, KH_ROTATION_SPREAD, now);
    add_timed (holds, use, KH_HOLD_ROTATED, KH_OLD_VERSION_HOLD, now);
    break;
  case KH_USE_REVERTED:
    add_timed (holds, use, KH_HOLD_REVERTED, KH_REMOVAL_HOLD, now);
    break;
  case KH_USE_CHANGED:
    add_timed (holds, use, KH_HOLD_CHANGED, KH_REMOVAL_HOLD, now);
    break;
  case KH_USE_BACKUP:
    add_backup (holds, estate, use);
    break;
  }
}

GPtrArray *
kh_holds (const KhEstate *estate, const char *vault, const char *key, const char *version,
          KhTime now)
{
  GPtrArray *holds = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_hold_free);
  const KhHold wanted = { .version = (char *)version };
  for (guint i = 0; i < kh_estate_n_environments (estate); i++) {
    const KhEnvironment *environment = kh_estate_environment_at (estate, i);
    if (environment->state != KH_ENVIRONMENT_STATE_GONE)
      add_dek_holds (holds, environment, &wanted, vault, key);
  }
  for (guint i = 0; i < kh_estate_n_key_uses (estate); i++) {
    const KhKeyUse *use = kh_estate_key_use_at (estate, i);
    if (uses_key (use, vault, key, version))
      add_use_holds (holds, estate, use, now);
  }
  return holds;
}

static KhHold *
copy_hold (const KhHold *hold)
{
  KhHold *copy = g_memdup2 (hold, sizeof *hold);
  copy->reason = g_strdup (hold->reason);
  copy->environment_id = g_strdup (hold->environment_id);
  copy->version = g_strdup (hold->version);
  copy->backup = g_strdup (hold->backup);
  return copy;
}

GPtrArray *
kh_hold_ends (const KhEstate *estate, const char *vault, const char *key, KhTime now)
{
  GPtrArray *ends = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_hold_free);
  g_autoptr (GPtrArray) holds = kh_holds (estate, vault, key, NULL, now);
  /* Version to the hold that lets go last. */
  g_autoptr (GHashTable) last = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < holds->len; i++) {
    const KhHold *hold = g_ptr_array_index (holds, i);
    const KhHold *known = g_hash_table_lookup (last, hold->version);
    if (known == NULL || hold->end == KH_TIME_NONE
        || (known->end != KH_TIME_NONE && hold->end > known->end))
      g_hash_table_insert (last, hold->version, (gpointer)hold);
  }
  for (guint i = 0; i < holds->len; i++) {
    const KhHold *hold = g_ptr_array_index (holds, i);
    if (hold->end != KH_TIME_NONE && g_hash_table_lookup (last, hold->version) == hold)
      g_ptr_array_add (ends, copy_hold (hold));
  }
  return ends;
}

GPtrArray *
kh_where_used (const KhEstate *estate, const char *vault, const char *key, const char *version)
{
  GPtrArray *usages = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < kh_estate_n_environments (estate); i++) {
    const KhEnvironment *environment = kh_estate_environment_at (estate, i);
    for (guint j = 0; j < KH_STORE_N; j++)
      for (guint k = 0; k < environment->stores[j].deks->len; k++) {
        const KhDekRef *dek = g_ptr_array_index (environment->stores[j].deks, k);
        if (!kh_dek_ref_uses (dek, vault, key, version))
          continue;
        KhKeyUsage *usage = g_new0 (KhKeyUsage, 1);
        *usage = (KhKeyUsage){ environment, j, dek->version };
        g_ptr_array_add (usages, usage);
      }
  }
  return usages;
}

gboolean
kh_is_safe_to_disable (const KhEstate *estate, const char *vault, const char *key,
                       const char *version, KhTime now)
{
  g_autoptr (GPtrArray) holds = kh_holds (estate, vault, key, version, now);
  return holds->len == 0;
}
