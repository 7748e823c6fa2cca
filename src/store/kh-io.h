/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of system calls under all input and output of store/, and helpers over it.
 *
 * Everything in store/ that touches the disk goes through a KhIo, so that a test can replace it and
 * fail the n-th call of any kind. A call answers as the system call does: a result or -1 with
 * errno. kh_io_default() is the real one. A KhIo is immutable, is not owned by what uses it and
 * outlives it; any thread. The helpers retry EINTR and finish short reads and writes; nothing else
 * is ever retried, fdatasync least of all: what a failed one covered counts as lost.
 */
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include "kh-error.h"

G_BEGIN_DECLS

typedef struct _KhIo KhIo;

struct _KhIo {
  int (*open) (const KhIo *io, const char *path, int flags, mode_t mode);
  int (*close) (const KhIo *io, int fd);
  gssize (*pread) (const KhIo *io, int fd, void *buffer, gsize size, gint64 offset);
  gssize (*pwrite) (const KhIo *io, int fd, const void *buffer, gsize size, gint64 offset);
  int (*fdatasync) (const KhIo *io, int fd);
  int (*fsync) (const KhIo *io, int fd);
  /* Opens, syncs and closes a folder. */
  int (*fsync_folder) (const KhIo *io, const char *path);
  int (*ftruncate) (const KhIo *io, int fd, gint64 size);
  int (*fstat) (const KhIo *io, int fd, struct stat *out);
  /* Does not follow a symbolic link. */
  int (*lstat) (const KhIo *io, const char *path, struct stat *out);
  /* flock: exclusive, without waiting. */
  int (*lock) (const KhIo *io, int fd);
  int (*rename) (const KhIo *io, const char *from, const char *to);
  int (*link) (const KhIo *io, const char *from, const char *to);
  int (*unlink) (const KhIo *io, const char *path);
  int (*mkdir) (const KhIo *io, const char *path, mode_t mode);
  int (*rmdir) (const KhIo *io, const char *path);
  /* Bytes a process without privileges may still write on the disk of @path. */
  int (*free_space) (const KhIo *io, const char *path, guint64 *bytes);
};

/* The system itself. Static. */
const KhIo *kh_io_default (void);

/* How far a long piece of work is, in bytes or pages; called on the thread that works. */
typedef void (*KhProgressFunc) (guint64 done, guint64 total, gpointer data);

typedef enum {
  KH_IO_READ,      /* an existing file, read-only */
  KH_IO_WRITE,     /* an existing file, for reading and writing */
  KH_IO_CREATE,    /* the same; made with mode 0600 when missing */
  KH_IO_CREATE_NEW /* made with mode 0600; KH_ERROR_EXISTS when there is one */
} KhIoMode;

/* Opens a regular file and nothing else: symbolic links, folders, pipes and devices are refused
 * with KH_ERROR_NOT_OURS. Close-on-exec. Returns -1 on failure. */
int kh_io_open (const KhIo *io, const char *path, KhIoMode mode, GError **error);

/* Closes *@fd if it is not -1 and sets it to -1. */
void kh_io_close (const KhIo *io, int *fd);

/* Reads up to @size bytes; *@got is less only at the end of the file. FALSE with errno set, to be
 * given to kh_error_from_errno(). */
gboolean kh_io_read (const KhIo *io, int fd, void *buffer, gsize size, gint64 offset, gsize *got);
/* Writes all of it. FALSE with errno set. */
gboolean kh_io_write (const KhIo *io, int fd, const void *buffer, gsize size, gint64 offset);

/* Makes the data of @fd durable (fdatasync). */
gboolean kh_io_sync (const KhIo *io, int fd, const char *what, GError **error);
/* Makes names in @folder durable. */
gboolean kh_io_sync_folder (const KhIo *io, const char *folder, GError **error);
/* The same for the folder that holds @path. */
gboolean kh_io_sync_parent (const KhIo *io, const char *path, GError **error);

gboolean kh_io_size (const KhIo *io, int fd, guint64 *size, const char *what, GError **error);
gboolean kh_io_truncate (const KhIo *io, int fd, guint64 size, const char *what, GError **error);
/* TRUE if something of any kind has this name. */
gboolean kh_io_exists (const KhIo *io, const char *path);
/* Replaces @to; not durable before its folder is synced. */
gboolean kh_io_rename (const KhIo *io, const char *from, const char *to, GError **error);
/* A name that does not exist is no error. */
gboolean kh_io_unlink (const KhIo *io, const char *path, GError **error);
/* Removes the name of an unfinished file at once and leaves its bytes to the closing of the
 * descriptor that is returned: giving back gigabytes keeps a file system busy for a while. -1 when
 * there is nothing to close. */
int kh_io_unlink_name (const KhIo *io, const char *path);
/* A folder of mode 0700 and its missing parents; one that exists is no error. Each new name is
 * durable when it returns. */
gboolean kh_io_make_folder (const KhIo *io, const char *path, GError **error);
gboolean kh_io_get_free_space (const KhIo *io, const char *path, guint64 *bytes, GError **error);

/* Reads a small regular file whole; KH_ERROR_TOO_LARGE over @limit bytes. (transfer full) */
GBytes *kh_io_read_file (const KhIo *io, const char *path, gsize limit, GError **error);

/* Replaces a small file as one step that a crash cannot split: @path.new is written, fdatasync,
 * rename, fsync of the folder. Mode 0600. On failure @path is as it was and @path.new is gone; only
 * when the last fsync fails is it open which of the two a crash would leave. */
gboolean kh_io_replace_file (const KhIo *io, const char *path, const void *data, gsize size,
                             GError **error);

G_END_DECLS
