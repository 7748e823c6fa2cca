/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Add Reader…: which account may use a policy. */
#include "kh-dialogs.h"

#include "kh-choices.h"
#include "kh-role-text.h"
#include "kh-tenant-api.h"
#include "kh-text.h"
#include "kh-toast.h"
#include "kh-vault-api.h"

#define KH_TYPE_READER_DIALOG (kh_reader_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhReaderDialog, kh_reader_dialog, KH, READER_DIALOG, KhDialog)

struct _KhReaderDialog {
  KhDialog parent_instance;

  AdwComboRow *account_row;
  KhItem *policy; /* (owned) */
  gboolean read;  /* who can be chosen is known */
};

G_DEFINE_FINAL_TYPE (KhReaderDialog, kh_reader_dialog, KH_TYPE_DIALOG)

static char *
kh_reader_dialog_check (KhDialog *dialog)
{
  KhReaderDialog *self = KH_READER_DIALOG (dialog);

  if (kh_choices_get_text (self->account_row) != NULL)
    return NULL;
  return g_strdup (self->read ? _ ("Every Power Platform administrator can read the policy already")
                              : "");
}

/* --- Who can be chosen ------------------------------------------------------------------------ */

/* Others could do nothing with it, or read every policy as they are. */
static gboolean
is_choice (KhJson *account, const char *const *readers)
{
  guint roles = kh_role_bits (account);
  const char *name = kh_json_string (account, "name");

  return name != NULL && (roles & KH_MAY_PPA) != 0 && (roles & (KH_MAY_KVA | KH_MAY_OWNER)) == 0
         && !(readers != NULL && g_strv_contains (readers, name));
}

static void
show_accounts (KhReaderDialog *self, GPtrArray *accounts)
{
  g_auto (GStrv) readers = kh_json_strv (kh_item_get_snapshot (self->policy), "readers");
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < accounts->len; i++)
    if (is_choice (accounts->pdata[i], (const char *const *)readers))
      gtk_string_list_append (names, kh_json_string (accounts->pdata[i], "name"));
  self->read = TRUE;
  adw_combo_row_set_model (self->account_row, G_LIST_MODEL (names));
  gtk_widget_set_sensitive (GTK_WIDGET (self->account_row),
                            g_list_model_get_n_items (G_LIST_MODEL (names)) > 0);
  kh_dialog_check (KH_DIALOG (self));
}

static void
accounts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhReaderDialog) self = data;
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

/* --- Adding, and taking it back --------------------------------------------------------------- */

typedef struct {
  KhOrganization *organization; /* (owned) */
  char *policy, *name;
} Undo;

static void
undo_free (gpointer data)
{
  Undo *undo = data;

  g_object_unref (undo->organization);
  g_free (undo->policy);
  g_free (undo->name);
  g_free (undo);
}

typedef struct {
  GWeakRef place;
} Undoing;

/* The page tells when it is done. */
static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Undoing *undoing = data;
  g_autoptr (GtkWidget) place = g_weak_ref_get (&undoing->place);
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) policy =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  g_autofree char *text = error != NULL ? kh_text_error_body (error) : NULL;

  if (place != NULL && text != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    kh_toast (place, text, NULL, NULL);
  g_weak_ref_clear (&undoing->place);
  g_free (undoing);
}

static void
undo_act (GtkWidget *place, gpointer data)
{
  const Undo *undo = data;
  Undoing *undoing = g_new0 (Undoing, 1);

  g_weak_ref_init (&undoing->place, place);
  kh_organization_call_async (undo->organization,
                              kh_policy_api_set_reader (undo->policy, undo->name, FALSE), NULL,
                              undone_cb, undoing);
}

static void
tell_added (KhReaderDialog *self)
{
  GtkWindow *below = gtk_window_get_transient_for (GTK_WINDOW (self));
  Undo *undo = g_new0 (Undo, 1);

  undo->organization = g_object_ref (kh_dialog_get_organization (KH_DIALOG (self)));
  undo->policy = g_strdup (kh_item_get_id (self->policy));
  undo->name = g_strdup (kh_choices_get_text (self->account_row));
  if (below != NULL)
    kh_toast_act (GTK_WIDGET (below), _ ("Reader added"), _ ("Undo"), undo_act, undo, undo_free);
  else
    undo_free (undo);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhReaderDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) policy =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (error != NULL) {
    kh_dialog_fail (KH_DIALOG (self), error);
    return;
  }
  tell_added (self);
  kh_dialog_done (KH_DIALOG (self), NULL, NULL, NULL);
}

static void
kh_reader_dialog_apply (KhDialog *dialog)
{
  KhReaderDialog *self = KH_READER_DIALOG (dialog);

  kh_dialog_begin (dialog);
  kh_organization_call_async (kh_dialog_get_organization (dialog),
                              kh_policy_api_set_reader (kh_item_get_id (self->policy),
                                                        kh_choices_get_text (self->account_row),
                                                        TRUE),
                              kh_dialog_get_cancellable (dialog), added_cb, g_object_ref (dialog));
}

/* --- The dialog ------------------------------------------------------------------------------- */

static void
kh_reader_dialog_dispose (GObject *object)
{
  g_clear_object (&KH_READER_DIALOG (object)->policy);
  G_OBJECT_CLASS (kh_reader_dialog_parent_class)->dispose (object);
}

static void
kh_reader_dialog_class_init (KhReaderDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_reader_dialog_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_reader_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_reader_dialog_check;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-reader-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhReaderDialog, account_row);
  gtk_widget_class_bind_template_callback (widget_class, kh_dialog_on_changed);
}

static void
kh_reader_dialog_init (KhReaderDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhDialog *
kh_reader_dialog_new (KhOrganization *organization, KhItem *policy)
{
  KhReaderDialog *self = g_object_new (KH_TYPE_READER_DIALOG, "organization", organization, NULL);

  self->policy = g_object_ref (policy);
  kh_dialog_set_reason (KH_DIALOG (self), "");
  kh_organization_call_async (organization, kh_tenant_api_accounts (),
                              kh_dialog_get_cancellable (KH_DIALOG (self)), accounts_cb,
                              g_object_ref (self));
  return KH_DIALOG (self);
}
