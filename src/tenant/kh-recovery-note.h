/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That a recovery sheet was used, for the audit log: it is for the day when nothing else opens the
 * organization, and everybody shall see when that was. Any thread. */
#pragma once

#include "kh-tenant-private.h"

G_BEGIN_DECLS

void kh_recovery_note_use (KhTenant *tenant, const char *account_id);

G_END_DECLS
