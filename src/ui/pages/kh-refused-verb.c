/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A verb in a menu that is not allowed now, and why. */
#include "kh-refused-verb.h"

#include "kh-rows.h"

/* A reason is a sentence: it must not make the menu wider than a narrow window. */
#define REASON_CHARS 30

struct _KhRefusedVerb {
  GtkWidget parent_instance;

  GtkWidget *box; /* (owned) */
};

G_DEFINE_FINAL_TYPE (KhRefusedVerb, kh_refused_verb, GTK_TYPE_WIDGET)

static void
kh_refused_verb_dispose (GObject *object)
{
  KhRefusedVerb *self = KH_REFUSED_VERB (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (kh_refused_verb_parent_class)->dispose (object);
}

static void
kh_refused_verb_class_init (KhRefusedVerbClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_refused_verb_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_MENU_ITEM);
}

static void
kh_refused_verb_init (KhRefusedVerb *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "kh-refused-verb");
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

static void
add_label (KhRefusedVerb *self, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), REASON_CHARS);
  gtk_widget_add_css_class (label, "dim-label");
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (self->box), label);
}

GtkWidget *
kh_refused_verb_new (const char *label, const char *reason)
{
  KhRefusedVerb *self = g_object_new (KH_TYPE_REFUSED_VERB, NULL);
  g_autofree char *plain = kh_plain_label (label);

  add_label (self, plain, NULL);
  add_label (self, reason, "caption");
  kh_set_name (GTK_WIDGET (self), plain);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  reason, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_DISABLED, TRUE, -1);
  return GTK_WIDGET (self);
}
