/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rotation in words (pages.md 4.2). Every text is (transfer full) unless it says otherwise. Main
 * thread. */
#pragma once

#include "kh-cmk-ways.h"
#include "kh-rotate-plan.h"

G_BEGIN_DECLS

/* (transfer none): "New version". */
const char *kh_rotate_way_title (KhRotateWay way);
char *kh_rotate_way_fact (KhRotatePlan *plan, KhRotateWay way, KhCmkCost cost);
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
