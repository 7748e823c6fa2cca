/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sealed file on the disk: khc-container.h over KhIo.
 *
 * A container is written once and never changed: new name, chunks, fdatasync, rename, fsync of the
 * folder. Readers give out whole authenticated chunks only and know the true length before the
 * first byte, since opening one authenticates the last chunk. Constant memory at any size. A reader
 * or a writer belongs to one thread at a time; freeing it frees its key schedules.
 *
 * Errors keep apart NOT_OURS, NEWER, WRONG_KEY, DAMAGED (with the number of the chunk), TRUNCATED,
 * ROLLED_BACK, and those of the disk.
 */
#pragma once

#include "kh-io.h"
#include "kh-secret.h"
#include "khc-container.h"

G_BEGIN_DECLS

/* --- Writing ------------------------------------------------------------------------------- */

typedef struct _KhContainerWriter KhContainerWriter;

/* What the item's row has to remember. */
typedef struct {
  guint64 length;     /* plain bytes */
  guint64 generation; /* as in the header */
  guint8 commitment[KHC_CHUNKS_COMMITMENT_SIZE];
} KhContainerRecord;

/* Starts @path.new (replacing a left-over one). @facts is copied, @dek is used now only. */
KhContainerWriter *kh_container_writer_new (const KhIo *io, const char *path, KhSecret *dek,
                                            const KhcContainerFacts *facts, GError **error);
gboolean kh_container_writer_write (KhContainerWriter *self, const void *data, gsize size,
                                    GError **error);
/* Ends the payload, makes the file durable and gives it its name; with @sync_folder the name is
 * durable too (a caller that finishes many syncs the folder once, kh_io_sync_folder()). After a
 * failure nothing is left of it. Free the writer in both cases. */
gboolean kh_container_writer_finish (KhContainerWriter *self, gboolean sync_folder,
                                     KhContainerRecord *record, GError **error);
/* Removes an unfinished file. */
void kh_container_writer_free (KhContainerWriter *self);
/* Frees it, its key schedules first, and returns what kh_io_unlink_name() does for the unfinished
 * file: for whoever must not keep others waiting. */
int kh_container_writer_drop (KhContainerWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhContainerWriter, kh_container_writer_free)

/* --- Reading ------------------------------------------------------------------------------- */

typedef struct _KhContainerReader KhContainerReader;

/* The header of a file, to find the DEK; not authenticated. */
gboolean kh_container_peek (const KhIo *io, const char *path, KhcContainerFacts *facts,
                            GError **error);

/* @expected: environment, item, DEK id and generation that the header must have. @record: length
 * and commitment of the row, NULL during recovery when they are not known yet (crypto.md E.2).
 * A file of another generation, commitment or length than the row's is KH_ERROR_ROLLED_BACK.
 * @dek is used now only. */
KhContainerReader *kh_container_reader_new (const KhIo *io, const char *path, KhSecret *dek,
                                            const KhcContainerFacts *expected,
                                            const KhContainerRecord *record, GError **error);
void kh_container_reader_free (KhContainerReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhContainerReader, kh_container_reader_free)

/* Plain bytes, authenticated. */
guint64 kh_container_reader_get_length (KhContainerReader *self);
void kh_container_reader_get_record (KhContainerReader *self, KhContainerRecord *record);
/* Reads up to @size bytes at any offset; *@got is less only at the end. An offset beyond the end is
 * KH_ERROR_ARGUMENT. On failure the buffer holds no plain bytes. */
gboolean kh_container_reader_read (KhContainerReader *self, guint64 offset, void *buffer,
                                   gsize size, gsize *got, GError **error);
/* Ends reads from another thread: they fail with KH_ERROR_LOCKED. */
void kh_container_reader_revoke (KhContainerReader *self);

/* --- Both ---------------------------------------------------------------------------------- */

/* Copies all of @reader into @writer, 256 KiB at a time; the writer is not finished yet. Stops
 * between two buffers when @cancellable is cancelled. @progress is in plain bytes. */
gboolean kh_container_reencrypt (KhContainerReader *reader, KhContainerWriter *writer,
                                 GCancellable *cancellable, KhProgressFunc progress, gpointer data,
                                 GError **error);

G_END_DECLS
