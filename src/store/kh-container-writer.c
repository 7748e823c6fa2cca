/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing a container: a new file beside the name it gets at the end. */
#include "kh-container-private.h"

#include <errno.h>
#include <string.h>

struct _KhContainerWriter {
  const KhIo *io;
  char *path, *new_path;
  int fd;
  KhcChunks *chunks; /* (owned) (nullable): NULL once finished */
  KhContainerRecord record;
  guint64 next_chunk;
  gint64 offset;
  gsize filled;
  guint8 *plain;  /* BUFFER_SIZE bytes, wiped when freed */
  guint8 *sealed; /* SEALED_SIZE bytes, see kh_container_at_offset() */
};

static gboolean
start (KhContainerWriter *self, KhSecret *dek, const KhcContainerFacts *facts, GError **error)
{
  guint8 prefix[KHC_CONTAINER_PREFIX_SIZE];
  int result = khc_container_seal_begin (kh_secret_peek (dek), facts, prefix, &self->chunks);

  if (result != KHC_OK)
    return kh_error_from_khc (error, result, self->path);
  memcpy (self->record.commitment, prefix + KHC_CONTAINER_COMMITMENT_OFFSET,
          sizeof self->record.commitment);
  self->record.generation = facts->generation;
  if (!kh_io_unlink (self->io, self->new_path, error))
    return FALSE;
  self->fd = kh_io_open (self->io, self->new_path, KH_IO_CREATE_NEW, error);
  if (self->fd < 0)
    return FALSE;
  if (!kh_io_write (self->io, self->fd, prefix, sizeof prefix, 0))
    return kh_error_from_errno (error, errno, self->new_path);
  self->offset = sizeof prefix;
  return TRUE;
}

KhContainerWriter *
kh_container_writer_new (const KhIo *io, const char *path, KhSecret *dek,
                         const KhcContainerFacts *facts, GError **error)
{
  g_autoptr (KhContainerWriter) self = g_new0 (KhContainerWriter, 1);

  self->io = io;
  self->path = g_strdup (path);
  self->new_path = g_strconcat (path, ".new", NULL);
  self->fd = -1;
  self->plain = g_malloc (BUFFER_SIZE);
  self->sealed = kh_container_sealed_new ();
  return start (self, dek, facts, error) ? g_steal_pointer (&self) : NULL;
}

/* Seals @size bytes: whole chunks, or with @last whatever is left. */
static gboolean
write_sealed (KhContainerWriter *self, const void *data, gsize size, gboolean last, GError **error)
{
  gsize sealed_size = khc_chunks_sealed_size (size, last);
  guint8 *sealed = kh_container_at_offset (self->sealed, (guint64)self->offset);
  int result =
      khc_chunks_seal (self->chunks, self->next_chunk, (KhcBytes){ data, size }, last, sealed);

  if (result != KHC_OK)
    return kh_error_from_khc (error, result, self->path);
  if (!kh_io_write (self->io, self->fd, sealed, sealed_size, self->offset))
    return kh_error_from_errno (error, errno, self->new_path);
  self->offset += (gint64)sealed_size;
  self->next_chunk += size / KHC_CHUNK_SIZE;
  self->record.length += size;
  return TRUE;
}

gboolean
kh_container_writer_write (KhContainerWriter *self, const void *data, gsize size, GError **error)
{
  const guint8 *bytes = data;

  while (size > 0) {
    gsize part = MIN (size, BUFFER_SIZE - self->filled);

    /* Whole buffers are sealed where they lie. */
    if (self->filled == 0 && size >= BUFFER_SIZE) {
      if (!write_sealed (self, bytes, BUFFER_SIZE, FALSE, error))
        return FALSE;
      part = BUFFER_SIZE;
    } else {
      memcpy (self->plain + self->filled, bytes, part);
      self->filled += part;
      if (self->filled == BUFFER_SIZE) {
        if (!write_sealed (self, self->plain, BUFFER_SIZE, FALSE, error))
          return FALSE;
        self->filled = 0;
      }
    }
    bytes += part;
    size -= part;
  }
  return TRUE;
}

gboolean
kh_container_writer_finish (KhContainerWriter *self, gboolean sync_folder,
                            KhContainerRecord *record, GError **error)
{
  if (!write_sealed (self, self->plain, self->filled, TRUE, error)
      || !kh_io_sync (self->io, self->fd, self->new_path, error))
    return FALSE;
  kh_io_close (self->io, &self->fd);
  if (!kh_io_rename (self->io, self->new_path, self->path, error))
    return FALSE;
  if (sync_folder && !kh_io_sync_parent (self->io, self->path, error)) {
    kh_io_unlink (self->io, self->path, NULL);
    return FALSE;
  }
  g_clear_pointer (&self->chunks, khc_chunks_free);
  *record = self->record;
  return TRUE;
}

int
kh_container_writer_drop (KhContainerWriter *self)
{
  int dropped = -1;

  khc_wipe (self->plain, BUFFER_SIZE);
  if (self->chunks != NULL) {
    khc_chunks_free (self->chunks);
    dropped = kh_io_unlink_name (self->io, self->new_path);
  }
  kh_io_close (self->io, &self->fd);
  g_free (self->plain);
  g_aligned_free (self->sealed);
  g_free (self->path);
  g_free (self->new_path);
  g_free (self);
  return dropped;
}

void
kh_container_writer_free (KhContainerWriter *self)
{
  const KhIo *io = self->io;
  int dropped = kh_container_writer_drop (self);

  kh_io_close (io, &dropped);
}
