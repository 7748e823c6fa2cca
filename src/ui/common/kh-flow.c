/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Children side by side in as many lines as it takes. */
#include "kh-flow.h"

struct _KhFlow {
  GtkLayoutManager parent_instance;

  int spacing;
  gboolean at_end;
};

G_DEFINE_FINAL_TYPE (KhFlow, kh_flow, GTK_TYPE_LAYOUT_MANAGER)

static int
get_width (GtkWidget *child, int most)
{
  int minimum = 0, natural = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return MAX (MIN (natural, most), minimum);
}

static int
get_height (GtkWidget *child, int width)
{
  int natural = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static void
place (GtkWidget *widget, GtkWidget *child, int x, int y, int width, int height, int most)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkAllocation place = { .x = mirrored ? most - x - width : x, .y = y, width, height };

  gtk_widget_size_allocate (child, &place, -1);
}

/* The children of one line; returns the first of the next one, nullable. */
static GtkWidget *
find_line (KhFlow *self, GtkWidget *first, int most, int *width, int *height)
{
  GtkWidget *child = first;

  *width = *height = 0;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child)) {
    int wide;

    if (!gtk_widget_should_layout (child))
      continue;
    wide = get_width (child, most);
    if (*width > 0 && *width + self->spacing + wide > most)
      break;
    *width += wide + (*width > 0 ? self->spacing : 0);
    *height = MAX (*height, get_height (child, wide));
  }
  return child;
}

static void
place_line (KhFlow *self, GtkWidget *widget, GtkWidget *first, GtkWidget *next, int x, int y,
            int height, int most)
{
  for (GtkWidget *child = first; child != next; child = gtk_widget_get_next_sibling (child)) {
    int width;

    if (!gtk_widget_should_layout (child))
      continue;
    width = get_width (child, most);
    place (widget, child, x, y, width, height, most);
    x += width + self->spacing;
  }
}

/* Returns the height of all lines of @most pixels; with @allocate it also puts the children there.
 */
static int
flow (KhFlow *self, GtkWidget *widget, int most, gboolean allocate)
{
  GtkWidget *next = NULL;
  int y = 0;

  for (GtkWidget *first = gtk_widget_get_first_child (widget); first != NULL; first = next) {
    int width, height;

    next = find_line (self, first, most, &width, &height);
    if (allocate)
      place_line (self, widget, first, next, self->at_end ? MAX (most - width, 0) : 0, y, height,
                  most);
    y += height + (next != NULL ? self->spacing / 2 : 0);
  }
  return y;
}

static void
kh_flow_measure (GtkLayoutManager *layout, GtkWidget *widget, GtkOrientation orientation,
                 int for_size, int *minimum, int *natural, int *minimum_baseline,
                 int *natural_baseline)
{
  KhFlow *self = KH_FLOW (layout);
  int widest = 0, all = 0;

  if (orientation == GTK_ORIENTATION_VERTICAL) {
    *minimum = *natural = flow (self, widget, for_size < 0 ? G_MAXINT / 2 : for_size, FALSE);
    return;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (!gtk_widget_should_layout (child))
      continue;
    widest = MAX (widest, get_width (child, 0));
    all += get_width (child, G_MAXINT) + (all > 0 ? self->spacing : 0);
  }
  *minimum = widest;
  *natural = MAX (all, widest);
}

static void
kh_flow_allocate (GtkLayoutManager *layout, GtkWidget *widget, int width, int height, int baseline)
{
  flow (KH_FLOW (layout), widget, width, TRUE);
}

static GtkSizeRequestMode
kh_flow_get_request_mode (GtkLayoutManager *layout, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
kh_flow_class_init (KhFlowClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->measure = kh_flow_measure;
  layout_class->allocate = kh_flow_allocate;
  layout_class->get_request_mode = kh_flow_get_request_mode;
}

static void
kh_flow_init (KhFlow *self)
{
}

GtkLayoutManager *
kh_flow_new (int spacing, gboolean at_end)
{
  KhFlow *self = g_object_new (KH_TYPE_FLOW, NULL);

  self->spacing = spacing;
  self->at_end = at_end;
  return GTK_LAYOUT_MANAGER (self);
}
