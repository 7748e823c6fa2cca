/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small server of the client's tests. */
#include "kh-test-server.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

struct _KhTestServer {
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  SoupServer *server;
  char *path;
  KhTestHandler handler;
  GMutex lock;
  GCond listening;
  GHashTable *counts;
  guint64 received;
};

static guint
count_up (KhTestServer *self, const char *path)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, path));

  g_hash_table_insert (self->counts, g_strdup (path), GUINT_TO_POINTER (before + 1));
  return before;
}

guint
kh_test_server_count (KhTestServer *self, const char *path)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, path));
}

guint64
kh_test_server_received (KhTestServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->received;
}

static void
on_got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer data)
{
  KhTestServer *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->received += g_bytes_get_size (chunk);
}

/* Before the body: nothing of it is kept, and a path that begins with /early is refused. */
static void
early_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
          gpointer data)
{
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_signal_connect (message, "got-chunk", G_CALLBACK (on_got_chunk_cb), data);
  if (g_str_has_prefix (path, "/early"))
    kh_test_reply (message, 409, "{\"error\":{\"code\":\"Conflict\",\"message\":\"busy\"}}");
}

static void
handler_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer data)
{
  KhTestServer *self = data;
  guint before = count_up (self, path);

  if (soup_server_message_get_status (message) == 0)
    self->handler (message, path, before);
}

static gpointer
run (gpointer data)
{
  KhTestServer *self = data;
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (SoupServer) server = NULL;

  g_main_context_push_thread_default (self->context);
  socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &error);
  g_assert_no_error (error);
  g_socket_bind (socket, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_set_listen_backlog (socket, 128);
  g_socket_listen (socket, &error);
  g_assert_no_error (error);
  server = soup_server_new (NULL, NULL);
  soup_server_add_early_handler (server, NULL, early_cb, self, NULL);
  soup_server_add_handler (server, NULL, handler_cb, self, NULL);
  soup_server_listen_socket (server, socket, 0, &error);
  g_assert_no_error (error);
  g_mutex_lock (&self->lock);
  self->server = g_steal_pointer (&server);
  g_cond_signal (&self->listening);
  g_mutex_unlock (&self->lock);
  g_main_loop_run (self->loop);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/* A long path is reached through its folder, as the client does. */
static char *
short_path (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *link = NULL;

  if (strlen (path) < 100)
    return g_strdup (path);
  link = g_strdup_printf ("%s/kh-test-%d", g_get_tmp_dir (), g_random_int_range (0, G_MAXINT32));
  g_assert_cmpint (symlink (folder, link), ==, 0);
  return g_build_filename (link, name, NULL);
}

KhTestServer *
kh_test_server_new (const char *socket_path, KhTestHandler handler)
{
  KhTestServer *self = g_new0 (KhTestServer, 1);

  self->path = short_path (socket_path);
  self->handler = handler;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_mutex_init (&self->lock);
  g_cond_init (&self->listening);
  g_mutex_lock (&self->lock);
  self->thread = g_thread_new ("test-server", run, self);
  while (self->server == NULL)
    g_cond_wait (&self->listening, &self->lock);
  g_mutex_unlock (&self->lock);
  return self;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
kh_test_server_free (KhTestServer *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  g_main_context_invoke (self->context, quit_cb, self->loop);
  g_thread_join (self->thread);
  g_unlink (self->path);
  if (g_file_test (folder, G_FILE_TEST_IS_SYMLINK))
    g_unlink (folder);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_hash_table_unref (self->counts);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->listening);
  g_free (self->path);
  g_free (self);
}

char *
kh_test_socket_path (gsize longer_than)
{
  g_autofree char *folder = g_dir_make_tmp ("kh-client-XXXXXX", NULL);
  g_autoptr (GString) path = g_string_new (folder);

  while (path->len < longer_than) {
    g_string_append (path, "/a-folder-with-quite-a-long-name");
    g_assert_cmpint (g_mkdir (path->str, 0700), ==, 0);
  }
  g_string_append (path, "/tenant.sock");
  return g_string_free (g_steal_pointer (&path), FALSE);
}

void
kh_test_socket_remove (char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_unlink (path);
  while (g_str_has_prefix (folder, g_get_tmp_dir ()) && g_rmdir (folder) == 0) {
    char *parent = g_path_get_dirname (folder);

    g_free (folder);
    folder = parent;
    if (g_str_equal (folder, g_get_tmp_dir ()))
      break;
  }
  g_free (path);
}

void
kh_test_reply (SoupServerMessage *message, guint status, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body,
                                    strlen (body));
}

static void
on_wrote_informational_cb (SoupServerMessage *message, gpointer data)
{
  gsize size = GPOINTER_TO_SIZE (data);
  g_autoptr (GIOStream) connection = soup_server_message_steal_connection (message);
  GOutputStream *out = g_io_stream_get_output_stream (connection);
  const char *head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                     "Content-Length: 10000\r\n\r\n";
  g_autofree char *bytes = g_malloc0 (size + 1);

  memset (bytes, 'x', size);
  g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL);
  g_output_stream_write_all (out, bytes, size, NULL, NULL, NULL);
  g_io_stream_close (connection, NULL, NULL);
}

void
kh_test_hang_up (SoupServerMessage *message, gsize size)
{
  on_wrote_informational_cb (message, GSIZE_TO_POINTER (size));
}
