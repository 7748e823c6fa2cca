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
  GString *buffer;
  gsize position;
  guint64 after;
  gboolean finished;
};

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
  KhTableCsv *self = data;

  for (guint i = 0; i < n_cells; i++) {
    if (i > 0)
      g_string_append_c (self->buffer, ',');
    append_cell (self->buffer, &cells[i]);
  }
  g_string_append_c (self->buffer, '\n');
  return TRUE;
}

KhTableCsv *
kh_table_csv_new (KhItemStore *store, const char *name, GError **error)
{
  KhTableInfo *info = kh_table_store_find (store, name, error);
  KhTableCsv *self;

  if (info == NULL)
    return NULL;
  self = g_new0 (KhTableCsv, 1);
  self->store = kh_item_store_ref (store);
  self->info = info;
  self->buffer = g_string_new (NULL);
  for (guint i = 0; i < info->columns->len; i++) {
    const KhTableColumn *column = g_ptr_array_index (info->columns, i);

    if (i > 0)
      g_string_append_c (self->buffer, ',');
    append_text (self->buffer, column->name, strlen (column->name));
  }
  g_string_append_c (self->buffer, '\n');
  return self;
}

const KhTableInfo *
kh_table_csv_get_info (KhTableCsv *self)
{
  return self->info;
}

/* Rows may be megabytes each: the fewer bytes the last batch left, the more rows are asked for. */
static gboolean
fill (KhTableCsv *self, GError **error)
{
  g_string_truncate (self->buffer, 0);
  self->position = 0;
  while (!self->finished && self->buffer->len < ENOUGH) {
    KhTableSpan span = { .after = self->after, .limit = self->buffer->len == 0 ? 1 : ROWS_AT_ONCE };

    if (self->buffer->len > 0 && self->buffer->len * ROWS_AT_ONCE > ENOUGH * 16)
      span.limit = 1;
    if (!kh_table_store_read (self->store, self->info, &span, append_row, self, error))
      return FALSE;
    self->finished = span.next == 0;
    self->after = span.next;
  }
  return TRUE;
}

gssize
kh_table_csv_read (KhTableCsv *self, void *buffer, gsize size, GError **error)
{
  gsize n;

  if (self->position == self->buffer->len && !self->finished && !fill (self, error))
    return -1;
  if (!kh_item_store_check (self->store, error))
    return -1;
  n = MIN (MIN (size, self->buffer->len - self->position), G_MAXSSIZE);
  memcpy (buffer, self->buffer->str + self->position, n);
  self->position += n;
  return (gssize)n;
}

void
kh_table_csv_free (KhTableCsv *self)
{
  if (self == NULL)
    return;
  kh_table_info_free (self->info);
  g_string_free (self->buffer, TRUE);
  kh_item_store_unref (self->store);
  g_free (self);
}
