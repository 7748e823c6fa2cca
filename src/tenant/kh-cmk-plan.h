/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of a re-encryption (model.md 4): a fresh data key for each store that is covered, under
 * the policy's key or back under the platform's. Worker. */
#pragma once

#include "kh-act.h"

G_BEGIN_DECLS

typedef struct {
  KhTenant *tenant;
  KhAct *act;                 /* gets the wrapped records */
  KhEnvironment *environment; /* under construction: gets the data keys */
  KhOperation *operation;     /* under construction: gets a part for each store */
  const KhPolicy *policy;     /* (nullable): NULL: the platform's key */
  gboolean again;             /* begun before: what has arrived stays */
} KhCmkPlan;

/* Errors: KEY_ACCESS, and NOT_FOUND where the policy's key has no such version. */
gboolean kh_cmk_plan (KhCmkPlan *plan, GError **error);
/* TRUE if every covered store has one data key, under the key of @policy, or the platform's where
 * that is NULL; what flows have stayed under does not count. */
gboolean kh_cmk_is_arrived (const KhEnvironment *environment, const KhPolicy *policy);

/* (transfer none) (nullable): the version of its key that @policy uses, pinned or the newest.
 * Errors: NOT_FOUND. Any thread. */
const char *kh_cmk_find_version (const KhEstate *estate, const KhPolicy *policy, GError **error);

G_END_DECLS
