/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A state as icon and word. */
#include "kh-pill.h"

struct _KhPill {
  GtkWidget parent_instance;

  GtkWidget *image, *label; /* (owned by the widget tree) */
  KhStateKind kind;
  char *value;
  char *style; /* (nullable): class of the present state */
};

G_DEFINE_FINAL_TYPE (KhPill, kh_pill, GTK_TYPE_WIDGET)

static void
kh_pill_dispose (GObject *object)
{
  KhPill *self = KH_PILL (object);

  g_clear_pointer (&self->image, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->value, g_free);
  g_clear_pointer (&self->style, g_free);
  G_OBJECT_CLASS (kh_pill_parent_class)->dispose (object);
}

static void
kh_pill_class_init (KhPillClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_pill_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "khpill");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
kh_pill_init (KhPill *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "kh-pill");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  self->image = gtk_image_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->image), GTK_ACCESSIBLE_PROPERTY_LABEL, "",
                                  -1);
  self->label = gtk_label_new (NULL);
  gtk_widget_set_parent (self->image, GTK_WIDGET (self));
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

static void
set_style (KhPill *self, const char *style)
{
  if (self->style != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self), self->style);
  g_free (self->style);
  self->style = g_strdup (style);
  if (style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), style);
}

void
kh_pill_set_state (KhPill *self, KhStateKind kind, const char *value)
{
  KhStateInfo info = kh_state_info (kind, value);
  g_autofree char *icon = g_strconcat (info.icon, "-symbolic", NULL);

  self->kind = kind;
  g_free (self->value);
  self->value = g_strdup (value);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), icon);
  gtk_label_set_text (GTK_LABEL (self->label), info.word);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), *info.sentence != '\0' ? info.sentence : NULL);
  set_style (self, info.style);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, info.word,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, info.sentence, -1);
}

void
kh_pill_set_word (KhPill *self, const char *word)
{
  if (word == NULL) {
    KhStateInfo info = kh_state_info (self->kind, self->value);

    word = info.word;
  }
  gtk_label_set_text (GTK_LABEL (self->label), word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
}

const char *
kh_pill_get_word (KhPill *self)
{
  return gtk_label_get_text (GTK_LABEL (self->label));
}

void
kh_pill_set_width_chars (KhPill *self, guint n_chars)
{
  gtk_label_set_width_chars (GTK_LABEL (self->label), (int)n_chars);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
}

GtkWidget *
kh_pill_new (KhStateKind kind, const char *value)
{
  KhPill *self = g_object_new (KH_TYPE_PILL, NULL);

  kh_pill_set_state (self, kind, value);
  return GTK_WIDGET (self);
}
