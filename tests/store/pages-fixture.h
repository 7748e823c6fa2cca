/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder, a key, and a database whose every state is known: commit n brings it from state n - 1
 * to state n, and a state can be told from its rows. */
#pragma once

#include "fault-io.h"
#include "kh-database.h"

#define PAGES_CANARY "canary-7f3a-plaintext"
#define PAGES_IDS 160

typedef struct {
  char *folder;
  char *path; /* of the database */
  char *wal;
  KhSecret *dek;
  FaultIo fault; /* syncs do nothing */
} PagesFixture;

void pages_fixture_init (PagesFixture *self);
void pages_fixture_clear (PagesFixture *self);
/* 32 bytes of @fill. (transfer full) */
KhSecret *pages_make_dek (guint8 fill);
/* (transfer full): a path in the folder. */
char *pages_path (PagesFixture *self, const char *name);

/* Opens or makes the database with its tables; stops the test on failure. */
KhDatabase *pages_open (PagesFixture *self, KhDatabaseFlags flags);
/* The same for tests that expect failures. */
KhDatabase *pages_try_open (PagesFixture *self, KhDatabaseFlags flags, GError **error);
gboolean pages_make_tables (KhDatabase *db, GError **error);

/* Commit @n, one transaction of about 60 pages. */
gboolean pages_commit (KhDatabase *db, guint n, GError **error);
/* Which state the database is in; stops the test unless it is exactly that state in every row, and
 * sound. FALSE with @error if it could not be read. */
gboolean pages_get_state (KhDatabase *db, guint *n, GError **error);

/* Copies of files as they are now, as a crash would leave them. @contents nullable: missing. */
typedef struct {
  GBytes *database;
  GBytes *wal;
} PagesCrash;
void pages_crash_take (PagesFixture *self, PagesCrash *crash);
void pages_crash_put (PagesFixture *self, const PagesCrash *crash);
void pages_crash_clear (PagesCrash *crash);

/* (transfer full): stops the test on failure. */
GBytes *pages_read (const char *path);
void pages_write (const char *path, const void *data, gsize size);
/* TRUE if a file below the folder holds @text, in UTF-8, UTF-16, hexadecimal or base64. */
gboolean pages_find_text (PagesFixture *self, const char *text);
/* Number of names in the folder. */
guint pages_count_files (PagesFixture *self);
/* Deletes everything in the folder. */
void pages_empty_folder (PagesFixture *self);
