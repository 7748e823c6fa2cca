/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes of the database file: whole pages, and parts of one. */
#include "kh-page-vfs-private.h"

#include <errno.h>
#include <string.h>

/* The first 24 bytes that every database of this format has in SQLite's eyes: page size 4096, file
 * format 2 (WAL), 48 reserved bytes, the fixed payload fractions. */
static const guint8 fixed_header[KHC_PAGE_CLEAR] = {
  'S', 'Q', 'L',  'i', 't', 'e', ' ',
  'f', 'o', 'r',  'm', 'a', 't', ' ',
  '3', 0,   0x10, 0,   2,   2,   KHC_PAGE_RESERVED,
  64,  32,  32
};

/* At open SQLite reads 100 bytes of page 1 before it looks at the WAL. A crash in a checkpoint can
 * have torn that page while the WAL still has all of it; so what SQLite needs there, which is
 * constant, is answered. Unless the WAL has page 1, the read of the whole page fails right after.
 */
static int
read_header (KhPageFile *file, guint8 *buffer, int size, gint64 offset)
{
  KhPageVfs *self = file->vfs;
  guint8 page[KHC_PAGE_SIZE];
  gsize got;
  int result;

  if (!kh_io_read (self->io, file->fd, page, sizeof page, 0, &got))
    return kh_page_vfs_fail_errno (self, errno, file->path, SQLITE_IOERR_READ);
  if (got == 0) {
    memset (buffer, 0, size);
    return SQLITE_IOERR_SHORT_READ;
  }
  result = got == sizeof page ? khc_page_open_in_place (self->key, 1, page) : KHC_ERR_TRUNCATED;
  if (result != KHC_OK) {
    memset (page, 0, sizeof page);
    memcpy (page, fixed_header, sizeof fixed_header);
  }
  memcpy (buffer, page + offset, size);
  khc_wipe (page, sizeof page);
  return SQLITE_OK;
}

/* @page: KHC_PAGE_SIZE bytes, cleared where they cannot be had. */
static int
read_page (KhPageFile *file, guint8 *page, guint32 number)
{
  KhPageVfs *self = file->vfs;
  gint64 offset = (gint64)(number - 1) * KHC_PAGE_SIZE;
  gsize got;
  int result;

  if (!kh_io_read (self->io, file->fd, page, KHC_PAGE_SIZE, offset, &got))
    return kh_page_vfs_fail_errno (self, errno, file->path, SQLITE_IOERR_READ);
  if (got == 0) {
    memset (page, 0, KHC_PAGE_SIZE);
    return SQLITE_IOERR_SHORT_READ;
  }
  result =
      got == KHC_PAGE_SIZE ? khc_page_open_in_place (self->key, number, page) : KHC_ERR_TRUNCATED;
  if (result == KHC_OK)
    return SQLITE_OK;
  memset (page, 0, KHC_PAGE_SIZE);
  return kh_page_vfs_fail_page (self, file->path, number, result);
}

/* SQLite 3.45 and 3.46 read what a long value has in its overflow pages past their cache, and of
 * each of them just that. It is the whole page that is authentic or not. */
static int
read_part (KhPageFile *file, guint8 *buffer, int size, gint64 offset)
{
  guint8 page[KHC_PAGE_SIZE];
  int code = read_page (file, page, (guint32)(offset / KHC_PAGE_SIZE + 1));

  memcpy (buffer, page + offset % KHC_PAGE_SIZE, size);
  khc_wipe (page, sizeof page);
  return code;
}

static int
main_read (sqlite3_file *base, void *buffer, int size, sqlite3_int64 offset)
{
  KhPageFile *file = (KhPageFile *)base;
  int code = kh_page_vfs_check (file->vfs, SQLITE_IOERR_READ);

  if (code != SQLITE_OK)
    return code;
  if (offset + size <= 100)
    return read_header (file, buffer, size, offset);
  if (offset % KHC_PAGE_SIZE + size > KHC_PAGE_SIZE)
    return kh_page_vfs_fail_shape (file->vfs, file->path, SQLITE_IOERR_READ);
  if (size < KHC_PAGE_SIZE)
    return read_part (file, buffer, size, offset);
  return read_page (file, buffer, (guint32)(offset / KHC_PAGE_SIZE + 1));
}

static int
main_write (sqlite3_file *base, const void *buffer, int size, sqlite3_int64 offset)
{
  KhPageFile *file = (KhPageFile *)base;
  KhPageVfs *self = file->vfs;
  guint32 number = (guint32)(offset / KHC_PAGE_SIZE + 1);
  int code = kh_page_vfs_check (self, SQLITE_IOERR_WRITE), result;

  if (code != SQLITE_OK)
    return code;
  if (size != KHC_PAGE_SIZE || offset % KHC_PAGE_SIZE != 0)
    return kh_page_vfs_fail_shape (self, file->path, SQLITE_IOERR_WRITE);
  result = khc_page_seal (self->key, number, buffer, self->scratch);
  if (result != KHC_OK)
    return kh_page_vfs_fail_page (self, file->path, number, result);
  if (!kh_io_write (self->io, file->fd, self->scratch, KHC_PAGE_SIZE, offset))
    return kh_page_vfs_fail_errno (self, errno, file->path, SQLITE_IOERR_WRITE);
  return SQLITE_OK;
}

const sqlite3_io_methods kh_page_main_methods = {
  .iVersion = 1,
  .xClose = kh_page_file_close,
  .xRead = main_read,
  .xWrite = main_write,
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
