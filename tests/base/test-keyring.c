/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyring: what a good one keeps, and that a bad one lets nobody wait. */
#include "kh-keyring.h"

#include <string.h>

#define TENANT "11111111-2222-4333-8444-555555555555"
#define ACCOUNT "66666666-7777-4888-8999-aaaaaaaaaaaa"
/* A call may take its limit, the patience after it, and what a loaded machine adds. */
#define SLACK (8 * G_TIME_SPAN_SECOND)

static const KhKeyringName name = { TENANT, ACCOUNT };
static const KhKeyringCall quick = { .limit = 2 };
static const KhKeyringCall asking = { .limit = 2, .may_ask = TRUE };

typedef struct {
  GTestDBus *bus;
  GSubprocess *service;
} Fixture;

static void
start_service (Fixture *f, const char *mode)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "base", "secret-service.py", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) out = NULL;
  g_autofree char *line = NULL;

  f->service = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/usr/bin/python3", script,
                                 mode, NULL);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (f->service));
  line = g_data_input_stream_read_line (out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, "ready");
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (f->bus);
  if (data != NULL)
    start_service (f, data);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->service != NULL) {
    g_subprocess_force_exit (f->service);
    g_subprocess_wait (f->service, NULL, NULL);
    g_clear_object (&f->service);
  }
  g_test_dbus_down (f->bus);
  g_clear_object (&f->bus);
}

static void
set_mode (const char *mode)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autoptr (GVariant) done = NULL;

  g_assert_no_error (error);
  done = g_dbus_connection_call_sync (
      bus, "org.freedesktop.secrets", "/mock", "io.github.keyhold.Mock", "SetMode",
      g_variant_new ("(s)", mode), NULL, G_DBUS_CALL_FLAGS_NONE, 5000, NULL, &error);
  g_assert_no_error (error);
}

static KhSecret *
new_key (void)
{
  g_autoptr (GError) error = NULL;
  KhSecret *key = kh_keyring_new_key (&error);

  g_assert_no_error (error);
  return key;
}

static void
store (KhSecret *key)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (kh_keyring_store (&name, "Keyhold: Fabrikam", key, &asking, &error));
  g_assert_no_error (error);
}

/* It fails for @reason, within @seconds. */
static void
assert_refused (const KhKeyringCall *call, const char *reason, guint seconds)
{
  g_autoptr (GError) error = NULL;
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (KhSecret) key = kh_keyring_lookup (&name, call, &error);

  g_assert_null (key);
  g_assert_cmpstr (kh_keyring_reason (error), ==, reason);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, seconds * G_TIME_SPAN_SECOND + SLACK);
}

static void
assert_found (KhSecret *wanted, const KhKeyringCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhSecret) key = kh_keyring_lookup (&name, call, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (kh_secret_get_bytes (key), kh_secret_get_size (key),
                   kh_secret_get_bytes (wanted), kh_secret_get_size (wanted));
}

static void
test_present (Fixture *f, gconstpointer data)
{
  const KhKeyringName other = { TENANT, TENANT };
  g_autoptr (KhSecret) key = new_key ();
  g_autoptr (KhSecret) second = new_key ();
  g_autoptr (KhSecret) none = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (kh_keyring_is_there (&quick, NULL));
  assert_refused (&quick, KH_KEYRING_EMPTY, 0);
  store (key);
  assert_found (key, &quick);
  none = kh_keyring_lookup (&other, &quick, &error);
  g_assert_null (none);
  g_assert_cmpstr (kh_keyring_reason (error), ==, KH_KEYRING_EMPTY);
  store (second);
  assert_found (second, &quick);
  g_assert_true (kh_keyring_clear (&name, &quick, NULL));
  g_assert_true (kh_keyring_clear (&name, &quick, NULL));
  assert_refused (&quick, KH_KEYRING_EMPTY, 0);
}

static void
test_locked (Fixture *f, gconstpointer data)
{
  g_autoptr (KhSecret) key = new_key ();

  store (key);
  set_mode ("locked");
  assert_refused (&quick, KH_KEYRING_LOCKED, 0);
  assert_refused (&quick, KH_KEYRING_LOCKED, 0);
  assert_found (key, &asking);
  set_mode ("refused");
  assert_refused (&quick, KH_KEYRING_LOCKED, 0);
  assert_refused (&asking, KH_KEYRING_REFUSED, 0);
  set_mode ("prompt");
  assert_refused (&asking, KH_KEYRING_SILENT, 2);
}

static void
test_wrong_kind (Fixture *f, gconstpointer data)
{
  g_autoptr (KhSecret) key = new_key ();
  g_autoptr (KhSecret) found = NULL;
  g_autoptr (GError) error = NULL;

  store (key);
  set_mode ("wrong");
  found = kh_keyring_lookup (&name, &quick, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (kh_secret_get_size (found), ==, KH_KEYRING_KEY_SIZE);
  g_assert_cmpint (memcmp (kh_secret_get_bytes (found), kh_secret_get_bytes (key), 32), !=, 0);
}

static void
test_hang (Fixture *f, gconstpointer data)
{
  g_autoptr (KhSecret) key = new_key ();
  g_autoptr (GError) error = NULL;

  store (key);
  set_mode ("search");
  assert_refused (&quick, KH_KEYRING_SILENT, 2);
  set_mode ("hang");
  assert_refused (&quick, KH_KEYRING_SILENT, 2);
  assert_refused (&asking, KH_KEYRING_SILENT, 2);
  g_assert_false (kh_keyring_store (&name, "x", key, &asking, &error));
  g_assert_cmpstr (kh_keyring_reason (error), ==, KH_KEYRING_SILENT);
  g_assert_false (kh_keyring_is_there (&quick, NULL));
  g_assert_false (kh_keyring_clear (&name, &quick, NULL));
  set_mode ("present");
  assert_found (key, &quick);
}

static void
test_dies (Fixture *f, gconstpointer data)
{
  g_autoptr (KhSecret) key = new_key ();

  store (key);
  set_mode ("dies");
  assert_refused (&quick, KH_KEYRING_SILENT, 0);
  assert_refused (&quick, KH_KEYRING_MISSING, 0);
}

static void
test_missing (Fixture *f, gconstpointer data)
{
  assert_refused (&quick, KH_KEYRING_MISSING, 0);
  g_assert_false (kh_keyring_is_there (&quick, NULL));
}

typedef struct {
  gint busy;
  GCancellable *cancellable;
} Cancel;

static gpointer
cancel_when_asked (gpointer data)
{
  Cancel *cancel = data;

  while (g_atomic_int_get (&cancel->busy) == 0)
    g_usleep (1000);
  g_cancellable_cancel (cancel->cancellable);
  return NULL;
}

/* Whoever prefers the passphrase does not wait for the limit. */
static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Cancel cancel = { 0, cancellable };
  const KhKeyringCall patient = { 300, TRUE, cancellable, &cancel.busy };
  GThread *thread = g_thread_new ("cancel", cancel_when_asked, &cancel);
  g_autoptr (GError) error = NULL;
  gint64 begin = g_get_monotonic_time ();

  g_assert_null (kh_keyring_lookup (&name, &patient, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, SLACK);
  g_thread_join (thread);
  g_assert_cmpint (cancel.busy, ==, 0);
  g_clear_error (&error);
  g_assert_null (kh_keyring_lookup (&name, &patient, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_text (void)
{
  g_autoptr (KhSecret) key = new_key ();
  g_autoptr (KhSecret) text = kh_keyring_key_to_text (key);
  const char *bytes = (const char *)kh_secret_get_bytes (text);
  g_autoptr (KhSecret) back = kh_keyring_key_from_text (bytes, kh_secret_get_size (text));
  char bad[64];

  g_assert_cmpuint (kh_secret_get_size (text), ==, 64);
  g_assert_cmpmem (kh_secret_get_bytes (back), kh_secret_get_size (back), kh_secret_get_bytes (key),
                   kh_secret_get_size (key));
  memcpy (bad, bytes, sizeof bad);
  bad[63] = 'g';
  g_assert_null (kh_keyring_key_from_text (bad, sizeof bad));
  g_assert_null (kh_keyring_key_from_text (bytes, 63));
  g_assert_null (kh_keyring_key_from_text (bytes, 0));
  g_assert_null (kh_keyring_key_from_text (NULL, 64));
}

/* The test of a process without a bus: its own connection cannot be taken back. */
static void
test_no_bus (void)
{
  if (g_test_subprocess ()) {
    g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
    assert_refused (&quick, KH_KEYRING_MISSING, 0);
    return;
  }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

#define ADD(path, mode, test) g_test_add (path, Fixture, mode, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring/text", test_text);
  g_test_add_func ("/keyring/no-bus", test_no_bus);
  ADD ("/keyring/present", "present", test_present);
  ADD ("/keyring/locked", "present", test_locked);
  ADD ("/keyring/another-secret", "present", test_wrong_kind);
  ADD ("/keyring/hang", "present", test_hang);
  ADD ("/keyring/dies", "present", test_dies);
  ADD ("/keyring/missing", NULL, test_missing);
  ADD ("/keyring/cancel", "hang", test_cancel);
  return g_test_run ();
}
