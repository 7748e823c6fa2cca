/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams as bodies of requests: HTTP/1.1 on a connection and a thread of their own.
 *
 * The server is asked first (Expect: 100-continue), and what it answers before the last byte was
 * sent is the answer. libsoup 3.2 can do neither: an early answer is a crash in its asynchronous
 * calls (3.2.3, an upload that still waits is freed) and a dead wait in its blocking ones.
 */
#include "kh-client-private.h"

#include <string.h>

#define PROGRESS_PAUSE 200 /* milliseconds */
#define PIECE (256 * 1024)
#define HEAD_MAX (64 * 1024)
#define ANSWER_MAX (16 * 1024 * 1024)

typedef struct {
  KhClient *client;
  KhCall *call;
  SoupMessage *message;
  GSource *timer; /* (nullable) */
  GMutex lock;
  guint64 sent; /* under the lock */
} Upload;

typedef struct {
  GSocketConnection *connection;
  GInputStream *in;
  GOutputStream *out;
  GCancellable *cancellable;
} Wire;

static void
upload_free (Upload *upload)
{
  g_clear_object (&upload->message);
  g_clear_pointer (&upload->timer, g_source_unref);
  g_mutex_clear (&upload->lock);
  g_free (upload);
}

static void
wire_clear (Wire *wire)
{
  g_clear_object (&wire->connection);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wire, wire_clear)

void
_kh_answer_free (KhAnswer *answer)
{
  g_clear_pointer (&answer->headers, soup_message_headers_unref);
  g_clear_pointer (&answer->body, g_bytes_unref);
  g_free (answer);
}

static char *
make_head (Upload *upload)
{
  GUri *uri = soup_message_get_uri (upload->message);
  g_autoptr (GString) head = g_string_new (NULL);
  SoupMessageHeadersIter iter;
  const char *name, *value;

  g_string_append_printf (head, "%s %s HTTP/1.1\r\nHost: %s\r\n", upload->call->method,
                          upload->call->path, g_uri_get_host (uri));
  soup_message_headers_iter_init (&iter, soup_message_get_request_headers (upload->message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    g_string_append_printf (head, "%s: %s\r\n", name, value);
  if (upload->call->length >= 0)
    g_string_append_printf (head, "Content-Length: %" G_GINT64_FORMAT "\r\n", upload->call->length);
  else
    g_string_append (head, "Transfer-Encoding: chunked\r\n");
  g_string_append (head, "Content-Type: application/octet-stream\r\nExpect: 100-continue\r\n"
                         "Connection: close\r\n\r\n");
  return g_string_free (g_steal_pointer (&head), FALSE);
}

static gboolean
send_all (Wire *wire, gconstpointer bytes, gsize size, GError **error)
{
  return g_output_stream_write_all (wire->out, bytes, size, NULL, wire->cancellable, error);
}

/* Appends what comes next; 0 at the end. A peer that hung up on us is told by an error first, and
 * what it said before is still there. */
static gssize
receive (Wire *wire, GByteArray *into, GError **error)
{
  guint8 piece[8192];
  gssize n = g_input_stream_read (wire->in, piece, sizeof piece, wire->cancellable, error);

  if (n < 0 && error != NULL
      && g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED)) {
    g_clear_error (error);
    n = g_input_stream_read (wire->in, piece, sizeof piece, wire->cancellable, error);
  }
  if (n > 0)
    g_byte_array_append (into, piece, (guint)n);
  return n;
}

/* Length of the head in @bytes with its empty line, or 0. */
static gsize
head_length (GByteArray *bytes)
{
  const char *end = bytes->len > 0 ? memmem (bytes->data, bytes->len, "\r\n\r\n", 4) : NULL;

  return end != NULL ? (gsize)(end - (const char *)bytes->data) + 4 : 0;
}

/* Reads one head, and takes it out of @bytes; its status, or 0 with @error. */
static guint
read_head (Wire *wire, GByteArray *bytes, SoupMessageHeaders *headers, GError **error)
{
  g_autofree char *head = NULL;
  gsize length;
  guint status = 0;

  while ((length = head_length (bytes)) == 0) {
    gssize n = bytes->len < HEAD_MAX ? receive (wire, bytes, error) : 0;

    if (n < 0)
      return 0;
    if (n == 0) {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "no answer");
      return 0;
    }
  }
  soup_message_headers_clear (headers);
  /* libsoup reads the status as a string that ends in NUL. */
  head = g_strndup ((const char *)bytes->data, length - 2);
  if (!soup_headers_parse_response (head, (int)length - 2, headers, NULL, &status, NULL))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the answer is not HTTP");
  g_byte_array_remove_range (bytes, 0, (guint)length);
  return status;
}

/* Chunks put together; NULL where they are not whole. */
static GByteArray *
join_chunks (GByteArray *bytes)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize at = 0;

  for (;;) {
    const char *line = (const char *)bytes->data + at;
    const char *end = at < bytes->len ? memmem (line, bytes->len - at, "\r\n", 2) : NULL;
    g_autofree char *number = NULL;
    guint64 size;

    if (end == NULL)
      return NULL;
    number = g_strndup (line, (gsize)(end - line));
    size = g_ascii_strtoull (number, NULL, 16);
    at = (gsize)(end + 2 - (const char *)bytes->data);
    if (size == 0)
      return g_steal_pointer (&out);
    if (size >= bytes->len || size + 2 > bytes->len - at)
      return NULL;
    g_byte_array_append (out, bytes->data + at, (guint)size);
    at += (gsize)size + 2;
  }
}

/* The rest of the answer: the connection is closed after it, or its length is known. */
static GBytes *
read_body (Wire *wire, GByteArray *bytes, SoupMessageHeaders *headers, GError **error)
{
  SoupEncoding encoding = soup_message_headers_get_encoding (headers);
  goffset length = encoding == SOUP_ENCODING_CONTENT_LENGTH
                       ? soup_message_headers_get_content_length (headers)
                       : -1;
  GByteArray *joined;

  while (bytes->len < ANSWER_MAX && (length < 0 || bytes->len < length)) {
    gssize n = receive (wire, bytes, error);

    if (n < 0)
      return NULL;
    if (n == 0)
      break;
  }
  joined = encoding == SOUP_ENCODING_CHUNKED ? join_chunks (bytes) : g_byte_array_ref (bytes);
  if (joined == NULL || (length >= 0 && joined->len < length)) {
    g_clear_pointer (&joined, g_byte_array_unref);
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "the answer is cut");
    return NULL;
  }
  return joined == bytes ? (g_byte_array_unref (joined), g_bytes_new (bytes->data, bytes->len))
                         : g_byte_array_free_to_bytes (joined);
}

static gboolean
send_piece (Upload *upload, Wire *wire, GBytes *piece, GError **error)
{
  gsize size;
  gconstpointer bytes = g_bytes_get_data (piece, &size);
  gboolean chunked = upload->call->length < 0;
  g_autofree char *line = g_strdup_printf ("%" G_GSIZE_MODIFIER "x\r\n", size);

  if ((chunked && !send_all (wire, line, strlen (line), error))
      || !send_all (wire, bytes, size, error) || (chunked && !send_all (wire, "\r\n", 2, error)))
    return FALSE;
  g_mutex_lock (&upload->lock);
  upload->sent += size;
  g_mutex_unlock (&upload->lock);
  return TRUE;
}

static gboolean
has_answer (Wire *wire)
{
  GSocket *socket = g_socket_connection_get_socket (wire->connection);

  return g_socket_condition_check (socket, G_IO_IN | G_IO_HUP) != 0;
}

/* Sends the stream until it ends or the server has something to say. TRUE unless our own side
 * failed: what goes wrong on the connection shows when the answer is read. */
static gboolean
send_stream (Upload *upload, Wire *wire, GError **error)
{
  while (!has_answer (wire)) {
    g_autoptr (GError) broken = NULL;
    g_autoptr (GBytes) piece =
        g_input_stream_read_bytes (upload->call->stream, PIECE, wire->cancellable, error);

    if (piece == NULL)
      return FALSE;
    if (g_bytes_get_size (piece) == 0)
      return upload->call->length >= 0 || send_all (wire, "0\r\n\r\n", 5, &broken) || TRUE;
    if (!send_piece (upload, wire, piece, &broken)) {
      if (!g_error_matches (broken, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&broken));
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
open_wire (Upload *upload, Wire *wire, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  wire->cancellable = cancellable;
  wire->connection = g_socket_client_connect (
      client, G_SOCKET_CONNECTABLE (upload->client->address), cancellable, error);
  if (wire->connection == NULL)
    return FALSE;
  wire->in = g_io_stream_get_input_stream (G_IO_STREAM (wire->connection));
  wire->out = g_io_stream_get_output_stream (G_IO_STREAM (wire->connection));
  return TRUE;
}

static KhAnswer *
exchange (Upload *upload, GCancellable *cancellable, GError **error)
{
  g_auto (Wire) wire = { NULL };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  g_autofree char *head = make_head (upload);
  g_autoptr (GBytes) body = NULL;
  KhAnswer *answer;
  guint status;

  if (!open_wire (upload, &wire, cancellable, error)
      || !send_all (&wire, head, strlen (head), error))
    return NULL;
  status = read_head (&wire, bytes, headers, error);
  if (status == 100) {
    if (!send_stream (upload, &wire, error))
      return NULL;
    status = read_head (&wire, bytes, headers, error);
  }
  body = status != 0 ? read_body (&wire, bytes, headers, error) : NULL;
  if (body == NULL)
    return NULL;
  answer = g_new0 (KhAnswer, 1);
  answer->status = status;
  answer->headers = g_steal_pointer (&headers);
  answer->body = g_steal_pointer (&body);
  return answer;
}

static void
report (Upload *upload)
{
  guint64 sent;

  g_mutex_lock (&upload->lock);
  sent = upload->sent;
  g_mutex_unlock (&upload->lock);
  if (upload->call->progress != NULL && sent > 0)
    upload->call->progress (sent, upload->call->length, upload->call->progress_data);
}

static gboolean
progress_cb (gpointer data)
{
  report (data);
  return G_SOURCE_CONTINUE;
}

static void
upload_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  KhAnswer *answer = exchange (task_data, cancellable, &error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify)_kh_answer_free);
  else
    g_task_return_error (task, error);
}

typedef struct {
  GAsyncReadyCallback callback;
  gpointer user_data;
} Waiter;

/* Back on the calling thread: the last report, then the caller. */
static void
on_sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiter *waiter = data;
  Upload *upload = g_task_get_task_data (G_TASK (result));

  if (upload->timer != NULL)
    g_source_destroy (upload->timer);
  report (upload);
  waiter->callback (source, result, waiter->user_data);
  g_free (waiter);
}

void
_kh_client_upload_async (KhClient *self, KhCall *call, SoupMessage *message,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Waiter *waiter = g_new0 (Waiter, 1);
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, on_sent_cb, waiter);
  Upload *upload = g_new0 (Upload, 1);

  waiter->callback = callback;
  waiter->user_data = user_data;
  upload->client = self;
  upload->call = call;
  upload->message = g_object_ref (message);
  g_mutex_init (&upload->lock);
  if (call->progress != NULL) {
    upload->timer = g_timeout_source_new (PROGRESS_PAUSE);
    g_source_set_callback (upload->timer, progress_cb, upload, NULL);
    g_source_attach (upload->timer, g_main_context_get_thread_default ());
  }
  g_task_set_task_data (task, upload, (GDestroyNotify)upload_free);
  g_task_set_return_on_cancel (task, FALSE);
  g_task_run_in_thread (task, upload_worker);
}
