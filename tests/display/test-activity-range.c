/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Range… of the chip Time: what is refused and in which words, what it shows, its address, and that
 * the export begins with it. */
#include <glib/gstdio.h>
#include <string.h>

#include "kh-activity-page.h"
#include "kh-audit-list.h"
#include "kh-day-range.h"
#include "kh-dialog.h"
#include "kh-list-test.h"
#include "kh-pages.h"

static void
show (List *self)
{
  self->page = kh_section_page_new (self->organization, KH_SECTION_ACTIVITY);
  self->window = display_show (GTK_WIDGET (self->page));
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
}

static KhDialog *
open_range (List *self)
{
  g_action_group_change_action_state (G_ACTION_GROUP (kh_page_get_actions (self->page)), "days",
                                      g_variant_new_string ("range"));
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  return display_window (KH_TYPE_DIALOG);
}

static void
assert_reason (KhDialog *dialog, const char *wanted)
{
  g_autofree char *reason = NULL;

  g_object_get (dialog, "reason", &reason, NULL);
  g_assert_cmpstr (reason, ==, wanted);
}

static void
choose (KhDialog *dialog, const char *first, const char *last)
{
  display_type (dialog, "First Day", first);
  display_type (dialog, "Last Day", last);
  display_press (dialog, "Show");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
}

static void
test_refused (List *self, gconstpointer data)
{
  g_autofree char *before = NULL;
  KhDialog *dialog;

  show (self);
  before = g_strdup (kh_page_get_uri (self->page));
  dialog = open_range (self);
  display_wait_for (dialog, ADW_TYPE_ENTRY_ROW, "First Day");
  assert_reason (dialog, NULL);
  display_type (dialog, "First Day", "2026-11-21");
  display_type (dialog, "Last Day", "2026-11-20");
  assert_reason (dialog, "The last day is before the first day");
  g_assert_false (gtk_widget_get_sensitive (display_find (dialog, GTK_TYPE_BUTTON, "Show")));
  gtk_widget_grab_focus (display_find (dialog, ADW_TYPE_ENTRY_ROW, "Last Day"));
  display_type (dialog, "Last Day", "2026-11-31");
  gtk_widget_grab_focus (display_find (dialog, ADW_TYPE_ENTRY_ROW, "First Day"));
  assert_reason (dialog, "Write a day as year, month and day, such as 2026-11-21");
  gtk_window_close (GTK_WINDOW (dialog));
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  g_assert_cmpstr (kh_page_get_uri (self->page), ==, before);
}

static void
test_chosen (List *self, gconstpointer data)
{
  g_autofree char *today = kh_day_name (kh_organization_now (self->organization));
  g_autofree char *address = g_strdup_printf ("days=%s..%s", today, today);

  show (self);
  choose (open_range (self), "2020-02-28", "2020-02-29");
  display_until (kh_page_get_state (self->page) == KH_PAGE_NO_RESULTS);
  g_assert_nonnull (strstr (kh_page_get_uri (self->page), "days=2020-02-28..2020-02-29"));
  display_wait_for (self->window, GTK_TYPE_LABEL, "Time: Feb 28, 2020 – Feb 29, 2020");
  /* It begins with the days that are shown. */
  choose (open_range (self), today, today);
  display_until (kh_page_get_state (self->page) == KH_PAGE_READY);
  g_assert_nonnull (strstr (kh_page_get_uri (self->page), address));
  g_assert_nonnull (display_find (open_range (self), ADW_TYPE_ENTRY_ROW, "First Day"));
  gtk_window_close (display_window (KH_TYPE_DIALOG));
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
}

/* What an address says is no more than a wish. */
static void
test_address (List *self, gconstpointer data)
{
  show (self);
  kh_page_show_part (self->page, "days=2020-02-29..2020-02-28");
  g_assert_null (strstr (kh_page_get_uri (self->page), "days="));
  kh_page_show_part (self->page, "days=soon");
  g_assert_null (strstr (kh_page_get_uri (self->page), "days="));
  kh_page_show_part (self->page, "days=2020-02-28..2020-02-29");
  display_until (kh_page_get_state (self->page) == KH_PAGE_NO_RESULTS);
}

/* The calendar writes into the entry. */
static void
test_calendar (List *self, gconstpointer data)
{
  g_autoptr (GDateTime) day = g_date_time_new_local (2026, 11, 3, 0, 0, 0);
  KhDialog *dialog;
  GtkMenuButton *button;
  GtkCalendar *calendar;

  show (self);
  dialog = open_range (self);
  button = display_wait_for (dialog, GTK_TYPE_MENU_BUTTON, "Choose the first day");
  display_type (dialog, "First Day", "2026-11-21");
  gtk_menu_button_popup (button);
  calendar = display_wait_for (gtk_menu_button_get_popover (button), GTK_TYPE_CALENDAR, NULL);
  {
    g_autoptr (GDateTime) shown = gtk_calendar_get_date (calendar);

    g_assert_cmpint (g_date_time_get_day_of_month (shown), ==, 21);
  }
  gtk_calendar_select_day (calendar, day);
  g_assert_cmpstr (gtk_editable_get_text (display_find (dialog, ADW_TYPE_ENTRY_ROW, "First Day")),
                   ==, "2026-11-03");
  gtk_menu_button_popdown (button);
  gtk_window_close (GTK_WINDOW (dialog));
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
}

static void
test_export (List *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "range.csv", NULL);
  g_autofree char *text = NULL;
  KhDialog *dialog;

  show (self);
  kh_page_show_part (self->page, "days=2020-02-28..2020-02-29");
  g_action_group_activate_action (G_ACTION_GROUP (kh_page_get_actions (self->page)), "export",
                                  NULL);
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_DIALOG);
  display_wait_for (dialog, ADW_TYPE_ENTRY_ROW, "First Day");
  g_assert_cmpstr (gtk_editable_get_text (display_find (dialog, ADW_TYPE_ENTRY_ROW, "Last Day")),
                   ==, "2020-02-29");
  display_type (dialog, "First Day", "2020-03-01");
  assert_reason (dialog, "The last day is before the first day");
  display_type (dialog, "First Day", "2020-02-28");
  adw_combo_row_set_selected (display_find (dialog, ADW_TYPE_COMBO_ROW, "Format"), 1);
  display_type (dialog, "File Name", "range.csv");
  display_press (dialog, "Export");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  /* The header alone: nothing happened then. */
  g_assert_cmpstr (strstr (text, "\r\n"), ==, "\r\n");
  g_assert_cmpint (g_remove (path), ==, 0);
}

/* The archive for a verifier has a name of its own, and holds the log. */
static void
test_evidence (List *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "activity-evidence.zip", NULL);
  g_autofree char *bytes = NULL;
  gsize size;
  KhDialog *dialog;

  show (self);
  g_action_group_activate_action (G_ACTION_GROUP (kh_page_get_actions (self->page)), "export",
                                  NULL);
  display_until (display_window (KH_TYPE_DIALOG) != NULL);
  dialog = display_window (KH_TYPE_DIALOG);
  adw_combo_row_set_selected (display_wait_for (dialog, ADW_TYPE_COMBO_ROW, "Format"), 2);
  display_wait_for (dialog, GTK_TYPE_LABEL,
                    "The whole log with its signatures, and how to verify it elsewhere");
  display_press (dialog, "Export");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_cmpuint (size, >, 1000);
  g_assert_cmpmem (bytes, 4, "PK\3\4", 4);
  g_assert_cmpint (g_remove (path), ==, 0);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/activity-range/" name, List, NULL, list_start, func, list_stop)

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  ADD ("refused", test_refused);
  ADD ("chosen", test_chosen);
  ADD ("address", test_address);
  ADD ("calendar", test_calendar);
  ADD ("export", test_export);
  ADD ("evidence", test_evidence);
  return g_test_run ();
}
