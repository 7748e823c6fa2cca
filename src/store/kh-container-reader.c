/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a container: whole authenticated chunks at any offset. */
#include "kh-container-private.h"

#include <errno.h>
#include <string.h>

struct _KhContainerReader {
  const KhIo *io;
  char *path;
  int fd;
  KhcChunks *chunks; /* (owned) */
  KhContainerRecord record;
  int revoked; /* atomic */
  guint8 *plain;
  guint8 *sealed;
};

gboolean
kh_container_peek (const KhIo *io, const char *path, KhcContainerFacts *facts, GError **error)
{
  guint8 header[KHC_CONTAINER_HEADER_SIZE];
  gsize got = 0;
  int fd = kh_io_open (io, path, KH_IO_READ, error);
  gboolean read;
  int result;

  if (fd < 0)
    return FALSE;
  read = kh_io_read (io, fd, header, sizeof header, 0, &got);
  if (!read)
    kh_error_from_errno (error, errno, path);
  kh_io_close (io, &fd);
  if (!read)
    return FALSE;
  result = khc_container_header_parse ((KhcBytes){ header, got }, facts);
  return result == KHC_OK || kh_error_from_khc (error, result, path);
}

static gboolean
set_damaged (KhContainerReader *self, int result, guint64 chunk, GError **error)
{
  g_autofree char *what = g_strdup_printf ("%s, chunk %" G_GUINT64_FORMAT, self->path, chunk);

  return kh_error_from_khc (error, result, what);
}

/* Reads the chunks of @span and opens them into @plain; at most BUFFER_CHUNKS of them. */
static gboolean
open_span (KhContainerReader *self, const KhcContainerSpan *span, guint8 *plain, GError **error)
{
  guint8 *sealed = kh_container_at_offset (self->sealed, span->file_offset);
  guint64 bad = 0;
  gsize got = 0;
  int result;

  if (!kh_io_read (self->io, self->fd, sealed, span->file_size, (gint64)span->file_offset, &got))
    return kh_error_from_errno (error, errno, self->path);
  if (got < span->file_size)
    return kh_error_from_khc (error, KHC_ERR_TRUNCATED, self->path);
  result = khc_chunks_open (self->chunks, span->first_chunk, (KhcBytes){ sealed, got }, span->last,
                            plain, &bad);
  return result == KHC_OK || set_damaged (self, result, bad, error);
}

/* The length is believed only after the last chunk was opened. */
static gboolean
authenticate_length (KhContainerReader *self, GError **error)
{
  KhcContainerSpan span;
  guint64 size = 0;
  int result;

  if (!kh_io_size (self->io, self->fd, &size, self->path, error))
    return FALSE;
  result = khc_container_plain_size (size, &self->record.length);
  if (result == KHC_OK)
    result = khc_container_span (self->record.length, self->record.length, 0, &span);
  if (result != KHC_OK)
    return kh_error_from_khc (error, result, self->path);
  return open_span (self, &span, self->plain, error);
}

static gboolean
start (KhContainerReader *self, KhSecret *dek, const KhcContainerFacts *expected,
       const KhContainerRecord *record, GError **error)
{
  guint8 prefix[KHC_CONTAINER_PREFIX_SIZE];
  gsize got = 0;
  int result;

  self->fd = kh_io_open (self->io, self->path, KH_IO_READ, error);
  if (self->fd < 0)
    return FALSE;
  if (!kh_io_read (self->io, self->fd, prefix, sizeof prefix, 0, &got))
    return kh_error_from_errno (error, errno, self->path);
  result = khc_container_open_begin ((KhcBytes){ prefix, got }, kh_secret_peek (dek), expected,
                                     record != NULL ? record->commitment : NULL, &self->chunks);
  if (result != KHC_OK)
    return kh_error_from_khc (error, result, self->path);
  memcpy (self->record.commitment, prefix + KHC_CONTAINER_COMMITMENT_OFFSET,
          sizeof self->record.commitment);
  self->record.generation = expected->generation;
  if (!authenticate_length (self, error))
    return FALSE;
  if (record != NULL && record->length != self->record.length)
    return kh_error_from_khc (error, KHC_ERR_ROLLED_BACK, self->path);
  return TRUE;
}

KhContainerReader *
kh_container_reader_new (const KhIo *io, const char *path, KhSecret *dek,
                         const KhcContainerFacts *expected, const KhContainerRecord *record,
                         GError **error)
{
  g_autoptr (KhContainerReader) self = g_new0 (KhContainerReader, 1);

  self->io = io;
  self->path = g_strdup (path);
  self->fd = -1;
  self->plain = g_malloc (BUFFER_SIZE);
  self->sealed = kh_container_sealed_new ();
  return start (self, dek, expected, record, error) ? g_steal_pointer (&self) : NULL;
}

void
kh_container_reader_free (KhContainerReader *self)
{
  kh_io_close (self->io, &self->fd);
  khc_chunks_free (self->chunks);
  khc_wipe (self->plain, BUFFER_SIZE);
  g_free (self->plain);
  g_aligned_free (self->sealed);
  g_free (self->path);
  g_free (self);
}

guint64
kh_container_reader_get_length (KhContainerReader *self)
{
  return self->record.length;
}

void
kh_container_reader_get_record (KhContainerReader *self, KhContainerRecord *record)
{
  *record = self->record;
}

void
kh_container_reader_revoke (KhContainerReader *self)
{
  g_atomic_int_set (&self->revoked, 1);
}

/* Nothing of the chunks but what was asked for comes out of them. */
static gboolean
is_whole (const KhcContainerSpan *span)
{
  return span->skip == 0 && span->size % KHC_CHUNK_SIZE == 0;
}

/* At most what one buffer holds, from any place inside of its first chunk. */
static gboolean
read_part (KhContainerReader *self, guint64 offset, guint8 *buffer, gsize size, gsize *part,
           GError **error)
{
  KhcContainerSpan span;
  guint8 *plain;
  gsize room = BUFFER_SIZE - (gsize)(offset % KHC_CHUNK_SIZE);
  int result;

  if (g_atomic_int_get (&self->revoked)) {
    kh_set_error (error, KH_ERROR_LOCKED, "The environment was locked while the file was read");
    return FALSE;
  }
  result = khc_container_span (self->record.length, offset, MIN (size, room), &span);
  if (result != KHC_OK)
    return kh_error_from_khc (error, result, self->path);
  *part = (gsize)span.size;
  if (span.size == 0)
    return TRUE;
  /* The range may end with the last chunk, which then is one more than the buffer holds. */
  if (span.n_chunks > BUFFER_CHUNKS) {
    result = khc_container_span (self->record.length, offset, span.size - 1, &span);
    *part = (gsize)span.size;
  }
  if (result != KHC_OK)
    return kh_error_from_khc (error, result, self->path);
  /* Whole chunks are opened where they are wanted. */
  plain = is_whole (&span) ? buffer : self->plain;
  if (!open_span (self, &span, plain, error))
    return FALSE;
  if (plain == self->plain)
    memcpy (buffer, self->plain + span.skip, *part);
  return TRUE;
}

gboolean
kh_container_reader_read (KhContainerReader *self, guint64 offset, void *buffer, gsize size,
                          gsize *got, GError **error)
{
  guint8 *bytes = buffer;

  *got = 0;
  if (offset > self->record.length)
    return kh_error_from_khc (error, KHC_ERR_RANGE, self->path);
  size = (gsize)MIN (size, self->record.length - offset);
  while (*got < size) {
    gsize part = 0;

    if (!read_part (self, offset + *got, bytes + *got, size - *got, &part, error) || part == 0) {
      khc_wipe (buffer, *got);
      *got = 0;
      return FALSE;
    }
    *got += part;
  }
  return TRUE;
}

gboolean
kh_container_reencrypt (KhContainerReader *reader, KhContainerWriter *writer,
                        GCancellable *cancellable, KhProgressFunc progress, gpointer data,
                        GError **error)
{
  g_autofree guint8 *buffer = g_malloc (BUFFER_SIZE);
  guint64 done = 0;
  gboolean copied = TRUE;

  while (copied && done < reader->record.length) {
    gsize got = 0;

    copied = !g_cancellable_set_error_if_cancelled (cancellable, error)
             && kh_container_reader_read (reader, done, buffer, BUFFER_SIZE, &got, error)
             && kh_container_writer_write (writer, buffer, got, error);
    done += got;
    if (copied && progress != NULL)
      progress (done, reader->record.length, data);
  }
  khc_wipe (buffer, BUFFER_SIZE);
  return copied;
}
