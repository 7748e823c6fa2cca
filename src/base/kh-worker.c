/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thread with a queue of work items. */
#include "kh-worker.h"

#include "kh-error-table.h"
#include "kh-log.h"

typedef struct {
  KhWorkFunc func;
  GFunc plain;
  gpointer data;
  GDestroyNotify destroy_data;
  GTask *task; /* (owned) (nullable) */
  GDestroyNotify destroy_result;
  GCancellable *cancellable; /* for waiting callers only */
  struct Waiter *waiter;     /* (nullable) the stack of a waiting caller */
} Work;

struct Waiter {
  GMutex lock;
  GCond cond;
  gboolean done;
  gpointer result;
  GError *error;
};

struct _KhWorker {
  GThread *thread;
  GAsyncQueue *queue;
  GMutex lock;
  gboolean closed;
};

static Work stop_mark;

static void
work_free (Work *work)
{
  if (work->destroy_data != NULL)
    work->destroy_data (work->data);
  g_clear_object (&work->task);
  g_free (work);
}

static void
answer (Work *work, gpointer result, GError *error)
{
  if (work->task != NULL && error != NULL)
    g_task_return_error (work->task, error);
  else if (work->task != NULL)
    g_task_return_pointer (work->task, result, work->destroy_result);
  if (work->waiter == NULL)
    return;
  g_mutex_lock (&work->waiter->lock);
  work->waiter->result = result;
  work->waiter->error = error;
  work->waiter->done = TRUE;
  g_cond_signal (&work->waiter->cond);
  g_mutex_unlock (&work->waiter->lock);
}

/* What the disk and the network did not do. What was refused is told by whoever refused it, and a
 * message may quote what was asked for. */
static void
note_failure (const GError *error)
{
  static const KhErrorCode troubles[] = {
    KH_ERROR_NO_SPACE, KH_ERROR_READ_ONLY, KH_ERROR_IO,
    KH_ERROR_DAMAGED,  KH_ERROR_AUDIT,     KH_ERROR_INTERNAL
  };

  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    if (kh_error_is (error, troubles[i]))
      kh_trouble ("work failed: %s: %s", kh_error_row_of (error)->wire_code, error->message);
}

static void
run_work (Work *work)
{
  GCancellable *cancellable =
      work->task != NULL ? g_task_get_cancellable (work->task) : work->cancellable;
  GError *error = NULL;
  gpointer result = NULL;

  if (work->plain != NULL) {
    work->plain (work->data, NULL);
    return;
  }
  if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
    result = work->func (work->data, cancellable, &error);
  if (error != NULL)
    note_failure (error);
  answer (work, result, error);
}

static void
refuse_work (Work *work)
{
  if (work->plain != NULL)
    return;
  answer (work, NULL,
          g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The worker was closed"));
}

static gpointer
worker_thread (gpointer data)
{
  GAsyncQueue *queue = data;

  for (;;) {
    Work *work = g_async_queue_pop (queue);

    if (work == &stop_mark)
      break;
    run_work (work);
    work_free (work);
  }
  g_async_queue_unref (queue);
  return NULL;
}

KhWorker *
kh_worker_new (const char *name)
{
  KhWorker *self = g_new0 (KhWorker, 1);

  self->queue = g_async_queue_new ();
  g_mutex_init (&self->lock);
  self->thread = g_thread_new (name, worker_thread, g_async_queue_ref (self->queue));
  return self;
}

static gboolean
push (KhWorker *self, Work *work)
{
  gboolean open;

  g_mutex_lock (&self->lock);
  open = !self->closed;
  if (open)
    g_async_queue_push (self->queue, work);
  g_mutex_unlock (&self->lock);
  if (!open) {
    refuse_work (work);
    work_free (work);
  }
  return open;
}

void
kh_worker_run_async (KhWorker *self, KhWorkFunc func, gpointer data, GDestroyNotify destroy_data,
                     GDestroyNotify destroy_result, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  Work *work = g_new0 (Work, 1);

  work->func = func;
  work->data = data;
  work->destroy_data = destroy_data;
  work->destroy_result = destroy_result;
  work->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_check_cancellable (work->task, FALSE);
  push (self, work);
}

gpointer
kh_worker_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
wait_for (struct Waiter *waiter, GError **error)
{
  g_mutex_lock (&waiter->lock);
  while (!waiter->done)
    g_cond_wait (&waiter->cond, &waiter->lock);
  g_mutex_unlock (&waiter->lock);
  g_mutex_clear (&waiter->lock);
  g_cond_clear (&waiter->cond);
  if (waiter->error != NULL)
    g_propagate_error (error, waiter->error);
  return waiter->result;
}

gpointer
kh_worker_run (KhWorker *self, KhWorkFunc func, gpointer data, GCancellable *cancellable,
               GError **error)
{
  struct Waiter waiter = { .done = FALSE };
  Work *work;

  if (kh_worker_is_current (self))
    return func (data, cancellable, error);
  g_mutex_init (&waiter.lock);
  g_cond_init (&waiter.cond);
  work = g_new0 (Work, 1);
  work->func = func;
  work->data = data;
  work->cancellable = cancellable;
  work->waiter = &waiter;
  push (self, work);
  return wait_for (&waiter, error);
}

gboolean
kh_worker_post (KhWorker *self, GFunc func, gpointer data, GDestroyNotify destroy_data)
{
  Work *work = g_new0 (Work, 1);

  work->plain = func;
  work->data = data;
  work->destroy_data = destroy_data;
  return push (self, work);
}

gboolean
kh_worker_is_current (KhWorker *self)
{
  return g_thread_self () == self->thread;
}

/* Queued work is answered before the thread is joined, so that nobody waits for a closed worker. */
void
kh_worker_close (KhWorker *self)
{
  g_autoptr (GPtrArray) queued = g_ptr_array_new ();
  gpointer work;

  g_mutex_lock (&self->lock);
  if (self->closed) {
    g_mutex_unlock (&self->lock);
    return;
  }
  self->closed = TRUE;
  while ((work = g_async_queue_try_pop (self->queue)) != NULL)
    g_ptr_array_add (queued, work);
  g_async_queue_push (self->queue, &stop_mark);
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < queued->len; i++) {
    refuse_work (queued->pdata[i]);
    work_free (queued->pdata[i]);
  }
  g_thread_join (self->thread);
}

void
kh_worker_free (KhWorker *self)
{
  kh_worker_close (self);
  g_async_queue_unref (self->queue);
  g_mutex_clear (&self->lock);
  g_free (self);
}
