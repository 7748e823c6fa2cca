/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the data of environments was read whole with the key of now, and doing that: the step
 * between moving away from a key that others may know and disabling it (domain.md 3.12). What came
 * of it stays with the environment, over every restart. Main thread.
 */
#pragma once

#include "kh-organization.h"

G_BEGIN_DECLS

/* How far it is, of some environments. */
typedef struct {
  guint all, passed, failed;
} KhVerified;

/* @ids: those that are not there any more do not count. */
KhVerified kh_verify_count (KhOrganization *organization, const char *const *ids);
/* (transfer full): the ids of what left @key, an item that was read whole, for another one less
 * than 30 days ago, and is still there. */
char **kh_verify_moved_away (KhOrganization *organization, KhItem *key);
/* (transfer full) (nullable): why @key shall not be disabled yet: what has left it has not been
 * verified. */
char *kh_verify_refuse_disable (KhOrganization *organization, KhItem *key);
/* (transfer full): "All data was read, Nov 29, 2:25 PM". */
char *kh_verify_text (KhItem *environment, KhTime now);
/* (transfer none): its state as a check: "pass", "block" or "unknown". */
const char *kh_verify_state (KhItem *environment);
/* Work for kh_organization_run_async(): @ids is a NULL-terminated array; NULL on error, else
 * something that g_free() frees. What cannot be read is no error. */
gpointer kh_verify_worker (KhClient *client, gpointer ids, GCancellable *cancellable,
                           GError **error);

G_END_DECLS
