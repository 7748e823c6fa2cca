/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A body that goes out (kh-streams.h): read on a worker of its own as the client takes it.
 *
 * The first part is read before the status is sent, so that a locked environment answers with its
 * error; what fails later can only cut the connection, which the client sees as an end too early.
 */
#include "kh-host-private.h"

#include "kh-router.h"
#include "kh-streams.h"

#define PART (512 * 1024)

typedef struct {
  KhHost *host;
  KhWorker *worker;
  KhRequest *request;
  const KhDownloadSource *source;
  gpointer content; /* (nullable): the worker's while a job runs */
  gboolean working, ended, failed;
} Download;

static void
free_download (gpointer data)
{
  Download *self = data;
  if (self->content != NULL)
    self->source->free (self->content);
  kh_host_free_stream_worker (self->host, self->worker);
  g_free (self);
}

/* (transfer full): the next part, empty at the end. */
static gpointer
read_part (gpointer data, GCancellable *cancellable, GError **error)
{
  Download *self = data;
  g_autofree guint8 *buffer = g_malloc (PART);
  gssize size = self->source->read (self->content, buffer, PART, error);
  return size < 0 ? NULL : g_bytes_new_take (g_steal_pointer (&buffer), (gsize)size);
}

static gpointer
open_content (gpointer data, GCancellable *cancellable, GError **error)
{
  Download *self = data;
  self->content = self->source->open (self->request, error);
  return self->content == NULL ? NULL : read_part (self, cancellable, error);
}

static gpointer
close_content (gpointer data, GCancellable *cancellable, GError **error)
{
  Download *self = data;
  g_clear_pointer (&self->content, self->source->free);
  return NULL;
}

static void
on_closed (KhExchange *exchange, gpointer result, GError *error)
{
  Download *self = exchange->stream;
  self->working = FALSE;
}

static void
run_job (KhExchange *exchange, KhWorkFunc func, GDestroyNotify destroy, KhExchangeDone done)
{
  Download *self = exchange->stream;
  self->working = TRUE;
  kh_exchange_run (exchange, self->worker, func, self, destroy, done);
}

/* Given up: the content is closed where it was read. */
static void
give_up (KhExchange *exchange)
{
  Download *self = exchange->stream;
  if (!self->working && self->content != NULL)
    run_job (exchange, close_content, NULL, on_closed);
}

/* Takes @part. */
static void
append (KhExchange *exchange, GBytes *part)
{
  Download *self = exchange->stream;
  SoupMessageBody *body = soup_server_message_get_response_body (exchange->message);
  if (g_bytes_get_size (part) == 0) {
    self->ended = TRUE;
    soup_message_body_complete (body);
    give_up (exchange);
  } else {
    soup_message_body_append_bytes (body, part);
  }
  g_bytes_unref (part);
  kh_exchange_unpause (exchange);
}

/* Between two parts the library has nothing to write and does not look at the connection: it would
 * never see that this has ended, and the host wait for the exchange when it leaves. */
static void
end_body (KhExchange *exchange)
{
  Download *self = exchange->stream;
  self->failed = TRUE;
  if (exchange->finished)
    return;
  soup_message_body_complete (soup_server_message_get_response_body (exchange->message));
  soup_server_message_unpause (exchange->message);
}

static void
on_part (KhExchange *exchange, gpointer result, GError *error)
{
  Download *self = exchange->stream;
  self->working = FALSE;
  if (error != NULL)
    kh_exchange_cut (exchange);
  if (exchange->gone || error != NULL) {
    g_clear_pointer (&result, g_bytes_unref);
    end_body (exchange);
    give_up (exchange);
    return;
  }
  append (exchange, result);
}

static void
on_wrote_chunk (SoupServerMessage *message, gpointer data)
{
  KhExchange *exchange = data;
  Download *self = exchange->stream;
  if (self->working || self->ended || self->failed || self->content == NULL)
    return;
  kh_exchange_pause (exchange);
  run_job (exchange, read_part, (GDestroyNotify)g_bytes_unref, on_part);
}

static void
set_headers (KhExchange *exchange)
{
  Download *self = exchange->stream;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (exchange->message);
  kh_exchange_begin_answer (exchange, 200, NULL);
  soup_message_headers_set_content_type (headers,
                                         self->source->set_headers (self->content, headers), NULL);
}

static void
on_opened (KhExchange *exchange, gpointer result, GError *error)
{
  Download *self = exchange->stream;
  self->working = FALSE;
  if (exchange->gone) {
    g_clear_pointer (&result, g_bytes_unref);
    give_up (exchange);
    return;
  }
  if (error != NULL) {
    kh_exchange_refuse (exchange, error);
    kh_exchange_unpause (exchange);
    give_up (exchange);
    return;
  }
  set_headers (exchange);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (exchange->message),
                                    FALSE);
  g_signal_connect (exchange->message, "wrote-chunk", G_CALLBACK (on_wrote_chunk), exchange);
  append (exchange, result);
}

void
kh_download_exchange_begin (KhExchange *exchange)
{
  g_autoptr (GError) error = NULL;
  KhWorker *worker = kh_host_stream_worker (exchange->host, &error);
  if (worker == NULL) {
    kh_exchange_refuse (exchange, error);
    return;
  }
  Download *self = g_new0 (Download, 1);
  self->host = exchange->host;
  self->worker = worker;
  self->source = exchange->request->route->stream;
  self->request = exchange->request;
  exchange->stream = self;
  exchange->free_stream = free_download;
  exchange->on_gone = give_up;
  kh_exchange_pause (exchange);
  run_job (exchange, open_content, (GDestroyNotify)g_bytes_unref, on_opened);
}
