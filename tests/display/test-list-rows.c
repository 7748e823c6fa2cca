/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a boxed list: which of them have widgets, and what the others are like. */
#include "kh-item-body.h"
#include "kh-item-row.h"
#include "kh-list-rows.h"
#include "kh-list-test.h"

#define VAULT_ROW                                                                                  \
  "{\"name\":\"many-%u\",\"region\":\"eastus\",\"sku\":\"standard\",\"state\":\"Active\"}"
#define MANY 100

static KhListRows *
show_many (List *self)
{
  list_show (self, KH_ITEM_VAULT);
  list_invent (self, KH_ITEM_VAULT, VAULT_ROW, MANY);
  display_wait_for (self->window, KH_TYPE_ITEM_ROW, "many-00000");
  return display_find (self->window, KH_TYPE_LIST_ROWS, NULL);
}

/* (nullable): also one that cannot be seen. */
static KhItemRow *
get_row (List *self, int index)
{
  GtkListBox *box = GTK_LIST_BOX (
      display_find (display_find (self->window, KH_TYPE_LIST_ROWS, NULL), GTK_TYPE_LIST_BOX, NULL));
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (box, index);

  return row != NULL ? KH_ITEM_ROW (row) : NULL;
}

static gboolean
is_filled (List *self, int index)
{
  KhItemRow *row = get_row (self, index);

  return row != NULL && kh_item_row_is_filled (row);
}

static int
get_height (KhItemRow *row)
{
  return kh_item_row_get_place (row);
}

static void
scroll_to (List *self, double part)
{
  GtkWidget *rows = display_find (self->window, KH_TYPE_LIST_ROWS, NULL);
  GtkAdjustment *place =
      gtk_scrolled_window_get_vadjustment (display_find (rows, GTK_TYPE_SCROLLED_WINDOW, NULL));

  /* All rows have their place. */
  display_until (gtk_adjustment_get_upper (place) > MANY * 40);
  gtk_adjustment_set_value (place, gtk_adjustment_get_upper (place) * part);
}

/* Rows that can be seen have widgets, and few others; that is so wherever the list is scrolled to.
 */
static void
test_near (List *self, gconstpointer data)
{
  KhListRows *rows = show_many (self);

  display_until (is_filled (self, 0) && is_filled (self, 10) && get_row (self, MANY - 1) != NULL
                 && get_height (get_row (self, MANY - 1)) > 0);
  display_until (kh_list_rows_count_filled (rows) < 60);
  g_assert_false (is_filled (self, MANY - 1));
  scroll_to (self, 0.5);
  display_until (is_filled (self, MANY / 2) && !is_filled (self, 0));
  display_until (kh_list_rows_count_filled (rows) < 60);
  scroll_to (self, 1);
  display_until (is_filled (self, MANY - 1) && !is_filled (self, MANY / 2));
  scroll_to (self, 0);
  display_until (is_filled (self, 0) && !is_filled (self, MANY - 1));
}

/* A row without widgets has its name and its title all the same, and is as high as before, or as
 * the others are. */
static void
test_far (List *self, gconstpointer data)
{
  g_autofree char *name = NULL;
  int height;

  show_many (self);
  display_until (get_row (self, MANY - 1) != NULL && get_height (get_row (self, MANY - 1)) > 0);
  height = get_height (get_row (self, 0));
  g_assert_cmpint (get_height (get_row (self, MANY - 1)), ==, height);
  g_assert_null (display_find (get_row (self, MANY - 1), KH_TYPE_ITEM_BODY, NULL));
  g_assert_nonnull (display_find (get_row (self, 0), KH_TYPE_ITEM_BODY, NULL));
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (get_row (self, MANY - 1))),
                   ==, "many-00099");
  name = gtk_test_accessible_check_property (GTK_ACCESSIBLE (get_row (self, MANY - 1)),
                                             GTK_ACCESSIBLE_PROPERTY_LABEL, "");
  g_assert_nonnull (strstr (name, "many-00099, eastus"));
  scroll_to (self, 1);
  display_until (!is_filled (self, 0));
  g_assert_cmpint (get_height (get_row (self, 0)), ==, height);
}

/* The row that has the focus keeps what it shows, wherever the list is scrolled to. */
static void
test_focus (List *self, gconstpointer data)
{
  show_many (self);
  display_until (get_row (self, MANY - 1) != NULL && get_height (get_row (self, MANY - 1)) > 0);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (get_row (self, 1))));
  scroll_to (self, 1);
  display_until (is_filled (self, MANY - 1) && !is_filled (self, 0));
  g_assert_true (is_filled (self, 1));
  g_assert_true (gtk_window_get_focus (self->window) == GTK_WIDGET (get_row (self, 1)));
  /* The last row takes it over, which was made without widgets. */
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (get_row (self, MANY - 1))));
  display_until (!is_filled (self, 1)
                 || kh_list_rows_count_filled (display_find (self->window, KH_TYPE_LIST_ROWS, NULL))
                        < 60);
}

/* What was selected is told by rows that come in sight later. */
static void
test_selected (List *self, gconstpointer data)
{
  list_show (self, KH_ITEM_KEY);
  list_invent (self, KH_ITEM_KEY, "{\"kid\":\"k%u\",\"vault\":\"kv-sales\",\"name\":\"k%u\"}",
               MANY);
  display_until (get_row (self, MANY - 1) != NULL && get_height (get_row (self, MANY - 1)) > 0);
  g_assert_true (list_press (GTK_WIDGET (get_row (self, 0)), GDK_KEY_a, GDK_CONTROL_MASK));
  g_assert_false (is_filled (self, MANY - 1));
  scroll_to (self, 1);
  display_until (is_filled (self, MANY - 1));
  g_assert_true (gtk_check_button_get_active (
      display_wait_for (get_row (self, MANY - 1), GTK_TYPE_CHECK_BUTTON, NULL)));
}

static void
add (const char *path, void (*test) (List *, gconstpointer))
{
  g_test_add (path, List, NULL, list_start, test, list_stop);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  add ("/rows/near", test_near);
  add ("/rows/far", test_far);
  add ("/rows/focus", test_focus);
  add ("/rows/selected", test_selected);
  return g_test_run ();
}
