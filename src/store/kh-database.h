/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An encrypted SQLite database: one file, one connection, one thread.
 *
 * Pages are sealed by kh-page-vfs under a DEK that is given at open and leaves memory at close.
 * WAL, synchronous=FULL, foreign_keys, secure_delete; a commit that returned TRUE is on the disk.
 * The connection belongs to the thread that opened it (or to one after another, never two at a
 * time); only kh_database_revoke() may be called from any thread. Statements are cached; a
 * statement must not be used after its database was closed, but may be freed then.
 *
 * Errors: KH_ERROR_LOCKED once revoked; NOT_OURS (a plain database or another file), NEWER,
 * TRUNCATED, WRONG_KEY (no page of it authenticates), DAMAGED, HOSTED (open elsewhere), NO_SPACE,
 * READ_ONLY, IO with the text of errno, EXISTS (unique constraint), CONFLICT (foreign key or
 * another constraint), TOO_LARGE, INTERNAL.
 */
#pragma once

#include "kh-io.h"
#include "kh-secret.h"

G_BEGIN_DECLS

typedef struct _KhDatabase KhDatabase;
typedef struct _KhStatement KhStatement;

typedef enum {
  KH_DATABASE_DEFAULT = 0,
  KH_DATABASE_CREATE = 1 << 0,      /* make it when there is none; whole or not at all */
  KH_DATABASE_READ_ONLY = 1 << 1,   /* nothing is written, not even a recovered WAL */
  KH_DATABASE_LARGE_CACHE = 1 << 2, /* 64 MiB of cache instead of 16 */
  KH_DATABASE_TINY_CACHE = 1 << 3,  /* 10 pages: tests of spilling */
} KhDatabaseFlags;

/* Opens @path under @dek (32 bytes; referenced until close). @io must outlive the database.
 * (transfer full) */
KhDatabase *kh_database_open (const char *path, KhSecret *dek, KhDatabaseFlags flags,
                              const KhIo *io, GError **error);
KhDatabase *kh_database_ref (KhDatabase *self);
/* The last one closes. */
void kh_database_unref (KhDatabase *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhDatabase, kh_database_unref)

/* Rolls back what is open, finalises statements, checkpoints (unless revoked), closes, and frees
 * every key schedule; freed memory of SQLite is wiped. FALSE if the last checkpoint failed: nothing
 * committed is lost then, and the database is closed all the same. Idempotent. */
gboolean kh_database_close (KhDatabase *self, GError **error);

/* Ends what runs and refuses all later work with KH_ERROR_LOCKED; returns at once. The owner still
 * has to close. Any thread. */
void kh_database_revoke (KhDatabase *self);
gboolean kh_database_is_revoked (KhDatabase *self);

/* One or more statements without parameters or results. */
gboolean kh_database_exec (KhDatabase *self, const char *sql, GError **error);
/* The first column of the first row; *@value is 0 when there is none or it is NULL. */
gboolean kh_database_get_int64 (KhDatabase *self, const char *sql, gint64 *value, GError **error);
gint64 kh_database_last_rowid (KhDatabase *self);
/* Rows changed by the last INSERT, UPDATE or DELETE. */
gint64 kh_database_changes (KhDatabase *self);

/* --- Statements ---------------------------------------------------------------------------- */

typedef enum {
  KH_STEP_ERROR = -1,
  KH_STEP_DONE = 0,
  KH_STEP_ROW = 1,
} KhStep;

typedef enum {
  KH_COLUMN_INT64 = 1,
  KH_COLUMN_DOUBLE = 2,
  KH_COLUMN_TEXT = 3,
  KH_COLUMN_BLOB = 4,
  KH_COLUMN_NULL = 5,
} KhColumnType;

/* Takes the statement from the cache or compiles it. Parameters only, no values in the text.
 * (transfer full): freeing puts it back without its values. */
KhStatement *kh_database_prepare (KhDatabase *self, const char *sql, GError **error);
void kh_statement_free (KhStatement *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhStatement, kh_statement_free)

/* Index counts from 1. Text and blob are copied; NULL binds NULL. A failure is kept and reported by
 * the next step. */
void kh_statement_bind_text (KhStatement *self, int index, const char *value);
void kh_statement_bind_text_len (KhStatement *self, int index, const char *value, gsize size);
void kh_statement_bind_blob (KhStatement *self, int index, const void *value, gsize size);
void kh_statement_bind_int64 (KhStatement *self, int index, gint64 value);
void kh_statement_bind_double (KhStatement *self, int index, double value);
void kh_statement_bind_null (KhStatement *self, int index);

KhStep kh_statement_step (KhStatement *self, GError **error);
/* Steps to the end, ignoring rows, and resets. */
gboolean kh_statement_run (KhStatement *self, GError **error);
/* Ready to run again; bound values stay. */
void kh_statement_reset (KhStatement *self);

/* Columns count from 0; borrowed values live until the next step, reset or free. */
KhColumnType kh_statement_column_type (KhStatement *self, int column);
gboolean kh_statement_is_null (KhStatement *self, int column);
/* NULL for NULL. */
const char *kh_statement_get_text (KhStatement *self, int column);
gint64 kh_statement_get_int64 (KhStatement *self, int column);
double kh_statement_get_double (KhStatement *self, int column);
/* NULL with size 0 for NULL and for an empty blob. @size is nullable; also the bytes of a text. */
const void *kh_statement_get_blob (KhStatement *self, int column, gsize *size);

/* --- Transactions -------------------------------------------------------------------------- */

gboolean kh_database_begin (KhDatabase *self, GError **error); /* BEGIN IMMEDIATE */
/* On failure the transaction is rolled back. */
gboolean kh_database_commit (KhDatabase *self, GError **error);
/* Harmless when none is open. */
void kh_database_rollback (KhDatabase *self);
gboolean kh_database_in_transaction (KhDatabase *self);

/* Guard: begins; unless committed, leaving the scope rolls back.
 *
 *   g_autoptr (KhTransaction) transaction = kh_transaction_new (db, error);
 *   if (transaction == NULL) return FALSE;
 *   ...
 *   return kh_transaction_commit (g_steal_pointer (&transaction), error);
 */
typedef struct _KhTransaction KhTransaction;
KhTransaction *kh_transaction_new (KhDatabase *self, GError **error);
/* (transfer full): frees @transaction in both cases. */
gboolean kh_transaction_commit (KhTransaction *transaction, GError **error);
void kh_transaction_free (KhTransaction *transaction);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhTransaction, kh_transaction_free)

/* --- Versions ------------------------------------------------------------------------------ */

/* Takes the schema from version i to i + 1, inside a transaction that the driver commits. */
typedef gboolean (*KhMigration) (KhDatabase *db, GError **error);

gboolean kh_database_get_version (KhDatabase *self, int *version, GError **error);
/* Brings user_version to @n_steps; @steps[0] makes the schema of a new database. An older database
 * with content is first copied to PATH.before-VERSION under the same DEK, where it stays. Each step
 * is one transaction with its version. KH_ERROR_NEWER when the version is above @n_steps. */
gboolean kh_database_migrate (KhDatabase *self, const KhMigration *steps, int n_steps,
                              GError **error);

/* --- Care ---------------------------------------------------------------------------------- */

/* Moves the WAL into the file and empties it. */
gboolean kh_database_checkpoint (KhDatabase *self, GError **error);
/* SQLite's integrity_check and foreign_key_check: KH_ERROR_DAMAGED with the first finding. */
gboolean kh_database_check (KhDatabase *self, GError **error);

/* Copies to a new file @target (made; must not exist) under @dek, 256 pages a step; @progress is in
 * pages. Committed content only: no transaction may be open. The file is synced, its name too. The
 * owner renames it; after a failure or a cancellation it removes what is there of it. */
gboolean kh_database_copy (KhDatabase *self, const char *target, KhSecret *dek,
                           GCancellable *cancellable, KhProgressFunc progress, gpointer data,
                           GError **error);

#define KH_DATABASE_SUM_SIZE 32
/* Order-free sum over the tags of all pages in the main file (the WAL must be empty, else it is
 * checkpointed first): the same database at rest has the same sum, one with a page put back to its
 * older version has not. Reads 16 bytes a page. The owner records it elsewhere at close and
 * compares at open; between the two a single page put back is not noticed. */
gboolean kh_database_sum (KhDatabase *self, guint8 sum[KH_DATABASE_SUM_SIZE], GError **error);

G_END_DECLS
