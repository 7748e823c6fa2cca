/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When to seal: time without input, the session's lock, sleep. */
#include "kh-seal-watch.h"

#include <unistd.h>

#include "kh-lock-portal.h"

#define LOGIND "org.freedesktop.login1"
#define LOGIND_PATH "/org/freedesktop/login1"
#define MANAGER LOGIND ".Manager"
#define SESSION LOGIND ".Session"
#define TICK_SECONDS 5

struct _KhSealWatch {
  GObject parent_instance;

  KhSettings *settings; /* (owned) */
  guint tick;
  gint64 last_input; /* monotonic */
  double x, y;       /* where the pointer was */
  gboolean locked;   /* the desktop session */
  GCancellable *cancellable;
  GDBusConnection *bus; /* (owned) (nullable) */
  guint subscriptions[4];
  KhLockPortal *portal; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (KhSealWatch, kh_seal_watch, G_TYPE_OBJECT)

static guint due_signal;

/* --- Input ----------------------------------------------------------------------------------- */

/* GTK makes up a motion where a widget moved below the pointer that rests. */
static gboolean
is_input (KhSealWatch *self, GdkEvent *event)
{
  GdkEventType type = gdk_event_get_event_type (event);
  double x, y;

  if (type == GDK_KEY_PRESS || type == GDK_BUTTON_PRESS || type == GDK_SCROLL
      || type == GDK_TOUCH_BEGIN || type == GDK_TOUCH_UPDATE)
    return TRUE;
  if (type != GDK_MOTION_NOTIFY || !gdk_event_get_position (event, &x, &y)
      || (x == self->x && y == self->y))
    return FALSE;
  self->x = x;
  self->y = y;
  return TRUE;
}

static gboolean
on_event_cb (KhSealWatch *self, GdkEvent *event)
{
  if (is_input (self, event))
    self->last_input = g_get_monotonic_time ();
  return GDK_EVENT_PROPAGATE;
}

static void
on_window_added_cb (KhSealWatch *self, GtkWindow *window)
{
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "event", G_CALLBACK (on_event_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (window), controller);
}

/* --- The session and sleep ------------------------------------------------------------------- */

static gboolean
follows_session (KhSealWatch *self)
{
  gboolean follows;

  g_object_get (self->settings, "seal-with-session", &follows, NULL);
  return follows;
}

static void
set_locked (KhSealWatch *self, gboolean locked)
{
  self->locked = locked;
  kh_seal_watch_check (self, g_get_monotonic_time ());
}

static void
on_session_signal_cb (GDBusConnection *bus, const char *sender, const char *path,
                      const char *interface, const char *name, GVariant *parameters, gpointer data)
{
  if (g_str_equal (name, "Lock"))
    set_locked (data, TRUE);
  else if (g_str_equal (name, "Unlock"))
    set_locked (data, FALSE);
}

static void
on_properties_changed_cb (GDBusConnection *bus, const char *sender, const char *path,
                          const char *interface, const char *name, GVariant *parameters,
                          gpointer data)
{
  g_autoptr (GVariant) changed = NULL;
  gboolean locked;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;
  changed = g_variant_get_child_value (parameters, 1);
  if (g_variant_lookup (changed, "LockedHint", "b", &locked))
    set_locked (data, locked);
}

static void
on_sleep_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
             const char *name, GVariant *parameters, gpointer data)
{
  KhSealWatch *self = data;
  gboolean begins = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &begins);
  if (begins && follows_session (self))
    g_signal_emit (self, due_signal, 0, TRUE);
}

static guint
subscribe (KhSealWatch *self, const char *interface, const char *name, const char *path,
           GDBusSignalCallback callback)
{
  return g_dbus_connection_signal_subscribe (self->bus, LOGIND, interface, name, path, NULL,
                                             G_DBUS_SIGNAL_FLAGS_NONE, callback, self, NULL);
}

/* A program outside of every session has nothing that could be locked. */
static void
on_session_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhSealWatch) self = data;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  const char *path;

  if (answer == NULL || self->bus == NULL)
    return;
  g_variant_get (answer, "(&o)", &path);
  self->subscriptions[1] = subscribe (self, SESSION, "Lock", path, on_session_signal_cb);
  self->subscriptions[2] = subscribe (self, SESSION, "Unlock", path, on_session_signal_cb);
  self->subscriptions[3] = subscribe (self, "org.freedesktop.DBus.Properties", "PropertiesChanged",
                                      path, on_properties_changed_cb);
}

static void
on_portal_cb (gboolean locked, gpointer data)
{
  set_locked (data, locked);
}

static void
on_bus_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhSealWatch) self = data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);
  const char *id = g_getenv ("XDG_SESSION_ID");
  gboolean has_id = id != NULL && *id != '\0';

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (bus == NULL) { /* as in a sandbox */
    self->portal = kh_lock_portal_new (on_portal_cb, self);
    return;
  }
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  self->bus = g_object_ref (bus);
  self->subscriptions[0] = subscribe (self, MANAGER, "PrepareForSleep", LOGIND_PATH, on_sleep_cb);
  g_dbus_connection_call (
      bus, LOGIND, LOGIND_PATH, MANAGER, has_id ? "GetSession" : "GetSessionByPID",
      has_id ? g_variant_new ("(s)", id) : g_variant_new ("(u)", (guint32)getpid ()),
      G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable,
      on_session_found_cb, g_object_ref (self));
}

/* --- Time ------------------------------------------------------------------------------------ */

void
kh_seal_watch_check (KhSealWatch *self, gint64 now)
{
  guint minutes = kh_settings_get_seal_minutes (self->settings);
  gboolean idle = minutes > 0 && now - self->last_input >= minutes * G_TIME_SPAN_MINUTE;

  if (idle || (self->locked && follows_session (self)))
    g_signal_emit (self, due_signal, 0, FALSE);
}

static gboolean
tick_cb (gpointer data)
{
  kh_seal_watch_check (data, g_get_monotonic_time ());
  return G_SOURCE_CONTINUE;
}

static void
kh_seal_watch_dispose (GObject *object)
{
  KhSealWatch *self = KH_SEAL_WATCH (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; self->bus != NULL && i < G_N_ELEMENTS (self->subscriptions); i++)
    if (self->subscriptions[i] != 0)
      g_dbus_connection_signal_unsubscribe (self->bus, self->subscriptions[i]);
  g_clear_object (&self->bus);
  g_clear_pointer (&self->portal, kh_lock_portal_free);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (kh_seal_watch_parent_class)->dispose (object);
}

static void
kh_seal_watch_finalize (GObject *object)
{
  g_clear_object (&KH_SEAL_WATCH (object)->cancellable);
  G_OBJECT_CLASS (kh_seal_watch_parent_class)->finalize (object);
}

static void
kh_seal_watch_class_init (KhSealWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_seal_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_seal_watch_finalize;
  due_signal = g_signal_new ("due", KH_TYPE_SEAL_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                             G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
kh_seal_watch_init (KhSealWatch *self)
{
  self->cancellable = g_cancellable_new ();
  self->last_input = g_get_monotonic_time ();
  self->tick = g_timeout_add_seconds (TICK_SECONDS, tick_cb, self);
}

KhSealWatch *
kh_seal_watch_new (GtkApplication *application, KhSettings *settings)
{
  KhSealWatch *self = g_object_new (KH_TYPE_SEAL_WATCH, NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (application, "window-added", G_CALLBACK (on_window_added_cb), self,
                           G_CONNECT_SWAPPED);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, on_bus_cb, g_object_ref (self));
  return self;
}
