/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A label that is shown whole or not at all. */
#include "kh-title.h"

struct _KhTitle {
  GtkWidget parent_instance;

  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (KhTitle, kh_title, GTK_TYPE_WIDGET)

static gboolean
wraps (KhTitle *self)
{
  return gtk_label_get_wrap (GTK_LABEL (self->label));
}

int
kh_title_get_width (KhTitle *self)
{
  int natural;

  gtk_widget_measure (self->label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static void
kh_title_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                  int *natural, int *minimum_baseline, int *natural_baseline)
{
  KhTitle *self = KH_TITLE (widget);

  /* Also for less than it needs: it is not shown then. And a header is high enough for two lines:
   * asked for the width that fits its height the label would take them where one does. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL || !wraps (self))
    for_size = -1;
  gtk_widget_measure (self->label, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL && !wraps (self))
    *minimum = 0;
}

static void
kh_title_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  KhTitle *self = KH_TITLE (widget);
  int needed = wraps (self) ? width : kh_title_get_width (self);

  gtk_widget_set_child_visible (self->label, width >= needed);
  if (width >= needed)
    gtk_widget_allocate (self->label, width, height, baseline, NULL);
}

static GtkSizeRequestMode
kh_title_get_request_mode (GtkWidget *widget)
{
  return gtk_widget_get_request_mode (KH_TITLE (widget)->label);
}

static void
kh_title_dispose (GObject *object)
{
  g_clear_pointer (&KH_TITLE (object)->label, gtk_widget_unparent);
  G_OBJECT_CLASS (kh_title_parent_class)->dispose (object);
}

static void
kh_title_class_init (KhTitleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_title_dispose;
  widget_class->measure = kh_title_measure;
  widget_class->size_allocate = kh_title_size_allocate;
  widget_class->get_request_mode = kh_title_get_request_mode;
}

static void
kh_title_init (KhTitle *self)
{
  self->label = gtk_label_new (NULL);
  gtk_label_set_justify (GTK_LABEL (self->label), GTK_JUSTIFY_CENTER);
  gtk_label_set_lines (GTK_LABEL (self->label), 2);
  gtk_widget_add_css_class (self->label, "title");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

void
kh_title_set_text (KhTitle *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->label), text != NULL ? text : "");
}

const char *
kh_title_get_text (KhTitle *self)
{
  return gtk_label_get_text (GTK_LABEL (self->label));
}

void
kh_title_set_wraps (KhTitle *self, gboolean wraps)
{
  gtk_label_set_wrap (GTK_LABEL (self->label), wraps);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_ellipsize (GTK_LABEL (self->label),
                           wraps ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
}
