/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The group Log of an operation's detail (pages.md 2.7): what the audit log has of its environment
 * from its beginning to its end, the oldest first. It grows while the operation runs.
 *
 * Main thread. Belongs to a page. An account that may not read the audit log is not asked for it:
 * there is no group then.
 */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

typedef struct _KhOperationLog KhOperationLog;

/* @page: borrowed; it frees this before it goes. */
KhOperationLog *kh_operation_log_new (KhDetailPage *page);
void kh_operation_log_free (KhOperationLog *self);
/* Reads what there is to read for @item as it is now. */
void kh_operation_log_follow (KhOperationLog *self, KhItem *item);
/* (transfer floating) (nullable): depends on "+log". */
GtkWidget *kh_operation_log_build (KhOperationLog *self);

G_END_DECLS
