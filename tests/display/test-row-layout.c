/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the parts of a row stand: a state beside the words, or below them where the words would
 * have no room, with small and with large text. */
#include "kh-display-test.h"

#include "kh-combo.h"
#include "kh-pill.h"
#include "kh-rows.h"

#define LONG "Data that is kept on this computer, and nowhere else"

typedef struct {
  GtkWindow *window;
  GtkWidget *row, *arrow;
  GtkWidget *title, *pill; /* labels */
} Row;

static void
set_up (Row *self, gconstpointer data)
{
  GtkWidget *list = gtk_list_box_new ();

  self->row = kh_link_row_new ("Encryption", LONG, "keyhold:overview");
  self->arrow = g_object_get_data (G_OBJECT (self->row), "kh-arrow");
  kh_row_add_pill (self->row, KH_STATE_ENCRYPTION, "NotEncrypted");
  gtk_list_box_append (GTK_LIST_BOX (list), self->row);
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  self->window = display_show (list);
  self->title = display_wait_for (self->row, GTK_TYPE_LABEL, "Encryption");
  self->pill = display_wait_for (self->row, GTK_TYPE_LABEL, "Microsoft-managed");
}

static void
tear_down (Row *self, gconstpointer data)
{
  display_close (self->window);
}

static graphene_rect_t
place_of (Row *self, GtkWidget *widget)
{
  graphene_rect_t place;

  g_assert_true (gtk_widget_compute_bounds (widget, self->row, &place));
  return place;
}

/* Of the words the second line is the lower one. */
static gboolean
is_below (Row *self)
{
  graphene_rect_t words = place_of (self, display_find (self->row, GTK_TYPE_LABEL, LONG));

  return place_of (self, self->pill).origin.y >= words.origin.y + words.size.height;
}

/* Nothing stands over something else, or outside of the row. */
static void
assert_apart (Row *self)
{
  GtkWidget *subtitle = display_find (self->row, GTK_TYPE_LABEL, LONG);
  graphene_rect_t row = place_of (self, self->row);
  graphene_rect_t pill = place_of (self, self->pill);
  graphene_rect_t words = place_of (self, subtitle);
  graphene_rect_t arrow = place_of (self, self->arrow);

  g_assert_false (graphene_rect_intersection (&pill, &words, NULL));
  g_assert_false (graphene_rect_intersection (&arrow, &words, NULL));
  g_assert_false (graphene_rect_intersection (&arrow, &pill, NULL));
  g_assert_true (graphene_rect_contains_rect (&row, &pill));
  g_assert_true (graphene_rect_contains_rect (&row, &words));
  g_assert_true (graphene_rect_contains_rect (&row, &arrow));
}

static void
test_beside (Row *self, gconstpointer data)
{
  display_resize (self->window, 360, 300);
  display_until (!is_below (self));
  assert_apart (self);
  g_assert_cmpfloat (place_of (self, self->pill).origin.x, >,
                     place_of (self, self->title).origin.x);
}

/* The words keep the width of the row, and the arrow its end. */
static void
test_below (Row *self, gconstpointer data)
{
  display_scale_text (2);
  display_resize (self->window, 360, 300);
  display_until (is_below (self));
  assert_apart (self);
  g_assert_cmpfloat (place_of (self, self->pill).origin.x, <, 60);
  g_assert_cmpfloat (place_of (self, self->arrow).origin.x, >, 300);
  g_assert_cmpfloat (place_of (self, display_find (self->row, GTK_TYPE_LABEL, LONG)).size.width, >,
                     250);
  display_scale_text (1);
  display_until (!is_below (self));
}

static void
test_mirrored (Row *self, gconstpointer data)
{
  GtkWidget *header = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (self->row));

  gtk_widget_set_direction (header, GTK_TEXT_DIR_RTL);
  display_resize (self->window, 360, 300);
  display_until (place_of (self, self->pill).origin.x < place_of (self, self->title).origin.x);
}

#define VALUE "Key Vault Crypto Service Encryption User"

static GtkWidget *
new_list (GtkWidget *row)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return list;
}

/* Words that are lower than what stands beside them. */
static void
test_middle (void)
{
  GtkWidget *row = kh_row_new ("Stop its use", NULL);
  GtkWidget *button = gtk_button_new_with_label ("Disable");
  GtkWindow *window;
  GtkWidget *title;
  graphene_rect_t place;

  gtk_widget_set_size_request (button, -1, 160);
  kh_row_add_button (row, button);
  window = display_show (new_list (row));
  title = display_wait_for (row, GTK_TYPE_LABEL, "Stop its use");
  display_until (
      gtk_widget_compute_bounds (title, gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row)), &place)
      && place.origin.y > 40);
  g_assert_cmpfloat_with_epsilon (
      place.origin.y + place.size.height / 2,
      gtk_widget_get_height (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row))) / 2.0, 8);
  display_close (window);
}

static GtkWidget *
show_combo (GtkWindow **window)
{
  const char *values[] = { VALUE, "Key Vault Crypto Service Release User", NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (values);
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "Role");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), "What it may do there");
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  kh_combos_show_whole (list);
  *window = display_show (list);
  return row;
}

/* Where @row shows what is chosen: beside its words, below them, or neither yet. */
static const char *
side_of (GtkWidget *row)
{
  GtkWidget *value = display_find (row, GTK_TYPE_LABEL, VALUE);
  GtkWidget *words = display_find (row, GTK_TYPE_LABEL, "What it may do there");
  graphene_rect_t place, before;

  if (value == NULL || words == NULL || !gtk_widget_compute_bounds (value, row, &place)
      || !gtk_widget_compute_bounds (words, row, &before) || before.size.width == 0)
    return "nowhere";
  if (place.origin.y >= before.origin.y + before.size.height)
    return "below";
  return place.origin.x >= before.origin.x + before.size.width ? "beside" : "over";
}

/* Beside the title and below it, what is chosen is whole; so is what can be chosen. */
static void
test_combo (void)
{
  GtkWindow *window;
  GtkWidget *row = show_combo (&window);
  GtkWidget *menu;

  display_until (g_str_equal (side_of (row), "beside"));
  display_wait_whole (window);
  display_scale_text (2);
  display_resize (window, 360, 400);
  display_until (g_str_equal (side_of (row), "below"));
  display_wait_whole (window);
  g_assert_true (gtk_widget_activate (row));
  display_wait_for (row, GTK_TYPE_LABEL, "Key Vault Crypto Service Release User");
  menu = display_find (row, GTK_TYPE_POPOVER, NULL);
  display_wait_whole (menu);
  gtk_popover_popdown (GTK_POPOVER (menu));
  display_until (!gtk_widget_get_mapped (menu));
  display_scale_text (1);
  display_close (window);
}

/* The name of an object as the title of a group is whole. */
static void
test_group (void)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWindow *window;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), LONG);
  kh_group_wrap_title (ADW_PREFERENCES_GROUP (group));
  gtk_widget_set_valign (group, GTK_ALIGN_START);
  window = display_show (group);
  display_scale_text (2);
  display_resize (window, 360, 300);
  display_wait_whole (window);
  display_scale_text (1);
  display_close (window);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  g_test_add ("/row/beside", Row, NULL, set_up, test_beside, tear_down);
  g_test_add ("/row/below", Row, NULL, set_up, test_below, tear_down);
  g_test_add ("/row/mirrored", Row, NULL, set_up, test_mirrored, tear_down);
  g_test_add_func ("/row/middle", test_middle);
  g_test_add_func ("/row/combo", test_combo);
  g_test_add_func ("/row/group", test_group);
  return g_test_run ();
}
