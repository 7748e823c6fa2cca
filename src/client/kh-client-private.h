/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a client, shared by the files of this layer. Same thread rules as kh-client.h. */
#pragma once

#include <libsoup/soup.h>

#include "kh-call-private.h"
#include "kh-client.h"

G_BEGIN_DECLS

struct _KhClient {
  GMainContext *context; /* of the blocking calls */
  SoupSession *session;
  GSocketAddress *address;
  int folder; /* open folder of the socket; keeps its short name alive */
  char *token;
  char *reason; /* (nullable) */
  guint pause;
  KhClientReconnect reconnect;
  gpointer reconnect_data;
};

/* (transfer full): the request as a message. */
SoupMessage *_kh_client_message (KhClient *self, KhCall *call, GError **error);
/* Turns an answer of 300 and above into @error. */
void _kh_client_set_answer_error (GError **error, guint status, GBytes *body);
/* Turns a failure of the connection into one of KH_ERROR; @sent says that the server may have
 * acted. */
void _kh_client_set_transport_error (GError **error, const GError *cause, gboolean sent);
/* A link of an answer as path and query below the same service, or NULL: another host gets no
 * token.
 */
char *_kh_client_link_path (KhClient *self, KhCall *call, const char *link, GError **error);

/* What came back for an upload. */
typedef struct {
  guint status;
  SoupMessageHeaders *headers;
  GBytes *body;
} KhAnswer;
void _kh_answer_free (KhAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhAnswer, _kh_answer_free)
/* Sends a call with a stream on a thread; the task's result is a KhAnswer. */
void _kh_client_upload_async (KhClient *self, KhCall *call, SoupMessage *message,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);

/* Runs the client's context until @result is set. */
void _kh_client_enter (KhClient *self);
void _kh_client_wait (KhClient *self, GAsyncResult **result);
void _kh_client_leave (KhClient *self);
/* A GAsyncReadyCallback that keeps the result in the GAsyncResult ** it gets. */
void _kh_client_keep_result (GObject *source, GAsyncResult *result, gpointer data);

G_END_DECLS
