/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends one after the other. */
#include "kh-task-run.h"

/* What the worker's thread reads; it may outlive the run. */
typedef struct {
  KhTaskWork work;
  gpointer data;
  GDestroyNotify destroy; /* (nullable) */
} Shared;

struct _KhTaskRun {
  GObject parent_instance;

  KhOrganization *organization; /* (owned) */
  Shared *shared;               /* (owned): a reference */
  GPtrArray *tasks;             /* (element-type KhTask) */
  KhTask *current;              /* (nullable) */
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhTaskRun, kh_task_run, G_TYPE_OBJECT)

typedef struct {
  Shared *shared;
  char *id;
} Job;

static void
clear_shared (gpointer data)
{
  Shared *shared = data;

  if (shared->destroy != NULL)
    shared->destroy (shared->data);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_atomic_rc_box_release_full (job->shared, clear_shared);
  g_free (job->id);
  g_free (job);
}

static gpointer
run_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Job *job = data;

  return GINT_TO_POINTER (
      job->shared->work (client, job->id, job->shared->data, cancellable, error));
}

static void
task_free (gpointer data)
{
  KhTask *task = data;

  g_free (task->id);
  g_free (task->name);
  g_clear_error (&task->error);
  g_free (task);
}

static void
changed (KhTaskRun *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void send_next (KhTaskRun *self);

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhTaskRun) self = data;
  KhTask *task = self->current;

  kh_organization_run_finish (KH_ORGANIZATION (source), result, &task->error);
  task->state = task->error == NULL ? "Succeeded" : "Failed";
  send_next (self);
}

static void
send_next (KhTaskRun *self)
{
  self->current = NULL;
  for (guint i = 0; i < self->tasks->len && self->current == NULL; i++) {
    KhTask *task = self->tasks->pdata[i];

    if (g_str_equal (task->state, "NotStarted"))
      self->current = task;
  }
  if (self->current != NULL) {
    Job *job = g_new0 (Job, 1);

    job->shared = g_atomic_rc_box_acquire (self->shared);
    job->id = g_strdup (self->current->id);
    self->current->state = "Running";
    kh_organization_run_async (self->organization, run_worker, job, job_free, NULL, NULL, done_cb,
                               g_object_ref (self));
  }
  changed (self);
}

KhTaskRun *
kh_task_run_new (KhOrganization *organization, KhTaskWork work, gpointer data,
                 GDestroyNotify destroy)
{
  KhTaskRun *self = g_object_new (KH_TYPE_TASK_RUN, NULL);

  self->organization = g_object_ref (organization);
  self->shared = g_atomic_rc_box_new (Shared);
  *self->shared = (Shared){ work, data, destroy };
  return self;
}

void
kh_task_run_add (KhTaskRun *self, const char *id, const char *name)
{
  KhTask *task = g_new0 (KhTask, 1);

  task->id = g_strdup (id);
  task->name = g_strdup (name);
  task->state = "NotStarted";
  g_ptr_array_add (self->tasks, task);
}

void
kh_task_run_start (KhTaskRun *self)
{
  g_return_if_fail (self->current == NULL);
  for (guint i = 0; i < self->tasks->len; i++) {
    KhTask *task = self->tasks->pdata[i];

    if (g_str_equal (task->state, "Succeeded"))
      continue;
    task->state = "NotStarted";
    g_clear_error (&task->error);
  }
  send_next (self);
}

guint
kh_task_run_count (KhTaskRun *self)
{
  return self->tasks->len;
}

const KhTask *
kh_task_run_nth (KhTaskRun *self, guint n)
{
  return self->tasks->pdata[n];
}

guint
kh_task_run_count_state (KhTaskRun *self, const char *state)
{
  guint count = 0;

  for (guint i = 0; i < self->tasks->len; i++)
    count += g_str_equal (kh_task_run_nth (self, i)->state, state);
  return count;
}

gboolean
kh_task_run_is_running (KhTaskRun *self)
{
  return self->current != NULL;
}

const GError *
kh_task_run_get_error (KhTaskRun *self)
{
  for (guint i = 0; i < self->tasks->len; i++)
    if (kh_task_run_nth (self, i)->error != NULL)
      return kh_task_run_nth (self, i)->error;
  return NULL;
}

static void
kh_task_run_finalize (GObject *object)
{
  KhTaskRun *self = KH_TASK_RUN (object);

  g_clear_object (&self->organization);
  g_atomic_rc_box_release_full (self->shared, clear_shared);
  g_ptr_array_unref (self->tasks);
  G_OBJECT_CLASS (kh_task_run_parent_class)->finalize (object);
}

static void
kh_task_run_class_init (KhTaskRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_task_run_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", KH_TYPE_TASK_RUN, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_task_run_init (KhTaskRun *self)
{
  self->tasks = g_ptr_array_new_with_free_func (task_free);
}
