/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What takes more than one message: pages, operations, uploads, clients side by side and clients
 * that go away. */
#include "server-fixture.h"

#include <string.h>
#include <unistd.h>

#include "kh-data-api.h"
#include "kh-tenant-api.h"
#include "kh-tenant-private.h"
#include "kh-vault-api.h"

#define BIG (20 * 1024 * 1024)

static Fixture fixture;

/* --- Pages --- */

/* (transfer full): the ids of all elements, page after page, by hand. */
static GPtrArray *
collect (const char *host, const char *path, const char *id, guint most)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *next = g_strdup (path);
  while (next != NULL) {
    g_autoptr (KhJson) page = fixture_call (&fixture, host, "GET", next, NULL, 200);
    g_assert_cmpuint (kh_json_length (page, "value"), <=, most);
    for (guint i = 0; i < kh_json_length (page, "value"); i++)
      g_ptr_array_add (ids, g_strdup (kh_json_string (kh_json_element (page, "value", i), id)));
    const char *link = kh_json_string (page, "nextLink");
    g_autofree char *prefix = g_strconcat ("http://", host, NULL);
    if (link != NULL)
      g_assert_true (g_str_has_prefix (link, prefix));
    g_free (next);
    next = link == NULL ? NULL : g_strdup (link + strlen (prefix));
    g_assert_cmpuint (ids->len, <, 1000);
  }
  return ids;
}

static void
assert_pages (const char *host, const char *path, const char *id, guint most, guint wanted)
{
  g_autoptr (GPtrArray) ids = collect (host, path, id, most);
  g_autoptr (GHashTable) once = g_hash_table_new (g_str_hash, g_str_equal);
  g_test_message ("%s: %u", path, ids->len);
  for (guint i = 0; i < ids->len; i++)
    g_assert_true (g_hash_table_add (once, ids->pdata[i]));
  g_assert_cmpuint (ids->len, ==, wanted);
}

static void
test_pages (void)
{
  static const char *const sizes[] = { "0", "26", "x", "-1", "1.5", "" };
  for (guint i = 0; i < 6; i++) {
    g_autofree char *key = g_strdup_printf ("/keys/page-%u/create" A_KEY, i);
    g_autofree char *file = g_strdup_printf (K "/imports/f%u.txt?environment=Sales&as=file", i);
    g_autofree char *body = g_strdup_printf (ENVIRONMENT_BODY ("Page %u"), i);
    fixture_do (&fixture, VAULT, "POST", key, "{\"kty\":\"RSA\"}", 200);
    fixture_do (&fixture, VAULT, "POST", "/keys/page-0/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
    fixture_do (&fixture, KEYHOLD, "PUT", file, "text", 200);
    fixture_do (&fixture, BAP, "POST", P "/environments" A_ENVIRONMENT, body, 201);
  }
  assert_pages (VAULT, "/keys" A_KEY, "kid", 25, 7);
  assert_pages (VAULT, "/keys" A_KEY "&maxresults=1", "kid", 1, 7);
  assert_pages (VAULT, "/keys" A_KEY "&maxresults=3", "kid", 3, 7);
  assert_pages (VAULT, "/keys" A_KEY "&maxresults=7", "kid", 7, 7);
  assert_pages (VAULT, "/keys/page-0/versions" A_KEY "&maxresults=2", "kid", 2, 7);
  fixture_do (&fixture, VAULT, "DELETE", "/keys/page-1" A_KEY, NULL, 200);
  fixture_do (&fixture, VAULT, "DELETE", "/keys/page-2" A_KEY, NULL, 200);
  fixture_do (&fixture, VAULT, "DELETE", "/keys/page-3" A_KEY, NULL, 200);
  assert_pages (VAULT, "/deletedkeys" A_KEY "&maxresults=2", "kid", 2, 3);
  assert_pages (VAULT, "/keys" A_KEY "&maxresults=2", "kid", 2, 4);
  assert_pages (KEYHOLD, K "/environments?limit=2", "id", 2, 7);
  assert_pages (KEYHOLD, K "/environments?limit=0", "id", 1, 7);
  assert_pages (KEYHOLD, K "/environments/Sales/stores/files/items?limit=4", "id", 4, 6);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *keys = g_strconcat ("/keys" A_KEY "&maxresults=", sizes[i], NULL);
    fixture_refused (&fixture, VAULT, "GET", keys, NULL, 400, "BadParameter", NULL);
  }
  fixture_refused (&fixture, KEYHOLD, "GET", K "/environments?limit=x", NULL, 400, NULL, NULL);
}

static void
test_log_pages (void)
{
  gint64 after = 0, last = 0;
  guint pages = 0;
  do {
    g_autofree char *path = g_strdup_printf (K "/audit?limit=7&after=%" G_GINT64_FORMAT, after);
    g_autoptr (KhJson) page = fixture_call (&fixture, KEYHOLD, "GET", path, NULL, 200);
    g_assert_cmpuint (kh_json_length (page, "value"), <=, 7);
    for (guint i = 0; i < kh_json_length (page, "value"); i++) {
      gint64 seq = kh_json_int (kh_json_element (page, "value", i), "seq", 0);
      g_assert_cmpint (seq, ==, last + 1);
      last = seq;
    }
    after = kh_json_int (page, "next", 0);
    pages++;
  } while (after != 0);
  g_assert_cmpuint (pages, >, 3);
}

/* Newest first: one record an act, and what is found by the name of an object is found by its id
 * too. */
static void
test_newest_pages (void)
{
  g_autoptr (KhJson) by_name = fixture_call (
      &fixture, KEYHOLD, "GET", K "/audit?order=newest&limit=1000&object=Sales", NULL, 200);
  g_autoptr (KhJson) environment =
      fixture_call (&fixture, KEYHOLD, "GET", K "/environments/Sales", NULL, 200);
  g_autofree char *path = g_strdup_printf (K "/audit?order=newest&limit=1000&object=%s",
                                           kh_json_string (environment, "id"));
  g_autoptr (KhJson) by_id = fixture_call (&fixture, KEYHOLD, "GET", path, NULL, 200);
  guint n = kh_json_length (by_name, "value");
  g_assert_cmpuint (n, >, 1);
  g_assert_cmpuint (kh_json_length (by_id, "value"), ==, n);
  for (guint i = 0; i < n; i++) {
    KhJson *record = kh_json_element (by_id, "value", i);
    g_assert_cmpstr (kh_json_string (record, "phase"), !=, "outcome");
    if (g_strcmp0 (kh_json_string (record, "phase"), "intent") == 0)
      g_assert_cmpstr (kh_json_string (record, "result"), ==, "succeeded");
    if (i > 0)
      g_assert_cmpint (kh_json_int (record, "seq", 0), <,
                       kh_json_int (kh_json_element (by_id, "value", i - 1), "seq", 0));
  }
  g_assert_cmpstr (kh_json_string (kh_json_element (by_id, "value", n - 1), "action"), ==,
                   "environment.create");
}

/* --- Operations --- */

static void
test_operation (void)
{
  guint status = 0;
  g_autofree char *path = NULL;
  g_autoptr (SoupMessage) message = fixture_message (
      &fixture, BAP, "POST", P "/environments/Sales/enterprisePolicies/Encryption/link" A_LINK,
      LINK_BODY);
  g_autoptr (KhJson) accepted = fixture_send (&fixture, message, &status);
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *location = soup_message_headers_get_one (headers, "Operation-Location");
  g_assert_cmpuint (status, ==, 202);
  g_assert_cmpstr (location, ==, soup_message_headers_get_one (headers, "Location"));
  g_assert_true (g_str_has_prefix (location, "http://" BAP "/"));
  g_assert_nonnull (soup_message_headers_get_one (headers, "Retry-After"));
  g_assert_nonnull (strstr (location, kh_json_string (accepted, "id")));
  path = g_strdup (location + strlen ("http://" BAP));
  for (gboolean ended = FALSE; !ended;) {
    g_autoptr (KhJson) now = fixture_call (&fixture, BAP, "GET", path, NULL, 200);
    const char *state = kh_json_string (now, "state.id");
    ended = g_strcmp0 (state, "Succeeded") == 0;
    g_assert_true (ended || g_strcmp0 (state, "Running") == 0
                   || g_strcmp0 (state, "NotStarted") == 0);
  }
  g_autoptr (KhJson) sales =
      fixture_call (&fixture, BAP, "GET", P "/environments/Sales" A_ENVIRONMENT, NULL, 200);
  g_assert_cmpstr (kh_json_string (sales, "properties.protectionStatus.keyManagedBy"), ==,
                   "Customer");
  g_assert_cmpstr (kh_json_string (sales, "properties.states.runtime.id"), ==, "Enabled");
  g_assert_false (kh_json_has (sales, "properties.ongoingOperation"));
}

/* --- Streams --- */

static char *
write_noise (const char *name, gsize size)
{
  char *path = g_build_filename (fixture.top, name, NULL);
  g_autofree guint32 *words = g_new (guint32, size / 4);
  g_autoptr (GRand) noise = g_rand_new_with_seed (7);
  for (gsize i = 0; i < size / 4; i++)
    words[i] = g_rand_int (noise);
  g_assert_true (g_file_set_contents (path, (const char *)words, (gssize)size, NULL));
  return path;
}

static GInputStream *
open_stream (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  GFileInputStream *stream = g_file_read (file, NULL, &error);
  g_assert_no_error (error);
  return G_INPUT_STREAM (stream);
}

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = write_noise ("noise.bin", BIG);
  g_autofree char *back = g_build_filename (fixture.top, "back.bin", NULL);
  g_autoptr (KhClient) client = fixture_new_client (&fixture);
  g_autoptr (GInputStream) stream = open_stream (path);
  KhImportDraft draft = { "Sales", "noise.bin", "file", NULL, FALSE, FALSE };
  g_autoptr (KhJson) report =
      kh_client_call (client, kh_data_api_import (&draft, stream, BIG), NULL, &error);
  g_assert_no_error (error);
  KhJson *item = kh_json_element (report, "imported", 0);
  g_assert_cmpint (kh_json_int (item, "bytes", 0), ==, BIG);
  g_auto (KhDownload) download = { 0 };
  g_assert_true (kh_client_download (client, kh_data_api_content ("Sales", "files", "noise.bin"),
                                     back, FALSE, &download, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (download.bytes, ==, BIG);
  g_assert_cmpstr (download.sha256, ==, kh_json_string (item, "sha256"));
}

/* An upload that cannot be taken is refused before its bytes were sent. */
static void
test_early_refusal (void)
{
  g_autofree char *path = write_noise ("early.bin", BIG);
  static const struct {
    const char *account, *environment;
    KhErrorCode code;
  } cases[] = { { "Ada", "Nowhere", KH_ERROR_NOT_FOUND },
                { "auditor", "Sales", KH_ERROR_PERMISSION },
                { NULL, "Sales", KH_ERROR_UNAUTHENTICATED } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GInputStream) stream = open_stream (path);
    KhImportDraft draft = { cases[i].environment, "early.bin", "file", NULL, FALSE, FALSE };
    if (cases[i].account != NULL)
      fixture_as (&fixture, cases[i].account);
    g_autoptr (KhClient) client = fixture_new_client (&fixture);
    if (cases[i].account == NULL)
      kh_client_set_token (client, NULL);
    g_autoptr (KhJson) report =
        kh_client_call (client, kh_data_api_import (&draft, stream, BIG), NULL, &error);
    g_assert_null (report);
    g_assert_error (error, KH_ERROR, (int)cases[i].code);
    g_assert_cmpint (g_seekable_tell (G_SEEKABLE (stream)), ==, 0);
  }
  fixture_as (&fixture, "Ada");
}

/* --- Clients that go away --- */

static void
send_head (int fd, const char *method, const char *path, const char *more)
{
  g_autofree char *head =
      g_strdup_printf ("%s %s HTTP/1.1\r\nHost: " KEYHOLD "\r\nAuthorization: Bearer %s\r\n%s\r\n",
                       method, path, fixture.token, more);
  g_assert_cmpint (write (fd, head, strlen (head)), ==, (gssize)strlen (head));
}

static void
wait_idle (void)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
  while (kh_host_get_in_flight (fixture.host) > 0 && g_get_monotonic_time () < deadline)
    g_usleep (1000);
  g_assert_cmpuint (kh_host_get_in_flight (fixture.host), ==, 0);
}

static guint
count_items (void)
{
  g_autoptr (KhJson) items = fixture_call (&fixture, KEYHOLD, "GET",
                                           K "/environments/Sales/stores/files/items", NULL, 200);
  return kh_json_length (items, "value");
}

static void
test_half_upload (void)
{
  guint before = count_items ();
  g_autofree char *noise = g_strnfill (300000, 'x');
  int fd = fixture_connect (&fixture);
  send_head (fd, "PUT", K "/imports/half.bin?environment=Sales&as=file",
             "Content-Length: 1000000\r\n");
  g_assert_cmpint (write (fd, noise, 300000), ==, 300000);
  close (fd);
  wait_idle ();
  g_assert_cmpuint (count_items (), ==, before);
  fixture_do (&fixture, KEYHOLD, "PUT", K "/imports/half.bin?environment=Sales&as=file", "whole",
              200);
  g_assert_cmpuint (count_items (), ==, before + 1);
}

static void
test_half_download (void)
{
  char buffer[4096];
  int fd = fixture_connect (&fixture);
  send_head (fd, "GET", K "/environments/Sales/stores/files/items/noise.bin/content", "");
  g_assert_cmpint (read (fd, buffer, sizeof buffer), >, 0);
  close (fd);
  wait_idle ();
}

static gpointer
wait_for_flag (gpointer data, GCancellable *cancellable, GError **error)
{
  while (!g_atomic_int_get ((int *)data))
    g_usleep (1000);
  return NULL;
}

static void
read_bytes (int fd, guint64 size)
{
  static char buffer[65536];
  while (size > 0) {
    gssize got = read (fd, buffer, (size_t)MIN (size, sizeof buffer));
    g_assert_cmpint (got, >, 0);
    size -= (guint64)got;
  }
}

/* How long the body is whose head comes now. */
static guint64
read_head (int fd)
{
  g_autoptr (GString) head = g_string_new (NULL);
  char byte;
  while (!g_str_has_suffix (head->str, "\r\n\r\n")) {
    g_assert_cmpint (read (fd, &byte, 1), ==, 1);
    g_string_append_c (head, byte);
  }
  const char *length = strstr (head->str, "Content-Length: ");
  g_assert_nonnull (length);
  return g_ascii_strtoull (length + strlen ("Content-Length: "), NULL, 10);
}

/* Goes away while the tenant makes the next part: nothing is written then, and nobody looks at the
 * connection. The end of a backup waits for the tenant. */
static void
test_gone_between (void)
{
  int go_on = FALSE;
  int fd = fixture_connect (&fixture);
  send_head (fd, "POST", K "/environments/Sales/backup", "Content-Length: 0\r\n");
  guint64 size = read_head (fd);
  g_assert_cmpuint (size, >, 2 << 20);
  /* More than what is on the way. */
  read_bytes (fd, size - (2 << 20));
  kh_worker_run_async (fixture.tenant->worker, wait_for_flag, &go_on, NULL, NULL, NULL, NULL, NULL);
  read_bytes (fd, (2 << 20) - 32);
  g_usleep (G_USEC_PER_SEC / 5);
  close (fd);
  g_usleep (G_USEC_PER_SEC / 5);
  g_atomic_int_set (&go_on, TRUE);
  wait_idle ();
}

static void
test_half_body (void)
{
  static const char *const part = "{\"name\":\"Half\",\"roles\":[\"owner\"]}";
  int fd = fixture_connect (&fixture);
  g_autofree char *before = fixture_state (&fixture);
  send_head (fd, "POST", K "/accounts", "Content-Length: 100\r\n");
  g_assert_cmpint (write (fd, part, strlen (part)), ==, (gssize)strlen (part));
  close (fd);
  wait_idle ();
  g_autofree char *after = fixture_state (&fixture);
  g_assert_true (fixture_is_same (before, after));
}

/* Nobody who went away holds the data: the lock, which waits for all that do, goes through. */
static void
test_lock_after (void)
{
  g_autofree char *token =
      fixture_confirm (&fixture, "{\"trigger\":\"disable-key\",\"target\":\"kv-sales/cmk\"}");
  fixture.confirmation = token;
  fixture_do (&fixture, VAULT, "PATCH", "/keys/cmk" A_KEY, "{\"attributes\":{\"enabled\":false}}",
              200);
  fixture.confirmation = NULL;
  fixture_refused (&fixture, KEYHOLD, "GET", K "/environments/Sales/stores/files/items", NULL, 423,
                   "EnvironmentLocked", NULL);
  fixture_refused (&fixture, KEYHOLD, "PUT", K "/imports/l.txt?environment=Sales&as=file", "text",
                   423, "EnvironmentLocked", NULL);
  fixture_do (&fixture, VAULT, "PATCH", "/keys/cmk" A_KEY, "{\"attributes\":{\"enabled\":true}}",
              200);
  g_autoptr (KhJson) operation =
      fixture_call (&fixture, KEYHOLD, "POST", K "/environments/Sales/re-enable", NULL, 202);
  fixture_wait (&fixture, kh_json_string (operation, "id"));
  g_assert_cmpuint (count_items (), >, 0);
}

/* --- Clients side by side --- */

#define EACH 12

static gpointer
add_accounts (gpointer data)
{
  static const char *const roles[] = { "maker", NULL };
  g_autoptr (KhClient) client = fixture_new_client (&fixture);
  for (guint i = 0; i < EACH; i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *name = g_strdup_printf ("%s %u", (const char *)data, i);
    g_autoptr (KhJson) made =
        kh_client_call (client, kh_tenant_api_add_account (name, roles, NULL), NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (kh_json_string (made, "name"), ==, name);
  }
  return NULL;
}

static void
test_two (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhClient) client = fixture_new_client (&fixture);
  g_autoptr (GPtrArray) before = kh_client_call (client, kh_tenant_api_accounts (), NULL, &error);
  GThread *first = g_thread_new ("first", add_accounts, (gpointer) "first");
  GThread *second = g_thread_new ("second", add_accounts, (gpointer) "second");
  g_thread_join (first);
  g_thread_join (second);
  g_autoptr (GPtrArray) after = kh_client_call (client, kh_tenant_api_accounts (), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (after->len, ==, before->len + 2 * EACH);
}

static gpointer
delete_key (gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhClient) client = fixture_new_client (&fixture);
  g_autoptr (KhJson) deleted =
      kh_client_call (client, kh_key_api_delete ("kv-sales", data), NULL, &error);
  if (deleted == NULL)
    g_assert_true (kh_error_is (error, KH_ERROR_NOT_FOUND) || kh_error_is (error, KH_ERROR_STATE));
  return GINT_TO_POINTER (deleted != NULL);
}

/* Of several deletions exactly one is it (protocol.md 8.1). */
static void
test_race (void)
{
  GThread *threads[4];
  guint done = 0;
  fixture_do (&fixture, VAULT, "POST", "/keys/race/create" A_KEY, "{\"kty\":\"RSA\"}", 200);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("delete", delete_key, (gpointer) "race");
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    done += (guint)GPOINTER_TO_INT (g_thread_join (threads[i]));
  g_assert_cmpuint (done, ==, 1);
}

static gpointer
wait_event (gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhClient) client = fixture_new_client (&fixture);
  KhJson *events =
      kh_client_call (client, kh_tenant_api_events (GPOINTER_TO_UINT (data)), NULL, &error);
  g_assert_no_error (error);
  return events;
}

/* One client waits, and is told what another one did. */
static void
test_events (void)
{
  gint64 newest = 0;
  for (gint64 before = -1; before != newest;) {
    g_autofree char *path =
        g_strdup_printf (K "/events?after=%" G_GINT64_FORMAT, before < 0 ? 0 : newest - 1);
    g_autoptr (KhJson) now = fixture_call (&fixture, KEYHOLD, "GET", path, NULL, 200);
    before = newest;
    newest = kh_json_int (now, "newest", 0);
  }
  GThread *thread = g_thread_new ("events", wait_event, GUINT_TO_POINTER ((guint)newest));
  fixture_do (&fixture, KEYHOLD, "POST", K "/accounts", "{\"name\":\"News\",\"roles\":[\"maker\"]}",
              201);
  g_autoptr (KhJson) events = g_thread_join (thread);
  g_assert_cmpint (kh_json_int (events, "newest", 0), >, newest);
  g_assert_cmpstr (kh_json_string (kh_json_element (events, "value", 0), "kind"), ==, "account");
}

#define ADD(name, func) g_test_add_func ("/server/transfers/" name, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  fixture_make_accounts (&fixture);
  ADD ("pages", test_pages);
  ADD ("log-pages", test_log_pages);
  ADD ("newest-pages", test_newest_pages);
  ADD ("operation", test_operation);
  ADD ("round-trip", test_round_trip);
  ADD ("early-refusal", test_early_refusal);
  ADD ("half-upload", test_half_upload);
  ADD ("half-download", test_half_download);
  ADD ("gone-between", test_gone_between);
  ADD ("half-body", test_half_body);
  ADD ("lock-after", test_lock_after);
  ADD ("two", test_two);
  ADD ("race", test_race);
  ADD ("events", test_events);
  int status = g_test_run ();
  fixture_stop (&fixture);
  return status;
}
