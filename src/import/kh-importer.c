/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of importers, in the order of detection. */
#include "kh-importer.h"

#include <string.h>

static const KhImporter *const importers[] = {
  &kh_importer_sqlite,
  &kh_importer_jsonl,
  &kh_importer_csv,
};

static gboolean
begins_with (KhImportJob *job, const char *magic, gsize size, gboolean *yes, GError **error)
{
  char head[16] = { 0 };
  gsize got;

  if (!kh_import_source_read (job->source, 0, head, sizeof head, &got, error))
    return FALSE;
  *yes = got >= size && memcmp (head, magic, size) == 0;
  return TRUE;
}

gboolean
kh_importer_detect (KhImportJob *job, gboolean table, const KhImporter **importer, GError **error)
{
  gboolean zip, is_it = FALSE;

  *importer = NULL;
  if (!begins_with (job, "PK\3\4", 4, &zip, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (importers) && !is_it && !zip; i++) {
    if (!importers[i]->detect (job, &is_it, error))
      return FALSE;
    if (is_it)
      *importer = importers[i];
  }
  if (*importer != NULL || !table)
    return TRUE;
  if (zip)
    return kh_import_refuse (error, KH_RULE_NOT_A_TABLE, 0,
                             "This is an archive, and only its files could be tables");
  *importer = &kh_importer_csv;
  return TRUE;
}

gboolean
kh_import_job_skip (KhImportJob *job, GError **error)
{
  guint64 line;
  const char *rule = kh_import_get_rule (*error, &line);

  if (rule == NULL || !job->skip_bad_rows)
    return FALSE;
  if (job->checking) {
    job->report->rows_skipped++;
    if (job->report->rows_skipped <= KH_IMPORT_MAX_REPORTED)
      kh_import_report_refuse (job->report, job->file, rule, (*error)->message, line);
  }
  g_clear_error (error);
  return TRUE;
}
