/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Range… of the chip Time: the first and the last day. Main thread. */
#pragma once

#include "kh-dialog.h"

G_BEGIN_DECLS

#define KH_TYPE_RANGE_DIALOG (kh_range_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KhRangeDialog, kh_range_dialog, KH, RANGE_DIALOG, KhDialog)

/* Signal "chosen" (const char *name): the name of the span (kh-day-range.h).
 * @name: (nullable): of the span that is shown at first. */
KhDialog *kh_range_dialog_new (KhOrganization *organization, const char *name);

G_END_DECLS
