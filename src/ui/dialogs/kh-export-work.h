/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data of an environment into a folder, on the organization's worker thread. Main thread but for
 * what is said otherwise. */
#pragma once

#include "kh-export.h"
#include "kh-organization.h"

G_BEGIN_DECLS

/* @done of @total items are written; @name is the next one. */
typedef void (*KhExportTell) (GObject *listener, const char *name, guint done, guint total);

/* @draft is copied. @tell is called on the main thread as long as @listener lives. */
void kh_export_work_async (KhOrganization *organization, const KhExportDraft *draft,
                           KhExportTell tell, GObject *listener, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full): the manifest. */
KhJson *kh_export_work_finish (KhOrganization *organization, GAsyncResult *result, GError **error);

G_END_DECLS
