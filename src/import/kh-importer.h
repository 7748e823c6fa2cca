/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Importers: each turns a source into tables of checked rows, and says whether a source is its own.
 *
 * A job is run twice with the same importer: first without a sink, which checks everything, then
 * with one that writes. Another kind of formats.md 1 is one more row of the table that
 * kh_importer_detect() goes through. One thread.
 */
#pragma once

#include "kh-import-report.h"
#include "kh-import-source.h"
#include "kh-table-store.h"

G_BEGIN_DECLS

#define KH_IMPORT_MAX_FIELD 1048576 /* characters (F9) */
#define KH_IMPORT_MAX_ROW (16 * 1024 * 1024)
#define KH_IMPORT_MAX_JSON_LINE (8 * 1024 * 1024)
#define KH_IMPORT_MAX_REPORTED 100 /* bad rows of one file */

/* What takes the rows; all return FALSE with an error to stop. */
typedef struct {
  gboolean (*begin) (gpointer data, const char *table, GPtrArray *columns, GError **error);
  gboolean (*row) (gpointer data, const KhCell *cells, GError **error);
  gpointer data;
} KhRowSink;

typedef struct {
  KhImportSource *source;
  const char *file;       /* for the report */
  const char *table;      /* name for a source that is one table */
  gboolean table_asked;   /* the caller chose that name */
  const char *charset;    /* (nullable) */
  char delimiter;         /* 0: the one that fits; found by the first pass */
  gboolean skip_bad_rows; /* report them and go on */
  gboolean checking;      /* this is the first pass */
  KhImportReport *report;
  GPtrArray
      *columns; /* (nullable) (element-type KhTableColumn): JSON lines, found by the first pass */
} KhImportJob;

typedef struct {
  const char *kind; /* as in the report */
  /* *@is_it: the content is of this kind. */
  gboolean (*detect) (KhImportJob *job, gboolean *is_it, GError **error);
  /* @sink: NULL in the first pass. */
  gboolean (*run) (KhImportJob *job, const KhRowSink *sink, GError **error);
} KhImporter;

extern const KhImporter kh_importer_csv;
extern const KhImporter kh_importer_jsonl;
extern const KhImporter kh_importer_sqlite;

/* What the content is; *@importer is NULL for a plain file. With @table a table is wanted: then
 * what cannot be one is refused and everything else is taken for CSV. */
gboolean kh_importer_detect (KhImportJob *job, gboolean table, const KhImporter **importer,
                             GError **error);

/* For a bad row: TRUE to go on (it was reported, @error cleared), FALSE to stop with @error. */
gboolean kh_import_job_skip (KhImportJob *job, GError **error);

G_END_DECLS
