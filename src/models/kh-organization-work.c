/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sequences of calls and transfers of data on threads of their own, each with a client of its own.
 */
#include "kh-organization-private.h"

#include <string.h>

/* What belongs to a worker's thread. */
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

static KhWorkLane *
ensure_lane (KhOrganization *self, KhWorkLaneId id)
{
  static const char *const names[] = { "kh-console-work", "kh-console-data" };
  KhWorkLane *lane = &self->lanes[id];

  if (lane->worker != NULL)
    return lane;
  lane->place = g_new0 (KhWorkPlace, 1);
  lane->place->socket = g_strdup (self->socket);
  lane->worker = kh_worker_new (names[id]);
  return lane;
}

/* Takes @task and @data. */
static void
run_in (KhOrganization *self, KhWorkLaneId id, GTask *task, KhOrganizationWork work, gpointer data,
        GDestroyNotify destroy_data, GDestroyNotify destroy_result)
{
  Run *run = g_new0 (Run, 1);
  KhWorkLane *lane;

  run->token = g_strdup (self->token != NULL ? self->token : "");
  run->work = work;
  run->data = data;
  run->destroy_data = destroy_data;
  if (self->closed) {
    run_free (run);
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The organization is closed");
    g_object_unref (task);
    return;
  }
  lane = ensure_lane (self, id);
  run->place = lane->place;
  kh_worker_run_async (lane->worker, run_work, run, (GDestroyNotify)run_free, destroy_result,
                       _kh_organization_begin_call (self, task), on_worked_cb, task);
}

void
kh_organization_run_async (KhOrganization *self, KhOrganizationWork work, gpointer data,
                           GDestroyNotify destroy_data, GDestroyNotify destroy_result,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kh_organization_run_async);
  run_in (self, KH_WORK_ACTS, task, work, data, destroy_data, destroy_result);
}

void
kh_organization_transfer_async (KhOrganization *self, KhOrganizationWork work, gpointer data,
                                GDestroyNotify destroy_data, GDestroyNotify destroy_result,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kh_organization_transfer_async);
  run_in (self, KH_WORK_TRANSFERS, task, work, data, destroy_data, destroy_result);
}

gpointer
kh_organization_run_finish (KhOrganization *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GAsyncResult) inner = g_task_propagate_pointer (G_TASK (result), error);

  return inner != NULL ? kh_worker_run_finish (inner, error) : NULL;
}

/* --- The end --------------------------------------------------------------------------------- */

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
  KhWorkLane *lane = data;

  kh_worker_run (lane->worker, drop_client, lane->place, NULL, NULL);
  kh_worker_free (lane->worker);
  g_free (lane->place->socket);
  g_free (lane->place);
  g_free (lane);
  return NULL;
}

static void
end_lane (KhWorkLane *lane)
{
  KhWorkLane *leaving;

  if (lane->worker == NULL)
    return;
  g_atomic_int_set (&lane->place->leaving, TRUE);
  leaving = g_memdup2 (lane, sizeof *lane);
  *lane = (KhWorkLane){ 0 };
  g_thread_unref (g_thread_new ("kh-console-end", leave_thread, leaving));
}

void
_kh_organization_end_work (KhOrganization *self)
{
  for (guint i = 0; i < KH_N_WORK_LANES; i++)
    end_lane (&self->lanes[i]);
}
