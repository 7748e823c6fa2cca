/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An error where its cause is: title, what to do, and details to copy. */
#include "kh-error-card.h"

#include "kh-rows.h"
#include "kh-text.h"

struct _KhErrorCard {
  AdwBin parent_instance;

  GtkLabel *title_label, *body_label, *details_label;
  GtkExpander *details_expander;
};

G_DEFINE_FINAL_TYPE (KhErrorCard, kh_error_card, ADW_TYPE_BIN)

static void
on_copy_clicked_cb (KhErrorCard *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->details_label));
}

static void
kh_error_card_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), KH_TYPE_ERROR_CARD);
  G_OBJECT_CLASS (kh_error_card_parent_class)->dispose (object);
}

static void
kh_error_card_class_init (KhErrorCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_error_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-error-card.ui");
  gtk_widget_class_bind_template_child (widget_class, KhErrorCard, title_label);
  gtk_widget_class_bind_template_child (widget_class, KhErrorCard, body_label);
  gtk_widget_class_bind_template_child (widget_class, KhErrorCard, details_label);
  gtk_widget_class_bind_template_child (widget_class, KhErrorCard, details_expander);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked_cb);
}

static void
kh_error_card_init (KhErrorCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kh_set_plain_names (GTK_WIDGET (self));
}

void
kh_error_card_set_error (KhErrorCard *self, const GError *error)
{
  g_autofree char *title = NULL, *body = NULL, *details = NULL;

  g_return_if_fail (KH_IS_ERROR_CARD (self));
  if (error != NULL) {
    title = kh_text_error_title (error);
    body = kh_text_error_body (error);
    details = kh_text_error_details (error);
    gtk_label_set_text (self->title_label, title);
    gtk_label_set_text (self->body_label, body);
    gtk_label_set_text (self->details_label, details);
    gtk_expander_set_expanded (self->details_expander, FALSE);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, body, -1);
  }
  gtk_widget_set_visible (GTK_WIDGET (self), error != NULL);
}
