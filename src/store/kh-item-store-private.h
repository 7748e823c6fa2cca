/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a store, for the files of kh-item-store, kh-table-store and kh-store-reencrypt.
 *
 * Lock order: the store's lock, then a stream's own. Nobody calls into the store while holding a
 * stream's lock.
 */
#pragma once

#include "kh-container-file.h"
#include "kh-database.h"
#include "kh-item-store-file.h"
#include "kh-item-store.h"

G_BEGIN_DECLS

/* A DEK as the store holds it. */
typedef struct {
  char *id;
  guint8 bytes[KHC_ID_SIZE];
  KhSecret *secret;
} KhStoreKey;

/* Something that holds a keyed context of the store: a reader or a writer. */
typedef struct {
  void (*revoke) (gpointer owner); /* any thread, returns at once */
  void (*drop) (gpointer owner);   /* frees the context; waits for the owner's present buffer */
  gpointer owner;
} KhStoreStream;

struct _KhItemStore {
  gatomicrefcount refs;
  char *folder;
  char *items;
  char *database_path;
  char *environment;
  guint8 environment_bytes[KHC_ID_SIZE];
  KhStoreKind kind;
  const KhIo *io;
  KhClock *clock;
  int revoked; /* atomic */

  GMutex lock; /* what follows */
  GCond changed;
  gboolean taken;  /* the connection is in somebody's hands */
  guint running;   /* containers lent out, re-encryptions */
  gboolean closed; /* no key, no connection any more */
  KhDatabase *db;
  GPtrArray *keys;    /* of KhStoreKey */
  guint database_key; /* index of the one store.db is under */
  GPtrArray *streams; /* of KhStoreStream, borrowed */
};

/* Takes the connection, waiting for its present user; NULL with KH_ERROR_LOCKED. */
KhDatabase *kh_item_store_enter (KhItemStore *self, GError **error);
void kh_item_store_leave (KhItemStore *self);
/* Keeps kh_item_store_close() waiting. FALSE with KH_ERROR_LOCKED. */
gboolean kh_item_store_hold (KhItemStore *self, GError **error);
void kh_item_store_release (KhItemStore *self);
/* FALSE with KH_ERROR_LOCKED once revoked. */
gboolean kh_item_store_check (KhItemStore *self, GError **error);

/* FALSE with KH_ERROR_LOCKED when it is too late: the caller frees its context itself then. */
gboolean kh_item_store_add_stream (KhItemStore *self, KhStoreStream *stream, GError **error);
void kh_item_store_remove_stream (KhItemStore *self, KhStoreStream *stream);

/* The key @id, or the last one for NULL; @bytes and @found_id (transfer full) are optional.
 * KH_ERROR_WRONG_KEY when the store has not got it. (transfer full) */
KhSecret *kh_item_store_ref_key (KhItemStore *self, const char *id, guint8 bytes[KHC_ID_SIZE],
                                 char **found_id, GError **error);
guint kh_item_store_count_keys (KhItemStore *self);
/* (transfer full) */
char *kh_item_store_item_path (KhItemStore *self, const char *id);
/* Puts @db, open under the key @id, in the place of the connection, which the caller holds. */
void kh_item_store_swap_database (KhItemStore *self, KhDatabase *db, const char *id);

/* --- Rows ---------------------------------------------------------------------------------- */

typedef struct {
  char *id;
  char *name;
  char *dek;
  char *sha256;
  KhTime created_at;
  gboolean stays; /* kh_item_writer_set_stays() */
  KhContainerRecord record;
} KhItemRow;
void kh_item_row_free (KhItemRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhItemRow, kh_item_row_free)
KhStoreItem *kh_item_row_to_item (const KhItemRow *row);
gboolean kh_item_row_to_facts (KhItemStore *self, const KhItemRow *row, KhcContainerFacts *facts,
                               GError **error);

extern const KhMigration kh_item_store_migrations[];
extern const int kh_item_store_n_migrations;
gboolean kh_item_store_check_place (KhItemStore *self, KhDatabase *db, GError **error);
/* By name or id; NULL without error when there is none. (transfer full) */
KhItemRow *kh_item_row_find (KhDatabase *db, const char *name, GError **error);
gboolean kh_item_row_exists (KhDatabase *db, const char *id, gboolean *exists, GError **error);
/* (element-type KhItemRow) files whose DEK is not @dek (nullable: all), without those that stay
 * under @kept (nullable), by id, after @after (nullable), at most @limit. (transfer full) */
GPtrArray *kh_item_rows_not_on (KhDatabase *db, const char *dek, const char *kept,
                                const char *after, guint limit, GError **error);
gboolean kh_item_row_insert (KhDatabase *db, const KhItemRow *row, GError **error);
gboolean kh_item_row_delete (KhDatabase *db, const char *id, GError **error);
/* Generation, length, commitment and DEK; *@found is FALSE when the row is gone. */
gboolean kh_item_row_update (KhDatabase *db, const KhItemRow *row, gboolean *found, GError **error);
/* (element-type KhStoreItem), by name */
gboolean kh_item_rows_list (KhDatabase *db, GPtrArray *items, GError **error);

/* --- Containers ---------------------------------------------------------------------------- */

/* Opens the container of @row by the rule of crypto.md E.2. When it is the one a killed
 * re-encryption left, all of it has been authenticated and compared with the row's SHA-256, and
 * *@repaired (transfer full) is the row it should have; else that is NULL. (transfer full) */
KhContainerReader *kh_item_store_open_container (KhItemStore *self, const KhItemRow *row,
                                                 KhItemRow **repaired, GError **error);
/* A reader over a container that is not open yet by anybody else; takes @container. */
KhItemReader *kh_item_reader_new_take (KhItemStore *self, KhContainerReader *container,
                                       GError **error);

/* Lower-case hexadecimal digits. (transfer full) */
char *kh_item_store_hex (const guint8 *bytes, gsize size);

G_END_DECLS
