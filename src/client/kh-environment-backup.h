/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups of environments: to a file, and from one. Each blocks; same thread rules as kh-client.h.
 */
#pragma once

#include "kh-client.h"
#include "kh-json.h"

G_BEGIN_DECLS

/* How a file is written or sent. */
typedef struct {
  gboolean replace;        /* a file that is there already */
  const char *reason;      /* (nullable): for the audit record */
  KhCallProgress progress; /* (nullable) */
  gpointer data;
} KhBackupOptions;

/* (transfer full): what a file is called unless somebody says otherwise: "Sales
 * 2026-11-29.khbackup" without what a path or another system takes amiss. */
char *kh_backup_file_name (const char *environment, KhTime now);

/* (transfer none): what the file is, and who can restore it with what. */
const char *kh_backup_words (void);

/* Writes all data of the environment to @path: under a name beside it first, and whole or not at
 * all. Nothing is held for a file that could not be written. @download is cleared by the caller.
 * Errors: EXISTS unless it may be replaced; those of the tenant and of the disk. */
gboolean kh_backup_write (KhClient *client, const char *environment, const char *path,
                          const KhBackupOptions *options, KhDownload *download,
                          GCancellable *cancellable, GError **error);

/* Sends the file to be restored into @environment; the tenant has checked all of it then, and has
 * changed nothing. (transfer full): KhWireSentBackup. */
KhJson *kh_backup_send (KhClient *client, const char *environment, const char *path,
                        const KhBackupOptions *options, GCancellable *cancellable, GError **error);
/* What was sent is not restored: its room is given back. Failures do not matter. */
void kh_backup_drop (KhClient *client, const char *environment, const char *sent);

G_END_DECLS
