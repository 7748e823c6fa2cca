/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses an account and signs in as it. */
#include "kh-switch-account-dialog.h"

#include "kh-caps-note.h"
#include "kh-passphrase-entry.h"
#include "kh-role-text.h"
#include "kh-rows.h"
#include "kh-tenant-api.h"
#include "kh-text.h"

#define ACCOUNT "account"

struct _KhSwitchAccountDialog {
  KhDialog parent_instance;

  KhSession *session; /* (owned) */
  KhJson *chosen;     /* (nullable) */
  guint countdown;    /* source id; 0: nobody has to wait */
  gboolean wrong;     /* the passphrase that was tried */

  AdwPreferencesGroup *accounts_group;
  AdwEntryRow *name_row;
  GtkWidget *passphrase_group;
  AdwPasswordEntryRow *passphrase_row;
  GtkCheckButton *first; /* (nullable): of the group of choices */
};

G_DEFINE_FINAL_TYPE (KhSwitchAccountDialog, kh_switch_account_dialog, KH_TYPE_DIALOG)

enum { PROP_SESSION = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

/* --- What is missing ------------------------------------------------------------------------- */

/* Somebody who cannot read the accounts knows neither whether a name needs a passphrase. */
static gboolean
types_name (KhSwitchAccountDialog *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->name_row));
}

static char *
check_name (KhDialog *dialog, const char *text)
{
  return *text == '\0' ? g_strdup (_ ("Type the name of an account")) : NULL;
}

static char *
check_passphrase (KhDialog *dialog, const char *text)
{
  KhSwitchAccountDialog *self = KH_SWITCH_ACCOUNT_DIALOG (dialog);

  if (*text != '\0' || types_name (self))
    return NULL;
  return g_strdup (_ ("Type the passphrase of the account"));
}

/* What was tried is said at once, what was not typed yet only when the field was left. */
static char *
kh_switch_account_dialog_check (KhDialog *dialog)
{
  KhSwitchAccountDialog *self = KH_SWITCH_ACCOUNT_DIALOG (dialog);
  GtkEditable *entry = GTK_EDITABLE (self->passphrase_row);
  guint wait = self->wrong ? kh_session_get_wait (self->session) : 0;

  if (self->chosen == NULL && !types_name (self))
    return g_strdup ("");
  if (wait > 0)
    return g_strdup_printf (_ ("Too many tries. Try again in %u:%02u"), wait / 60, wait % 60);
  if (!self->wrong || *gtk_editable_get_text (entry) != '\0')
    return NULL;
  gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  return g_strdup (_ ("Wrong passphrase"));
}

/* --- The accounts ---------------------------------------------------------------------------- */

static void
on_chosen_cb (GtkCheckButton *check, GParamSpec *pspec, KhSwitchAccountDialog *self)
{
  KhJson *account = g_object_get_data (G_OBJECT (check), ACCOUNT);
  gboolean asks;

  if (!gtk_check_button_get_active (check))
    return;
  g_clear_pointer (&self->chosen, kh_json_unref);
  self->chosen = kh_json_ref (account);
  asks = kh_json_bool (account, "hasPassphrase", FALSE);
  self->wrong = FALSE;
  kh_passphrase_entry_clear (self->passphrase_row);
  gtk_widget_set_visible (GTK_WIDGET (self->passphrase_row), asks);
  kh_dialog_check (KH_DIALOG (self));
  kh_dialog_fit (KH_DIALOG (self));
}

/* The row that it is put into gives it its name. */
static GtkWidget *
new_choice (KhSwitchAccountDialog *self, KhJson *account)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (check), ACCOUNT, kh_json_ref (account),
                          (GDestroyNotify)kh_json_unref);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->first);
  if (self->first == NULL)
    self->first = GTK_CHECK_BUTTON (check);
  g_signal_connect_object (check, "notify::active", G_CALLBACK (on_chosen_cb), self, 0);
  return check;
}

static void
add_account (KhSwitchAccountDialog *self, KhJson *account)
{
  KhOrganization *organization = kh_dialog_get_organization (KH_DIALOG (self));
  const char *name = kh_json_string (account, "name");
  gboolean in_use = g_strcmp0 (name, kh_organization_get_account (organization)) == 0;
  g_autofree char *roles = kh_role_names (kh_role_bits (account), ", ");
  GtkWidget *row = kh_row_new (name, roles);

  if (in_use) {
    kh_row_add_label (row, _ ("In use now"));
  } else {
    GtkWidget *check = new_choice (self, account);

    adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  }
  adw_preferences_group_add (self->accounts_group, row);
}

static void
ask_for_name (KhSwitchAccountDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->name_row), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->passphrase_row), TRUE);
  kh_dialog_check (KH_DIALOG (self));
  kh_dialog_fit (KH_DIALOG (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}

static void
accounts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhSwitchAccountDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) accounts =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (kh_error_is (error, KH_ERROR_PERMISSION)) {
    ask_for_name (self);
    return;
  }
  if (accounts == NULL) {
    kh_dialog_fail (KH_DIALOG (self), error);
    return;
  }
  for (guint i = 0; i < accounts->len; i++)
    add_account (self, accounts->pdata[i]);
  kh_dialog_fit (KH_DIALOG (self));
  if (self->first != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->first));
}

/* --- The verb -------------------------------------------------------------------------------- */

static gboolean
countdown_cb (gpointer data)
{
  KhSwitchAccountDialog *self = data;
  gboolean waits = kh_session_get_wait (self->session) > 0;

  if (!waits) {
    self->countdown = 0;
    self->wrong = FALSE;
    gtk_widget_set_sensitive (GTK_WIDGET (self->passphrase_row), TRUE);
    gtk_widget_grab_focus (GTK_WIDGET (self->passphrase_row));
  }
  kh_dialog_check (KH_DIALOG (self));
  return waits ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
is_passphrase_error (const GError *error)
{
  const KhErrorFacts *facts = kh_error_get_facts (error);

  return kh_error_is (error, KH_ERROR_SEALED) && facts != NULL
         && (g_strcmp0 (facts->inner, "WrongPassphrase") == 0
             || g_strcmp0 (facts->inner, "TooManyTries") == 0);
}

/* A passphrase that does not fit is said where it was typed, and typed again there. */
static void
take_failure (KhSwitchAccountDialog *self, const GError *error)
{
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "");
  gboolean again = is_passphrase_error (error);

  if (again) {
    self->wrong = TRUE;
    kh_passphrase_entry_clear (self->passphrase_row);
  }
  kh_dialog_fail (KH_DIALOG (self), again ? cancelled : error);
  if (!again)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase_row));
  if (kh_session_get_wait (self->session) > 0 && self->countdown == 0) {
    gtk_widget_set_sensitive (GTK_WIDGET (self->passphrase_row), FALSE);
    self->countdown = g_timeout_add_seconds (1, countdown_cb, self);
  }
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhSwitchAccountDialog) self = data;
  g_autoptr (GError) error = NULL;

  kh_session_change_account_finish (KH_SESSION (source), result, &error);
  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (error != NULL)
    take_failure (self, error);
  else
    kh_dialog_done (KH_DIALOG (self), NULL, NULL, NULL);
}

static void
kh_switch_account_dialog_apply (KhDialog *dialog)
{
  KhSwitchAccountDialog *self = KH_SWITCH_ACCOUNT_DIALOG (dialog);
  gboolean typed = *gtk_editable_get_text (GTK_EDITABLE (self->passphrase_row)) != '\0';
  g_autoptr (KhSecret) passphrase = typed ? kh_passphrase_entry_read (self->passphrase_row) : NULL;
  const char *account = self->chosen != NULL
                            ? kh_json_string (self->chosen, "id")
                            : gtk_editable_get_text (GTK_EDITABLE (self->name_row));

  kh_dialog_begin (dialog);
  kh_session_change_account_async (self->session, account, passphrase,
                                   kh_dialog_get_cancellable (dialog), changed_cb,
                                   g_object_ref (self));
}

/* --- The dialog ------------------------------------------------------------------------------ */

static void
kh_switch_account_dialog_set_property (GObject *object, guint id, const GValue *value,
                                       GParamSpec *pspec)
{
  KH_SWITCH_ACCOUNT_DIALOG (object)->session = g_value_dup_object (value);
}

static void
kh_switch_account_dialog_constructed (GObject *object)
{
  KhSwitchAccountDialog *self = KH_SWITCH_ACCOUNT_DIALOG (object);

  G_OBJECT_CLASS (kh_switch_account_dialog_parent_class)->constructed (object);
  kh_dialog_check_entry (KH_DIALOG (self), self->name_row, check_name);
  kh_dialog_check_entry (KH_DIALOG (self), ADW_ENTRY_ROW (self->passphrase_row), check_passphrase);
}

static void
kh_switch_account_dialog_dispose (GObject *object)
{
  KhSwitchAccountDialog *self = KH_SWITCH_ACCOUNT_DIALOG (object);

  g_clear_handle_id (&self->countdown, g_source_remove);
  g_clear_pointer (&self->chosen, kh_json_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (kh_switch_account_dialog_parent_class)->dispose (object);
}

static void
kh_switch_account_dialog_class_init (KhSwitchAccountDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (KH_TYPE_CAPS_NOTE);
  G_OBJECT_CLASS (klass)->set_property = kh_switch_account_dialog_set_property;
  G_OBJECT_CLASS (klass)->constructed = kh_switch_account_dialog_constructed;
  G_OBJECT_CLASS (klass)->dispose = kh_switch_account_dialog_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_switch_account_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_switch_account_dialog_check;
  props[PROP_SESSION] =
      g_param_spec_object ("session", NULL, NULL, KH_TYPE_SESSION,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-switch-account-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhSwitchAccountDialog, accounts_group);
  gtk_widget_class_bind_template_child (widget_class, KhSwitchAccountDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, KhSwitchAccountDialog, passphrase_group);
  gtk_widget_class_bind_template_child (widget_class, KhSwitchAccountDialog, passphrase_row);
}

static void
kh_switch_account_dialog_init (KhSwitchAccountDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhDialog *
kh_switch_account_dialog_new (KhSession *session)
{
  KhOrganization *organization = kh_session_get_organization (session);
  KhSwitchAccountDialog *self = g_object_new (KH_TYPE_SWITCH_ACCOUNT_DIALOG, "organization",
                                              organization, "session", session, NULL);

  kh_organization_call_async (organization, kh_tenant_api_accounts (),
                              kh_dialog_get_cancellable (KH_DIALOG (self)), accounts_cb,
                              g_object_ref (self));
  return KH_DIALOG (self);
}
