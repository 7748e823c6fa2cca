/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A backup file, made while it is read. */
#include "kh-backup-private.h"

#include <errno.h>
#include <string.h>

#include "kh-id.h"
#include "khc-dek.h"

typedef struct {
  guint8 head[KH_BACKUP_PART_SIZE];
  char *path;
  guint64 size;
} Part;

struct _KhBackupWriter {
  const KhIo *io;
  KhBackupSums sums;
  GPtrArray *parts; /* (element-type Part) */
  guint next;
  guint64 size;
  GByteArray *small; /* what is not content, on its way */
  gsize given;       /* of it */
  int fd;            /* of the part at hand, or -1 */
  guint64 offset;
  gboolean sealed, ended;
};

static void
part_free (gpointer data)
{
  Part *part = data;

  g_free (part->path);
  g_free (part);
}

void
kh_backup_writer_free (KhBackupWriter *self)
{
  kh_io_close (self->io, &self->fd);
  _kh_backup_sums_clear (&self->sums);
  g_ptr_array_unref (self->parts);
  g_byte_array_unref (self->small);
  g_free (self);
}

/* --- What goes in ----------------------------------------------------------------------------- */

/* Takes @path. */
static gboolean
add_part (KhBackupWriter *self, guint8 kind, KhStoreKind store, const char *id, char *path,
          GError **error)
{
  Part *part = g_new0 (Part, 1);
  struct stat facts;

  part->path = path;
  g_ptr_array_add (self->parts, part);
  if (self->io->lstat (self->io, path, &facts) != 0)
    return kh_error_from_errno (error, errno, path);
  part->size = (guint64)facts.st_size;
  part->head[0] = kind;
  part->head[1] = (guint8)(store + KHC_STORE_DATAVERSE);
  if (id != NULL && !kh_id_to_bytes (id, part->head + 2)) {
    kh_set_error (error, KH_ERROR_DAMAGED, "%s is not the name of a container", path);
    return FALSE;
  }
  khc_put_be64 (part->head + 18, part->size);
  return TRUE;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static gboolean
add_containers (KhBackupWriter *self, const char *folder, KhStoreKind store, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  if (dir == NULL) {
    kh_set_error (error, KH_ERROR_IO, "%s cannot be read", folder);
    return FALSE;
  }
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    char *path = g_build_filename (folder, names->pdata[i], NULL);

    if (!add_part (self, KH_BACKUP_CONTAINER, store, names->pdata[i], path, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_parts (KhBackupWriter *self, const char *folder, GError **error)
{
  for (guint i = 0; i < KH_STORE_N; i++) {
    const char *store = kh_store_kind_to_string ((KhStoreKind)i);
    char *database = g_build_filename (folder, store, "store.db", NULL);
    g_autofree char *items = g_build_filename (folder, store, "items", NULL);

    if (!add_part (self, KH_BACKUP_DATABASE, (KhStoreKind)i, NULL, database, error)
        || !add_containers (self, items, (KhStoreKind)i, error))
      return FALSE;
  }
  return TRUE;
}

/* What is said once, and is under the end. */
static gboolean
say (KhBackupWriter *self, const void *bytes, gsize size, GError **error)
{
  int result = khc_sha256_update (self->sums.all, bytes, size);

  if (result != KHC_OK)
    return kh_error_from_khc (error, result, "The sums of a backup");
  g_byte_array_append (self->small, bytes, (guint)size);
  return TRUE;
}

static gboolean
begin (KhBackupWriter *self, KhBackupInfo *info, GError **error)
{
  g_autoptr (GBytes) header = NULL;

  info->n_parts = self->parts->len;
  info->bytes = 0;
  for (guint i = 0; i < self->parts->len; i++)
    info->bytes += ((Part *)self->parts->pdata[i])->size;
  header = kh_backup_info_encode (info, error);
  if (header == NULL)
    return FALSE;
  self->size = g_bytes_get_size (header) + info->bytes + KH_BACKUP_DIGEST_SIZE
               + info->n_parts * (KH_BACKUP_PART_SIZE + KH_BACKUP_DIGEST_SIZE);
  return say (self, g_bytes_get_data (header, NULL), g_bytes_get_size (header), error);
}

KhBackupWriter *
kh_backup_writer_new (const KhIo *io, const char *folder, KhBackupInfo *info, KhSecret *root,
                      GError **error)
{
  g_autoptr (KhBackupWriter) self = g_new0 (KhBackupWriter, 1);

  self->io = io;
  self->fd = -1;
  self->parts = g_ptr_array_new_with_free_func (part_free);
  self->small = g_byte_array_new ();
  if (!_kh_backup_sums_init (&self->sums, info->organization, root, error)
      || !add_parts (self, folder, error) || !begin (self, info, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* --- What comes out --------------------------------------------------------------------------- */

guint64
kh_backup_writer_get_size (KhBackupWriter *self)
{
  return self->size;
}

static gboolean
begin_part (KhBackupWriter *self, GError **error)
{
  const Part *part = self->parts->pdata[self->next];

  self->fd = kh_io_open (self->io, part->path, KH_IO_READ, error);
  self->offset = 0;
  return self->fd >= 0 && say (self, part->head, sizeof part->head, error);
}

static gboolean
end_part (KhBackupWriter *self, GError **error)
{
  guint8 digest[KH_BACKUP_DIGEST_SIZE];

  kh_io_close (self->io, &self->fd);
  self->next++;
  if (!_kh_backup_sums_end_part (&self->sums, digest, error))
    return FALSE;
  g_byte_array_append (self->small, digest, sizeof digest);
  return TRUE;
}

static gboolean
end_all (KhBackupWriter *self, GError **error)
{
  guint8 mac[KH_BACKUP_DIGEST_SIZE];

  if (!_kh_backup_sums_end (&self->sums, mac, error))
    return FALSE;
  g_byte_array_append (self->small, mac, sizeof mac);
  self->ended = TRUE;
  return TRUE;
}

static gssize
read_content (KhBackupWriter *self, const Part *part, void *buffer, gsize size, GError **error)
{
  gsize wanted = (gsize)MIN (size, part->size - self->offset);
  gsize got = 0;
  int result;

  if (!kh_io_read (self->io, self->fd, buffer, wanted, (gint64)self->offset, &got)) {
    kh_error_from_errno (error, errno, part->path);
    return -1;
  }
  if (got < wanted) {
    kh_set_error (error, KH_ERROR_TRUNCATED, "%s has become shorter", part->path);
    return -1;
  }
  result = khc_sha256_update (self->sums.part, buffer, got);
  if (result != KHC_OK) {
    kh_error_from_khc (error, result, "The sums of a backup");
    return -1;
  }
  self->offset += got;
  return (gssize)got;
}

static gsize
give_small (KhBackupWriter *self, void *buffer, gsize size)
{
  gsize n = MIN (size, self->small->len - self->given);

  memcpy (buffer, self->small->data + self->given, n);
  self->given += n;
  if (self->given == self->small->len) {
    g_byte_array_set_size (self->small, 0);
    self->given = 0;
  }
  return n;
}

/* Puts what is next into small, if anything is. */
static gboolean
go_on (KhBackupWriter *self, GError **error)
{
  if (self->fd >= 0)
    return end_part (self, error);
  if (self->next < self->parts->len)
    return begin_part (self, error);
  return !self->sealed || self->ended || end_all (self, error);
}

gssize
kh_backup_writer_read (KhBackupWriter *self, void *buffer, gsize size, GError **error)
{
  const Part *part;

  if (self->small->len > 0)
    return (gssize)give_small (self, buffer, size);
  part = self->fd >= 0 ? self->parts->pdata[self->next] : NULL;
  if (part != NULL && self->offset < part->size)
    return read_content (self, part, buffer, size, error);
  if (!go_on (self, error))
    return -1;
  /* An empty part has a head and a digest, and between them nothing. */
  return self->small->len > 0 ? (gssize)give_small (self, buffer, size) : 0;
}

void
kh_backup_writer_seal (KhBackupWriter *self)
{
  self->sealed = TRUE;
}
