/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All data of an environment as a file that leaves the organization's folder, and back (model.md
 * 11, domain.md 4.5).
 *
 * A backup is the environment at one moment for each of its stores, encrypted as it lies on the
 * disk (kh-backup-file.h). Before the end of the file leaves, without which it is worth nothing,
 * the key versions that it needs are held for it, until somebody says that the file was thrown
 * away.
 *
 * To be restored a backup is sent and checked whole first, beside everything else, and nothing is
 * changed; then an act that is guarded and approved as a copy over the environment is takes what
 * was sent. One that was sent is there until it was restored, another one was sent for the
 * environment, or the organization is opened again, unless an approval waits for it.
 *
 * Streams are used by one worker at a time, never the tenant's own and never a thread that must not
 * block; the acts run on the tenant's worker.
 */
#pragma once

#include "kh-tenant.h"

G_BEGIN_DECLS

/* --- Making --------------------------------------------------------------------------------- */

typedef struct _KhTenantBackup KhTenantBackup;

/* Takes the snapshot. Errors: NOT_FOUND, PERMISSION, LOCKED, BUSY and what else keeps the
 * environment from being backed up; NO_SPACE. @cancellable: (nullable). */
KhTenantBackup *kh_tenant_backup_open (KhTenant *self, KhCaller *caller, const char *environment,
                                       GCancellable *cancellable, GError **error);
/* Bytes, 0 at the end, -1 on failure. The end of the file comes alone, and is given once the keys
 * are held: who has let go before has no backup, and nothing is held for it. At least 32 bytes. */
gssize kh_tenant_backup_read (KhTenantBackup *self, void *buffer, gsize size, GError **error);
guint64 kh_tenant_backup_get_size (KhTenantBackup *self);
/* GUID: what the backup is forgotten by. */
const char *kh_tenant_backup_get_id (KhTenantBackup *self);
/* One that was not read to its end is none. */
void kh_tenant_backup_free (KhTenantBackup *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhTenantBackup, kh_tenant_backup_free)

/* The file is whole, and where it belongs: whoever made it says so. @id: as for forgetting. Without
 * that the keys are held all the same, since nobody can know. NOT_FOUND where nothing is held for
 * it. Tenant's worker. */
gboolean kh_tenant_backup_confirm (KhTenant *self, KhCaller *caller, const char *id,
                                   GError **error);
/* The file was thrown away: no key is held for it any more. @id: as kh_tenant_backup_get_id(), or
 * of its hold. NOT_FOUND where nothing is held for it. Tenant's worker. */
gboolean kh_tenant_backup_forget (KhTenant *self, KhCaller *caller, const char *id, GError **error);

/* --- Restoring ------------------------------------------------------------------------------ */

typedef struct _KhTenantRestore KhTenantRestore;

/* What was sent. */
typedef struct {
  char *id;                           /* GUID: to be restored by */
  char *environment_id, *environment; /* that the backup is of, as it was called */
  KhTime created_at;
  guint64 items, bytes;
} KhSentBackup;
void kh_sent_backup_free (KhSentBackup *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhSentBackup, kh_sent_backup_free)

/* A file that is to be restored into @environment. */
KhTenantRestore *kh_tenant_restore_begin (KhTenant *self, KhCaller *caller, const char *environment,
                                          GError **error);
/* The rules are checked as soon as the header has come. Errors: those of kh-backup-file.h and of
 * kh_environment_allows_restore(). */
gboolean kh_tenant_restore_write (KhTenantRestore *self, const void *bytes, gsize size,
                                  GError **error);
/* (transfer full): all of it is there and unaltered, and the key that it is under opens it. Errors
 * besides: KEY_ACCESS, WRONG_KEY. */
KhSentBackup *kh_tenant_restore_finish (KhTenantRestore *self, GError **error);
/* Removes what was not finished. */
void kh_tenant_restore_free (KhTenantRestore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhTenantRestore, kh_tenant_restore_free)

/* (transfer full): the operation that puts the backup @sent in the place of all data of
 * @environment. Level 4. Tenant's worker. */
KhOperation *kh_tenant_environment_restore (KhTenant *self, KhCaller *caller,
                                            const char *environment, const char *sent,
                                            GError **error);
/* Removes what was sent and shall not be restored, unless an operation or an approval waits for it;
 * one that is not there is no error. Tenant's
 * worker. */
gboolean kh_tenant_restore_drop (KhTenant *self, KhCaller *caller, const char *environment,
                                 const char *sent, GError **error);

G_END_DECLS
