/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit log as the console shows it: a GListModel of KhAuditEntry, newest first, that holds as
 * much as was scrolled to.
 *
 * Main thread. An entry is an act with its outcome, a notice or a refusal, and never changes; one
 * whose outcome comes later is replaced. Nothing is read before a query is set.
 */
#pragma once

#include "kh-item-list.h"
#include "kh-organization.h"
#include "kh-rules-api.h"

G_BEGIN_DECLS

#define KH_TYPE_AUDIT_ENTRY (kh_audit_entry_get_type ())
G_DECLARE_FINAL_TYPE (KhAuditEntry, kh_audit_entry, KH, AUDIT_ENTRY, GObject)

guint64 kh_audit_entry_get_seq (KhAuditEntry *self);
/* (transfer none): as the tenant lists it. */
KhJson *kh_audit_entry_get_record (KhAuditEntry *self);

#define KH_TYPE_AUDIT_LIST (kh_audit_list_get_type ())
G_DECLARE_FINAL_TYPE (KhAuditList, kh_audit_list, KH, AUDIT_LIST, GObject)

/* Properties: "state" (int, KhListState), "loading" (boolean). Signals: those of GListModel. */
KhAuditList *kh_audit_list_new (KhOrganization *organization);
/* Shows other records; those that are there stay until the first answer. The query's texts are
 * copied; its order, place and limit are the list's own. */
void kh_audit_list_set_query (KhAuditList *self, const KhAuditQuery *query);
/* Reads what follows the last entry, if there is more and nothing is being read. */
void kh_audit_list_read_more (KhAuditList *self);
/* Reads what has come since. */
void kh_audit_list_refresh (KhAuditList *self);
/* TRUE when the last entry is the oldest record there is. */
gboolean kh_audit_list_is_whole (KhAuditList *self);
KhListState kh_audit_list_get_state (KhAuditList *self);
/* (nullable) (transfer none): why the last reading failed. */
const GError *kh_audit_list_get_error (KhAuditList *self);
/* Ends what is being read; nothing is read any more. */
void kh_audit_list_close (KhAuditList *self);

G_END_DECLS
