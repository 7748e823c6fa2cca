/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rotation in words. */
#include "kh-rotate-words.h"

#include "kh-duration-row.h"
#include "kh-limits.h"
#include "kh-rotation-words.h"
#include "kh-text.h"

/* Stores of an environment that a customer's key covers: dataverse, files and flows. */
#define N_COVERED 3

static KhTime
get_now (KhRotatePlan *plan)
{
  return kh_organization_now (kh_inquiry_get_organization (KH_INQUIRY (plan)));
}

/* --- The comparison --------------------------------------------------------------------------- */

const char *
kh_rotate_way_title (KhRotateWay way)
{
  static const char *const titles[] = {
    [KH_ROTATE_VERSION] = N_ ("New version"),
    [KH_ROTATE_NEW_KEY] = N_ ("New key by a new policy"),
    [KH_ROTATE_SCHEDULE] = N_ ("Rotate by schedule"),
  };

  return _ (titles[way]);
}

const char *
kh_rotate_fact_caption (KhRotateFact fact)
{
  static const char *const captions[] = {
    [KH_ROTATE_OUTAGE] = N_ ("Outage"),          [KH_ROTATE_TIME] = N_ ("Takes"),
    [KH_ROTATE_DATA] = N_ ("Data re-encrypted"), [KH_ROTATE_PEOPLE] = N_ ("People"),
    [KH_ROTATE_OLD_KEY] = N_ ("Old key needed"), [KH_ROTATE_WAY_BACK] = N_ ("Way back"),
    [KH_ROTATE_RIGHT_WHEN] = N_ ("Right when"),
  };

  return _ (captions[fact]);
}

static char *
old_key_needed (KhRotatePlan *plan, KhRotateWay way)
{
  KhTime now = get_now (plan);
  KhTime hold = way == KH_ROTATE_NEW_KEY ? KH_REMOVAL_HOLD : KH_OLD_VERSION_HOLD;
  int days = (int)(hold / KH_DAY);
  g_autofree char *date = kh_text_date (now + hold, now);

  if (way == KH_ROTATE_SCHEDULE)
    return g_strdup_printf (ngettext ("%d day each time", "%d days each time", days), days);
  return g_strdup_printf (ngettext ("%d day (until %s)", "%d days (until %s)", days), days, date);
}

/* What does not depend on the key; NULL where it does. */
static const char *const facts[KH_ROTATE_N_WAYS][KH_ROTATE_N_FACTS] = {
  [KH_ROTATE_VERSION] = { N_ ("none"), N_ ("seconds; up to 24 h to spread"),
                          N_ ("no, only the wrapped keys"), N_ ("Key Vault administrator"), NULL,
                          N_ ("none needed; both work"), N_ ("it is time, or a rule says so") },
  [KH_ROTATE_NEW_KEY] = { N_ ("1 per environment"), N_ ("until all is encrypted anew"),
                          N_ ("yes, all of it"), N_ ("both administrators"), NULL,
                          N_ ("change again: 1 more outage"), N_ ("the key itself may be known") },
  [KH_ROTATE_SCHEDULE] = { N_ ("none"), NULL, N_ ("no"), N_ ("Key Vault administrator"), NULL,
                           N_ ("turn the schedule off"), N_ ("it should never be forgotten") },
};

char *
kh_rotate_way_fact (KhRotatePlan *plan, KhRotateWay way, KhRotateFact fact)
{
  if (facts[way][fact] != NULL)
    return g_strdup (_ (facts[way][fact]));
  return fact == KH_ROTATE_OLD_KEY ? old_key_needed (plan, way) : kh_rotate_schedule_words (plan);
}

const char *
kh_rotate_why_proposed (KhRotatePlan *plan)
{
  if (kh_rotate_plan_is_exposed (plan))
    return _ ("A new version protects what comes next. If the key is known to others, move to a "
              "new key in another vault first and disable the old one last.");
  return _ ("Why the first: it costs no outage, and the old version stays valid while the new one "
            "spreads.");
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
      kh_duration_to_words (before ? schedule->rotate_before : schedule->rotate_after);
  KhTime now = get_now (plan), next = get_next (plan);
  g_autofree char *date = kh_text_date (MAX (next, now), now);

  if (before && next == KH_TIME_NONE)
    return g_strdup_printf (_ ("%s before a version expires"), length);
  if (before)
    return g_strdup_printf (_ ("on %s, then %s before a version expires"), date, length);
  /* Translators: a date, and a length of time: "on May 10, 2028, then every 18 months" */
  return g_strdup_printf (_ ("on %s, then every %s"), date, length);
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
  g_autofree char *first = NULL, *second = NULL;

  if (policies->len == 0)
    return g_strdup (_ ("No policy uses this key."));
  first = g_strdup_printf (ngettext ("%u environment", "%u environments", environments->len),
                           environments->len);
  second = g_strdup_printf (ngettext ("%u policy", "%u policies", policies->len), policies->len);
  /* Translators: "1 environment", "1 policy" */
  return g_strdup_printf (_ ("Used by %s in %s."), first, second);
}

static char *
version_sentence (KhRotatePlan *plan)
{
  g_autoptr (GPtrArray) followers = kh_rotate_plan_get_followers (plan);
  guint n_stores = followers->len * N_COVERED;
  g_autofree char *stores = NULL, *environments = NULL;

  if (kh_rotate_plan_makes_disabled (plan))
    return g_strdup_printf (_ ("%s gets a new version that is not enabled. No environment takes it "
                               "up before it is."),
                            kh_rotate_plan_get_name (plan));
  if (followers->len == 0)
    return g_strdup_printf (_ ("%s gets a new version. No environment takes it up."),
                            kh_rotate_plan_get_name (plan));
  stores = g_strdup_printf (ngettext ("%u store", "%u stores", n_stores), n_stores);
  environments = g_strdup_printf (ngettext ("%u environment", "%u environments", followers->len),
                                  followers->len);
  /* Translators: key, "3 stores", "1 environment" */
  return g_strdup_printf (_ ("%s gets a new version; its %s in %s take it up within 24 hours, "
                             "without an outage."),
                          kh_rotate_plan_get_name (plan), stores, environments);
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
  KhTime now = get_now (plan);
  g_autofree char *short_id = kh_text_short_id (version != NULL ? version
                                                : key != NULL   ? kh_item_string (key, "version")
                                                                : NULL);
  g_autofree char *date = kh_text_date (now + KH_OLD_VERSION_HOLD, now);

  if (kh_rotate_plan_get_way (plan) == KH_ROTATE_SCHEDULE)
    return g_strdup (_ ("Do not disable a version in the 28 days after it was replaced."));
  if (kh_rotate_plan_makes_disabled (plan))
    return g_strdup_printf (
        version != NULL ? _ ("Disable, delete or expire %s before the new version is enabled")
                        : _ ("Do not disable %s: it stays in use."),
        short_id);
  if (version != NULL)
    return g_strdup_printf (_ ("Disable, delete or expire %s before %s"), short_id, date);
  return g_strdup_printf (_ ("Do not disable %s before %s (28 days)."), short_id, date);
}

char *
kh_rotate_stays (KhItem *policy)
{
  g_autofree char *short_id = kh_text_short_id (kh_item_string (policy, "key.version"));

  return g_strdup_printf (_ ("%s stays on %s: it does not follow new versions."),
                          kh_item_get_name (policy), short_id);
}
