/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports of uploads. */
#include "kh-import-report.h"

static void
imported_free (gpointer data)
{
  KhImportedItem *item = data;

  g_free (item->file);
  g_free (item->kind);
  g_free (item->id);
  g_free (item->name);
  g_free (item->sha256);
  g_free (item);
}

static void
refused_free (gpointer data)
{
  KhRefusedItem *item = data;

  g_free (item->file);
  g_free (item->rule);
  g_free (item->reason);
  g_free (item);
}

KhImportReport *
kh_import_report_new (void)
{
  KhImportReport *report = g_new0 (KhImportReport, 1);

  report->imported = g_ptr_array_new_with_free_func (imported_free);
  report->refused = g_ptr_array_new_with_free_func (refused_free);
  return report;
}

void
kh_import_report_free (KhImportReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->imported);
  g_ptr_array_unref (report->refused);
  g_free (report);
}

void
kh_import_report_refuse (KhImportReport *report, const char *file, const char *rule,
                         const char *reason, guint64 line)
{
  KhRefusedItem *item = g_new0 (KhRefusedItem, 1);

  item->file = g_strdup (file);
  item->rule = g_strdup (rule);
  item->reason = g_strdup (reason);
  item->line = line;
  g_ptr_array_add (report->refused, item);
}
