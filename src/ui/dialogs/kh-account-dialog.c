/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Add Account…, and the roles of one that is there. */
#include "kh-people-dialogs.h"

#include "kh-caps-note.h"
#include "kh-confirm.h"
#include "kh-id.h"
#include "kh-passphrase-entry.h"
#include "kh-passphrase.h"
#include "kh-role-text.h"
#include "kh-rows.h"
#include "kh-tenant-api.h"
#include "kh-text.h"

#define MAX_ROLES 8

#define KH_TYPE_ACCOUNT_DIALOG (kh_account_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhAccountDialog, kh_account_dialog, KH, ACCOUNT_DIALOG, KhDialog)

struct _KhAccountDialog {
  KhDialog parent_instance;

  KhJson *account; /* (nullable): a new one */
  GtkSwitch *switches[MAX_ROLES];

  AdwEntryRow *name_row;
  AdwPreferencesGroup *roles_group;
  GtkWidget *passphrase_group, *remove_group, *remove_button;
  AdwPasswordEntryRow *passphrase_row, *repeat_row;
};

G_DEFINE_FINAL_TYPE (KhAccountDialog, kh_account_dialog, KH_TYPE_DIALOG)

/* --- What is typed and chosen ---------------------------------------------------------------- */

static char *
check_name (KhDialog *dialog, const char *text)
{
  return kh_name_is_display (text) ? NULL : g_strdup (_ ("Use 1 to 127 characters"));
}

static char *
check_passphrase (KhDialog *dialog, const char *text)
{
  KhPassphraseGrade grade = kh_passphrase_grade (text);

  return grade == KH_PASSPHRASE_SHORT ? g_strdup (kh_passphrase_word (grade)) : NULL;
}

static char *
check_repeat (KhDialog *dialog, const char *text)
{
  KhAccountDialog *self = KH_ACCOUNT_DIALOG (dialog);

  if (g_str_equal (text, gtk_editable_get_text (GTK_EDITABLE (self->passphrase_row))))
    return NULL;
  return g_strdup (_ ("The two do not match"));
}

static guint
chosen_roles (KhAccountDialog *self)
{
  guint n, roles = 0;
  const KhRoleText *texts = kh_role_texts (&n);

  for (guint i = 0; i < n; i++)
    roles |= gtk_switch_get_active (self->switches[i]) ? (guint)texts[i].role : 0;
  return roles;
}

static char *
kh_account_dialog_check (KhDialog *dialog)
{
  KhAccountDialog *self = KH_ACCOUNT_DIALOG (dialog);
  guint roles = chosen_roles (self);

  if (roles == 0)
    return g_strdup (_ ("Choose at least one role"));
  return self->account != NULL && roles == kh_role_bits (self->account) ? g_strdup ("") : NULL;
}

static void
add_role (KhAccountDialog *self, const KhRoleText *text, guint index)
{
  static const char *const may[MAX_ROLES] = {
    N_ ("Accounts, settings, the clock"),
    N_ ("Vaults, keys, policies and who may use them"),
    N_ ("Environments, their data and what protects it"),
    N_ ("Imports and exports the data of environments"),
    N_ ("Sees everything but data, changes nothing"),
    N_ ("Sees everything but data, decides unlock requests"),
  };
  GtkWidget *row = kh_row_new (_ (text->name), _ (may[index]));
  GtkWidget *toggle = gtk_switch_new ();

  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  self->switches[index] = GTK_SWITCH (toggle);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (kh_dialog_on_changed), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->roles_group, row);
}

/* --- The verbs ------------------------------------------------------------------------------- */

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhAccountDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) answer =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (error != NULL)
    kh_dialog_fail (KH_DIALOG (self), error);
  else
    kh_dialog_done (KH_DIALOG (self), NULL, NULL, NULL);
}

/* Takes @call. */
static void
run (KhAccountDialog *self, KhCall *call)
{
  KhDialog *dialog = KH_DIALOG (self);

  kh_dialog_begin (dialog);
  kh_organization_call_async (kh_dialog_get_organization (dialog), call,
                              kh_dialog_get_cancellable (dialog), done_cb, g_object_ref (self));
}

static void
kh_account_dialog_apply (KhDialog *dialog)
{
  KhAccountDialog *self = KH_ACCOUNT_DIALOG (dialog);
  g_auto (GStrv) roles = kh_role_words (chosen_roles (self));
  gboolean typed = *gtk_editable_get_text (GTK_EDITABLE (self->passphrase_row)) != '\0';
  g_autoptr (KhSecret) passphrase = NULL;

  if (self->account != NULL) {
    run (self, kh_tenant_api_set_roles (kh_json_string (self->account, "id"),
                                        (const char *const *)roles));
    return;
  }
  passphrase = typed ? kh_passphrase_entry_read (self->passphrase_row) : NULL;
  run (self, kh_tenant_api_add_account (gtk_editable_get_text (GTK_EDITABLE (self->name_row)),
                                        (const char *const *)roles, passphrase));
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhAccountDialog) self = data;

  if (kh_ask_finish (result, NULL) && !kh_dialog_is_closed (KH_DIALOG (self)))
    run (self, kh_tenant_api_remove_account (kh_json_string (self->account, "id")));
}

static void
on_remove_clicked_cb (KhAccountDialog *self)
{
  const char *name = kh_json_string (self->account, "name");
  g_autofree char *heading = g_strdup_printf (_ ("Remove %s?"), name);
  g_autofree char *body = g_strdup_printf (
      _ ("%s can no longer use this organization. What %s did stays in the audit log."), name,
      name);
  KhConfirmTexts texts = {
    .verb = _ ("_Remove Account"), .heading = heading, .body = body, .destructive = TRUE
  };

  kh_ask_async (GTK_WIDGET (self), &texts, kh_dialog_get_cancellable (KH_DIALOG (self)), asked_cb,
                g_object_ref (self));
}

/* --- The dialog ------------------------------------------------------------------------------ */

static void
kh_account_dialog_constructed (GObject *object)
{
  KhAccountDialog *self = KH_ACCOUNT_DIALOG (object);
  KhDialog *dialog = KH_DIALOG (self);
  guint n;
  const KhRoleText *texts = kh_role_texts (&n);

  G_OBJECT_CLASS (kh_account_dialog_parent_class)->constructed (object);
  g_assert (n <= MAX_ROLES);
  for (guint i = 0; i < n; i++)
    add_role (self, &texts[i], i);
  kh_dialog_check_entry (dialog, self->name_row, check_name);
  kh_dialog_check_entry (dialog, ADW_ENTRY_ROW (self->passphrase_row), check_passphrase);
  kh_dialog_check_entry (dialog, ADW_ENTRY_ROW (self->repeat_row), check_repeat);
}

static void
kh_account_dialog_dispose (GObject *object)
{
  KhAccountDialog *self = KH_ACCOUNT_DIALOG (object);

  g_clear_pointer (&self->account, kh_json_unref);
  G_OBJECT_CLASS (kh_account_dialog_parent_class)->dispose (object);
}

static void
kh_account_dialog_class_init (KhAccountDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (KH_TYPE_CAPS_NOTE);
  G_OBJECT_CLASS (klass)->constructed = kh_account_dialog_constructed;
  G_OBJECT_CLASS (klass)->dispose = kh_account_dialog_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_account_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_account_dialog_check;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-account-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhAccountDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, KhAccountDialog, roles_group);
  gtk_widget_class_bind_template_child (widget_class, KhAccountDialog, passphrase_group);
  gtk_widget_class_bind_template_child (widget_class, KhAccountDialog, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, KhAccountDialog, repeat_row);
  gtk_widget_class_bind_template_child (widget_class, KhAccountDialog, remove_group);
  gtk_widget_class_bind_template_child (widget_class, KhAccountDialog, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_clicked_cb);
}

static void
kh_account_dialog_init (KhAccountDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_account (KhAccountDialog *self, KhJson *account)
{
  guint n, roles = kh_role_bits (account);
  const KhRoleText *texts = kh_role_texts (&n);

  self->account = kh_json_ref (account);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Edit Account"));
  kh_dialog_set_verb (KH_DIALOG (self), _ ("_Save"), FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), kh_json_string (account, "name"));
  /* An account keeps its name: records tell it. */
  gtk_editable_set_editable (GTK_EDITABLE (self->name_row), FALSE);
  gtk_widget_set_visible (self->passphrase_group, FALSE);
  gtk_widget_set_visible (self->remove_group, TRUE);
  for (guint i = 0; i < n; i++)
    gtk_switch_set_active (self->switches[i], (roles & (guint)texts[i].role) != 0);
}

KhDialog *
kh_account_dialog_new (KhOrganization *organization, KhJson *account)
{
  KhAccountDialog *self = g_object_new (KH_TYPE_ACCOUNT_DIALOG, "organization", organization, NULL);

  if (account != NULL)
    set_account (self, account);
  return KH_DIALOG (self);
}
