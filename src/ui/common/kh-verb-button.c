/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A button with a verb and, while it works, a spinner. */
#include "kh-verb-button.h"

#include "kh-rows.h"

struct _KhVerbButton {
  GtkButton parent_instance;

  GtkSpinner *spinner;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (KhVerbButton, kh_verb_button, GTK_TYPE_BUTTON)

enum { PROP_VERB = 1, PROP_DESTRUCTIVE, PROP_BUSY, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
kh_verb_button_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KhVerbButton *self = KH_VERB_BUTTON (object);

  switch (id) {
  case PROP_VERB:
    g_value_set_string (value, kh_verb_button_get_verb (self));
    break;
  case PROP_DESTRUCTIVE:
    g_value_set_boolean (value, kh_verb_button_is_destructive (self));
    break;
  case PROP_BUSY:
    g_value_set_boolean (value, gtk_spinner_get_spinning (self->spinner));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
kh_verb_button_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KhVerbButton *self = KH_VERB_BUTTON (object);

  switch (id) {
  case PROP_VERB:
    kh_verb_button_set_verb (self, g_value_get_string (value));
    break;
  case PROP_DESTRUCTIVE:
    kh_verb_button_set_destructive (self, g_value_get_boolean (value));
    break;
  case PROP_BUSY:
    kh_verb_button_set_busy (self, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
kh_verb_button_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), KH_TYPE_VERB_BUTTON);
  G_OBJECT_CLASS (kh_verb_button_parent_class)->dispose (object);
}

static void
kh_verb_button_class_init (KhVerbButtonClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = kh_verb_button_get_property;
  object_class->set_property = kh_verb_button_set_property;
  object_class->dispose = kh_verb_button_dispose;
  props[PROP_VERB] = g_param_spec_string ("verb", NULL, NULL, NULL, flags);
  props[PROP_DESTRUCTIVE] = g_param_spec_boolean ("destructive", NULL, NULL, FALSE, flags);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-verb-button.ui");
  gtk_widget_class_bind_template_child (widget_class, KhVerbButton, spinner);
  gtk_widget_class_bind_template_child (widget_class, KhVerbButton, label);
}

static void
kh_verb_button_init (KhVerbButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
kh_verb_button_set_verb (KhVerbButton *self, const char *verb)
{
  gtk_label_set_label (self->label, verb != NULL ? verb : "");
  /* The label's own text has no mnemonic any more. */
  kh_set_name (GTK_WIDGET (self), gtk_label_get_text (self->label));
}

const char *
kh_verb_button_get_verb (KhVerbButton *self)
{
  return gtk_label_get_label (self->label);
}

void
kh_verb_button_set_destructive (KhVerbButton *self, gboolean destructive)
{
  GtkWidget *button = GTK_WIDGET (self);

  gtk_widget_remove_css_class (button, destructive ? "suggested-action" : "destructive-action");
  gtk_widget_add_css_class (button, destructive ? "destructive-action" : "suggested-action");
}

gboolean
kh_verb_button_is_destructive (KhVerbButton *self)
{
  return gtk_widget_has_css_class (GTK_WIDGET (self), "destructive-action");
}

void
kh_verb_button_set_busy (KhVerbButton *self, gboolean busy)
{
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}
