/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When sealing is due: after time without input, with the session's lock, before sleep. A logind of
 * the test, and a portal as in a sandbox, speak on a private bus. */
#include "kh-display-test.h"

#include "kh-memory-settings.h"
#include "kh-seal-watch.h"

#define LOGIND_PATH "/org/freedesktop/login1"
#define SESSION_PATH LOGIND_PATH "/session/test"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define INHIBIT "org.freedesktop.portal.Inhibit"

typedef struct {
  KhSettings *settings;
  KhSealWatch *watch;
  GDBusConnection *bus;
  guint object, name;
  gboolean has_name, was_asked, has_answered;
  guint due, at_once;
} Test;

static const char introspection[] =
    "<node><interface name='org.freedesktop.login1.Manager'>"
    "<method name='GetSession'><arg type='s' direction='in'/><arg type='o' "
    "direction='out'/></method>"
    "<method name='GetSessionByPID'><arg type='u' direction='in'/><arg type='o' direction='out'/>"
    "</method></interface></node>";
static const char portal_introspection[] =
    "<node><interface name='org.freedesktop.portal.Inhibit'>"
    "<method name='CreateMonitor'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
    "<arg type='o' direction='out'/></method>"
    "<method name='QueryEndResponse'><arg type='o' direction='in'/></method></interface></node>";

static void
on_call_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
            const char *method, GVariant *parameters, GDBusMethodInvocation *call, gpointer data)
{
  Test *test = data;

  if (g_str_equal (method, "QueryEndResponse")) {
    test->has_answered = TRUE;
    g_dbus_method_invocation_return_value (call, NULL);
    return;
  }
  g_dbus_method_invocation_return_value (call, g_variant_new ("(o)", SESSION_PATH));
  test->was_asked = TRUE;
}

static void
on_name_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  ((Test *)data)->has_name = TRUE;
}

static void
on_due_cb (KhSealWatch *watch, gboolean at_once, Test *test)
{
  if (at_once)
    test->at_once++;
  else
    test->due++;
}

/* A service on the bus of the test, before anybody looks for it. */
static void
start_service (Test *test, const char *xml, const char *path, const char *name)
{
  static const GDBusInterfaceVTable table = { .method_call = on_call_cb };
  g_autoptr (GDBusNodeInfo) node = NULL;
  g_autoptr (GError) error = NULL;

  test->bus =
      g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                  | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  node = g_dbus_node_info_new_for_xml (xml, &error);
  g_assert_no_error (error);
  test->object = g_dbus_connection_register_object (test->bus, path, node->interfaces[0], &table,
                                                    test, NULL, &error);
  g_assert_no_error (error);
  test->name = g_bus_own_name_on_connection (test->bus, name, G_BUS_NAME_OWNER_FLAGS_NONE,
                                             on_name_cb, NULL, test, NULL);
  display_until (test->has_name);
}

static void
start_watch (Test *test)
{
  test->settings = kh_memory_settings_new ();
  test->watch = kh_seal_watch_new (display_application (), test->settings);
  g_signal_connect (test->watch, "due", G_CALLBACK (on_due_cb), test);
  display_until (test->was_asked);
  display_settle ();
}

static void
start (Test *test, gconstpointer data)
{
  start_service (test, introspection, LOGIND_PATH, "org.freedesktop.login1");
  start_watch (test);
}

/* In a sandbox there is no system bus. */
static void
start_in_sandbox (Test *test, gconstpointer data)
{
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  start_service (test, portal_introspection, PORTAL_PATH, "org.freedesktop.portal.Desktop");
  start_watch (test);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_getenv ("DBUS_SESSION_BUS_ADDRESS"), TRUE);
}

static void
stop (Test *test, gconstpointer data)
{
  g_object_run_dispose (G_OBJECT (test->watch));
  g_assert_finalize_object (test->watch);
  g_object_unref (test->settings);
  g_bus_unown_name (test->name);
  g_dbus_connection_unregister_object (test->bus, test->object);
  g_dbus_connection_close_sync (test->bus, NULL, NULL);
  g_object_unref (test->bus);
}

static void
tell (Test *test, const char *path, const char *interface, const char *name, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (test->bus, NULL, path, interface, name, parameters, &error);
  g_assert_no_error (error);
}

static void
test_idle (Test *test, gconstpointer data)
{
  gint64 now = g_get_monotonic_time ();
  GtkWindow *window;

  kh_seal_watch_check (test->watch, now + 600 * G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (test->due, ==, 0);
  g_object_set (test->settings, "seal-after", 1, NULL);
  kh_seal_watch_check (test->watch, now + 4 * G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (test->due, ==, 0);
  kh_seal_watch_check (test->watch, now + 5 * G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (test->due, ==, 1);

  /* A key that is pressed in a window begins the time anew. */
  window = display_show (gtk_entry_new ());
  display_until (gtk_window_is_active (window));
  now = g_get_monotonic_time ();
  g_assert_true (g_spawn_command_line_async ("xdotool key a", NULL));
  display_until (
      *gtk_editable_get_text (GTK_EDITABLE (display_wait_for (window, GTK_TYPE_ENTRY, NULL)))
      != '\0');
  kh_seal_watch_check (test->watch, now + 5 * G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (test->due, ==, 1);
  display_close (window);
}

static void
test_lock (Test *test, gconstpointer data)
{
  guint before;

  tell (test, SESSION_PATH, "org.freedesktop.login1.Session", "Lock", NULL);
  display_until (test->due > 0);
  tell (test, SESSION_PATH, "org.freedesktop.login1.Session", "Unlock", NULL);
  display_settle ();
  before = test->due;
  kh_seal_watch_check (test->watch, g_get_monotonic_time ());
  g_assert_cmpuint (test->due, ==, before);
  /* Desktops that lock by themselves only leave a hint. */
  tell (
      test, SESSION_PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged",
      g_variant_new_parsed ("('org.freedesktop.login1.Session', {'LockedHint': <true>}, @as [])"));
  display_until (test->due > before);
  g_assert_cmpuint (test->at_once, ==, 0);
}

static void
test_sleep (Test *test, gconstpointer data)
{
  tell (test, LOGIND_PATH, "org.freedesktop.login1.Manager", "PrepareForSleep",
        g_variant_new ("(b)", FALSE));
  tell (test, LOGIND_PATH, "org.freedesktop.login1.Manager", "PrepareForSleep",
        g_variant_new ("(b)", TRUE));
  display_until (test->at_once > 0);
  display_settle ();
  g_assert_cmpuint (test->at_once, ==, 1);
}

/* States as the portal tells them: 1 running, 2 waiting for who has to save something. */
static void
tell_portal (Test *test, const char *state)
{
  tell (test, PORTAL_PATH, INHIBIT, "StateChanged",
        g_variant_new ("(o@a{sv})", SESSION_PATH, g_variant_new_parsed (state)));
}

static void
test_portal (Test *test, gconstpointer data)
{
  guint before;

  tell_portal (test, "{'screensaver-active': <false>, 'session-state': <uint32 1>}");
  display_settle ();
  g_assert_cmpuint (test->due, ==, 0);
  tell_portal (test, "{'screensaver-active': <true>, 'session-state': <uint32 1>}");
  display_until (test->due > 0);
  g_assert_false (test->has_answered);
  tell_portal (test, "{'screensaver-active': <false>, 'session-state': <uint32 2>}");
  display_until (test->has_answered);
  before = test->due;
  kh_seal_watch_check (test->watch, g_get_monotonic_time ());
  g_assert_cmpuint (test->due, ==, before);
}

/* The session of somebody else, and a preference that is off. */
static void
test_not_followed (Test *test, gconstpointer data)
{
  tell (test, LOGIND_PATH "/session/other", "org.freedesktop.login1.Session", "Lock", NULL);
  display_settle ();
  g_object_set (test->settings, "seal-with-session", FALSE, NULL);
  tell (test, SESSION_PATH, "org.freedesktop.login1.Session", "Lock", NULL);
  tell (test, LOGIND_PATH, "org.freedesktop.login1.Manager", "PrepareForSleep",
        g_variant_new ("(b)", TRUE));
  display_settle ();
  g_assert_cmpuint (test->due + test->at_once, ==, 0);
}

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_getenv ("DBUS_SESSION_BUS_ADDRESS"), TRUE);
  display_init (&argc, &argv);
  g_test_add ("/seal-watch/idle", Test, NULL, start, test_idle, stop);
  g_test_add ("/seal-watch/lock", Test, NULL, start, test_lock, stop);
  g_test_add ("/seal-watch/portal", Test, NULL, start_in_sandbox, test_portal, stop);
  g_test_add ("/seal-watch/sleep", Test, NULL, start, test_sleep, stop);
  g_test_add ("/seal-watch/not-followed", Test, NULL, start, test_not_followed, stop);
  return g_test_run ();
}
