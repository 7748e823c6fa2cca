/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files and tables from one store to another. */
#include "kh-store-copy.h"

#include "kh-item-store-file.h"
#include "kh-table-store.h"

#define BUFFER (1 << 20)
#define TELL_EVERY (G_USEC_PER_SEC / 5)

typedef struct {
  KhItemStore *from, *to;
  gboolean keep_marks;
  KhCopyProgress progress;
  void (*tell) (const KhCopyProgress *progress, gpointer data);
  gpointer data;
  gint64 told;
  GCancellable *cancellable;
  KhTableWriter *writer; /* of the table at hand */
} Copy;

static void
advance (Copy *copy, guint64 bytes)
{
  gint64 now = g_get_monotonic_time ();

  copy->progress.bytes_done += bytes;
  if (copy->tell == NULL || now - copy->told < TELL_EVERY)
    return;
  copy->told = now;
  copy->tell (&copy->progress, copy->data);
}

/* --- Files ------------------------------------------------------------------------------------ */

static gboolean
copy_bytes (Copy *copy, KhItemReader *reader, KhItemWriter *writer, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (BUFFER);
  guint64 offset = 0;
  gsize got;

  do {
    if (g_cancellable_set_error_if_cancelled (copy->cancellable, error)
        || !kh_item_reader_read (reader, offset, buffer, BUFFER, &got, error)
        || (got > 0 && !kh_item_writer_write (writer, buffer, got, error)))
      return FALSE;
    offset += got;
    advance (copy, got);
  } while (got == BUFFER);
  return TRUE;
}

static gboolean
copy_file (Copy *copy, const KhStoreItem *item, GError **error)
{
  g_autoptr (KhItemReader) reader = kh_item_reader_new (copy->from, item->id, error);
  g_autoptr (KhItemWriter) writer =
      reader != NULL ? kh_item_writer_new (copy->to, item->name, error) : NULL;

  if (writer == NULL || !copy_bytes (copy, reader, writer, error)
      || !kh_item_writer_seal (writer, error))
    return FALSE;
  if (g_strcmp0 (kh_item_writer_get_sha256 (writer), item->sha256) != 0) {
    kh_set_error (error, KH_ERROR_DAMAGED, "%s is not what was stored", item->name);
    return FALSE;
  }
  kh_item_writer_set_stays (writer, copy->keep_marks && item->stays);
  return kh_item_writer_commit (writer, FALSE, NULL, error);
}

/* --- Tables ----------------------------------------------------------------------------------- */

static gboolean
add_row (guint64 row, const KhCell *cells, guint n_cells, gpointer data, GError **error)
{
  Copy *copy = data;

  return !g_cancellable_set_error_if_cancelled (copy->cancellable, error)
         && kh_table_writer_add (copy->writer, cells, error);
}

static gboolean
copy_table (Copy *copy, const KhStoreItem *item, GError **error)
{
  g_autoptr (KhTableInfo) table = kh_table_store_find (copy->from, item->id, error);
  KhTableSpan span = { .limit = G_MAXUINT };
  gboolean done;

  copy->writer = table != NULL ? kh_table_writer_new (copy->to, error) : NULL;
  done = copy->writer != NULL
         && kh_table_writer_begin (copy->writer, item->name, table->columns, FALSE, error)
         && kh_table_store_read (copy->from, table, &span, add_row, copy, error)
         && kh_table_writer_commit (copy->writer, NULL, error);
  g_clear_pointer (&copy->writer, kh_table_writer_free);
  advance (copy, item->bytes);
  return done;
}

/* --- All ------------------------------------------------------------------------------------- */

static void
count (Copy *copy, GPtrArray *items)
{
  copy->progress.items = items->len;
  for (guint i = 0; i < items->len; i++)
    copy->progress.bytes += ((const KhStoreItem *)items->pdata[i])->bytes;
}

gboolean
kh_store_copy (KhItemStore *from, KhItemStore *to, gboolean keep_marks,
               void (*progress) (const KhCopyProgress *progress, gpointer data), gpointer data,
               GCancellable *cancellable, GError **error)
{
  Copy copy = { .from = from,
                .to = to,
                .keep_marks = keep_marks,
                .tell = progress,
                .data = data,
                .cancellable = cancellable };
  g_autoptr (GPtrArray) items = kh_item_store_list (from, error);

  if (items == NULL)
    return FALSE;
  count (&copy, items);
  for (guint i = 0; i < items->len; i++) {
    const KhStoreItem *item = items->pdata[i];

    if (!(item->is_table ? copy_table (&copy, item, error) : copy_file (&copy, item, error)))
      return FALSE;
    copy.progress.items_done++;
  }
  if (progress != NULL)
    progress (&copy.progress, data);
  return TRUE;
}
