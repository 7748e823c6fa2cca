/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A source as lines of UTF-8, whatever its charset and line ends (formats.md 6.1).
 *
 * A byte order mark decides (UTF-8, UTF-16 either way); without one the text is UTF-8, or the
 * charset that was asked for. What is not UTF-8 is refused, never guessed; so are NUL characters
 * and lines beyond a limit. One thread; bounded memory.
 */
#pragma once

#include "kh-import-report.h"
#include "kh-import-source.h"

G_BEGIN_DECLS

typedef struct _KhImportLines KhImportLines;

typedef struct {
  const char *charset; /* (nullable): for bytes without a byte order mark */
  gboolean quotes;     /* line ends between double quotes are data; a lone CR ends a line */
  gsize max_line;      /* bytes */
  const char *rule;    /* of refusals */
} KhImportLinesOptions;

KhImportLines *kh_import_lines_new (KhImportSource *source, const KhImportLinesOptions *options);
void kh_import_lines_free (KhImportLines *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhImportLines, kh_import_lines_free)

typedef enum { KH_LINE_ERROR = -1, KH_LINE_END = 0, KH_LINE = 1 } KhLineResult;

/* One physical line: it ends with LF, or between quotes as it stood; the last one always ends with
 * LF. Borrowed until the next call. A line that is not text is an error, after which the next one
 * can be read. */
KhLineResult kh_import_lines_next (KhImportLines *self, const char **line, gsize *size,
                                   GError **error);
/* Number of the line given last, from 1. */
guint64 kh_import_lines_get_number (KhImportLines *self);
/* Begins outside of quotes again, after a bad row. */
void kh_import_lines_reset_quotes (KhImportLines *self);

/* Wipes and frees a text that held content: what was imported must not stay readable in freed
 * memory after a lock. */
void kh_import_text_free (GString *text);

G_END_DECLS
