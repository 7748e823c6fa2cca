/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row with a length of time in days, months or years, as an ISO 8601 duration. Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KH_TYPE_DURATION_ROW (kh_duration_row_get_type ())
G_DECLARE_FINAL_TYPE (KhDurationRow, kh_duration_row, KH, DURATION_ROW, AdwActionRow)

/* Signal "changed": another length was chosen. */

/* (transfer full): "P18M". */
char *kh_duration_row_get_duration (KhDurationRow *self);
/* What is not whole years, months or days alone is shown as days. */
void kh_duration_row_set_duration (KhDurationRow *self, const char *duration);

G_END_DECLS
