/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The monitor of org.freedesktop.portal.Inhibit, version 3. */
#include "kh-lock-portal.h"

#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define INHIBIT "org.freedesktop.portal.Inhibit"
#define QUERY_END 2 /* a state of the session: it waits for an answer before it ends */

struct _KhLockPortal {
  KhLockPortalFunc func;
  gpointer data;
  GCancellable *cancellable; /* (owned) */
  GDBusConnection *bus;      /* (owned) (nullable) */
  guint subscription;
};

static void
on_state_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
             const char *name, GVariant *parameters, gpointer data)
{
  KhLockPortal *self = data;
  g_autoptr (GVariant) state = NULL;
  const char *session;
  gboolean locked;
  guint phase = 0;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(oa{sv})")))
    return;
  g_variant_get (parameters, "(&o@a{sv})", &session, &state);
  if (g_variant_lookup (state, "session-state", "u", &phase) && phase == QUERY_END)
    g_dbus_connection_call (bus, PORTAL, PORTAL_PATH, INHIBIT, "QueryEndResponse",
                            g_variant_new ("(o)", session), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                            NULL, NULL);
  if (g_variant_lookup (state, "screensaver-active", "b", &locked))
    self->func (locked, self->data);
}

static GVariant *
make_options (void)
{
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string ("keyhold_lock"));
  g_variant_builder_add (&options, "{sv}", "session_handle_token",
                         g_variant_new_string ("keyhold_lock"));
  return g_variant_new ("(sa{sv})", "", &options);
}

/* It is not started for this: GTK has started it for itself where one is wanted. */
static void
on_bus_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);
  KhLockPortal *self = data;

  if (bus == NULL) /* also where it was freed meanwhile */
    return;
  self->subscription =
      g_dbus_connection_signal_subscribe (bus, PORTAL, INHIBIT, "StateChanged", PORTAL_PATH, NULL,
                                          G_DBUS_SIGNAL_FLAGS_NONE, on_state_cb, self, NULL);
  g_dbus_connection_call (bus, PORTAL, PORTAL_PATH, INHIBIT, "CreateMonitor", make_options (), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  self->bus = g_steal_pointer (&bus);
}

KhLockPortal *
kh_lock_portal_new (KhLockPortalFunc func, gpointer data)
{
  KhLockPortal *self = g_new0 (KhLockPortal, 1);

  self->func = func;
  self->data = data;
  self->cancellable = g_cancellable_new ();
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, on_bus_cb, self);
  return self;
}

void
kh_lock_portal_free (KhLockPortal *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  if (self->bus != NULL)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  g_clear_object (&self->bus);
  g_clear_object (&self->cancellable);
  g_free (self);
}
