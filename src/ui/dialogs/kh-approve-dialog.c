/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Approve…: what is approved is shown, named, and proven to be another person's word: of the
 * account in use, or of one that is chosen at the machine of who asked. */
#include "kh-request-dialogs.h"

#include <string.h>

#include "kh-caps-note.h"
#include "kh-impact-rows.h"
#include "kh-lock-text.h"
#include "kh-passphrase-entry.h"
#include "kh-request-acts.h"
#include "kh-request-api.h"
#include "kh-role-text.h"
#include "kh-tenant-api.h"
#include "kh-text.h"

#define KH_TYPE_APPROVE_DIALOG (kh_approve_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhApproveDialog, kh_approve_dialog, KH, APPROVE_DIALOG, KhDialog)

struct _KhApproveDialog {
  KhDialog parent_instance;

  char *id;
  char *name; /* (nullable): what has to be typed */
  AdwPasswordEntryRow *passphrase_row;
  AdwComboRow *who_row; /* (nullable): where another account approves than the one in use */
  guint decides;        /* roles (KhMay) of which another account needs one */
  gboolean knows_who;   /* the accounts were read */
};

G_DEFINE_FINAL_TYPE (KhApproveDialog, kh_approve_dialog, KH_TYPE_DIALOG)

static char *
check_name (KhDialog *dialog, const char *text)
{
  const char *name = KH_APPROVE_DIALOG (dialog)->name;

  if (strcmp (text, name) == 0)
    return NULL;
  return g_strdup_printf (_ ("Type %s"), name);
}

static char *
check_passphrase (KhDialog *dialog, const char *text)
{
  if (*text != '\0')
    return NULL;
  return g_strdup (KH_APPROVE_DIALOG (dialog)->who_row != NULL
                       ? _ ("The second person types their passphrase")
                       : _ ("Type the passphrase of this account"));
}

/* --- Who approves ----------------------------------------------------------------------------- */

/* (nullable) (transfer none): the name that is chosen. */
static const char *
get_who (KhApproveDialog *self)
{
  GtkStringObject *chosen = adw_combo_row_get_selected_item (self->who_row);

  return chosen != NULL ? gtk_string_object_get_string (chosen) : NULL;
}

static char *
kh_approve_dialog_check (KhDialog *dialog)
{
  KhApproveDialog *self = KH_APPROVE_DIALOG (dialog);

  if (self->who_row == NULL || get_who (self) != NULL)
    return NULL;
  return g_strdup (self->knows_who ? _ ("No other account may approve") : "");
}

/* Another one has another passphrase. */
static void
on_who_cb (KhApproveDialog *self)
{
  kh_passphrase_entry_clear (self->passphrase_row);
  kh_dialog_check (KH_DIALOG (self));
}

/* As kh_petition_check_decider() has it; the tenant asks again. */
static gboolean
may_approve (KhApproveDialog *self, KhJson *account)
{
  const char *own = kh_organization_get_account (kh_dialog_get_organization (KH_DIALOG (self)));

  return g_strcmp0 (kh_json_string (account, "name"), own) != 0
         && kh_json_bool (account, "hasPassphrase", FALSE)
         && (kh_role_bits (account) & self->decides) != 0;
}

static void
accounts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhApproveDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) accounts =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (accounts == NULL) {
    kh_dialog_fail (KH_DIALOG (self), error);
    return;
  }
  for (guint i = 0; i < accounts->len; i++)
    if (may_approve (self, accounts->pdata[i]))
      gtk_string_list_append (names, kh_json_string (accounts->pdata[i], "name"));
  self->knows_who = TRUE;
  adw_combo_row_set_model (self->who_row, G_LIST_MODEL (names));
  kh_dialog_check (KH_DIALOG (self));
}

static void
add_who (KhApproveDialog *self, AdwPreferencesGroup *group)
{
  self->who_row = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->who_row), _ ("Second person"));
  adw_preferences_group_add (group, GTK_WIDGET (self->who_row));
  g_signal_connect_object (self->who_row, "notify::selected", G_CALLBACK (on_who_cb), self,
                           G_CONNECT_SWAPPED);
}

/* --- Approving -------------------------------------------------------------------------------- */

static void
end (KhApproveDialog *self, const GError *error)
{
  kh_organization_refresh_requests (kh_dialog_get_organization (KH_DIALOG (self)));
  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (error == NULL) {
    kh_dialog_done (KH_DIALOG (self), _ ("Request approved"), NULL, NULL);
    return;
  }
  /* What was wrong is typed again. */
  kh_passphrase_entry_clear (self->passphrase_row);
  kh_dialog_fail (KH_DIALOG (self), error);
}

static void
approved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhApproveDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) answer =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  end (self, error);
}

/* What the worker's thread needs, and it alone reads. */
typedef struct {
  char *who, *id;
  KhSecret *passphrase; /* (owned) */
} Approval;

static void
approval_free (gpointer data)
{
  Approval *self = data;

  kh_secret_unref (self->passphrase);
  g_free (self->who);
  g_free (self->id);
  g_free (self);
}

static gpointer
approve_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Approval *approval = data;

  return GINT_TO_POINTER (kh_act_approve_as (client, approval->who, approval->passphrase,
                                             approval->id, cancellable, error));
}

static void
approved_here_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhApproveDialog) self = data;
  g_autoptr (GError) error = NULL;

  kh_organization_run_finish (KH_ORGANIZATION (source), result, &error);
  end (self, error);
}

static void
approve_here (KhApproveDialog *self, KhSecret *passphrase)
{
  Approval *approval = g_new0 (Approval, 1);

  approval->who = g_strdup (get_who (self));
  approval->id = g_strdup (self->id);
  approval->passphrase = kh_secret_ref (passphrase);
  kh_organization_run_async (
      kh_dialog_get_organization (KH_DIALOG (self)), approve_worker, approval, approval_free, NULL,
      kh_dialog_get_cancellable (KH_DIALOG (self)), approved_here_cb, g_object_ref (self));
}

static void
kh_approve_dialog_apply (KhDialog *dialog)
{
  KhApproveDialog *self = KH_APPROVE_DIALOG (dialog);
  g_autoptr (KhSecret) passphrase = kh_passphrase_entry_read (self->passphrase_row);

  kh_dialog_begin (dialog);
  if (self->who_row != NULL)
    approve_here (self, passphrase);
  else
    kh_organization_call_async (kh_dialog_get_organization (dialog),
                                kh_request_api_decide (self->id, "approve", passphrase, NULL),
                                kh_dialog_get_cancellable (dialog), approved_cb,
                                g_object_ref (self));
}

static void
kh_approve_dialog_finalize (GObject *object)
{
  g_free (KH_APPROVE_DIALOG (object)->id);
  g_free (KH_APPROVE_DIALOG (object)->name);
  G_OBJECT_CLASS (kh_approve_dialog_parent_class)->finalize (object);
}

static void
kh_approve_dialog_class_init (KhApproveDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_approve_dialog_finalize;
  KH_DIALOG_CLASS (klass)->apply = kh_approve_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_approve_dialog_check;
}

static void
kh_approve_dialog_init (KhApproveDialog *self)
{
}

static AdwPreferencesGroup *
add_group (KhApproveDialog *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  kh_dialog_add_group (KH_DIALOG (self), group);
  return group;
}

/* Who asked and why; then what the act would do now. */
static void
add_impact (KhApproveDialog *self, KhJson *request)
{
  AdwPreferencesGroup *group = add_group (self);
  KhTime now = kh_organization_now (kh_dialog_get_organization (KH_DIALOG (self)));
  const char *reason = kh_json_string (request, "reason");
  g_autofree char *asked =
      g_strdup_printf (_ ("Asked by %s"), kh_json_string (request, "requestedBy"));
  g_autofree char *text = reason != NULL ? g_strdup_printf ("%s: %s", asked, reason) : NULL;
  KhJson *impact = kh_json_get (request, "impact");
  g_autofree char *outage = impact != NULL ? kh_lock_text_outage (impact, kh_text_date, now) : NULL;
  g_autofree char *all = g_strjoin ("\n", text != NULL ? text : asked, outage, NULL);
  g_autofree char *safe = kh_text_escape (all);
  GtkWidget *list = gtk_list_box_new ();

  adw_preferences_group_set_description (group, safe);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_visible (list, kh_impact_rows_fill (GTK_LIST_BOX (list), NULL, impact, now) > 0);
  adw_preferences_group_add (group, list);
}

static void
add_entries (KhApproveDialog *self, gboolean here)
{
  AdwPreferencesGroup *group = add_group (self);
  GtkWidget *name_row;

  if (self->name != NULL) {
    g_autofree char *title = g_strdup_printf (_ ("Type %s"), self->name);

    name_row = adw_entry_row_new ();
    adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (name_row), FALSE);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (name_row), title);
    adw_preferences_group_add (group, name_row);
    kh_dialog_check_entry (KH_DIALOG (self), ADW_ENTRY_ROW (name_row), check_name);
  }
  if (here)
    add_who (self, group);
  self->passphrase_row = ADW_PASSWORD_ENTRY_ROW (adw_password_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->passphrase_row), _ ("Passphrase"));
  adw_preferences_group_add (group, GTK_WIDGET (self->passphrase_row));
  adw_preferences_group_add (group, g_object_new (KH_TYPE_CAPS_NOTE, NULL));
  kh_dialog_check_entry (KH_DIALOG (self), ADW_ENTRY_ROW (self->passphrase_row), check_passphrase);
}

static KhDialog *
make (KhOrganization *organization, KhJson *request, gboolean here)
{
  KhApproveDialog *self = g_object_new (KH_TYPE_APPROVE_DIALOG, "organization", organization, NULL);
  gint64 level = kh_json_int (request, "impact.level", kh_json_int (request, "level", 0));
  gboolean locks = kh_json_length (request, "impact.environments") > 0;
  g_autofree char *title =
      g_strdup_printf (_ ("Approve: %s?"), kh_json_string (request, "subject"));

  self->id = g_strdup (kh_json_string (request, "id"));
  self->decides = g_strcmp0 (kh_json_string (request, "kind"), "unlock") == 0
                      ? KH_MAY_SUPPORT
                      : KH_MAY_BOTH_ADMINISTRATORS;
  if (level >= 3)
    self->name = g_strdup (kh_json_string (request, "impact.confirmName"));
  gtk_window_set_title (GTK_WINDOW (self), title);
  kh_dialog_set_verb (KH_DIALOG (self),
                      level >= 3 && locks ? _ ("_Approve and Lock") : _ ("_Approve"), level >= 3);
  add_impact (self, request);
  add_entries (self, here);
  kh_dialog_check (KH_DIALOG (self));
  return KH_DIALOG (self);
}

KhDialog *
kh_approve_dialog_new (KhOrganization *organization, KhJson *request)
{
  return make (organization, request, FALSE);
}

KhDialog *
kh_approve_dialog_new_here (KhOrganization *organization, KhJson *request)
{
  KhDialog *self = make (organization, request, TRUE);

  kh_organization_call_async (organization, kh_tenant_api_accounts (),
                              kh_dialog_get_cancellable (self), accounts_cb, g_object_ref (self));
  return self;
}
