/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row with a folder, and a button to choose another. */
#include "kh-folder-row.h"

#include "kh-compat-files.h"
#include "kh-rows.h"
#include "kh-text.h"

struct _KhFolderRow {
  AdwActionRow parent_instance;

  GFile *folder; /* (owned) */
};

G_DEFINE_FINAL_TYPE (KhFolderRow, kh_folder_row, ADW_TYPE_ACTION_ROW)

GFile *
kh_folder_row_get_folder (KhFolderRow *self)
{
  return self->folder;
}

void
kh_folder_row_set_folder (KhFolderRow *self, GFile *folder)
{
  g_autofree char *name = g_file_get_parse_name (folder);

  g_set_object (&self->folder, folder);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), name);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhFolderRow) self = data;
  g_autoptr (GFile) folder = kh_choose_folder_finish (result, NULL);

  /* Files are written by their paths. */
  if (folder != NULL && g_file_peek_path (folder) != NULL)
    kh_folder_row_set_folder (self, folder);
}

static void
on_clicked_cb (KhFolderRow *self)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), KH_TYPE_DIALOG);

  kh_choose_folder_async (GTK_WIDGET (self), _ ("Choose a Folder"), self->folder,
                          kh_dialog_get_cancellable (KH_DIALOG (dialog)), chosen_cb,
                          g_object_ref (self));
}

static void
kh_folder_row_finalize (GObject *object)
{
  g_clear_object (&KH_FOLDER_ROW (object)->folder);
  G_OBJECT_CLASS (kh_folder_row_parent_class)->finalize (object);
}

static void
kh_folder_row_class_init (KhFolderRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_folder_row_finalize;
}

static void
kh_folder_row_init (KhFolderRow *self)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  g_autoptr (GFile) folder =
      g_file_new_for_path (documents != NULL ? documents : g_get_home_dir ());
  GtkWidget *button = gtk_button_new_with_label (_ ("Choose…"));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Folder"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), button);
  /* Else it is called as the row is. */
  kh_set_name (button, _ ("Choose…"));
  kh_folder_row_set_folder (self, folder);
}

GtkWidget *
kh_folder_row_new (void)
{
  return g_object_new (KH_TYPE_FOLDER_ROW, NULL);
}
