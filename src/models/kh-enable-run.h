/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan being carried out: make what is missing, then hand over each environment, then watch the
 * operations.
 *
 * Main thread. The run keeps itself until everything was sent, also when nobody looks at it any
 * more; from then on the tenant goes on alone. A step that makes something stops the run when it
 * fails; environments do not stop each other.
 */
#pragma once

#include "kh-enable-plan.h"
#include "kh-organization.h"

G_BEGIN_DECLS

typedef enum {
  KH_ENABLE_STEP_VAULT,
  KH_ENABLE_STEP_KEY,
  KH_ENABLE_STEP_POLICY,
  KH_ENABLE_STEP_GRANT,
  KH_ENABLE_STEP_READER,
  KH_ENABLE_STEP_CHECKS, /* those that had to wait for what is made */
  KH_ENABLE_STEP_ENVIRONMENT,
} KhEnableStepKind;

/* One row. Owned by the run. */
typedef struct {
  KhEnableStepKind kind;
  char *name;             /* of what is made, or of the environment */
  char *environment;      /* (nullable): its id */
  const char *state;      /* a state of operations, static: "NotStarted", "Running", … */
  char *operation_id;     /* (nullable) */
  KhJson *operation;      /* (nullable): as it was read last */
  GError *error;          /* (nullable) */
  gboolean is_being_read; /* for the run itself */
} KhEnableStep;

/* How it went for the environments, as far as that is known. */
typedef enum {
  KH_ENABLE_RUNNING, /* something is still to be sent */
  KH_ENABLE_STARTED, /* everything was sent, operations run */
  KH_ENABLE_SUCCEEDED,
  KH_ENABLE_PARTLY,
  KH_ENABLE_FAILED, /* for every environment */
} KhEnableOutcome;

#define KH_TYPE_ENABLE_RUN (kh_enable_run_get_type ())
G_DECLARE_FINAL_TYPE (KhEnableRun, kh_enable_run, KH, ENABLE_RUN, GObject)

/* Signal "changed". @plan is copied. */
KhEnableRun *kh_enable_run_new (KhOrganization *organization, const KhEnablePlan *plan);
void kh_enable_run_start (KhEnableRun *self);
/* Reads the operations twice a second while somebody looks. */
void kh_enable_run_set_watched (KhEnableRun *self, gboolean watched);
const KhEnablePlan *kh_enable_run_get_plan (KhEnableRun *self);
guint kh_enable_run_count (KhEnableRun *self);
const KhEnableStep *kh_enable_run_nth (KhEnableRun *self, guint n);
KhEnableOutcome kh_enable_run_get_outcome (KhEnableRun *self);
/* TRUE if the step was done; FALSE also when there is no such step. */
gboolean kh_enable_run_made (KhEnableRun *self, KhEnableStepKind kind);
/* Environments whose operation succeeded, or was refused or failed. */
guint kh_enable_run_count_state (KhEnableRun *self, const char *state);
/* (transfer none) (nullable): the first step that failed. */
const KhEnableStep *kh_enable_run_get_failure (KhEnableRun *self);
/* Starts the failed operations again. */
void kh_enable_run_retry (KhEnableRun *self);

G_END_DECLS
