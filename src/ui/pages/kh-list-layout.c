/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headings above rows. */
#include "kh-list-layout.h"

struct _KhListLayout {
  GtkLayoutManager parent_instance;

  KhListLines *lines; /* (owned) */
};

G_DEFINE_FINAL_TYPE (KhListLayout, kh_list_layout, GTK_TYPE_LAYOUT_MANAGER)

static void
kh_list_layout_measure (GtkLayoutManager *layout, GtkWidget *widget, GtkOrientation orientation,
                        int for_size, int *minimum, int *natural, int *minimum_baseline,
                        int *natural_baseline)
{
  GtkWidget *head = gtk_widget_get_first_child (widget);
  int least = 0, usual = 0;

  gtk_widget_measure (gtk_widget_get_last_child (widget), orientation, for_size, minimum, natural,
                      NULL, NULL);
  if (KH_LIST_LAYOUT (layout)->lines->narrow)
    return;
  gtk_widget_measure (head, orientation, for_size, &least, &usual, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL) {
    *minimum += least;
    *natural += least;
  } else {
    *minimum = MAX (*minimum, least);
    *natural = MAX (*natural, usual);
  }
}

/* What is as large as before is allocated again all the same: its cells have other places. */
static void
place_lines (KhListLines *lines)
{
  for (guint i = 0; i < lines->lines->len; i++)
    gtk_widget_queue_allocate (lines->lines->pdata[i]);
}

static void
kh_list_layout_allocate (GtkLayoutManager *layout, GtkWidget *widget, int width, int height,
                         int baseline)
{
  KhListLines *lines = KH_LIST_LAYOUT (layout)->lines;
  GtkWidget *head = gtk_widget_get_first_child (widget);
  int above = 0;

  gtk_widget_set_child_visible (head, !lines->narrow);
  if (!lines->narrow) {
    gtk_widget_measure (head, GTK_ORIENTATION_VERTICAL, width, &above, NULL, NULL, NULL);
    gtk_widget_size_allocate (head, &(GtkAllocation){ 0, 0, width, above }, -1);
    if (kh_list_head_note_places (KH_LIST_HEAD (head)))
      place_lines (lines);
  }
  gtk_widget_size_allocate (gtk_widget_get_last_child (widget),
                            &(GtkAllocation){ 0, above, width, height - above }, -1);
}

static GtkSizeRequestMode
kh_list_layout_get_request_mode (GtkLayoutManager *layout, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
kh_list_layout_finalize (GObject *object)
{
  kh_list_lines_unref (KH_LIST_LAYOUT (object)->lines);
  G_OBJECT_CLASS (kh_list_layout_parent_class)->finalize (object);
}

static void
kh_list_layout_class_init (KhListLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kh_list_layout_finalize;
  layout_class->measure = kh_list_layout_measure;
  layout_class->allocate = kh_list_layout_allocate;
  layout_class->get_request_mode = kh_list_layout_get_request_mode;
}

static void
kh_list_layout_init (KhListLayout *self)
{
}

GtkLayoutManager *
kh_list_layout_new (KhListLines *lines)
{
  KhListLayout *self = g_object_new (KH_TYPE_LIST_LAYOUT, NULL);

  self->lines = g_rc_box_acquire (lines);
  return GTK_LAYOUT_MANAGER (self);
}
