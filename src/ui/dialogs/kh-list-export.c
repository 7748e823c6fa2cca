/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Export List…: writes a file that was not there. */
#include "kh-list-export.h"

#include "kh-exported.h"
#include "kh-folder-row.h"
#include "kh-id.h"
#include "kh-text.h"

#define KH_TYPE_LIST_EXPORT (kh_list_export_get_type ())
G_DECLARE_FINAL_TYPE (KhListExport, kh_list_export, KH, LIST_EXPORT, KhDialog)

struct _KhListExport {
  KhDialog parent_instance;

  KhFolderRow *folder_row;
  AdwEntryRow *name_row;
  GFile *target;   /* (owned) (nullable): what is being written */
  GBytes *content; /* (owned) */
};

G_DEFINE_FINAL_TYPE (KhListExport, kh_list_export, KH_TYPE_DIALOG)

static char *
check_name (KhDialog *dialog, const char *text)
{
  return kh_name_is_item (text) ? NULL : g_strdup (_ ("Use 1 to 255 characters without slashes"));
}

/* --- Writing: a file that was not finished is removed ------------------------------------------
 */

static void
fail (KhListExport *self, const GError *error, gboolean made)
{
  g_autoptr (GError) taken = NULL;
  g_autofree char *path = g_file_get_parse_name (self->target);

  if (made)
    g_file_delete_async (self->target, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    kh_set_error_facts (&taken, KH_ERROR_EXISTS, path, NULL, _ ("Choose another name."),
                        _ ("There is a file with this name already"));
  kh_dialog_fail (KH_DIALOG (self), taken != NULL ? taken : error);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhListExport) self = data;
  g_autoptr (GError) error = NULL;

  if (g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, &error))
    kh_dialog_done_exported (KH_DIALOG (self), self->target);
  else
    fail (self, error, TRUE);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhListExport) self = data;
  g_autoptr (GError) error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    g_output_stream_close_async (G_OUTPUT_STREAM (source), G_PRIORITY_DEFAULT,
                                 kh_dialog_get_cancellable (KH_DIALOG (self)), closed_cb,
                                 g_object_ref (self));
  else
    fail (self, error, TRUE);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhListExport) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileOutputStream) stream = g_file_create_finish (G_FILE (source), result, &error);
  gsize size;
  gconstpointer bytes = g_bytes_get_data (self->content, &size);

  if (stream != NULL)
    g_output_stream_write_all_async (G_OUTPUT_STREAM (stream), bytes, size, G_PRIORITY_DEFAULT,
                                     kh_dialog_get_cancellable (KH_DIALOG (self)), written_cb,
                                     g_object_ref (self));
  else
    fail (self, error, FALSE);
}

static void
kh_list_export_apply (KhDialog *dialog)
{
  KhListExport *self = KH_LIST_EXPORT (dialog);

  g_clear_object (&self->target);
  self->target = g_file_get_child (kh_folder_row_get_folder (self->folder_row),
                                   gtk_editable_get_text (GTK_EDITABLE (self->name_row)));
  kh_dialog_begin (dialog);
  g_file_create_async (self->target, G_FILE_CREATE_PRIVATE, G_PRIORITY_DEFAULT,
                       kh_dialog_get_cancellable (dialog), made_cb, g_object_ref (self));
}

static void
kh_list_export_dispose (GObject *object)
{
  KhListExport *self = KH_LIST_EXPORT (object);

  g_clear_object (&self->target);
  g_clear_pointer (&self->content, g_bytes_unref);
  G_OBJECT_CLASS (kh_list_export_parent_class)->dispose (object);
}

static void
kh_list_export_class_init (KhListExportClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_list_export_dispose;
  KH_DIALOG_CLASS (klass)->apply = kh_list_export_apply;
  g_type_ensure (KH_TYPE_FOLDER_ROW);
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/io/github/keyhold/Keyhold/ui/kh-list-export.ui");
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), KhListExport, folder_row);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), KhListExport, name_row);
}

static void
kh_list_export_init (KhListExport *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kh_dialog_check_entry (KH_DIALOG (self), self->name_row, check_name);
}

KhDialog *
kh_list_export_new (KhOrganization *organization, const char *name, GBytes *content)
{
  KhListExport *self = g_object_new (KH_TYPE_LIST_EXPORT, "organization", organization, NULL);

  self->content = g_bytes_ref (content);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
  kh_dialog_check (KH_DIALOG (self));
  return KH_DIALOG (self);
}
