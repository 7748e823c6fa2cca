/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The note below the entry of what opens an organization. */
#include "kh-unseal-note.h"

#include "kh-text.h"

struct _KhUnsealNote {
  AdwBin parent_instance;

  GtkImage *image;
  GtkLabel *label, *count_label;
};

G_DEFINE_FINAL_TYPE (KhUnsealNote, kh_unseal_note, ADW_TYPE_BIN)

static void
mark (GtkWidget *widget, gboolean error)
{
  if (error)
    gtk_widget_add_css_class (widget, "error");
  else
    gtk_widget_remove_css_class (widget, "error");
}

void
kh_unseal_note_show (KhUnsealNote *self, GtkWidget *row, const char *text, const char *icon,
                     gboolean error)
{
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->count_label), FALSE);
  gtk_accessible_reset_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  mark (GTK_WIDGET (self), error);
  mark (row, error);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               error ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (text == NULL)
    return;
  gtk_image_set_from_icon_name (self->image, icon);
  gtk_label_set_text (self->label, text);
}

void
kh_unseal_note_count (KhUnsealNote *self, guint seconds)
{
  g_autofree char *text = g_strdup_printf (_ ("Try again in %u:%02u"), seconds / 60, seconds % 60);

  gtk_label_set_text (self->count_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->count_label), TRUE);
}

void
kh_unseal_note_show_wait (KhUnsealNote *self, GtkWidget *row, guint seconds)
{
  kh_unseal_note_show (self, row, _ ("Too many tries"), "alarm-symbolic", FALSE);
  kh_unseal_note_count (self, seconds);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  gtk_label_get_text (self->count_label), -1);
}

static void
kh_unseal_note_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), KH_TYPE_UNSEAL_NOTE);
  G_OBJECT_CLASS (kh_unseal_note_parent_class)->dispose (object);
}

static void
kh_unseal_note_class_init (KhUnsealNoteClass *class)
{
  GtkWidgetClass *klass = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = kh_unseal_note_dispose;
  gtk_widget_class_set_template_from_resource (klass,
                                               "/io/github/keyhold/Keyhold/ui/kh-unseal-note.ui");
  gtk_widget_class_bind_template_child (klass, KhUnsealNote, image);
  gtk_widget_class_bind_template_child (klass, KhUnsealNote, label);
  gtk_widget_class_bind_template_child (klass, KhUnsealNote, count_label);
}

static void
kh_unseal_note_init (KhUnsealNote *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
