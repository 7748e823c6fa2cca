/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of filters that scrolls sideways. */
#include "kh-chips.h"

/* Frames until the line was laid out with the words that it has now. */
#define FRAMES 3
/* Pixels at an edge beyond which there is more: what stands there fades. */
#define FADE 24

static gboolean
is_set (GtkWidget *chip)
{
  GtkWidget *menu = gtk_widget_get_first_child (chip);

  return gtk_widget_has_css_class (chip, "set")
         || (menu != NULL && gtk_widget_has_css_class (menu, "set"))
         || (GTK_IS_TOGGLE_BUTTON (chip)
             && gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (chip)));
}

static void
scroll_to (GtkWidget *chip)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (chip, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *place = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scroller));
  graphene_rect_t bounds;
  double left;

  if (!gtk_widget_compute_bounds (chip, scroller, &bounds))
    return;
  left = gtk_adjustment_get_value (place) + bounds.origin.x;
  gtk_adjustment_clamp_page (place, left - FADE, left + bounds.size.width + FADE);
}

static gboolean
tick_cb (GtkWidget *chips, GdkFrameClock *clock, gpointer left)
{
  GtkWidget *chip = gtk_widget_get_first_child (chips);

  if (--*(guint *)left > 0)
    return G_SOURCE_CONTINUE;
  while (chip != NULL && !(is_set (chip) && chip != gtk_widget_get_first_child (chips)))
    chip = gtk_widget_get_next_sibling (chip);
  if (chip != NULL)
    scroll_to (chip);
  return G_SOURCE_REMOVE;
}

void
kh_chips_show_set (GtkBox *chips)
{
  guint *left = g_new (guint, 1);

  *left = FRAMES;
  gtk_widget_add_tick_callback (GTK_WIDGET (chips), tick_cb, left, g_free);
}
