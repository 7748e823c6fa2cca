/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The backup of a key as one blob: every version with its private part, which only the same
 * organization can restore, in the same geography (domain.md 6.12).
 *
 *   "KHKEYBK" 01 ‖ tenant id 16 ‖ text geo ‖ nonce 12 ‖ body, sealed ‖ tag 16
 *
 * The body is sealed with AES-256-GCM under (root, KHC_LABEL_KEY_BACKUP, tenant id ‖ 02), with all
 * that stands before the nonce as additional data. In it, numbers are big endian, a text or blob is
 * its length in two bytes and then its bytes:
 *
 *   text name ‖ text kty ‖ be64 created ‖ byte 1 and text rotation policy, or byte 0 ‖
 *   be16 number of tags ‖ for each: text name ‖ text value ‖
 *   be16 number of versions, 1 to 500 ‖ for each, oldest first:
 *     text version ‖ be32 bits ‖ text curve ‖ be32 operations ‖ byte enabled ‖ be64 nbf ‖ be64 exp
 * ‖ be64 created ‖ be64 updated ‖ text hsmPlatform ‖ text thumbprint ‖ byte imported ‖ blob n ‖
 * blob e ‖ blob x ‖ blob y ‖ blob private part
 *
 * A private part is a khc_box_seal under (root, KHC_LABEL_KEY_BACKUP, tenant id ‖ 01), with
 * text name ‖ text version as additional data, so that key material never lies in ordinary memory.
 *
 * A backup is as good as the key was when it was made: nothing takes it back (domain.md 6.12). Any
 * thread.
 */
#pragma once

#include "kh-error.h"
#include "kh-key.h"
#include "kh-secret.h"

G_BEGIN_DECLS

/* The most versions that can be backed up. */
#define KH_KEY_BACKUP_VERSIONS_MAX 500

/* Where a backup belongs. */
typedef struct {
  KhSecret *root;
  const char *tenant_id;
  const char *geo; /* the geography of the vault */
} KhKeyBackupPlace;

/* Private parts are opened one at a time: secure memory would not hold those of all versions. */
typedef struct {
  KhKey *key;        /* without vault */
  GPtrArray *sealed; /* (element-type GBytes): the private parts, in the order of the versions */
} KhKeyBackup;
void kh_key_backup_free (KhKeyBackup *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhKeyBackup, kh_key_backup_free)

/* (transfer full): the private part of one version; NULL with @error. */
typedef KhSecret *(*KhKeyBackupPrivate) (const char *version, gpointer data, GError **error);
/* (transfer full). RULE for more than KH_KEY_BACKUP_VERSIONS_MAX versions, else the errors of
 * @get_private. */
GBytes *kh_key_backup_seal (const KhKeyBackupPlace *place, const KhKey *key,
                            KhKeyBackupPrivate get_private, gpointer data, GError **error);
/* (transfer full): every private part was opened once and fits. ARGUMENT for what is no backup, was
 * altered or is cut off, and (OtherOrganization) for one of another organization; RULE for one of
 * another geography. */
KhKeyBackup *kh_key_backup_open (const KhKeyBackupPlace *place, GBytes *blob, GError **error);
/* (transfer full): the private part of the version number @n. */
KhSecret *kh_key_backup_open_private (const KhKeyBackupPlace *place, const KhKeyBackup *self,
                                      guint n, GError **error);

G_END_DECLS
