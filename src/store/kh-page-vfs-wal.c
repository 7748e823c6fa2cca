/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes of the write-ahead log, in every shape that SQLite 3.40 uses.
 *
 * Written: the WAL header (32 bytes), a frame header (24), a page (4096), each alone. A page is
 * also rewritten without its header, when the cache spilled earlier in the transaction, and a
 * header without its page, when checksums are redone after that. Read: the WAL header; header and
 * page in one call (recovery, and before checksums are redone); a page alone (readers, checkpoint);
 * the 8 checksum bytes of a header alone. The page number, which is part of what authenticates a
 * page, stands in the frame header; it is remembered for each frame, so that nobody who writes to
 * the file meanwhile can pass one page off as another.
 */
#include "kh-page-vfs-private.h"

#include <errno.h>
#include <string.h>

typedef struct {
  guint32 frame;  /* from 0 */
  guint32 within; /* offset in the frame */
  gint64 start;   /* of the frame in the file */
} FramePlace;

static FramePlace
frame_place (gint64 offset)
{
  FramePlace place;

  place.frame = (guint32)((offset - KH_WAL_HEADER_SIZE) / KH_WAL_FRAME_SIZE);
  place.within = (guint32)((offset - KH_WAL_HEADER_SIZE) % KH_WAL_FRAME_SIZE);
  place.start = offset - place.within;
  return place;
}

static void
remember_number (KhPageFile *file, guint32 frame, guint32 number)
{
  if (file->numbers->len <= frame)
    g_array_set_size (file->numbers, frame + 1);
  g_array_index (file->numbers, guint32, frame) = number;
}

/* SQLITE_OK with the page number of a frame; read again from its header when it is not known. */
static int
frame_number (KhPageFile *file, const FramePlace *place, guint32 *number)
{
  guint8 raw[4];
  gsize got;

  *number = 0;
  if (place->frame < file->numbers->len)
    *number = g_array_index (file->numbers, guint32, place->frame);
  if (*number != 0)
    return SQLITE_OK;
  if (!kh_io_read (file->vfs->io, file->fd, raw, sizeof raw, place->start, &got))
    return kh_page_vfs_fail_errno (file->vfs, errno, file->path, SQLITE_IOERR_READ);
  if (got == sizeof raw)
    *number = khc_get_be32 (raw);
  if (*number == 0)
    return kh_page_vfs_fail_page (file->vfs, file->path, 0, KHC_ERR_DAMAGED);
  remember_number (file, place->frame, *number);
  return SQLITE_OK;
}

/* Reads exactly @size bytes; SQLITE_IOERR_SHORT_READ with zeros at the end of the file. */
static int
read_exactly (KhPageFile *file, void *buffer, gsize size, gint64 offset)
{
  gsize got = 0;

  if (file->fd >= 0 && !kh_io_read (file->vfs->io, file->fd, buffer, size, offset, &got))
    return kh_page_vfs_fail_errno (file->vfs, errno, file->path, SQLITE_IOERR_READ);
  if (got == size)
    return SQLITE_OK;
  memset (buffer, 0, size);
  return SQLITE_IOERR_SHORT_READ;
}

/* SQLite's checksum (walChecksumBytes), in the byte order that the magic number names. */
static void
log_checksum (const guint8 *data, gsize size, gboolean big_endian, guint32 sum[2])
{
  for (gsize i = 0; i < size; i += 8) {
    guint32 a, b;

    memcpy (&a, data + i, 4);
    memcpy (&b, data + i + 4, 4);
    sum[0] += (big_endian ? GUINT32_FROM_BE (a) : GUINT32_FROM_LE (a)) + sum[1];
    sum[1] += (big_endian ? GUINT32_FROM_BE (b) : GUINT32_FROM_LE (b)) + sum[0];
  }
}

static gboolean
header_is_valid (const guint8 header[KH_WAL_HEADER_SIZE])
{
  guint32 sum[2] = { 0, 0 };

  if ((khc_get_be32 (header) & 0xFFFFFFFEu) != 0x377f0682u)
    return FALSE;
  log_checksum (header, 24, header[3] & 1, sum);
  return khc_get_be32 (header + 24) == sum[0] && khc_get_be32 (header + 28) == sum[1];
}

static gboolean
is_zero (const guint8 *data, gsize size)
{
  for (gsize i = 0; i < size; i++)
    if (data[i] != 0)
      return FALSE;
  return TRUE;
}

/* All of the WAL header, decrypted. */
static int
read_log_header (KhPageFile *file, guint8 header[KH_WAL_HEADER_SIZE])
{
  int code = read_exactly (file, header, KH_WAL_HEADER_SIZE, 0);

  if (code != SQLITE_OK)
    return code;
  file->header_empty = is_zero (header, KH_WAL_HEADER_SIZE);
  if (khc_page_block_open (file->vfs->key, KH_WAL_HEADER_BLOCK, header + KH_WAL_HEADER_BLOCK)
      != KHC_OK)
    return kh_page_vfs_fail_page (file->vfs, file->path, 0, KHC_ERR_INTERNAL);
  return SQLITE_OK;
}

static int
read_header_part (KhPageFile *file, guint8 *buffer, int size, gint64 offset)
{
  guint8 header[KH_WAL_HEADER_SIZE];
  int code = read_log_header (file, header);

  memcpy (buffer, header + offset, size);
  if (code != SQLITE_OK || size != KH_WAL_HEADER_SIZE)
    return code;
  /* Only recovery reads all of it. */
  file->recovering = TRUE;
  file->frames_read = 0;
  file->header_ok = header_is_valid (header);
  memcpy (file->salts, header + 16, sizeof file->salts);
  g_array_set_size (file->numbers, 0);
  return SQLITE_OK;
}

static int
read_frame_header_part (KhPageFile *file, guint8 *buffer, int size, const FramePlace *place)
{
  guint8 header[KH_WAL_FRAME_HEADER_SIZE];
  int code = read_exactly (file, header, sizeof header, place->start);

  if (code == SQLITE_OK
      && khc_page_block_open (file->vfs->key, place->start + KH_WAL_FRAME_BLOCK,
                              header + KH_WAL_FRAME_BLOCK)
             != KHC_OK)
    return kh_page_vfs_fail_page (file->vfs, file->path, 0, KHC_ERR_INTERNAL);
  memcpy (buffer, header + place->within, size);
  return code;
}

/* Opens header and page of a frame that was just read, in place. */
static int
open_frame (KhPageFile *file, guint8 *frame, gint64 start)
{
  int result =
      khc_page_block_open (file->vfs->key, start + KH_WAL_FRAME_BLOCK, frame + KH_WAL_FRAME_BLOCK);

  if (result != KHC_OK)
    return result;
  return khc_page_open_in_place (file->vfs->key, khc_get_be32 (frame),
                                 frame + KH_WAL_FRAME_HEADER_SIZE);
}

/* To recovery a frame that does not authenticate is the end of the log, as one with a wrong
 * checksum is to SQLite: page number 0 says so. When checksums are redone it is damage. */
static int
read_frame (KhPageFile *file, guint8 *buffer, const FramePlace *place)
{
  int code = read_exactly (file, buffer, KH_WAL_FRAME_SIZE, place->start), result;
  guint32 number = khc_get_be32 (buffer);

  if (code != SQLITE_OK)
    return code;
  result = open_frame (file, buffer, place->start);
  if (file->recovering) {
    file->frames_read = place->frame + 1;
    if (result == KHC_OK)
      remember_number (file, place->frame, number);
    else
      memset (buffer, 0, KH_WAL_FRAME_SIZE);
    return SQLITE_OK;
  }
  if (result == KHC_OK && place->frame < file->numbers->len
      && g_array_index (file->numbers, guint32, place->frame) == number)
    return SQLITE_OK;
  memset (buffer, 0, KH_WAL_FRAME_SIZE);
  return kh_page_vfs_fail_page (file->vfs, file->path, number, KHC_ERR_DAMAGED);
}

static int
read_page (KhPageFile *file, guint8 *buffer, const FramePlace *place)
{
  guint32 number;
  int code = frame_number (file, place, &number), result;

  if (code == SQLITE_OK)
    code = read_exactly (file, buffer, KHC_PAGE_SIZE, place->start + KH_WAL_FRAME_HEADER_SIZE);
  if (code != SQLITE_OK)
    return code;
  result = khc_page_open_in_place (file->vfs->key, number, buffer);
  if (result != KHC_OK)
    return kh_page_vfs_fail_page (file->vfs, file->path, number, result);
  return SQLITE_OK;
}

static int
wal_read (sqlite3_file *base, void *buffer, int size, sqlite3_int64 offset)
{
  KhPageFile *file = (KhPageFile *)base;
  FramePlace place;
  int code = kh_page_vfs_check (file->vfs, SQLITE_IOERR_READ);

  if (code != SQLITE_OK)
    return code;
  if (offset + size <= KH_WAL_HEADER_SIZE)
    return read_header_part (file, buffer, size, offset);
  place = frame_place (offset);
  if (place.within == 0 && size == KH_WAL_FRAME_SIZE)
    return read_frame (file, buffer, &place);
  file->recovering = FALSE;
  if (place.within == KH_WAL_FRAME_HEADER_SIZE && size == KHC_PAGE_SIZE)
    return read_page (file, buffer, &place);
  if (place.within + size <= KH_WAL_FRAME_HEADER_SIZE)
    return read_frame_header_part (file, buffer, size, &place);
  return kh_page_vfs_fail_shape (file->vfs, file->path, SQLITE_IOERR_READ);
}

static int
write_bytes (KhPageFile *file, const void *buffer, gsize size, gint64 offset)
{
  if (kh_io_write (file->vfs->io, file->fd, buffer, size, offset))
    return SQLITE_OK;
  return kh_page_vfs_fail_errno (file->vfs, errno, file->path, SQLITE_IOERR_WRITE);
}

/* A header has @block bytes in the clear and one encrypted block after them. */
static int
write_header (KhPageFile *file, const guint8 *header, int size, int block, gint64 offset)
{
  guint8 copy[KH_WAL_HEADER_SIZE];

  memcpy (copy, header, size);
  if (khc_page_block_seal (file->vfs->key, offset + block, copy + block) != KHC_OK)
    return kh_page_vfs_fail_page (file->vfs, file->path, 0, KHC_ERR_INTERNAL);
  return write_bytes (file, copy, size, offset);
}

/* SQLite writes it when all frames before are in the database file. If that stops halfway, what is
 * left is no header, and would look like damage instead of an empty log. */
static int
write_log_header (KhPageFile *file, const guint8 *header)
{
  int code = write_header (file, header, KH_WAL_HEADER_SIZE, KH_WAL_HEADER_BLOCK, 0);

  if (code != SQLITE_OK && file->vfs->io->ftruncate (file->vfs->io, file->fd, 0) != 0)
    file->vfs->poisoned = TRUE;
  return code;
}

static int
write_page (KhPageFile *file, const guint8 *page, const FramePlace *place)
{
  KhPageVfs *self = file->vfs;
  guint32 number;
  int code = frame_number (file, place, &number), result;

  if (code != SQLITE_OK)
    return code;
  result = khc_page_seal (self->key, number, page, self->scratch);
  if (result != KHC_OK)
    return kh_page_vfs_fail_page (self, file->path, number, result);
  return write_bytes (file, self->scratch, KHC_PAGE_SIZE, place->start + KH_WAL_FRAME_HEADER_SIZE);
}

static int
wal_write (sqlite3_file *base, const void *buffer, int size, sqlite3_int64 offset)
{
  KhPageFile *file = (KhPageFile *)base;
  FramePlace place;
  int code = kh_page_vfs_check (file->vfs, SQLITE_IOERR_WRITE);

  if (code == SQLITE_OK)
    code = kh_page_file_check_poison (file, SQLITE_IOERR_WRITE);
  if (code != SQLITE_OK)
    return code;
  file->recovering = FALSE;
  if (offset == 0 && size == KH_WAL_HEADER_SIZE)
    return write_log_header (file, buffer);
  place = frame_place (offset);
  if (offset >= KH_WAL_HEADER_SIZE && place.within == 0 && size == KH_WAL_FRAME_HEADER_SIZE) {
    remember_number (file, place.frame, khc_get_be32 (buffer));
    return write_header (file, buffer, size, KH_WAL_FRAME_BLOCK, offset);
  }
  if (offset >= KH_WAL_HEADER_SIZE && place.within == KH_WAL_FRAME_HEADER_SIZE
      && size == KHC_PAGE_SIZE)
    return write_page (file, buffer, &place);
  return kh_page_vfs_fail_shape (file->vfs, file->path, SQLITE_IOERR_WRITE);
}

const sqlite3_io_methods kh_page_wal_methods = {
  .iVersion = 1,
  .xClose = kh_page_file_close,
  .xRead = wal_read,
  .xWrite = wal_write,
  .xTruncate = kh_page_file_truncate,
  .xSync = kh_page_file_sync,
  .xFileSize = kh_page_file_size,
  .xLock = kh_page_file_lock,
  .xUnlock = kh_page_file_lock,
  .xCheckReservedLock = kh_page_file_check_lock,
  .xFileControl = kh_page_file_control,
  .xSectorSize = kh_page_file_sector_size,
  .xDeviceCharacteristics = kh_page_file_characteristics,
};

/* Whole commits of the present log in the frames after the one where recovery stopped. */
static gboolean
count_lost_commits (KhPageFile *file, guint64 size, guint *commits, GError **error)
{
  guint64 n_frames = (size - KH_WAL_HEADER_SIZE) / KH_WAL_FRAME_SIZE;
  guint8 *frame = file->vfs->scratch;

  *commits = 0;
  for (guint64 i = file->frames_read; i < n_frames && *commits < 2; i++) {
    gint64 start = KH_WAL_HEADER_SIZE + (gint64)i * KH_WAL_FRAME_SIZE;
    gsize got;

    if (!kh_io_read (file->vfs->io, file->fd, frame, KH_WAL_FRAME_SIZE, start, &got))
      return kh_error_from_errno (error, errno, file->path);
    if (got == KH_WAL_FRAME_SIZE && open_frame (file, frame, start) == KHC_OK
        && khc_get_be32 (frame + 4) != 0 && memcmp (frame + 8, file->salts, 8) == 0)
      ++*commits;
  }
  khc_wipe (frame, KH_WAL_FRAME_SIZE);
  return TRUE;
}

gboolean
kh_page_vfs_check_log (KhPageVfs *self, GError **error)
{
  KhPageFile *file = self->wal;
  guint64 size;
  guint commits;

  if (file == NULL || file->fd < 0)
    return TRUE;
  if (!kh_io_size (self->io, file->fd, &size, file->path, error))
    return FALSE;
  if (size <= KH_WAL_HEADER_SIZE)
    return TRUE;
  if (!file->header_ok && !file->header_empty) {
    kh_set_error (error, KH_ERROR_DAMAGED,
                  "%s: the header of the log was damaged or altered, or the log belongs to another "
                  "database",
                  file->path);
    return FALSE;
  }
  if (!file->header_ok)
    return TRUE;
  if (!count_lost_commits (file, size, &commits, error))
    return FALSE;
  if (commits < 2)
    return TRUE;
  kh_set_error (error, KH_ERROR_DAMAGED,
                "%s: frame %u of the log was damaged or altered, and saved changes follow it",
                file->path, file->frames_read);
  return FALSE;
}

gboolean
kh_page_vfs_has_log (KhPageVfs *self)
{
  return self->wal != NULL && self->wal->frames_read > 0;
}
