/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two ends of a backup file share. */
#pragma once

#include "kh-backup-file.h"
#include "khc-hash.h"

G_BEGIN_DECLS

#define KH_BACKUP_PREFIX_SIZE 14
#define KH_BACKUP_PART_SIZE 26
#define KH_BACKUP_DIGEST_SIZE KHC_SHA256_SIZE
#define KH_BACKUP_DATABASE 1
#define KH_BACKUP_CONTAINER 2

/* FALSE with FORMAT: what is said of a file that cannot be one of ours, or is not whole. */
gboolean _kh_backup_refuse (const char *inner, const char *why, GError **error);
/* The length of the header after these 14 bytes. Errors: FORMAT, NEWER. */
gboolean _kh_backup_prefix_parse (const guint8 *bytes, gsize *length, GError **error);

/* Runs over all that the end covers. */
typedef struct {
  KhcSha256 *all; /* without contents */
  KhcSha256 *part;
  KhSecret *key;
} KhBackupSums;
gboolean _kh_backup_sums_init (KhBackupSums *self, const char *organization, KhSecret *root,
                               GError **error);
void _kh_backup_sums_clear (KhBackupSums *self);
/* Each writes 32 bytes. */
gboolean _kh_backup_sums_end_part (KhBackupSums *self, guint8 *digest, GError **error);
gboolean _kh_backup_sums_end (KhBackupSums *self, guint8 *mac, GError **error);

G_END_DECLS
