/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data of environments in and out: uploads, listings, streamed content.
 *
 * A lock waits for a running call, which ends at its next buffer, and never for what is open
 * between two calls: its keys are taken away, and the next read or write ends with LOCKED. Uploads
 * and content are used by one worker at a time, never the tenant's own worker and never a thread
 * that must not block.
 */
#pragma once

#include "kh-audit-log-files.h"
#include "kh-role-check.h"
#include "kh-tenant.h"
#include "kh-upload.h"

G_BEGIN_DECLS

/* PUT of one file. @kind: "auto", "table" or "file"; @table: (nullable);
 * @charset: (nullable); @delimiter: (nullable): one of , ; | and tab. */
typedef struct _KhTenantUpload KhTenantUpload;
typedef struct {
  const char *environment, *name, *kind, *table, *charset, *delimiter;
  gboolean replace, skip_bad_rows;
} KhUploadSpec;
KhTenantUpload *kh_tenant_upload_begin (KhTenant *self, KhCaller *caller, const KhUploadSpec *spec,
                                        GError **error);
gboolean kh_tenant_upload_write (KhTenantUpload *upload, const void *bytes, gsize size,
                                 GError **error);
/* (transfer full): what was taken and refused; a refusal is in the report, not an error. */
KhImportReport *kh_tenant_upload_finish (KhTenantUpload *upload, GCancellable *cancellable,
                                         GError **error);
/* Drops an unfinished upload; frees in any case. */
void kh_tenant_upload_free (KhTenantUpload *upload);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhTenantUpload, kh_tenant_upload_free)

/* One file or table of a store. */
typedef struct {
  char *id, *name;
  gboolean is_table;
  guint64 rows;  /* tables */
  guint64 bytes; /* files */
  char *sha256;  /* (nullable) files: hex */
  KhTime created_at;
} KhItemInfo;
void kh_item_info_free (KhItemInfo *info);
/* (element-type KhItemInfo) */
GPtrArray *kh_tenant_items (KhTenant *self, KhCaller *caller, const char *environment,
                            KhStoreKind store, GError **error);

/* A file byte for byte, or a table as CSV (cli.md 4). @item: id or name. */
typedef struct _KhTenantContent KhTenantContent;
KhTenantContent *kh_tenant_content_open (KhTenant *self, KhCaller *caller, const char *environment,
                                         KhStoreKind store, const char *item, GError **error);
/* Bytes read, 0 at the end, -1 on error. */
gssize kh_tenant_content_read (KhTenantContent *content, void *buffer, gsize size, GError **error);
const KhItemInfo *kh_tenant_content_get_info (KhTenantContent *content);
void kh_tenant_content_free (KhTenantContent *content);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhTenantContent, kh_tenant_content_free)

/* Rows of a table: @columns and each row are arrays of text, a NULL element is NULL in the table.
 * @after is the row number to begin after (0 = the first). */
typedef struct {
  GPtrArray *columns; /* (element-type utf8) */
  GPtrArray *rows;    /* (element-type GPtrArray of utf8 (nullable)) */
  guint64 next;       /* to be given as @after next; 0 at the end */
} KhRowPage;
void kh_row_page_free (KhRowPage *page);
KhRowPage *kh_tenant_rows (KhTenant *self, KhCaller *caller, const char *environment,
                           const char *table, guint64 after, guint limit, GError **error);

gboolean kh_tenant_item_remove (KhTenant *self, KhCaller *caller, const char *environment,
                                KhStoreKind store, const char *item, GError **error);

/* The audit log. All but the verification run on the tenant's worker.
 * kh_tenant_audit_list(): (transfer full) (element-type KhAuditRecord): as kh_audit_log_list() or,
 * with @newest, kh_audit_log_list_newest(); the object of the filter may be an id or a name, and
 * records with the other are found too. @next: 0 at the end. kh_tenant_audit_get(): one record; an
 * intent has the result of its outcome, and @planned (out) tells whether a request that was
 * approved announced it. kh_tenant_audit_anchor(): the last signed checkpoint.
 * kh_tenant_audit_verify() reads the whole log: any worker but the tenant's; the report is cleared
 * by the caller. A log that does not verify refuses every change from then on. */
GPtrArray *kh_tenant_audit_list (KhTenant *self, KhCaller *caller, const KhAuditFilter *filter,
                                 gboolean newest, guint64 *next, GError **error);
KhAuditRecord *kh_tenant_audit_get (KhTenant *self, KhCaller *caller, guint64 seq,
                                    KhAuditPlace *place, gboolean *planned, GError **error);
gboolean kh_tenant_audit_verify (KhTenant *self, KhCaller *caller, KhAuditReport *report,
                                 GError **error);
char *kh_tenant_audit_anchor (KhTenant *self, KhCaller *caller, GError **error);

/* What somebody needs to verify the log elsewhere: its files as they are now, with everything
 * signed, and which log it is. */
typedef struct {
  GPtrArray *files; /* (element-type KhAuditFile) */
  char *log, *tenant;
  char public_key[65]; /* hex digits */
  char *note;          /* (nullable): the last checkpoint */
} KhAuditEvidence;
void kh_audit_evidence_clear (KhAuditEvidence *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KhAuditEvidence, kh_audit_evidence_clear)
/* On the tenant's worker. */
gboolean kh_tenant_audit_evidence (KhTenant *self, KhCaller *caller, KhAuditEvidence *evidence,
                                   GError **error);
/* (transfer full): the first @bytes of one of the files, as kh_audit_file_read(): any worker but
 * the tenant's. */
GBytes *kh_tenant_audit_file (KhTenant *self, KhCaller *caller, const char *name, guint64 bytes,
                              GError **error);
/* Leaves a record of a read that the caller's roles do not allow (model.md 6), asked for by @route:
 * a method and a path with its braces. Does not wait. Any thread. */
void kh_tenant_note_refused (KhTenant *self, KhCaller *caller, KhVerb verb, const char *route);

G_END_DECLS
