/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transport alone, on routes of its own: socket, refusals, clients that go away, running out of
 * descriptors, stopping. */
#include "server-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SMALL 1000

/* A gate that a slow handler waits at. */
static struct {
  GMutex mutex;
  GCond cond;
  guint waiting, cancelled;
  gboolean open;
} gate;

static gboolean
echo (KhRequest *request, KhResponse *response, GError **error)
{
  KhJsonOut *out = kh_json_out_new ();
  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "arg", kh_request_arg (request, 0));
  kh_json_out_int (out, "size", (gint64)g_bytes_get_size (request->body));
  kh_json_out_end (out);
  return kh_response_take (response, 200, kh_json_out_finish (out));
}

static gboolean
fail (KhRequest *request, KhResponse *response, GError **error)
{
  kh_set_error (error, KH_ERROR_LOCKED, "Locked for the test");
  return FALSE;
}

static void
note_cancelled (GCancellable *cancellable, gpointer data)
{
  g_mutex_lock (&gate.mutex);
  gate.cancelled++;
  g_cond_broadcast (&gate.cond);
  g_mutex_unlock (&gate.mutex);
}

static gboolean
slow (KhRequest *request, KhResponse *response, GError **error)
{
  gulong id = g_cancellable_connect (request->cancellable, G_CALLBACK (note_cancelled), NULL, NULL);
  g_mutex_lock (&gate.mutex);
  gate.waiting++;
  g_cond_broadcast (&gate.cond);
  while (!gate.open)
    g_cond_wait (&gate.cond, &gate.mutex);
  gate.waiting--;
  g_mutex_unlock (&gate.mutex);
  g_cancellable_disconnect (request->cancellable, id);
  return kh_response_take (response, 200, g_bytes_new_static ("{}", 2));
}

static const KhRoute routes[] = {
  { KH_DIALECT_KEYHOLD, "GET", "/keyhold/v1/echo/{x}", echo, KH_RUN_QUICK, KH_ACCESS_OPEN, 0 },
  { KH_DIALECT_KEYHOLD, "POST", "/keyhold/v1/echo/{x}", echo, KH_RUN_BULK, KH_ACCESS_OPEN, SMALL },
  { KH_DIALECT_KEYHOLD, "GET", "/keyhold/v1/fail", fail, KH_RUN_QUICK, KH_ACCESS_OPEN, 0 },
  { KH_DIALECT_KEYHOLD, "GET", "/keyhold/v1/slow", slow, KH_RUN_BULK, KH_ACCESS_OPEN, 0 },
  { 0 },
};
static const KhRoute *const tables[] = { routes };

static void
set_gate (gboolean open)
{
  g_mutex_lock (&gate.mutex);
  gate.open = open;
  if (!open)
    gate.cancelled = 0;
  g_cond_broadcast (&gate.cond);
  g_mutex_unlock (&gate.mutex);
}

/* FALSE after ten seconds. */
static gboolean
wait_for (guint *counter, guint wanted)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
  gboolean reached = TRUE;
  g_mutex_lock (&gate.mutex);
  while (*counter < wanted && reached)
    reached = g_cond_wait_until (&gate.cond, &gate.mutex, deadline);
  g_mutex_unlock (&gate.mutex);
  return reached;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  set_gate (FALSE);
  fixture_start (fixture, tables, 1);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  set_gate (TRUE);
  fixture_stop (fixture);
}

static void
test_requests (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KhJson) json =
      fixture_call (fixture, KEYHOLD, "GET", "/keyhold/v1/echo/a%2Fb", NULL, 200);
  g_assert_cmpstr (kh_json_string (json, "arg"), ==, "a/b");
  fixture_refused (fixture, KEYHOLD, "GET", "/keyhold/v1/fail", NULL, 423, "EnvironmentLocked",
                   NULL);
  fixture_refused (fixture, KEYHOLD, "GET", "/keyhold/v1/none", NULL, 404, "NotFound", NULL);
  fixture_refused (fixture, "elsewhere.example", "GET", "/", NULL, 404, NULL, NULL);
  fixture_refused (fixture, KEYHOLD, "GET", "/keyhold/v1/echo/%FF", NULL, 400, "BadParameter",
                   NULL);
  fixture_refused (fixture, KEYHOLD, "GET", "/keyhold/v1/echo/%00", NULL, 400, "BadParameter",
                   NULL);
  g_autoptr (SoupMessage) message =
      fixture_message (fixture, KEYHOLD, "DELETE", "/keyhold/v1/echo/x", NULL);
  guint status = 0;
  soup_message_headers_replace (soup_message_get_request_headers (message),
                                "x-ms-client-request-id", "my-id");
  g_autoptr (KhJson) refused = fixture_send (fixture, message, &status);
  g_assert_cmpuint (status, ==, 405);
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Allow"), ==, "GET, POST");
  g_assert_cmpstr (soup_message_headers_get_one (headers, "x-ms-client-request-id"), ==, "my-id");
  g_assert_nonnull (soup_message_headers_get_one (headers, "x-ms-request-id"));
}

static void
test_sizes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fits = g_strnfill (SMALL, ' ');
  g_autofree char *over = g_strnfill (SMALL + 1, ' ');
  g_autoptr (KhJson) json =
      fixture_call (fixture, KEYHOLD, "POST", "/keyhold/v1/echo/x", fits, 200);
  g_assert_cmpint (kh_json_int (json, "size", 0), ==, SMALL);
  fixture_refused (fixture, KEYHOLD, "POST", "/keyhold/v1/echo/x", over, 413, "TooLarge", NULL);
  /* Without a length it shows only while the body comes. */
  g_autoptr (SoupMessage) message =
      fixture_message (fixture, KEYHOLD, "POST", "/keyhold/v1/echo/x", NULL);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (over, SMALL + 1, NULL);
  guint status = 0;
  soup_message_set_request_body (message, NULL, stream, -1);
  g_autoptr (KhJson) refused = fixture_send (fixture, message, &status);
  g_assert_cmpuint (status, ==, 413);
}

static void
test_socket (Fixture *fixture, gconstpointer data)
{
  GStatBuf facts;
  g_autofree char *path = g_build_filename (fixture->folder, "tenant.sock", NULL);
  g_assert_cmpint (g_stat (path, &facts), ==, 0);
  g_assert_cmpuint (facts.st_mode & 07777, ==, 0600);
  g_assert_true (S_ISSOCK (facts.st_mode));
  /* Left over by a host that was killed: the next one takes its place. */
  g_autoptr (GError) error = NULL;
  KhHost *second = kh_host_start_with (fixture->folder, NULL, tables, 1, &error);
  g_assert_no_error (error);
  SoupSession *old = fixture->session;
  fixture->session = fixture_new_session (fixture);
  g_autoptr (KhJson) json = fixture_call (fixture, KEYHOLD, "GET", "/keyhold/v1/echo/x", NULL, 200);
  g_object_unref (old);
  kh_host_stop (second);
  g_assert_cmpint (g_access (path, F_OK), !=, 0);
}

static void
test_long_path (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *top = g_dir_make_tmp ("kh-long-XXXXXX", NULL);
  g_autofree char *name = g_strnfill (120, 'x');
  g_autofree char *folder = g_build_filename (top, name, NULL);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  KhHost *host = kh_host_start_with (folder, NULL, tables, 1, &error);
  g_assert_no_error (error);
  int fd = open (folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  fixture.folder = g_strdup_printf ("/proc/self/fd/%d", fd);
  fixture.session = fixture_new_session (&fixture);
  g_autoptr (KhJson) json =
      fixture_call (&fixture, KEYHOLD, "GET", "/keyhold/v1/echo/x", NULL, 200);
  g_object_unref (fixture.session);
  kh_host_stop (host);
  close (fd);
  g_rmdir (folder);
  g_rmdir (top);
  g_free (fixture.folder);
  g_autoptr (GError) missing = NULL;
  g_assert_null (kh_host_start_with (folder, NULL, tables, 1, &missing));
  g_assert_nonnull (missing);
}

/* Another user's process that got at the socket all the same is refused. */
static void
test_peer (Fixture *fixture, gconstpointer data)
{
  if (geteuid () != 0) {
    g_test_skip ("needs another user to be");
    return;
  }
  g_autofree char *path = g_build_filename (fixture->folder, "tenant.sock", NULL);
  g_chmod (fixture->folder, 0755);
  g_chmod (path, 0666);
  pid_t child = fork ();
  if (child == 0) {
    char reply[16] = "";
    static const char request[] = "GET /keyhold/v1/echo/x HTTP/1.1\r\nHost: h\r\n\r\n";
    if (setgid (65534) != 0 || setuid (65534) != 0)
      _exit (2);
    int fd = fixture_connect (fixture);
    if (write (fd, request, sizeof request - 1) < 0 || read (fd, reply, 12) < 12)
      _exit (3);
    _exit (strncmp (reply, "HTTP/1.1 403", 12) == 0 ? 0 : 1);
  }
  int status = -1;
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
}

static void
send_text (int fd, const char *text)
{
  g_assert_cmpint (write (fd, text, strlen (text)), ==, (gssize)strlen (text));
}

#define SLOW "GET /keyhold/v1/slow HTTP/1.1\r\nHost: keyhold.localhost\r\n\r\n"

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  int fds[5];
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++) {
    fds[i] = fixture_connect (fixture);
    send_text (fds[i], SLOW);
  }
  g_assert_true (wait_for (&gate.waiting, G_N_ELEMENTS (fds)));
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
  /* Noticed while the message is paused and its handler still runs. */
  g_assert_true (wait_for (&gate.cancelled, G_N_ELEMENTS (fds)));
  g_autoptr (KhJson) json = fixture_call (fixture, KEYHOLD, "GET", "/keyhold/v1/echo/x", NULL, 200);
  set_gate (TRUE);
  g_autoptr (KhJson) again = fixture_call (fixture, KEYHOLD, "GET", "/keyhold/v1/slow", NULL, 200);
}

/* What is no HTTP, or ends too early, harms nobody. */
static void
test_garbage (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = {
    "",
    "\r\n\r\n",
    "GET",
    "\x16\x03\x01\x02",
    "GET / HTTP/1.1\r\n\r\n",
    "POST /keyhold/v1/echo/x HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\nshort",
    "POST /keyhold/v1/echo/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "GET /keyhold/v1/echo/x HTTP/1.1\r\nHost: h\r\nAuthorization: \r\n\r\n"
  };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    int fd = fixture_connect (fixture);
    send_text (fd, texts[i]);
    close (fd);
  }
  g_autoptr (KhJson) json = fixture_call (fixture, KEYHOLD, "GET", "/keyhold/v1/echo/x", NULL, 200);
}

static guint
open_descriptors (void)
{
  guint n = 0;
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* More connections than the process has descriptors for: their sockets on this side are there
 * before. */
static void
test_descriptors (Fixture *fixture, gconstpointer data)
{
  struct rlimit limit, small;
  int fds[8];
  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  g_assert_cmpuint (limit.rlim_cur, ==, limit.rlim_max);
  g_autoptr (KhJson) first =
      fixture_call (fixture, KEYHOLD, "GET", "/keyhold/v1/echo/x", NULL, 200);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    fds[i] = fixture_socket ();
  small = limit;
  small.rlim_cur = open_descriptors () + 1;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &small), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    fixture_connect_socket (fixture, fds[i]);
  g_usleep (100000);
  g_assert_cmpint (dup (fds[0]), ==, -1);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  g_clear_object (&fixture->session);
  fixture->session = fixture_new_session (fixture);
  g_object_set (fixture->session, "timeout", 10, NULL);
  g_autoptr (KhJson) after =
      fixture_call (fixture, KEYHOLD, "GET", "/keyhold/v1/echo/x", NULL, 200);
}

#define KEPT "GET /keyhold/v1/echo/x HTTP/1.1\r\nHost: keyhold.localhost\r\n\r\n"

/* Sends @text on a connection of its own, reads @size bytes of what is answered and ends it. */
static void
come_and_go (Fixture *fixture, const char *text, gsize size)
{
  char reply[4096];
  int fd = fixture_connect (fixture);
  send_text (fd, text);
  g_assert_cmpint (read (fd, reply, size), >, 0);
  /* The answer is written in two parts. A client that goes between them is another case. */
  g_usleep (2000);
  if (size > 1)
    g_assert_cmpint (recv (fd, reply, size, MSG_DONTWAIT), !=, 0);
  close (fd);
}

/* A client that ends without a word leaves nothing behind, however often it had asked. */
static void
test_ended (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { KEPT, KEPT KEPT, KEPT KEPT KEPT, KEPT "GET", KEPT "\r\n" };
  g_autoptr (KhJson) json = fixture_call (fixture, KEYHOLD, "GET", "/keyhold/v1/echo/x", NULL, 200);
  guint before = open_descriptors (), now = 0;
  for (guint i = 0; i < 10 * G_N_ELEMENTS (texts); i++) {
    come_and_go (fixture, texts[i % G_N_ELEMENTS (texts)], 4096);
    come_and_go (fixture, texts[i % G_N_ELEMENTS (texts)], 1);
  }
  for (guint i = 0; i < 1000 && (i == 0 || now > before); i++) {
    g_usleep (5000);
    now = open_descriptors ();
  }
  g_assert_cmpuint (now, <=, before);
  /* A client that stays is not taken for one that ended. */
  g_autoptr (KhJson) again =
      fixture_call (fixture, KEYHOLD, "GET", "/keyhold/v1/echo/x", NULL, 200);
}

/* Requests that came together: the first one's end is not the end of the connection. */
static void
test_ended_later (Fixture *fixture, gconstpointer data)
{
  int fd = fixture_connect (fixture);
  send_text (fd, KEPT SLOW);
  g_assert_true (wait_for (&gate.waiting, 1));
  close (fd);
  g_assert_true (wait_for (&gate.cancelled, 1));
  set_gate (TRUE);
  g_autoptr (KhJson) json = fixture_call (fixture, KEYHOLD, "GET", "/keyhold/v1/echo/x", NULL, 200);
}

static gpointer
stop_host (gpointer data)
{
  kh_host_stop (data);
  return NULL;
}

static gssize
read_all (int fd, char *buffer, gsize size)
{
  gssize got = 0, n = 0;
  while ((n = read (fd, buffer + got, size - 1 - (gsize)got)) > 0)
    got += n;
  buffer[MAX (got, 0)] = '\0';
  return got;
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  char reply[4096];
  int busy = fixture_connect (fixture), idle = fixture_connect (fixture);
  send_text (busy, SLOW);
  g_assert_true (wait_for (&gate.waiting, 1));
  g_assert_cmpuint (kh_host_get_in_flight (fixture->host), ==, 1);
  GThread *thread = g_thread_new ("stop", stop_host, g_steal_pointer (&fixture->host));
  /* Until the flag is seen a request may still be answered: asked until it is not. */
  gboolean refused = FALSE;
  for (guint i = 0; i < 1000 && !refused; i++) {
    int fd = i == 0 ? idle : fixture_connect (fixture);
    send_text (fd, "GET /keyhold/v1/echo/x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    read_all (fd, reply, sizeof reply);
    refused = g_str_has_prefix (reply, "HTTP/1.1 503");
    close (fd);
  }
  g_assert_true (refused);
  g_assert_nonnull (strstr (reply, "Retry-After"));
  set_gate (TRUE);
  g_thread_join (thread);
  read_all (busy, reply, sizeof reply);
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 200"));
  close (busy);
}

static void
test_stop_bounded (Fixture *fixture, gconstpointer data)
{
  int busy = fixture_connect (fixture);
  send_text (busy, SLOW);
  g_assert_true (wait_for (&gate.waiting, 1));
  kh_host_set_patience (fixture->host, 0);
  GThread *thread = g_thread_new ("stop", stop_host, g_steal_pointer (&fixture->host));
  /* The client is cut off, which the handler is told; the worker itself is waited for. */
  g_assert_true (wait_for (&gate.cancelled, 1));
  set_gate (TRUE);
  g_thread_join (thread);
  close (busy);
}

#define ADD(name, func) g_test_add ("/server/host/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("requests", test_requests);
  ADD ("sizes", test_sizes);
  ADD ("socket", test_socket);
  g_test_add_func ("/server/host/long-path", test_long_path);
  ADD ("peer", test_peer);
  ADD ("gone", test_gone);
  ADD ("garbage", test_garbage);
  ADD ("ended", test_ended);
  ADD ("ended-later", test_ended_later);
  ADD ("descriptors", test_descriptors);
  ADD ("stop", test_stop);
  ADD ("stop-bounded", test_stop_bounded);
  return g_test_run ();
}
