/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection between two requests: closed when its client goes.
 *
 * libsoup 3.2 reads that end and then forgets the connection, with its descriptor and its memory
 * (mended in 3.3). Here its stream is taken from the library before it reads anything. */
#include "kh-host-private.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <sys/socket.h>

#define IDLE "kh-idle"

typedef struct {
  SoupServerMessage *message; /* the last one of the connection; by it the connection is taken */
  GSocket *socket;            /* knows this as IDLE */
  GSource *source;            /* not owned */
  gulong handler;
} Idle;

static void
free_idle (gpointer data)
{
  Idle *self = data;
  g_object_set_data (G_OBJECT (self->socket), IDLE, NULL);
  g_signal_handler_disconnect (self->message, self->handler);
  g_object_unref (self->socket);
  g_object_unref (self->message);
  g_free (self);
}

static void
on_disconnected (SoupServerMessage *message, gpointer data)
{
  Idle *self = data;
  g_source_destroy (self->source);
}

/* Whatever came, the library reads it only after this, and this is over then: the next request ends
 * in a watch of its own. */
static gboolean
on_readable (gint fd, GIOCondition condition, gpointer data)
{
  Idle *self = data;
  char next;
  gssize n = recv (fd, &next, 1, MSG_PEEK | MSG_DONTWAIT);
  /* A client that left something unread ends with an error. */
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
    g_autoptr (GIOStream) stream = soup_server_message_steal_connection (self->message);
    if (stream != NULL)
      g_io_stream_close (stream, NULL, NULL);
  }
  return G_SOURCE_REMOVE;
}

void
kh_host_watch_idle (KhHost *self, SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);
  if (socket == NULL)
    return;
  Idle *idle = g_new0 (Idle, 1);
  idle->message = g_object_ref (message);
  idle->socket = g_object_ref (socket);
  idle->handler = g_signal_connect (message, "disconnected", G_CALLBACK (on_disconnected), idle);
  idle->source = g_unix_fd_source_new (g_socket_get_fd (socket),
                                       (GIOCondition)(G_IO_IN | G_IO_HUP | G_IO_ERR | POLLRDHUP));
  g_object_set_data (G_OBJECT (socket), IDLE, idle->source);
  g_source_set_priority (idle->source, G_PRIORITY_HIGH);
  g_source_set_callback (idle->source, G_SOURCE_FUNC (on_readable), idle, free_idle);
  g_source_attach (idle->source, self->context);
  g_source_unref (idle->source);
  soup_message_body_truncate (soup_server_message_get_request_body (message));
  soup_message_body_truncate (soup_server_message_get_response_body (message));
}

void
kh_host_forget_idle (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);
  GSource *source = socket == NULL ? NULL : g_object_get_data (G_OBJECT (socket), IDLE);
  if (source != NULL)
    g_source_destroy (source);
}
