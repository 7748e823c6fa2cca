/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backup files that need a customer's key: uses of key versions of reason BACKUP, one a version. A
 * file with several has all of them from the same moment. Pure functions, any thread. */
#pragma once

#include "kh-estate.h"

G_BEGIN_DECLS

/* (transfer full): nothing waits for a key on behalf of the backup that was made at @made, or with
 * KH_TIME_NONE of any backup of the environment. */
KhEstate *kh_backup_uses_forget (const KhEstate *estate, const char *environment_id, KhTime made);
/* (transfer full): the file of that backup is known to be whole. */
KhEstate *kh_backup_uses_confirm (const KhEstate *estate, const char *environment_id, KhTime made);
/* (transfer full) (element-type KhKeyUse, borrowed from @estate): the first use of each backup, of
 * @environment_id (nullable: of all), oldest first. */
GPtrArray *kh_backup_uses_list (const KhEstate *estate, const char *environment_id);

/* (transfer container) (element-type KhKeyUse, borrowed from @estate): what backup files need of
 * the key, of one version or (NULL) of all. */
GPtrArray *kh_backup_uses_of_key (const KhEstate *estate, const char *vault, const char *key,
                                  const char *version);
/* (transfer full): what a backup is called in sentences: "Sales, 2026-11-02T10:00:00Z". */
char *kh_backup_use_name (const KhEstate *estate, const char *environment_id, KhTime made);

G_END_DECLS
