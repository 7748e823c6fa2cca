/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a tenant, for the files of this layer.
 *
 * "Worker" marks what only the tenant's worker touches; everything else has a lock of its own or
 * never changes after opening.
 */
#pragma once

#include "kh-audit-log.h"
#include "kh-key-cache.h"
#include "kh-lock-file.h"
#include "kh-seal-file.h"
#include "kh-sessions.h"
#include "kh-sign-in-tries.h"
#include "kh-tenant-store.h"
#include "kh-tenant.h"
#include "kh-ticker.h"
#include "kh-vault-store.h"

G_BEGIN_DECLS

/* Automatic rotation (kh-rotation-timer.h). */
typedef struct _KhRotationTimer KhRotationTimer;

struct _KhTenant {
  const KhIo *io;
  char *data_dir;
  char *tenant_dir;
  char *vaults_dir;
  KhLockFile *lock_file;
  KhClock *clock;
  KhSecret *root;
  KhSecret *token_key; /* for confirmation tokens */
  char *opener_id;     /* the account whose slot opened the seal */

  KhWorker *worker;
  KhTicker *ticker;
  KhSessions *sessions;
  KhSignInTries *tries;
  KhChangeLog *changes;
  KhKeyCache *key_cache;
  KhImpactPrinter impact_printer;

  GMutex estate_lock;
  KhEstate *estate; /* under estate_lock */

  GMutex seal_lock;
  KhSealFile *seal; /* under seal_lock */

  KhTenantStore *store;      /* worker */
  KhAuditLog *audit;         /* worker */
  KhAuditFault *audit_fault; /* atomic (nullable): written once, by the worker */
  GHashTable *probed;        /* worker: ids of policies probed since the start */
  GHashTable *unwrapped;     /* worker: environment id → why it is not on its policy's version */
  KhRotationTimer *rotation;
  gint64 last_probe;        /* worker: monotonic time of the last round of probes */
  GHashTable *spent_tokens; /* worker: confirmation tokens that are good no longer */
  KhTime clock_saved;     /* worker: highest time stored, and the last before an unexplained jump */
  gboolean clock_doubted; /* worker: the jump has been warned of */
  gboolean settling;      /* worker: inside of kh_tenant_settle() */
  KhTime findings_seen;   /* worker: up to when dates of findings were looked at */
  gboolean findings_stale; /* worker: dismissals are to be looked at */

  gboolean accepts_rollback; /* while it is opened: vaults that are older than the log are taken */

  GMutex vaults_lock;
  GHashTable *vaults; /* name → KhVaultStore, under vaults_lock */

  GMutex data_lock;
  GHashTable *data; /* environment id → KhEnvironmentData, under data_lock */

  GMutex runs_lock;
  GCond runs_ended; /* one has */
  GHashTable *runs; /* environment id → running KhRun, under runs_lock */
  guint n_runs;     /* begun so far; under runs_lock */
  gboolean closing; /* under runs_lock */
};

/* Tells what is wrong with the audit log, once it is broken. Worker. */
void kh_tenant_note_audit_fault (KhTenant *self);
void kh_audit_fault_free (KhAuditFault *fault);
/* Publishes @estate (transfer full) and notes what changed. Worker. */
void kh_tenant_publish (KhTenant *self, KhEstate *estate);
/* Looks at every date and every key that is in use; locks what lost its access. Worker. */
void kh_tenant_settle (KhTenant *self, KhCaller *caller, gboolean probe);
/* The time by which holds and retentions have ended: after a jump that nobody explained it stands
 * still until the new time is accepted (model.md 9). Worker. */
KhTime kh_tenant_get_hold_time (KhTenant *self);
/* Asks the ticker for an earlier look. Any thread. */
void kh_tenant_wake (KhTenant *self);

G_END_DECLS
