/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries for the first and the last day. */
#include "kh-day-rows.h"

#include "kh-day-range.h"
#include "kh-text.h"
#include "kh-rows.h"

#define PROPOSED_DAYS 30

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
on_day_selected_cb (AdwEntryRow *row, GtkCalendar *calendar)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (calendar);
  g_autofree char *text = g_date_time_format (day, "%Y-%m-%d");

  if (!g_str_equal (get_text (row), text))
    gtk_editable_set_text (GTK_EDITABLE (row), text);
}

/* The calendar begins with the day that was typed. */
static void
on_opened_cb (GtkCalendar *calendar, GtkWidget *popover)
{
  AdwEntryRow *row = ADW_ENTRY_ROW (gtk_widget_get_ancestor (popover, ADW_TYPE_ENTRY_ROW));
  KhTime begin;

  if (row != NULL && kh_day_read (get_text (row), &begin)) {
    g_autoptr (GDateTime) day = g_date_time_new_from_unix_local (kh_time_to_unix (begin));

    gtk_calendar_select_day (calendar, day);
  }
}

void
kh_day_row_set_up (AdwEntryRow *row, const char *label)
{
  GtkWidget *calendar = gtk_calendar_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *button = gtk_menu_button_new ();

  gtk_popover_set_child (GTK_POPOVER (popover), calendar);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  kh_set_name (button, label);
  kh_set_name (calendar, label);
  g_signal_connect_object (calendar, "day-selected", G_CALLBACK (on_day_selected_cb), row,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (popover, "map", G_CALLBACK (on_opened_cb), calendar, G_CONNECT_SWAPPED);
  adw_entry_row_add_suffix (row, button);
}

char *
kh_day_row_check (KhDialog *dialog, const char *text)
{
  KhTime begin;

  if (kh_day_read (text, &begin))
    return NULL;
  return g_strdup (_ ("Write a day as year, month and day, such as 2026-11-21"));
}

char *
kh_day_rows_check (AdwEntryRow *first, AdwEntryRow *last)
{
  KhTime from, to;

  if (!kh_day_read (get_text (first), &from) || !kh_day_read (get_text (last), &to) || from <= to)
    return NULL;
  return g_strdup (_ ("The last day is before the first day"));
}

char *
kh_day_rows_get_name (AdwEntryRow *first, AdwEntryRow *last)
{
  return kh_day_range_name (get_text (first), get_text (last));
}

void
kh_day_rows_set_name (AdwEntryRow *first, AdwEntryRow *last, const char *name, KhTime now)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (name == NULL || !kh_day_range_split (name, &from, &to)) {
    from = kh_day_name (now - PROPOSED_DAYS * KH_DAY);
    to = kh_day_name (now);
  }
  gtk_editable_set_text (GTK_EDITABLE (first), from);
  gtk_editable_set_text (GTK_EDITABLE (last), to);
}
