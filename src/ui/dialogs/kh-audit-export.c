/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Export… of Activity. */
#include "kh-audit-export.h"

#include "kh-audit-file.h"
#include "kh-day-range.h"
#include "kh-day-rows.h"
#include "kh-exported.h"
#include "kh-folder-row.h"
#include "kh-id.h"
#include "kh-rows.h"
#include "kh-text.h"

#define KH_TYPE_AUDIT_EXPORT (kh_audit_export_get_type ())
G_DECLARE_FINAL_TYPE (KhAuditExport, kh_audit_export, KH, AUDIT_EXPORT, KhDialog)

struct _KhAuditExport {
  KhDialog parent_instance;

  AdwComboRow *range_row, *format_row;
  KhFolderRow *folder_row;
  AdwEntryRow *first_row, *last_row, *name_row;
};

G_DEFINE_FINAL_TYPE (KhAuditExport, kh_audit_export, KH_TYPE_DIALOG)

/* In the order of the row; what follows them asks for two days. */
static const char *const ranges[] = { NULL, "0", "7", "30" };
#define RANGE G_N_ELEMENTS (ranges)

/* (transfer full) (nullable): the name of the span that is chosen; NULL for all records. */
static char *
get_days (KhAuditExport *self)
{
  guint chosen = adw_combo_row_get_selected (self->range_row);

  return chosen < RANGE ? g_strdup (ranges[chosen])
                        : kh_day_rows_get_name (self->first_row, self->last_row);
}

static gboolean
has_range (KhAuditExport *self)
{
  return adw_combo_row_get_selected (self->range_row) == RANGE;
}

static void
on_range_cb (KhAuditExport *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->first_row), has_range (self));
  gtk_widget_set_visible (GTK_WIDGET (self->last_row), has_range (self));
  kh_dialog_check (KH_DIALOG (self));
  kh_dialog_fit (KH_DIALOG (self));
}

static char *
check_day (KhDialog *dialog, const char *text)
{
  return has_range (KH_AUDIT_EXPORT (dialog)) ? kh_day_row_check (dialog, text) : NULL;
}

static char *
kh_audit_export_check (KhDialog *dialog)
{
  KhAuditExport *self = KH_AUDIT_EXPORT (dialog);

  return has_range (self) ? kh_day_rows_check (self->first_row, self->last_row) : NULL;
}

/* @days: (nullable) */
static void
set_days (KhAuditExport *self, const char *days)
{
  guint chosen = days != NULL ? RANGE : 0;

  for (guint i = 1; i < RANGE; i++)
    if (g_strcmp0 (days, ranges[i]) == 0)
      chosen = i;
  kh_day_rows_set_name (self->first_row, self->last_row, days,
                        kh_organization_now (kh_dialog_get_organization (KH_DIALOG (self))));
  adw_combo_row_set_selected (self->range_row, chosen);
  on_range_cb (self);
}

static char *
check_name (KhDialog *dialog, const char *text)
{
  return kh_name_is_item (text) ? NULL : g_strdup (_ ("Use 1 to 255 characters without slashes"));
}

typedef struct {
  KhDayRange range;
  KhAuditExportFormat format;
  char *path;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->path);
  g_free (work);
}

static gpointer
export_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  KhAuditQuery query = { .since = work->range.since, .until = work->range.until };

  g_auto (KhDownload) download = { 0 };

  return GINT_TO_POINTER (kh_client_audit_export (client, &query, work->format, work->path, FALSE,
                                                  &download, cancellable, error));
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhAuditExport) self = data;
  KhDialog *dialog = KH_DIALOG (self);
  g_autoptr (GError) error = NULL;
  gboolean done = kh_organization_run_finish (KH_ORGANIZATION (source), result, &error) != NULL;
  g_autoptr (GFile) file = NULL;

  if (kh_dialog_is_closed (dialog))
    return;
  if (!done) {
    kh_dialog_fail (dialog, error);
    return;
  }
  file = g_file_get_child (kh_folder_row_get_folder (self->folder_row),
                           gtk_editable_get_text (GTK_EDITABLE (self->name_row)));
  kh_dialog_done_exported (dialog, file);
}

static void
kh_audit_export_apply (KhDialog *dialog)
{
  KhAuditExport *self = KH_AUDIT_EXPORT (dialog);
  KhOrganization *organization = kh_dialog_get_organization (dialog);
  g_autofree char *days = get_days (self);
  Work *work = g_new0 (Work, 1);

  if (days != NULL)
    kh_day_range_read (days, kh_organization_now (organization), &work->range);
  work->format = (KhAuditExportFormat)adw_combo_row_get_selected (self->format_row);
  work->path = g_build_filename (g_file_peek_path (kh_folder_row_get_folder (self->folder_row)),
                                 gtk_editable_get_text (GTK_EDITABLE (self->name_row)), NULL);
  kh_dialog_begin (dialog);
  kh_organization_transfer_async (organization, export_worker, work, work_free, NULL,
                                  kh_dialog_get_cancellable (dialog), exported_cb,
                                  g_object_ref (self));
}

/* The name follows the format as long as nobody typed another one. */
static void
on_format_cb (KhAuditExport *self)
{
  guint format = adw_combo_row_get_selected (self->format_row);
  static const char *const proposed[] = { "activity.jsonl", "activity.csv",
                                          "activity-evidence.zip" };
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name_row));

  adw_action_row_set_subtitle (
      ADW_ACTION_ROW (self->format_row),
      format == KH_AUDIT_EXPORT_EVIDENCE
          ? _ ("The whole log with its signatures, and how to verify it elsewhere")
          : NULL);
  for (guint i = 0; i < G_N_ELEMENTS (proposed); i++)
    if (*name == '\0' || g_str_equal (name, proposed[i])) {
      gtk_editable_set_text (GTK_EDITABLE (self->name_row), proposed[format]);
      return;
    }
}

static void
kh_audit_export_class_init (KhAuditExportClass *klass)
{
  KH_DIALOG_CLASS (klass)->apply = kh_audit_export_apply;
  KH_DIALOG_CLASS (klass)->check = kh_audit_export_check;
  g_type_ensure (KH_TYPE_FOLDER_ROW);
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/io/github/keyhold/Keyhold/ui/kh-audit-export.ui");
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), KhAuditExport, range_row);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), KhAuditExport, format_row);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), KhAuditExport, folder_row);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), KhAuditExport, first_row);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), KhAuditExport, last_row);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), KhAuditExport, name_row);
  gtk_widget_class_bind_template_callback (GTK_WIDGET_CLASS (klass), on_format_cb);
  gtk_widget_class_bind_template_callback (GTK_WIDGET_CLASS (klass), on_range_cb);
}

static void
kh_audit_export_init (KhAuditExport *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kh_day_row_set_up (self->first_row, _ ("Choose the first day"));
  kh_day_row_set_up (self->last_row, _ ("Choose the last day"));
}

KhDialog *
kh_audit_export_new (KhOrganization *organization, const char *days)
{
  KhAuditExport *self = g_object_new (KH_TYPE_AUDIT_EXPORT, "organization", organization, NULL);

  on_format_cb (self);
  kh_dialog_check_entry (KH_DIALOG (self), self->first_row, check_day);
  kh_dialog_check_entry (KH_DIALOG (self), self->last_row, check_day);
  kh_dialog_check_entry (KH_DIALOG (self), self->name_row, check_name);
  set_days (self, days);
  return KH_DIALOG (self);
}
