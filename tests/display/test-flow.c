/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Children side by side in as many lines as it takes: where they stand, and how high. */
#include "kh-display-test.h"

#include "kh-flow.h"

typedef struct {
  GtkWindow *window;
  GtkWidget *box;
  GtkWidget *low, *high, *wide;
} Flow;

static GtkWidget *
add_child (Flow *self, int width, int height)
{
  GtkWidget *child = gtk_label_new (NULL);

  gtk_widget_set_size_request (child, width, height);
  gtk_box_append (GTK_BOX (self->box), child);
  return child;
}

static void
set_up (Flow *self, gconstpointer at_end)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->box, kh_flow_new (12, at_end != NULL));
  self->low = add_child (self, 100, 20);
  self->high = add_child (self, 100, 60);
  self->wide = add_child (self, 250, 20);
  gtk_widget_set_valign (self->box, GTK_ALIGN_START);
  self->window = display_show (self->box);
}

static void
tear_down (Flow *self, gconstpointer at_end)
{
  display_close (self->window);
}

static GdkRectangle
place_of (Flow *self, GtkWidget *child)
{
  graphene_rect_t place;

  g_assert_true (gtk_widget_compute_bounds (child, self->box, &place));
  return (GdkRectangle){ (int)place.origin.x, (int)place.origin.y, (int)place.size.width,
                         (int)place.size.height };
}

static void
assert_place (Flow *self, GtkWidget *child, int x, int y, int width, int height)
{
  GdkRectangle place = place_of (self, child);

  g_assert_cmpint (place.x, ==, x);
  g_assert_cmpint (place.y, ==, y);
  g_assert_cmpint (place.width, ==, width);
  g_assert_cmpint (place.height, ==, height);
}

/* All of a line are as high as its highest one, so that words stand beside each other. */
static void
test_one_line (Flow *self, gconstpointer at_end)
{
  display_resize (self->window, 600, 300);
  assert_place (self, self->low, 0, 0, 100, 60);
  assert_place (self, self->high, 112, 0, 100, 60);
  assert_place (self, self->wide, 224, 0, 250, 60);
}

static void
test_two_lines (Flow *self, gconstpointer at_end)
{
  display_resize (self->window, 360, 300);
  assert_place (self, self->high, 112, 0, 100, 60);
  assert_place (self, self->wide, 0, 66, 250, 20);
}

static void
test_at_end (Flow *self, gconstpointer at_end)
{
  display_resize (self->window, 360, 300);
  assert_place (self, self->high, gtk_widget_get_width (self->box) - 100, 0, 100, 60);
  assert_place (self, self->wide, gtk_widget_get_width (self->box) - 250, 66, 250, 20);
}

static void
test_mirrored (Flow *self, gconstpointer at_end)
{
  gtk_widget_set_direction (self->box, GTK_TEXT_DIR_RTL);
  display_resize (self->window, 600, 300);
  assert_place (self, self->low, gtk_widget_get_width (self->box) - 100, 0, 100, 60);
}

int
main (int argc, char **argv)
{
  display_init (&argc, &argv);
  g_test_add ("/flow/one-line", Flow, NULL, set_up, test_one_line, tear_down);
  g_test_add ("/flow/two-lines", Flow, NULL, set_up, test_two_lines, tear_down);
  g_test_add ("/flow/at-end", Flow, "", set_up, test_at_end, tear_down);
  g_test_add ("/flow/mirrored", Flow, NULL, set_up, test_mirrored, tear_down);
  return g_test_run ();
}
