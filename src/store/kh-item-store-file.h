/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of a store: written once, then read in any order.
 *
 * A writer goes begin -> write … -> seal -> commit. From the first byte on the file is a container
 * under the store's DEK: no plaintext touches the disk. Before commit nobody sees it, and freeing
 * the writer removes it. Readers and writers keep the store alive, but not its keys: see
 * kh_item_store_close(). One thread at a time each.
 */
#pragma once

#include "kh-container-file.h"
#include "kh-item-store.h"

G_BEGIN_DECLS

typedef struct _KhItemReader KhItemReader;
typedef struct _KhItemWriter KhItemWriter;

/* --- Writing ------------------------------------------------------------------------------- */

/* @name as kh_name_is_item() says (KH_ERROR_ARGUMENT). (transfer full) */
KhItemWriter *kh_item_writer_new (KhItemStore *store, const char *name, GError **error);
gboolean kh_item_writer_write (KhItemWriter *self, const void *data, gsize size, GError **error);

/* Ends the bytes: the container is whole and durable, still without a row. */
gboolean kh_item_writer_seal (KhItemWriter *self, GError **error);
/* Reads what was sealed. (transfer full) */
KhItemReader *kh_item_writer_open (KhItemWriter *self, GError **error);
guint64 kh_item_writer_get_length (KhItemWriter *self);
/* Lower-case hexadecimal digits; NULL before seal. */
const char *kh_item_writer_get_sha256 (KhItemWriter *self);

/* Before commit: a later re-encryption with a kept DEK passes over the file (kh-store-reencrypt.h).
 */
void kh_item_writer_set_stays (KhItemWriter *self, gboolean stays);

/* Gives the sealed file its row in one transaction. KH_ERROR_EXISTS when the name is taken, unless
 * @replace: then the old file goes. @item: (out) (optional) (transfer full). */
gboolean kh_item_writer_commit (KhItemWriter *self, gboolean replace, KhStoreItem **item,
                                GError **error);
/* Removes what was not committed. */
void kh_item_writer_free (KhItemWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhItemWriter, kh_item_writer_free)

/* --- Reading ------------------------------------------------------------------------------- */

/* @name: name or id of a file. A container of another generation than its row's is
 * KH_ERROR_ROLLED_BACK; the one pair that a killed re-encryption leaves is accepted while the store
 * holds more than one DEK, and its row is repaired (crypto.md E.2). (transfer full) */
KhItemReader *kh_item_reader_new (KhItemStore *store, const char *name, GError **error);
void kh_item_reader_free (KhItemReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhItemReader, kh_item_reader_free)

guint64 kh_item_reader_get_length (KhItemReader *self);
/* Reads up to @size plain bytes at any offset; *@got is less only at the end. */
gboolean kh_item_reader_read (KhItemReader *self, guint64 offset, void *buffer, gsize size,
                              gsize *got, GError **error);

/* Lends the container under the reader to a foreign database; until kh_item_reader_give_back() the
 * reader is not used otherwise and kh_item_store_close() waits. NULL with KH_ERROR_LOCKED once
 * revoked. */
KhContainerReader *kh_item_reader_lend (KhItemReader *self, GError **error);
void kh_item_reader_give_back (KhItemReader *self);

G_END_DECLS
