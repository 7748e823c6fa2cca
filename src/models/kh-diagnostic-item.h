/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of the diagnostic log as objects of a list. Main thread. */
#pragma once

#include <gio/gio.h>

#include "kh-diagnostics.h"

G_BEGIN_DECLS

#define KH_TYPE_DIAGNOSTIC_ITEM (kh_diagnostic_item_get_type ())
G_DECLARE_FINAL_TYPE (KhDiagnosticItem, kh_diagnostic_item, KH, DIAGNOSTIC_ITEM, GObject)

/* (transfer none) */
const KhDiagnosticLine *kh_diagnostic_item_get_line (KhDiagnosticItem *self);
/* (transfer full): as it stands in the file, without the end of the line. */
char *kh_diagnostic_item_to_text (KhDiagnosticItem *self);
/* TRUE where every word of @search is in the line, without regard to case. */
gboolean kh_diagnostic_item_matches (KhDiagnosticItem *self, const char *search);

/* Reads the log on another thread, after what was noted until now. Errors: IO. */
void kh_diagnostic_list_read_async (const char *path, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) (nullable): of KhDiagnosticItem, newest first. */
GListModel *kh_diagnostic_list_read_finish (GAsyncResult *result, GError **error);
/* Writes all of it as text to @file, in place of what is there. Errors: IO. */
void kh_diagnostic_list_export_async (const char *path, GFile *file, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean kh_diagnostic_list_export_finish (GAsyncResult *result, GError **error);

G_END_DECLS
