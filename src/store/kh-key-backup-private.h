/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of a backup and the reading of its parts, shared by the files that implement backups. */
#pragma once

#include "kh-key-backup.h"

G_BEGIN_DECLS

/* What is left to read. Once something was missing it has failed, and gives nothing more. */
typedef struct {
  const guint8 *data;
  gsize left;
  gboolean failed;
} KhBackupCursor;

/* (transfer none): @size bytes, or NULL once failed. */
const guint8 *_kh_key_backup_take (KhBackupCursor *cursor, gsize size);
/* (transfer full): NULL for what is no text. */
char *_kh_key_backup_take_text (KhBackupCursor *cursor);
void _kh_key_backup_put_text (GByteArray *out, const char *text);

/* (transfer full): the key that is derived for @use. */
KhcSecret *_kh_key_backup_derive (const KhKeyBackupPlace *place, guint8 use, GError **error);

/* (transfer full) */
GByteArray *_kh_key_backup_encode (const KhKeyBackupPlace *place, const KhKey *key,
                                   KhKeyBackupPrivate get_private, gpointer data, GError **error);
/* (transfer full): NULL for what is not the body of a backup. */
KhKeyBackup *_kh_key_backup_decode (const KhKeyBackupPlace *place, GBytes *body);

G_END_DECLS
