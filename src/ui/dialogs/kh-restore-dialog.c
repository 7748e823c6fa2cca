/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Restore…: a backup file is sent and checked, then asked for, then put in the place of all data.
 */
#include "kh-dialogs.h"

#include "kh-backup-work.h"
#include "kh-compat-files.h"
#include "kh-confirm.h"
#include "kh-environment-api.h"
#include "kh-guard-words.h"
#include "kh-rows.h"
#include "kh-text.h"

#define KH_TYPE_RESTORE_DIALOG (kh_restore_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhRestoreDialog, kh_restore_dialog, KH, RESTORE_DIALOG, KhDialog)

struct _KhRestoreDialog {
  KhDialog parent_instance;

  AdwActionRow *file_row;
  GtkWidget *choose_button;
  KhItem *target; /* (owned) */
  GFile *file;    /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (KhRestoreDialog, kh_restore_dialog, KH_TYPE_DIALOG)

static char *
kh_restore_dialog_check (KhDialog *dialog)
{
  return KH_RESTORE_DIALOG (dialog)->file != NULL ? NULL
                                                  : g_strdup (_ ("Choose the file of a backup"));
}

/* --- The file --------------------------------------------------------------------------------- */

void
kh_restore_dialog_set_file (KhDialog *dialog, GFile *file)
{
  KhRestoreDialog *self = KH_RESTORE_DIALOG (dialog);
  g_autofree char *name = g_file_get_parse_name (file);

  /* It is read by its path. */
  if (g_file_peek_path (file) == NULL)
    return;
  g_set_object (&self->file, file);
  adw_action_row_set_subtitle (self->file_row, name);
  kh_dialog_check (dialog);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDialog) dialog = data;
  g_autoptr (GListModel) files = kh_choose_files_finish (result, NULL);
  g_autoptr (GFile) file = files != NULL ? g_list_model_get_item (files, 0) : NULL;

  if (file != NULL && !kh_dialog_is_closed (dialog))
    kh_restore_dialog_set_file (dialog, file);
}

static void
on_choose_clicked_cb (KhRestoreDialog *self)
{
  kh_choose_files_async (GTK_WIDGET (self), _ ("Choose the Backup"),
                         kh_dialog_get_cancellable (KH_DIALOG (self)), chosen_cb,
                         g_object_ref (self));
}

/* --- Restoring -------------------------------------------------------------------------------- */

/* What was sent for which environment. */
typedef struct {
  char *target, *id;
} Sent;

static void
sent_free (gpointer data)
{
  Sent *sent = data;

  g_free (sent->target);
  g_free (sent->id);
  g_free (sent);
}

/* One of the dialog's own, for the end. */
typedef struct {
  KhDialog *dialog; /* (owned) */
  Sent sent;        /* its texts are owned */
} Asking;

static gboolean
restore_confirmed (KhClient *client, gpointer data, const KhConfirmed *confirmed,
                   GCancellable *cancellable, GError **error)
{
  const Sent *sent = data;
  KhCall *call = kh_environment_api_restore (sent->target, sent->id);

  kh_call_set_confirmation (call, confirmed->token);
  return kh_client_do (client, call, cancellable, error);
}

static void
dropped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhJson) nothing = kh_organization_call_finish (KH_ORGANIZATION (source), result, NULL);
}

/* What was sent is given up, unless an approval waits for it, which the tenant knows. */
static void
drop (const Asking *asking)
{
  kh_organization_call_async (kh_dialog_get_organization (asking->dialog),
                              kh_environment_api_drop_sent (asking->sent.target, asking->sent.id),
                              NULL, dropped_cb, NULL);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Asking *asking = data;
  g_autoptr (GError) error = NULL;

  if (kh_confirm_finish (result, &error)) {
    kh_dialog_done (asking->dialog, _ ("Restore started"), _ ("View"), "keyhold:operations");
  } else {
    drop (asking);
    kh_dialog_fail (asking->dialog, error);
  }
  g_object_unref (asking->dialog);
  g_free (asking->sent.target);
  g_free (asking->sent.id);
  g_free (asking);
}

static KhWireImpactRequest *
make_request (const Sent *sent)
{
  KhWireImpactRequest *request = kh_wire_impact_request_new ();

  request->trigger = g_strdup ("restore-data");
  request->environment = g_strdup (sent->target);
  request->sent = g_strdup (sent->id);
  return request;
}

static void
ask (KhRestoreDialog *self, KhJson *backup)
{
  KhDialog *dialog = KH_DIALOG (self);
  KhOrganization *organization = kh_dialog_get_organization (dialog);
  Asking *asking = g_new0 (Asking, 1);
  Sent *sent = g_new0 (Sent, 1);
  g_autofree char *date =
      kh_text_time (kh_json_time (backup, "createdAt"), kh_organization_now (organization));
  g_autofree char *heading =
      g_strdup_printf (_ ("Replace All Data of %s?"), kh_item_get_name (self->target));
  g_autofree char *words = kh_guard_words (
      &(KhGuardFacts){ KH_GUARDED_RESTORE, .source = kh_json_string (backup, "environment"),
                       .made = date },
      TRUE);
  g_autofree char *body = g_strjoin (" ", words, _ ("Type the environment's name:"), NULL);

  sent->target = g_strdup (kh_item_get_id (self->target));
  sent->id = g_strdup (kh_json_string (backup, "id"));
  *asking = (Asking){ g_object_ref (dialog), { g_strdup (sent->target), g_strdup (sent->id) } };
  kh_confirm_async (
      GTK_WIDGET (dialog), organization, make_request (sent),
      &(KhConfirmTexts){
          .verb = _ ("_Replace Data"), .heading = heading, .body = body, .destructive = TRUE },
      restore_confirmed, sent, sent_free, kh_dialog_get_cancellable (dialog), restored_cb, asking);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhRestoreDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) backup = kh_backup_work_send_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  kh_dialog_set_progress (KH_DIALOG (self), NULL);
  if (backup != NULL)
    ask (self, backup);
  else
    kh_dialog_fail (KH_DIALOG (self), error);
}

static void
on_news_cb (GObject *listener, guint64 done, gint64 total)
{
  g_autofree char *text = kh_backup_progress_text (done, total);

  kh_dialog_set_progress (KH_DIALOG (listener), text);
}

static void
kh_restore_dialog_apply (KhDialog *dialog)
{
  KhRestoreDialog *self = KH_RESTORE_DIALOG (dialog);

  kh_dialog_begin (dialog);
  kh_dialog_set_progress (dialog, _ ("Checking"));
  kh_backup_work_send_async (kh_dialog_get_organization (dialog), kh_item_get_id (self->target),
                             g_file_peek_path (self->file), on_news_cb, G_OBJECT (self),
                             kh_dialog_get_cancellable (dialog), sent_cb, g_object_ref (self));
}

/* --- The dialog ------------------------------------------------------------------------------- */

static void
kh_restore_dialog_dispose (GObject *object)
{
  g_clear_object (&KH_RESTORE_DIALOG (object)->target);
  g_clear_object (&KH_RESTORE_DIALOG (object)->file);
  G_OBJECT_CLASS (kh_restore_dialog_parent_class)->dispose (object);
}

static void
kh_restore_dialog_class_init (KhRestoreDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_restore_dialog_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_restore_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_restore_dialog_check;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-restore-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhRestoreDialog, file_row);
  gtk_widget_class_bind_template_child (widget_class, KhRestoreDialog, choose_button);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_clicked_cb);
}

static void
kh_restore_dialog_init (KhRestoreDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Else it is called as the row is. */
  kh_set_name (self->choose_button, _ ("Choose…"));
  kh_dialog_check (KH_DIALOG (self));
}

KhDialog *
kh_restore_dialog_new (KhOrganization *organization, KhItem *environment)
{
  KhRestoreDialog *self = g_object_new (KH_TYPE_RESTORE_DIALOG, "organization", organization, NULL);
  g_autofree char *title = g_strdup_printf (_ ("Restore %s"), kh_item_get_name (environment));

  self->target = g_object_ref (environment);
  gtk_window_set_title (GTK_WINDOW (self), title);
  return KH_DIALOG (self);
}
