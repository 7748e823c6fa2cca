/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Are two folders on the same disk? They may not exist yet: then the nearest that does counts.
 * Main thread; looks from another one. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void kh_same_disk_async (const char *one, const char *other, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
/* TRUE also when it cannot be told: the warning is the safe side. Errors: G_IO_ERROR_CANCELLED. */
gboolean kh_same_disk_finish (GAsyncResult *result, GError **error);

G_END_DECLS
