/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front: from the headers of a request to the worker that answers it.
 *
 * Everything that can be refused is refused when the headers are there, before a body is read.
 */
#include "kh-host-private.h"

#include <string.h>

#include "kh-id.h"
#include "kh-routes.h"
#include "kh-tenant-data.h"

#define EXCHANGE "kh-exchange"
/* What is read of a body that nobody wants before the connection is cut. */
#define DRAIN_MAX (64 * 1024 * 1024)

static KhExchange *
exchange_of (SoupServerMessage *message)
{
  return g_object_get_data (G_OBJECT (message), EXCHANGE);
}

static void
on_finished (SoupServerMessage *message, gpointer data)
{
  KhExchange *self = data;
  KhHost *host = self->host;
  if (self->finished)
    return;
  self->finished = TRUE;
  self->gone = TRUE;
  if (self->request != NULL)
    g_cancellable_cancel (self->request->cancellable);
  if (self->hang_up != NULL) {
    g_source_destroy (self->hang_up);
    g_clear_pointer (&self->hang_up, g_source_unref);
  }
  kh_exchange_note (self);
  kh_events_forget (self);
  g_ptr_array_remove_fast (host->exchanges, self);
  g_atomic_int_add (&host->in_flight, -1);
  g_signal_handlers_disconnect_by_data (message, self);
  g_object_set_data (G_OBJECT (message), EXCHANGE, NULL);
  if (self->on_gone != NULL)
    self->on_gone (self);
  kh_host_watch_idle (host, message);
  kh_exchange_unref (self);
}

static void
on_chunk (SoupServerMessage *message, GBytes *chunk, gpointer data)
{
  KhExchange *self = data;
  self->received += g_bytes_get_size (chunk);
  if (self->stream != NULL)
    return;
  gsize max = self->request == NULL || self->answered ? 0 : self->request->route->max_body;
  if (!self->answered && self->received > max && !self->too_large) {
    self->too_large = TRUE;
    soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
    soup_message_body_truncate (soup_server_message_get_request_body (message));
  }
  if (self->received > max + DRAIN_MAX)
    kh_exchange_cut (self);
}

static KhExchange *
begin (KhHost *host, SoupServerMessage *message)
{
  KhExchange *self = g_new0 (KhExchange, 1);
  self->refs = 1;
  self->host = host;
  self->id = kh_id_new ();
  self->message = g_object_ref (message);
  self->begun = g_get_monotonic_time ();
  g_object_set_data (G_OBJECT (message), EXCHANGE, self);
  g_ptr_array_add (host->exchanges, self);
  g_atomic_int_inc (&host->in_flight);
  host->seen++;
  kh_host_forget_idle (message);
  g_signal_connect (message, "finished", G_CALLBACK (on_finished), self);
  g_signal_connect (message, "disconnected", G_CALLBACK (on_finished), self);
  g_signal_connect (message, "got-chunk", G_CALLBACK (on_chunk), self);
  return self;
}

static gboolean
check_service (KhExchange *self, GError **error)
{
  if (!kh_host_peer_is_ours (soup_server_message_get_socket (self->message))) {
    kh_set_error (error, KH_ERROR_PERMISSION,
                  "Only processes of the user who hosts the organization are answered");
    return FALSE;
  }
  if (g_atomic_int_get (&self->host->stopping)) {
    kh_set_error (error, KH_ERROR_HOSTED, "This host is about to leave");
    return FALSE;
  }
  return TRUE;
}

static const char *
service_name (KhDialect dialect)
{
  static const char *const names[] = { [KH_DIALECT_KEYHOLD] = "the Keyhold API",
                                       [KH_DIALECT_VAULT] = "a vault",
                                       [KH_DIALECT_ARM] = "Resource Manager",
                                       [KH_DIALECT_BAP] = "the admin API" };
  return names[dialect];
}

/* 405 is said in the headers only: the error table has no code for it, and a client that knows our
 * routes never sees it. */
static void
refuse_method (KhExchange *self, const char *methods)
{
  g_autoptr (GError) error = NULL;
  const char *method = soup_server_message_get_method (self->message);
  g_autofree char *message =
      g_strdup_printf ("%s is not a method of this path; it has %s", method, methods);
  kh_set_error_facts (&error, KH_ERROR_ARGUMENT, NULL, "BadMethod", NULL, message);
  kh_exchange_refuse (self, error);
  soup_server_message_set_status (self->message, 405, NULL);
  soup_message_headers_replace (soup_server_message_get_response_headers (self->message), "Allow",
                                methods);
}

static char *
host_of (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *host = soup_message_headers_get_one (headers, "Host");
  return g_strdup (host == NULL ? "" : host);
}

/* The path that counts: a vault's has the vault in front. */
static const KhRoute *
find_route (KhExchange *self, const char *path, const char *vault, char ***args, char **methods)
{
  g_autofree char *full = vault == NULL ? g_strdup (path) : g_strconcat ("/", vault, path, NULL);
  return kh_router_find (self->host->router, self->dialect,
                         soup_server_message_get_method (self->message), full, args, methods);
}

/* FALSE when it was refused: the response is set then. */
static gboolean
route (KhExchange *self, GHashTable *query, GError **error)
{
  const char *path = g_uri_get_path (soup_server_message_get_uri (self->message));
  g_autofree char *host = host_of (self->message);
  g_autofree char *vault = NULL, *methods = NULL;
  g_auto (GStrv) args = NULL;
  if (!kh_router_path_is_valid (path)) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "The path is not percent-encoded UTF-8");
    return FALSE;
  }
  if (!kh_router_dialect (host, path, &self->dialect, &vault)) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "“%s” is no service of this host", host);
    return FALSE;
  }
  const KhRoute *found = find_route (self, path, vault, &args, &methods);
  if (found == NULL && methods != NULL) {
    refuse_method (self, methods);
    return FALSE;
  }
  if (found == NULL) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "“%s” is no path of %s", path,
                  service_name (self->dialect));
    return FALSE;
  }
  self->request = g_new0 (KhRequest, 1);
  self->request->tenant = self->host->tenant;
  self->request->route = found;
  self->request->dialect = self->dialect;
  self->request->host = g_steal_pointer (&host);
  self->request->path = g_strdup (path);
  self->request->args = g_steal_pointer (&args);
  self->request->query = query == NULL ? NULL : g_hash_table_ref (query);
  self->request->cancellable = g_cancellable_new ();
  return kh_router_check_version (self->dialect, path,
                                  kh_request_query (self->request, "api-version"), error);
}

static char *
bearer (SoupMessageHeaders *headers)
{
  const char *value = soup_message_headers_get_one (headers, "Authorization");
  if (value == NULL || g_ascii_strncasecmp (value, "Bearer ", 7) != 0)
    return NULL;
  return g_strstrip (g_strdup (value + 7));
}

/* The path as the table has it: what stands in the braces may be a name that nobody may know. */
static void
note_refused (const KhRequest *request)
{
  g_autofree char *route = g_strconcat (request->route->method, " ", request->route->path, NULL);
  kh_tenant_note_refused (request->tenant, request->caller, (KhVerb)request->route->access, route);
}

/* What the audit log calls this: as the caller does, else as the answer. An act that was approved
 * is called by its request, which nobody else may say. */
static const char *
get_call_id (KhExchange *self, SoupMessageHeaders *headers)
{
  const char *id = soup_message_headers_get_one (headers, KH_HEADER_REQUEST_ID);
  if (id == NULL)
    return self->id;
  g_autoptr (KhEstate) estate = kh_tenant_ref_estate (self->host->tenant);

  return kh_estate_get_petition (estate, id) == NULL ? id : self->id;
}

static gboolean
authenticate (KhExchange *self, GError **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);
  int access = self->request->route->access;
  if (access == KH_ACCESS_OPEN)
    return TRUE;
  g_autofree char *token = bearer (headers);
  if (token == NULL) {
    kh_set_error (error, KH_ERROR_UNAUTHENTICATED,
                  "AKV10000: Request is missing a Bearer or PoP token.");
    return FALSE;
  }
  g_autoptr (KhCaller) caller = kh_tenant_authenticate (self->host->tenant, token, error);
  if (caller == NULL)
    return FALSE;
  const char *escaped = soup_message_headers_get_one (headers, KH_HEADER_REASON);
  g_autofree char *reason = escaped == NULL ? NULL : g_uri_unescape_string (escaped, NULL);
  if (reason != NULL && !g_utf8_validate (reason, -1, NULL))
    g_clear_pointer (&reason, g_free);
  self->request->caller =
      kh_caller_with (caller, get_call_id (self, headers), reason,
                      soup_message_headers_get_one (headers, KH_HEADER_CONFIRMATION));
  self->request->token = g_steal_pointer (&token);
  if (access < 0 || kh_role_check (caller->roles, (KhVerb)access, error))
    return TRUE;
  note_refused (self->request);
  return FALSE;
}

static gboolean
check_length (KhExchange *self, GError **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);
  const KhRoute *found = self->request->route;
  if (found->run == KH_RUN_UPLOAD
      || soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH
      || (guint64)soup_message_headers_get_content_length (headers) <= found->max_body)
    return TRUE;
  kh_set_error (error, KH_ERROR_TOO_LARGE, "The body is larger than %" G_GSIZE_FORMAT " bytes",
                found->max_body);
  return FALSE;
}

/* A body whose sender was refused is not kept. */
static void
drop_body (KhExchange *self)
{
  SoupMessageBody *body = soup_server_message_get_request_body (self->message);
  soup_message_body_set_accumulate (body, FALSE);
}

void
kh_front_early (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
                gpointer data)
{
  KhExchange *self = begin (data, message);
  g_autoptr (GError) error = NULL;
  if (!check_service (self, &error) || !route (self, query, &error) || !authenticate (self, &error)
      || !check_length (self, &error)) {
    if (error != NULL)
      kh_exchange_refuse (self, error);
    drop_body (self);
    return;
  }
  if (self->request->route->run == KH_RUN_UPLOAD)
    kh_upload_exchange_begin (self);
}

/* Runs on a worker. */
static gpointer
call_handler (gpointer data, GCancellable *cancellable, GError **error)
{
  KhRequest *request = data;
  g_autoptr (KhResponse) response = kh_response_new ();
  if (!request->route->handler (request, response, error)) {
    if (error != NULL && *error == NULL)
      kh_set_error (error, KH_ERROR_INTERNAL, "The request failed without a reason");
    return NULL;
  }
  return g_steal_pointer (&response);
}

static void
on_answer (KhExchange *self, gpointer result, GError *error)
{
  g_autoptr (KhResponse) response = result;
  if (self->finished || self->gone)
    return;
  if (response != NULL)
    kh_exchange_answer (self, response);
  else
    kh_exchange_refuse (self, error);
  kh_exchange_unpause (self);
}

static void
on_bulk_answer (KhExchange *self, gpointer result, GError *error)
{
  kh_host_free_stream_worker (self->host, g_steal_pointer (&self->stream));
  on_answer (self, result, error);
}

static void
run_bulk (KhExchange *self)
{
  g_autoptr (GError) error = NULL;
  KhWorker *worker = kh_host_stream_worker (self->host, &error);
  if (worker == NULL) {
    kh_exchange_refuse (self, error);
    return;
  }
  self->stream = worker;
  kh_exchange_pause (self);
  kh_exchange_run (self, worker, call_handler, self->request, (GDestroyNotify)kh_response_free,
                   on_bulk_answer);
}

static void
run (KhExchange *self)
{
  KhWorker *worker = self->request->route->run == KH_RUN_TENANT
                         ? kh_tenant_get_worker (self->host->tenant)
                         : kh_host_quick_worker (self->host);
  kh_exchange_pause (self);
  kh_exchange_run (self, worker, call_handler, self->request, (GDestroyNotify)kh_response_free,
                   on_answer);
}

static void
dispatch (KhExchange *self)
{
  switch (self->request->route->run) {
  case KH_RUN_UPLOAD:
    kh_upload_exchange_got_body (self);
    break;
  case KH_RUN_DOWNLOAD:
    kh_download_exchange_begin (self);
    break;
  case KH_RUN_EVENTS:
    kh_events_begin (self);
    break;
  case KH_RUN_BULK:
    run_bulk (self);
    break;
  case KH_RUN_TENANT:
  case KH_RUN_QUICK:
  default:
    run (self);
    break;
  }
}

void
kh_front_late (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
               gpointer data)
{
  KhExchange *self = exchange_of (message);
  if (self == NULL || self->answered || self->gone || self->request == NULL)
    return;
  if (self->too_large) {
    g_autoptr (GError) error = NULL;
    kh_set_error (&error, KH_ERROR_TOO_LARGE, "The body is larger than %" G_GSIZE_FORMAT " bytes",
                  self->request->route->max_body);
    kh_exchange_refuse (self, error);
    return;
  }
  if (self->request->route->run != KH_RUN_UPLOAD)
    self->request->body =
        soup_message_body_flatten (soup_server_message_get_request_body (message));
  dispatch (self);
}
