/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shift Clock…: the clock goes forward, what would be deleted asks for a name, and nobody else may.
 */
#include "kh-display-test.h"

#include "kh-list-test.h"
#include "kh-people-dialogs.h"
#include "kh-window.h"

static KhDialog *
open_dialog (List *self)
{
  KhDialog *dialog = kh_shift_dialog_new (self->organization);

  self->window = display_show (gtk_label_new ("Below"));
  kh_dialog_show (dialog, GTK_WIDGET (self->window));
  return dialog;
}

static void
set_days (KhDialog *dialog, double days)
{
  gtk_spin_button_set_value (display_wait_for (dialog, GTK_TYPE_SPIN_BUTTON, NULL), days);
}

static gboolean
is_ahead (List *self, const char *note)
{
  g_autofree char *text = NULL;

  g_object_get (self->organization, "clock-note", &text, NULL);
  return g_strcmp0 (text, note) == 0;
}

static void
test_shift (List *self, gconstpointer data)
{
  KhTime before = kh_organization_now (self->organization);
  KhDialog *dialog = open_dialog (self);

  display_press (dialog, "Shift Clock");
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  display_until (is_ahead (self, "Rehearsal: the clock is 8 days ahead"));
  g_assert_cmpint (kh_organization_now (self->organization) - before, >, 8 * KH_DAY - KH_MINUTE);
}

/* The production environment is deleted 30 days after it was locked. */
static void
test_guard (List *self, gconstpointer data)
{
  KhItem *sales = display_item (self->organization, KH_ITEM_ENVIRONMENT, "Sales");
  KhDialog *dialog;
  GtkWidget *verb;

  list_lock (self);
  display_until (kh_item_is (sales, "state", "Locked"));
  dialog = open_dialog (self);
  verb = display_wait_for (dialog, GTK_TYPE_BUTTON, "Shift Clock");
  g_assert_null (display_find (dialog, ADW_TYPE_ENTRY_ROW, "Organization's name"));
  set_days (dialog, 31);
  display_wait_for (dialog, GTK_TYPE_LABEL, "1 environment would be deleted for good.");
  g_assert_false (gtk_widget_get_sensitive (verb));
  display_type (dialog, "Organization's name", "Fabrikam?");
  g_assert_false (gtk_widget_get_sensitive (verb));
  display_type (dialog, "Organization's name", kh_organization_get_name (self->organization));
  g_assert_true (gtk_widget_get_sensitive (verb));
  display_press (dialog, "Shift Clock");
  display_until (is_ahead (self, "Rehearsal: the clock is 31 days ahead"));
  display_until (!kh_item_is (sales, "state", "Locked"));
}

/* Backwards there is no way, not even by hand; the tenant refuses it from who is no owner. */
static void
test_refused (List *self, gconstpointer data)
{
  KhDialog *dialog = open_dialog (self);
  GtkSpinButton *spin = display_wait_for (dialog, GTK_TYPE_SPIN_BUTTON, NULL);

  gtk_spin_button_set_value (spin, -8);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (spin), ==, 1);
  gtk_window_close (GTK_WINDOW (dialog));
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  display_close (g_steal_pointer (&self->window));
  fixture_make_accounts (&self->fixture);
  display_end (g_steal_pointer (&self->organization));
  fixture_as (&self->fixture, "auditor");
  self->organization = display_open (&self->fixture);
  dialog = open_dialog (self);
  display_press (dialog, "Shift Clock");
  display_wait_for (dialog, GTK_TYPE_LABEL, "Details");
  g_assert_true (is_ahead (self, NULL));
  gtk_window_close (GTK_WINDOW (dialog));
  display_until (display_window (KH_TYPE_DIALOG) == NULL);
  display_close (g_steal_pointer (&self->window));
  self->window = kh_window_new (display_application (), self->organization);
  gtk_window_present (self->window);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.shift-clock", NULL);
  display_settle ();
  g_assert_null (display_window (KH_TYPE_DIALOG));
}

static void
add_test (const char *path, void (*test) (List *, gconstpointer))
{
  g_test_add (path, List, NULL, list_start, test, list_stop);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  add_test ("/shift-clock/shift", test_shift);
  add_test ("/shift-clock/guard", test_guard);
  add_test ("/shift-clock/refused", test_refused);
  return g_test_run ();
}
