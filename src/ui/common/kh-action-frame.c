/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Header, content, and buttons that stand in the header or below the content. */
#include "kh-action-frame.h"

#include "kh-flow.h"
#include "kh-fold-bin.h"
#include "kh-title.h"

#define MAX_BUTTONS 3
/* Pixels round the header's children and between them. */
#define PADDING 12
#define SPACING 6

struct _KhActionFrame {
  AdwBin parent_instance;

  GtkWidget *buttons[MAX_BUTTONS]; /* (owned): in the order in which they are read */
  guint n_buttons;
  gboolean has_start, title_optional;

  KhFoldBin *fold_bin;
  AdwHeaderBar *header;
  KhTitle *title;
  GtkBox *content, *foot;
};

enum { PROP_TITLE = 1, PROP_TITLE_OPTIONAL, PROP_NARROW, N_PROPS };
static GParamSpec *props[N_PROPS];
static GtkBuildableIface *parent_buildable;

static void kh_action_frame_buildable_init (GtkBuildableIface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (KhActionFrame, kh_action_frame, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                      kh_action_frame_buildable_init))

static gboolean
is_narrow (KhActionFrame *self)
{
  return kh_fold_bin_is_narrow (self->fold_bin);
}

static int
natural_width (GtkWidget *widget)
{
  int natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

/* All buttons in a line. */
static int
get_buttons_width (KhActionFrame *self)
{
  int width = PADDING;

  for (guint i = 0; i < self->n_buttons; i++)
    if (gtk_widget_get_visible (self->buttons[i]))
      width += natural_width (self->buttons[i]) + SPACING;
  return width;
}

static int
get_needed_width (gpointer data)
{
  KhActionFrame *self = data;
  int title = self->title_optional ? 0 : kh_title_get_width (self->title) + 2 * SPACING;

  return get_buttons_width (self) + title;
}

static void
pack (KhActionFrame *self, GtkWidget *button, gboolean at_start)
{
  if (at_start)
    adw_header_bar_pack_start (self->header, button);
  else
    adw_header_bar_pack_end (self->header, button);
}

static void
put_into_foot (KhActionFrame *self)
{
  for (guint i = 0; i < self->n_buttons; i++) {
    adw_header_bar_remove (self->header, self->buttons[i]);
    gtk_box_append (self->foot, self->buttons[i]);
  }
}

static void
put_into_header (KhActionFrame *self)
{
  for (guint i = self->n_buttons; i-- > 0;) {
    gtk_box_remove (self->foot, self->buttons[i]);
    pack (self, self->buttons[i], i == 0 && self->has_start);
  }
}

static GtkWidget *
own_button (KhActionFrame *self, GtkWidget *widget)
{
  for (guint i = 0; i < self->n_buttons; i++)
    if (widget == self->buttons[i])
      return widget;
  return NULL;
}

/* The title may take two lines where it has the header for itself: the buttons are below the
 * content, or there are none, as on the last page of a wizard. */
static void
update_title (KhActionFrame *self)
{
  gboolean alone = TRUE;

  for (guint i = 0; i < self->n_buttons; i++)
    alone = alone && !gtk_widget_get_visible (self->buttons[i]);
  kh_title_set_wraps (self->title, alone || is_narrow (self));
}

/* A button that moves keeps the focus, and stays what Return presses. */
static void
on_narrow_cb (KhActionFrame *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWindow *window = GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
  GtkWidget *pressed = NULL, *focused = NULL;

  if (window != NULL) {
    pressed = own_button (self, gtk_window_get_default_widget (window));
    focused = own_button (self, gtk_window_get_focus (window));
  }
  if (is_narrow (self))
    put_into_foot (self);
  else
    put_into_header (self);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->foot)), is_narrow (self));
  update_title (self);
  if (pressed != NULL)
    gtk_window_set_default_widget (window, pressed);
  if (focused != NULL)
    gtk_widget_grab_focus (focused);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NARROW]);
}

static void
add_button (KhActionFrame *self, GtkWidget *button, gboolean at_start)
{
  guint place = self->has_start ? 1 : 0;

  g_return_if_fail (self->n_buttons < MAX_BUTTONS && !(at_start && self->n_buttons > 0));
  self->has_start = self->has_start || at_start;
  for (guint i = self->n_buttons; i > place; i--)
    self->buttons[i] = self->buttons[i - 1];
  self->buttons[place] = g_object_ref_sink (button);
  self->n_buttons++;
  g_signal_connect_object (button, "notify::visible", G_CALLBACK (update_title), self,
                           G_CONNECT_SWAPPED);
  pack (self, button, at_start);
}

static void
kh_action_frame_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child,
                           const char *type)
{
  KhActionFrame *self = KH_ACTION_FRAME (buildable);

  /* Those of the template itself come before. */
  if (self->content == NULL)
    parent_buildable->add_child (buildable, builder, child, type);
  else if (g_strcmp0 (type, "start") == 0 || g_strcmp0 (type, "end") == 0)
    add_button (self, GTK_WIDGET (child), *type == 's');
  else
    gtk_box_append (self->content, GTK_WIDGET (child));
}

static void
kh_action_frame_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = kh_action_frame_add_child;
}

static void
kh_action_frame_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KhActionFrame *self = KH_ACTION_FRAME (object);

  switch (id) {
  case PROP_TITLE:
    g_value_set_string (value, kh_title_get_text (self->title));
    break;
  case PROP_TITLE_OPTIONAL:
    g_value_set_boolean (value, self->title_optional);
    break;
  case PROP_NARROW:
    g_value_set_boolean (value, is_narrow (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
kh_action_frame_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KhActionFrame *self = KH_ACTION_FRAME (object);

  switch (id) {
  case PROP_TITLE:
    kh_title_set_text (self->title, g_value_get_string (value));
    break;
  case PROP_TITLE_OPTIONAL:
    self->title_optional = g_value_get_boolean (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
kh_action_frame_dispose (GObject *object)
{
  KhActionFrame *self = KH_ACTION_FRAME (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_ACTION_FRAME);
  while (self->n_buttons > 0)
    g_clear_object (&self->buttons[--self->n_buttons]);
  G_OBJECT_CLASS (kh_action_frame_parent_class)->dispose (object);
}

static void
kh_action_frame_class_init (KhActionFrameClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = kh_action_frame_get_property;
  object_class->set_property = kh_action_frame_set_property;
  object_class->dispose = kh_action_frame_dispose;
  props[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_TITLE_OPTIONAL] = g_param_spec_boolean ("title-optional", NULL, NULL, FALSE,
                                                     G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_NARROW] =
      g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_type_ensure (KH_TYPE_FOLD_BIN);
  g_type_ensure (KH_TYPE_TITLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-action-frame.ui");
  gtk_widget_class_bind_template_child (widget_class, KhActionFrame, fold_bin);
  gtk_widget_class_bind_template_child (widget_class, KhActionFrame, header);
  gtk_widget_class_bind_template_child (widget_class, KhActionFrame, title);
  gtk_widget_class_bind_template_child (widget_class, KhActionFrame, content);
  gtk_widget_class_bind_template_child (widget_class, KhActionFrame, foot);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow_cb);
}

static void
kh_action_frame_init (KhActionFrame *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (GTK_WIDGET (self->foot), kh_flow_new (SPACING, TRUE));
  kh_fold_bin_set_needs (self->fold_bin, get_needed_width, self);
}
