/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rotation in words. */
#include "kh-rotate-words.h"

#include "kh-duration-row.h"
#include "kh-rotation-words.h"
#include "kh-text.h"

static KhTime
get_now (KhRotatePlan *plan)
{
  return kh_organization_now (kh_inquiry_get_organization (KH_INQUIRY (plan)));
}

/* --- The comparison --------------------------------------------------------------------------- */

/* Both count the ways of a rotation in the same order. */
static KhCmkWay
to_way (KhRotateWay way)
{
  G_STATIC_ASSERT ((int)KH_ROTATE_VERSION == (int)KH_WAY_VERSION
                   && (int)KH_ROTATE_NEW_KEY == (int)KH_WAY_NEW_KEY
                   && (int)KH_ROTATE_SCHEDULE == (int)KH_WAY_SCHEDULE);
  return (KhCmkWay)way;
}

static char *
hold_end (KhRotatePlan *plan, KhRotateWay way)
{
  KhTime now = get_now (plan);

  return kh_text_date (now + kh_cmk_way_hold (to_way (way)), now);
}

const char *
kh_rotate_way_title (KhRotateWay way)
{
  return kh_cmk_way_title (to_way (way));
}

char *
kh_rotate_way_fact (KhRotatePlan *plan, KhRotateWay way, KhCmkCost cost)
{
  const char *fixed = kh_cmk_way_cost (to_way (way), cost);
  g_autofree char *until = NULL;

  if (fixed != NULL)
    return g_strdup (fixed);
  if (cost != KH_COST_OLD_KEY)
    return kh_rotate_schedule_words (plan);
  until = hold_end (plan, way);
  return kh_cmk_old_key_needed (to_way (way), until);
}

const char *
kh_rotate_why_proposed (KhRotatePlan *plan)
{
  return kh_cmk_why_proposed (kh_rotate_plan_is_exposed (plan));
}

/* --- The schedule ----------------------------------------------------------------------------- */

/* When the version of today would be replaced; KH_TIME_NONE: never. */
static KhTime
get_next (KhRotatePlan *plan)
{
  const KhRotationPolicy *schedule = kh_rotate_plan_get_schedule (plan);
  KhItem *key = kh_rotate_plan_get_key (plan);
  KhTime made = key != NULL ? kh_json_time (kh_item_get_snapshot (key), "createdAt") : KH_TIME_NONE;
  KhTime end = key != NULL ? kh_json_time (kh_item_get_snapshot (key), "exp") : KH_TIME_NONE;
  KhTime next = KH_TIME_NONE;

  if (schedule->rotate_after != NULL && made != KH_TIME_NONE)
    kh_time_add_duration (made, schedule->rotate_after, &next);
  else if (schedule->rotate_before != NULL && end != KH_TIME_NONE)
    kh_time_subtract_duration (end, schedule->rotate_before, &next);
  return next;
}

char *
kh_rotate_schedule_words (KhRotatePlan *plan)
{
  const KhRotationPolicy *schedule = kh_rotate_plan_get_schedule (plan);
  gboolean before = schedule->rotate_after == NULL;
  g_autofree char *length =
      kh_cmk_duration_words (before ? schedule->rotate_before : schedule->rotate_after);
  KhTime now = get_now (plan), next = get_next (plan);
  g_autofree char *date = kh_text_date (MAX (next, now), now);

  return kh_cmk_schedule_words (length, before, next != KH_TIME_NONE || !before ? date : NULL);
}

char *
kh_rotate_trap (KhRotatePlan *plan)
{
  KhItem *key = kh_rotate_plan_get_key (plan);

  return key != NULL ? kh_rotation_words_of_trap (kh_rotate_plan_get_schedule (plan),
                                                  kh_item_get_snapshot (key), get_now (plan))
                     : NULL;
}

/* --- What is concerned ------------------------------------------------------------------------ */

char *
kh_rotate_use (KhRotatePlan *plan)
{
  g_autoptr (GPtrArray) environments = kh_rotate_plan_get_environments (plan);
  g_autoptr (GPtrArray) policies = kh_rotate_plan_get_policies (plan);

  return kh_cmk_use (environments->len, policies->len);
}

static char *
version_sentence (KhRotatePlan *plan)
{
  g_autoptr (GPtrArray) followers = kh_rotate_plan_get_followers (plan);

  return kh_cmk_version_sentence (kh_rotate_plan_get_name (plan), followers->len,
                                  kh_rotate_plan_makes_disabled (plan));
}

char *
kh_rotate_options_words (KhRotatePlan *plan)
{
  const KhNewVersion *how = kh_rotate_plan_get_new_version (plan);
  GString *words = g_string_new (_ ("Now"));

  if (how->size != 0)
    g_string_append_printf (words, ngettext (" · %u bit", " · %u bits", how->size), how->size);
  if (how->exp != KH_TIME_NONE) {
    g_autofree char *date = kh_text_date (how->exp, get_now (plan));

    /* Translators: a part of "Now · 3072 bits · expires Dec 15, 2027 · not enabled" */
    g_string_append_printf (words, _ (" · expires %s"), date);
  }
  if (how->disabled)
    g_string_append (words, _ (" · not enabled"));
  return g_string_free (words, FALSE);
}

char *
kh_rotate_expires (KhRotatePlan *plan)
{
  const KhNewVersion *how = kh_rotate_plan_get_new_version (plan);
  g_autofree char *date = NULL;

  if (kh_rotate_plan_get_way (plan) != KH_ROTATE_VERSION || how->exp == KH_TIME_NONE)
    return NULL;
  date = kh_text_date (how->exp, get_now (plan));
  return g_strdup_printf (
      _ ("On %s all environments on this key go offline, unless it is rotated before"), date);
}

char *
kh_rotate_sentence (KhRotatePlan *plan)
{
  g_autofree char *words = NULL;

  if (kh_rotate_plan_get_way (plan) == KH_ROTATE_VERSION)
    return version_sentence (plan);
  words = kh_rotate_schedule_words (plan);
  /* Translators: key, and when: "on May 10, 2028, then every 18 months" */
  return g_strdup_printf (_ ("%s gets a new version by itself %s, without an outage."),
                          kh_rotate_plan_get_name (plan), words);
}

char *
kh_rotate_do_not (KhRotatePlan *plan, const char *version)
{
  KhItem *key = kh_rotate_plan_get_key (plan);
  const char *today = key != NULL ? kh_item_string (key, "version") : NULL;
  g_autofree char *short_id = kh_text_short_id (version != NULL ? version : today);
  g_autofree char *date = hold_end (plan, KH_ROTATE_VERSION);

  if (kh_rotate_plan_get_way (plan) == KH_ROTATE_SCHEDULE)
    return kh_cmk_warning (KH_WAY_SCHEDULE, NULL, NULL);
  if (version == NULL)
    return kh_cmk_version_warning (today, date, kh_rotate_plan_makes_disabled (plan));
  if (kh_rotate_plan_makes_disabled (plan))
    return g_strdup_printf (_ ("Disable, delete or expire %s before the new version is enabled"),
                            short_id);
  return g_strdup_printf (_ ("Disable, delete or expire %s before %s"), short_id, date);
}

char *
kh_rotate_stays (KhItem *policy)
{
  return kh_cmk_stays (kh_item_get_name (policy), kh_item_string (policy, "key.version"));
}
