/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Organization Settings: the rules, the people and the passphrase (pages.md 2.10). */
#include "kh-people-dialogs.h"

#include "kh-request-filed.h"
#include "kh-role-text.h"
#include "kh-rows.h"
#include "kh-sheet-row.h"
#include "kh-tenant-api.h"
#include "kh-text.h"

static const char *const unlock_rules[] = { "self-service", "support-request" };

#define KH_TYPE_ORGANIZATION_DIALOG (kh_organization_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhOrganizationDialog, kh_organization_dialog, KH, ORGANIZATION_DIALOG,
                      KhDialog)

struct _KhOrganizationDialog {
  KhDialog parent_instance;

  KhJson *tenant;      /* (nullable): the settings as they are */
  guint n_pairs;       /* roles that two accounts with passphrases share */
  GPtrArray *accounts; /* (nullable): those that the rows show */
  GPtrArray *rows;
  guint refresh; /* source id: the accounts are read again */

  GtkCheckButton *self_check, *support_check;
  AdwActionRow *eyes_row, *default_row, *folder_row, *passphrase_row;
  GtkSwitch *eyes_switch, *default_switch;
  AdwPreferencesGroup *accounts_group;
  GtkWidget *add_button, *passphrase_button;
  KhSheetRow *sheet_row;
  gboolean has_passphrase; /* the account in use */
};

G_DEFINE_FINAL_TYPE (KhOrganizationDialog, kh_organization_dialog, KH_TYPE_DIALOG)

/* --- The rules ------------------------------------------------------------------------------- */

static gboolean
is_owner (KhOrganizationDialog *self)
{
  return kh_organization_may (kh_dialog_get_organization (KH_DIALOG (self)), KH_MAY_OWNER);
}

static const char *
chosen_rule (KhOrganizationDialog *self)
{
  return unlock_rules[gtk_check_button_get_active (self->support_check) ? 1 : 0];
}

static gboolean
has_changes (KhOrganizationDialog *self)
{
  return g_strcmp0 (kh_json_string (self->tenant, "unlockRule"), chosen_rule (self)) != 0
         || kh_json_bool (self->tenant, "fourEyes", FALSE)
                != gtk_switch_get_active (self->eyes_switch)
         || kh_json_bool (self->tenant, "encryptionAtDefault", FALSE)
                != gtk_switch_get_active (self->default_switch);
}

static char *
kh_organization_dialog_check (KhDialog *dialog)
{
  KhOrganizationDialog *self = KH_ORGANIZATION_DIALOG (dialog);

  if (self->tenant == NULL)
    return g_strdup ("");
  if (!is_owner (self))
    return g_strdup (_ ("Only an account with the owner role can change these settings"));
  return has_changes (self) ? NULL : g_strdup ("");
}

/* What each choice means, as it is chosen now. */
static void
show_consequences (KhOrganizationDialog *self)
{
  gboolean eyes = gtk_switch_get_active (self->eyes_switch);
  gboolean may = self->n_pairs > 0 || eyes || kh_json_bool (self->tenant, "fourEyes", FALSE);
  gboolean owner = is_owner (self);

  if (!may)
    adw_action_row_set_subtitle (self->eyes_row, _ ("Needs two accounts with the same role and a "
                                                    "passphrase each"));
  else
    adw_action_row_set_subtitle (
        self->eyes_row, eyes ? _ ("What takes environments down, or cannot be undone, waits for a "
                                  "second person, 24 hours at most. So does switching "
                                  "this off")
                             : _ ("One person alone can take environments down"));
  adw_action_row_set_subtitle (self->default_row,
                               gtk_switch_get_active (self->default_switch)
                                   ? _ ("Everybody works in it: a lost key takes all of them "
                                        "offline")
                                   : _ ("It stays on the Microsoft-managed key"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->self_check), owner);
  gtk_widget_set_sensitive (GTK_WIDGET (self->support_check), owner);
  gtk_widget_set_sensitive (GTK_WIDGET (self->eyes_switch), owner && may);
  gtk_widget_set_sensitive (GTK_WIDGET (self->default_switch), owner);
  gtk_widget_set_visible (self->add_button, owner);
}

static void
on_changed_cb (KhOrganizationDialog *self)
{
  if (self->tenant == NULL)
    return;
  show_consequences (self);
  kh_dialog_check (KH_DIALOG (self));
}

static void
show_tenant (KhOrganizationDialog *self, KhJson *tenant)
{
  const char *folder = kh_json_string (tenant, "vaultsDir");
  gboolean asks = g_strcmp0 (kh_json_string (tenant, "unlockRule"), unlock_rules[1]) == 0;

  g_clear_pointer (&self->tenant, kh_json_unref);
  gtk_check_button_set_active (asks ? self->support_check : self->self_check, TRUE);
  gtk_switch_set_active (self->eyes_switch, kh_json_bool (tenant, "fourEyes", FALSE));
  gtk_switch_set_active (self->default_switch, kh_json_bool (tenant, "encryptionAtDefault", FALSE));
  adw_action_row_set_subtitle (
      self->folder_row, folder != NULL ? folder : _ ("Inside the folder of the organization"));
  self->tenant = kh_json_ref (tenant);
  on_changed_cb (self);
}

/* --- The people ------------------------------------------------------------------------------ */

static void read_accounts (KhOrganizationDialog *self);

static gboolean
refresh_cb (gpointer data)
{
  KhOrganizationDialog *self = data;

  self->refresh = 0;
  read_accounts (self);
  kh_sheet_row_read (self->sheet_row);
  return G_SOURCE_REMOVE;
}

/* A dialog above this one has changed something, or not. */
static void
on_dialog_gone_cb (KhOrganizationDialog *self)
{
  if (self->refresh == 0 && !kh_dialog_is_closed (KH_DIALOG (self)))
    self->refresh = g_idle_add (refresh_cb, self);
}

static void
open_above (KhOrganizationDialog *self, KhDialog *dialog)
{
  g_signal_connect_object (dialog, "destroy", G_CALLBACK (on_dialog_gone_cb), self,
                           G_CONNECT_SWAPPED);
  kh_dialog_show (dialog, GTK_WIDGET (self));
}

static void
on_add_clicked_cb (KhOrganizationDialog *self)
{
  open_above (self, kh_account_dialog_new (kh_dialog_get_organization (KH_DIALOG (self)), NULL));
}

static void
on_passphrase_clicked_cb (KhOrganizationDialog *self)
{
  open_above (self, kh_passphrase_dialog_new (kh_dialog_get_organization (KH_DIALOG (self)),
                                              self->has_passphrase));
}

static void
on_edit_clicked_cb (GtkButton *button, KhOrganizationDialog *self)
{
  KhJson *account = g_object_get_data (G_OBJECT (button), "account");

  open_above (self, kh_account_dialog_new (kh_dialog_get_organization (KH_DIALOG (self)), account));
}

static GtkWidget *
new_edit_button (KhOrganizationDialog *self, KhJson *account)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Edit…"));
  g_autofree char *name = g_strdup_printf (_ ("Edit %s"), kh_json_string (account, "name"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  kh_set_name (button, name);
  g_object_set_data_full (G_OBJECT (button), "account", kh_json_ref (account),
                          (GDestroyNotify)kh_json_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_edit_clicked_cb), self, 0);
  return button;
}

static void
show_passphrase_row (KhOrganizationDialog *self, gboolean has_passphrase)
{
  self->has_passphrase = has_passphrase;
  gtk_widget_set_visible (GTK_WIDGET (self->passphrase_row), TRUE);
  gtk_button_set_label (GTK_BUTTON (self->passphrase_button),
                        has_passphrase ? _ ("C_hange…") : _ ("S_et…"));
  kh_set_name (self->passphrase_button,
               has_passphrase ? _ ("Change passphrase") : _ ("Set passphrase"));
}

static void
add_account_row (KhOrganizationDialog *self, KhJson *account)
{
  const char *name = kh_json_string (account, "name");
  gboolean has_passphrase = kh_json_bool (account, "hasPassphrase", FALSE);
  guint roles = kh_role_bits (account);
  gboolean both = (roles & KH_MAY_BOTH_ADMINISTRATORS) == KH_MAY_BOTH_ADMINISTRATORS;
  g_autofree char *names = kh_role_names (roles, ", ");
  g_autofree char *subtitle = g_strdup_printf (
      "%s · %s%s%s", names, has_passphrase ? _ ("own passphrase") : _ ("no passphrase"),
      both ? "\n" : "", both ? _ ("Duties are not separated") : "");
  GtkWidget *row = kh_row_new (name, subtitle);
  GtkWidget *button = is_owner (self) ? new_edit_button (self, account) : NULL;

  if (button != NULL) {
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  }
  if (g_strcmp0 (name, kh_organization_get_account (kh_dialog_get_organization (KH_DIALOG (self))))
      == 0)
    show_passphrase_row (self, has_passphrase);
  g_ptr_array_add (self->rows, row);
  adw_preferences_group_add (self->accounts_group, row);
}

/* How many accounts with passphrases repeat a role of another one. */
static guint
count_pairs (GPtrArray *accounts)
{
  guint seen = 0, pairs = 0;

  for (guint i = 0; i < accounts->len; i++) {
    guint roles = kh_role_bits (accounts->pdata[i]);

    if (!kh_json_bool (accounts->pdata[i], "hasPassphrase", FALSE))
      continue;
    pairs += (seen & roles) != 0 ? 1 : 0;
    seen |= roles;
  }
  return pairs;
}

static gboolean
shows_accounts (KhOrganizationDialog *self, GPtrArray *accounts)
{
  gboolean same = self->accounts != NULL && self->accounts->len == accounts->len;

  for (guint i = 0; same && i < accounts->len; i++)
    same = kh_json_equal (self->accounts->pdata[i], accounts->pdata[i]);
  return same;
}

/* They are read oftener than they change: rows stay while they are true, with whoever presses one.
 */
static void
show_accounts (KhOrganizationDialog *self, GPtrArray *accounts)
{
  /* GTK 4.8 holds on to a widget that goes with the focus in it. */
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (shows_accounts (self, accounts))
    return;
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  self->accounts = g_ptr_array_ref (accounts);
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->accounts_group)))
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->accounts_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < accounts->len; i++)
    add_account_row (self, accounts->pdata[i]);
  self->n_pairs = count_pairs (accounts);
  if (self->tenant != NULL)
    show_consequences (self);
  kh_dialog_fit (KH_DIALOG (self));
}

static void
accounts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhOrganizationDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) accounts =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (accounts != NULL)
    show_accounts (self, accounts);
  else
    kh_dialog_fail (KH_DIALOG (self), error);
}

static void
read_accounts (KhOrganizationDialog *self)
{
  kh_organization_call_async (
      kh_dialog_get_organization (KH_DIALOG (self)), kh_tenant_api_accounts (),
      kh_dialog_get_cancellable (KH_DIALOG (self)), accounts_cb, g_object_ref (self));
}

/* --- Reading and saving ---------------------------------------------------------------------- */

static void
tenant_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhOrganizationDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) tenant =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (tenant != NULL)
    show_tenant (self, tenant);
  else
    kh_dialog_fail (KH_DIALOG (self), error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhOrganizationDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) tenant =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (tenant != NULL)
    kh_dialog_done (KH_DIALOG (self), _ ("Settings saved"), NULL, NULL);
  else if (kh_is_request_filed (error))
    kh_dialog_done_filed (KH_DIALOG (self), error);
  else
    kh_dialog_fail (KH_DIALOG (self), error);
}

static void
kh_organization_dialog_apply (KhDialog *dialog)
{
  KhOrganizationDialog *self = KH_ORGANIZATION_DIALOG (dialog);

  kh_dialog_begin (dialog);
  kh_organization_call_async (kh_dialog_get_organization (dialog),
                              kh_tenant_api_set_all (chosen_rule (self),
                                                     gtk_switch_get_active (self->eyes_switch),
                                                     gtk_switch_get_active (self->default_switch)),
                              kh_dialog_get_cancellable (dialog), saved_cb, g_object_ref (self));
}

/* --- The dialog ------------------------------------------------------------------------------ */

static void
kh_organization_dialog_constructed (GObject *object)
{
  KhOrganizationDialog *self = KH_ORGANIZATION_DIALOG (object);
  KhOrganization *organization = kh_dialog_get_organization (KH_DIALOG (self));

  G_OBJECT_CLASS (kh_organization_dialog_parent_class)->constructed (object);
  g_signal_connect_object (organization, "notify::roles", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
  kh_organization_call_async (organization, kh_tenant_api_get (),
                              kh_dialog_get_cancellable (KH_DIALOG (self)), tenant_cb,
                              g_object_ref (self));
  read_accounts (self);
  kh_sheet_row_read (self->sheet_row);
}

static void
kh_organization_dialog_dispose (GObject *object)
{
  KhOrganizationDialog *self = KH_ORGANIZATION_DIALOG (object);

  g_clear_handle_id (&self->refresh, g_source_remove);
  g_clear_pointer (&self->tenant, kh_json_unref);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (kh_organization_dialog_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *klass)
{
  g_type_ensure (KH_TYPE_SHEET_ROW);
  gtk_widget_class_set_template_from_resource (
      klass, "/io/github/keyhold/Keyhold/ui/kh-organization-dialog.ui");
  gtk_widget_class_bind_template_child (klass, KhOrganizationDialog, self_check);
  gtk_widget_class_bind_template_child (klass, KhOrganizationDialog, support_check);
  gtk_widget_class_bind_template_child (klass, KhOrganizationDialog, eyes_row);
  gtk_widget_class_bind_template_child (klass, KhOrganizationDialog, eyes_switch);
  gtk_widget_class_bind_template_child (klass, KhOrganizationDialog, default_row);
  gtk_widget_class_bind_template_child (klass, KhOrganizationDialog, default_switch);
  gtk_widget_class_bind_template_child (klass, KhOrganizationDialog, accounts_group);
  gtk_widget_class_bind_template_child (klass, KhOrganizationDialog, add_button);
  gtk_widget_class_bind_template_child (klass, KhOrganizationDialog, folder_row);
  gtk_widget_class_bind_template_child (klass, KhOrganizationDialog, passphrase_row);
  gtk_widget_class_bind_template_child (klass, KhOrganizationDialog, passphrase_button);
  gtk_widget_class_bind_template_child (klass, KhOrganizationDialog, sheet_row);
  gtk_widget_class_bind_template_callback (klass, on_changed_cb);
  gtk_widget_class_bind_template_callback (klass, on_add_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, on_passphrase_clicked_cb);
}

static void
kh_organization_dialog_class_init (KhOrganizationDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = kh_organization_dialog_constructed;
  G_OBJECT_CLASS (klass)->dispose = kh_organization_dialog_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_organization_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_organization_dialog_check;
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
kh_organization_dialog_init (KhOrganizationDialog *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhDialog *
kh_organization_dialog_new (KhOrganization *organization)
{
  return g_object_new (KH_TYPE_ORGANIZATION_DIALOG, "organization", organization, NULL);
}
