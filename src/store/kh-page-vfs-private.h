/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the page layer share: the VFS, its open files, and how a failure is kept. */
#pragma once

#include <sqlite3.h>

#include "kh-page-vfs.h"

G_BEGIN_DECLS

#define KH_WAL_HEADER_SIZE 32
#define KH_WAL_HEADER_BLOCK 16 /* where its salts and checksum begin */
#define KH_WAL_FRAME_HEADER_SIZE 24
#define KH_WAL_FRAME_BLOCK 8
#define KH_WAL_FRAME_SIZE (KH_WAL_FRAME_HEADER_SIZE + KHC_PAGE_SIZE)

typedef struct {
  sqlite3_file base;
  KhPageVfs *vfs;
  int fd;               /* -1: a WAL that does not exist, read-only */
  char *path;           /* (owned) */
  gboolean name_is_new; /* its folder was not synced since it was made */

  /* Of the WAL only. */
  GArray *numbers;     /* page number of each frame, 0 where not known */
  gboolean recovering; /* between the read of the WAL header and the first other call */
  gboolean header_ok;  /* its checksum was right when it was last read */
  gboolean header_empty;
  guint8 salts[8];
  guint32 frames_read; /* by the last recovery, the bad one included */
} KhPageFile;

struct _KhPageVfs {
  sqlite3_vfs vfs;
  const KhIo *io;
  KhSecret *dek;
  KhPageVfsMode mode;
  char *name;
  KhcPageKey *key; /* (owned) (nullable): since the main file is open */
  guint8 id[KHC_PAGE_ID_SIZE];
  KhPageFile *main;  /* (unowned) (nullable) */
  KhPageFile *wal;   /* (unowned) (nullable) */
  int revoked;       /* atomic */
  gboolean poisoned; /* a sync failed: nothing may be called durable through these descriptors */
  GError *error;     /* the first failure since it was cleared */
  guint8 scratch[KH_WAL_FRAME_SIZE];
};

/* Keeps errno and answers @code, or SQLITE_FULL when the disk is full. */
int kh_page_vfs_fail_errno (KhPageVfs *self, int saved_errno, const char *path, int code);
/* Keeps what authentication said about a page. */
int kh_page_vfs_fail_page (KhPageVfs *self, const char *path, guint32 number, int result);
/* Keeps that SQLite asked for something this layer does not do. */
int kh_page_vfs_fail_shape (KhPageVfs *self, const char *path, int code);
/* SQLITE_OK, or why no call may go on. */
int kh_page_vfs_check (KhPageVfs *self, int code);

extern const sqlite3_io_methods kh_page_main_methods;
extern const sqlite3_io_methods kh_page_wal_methods;

/* Shared methods. */
int kh_page_file_close (sqlite3_file *base);
int kh_page_file_truncate (sqlite3_file *base, sqlite3_int64 size);
/* @code after a sync failed: nothing more is written then, or what an act that was refused leaves
 * in the log would look like damage at the next start. */
int kh_page_file_check_poison (KhPageFile *file, int code);
int kh_page_file_sync (sqlite3_file *base, int flags);
int kh_page_file_size (sqlite3_file *base, sqlite3_int64 *size);
int kh_page_file_lock (sqlite3_file *base, int level);
int kh_page_file_check_lock (sqlite3_file *base, int *result);
int kh_page_file_control (sqlite3_file *base, int operation, void *argument);
int kh_page_file_sector_size (sqlite3_file *base);
int kh_page_file_characteristics (sqlite3_file *base);

G_END_DECLS
