/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ZIP archives, as APPNOTE 6.3.3 describes those of version 2.0. */
#include "kh-zip-writer.h"

#include <string.h>

#define LOCAL_MAGIC 0x04034b50
#define CENTRAL_MAGIC 0x02014b50
#define END_MAGIC 0x06054b50
#define VERSION 20
#define MADE_BY_UNIX (3 << 8 | VERSION)
#define UTF8_NAMES (1 << 11)
#define DEFLATED 8
#define MODE 0100644u
/* Of a local header: where what is known at the end of an entry stands. */
#define CRC_OFFSET 14
#define PIECE (64 * 1024)

struct _KhZipWriter {
  GOutputStream *stream; /* (owned) */
  guint16 dos_date, dos_time;
  guint64 offset;      /* where the stream is */
  GByteArray *central; /* the directory so far */
  guint n_entries;

  char *name; /* (nullable): of the entry that was begun */
  guint64 begin, size, packed;
  guint32 crc;
  GChecksum *sum;          /* (nullable) */
  GZlibCompressor *packer; /* (owned) (nullable) */
};

static const guint32 *
crc_table (void)
{
  static guint32 table[256];
  static gsize once;

  if (g_once_init_enter (&once)) {
    for (guint32 i = 0; i < G_N_ELEMENTS (table); i++) {
      table[i] = i;
      for (guint bit = 0; bit < 8; bit++)
        table[i] = table[i] >> 1 ^ ((table[i] & 1) != 0 ? 0xedb88320u : 0);
    }
    g_once_init_leave (&once, 1);
  }
  return table;
}

static guint32
update_crc (guint32 crc, const guint8 *bytes, gsize size)
{
  const guint32 *table = crc_table ();

  for (gsize i = 0; i < size; i++)
    crc = crc >> 8 ^ table[(crc ^ bytes[i]) & 0xff];
  return crc;
}

static void
add_16 (GByteArray *bytes, guint value)
{
  guint16 little = GUINT16_TO_LE ((guint16)value);

  g_byte_array_append (bytes, (const guint8 *)&little, sizeof little);
}

static void
add_32 (GByteArray *bytes, guint64 value)
{
  guint32 little = GUINT32_TO_LE ((guint32)value);

  g_byte_array_append (bytes, (const guint8 *)&little, sizeof little);
}

static gboolean
put (KhZipWriter *self, const void *bytes, gsize size, GCancellable *cancellable, GError **error)
{
  if (self->offset + size > G_MAXUINT32 || self->size > G_MAXUINT32) {
    kh_set_error (error, KH_ERROR_TOO_LARGE, "The archive would be larger than 4 GiB.");
    return FALSE;
  }
  self->offset += size;
  return g_output_stream_write_all (self->stream, bytes, size, NULL, cancellable, error);
}

/* The members that a local header and the directory have in common. */
static void
add_entry (KhZipWriter *self, GByteArray *bytes)
{
  add_16 (bytes, UTF8_NAMES);
  add_16 (bytes, DEFLATED);
  add_16 (bytes, self->dos_time);
  add_16 (bytes, self->dos_date);
  add_32 (bytes, self->crc);
  add_32 (bytes, self->packed);
  add_32 (bytes, self->size);
  add_16 (bytes, (guint)strlen (self->name));
  add_16 (bytes, 0); /* extra */
}

gboolean
kh_zip_writer_begin (KhZipWriter *self, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) header = g_byte_array_new ();

  g_return_val_if_fail (self->name == NULL, FALSE);
  self->name = g_strdup (name);
  self->begin = self->offset;
  self->size = self->packed = 0;
  self->crc = 0;
  self->sum = g_checksum_new (G_CHECKSUM_SHA256);
  self->packer = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, -1);
  add_32 (header, LOCAL_MAGIC);
  add_16 (header, VERSION);
  add_entry (self, header);
  g_byte_array_append (header, (const guint8 *)name, (guint)strlen (name));
  self->crc = 0xffffffff;
  return put (self, header->data, header->len, cancellable, error);
}

/* Packs @bytes, or with @flags the end of the entry. */
static gboolean
pack (KhZipWriter *self, const guint8 *bytes, gsize size, GConverterFlags flags,
      GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *packed = g_malloc (PIECE);
  GConverterResult result = G_CONVERTER_CONVERTED;

  while (size > 0 || (flags != 0 && result != G_CONVERTER_FINISHED)) {
    gsize read = 0, written = 0;

    result = g_converter_convert (G_CONVERTER (self->packer), bytes, size, packed, PIECE, flags,
                                  &read, &written, error);
    if (result == G_CONVERTER_ERROR || !put (self, packed, written, cancellable, error))
      return FALSE;
    self->packed += written;
    bytes += read;
    size -= read;
  }
  return TRUE;
}

gboolean
kh_zip_writer_write (KhZipWriter *self, const void *bytes, gsize size, GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (self->name != NULL, FALSE);
  if (size == 0)
    return TRUE;
  self->size += size;
  self->crc = update_crc (self->crc, bytes, size);
  g_checksum_update (self->sum, bytes, (gssize)size);
  return pack (self, bytes, size, G_CONVERTER_NO_FLAGS, cancellable, error);
}

/* Digest and sizes stand before the bytes they are of. */
static gboolean
fill_in (KhZipWriter *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) known = g_byte_array_new ();
  GSeekable *seekable = G_SEEKABLE (self->stream);

  add_32 (known, self->crc);
  add_32 (known, self->packed);
  add_32 (known, self->size);
  return g_seekable_seek (seekable, (goffset)self->begin + CRC_OFFSET, G_SEEK_SET, cancellable,
                          error)
         && g_output_stream_write_all (self->stream, known->data, known->len, NULL, cancellable,
                                       error)
         && g_seekable_seek (seekable, 0, G_SEEK_END, cancellable, error);
}

static void
add_to_directory (KhZipWriter *self)
{
  add_32 (self->central, CENTRAL_MAGIC);
  add_16 (self->central, MADE_BY_UNIX);
  add_16 (self->central, VERSION);
  add_entry (self, self->central);
  add_16 (self->central, 0); /* comment */
  add_16 (self->central, 0); /* disk */
  add_16 (self->central, 0); /* internal attributes */
  add_32 (self->central, MODE << 16);
  add_32 (self->central, self->begin);
  g_byte_array_append (self->central, (const guint8 *)self->name, (guint)strlen (self->name));
  self->n_entries++;
}

static void
forget_entry (KhZipWriter *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->sum, g_checksum_free);
  g_clear_object (&self->packer);
}

gboolean
kh_zip_writer_end (KhZipWriter *self, guint64 *size, char **sha256, GCancellable *cancellable,
                   GError **error)
{
  g_return_val_if_fail (self->name != NULL, FALSE);
  self->crc = ~self->crc;
  if (!pack (self, NULL, 0, G_CONVERTER_INPUT_AT_END, cancellable, error)
      || !fill_in (self, cancellable, error))
    return FALSE;
  add_to_directory (self);
  if (size != NULL)
    *size = self->size;
  if (sha256 != NULL)
    *sha256 = g_strdup (g_checksum_get_string (self->sum));
  forget_entry (self);
  return TRUE;
}

gboolean
kh_zip_writer_finish (KhZipWriter *self, GCancellable *cancellable, GError **error)
{
  guint64 begin = self->offset;
  g_autoptr (GByteArray) end = g_byte_array_new ();

  g_return_val_if_fail (self->name == NULL, FALSE);
  self->size = 0;
  if (self->n_entries > G_MAXUINT16) {
    kh_set_error (error, KH_ERROR_TOO_LARGE, "The archive would have too many files.");
    return FALSE;
  }
  add_32 (end, END_MAGIC);
  add_16 (end, 0); /* this disk */
  add_16 (end, 0); /* that of the directory */
  add_16 (end, self->n_entries);
  add_16 (end, self->n_entries);
  add_32 (end, self->central->len);
  add_32 (end, begin);
  add_16 (end, 0); /* comment */
  return put (self, self->central->data, self->central->len, cancellable, error)
         && put (self, end->data, end->len, cancellable, error);
}

KhZipWriter *
kh_zip_writer_new (GOutputStream *stream, KhTime time)
{
  KhZipWriter *self = g_new0 (KhZipWriter, 1);
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (kh_time_to_unix (time));
  /* The format's years begin with 1980. */
  int year = MAX (g_date_time_get_year (local) - 1980, 0);

  self->stream = g_object_ref (stream);
  self->central = g_byte_array_new ();
  self->dos_date = (guint16)(year << 9 | g_date_time_get_month (local) << 5
                             | g_date_time_get_day_of_month (local));
  self->dos_time =
      (guint16)(g_date_time_get_hour (local) << 11 | g_date_time_get_minute (local) << 5
                | g_date_time_get_second (local) / 2);
  return self;
}

void
kh_zip_writer_free (KhZipWriter *self)
{
  forget_entry (self);
  g_byte_array_unref (self->central);
  g_object_unref (self->stream);
  g_free (self);
}
