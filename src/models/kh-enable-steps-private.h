/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calls behind the steps of a run. Blocking, on the thread of the client. */
#pragma once

#include "kh-enable-run.h"

typedef struct {
  KhEnableStepKind kind;
  KhEnablePlan *plan; /* (owned) */
  char *environment;  /* (nullable) (owned): id */
  char *operation;    /* (nullable) (owned): the one to be started again */
} KhEnableTask;
void _kh_enable_task_free (gpointer task);
/* (transfer full): the id of the operation for an environment, else any text. Fits
 * kh_organization_run_async(); frees with g_free(). */
gpointer _kh_enable_task_run (KhClient *client, gpointer task, GCancellable *cancellable,
                              GError **error);
