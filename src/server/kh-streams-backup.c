/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups of environments, out and in. */
#include "kh-streams.h"

#include "kh-routes.h"
#include "kh-tenant-backups.h"
#include "kh-wire-backup.h"

/* --- POST …/backup ---------------------------------------------------------------------------- */

static gpointer
open_backup (const KhRequest *request, GError **error)
{
  return kh_tenant_backup_open (request->tenant, request->caller, kh_request_arg (request, 0),
                                request->cancellable, error);
}

static gssize
read_backup (gpointer stream, void *buffer, gsize size, GError **error)
{
  return kh_tenant_backup_read (stream, buffer, size, error);
}

static const char *
set_backup_headers (gpointer stream, SoupMessageHeaders *headers)
{
  soup_message_headers_replace (headers, KH_HEADER_BACKUP, kh_tenant_backup_get_id (stream));
  soup_message_headers_set_content_length (headers, (goffset)kh_tenant_backup_get_size (stream));
  return "application/octet-stream";
}

const KhDownloadSource kh_backup_source = { open_backup, read_backup, set_backup_headers,
                                            (GDestroyNotify)kh_tenant_backup_free };

/* --- PUT …/restores --------------------------------------------------------------------------- */

static gpointer
begin_restore (const KhRequest *request, GError **error)
{
  return kh_tenant_restore_begin (request->tenant, request->caller, kh_request_arg (request, 0),
                                  error);
}

static gboolean
write_restore (gpointer stream, const void *bytes, gsize size, GError **error)
{
  return kh_tenant_restore_write (stream, bytes, size, error);
}

static KhResponse *
finish_restore (gpointer stream, const KhRequest *request, GError **error)
{
  g_autoptr (KhSentBackup) sent = kh_tenant_restore_finish (stream, error);
  if (sent == NULL)
    return NULL;
  g_autoptr (KhWireSentBackup) wire = kh_wire_sent_backup_new ();
  wire->id = g_strdup (sent->id);
  wire->environment = g_strdup (sent->environment);
  wire->environment_id = g_strdup (sent->environment_id);
  wire->created_at = sent->created_at;
  wire->items = (gint64)sent->items;
  wire->bytes = (gint64)sent->bytes;
  KhResponse *response = kh_response_new ();
  kh_response_take (response, 200, kh_wire_sent_backup_print (wire));
  return response;
}

const KhUploadSink kh_restore_sink = { begin_restore, write_restore, finish_restore,
                                       (GDestroyNotify)kh_tenant_restore_free };
