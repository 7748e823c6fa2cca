/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups of environments in the Keyhold API. */
#pragma once

#include "kh-shape.h"

G_BEGIN_DECLS

/* GET /backups: files that need a customer's key; one row a file. */
typedef struct {
  char *id;
  char *environment, *environment_id;
  char *vault, *key, *version; /* the first that it needs */
  KhTime created_at;
  gboolean confirmed; /* whoever made it has said that the file is whole */
} KhWireBackup;
KH_DECLARE_SHAPE (KhWireBackup, wire_backup)

/* PUT /environments/{id}/restores: what was sent, and is to be restored by its id. */
typedef struct {
  char *id;
  char *environment, *environment_id; /* that the backup is of, as it was called */
  KhTime created_at;
  gint64 items, bytes;
} KhWireSentBackup;
KH_DECLARE_SHAPE (KhWireSentBackup, wire_sent_backup)

G_END_DECLS
