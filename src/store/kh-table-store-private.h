/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows about tables, for kh-item-store and the files of kh-table-store. The caller holds the
 * connection. */
#pragma once

#include "kh-table-store.h"

G_BEGIN_DECLS

/* (element-type KhStoreItem), by name. */
gboolean kh_table_rows_list (KhDatabase *db, GPtrArray *items, GError **error);
/* By name or id, with its columns; KH_ERROR_NOT_FOUND. (transfer full) */
KhTableInfo *kh_table_row_find (KhDatabase *db, const char *name, GError **error);
/* Rows, columns and the table's own row. */
gboolean kh_table_row_delete (KhDatabase *db, const char *id, GError **error);

G_END_DECLS
