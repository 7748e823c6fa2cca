/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request on its way: paused while a worker has it, answered or given up. */
#include "kh-host-private.h"

#include <glib-unix.h>
#include <poll.h>

#include "kh-error-table.h"
#include "kh-log.h"
#include "kh-routes.h"

/* A call that only looks or writes answers in a few milliseconds. */
#define SLOW_MS 1000

KhExchange *
kh_exchange_ref (KhExchange *self)
{
  self->refs++;
  return self;
}

static void
stop_watching (KhExchange *self)
{
  if (self->hang_up == NULL)
    return;
  g_source_destroy (self->hang_up);
  g_clear_pointer (&self->hang_up, g_source_unref);
}

void
kh_exchange_unref (KhExchange *self)
{
  if (--self->refs > 0)
    return;
  stop_watching (self);
  if (self->stream != NULL && self->free_stream != NULL)
    self->free_stream (self->stream);
  g_clear_pointer (&self->request, kh_request_free);
  g_clear_object (&self->message);
  g_free (self->id);
  g_free (self);
}

/* The library does not look at a paused connection, so the end of the client is watched for here;
 * it is told to the library by letting the message go on (http.md 1.2). */
static gboolean
on_hang_up (gint fd, GIOCondition condition, gpointer data)
{
  KhExchange *self = data;
  g_clear_pointer (&self->hang_up, g_source_unref);
  self->gone = TRUE;
  if (self->request != NULL)
    g_cancellable_cancel (self->request->cancellable);
  if (self->paused) {
    self->paused = FALSE;
    soup_server_message_unpause (self->message);
  }
  return G_SOURCE_REMOVE;
}

void
kh_exchange_pause (KhExchange *self)
{
  GSocket *socket = soup_server_message_get_socket (self->message);
  if (self->paused || self->gone || self->finished)
    return;
  self->paused = TRUE;
  soup_server_message_pause (self->message);
  if (self->hang_up != NULL || socket == NULL)
    return;
  self->hang_up = g_unix_fd_source_new (g_socket_get_fd (socket),
                                        (GIOCondition)(G_IO_HUP | G_IO_ERR | POLLRDHUP));
  g_source_set_callback (self->hang_up, G_SOURCE_FUNC (on_hang_up), self, NULL);
  g_source_attach (self->hang_up, self->host->context);
}

void
kh_exchange_unpause (KhExchange *self)
{
  stop_watching (self);
  if (!self->paused || self->gone || self->finished)
    return;
  self->paused = FALSE;
  soup_server_message_unpause (self->message);
}

void
kh_exchange_begin_answer (KhExchange *self, int status, const char *type)
{
  SoupMessageHeaders *request = soup_server_message_get_request_headers (self->message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);
  const char *client_id = soup_message_headers_get_one (request, KH_HEADER_REQUEST_ID);
  self->answered = TRUE;
  soup_server_message_set_status (self->message, (guint)status, NULL);
  soup_message_headers_replace (headers, "x-ms-request-id", self->id);
  if (self->dialect == KH_DIALECT_BAP || self->dialect == KH_DIALECT_ARM)
    soup_message_headers_replace (headers, "x-ms-correlation-id", self->id);
  if (client_id != NULL)
    soup_message_headers_replace (headers, KH_HEADER_REQUEST_ID, client_id);
  soup_message_headers_replace (headers, "Cache-Control", "no-cache");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  if (type != NULL)
    soup_message_headers_set_content_type (headers, type, NULL);
  if (g_atomic_int_get (&self->host->stopping))
    soup_message_headers_replace (headers, "Connection", "close");
}

void
kh_exchange_answer (KhExchange *self, KhResponse *response)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);
  const char *type = response->type != NULL ? response->type : "application/json; charset=utf-8";
  if (self->gone || self->finished)
    return;
  kh_exchange_begin_answer (self, response->status, response->body == NULL ? NULL : type);
  for (guint i = 0; i + 1 < response->headers->len; i += 2)
    soup_message_headers_replace (headers, response->headers->pdata[i],
                                  response->headers->pdata[i + 1]);
  if (response->body != NULL && g_bytes_get_size (response->body) > 0)
    soup_message_body_append_bytes (soup_server_message_get_response_body (self->message),
                                    response->body);
  else
    soup_message_headers_set_content_length (headers, 0);
}

/* A vault tells where to sign in (protocol.md 1.7). */
static void
add_challenge (KhExchange *self, KhResponse *response)
{
  g_autoptr (KhEstate) estate =
      self->host->tenant == NULL ? NULL : kh_tenant_ref_estate (self->host->tenant);
  const char *id = estate == NULL ? "common" : kh_estate_get_tenant (estate)->id;
  g_autofree char *challenge =
      g_strdup_printf ("Bearer authorization=\"https://login.vault.localhost/%s\", "
                       "resource=\"https://vault.azure.net\"",
                       id);
  kh_response_header (response, "WWW-Authenticate",
                      self->dialect == KH_DIALECT_VAULT ? challenge : "Bearer");
}

void
kh_exchange_refuse (KhExchange *self, const GError *error)
{
  g_autoptr (KhResponse) response = kh_response_new ();
  GBytes *body = kh_wire_error_print (error, self->dialect, &response->status);
  self->refused = kh_error_row_of (error)->wire_code;
  response->body = body;
  if (response->status == 401)
    add_challenge (self, response);
  if (response->status == 503)
    kh_response_header (response, "Retry-After", "1");
  kh_exchange_answer (self, response);
}

/* The path is told as the table of routes has it: names of what nobody may know can be in the real
 * one. What streams takes as long as its reader wants. */
void
kh_exchange_note (KhExchange *self)
{
  gint64 ms = (g_get_monotonic_time () - self->begun) / 1000;
  const KhRoute *route = self->request != NULL ? self->request->route : NULL;
  guint status = soup_server_message_get_status (self->message);
  gboolean slow =
      route != NULL && ms >= SLOW_MS && (route->run == KH_RUN_TENANT || route->run == KH_RUN_QUICK);
  const char *method = soup_server_message_get_method (self->message);
  const char *path = route != NULL ? route->path : "(no route)";

  /* With such a request a client only looks whether somebody answers. */
  if (route == NULL && g_str_equal (method, "HEAD"))
    return;
  if (self->refused != NULL && status >= 500)
    kh_trouble ("%s %s: %u %s, %d ms, request %s", method, path, status, self->refused, (int)ms,
                self->id);
  else if (self->refused != NULL)
    kh_info ("%s %s: %u %s, %d ms, request %s", method, path, status, self->refused, (int)ms,
             self->id);
  else if (slow)
    kh_info ("%s %s took long: %u, %d ms, request %s", method, path, status, (int)ms, self->id);
}

void
kh_exchange_cut (KhExchange *self)
{
  GSocket *socket = self->finished ? NULL : soup_server_message_get_socket (self->message);
  if (socket != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
  kh_exchange_unpause (self);
  self->gone = TRUE;
}

typedef struct {
  KhExchange *exchange;
  KhExchangeDone done;
  KhWorker *worker;
  GDestroyNotify destroy_result;
} Job;

static int
quick_index (KhHost *host, KhWorker *worker)
{
  for (guint i = 0; i < host->n_quick; i++)
    if (host->quick[i] == worker)
      return (int)i;
  return -1;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = data;
  KhHost *host = job->exchange->host;
  g_autoptr (GError) error = NULL;
  gpointer value = kh_worker_run_finish (result, &error);
  int quick = quick_index (host, job->worker);
  if (quick >= 0)
    host->quick_load[quick]--;
  host->jobs--;
  job->done (job->exchange, value, error);
  kh_exchange_unref (job->exchange);
  g_free (job);
  if (host->jobs == 0 && g_atomic_int_get (&host->stopping))
    g_main_context_wakeup (host->context);
}

void
kh_exchange_run (KhExchange *self, KhWorker *worker, KhWorkFunc work, gpointer data,
                 GDestroyNotify destroy_result, KhExchangeDone done)
{
  Job *job = g_new0 (Job, 1);
  int quick = quick_index (self->host, worker);
  job->exchange = kh_exchange_ref (self);
  job->done = done;
  job->worker = worker;
  if (quick >= 0)
    self->host->quick_load[quick]++;
  self->host->jobs++;
  kh_worker_run_async (worker, work, data, NULL, destroy_result, NULL, on_done, job);
}
