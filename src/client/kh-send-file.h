/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file into an environment, whole or not at all; and what that made of it.
 *
 * Blocks; same thread rules as kh-client.h.
 */
#pragma once

#include "kh-client.h"
#include "kh-data-api.h"

G_BEGIN_DECLS

typedef struct {
  const char *shown;       /* what the report calls the file */
  gint64 length;           /* in bytes; -1 when not known */
  const char *reason;      /* (nullable): for the audit record */
  KhCallProgress progress; /* (nullable) */
  gpointer data;
} KhSendOptions;

/* (transfer full): the report, imported[] and refused[]; also when the file alone was refused.
 * @draft: its name is the file's own. Errors: what the next file would meet too. */
KhJson *kh_client_send_file (KhClient *client, GFile *file, const KhImportDraft *draft,
                             const KhSendOptions *options, GCancellable *cancellable,
                             GError **error);
/* (transfer full): an element of refused[]. */
KhJson *kh_send_refusal (const char *file, const char *rule, const char *reason);

G_END_DECLS
