/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grant Key Access…: who gets what on which key. */
#include "kh-dialogs.h"

#include "kh-grant.h"
#include "kh-rows.h"
#include "kh-text.h"

#define KH_TYPE_GRANT_DIALOG (kh_grant_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhGrantDialog, kh_grant_dialog, KH, GRANT_DIALOG, KhDialog)

struct _KhGrantDialog {
  KhDialog parent_instance;

  AdwPreferencesGroup *group;
  KhItem *policy; /* (owned) */
};

G_DEFINE_FINAL_TYPE (KhGrantDialog, kh_grant_dialog, KH_TYPE_DIALOG)

static void
granted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDialog) dialog = data;
  g_autoptr (GError) error = NULL;
  gboolean granted = kh_grant_policy_finish (result, &error);

  if (kh_dialog_is_closed (dialog))
    return;
  if (granted)
    kh_dialog_done (dialog, _ ("Access granted, may take up to five minutes"), NULL, NULL);
  else
    kh_dialog_fail (dialog, error);
}

static void
kh_grant_dialog_apply (KhDialog *dialog)
{
  KhGrantDialog *self = KH_GRANT_DIALOG (dialog);

  kh_dialog_begin (dialog);
  kh_grant_policy_async (kh_dialog_get_organization (dialog), kh_item_get_id (self->policy),
                         kh_dialog_get_cancellable (dialog), granted_cb, g_object_ref (dialog));
}

static void
add_fact (KhGrantDialog *self, const char *caption, const char *value)
{
  if (value != NULL)
    adw_preferences_group_add (self->group, kh_property_row_new (caption, value, FALSE, FALSE));
}

static void
kh_grant_dialog_dispose (GObject *object)
{
  KhGrantDialog *self = KH_GRANT_DIALOG (object);

  g_clear_object (&self->policy);
  G_OBJECT_CLASS (kh_grant_dialog_parent_class)->dispose (object);
}

static void
kh_grant_dialog_class_init (KhGrantDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_grant_dialog_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_grant_dialog_apply;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-grant-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhGrantDialog, group);
}

static void
kh_grant_dialog_init (KhGrantDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhDialog *
kh_grant_dialog_new (KhOrganization *organization, KhItem *policy)
{
  KhGrantDialog *self = g_object_new (KH_TYPE_GRANT_DIALOG, "organization", organization, NULL);

  self->policy = g_object_ref (policy);
  add_fact (self, _ ("Policy"), kh_item_get_name (policy));
  add_fact (self, _ ("Key"), kh_item_string (policy, "key.name"));
  add_fact (self, _ ("Vault"), kh_item_string (policy, "key.vault"));
  return KH_DIALOG (self);
}
