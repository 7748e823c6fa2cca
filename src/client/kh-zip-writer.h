/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a ZIP archive, one entry after the other, in constant memory.
 *
 * Entries are deflated, their names are UTF-8, and every file is readable by its owner's group and
 * others too, as it is for a reader elsewhere. An archive and everything in it stays below 4 GiB,
 * so that any reader opens it: more is TOO_LARGE. Any thread, one at a time.
 *
 * Not libzip: that asks for the content of all entries when it closes an archive, in a file that it
 * makes itself, whereas here the tenant's answers come one by one and go to a stream that the
 * caller makes durable; to turn one into the other takes as much code as this.
 */
#pragma once

#include "kh-error.h"
#include "kh-time.h"

G_BEGIN_DECLS

typedef struct _KhZipWriter KhZipWriter;

/* @stream: at its begin, and seekable; it stays open. @time: of all entries, shown in local time.
 */
KhZipWriter *kh_zip_writer_new (GOutputStream *stream, KhTime time);
void kh_zip_writer_free (KhZipWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhZipWriter, kh_zip_writer_free)

/* @name: a path with slashes. */
gboolean kh_zip_writer_begin (KhZipWriter *self, const char *name, GCancellable *cancellable,
                              GError **error);
gboolean kh_zip_writer_write (KhZipWriter *self, const void *bytes, gsize size,
                              GCancellable *cancellable, GError **error);
/* @size, @sha256 (transfer full): of what was written; nullable. */
gboolean kh_zip_writer_end (KhZipWriter *self, guint64 *size, char **sha256,
                            GCancellable *cancellable, GError **error);
/* Writes the directory; the archive is whole then. */
gboolean kh_zip_writer_finish (KhZipWriter *self, GCancellable *cancellable, GError **error);

G_END_DECLS
