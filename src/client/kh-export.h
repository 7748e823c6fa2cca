/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Items of an environment into a folder: files byte for byte, tables as CSV, and a manifest with
 * the SHA-256 of each. Files that are there already are kept, unless asked.
 *
 * Blocks on the server and the disk; same thread rules as kh-client.h.
 */
#pragma once

#include "kh-client.h"

G_BEGIN_DECLS

typedef struct {
  const char *environment; /* id */
  const char *folder;      /* made where it is not there */
  const char *store;       /* (nullable): this one alone */
  const char *reason;      /* (nullable): for the audit records */
  gboolean replace;
} KhExportDraft;

/* Called before an item is read; @done of @total items were written. */
typedef void (*KhExportProgress) (const char *name, guint done, guint total, gpointer data);

/* (transfer full): {"exported":[…]}, as it is written to manifest.json too. @progress: (nullable).
 * Errors: EXISTS where the folder holds an export or a file of the name already, DAMAGED, those of
 * the disk and of the calls. What was written before stays, without a manifest. */
KhJson *kh_client_export (KhClient *client, const KhExportDraft *draft, KhExportProgress progress,
                          gpointer data, GCancellable *cancellable, GError **error);
/* The five stores, NULL-terminated. */
extern const char *const kh_export_stores[];

G_END_DECLS
