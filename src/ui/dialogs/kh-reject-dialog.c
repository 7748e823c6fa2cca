/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reject…: who asked reads why. */
#include "kh-request-dialogs.h"

#include "kh-request-acts.h"
#include "kh-request-api.h"
#include "kh-text.h"

#define KH_TYPE_REJECT_DIALOG (kh_reject_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhRejectDialog, kh_reject_dialog, KH, REJECT_DIALOG, KhDialog)

struct _KhRejectDialog {
  KhDialog parent_instance;

  char *id;
  AdwEntryRow *reason_row;
};

G_DEFINE_FINAL_TYPE (KhRejectDialog, kh_reject_dialog, KH_TYPE_DIALOG)

static char *
check_reason (KhDialog *dialog, const char *text)
{
  return *text == '\0' ? g_strdup (kh_request_reason_missing ()) : NULL;
}

static void
rejected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhRejectDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) answer =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  kh_organization_refresh_requests (KH_ORGANIZATION (source));
  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (error == NULL)
    kh_dialog_done (KH_DIALOG (self), _ ("Request rejected"), NULL, NULL);
  else
    kh_dialog_fail (KH_DIALOG (self), error);
}

static void
kh_reject_dialog_apply (KhDialog *dialog)
{
  KhRejectDialog *self = KH_REJECT_DIALOG (dialog);

  kh_dialog_begin (dialog);
  kh_organization_call_async (
      kh_dialog_get_organization (dialog),
      kh_request_api_decide (self->id, "reject", NULL,
                             gtk_editable_get_text (GTK_EDITABLE (self->reason_row))),
      kh_dialog_get_cancellable (dialog), rejected_cb, g_object_ref (self));
}

static void
kh_reject_dialog_finalize (GObject *object)
{
  g_free (KH_REJECT_DIALOG (object)->id);
  G_OBJECT_CLASS (kh_reject_dialog_parent_class)->finalize (object);
}

static void
kh_reject_dialog_class_init (KhRejectDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_reject_dialog_finalize;
  KH_DIALOG_CLASS (klass)->apply = kh_reject_dialog_apply;
}

static void
kh_reject_dialog_init (KhRejectDialog *self)
{
}

KhDialog *
kh_reject_dialog_new (KhOrganization *organization, KhJson *request)
{
  KhRejectDialog *self = g_object_new (KH_TYPE_REJECT_DIALOG, "organization", organization, NULL);
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *title =
      g_strdup_printf (_ ("Reason, shown to %s"), kh_json_string (request, "requestedBy"));

  self->id = g_strdup (kh_json_string (request, "id"));
  self->reason_row = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->reason_row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->reason_row), title);
  adw_preferences_group_add (group, GTK_WIDGET (self->reason_row));
  gtk_window_set_title (GTK_WINDOW (self), _ ("Reject This Request?"));
  kh_dialog_set_verb (KH_DIALOG (self), _ ("_Reject Request"), TRUE);
  kh_dialog_add_group (KH_DIALOG (self), group);
  kh_dialog_check_entry (KH_DIALOG (self), self->reason_row, check_reason);
  kh_dialog_check (KH_DIALOG (self));
  return KH_DIALOG (self);
}
