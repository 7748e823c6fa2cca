/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New Key…: a key that can protect environments. */
#include "kh-dialogs.h"

#include "kh-choices.h"
#include "kh-expiry-group.h"
#include "kh-id.h"
#include "kh-limits.h"
#include "kh-text.h"
#include "kh-vault-api.h"

#define KH_TYPE_NEW_KEY_DIALOG (kh_new_key_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhNewKeyDialog, kh_new_key_dialog, KH, NEW_KEY_DIALOG, KhDialog)

struct _KhNewKeyDialog {
  KhDialog parent_instance;

  AdwEntryRow *name_row;
  AdwComboRow *vault_row, *type_row;
  KhExpiryGroup *expiry_group;
};

G_DEFINE_FINAL_TYPE (KhNewKeyDialog, kh_new_key_dialog, KH_TYPE_DIALOG)

static const char *
chosen_vault (KhNewKeyDialog *self)
{
  KhItem *item = kh_choices_get_item (self->vault_row);

  return item != NULL ? kh_item_get_name (item) : NULL;
}

static char *
check_name (KhDialog *dialog, const char *text)
{
  const char *vault = chosen_vault (KH_NEW_KEY_DIALOG (dialog));

  if (!kh_name_is_key (text))
    return g_strdup (_ ("Use 1 to 127 letters, digits and hyphens"));
  if (vault != NULL
      && kh_choices_is_taken (kh_dialog_get_organization (dialog), KH_ITEM_KEY, vault, text))
    return g_strdup (_ ("A key of this vault has this name"));
  return NULL;
}

static char *
kh_new_key_dialog_check (KhDialog *dialog)
{
  KhNewKeyDialog *self = KH_NEW_KEY_DIALOG (dialog);

  if (chosen_vault (self) == NULL)
    return g_strdup (_ ("A key needs a vault: create one first"));
  return kh_expiry_group_check (self->expiry_group);
}

static void
on_vault_chosen_cb (KhNewKeyDialog *self)
{
  kh_dialog_check (KH_DIALOG (self));
}

static void
on_expiry_changed_cb (KhNewKeyDialog *self)
{
  kh_dialog_check (KH_DIALOG (self));
  kh_dialog_fit (KH_DIALOG (self));
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhNewKeyDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) made = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  g_autofree char *uri = NULL;

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (made == NULL) {
    kh_dialog_fail (KH_DIALOG (self), error);
    return;
  }
  uri = g_strconcat ("keyhold:keys/", kh_json_string (made, "vault"), "/",
                     kh_json_string (made, "name"), NULL);
  kh_dialog_done (KH_DIALOG (self), _ ("Key created"), _ ("View"), uri);
}

/* Creating a key that is there would give it a new version, which nobody asked for. */
static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhNewKeyDialog) self = data;
  KhDialog *dialog = KH_DIALOG (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) there = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name_row));
  const char *vault = chosen_vault (self);
  g_autoptr (KhKeyCreateRequest) request = NULL;

  if (kh_dialog_is_closed (dialog))
    return;
  if (there != NULL)
    kh_set_error_facts (&error, KH_ERROR_EXISTS, name, "KeyAlreadyExists", NULL,
                        _ ("A key of this vault has this name"));
  if (!kh_error_is (error, KH_ERROR_NOT_FOUND) || vault == NULL) {
    kh_dialog_fail (dialog, error);
    return;
  }
  request = kh_key_create_request_new ();
  request->kty = g_strdup ("RSA");
  request->key_size =
      adw_combo_row_get_selected (self->type_row) == 0 ? KH_CMK_SIZE_LARGE : KH_CMK_SIZE_SMALL;
  request->enabled = KH_TRI_UNSET;
  request->exp = kh_expiry_group_get_expiry (self->expiry_group);
  kh_organization_call_async (KH_ORGANIZATION (source), kh_key_api_create (vault, name, request),
                              kh_dialog_get_cancellable (dialog), created_cb, g_object_ref (self));
}

static void
kh_new_key_dialog_apply (KhDialog *dialog)
{
  KhNewKeyDialog *self = KH_NEW_KEY_DIALOG (dialog);
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name_row));

  kh_dialog_begin (dialog);
  kh_organization_call_async (kh_dialog_get_organization (dialog),
                              kh_key_api_get (chosen_vault (self), name, NULL),
                              kh_dialog_get_cancellable (dialog), looked_cb, g_object_ref (self));
}

static gboolean
is_active (KhItem *vault)
{
  return kh_item_is (vault, "state", "Active");
}

static char *
vault_text (KhItem *vault)
{
  return g_strdup (kh_item_get_name (vault));
}

static void
kh_new_key_dialog_constructed (GObject *object)
{
  KhNewKeyDialog *self = KH_NEW_KEY_DIALOG (object);

  G_OBJECT_CLASS (kh_new_key_dialog_parent_class)->constructed (object);
  kh_choices_set_items (self->vault_row, kh_dialog_get_organization (KH_DIALOG (self)),
                        KH_ITEM_VAULT, is_active, vault_text);
  kh_dialog_check_entry (KH_DIALOG (self), self->name_row, check_name);
  kh_expiry_group_set_expiry (self->expiry_group, KH_TIME_NONE,
                              kh_organization_now (kh_dialog_get_organization (KH_DIALOG (self))));
}

static void
kh_new_key_dialog_class_init (KhNewKeyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (KH_TYPE_EXPIRY_GROUP);
  G_OBJECT_CLASS (klass)->constructed = kh_new_key_dialog_constructed;
  KH_DIALOG_CLASS (klass)->apply = kh_new_key_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_new_key_dialog_check;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-new-key-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhNewKeyDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, KhNewKeyDialog, vault_row);
  gtk_widget_class_bind_template_child (widget_class, KhNewKeyDialog, type_row);
  gtk_widget_class_bind_template_child (widget_class, KhNewKeyDialog, expiry_group);
  gtk_widget_class_bind_template_callback (widget_class, on_vault_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_expiry_changed_cb);
}

static void
kh_new_key_dialog_init (KhNewKeyDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhDialog *
kh_new_key_dialog_new (KhOrganization *organization, const char *vault)
{
  KhNewKeyDialog *self = g_object_new (KH_TYPE_NEW_KEY_DIALOG, "organization", organization, NULL);

  if (vault != NULL)
    kh_choices_select_item (self->vault_row, vault);
  return KH_DIALOG (self);
}
