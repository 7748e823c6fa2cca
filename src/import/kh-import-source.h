/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes that importers read, from a staged container or from memory; and how they refuse.
 * One thread. */
#pragma once

#include "kh-item-store-file.h"

G_BEGIN_DECLS

/* Reads up to @size bytes at @offset; *@got is less only at the end. */
typedef gboolean (*KhImportRead) (gpointer data, guint64 offset, void *buffer, gsize size,
                                  gsize *got, GError **error);

typedef struct {
  KhImportRead read;
  gpointer data;
  guint64 length;
  KhItemReader *reader; /* (nullable): the container, for importers that need it */
  GCancellable *cancellable;
  KhProgressFunc progress; /* (nullable): bytes of all passes */
  gpointer progress_data;
  guint64 passed, total; /* bytes read in passes before, and to be read in all */
} KhImportSource;

void kh_import_source_init_reader (KhImportSource *source, KhItemReader *reader);
void kh_import_source_init_bytes (KhImportSource *source, GBytes *bytes);
/* Looks at the cancellable and tells the progress, then reads. */
gboolean kh_import_source_read (KhImportSource *source, guint64 offset, void *buffer, gsize size,
                                gsize *got, GError **error);

/* Sets KH_ERROR_FORMAT with a rule and a line (0: none) in its facts. Always FALSE. */
gboolean kh_import_refuse (GError **error, const char *rule, guint64 line, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
/* The rule and the line of such an error; NULL for another. Owned by @error. */
const char *kh_import_get_rule (const GError *error, guint64 *line);

G_END_DECLS
