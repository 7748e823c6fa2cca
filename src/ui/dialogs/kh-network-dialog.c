/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Network…: from where a vault can be reached, and whether the service can. */
#include "kh-dialogs.h"

#include "kh-state.h"
#include "kh-text.h"
#include "kh-vault-change.h"

#define KH_TYPE_NETWORK_DIALOG (kh_network_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhNetworkDialog, kh_network_dialog, KH, NETWORK_DIALOG, KhDialog)

struct _KhNetworkDialog {
  KhDialog parent_instance;

  AdwPreferencesGroup *group;
  GtkWidget *allow_row;
  AdwActionRow *result_row;
  GtkSwitch *public_switch, *allow_switch, *trusted_switch;
  KhItem *vault; /* (owned) (nullable) before it is set */
};

G_DEFINE_FINAL_TYPE (KhNetworkDialog, kh_network_dialog, KH_TYPE_DIALOG)

typedef struct {
  gboolean is_public, allows, trusts;
} Network;

static Network
present_network (KhItem *vault)
{
  return (Network){ kh_item_is (vault, "publicNetwork", "on"),
                    !kh_item_is (vault, "defaultAction", "deny"),
                    !kh_item_is (vault, "bypass", "none") };
}

static Network
chosen_network (KhNetworkDialog *self)
{
  return (Network){ gtk_switch_get_active (self->public_switch),
                    gtk_switch_get_active (self->allow_switch),
                    gtk_switch_get_active (self->trusted_switch) };
}

static char *
kh_network_dialog_check (KhDialog *dialog)
{
  KhNetworkDialog *self = KH_NETWORK_DIALOG (dialog);
  Network now, then;

  if (self->vault == NULL)
    return g_strdup ("");
  now = present_network (self->vault);
  then = chosen_network (self);
  return now.is_public == then.is_public && now.allows == then.allows && now.trusts == then.trusts
             ? g_strdup ("")
             : NULL;
}

/* What comes of the choice, in the words of the pages. */
static void
show_result (KhNetworkDialog *self)
{
  Network then = chosen_network (self);
  gboolean is_open = then.is_public && then.allows;
  KhStateInfo info = kh_state_info (KH_STATE_NETWORK, is_open       ? "public"
                                                      : then.trusts ? "private"
                                                                    : "closed");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->result_row), info.word);
  adw_action_row_set_subtitle (self->result_row, info.sentence);
  gtk_widget_set_sensitive (self->allow_row, then.is_public);
}

static void
on_changed_cb (KhNetworkDialog *self)
{
  show_result (self);
  kh_dialog_check (KH_DIALOG (self));
  kh_dialog_fit (KH_DIALOG (self));
}

/* --- The change ------------------------------------------------------------------------------- */

/* (transfer full) */
static KhVaultChange *
make_change (KhNetworkDialog *self)
{
  Network then = chosen_network (self);
  KhVaultChange *change = kh_vault_change_new (kh_dialog_get_organization (KH_DIALOG (self)),
                                               kh_item_get_name (self->vault));
  KhArmVault *part = kh_vault_change_part (change);

  part->public_network_access = g_strdup (then.is_public ? "Enabled" : "Disabled");
  part->default_action = g_strdup (then.allows ? "Allow" : "Deny");
  part->bypass = g_strdup (then.trusts ? "AzureServices" : "None");
  return change;
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDialog) dialog = data;
  g_autoptr (GError) error = NULL;
  gboolean done = kh_confirm_finish (result, &error);

  if (kh_dialog_is_closed (dialog))
    return;
  if (done)
    kh_dialog_done (dialog, _ ("Network changed"), NULL, NULL);
  else
    kh_dialog_fail (dialog, error);
}

static void
kh_network_dialog_apply (KhDialog *dialog)
{
  KhNetworkDialog *self = KH_NETWORK_DIALOG (dialog);
  KhVaultChange *change = make_change (self);
  g_autofree char *heading =
      g_strdup_printf (_ ("Change the Network of %s?"), kh_item_get_name (self->vault));
  g_autofree char *hard =
      g_strdup_printf (_ ("Close %s Although It Is Needed?"), kh_item_get_name (self->vault));

  kh_dialog_begin (dialog);
  kh_confirm_async (
      GTK_WIDGET (dialog), kh_dialog_get_organization (dialog),
      kh_vault_change_patch_request (change),
      &(KhConfirmTexts){ .verb = _ ("Change _Network"),
                         .heading = heading,
                         .body = _ ("It concerns these objects, too. The network can be opened "
                                    "again at any time."),
                         .heading_hard = hard,
                         .body_hard = _ ("Environments that need its keys go offline at once. They "
                                         "can be re-enabled after it was opened again."),
                         .destructive = TRUE,
                         .is_asked = TRUE },
      kh_vault_change_patch, change, kh_vault_change_free, kh_dialog_get_cancellable (dialog),
      changed_cb, g_object_ref (dialog));
}

static void
kh_network_dialog_dispose (GObject *object)
{
  KhNetworkDialog *self = KH_NETWORK_DIALOG (object);

  g_clear_object (&self->vault);
  G_OBJECT_CLASS (kh_network_dialog_parent_class)->dispose (object);
}

static void
kh_network_dialog_class_init (KhNetworkDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_network_dialog_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_network_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_network_dialog_check;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-network-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhNetworkDialog, group);
  gtk_widget_class_bind_template_child (widget_class, KhNetworkDialog, allow_row);
  gtk_widget_class_bind_template_child (widget_class, KhNetworkDialog, result_row);
  gtk_widget_class_bind_template_child (widget_class, KhNetworkDialog, public_switch);
  gtk_widget_class_bind_template_child (widget_class, KhNetworkDialog, allow_switch);
  gtk_widget_class_bind_template_child (widget_class, KhNetworkDialog, trusted_switch);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
}

static void
kh_network_dialog_init (KhNetworkDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhDialog *
kh_network_dialog_new (KhOrganization *organization, KhItem *vault)
{
  KhNetworkDialog *self = g_object_new (KH_TYPE_NETWORK_DIALOG, "organization", organization, NULL);
  Network now = present_network (vault);
  g_autofree char *title = kh_text_escape (kh_item_get_name (vault));

  self->vault = g_object_ref (vault);
  adw_preferences_group_set_title (self->group, title);
  gtk_switch_set_active (self->public_switch, now.is_public);
  gtk_switch_set_active (self->allow_switch, now.allows);
  gtk_switch_set_active (self->trusted_switch, now.trusts);
  show_result (self);
  return KH_DIALOG (self);
}
