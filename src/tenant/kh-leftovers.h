/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a crash left in the data folder, removed at the start.
 *
 * Folders of environments and vaults whose creation or purge did not come to its end, files that
 * were written beside and never got their name. Nothing that a row refers to is touched, nor
 * anything that the audit log does not show to be a leftover: a database that was put back from an
 * earlier time must not cost the data of a later one. Before the tenant's threads are started.
 */
#pragma once

#include "kh-tenant-private.h"

G_BEGIN_DECLS

/* Failures are logged: what stays is tried again at the next start. */
void kh_leftovers_remove (KhTenant *self);
/* Empties and removes a folder; symbolic links are removed, not followed. What cannot be removed
 * stays. */
void kh_leftovers_remove_tree (const KhIo *io, const char *folder);

G_END_DECLS
