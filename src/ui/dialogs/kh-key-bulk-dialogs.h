/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked about several keys at once (pages.md 2.4, 5.2). Show with kh_dialog_show(). Main
 * thread. */
#pragma once

#include "kh-bulk-dialog.h"

G_BEGIN_DECLS

/* One date for the current versions of all; one question tells of all that goes offline then. */
KhBulkDialog *kh_expiry_bulk_new (KhOrganization *organization, const KhBulk *bulk);
/* One folder for the backups of all, a file each; files that are there are asked about. */
KhBulkDialog *kh_backup_bulk_new (KhOrganization *organization, const KhBulk *bulk);

G_END_DECLS
