/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The run of a copy or of a restore: every store of the target is made anew beside the old one,
 * under fresh data keys of the target's own key, filled from the source or from the backup that was
 * sent, and takes its place in one transaction. The old data and its keys are destroyed then. What
 * was cut off begins anew: until that transaction the target is what it was.
 */
#pragma once

#include "kh-act.h"

G_BEGIN_DECLS

/* Puts @after, whose stores are on new data keys (@records, element-type GBytes), in the place of
 * @before, whose data keys are destroyed. Worker. */
void kh_replace_put (KhAct *act, const KhEnvironment *before, const KhEnvironment *after,
                     GPtrArray *records);
/* Does all of the copy or restore @operation_id, its end included. Errors: as for reading the
 * source and writing data; LOCKED; G_IO_ERROR_CANCELLED. Run's thread, without a lease. */
gboolean kh_replace_run (KhTenant *tenant, const char *operation_id, GCancellable *cancellable,
                         GError **error);
/* Removes the backup that was sent for @operation, if it is one's restore: it ended. */
void kh_replace_drop (KhTenant *tenant, const KhOperation *operation);

G_END_DECLS
