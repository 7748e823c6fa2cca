/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Save a Recovery Sheet…: into a file that was not there. */
#include "kh-people-dialogs.h"

#include "kh-folder-row.h"
#include "kh-id.h"
#include "kh-organization-folder.h"
#include "kh-recovery-acts.h"
#include "kh-text.h"

#define KH_TYPE_SAVE_SHEET_DIALOG (kh_save_sheet_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhSaveSheetDialog, kh_save_sheet_dialog, KH, SAVE_SHEET_DIALOG, KhDialog)

struct _KhSaveSheetDialog {
  KhDialog parent_instance;

  GtkWidget *replaced_row;
  KhFolderRow *folder_row;
  AdwEntryRow *name_row;
};

G_DEFINE_FINAL_TYPE (KhSaveSheetDialog, kh_save_sheet_dialog, KH_TYPE_DIALOG)

static char *
check_name (KhDialog *dialog, const char *text)
{
  return kh_name_is_item (text) ? NULL : g_strdup (_ ("Use 1 to 255 characters without slashes"));
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

  save->path = g_build_filename (g_file_peek_path (kh_folder_row_get_folder (self->folder_row)),
                                 gtk_editable_get_text (GTK_EDITABLE (self->name_row)), NULL);
  save->data_dir = kh_organization_dup_folder (organization);
  kh_dialog_begin (dialog);
  kh_organization_run_async (organization, save_worker, save, save_free, g_free,
                             kh_dialog_get_cancellable (dialog), saved_cb, g_object_ref (self));
}

/* --- The dialog ------------------------------------------------------------------------------ */

static void
kh_save_sheet_dialog_class_init (KhSaveSheetDialogClass *class)
{
  GtkWidgetClass *klass = GTK_WIDGET_CLASS (class);

  KH_DIALOG_CLASS (class)->apply = kh_save_sheet_dialog_apply;
  g_type_ensure (KH_TYPE_FOLDER_ROW);
  gtk_widget_class_set_template_from_resource (
      klass, "/io/github/keyhold/Keyhold/ui/kh-save-sheet-dialog.ui");
  gtk_widget_class_bind_template_child (klass, KhSaveSheetDialog, replaced_row);
  gtk_widget_class_bind_template_child (klass, KhSaveSheetDialog, folder_row);
  gtk_widget_class_bind_template_child (klass, KhSaveSheetDialog, name_row);
}

static void
kh_save_sheet_dialog_init (KhSaveSheetDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
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
