/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Export… of Activity: records of a range of time into a file. Main thread. */
#pragma once

#include "kh-dialog.h"

G_BEGIN_DECLS

/* @days: (nullable): the name of the span that is chosen at first (kh-day-range.h). */
KhDialog *kh_audit_export_new (KhOrganization *organization, const char *days);

G_END_DECLS
