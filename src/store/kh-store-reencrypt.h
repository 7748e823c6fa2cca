/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes everything in a store to another DEK: new beside old, rename, one transaction a batch
 * (crypto.md D.4, E.2).
 *
 * Per file: the old container is read, ID.new is written under the new DEK with generation + 1,
 * made durable and renamed over; after at most 64 files, 64 MiB or one second the folder is synced
 * and the rows of the batch are updated in one transaction. Last the database is copied to
 * store.db.new under the new DEK and renamed. What a row says is the truth: files whose row names
 * the new DEK are passed over, so a run that was killed anywhere is completed by the next one. A
 * damaged file is reported, left as it is, and keeps the run from succeeding.
 *
 * With a kept DEK, files that were marked to stay and are under it are passed over too: their
 * containers are left as they are, bytes and key. Their rows (name, size, digest) are in the
 * database, and that goes to the new DEK like everything else.
 */
#pragma once

#include "kh-item-store.h"

G_BEGIN_DECLS

/* Where things can go wrong (crypto.md E.3), in the order of a run; a test fails or kills each. */
typedef enum {
  KH_REENCRYPT_OPEN_OLD,
  KH_REENCRYPT_READ_OLD,
  KH_REENCRYPT_CREATE_NEW,
  KH_REENCRYPT_WRITE_NEW,
  KH_REENCRYPT_SYNC_NEW,
  KH_REENCRYPT_RENAME_ITEM,
  KH_REENCRYPT_SYNC_FOLDER,
  KH_REENCRYPT_UPDATE_ROWS,
  KH_REENCRYPT_COPY_DATABASE,
  KH_REENCRYPT_RENAME_DATABASE,
  KH_REENCRYPT_OPEN_DATABASE,
  KH_REENCRYPT_VERIFY,
  KH_REENCRYPT_N_POINTS,
} KhReencryptPoint;
const char *kh_reencrypt_point_to_string (KhReencryptPoint point);

typedef struct {
  guint64 items, items_done; /* files; tables count as one, the database */
  guint64 bytes, bytes_done;
} KhReencryptProgress;

typedef struct {
  const char *to_dek;   /* GUID: one of the store's DEKs */
  const char *kept_dek; /* (nullable): GUID: another one; what is marked to stay stays under it */
  /* (nullable): on the working thread, at most five times a second and at the end. */
  void (*progress) (const KhReencryptProgress *progress, gpointer data);
  /* (nullable): a batch is durable; @cursor is the id of its last file. FALSE stops the run. */
  gboolean (*batch) (const char *cursor, const KhReencryptProgress *progress, gpointer data,
                     GError **error);
  /* (nullable): passes a point of the table above. FALSE stops the run there as a failure would. */
  gboolean (*point) (KhReencryptPoint point, gpointer data, GError **error);
  gpointer data;
  /* (nullable) (out): of the unfinished file of a run that was stopped, as kh_io_unlink_name() has
   * it; to be closed when nobody waits for the end of the run any more. Without it the run does. */
  int *dropped;
} KhReencryptPlan;

/* Runs or resumes. @damaged: (out) (optional) (transfer full) (element-type KhStoreItem): files
 * that could not be read; then KH_ERROR_DAMAGED at the end, with everything else done. TRUE: the
 * scan at the end has found nothing on another DEK, the database included, but what stays under the
 * kept one; only then may the other DEKs be destroyed, and the kept one if nothing stayed.
 * G_IO_ERROR_CANCELLED between two buffers. A thread that may block. */
gboolean kh_store_reencrypt (KhItemStore *store, const KhReencryptPlan *plan,
                             GCancellable *cancellable, GPtrArray **damaged, GError **error);

G_END_DECLS
