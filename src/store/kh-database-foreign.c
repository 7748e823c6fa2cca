/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A read-only VFS of one file: the container of a database that somebody brought. */
#include "kh-database-foreign.h"

#include <string.h>

#include "kh-database-private.h"

#define MAGIC "SQLite format 3"
#define HEADER_SIZE 100
#define FILE_NAME "The database" /* how its faults name it */

typedef struct {
  sqlite3_vfs vfs;
  char name[48];
  KhContainerReader *reader; /* (unowned) */
  KhDatabase *database;      /* (unowned): keeps what went wrong */
} Foreign;

typedef struct {
  sqlite3_file base;
  Foreign *foreign;
} ForeignFile;

static int
foreign_read (sqlite3_file *base, void *buffer, int size, sqlite3_int64 offset)
{
  Foreign *self = ((ForeignFile *)base)->foreign;
  g_autoptr (GError) error = NULL;
  gsize got = 0;

  memset (buffer, 0, (gsize)size);
  if ((guint64)offset >= kh_container_reader_get_length (self->reader))
    return SQLITE_IOERR_SHORT_READ;
  if (!kh_container_reader_read (self->reader, (guint64)offset, buffer, (gsize)size, &got,
                                 &error)) {
    g_clear_error (&self->database->foreign_error);
    self->database->foreign_error = g_steal_pointer (&error);
    return SQLITE_IOERR_READ;
  }
  return got == (gsize)size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int
foreign_size (sqlite3_file *base, sqlite3_int64 *size)
{
  *size = (sqlite3_int64)kh_container_reader_get_length (((ForeignFile *)base)->foreign->reader);
  return SQLITE_OK;
}

static int
foreign_close (sqlite3_file *base)
{
  return SQLITE_OK;
}

static int
foreign_write (sqlite3_file *base, const void *data, int size, sqlite3_int64 offset)
{
  return SQLITE_READONLY;
}

static int
foreign_truncate (sqlite3_file *base, sqlite3_int64 size)
{
  return SQLITE_READONLY;
}

static int
foreign_ok (sqlite3_file *base, int unused)
{
  return SQLITE_OK;
}

static int
foreign_check_lock (sqlite3_file *base, int *result)
{
  *result = 0;
  return SQLITE_OK;
}

static int
foreign_control (sqlite3_file *base, int operation, void *argument)
{
  return SQLITE_NOTFOUND;
}

static int
foreign_sector_size (sqlite3_file *base)
{
  return 4096;
}

/* Immutable: SQLite looks for no journal and no log, and takes no locks. */
static int
foreign_characteristics (sqlite3_file *base)
{
  return SQLITE_IOCAP_IMMUTABLE;
}

static const sqlite3_io_methods foreign_methods = {
  .iVersion = 1,
  .xClose = foreign_close,
  .xRead = foreign_read,
  .xWrite = foreign_write,
  .xTruncate = foreign_truncate,
  .xSync = foreign_ok,
  .xFileSize = foreign_size,
  .xLock = foreign_ok,
  .xUnlock = foreign_ok,
  .xCheckReservedLock = foreign_check_lock,
  .xFileControl = foreign_control,
  .xSectorSize = foreign_sector_size,
  .xDeviceCharacteristics = foreign_characteristics,
};

static int
foreign_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *out_flags)
{
  ForeignFile *file = (ForeignFile *)base;

  file->base.pMethods = NULL;
  if (!(flags & SQLITE_OPEN_MAIN_DB))
    return SQLITE_CANTOPEN;
  file->foreign = (Foreign *)vfs->pAppData;
  file->base.pMethods = &foreign_methods;
  if (out_flags != NULL)
    *out_flags = SQLITE_OPEN_READONLY;
  return SQLITE_OK;
}

static int
foreign_delete (sqlite3_vfs *vfs, const char *name, int sync)
{
  return SQLITE_READONLY;
}

static int
foreign_access (sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
  *result = 0;
  return SQLITE_OK;
}

static int
foreign_full_path (sqlite3_vfs *vfs, const char *name, int size, char *out)
{
  g_strlcpy (out, name, (gsize)size);
  return SQLITE_OK;
}

static void
foreign_free (gpointer data)
{
  Foreign *self = data;

  sqlite3_vfs_unregister (&self->vfs);
  g_free (self);
}

static Foreign *
foreign_new (KhContainerReader *reader, KhDatabase *database)
{
  sqlite3_vfs *system = sqlite3_vfs_find (NULL);
  Foreign *self = g_new0 (Foreign, 1);

  self->reader = reader;
  self->database = database;
  g_snprintf (self->name, sizeof self->name, "kh-foreign-%p", (gpointer)self);
  self->vfs = (sqlite3_vfs){
    .iVersion = 1,
    .szOsFile = sizeof (ForeignFile),
    .mxPathname = 512,
    .zName = self->name,
    .pAppData = self,
    .xOpen = foreign_open,
    .xDelete = foreign_delete,
    .xAccess = foreign_access,
    .xFullPathname = foreign_full_path,
    .xRandomness = system->xRandomness,
    .xSleep = system->xSleep,
    .xCurrentTime = system->xCurrentTime,
  };
  return self;
}

/* Bytes 18 and 19 of the header are 2 in a database whose last changes may lie in its log. */
static gboolean
check_header (KhContainerReader *reader, GError **error)
{
  guint8 header[HEADER_SIZE] = { 0 };
  gsize got = 0;

  if (!kh_container_reader_read (reader, 0, header, sizeof header, &got, error))
    return FALSE;
  if (got < sizeof header || memcmp (header, MAGIC, sizeof MAGIC) != 0 || header[18] < 1
      || header[18] > 2 || header[19] < 1 || header[19] > 2) {
    kh_set_error (error, KH_ERROR_FORMAT, "It is not a SQLite database, or it is encrypted");
    return FALSE;
  }
  if (header[18] == 1 && header[19] == 1)
    return TRUE;
  kh_set_error (
      error, KH_ERROR_FORMAT,
      "Its last changes may lie in a -wal file beside it: close the program that uses it, "
      "or copy it with the sqlite3 command .backup");
  return FALSE;
}

static void
harden_foreign (KhDatabase *self)
{
  kh_database_harden (self);
  sqlite3_db_config (self->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_limit (self->sqlite, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit (self->sqlite, SQLITE_LIMIT_LENGTH, 256 * 1024 * 1024);
  sqlite3_limit (self->sqlite, SQLITE_LIMIT_VDBE_OP, 250000);
}

KhDatabase *
kh_database_open_foreign (KhContainerReader *reader, GError **error)
{
  g_autoptr (KhDatabase) self = NULL;
  Foreign *foreign;
  int code;

  if (!check_header (reader, error) || !kh_database_init_library (error))
    return NULL;
  self = kh_database_alloc (FILE_NAME, 0, kh_io_default ());
  foreign = foreign_new (reader, self);
  self->foreign = foreign;
  self->free_foreign = foreign_free;
  code = sqlite3_vfs_register (&foreign->vfs, 0);
  if (code == SQLITE_OK)
    code = sqlite3_open_v2 (FILE_NAME, &self->sqlite, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
                            foreign->name);
  if (code != SQLITE_OK) {
    kh_database_fail (self, code, error);
    return NULL;
  }
  harden_foreign (self);
  return g_steal_pointer (&self);
}
