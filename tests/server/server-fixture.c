/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shared fixture of the server's tests. */
#include "server-fixture.h"

#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void
make_folder (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  self->folder = g_dir_make_tmp ("kh-server-XXXXXX", &error);
  g_assert_no_error (error);
}

SoupSession *
fixture_new_session (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->folder, "tenant.sock", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  return soup_session_new_with_options ("remote-connectable", address, "max-conns-per-host", 8,
                                        NULL);
}

void
fixture_start (Fixture *self, const KhRoute *const *tables, guint n_tables)
{
  g_autoptr (GError) error = NULL;
  make_folder (self);
  self->host = kh_host_start_with (self->folder, NULL, tables, n_tables, &error);
  g_assert_no_error (error);
  self->session = fixture_new_session (self);
}

void
fixture_start_tenant (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhSecret) passphrase = kh_secret_new_copy ("correct horse battery", 21);
  make_folder (self);
  g_autofree char *data = g_build_filename (self->folder, "data", NULL);
  KhTenantPlace place = { .data_dir = data };
  KhTenantSetup setup = { "Fabrikam", "unitedstates", "Ada", "self-service", FALSE };
  self->tenant = kh_tenant_create (&place, &setup, passphrase, &error);
  g_assert_no_error (error);
  g_free (self->folder);
  self->folder = g_steal_pointer (&data);
  self->token = kh_tenant_sign_in_opener (self->tenant);
  self->host = kh_host_start (self->tenant, &error);
  g_assert_no_error (error);
  self->session = fixture_new_session (self);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir =
      g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  for (const char *name = dir == NULL ? NULL : g_dir_read_name (dir); name != NULL;
       name = g_dir_read_name (dir)) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_tree (child);
  }
  g_remove (path);
}

void
fixture_stop (Fixture *self)
{
  g_clear_object (&self->session);
  if (self->host != NULL)
    kh_host_stop (self->host);
  if (self->tenant != NULL)
    kh_tenant_close (self->tenant);
  remove_tree (self->folder);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->token, g_free);
}

int
fixture_connect (Fixture *self)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_snprintf (address.sun_path, sizeof address.sun_path, "%s/tenant.sock", self->folder);
  g_assert_cmpint (connect (fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  return fd;
}

SoupMessage *
fixture_message (Fixture *self, const char *host, const char *method, const char *path,
                 const char *body)
{
  g_autofree char *uri = g_strdup_printf ("http://%s%s", host, path);
  SoupMessage *message = soup_message_new (method, uri);
  g_assert_nonnull (message);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  if (self->token != NULL) {
    g_autofree char *bearer = g_strconcat ("Bearer ", self->token, NULL);
    soup_message_headers_replace (headers, "Authorization", bearer);
  }
  if (body != NULL) {
    g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  }
  return message;
}

KhJson *
fixture_send (Fixture *self, SoupMessage *message, guint *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = soup_session_send_and_read (self->session, message, NULL, &error);
  g_assert_no_error (error);
  *status = soup_message_get_status (message);
  if (g_bytes_get_size (body) == 0)
    return NULL;
  KhJson *json = kh_json_parse (body, &error);
  g_assert_no_error (error);
  return json;
}

KhJson *
fixture_call (Fixture *self, const char *host, const char *method, const char *path,
              const char *body, guint wanted)
{
  guint status = 0;
  g_autoptr (SoupMessage) message = fixture_message (self, host, method, path, body);
  g_autoptr (KhJson) json = fixture_send (self, message, &status);
  if (status != wanted) {
    g_autofree char *text = json == NULL ? NULL : kh_json_to_text (json);
    g_test_message ("%s %s: %u %s", method, path, status, text);
  }
  g_assert_cmpuint (status, ==, wanted);
  return g_steal_pointer (&json);
}

void
fixture_refused (Fixture *self, const char *host, const char *method, const char *path,
                 const char *body, guint wanted, const char *code, const char *inner)
{
  g_autoptr (KhJson) json = fixture_call (self, host, method, path, body, wanted);
  if (code != NULL)
    g_assert_cmpstr (kh_json_string (json, "error.code"), ==, code);
  if (inner != NULL)
    g_assert_cmpstr (kh_json_string (json, "error.innererror.code"), ==, inner);
  g_assert_cmpuint (strlen (kh_json_string (json, "error.message")), >, 0);
}
