/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session shows of a keyring: that it is being waited for, and whether there is one. */
#include "kh-session-private.h"

/* How long a keyring may take before it is said that it is waited for. */
#define WATCH_MILLISECONDS 250

void
_kh_session_stop_watching (KhSession *self, KhSessionTry *try)
{
  if (self->keyring != try->leave)
    return;
  g_clear_object (&self->keyring);
  g_clear_handle_id (&self->watch, g_source_remove);
}

/* A keyring that answers at once is not worth a word. */
static gboolean
watch_keyring_cb (gpointer data)
{
  GTask *task = data;
  KhSession *self = g_task_get_source_object (task);
  KhSessionTry *try = g_task_get_task_data (task);
  gboolean busy = g_atomic_int_get (&try->busy) != 0;

  if (try->epoch != self->epoch)
    return G_SOURCE_CONTINUE;
  if (busy && self->state != KH_SESSION_WAITING) {
    self->ways = try->ways;
    _kh_session_set_state (self, KH_SESSION_WAITING, NULL);
  } else if (!busy && self->state == KH_SESSION_WAITING)
    _kh_session_set_state (self, KH_SESSION_UNKNOWN, NULL);
  return G_SOURCE_CONTINUE;
}

void
_kh_session_start_watching (KhSession *self, KhSessionTry *try, GTask *task)
{
  try->leave = g_cancellable_new ();
  try->alone = self->organization == NULL;
  if (try->passphrase != NULL || try->recovery != NULL || !try->alone)
    return;
  g_set_object (&self->keyring, try->leave);
  g_clear_handle_id (&self->watch, g_source_remove);
  self->watch = g_timeout_add_full (G_PRIORITY_DEFAULT, WATCH_MILLISECONDS, watch_keyring_cb,
                                    g_object_ref (task), g_object_unref);
}

void
kh_session_leave_keyring (KhSession *self)
{
  if (self->keyring != NULL)
    g_cancellable_cancel (self->keyring);
}

static void
look_for_keyring_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const KhSession *self = source;
  const KhKeyringCall call = { .cancellable = cancellable };

  g_task_return_boolean (task, self->host->has_keyring (&call));
}

void
kh_session_look_for_keyring_async (KhSession *self, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kh_session_look_for_keyring_async);
  if (self->host->has_keyring == NULL)
    g_task_return_boolean (task, FALSE);
  else
    g_task_run_in_thread (task, look_for_keyring_thread);
}

gboolean
kh_session_look_for_keyring_finish (KhSession *self, GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
