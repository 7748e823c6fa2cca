/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Use Recovery Sheet…: a file, or five lines that are typed. */
#include "kh-use-sheet-dialog.h"

#include <string.h>

#include "kh-compat-files.h"
#include "kh-passphrase-entry.h"
#include "kh-recovery-sheet.h"
#include "kh-text.h"

#define LINES 5
#define SYMBOLS 12

#define KH_TYPE_USE_SHEET_DIALOG (kh_use_sheet_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhUseSheetDialog, kh_use_sheet_dialog, KH, USE_SHEET_DIALOG, KhDialog)

struct _KhUseSheetDialog {
  KhDialog parent_instance;

  KhSession *session; /* (owned) */
  guint countdown;    /* source id: nobody may try now */

  AdwPasswordEntryRow *row1, *row2, *row3, *row4, *row5;
};

G_DEFINE_FINAL_TYPE (KhUseSheetDialog, kh_use_sheet_dialog, KH_TYPE_DIALOG)

/* --- What is typed --------------------------------------------------------------------------- */

static AdwPasswordEntryRow *
nth_row (KhUseSheetDialog *self, guint i)
{
  AdwPasswordEntryRow *const rows[] = { self->row1, self->row2, self->row3, self->row4,
                                        self->row5 };

  return rows[i];
}

static const char *
nth_text (KhUseSheetDialog *self, guint i)
{
  return gtk_editable_get_text (GTK_EDITABLE (nth_row (self, i)));
}

/* Where the first twelve characters end; blanks and hyphens do not count. */
static gsize
size_of_line (const char *text)
{
  gsize size = 0;
  guint n = 0;

  for (; text[size] != '\0' && n < SYMBOLS; size++)
    if (strchr (" -\t\r\n", text[size]) == NULL)
      n++;
  return size;
}

static gboolean
is_whole (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    if (strchr (" -\t\r\n", *text) == NULL)
      n++;
  return n >= SYMBOLS;
}

static gboolean
is_right (KhUseSheetDialog *self, guint i)
{
  const char *text = nth_text (self, i);

  return kh_recovery_code_check_line (text, strlen (text), i + 1, NULL);
}

static void
mark (GtkWidget *row, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

/* A line that is whole and wrong is told; one that is being typed is not. */
static char *
kh_use_sheet_dialog_check (KhDialog *dialog)
{
  KhUseSheetDialog *self = KH_USE_SHEET_DIALOG (dialog);
  guint wait = kh_session_get_wait (self->session);
  char *reason = NULL;
  gboolean complete = TRUE;

  for (guint i = 0; i < LINES; i++) {
    gboolean right = is_right (self, i);
    gboolean wrong = !right && is_whole (nth_text (self, i));

    mark (GTK_WIDGET (nth_row (self, i)), wrong);
    complete = complete && right;
    if (wrong && reason == NULL)
      reason = g_strdup_printf (_ ("Line %u has a typing error"), i + 1);
  }
  if (wait > 0) {
    g_free (reason);
    return g_strdup_printf (_ ("Too many tries. Try again in %u:%02u"), wait / 60, wait % 60);
  }
  return reason != NULL || complete ? reason : g_strdup ("");
}

/* (transfer full): what belongs to the lines below. It is never in ordinary memory. */
static KhSecret *
take_rest (GtkEditable *row)
{
  const char *text = gtk_editable_get_text (row);
  gsize end = size_of_line (text), next = end;
  KhSecret *rest;

  while (text[next] != '\0' && strchr (" -\t\r\n", text[next]) != NULL)
    next++;
  if (text[next] == '\0')
    return NULL;
  /* With its end, as the entry below wants it. */
  rest = kh_secret_new_copy (text + next, strlen (text + next) + 1);
  gtk_editable_delete_text (row, (int)g_utf8_pointer_to_offset (text, text + end), -1);
  return rest;
}

/* A whole code that is pasted goes to its lines; a line that is right gives the focus on. */
static void
on_row_changed_cb (AdwPasswordEntryRow *row, KhUseSheetDialog *self)
{
  for (guint i = 0; i < LINES; i++) {
    g_autoptr (KhSecret) rest = NULL;

    if (nth_row (self, i) != row)
      continue;
    if (i + 1 < LINES)
      rest = take_rest (GTK_EDITABLE (row));
    if (rest != NULL)
      gtk_editable_set_text (GTK_EDITABLE (nth_row (self, i + 1)),
                             (const char *)kh_secret_get_bytes (rest));
    if (i + 1 < LINES && is_right (self, i) && *nth_text (self, i + 1) == '\0')
      gtk_widget_grab_focus (GTK_WIDGET (nth_row (self, i + 1)));
  }
  kh_dialog_check (KH_DIALOG (self));
}

static void
on_row_activated_cb (AdwPasswordEntryRow *row, KhUseSheetDialog *self)
{
  for (guint i = 0; i + 1 < LINES; i++)
    if (nth_row (self, i) == row)
      gtk_widget_grab_focus (GTK_WIDGET (nth_row (self, i + 1)));
}

static void
clear_rows (KhUseSheetDialog *self)
{
  for (guint i = 0; i < LINES; i++)
    kh_passphrase_entry_clear (nth_row (self, i));
}

/* --- Opening --------------------------------------------------------------------------------- */

static gboolean
count_down_cb (gpointer data)
{
  KhUseSheetDialog *self = data;

  kh_dialog_check (KH_DIALOG (self));
  if (kh_session_get_wait (self->session) > 0)
    return G_SOURCE_CONTINUE;
  self->countdown = 0;
  return G_SOURCE_REMOVE;
}

static void
follow_wait (KhUseSheetDialog *self)
{
  if (kh_session_get_wait (self->session) > 0 && self->countdown == 0)
    self->countdown = g_timeout_add_seconds (1, count_down_cb, self);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhUseSheetDialog) self = data;
  g_autoptr (GError) error = NULL;
  gboolean opened = kh_session_open_finish (KH_SESSION (source), result, &error);

  /* The window below goes when it is open, and this one with it. */
  if (opened || kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  clear_rows (self);
  kh_dialog_fail (KH_DIALOG (self), error);
  follow_wait (self);
  kh_dialog_check (KH_DIALOG (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->row1));
}

/* @tenant: (nullable): the organization that the sheet names. */
static void
open_session (KhUseSheetDialog *self, KhSecret *key, const char *tenant)
{
  const KhSessionSheet sheet = { key, tenant };

  kh_session_open_recovery_async (self->session, &sheet,
                                  kh_dialog_get_cancellable (KH_DIALOG (self)), opened_cb,
                                  g_object_ref (self));
}

static void
kh_use_sheet_dialog_apply (KhDialog *dialog)
{
  KhUseSheetDialog *self = KH_USE_SHEET_DIALOG (dialog);
  char text[LINES * 64];
  gsize used = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhSecret) key = NULL;

  for (guint i = 0; i < LINES; i++) {
    gsize size = strlen (nth_text (self, i));

    if (used + size + 1 > sizeof text)
      break;
    memcpy (text + used, nth_text (self, i), size);
    used += size;
    text[used++] = '\n';
  }
  key = kh_recovery_code_parse (text, used, &error);
  explicit_bzero (text, sizeof text);
  kh_dialog_begin (dialog);
  kh_dialog_set_progress (dialog, _ ("Checking"));
  if (key != NULL)
    open_session (self, key, NULL);
  else
    kh_dialog_fail (dialog, error);
}

/* --- The file -------------------------------------------------------------------------------- */

typedef struct {
  char *path, *tenant;
} Sheet;

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;

  g_free (sheet->path);
  g_free (sheet->tenant);
  g_free (sheet);
}

/* The file may lie on a disk that does not answer. */
static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Sheet *sheet = data;
  GError *error = NULL;
  KhSecret *key = kh_recovery_sheet_read (sheet->path, &sheet->tenant, NULL, &error);

  if (key != NULL)
    g_task_return_pointer (task, key, (GDestroyNotify)kh_secret_unref);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhUseSheetDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhSecret) key = g_task_propagate_pointer (G_TASK (result), &error);
  Sheet *sheet = g_task_get_task_data (G_TASK (result));

  if (kh_dialog_is_closed (KH_DIALOG (self)))
    return;
  if (key != NULL)
    open_session (self, key, sheet->tenant);
  else
    kh_dialog_fail (KH_DIALOG (self), error);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhUseSheetDialog) self = data;
  g_autoptr (GListModel) files = kh_choose_files_finish (result, NULL);
  g_autoptr (GFile) file = files != NULL ? g_list_model_get_item (files, 0) : NULL;
  g_autoptr (GTask) task = NULL;
  Sheet *sheet;

  if (file == NULL || kh_dialog_is_closed (KH_DIALOG (self))
      || kh_session_get_wait (self->session) > 0)
    return;
  sheet = g_new0 (Sheet, 1);
  sheet->path = g_file_get_path (file);
  kh_dialog_begin (KH_DIALOG (self));
  kh_dialog_set_progress (KH_DIALOG (self), _ ("Checking"));
  task =
      g_task_new (self, kh_dialog_get_cancellable (KH_DIALOG (self)), read_cb, g_object_ref (self));
  g_task_set_task_data (task, sheet, sheet_free);
  g_task_run_in_thread (task, read_thread);
}

static void
on_choose_clicked_cb (KhUseSheetDialog *self)
{
  kh_choose_files_async (GTK_WIDGET (self), _ ("Choose the Recovery Sheet"),
                         kh_dialog_get_cancellable (KH_DIALOG (self)), chosen_cb,
                         g_object_ref (self));
}

/* --- Life ------------------------------------------------------------------------------------ */

/* It may live on until the session has answered. */
static void
kh_use_sheet_dialog_unrealize (GtkWidget *widget)
{
  KhUseSheetDialog *self = KH_USE_SHEET_DIALOG (widget);

  g_clear_handle_id (&self->countdown, g_source_remove);
  clear_rows (self);
  GTK_WIDGET_CLASS (kh_use_sheet_dialog_parent_class)->unrealize (widget);
}

static void
kh_use_sheet_dialog_dispose (GObject *object)
{
  KhUseSheetDialog *self = KH_USE_SHEET_DIALOG (object);

  g_clear_handle_id (&self->countdown, g_source_remove);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (kh_use_sheet_dialog_parent_class)->dispose (object);
}

static void
kh_use_sheet_dialog_class_init (KhUseSheetDialogClass *class)
{
  GtkWidgetClass *klass = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = kh_use_sheet_dialog_dispose;
  klass->unrealize = kh_use_sheet_dialog_unrealize;
  KH_DIALOG_CLASS (class)->apply = kh_use_sheet_dialog_apply;
  KH_DIALOG_CLASS (class)->check = kh_use_sheet_dialog_check;
  gtk_widget_class_set_template_from_resource (
      klass, "/io/github/keyhold/Keyhold/ui/kh-use-sheet-dialog.ui");
  gtk_widget_class_bind_template_child (klass, KhUseSheetDialog, row1);
  gtk_widget_class_bind_template_child (klass, KhUseSheetDialog, row2);
  gtk_widget_class_bind_template_child (klass, KhUseSheetDialog, row3);
  gtk_widget_class_bind_template_child (klass, KhUseSheetDialog, row4);
  gtk_widget_class_bind_template_child (klass, KhUseSheetDialog, row5);
  gtk_widget_class_bind_template_callback (klass, on_row_changed_cb);
  gtk_widget_class_bind_template_callback (klass, on_row_activated_cb);
  gtk_widget_class_bind_template_callback (klass, on_choose_clicked_cb);
}

static void
kh_use_sheet_dialog_init (KhUseSheetDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

KhDialog *
kh_use_sheet_dialog_new (KhSession *session)
{
  KhUseSheetDialog *self = g_object_new (KH_TYPE_USE_SHEET_DIALOG, NULL);

  self->session = g_object_ref (session);
  follow_wait (self);
  return KH_DIALOG (self);
}
