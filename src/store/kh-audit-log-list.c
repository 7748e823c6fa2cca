/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading records out of the audit log. */
#include "kh-audit-log-private.h"

#include <string.h>

#define DEFAULT_LIMIT 100
#define MAX_LIMIT 1000

typedef struct {
  const KhAuditFilter *filter;
  GPtrArray *records;
  guint limit;
  gboolean more;
} Listing;

/* Lines that are no records are for the verification to name. */
static gboolean
list_line (const char *text, gsize size, guint64 offset, gpointer data)
{
  Listing *listing = data;
  g_auto (KhAuditLine) line = { 0 };
  KhAuditHead head;

  if (!kh_audit_head_parse (text, size, &head) || head.v != 1 || head.seq <= listing->filter->after
      || !kh_audit_line_parse (text, size, &line)
      || !kh_audit_filter_lets (listing->filter, &line.record))
    return TRUE;
  if (listing->records->len == listing->limit) {
    listing->more = TRUE;
    return FALSE;
  }
  g_ptr_array_add (listing->records, kh_audit_record_copy (&line.record));
  return TRUE;
}

/* TRUE if every record of @segment has a number up to @after. */
static gboolean
lies_before (KhAuditLog *self, guint segment, guint last, guint64 after)
{
  guint64 count;

  return segment < last && kh_audit_read_before (self->io, self->folder, segment + 1, &count)
         && count <= after;
}

GPtrArray *
kh_audit_log_list (KhAuditLog *self, const KhAuditFilter *filter, gboolean *more, GError **error)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify)kh_audit_record_unref);
  Listing listing = { filter, records,
                      filter->limit > 0 ? MIN (filter->limit, MAX_LIMIT) : DEFAULT_LIMIT };
  guint last;

  if (!kh_audit_last_segment (self->folder, &last, error))
    return NULL;
  for (guint segment = 1; segment <= last && !listing.more; segment++) {
    char name[KH_AUDIT_NAME_SIZE];
    g_autofree char *path = NULL;

    kh_audit_segment_name (segment, name);
    path = kh_audit_log_path (self, name);
    if (lies_before (self, segment, last, filter->after) || !kh_io_exists (self->io, path))
      continue;
    if (!kh_audit_read_lines (self->io, path, list_line, &listing, NULL, NULL, error))
      return NULL;
  }
  if (more != NULL)
    *more = listing.more;
  return g_steal_pointer (&records);
}

KhAuditRecord *
kh_audit_log_get (KhAuditLog *self, guint64 seq, GError **error)
{
  KhAuditFilter filter = { .after = seq - 1, .limit = 1, .since = KH_TIME_NONE };
  g_autoptr (GPtrArray) records = NULL;

  if (seq > 0) {
    records = kh_audit_log_list (self, &filter, NULL, error);
    if (records == NULL)
      return NULL;
  }
  if (records == NULL || records->len == 0 || ((KhAuditRecord *)records->pdata[0])->seq != seq) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no audit record %" G_GUINT64_FORMAT ".",
                  seq);
    return NULL;
  }
  return kh_audit_record_ref (records->pdata[0]);
}
