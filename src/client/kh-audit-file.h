/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit log into a file, shared by both programs. */
#pragma once

#include "kh-client.h"
#include "kh-rules-api.h"

G_BEGIN_DECLS

typedef enum {
  KH_AUDIT_EXPORT_JSON_LINES, /* a record a line, as the tenant lists it */
  KH_AUDIT_EXPORT_CSV,        /* RFC 4180 with a header */
  KH_AUDIT_EXPORT_EVIDENCE,   /* a ZIP archive for the verifier (kh-audit-pack.h) */
} KhAuditExportFormat;

/* Writes the records of @query, oldest first, to @path in constant memory; a file that is there is
 * EXISTS unless @replace. What was written goes to @download. Of evidence @query says from when
 * until when alone. A file that was not finished is removed. Blocks. */
gboolean kh_client_audit_export (KhClient *client, const KhAuditQuery *query,
                                 KhAuditExportFormat format, const char *path, gboolean replace,
                                 KhDownload *download, GCancellable *cancellable, GError **error);

G_END_DECLS
