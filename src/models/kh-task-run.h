/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same work for several objects, one after the other, as a wizard shows it.
 *
 * Main thread. The run keeps itself until the last object had its turn, also when nobody looks at
 * it any more. One object that fails does not stop the others.
 */
#pragma once

#include "kh-organization.h"

G_BEGIN_DECLS

/* Does it for the object with this id, on the thread for sequences of calls. */
typedef gboolean (*KhTaskWork) (KhClient *client, const char *id, gconstpointer data,
                                GCancellable *cancellable, GError **error);

/* One row. Owned by the run. */
typedef struct {
  char *id, *name;
  const char *state; /* of operations, static: NotStarted, Running, Succeeded, Failed */
  GError *error;     /* (nullable) */
} KhTask;

#define KH_TYPE_TASK_RUN (kh_task_run_get_type ())
G_DECLARE_FINAL_TYPE (KhTaskRun, kh_task_run, KH, TASK_RUN, GObject)

/* @data: (transfer full): read by @work alone; freed with @destroy (nullable) on any thread. Signal
 * "changed". */
KhTaskRun *kh_task_run_new (KhOrganization *organization, KhTaskWork work, gpointer data,
                            GDestroyNotify destroy);
void kh_task_run_add (KhTaskRun *self, const char *id, const char *name);
/* Begins with those that did not succeed. */
void kh_task_run_start (KhTaskRun *self);
guint kh_task_run_count (KhTaskRun *self);
const KhTask *kh_task_run_nth (KhTaskRun *self, guint n);
guint kh_task_run_count_state (KhTaskRun *self, const char *state);
gboolean kh_task_run_is_running (KhTaskRun *self);
/* (nullable) (transfer none): what the first one that failed failed of. */
const GError *kh_task_run_get_error (KhTaskRun *self);

G_END_DECLS
