/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call from its first attempt to its value: repetitions, pages, errors. */
#include "kh-client-private.h"

#include <stdlib.h>
#include <string.h>

#include "kh-error-table.h"

#define ATTEMPTS 4
/* A host that leaves answers 503 until its last request is done; then another one takes over. */
#define ATTEMPTS_LEAVING 60
#define LONGEST_PAUSE 1000
/* A server that keeps sending pages is broken; 100,000 pages of 500 are more than anybody has. */
#define PAGES_MAX 100000

typedef struct {
  KhClient *client;
  KhCall *call;
  SoupMessage *message;
  guint attempt;
  guint broken; /* connections that broke or never came about */
  guint pages;
  gboolean begun;      /* something of the attempt may have reached the server */
  GPtrArray *elements; /* (nullable): of a call with pages */
} Run;

static void start_attempt (GTask *task);

static void
run_free (Run *run)
{
  kh_call_free (run->call);
  g_clear_object (&run->message);
  g_clear_pointer (&run->elements, g_ptr_array_unref);
  g_free (run);
}

static gboolean
retry_cb (gpointer data)
{
  GTask *task = data;

  if (!g_task_return_error_if_cancelled (task))
    start_attempt (task);
  return G_SOURCE_REMOVE;
}

/* Retry-After in milliseconds, or -1. */
static gint64
retry_after (SoupMessage *message)
{
  const char *text =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  char *end = NULL;
  gint64 seconds;

  if (text == NULL)
    return -1;
  seconds = g_ascii_strtoll (text, &end, 10);
  return end != text && *end == '\0' && seconds >= 0 ? MIN (seconds, 120) * 1000 : -1;
}

static void
start_later (GTask *task, gint64 asked)
{
  Run *run = g_task_get_task_data (task);
  guint pause = MIN (run->client->pause << MIN (run->attempt, 6), LONGEST_PAUSE);
  g_autoptr (GSource) timer = NULL;

  pause += (guint)g_random_int_range (0, (gint32)pause / 4 + 1);
  timer = g_timeout_source_new (MAX (pause, (guint)MAX (asked, 0)));
  g_source_set_callback (timer, retry_cb, g_object_ref (task), g_object_unref);
  g_source_attach (timer, g_task_get_context (task));
}

static gboolean
may_repeat_status (Run *run, guint status, const GError *error)
{
  gboolean asked = retry_after (run->message) >= 0;
  guint attempts = kh_error_is (error, KH_ERROR_HOSTED) ? ATTEMPTS_LEAVING : ATTEMPTS;

  if (run->call->stream != NULL || run->attempt + 1 >= attempts)
    return FALSE;
  switch (status) {
  case 429:
  case 503:
    return run->call->idempotent || asked;
  case 408:
  case 500:
  case 502:
  case 504:
    return run->call->idempotent;
  default:
    return FALSE;
  }
}

static void
fail_broken (GTask *task, const GError *cause)
{
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  _kh_client_set_transport_error (&error, cause, run->begun && !run->call->idempotent);
  g_task_return_error (task, error);
}

static void
reconnect (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  run->broken++;
  run->attempt = run->broken;
  if (run->client->reconnect == NULL)
    start_later (task, 0);
  else if (run->client->reconnect (run->client, run->client->reconnect_data, &error))
    start_attempt (task); /* at once: the host that was found may stay for a moment only */
  else
    g_task_return_error (task, error);
}

/* Another process became the host since the sign-in, and does not know the token. */
static gboolean
may_sign_in_again (Run *run, const GError *error)
{
  return run->client->reconnect != NULL && run->call->stream == NULL && run->call->token == NULL
         && run->broken + 1 < ATTEMPTS && kh_error_is (error, KH_ERROR_UNAUTHENTICATED);
}

/* Nobody answered, or the connection broke. What was never sent may go to the next host. */
static void
on_broken (GTask *task, const GError *cause)
{
  Run *run = g_task_get_task_data (task);
  /* Many processes that host in turn are all on their way out when they are asked. */
  guint attempts = run->client->reconnect != NULL && !run->begun ? ATTEMPTS_LEAVING : ATTEMPTS;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED) || run->broken + 1 >= attempts
      || run->call->stream != NULL || (!run->call->idempotent && run->begun)) {
    fail_broken (task, cause);
    return;
  }
  reconnect (task);
}

static const char *
reply_location (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *location = soup_message_headers_get_one (headers, "Operation-Location");

  return location != NULL ? location : soup_message_headers_get_one (headers, "Location");
}

static void
take_page (GTask *task, GBytes *body)
{
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (KhJson) page = kh_json_parse (body, &error);
  const char *next;

  if (page == NULL || !run->call->decode_pages (page, run->elements, &error)) {
    g_task_return_error (task, error);
    return;
  }
  next = kh_json_string (page, "nextLink");
  if (next == NULL || *next == '\0') {
    g_task_return_pointer (task, g_steal_pointer (&run->elements),
                           (GDestroyNotify)g_ptr_array_unref);
    return;
  }
  if (++run->pages >= PAGES_MAX) {
    g_task_return_new_error (task, KH_ERROR, KH_ERROR_REMOTE, "The list does not end");
    return;
  }
  {
    char *path = _kh_client_link_path (run->client, run->call, next, &error);

    if (path == NULL) {
      g_task_return_error (task, error);
      return;
    }
    g_free (run->call->path);
    run->call->path = path;
    run->attempt = 0;
    start_attempt (task);
  }
}

static void
return_value (GTask *task, const KhReply *reply)
{
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer value = run->call->decode (reply, run->call->decode_data, &error);

  if (value == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, value, run->call->destroy);
}

static void
on_answered (GTask *task, GBytes *body)
{
  Run *run = g_task_get_task_data (task);
  guint status = soup_message_get_status (run->message);

  if (status >= 300) {
    GError *error = NULL;

    _kh_client_set_answer_error (&error, status, body);
    if (may_repeat_status (run, status, error)
        && kh_error_row_of (error)->retry != KH_RETRY_NEVER) {
      g_clear_error (&error);
      start_later (task, retry_after (run->message));
      run->attempt++;
      return;
    }
    if (may_sign_in_again (run, error)) {
      g_clear_error (&error);
      reconnect (task);
      return;
    }
    g_task_return_error (task, error);
  } else if (run->call->decode_pages != NULL) {
    take_page (task, body);
  } else {
    KhReply reply = { status, body, reply_location (run->message) };

    return_value (task, &reply);
  }
}

static void
on_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body =
      soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

  if (body == NULL)
    on_broken (task, error);
  else
    on_answered (task, body);
}

/* Not repeated: a stream can be read once. */
static void
on_uploaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) cause = NULL;
  g_autoptr (KhAnswer) answer = g_task_propagate_pointer (G_TASK (result), &cause);
  GError *error = NULL;

  if (answer == NULL) {
    run->begun = TRUE;
    fail_broken (task, cause);
  } else if (answer->status >= 300) {
    _kh_client_set_answer_error (&error, answer->status, answer->body);
    g_task_return_error (task, error);
  } else {
    KhReply reply = { answer->status, answer->body, NULL };

    return_value (task, &reply);
  }
}

static void
on_starting_cb (SoupMessage *message, gpointer data)
{
  ((Run *)data)->begun = TRUE;
}

static void
start_attempt (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_object (&run->message);
  run->begun = FALSE;
  run->message = _kh_client_message (run->client, run->call, &error);
  if (run->message == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_signal_connect (run->message, "starting", G_CALLBACK (on_starting_cb), run);
  if (run->call->stream != NULL) {
    _kh_client_upload_async (run->client, run->call, run->message, g_task_get_cancellable (task),
                             on_uploaded_cb, g_object_ref (task));
    return;
  }
  soup_session_send_and_read_async (run->client->session, run->message, G_PRIORITY_DEFAULT,
                                    g_task_get_cancellable (task), on_read_cb, g_object_ref (task));
}

void
kh_client_call_async (KhClient *self, KhCall *call, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->client = self;
  run->call = call;
  if (call->decode_pages != NULL)
    run->elements = g_ptr_array_new_with_free_func (call->destroy);
  g_task_set_source_tag (task, kh_client_call_async);
  g_task_set_task_data (task, run, (GDestroyNotify)run_free);
  start_attempt (task);
}

gpointer
kh_client_call_finish (KhClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
