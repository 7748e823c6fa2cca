/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a store is at one moment, to be read at leisure while the store is used. */
#pragma once

#include "kh-item-store.h"

G_BEGIN_DECLS

/* Makes the folder @folder with what kh_item_store_open() wants: a copy of the database under the
 * same data key, and the containers by their second names, for a container is never changed in
 * place. Nobody uses the store meanwhile, which takes as long as its database is large. Room: as
 * much as the database. What a failure leaves is the caller's to remove. Errors besides the
 * store's: LOCKED, NO_SPACE, G_IO_ERROR_CANCELLED. A thread that may block. */
gboolean kh_store_snapshot (KhItemStore *self, const char *folder, GCancellable *cancellable,
                            GError **error);

G_END_DECLS
