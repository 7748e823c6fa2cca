/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of an organization that cannot be opened. */
#include "kh-unseal-failure.h"

#include "kh-clock.h"
#include "kh-open-error.h"
#include "kh-rows.h"
#include "kh-text.h"

struct _KhUnsealFailure {
  AdwBin parent_instance;

  AdwStatusPage *page;
  GtkWidget *copy_button, *again_button, *quit_button;
  GtkExpander *details_expander;
  GtkLabel *details_label;
};

G_DEFINE_FINAL_TYPE (KhUnsealFailure, kh_unseal_failure, ADW_TYPE_BIN)

static guint again_signal, copy_signal;

/* Where there is a copy it is what is proposed. */
static void
show_copy (KhUnsealFailure *self, gint64 copy)
{
  g_autoptr (KhClock) clock = kh_clock_new (KH_TIME_NONE, 0);
  g_autofree char *date = kh_text_date (copy, kh_clock_now (clock));
  g_autofree char *label = g_strdup_printf (_ ("_Use the Copy From %s"), date);

  gtk_button_set_label (GTK_BUTTON (self->copy_button), label);
  kh_set_plain_name (self->copy_button, label);
  kh_button_wrap (GTK_BUTTON (self->copy_button));
  gtk_widget_set_visible (self->copy_button, copy != 0);
  if (copy != 0)
    gtk_widget_remove_css_class (self->again_button, "suggested-action");
  else
    gtk_widget_add_css_class (self->again_button, "suggested-action");
}

void
kh_unseal_failure_show (KhUnsealFailure *self, KhSession *session, gboolean closes)
{
  const GError *error = kh_session_get_error (session);
  gint64 copy = kh_session_get_seal_copy (session);
  g_autofree char *title = kh_open_error_title (error);
  g_autofree char *body = kh_open_error_body (error, copy != 0);
  g_autofree char *markup = kh_text_escape (body);
  g_autofree char *details = kh_open_error_details (error, kh_session_get_data_dir (session));

  if (closes) {
    gtk_button_set_label (GTK_BUTTON (self->quit_button), _ ("_Close"));
    kh_set_name (self->quit_button, _ ("Close"));
  }
  show_copy (self, copy);
  adw_status_page_set_title (self->page, title);
  adw_status_page_set_description (self->page, markup);
  gtk_label_set_text (self->details_label, details);
  gtk_expander_set_expanded (self->details_expander, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->page), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, body, -1);
}

const char *
kh_unseal_failure_get_title (KhUnsealFailure *self)
{
  return adw_status_page_get_title (self->page);
}

void
kh_unseal_failure_grab_focus (KhUnsealFailure *self)
{
  gtk_widget_grab_focus (gtk_widget_get_visible (self->copy_button) ? self->copy_button
                                                                    : self->again_button);
}

static void
on_again_clicked_cb (KhUnsealFailure *self)
{
  g_signal_emit (self, again_signal, 0);
}

static void
on_use_copy_clicked_cb (KhUnsealFailure *self)
{
  g_signal_emit (self, copy_signal, 0);
}

static void
on_copy_clicked_cb (KhUnsealFailure *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->details_label));
}

static void
kh_unseal_failure_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), KH_TYPE_UNSEAL_FAILURE);
  G_OBJECT_CLASS (kh_unseal_failure_parent_class)->dispose (object);
}

static void
kh_unseal_failure_class_init (KhUnsealFailureClass *class)
{
  GtkWidgetClass *klass = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = kh_unseal_failure_dispose;
  again_signal = g_signal_new ("again", KH_TYPE_UNSEAL_FAILURE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
  copy_signal = g_signal_new ("use-copy", KH_TYPE_UNSEAL_FAILURE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      klass, "/io/github/keyhold/Keyhold/ui/kh-unseal-failure.ui");
  gtk_widget_class_bind_template_child (klass, KhUnsealFailure, page);
  gtk_widget_class_bind_template_child (klass, KhUnsealFailure, again_button);
  gtk_widget_class_bind_template_child (klass, KhUnsealFailure, copy_button);
  gtk_widget_class_bind_template_child (klass, KhUnsealFailure, quit_button);
  gtk_widget_class_bind_template_child (klass, KhUnsealFailure, details_expander);
  gtk_widget_class_bind_template_child (klass, KhUnsealFailure, details_label);
  gtk_widget_class_bind_template_callback (klass, on_again_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, on_copy_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, on_use_copy_clicked_cb);
}

static void
kh_unseal_failure_init (KhUnsealFailure *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
