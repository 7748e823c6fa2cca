/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Rotate Key works on: a key, the policies that use it, what the tenant says of them, and the
 * way in which it gets new versions (pages.md 4.2).
 *
 * Main thread. It only reads; kh-rotate-run.h does what was chosen.
 */
#pragma once

#include "kh-inquiry.h"
#include "kh-rotate-acts.h"
#include "kh-rotation.h"

G_BEGIN_DECLS

/* Also the order in which they can be chosen. */
typedef enum {
  KH_ROTATE_VERSION,  /* a new version now */
  KH_ROTATE_NEW_KEY,  /* another key by another policy: Change Key does it */
  KH_ROTATE_SCHEDULE, /* by the key's rotation policy, from now on */
} KhRotateWay;
#define KH_ROTATE_N_WAYS (KH_ROTATE_SCHEDULE + 1)

#define KH_TYPE_ROTATE_PLAN (kh_rotate_plan_get_type ())
G_DECLARE_FINAL_TYPE (KhRotatePlan, kh_rotate_plan, KH, ROTATE_PLAN, KhInquiry)

/* @id: (nullable): of the key, "VAULT/NAME". */
KhRotatePlan *kh_rotate_plan_new (KhOrganization *organization, const char *id);
const char *kh_rotate_plan_get_id (KhRotatePlan *self);
/* What the key is called, also when it is gone. */
const char *kh_rotate_plan_get_name (KhRotatePlan *self);
/* (nullable) (transfer none): NULL when it is gone. */
KhItem *kh_rotate_plan_get_key (KhRotatePlan *self);

/* Of these the plan tells with "changed". */
KhRotateWay kh_rotate_plan_get_way (KhRotatePlan *self);
void kh_rotate_plan_set_way (KhRotatePlan *self, KhRotateWay way);
/* What is proposed: a new version, unless the key itself may be known to others. */
KhRotateWay kh_rotate_plan_get_proposed (KhRotatePlan *self);
gboolean kh_rotate_plan_is_exposed (KhRotatePlan *self);
/* Chooses what is proposed then. */
void kh_rotate_plan_set_exposed (KhRotatePlan *self, gboolean exposed);
/* The schedule as it would be saved; at first that of the key, or every 18 months. */
const KhRotationPolicy *kh_rotate_plan_get_schedule (KhRotatePlan *self);
/* Copies the texts. */
void kh_rotate_plan_set_schedule (KhRotatePlan *self, const KhRotationPolicy *schedule);
/* What the new version is like, where that is the way; at first plain. */
const KhNewVersion *kh_rotate_plan_get_new_version (KhRotatePlan *self);
void kh_rotate_plan_set_new_version (KhRotatePlan *self, const KhNewVersion *how);
/* TRUE for a version that nothing takes up before it is enabled. */
gboolean kh_rotate_plan_makes_disabled (KhRotatePlan *self);
/* TRUE when somebody chose something else than what is proposed. */
gboolean kh_rotate_plan_is_decided (KhRotatePlan *self);

/* (transfer container) (element-type KhItem): the policies that use the key. */
GPtrArray *kh_rotate_plan_get_policies (KhRotatePlan *self);
/* (transfer container) (element-type KhItem): the environments that the key protects. */
GPtrArray *kh_rotate_plan_get_environments (KhRotatePlan *self);
/* The same without those that will not take a new version up: their policy stays on one version,
 * they are locked, or the version is not enabled. */
GPtrArray *kh_rotate_plan_get_followers (KhRotatePlan *self);

/* (transfer container) (element-type KhJson): the findings about all policies, each once. */
GPtrArray *kh_rotate_plan_get_findings (KhRotatePlan *self);
/* (nullable) (transfer none): the policy that a finding of these is about; the first of several. */
KhItem *kh_rotate_plan_find_policy (KhRotatePlan *self, KhJson *finding);
/* How many of them stand in the way. */
guint kh_rotate_plan_count_blocks (KhRotatePlan *self);

G_END_DECLS
