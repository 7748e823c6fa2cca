/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of callers' key operations (model.md 10). What the platform does with a key has a record
 * of the act it belongs to, and probes that change nothing have none. */
#pragma once

#include "kh-act.h"
#include "kh-vault-service.h"

G_BEGIN_DECLS

/* One record of "key.wrap" or "key.unwrap"; @failure: (nullable): why it was refused, or failed.
 * Waits for the tenant's worker: who asks a key again and again must not fill the line that a lock
 * stands in. Any thread but the worker's, without a lease. */
void kh_key_note_use (KhTenant *tenant, KhCaller *caller, const char *action,
                      const KhKeyTriple *triple, const GError *failure);

G_END_DECLS
