/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A box around one child that tells whether it is narrow. */
#include "kh-fold-bin.h"

/* Below this a row has no room for more than its title and one state; for text of the usual size.
 */
#define NARROW 600
/* Pixels: 11 points at 96 dots per inch. */
#define USUAL_TEXT (11 * 96 / 72.0)
/* The wide rows of the child keep no window from becoming narrow. */
#define LEAST 300

struct _KhFoldBin {
  GtkWidget parent_instance;

  GtkWidget *child;  /* (nullable) */
  KhFoldNeeds needs; /* (nullable) */
  gpointer needs_data;
  gboolean narrow, next_narrow;
  guint idle;
};

enum { PROP_CHILD = 1, PROP_NARROW, LAST_PROP };
static GParamSpec *props[LAST_PROP];

static void kh_fold_bin_buildable_init (GtkBuildableIface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (KhFoldBin, kh_fold_bin, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                      kh_fold_bin_buildable_init))

static void
set_child (KhFoldBin *self, GtkWidget *child)
{
  if (self->child == child)
    return;
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CHILD]);
}

static void
add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  set_child (KH_FOLD_BIN (buildable), GTK_WIDGET (child));
}

static void
kh_fold_bin_buildable_init (GtkBuildableIface *iface)
{
  iface->add_child = add_child;
}

static gboolean
apply_cb (gpointer data)
{
  KhFoldBin *self = KH_FOLD_BIN (data);

  self->idle = 0;
  if (self->narrow != self->next_narrow) {
    self->narrow = self->next_narrow;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NARROW]);
  }
  return G_SOURCE_REMOVE;
}

/* What the child needs now; it may be more than there is until it knows that it is narrow. */
static int
get_child_width (KhFoldBin *self)
{
  int minimum = 0;

  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

double
kh_text_scale (GtkWidget *widget)
{
  PangoFontDescription *font =
      pango_context_get_font_description (gtk_widget_get_pango_context (widget));

  g_return_val_if_fail (pango_font_description_get_size_is_absolute (font), 1);
  return pango_font_description_get_size (font) / (USUAL_TEXT * PANGO_SCALE);
}

static int
get_needed_width (KhFoldBin *self)
{
  if (self->needs != NULL)
    return self->needs (self->needs_data);
  return (int)(NARROW * kh_text_scale (GTK_WIDGET (self)));
}

static void
kh_fold_bin_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  KhFoldBin *self = KH_FOLD_BIN (widget);

  if (self->child == NULL)
    return;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    for_size = MAX (for_size, get_child_width (self));
  gtk_widget_measure (self->child, orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, LEAST);
}

static void
kh_fold_bin_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  KhFoldBin *self = KH_FOLD_BIN (widget);

  if (self->child != NULL)
    gtk_widget_allocate (self->child, MAX (width, get_child_width (self)), height, baseline, NULL);
  self->next_narrow = width < get_needed_width (self);
  if (self->next_narrow != self->narrow && self->idle == 0)
    self->idle = g_idle_add (apply_cb, self);
}

static GtkSizeRequestMode
kh_fold_bin_get_request_mode (GtkWidget *widget)
{
  KhFoldBin *self = KH_FOLD_BIN (widget);

  return self->child != NULL ? gtk_widget_get_request_mode (self->child)
                             : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
kh_fold_bin_dispose (GObject *object)
{
  KhFoldBin *self = KH_FOLD_BIN (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  G_OBJECT_CLASS (kh_fold_bin_parent_class)->dispose (object);
}

static void
kh_fold_bin_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KhFoldBin *self = KH_FOLD_BIN (object);

  if (id == PROP_CHILD)
    g_value_set_object (value, self->child);
  else
    g_value_set_boolean (value, self->narrow);
}

static void
kh_fold_bin_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  set_child (KH_FOLD_BIN (object), g_value_get_object (value));
}

static void
kh_fold_bin_class_init (KhFoldBinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kh_fold_bin_dispose;
  object_class->get_property = kh_fold_bin_get_property;
  object_class->set_property = kh_fold_bin_set_property;
  widget_class->measure = kh_fold_bin_measure;
  widget_class->size_allocate = kh_fold_bin_size_allocate;
  widget_class->get_request_mode = kh_fold_bin_get_request_mode;
  props[PROP_CHILD] =
      g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_NARROW] =
      g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, LAST_PROP, props);
}

static void
kh_fold_bin_init (KhFoldBin *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

gboolean
kh_fold_bin_is_narrow (KhFoldBin *self)
{
  return self->narrow;
}

void
kh_fold_bin_set_needs (KhFoldBin *self, KhFoldNeeds needs, gpointer data)
{
  self->needs = needs;
  self->needs_data = data;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
