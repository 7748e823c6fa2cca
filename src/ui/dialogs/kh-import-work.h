/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files into an environment, one after the other, on the organization's worker thread.
 * Main thread but for what is said otherwise. */
#pragma once

#include "kh-organization.h"

G_BEGIN_DECLS

/* What became of the files: as far as it came before @error. */
typedef struct {
  GPtrArray *reports; /* (element-type KhJson): one a file, in their order */
  GError *error;      /* (nullable): why it stopped */
} KhImportOutcome;
void kh_import_outcome_free (KhImportOutcome *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhImportOutcome, kh_import_outcome_free)

typedef struct {
  const char *environment; /* id */
  gboolean plain, replace, skip_bad_rows;
} KhImportChoices;

/* File @index: @done of @total bytes are sent. @report: once it is over, else NULL. */
typedef void (*KhImportTell) (GObject *listener, guint index, guint64 done, guint64 total,
                              KhJson *report);

/* @files: (element-type GFile) with their @sizes, both copied. @tell is called on the main thread
 * as long as @listener lives. */
void kh_import_work_async (KhOrganization *organization, const KhImportChoices *choices,
                           GPtrArray *files, const gint64 *sizes, KhImportTell tell,
                           GObject *listener, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
/* NULL when it was cancelled. */
KhImportOutcome *kh_import_work_finish (KhOrganization *organization, GAsyncResult *result,
                                        GError **error);

G_END_DECLS
