/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rotation being done: first the act itself, then whether each environment that follows has taken
 * the new version up. A schedule is the act alone.
 *
 * Main thread. The first task of the run is the act; the others have the ids of environments. What
 * is started again is done for those alone that did not succeed, so a version is made once.
 */
#pragma once

#include "kh-rotate-plan.h"
#include "kh-task-run.h"

G_BEGIN_DECLS

/* Of the act; "" is no environment's. */
#define KH_ROTATE_RUN_ACT ""

/* (transfer full): what was chosen in @plan. @act: what the first task is called. */
KhTaskRun *kh_rotate_run_new (KhRotatePlan *plan, const char *act);
/* TRUE when a version was made, or the schedule saved. */
gboolean kh_rotate_run_is_done (KhTaskRun *run);
/* (transfer full) (nullable): ids of the new version, and of the one before. */
char *kh_rotate_run_get_version (KhTaskRun *run);
char *kh_rotate_run_get_before (KhTaskRun *run);

typedef struct {
  guint all, moved;  /* stores of the environments that follow */
  gboolean is_known; /* FALSE: somebody could not be asked */
} KhRotateStores;
KhRotateStores kh_rotate_run_count_stores (KhTaskRun *run);

G_END_DECLS
