/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client against a small server: values, errors, pages, repetitions, broken connections. */
#include <gio/gunixsocketaddress.h>
#include <string.h>

#include "kh-client.h"
#include "kh-error-table.h"
#include "kh-routes.h"
#include "kh-test-server.h"

typedef struct {
  char *path;
  KhTestServer *server;
  KhClient *client;
} Fixture;

static void
set_up (Fixture *fixture, KhTestHandler handler)
{
  g_autoptr (GError) error = NULL;

  fixture->path = kh_test_socket_path (0);
  fixture->server = kh_test_server_new (fixture->path, handler);
  fixture->client = kh_client_new_for_socket (fixture->path, &error);
  g_assert_no_error (error);
  kh_client_set_pause (fixture->client, 1);
}

static void
tear_down (Fixture *fixture)
{
  kh_client_free (fixture->client);
  if (fixture->server != NULL)
    kh_test_server_free (fixture->server);
  kh_test_socket_remove (fixture->path);
}

static void
echo (SoupServerMessage *message, const char *path, guint count)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  static const char *const names[] = { "Host", "Authorization", KH_HEADER_CONFIRMATION,
                                       KH_HEADER_REASON, KH_HEADER_REQUEST_ID };
  KhJsonOut *out = kh_json_out_new ();
  g_autofree char *text = NULL;

  kh_json_out_begin (out, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    kh_json_out_string (out, names[i], soup_message_headers_get_one (headers, names[i]));
  kh_json_out_string (out, "path", path);
  kh_json_out_end (out);
  text = kh_json_out_finish_text (out);
  kh_test_reply (message, 200, text);
}

static void
test_headers (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) first = NULL;
  g_autoptr (KhJson) second = NULL;
  KhCall *call;

  set_up (&fixture, echo);
  kh_client_set_token (fixture.client, "abc");
  call = kh_call_new (KH_SERVICE_VAULT, "PATCH", "/keys/cmk");
  kh_call_set_vault (call, "kv-sales");
  kh_call_set_confirmation (call, "5f.token");
  kh_call_set_reason (call, "Größe\r\nX-Evil: 1");
  first = kh_client_call (fixture.client, call, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kh_json_string (first, "Host"), ==, "kv-sales" KH_HOST_VAULT_SUFFIX);
  g_assert_cmpstr (kh_json_string (first, "Authorization"), ==, "Bearer abc");
  g_assert_cmpstr (kh_json_string (first, KH_HEADER_CONFIRMATION), ==, "5f.token");
  g_assert_cmpstr (kh_json_string (first, KH_HEADER_REASON), ==,
                   "Gr%C3%B6%C3%9Fe%0D%0AX-Evil%3A%201");
  second = kh_client_call (fixture.client, kh_call_new (KH_SERVICE_ARM, "GET", "/x"), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kh_json_string (second, "Host"), ==, KH_HOST_ARM);
  g_assert_null (kh_json_string (second, KH_HEADER_CONFIRMATION));
  g_assert_cmpstr (kh_json_string (first, KH_HEADER_REQUEST_ID), !=,
                   kh_json_string (second, KH_HEADER_REQUEST_ID));
  tear_down (&fixture);
}

static void
refuse (SoupServerMessage *message, const char *path, guint count)
{
  if (g_str_equal (path, "/guard"))
    kh_test_reply (message, 409,
                   "{\"error\":{\"code\":\"Conflict\",\"message\":\"Confirm it\","
                   "\"innererror\":{\"code\":\"ConfirmationRequired\"},"
                   "\"details\":[{\"level\":3,\"confirmName\":\"cmk\"}]}}");
  else if (g_str_equal (path, "/empty"))
    soup_server_message_set_status (message, 409, NULL);
  else if (g_str_equal (path, "/text"))
    kh_test_reply (message, 404, "<html>");
  else
    kh_test_reply (message, 200, "{\"a\":");
}

static void
test_errors (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;

  set_up (&fixture, refuse);
  g_assert_null (kh_client_call (fixture.client, kh_call_new (KH_SERVICE_KEYHOLD, "POST", "/guard"),
                                 NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFIRMATION);
  g_assert_cmpstr (error->message, ==, "Confirm it");
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "ConfirmationRequired");
  g_assert_nonnull (strstr (kh_error_get_facts (error)->details, "confirmName"));
  g_clear_error (&error);

  g_assert_null (kh_client_call (fixture.client, kh_call_new (KH_SERVICE_BAP, "POST", "/empty"),
                                 NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_null (
      kh_client_call (fixture.client, kh_call_new (KH_SERVICE_ARM, "GET", "/text"), NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (
      kh_client_call (fixture.client, kh_call_new (KH_SERVICE_ARM, "GET", "/cut"), NULL, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == KH_ERROR);
  tear_down (&fixture);
}

static void
pages (SoupServerMessage *message, const char *path, guint count)
{
  static const char *const answers[] = {
    "{\"value\":[{\"n\":1},{\"n\":2}],\"nextLink\":\"https://management.localhost:443/p?b=2\"}",
    "{\"value\":[],\"nextLink\":\"/p?c=3\"}", "{\"value\":[{\"n\":3}],\"nextLink\":null}"
  };

  if (g_str_equal (path, "/p"))
    kh_test_reply (message, 200, answers[MIN (count, 2)]);
  else
    kh_test_reply (message, 200, "{\"value\":[],\"nextLink\":\"http://evil.example/p\"}");
}

static void
test_pages (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = NULL;
  KhCall *call = kh_call_new (KH_SERVICE_ARM, "GET", "/p");

  set_up (&fixture, pages);
  kh_call_set_json_pages (call);
  all = kh_client_call (fixture.client, call, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 3);
  g_assert_cmpint (kh_json_int (g_ptr_array_index (all, 2), "n", 0), ==, 3);
  g_assert_cmpuint (kh_test_server_count (fixture.server, "/p"), ==, 3);

  call = kh_call_new (KH_SERVICE_ARM, "GET", "/q");
  kh_call_set_json_pages (call);
  g_assert_null (kh_client_call (fixture.client, call, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_REMOTE);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "ForeignLink");
  g_assert_cmpuint (kh_test_server_count (fixture.server, "/q"), ==, 1);
  tear_down (&fixture);
}

static void
stumble (SoupServerMessage *message, const char *path, guint count)
{
  if (count >= 2 && !g_str_equal (path, "/never")) {
    kh_test_reply (message, 200, "{\"ok\":true}");
    return;
  }
  if (g_str_equal (path, "/asked"))
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After",
                                  "0");
  kh_test_reply (message, 503, "{\"error\":{\"code\":\"Busy\",\"message\":\"later\"}}");
}

static guint
run_stumble (Fixture *fixture, const char *method, const char *path, KhErrorCode expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) value = kh_client_call (
      fixture->client, kh_call_new (KH_SERVICE_KEYHOLD, method, "%s", path), NULL, &error);

  g_assert_true ((value == NULL) == (error != NULL));
  if (value == NULL)
    g_assert_true (error->domain == KH_ERROR);
  g_assert_true ((value != NULL) == ((int)expected == -1));
  return kh_test_server_count (fixture->server, path);
}

static void
test_repetitions (void)
{
  Fixture fixture = { 0 };

  set_up (&fixture, stumble);
  g_assert_cmpuint (run_stumble (&fixture, "GET", "/get", (KhErrorCode)-1), ==, 3);
  g_assert_cmpuint (run_stumble (&fixture, "POST", "/asked", (KhErrorCode)-1), ==, 3);
  g_assert_cmpuint (run_stumble (&fixture, "POST", "/post", KH_ERROR_REMOTE), ==, 1);
  g_assert_cmpuint (run_stumble (&fixture, "DELETE", "/delete", KH_ERROR_REMOTE), ==, 1);
  g_assert_cmpuint (run_stumble (&fixture, "GET", "/never", KH_ERROR_REMOTE), ==, 4);
  tear_down (&fixture);
}

static void
hang_up (SoupServerMessage *message, const char *path, guint count)
{
  if (g_str_equal (path, "/once") && count > 0)
    kh_test_reply (message, 200, "{\"ok\":true}");
  else
    kh_test_hang_up (message, 17);
}

static void
test_broken (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) value = NULL;

  set_up (&fixture, hang_up);
  value = kh_client_call (fixture.client, kh_call_new (KH_SERVICE_KEYHOLD, "GET", "/once"), NULL,
                          &error);
  g_assert_no_error (error);
  g_assert_true (kh_json_bool (value, "ok", FALSE));
  g_assert_null (kh_client_call (fixture.client, kh_call_new (KH_SERVICE_KEYHOLD, "POST", "/act"),
                                 NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_NETWORK);
  g_assert_cmpstr (kh_error_get_facts (error)->inner, ==, "OutcomeUnknown");
  g_assert_cmpuint (kh_test_server_count (fixture.server, "/act"), ==, 1);
  tear_down (&fixture);
}

typedef struct {
  Fixture *fixture;
  guint calls;
} Host;

static gboolean
start_host (KhClient *client, gpointer data, GError **error)
{
  Host *host = data;

  if (++host->calls < 2)
    return TRUE;
  host->fixture->server = kh_test_server_new (host->fixture->path, echo);
  return TRUE;
}

static gboolean
no_host (KhClient *client, gpointer data, GError **error)
{
  kh_set_error (error, KH_ERROR_SEALED, "no passphrase");
  return FALSE;
}

/* Nobody listens: what was not sent may go to the next host, even when it cannot be repeated. */
static void
test_reconnect (void)
{
  Fixture fixture = { .path = kh_test_socket_path (0) };
  Host host = { &fixture, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) value = NULL;

  fixture.client = kh_client_new_for_socket (fixture.path, NULL);
  kh_client_set_pause (fixture.client, 1);
  kh_client_set_reconnect (fixture.client, start_host, &host);
  value =
      kh_client_call (fixture.client, kh_call_new (KH_SERVICE_KEYHOLD, "POST", "/x"), NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (value);
  g_assert_cmpuint (host.calls, ==, 2);
  g_clear_pointer (&fixture.server, kh_test_server_free);
  kh_client_set_reconnect (fixture.client, no_host, NULL);
  g_assert_null (
      kh_client_call (fixture.client, kh_call_new (KH_SERVICE_KEYHOLD, "GET", "/x"), NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_SEALED);
  tear_down (&fixture);
}

static void
know_nobody (SoupServerMessage *message, const char *path, guint count)
{
  if (g_str_equal (path, "/x"))
    echo (message, path, count);
  else
    kh_test_reply (message, 401, "{\"error\":{\"code\":\"Unauthorized\",\"message\":\"Who?\"}}");
}

static gboolean
count_reconnect (KhClient *client, gpointer data, GError **error)
{
  ++*(guint *)data;
  return TRUE;
}

/* A call of somebody else: the client's own sign-in is neither used nor renewed for it. */
static void
test_token_of_a_call (void)
{
  Fixture fixture = { 0 };
  guint renewed = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) theirs = NULL;
  g_autoptr (KhJson) own = NULL;
  KhCall *call = kh_call_new (KH_SERVICE_KEYHOLD, "POST", "/x");

  set_up (&fixture, know_nobody);
  kh_client_set_token (fixture.client, "own");
  kh_client_set_reconnect (fixture.client, count_reconnect, &renewed);
  kh_call_set_token (call, "theirs");
  theirs = kh_client_call (fixture.client, call, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kh_json_string (theirs, "Authorization"), ==, "Bearer theirs");
  own =
      kh_client_call (fixture.client, kh_call_new (KH_SERVICE_KEYHOLD, "GET", "/x"), NULL, &error);
  g_assert_cmpstr (kh_json_string (own, "Authorization"), ==, "Bearer own");
  call = kh_call_new (KH_SERVICE_KEYHOLD, "POST", "/unknown");
  kh_call_set_token (call, "ended");
  g_assert_null (kh_client_call (fixture.client, call, NULL, &error));
  g_assert_error (error, KH_ERROR, KH_ERROR_UNAUTHENTICATED);
  g_assert_cmpuint (kh_test_server_count (fixture.server, "/unknown"), ==, 1);
  g_assert_cmpuint (renewed, ==, 0);
  tear_down (&fixture);
}

static void
test_long_path (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) value = NULL;
  Fixture fixture = { .path = kh_test_socket_path (200) };

  g_assert_cmpuint (strlen (fixture.path), >, 107);
  fixture.server = kh_test_server_new (fixture.path, echo);
  fixture.client = kh_client_new_for_socket (fixture.path, &error);
  g_assert_no_error (error);
  value =
      kh_client_call (fixture.client, kh_call_new (KH_SERVICE_KEYHOLD, "GET", "/x"), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kh_json_string (value, "path"), ==, "/x");
  tear_down (&fixture);
}

static void
not_found (SoupServerMessage *message, const char *path, guint count)
{
  kh_test_reply (message, 404, "{}");
}

/* A process that is stopped still has a socket that the kernel connects to. */
static void
test_probe (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) silent = NULL;

  set_up (&fixture, not_found);
  g_assert_true (kh_client_probe (fixture.client, 10));
  g_clear_pointer (&fixture.server, kh_test_server_free);
  g_assert_false (kh_client_probe (fixture.client, 10));

  silent =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &error);
  g_assert_no_error (error);
  address = g_unix_socket_address_new (fixture.path);
  g_assert_true (g_socket_bind (silent, address, FALSE, &error));
  g_assert_true (g_socket_listen (silent, &error));
  g_assert_false (kh_client_probe (fixture.client, 1));
  tear_down (&fixture);
}

static void
wait_for_ever (SoupServerMessage *message, const char *path, guint count)
{
  soup_server_message_pause (message);
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

/* A source on the client's context runs during a blocking call: that is how Ctrl+C works. */
static void
test_cancel (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GSource) source = g_timeout_source_new (20);

  set_up (&fixture, wait_for_ever);
  g_source_set_callback (source, cancel_cb, cancellable, NULL);
  g_source_attach (source, kh_client_get_context (fixture.client));
  g_assert_null (kh_client_call (fixture.client, kh_call_new (KH_SERVICE_KEYHOLD, "GET", "/x"),
                                 cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (kh_client_sleep (fixture.client, 60000, cancellable));
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/headers", test_headers);
  g_test_add_func ("/client/errors", test_errors);
  g_test_add_func ("/client/pages", test_pages);
  g_test_add_func ("/client/repetitions", test_repetitions);
  g_test_add_func ("/client/broken", test_broken);
  g_test_add_func ("/client/reconnect", test_reconnect);
  g_test_add_func ("/client/token-of-a-call", test_token_of_a_call);
  g_test_add_func ("/client/long-path", test_long_path);
  g_test_add_func ("/client/probe", test_probe);
  g_test_add_func ("/client/cancel", test_cancel);
  return g_test_run ();
}
