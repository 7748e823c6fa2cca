/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a keyring that did not do. */
#include "kh-unseal-trouble.h"

#include "kh-rows.h"
#include "kh-text.h"
#include "kh-unseal-keyring.h"

struct _KhUnsealTrouble {
  AdwBin parent_instance;

  AdwStatusPage *page;
  GtkWidget *unlock_button, *instead_button, *sheet_button;
};

G_DEFINE_FINAL_TYPE (KhUnsealTrouble, kh_unseal_trouble, ADW_TYPE_BIN)

enum { SIGNAL_UNLOCK, SIGNAL_INSTEAD, SIGNAL_SHEET, N_SIGNALS };
static guint signals[N_SIGNALS];

void
kh_unseal_trouble_show (KhUnsealTrouble *self, KhSession *session)
{
  const char *reason = kh_unseal_keyring_reason (session, FALSE);
  gboolean locked = kh_unseal_is_locked (reason);
  gboolean passphrase = kh_unseal_has_way (session, KH_SESSION_WAY_PASSPHRASE);
  g_autofree char *title = kh_unseal_keyring_text (reason);
  gboolean sheet = kh_unseal_has_way (session, KH_SESSION_WAY_RECOVERY);
  const char *body = passphrase ? NULL
                     : sheet ? _ ("Open it on the desktop that made it, or use the recovery sheet")
                             : _ ("Open it on the desktop that made it: no passphrase was set.");

  adw_status_page_set_title (self->page, title);
  adw_status_page_set_description (self->page, body);
  gtk_button_set_label (GTK_BUTTON (self->unlock_button),
                        locked ? _ ("Un_lock Keyring…") : _ ("_Try Again"));
  kh_set_name (self->unlock_button, locked ? _ ("Unlock Keyring…") : _ ("Try Again"));
  gtk_widget_set_visible (self->instead_button, passphrase);
  gtk_widget_set_visible (self->sheet_button, sheet);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->page), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, body != NULL ? body : "",
                                  -1);
}

void
kh_unseal_trouble_grab_focus (KhUnsealTrouble *self)
{
  gtk_widget_grab_focus (self->unlock_button);
}

static void
on_unlock_clicked_cb (KhUnsealTrouble *self)
{
  g_signal_emit (self, signals[SIGNAL_UNLOCK], 0);
}

static void
on_instead_clicked_cb (KhUnsealTrouble *self)
{
  g_signal_emit (self, signals[SIGNAL_INSTEAD], 0);
}

static void
on_sheet_clicked_cb (KhUnsealTrouble *self)
{
  g_signal_emit (self, signals[SIGNAL_SHEET], 0);
}

static void
kh_unseal_trouble_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), KH_TYPE_UNSEAL_TROUBLE);
  G_OBJECT_CLASS (kh_unseal_trouble_parent_class)->dispose (object);
}

static void
kh_unseal_trouble_class_init (KhUnsealTroubleClass *class)
{
  GtkWidgetClass *klass = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = kh_unseal_trouble_dispose;
  signals[SIGNAL_UNLOCK] = g_signal_new ("unlock", KH_TYPE_UNSEAL_TROUBLE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_INSTEAD] = g_signal_new ("instead", KH_TYPE_UNSEAL_TROUBLE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SHEET] = g_signal_new ("sheet", KH_TYPE_UNSEAL_TROUBLE, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      klass, "/io/github/keyhold/Keyhold/ui/kh-unseal-trouble.ui");
  gtk_widget_class_bind_template_child (klass, KhUnsealTrouble, page);
  gtk_widget_class_bind_template_child (klass, KhUnsealTrouble, unlock_button);
  gtk_widget_class_bind_template_child (klass, KhUnsealTrouble, instead_button);
  gtk_widget_class_bind_template_callback (klass, on_unlock_clicked_cb);
  gtk_widget_class_bind_template_child (klass, KhUnsealTrouble, sheet_button);
  gtk_widget_class_bind_template_callback (klass, on_instead_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, on_sheet_clicked_cb);
}

static void
kh_unseal_trouble_init (KhUnsealTrouble *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
