/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table as a stream of CSV. */
#include <string.h>

#include "kh-item-store-private.h"
#include "kh-table-store-private.h"

#define ROWS_AT_ONCE 256
#define ENOUGH (256 * 1024) /* a batch of rows ends early when it has made so many bytes */

struct _KhTableCsv {
  KhItemStore *store;
  KhTableInfo *info;
  guint64 after;
  KhStoreStream stream;
  GMutex lock;     /* what follows */
  GString *buffer; /* NULL once the store was closed: no row stays in memory after a lock */
  gsize position;
  gboolean finished;
};

static void
wipe_buffer (KhTableCsv *self)
{
  if (self->buffer == NULL)
    return;
  explicit_bzero (self->buffer->str, self->buffer->allocated_len);
  g_string_free (self->buffer, TRUE);
  self->buffer = NULL;
}

static void
csv_revoke (gpointer owner)
{
  /* Each read looks at the store. */
}

static void
csv_drop (gpointer owner)
{
  KhTableCsv *self = owner;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  wipe_buffer (self);
}

static void
append_text (GString *out, const char *text, gsize size)
{
  const char *end = text + size;

  /* A CR, and the empty text, would be read as something else without quotes. */
  if (size > 0 && memchr (text, '"', size) == NULL && memchr (text, ',', size) == NULL
      && memchr (text, '\n', size) == NULL && memchr (text, '\r', size) == NULL) {
    g_string_append_len (out, text, (gssize)size);
    return;
  }
  g_string_append_c (out, '"');
  for (; text < end; text++) {
    if (*text == '"')
      g_string_append_c (out, '"');
    g_string_append_c (out, *text);
  }
  g_string_append_c (out, '"');
}

static void
append_cell (GString *out, const KhCell *cell)
{
  g_autofree char *encoded = NULL;

  switch (cell->type) {
  case KH_COLUMN_INT64:
    g_string_append_printf (out, "%" G_GINT64_FORMAT, cell->integer);
    break;
  case KH_COLUMN_DOUBLE:
    kh_cell_append_real (out, cell->real);
    break;
  case KH_COLUMN_TEXT:
    append_text (out, cell->data == NULL ? "" : cell->data, cell->size);
    break;
  case KH_COLUMN_BLOB:
    encoded = kh_cell_to_text (cell);
    append_text (out, encoded, strlen (encoded));
    break;
  case KH_COLUMN_NULL:
  default:
    break;
  }
}

static gboolean
append_row (guint64 row, const KhCell *cells, guint n_cells, gpointer data, GError **error)
{
  GString *out = data;

  for (guint i = 0; i < n_cells; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    append_cell (out, &cells[i]);
  }
  g_string_append_c (out, '\n');
  return TRUE;
}

static void
append_header (KhTableCsv *self)
{
  for (guint i = 0; i < self->info->columns->len; i++) {
    const KhTableColumn *column = g_ptr_array_index (self->info->columns, i);

    if (i > 0)
      g_string_append_c (self->buffer, ',');
    append_text (self->buffer, column->name, strlen (column->name));
  }
  g_string_append_c (self->buffer, '\n');
}

KhTableCsv *
kh_table_csv_new (KhItemStore *store, const char *name, GError **error)
{
  KhTableInfo *info = kh_table_store_find (store, name, error);
  g_autoptr (KhTableCsv) self = NULL;

  if (info == NULL)
    return NULL;
  self = g_new0 (KhTableCsv, 1);
  g_mutex_init (&self->lock);
  self->store = kh_item_store_ref (store);
  self->info = info;
  self->buffer = g_string_sized_new (2 * ENOUGH);
  self->stream = (KhStoreStream){ csv_revoke, csv_drop, self };
  append_header (self);
  return kh_item_store_add_stream (store, &self->stream, error) ? g_steal_pointer (&self) : NULL;
}

/* Rows may be megabytes each: the first tells how many are asked for. The connection is not waited
 * for under the lock, since kh_item_store_close() waits the other way round. */
static gboolean
fill (KhTableCsv *self, GString *rows, GError **error)
{
  while (!self->finished && rows->len < ENOUGH) {
    KhTableSpan span = { .after = self->after, .limit = 1 };

    if (rows->len > 0 && rows->len < 16 * ENOUGH / ROWS_AT_ONCE)
      span.limit = ROWS_AT_ONCE;
    if (!kh_table_store_read (self->store, self->info, &span, append_row, rows, error))
      return FALSE;
    self->finished = span.next == 0;
    self->after = span.next;
  }
  return TRUE;
}

/* Puts fresh rows in the place of those that were given out. */
static gboolean
refill (KhTableCsv *self, GError **error)
{
  GString *rows = g_string_sized_new (2 * ENOUGH);
  gboolean ok = fill (self, rows, error);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (ok && self->buffer != NULL) {
    GString *old = self->buffer;

    self->buffer = rows;
    self->position = 0;
    rows = old;
  }
  explicit_bzero (rows->str, rows->allocated_len);
  g_string_free (rows, TRUE);
  return ok;
}

static gssize
give_out (KhTableCsv *self, void *buffer, gsize size, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gsize n;

  if (self->buffer == NULL) {
    kh_set_error (error, KH_ERROR_LOCKED, "The environment is locked");
    return -1;
  }
  n = MIN (MIN (size, self->buffer->len - self->position), G_MAXSSIZE);
  memcpy (buffer, self->buffer->str + self->position, n);
  self->position += n;
  return (gssize)n;
}

gssize
kh_table_csv_read (KhTableCsv *self, void *buffer, gsize size, GError **error)
{
  gssize n;

  if (!kh_item_store_check (self->store, error))
    return -1;
  n = give_out (self, buffer, size, error);
  if (n != 0 || size == 0 || self->finished)
    return n;
  return refill (self, error) ? give_out (self, buffer, size, error) : -1;
}

void
kh_table_csv_free (KhTableCsv *self)
{
  if (self == NULL)
    return;
  kh_item_store_remove_stream (self->store, &self->stream);
  kh_table_info_free (self->info);
  wipe_buffer (self);
  kh_item_store_unref (self->store);
  g_mutex_clear (&self->lock);
  g_free (self);
}
