/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs an importer over bytes in memory and shows its rows as text. */
#pragma once

#include "kh-importer.h"

typedef struct {
  const char *charset;
  char delimiter;
  gboolean skip_bad_rows;
} ImportOptions;

typedef struct {
  GString *rows; /* "a|b;" for the header and each row; NULL as ~, numbers with # before */
  KhImportReport *report;
  guint64 n_rows;
} ImportResult;

/* Both passes. @options: (nullable). */
gboolean import_bytes (const KhImporter *importer, const void *bytes, gsize size,
                       const ImportOptions *options, ImportResult *result, GError **error);
void import_result_clear (ImportResult *result);
/* Expects @wanted, or with NULL a refusal by @rule at @line. */
void import_expect (const KhImporter *importer, const char *text, gsize size,
                    const ImportOptions *options, const char *wanted);
void import_expect_refused (const KhImporter *importer, const char *text, gsize size,
                            const char *rule, guint64 line);
/* What kh_importer_detect says: a kind, or "file". */
const char *import_detect (const void *bytes, gsize size);
