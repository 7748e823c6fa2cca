/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that is to be imported: what it is, where it will go, how far it is. Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum {
  KH_IMPORT_ROW_READING, /* it is being looked at */
  KH_IMPORT_ROW_CHOSEN,
  KH_IMPORT_ROW_UNUSABLE,
  KH_IMPORT_ROW_WAITING,
  KH_IMPORT_ROW_RUNNING,
  KH_IMPORT_ROW_TAKEN,
  KH_IMPORT_ROW_REFUSED,
} KhImportRowState;

#define KH_TYPE_IMPORT_ROW (kh_import_row_get_type ())
G_DECLARE_FINAL_TYPE (KhImportRow, kh_import_row, KH, IMPORT_ROW, AdwActionRow)

/* Looks at the file by itself. Signals: "removed" when the user takes it out of the list, "looked"
 * when it is known what it is. */
KhImportRow *kh_import_row_new (GFile *file);
GFile *kh_import_row_get_file (KhImportRow *self);
/* -1 while it is not known. */
gint64 kh_import_row_get_size (KhImportRow *self);
KhImportRowState kh_import_row_get_state (KhImportRow *self);
void kh_import_row_set_state (KhImportRow *self, KhImportRowState state);
/* Files are kept byte for byte, whatever they are. */
void kh_import_row_set_plain (KhImportRow *self, gboolean plain);
/* @done of @total bytes are on the way; @total may be 0. */
void kh_import_row_set_progress (KhImportRow *self, guint64 done, guint64 total);

/* What a kind of the report is called: "csv", "jsonl", "sqlite", "flow", "file". */
const char *kh_import_kind_text (const char *kind);

G_END_DECLS
