/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The REST client: the one way from a console or a command line to a tenant.
 *
 * A client belongs to the thread that made it. It is used either with the asynchronous functions,
 * from a main loop, or with the blocking ones, which run the client's own context meanwhile:
 * sources attached to kh_client_get_context() (a signal, a timer) work during a blocking call.
 * Cancelling ends a call with G_IO_ERROR_CANCELLED; what the server was asked to do goes on there.
 *
 * Failures are KH_ERROR with the facts of the answer. A call that may be repeated (GET, and what is
 * marked so) is repeated by itself after 408, 429, 500, 502, 503, 504 and a broken connection; any
 * other only after 429 and 503 with Retry-After. A broken connection after something else was sent
 * is NETWORK with the inner code OutcomeUnknown.
 */
#pragma once

#include "kh-call.h"
#include "kh-secret.h"

G_BEGIN_DECLS

typedef struct _KhClient KhClient;

/* The tenant behind a UNIX socket, whose path may be longer than a socket address holds. Nothing is
 * connected yet. Errors: NETWORK where the folder of the socket is not there. */
KhClient *kh_client_new_for_socket (const char *path, GError **error);
void kh_client_free (KhClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhClient, kh_client_free)

/* Bearer token of later calls; nullable. */
void kh_client_set_token (KhClient *self, const char *token);
/* For the audit records of later calls that have none of their own; nullable. */
void kh_client_set_reason (KhClient *self, const char *reason);
/* Makes the server reachable again, or returns FALSE; may block. Called when nobody answers or the
 * token is not known, before a call is repeated. It may set another token. */
typedef gboolean (*KhClientReconnect) (KhClient *self, gpointer data, GError **error);
void kh_client_set_reconnect (KhClient *self, KhClientReconnect reconnect, gpointer data);
/* First pause before a repetition, in milliseconds; it doubles. Default 200. */
void kh_client_set_pause (KhClient *self, guint milliseconds);
GMainContext *kh_client_get_context (KhClient *self);

/* Takes @call. The result is what the call's function says. */
void kh_client_call_async (KhClient *self, KhCall *call, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
gpointer kh_client_call_finish (KhClient *self, GAsyncResult *result, GError **error);
/* The same, blocking. */
gpointer kh_client_call (KhClient *self, KhCall *call, GCancellable *cancellable, GError **error);
/* For calls whose result says nothing: drops it. */
gboolean kh_client_do (KhClient *self, KhCall *call, GCancellable *cancellable, GError **error);

/* TRUE if the server answers within @seconds, whatever it says. Blocks. */
gboolean kh_client_probe (KhClient *self, guint seconds);
/* Waits on the client's context. FALSE when cancelled. */
gboolean kh_client_sleep (KhClient *self, guint milliseconds, GCancellable *cancellable);

/* What a download brought. */
typedef struct {
  guint64 bytes;
  char *sha256; /* hex, of the bytes as written */
  char *backup; /* (nullable): id of the backup that the answer is, also when it failed midway */
} KhDownload;
void kh_download_clear (KhDownload *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KhDownload, kh_download_clear)

/* Takes @call and writes the body of its answer to @path, in constant memory: under a name beside
 * it first, made durable, and named @path after the last byte. A file that is there already is kept
 * and is EXISTS, unless @replace. The progress of the call is told (total -1: not known). NO_SPACE
 * before anything is written where the disk has not the room. Blocks on the disk. */
gboolean kh_client_download (KhClient *self, KhCall *call, const char *path, gboolean replace,
                             KhDownload *download, GCancellable *cancellable, GError **error);

G_END_DECLS
