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

/* The members of a line (kh-audit-log-record.h) without those of the chain. */
static void
write_record (KhJsonOut *out, const KhAuditRecord *record)
{
  kh_json_out_int (out, "seq", (gint64)record->seq);
  kh_json_out_time (out, "time", record->time);
  kh_json_out_string (out, "phase", kh_audit_phase_name (record->phase));
  kh_json_out_string (out, "action", record->action);
  if (record->of != 0)
    kh_json_out_int (out, "of", (gint64)record->of);
  if (record->outcome != 0)
    kh_json_out_int (out, "outcome", (gint64)record->outcome);
  kh_json_out_string_if (out, "result", record->result);
  kh_json_out_string_if (out, "actorId", record->actor_id);
  kh_json_out_string_if (out, "actor", record->actor);
  kh_json_out_string_if (out, "targetKind", record->target_kind);
  kh_json_out_string_if (out, "targetId", record->target_id);
  kh_json_out_string_if (out, "target", record->target);
  kh_json_out_string_if (out, "request", record->request);
  kh_json_out_string_if (out, "reason", record->reason);
  kh_json_out_string_if (out, "detail", record->detail);
}

static char *
print_record (const KhAuditRecord *record)
{
  KhJsonOut *out = kh_json_out_new ();

  kh_json_out_begin (out, NULL);
  write_record (out, record);
  kh_json_out_end (out);
  return kh_json_out_finish_text (out);
}

/* What is asked for: the filter borrows from the request and from here. */
typedef struct {
  KhAuditFilter filter;
  gboolean newest;
  char **actions;
} Query;

static void
query_clear (Query *query)
{
  g_strfreev (query->actions);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Query, query_clear)

static gboolean
read_time (KhRequest *request, const char *name, KhTime *time, GError **error)
{
  const char *text = kh_request_query (request, name);

  if (text == NULL || kh_time_parse (text, time))
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, name, NULL, NULL, "This is not a time");
  return FALSE;
}

/* FALSE for a word that is none of @words (NULL-terminated). */
static gboolean
read_word (KhRequest *request, const char *name, const char *const *words, guint *index,
           GError **error)
{
  const char *text = kh_request_query (request, name);

  for (*index = 0; text != NULL && words[*index] != NULL; (*index)++)
    if (strcmp (words[*index], text) == 0)
      return TRUE;
  if (text == NULL)
    return TRUE;
  kh_set_error_facts (error, KH_ERROR_ARGUMENT, name, NULL, NULL, "This word is not known here");
  return FALSE;
}

static gboolean
read_query (KhRequest *request, Query *query, GError **error)
{
  static const char *const orders[] = { "oldest", "newest", NULL };
  static const char *const of[] = { "any", "changes", "refused", "unplanned", "key-uses", NULL };
  KhAuditFilter *filter = &query->filter;
  const char *actions = kh_request_query (request, "actions");
  guint order, index;

  filter->since = KH_TIME_NONE;
  filter->object = kh_request_query (request, "object");
  filter->actor = kh_request_query (request, "actor");
  filter->kind = kh_request_query (request, "kind");
  filter->request = kh_request_query (request, "request");
  filter->text = kh_request_query (request, "text");
  query->actions = actions != NULL ? g_strsplit (actions, ",", -1) : NULL;
  filter->actions = (const char *const *)query->actions;
  if (!read_word (request, "order", orders, &order, error)
      || !read_word (request, "of", of, &index, error))
    return FALSE;
  query->newest = order == 1;
  filter->of = (KhAuditOf)index;
  return read_time (request, "since", &filter->since, error)
         && read_time (request, "until", &filter->until, error);
}

/* (transfer full) (element-type utf8): lines; @next is 0 after the last. */
static GPtrArray *
read_page (KhRequest *request, const Query *query, guint64 *next, GError **error)
{
  g_autoptr (GPtrArray) records = kh_tenant_audit_list (request->tenant, request->caller,
                                                        &query->filter, query->newest, next, error);
  GPtrArray *lines;

  if (records == NULL)
    return NULL;
  lines = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (lines, print_record (records->pdata[i]));
  return lines;
}

static gboolean
list_records (KhRequest *request, KhResponse *response, GError **error)
{
  g_auto (Query) query = { 0 };
  g_autoptr (GPtrArray) lines = NULL;
  const char *text = NULL;
  guint64 next = 0;

  if (!read_query (request, &query, error)
      || !kh_request_page (request, &text, &query.filter.limit, error)
      || !kh_request_query_number (request, "after", 0, G_MAXINT64, &query.filter.after, error))
    return FALSE;
  lines = read_page (request, &query, &next, error);
  return lines != NULL
         && kh_response_take (
             response, 200,
             kh_wire_records_print ((const char *const *)lines->pdata, lines->len, next));
}

static gboolean
get_record (KhRequest *request, KhResponse *response, GError **error)
{
  static const char *const seals[] = { "none", "good", "broken" };
  g_autoptr (KhAuditRecord) record = NULL;
  KhAuditPlace place;
  gboolean planned;
  KhJsonOut *out;
  guint64 seq;

  if (!g_ascii_string_to_unsigned (kh_request_arg (request, 0), 10, 1, G_MAXINT64, &seq, NULL)) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "There is no audit record %s.",
                  kh_request_arg (request, 0));
    return FALSE;
  }
  record = kh_tenant_audit_get (request->tenant, request->caller, seq, &place, &planned, error);
  if (record == NULL)
    return FALSE;
  out = kh_json_out_new ();
  kh_json_out_begin (out, NULL);
  write_record (out, record);
  kh_json_out_string (out, "previousHash", place.previous);
  kh_json_out_string (out, "hash", place.own);
  kh_json_out_int (out, "segment", place.segment);
  kh_json_out_int (out, "line", (gint64)place.line);
  kh_json_out_int (out, "checkpoint", (gint64)place.checkpoint);
  if (place.signed_at != KH_TIME_NONE)
    kh_json_out_time (out, "checkpointAt", place.signed_at);
  kh_json_out_string (out, "seal", seals[place.seal]);
  kh_json_out_int (out, "intent", (gint64)place.intent);
  kh_json_out_int (out, "outcome", (gint64)place.outcome);
  if (planned)
    kh_json_out_bool (out, "planned", TRUE);
  kh_json_out_end (out);
  return kh_response_take (response, 200, kh_json_out_finish (out));
}

static gboolean
get_anchor (KhRequest *request, KhResponse *response, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *note = kh_tenant_audit_anchor (request->tenant, request->caller, &failure);
  KhJsonOut *out;

  if (note == NULL) {
    if (failure == NULL)
      kh_set_error (&failure, KH_ERROR_NOT_FOUND, "The audit log has no checkpoint yet.");
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  out = kh_json_out_new ();
  kh_json_out_begin (out, NULL);
  kh_json_out_string (out, "note", note);
  kh_json_out_end (out);
  return kh_response_take (response, 200, kh_json_out_finish (out));
}

static gboolean
list_files (KhRequest *request, KhResponse *response, GError **error)
{
  g_auto (KhAuditEvidence) evidence = { 0 };
  KhJsonOut *out;

  if (!kh_tenant_audit_evidence (request->tenant, request->caller, &evidence, error))
    return FALSE;
  out = kh_json_out_new ();
  kh_json_out_begin (out, NULL);
  kh_json_out_begin_array (out, "value");
  for (guint i = 0; i < evidence.files->len; i++) {
    const KhAuditFile *file = evidence.files->pdata[i];

    kh_json_out_begin (out, NULL);
    kh_json_out_string (out, "name", file->name);
    kh_json_out_int (out, "bytes", (gint64)file->bytes);
    kh_json_out_end (out);
  }
  kh_json_out_end_array (out);
  kh_json_out_string (out, "log", evidence.log);
  kh_json_out_string (out, "tenant", evidence.tenant);
  kh_json_out_string (out, "publicKey", evidence.public_key);
  kh_json_out_string_if (out, "note", evidence.note);
  kh_json_out_end (out);
  return kh_response_take (response, 200, kh_json_out_finish (out));
}

static gboolean
get_file (KhRequest *request, KhResponse *response, GError **error)
{
  guint64 bytes;
  GBytes *content;

  if (!kh_request_query_number (request, "bytes", 0, G_MAXINT64, &bytes, error))
    return FALSE;
  content = kh_tenant_audit_file (request->tenant, request->caller, kh_request_arg (request, 0),
                                  bytes, error);
  if (content == NULL)
    return FALSE;
  response->type = "application/octet-stream";
  return kh_response_take (response, 200, content);
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

/* Records as they are listed, oldest first. Reading a page is the tenant's work, so this worker
 * asks it page by page and other calls come in between. */
typedef struct {
  KhRequest *request;
  Query query;
  guint64 next;
} Export;

static gpointer
export_page (gpointer data, GCancellable *cancellable, GError **error)
{
  Export *self = data;

  return read_page (self->request, &self->query, &self->next, error);
}

static gboolean
export_pages (Export *self, GString *text, GError **error)
{
  KhWorker *worker = kh_tenant_get_worker (self->request->tenant);

  do {
    g_autoptr (GPtrArray) lines = NULL;

    self->query.filter.after = self->next;
    lines = kh_worker_run (worker, export_page, self, self->request->cancellable, error);
    if (lines == NULL)
      return FALSE;
    for (guint i = 0; i < lines->len; i++)
      g_string_append_printf (text, "%s\n", (const char *)lines->pdata[i]);
  } while (self->next != 0);
  return TRUE;
}

static gboolean export(KhRequest *request, KhResponse *response, GError **error)
{
  Export self = { .request = request };
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean ok = read_query (request, &self.query, error);

  self.query.newest = FALSE;
  self.query.filter.limit = EXPORT_PAGE;
  ok = ok && export_pages (&self, text, error);
  query_clear (&self.query);
  if (!ok)
    return FALSE;
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
  ROW ("GET", "/audit/anchor", get_anchor, TENANT),
  ROW ("GET", "/audit/files", list_files, TENANT),
  ROW ("GET", "/audit/files/{name}", get_file, BULK),
  ROW ("GET", "/audit/{sequence}", get_record, TENANT),
  { 0 },
};
