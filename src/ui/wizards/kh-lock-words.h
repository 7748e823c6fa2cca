/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lock in words (pages.md 4.5). Main thread. */
#pragma once

#include "kh-lock-plan.h"

G_BEGIN_DECLS

/* (transfer full): "Disable key cmk-us". */
char *kh_lock_way_title (const KhLockWay *way);
/* (transfer full): how it is undone, in a few words. */
char *kh_lock_way_back (KhLockPlan *plan, const KhLockWay *way);
/* (transfer none): what else it takes, or NULL. */
const char *kh_lock_way_extent (const KhLockWay *way);
/* (transfer none): "policy", "key" or "vault", of what the way changes, as "the policy's name". */
const char *kh_lock_name_of (const KhLockWay *way);
/* (transfer none) */
const char *kh_lock_reason_text (KhLockReason reason);
/* (transfer full): reason and note in one line. */
char *kh_lock_reason_line (KhLockPlan *plan);
/* KH_TIME_NONE: none of them has one. The first day on which something is deleted. */
KhTime kh_lock_first_deletion (KhJson *impact);
/* KH_TIME_NONE: the way ends at no date. Until when what is deleted can be recovered. */
KhTime kh_lock_recoverable_until (KhLockPlan *plan, const KhLockWay *way);
/* (transfer full) (nullable): the names of who has one of @roles (KhMay); NULL where they are not
 * known. Empty: nobody has. */
char *kh_lock_name_people (KhLockPlan *plan, guint roles);
/* (transfer full) (nullable): the same of who may approve what this account asks for. */
char *kh_lock_name_approvers (KhLockPlan *plan);
/* How many people may use the data of what goes down. */
guint kh_lock_count_people (KhJson *impact);
/* (transfer full): what goes down in one line: "ep-sales → 2 environments → 3 people". */
char *kh_lock_radius (KhLockPlan *plan, const KhLockWay *way);
/* (transfer full): plan and way back as a text to keep. */
char *kh_lock_report (KhLockPlan *plan);
/* (transfer full): what people who use the environments can be told. */
char *kh_lock_notice (KhLockPlan *plan);

G_END_DECLS
