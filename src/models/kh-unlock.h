/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Unlock Environments works on: the environments that are locked, by policy, what the tenant
 * says of each, and what brings them back (pages.md 4.6).
 *
 * Main thread. It only reads; repairs are done by whoever shows it, and told with
 * kh_unlock_note_repair().
 */
#pragma once

#include "kh-inquiry.h"

G_BEGIN_DECLS

/* An environment that was locked when the unlocking began, or by now. Owned by its case. */
typedef struct {
  char *id, *name;
  KhTime deletion;   /* KH_TIME_NONE: none */
  KhJson *diagnosis; /* (nullable): keys of `unlock diagnose`; NULL before it was read */
  gboolean left_out; /* not chosen on Review */
} KhUnlockEnvironment;

/* Environments of one policy: they went down together, and come back together. */
typedef struct {
  char *policy;            /* (nullable): id */
  char *name;              /* of the policy, also when it is gone */
  GPtrArray *environments; /* (element-type KhUnlockEnvironment) */
} KhUnlockCase;

/* How one of the eight steps of a diagnosis stands. */
typedef enum {
  KH_UNLOCK_POLICY,
  KH_UNLOCK_VAULT,
  KH_UNLOCK_NETWORK,
  KH_UNLOCK_KEY,
  KH_UNLOCK_VERSIONS,
  KH_UNLOCK_DATES,
  KH_UNLOCK_ACCESS,
  KH_UNLOCK_READER,
} KhUnlockStep;
#define KH_UNLOCK_N_STEPS (KH_UNLOCK_READER + 1)

/* A repair that was done here. */
typedef struct {
  char *text;
  KhTime time;
} KhUnlockRepair;

#define KH_TYPE_UNLOCK (kh_unlock_get_type ())
G_DECLARE_FINAL_TYPE (KhUnlock, kh_unlock, KH, UNLOCK, KhInquiry)

/* @environments: (nullable): ids, ends with NULL; their policies are what has to be repaired, so
 * all that use these are shown. Of several, others than these are left out at first. @policy:
 * (nullable). With neither everything that is locked. */
KhUnlock *kh_unlock_new (KhOrganization *organization, const char *const *environments,
                         const char *policy);
guint kh_unlock_count (KhUnlock *self);
const KhUnlockCase *kh_unlock_nth (KhUnlock *self, guint n);
/* Environments of all cases. */
guint kh_unlock_count_environments (KhUnlock *self);
/* TRUE when nothing holds it any more and the original key is proven. */
gboolean kh_unlock_is_ready (const KhUnlockEnvironment *environment);
/* (transfer container) (element-type KhUnlockEnvironment): that are ready and not left out. */
GPtrArray *kh_unlock_chosen (KhUnlock *self);
/* TRUE when some of those take a request first, which nobody approved yet. */
gboolean kh_unlock_needs_request (KhUnlock *self);
void kh_unlock_leave_out (KhUnlock *self, const char *environment, gboolean left_out);

/* (transfer container) (element-type KhJson): what holds the environments of a case, each cause
 * once, the first in the order of repair on top. */
GPtrArray *kh_unlock_causes (const KhUnlockCase *self);
/* The same of what is to be done before they can be re-enabled. */
GPtrArray *kh_unlock_repairs (const KhUnlockCase *self);
/* "proven", "different", "gone", "unknown": the worst of the case. */
const char *kh_unlock_original_key (const KhUnlockCase *self);
/* "pass", "block", or "unknown" before the diagnosis is there. */
const char *kh_unlock_step (KhUnlock *self, const KhUnlockCase *one, KhUnlockStep step);
/* TRUE if the account may re-enable environments of this policy. */
gboolean kh_unlock_may_open (KhUnlock *self, const KhUnlockCase *one);

void kh_unlock_note_repair (KhUnlock *self, const char *text);
/* (element-type KhUnlockRepair): those that were told. */
GPtrArray *kh_unlock_get_noted (KhUnlock *self);

G_END_DECLS
