/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a verb is off, below everything else. */
#include "kh-reason-line.h"

#include "kh-rows.h"

struct _KhReasonLine {
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkWidget *image;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (KhReasonLine, kh_reason_line, ADW_TYPE_BIN)

static void
kh_reason_line_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), KH_TYPE_REASON_LINE);
  G_OBJECT_CLASS (kh_reason_line_parent_class)->dispose (object);
}

static void
kh_reason_line_class_init (KhReasonLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_reason_line_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-reason-line.ui");
  gtk_widget_class_bind_template_child (widget_class, KhReasonLine, revealer);
  gtk_widget_class_bind_template_child (widget_class, KhReasonLine, image);
  gtk_widget_class_bind_template_child (widget_class, KhReasonLine, label);
}

static void
kh_reason_line_init (KhReasonLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show (KhReasonLine *self, const char *text, gboolean warns)
{
  gboolean shown = text != NULL && *text != '\0';

  gtk_widget_set_visible (self->image, warns);
  /* The same text again is nothing to be told. */
  if (shown && g_strcmp0 (gtk_label_get_text (self->label), text) != 0) {
    gtk_label_set_text (self->label, text);
    /* A label whose role is alert is not named after its text by itself. */
    kh_set_name (GTK_WIDGET (self->label), text);
  }
  gtk_revealer_set_reveal_child (self->revealer, shown);
}

void
kh_reason_line_show (KhReasonLine *self, const char *text)
{
  show (self, text, TRUE);
}

void
kh_reason_line_show_progress (KhReasonLine *self, const char *text)
{
  show (self, text, FALSE);
}
