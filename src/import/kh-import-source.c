/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources of bytes for importers, and refusals. */
#include "kh-import-source.h"

#include <string.h>

static gboolean
read_reader (gpointer data, guint64 offset, void *buffer, gsize size, gsize *got, GError **error)
{
  return kh_item_reader_read (data, offset, buffer, size, got, error);
}

void
kh_import_source_init_reader (KhImportSource *source, KhItemReader *reader)
{
  *source = (KhImportSource){ .read = read_reader,
                              .data = reader,
                              .length = kh_item_reader_get_length (reader),
                              .reader = reader };
}

static gboolean
read_bytes (gpointer data, guint64 offset, void *buffer, gsize size, gsize *got, GError **error)
{
  gsize length;
  const char *bytes = g_bytes_get_data (data, &length);

  *got = offset < length ? MIN (size, length - offset) : 0;
  if (*got > 0)
    memcpy (buffer, bytes + offset, *got);
  return TRUE;
}

void
kh_import_source_init_bytes (KhImportSource *source, GBytes *bytes)
{
  *source =
      (KhImportSource){ .read = read_bytes, .data = bytes, .length = g_bytes_get_size (bytes) };
}

gboolean
kh_import_source_read (KhImportSource *source, guint64 offset, void *buffer, gsize size, gsize *got,
                       GError **error)
{
  *got = 0;
  if (g_cancellable_set_error_if_cancelled (source->cancellable, error))
    return FALSE;
  if (source->progress != NULL)
    source->progress (MIN (source->passed + offset, source->total), source->total,
                      source->progress_data);
  return offset >= source->length || source->read (source->data, offset, buffer, size, got, error);
}

gboolean
kh_import_refuse (GError **error, const char *rule, guint64 line, const char *format, ...)
{
  g_autofree char *message = NULL, *where = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  where = g_strdup_printf ("%" G_GUINT64_FORMAT, line);
  kh_set_error_facts (error, KH_ERROR_FORMAT, where, rule, NULL, message);
  return FALSE;
}

const char *
kh_import_get_rule (const GError *error, guint64 *line)
{
  const KhErrorFacts *facts =
      kh_error_is (error, KH_ERROR_FORMAT) ? kh_error_get_facts (error) : NULL;

  *line = 0;
  if (facts == NULL || facts->inner == NULL)
    return NULL;
  if (facts->target != NULL)
    *line = g_ascii_strtoull (facts->target, NULL, 10);
  return facts->inner;
}
