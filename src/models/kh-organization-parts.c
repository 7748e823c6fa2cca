/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several calls at once: a few on their way, the rest behind them. */
#include "kh-organization-private.h"

/* The client has eight connections; one listens to events, and what a user does shall not wait. */
#define AT_ONCE 4

typedef struct {
  GPtrArray *parts;
  guint next, on_way;
} Run;

typedef struct {
  GTask *task;
  KhPart *part;
} Sent;

static void
part_free (KhPart *part)
{
  g_clear_pointer (&part->call, kh_call_free);
  if (part->value != NULL)
    part->destroy (part->value);
  g_clear_error (&part->error);
  g_free (part);
}

static void
run_free (Run *run)
{
  g_clear_pointer (&run->parts, g_ptr_array_unref);
  g_free (run);
}

GPtrArray *
_kh_parts_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)part_free);
}

static void
add (GPtrArray *parts, KhCall *call, GDestroyNotify destroy)
{
  KhPart *part = g_new0 (KhPart, 1);

  part->call = call;
  part->destroy = destroy;
  g_ptr_array_add (parts, part);
}

void
_kh_parts_add_object (GPtrArray *parts, KhCall *call)
{
  add (parts, call, (GDestroyNotify)kh_json_unref);
}

void
_kh_parts_add_list (GPtrArray *parts, KhCall *call)
{
  add (parts, call, (GDestroyNotify)g_ptr_array_unref);
}

static void send_more (GTask *task);

static void
on_part_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Sent *sent = data;
  g_autoptr (GTask) task = sent->task;
  Run *run = g_task_get_task_data (task);

  sent->part->value =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &sent->part->error);
  run->on_way--;
  g_free (sent);
  send_more (task);
}

static void
send_more (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  while (run->on_way < AT_ONCE && run->next < run->parts->len
         && !g_cancellable_is_cancelled (cancellable)) {
    Sent *sent = g_new0 (Sent, 1);

    sent->task = g_object_ref (task);
    sent->part = run->parts->pdata[run->next++];
    run->on_way++;
    kh_organization_call_async (g_task_get_source_object (task),
                                g_steal_pointer (&sent->part->call), cancellable, on_part_cb, sent);
  }
  if (run->on_way > 0)
    return;
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&run->parts), (GDestroyNotify)g_ptr_array_unref);
}

void
_kh_organization_run_parts_async (KhOrganization *self, GPtrArray *parts, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->parts = parts;
  g_task_set_source_tag (task, _kh_organization_run_parts_async);
  g_task_set_task_data (task, run, (GDestroyNotify)run_free);
  send_more (task);
}

GPtrArray *
_kh_organization_run_parts_finish (KhOrganization *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
