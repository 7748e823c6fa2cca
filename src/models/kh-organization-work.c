/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sequences of calls on a thread of their own, with a client of their own. */
#include "kh-organization-private.h"

#include <string.h>

/* What belongs to the worker's thread. */
typedef struct _KhWorkPlace {
  char *socket;
  KhClient *client; /* (nullable) */
  int leaving;      /* atomic: what is queued does not begin any more */
} KhWorkPlace;

typedef struct {
  KhWorkPlace *place;
  char *token;
  KhOrganizationWork work;
  gpointer data;
  GDestroyNotify destroy_data;
} Run;

static void
run_free (Run *run)
{
  if (run->destroy_data != NULL)
    run->destroy_data (run->data);
  explicit_bzero (run->token, strlen (run->token));
  g_free (run->token);
  g_free (run);
}

static gpointer
run_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Run *run = data;
  KhWorkPlace *place = run->place;

  if (g_atomic_int_get (&place->leaving)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The organization is closed");
    return NULL;
  }
  if (place->client == NULL)
    place->client = kh_client_new_for_socket (place->socket, error);
  if (place->client == NULL)
    return NULL;
  kh_client_set_token (place->client, run->token);
  return run->work (place->client, run->data, cancellable, error);
}

static void
on_worked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  KhOrganization *self = g_task_get_source_object (task);
  GError *error = NULL;

  _kh_organization_end_call (self, task);
  if (!g_task_had_error (G_TASK (result))) {
    g_task_return_pointer (task, g_object_ref (result), g_object_unref);
    return;
  }
  kh_worker_run_finish (result, &error);
  _kh_organization_judge (self, error);
  g_task_return_error (task, error);
}

static void
ensure_worker (KhOrganization *self)
{
  if (self->worker != NULL)
    return;
  self->workplace = g_new0 (KhWorkPlace, 1);
  self->workplace->socket = g_strdup (self->socket);
  self->worker = kh_worker_new ("kh-console-work");
}

void
kh_organization_run_async (KhOrganization *self, KhOrganizationWork work, gpointer data,
                           GDestroyNotify destroy_data, GDestroyNotify destroy_result,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->token = g_strdup (self->token != NULL ? self->token : "");
  run->work = work;
  run->data = data;
  run->destroy_data = destroy_data;
  g_task_set_source_tag (task, kh_organization_run_async);
  if (self->closed) {
    run_free (run);
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The organization is closed");
    return;
  }
  ensure_worker (self);
  run->place = self->workplace;
  kh_worker_run_async (self->worker, run_work, run, (GDestroyNotify)run_free, destroy_result,
                       _kh_organization_begin_call (self, task), on_worked_cb, g_object_ref (task));
}

gpointer
kh_organization_run_finish (KhOrganization *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GAsyncResult) inner = g_task_propagate_pointer (G_TASK (result), error);

  return inner != NULL ? kh_worker_run_finish (inner, error) : NULL;
}

/* --- The end --------------------------------------------------------------------------------- */

typedef struct {
  KhWorker *worker;
  KhWorkPlace *place;
} Leaving;

static gpointer
drop_client (gpointer data, GCancellable *cancellable, GError **error)
{
  KhWorkPlace *place = data;

  g_clear_pointer (&place->client, kh_client_free);
  return NULL;
}

/* Waiting for the last work is not for the main thread. */
static gpointer
leave_thread (gpointer data)
{
  Leaving *leaving = data;

  kh_worker_run (leaving->worker, drop_client, leaving->place, NULL, NULL);
  kh_worker_free (leaving->worker);
  g_free (leaving->place->socket);
  g_free (leaving->place);
  g_free (leaving);
  return NULL;
}

void
_kh_organization_end_work (KhOrganization *self)
{
  Leaving *leaving;

  if (self->worker == NULL)
    return;
  g_atomic_int_set (&self->workplace->leaving, TRUE);
  leaving = g_new0 (Leaving, 1);
  leaving->worker = g_steal_pointer (&self->worker);
  leaving->place = g_steal_pointer (&self->workplace);
  g_thread_unref (g_thread_new ("kh-console-end", leave_thread, leaving));
}
