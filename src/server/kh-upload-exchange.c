/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A body that comes in (kh-streams.h): it goes to a worker of its own as it comes, in bounded
 * memory.
 *
 * The upload is begun before a byte is read, so that a client that asked first (Expect:
 * 100-continue) is refused before it sends anything. Chunks wait in a queue; when it is full the
 * message is paused, which stops the reading of the socket. A client that goes away drops it.
 */
#include "kh-host-private.h"

#include "kh-router.h"
#include "kh-streams.h"

#define QUEUE_MAX (4 * 1024 * 1024)
#define QUEUE_LOW (1024 * 1024)
/* What is still read after a failure before the connection is cut. */
#define DRAIN_MAX (64 * 1024 * 1024)

typedef struct {
  KhHost *host;
  KhWorker *worker;
  KhRequest *request; /* (transfer none): the exchange's */
  const KhUploadSink *sink;
  gpointer upload;  /* (nullable): the worker's while a job runs */
  GPtrArray *queue; /* (element-type GBytes): not yet given to the worker */
  gsize queued;     /* bytes in it and with the worker */
  guint64 after_failure;
  GError *failure;
  gboolean begun, working, whole;
} Upload;

static void
free_upload (gpointer data)
{
  Upload *self = data;
  /* The exchange outlives every job, so nobody uses the upload any more. */
  if (self->upload != NULL)
    self->sink->free (self->upload);
  kh_host_free_stream_worker (self->host, self->worker);
  g_ptr_array_unref (self->queue);
  g_clear_error (&self->failure);
  g_free (self);
}

static void work (KhExchange *exchange);

static gpointer
begin_upload (gpointer data, GCancellable *cancellable, GError **error)
{
  Upload *self = data;
  self->upload = self->sink->begin (self->request, error);
  return NULL;
}

typedef struct {
  Upload *upload;
  GPtrArray *chunks;
  gsize size;
} Batch;

static void
free_batch (gpointer data)
{
  Batch *batch = data;
  g_ptr_array_unref (batch->chunks);
  g_free (batch);
}

static gpointer
write_batch (gpointer data, GCancellable *cancellable, GError **error)
{
  Batch *batch = data;
  for (guint i = 0; i < batch->chunks->len; i++) {
    gsize size = 0;
    const void *bytes = g_bytes_get_data (batch->chunks->pdata[i], &size);
    if (!batch->upload->sink->write (batch->upload->upload, bytes, size, error)) {
      free_batch (batch); /* nobody gets a result beside an error */
      return NULL;
    }
  }
  return batch;
}

static gpointer
finish_upload (gpointer data, GCancellable *cancellable, GError **error)
{
  Upload *self = data;
  return self->sink->finish (self->upload, self->request, error);
}

static gpointer
drop_upload (gpointer data, GCancellable *cancellable, GError **error)
{
  Upload *self = data;
  g_clear_pointer (&self->upload, self->sink->free);
  return NULL;
}

static void
on_finished (KhExchange *exchange, gpointer result, GError *error)
{
  Upload *self = exchange->stream;
  g_autoptr (KhResponse) response = result;
  self->working = FALSE;
  if (response != NULL) {
    kh_exchange_answer (exchange, response);
  } else if (!exchange->gone) {
    kh_exchange_refuse (exchange, error);
  }
  kh_exchange_unpause (exchange);
  work (exchange);
}

static void
on_dropped (KhExchange *exchange, gpointer result, GError *error)
{
  Upload *self = exchange->stream;
  self->working = FALSE;
  /* The body may have ended meanwhile, and waits for its refusal. */
  work (exchange);
}

static void
fail (KhExchange *exchange, const GError *error)
{
  Upload *self = exchange->stream;
  if (self->failure == NULL)
    self->failure = g_error_copy (error);
  g_ptr_array_set_size (self->queue, 0);
  self->queued = 0;
}

static void
on_written (KhExchange *exchange, gpointer result, GError *error)
{
  Upload *self = exchange->stream;
  Batch *batch = result;
  self->working = FALSE;
  if (error != NULL)
    fail (exchange, error);
  else
    self->queued -= batch->size;
  if (batch != NULL)
    free_batch (batch);
  if (self->queued <= QUEUE_LOW && !self->whole)
    kh_exchange_unpause (exchange);
  work (exchange);
}

static void
run_job (KhExchange *exchange, KhWorkFunc func, gpointer data, GDestroyNotify destroy,
         KhExchangeDone done)
{
  Upload *self = exchange->stream;
  self->working = TRUE;
  kh_exchange_run (exchange, self->worker, func, data, destroy, done);
}

static void
write_queue (KhExchange *exchange)
{
  Upload *self = exchange->stream;
  Batch *batch = g_new0 (Batch, 1);
  batch->upload = self;
  batch->chunks = g_steal_pointer (&self->queue);
  self->queue = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  for (guint i = 0; i < batch->chunks->len; i++)
    batch->size += g_bytes_get_size (batch->chunks->pdata[i]);
  run_job (exchange, write_batch, batch, free_batch, on_written);
}

/* Gives the worker what there is to do, one job at a time. */
static void
work (KhExchange *exchange)
{
  Upload *self = exchange->stream;
  if (self->working || !self->begun)
    return;
  if ((exchange->gone || self->failure != NULL) && self->upload != NULL)
    run_job (exchange, drop_upload, self, NULL, on_dropped);
  else if (self->queue->len > 0 && self->failure == NULL && self->upload != NULL)
    write_queue (exchange);
  else if (self->whole && self->failure == NULL && self->upload != NULL && !exchange->answered)
    run_job (exchange, finish_upload, self, (GDestroyNotify)kh_response_free, on_finished);
  if (self->whole && self->failure != NULL && !exchange->answered && !exchange->gone) {
    kh_exchange_refuse (exchange, self->failure);
    kh_exchange_unpause (exchange);
  }
}

static void
on_chunk (SoupServerMessage *message, GBytes *chunk, gpointer data)
{
  KhExchange *exchange = data;
  Upload *self = exchange->stream;
  gsize size = g_bytes_get_size (chunk);
  if (self->failure != NULL || exchange->answered) {
    self->after_failure += size;
    if (self->after_failure > DRAIN_MAX)
      kh_exchange_cut (exchange);
    return;
  }
  /* The library reuses the memory of a chunk that is not kept. */
  g_ptr_array_add (self->queue, g_bytes_new (g_bytes_get_data (chunk, NULL), size));
  self->queued += size;
  if (self->queued > QUEUE_MAX)
    kh_exchange_pause (exchange);
  work (exchange);
}

static void
on_begun (KhExchange *exchange, gpointer result, GError *error)
{
  Upload *self = exchange->stream;
  self->working = FALSE;
  self->begun = TRUE;
  if (error != NULL) {
    fail (exchange, error);
    kh_exchange_refuse (exchange, error);
  }
  kh_exchange_unpause (exchange);
  work (exchange);
}

void
kh_upload_exchange_begin (KhExchange *exchange)
{
  g_autoptr (GError) error = NULL;
  KhWorker *worker = kh_host_stream_worker (exchange->host, &error);
  if (worker == NULL) {
    kh_exchange_refuse (exchange, error);
    return;
  }
  Upload *self = g_new0 (Upload, 1);
  self->host = exchange->host;
  self->worker = worker;
  self->sink = exchange->request->route->stream;
  self->request = exchange->request;
  self->queue = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  exchange->stream = self;
  exchange->free_stream = free_upload;
  exchange->on_gone = work;
  soup_message_body_set_accumulate (soup_server_message_get_request_body (exchange->message),
                                    FALSE);
  g_signal_connect (exchange->message, "got-chunk", G_CALLBACK (on_chunk), exchange);
  kh_exchange_pause (exchange);
  run_job (exchange, begin_upload, self, NULL, on_begun);
}

void
kh_upload_exchange_got_body (KhExchange *exchange)
{
  Upload *self = exchange->stream;
  if (self == NULL)
    return;
  self->whole = TRUE;
  kh_exchange_pause (exchange);
  work (exchange);
}
