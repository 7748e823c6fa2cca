/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rotation in words (pages.md 4.2). Every text is (transfer full) unless it says otherwise. Main
 * thread. */
#pragma once

#include "kh-rotate-plan.h"

G_BEGIN_DECLS

/* What a way costs, line by line; the rows of the comparison. */
typedef enum {
  KH_ROTATE_OUTAGE,
  KH_ROTATE_TIME,
  KH_ROTATE_DATA,
  KH_ROTATE_PEOPLE,
  KH_ROTATE_OLD_KEY,
  KH_ROTATE_WAY_BACK,
  KH_ROTATE_RIGHT_WHEN,
} KhRotateFact;
#define KH_ROTATE_N_FACTS (KH_ROTATE_RIGHT_WHEN + 1)

/* (transfer none): "New version". */
const char *kh_rotate_way_title (KhRotateWay way);
/* (transfer none): "Outage". */
const char *kh_rotate_fact_caption (KhRotateFact fact);
char *kh_rotate_way_fact (KhRotatePlan *plan, KhRotateWay way, KhRotateFact fact);
/* (transfer none) */
const char *kh_rotate_why_proposed (KhRotatePlan *plan);
/* "Used by 1 environment in 1 policy." */
char *kh_rotate_use (KhRotatePlan *plan);
/* What will happen, in one sentence. */
char *kh_rotate_sentence (KhRotatePlan *plan);
/* What was chosen of a new version: "Now · expires Dec 15, 2027 · not enabled". */
char *kh_rotate_options_words (KhRotatePlan *plan);
/* (nullable): what the expiry of the new version means. */
char *kh_rotate_expires (KhRotatePlan *plan);
/* What must not be done, and until when. @version: (nullable): id of the version that must stay;
 * NULL: that of today. */
char *kh_rotate_do_not (KhRotatePlan *plan, const char *version);
/* "ep-eu stays on 2f81…: it does not follow new versions." */
char *kh_rotate_stays (KhItem *policy);
/* "on May 10, 2028, then every 18 months" */
char *kh_rotate_schedule_words (KhRotatePlan *plan);
/* (nullable): what surprises people about a schedule with an expiry. */
char *kh_rotate_trap (KhRotatePlan *plan);

G_END_DECLS
