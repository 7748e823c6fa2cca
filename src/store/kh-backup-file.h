/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of a backup: all data of one environment as it lies on the disk, encrypted, with the
 * wrapped data keys that open it (model.md 11). Whoever has the file has no plain byte of the data:
 * the names, ids and sizes in its header are all that stands in clear.
 *
 * Version 1, all integers big endian; "text" and "blob" are be16 length and bytes:
 *
 *   0    8   CB 48 42 41 43 4B 0D 0A: "KHBACK\r\n" with the high bit of byte 0 set
 *   8    2   format version = 1
 *   10   4   length n of the header, at most 64 KiB
 *   14   n   header: organization id 16 ‖ id of the backup 16 ‖ environment id 16 ‖ text name ‖
 *            text geo ‖ text type ‖ byte Dataverse (0 or 1) ‖ be64 time (microseconds) ‖
 *            for each of the five stores, dataverse files flows apps connections:
 *              be64 items ‖ be64 rows ‖ be64 bytes ‖ be64 items that stay ‖ be64 their bytes ‖
 *              byte number of data keys, 1 to 8 ‖ for each: byte role (1 current, 2 target, 3 kept)
 *              ‖ blob wrapped-DEK record (khc-dek.h) ‖
 *            be32 number of parts ‖ be64 bytes of all their contents together
 *   then the parts, each:
 *        1   1 database, 2 container of a file
 *        1   store, as in the wrapped-DEK record
 *        16  item id; zero for a database
 *        8   length m
 *        m   the file as it lies on the disk
 *        32  SHA-256 of those m bytes
 *   end  32  HMAC-SHA256 under a key that the seal gives (KHC_LABEL_BACKUP, context: organization
 *            id), over SHA-256 of everything before it but the contents, whose digests are in it
 *
 * Each store has exactly one database, which comes before its containers. Nothing follows the end.
 * What was written is believed only when the end was right: a file that was cut or altered anywhere
 * is refused. One thread at a time.
 */
#pragma once

#include "kh-environment.h"
#include "kh-io.h"
#include "kh-secret.h"

G_BEGIN_DECLS

#define KH_BACKUP_HEADER_MAX (64 * 1024)

/* What the header says. */
typedef struct {
  char *organization; /* GUID */
  char *id;           /* GUID */
  KhTime created_at;
  /* Id, name, geo, type, Dataverse, and per store what was in it and its data keys. */
  KhEnvironment *environment;
  GPtrArray *records[KH_STORE_N]; /* (element-type GBytes): in the order of the references */
  guint64 n_parts, bytes;         /* filled by the writer */
} KhBackupInfo;
KhBackupInfo *kh_backup_info_new (void);
void kh_backup_info_free (KhBackupInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhBackupInfo, kh_backup_info_free)

/* (transfer full): the first 14 + n bytes. Errors: INTERNAL for ids that are none. */
GBytes *kh_backup_info_encode (const KhBackupInfo *self, GError **error);
/* Total and strict. Errors: FORMAT, NEWER. (transfer full) */
KhBackupInfo *kh_backup_info_parse (const guint8 *bytes, gsize size, GError **error);

/* --- Writing: the bytes are asked for ------------------------------------------------------- */

typedef struct _KhBackupWriter KhBackupWriter;

/* @folder holds a folder a store, as kh_store_snapshot() makes them, that does not change any more.
 * @info: its parts are counted here; borrowed during the call. @root: that of the organization's
 * seal. (transfer full) */
KhBackupWriter *kh_backup_writer_new (const KhIo *io, const char *folder, KhBackupInfo *info,
                                      KhSecret *root, GError **error);
void kh_backup_writer_free (KhBackupWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhBackupWriter, kh_backup_writer_free)
/* Of the whole file. */
guint64 kh_backup_writer_get_size (KhBackupWriter *self);
/* Bytes given, -1 on failure. 0 comes twice: when only the end is missing, without which the file
 * is worth nothing, and after it. */
gssize kh_backup_writer_read (KhBackupWriter *self, void *buffer, gsize size, GError **error);
/* Lets the end out. */
void kh_backup_writer_seal (KhBackupWriter *self);

/* --- Reading: the bytes are put in ---------------------------------------------------------- */

typedef struct _KhBackupReader KhBackupReader;

/* Unpacks into @folder, which exists and is empty: a folder a store, to be opened as a store once
 * all of it is there. (transfer full) */
KhBackupReader *kh_backup_reader_new (const KhIo *io, const char *folder, const char *organization,
                                      KhSecret *root, GError **error);
/* Leaves what was unpacked. */
void kh_backup_reader_free (KhBackupReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhBackupReader, kh_backup_reader_free)
/* Errors: FORMAT (not a backup, or altered), NEWER, RULE for that of another organization, NO_SPACE
 * and the disk's. No more is written after one. */
gboolean kh_backup_reader_write (KhBackupReader *self, const void *bytes, gsize size,
                                 GError **error);
/* (transfer none) (nullable): the header, as soon as it is there. Not to be believed before
 * kh_backup_reader_finish(). */
const KhBackupInfo *kh_backup_reader_get_info (KhBackupReader *self);
/* TRUE if all was there and nothing was altered; everything unpacked is durable then. */
gboolean kh_backup_reader_finish (KhBackupReader *self, GError **error);

G_END_DECLS
