/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Show after an export: the file manager of the session's bus is asked, without one the program
 * that opens folders, and without either it is said. */
#include "kh-display-test.h"

#include <glib/gstdio.h>

#include "kh-audit-export.h"
#include "kh-compat-show.h"

#define MANAGER "org.freedesktop.FileManager1"

static Fixture fixture;
static KhOrganization *organization;
static GtkWindow *window;
static GtkWidget *page; /* (not owned) */
static char *shown;     /* (nullable): what the file manager was asked for */

static void
show_items_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
               const char *method, GVariant *parameters, GDBusMethodInvocation *invocation,
               gpointer data)
{
  g_autofree const char **uris = NULL;
  g_assert_cmpstr (method, ==, "ShowItems");
  g_variant_get (parameters, "(^a&ss)", &uris, NULL);
  g_assert_nonnull (uris[0]);
  g_assert_null (uris[1]);
  g_free (shown);
  shown = g_strdup (uris[0]);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

/* Exports the log as @name and presses Show; the file's address (transfer full). */
static char *
export_and_show (const char *name)
{
  KhDialog *dialog = kh_audit_export_new (organization, NULL);
  g_autofree char *path = g_build_filename (g_get_home_dir (), name, NULL);
  g_autofree char *toast = g_strdup_printf ("Exported to %s", name);
  kh_dialog_show (dialog, page);
  display_wait_for (dialog, ADW_TYPE_ENTRY_ROW, "File Name");
  display_type (dialog, "File Name", name);
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Export");
  display_assert_gone (watch);
  display_wait_for (window, GTK_TYPE_LABEL, toast);
  display_press (window, "Show");
  return g_filename_to_uri (path, NULL, NULL);
}

static void
test_file_manager (void)
{
  static const char xml[] = "<node><interface name='" MANAGER "'><method name='ShowItems'>"
                            "<arg type='as' direction='in'/><arg type='s' direction='in'/>"
                            "</method></interface></node>";
  static const GDBusInterfaceVTable table = { .method_call = show_items_cb };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, &error);
  g_assert_no_error (error);
  guint object = g_dbus_connection_register_object (
      bus, "/org/freedesktop/FileManager1", node->interfaces[0], &table, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
      g_variant_new ("(su)", MANAGER, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *uri = export_and_show ("R&D <log>.jsonl");
  display_until (shown != NULL);
  g_assert_cmpstr (shown, ==, uri);
  g_autoptr (GVariant) released = g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ReleaseName",
      g_variant_new ("(s)", MANAGER), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_unregister_object (bus, object);
}

static void
put (const char *folder, const char *name, const char *text, int mode)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, mode, &error);
  g_assert_no_error (error);
}

/* A program of this test opens folders; GLib's own call for that wants a tool of the desktop. */
static void
make_opener (void)
{
  g_autofree char *applications = g_build_filename (g_get_user_data_dir (), "applications", NULL);
  g_autofree char *entry = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Opener\n"
                                            "MimeType=inode/directory;\nExec=%s/opener %%u\n",
                                            g_get_home_dir ());
  put (g_get_home_dir (), "opener",
       "#!/bin/sh\nprintf %s \"$1\" > \"$0.new\" && mv \"$0.new\" \"$0.said\"\n", 0700);
  put (applications, "opener.desktop", entry, 0600);
  put (g_get_user_config_dir (), "mimeapps.list",
       "[Default Applications]\ninode/directory=opener.desktop\n", 0600);
}

static void
test_opener (void)
{
  g_autofree char *said = g_build_filename (g_get_home_dir (), "opener.said", NULL);
  g_autofree char *text = NULL;
  g_free (export_and_show ("second.jsonl"));
  display_until (g_file_get_contents (said, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, g_get_home_dir ());
}

/* Its folder went in the meantime. */
static void
test_nothing (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/no/such/R&D <folder>/third.jsonl");
  kh_show_in_files (page, file);
  display_wait_for (window, GTK_TYPE_LABEL,
                    "/no/such/R&D <folder>/third.jsonl cannot be shown here");
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  make_opener ();
  fixture_start_tenant (&fixture);
  organization = display_open (&fixture);
  page = adw_status_page_new ();
  GtkWidget *overlay = adw_toast_overlay_new ();
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), page);
  window = display_show (overlay);
  g_test_add_func ("/show-files/file-manager", test_file_manager);
  g_test_add_func ("/show-files/opener", test_opener);
  g_test_add_func ("/show-files/nothing", test_nothing);
  int status = g_test_run ();
  display_close (window);
  kh_organization_close (organization);
  g_clear_object (&organization);
  fixture_stop (&fixture);
  g_free (shown);
  return status;
}
