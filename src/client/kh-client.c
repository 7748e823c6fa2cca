/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session behind the calls: made for a socket, entered and left by blocking calls. */
#include "kh-client-private.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "kh-routes.h"

/* The event poll holds one connection for half a minute; two, libsoup's default, would starve the
 * rest. */
#define CONNECTIONS 8
#define ANSWER_SECONDS 120

/* A path longer than a socket address goes through the folder's descriptor. */
static GSocketAddress *
socket_address (KhClient *self, const char *path, GError **error)
{
  struct sockaddr_un room;
  g_autofree char *folder = NULL, *name = NULL, *through = NULL;

  if (strlen (path) < sizeof room.sun_path)
    return g_unix_socket_address_new (path);
  folder = g_path_get_dirname (path);
  name = g_path_get_basename (path);
  self->folder = open (folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (self->folder < 0) {
    kh_set_error (error, KH_ERROR_NETWORK, "There is no folder %s (%s)", folder,
                  g_strerror (errno));
    return NULL;
  }
  through = g_strdup_printf ("/proc/self/fd/%d/%s", self->folder, name);
  return g_unix_socket_address_new (through);
}

KhClient *
kh_client_new_for_socket (const char *path, GError **error)
{
  g_autoptr (KhClient) self = g_new0 (KhClient, 1);

  self->folder = -1;
  self->pause = 200;
  self->context = g_main_context_new ();
  self->address = socket_address (self, path, error);
  if (self->address == NULL)
    return NULL;
  self->session = soup_session_new_with_options (
      "remote-connectable", self->address, "max-conns", 2 * CONNECTIONS, "max-conns-per-host",
      CONNECTIONS, "timeout", ANSWER_SECONDS, "user-agent", "keyhold/" KH_VERSION, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  return g_steal_pointer (&self);
}

static void
free_token (char *token)
{
  if (token != NULL)
    explicit_bzero (token, strlen (token));
  g_free (token);
}

void
kh_client_free (KhClient *self)
{
  if (self == NULL)
    return;
  if (self->session != NULL) {
    _kh_client_enter (self);
    soup_session_abort (self->session);
    while (g_main_context_iteration (self->context, FALSE))
      ;
    g_clear_object (&self->session);
    _kh_client_leave (self);
  }
  g_clear_object (&self->address);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->token, free_token);
  g_free (self->reason);
  if (self->folder >= 0)
    close (self->folder);
  g_free (self);
}

void
kh_client_set_token (KhClient *self, const char *token)
{
  g_clear_pointer (&self->token, free_token);
  self->token = g_strdup (token);
}

void
kh_client_set_reason (KhClient *self, const char *reason)
{
  g_free (self->reason);
  self->reason = g_strdup (reason);
}

void
kh_client_set_reconnect (KhClient *self, KhClientReconnect reconnect, gpointer data)
{
  self->reconnect = reconnect;
  self->reconnect_data = data;
}

void
kh_client_set_pause (KhClient *self, guint milliseconds)
{
  self->pause = milliseconds;
}

GMainContext *
kh_client_get_context (KhClient *self)
{
  return self->context;
}

void
_kh_client_enter (KhClient *self)
{
  g_main_context_push_thread_default (self->context);
}

void
_kh_client_wait (KhClient *self, GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (self->context, TRUE);
}

void
_kh_client_leave (KhClient *self)
{
  g_main_context_pop_thread_default (self->context);
}

void
_kh_client_keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **kept = data;

  *kept = g_object_ref (result);
}

/* The kernel accepts a connection also for a process that is stopped: only an answer counts. */
gboolean
kh_client_probe (KhClient *self, guint seconds)
{
  g_autoptr (SoupMessage) message =
      soup_message_new (SOUP_METHOD_HEAD, "http://" KH_HOST_KEYHOLD "/");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) body = NULL;

  /* A connection keeps the time limit it began with: this one serves no other call. */
  soup_message_headers_replace (soup_message_get_request_headers (message), "Connection", "close");
  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  g_object_set (self->session, "timeout", seconds, NULL);
  _kh_client_enter (self);
  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL,
                                    _kh_client_keep_result, &result);
  _kh_client_wait (self, &result);
  body = soup_session_send_and_read_finish (self->session, result, NULL);
  _kh_client_leave (self);
  g_object_set (self->session, "timeout", ANSWER_SECONDS, NULL);
  return body != NULL;
}

gpointer
kh_client_call (KhClient *self, KhCall *call, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  _kh_client_enter (self);
  kh_client_call_async (self, call, cancellable, _kh_client_keep_result, &result);
  _kh_client_wait (self, &result);
  _kh_client_leave (self);
  return kh_client_call_finish (self, result, error);
}

gboolean
kh_client_do (KhClient *self, KhCall *call, GCancellable *cancellable, GError **error)
{
  GDestroyNotify destroy = call->decode_pages ? (GDestroyNotify)g_ptr_array_unref : call->destroy;
  gpointer value = kh_client_call (self, call, cancellable, error);

  if (value != NULL && destroy != NULL)
    destroy (value);
  return value != NULL;
}

static gboolean
wake_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
wake_cancelled_cb (GCancellable *cancellable, gpointer data)
{
  return wake_cb (data);
}

gboolean
kh_client_sleep (KhClient *self, guint milliseconds, GCancellable *cancellable)
{
  gboolean over = FALSE;
  g_autoptr (GSource) timer = g_timeout_source_new (milliseconds);
  g_autoptr (GSource) stop = NULL;

  g_source_set_callback (timer, wake_cb, &over, NULL);
  g_source_attach (timer, self->context);
  if (cancellable != NULL) {
    stop = g_cancellable_source_new (cancellable);
    g_source_set_callback (stop, G_SOURCE_FUNC (wake_cancelled_cb), &over, NULL);
    g_source_attach (stop, self->context);
  }
  while (!over)
    g_main_context_iteration (self->context, TRUE);
  g_source_destroy (timer);
  if (stop != NULL)
    g_source_destroy (stop);
  return cancellable == NULL || !g_cancellable_is_cancelled (cancellable);
}
