/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the diagnoses of a case say together. */
#include "kh-unlock.h"

#include "kh-repair-acts.h"

gboolean
kh_unlock_is_ready (const KhUnlockEnvironment *environment)
{
  KhJson *diagnosis = environment->diagnosis;

  return diagnosis != NULL && kh_json_bool (diagnosis, "locked", FALSE)
         && kh_json_length (diagnosis, "triggers") == 0
         && g_strcmp0 (kh_json_string (diagnosis, "originalKey"), "proven") == 0;
}

static gboolean
is_same (KhJson *a, KhJson *b, const char *const *keys)
{
  for (guint i = 0; keys[i] != NULL; i++)
    if (g_strcmp0 (kh_json_string (a, keys[i]), kh_json_string (b, keys[i])) != 0)
      return FALSE;
  return TRUE;
}

/* (transfer container): the elements at @path of all diagnoses, one of those with equal @keys. */
static GPtrArray *
merge (const KhUnlockCase *self, const char *path, const char *const *keys)
{
  GPtrArray *merged = g_ptr_array_new ();

  for (guint i = 0; i < self->environments->len; i++) {
    const KhUnlockEnvironment *environment = self->environments->pdata[i];

    for (guint k = 0; k < kh_json_length (environment->diagnosis, path); k++) {
      KhJson *element = kh_json_element (environment->diagnosis, path, k);
      gboolean known = FALSE;

      for (guint m = 0; m < merged->len && !known; m++)
        known = is_same (merged->pdata[m], element, keys);
      if (!known)
        g_ptr_array_add (merged, element);
    }
  }
  return merged;
}

/* The step that a trigger belongs to (pages.md 4.6); the numbers are those of domain.md 4.1. */
static const struct {
  int number;
  KhUnlockStep step;
} steps[] = {
  { 5, KH_UNLOCK_POLICY },  { 17, KH_UNLOCK_VAULT },   { 4, KH_UNLOCK_VAULT },
  { 15, KH_UNLOCK_VAULT },  { 10, KH_UNLOCK_VAULT },   { 7, KH_UNLOCK_NETWORK },
  { 8, KH_UNLOCK_NETWORK }, { 14, KH_UNLOCK_NETWORK }, { 3, KH_UNLOCK_KEY },
  { 16, KH_UNLOCK_KEY },    { 2, KH_UNLOCK_VERSIONS }, { 6, KH_UNLOCK_VERSIONS },
  { 11, KH_UNLOCK_DATES },  { 9, KH_UNLOCK_DATES },    { 12, KH_UNLOCK_ACCESS },
  { 13, KH_UNLOCK_ACCESS }, { 1, KH_UNLOCK_ACCESS },
};

static guint
find_rank (KhJson *trigger)
{
  gint64 number = kh_json_int (trigger, "number", 0);
  guint rank = 0;

  while (rank < G_N_ELEMENTS (steps) && steps[rank].number != number)
    rank++;
  return rank;
}

static int
compare_triggers (gconstpointer a, gconstpointer b)
{
  return (int)find_rank (*(KhJson *const *)a) - (int)find_rank (*(KhJson *const *)b);
}

GPtrArray *
kh_unlock_causes (const KhUnlockCase *self)
{
  static const char *const keys[] = { "text", "object", NULL };
  GPtrArray *causes = merge (self, "triggers", keys);

  g_ptr_array_sort (causes, compare_triggers);
  return causes;
}

/* What the last page of the wizard does is no repair: it re-enables, or asks the support for it. Of
 * what a Power Platform administrator does that alone has no command. */
static gboolean
is_last_step (KhJson *repair)
{
  const char *command = kh_json_string (repair, "command");

  return kh_act_repair_kind (command) == KH_REPAIR_RE_ENABLE
         || (command == NULL && g_strcmp0 (kh_json_string (repair, "owner"), "ppa") == 0);
}

GPtrArray *
kh_unlock_repairs (const KhUnlockCase *self)
{
  static const char *const keys[] = { "text", "command", NULL };
  GPtrArray *repairs = merge (self, "repairs", keys);

  for (guint i = repairs->len; i > 0; i--)
    if (is_last_step (repairs->pdata[i - 1]))
      g_ptr_array_remove_index (repairs, i - 1);
  return repairs;
}

const char *
kh_unlock_original_key (const KhUnlockCase *self)
{
  static const char *const order[] = { "proven", "unknown", "different", "gone" };
  guint worst = 0;

  for (guint i = 0; i < self->environments->len; i++) {
    const KhUnlockEnvironment *environment = self->environments->pdata[i];
    const char *key = kh_json_string (environment->diagnosis, "originalKey");
    guint rank = 1;

    for (guint k = 0; k < G_N_ELEMENTS (order); k++)
      if (g_strcmp0 (key, order[k]) == 0)
        rank = k;
    worst = MAX (worst, rank);
  }
  return order[worst];
}

static gboolean
is_known (const KhUnlockCase *self)
{
  for (guint i = 0; i < self->environments->len; i++)
    if (((KhUnlockEnvironment *)self->environments->pdata[i])->diagnosis == NULL)
      return FALSE;
  return TRUE;
}

const char *
kh_unlock_step (KhUnlock *self, const KhUnlockCase *one, KhUnlockStep step)
{
  g_autoptr (GPtrArray) causes = NULL;

  if (!is_known (one))
    return "unknown";
  if (step == KH_UNLOCK_READER)
    return kh_unlock_may_open (self, one) ? "pass" : "block";
  causes = kh_unlock_causes (one);
  for (guint i = 0; i < causes->len; i++) {
    guint rank = find_rank (causes->pdata[i]);

    if (rank < G_N_ELEMENTS (steps) && steps[rank].step == step)
      return "block";
  }
  return "pass";
}
