/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the use of data leaves behind: audit records and the coverage's numbers. Called without a
 * lease but for the notes, which do not wait.
 */
#pragma once

#include "kh-act.h"
#include "kh-tenant-data.h"

G_BEGIN_DECLS

/* Checks the caller's right to read or change data. */
gboolean kh_data_allowed (KhTenant *tenant, KhCaller *caller, KhVerb verb,
                          const KhEnvironment *environment, GError **error);
/* One record of a read. Does not wait. */
void kh_data_post_note (KhTenant *tenant, KhCaller *caller, const char *action,
                        const char *environment_id, const char *item);
/* Records an import and refreshes the coverage. Waits for the worker. */
void kh_data_note_import (KhTenant *tenant, KhCaller *caller, const char *environment_id,
                          const char *name, const KhImportReport *report);
void kh_data_note_change (KhTenant *tenant, KhCaller *caller, const char *action,
                          const char *environment_id, const char *item);

G_END_DECLS
