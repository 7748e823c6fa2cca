/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New Vault…: a vault of the embedded tenant, protected as environments need it unless asked. */
#include "kh-dialogs.h"

#include "kh-choices.h"
#include "kh-id.h"
#include "kh-text.h"
#include "kh-vault-api.h"

#define KH_TYPE_NEW_VAULT_DIALOG (kh_new_vault_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhNewVaultDialog, kh_new_vault_dialog, KH, NEW_VAULT_DIALOG, KhDialog)

struct _KhNewVaultDialog {
  KhDialog parent_instance;

  AdwEntryRow *name_row;
  AdwComboRow *geo_row, *region_row, *tier_row, *model_row;
  GtkSpinButton *retention_spin;
  GtkSwitch *purge_switch;
  GtkWidget *unprotected_row;
  AdwPreferencesGroup *note_group;
};

G_DEFINE_FINAL_TYPE (KhNewVaultDialog, kh_new_vault_dialog, KH_TYPE_DIALOG)

static char *
check_name (KhDialog *dialog, const char *text)
{
  if (!kh_name_is_vault (text))
    return g_strdup (_ ("Use 3 to 24 letters, digits and single hyphens, starting with a letter"));
  if (kh_choices_is_taken (kh_dialog_get_organization (dialog), KH_ITEM_VAULT, NULL, text))
    return g_strdup (_ ("A vault has this name"));
  return NULL;
}

static char *
kh_new_vault_dialog_check (KhDialog *dialog)
{
  KhNewVaultDialog *self = KH_NEW_VAULT_DIALOG (dialog);

  return kh_choices_get_text (self->region_row) == NULL ? g_strdup ("") : NULL;
}

static void
on_geo_chosen_cb (KhNewVaultDialog *self)
{
  kh_choices_set_regions (self->region_row, kh_choices_get_geo (self->geo_row));
  kh_dialog_check (KH_DIALOG (self));
}

static void
on_protection_changed_cb (KhNewVaultDialog *self)
{
  guint days = (guint)gtk_spin_button_get_value_as_int (self->retention_spin);
  g_autofree char *note =
      g_strdup_printf (ngettext ("The name of a deleted vault stays taken for %u day.",
                                 "The name of a deleted vault stays taken for %u days.", days),
                       days);

  gtk_widget_set_visible (self->unprotected_row, !gtk_switch_get_active (self->purge_switch));
  adw_preferences_group_set_description (self->note_group, note);
  kh_dialog_fit (KH_DIALOG (self));
}

static void
put_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhNewVaultDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) made = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  g_autofree char *uri = NULL;

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (made == NULL) {
    kh_dialog_fail (KH_DIALOG (self), error);
    return;
  }
  uri = g_strconcat ("keyhold:vaults/", kh_json_string (made, "name"), NULL);
  kh_dialog_done (KH_DIALOG (self), _ ("Vault created"), _ ("View"), uri);
}

static KhArmVault *
make_draft (KhNewVaultDialog *self)
{
  KhArmVault *draft = kh_arm_vault_new ();
  gboolean premium = adw_combo_row_get_selected (self->tier_row) == 0;

  draft->location = g_strdup (kh_choices_get_text (self->region_row));
  draft->sku_family = g_strdup ("A");
  draft->sku_name = g_strdup (premium ? "premium" : "standard");
  draft->retention_days = gtk_spin_button_get_value_as_int (self->retention_spin);
  draft->rbac = adw_combo_row_get_selected (self->model_row) == 0;
  draft->purge_protection = gtk_switch_get_active (self->purge_switch) ? TRUE : KH_TRI_UNSET;
  draft->soft_delete = KH_TRI_UNSET;
  return draft;
}

/* Putting a vault that is there would change it, so nothing is put before it is known to be new. */
static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhNewVaultDialog) self = data;
  KhDialog *dialog = KH_DIALOG (self);
  KhOrganization *organization = KH_ORGANIZATION (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) there = kh_organization_call_finish (organization, result, &error);
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name_row));
  g_autoptr (KhArmVault) draft = NULL;

  if (kh_dialog_is_closed (dialog))
    return;
  if (there != NULL)
    kh_set_error_facts (&error, KH_ERROR_EXISTS, name, "VaultAlreadyExists", NULL,
                        _ ("A vault has this name"));
  if (!kh_error_is (error, KH_ERROR_NOT_FOUND)) {
    kh_dialog_fail (dialog, error);
    return;
  }
  draft = make_draft (self);
  kh_organization_call_async (
      organization, kh_vault_api_put (kh_organization_get_place (organization), name, draft),
      kh_dialog_get_cancellable (dialog), put_cb, g_object_ref (self));
}

static void
kh_new_vault_dialog_apply (KhDialog *dialog)
{
  KhNewVaultDialog *self = KH_NEW_VAULT_DIALOG (dialog);
  KhOrganization *organization = kh_dialog_get_organization (dialog);

  kh_dialog_begin (dialog);
  kh_organization_call_async (
      organization,
      kh_vault_api_get (kh_organization_get_place (organization),
                        gtk_editable_get_text (GTK_EDITABLE (self->name_row))),
      kh_dialog_get_cancellable (dialog), looked_cb, g_object_ref (self));
}

static void
kh_new_vault_dialog_constructed (GObject *object)
{
  KhNewVaultDialog *self = KH_NEW_VAULT_DIALOG (object);

  G_OBJECT_CLASS (kh_new_vault_dialog_parent_class)->constructed (object);
  kh_choices_set_geos (KH_DIALOG (self), self->geo_row);
  kh_dialog_check_entry (KH_DIALOG (self), self->name_row, check_name);
  on_protection_changed_cb (self);
}

static void
kh_new_vault_dialog_class_init (KhNewVaultDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = kh_new_vault_dialog_constructed;
  KH_DIALOG_CLASS (klass)->apply = kh_new_vault_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_new_vault_dialog_check;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-new-vault-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhNewVaultDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, KhNewVaultDialog, geo_row);
  gtk_widget_class_bind_template_child (widget_class, KhNewVaultDialog, region_row);
  gtk_widget_class_bind_template_child (widget_class, KhNewVaultDialog, tier_row);
  gtk_widget_class_bind_template_child (widget_class, KhNewVaultDialog, model_row);
  gtk_widget_class_bind_template_child (widget_class, KhNewVaultDialog, retention_spin);
  gtk_widget_class_bind_template_child (widget_class, KhNewVaultDialog, purge_switch);
  gtk_widget_class_bind_template_child (widget_class, KhNewVaultDialog, unprotected_row);
  gtk_widget_class_bind_template_child (widget_class, KhNewVaultDialog, note_group);
  gtk_widget_class_bind_template_callback (widget_class, on_geo_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_protection_changed_cb);
}

static void
kh_new_vault_dialog_init (KhNewVaultDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhDialog *
kh_new_vault_dialog_new (KhOrganization *organization)
{
  return g_object_new (KH_TYPE_NEW_VAULT_DIALOG, "organization", organization, NULL);
}
