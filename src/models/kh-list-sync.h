/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a list hold what it should, touching only what changed: rows that stay keep selection,
 * focus and place. Main thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @wanted: (element-type GObject): each object once; the same object is the same row. As many rows
 * as possible stay untouched; the others are removed and added in the fewest runs that this allows,
 * each of which is one items-changed of @store. */
void kh_list_sync (GListStore *store, GPtrArray *wanted);

G_END_DECLS
