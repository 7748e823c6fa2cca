/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Approve…: what is approved is shown, named, and proven to be another person's word. */
#include "kh-request-dialogs.h"

#include <string.h>

#include "kh-caps-note.h"
#include "kh-impact-rows.h"
#include "kh-passphrase-entry.h"
#include "kh-request-api.h"
#include "kh-text.h"

#define KH_TYPE_APPROVE_DIALOG (kh_approve_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhApproveDialog, kh_approve_dialog, KH, APPROVE_DIALOG, KhDialog)

struct _KhApproveDialog {
  KhDialog parent_instance;

  char *id;
  char *name; /* (nullable): what has to be typed */
  AdwPasswordEntryRow *passphrase_row;
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
  return *text == '\0' ? g_strdup (_ ("Type the passphrase of this account")) : NULL;
}

static void
approved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhApproveDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) answer =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  kh_organization_refresh_requests (KH_ORGANIZATION (source));
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
kh_approve_dialog_apply (KhDialog *dialog)
{
  KhApproveDialog *self = KH_APPROVE_DIALOG (dialog);
  g_autoptr (KhSecret) passphrase = kh_passphrase_entry_read (self->passphrase_row);

  kh_dialog_begin (dialog);
  kh_organization_call_async (kh_dialog_get_organization (dialog),
                              kh_request_api_decide (self->id, "approve", passphrase, NULL),
                              kh_dialog_get_cancellable (dialog), approved_cb, g_object_ref (self));
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
  g_autofree char *safe = kh_text_escape (text != NULL ? text : asked);
  GtkWidget *list = gtk_list_box_new ();

  adw_preferences_group_set_description (group, safe);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_visible (
      list,
      kh_impact_rows_fill (GTK_LIST_BOX (list), NULL, kh_json_get (request, "impact"), now) > 0);
  adw_preferences_group_add (group, list);
}

static void
add_entries (KhApproveDialog *self)
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
  self->passphrase_row = ADW_PASSWORD_ENTRY_ROW (adw_password_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->passphrase_row), _ ("Passphrase"));
  adw_preferences_group_add (group, GTK_WIDGET (self->passphrase_row));
  adw_preferences_group_add (group, g_object_new (KH_TYPE_CAPS_NOTE, NULL));
  kh_dialog_check_entry (KH_DIALOG (self), ADW_ENTRY_ROW (self->passphrase_row), check_passphrase);
}

KhDialog *
kh_approve_dialog_new (KhOrganization *organization, KhJson *request)
{
  KhApproveDialog *self = g_object_new (KH_TYPE_APPROVE_DIALOG, "organization", organization, NULL);
  gint64 level = kh_json_int (request, "impact.level", kh_json_int (request, "level", 0));
  gboolean locks = kh_json_length (request, "impact.environments") > 0;
  g_autofree char *title =
      g_strdup_printf (_ ("Approve: %s?"), kh_json_string (request, "subject"));

  self->id = g_strdup (kh_json_string (request, "id"));
  if (level >= 3)
    self->name = g_strdup (kh_json_string (request, "impact.confirmName"));
  gtk_window_set_title (GTK_WINDOW (self), title);
  kh_dialog_set_verb (KH_DIALOG (self),
                      level >= 3 && locks ? _ ("_Approve and Lock") : _ ("_Approve"), level >= 3);
  add_impact (self, request);
  add_entries (self);
  kh_dialog_check (KH_DIALOG (self));
  return KH_DIALOG (self);
}
