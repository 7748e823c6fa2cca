/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the console alone says of a lock; the rest is in kh-lock-text.h. Main thread. */
#pragma once

#include "kh-lock-plan.h"

G_BEGIN_DECLS

/* (transfer full): "Disable key cmk-us". */
char *kh_lock_way_title (const KhLockWay *way);
/* (transfer full): how it is undone, in a few words. */
char *kh_lock_way_back (KhLockPlan *plan, const KhLockWay *way);
/* (transfer none) */
const char *kh_lock_reason_text (KhLockReason reason);
/* (transfer full): reason and note in one line. */
char *kh_lock_reason_line (KhLockPlan *plan);
/* KH_TIME_NONE: the way ends at no date. Until when what is deleted can be recovered. */
KhTime kh_lock_recoverable_until (KhLockPlan *plan, const KhLockWay *way);
/* (transfer full) (nullable): the names of who has one of @roles (KhMay); NULL where they are not
 * known. Empty: nobody has. */
char *kh_lock_name_people (KhLockPlan *plan, guint roles);
/* (transfer full) (nullable): the same of who may approve what this account asks for. */
char *kh_lock_name_approvers (KhLockPlan *plan);
/* (transfer full): plan and way back as a text to keep. */
char *kh_lock_report (KhLockPlan *plan);
/* (transfer full): what people who use the environments can be told. */
char *kh_lock_notice (KhLockPlan *plan);

G_END_DECLS
