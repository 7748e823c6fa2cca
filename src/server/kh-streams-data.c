/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Imports, and the content of items. */
#include "kh-streams.h"

#include "kh-routes.h"
#include "kh-tenant-data.h"
#include "kh-wire-data.h"

/* --- PUT /imports/{name} ---------------------------------------------------------------------- */

static gpointer
begin_import (const KhRequest *request, GError **error)
{
  const char *kind = kh_request_query (request, "as");
  const KhUploadSpec spec = {
    .environment = kh_request_query (request, "environment"),
    .name = kh_request_arg (request, 0),
    .kind = kind != NULL ? kind : "auto",
    .table = kh_request_query (request, "table"),
    .charset = kh_request_query (request, "charset"),
    .delimiter = kh_request_query (request, "delimiter"),
    .replace = kh_request_query_bool (request, "replace"),
    .skip_bad_rows = kh_request_query_bool (request, "skipBadRows"),
  };
  if (spec.environment == NULL) {
    kh_set_error (error, KH_ERROR_ARGUMENT, "The parameter environment is missing");
    return NULL;
  }
  return kh_tenant_upload_begin (request->tenant, request->caller, &spec, error);
}

static gboolean
write_import (gpointer stream, const void *bytes, gsize size, GError **error)
{
  return kh_tenant_upload_write (stream, bytes, size, error);
}

static KhWireImportReport *
report_to_wire (const KhImportReport *report)
{
  KhWireImportReport *wire = kh_wire_import_report_new ();
  wire->rows_skipped = (gint64)report->rows_skipped;
  for (guint i = 0; i < report->imported->len; i++) {
    const KhImportedItem *item = report->imported->pdata[i];
    KhWireImported *row = kh_wire_imported_new ();
    row->file = g_strdup (item->file);
    row->kind = g_strdup (item->kind);
    row->store = g_strdup (kh_store_kind_to_string (item->store));
    row->name = g_strdup (item->name);
    row->rows = (gint64)item->rows;
    row->bytes = (gint64)item->bytes;
    row->sha256 = g_strdup (item->sha256);
    g_ptr_array_add (wire->imported, row);
  }
  for (guint i = 0; i < report->refused->len; i++) {
    const KhRefusedItem *item = report->refused->pdata[i];
    KhWireRefused *row = kh_wire_refused_new ();
    row->file = g_strdup (item->file);
    row->rule = g_strdup (item->rule);
    row->reason = g_strdup (item->reason);
    row->line = (gint64)item->line;
    g_ptr_array_add (wire->refused, row);
  }
  return wire;
}

static KhResponse *
finish_import (gpointer stream, const KhRequest *request, GError **error)
{
  g_autoptr (KhImportReport) report = kh_tenant_upload_finish (stream, request->cancellable, error);
  if (report == NULL)
    return NULL;
  g_autoptr (KhWireImportReport) wire = report_to_wire (report);
  KhResponse *response = kh_response_new ();
  kh_response_take (response, 200, kh_wire_import_report_print (wire));
  return response;
}

const KhUploadSink kh_import_sink = { begin_import, write_import, finish_import,
                                      (GDestroyNotify)kh_tenant_upload_free };

/* --- GET …/items/{item}/content --------------------------------------------------------------- */

static gpointer
open_content (const KhRequest *request, GError **error)
{
  KhStoreKind store = KH_STORE_FILES;
  if (!kh_store_kind_from_string (kh_request_arg (request, 1), &store)) {
    kh_set_error (error, KH_ERROR_NOT_FOUND, "“%s” is not a store", kh_request_arg (request, 1));
    return NULL;
  }
  return kh_tenant_content_open (request->tenant, request->caller, kh_request_arg (request, 0),
                                 store, kh_request_arg (request, 2), error);
}

static gssize
read_content (gpointer stream, void *buffer, gsize size, GError **error)
{
  gsize filled = 0;
  gssize got;
  do {
    got = kh_tenant_content_read (stream, (guint8 *)buffer + filled, size - filled, error);
    if (got < 0)
      return -1;
    filled += (gsize)got;
  } while (got > 0 && filled < size);
  return (gssize)filled;
}

static const char *
set_content_headers (gpointer stream, SoupMessageHeaders *headers)
{
  const KhItemInfo *info = kh_tenant_content_get_info (stream);
  g_autofree char *name = g_uri_escape_string (info->name, NULL, FALSE);
  g_autofree char *rows = g_strdup_printf ("%" G_GUINT64_FORMAT, info->rows);
  soup_message_headers_replace (headers, KH_HEADER_ITEM_NAME, name);
  soup_message_headers_replace (headers, KH_HEADER_ITEM_KIND, info->is_table ? "table" : "file");
  soup_message_headers_replace (headers, KH_HEADER_ITEM_ROWS, rows);
  if (info->sha256 != NULL)
    soup_message_headers_replace (headers, KH_HEADER_ITEM_SHA256, info->sha256);
  if (info->is_table)
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  else
    soup_message_headers_set_content_length (headers, (goffset)info->bytes);
  return info->is_table ? "text/csv; charset=utf-8" : "application/octet-stream";
}

const KhDownloadSource kh_content_source = { open_content, read_content, set_content_headers,
                                             (GDestroyNotify)kh_tenant_content_free };
