/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Save a Recovery Sheet…: into a file that was not there. */
#include "kh-people-dialogs.h"

#include "kh-compat-files.h"
#include "kh-id.h"
#include "kh-organization-folder.h"
#include "kh-recovery-acts.h"
#include "kh-text.h"

#define KH_TYPE_SAVE_SHEET_DIALOG (kh_save_sheet_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhSaveSheetDialog, kh_save_sheet_dialog, KH, SAVE_SHEET_DIALOG, KhDialog)

struct _KhSaveSheetDialog {
  KhDialog parent_instance;

  GFile *folder; /* (owned) */
  GtkWidget *replaced_row;
  AdwActionRow *folder_row;
  AdwEntryRow *name_row;
};

G_DEFINE_FINAL_TYPE (KhSaveSheetDialog, kh_save_sheet_dialog, KH_TYPE_DIALOG)

static char *
check_name (KhDialog *dialog, const char *text)
{
  return kh_name_is_item (text) ? NULL : g_strdup (_ ("Use 1 to 255 characters without slashes"));
}

static void
set_folder (KhSaveSheetDialog *self, GFile *folder)
{
  g_autofree char *name = g_file_get_parse_name (folder);

  g_set_object (&self->folder, folder);
  adw_action_row_set_subtitle (self->folder_row, name);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhSaveSheetDialog) self = data;
  g_autoptr (GFile) folder = kh_choose_folder_finish (result, NULL);

  if (folder != NULL && g_file_peek_path (folder) != NULL
      && !kh_dialog_is_closed (KH_DIALOG (self)))
    set_folder (self, folder);
}

static void
on_choose_clicked_cb (KhSaveSheetDialog *self)
{
  kh_choose_folder_async (GTK_WIDGET (self), _ ("Choose a Folder for the Recovery Sheet"),
                          self->folder, kh_dialog_get_cancellable (KH_DIALOG (self)), chosen_cb,
                          g_object_ref (self));
}

/* --- Saving ---------------------------------------------------------------------------------- */

typedef struct {
  char *path, *data_dir;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  g_free (save->path);
  g_free (save->data_dir);
  g_free (save);
}

static gpointer
save_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  Save *save = data;
  gboolean replaced = FALSE;

  if (!kh_act_save_recovery (client, save->path, save->data_dir, &replaced, cancellable, error))
    return NULL;
  return g_strdup (save->path);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhSaveSheetDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = kh_organization_run_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (path != NULL)
    kh_dialog_done (KH_DIALOG (self), _ ("Recovery sheet saved: print it, then delete the file"),
                    NULL, NULL);
  else
    kh_dialog_fail (KH_DIALOG (self), error);
}

static void
kh_save_sheet_dialog_apply (KhDialog *dialog)
{
  KhSaveSheetDialog *self = KH_SAVE_SHEET_DIALOG (dialog);
  KhOrganization *organization = kh_dialog_get_organization (dialog);
  Save *save = g_new0 (Save, 1);

  save->path = g_build_filename (g_file_peek_path (self->folder),
                                 gtk_editable_get_text (GTK_EDITABLE (self->name_row)), NULL);
  save->data_dir = kh_organization_dup_folder (organization);
  kh_dialog_begin (dialog);
  kh_organization_run_async (organization, save_worker, save, save_free, g_free,
                             kh_dialog_get_cancellable (dialog), saved_cb, g_object_ref (self));
}

/* --- The dialog ------------------------------------------------------------------------------ */

static void
kh_save_sheet_dialog_dispose (GObject *object)
{
  g_clear_object (&KH_SAVE_SHEET_DIALOG (object)->folder);
  G_OBJECT_CLASS (kh_save_sheet_dialog_parent_class)->dispose (object);
}

static void
kh_save_sheet_dialog_class_init (KhSaveSheetDialogClass *class)
{
  GtkWidgetClass *klass = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = kh_save_sheet_dialog_dispose;
  KH_DIALOG_CLASS (class)->apply = kh_save_sheet_dialog_apply;
  gtk_widget_class_set_template_from_resource (
      klass, "/io/github/keyhold/Keyhold/ui/kh-save-sheet-dialog.ui");
  gtk_widget_class_bind_template_child (klass, KhSaveSheetDialog, replaced_row);
  gtk_widget_class_bind_template_child (klass, KhSaveSheetDialog, folder_row);
  gtk_widget_class_bind_template_child (klass, KhSaveSheetDialog, name_row);
  gtk_widget_class_bind_template_callback (klass, on_choose_clicked_cb);
}

static void
kh_save_sheet_dialog_init (KhSaveSheetDialog *self)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  g_autoptr (GFile) folder =
      g_file_new_for_path (documents != NULL ? documents : g_get_home_dir ());

  gtk_widget_init_template (GTK_WIDGET (self));
  set_folder (self, folder);
  kh_dialog_check_entry (KH_DIALOG (self), self->name_row, check_name);
}

KhDialog *
kh_save_sheet_dialog_new (KhOrganization *organization, gboolean replaces)
{
  KhSaveSheetDialog *self =
      g_object_new (KH_TYPE_SAVE_SHEET_DIALOG, "organization", organization, NULL);
  g_autofree char *name =
      g_strdup_printf (_ ("%s recovery sheet.txt"), kh_organization_get_name (organization));

  g_strdelimit (name, "/", '-');
  gtk_widget_set_visible (self->replaced_row, replaces);
  if (replaces)
    kh_dialog_set_verb (KH_DIALOG (self), _ ("_Replace"), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
  kh_dialog_check (KH_DIALOG (self));
  return KH_DIALOG (self);
}
