/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a keyring that is being asked. */
#include "kh-unseal-waiting.h"

/* A keyring is waited for this long before the passphrase is offered. */
#define PATIENCE_SECONDS 5

struct _KhUnsealWaiting {
  AdwBin parent_instance;

  guint patience; /* source id: until the keyring need not be waited for */

  GtkSpinner *spinner;
  GtkWidget *instead_button;
};

G_DEFINE_FINAL_TYPE (KhUnsealWaiting, kh_unseal_waiting, ADW_TYPE_BIN)

enum { SIGNAL_INSTEAD, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
offer_passphrase_cb (gpointer data)
{
  KhUnsealWaiting *self = data;

  self->patience = 0;
  gtk_widget_set_visible (self->instead_button, TRUE);
  gtk_widget_grab_focus (self->instead_button);
  return G_SOURCE_REMOVE;
}

void
kh_unseal_waiting_set_waiting (KhUnsealWaiting *self, gboolean waiting, gboolean other_way)
{
  gtk_spinner_set_spinning (self->spinner, waiting);
  if (!waiting) {
    g_clear_handle_id (&self->patience, g_source_remove);
    gtk_widget_set_visible (self->instead_button, FALSE);
  } else if (self->patience == 0 && other_way && !gtk_widget_get_visible (self->instead_button)) {
    self->patience = g_timeout_add_seconds (PATIENCE_SECONDS, offer_passphrase_cb, self);
  }
}

static void
on_instead_clicked_cb (KhUnsealWaiting *self)
{
  g_signal_emit (self, signals[SIGNAL_INSTEAD], 0);
}

static void
kh_unseal_waiting_dispose (GObject *object)
{
  KhUnsealWaiting *self = KH_UNSEAL_WAITING (object);

  g_clear_handle_id (&self->patience, g_source_remove);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), KH_TYPE_UNSEAL_WAITING);
  G_OBJECT_CLASS (kh_unseal_waiting_parent_class)->dispose (object);
}

static void
kh_unseal_waiting_class_init (KhUnsealWaitingClass *class)
{
  GtkWidgetClass *klass = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = kh_unseal_waiting_dispose;
  signals[SIGNAL_INSTEAD] = g_signal_new ("instead", KH_TYPE_UNSEAL_WAITING, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      klass, "/io/github/keyhold/Keyhold/ui/kh-unseal-waiting.ui");
  gtk_widget_class_bind_template_child (klass, KhUnsealWaiting, spinner);
  gtk_widget_class_bind_template_child (klass, KhUnsealWaiting, instead_button);
  gtk_widget_class_bind_template_callback (klass, on_instead_clicked_cb);
}

static void
kh_unseal_waiting_init (KhUnsealWaiting *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
