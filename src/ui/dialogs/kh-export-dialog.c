/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Export Data…: all data of an environment, or one store of it, into a folder. */
#include "kh-dialogs.h"

#include "kh-export-work.h"
#include "kh-exported.h"
#include "kh-folder-row.h"
#include "kh-id.h"
#include "kh-rows.h"
#include "kh-text.h"

#define KH_TYPE_EXPORT_DIALOG (kh_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhExportDialog, kh_export_dialog, KH, EXPORT_DIALOG, KhDialog)

struct _KhExportDialog {
  KhDialog parent_instance;

  AdwPreferencesGroup *options_group, *result_group;
  AdwComboRow *what_row;
  KhFolderRow *folder_row;
  AdwEntryRow *name_row;
  GtkSwitch *replace_switch;
  KhItem *environment; /* (owned) */
  char *target;        /* (nullable): where the present export goes */
};

G_DEFINE_FINAL_TYPE (KhExportDialog, kh_export_dialog, KH_TYPE_DIALOG)

static char *
check_name (KhDialog *dialog, const char *text)
{
  return kh_name_is_item (text) ? NULL : g_strdup (_ ("Use 1 to 255 characters without slashes"));
}

/* What was written of one store. */
static void
add_store_row (KhExportDialog *self, KhJson *manifest, const char *store)
{
  guint items = 0;
  guint64 bytes = 0;
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < kh_json_length (manifest, "exported"); i++) {
    KhJson *item = kh_json_element (manifest, "exported", i);

    if (g_strcmp0 (kh_json_string (item, "store"), store) != 0)
      continue;
    items++;
    bytes += (guint64)MAX (kh_json_int (item, "bytes", 0), 0);
  }
  if (items == 0)
    return;
  size = kh_text_size (bytes);
  text = g_strdup_printf (ngettext ("%u file · %s", "%u files · %s", items), items, size);
  adw_preferences_group_add (self->result_group, kh_row_new (kh_text_store (store), text));
}

static void
add_folder_row (KhExportDialog *self)
{
  g_autoptr (GFile) folder = g_file_new_for_path (self->target);
  GtkWidget *row = kh_property_row_new (_ ("Folder"), self->target, FALSE, FALSE);

  adw_action_row_add_suffix (ADW_ACTION_ROW (row), kh_show_file_button_new (folder));
  adw_preferences_group_add (self->result_group, row);
}

static void
show_result (KhExportDialog *self, KhJson *manifest)
{
  gboolean empty = kh_json_length (manifest, "exported") == 0;

  for (guint i = 0; kh_export_stores[i] != NULL; i++)
    add_store_row (self, manifest, kh_export_stores[i]);
  if (empty)
    adw_preferences_group_add (self->result_group,
                               kh_row_new (_ ("There was no data to export"), NULL));
  add_folder_row (self);
  adw_preferences_group_set_description (
      self->result_group, _ ("manifest.json lists every file with its SHA-256 digest."));
  kh_dialog_set_finished (KH_DIALOG (self), _ ("_Done"));
  gtk_widget_set_visible (GTK_WIDGET (self->options_group), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->result_group), TRUE);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhExportDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) manifest = kh_export_work_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (manifest != NULL)
    show_result (self, manifest);
  else
    kh_dialog_fail (KH_DIALOG (self), error);
}

static void
on_news_cb (GObject *listener, const char *name, guint done, guint total)
{
  /* Translators: number of the file, of how many, its name */
  g_autofree char *text = g_strdup_printf (_ ("%u of %u: %s"), done + 1, total, name);

  kh_dialog_set_progress (KH_DIALOG (listener), text);
}

static void
kh_export_dialog_apply (KhDialog *dialog)
{
  KhExportDialog *self = KH_EXPORT_DIALOG (dialog);
  guint what = adw_combo_row_get_selected (self->what_row);
  KhExportDraft draft = { .environment = kh_item_get_id (self->environment),
                          .store = what > 0 ? kh_export_stores[what - 1] : NULL,
                          .replace = gtk_switch_get_active (self->replace_switch) };

  g_free (self->target);
  self->target = g_build_filename (g_file_peek_path (kh_folder_row_get_folder (self->folder_row)),
                                   gtk_editable_get_text (GTK_EDITABLE (self->name_row)), NULL);
  draft.folder = self->target;
  kh_dialog_begin (dialog);
  kh_export_work_async (kh_dialog_get_organization (dialog), &draft, on_news_cb, G_OBJECT (self),
                        kh_dialog_get_cancellable (dialog), exported_cb, g_object_ref (self));
}

static void
kh_export_dialog_dispose (GObject *object)
{
  KhExportDialog *self = KH_EXPORT_DIALOG (object);

  g_clear_object (&self->environment);
  g_clear_pointer (&self->target, g_free);
  G_OBJECT_CLASS (kh_export_dialog_parent_class)->dispose (object);
}

static void
kh_export_dialog_class_init (KhExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_export_dialog_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_export_dialog_apply;
  g_type_ensure (KH_TYPE_FOLDER_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhExportDialog, options_group);
  gtk_widget_class_bind_template_child (widget_class, KhExportDialog, result_group);
  gtk_widget_class_bind_template_child (widget_class, KhExportDialog, what_row);
  gtk_widget_class_bind_template_child (widget_class, KhExportDialog, folder_row);
  gtk_widget_class_bind_template_child (widget_class, KhExportDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, KhExportDialog, replace_switch);
}

static void
kh_export_dialog_init (KhExportDialog *self)
{
  g_autoptr (GtkStringList) what = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_string_list_append (what, _ ("Everything"));
  for (guint i = 0; kh_export_stores[i] != NULL; i++)
    gtk_string_list_append (what, kh_text_store (kh_export_stores[i]));
  adw_combo_row_set_model (self->what_row, G_LIST_MODEL (what));
  kh_dialog_check_entry (KH_DIALOG (self), self->name_row, check_name);
}

KhDialog *
kh_export_dialog_new (KhOrganization *organization, KhItem *environment)
{
  KhExportDialog *self = g_object_new (KH_TYPE_EXPORT_DIALOG, "organization", organization, NULL);
  const char *name = kh_item_get_name (environment);

  self->environment = g_object_ref (environment);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), kh_name_is_item (name) ? name : "export");
  return KH_DIALOG (self);
}
