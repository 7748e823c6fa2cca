/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One store of an environment: files and tables, at rest under data encryption keys.
 *
 * On disk a folder (environments/ID/STORE) with
 *
 *   store.db    page-sealed: a row per file (id, name, generation, length, commitment, DEK id,
 *               SHA-256), a row per table, and the rows of the tables
 *   items/ID    the containers of the files, named by item id; ID.new while one is written
 *
 * A store holds every DEK that something in it may be sealed under: one normally, two while a
 * re-encryption has begun and not ended, and the one that files have stayed under. Files are never
 * changed in place: a new container gets a new id, its row is swapped in one transaction and the
 * old container is removed after.
 *
 * Threads: every function may be called from any thread; the connection is used by one of them at a
 * time. A reader or a writer belongs to one thread at a time. kh_item_store_revoke() returns at
 * once; whatever runs ends with KH_ERROR_LOCKED at its next buffer. kh_item_store_close() waits for
 * that, then frees every keyed context, also those of readers and writers that others still own.
 *
 * Errors besides those of kh-database.h and kh-container-file.h: NOT_FOUND, EXISTS, ARGUMENT (a
 * name or an id), LOCKED.
 */
#pragma once

#include "kh-clock.h"
#include "kh-enums.h"
#include "kh-io.h"
#include "kh-secret.h"

G_BEGIN_DECLS

typedef struct _KhItemStore KhItemStore;

/* One DEK of a store. Borrowed during the call; the store references the secret until close. */
typedef struct {
  const char *id; /* GUID */
  KhSecret *secret;
} KhStoreDek;

/* Where a store lives and what opens it. Borrowed during the call, @io and @clock excepted. */
typedef struct {
  const char *folder;
  const char *environment; /* GUID */
  KhStoreKind kind;
  const KhIo *io; /* outlives the store */
  KhClock *clock; /* referenced */
  const KhStoreDek *deks;
  guint n_deks; /* at least 1; new files are sealed under the last */
} KhItemStoreSpec;

/* Makes the folder and an empty store; whole or, after a crash, to be made again: a store.db that
 * is there already is KH_ERROR_EXISTS. (transfer full) */
KhItemStore *kh_item_store_create (const KhItemStoreSpec *spec, GError **error);

/* Opens a store, trying its DEKs on store.db from the first to the last, and removes what a crash
 * left: unfinished containers, and containers that no row knows. (transfer full) */
KhItemStore *kh_item_store_open (const KhItemStoreSpec *spec, GError **error);

KhItemStore *kh_item_store_ref (KhItemStore *self);
/* The last one closes. */
void kh_item_store_unref (KhItemStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhItemStore, kh_item_store_unref)

/* See above. Never by a thread that itself holds a table writer of the store. Idempotent. FALSE if
 * the last checkpoint failed; nothing committed is lost then, and the store is closed all the same.
 */
gboolean kh_item_store_close (KhItemStore *self, GError **error);
void kh_item_store_revoke (KhItemStore *self);

/* (transfer full) (nullable): the id of the DEK that store.db is sealed under. */
char *kh_item_store_dup_database_dek (KhItemStore *self);

/* A file or a table of a store. */
typedef struct {
  char *id; /* GUID */
  char *name;
  gboolean is_table;
  guint64 rows;       /* tables; 1 for files */
  guint64 bytes;      /* plain bytes: of a file, or of the values of a table */
  char *sha256;       /* files: lower-case hexadecimal digits of the plain bytes; else NULL */
  char *dek;          /* files: id of the DEK it is sealed under; else NULL */
  guint64 generation; /* files */
  gboolean stays;     /* files: kh_item_writer_set_stays() */
  KhTime created_at;
} KhStoreItem;
void kh_store_item_free (KhStoreItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhStoreItem, kh_store_item_free)

/* (transfer container) (element-type KhStoreItem): files by name, then tables by name. */
GPtrArray *kh_item_store_list (KhItemStore *self, GError **error);
/* @name: a name or an id; a file is found before a table. KH_ERROR_NOT_FOUND. (transfer full) */
KhStoreItem *kh_item_store_find (KhItemStore *self, const char *name, GError **error);

typedef struct {
  guint64 items; /* files and tables */
  guint64 rows;  /* of tables, and one for each file */
  guint64 bytes;
} KhStoreStats;
gboolean kh_item_store_get_stats (KhItemStore *self, KhStoreStats *stats, GError **error);

/* Files that were marked to stay (kh_item_writer_set_stays()) and are not sealed under the DEK
 * @moved_to (GUID, nullable: all of them): how many, and their plain bytes. */
gboolean kh_item_store_get_staying (KhItemStore *self, const char *moved_to, KhStoreStats *stats,
                                    GError **error);

/* Removes a file or a table by name or id. */
gboolean kh_item_store_remove (KhItemStore *self, const char *name, GError **error);

/* Files whose row names the DEK @dek (GUID). */
gboolean kh_item_store_count_on_dek (KhItemStore *self, const char *dek, guint64 *count,
                                     GError **error);

G_END_DECLS
