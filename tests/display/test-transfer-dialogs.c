/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Import Data… and Export Data…: what is looked at, taken, refused and why; what is written;
 * errors, and closing in the middle. */
#include "kh-display-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "kh-dialogs.h"

static Fixture fixture;
static KhOrganization *organization;
static GtkWindow *below;
static char *folder; /* of the test's files */

static KhItem *
sales (void)
{
  return display_item (organization, KH_ITEM_ENVIRONMENT, "Sales");
}

static GFile *
make_file (const char *name, const char *text, gssize length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

static KhDialog *
open_dialog (KhDialog *dialog)
{
  kh_dialog_show (dialog, GTK_WIDGET (below));
  display_until (gtk_widget_get_mapped (GTK_WIDGET (dialog)));
  return dialog;
}

static void
close_dialog (KhDialog *dialog)
{
  DisplayWatch *watch = display_watch (dialog);
  gtk_window_close (GTK_WINDOW (dialog));
  display_assert_gone (watch);
}

/* A dialog with these files; takes them. */
static KhDialog *
open_import (GFile *first, GFile *second)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_list_store_append (files, first);
  if (second != NULL)
    g_list_store_append (files, second);
  g_clear_object (&first);
  g_clear_object (&second);
  return open_dialog (kh_import_dialog_new (organization, sales (), G_LIST_MODEL (files)));
}

static void
until_reason (KhDialog *dialog, const char *wanted)
{
  gint64 limit = display_limit ();
  for (;;) {
    g_autofree char *reason = NULL;
    g_object_get (dialog, "reason", &reason, NULL);
    if (g_strcmp0 (reason, wanted) == 0)
      return;
    display_step (limit, wanted != NULL ? wanted : "the verb to be on");
  }
}

/* The subtitle of the row with this title, once it is there. */
static void
assert_row (KhDialog *dialog, const char *title, const char *subtitle)
{
  GtkWidget *row = display_wait_for (dialog, ADW_TYPE_ACTION_ROW, title);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, subtitle);
}

static void
test_nothing_chosen (void)
{
  KhDialog *dialog = open_dialog (kh_import_dialog_new (organization, sales (), NULL));
  until_reason (dialog, "Add at least one file");
  g_assert_false (gtk_widget_is_sensitive (display_find (dialog, GTK_TYPE_BUTTON, "Import")));
  close_dialog (dialog);
}

static void
test_looks (void)
{
  g_autoptr (GFile) directory = g_file_new_for_path (folder);
  g_autofree char *name = g_path_get_basename (folder);
  g_autofree char *remove = g_strdup_printf ("Remove %s", name);
  g_autofree char *reason = g_strdup_printf ("%s cannot be imported: remove it", name);
  KhDialog *dialog =
      open_import (make_file ("Q1 & <Q2>.csv", "a,b\n1,2\n", -1), g_steal_pointer (&directory));
  until_reason (dialog, reason);
  assert_row (dialog, "Q1 & <Q2>.csv", "CSV table · 8 bytes · to Dataverse tables");
  assert_row (dialog, name, "A folder: add the files in it");
  display_press (dialog, remove);
  until_reason (dialog, NULL);
  adw_combo_row_set_selected (display_find (dialog, ADW_TYPE_COMBO_ROW, "Take files as"), 1);
  assert_row (dialog, "Q1 & <Q2>.csv", "File · 8 bytes · to Dataverse files");
  close_dialog (dialog);
}

static void
test_import (void)
{
  KhDialog *dialog = open_import (make_file ("customers.csv", "id,name\n1,Ann\n2,Bob\n", -1),
                                  make_file ("broken.csv", "id,name\n1,Ann\n2,Bob,3\n", -1));
  until_reason (dialog, NULL);
  display_press (dialog, "Import");
  display_wait_for (dialog, GTK_TYPE_BUTTON, "Done");
  g_assert_null (display_find (dialog, GTK_TYPE_BUTTON, "Cancel"));
  assert_row (dialog, "customers", "CSV table · 2 rows · in Dataverse tables");
  assert_row (dialog, "broken.csv", "Line 3: The row has 3 fields, the header 2");
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, "F9"));
  DisplayWatch *watch = display_watch (dialog);
  display_press (dialog, "Done");
  display_assert_gone (watch);
}

static void
test_bad_rows (void)
{
  KhDialog *dialog = open_import (make_file ("rows.csv", "id,name\n1,Ann\n2,Bob,3\n", -1), NULL);
  until_reason (dialog, NULL);
  GtkWidget *row = display_find (dialog, ADW_TYPE_ACTION_ROW, "Leave bad rows out");
  gtk_switch_set_active (display_find (row, GTK_TYPE_SWITCH, NULL), TRUE);
  display_press (dialog, "Import");
  display_wait_for (dialog, GTK_TYPE_BUTTON, "Done");
  assert_row (dialog, "rows", "CSV table · 1 row · in Dataverse tables");
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, "1 bad row was left out."));
  close_dialog (dialog);
}

/* The same name again is refused, and taken where that was asked for. */
static void
test_replace (void)
{
  for (guint i = 0; i < 3; i++) {
    KhDialog *dialog = open_import (make_file ("note.bin", "\0a", 2), NULL);
    until_reason (dialog, NULL);
    GtkWidget *row = display_find (dialog, ADW_TYPE_ACTION_ROW, "Replace items of the same name");
    gtk_switch_set_active (display_find (row, GTK_TYPE_SWITCH, NULL), i == 2);
    display_press (dialog, "Import");
    display_wait_for (dialog, GTK_TYPE_BUTTON, "Done");
    g_assert_cmpint (display_find (dialog, GTK_TYPE_LABEL, "Nothing Was Imported") != NULL, ==,
                     i == 1);
    g_assert_cmpint (display_find (dialog, GTK_TYPE_LABEL, "Taken") != NULL, ==, i != 1);
    close_dialog (dialog);
  }
}

/* A file that went between choosing and importing is refused alone. */
static void
test_vanished (void)
{
  g_autofree char *path = g_build_filename (folder, "gone.txt", NULL);
  KhDialog *dialog = open_import (make_file ("gone.txt", "x", 1), make_file ("here.bin", "\0b", 2));
  until_reason (dialog, NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);
  display_press (dialog, "Import");
  display_wait_for (dialog, GTK_TYPE_BUTTON, "Done");
  display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "gone.txt");
  g_assert_nonnull (display_find (dialog, GTK_TYPE_LABEL, "CannotRead"));
  assert_row (dialog, "here.bin", "File · 2 bytes · in Dataverse files");
  close_dialog (dialog);
}

static void
test_close_in_the_middle (void)
{
  gsize size = 64 * 1024 * 1024;
  g_autofree char *big = g_malloc0 (size);
  KhDialog *dialog = open_import (make_file ("big.bin", big, (gssize)size), NULL);
  until_reason (dialog, NULL);
  display_press (dialog, "Import");
  display_until (display_find (dialog, GTK_TYPE_PROGRESS_BAR, NULL) != NULL);
  close_dialog (dialog);
  dialog = open_dialog (kh_export_dialog_new (organization, sales ()));
  display_type (dialog, "Name of the new folder in it", "left");
  display_press (dialog, "Export");
  close_dialog (dialog);
}

/* Everything goes into a folder of its own below the home of this test. */
static void
test_export (void)
{
  g_autofree char *written =
      g_build_filename (g_get_home_dir (), "Sales", "files", "note.bin", NULL);
  g_autofree char *table =
      g_build_filename (g_get_home_dir (), "Sales", "tables", "customers.csv", NULL);
  g_autofree char *manifest = g_build_filename (g_get_home_dir (), "Sales", "manifest.json", NULL);
  g_autofree char *target = g_build_filename (g_get_home_dir (), "Sales", NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  KhDialog *dialog = open_dialog (kh_export_dialog_new (organization, sales ()));
  g_assert_nonnull (display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "The files are not encrypted"));
  display_type (dialog, "Name of the new folder in it", "a/b");
  g_assert_false (gtk_widget_is_sensitive (display_find (dialog, GTK_TYPE_BUTTON, "Export")));
  display_type (dialog, "Name of the new folder in it", "Sales");
  display_press (dialog, "Export");
  display_wait_for (dialog, GTK_TYPE_BUTTON, "Done");
  display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "Dataverse files");
  assert_row (dialog, "Folder", target);
  g_assert_true (g_file_get_contents (written, &bytes, &length, NULL));
  g_assert_cmpmem (bytes, length, "\0a", 2);
  g_assert_true (g_file_test (table, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (manifest, G_FILE_TEST_EXISTS));
  close_dialog (dialog);
}

/* An older export is kept unless asked. */
static void
test_export_again (void)
{
  KhDialog *dialog = open_dialog (kh_export_dialog_new (organization, sales ()));
  adw_combo_row_set_selected (display_wait_for (dialog, ADW_TYPE_COMBO_ROW, "What"), 2);
  display_press (dialog, "Export");
  display_wait_for (dialog, GTK_TYPE_LABEL, "The name is taken");
  GtkWidget *row = display_find (dialog, ADW_TYPE_ACTION_ROW, "Replace files that are there");
  gtk_switch_set_active (display_find (row, GTK_TYPE_SWITCH, NULL), TRUE);
  display_press (dialog, "Export");
  display_wait_for (dialog, GTK_TYPE_BUTTON, "Done");
  display_wait_for (dialog, ADW_TYPE_ACTION_ROW, "Dataverse files");
  g_assert_null (display_find (dialog, ADW_TYPE_ACTION_ROW, "Dataverse tables"));
  close_dialog (dialog);
}

/* An account that may read the organization but no data of it. */
static void
test_refused (void)
{
  fixture_as (&fixture, "auditor");
  KhOrganization *reader = display_open (&fixture);
  fixture_as (&fixture, "Ada");
  KhItem *item = display_item (reader, KH_ITEM_ENVIRONMENT, "Sales");
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) file = make_file ("refused.bin", "\0c", 2);
  g_list_store_append (files, file);
  KhDialog *dialog = open_dialog (kh_import_dialog_new (reader, item, G_LIST_MODEL (files)));
  until_reason (dialog, NULL);
  display_press (dialog, "Import");
  display_wait_for (dialog, GTK_TYPE_LABEL, "A role is missing");
  /* Nothing was taken, so the same can be tried again. */
  g_assert_true (gtk_widget_is_sensitive (display_find (dialog, GTK_TYPE_BUTTON, "Import")));
  g_assert_nonnull (display_find (dialog, GTK_TYPE_BUTTON, "Add Files…"));
  close_dialog (dialog);
  kh_organization_close (reader);
  g_object_unref (reader);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  display_init (&argc, &argv);
  fixture_start_tenant (&fixture);
  fixture_make_estate (&fixture);
  fixture_make_accounts (&fixture);
  organization = display_open (&fixture);
  below = display_show (adw_status_page_new ());
  folder = g_dir_make_tmp ("keyhold-files-XXXXXX", &error);
  g_assert_no_error (error);
  g_test_add_func ("/transfer/nothing-chosen", test_nothing_chosen);
  g_test_add_func ("/transfer/looks", test_looks);
  g_test_add_func ("/transfer/import", test_import);
  g_test_add_func ("/transfer/bad-rows", test_bad_rows);
  g_test_add_func ("/transfer/replace", test_replace);
  g_test_add_func ("/transfer/vanished", test_vanished);
  g_test_add_func ("/transfer/export", test_export);
  g_test_add_func ("/transfer/export-again", test_export_again);
  g_test_add_func ("/transfer/refused", test_refused);
  g_test_add_func ("/transfer/close-in-the-middle", test_close_in_the_middle);
  int status = g_test_run ();
  display_close (below);
  kh_organization_close (organization);
  g_clear_object (&organization);
  fixture_stop (&fixture);
  g_autofree char *command = g_strdup_printf ("rm -rf %s", folder);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (folder);
  return status;
}
