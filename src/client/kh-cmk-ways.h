/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways to what can be done with the key of environments, what each costs, and what will happen,
 * in words (pages.md 4.1 to 4.4): one place for the wizards and for `cmk plan`.
 *
 * Pure; any thread. Dates are given as words, because the console and the command line write them
 * differently. Every text is (transfer full) unless it says otherwise.
 */
#pragma once

#include "kh-time.h"

G_BEGIN_DECLS

/* The first three are those of Rotate Key. */
typedef enum {
  KH_WAY_VERSION,
  KH_WAY_NEW_KEY, /* also the way of Change Key */
  KH_WAY_SCHEDULE,
  KH_WAY_ENABLE,
  KH_WAY_RETURN,
} KhCmkWay;

/* What a way costs, line by line. */
typedef enum {
  KH_COST_OUTAGE,
  KH_COST_TIME,
  KH_COST_DATA,
  KH_COST_PEOPLE,
  KH_COST_OLD_KEY,
  KH_COST_WAY_BACK,
  KH_COST_RIGHT_WHEN,
} KhCmkCost;
#define KH_N_COSTS (KH_COST_RIGHT_WHEN + 1)

/* (transfer none): "New version". */
const char *kh_cmk_way_title (KhCmkWay way);
/* (transfer none): "new-version", for programs. */
const char *kh_cmk_way_word (KhCmkWay way);
/* (transfer none): why it is the first of the ways of a rotation. @exposed: others may know the
 * key.
 */
const char *kh_cmk_why_proposed (gboolean exposed);
/* How many outages each environment has by it. */
guint kh_cmk_way_outages (KhCmkWay way);
/* (transfer none): "Outage". */
const char *kh_cmk_cost_caption (KhCmkCost cost);
/* (transfer none): "outage", for programs. */
const char *kh_cmk_cost_word (KhCmkCost cost);
/* (transfer none) (nullable): NULL for what depends on the key: how long a schedule takes, and how
 * long the old key is needed. */
const char *kh_cmk_way_cost (KhCmkWay way, KhCmkCost cost);
/* How long the key of before is needed after it; 0: there is none. */
KhTime kh_cmk_way_hold (KhCmkWay way);
/* "28 days (until Dec 22)". @until: the end of that. */
char *kh_cmk_old_key_needed (KhCmkWay way, const char *until);

/* "Used by 1 environment in 1 policy." */
char *kh_cmk_use (guint n_environments, guint n_policies);
/* What will happen. @n: of environments that take it up. */
char *kh_cmk_version_sentence (const char *key, guint n, gboolean disabled);
/* @subject: "Sales" or "2 environments", which are @n. */
char *kh_cmk_enable_sentence (const char *subject, guint n, const char *key, const char *policy);
/* @left: keys that are left. */
char *kh_cmk_change_sentence (const char *subject, guint n, const char *left, const char *vault,
                              const char *key);
char *kh_cmk_return_sentence (const char *subject, guint n);
/* What must not be done, and until when. @keys: those that are left; not used for enabling. */
char *kh_cmk_warning (KhCmkWay way, const char *keys, const char *until);
/* Of a version that stays in use, beside one that was made; it is shortened. */
char *kh_cmk_version_warning (const char *version, const char *until, gboolean disabled);
/* "ep-eu stays on 2f81…: it does not follow new versions." */
char *kh_cmk_stays (const char *policy, const char *version);
/* (transfer none): of a policy that an environment cannot change to: "In use now". */
const char *kh_cmk_in_use (void);
/* Of an environment that takes no new version up. */
char *kh_cmk_locked (const char *environment);

/* "18 months" of "P18M"; what is no number of one unit comes back as it is. */
char *kh_cmk_duration_words (const char *duration);
/* "on May 10, 2028, then every 18 months". @next: (nullable): the first of them, in words; only of
 * a schedule that goes by the expiry it may be unknown. */
char *kh_cmk_schedule_words (const char *length, gboolean before_expiry, const char *next);

G_END_DECLS
