/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New Policy…: an enterprise policy for one geo and one key, and its access to the key. */
#include "kh-dialogs.h"

#include <string.h>

#include "kh-acts.h"
#include "kh-choices.h"
#include "kh-grant.h"
#include "kh-id.h"
#include "kh-limits.h"
#include "kh-text.h"
#include "kh-vault-api.h"

#define NAME_MAX_CHARS 64

#define KH_TYPE_NEW_POLICY_DIALOG (kh_new_policy_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhNewPolicyDialog, kh_new_policy_dialog, KH, NEW_POLICY_DIALOG, KhDialog)

struct _KhNewPolicyDialog {
  KhDialog parent_instance;

  AdwEntryRow *name_row;
  AdwComboRow *geo_row, *key_row, *version_row;
  GtkSwitch *grant_switch;
  GtkWidget *pinned_row, *ungranted_row;
};

G_DEFINE_FINAL_TYPE (KhNewPolicyDialog, kh_new_policy_dialog, KH_TYPE_DIALOG)

static const char *
get_name (KhNewPolicyDialog *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->name_row));
}

static char *
check_name (KhDialog *dialog, const char *text)
{
  if (!kh_name_is_key (text) || strlen (text) > NAME_MAX_CHARS)
    return g_strdup (_ ("Use 1 to 64 letters, digits and hyphens"));
  if (kh_choices_is_taken (kh_dialog_get_organization (dialog), KH_ITEM_POLICY, NULL, text))
    return g_strdup (_ ("An enterprise policy has this name"));
  return NULL;
}

static char *
kh_new_policy_dialog_check (KhDialog *dialog)
{
  KhNewPolicyDialog *self = KH_NEW_POLICY_DIALOG (dialog);

  if (kh_choices_get_item (self->key_row) == NULL)
    return g_strdup (_ ("A policy needs an RSA key of 2048 or 3072 bits: create one first"));
  return kh_choices_get_geo (self->geo_row) == NULL ? g_strdup ("") : NULL;
}

static void
on_choice_changed_cb (KhNewPolicyDialog *self)
{
  gtk_widget_set_visible (self->pinned_row, adw_combo_row_get_selected (self->version_row) == 1);
  gtk_widget_set_visible (self->ungranted_row, !gtk_switch_get_active (self->grant_switch));
  kh_dialog_fit (KH_DIALOG (self));
}

static void
show_made (KhNewPolicyDialog *self)
{
  g_autofree char *name = kh_call_escape (get_name (self));
  g_autofree char *uri = g_strconcat ("keyhold:policies/", name, NULL);

  kh_dialog_done (KH_DIALOG (self), _ ("Policy created"), _ ("View"), uri);
}

static void
granted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhNewPolicyDialog) self = data;
  g_autoptr (GError) error = NULL;
  gboolean granted = kh_grant_policy_finish (result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (granted) {
    show_made (self);
    return;
  }
  /* It is there all the same: trying again could only meet its own name. */
  g_prefix_error (&error, "%s ", _ ("The policy was created, but it cannot use its key yet."));
  kh_dialog_fail (KH_DIALOG (self), error);
  kh_dialog_set_finished (KH_DIALOG (self), _ ("_Close"));
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhNewPolicyDialog) self = data;
  KhDialog *dialog = KH_DIALOG (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) made = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (dialog))
    return;
  if (made == NULL)
    kh_dialog_fail (dialog, error);
  else if (!gtk_switch_get_active (self->grant_switch))
    show_made (self);
  else
    kh_grant_policy_async (KH_ORGANIZATION (source), get_name (self),
                           kh_dialog_get_cancellable (dialog), granted_cb, g_object_ref (self));
}

static void
create (KhNewPolicyDialog *self, const char *version)
{
  KhDialog *dialog = KH_DIALOG (self);
  KhOrganization *organization = kh_dialog_get_organization (dialog);
  KhItem *key = kh_choices_get_item (self->key_row);
  KhPolicyDraft draft = { .name = get_name (self),
                          .geo = kh_choices_get_geo (self->geo_row)->policy_name,
                          .vault = kh_item_string (key, "vault"),
                          .key = kh_item_get_name (key),
                          .version = version };

  kh_organization_call_async (
      organization, kh_policy_api_create (kh_organization_get_place (organization), &draft),
      kh_dialog_get_cancellable (dialog), created_cb, g_object_ref (self));
}

/* Today's version is read when it is needed: the list may be older than the last rotation. */
static void
version_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhNewPolicyDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) key = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (key == NULL || kh_choices_get_item (self->key_row) == NULL)
    kh_dialog_fail (KH_DIALOG (self), error);
  else
    create (self, kh_json_string (key, "version"));
}

/* Putting a policy that is there would change it. */
static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhNewPolicyDialog) self = data;
  KhDialog *dialog = KH_DIALOG (self);
  KhOrganization *organization = KH_ORGANIZATION (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) there = kh_organization_call_finish (organization, result, &error);
  KhItem *key = kh_choices_get_item (self->key_row);

  if (kh_dialog_is_closed (dialog))
    return;
  if (there != NULL)
    kh_set_error_facts (&error, KH_ERROR_EXISTS, get_name (self), "PolicyAlreadyExists", NULL,
                        _ ("An enterprise policy has this name"));
  if (!kh_error_is (error, KH_ERROR_NOT_FOUND) || key == NULL)
    kh_dialog_fail (dialog, error);
  else if (adw_combo_row_get_selected (self->version_row) == 0)
    create (self, NULL);
  else
    kh_organization_call_async (
        organization, kh_key_api_get (kh_item_string (key, "vault"), kh_item_get_name (key), NULL),
        kh_dialog_get_cancellable (dialog), version_read_cb, g_object_ref (self));
}

static void
kh_new_policy_dialog_apply (KhDialog *dialog)
{
  kh_dialog_begin (dialog);
  kh_organization_call_async (kh_dialog_get_organization (dialog),
                              kh_policy_api_get (get_name (KH_NEW_POLICY_DIALOG (dialog))),
                              kh_dialog_get_cancellable (dialog), looked_cb, g_object_ref (dialog));
}

/* A size that the list does not tell is left to the tenant's rules. */
static gboolean
can_protect (KhItem *key)
{
  const char *type = kh_item_string (key, "kty");
  gint64 size = kh_json_int (kh_item_get_snapshot (key), "size", 0);

  return type != NULL && g_str_has_prefix (type, "RSA")
         && (size == 0 || size == KH_CMK_SIZE_SMALL || size == KH_CMK_SIZE_LARGE);
}

static char *
key_text (KhItem *key)
{
  /* Translators: a key and its vault */
  return g_strdup_printf (_ ("%s in %s"), kh_item_get_name (key), kh_item_string (key, "vault"));
}

static void
kh_new_policy_dialog_constructed (GObject *object)
{
  KhNewPolicyDialog *self = KH_NEW_POLICY_DIALOG (object);

  G_OBJECT_CLASS (kh_new_policy_dialog_parent_class)->constructed (object);
  kh_choices_set_geos (KH_DIALOG (self), self->geo_row);
  kh_choices_set_items (self->key_row, kh_dialog_get_organization (KH_DIALOG (self)), KH_ITEM_KEY,
                        can_protect, key_text);
  kh_dialog_check_entry (KH_DIALOG (self), self->name_row, check_name);
}

static void
kh_new_policy_dialog_class_init (KhNewPolicyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = kh_new_policy_dialog_constructed;
  KH_DIALOG_CLASS (klass)->apply = kh_new_policy_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_new_policy_dialog_check;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-new-policy-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhNewPolicyDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, KhNewPolicyDialog, geo_row);
  gtk_widget_class_bind_template_child (widget_class, KhNewPolicyDialog, key_row);
  gtk_widget_class_bind_template_child (widget_class, KhNewPolicyDialog, version_row);
  gtk_widget_class_bind_template_child (widget_class, KhNewPolicyDialog, grant_switch);
  gtk_widget_class_bind_template_child (widget_class, KhNewPolicyDialog, pinned_row);
  gtk_widget_class_bind_template_child (widget_class, KhNewPolicyDialog, ungranted_row);
  gtk_widget_class_bind_template_callback (widget_class, on_choice_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, kh_dialog_on_changed);
}

static void
kh_new_policy_dialog_init (KhNewPolicyDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhDialog *
kh_new_policy_dialog_new (KhOrganization *organization)
{
  return g_object_new (KH_TYPE_NEW_POLICY_DIALOG, "organization", organization, NULL);
}
