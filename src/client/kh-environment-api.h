/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about environments and their operations.
 *
 * Every function returns a call for kh_client_call(). Results are KhJson with the keys of the
 * command line's JSON (GPtrArray of them for lists), or the id of an accepted operation (char *).
 */
#pragma once

#include "kh-call.h"

G_BEGIN_DECLS

/* Lists. */
KhCall *kh_environment_api_list (void);
/* @environment: (nullable): of this one alone; newest first. */
KhCall *kh_environment_api_operations (const char *environment, gboolean active);

/* One object; @environment is an id or a name. */
KhCall *kh_environment_api_get (const char *environment);
KhCall *kh_environment_api_operation (const char *operation);

typedef struct {
  const char *name, *type, *geo;
  gboolean dataverse;
} KhEnvironmentDraft;
KhCall *kh_environment_api_create (const KhEnvironmentDraft *draft);
KhCall *kh_environment_api_set_managed (const char *environment, gboolean managed);
KhCall *kh_environment_api_delete (const char *environment);
KhCall *kh_environment_api_recover (const char *environment);

/* Result: id of the operation. @may_change: FALSE refuses what would be a change of key, as when
 * somebody has attached another policy meanwhile. */
KhCall *kh_environment_api_link (const char *environment, const char *system_id,
                                 gboolean may_change);
KhCall *kh_environment_api_unlink (const char *environment, const char *system_id);
KhCall *kh_environment_api_re_enable (const char *environment);
/* Result: the environment. */
KhCall *kh_environment_api_reset (const char *environment);
/* Result: id of the operation. */
KhCall *kh_environment_api_copy (const char *environment, const char *onto);
/* For kh_client_download(): the bytes of a backup file. */
KhCall *kh_environment_api_backup (const char *environment);
/* Result: KhJson of KhWireSentBackup. @length: in bytes. */
KhCall *kh_environment_api_send_backup (const char *environment, GInputStream *stream,
                                        gint64 length);
/* Result: id of the operation. @sent: id of what was sent. */
KhCall *kh_environment_api_restore (const char *environment, const char *sent);
/* What was sent is not restored. */
KhCall *kh_environment_api_drop_sent (const char *environment, const char *sent);
/* Result: array of KhJson of KhWireBackup; of all environments for NULL. */
KhCall *kh_environment_api_backups (const char *environment);
/* The file was thrown away: no key is held for it any more. */
KhCall *kh_environment_api_forget_backup (const char *backup);
/* Says that the file of @backup is whole. */
KhCall *kh_environment_api_confirm_backup (const char *backup);
/* Reads all data; the environment afterwards, with `verification`. */
KhCall *kh_environment_api_verify (const char *environment);
/* The operation as it ended. */
KhCall *kh_environment_api_cancel (const char *operation);
KhCall *kh_environment_api_retry (const char *operation);

G_END_DECLS
