/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which backup files need keys. */
#include "kh-backup-uses.h"

static gboolean
is_of (const KhKeyUse *use, const char *environment_id, KhTime made)
{
  return use->reason == KH_USE_BACKUP
         && (environment_id == NULL
             || g_ascii_strcasecmp (use->environment_id, environment_id) == 0)
         && (made == KH_TIME_NONE || use->since == made);
}

KhEstate *
kh_backup_uses_forget (const KhEstate *estate, const char *environment_id, KhTime made)
{
  KhEstate *after = kh_estate_ref (estate);
  for (guint i = 0; i < kh_estate_n_key_uses (estate); i++) {
    const KhKeyUse *use = kh_estate_key_use_at (estate, i);
    if (!is_of (use, environment_id, made))
      continue;
    KhEstate *next = kh_estate_without_key_use (after, use->id);
    kh_estate_unref (after);
    after = next;
  }
  return after;
}

KhEstate *
kh_backup_uses_confirm (const KhEstate *estate, const char *environment_id, KhTime made)
{
  KhEstate *after = kh_estate_ref (estate);
  for (guint i = 0; i < kh_estate_n_key_uses (estate); i++) {
    const KhKeyUse *use = kh_estate_key_use_at (estate, i);
    if (!is_of (use, environment_id, made) || !use->unconfirmed)
      continue;
    g_autoptr (KhKeyUse) whole = kh_key_use_copy (use);
    whole->unconfirmed = FALSE;
    KhEstate *next = kh_estate_with_key_use (after, whole);
    kh_estate_unref (after);
    after = next;
  }
  return after;
}

static gboolean
is_listed (GPtrArray *uses, const KhKeyUse *use)
{
  for (guint i = 0; i < uses->len; i++)
    if (is_of (uses->pdata[i], use->environment_id, use->since))
      return TRUE;
  return FALSE;
}

static gint
compare_times (gconstpointer a, gconstpointer b)
{
  const KhKeyUse *one = *(const KhKeyUse *const *)a;
  const KhKeyUse *other = *(const KhKeyUse *const *)b;
  return one->since < other->since ? -1 : one->since > other->since;
}

GPtrArray *
kh_backup_uses_list (const KhEstate *estate, const char *environment_id)
{
  GPtrArray *uses = g_ptr_array_new ();
  for (guint i = 0; i < kh_estate_n_key_uses (estate); i++) {
    const KhKeyUse *use = kh_estate_key_use_at (estate, i);
    if (is_of (use, environment_id, KH_TIME_NONE) && !is_listed (uses, use))
      g_ptr_array_add (uses, (gpointer)use);
  }
  g_ptr_array_sort (uses, compare_times);
  return uses;
}

GPtrArray *
kh_backup_uses_of_key (const KhEstate *estate, const char *vault, const char *key,
                       const char *version)
{
  GPtrArray *uses = g_ptr_array_new ();
  for (guint i = 0; i < kh_estate_n_key_uses (estate); i++) {
    const KhKeyUse *use = kh_estate_key_use_at (estate, i);
    if (use->reason == KH_USE_BACKUP && g_ascii_strcasecmp (use->vault, vault) == 0
        && g_ascii_strcasecmp (use->key, key) == 0
        && (version == NULL || g_ascii_strcasecmp (use->version, version) == 0))
      g_ptr_array_add (uses, (gpointer)use);
  }
  g_ptr_array_sort (uses, compare_times);
  return uses;
}

char *
kh_backup_use_name (const KhEstate *estate, const char *environment_id, KhTime made)
{
  const KhEnvironment *environment = kh_estate_get_environment (estate, environment_id);
  g_autofree char *time = kh_time_format (made);
  return g_strdup_printf ("%s, %s", environment != NULL ? environment->name : environment_id, time);
}
