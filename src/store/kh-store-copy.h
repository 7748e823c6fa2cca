/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts all that is in a store into an empty one, under the data key of that.
 *
 * Plaintext is in memory alone. Files and tables keep their names, bytes, columns and the order of
 * rows; they get new ids and are as old as the copy. The source may be used meanwhile: what is
 * there when its turn comes is what is copied. A copy that ends early leaves the target half
 * filled.
 */
#pragma once

#include "kh-item-store.h"

G_BEGIN_DECLS

typedef struct {
  guint64 items, items_done; /* files and tables */
  guint64 bytes, bytes_done;
} KhCopyProgress;

/* @keep_marks: files that were marked to stay are marked in the copy too; without it the copy
 * counts as saved again. @progress (nullable): on the calling thread, at most five times a second
 * and at the end. A thread that may block. Errors besides those of kh-item-store.h:
 * G_IO_ERROR_CANCELLED between two buffers or rows. */
gboolean kh_store_copy (KhItemStore *from, KhItemStore *to, gboolean keep_marks,
                        void (*progress) (const KhCopyProgress *progress, gpointer data),
                        gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
