/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thread with a queue: work runs in order, one at a time.
 *
 * The thread holds no reference on the object that owns the worker. Closing is idempotent: it
 * refuses later work, answers queued work with G_IO_ERROR_CANCELLED and waits for what is running.
 * The work function decides about its cancellable midway. Secrets are wiped inside the work
 * function, not in the destroy notify, which may run on any thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _KhWorker KhWorker;

/* Runs on the worker; returns the result (or NULL) and sets @error on failure. */
typedef gpointer (*KhWorkFunc) (gpointer data, GCancellable *cancellable, GError **error);

KhWorker *kh_worker_new (const char *name);
/* Closes and frees. Not from the worker itself. */
void kh_worker_free (KhWorker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhWorker, kh_worker_free)

/* Queues @func; @callback is called in the caller's thread-default context. @destroy_result frees
 * a result nobody took. Finish with kh_worker_run_finish(). */
void kh_worker_run_async (KhWorker *self, KhWorkFunc func, gpointer data,
                          GDestroyNotify destroy_data, GDestroyNotify destroy_result,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
gpointer kh_worker_run_finish (GAsyncResult *result, GError **error);

/* Queues @func and waits for it; called on the worker itself it runs at once. Never from a thread
 * that must not block. */
gpointer kh_worker_run (KhWorker *self, KhWorkFunc func, gpointer data, GCancellable *cancellable,
                        GError **error);

/* Queues @func without an answer. FALSE when closed (@data is freed then too). */
gboolean kh_worker_post (KhWorker *self, GFunc func, gpointer data, GDestroyNotify destroy_data);

/* TRUE on the worker's own thread. */
gboolean kh_worker_is_current (KhWorker *self);
void kh_worker_close (KhWorker *self);

G_END_DECLS
