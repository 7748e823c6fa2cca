/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of kh-database share. */
#pragma once

#include <sqlite3.h>

#include "kh-database.h"
#include "kh-page-vfs.h"

G_BEGIN_DECLS

struct _KhDatabase {
  gatomicrefcount refs;
  GMutex mutex;                /* guards @sqlite against an interrupt while it is closed */
  sqlite3 *sqlite;             /* (nullable) once closed */
  KhPageVfs *vfs;              /* (owned) (nullable) of an encrypted database */
  GDestroyNotify free_foreign; /* frees @foreign after closing */
  gpointer foreign;            /* (owned) (nullable) the VFS of a foreign database */
  GError *foreign_error;       /* what a foreign VFS met last */
  int revoked;                 /* atomic */
  KhDatabaseFlags flags;
  const KhIo *io;
  char *path;
  GHashTable *idle; /* SQL text (owned by the statement) → KhStatement */
  GHashTable *busy; /* set of KhStatement */
};

/* Configures SQLite once in the process: freed memory is wiped, no URI names, statement journals in
 * memory. FALSE if something else had started SQLite before. */
gboolean kh_database_init_library (GError **error);

/* An empty object without a connection. */
KhDatabase *kh_database_alloc (const char *path, KhDatabaseFlags flags, const KhIo *io);

/* Sets @error from what SQLite answered and what the VFS kept. Always FALSE. */
gboolean kh_database_fail (KhDatabase *self, int code, GError **error);
/* FALSE with KH_ERROR_LOCKED or KH_ERROR_STATE if it cannot be used any more. */
gboolean kh_database_check_usable (KhDatabase *self, GError **error);

/* Opens a connection to a file that is to become a copy: no journal, no WAL. */
KhDatabase *kh_database_open_target (const char *path, KhSecret *dek, const KhIo *io,
                                     GError **error);
/* Finalises all statements, those in use too. */
void kh_database_drop_statements (KhDatabase *self);
/* Sets limits and switches of a fresh connection. */
void kh_database_harden (KhDatabase *self);

G_END_DECLS
