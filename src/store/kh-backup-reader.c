/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A backup file, unpacked as its bytes come. */
#include "kh-backup-private.h"

#include <errno.h>
#include <string.h>

#include "kh-id.h"
#include "khc-dek.h"

/* What the next bytes are. */
typedef enum { AT_PREFIX, AT_HEADER, AT_PART, AT_CONTENT, AT_DIGEST, AT_END, AFTER_END } Place;

struct _KhBackupReader {
  const KhIo *io;
  char *folder, *organization;
  KhBackupSums sums;
  KhBackupInfo *info;
  Place place;
  GByteArray *have; /* of what is read whole before it is looked at */
  gsize want;
  guint64 parts_left, bytes_left; /* as the header says */
  KhStoreKind store;              /* of the part at hand */
  guint databases;                /* bits of KhStoreKind */
  char *path;                     /* of the part at hand */
  int fd;
  guint64 size, offset;
  gboolean failed;
};

KhBackupReader *
kh_backup_reader_new (const KhIo *io, const char *folder, const char *organization, KhSecret *root,
                      GError **error)
{
  g_autoptr (KhBackupReader) self = g_new0 (KhBackupReader, 1);

  self->io = io;
  self->fd = -1;
  self->folder = g_strdup (folder);
  self->organization = g_strdup (organization);
  self->have = g_byte_array_new ();
  self->want = KH_BACKUP_PREFIX_SIZE;
  if (!_kh_backup_sums_init (&self->sums, organization, root, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
kh_backup_reader_free (KhBackupReader *self)
{
  kh_io_close (self->io, &self->fd);
  _kh_backup_sums_clear (&self->sums);
  g_clear_pointer (&self->info, kh_backup_info_free);
  g_byte_array_unref (self->have);
  g_free (self->folder);
  g_free (self->organization);
  g_free (self->path);
  g_free (self);
}

static gboolean
refuse_altered (GError **error)
{
  return _kh_backup_refuse ("BackupAltered", "The backup was altered or damaged", error);
}

static gboolean
cover (KhBackupReader *self, GError **error)
{
  int result = khc_sha256_update (self->sums.all, self->have->data, self->have->len);

  return result == KHC_OK || kh_error_from_khc (error, result, "The sums of a backup");
}

/* --- The header ------------------------------------------------------------------------------- */

static gboolean
take_prefix (KhBackupReader *self, GError **error)
{
  gsize length = 0;

  if (!_kh_backup_prefix_parse (self->have->data, &length, error))
    return FALSE;
  self->place = AT_HEADER;
  self->want = KH_BACKUP_PREFIX_SIZE + length;
  return TRUE;
}

static gboolean
check_room (KhBackupReader *self, GError **error)
{
  guint64 space = 0;

  if (!kh_io_get_free_space (self->io, self->folder, &space, error))
    return FALSE;
  if (space >= self->bytes_left)
    return TRUE;
  kh_set_error (error, KH_ERROR_NO_SPACE,
                "The disk has not the room for the backup, %" G_GUINT64_FORMAT " bytes",
                self->bytes_left);
  return FALSE;
}

static gboolean
make_folders (KhBackupReader *self, GError **error)
{
  for (guint i = 0; i < KH_STORE_N; i++) {
    g_autofree char *items =
        g_build_filename (self->folder, kh_store_kind_to_string ((KhStoreKind)i), "items", NULL);

    if (!kh_io_make_folder (self->io, items, error))
      return FALSE;
  }
  return TRUE;
}

static void
expect_part (KhBackupReader *self)
{
  self->place = self->parts_left > 0 ? AT_PART : AT_END;
  self->want = self->parts_left > 0 ? KH_BACKUP_PART_SIZE : KH_BACKUP_DIGEST_SIZE;
}

static gboolean
take_header (KhBackupReader *self, GError **error)
{
  self->info = kh_backup_info_parse (self->have->data, self->have->len, error);
  if (self->info == NULL)
    return FALSE;
  if (g_ascii_strcasecmp (self->info->organization, self->organization) != 0) {
    kh_set_error_facts (error, KH_ERROR_RULE, self->info->environment->name, "OtherOrganization",
                        "Restore it in the organization that it is of.",
                        "The backup is of another organization: only that one can restore it");
    return FALSE;
  }
  self->parts_left = self->info->n_parts;
  self->bytes_left = self->info->bytes;
  expect_part (self);
  return cover (self, error) && check_room (self, error) && make_folders (self, error);
}

/* --- Parts ------------------------------------------------------------------------------------ */

static char *
part_path (KhBackupReader *self, guint8 kind, const guint8 id[16])
{
  const char *store = kh_store_kind_to_string (self->store);
  g_autofree char *name = kh_id_from_bytes (id);

  if (kind == KH_BACKUP_DATABASE)
    return g_build_filename (self->folder, store, "store.db", NULL);
  return g_build_filename (self->folder, store, "items", name, NULL);
}

/* A database comes first in its store, and once. */
static gboolean
is_in_order (KhBackupReader *self, guint8 kind)
{
  guint bit = 1u << self->store;

  if (kind == KH_BACKUP_CONTAINER)
    return (self->databases & bit) != 0;
  if (kind != KH_BACKUP_DATABASE || (self->databases & bit) != 0)
    return FALSE;
  self->databases |= bit;
  return TRUE;
}

static gboolean
take_part (KhBackupReader *self, GError **error)
{
  const guint8 *head = self->have->data;
  guint store = (guint)head[1] - KHC_STORE_DATAVERSE;

  self->size = khc_get_be64 (head + 18);
  self->offset = 0;
  if (store >= KH_STORE_N || self->size > self->bytes_left)
    return refuse_altered (error);
  self->store = (KhStoreKind)store;
  if (!is_in_order (self, head[0]))
    return refuse_altered (error);
  self->bytes_left -= self->size;
  self->parts_left--;
  g_free (self->path);
  self->path = part_path (self, head[0], head + 2);
  if (kh_io_exists (self->io, self->path))
    return refuse_altered (error);
  self->fd = kh_io_open (self->io, self->path, KH_IO_CREATE_NEW, error);
  self->place = self->size > 0 ? AT_CONTENT : AT_DIGEST;
  self->want = KH_BACKUP_DIGEST_SIZE;
  return self->fd >= 0 && cover (self, error);
}

/* Bytes that were content, or -1. */
static gssize
take_content (KhBackupReader *self, const guint8 *bytes, gsize size, GError **error)
{
  gsize n = (gsize)MIN (size, self->size - self->offset);
  int result = khc_sha256_update (self->sums.part, bytes, n);

  if (result != KHC_OK) {
    kh_error_from_khc (error, result, "The sums of a backup");
    return -1;
  }
  if (!kh_io_write (self->io, self->fd, bytes, n, (gint64)self->offset)) {
    kh_error_from_errno (error, errno, self->path);
    return -1;
  }
  self->offset += n;
  if (self->offset == self->size)
    self->place = AT_DIGEST;
  return (gssize)n;
}

static gboolean
take_digest (KhBackupReader *self, GError **error)
{
  guint8 digest[KH_BACKUP_DIGEST_SIZE];

  if (!_kh_backup_sums_end_part (&self->sums, digest, error))
    return FALSE;
  if (memcmp (digest, self->have->data, sizeof digest) != 0)
    return refuse_altered (error);
  if (!kh_io_sync (self->io, self->fd, self->path, error))
    return FALSE;
  kh_io_close (self->io, &self->fd);
  expect_part (self);
  return TRUE;
}

/* The end is no secret of the one who sends it: how long the comparison takes tells nothing that a
 * file whose key is unknown could be made from. It is compared in constant time all the same. */
static gboolean
is_same (const guint8 *a, const guint8 *b, gsize size)
{
  guint8 differs = 0;

  for (gsize i = 0; i < size; i++)
    differs |= a[i] ^ b[i];
  return differs == 0;
}

static gboolean
take_end (KhBackupReader *self, GError **error)
{
  guint8 mac[KH_BACKUP_DIGEST_SIZE];

  if (!_kh_backup_sums_end (&self->sums, mac, error))
    return FALSE;
  if (!is_same (mac, self->have->data, sizeof mac) || self->bytes_left != 0
      || self->databases != (1u << KH_STORE_N) - 1)
    return refuse_altered (error);
  self->place = AFTER_END;
  return TRUE;
}

/* --- Bytes ------------------------------------------------------------------------------------ */

/* What was waited for is there. */
static gboolean
take_whole (KhBackupReader *self, GError **error)
{
  static gboolean (*const takers[]) (KhBackupReader *, GError **) = {
    [AT_PREFIX] = take_prefix, [AT_HEADER] = take_header, [AT_PART] = take_part,
    [AT_DIGEST] = take_digest, [AT_END] = take_end,
  };
  gboolean taken = takers[self->place](self, error);

  /* The header is parsed with what stands before it. */
  if (self->place != AT_HEADER)
    g_byte_array_set_size (self->have, 0);
  return taken;
}

static gssize
take_some (KhBackupReader *self, const guint8 *bytes, gsize size, GError **error)
{
  gsize n;

  if (self->place == AT_CONTENT)
    return take_content (self, bytes, size, error);
  if (self->place == AFTER_END) {
    refuse_altered (error);
    return -1;
  }
  n = MIN (size, self->want - self->have->len);
  g_byte_array_append (self->have, bytes, (guint)n);
  if (self->have->len == self->want && !take_whole (self, error))
    return -1;
  return (gssize)n;
}

gboolean
kh_backup_reader_write (KhBackupReader *self, const void *bytes, gsize size, GError **error)
{
  const guint8 *next = bytes;

  while (size > 0 && !self->failed) {
    gssize n = take_some (self, next, size, error);

    if (n < 0) {
      self->failed = TRUE;
      return FALSE;
    }
    next += n;
    size -= (gsize)n;
  }
  return !self->failed || refuse_altered (error);
}

const KhBackupInfo *
kh_backup_reader_get_info (KhBackupReader *self)
{
  return self->info;
}

static gboolean
sync_folders (KhBackupReader *self, GError **error)
{
  for (guint i = 0; i < KH_STORE_N; i++) {
    g_autofree char *store =
        g_build_filename (self->folder, kh_store_kind_to_string ((KhStoreKind)i), NULL);
    g_autofree char *items = g_build_filename (store, "items", NULL);

    if (!kh_io_sync_folder (self->io, items, error) || !kh_io_sync_folder (self->io, store, error))
      return FALSE;
  }
  return kh_io_sync_folder (self->io, self->folder, error);
}

gboolean
kh_backup_reader_finish (KhBackupReader *self, GError **error)
{
  if (self->failed)
    return refuse_altered (error);
  if (self->place != AFTER_END)
    return _kh_backup_refuse ("BackupCut", "The backup ends too early", error);
  return sync_folders (self, error);
}
