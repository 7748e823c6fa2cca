/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The impact of a change: what goes down, what is concerned, how it is undone, and the guard level.
 * Immutable once made. Pure functions, any thread. */
#pragma once

#include "kh-change.h"
#include "kh-hold.h"

G_BEGIN_DECLS

typedef struct {
  char *id;
  char *name;
  KhEnvironmentType type;
  guint users; /* accounts that may use its data: nobody else can reach it */
  guint active_operations;
  KhTime deletion_at; /* when the lock would end in deletion; KH_TIME_NONE for a planned outage */
  KhTriggers triggers;
} KhImpactEnvironment;

typedef struct {
  char *id;
  char *name;
  KhHealth before, after;
} KhImpactPolicy;

typedef struct {
  gatomicrefcount refs;
  KhChangeKind kind;
  char *trigger; /* the change's word */
  char *target;
  KhGuardLevel level;
  gboolean irreversible;
  gboolean is_empty; /* nothing depends on it: no token is needed */
  char *confirm_name;
  GPtrArray *environments; /* (element-type KhImpactEnvironment): those that go down, by id */
  GPtrArray *policies;     /* (element-type KhImpactPolicy): those whose health changes, by id */
  GPtrArray *holds;        /* (element-type KhHold): that the change breaks */
  char **backups;          /* names of backup files that could not be restored, or are forgotten */
  char **way_back;         /* sentences, in order */
} KhImpact;
GType kh_impact_get_type (void);
KhImpact *kh_impact_ref (const KhImpact *self);
void kh_impact_unref (KhImpact *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhImpact, kh_impact_unref)

/* (transfer full): NULL with the error of kh_change_apply() when the change cannot be. */
KhImpact *kh_impact_compute (const KhEstate *estate, const KhChange *change, KhTime now,
                             GError **error);
/* (transfer full): a byte string that is equal for equal impacts of equal changes: what a
 * confirmation token binds. Dates that move with the clock (deletion) are not part of it. */
GBytes *kh_impact_canonical (const KhImpact *self, const KhChange *change);
/* (transfer full): SHA-256 of it, as hex digits. */
char *kh_impact_digest (const KhImpact *self, const KhChange *change);

G_END_DECLS
