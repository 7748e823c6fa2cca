/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The diagnostic log as rows. */
#include "kh-diagnostic-window.h"

#include "kh-clock.h"
#include "kh-compat-files.h"
#include "kh-compat-show.h"
#include "kh-diagnostic-item.h"
#include "kh-failure.h"
#include "kh-rows.h"
#include "kh-text.h"
#include "kh-title.h"
#include "kh-toast.h"

/* Rows at once; the search looks at every line. */
#define ROWS 200

struct _KhDiagnosticWindow {
  AdwWindow parent_instance;

  KhTitle *title;
  GtkStack *stack;
  GtkSearchEntry *search_entry;
  GtkListBox *list;
  GtkLabel *more_label;
  AdwStatusPage *status;

  char *path;
  GCancellable *cancellable; /* of an export */
  GCancellable *reading;     /* (nullable): of the latest one, which alone counts */
  KhClock *clock;
  GtkFilter *filter;         /* (owned) */
  GtkFilterListModel *found; /* (owned) */
  GtkSliceListModel *shown;  /* (owned) */
};

G_DEFINE_FINAL_TYPE (KhDiagnosticWindow, kh_diagnostic_window, ADW_TYPE_WINDOW)

/* --- Rows ------------------------------------------------------------------------------------ */

static GtkWidget *
new_row (gpointer item, gpointer data)
{
  KhDiagnosticWindow *self = data;
  const KhDiagnosticLine *line = kh_diagnostic_item_get_line (item);
  g_autofree char *time = kh_text_time (line->time, kh_clock_now (self->clock));
  g_autofree char *from = g_strdup_printf ("%s · %s · %s", time, line->origin, line->domain);
  GtkWidget *row = kh_row_new (line->text, from);

  kh_row_add_pill (row, KH_STATE_LEVEL, kh_diagnostic_level_name (line->level));
  kh_set_time (row, line->time);
  return row;
}

static gboolean
show_item (gpointer item, gpointer data)
{
  KhDiagnosticWindow *self = data;

  return kh_diagnostic_item_matches (item,
                                     gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static void
show_none (KhDiagnosticWindow *self)
{
  gboolean searches = *gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0';

  adw_status_page_set_title (self->status, searches ? _ ("No Results") : _ ("Nothing Noted"));
  adw_status_page_set_description (
      self->status, searches ? _ ("No line of the log has these words.")
                             : _ ("What the programs do, and what does not work, appears here."));
  gtk_stack_set_visible_child_name (self->stack, "none");
}

static void
update (KhDiagnosticWindow *self)
{
  guint found = g_list_model_get_n_items (G_LIST_MODEL (self->found));
  guint shown = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  g_autofree char *one = kh_text_number (shown);
  g_autofree char *all = kh_text_number (found);
  g_autofree char *text = g_strdup_printf (
      _ ("The newest %s of %s lines are shown. A search looks at all; Export has all."), one, all);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "log.copy", shown > 0);
  gtk_label_set_text (self->more_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), found > shown);
  if (shown > 0)
    gtk_stack_set_visible_child_name (self->stack, "lines");
  else
    show_none (self);
}

static void
on_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhDiagnosticWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) lines = kh_diagnostic_list_read_finish (result, &error);

  if (self->found == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_filter_list_model_set_model (self->found, lines);
  update (self);
  if (error != NULL) {
    g_autofree char *safe = kh_text_error_body (error);
    g_autofree char *escaped = kh_text_escape (safe);

    adw_status_page_set_title (self->status, _ ("Cannot Be Read"));
    adw_status_page_set_description (self->status, escaped);
  }
}

static void
read_log (KhDiagnosticWindow *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  kh_diagnostic_list_read_async (self->path, self->reading, on_read_cb, g_object_ref (self));
}

void
kh_diagnostic_window_read (KhDiagnosticWindow *self, const char *path)
{
  g_free (self->path);
  self->path = g_strdup (path);
  read_log (self);
}

static void
on_search_changed_cb (KhDiagnosticWindow *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update (self);
}

/* --- Verbs ----------------------------------------------------------------------------------- */

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  read_log (KH_DIAGNOSTIC_WINDOW (widget));
}

/* Oldest first, as in the file. */
static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KhDiagnosticWindow *self = KH_DIAGNOSTIC_WINDOW (widget);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = n; i > 0; i--) {
    g_autoptr (KhDiagnosticItem) item = g_list_model_get_item (G_LIST_MODEL (self->shown), i - 1);
    g_autofree char *line = kh_diagnostic_item_to_text (item);

    g_string_append_printf (text, "%s\n", line);
  }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
  kh_toast (GTK_WIDGET (self->stack), _ ("Lines copied"), NULL, NULL);
}

static void
show_act (GtkWidget *widget, gpointer data)
{
  kh_show_in_files (widget, data);
}

/* Of the one export that is on its way. */
typedef struct {
  KhDiagnosticWindow *window; /* (owned) */
  GFile *file;                /* (owned) (nullable) until it is chosen */
} Export;

static void
export_free (Export *self)
{
  g_object_unref (self->window);
  g_clear_object (&self->file);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Export, export_free)

static void
on_exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Export) export = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (export->file);
  g_autofree char *text = g_strdup_printf (_ ("Exported to %s"), name);

  if (kh_diagnostic_list_export_finish (result, &error))
    kh_toast_act (GTK_WIDGET (export->window->stack), text, _ ("Show"), show_act,
                  g_object_ref (export->file), g_object_unref);
  else
    kh_failure_show (GTK_WIDGET (export->window->stack), error);
}

static void
on_folder_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Export) export = data;
  g_autoptr (GFile) folder = kh_choose_folder_finish (result, NULL);
  KhDiagnosticWindow *self = export->window;
  g_autofree char *time =
      kh_time_format (kh_time_from_unix (kh_time_to_unix (kh_clock_now (self->clock))));
  g_autofree char *name = g_strdup_printf ("keyhold-log-%s.txt", g_strdelimit (time, ":", '-'));

  if (folder == NULL)
    return;
  export->file = g_file_get_child (folder, name);
  kh_diagnostic_list_export_async (self->path, export->file, self->cancellable, on_exported_cb,
                                   g_steal_pointer (&export));
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KhDiagnosticWindow *self = KH_DIAGNOSTIC_WINDOW (widget);
  Export *export = g_new0 (Export, 1);

  export->window = g_object_ref (self);
  kh_choose_folder_async (widget, _ ("Export the Diagnostic Log"), NULL, self->cancellable,
                          on_folder_cb, export);
}

/* --- The window ------------------------------------------------------------------------------ */

static void
kh_diagnostic_window_dispose (GObject *object)
{
  KhDiagnosticWindow *self = KH_DIAGNOSTIC_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->reading);
  gtk_window_set_focus (GTK_WINDOW (object), NULL);
  adw_window_set_content (ADW_WINDOW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), KH_TYPE_DIAGNOSTIC_WINDOW);
  g_clear_object (&self->shown);
  g_clear_object (&self->found);
  g_clear_object (&self->filter);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->reading);
  g_clear_pointer (&self->clock, kh_clock_unref);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (kh_diagnostic_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (
      klass, "/io/github/keyhold/Keyhold/ui/kh-diagnostic-window.ui");
  gtk_widget_class_bind_template_child (klass, KhDiagnosticWindow, title);
  gtk_widget_class_bind_template_child (klass, KhDiagnosticWindow, stack);
  gtk_widget_class_bind_template_child (klass, KhDiagnosticWindow, search_entry);
  gtk_widget_class_bind_template_child (klass, KhDiagnosticWindow, list);
  gtk_widget_class_bind_template_child (klass, KhDiagnosticWindow, more_label);
  gtk_widget_class_bind_template_child (klass, KhDiagnosticWindow, status);
  gtk_widget_class_bind_template_callback (klass, on_search_changed_cb);
}

static void
kh_diagnostic_window_class_init (KhDiagnosticWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (KH_TYPE_TITLE);
  G_OBJECT_CLASS (klass)->dispose = kh_diagnostic_window_dispose;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "log.refresh", NULL);
  gtk_widget_class_install_action (widget_class, "log.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "log.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "log.export", NULL, export_action);
  bind_children (widget_class);
}

static void
kh_diagnostic_window_init (KhDiagnosticWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kh_title_set_text (self->title, gtk_window_get_title (GTK_WINDOW (self)));
  self->path = kh_diagnostics_get_path ();
  self->cancellable = g_cancellable_new ();
  self->clock = kh_clock_new (KH_TIME_NONE, 0);
  self->filter = GTK_FILTER (gtk_custom_filter_new (show_item, self, NULL));
  self->found = gtk_filter_list_model_new (NULL, g_object_ref (self->filter));
  self->shown = gtk_slice_list_model_new (G_LIST_MODEL (g_object_ref (self->found)), 0, ROWS);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->shown), new_row, self, NULL);
}

static GtkWindow *
find_window (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (KH_IS_DIAGNOSTIC_WINDOW (window))
      return window;
  }
  return NULL;
}

void
kh_diagnostic_window_show (void)
{
  GtkWindow *window = find_window ();

  if (window == NULL) {
    window =
        g_object_new (KH_TYPE_DIAGNOSTIC_WINDOW, "application", g_application_get_default (), NULL);
    gtk_window_group_add_window (gtk_window_group_new (), window);
  }
  read_log (KH_DIAGNOSTIC_WINDOW (window));
  gtk_widget_grab_focus (GTK_WIDGET (KH_DIAGNOSTIC_WINDOW (window)->search_entry));
  gtk_window_present (window);
}
