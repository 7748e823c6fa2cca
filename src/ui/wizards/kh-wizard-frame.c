/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame of a page in a wizard. */
#include "kh-wizard-frame.h"

#include "kh-error-card.h"

struct _KhWizardFrame {
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  GtkBox *box;
  KhErrorCard *error_card;
  GtkLabel *title_label, *body_label;
  KhWizardPage *page; /* a child of the box */
};

G_DEFINE_FINAL_TYPE (KhWizardFrame, kh_wizard_frame, ADW_TYPE_BIN)

static void
show_texts (KhWizardFrame *self)
{
  const char *title = kh_wizard_page_get_title (self->page);
  const char *body = kh_wizard_page_get_body (self->page);

  gtk_label_set_text (self->title_label, title != NULL ? title : "");
  gtk_widget_set_visible (GTK_WIDGET (self->title_label), title != NULL);
  gtk_label_set_text (self->body_label, body != NULL ? body : "");
  gtk_widget_set_visible (GTK_WIDGET (self->body_label), body != NULL);
}

static void
show_error (KhWizardFrame *self)
{
  kh_error_card_set_error (self->error_card, kh_wizard_page_get_error (self->page));
}

static void
kh_wizard_frame_dispose (GObject *object)
{
  KhWizardFrame *self = KH_WIZARD_FRAME (object);

  self->page = NULL;
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_WIZARD_FRAME);
  G_OBJECT_CLASS (kh_wizard_frame_parent_class)->dispose (object);
}

static void
kh_wizard_frame_class_init (KhWizardFrameClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_wizard_frame_dispose;
  g_type_ensure (KH_TYPE_ERROR_CARD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-wizard-frame.ui");
  gtk_widget_class_bind_template_child (widget_class, KhWizardFrame, scroller);
  gtk_widget_class_bind_template_child (widget_class, KhWizardFrame, box);
  gtk_widget_class_bind_template_child (widget_class, KhWizardFrame, error_card);
  gtk_widget_class_bind_template_child (widget_class, KhWizardFrame, title_label);
  gtk_widget_class_bind_template_child (widget_class, KhWizardFrame, body_label);
}

static void
kh_wizard_frame_init (KhWizardFrame *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kh_wizard_frame_new (KhWizardPage *page)
{
  KhWizardFrame *self = g_object_new (KH_TYPE_WIZARD_FRAME, NULL);

  self->page = page;
  gtk_box_append (self->box, GTK_WIDGET (page));
  g_signal_connect_object (page, "notify::title", G_CALLBACK (show_texts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "notify::body", G_CALLBACK (show_texts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "error-changed", G_CALLBACK (show_error), self, G_CONNECT_SWAPPED);
  show_texts (self);
  return GTK_WIDGET (self);
}

void
kh_wizard_frame_scroll_up (KhWizardFrame *self)
{
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}
