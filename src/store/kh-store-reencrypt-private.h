/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run of a re-encryption, for the files of kh-store-reencrypt. The thread of the run. */
#pragma once

#include "kh-item-store-private.h"
#include "kh-store-reencrypt.h"

G_BEGIN_DECLS

typedef struct {
  KhItemStore *store;
  const KhReencryptPlan *plan;
  GCancellable *cancellable;
  char *to_id;
  char *kept_id; /* (nullable) */
  guint8 to_bytes[KHC_ID_SIZE];
  KhSecret *to;
  KhReencryptProgress progress;
  guint64 base;     /* bytes done before the present file */
  gint64 shown;     /* when progress was shown last */
  GPtrArray *batch; /* of KhItemRow: renamed, rows not updated yet */
  guint64 batch_bytes;
  gint64 batch_started;
  char *cursor;
  GPtrArray *damaged; /* of KhStoreItem */
} KhReencryptRun;

/* Asks the plan whether to go on at @point; FALSE with @error. */
gboolean kh_reencrypt_pass (KhReencryptRun *run, KhReencryptPoint point, GError **error);
/* Tells of the progress now and then, or @always. */
void kh_reencrypt_show (KhReencryptRun *run, gboolean always);
/* Takes @fd of a file whose name is gone: the plan's owner frees its room later, or nobody wants
 * it. */
void kh_reencrypt_keep_dropped (KhReencryptRun *run, int fd);
/* The database of the store, unless it is under the new key. Afterwards the store has a database
 * again, old or new, or none if neither can be opened. */
gboolean kh_reencrypt_database (KhReencryptRun *run, GError **error);

G_END_DECLS
