/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups of keys as files: what the console and the command line do alike. All block, on the
 * thread of the client.
 */
#pragma once

#include "kh-client.h"

G_BEGIN_DECLS

/* What the file of a backup is called in a folder (transfer full). */
char *kh_act_backup_name (const char *vault, const char *key);
/* Backs the key up into a file that its owner alone may read. A file that is there already is
 * EXISTS, or with @replace kept until the new one is whole; one that was begun and not finished is
 * removed again. */
gboolean kh_act_backup_key (KhClient *client, const char *vault, const char *key, const char *path,
                            gboolean replace, GCancellable *cancellable, GError **error);
/* (transfer full): the key as it is then, with the keys of the command line's JSON. Errors: those
 * of the disk, and ARGUMENT for a file that is no backup. */
KhJson *kh_act_restore_key (KhClient *client, const char *vault, const char *path,
                            GCancellable *cancellable, GError **error);

G_END_DECLS
