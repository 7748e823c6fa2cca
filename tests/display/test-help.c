/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of the handbook: every page can be read, found and left again. */
#include "kh-display-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "kh-diagnostic-window.h"
#include "kh-handbook.h"
#include "kh-help-window.h"

/* Stands on the first page alone. */
#define FIRST "in the manner of Microsoft Power Platform"
#define PLACE "/io/github/keyhold/Keyhold/help"

static KhHelpWindow *
open_help (const char *address)
{
  KhHelpWindow *window;

  kh_help_show (address);
  window = display_window (KH_TYPE_HELP_WINDOW);
  g_assert_nonnull (window);
  display_settle ();
  return window;
}

static void
close_help (KhHelpWindow *window)
{
  gtk_window_close (GTK_WINDOW (window));
  display_until (display_window (KH_TYPE_HELP_WINDOW) == NULL);
}

/* Each page, and each section that something leads to. */
static void
test_pages (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KhHandbook) handbook = kh_handbook_new (PLACE, &error);
  /* Labels know links; Pango alone does not. */
  g_autoptr (GRegex) links = g_regex_new ("</?a[^>]*>", 0, 0, NULL);
  GPtrArray *pages;
  KhHelpWindow *window = open_help ("index");

  g_assert_no_error (error);
  pages = kh_handbook_get_pages (handbook);
  g_assert_cmpuint (pages->len, >=, 30);
  for (guint i = 0; i < pages->len; i++) {
    const KhHelpPage *page = pages->pdata[i];

    g_assert_true (open_help (page->id) == window);
    g_assert_cmpstr (page->summary, !=, "");
    for (guint b = 0; b < page->blocks->len; b++) {
      const KhBlock *block = page->blocks->pdata[b];

      g_autofree char *text = g_regex_replace_literal (links, block->markup, -1, 0, "", 0, NULL);

      g_assert_true (pango_parse_markup (text, -1, 0, NULL, NULL, NULL, NULL));
    }
  }
  close_help (window);
}

/* (nullable): the label that has @address, or other words, in it. */
static GtkWidget *
find_link (GtkWidget *root, const char *address)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_label (GTK_LABEL (root)), address) != NULL)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_link (child, address);
  return found;
}

static void
test_ways (void)
{
  KhHelpWindow *window = open_help ("index");
  gboolean handled = FALSE;

  g_assert_nonnull (find_link (GTK_WIDGET (window), FIRST));
  g_signal_emit_by_name (find_link (GTK_WIDGET (window), "\"help:lock\""), "activate-link",
                         "help:lock", &handled);
  g_assert_true (handled);
  g_assert_null (find_link (GTK_WIDGET (window), FIRST));
  gtk_widget_activate_action (GTK_WIDGET (window), "help.back", NULL);
  g_assert_nonnull (find_link (GTK_WIDGET (window), FIRST));
  /* What is not there leads nowhere. */
  open_help ("no-such-page");
  g_assert_nonnull (find_link (GTK_WIDGET (window), FIRST));
  close_help (window);
}

/* Every section of the console and every wizard has a page that is there. */
static void
test_topics (void)
{
  static const char *const sections[] = { "keyhold:overview",       "keyhold:environments",
                                          "keyhold:policies",       "keyhold:keys",
                                          "keyhold:vaults",         "keyhold:requests",
                                          "keyhold:operations",     "keyhold:activity",
                                          "keyhold:recommendations" };
  static const char *const wizards[] = { "enable", "rotate", "change", "revert", "lock", "unlock" };
  g_autoptr (KhHandbook) handbook = kh_handbook_new (PLACE, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++) {
    g_assert_nonnull (kh_handbook_find (handbook, kh_help_of_section (sections[i])));
    g_assert_cmpstr (kh_help_of_section (sections[i]), !=, "index");
  }
  for (guint i = 0; i < G_N_ELEMENTS (wizards); i++) {
    g_assert_nonnull (kh_handbook_find (handbook, kh_help_of_wizard (wizards[i])));
    g_assert_cmpstr (kh_help_of_wizard (wizards[i]), !=, "index");
  }
  g_assert_cmpstr (kh_help_of_wizard (NULL), ==, "index");
}

/* --- The diagnostic log ------------------------------------------------------------------------
 */

#define LINE "2026-11-26T09:40:00Z %s keyhold[7] kh-server: %s\n"
#define MANY 250

static char *log_path;

static void
write_log (guint n)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_string_append_printf (text, LINE, "info", "the oldest line");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, LINE, i % 2 == 0 ? "info" : "warning", "R&D <prod> went wrong");
  g_string_append_printf (text, LINE, "error", "the newest line");
  g_file_set_contents (log_path, text->str, -1, &error);
  g_assert_no_error (error);
}

static KhDiagnosticWindow *
open_log (void)
{
  KhDiagnosticWindow *window;

  kh_diagnostic_window_show ();
  window = display_window (KH_TYPE_DIAGNOSTIC_WINDOW);
  kh_diagnostic_window_read (window, log_path);
  return window;
}

/* The newest stand first; the search finds what is not shown; text is never read as markup. */
static void
test_log (void)
{
  KhDiagnosticWindow *window;
  GtkWidget *row, *entry;

  write_log (MANY);
  window = open_log ();
  row = display_wait_for (window, ADW_TYPE_ACTION_ROW, "the newest line");
  g_assert_cmpint (gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)), ==, 0);
  g_assert_nonnull (display_find (row, GTK_TYPE_LABEL, "Error"));
  g_assert_nonnull (display_find (window, ADW_TYPE_ACTION_ROW, "R&D <prod> went wrong"));
  g_assert_null (display_find (window, ADW_TYPE_ACTION_ROW, "the oldest line"));
  display_wait_for (
      window, GTK_TYPE_LABEL,
      "The newest 200 of 252 lines are shown. A search looks at all; Export has all.");
  entry = display_find (window, GTK_TYPE_SEARCH_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "OLDEST info");
  display_wait_for (window, ADW_TYPE_ACTION_ROW, "the oldest line");
  display_until (display_find (window, ADW_TYPE_ACTION_ROW, "the newest line") == NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "nowhere");
  display_wait_for (window, GTK_TYPE_LABEL, "No Results");
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  display_wait_for (window, ADW_TYPE_ACTION_ROW, "the newest line");
  g_assert_true (open_log () == window);
  display_close (window);
}

static void
on_text_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(char **)data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

/* What is shown is copied as it stands in the file, oldest first. */
static void
test_log_copy (void)
{
  KhDiagnosticWindow *window;
  g_autofree char *text = NULL;

  write_log (0);
  window = open_log ();
  display_wait_for (window, ADW_TYPE_ACTION_ROW, "the newest line");
  display_press (window, "Copy the lines that are shown");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (window)), NULL, on_text_cb,
                                 &text);
  display_until (text != NULL);
  g_assert_cmpstr (text, ==,
                   "2026-11-26T09:40:00Z info keyhold[7] kh-server: the oldest line\n"
                   "2026-11-26T09:40:00Z error keyhold[7] kh-server: the newest line\n");
  display_close (window);
}

/* Without a line, and without a file that can be read; narrow, with large text. */
static void
test_log_none (void)
{
  KhDiagnosticWindow *window;

  g_unlink (log_path);
  window = open_log ();
  display_wait_for (window, GTK_TYPE_LABEL, "Nothing Noted");
  g_assert_cmpint (g_mkdir (log_path, 0700), ==, 0);
  kh_diagnostic_window_read (window, log_path);
  display_wait_for (window, GTK_TYPE_LABEL, "Cannot Be Read");
  g_rmdir (log_path);
  write_log (3);
  kh_diagnostic_window_read (window, log_path);
  display_wait_for (window, ADW_TYPE_ACTION_ROW, "the newest line");
  display_scale_text (2);
  display_resize (window, 360, 600);
  display_wait_whole (window);
  display_scale_text (1);
  display_close (window);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("kh-log-XXXXXX", NULL);
  int status;

  log_path = g_build_filename (folder, "diagnostics.log", NULL);
  display_init (&argc, &argv);
  g_test_add_func ("/display/help/pages", test_pages);
  g_test_add_func ("/display/help/ways", test_ways);
  g_test_add_func ("/display/help/topics", test_topics);
  g_test_add_func ("/display/log/lines", test_log);
  g_test_add_func ("/display/log/copy", test_log_copy);
  g_test_add_func ("/display/log/none", test_log_none);
  status = g_test_run ();
  g_unlink (log_path);
  g_rmdir (folder);
  g_free (log_path);
  return status;
}
