/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lock being done: first the act itself, then whether each environment of its impact is down,
 * which is asked for also when the act failed midway.
 *
 * Main thread. The first task of the run is the act; the others have the ids of environments. A
 * failure of the act with the inner code ConfirmationStale did nothing; ApprovalRequired filed a
 * request, whose id is the target of the error.
 */
#pragma once

#include "kh-lock-plan.h"
#include "kh-task-run.h"

G_BEGIN_DECLS

/* Of the act; "" is no environment's. */
#define KH_LOCK_RUN_ACT ""

/* (transfer full): what was chosen in @plan, as it was shown. @act: what the first task is called.
 * @reason: for the audit log. @text: what is written to the folder of @plan, where it has one,
 * before anything is done. */
KhTaskRun *kh_lock_run_new (KhLockPlan *plan, const char *act, const char *reason,
                            const char *text);
/* (nullable) (transfer none): the error of the act, when it failed so. */
const GError *kh_lock_run_get_stale (KhTaskRun *run);
/* (nullable) (transfer none): the request that was filed instead. */
const char *kh_lock_run_get_request (KhTaskRun *run);
guint kh_lock_run_count_environments (KhTaskRun *run);
guint kh_lock_run_count_locked (KhTaskRun *run);

G_END_DECLS
