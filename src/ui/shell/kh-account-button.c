/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The account menu in the header of the sidebar. */
#include "kh-account-button.h"

#include "kh-role-text.h"
#include "kh-rows.h"
#include "kh-text.h"

struct _KhAccountButton {
  AdwBin parent_instance;

  KhOrganization *organization; /* (owned) (nullable) */
  GtkMenuButton *button;
  GtkPopover *popover;
  GtkLabel *name_label, *roles_label;
  GtkWidget *duties_label;
};

G_DEFINE_FINAL_TYPE (KhAccountButton, kh_account_button, ADW_TYPE_BIN)

static void
update (KhAccountButton *self)
{
  const char *account = kh_organization_get_account (self->organization);
  guint roles;
  gboolean both;
  g_autofree char *names = NULL;
  g_autofree char *name = NULL;

  g_object_get (self->organization, "roles", &roles, NULL);
  both = (roles & KH_MAY_BOTH_ADMINISTRATORS) == KH_MAY_BOTH_ADMINISTRATORS;
  names = kh_role_names (roles, "\n");
  name = g_strdup_printf (both ? _ ("Account: %s, both administrator roles") : _ ("Account: %s"),
                          account);
  gtk_label_set_text (self->name_label, account);
  gtk_label_set_text (self->roles_label, names);
  gtk_widget_set_visible (self->duties_label, both);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), name);
  kh_set_name (GTK_WIDGET (self->button), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, names, -1);
}

/* The button's own action comes after this. */
static void
on_switch_clicked_cb (KhAccountButton *self)
{
  gtk_popover_popdown (self->popover);
}

static void
kh_account_button_dispose (GObject *object)
{
  KhAccountButton *self = KH_ACCOUNT_BUTTON (object);

  g_clear_object (&self->organization);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_ACCOUNT_BUTTON);
  G_OBJECT_CLASS (kh_account_button_parent_class)->dispose (object);
}

static void
kh_account_button_class_init (KhAccountButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_account_button_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-account-button.ui");
  gtk_widget_class_bind_template_child (widget_class, KhAccountButton, button);
  gtk_widget_class_bind_template_child (widget_class, KhAccountButton, popover);
  gtk_widget_class_bind_template_child (widget_class, KhAccountButton, name_label);
  gtk_widget_class_bind_template_child (widget_class, KhAccountButton, roles_label);
  gtk_widget_class_bind_template_child (widget_class, KhAccountButton, duties_label);
  gtk_widget_class_bind_template_callback (widget_class, on_switch_clicked_cb);
}

static void
kh_account_button_init (KhAccountButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kh_set_plain_names (GTK_WIDGET (self->popover));
}

void
kh_account_button_set_organization (KhAccountButton *self, KhOrganization *organization)
{
  g_return_if_fail (self->organization == NULL);
  self->organization = g_object_ref (organization);
  g_signal_connect_object (organization, "notify::account", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (organization, "notify::roles", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}
