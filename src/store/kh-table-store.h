/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of a store: made whole in one transaction, read in the order of import.
 *
 * Names of tables and columns, declared types and values stay as they were given: NULL is not the
 * empty text, integers, reals, texts and bytes keep their kind. A row's number counts from 1 in the
 * order of import.
 */
#pragma once

#include "kh-item-store.h"
#include "kh-table-cell.h"

G_BEGIN_DECLS

#define KH_TABLE_MAX_COLUMNS 1024

/* --- Writing ------------------------------------------------------------------------------- */

/* Any number of tables in one transaction. While a writer exists the store's connection is its own:
 * other calls on the store wait. One thread. */
typedef struct _KhTableWriter KhTableWriter;

/* (transfer full) */
KhTableWriter *kh_table_writer_new (KhItemStore *store, GError **error);
/* Starts the next table; @columns: (element-type KhTableColumn), 1 to KH_TABLE_MAX_COLUMNS.
 * KH_ERROR_EXISTS when the name is taken by a table, unless @replace. */
gboolean kh_table_writer_begin (KhTableWriter *self, const char *name, GPtrArray *columns,
                                gboolean replace, GError **error);
/* One cell for each column. */
gboolean kh_table_writer_add (KhTableWriter *self, const KhCell *cells, GError **error);
/* Everything or nothing, durable when TRUE. @items: (out) (optional) (transfer full)
 * (element-type KhStoreItem): the tables made, in order. */
gboolean kh_table_writer_commit (KhTableWriter *self, GPtrArray **items, GError **error);
/* Drops what was not committed. */
void kh_table_writer_free (KhTableWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhTableWriter, kh_table_writer_free)

/* --- Reading ------------------------------------------------------------------------------- */

typedef struct {
  KhStoreItem *item;
  gint64 number;      /* of the table in the store */
  GPtrArray *columns; /* (element-type KhTableColumn) */
} KhTableInfo;
void kh_table_info_free (KhTableInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhTableInfo, kh_table_info_free)

/* @name: name or id of a table. (transfer full) */
KhTableInfo *kh_table_store_find (KhItemStore *store, const char *name, GError **error);

/* Called for each row, on the calling thread; must not use the store. FALSE with an error stops. */
typedef gboolean (*KhTableRowFunc) (guint64 row, const KhCell *cells, guint n_cells, gpointer data,
                                    GError **error);
/* Rows after number @after, at most @limit of them. *@next: the last row's number, or 0 when there
 * is nothing after it. */
typedef struct {
  guint64 after;
  guint limit;
  guint64 next;
} KhTableSpan;
gboolean kh_table_store_read (KhItemStore *store, const KhTableInfo *table, KhTableSpan *span,
                              KhTableRowFunc func, gpointer data, GError **error);

/* --- Export -------------------------------------------------------------------------------- */

/* A table as CSV (RFC 4180, UTF-8 without byte order mark, header, LF line ends, since a CR or LF
 * inside a quoted field is data): NULL is an empty field, the empty text "", bytes are base64.
 * Quoted are fields with a comma, a quote, CR or LF, and empty texts. A table of one column writes
 * its NULL rows as empty lines. Importing it again gives an equal table. One thread. */
typedef struct _KhTableCsv KhTableCsv;
KhTableCsv *kh_table_csv_new (KhItemStore *store, const char *name, GError **error);
/* Bytes read, 0 at the end, -1 on error. */
gssize kh_table_csv_read (KhTableCsv *self, void *buffer, gsize size, GError **error);
void kh_table_csv_free (KhTableCsv *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhTableCsv, kh_table_csv_free)

G_END_DECLS
