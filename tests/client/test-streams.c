/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploads and downloads: in constant memory, whole or not at all. */
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "kh-client.h"
#include "kh-test-server.h"

#define MIB (1024 * 1024)
#define BIG (96 * (gint64)MIB)
#define MEMORY_LIMIT (48 * (gint64)MIB)

typedef struct {
  char *path, *folder;
  KhTestServer *server;
  KhClient *client;
} Fixture;

static void
set_up (Fixture *fixture, KhTestHandler handler)
{
  fixture->path = kh_test_socket_path (0);
  fixture->folder = g_dir_make_tmp ("kh-streams-XXXXXX", NULL);
  fixture->server = kh_test_server_new (fixture->path, handler);
  fixture->client = kh_client_new_for_socket (fixture->path, NULL);
  kh_client_set_pause (fixture->client, 1);
}

static void
tear_down (Fixture *fixture)
{
  kh_client_free (fixture->client);
  kh_test_server_free (fixture->server);
  kh_test_socket_remove (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

/* Peak of resident memory in bytes. */
static gint64
peak_memory (void)
{
  g_autofree char *text = NULL;
  const char *line;

  g_file_get_contents ("/proc/self/status", &text, NULL, NULL);
  line = strstr (text, "VmHWM:");
  return g_ascii_strtoll (line + strlen ("VmHWM:"), NULL, 10) * 1024;
}

static void
accept_all (SoupServerMessage *message, const char *path, guint count)
{
  kh_test_reply (message, 200, "{\"ok\":true}");
}

/* (transfer full): a file of zeros that takes no room. */
static GInputStream *
big_stream (const char *folder, gint64 size)
{
  g_autofree char *name = g_build_filename (folder, "big", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (name);
  GInputStream *stream;
  int fd = g_open (name, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

  g_assert_cmpint (ftruncate (fd, size), ==, 0);
  close (fd);
  stream = G_INPUT_STREAM (g_file_read (file, NULL, NULL));
  g_unlink (name);
  return stream;
}

/* What the address sanitizer keeps back says nothing about the program. */
static void
assert_memory (gint64 before)
{
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpint (peak_memory () - before, <, MEMORY_LIMIT);
#else
  g_assert_cmpint (peak_memory () - before, >=, 0);
#endif
}

static void
on_progress (guint64 done, gint64 total, gpointer data)
{
  guint64 *last = data;

  g_assert_cmpuint (done, >=, *last);
  *last = done;
}

static void
test_upload (gconstpointer data)
{
  gboolean known = GPOINTER_TO_INT (data);
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (KhJson) value = NULL;
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "PUT", "/imports/big");
  gint64 before;
  guint64 last = 0;

  set_up (&fixture, accept_all);
  stream = big_stream (fixture.folder, BIG);
  kh_call_set_stream (call, stream, known ? BIG : -1);
  kh_call_set_progress (call, on_progress, &last);
  before = peak_memory ();
  value = kh_client_call (fixture.client, call, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (kh_test_server_received (fixture.server), ==, BIG);
  g_assert_cmpuint (last, >=, BIG);
  assert_memory (before);
  tear_down (&fixture);
}

/* The refusal comes before the bytes, and is the error. */
static void
test_early_refusal (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = NULL;
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "PUT", "/early");

  set_up (&fixture, accept_all);
  stream = big_stream (fixture.folder, BIG);
  kh_call_set_stream (call, stream, BIG);
  g_assert_null (kh_client_call (fixture.client, call, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFLICT);
  g_assert_cmpstr (error->message, ==, "busy");
  g_assert_cmpuint (kh_test_server_received (fixture.server), <, BIG / 2);
  tear_down (&fixture);
}

/* A server of one connection: takes eight MiB of the body, says @answer, hangs up. */
static gpointer
run_midway (gpointer data)
{
  GSocketListener *listener = g_object_get_data (data, "listener");
  const char *answer = g_object_get_data (data, "answer");
  g_autoptr (GSocketConnection) connection = g_socket_listener_accept (listener, NULL, NULL, NULL);
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  const char *go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  g_autofree char *piece = g_malloc (MIB);
  gint64 taken = 0;

  g_input_stream_read (in, piece, MIB, NULL, NULL);
  g_output_stream_write_all (out, go_on, strlen (go_on), NULL, NULL, NULL);
  while (taken < 8 * MIB)
    taken += g_input_stream_read (in, piece, MIB, NULL, NULL);
  g_output_stream_write_all (out, answer, strlen (answer), NULL, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return NULL;
}

static void
check_midway (const char *answer, KhErrorCode expected)
{
  g_autoptr (GError) error = NULL;
  char *path = kh_test_socket_path (0);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GObject) data = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GInputStream) stream = big_stream (folder, BIG);
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "PUT", "/imports/big");
  KhClient *client;
  GThread *thread;

  g_socket_listener_add_address (listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT,
                                 NULL, NULL, &error);
  g_assert_no_error (error);
  g_object_set_data (data, "listener", listener);
  g_object_set_data (data, "answer", (gpointer)answer);
  thread = g_thread_new ("midway", run_midway, data);
  client = kh_client_new_for_socket (path, NULL);
  kh_call_set_stream (call, stream, BIG);
  g_assert_null (kh_client_call (client, call, NULL, &error));
  g_assert_error (error, KH_ERROR, (int)expected);
  g_thread_join (thread);
  kh_client_free (client);
  kh_test_socket_remove (path);
}

/* An answer in the middle is the error, although the connection breaks; without one nobody knows.
 */
static void
test_midway (void)
{
  check_midway (
      "HTTP/1.1 423 Locked\r\nContent-Type: application/json\r\nContent-Length: 63\r\n\r\n"
      "{\"error\":{\"code\":\"EnvironmentLocked\",\"message\":\"it is locked\"}}",
      KH_ERROR_LOCKED);
  check_midway (
      "HTTP/1.1 423 Locked\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\n{\"e\r\n3c\r\nrror\":{\"code\":\"EnvironmentLocked\",\"message\":\"it is locked\"}}\r\n"
      "0\r\n\r\n",
      KH_ERROR_LOCKED);
  check_midway ("", KH_ERROR_NETWORK);
  check_midway ("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", KH_ERROR_NETWORK);
  check_midway ("SSH-2.0-nonsense\r\n\r\n", KH_ERROR_NETWORK);
}

static void
send_piece_cb (SoupServerMessage *message, gpointer data)
{
  static const char piece[MIB];
  gint64 *left = data;
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  if (*left == 0) {
    soup_message_body_complete (body);
    return;
  }
  soup_message_body_append (body, SOUP_MEMORY_STATIC, piece, MIN (*left, MIB));
  *left -= MIN (*left, MIB);
}

static void
serve (SoupServerMessage *message, const char *path, guint count)
{
  if (g_str_equal (path, "/cut")) {
    kh_test_hang_up (message, 5000);
  } else if (g_str_equal (path, "/none")) {
    kh_test_reply (message, 404, "{\"error\":{\"code\":\"NotFound\",\"message\":\"no item\"}}");
  } else if (g_str_equal (path, "/big")) {
    gint64 *left = g_new (gint64, 1);

    *left = BIG;
    soup_server_message_set_status (message, 200, NULL);
    soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                       SOUP_ENCODING_CHUNKED);
    soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
    g_signal_connect_data (message, "wrote-headers", G_CALLBACK (send_piece_cb), left, NULL, 0);
    g_signal_connect_data (message, "wrote-chunk", G_CALLBACK (send_piece_cb), left,
                           (GClosureNotify)(void *)g_free, 0);
  } else {
    kh_test_reply (message, 200, "abc");
  }
}

static gboolean
fetch (Fixture *fixture, const char *path, const char *name, gboolean replace, KhDownload *download,
       GError **error)
{
  g_autofree char *full = g_build_filename (fixture->folder, name, NULL);

  return kh_client_download (fixture->client, kh_call_new (KH_SERVICE_KEYHOLD, "GET", "%s", path),
                             full, replace, download, NULL, error);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
remove_file (Fixture *fixture, const char *name)
{
  g_autofree char *full = g_build_filename (fixture->folder, name, NULL);

  g_assert_cmpint (g_unlink (full), ==, 0);
}

static void
test_download (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_auto (KhDownload) small = { 0 };
  g_auto (KhDownload) big = { 0 };
  g_auto (KhDownload) again = { 0 };
  gint64 before;

  set_up (&fixture, serve);
  g_assert_true (fetch (&fixture, "/abc", "out", FALSE, &small, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (small.bytes, ==, 3);
  g_assert_cmpstr (small.sha256, ==,
                   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_false (fetch (&fixture, "/abc", "out", FALSE, &again, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (fetch (&fixture, "/abc", "out", TRUE, &again, &error));
  g_assert_no_error (error);
  remove_file (&fixture, "out");
  before = peak_memory ();
  g_assert_true (fetch (&fixture, "/big", "big", FALSE, &big, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (big.bytes, ==, BIG);
  assert_memory (before);
  remove_file (&fixture, "big");
  tear_down (&fixture);
}

/* Nothing of an answer that was cut or refused is left. */
static void
test_download_fails (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_auto (KhDownload) download = { 0 };

  set_up (&fixture, serve);
  g_assert_false (fetch (&fixture, "/cut", "out", FALSE, &download, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NETWORK);
  g_clear_error (&error);
  g_assert_false (fetch (&fixture, "/none", "out", FALSE, &download, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "no item");
  g_clear_error (&error);
  g_assert_false (fetch (&fixture, "/abc", "missing/out", FALSE, &download, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (count_files (fixture.folder), ==, 0);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/streams/upload-known", GINT_TO_POINTER (TRUE), test_upload);
  g_test_add_data_func ("/streams/upload-unknown", GINT_TO_POINTER (FALSE), test_upload);
  g_test_add_func ("/streams/early-refusal", test_early_refusal);
  g_test_add_func ("/streams/midway", test_midway);
  g_test_add_func ("/streams/download", test_download);
  g_test_add_func ("/streams/download-fails", test_download_fails);
  return g_test_run ();
}
