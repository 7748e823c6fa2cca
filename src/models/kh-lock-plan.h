/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Lock Environments works on: a policy, a key or a vault, the ways in which its environments
 * can be locked, what the tenant says that each of them takes down, and what was chosen (pages.md
 * 4.5).
 *
 * Main thread. It only reads; kh-lock-run.h does what was chosen.
 */
#pragma once

#include "kh-inquiry.h"

G_BEGIN_DECLS

/* A trigger of `lock plan` on one target. Owned by the plan. */
typedef struct {
  char *trigger, *target; /* as `lock plan` takes them */
  char *object;           /* what people call the target: a policy, a key, a version, a vault */
  gboolean is_rare;       /* below More Ways */
  KhJson *impact;         /* (nullable): keys of `lock plan`; NULL before it was read */
  GError *refusal;        /* (nullable): why it cannot be */
} KhLockWay;

/* Why it is locked; also the order in which they can be chosen. */
typedef enum {
  KH_LOCK_COMPROMISE,
  KH_LOCK_LEGAL,
  KH_LOCK_LEAVING,
  KH_LOCK_DRILL,
  KH_LOCK_OTHER,
  KH_LOCK_NO_REASON,
} KhLockReason;

#define KH_TYPE_LOCK_PLAN (kh_lock_plan_get_type ())
G_DECLARE_FINAL_TYPE (KhLockPlan, kh_lock_plan, KH, LOCK_PLAN, KhInquiry)

/* @kind: policy, key or vault; @id: of it. */
KhLockPlan *kh_lock_plan_new (KhOrganization *organization, KhItemKind kind, const char *id);
KhItemKind kh_lock_plan_get_kind (KhLockPlan *self);
const char *kh_lock_plan_get_id (KhLockPlan *self);
/* What the object is called; its id when it is gone. */
const char *kh_lock_plan_get_name (KhLockPlan *self);

/* (nullable) (transfer none): the key that it is about; none of a vault. */
KhItem *kh_lock_plan_get_key (KhLockPlan *self);
/* (transfer container) (element-type KhItem): the environments that the object protects. */
GPtrArray *kh_lock_plan_get_environments (KhLockPlan *self);
/* (transfer container) (element-type KhItem): those that a key protects that others may know: of a
 * policy, the ones of every policy on its key too. */
GPtrArray *kh_lock_plan_get_all_on_key (KhLockPlan *self);

guint kh_lock_plan_count (KhLockPlan *self);
const KhLockWay *kh_lock_plan_nth (KhLockPlan *self, guint n);
/* How many environments it takes down by what is known. */
guint kh_lock_way_count (const KhLockWay *way);
/* (nullable): the way that takes the fewest down and is undone most easily. */
const KhLockWay *kh_lock_plan_get_proposed (KhLockPlan *self);
/* (nullable): what was chosen; the proposed one until somebody did. */
const KhLockWay *kh_lock_plan_get_chosen (KhLockPlan *self);
/* Before the first question: the way to begin with, a trigger that kh_act_lock() does; any other is
 * left out. @target: (nullable): one that is none of the
 * object's usual ones, such as an older version, becomes one; NULL: the first of that trigger. */
void kh_lock_plan_want (KhLockPlan *self, const char *trigger, const char *target);
/* TRUE once somebody chose another way than the one it began with. */
gboolean kh_lock_plan_is_chosen (KhLockPlan *self);
/* Nothing when it takes nothing down. */
void kh_lock_plan_choose (KhLockPlan *self, const char *trigger, const char *target);
/* TRUE when another person has to approve it. */
gboolean kh_lock_plan_needs_approval (KhLockPlan *self);

/* (nullable) (transfer none) (element-type KhJson): the accounts of the organization; NULL before
 * they were read, and to who may not. */
GPtrArray *kh_lock_plan_get_people (KhLockPlan *self);

KhLockReason kh_lock_plan_get_reason (KhLockPlan *self);
void kh_lock_plan_set_reason (KhLockPlan *self, KhLockReason reason);
const char *kh_lock_plan_get_note (KhLockPlan *self);
void kh_lock_plan_set_note (KhLockPlan *self, const char *note);
/* (nullable): the folder that gets the plan as a text file before anything is done. */
GFile *kh_lock_plan_get_folder (KhLockPlan *self);
void kh_lock_plan_set_folder (KhLockPlan *self, GFile *folder);

/* The impact of what is chosen was shown as it is known now. */
void kh_lock_plan_see (KhLockPlan *self);
/* TRUE when it differs from what was shown last. */
gboolean kh_lock_plan_is_changed (KhLockPlan *self);
/* (transfer container) (element-type KhJson): environments of the impact that were not shown. */
GPtrArray *kh_lock_plan_get_added (KhLockPlan *self);

G_END_DECLS
