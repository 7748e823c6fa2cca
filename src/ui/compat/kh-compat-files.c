/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing files and folders by GtkFileChooserNative. */
#include "kh-compat-files.h"

#include <glib/gi18n.h>

typedef struct {
  GtkNativeDialog *chooser; /* (owned) (nullable) */
  GTask *task;              /* (owned) */
  gulong cancelled;         /* handler at the task's cancellable; 0: none */
} Choice;

/* The answer is in the task before anybody hears of it: the chooser is gone by then. */
static void
end_choice (Choice *choice)
{
  if (choice->cancelled != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (choice->task), choice->cancelled);
  g_signal_handlers_disconnect_by_data (choice->chooser, choice);
  gtk_native_dialog_destroy (choice->chooser);
  g_object_unref (choice->chooser);
  g_object_unref (choice->task);
  g_free (choice);
}

static void
return_cancelled (Choice *choice)
{
  g_task_return_new_error (choice->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s",
                           "Nothing was chosen");
  end_choice (choice);
}

static void
on_response_cb (Choice *choice, int response)
{
  g_autoptr (GListModel) files = NULL;

  if (response != GTK_RESPONSE_ACCEPT) {
    return_cancelled (choice);
    return;
  }
  files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (choice->chooser));
  if (g_list_model_get_n_items (files) == 0) {
    return_cancelled (choice);
    return;
  }
  g_task_return_pointer (choice->task, g_steal_pointer (&files), g_object_unref);
  end_choice (choice);
}

static void
on_cancelled_cb (GCancellable *cancellable, gpointer data)
{
  return_cancelled (data);
}

/* Takes @task. */
static void
choose (GtkWidget *widget, GtkNativeDialog *chooser, GTask *task)
{
  GtkRoot *root = widget != NULL ? gtk_widget_get_root (widget) : NULL;
  GCancellable *cancellable = g_task_get_cancellable (task);
  Choice *choice;

  if (g_task_return_error_if_cancelled (task)) {
    g_object_unref (chooser);
    g_object_unref (task);
    return;
  }
  choice = g_new0 (Choice, 1);
  choice->chooser = chooser;
  choice->task = task;
  if (GTK_IS_WINDOW (root))
    gtk_native_dialog_set_transient_for (chooser, GTK_WINDOW (root));
  gtk_native_dialog_set_modal (chooser, TRUE);
  g_signal_connect_swapped (chooser, "response", G_CALLBACK (on_response_cb), choice);
  if (cancellable != NULL)
    choice->cancelled =
        g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_cancelled_cb), choice);
  gtk_native_dialog_show (chooser);
}

void
kh_choose_folder_async (GtkWidget *widget, const char *title, GFile *start,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      title, NULL, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("Choo_se"), _ ("_Cancel"));

  g_task_set_source_tag (task, kh_choose_folder_async);
  if (start != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), start, NULL);
  choose (widget, GTK_NATIVE_DIALOG (chooser), task);
}

GFile *
kh_choose_folder_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GListModel) files = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, kh_choose_folder_async), NULL);
  files = g_task_propagate_pointer (G_TASK (result), error);
  return files != NULL ? g_list_model_get_item (files, 0) : NULL;
}

void
kh_choose_files_async (GtkWidget *widget, const char *title, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      title, NULL, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));

  g_task_set_source_tag (task, kh_choose_files_async);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  choose (widget, GTK_NATIVE_DIALOG (chooser), task);
}

GListModel *
kh_choose_files_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kh_choose_files_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
