/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups of environments on the wire. */
#include "kh-wire-backup.h"

#define O(member) G_STRUCT_OFFSET (KhWireBackup, member)
static const KhField backup_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "environment", KH_FIELD_TEXT, 0, O (environment) },
  { "environmentId", KH_FIELD_TEXT, 0, O (environment_id) },
  { "vault", KH_FIELD_TEXT, 0, O (vault) },
  { "key", KH_FIELD_TEXT, 0, O (key) },
  { "version", KH_FIELD_TEXT, 0, O (version) },
  { "createdAt", KH_FIELD_TIME, 0, O (created_at) },
  { "confirmed", KH_FIELD_BOOL, 0, O (confirmed) },
};
#undef O
KH_DEFINE_SHAPE (KhWireBackup, wire_backup, backup_fields)

#define O(member) G_STRUCT_OFFSET (KhWireSentBackup, member)
static const KhField sent_fields[] = {
  { "id", KH_FIELD_TEXT, KH_FIELD_REQUIRED, O (id) },
  { "environment", KH_FIELD_TEXT, 0, O (environment) },
  { "environmentId", KH_FIELD_TEXT, 0, O (environment_id) },
  { "createdAt", KH_FIELD_TIME, 0, O (created_at) },
  { "items", KH_FIELD_INT, 0, O (items) },
  { "bytes", KH_FIELD_INT, 0, O (bytes) },
};
#undef O
KH_DEFINE_SHAPE (KhWireSentBackup, wire_sent_backup, sent_fields)
