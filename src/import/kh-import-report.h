/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of uploaded files: taken or refused, each with its facts (cli.md 3, data import).
 * Owned by one thread at a time. */
#pragma once

#include "kh-enums.h"

G_BEGIN_DECLS

/* Rules of refusal beside F1 to F11 of formats.md 2.3. */
#define KH_RULE_EXISTS "exists"         /* the name is taken */
#define KH_RULE_SQLITE "sqlite"         /* not a database that can be read */
#define KH_RULE_CHARSET "charset"       /* the charset is not known */
#define KH_RULE_NOT_A_TABLE "not-table" /* asked for a table, is none */

typedef struct {
  char *file;
  char *kind; /* "csv", "jsonl", "sqlite", "flow" or "file" */
  KhStoreKind store;
  char *id;
  char *name;
  guint64 rows;  /* 0 for files */
  guint64 bytes; /* of the uploaded file */
  char *sha256;  /* of the uploaded file: lower-case hexadecimal digits */
} KhImportedItem;

typedef struct {
  char *file;
  char *rule;   /* F1 to F11, or one of the words above */
  char *reason; /* a sentence */
  guint64 line; /* 0: not known */
} KhRefusedItem;

typedef struct {
  GPtrArray *imported; /* (element-type KhImportedItem) */
  GPtrArray *refused; /* (element-type KhRefusedItem): with skip_bad_rows at most 100 rows a file */
  guint64 rows_skipped; /* bad rows left out, also beyond those 100 */
} KhImportReport;

KhImportReport *kh_import_report_new (void);
void kh_import_report_free (KhImportReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhImportReport, kh_import_report_free)

void kh_import_report_refuse (KhImportReport *report, const char *file, const char *rule,
                              const char *reason, guint64 line);

G_END_DECLS
