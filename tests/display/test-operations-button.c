/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the button of operations lists while they move on, come and end. */
#include "kh-item-row.h"
#include "kh-list-test.h"
#include "kh-operations-button.h"

#define RUNNING(number, percent)                                                                   \
  "{\"id\":\"" number "\",\"type\":\"encrypt\",\"environmentName\":\"Sales " number "\","          \
  "\"createdAt\":\"2026-11-2" number "T10:00:00Z\",\"state\":\"Running\","                         \
  "\"progress\":{\"bytes\":100,\"bytesDone\":" percent ",\"items\":100,\"itemsDone\":" percent     \
  "}}"

static KhOperationsButton *
open_button (List *self)
{
  KhOperationsButton *button = g_object_new (KH_TYPE_OPERATIONS_BUTTON, NULL);

  kh_operations_button_set_organization (button, self->organization);
  self->window = display_show (GTK_WIDGET (button));
  kh_operations_button_popup (button);
  return button;
}

/* The list holds these from now on, as after an event of the tenant. */
static void
tell (List *self, const char *first, ...)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  va_list more;

  va_start (more, first);
  for (const char *text = first; text != NULL; text = va_arg (more, const char *)) {
    g_autoptr (GError) error = NULL;

    g_ptr_array_add (all, kh_json_parse_text (text, &error));
    g_assert_no_error (error);
  }
  va_end (more);
  kh_item_list_take_all (kh_organization_get_list (self->organization, KH_ITEM_OPERATION), all);
  display_settle ();
}

static GtkWidget *
row_at (List *self, int index)
{
  GtkWidget *list = display_wait_for (self->window, GTK_TYPE_LIST_BOX, NULL);

  return GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), index));
}

/* Rows of what still runs are the same ones, with the focus; new figures are in them. */
static void
test_moves_on (List *self, gconstpointer data)
{
  KhOperationsButton *button = open_button (self);
  GtkWidget *row;

  display_wait_for (self->window, GTK_TYPE_LABEL, "Nothing is running");
  tell (self, RUNNING ("1", "10"), RUNNING ("2", "20"), NULL);
  row = row_at (self, 1);
  g_object_add_weak_pointer (G_OBJECT (row), (gpointer *)&row);
  g_assert_true (gtk_widget_grab_focus (row));
  tell (self, RUNNING ("1", "11"), RUNNING ("2", "25"), NULL);
  g_assert_nonnull (row);
  g_assert_true (row_at (self, 1) == row);
  g_assert_true (gtk_window_get_focus (self->window) == row);
  /* The other one ended, and a third began. */
  tell (self, RUNNING ("2", "30"), RUNNING ("3", "1"), NULL);
  g_assert_nonnull (row);
  g_assert_true (row_at (self, 0) == row || row_at (self, 1) == row);
  g_assert_true (gtk_window_get_focus (self->window) == row);
  g_assert_null (row_at (self, 2));
  g_object_remove_weak_pointer (G_OBJECT (row), (gpointer *)&row);
  tell (self, NULL, NULL);
  display_wait_for (self->window, GTK_TYPE_LABEL, "Nothing is running");
  g_assert_true (gtk_window_get_focus (self->window)
                 == display_find (button, GTK_TYPE_BUTTON, "Show All Operations"));
  gtk_popover_popdown (display_find (button, GTK_TYPE_POPOVER, NULL));
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  g_test_add ("/operations-button/moves-on", List, NULL, list_start, test_moves_on, list_stop);
  return g_test_run ();
}
