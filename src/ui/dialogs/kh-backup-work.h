/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of backups, written and sent on the organization's thread for transfers. Main thread. */
#pragma once

#include "kh-json.h"
#include "kh-organization.h"

G_BEGIN_DECLS

/* In bytes; @total is 0 or less while it is not known. */
typedef void (*KhBackupTell) (GObject *listener, guint64 done, gint64 total);
/* (transfer full): "12 % · 3.4 MB". */
char *kh_backup_progress_text (guint64 done, gint64 total);

/* @environment: id. @tell is called on the main thread as long as @listener lives. */
void kh_backup_work_write_async (KhOrganization *organization, const char *environment,
                                 const char *path, KhBackupTell tell, GObject *listener,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean kh_backup_work_write_finish (KhOrganization *organization, GAsyncResult *result,
                                      GError **error);
/* To be restored into @environment, which is not changed by it. */
void kh_backup_work_send_async (KhOrganization *organization, const char *environment,
                                const char *path, KhBackupTell tell, GObject *listener,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
/* (transfer full): KhWireSentBackup. */
KhJson *kh_backup_work_send_finish (KhOrganization *organization, GAsyncResult *result,
                                    GError **error);

G_END_DECLS
