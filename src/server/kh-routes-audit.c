/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit log: pages of records, its proof, and all of it as JSON lines. */
#include "kh-route-tables.h"

#include <string.h>

#include "kh-audit-verify.h"
#include "kh-routes.h"
#include "kh-tenant-data.h"
#include "kh-wire-log.h"

#define K KH_KEYHOLD_PREFIX
#define EXPORT_PAGE 1000

/* (transfer full): the members of a line (kh-audit-log-record.h) without those of the chain. */
static char *
print_record (const KhAuditRecord *record)
{
  KhJsonOut *out = kh_json_out_new ();
  kh_json_out_begin (out, NULL);
  kh_json_out_int (out, "seq", (gint64)record->seq);
  kh_json_out_time (out, "time", record->time);
  kh_json_out_string (out, "phase", kh_audit_phase_name (record->phase));
  kh_json_out_string (out, "action", record->action);
  if (record->of != 0)
    kh_json_out_int (out, "of", (gint64)record->of);
  kh_json_out_string_if (out, "result", record->result);
  kh_json_out_string_if (out, "actorId", record->actor_id);
  kh_json_out_string_if (out, "actor", record->actor);
  kh_json_out_string_if (out, "targetKind", record->target_kind);
  kh_json_out_string_if (out, "targetId", record->target_id);
  kh_json_out_string_if (out, "target", record->target);
  kh_json_out_string_if (out, "request", record->request);
  kh_json_out_string_if (out, "reason", record->reason);
  kh_json_out_string_if (out, "detail", record->detail);
  kh_json_out_end (out);
  return kh_json_out_finish_text (out);
}

/* (transfer full) (element-type utf8): lines; @next is 0 after the last. */
static GPtrArray *
read_page (KhRequest *request, const KhAuditFilter *filter, guint64 *next, GError **error)
{
  gboolean more = FALSE;
  g_autoptr (GPtrArray) records =
      kh_tenant_audit_list (request->tenant, request->caller, filter, &more, error);
  if (records == NULL)
    return NULL;
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  *next = 0;
  for (guint i = 0; i < records->len; i++) {
    const KhAuditRecord *record = records->pdata[i];
    g_ptr_array_add (lines, print_record (record));
    *next = record->seq;
  }
  if (!more)
    *next = 0;
  return lines;
}

static gboolean
list_records (KhRequest *request, KhResponse *response, GError **error)
{
  KhAuditFilter filter = { .since = KH_TIME_NONE };
  const char *since = kh_request_query (request, "since"), *text = NULL;
  guint64 next = 0;
  filter.object = kh_request_query (request, "object");
  filter.actor = kh_request_query (request, "actor");
  if (!kh_request_page (request, &text, &filter.limit, error)
      || !kh_request_query_number (request, "after", 0, G_MAXINT64, &filter.after, error))
    return FALSE;
  if (since != NULL && !kh_time_parse (since, &filter.since)) {
    kh_set_error_facts (error, KH_ERROR_ARGUMENT, "since", NULL, NULL, "This is not a time");
    return FALSE;
  }
  g_autoptr (GPtrArray) lines = read_page (request, &filter, &next, error);
  return lines != NULL
         && kh_response_take (
             response, 200,
             kh_wire_records_print ((const char *const *)lines->pdata, lines->len, next));
}

static char *
hex (const guint8 bytes[32])
{
  GString *text = g_string_sized_new (64);
  for (guint i = 0; i < 32; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

static gboolean
verify (KhRequest *request, KhResponse *response, GError **error)
{
  g_auto (KhAuditReport) report = { 0 };
  if (!kh_tenant_audit_verify (request->tenant, request->caller, &report, error))
    return FALSE;
  g_autoptr (KhWireVerify) wire = kh_wire_verify_new ();
  wire->result = g_strdup (kh_audit_verdict_name (report.verdict));
  wire->records = (gint64)report.records;
  wire->head = hex (report.head);
  wire->reason = g_strdup (report.reason);
  wire->bad_file = g_strdup (report.bad_file);
  wire->bad_line = (gint64)report.bad_line;
  wire->bad_seq = (gint64)report.bad_seq;
  wire->bad_expected = g_strdup (report.bad_expected);
  wire->bad_found = g_strdup (report.bad_found);
  return kh_response_take (response, 200, kh_wire_verify_print (wire));
}

/* All records as they are listed. Reading a page is the tenant's work, so this worker asks it page
 * by page and other calls come in between. */
typedef struct {
  KhRequest *request;
  KhAuditFilter filter;
  guint64 next;
} Export;

static gpointer
export_page (gpointer data, GCancellable *cancellable, GError **error)
{
  Export *self = data;
  return read_page (self->request, &self->filter, &self->next, error);
}

static gboolean export(KhRequest *request, KhResponse *response, GError **error)
{
  Export self = { request, { .limit = EXPORT_PAGE, .since = KH_TIME_NONE }, 0 };
  KhWorker *worker = kh_tenant_get_worker (request->tenant);
  g_autoptr (GString) text = g_string_new (NULL);
  do {
    self.filter.after = self.next;
    g_autoptr (GPtrArray) lines =
        kh_worker_run (worker, export_page, &self, request->cancellable, error);
    if (lines == NULL)
      return FALSE;
    for (guint i = 0; i < lines->len; i++)
      g_string_append_printf (text, "%s\n", (const char *)lines->pdata[i]);
  } while (self.next != 0);
  response->type = "application/jsonl; charset=utf-8";
  return kh_response_take (response, 200, g_string_free_to_bytes (g_steal_pointer (&text)));
}

#define ROW(method, path, handler, run)                                                            \
  {                                                                                                \
    KH_DIALECT_KEYHOLD, method, K path, handler, KH_RUN_##run, KH_ACCESS_SIGNED_IN, KH_BODY_NONE   \
  }

const KhRoute kh_audit_routes[] = {
  ROW ("GET", "/audit", list_records, TENANT),
  ROW ("GET", "/audit/verify", verify, BULK),
  ROW ("GET", "/audit/export", export, BULK),
  { 0 },
};
