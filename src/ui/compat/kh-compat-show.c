/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows files by the file manager's interface on the session's bus, or by what opens folders. */
#include "kh-compat-show.h"

#include <glib/gi18n.h>

#include "kh-toast.h"

/* A file manager that has to be started first answers later than one that runs, in milliseconds. */
#define PATIENCE 5000

typedef struct {
  GFile *file;     /* (owned) */
  GWeakRef widget; /* that asked */
} Showing;

static void
showing_free (Showing *showing)
{
  g_object_unref (showing->file);
  g_weak_ref_clear (&showing->widget);
  g_free (showing);
}

/* (transfer full) (nullable): the window that asked, while it is open. */
static GtkWidget *
get_widget (Showing *showing)
{
  GtkWidget *widget = g_weak_ref_get (&showing->widget);

  if (widget != NULL && gtk_widget_get_root (widget) == NULL)
    g_clear_object (&widget);
  return widget;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Showing *showing = data;
  g_autoptr (GtkWidget) widget = get_widget (showing);
  g_autoptr (GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error) && widget != NULL) {
    g_autofree char *name = g_file_get_parse_name (showing->file);
    g_autofree char *text = g_strdup_printf (_ ("%s cannot be shown here"), name);

    kh_toast (widget, text, NULL, NULL);
  }
  showing_free (showing);
}

/* Takes @showing. */
static void
open_folder (Showing *showing)
{
  g_autoptr (GtkWidget) widget = get_widget (showing);
  g_autoptr (GFile) folder = g_file_get_parent (showing->file);
  g_autofree char *uri = g_file_get_uri (folder != NULL ? folder : showing->file);
  g_autoptr (GdkAppLaunchContext) context = gdk_display_get_app_launch_context (
      widget != NULL ? gtk_widget_get_display (widget) : gdk_display_get_default ());

  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), NULL, opened_cb,
                                           showing);
}

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  if (answer != NULL)
    showing_free (data);
  else
    open_folder (data);
}

static void
on_bus_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Showing *showing = data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);
  g_autofree char *uri = g_file_get_uri (showing->file);
  const char *const uris[] = { uri, NULL };

  if (bus == NULL) {
    open_folder (showing);
    return;
  }
  g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                          "org.freedesktop.FileManager1", "ShowItems",
                          g_variant_new ("(^ass)", uris, ""), NULL, G_DBUS_CALL_FLAGS_NONE,
                          PATIENCE, NULL, shown_cb, showing);
}

void
kh_show_in_files (GtkWidget *widget, GFile *file)
{
  Showing *showing = g_new0 (Showing, 1);

  showing->file = g_object_ref (file);
  g_weak_ref_init (&showing->widget, widget);
  g_bus_get (G_BUS_TYPE_SESSION, NULL, on_bus_cb, showing);
}
