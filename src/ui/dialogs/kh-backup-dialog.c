/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Back Up…: all data of an environment into one file. */
#include "kh-dialogs.h"

#include "kh-backup-work.h"
#include "kh-environment-backup.h"
#include "kh-folder-row.h"
#include "kh-id.h"
#include "kh-text.h"

#define KH_TYPE_BACKUP_DIALOG (kh_backup_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhBackupDialog, kh_backup_dialog, KH, BACKUP_DIALOG, KhDialog)

struct _KhBackupDialog {
  KhDialog parent_instance;

  AdwPreferencesGroup *group;
  KhFolderRow *folder_row;
  AdwEntryRow *name_row;
  KhItem *environment; /* (owned) */
};

G_DEFINE_FINAL_TYPE (KhBackupDialog, kh_backup_dialog, KH_TYPE_DIALOG)

static char *
check_name (KhDialog *dialog, const char *text)
{
  return kh_name_is_item (text) ? NULL : g_strdup (_ ("Use 1 to 255 characters without slashes"));
}

static void
on_news_cb (GObject *listener, guint64 done, gint64 total)
{
  g_autofree char *text = kh_backup_progress_text (done, total);

  kh_dialog_set_progress (KH_DIALOG (listener), text);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhBackupDialog) self = data;
  g_autoptr (GError) error = NULL;
  gboolean written = kh_backup_work_write_finish (KH_ORGANIZATION (source), result, &error);
  g_autofree char *name = kh_text_escape (gtk_editable_get_text (GTK_EDITABLE (self->name_row)));
  g_autofree char *toast = g_strdup_printf (_ ("Backed up to %s"), name);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (written)
    kh_dialog_done (KH_DIALOG (self), toast, NULL, NULL);
  else
    kh_dialog_fail (KH_DIALOG (self), error);
}

static void
kh_backup_dialog_apply (KhDialog *dialog)
{
  KhBackupDialog *self = KH_BACKUP_DIALOG (dialog);
  GFile *folder = kh_folder_row_get_folder (self->folder_row);
  g_autofree char *path = g_build_filename (
      g_file_peek_path (folder), gtk_editable_get_text (GTK_EDITABLE (self->name_row)), NULL);

  kh_dialog_begin (dialog);
  kh_backup_work_write_async (kh_dialog_get_organization (dialog),
                              kh_item_get_id (self->environment), path, on_news_cb, G_OBJECT (self),
                              kh_dialog_get_cancellable (dialog), written_cb, g_object_ref (self));
}

static void
kh_backup_dialog_dispose (GObject *object)
{
  g_clear_object (&KH_BACKUP_DIALOG (object)->environment);
  G_OBJECT_CLASS (kh_backup_dialog_parent_class)->dispose (object);
}

static void
kh_backup_dialog_class_init (KhBackupDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_backup_dialog_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_backup_dialog_apply;
  g_type_ensure (KH_TYPE_FOLDER_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-backup-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhBackupDialog, group);
  gtk_widget_class_bind_template_child (widget_class, KhBackupDialog, folder_row);
  gtk_widget_class_bind_template_child (widget_class, KhBackupDialog, name_row);
}

static void
kh_backup_dialog_init (KhBackupDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_preferences_group_set_description (self->group, kh_backup_words ());
  kh_dialog_check_entry (KH_DIALOG (self), self->name_row, check_name);
}

KhDialog *
kh_backup_dialog_new (KhOrganization *organization, KhItem *environment)
{
  KhBackupDialog *self = g_object_new (KH_TYPE_BACKUP_DIALOG, "organization", organization, NULL);
  g_autofree char *title = g_strdup_printf (_ ("Back Up %s"), kh_item_get_name (environment));
  g_autofree char *name =
      kh_backup_file_name (kh_item_get_name (environment), kh_organization_now (organization));

  self->environment = g_object_ref (environment);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
  return KH_DIALOG (self);
}
