/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Import Data…: files are chosen or dropped, taken one after the other, and told of one by one. */
#include "kh-dialogs.h"

#include "kh-compat-files.h"
#include "kh-import-result.h"
#include "kh-import-row.h"
#include "kh-import-work.h"
#include "kh-text.h"

#define KH_TYPE_IMPORT_DIALOG (kh_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhImportDialog, kh_import_dialog, KH, IMPORT_DIALOG, KhDialog)

struct _KhImportDialog {
  KhDialog parent_instance;

  AdwPreferencesGroup *files_group, *options_group, *refused_group, *taken_group;
  GtkWidget *empty_row, *add_button;
  AdwComboRow *kind_row;
  GtkSwitch *replace_switch, *skip_switch;
  KhItem *environment; /* (owned) */
  GPtrArray *rows;     /* (owned) (element-type KhImportRow): children of the group */
};

G_DEFINE_FINAL_TYPE (KhImportDialog, kh_import_dialog, KH_TYPE_DIALOG)

static gboolean
is_plain (KhImportDialog *self)
{
  return adw_combo_row_get_selected (self->kind_row) == 1;
}

static char *
kh_import_dialog_check (KhDialog *dialog)
{
  KhImportDialog *self = KH_IMPORT_DIALOG (dialog);

  if (self->rows->len == 0)
    return g_strdup (_ ("Add at least one file"));
  for (guint i = 0; i < self->rows->len; i++) {
    KhImportRow *row = g_ptr_array_index (self->rows, i);

    if (kh_import_row_get_state (row) == KH_IMPORT_ROW_UNUSABLE)
      return g_strdup_printf (_ ("%s cannot be imported: remove it"),
                              adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
    if (kh_import_row_get_state (row) == KH_IMPORT_ROW_READING)
      return g_strdup ("");
  }
  return NULL;
}

/* The neighbor gets the focus, or what comes after the list. */
static void
on_removed_cb (KhImportDialog *self, KhImportRow *row)
{
  guint at = 0;
  GtkWidget *next = self->add_button;

  g_ptr_array_find (self->rows, row, &at);
  g_ptr_array_remove_index (self->rows, at);
  if (self->rows->len > 0)
    next = g_ptr_array_index (self->rows, MIN (at, self->rows->len - 1));
  adw_preferences_group_remove (self->files_group, GTK_WIDGET (row));
  gtk_widget_set_visible (self->empty_row, self->rows->len == 0);
  gtk_widget_grab_focus (next);
  kh_dialog_check (KH_DIALOG (self));
}

static gboolean
has_file (KhImportDialog *self, GFile *file)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (g_file_equal (kh_import_row_get_file (g_ptr_array_index (self->rows, i)), file))
      return TRUE;
  return FALSE;
}

static void
add_file (KhImportDialog *self, GFile *file)
{
  KhImportRow *row;

  if (has_file (self, file))
    return;
  row = kh_import_row_new (file);
  kh_import_row_set_plain (row, is_plain (self));
  g_signal_connect_object (row, "removed", G_CALLBACK (on_removed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "looked", G_CALLBACK (kh_dialog_check), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->files_group, GTK_WIDGET (row));
  g_ptr_array_add (self->rows, row);
  gtk_widget_set_visible (self->empty_row, FALSE);
}

static void
add_files (KhImportDialog *self, GListModel *files)
{
  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);

    add_file (self, file);
  }
  kh_dialog_check (KH_DIALOG (self));
  kh_dialog_fit (KH_DIALOG (self));
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhImportDialog) self = data;
  g_autoptr (GListModel) files = kh_choose_files_finish (result, NULL);

  if (files != NULL && !kh_dialog_is_closed (KH_DIALOG (self)))
    add_files (self, files);
}

static void
on_add_clicked_cb (KhImportDialog *self)
{
  kh_choose_files_async (GTK_WIDGET (self), _ ("Add Files"),
                         kh_dialog_get_cancellable (KH_DIALOG (self)), chosen_cb,
                         g_object_ref (self));
}

static gboolean
on_drop_cb (KhImportDialog *self, const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  if (!gtk_widget_get_visible (GTK_WIDGET (self->options_group)))
    return FALSE;
  for (GSList *at = files; at != NULL; at = at->next)
    add_file (self, at->data);
  kh_dialog_check (KH_DIALOG (self));
  kh_dialog_fit (KH_DIALOG (self));
  return files != NULL;
}

static void
on_kind_chosen_cb (KhImportDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    kh_import_row_set_plain (g_ptr_array_index (self->rows, i), is_plain (self));
  /* Only tables have rows. */
  gtk_widget_set_sensitive (
      gtk_widget_get_ancestor (GTK_WIDGET (self->skip_switch), ADW_TYPE_ACTION_ROW),
      !is_plain (self));
}

static void
set_states (KhImportDialog *self, KhImportRowState state)
{
  for (guint i = 0; i < self->rows->len; i++)
    kh_import_row_set_state (g_ptr_array_index (self->rows, i), state);
}

static void
on_news_cb (GObject *listener, guint index, guint64 done, guint64 total, KhJson *report)
{
  KhImportDialog *self = KH_IMPORT_DIALOG (listener);
  KhImportRow *row;

  if (kh_dialog_is_closed (KH_DIALOG (self)) || index >= self->rows->len)
    return;
  row = g_ptr_array_index (self->rows, index);
  if (report != NULL) {
    gboolean taken = kh_json_length (report, "imported") > 0;

    kh_import_row_set_state (row, taken ? KH_IMPORT_ROW_TAKEN : KH_IMPORT_ROW_REFUSED);
    return;
  }
  if (kh_import_row_get_state (row) == KH_IMPORT_ROW_WAITING)
    kh_import_row_set_state (row, KH_IMPORT_ROW_RUNNING);
  if (kh_import_row_get_state (row) == KH_IMPORT_ROW_RUNNING)
    kh_import_row_set_progress (row, done, total);
}

static void
show_outcome (KhImportDialog *self, const KhImportOutcome *outcome)
{
  kh_import_result_show (outcome, self->taken_group, self->refused_group);
  if (!gtk_widget_get_visible (GTK_WIDGET (self->taken_group)))
    adw_preferences_group_set_title (self->refused_group, _ ("Nothing Was Imported"));
  if (outcome->error != NULL)
    kh_dialog_fail (KH_DIALOG (self), outcome->error);
  kh_dialog_set_finished (KH_DIALOG (self), _ ("_Done"));
  gtk_widget_set_visible (GTK_WIDGET (self->files_group), FALSE);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhImportDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhImportOutcome) outcome =
      kh_import_work_finish (KH_ORGANIZATION (source), result, &error);

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  /* Where nothing was taken or refused yet, it can simply be tried again. */
  if (outcome == NULL || outcome->reports->len == 0) {
    set_states (self, KH_IMPORT_ROW_CHOSEN);
    gtk_widget_set_visible (GTK_WIDGET (self->options_group), TRUE);
    gtk_widget_set_visible (self->add_button, TRUE);
    kh_dialog_fail (KH_DIALOG (self), outcome != NULL ? outcome->error : error);
    return;
  }
  show_outcome (self, outcome);
}

static void
kh_import_dialog_apply (KhDialog *dialog)
{
  KhImportDialog *self = KH_IMPORT_DIALOG (dialog);
  g_autoptr (GPtrArray) files = g_ptr_array_new ();
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (gint64));
  KhImportChoices choices = { .environment = kh_item_get_id (self->environment),
                              .plain = is_plain (self),
                              .replace = gtk_switch_get_active (self->replace_switch),
                              .skip_bad_rows = gtk_switch_get_active (self->skip_switch) };

  for (guint i = 0; i < self->rows->len; i++) {
    KhImportRow *row = g_ptr_array_index (self->rows, i);
    gint64 size = kh_import_row_get_size (row);

    g_ptr_array_add (files, kh_import_row_get_file (row));
    g_array_append_val (sizes, size);
  }
  set_states (self, KH_IMPORT_ROW_WAITING);
  /* What is hidden next may have the focus. */
  gtk_widget_grab_focus (g_ptr_array_index (self->rows, 0));
  gtk_widget_set_visible (GTK_WIDGET (self->options_group), FALSE);
  gtk_widget_set_visible (self->add_button, FALSE);
  kh_dialog_begin (dialog);
  kh_import_work_async (kh_dialog_get_organization (dialog), &choices, files,
                        (const gint64 *)(gpointer)sizes->data, on_news_cb, G_OBJECT (self),
                        kh_dialog_get_cancellable (dialog), imported_cb, g_object_ref (self));
}

static void
kh_import_dialog_dispose (GObject *object)
{
  KhImportDialog *self = KH_IMPORT_DIALOG (object);

  g_ptr_array_set_size (self->rows, 0);
  g_clear_object (&self->environment);
  G_OBJECT_CLASS (kh_import_dialog_parent_class)->dispose (object);
}

static void
kh_import_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (KH_IMPORT_DIALOG (object)->rows);
  G_OBJECT_CLASS (kh_import_dialog_parent_class)->finalize (object);
}

static void
kh_import_dialog_class_init (KhImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_import_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_import_dialog_finalize;
  KH_DIALOG_CLASS (klass)->apply = kh_import_dialog_apply;
  KH_DIALOG_CLASS (klass)->check = kh_import_dialog_check;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keyhold/Keyhold/ui/kh-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KhImportDialog, files_group);
  gtk_widget_class_bind_template_child (widget_class, KhImportDialog, options_group);
  gtk_widget_class_bind_template_child (widget_class, KhImportDialog, refused_group);
  gtk_widget_class_bind_template_child (widget_class, KhImportDialog, taken_group);
  gtk_widget_class_bind_template_child (widget_class, KhImportDialog, empty_row);
  gtk_widget_class_bind_template_child (widget_class, KhImportDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, KhImportDialog, kind_row);
  gtk_widget_class_bind_template_child (widget_class, KhImportDialog, replace_switch);
  gtk_widget_class_bind_template_child (widget_class, KhImportDialog, skip_switch);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_kind_chosen_cb);
}

static void
kh_import_dialog_init (KhImportDialog *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  kh_dialog_set_readable (KH_DIALOG (self), TRUE);
  g_signal_connect_object (drop, "drop", G_CALLBACK (on_drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

KhDialog *
kh_import_dialog_new (KhOrganization *organization, KhItem *environment, GListModel *files)
{
  KhImportDialog *self = g_object_new (KH_TYPE_IMPORT_DIALOG, "organization", organization, NULL);

  self->environment = g_object_ref (environment);
  add_files (self, files);
  return KH_DIALOG (self);
}
