/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with the key of environments, in words. */
#include "kh-cmk-ways.h"

#include <string.h>

#include "kh-client-i18n.h"
#include "kh-id.h"
#include "kh-limits.h"

/* Stores of an environment that a customer's key covers: dataverse, files and flows. */
#define N_COVERED 3

static const struct {
  const char *word, *title;
  guint outages;
  KhTime hold;
} ways[] = {
  [KH_WAY_VERSION] = { "new-version", N_ ("New version"), 0, KH_OLD_VERSION_HOLD },
  [KH_WAY_NEW_KEY] = { "new-key", N_ ("New key by a new policy"), 1, KH_REMOVAL_HOLD },
  [KH_WAY_SCHEDULE] = { "schedule", N_ ("Rotate by schedule"), 0, KH_OLD_VERSION_HOLD },
  [KH_WAY_ENABLE] = { "enable", N_ ("Enable the customer-managed key"), 1, 0 },
  [KH_WAY_RETURN] = { "return", N_ ("Return to the Microsoft-managed key"), 1, KH_REMOVAL_HOLD },
};

static const struct {
  const char *word, *caption;
} costs[KH_N_COSTS] = {
  [KH_COST_OUTAGE] = { "outage", N_ ("Outage") },
  [KH_COST_TIME] = { "takes", N_ ("Takes") },
  [KH_COST_DATA] = { "dataReencrypted", N_ ("Data re-encrypted") },
  [KH_COST_PEOPLE] = { "people", N_ ("People") },
  [KH_COST_OLD_KEY] = { "oldKeyNeeded", N_ ("Old key needed") },
  [KH_COST_WAY_BACK] = { "wayBack", N_ ("Way back") },
  [KH_COST_RIGHT_WHEN] = { "rightWhen", N_ ("Right when") },
};

/* What does not depend on the key; NULL where it does. */
static const char *const texts[][KH_N_COSTS] = {
  [KH_WAY_VERSION] = { N_ ("none"), N_ ("seconds; up to 24 h to spread"),
                       N_ ("no, only the wrapped keys"), N_ ("Key Vault administrator"), NULL,
                       N_ ("none needed; both work"), N_ ("it is time, or a rule says so") },
  [KH_WAY_NEW_KEY] = { N_ ("1 per environment"), N_ ("until all is encrypted anew"),
                       N_ ("yes, all of it"), N_ ("both administrators"), NULL,
                       N_ ("change again: 1 more outage"), N_ ("the key itself may be known") },
  [KH_WAY_SCHEDULE] = { N_ ("none"), NULL, N_ ("no"), N_ ("Key Vault administrator"), NULL,
                        N_ ("turn the schedule off"), N_ ("it should never be forgotten") },
  [KH_WAY_ENABLE] = { N_ ("1 per environment"), N_ ("until all is encrypted anew"),
                      N_ ("yes, all of it"), N_ ("Power Platform administrator"), N_ ("no"),
                      N_ ("return: 1 more outage"),
                      N_ ("the data shall be under a key of one's own") },
  [KH_WAY_RETURN] = { N_ ("1 per environment"), N_ ("until all is encrypted anew"),
                      N_ ("yes, all of it"), N_ ("Power Platform administrator"), NULL,
                      N_ ("enable again: 1 more outage"), N_ ("the key is given up") },
};

/* --- What a way costs ------------------------------------------------------------------------- */

const char *
kh_cmk_way_title (KhCmkWay way)
{
  return _ (ways[way].title);
}

const char *
kh_cmk_way_word (KhCmkWay way)
{
  return ways[way].word;
}

guint
kh_cmk_way_outages (KhCmkWay way)
{
  return ways[way].outages;
}

KhTime
kh_cmk_way_hold (KhCmkWay way)
{
  return ways[way].hold;
}

const char *
kh_cmk_why_proposed (gboolean exposed)
{
  if (exposed)
    return _ ("A new version protects what comes next. If the key is known to others, move to a "
              "new key in another vault first and disable the old one last.");
  return _ ("Why the first: it costs no outage, and the old version stays valid while the new one "
            "spreads.");
}

const char *
kh_cmk_cost_caption (KhCmkCost cost)
{
  return _ (costs[cost].caption);
}

const char *
kh_cmk_cost_word (KhCmkCost cost)
{
  return costs[cost].word;
}

const char *
kh_cmk_way_cost (KhCmkWay way, KhCmkCost cost)
{
  return texts[way][cost] != NULL ? _ (texts[way][cost]) : NULL;
}

char *
kh_cmk_old_key_needed (KhCmkWay way, const char *until)
{
  guint days = (guint)(ways[way].hold / KH_DAY);

  if (way == KH_WAY_SCHEDULE)
    return g_strdup_printf (
        dngettext (KH_GETTEXT_DOMAIN, "%u day each time", "%u days each time", days), days);
  return g_strdup_printf (
      dngettext (KH_GETTEXT_DOMAIN, "%u day (until %s)", "%u days (until %s)", days), days, until);
}

/* --- What will happen ------------------------------------------------------------------------- */

static char *
count_environments (guint n)
{
  return g_strdup_printf (dngettext (KH_GETTEXT_DOMAIN, "%u environment", "%u environments", n), n);
}

char *
kh_cmk_use (guint n_environments, guint n_policies)
{
  g_autofree char *environments = count_environments (n_environments);
  g_autofree char *policies = g_strdup_printf (
      dngettext (KH_GETTEXT_DOMAIN, "%u policy", "%u policies", n_policies), n_policies);

  if (n_policies == 0)
    return g_strdup (_ ("No policy uses this key."));
  /* Translators: "1 environment", "1 policy" */
  return g_strdup_printf (_ ("Used by %s in %s."), environments, policies);
}

char *
kh_cmk_version_sentence (const char *key, guint n, gboolean disabled)
{
  g_autofree char *environments = count_environments (n);
  g_autofree char *stores = g_strdup_printf (
      dngettext (KH_GETTEXT_DOMAIN, "%u store", "%u stores", n * N_COVERED), n * N_COVERED);

  if (disabled)
    return g_strdup_printf (_ ("%s gets a new version that is not enabled. No environment takes it "
                               "up before it is."),
                            key);
  if (n == 0)
    return g_strdup_printf (_ ("%s gets a new version. No environment takes it up."), key);
  /* Translators: key, "3 stores", "1 environment" */
  return g_strdup_printf (_ ("%s gets a new version; its %s in %s take it up within 24 hours, "
                             "without an outage."),
                          key, stores, environments);
}

char *
kh_cmk_enable_sentence (const char *subject, guint n, const char *key, const char *policy)
{
  if (n == 1)
    return g_strdup_printf (_ ("%s goes offline when encryption starts and is encrypted with %s "
                               "through %s."),
                            subject, key, policy);
  return g_strdup_printf (_ ("%s go offline when encryption starts, each on its own, and are "
                             "encrypted with %s through %s."),
                          subject, key, policy);
}

char *
kh_cmk_change_sentence (const char *subject, guint n, const char *left, const char *vault,
                        const char *key)
{
  /* Translators: environments, names of keys that are left, vault and name of the new key. */
  return g_strdup_printf (dngettext (KH_GETTEXT_DOMAIN, "%s leaves %s for %s/%s: one outage.",
                                     "%s leave %s for %s/%s: one outage each, each on its own.", n),
                          subject, left, vault, key);
}

char *
kh_cmk_return_sentence (const char *subject, guint n)
{
  return g_strdup_printf (
      dngettext (KH_GETTEXT_DOMAIN, "%s goes offline while its data returns to the Microsoft key.",
                 "%s go offline, each on its own, while their data returns to the Microsoft key.",
                 n),
      subject);
}

/* --- What must not be done -------------------------------------------------------------------- */

char *
kh_cmk_warning (KhCmkWay way, const char *keys, const char *until)
{
  switch (way) {
  case KH_WAY_SCHEDULE:
    return g_strdup (_ ("Do not disable a version in the 28 days after it was replaced."));
  case KH_WAY_NEW_KEY:
    /* Translators: names of keys, and a date. */
    return g_strdup_printf (_ ("Do not disable, delete or revoke %s before %s."), keys, until);
  case KH_WAY_RETURN:
    /* Translators: names of keys, and a date. */
    return g_strdup_printf (strchr (keys, ',') != NULL
                                ? _ ("Do not disable or delete %s, their vaults or their grants "
                                     "before %s: restoring backups needs them.")
                                : _ ("Do not disable or delete %s, its vault or its grant before "
                                     "%s: restoring backups needs them."),
                            keys, until);
  case KH_WAY_VERSION:
    return kh_cmk_version_warning (keys, until, FALSE);
  case KH_WAY_ENABLE:
  default:
    return g_strdup (
        _ ("Do not disable, delete or move the key, the vault or the policy's access."));
  }
}

char *
kh_cmk_version_warning (const char *version, const char *until, gboolean disabled)
{
  g_autofree char *short_id = kh_id_short (version);

  if (disabled)
    return g_strdup_printf (_ ("Do not disable %s: it stays in use."), short_id);
  return g_strdup_printf (_ ("Do not disable %s before %s (28 days)."), short_id, until);
}

char *
kh_cmk_stays (const char *policy, const char *version)
{
  g_autofree char *short_id = kh_id_short (version);

  return g_strdup_printf (_ ("%s stays on %s: it does not follow new versions."), policy, short_id);
}

const char *
kh_cmk_in_use (void)
{
  return _ ("In use now");
}

char *
kh_cmk_locked (const char *environment)
{
  return g_strdup_printf (_ ("%s is locked: it needs the old version to be unlocked."),
                          environment);
}

/* --- A schedule ------------------------------------------------------------------------------- */

char *
kh_cmk_duration_words (const char *duration)
{
  guint64 number = 0;
  char *unit = NULL;

  if (duration != NULL && *duration == 'P' && g_ascii_isdigit (duration[1]))
    number = g_ascii_strtoull (duration + 1, &unit, 10);
  if (unit == NULL || *unit == '\0' || unit[1] != '\0' || number == 0 || number > 9999
      || strchr ("DMY", *unit) == NULL)
    return g_strdup (duration != NULL ? duration : "");
  if (*unit == 'D')
    return g_strdup_printf (dngettext (KH_GETTEXT_DOMAIN, "%u day", "%u days", (gulong)number),
                            (guint)number);
  if (*unit == 'M')
    return g_strdup_printf (dngettext (KH_GETTEXT_DOMAIN, "%u month", "%u months", (gulong)number),
                            (guint)number);
  return g_strdup_printf (dngettext (KH_GETTEXT_DOMAIN, "%u year", "%u years", (gulong)number),
                          (guint)number);
}

char *
kh_cmk_schedule_words (const char *length, gboolean before_expiry, const char *next)
{
  if (before_expiry && next == NULL)
    return g_strdup_printf (_ ("%s before a version expires"), length);
  if (before_expiry)
    return g_strdup_printf (_ ("on %s, then %s before a version expires"), next, length);
  /* Translators: a date, and a length of time: "on May 10, 2028, then every 18 months" */
  return g_strdup_printf (_ ("on %s, then every %s"), next, length);
}
