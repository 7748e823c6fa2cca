/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups that were sent to be restored: each in a folder of its own beside the environments',
 * "TARGET.ID.restore", with the file's header and a folder a store. Any thread that may block. */
#pragma once

#include "kh-backup-file.h"
#include "kh-item-store.h"
#include "kh-tenant-private.h"

G_BEGIN_DECLS

#define KH_SENT_BACKUP_SUFFIX ".restore"
/* Of a backup that is being made. */
#define KH_SNAPSHOT_SUFFIX ".backup"

/* (transfer full): the folder's name. */
char *kh_sent_backups_name (const char *target_id, const char *id);
/* Writes the header; the folder @path counts as whole with it. */
gboolean kh_sent_backups_store (KhTenant *tenant, const char *path, const KhBackupInfo *info,
                                GError **error);
/* (transfer full): with the folder set, to be opened from. NOT_FOUND where it was not sent, or is
 * gone. */
KhBackupInfo *kh_sent_backups_load (KhTenant *tenant, const char *target_id, const char *id,
                                    GError **error);
/* (transfer full): a store of what was sent for @target, unwrapped as the identity of the target's
 * policy; where that has none, or another key, as one that has access to the backup's. Errors:
 * KEY_ACCESS, WRONG_KEY, DAMAGED. */
KhItemStore *kh_sent_backups_open (KhTenant *tenant, const KhEstate *estate,
                                   const KhEnvironment *target, const KhBackupInfo *info,
                                   KhStoreKind store, GError **error);
void kh_sent_backups_remove (KhTenant *tenant, const char *target_id, const char *id);
/* Removes every one for @target_id but @but, and what something waits for. */
void kh_sent_backups_remove_others (KhTenant *tenant, const KhEstate *estate, const char *target_id,
                                    const char *but);
/* TRUE unless an operation or an approval waits for the folder @name. */
gboolean kh_sent_backups_is_old (const KhEstate *estate, const char *name);

G_END_DECLS
