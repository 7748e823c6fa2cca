/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of a run as a row: what, how it stands, and where it moves data, how far it is. Main
 * thread. */
#pragma once

#include <adwaita.h>

#include "kh-enable-run.h"

G_BEGIN_DECLS

#define KH_TYPE_ENABLE_STEP_ROW (kh_enable_step_row_get_type ())
G_DECLARE_FINAL_TYPE (KhEnableStepRow, kh_enable_step_row, KH, ENABLE_STEP_ROW, AdwPreferencesRow)

GtkWidget *kh_enable_step_row_new (void);
void kh_enable_step_row_show (KhEnableStepRow *self, const KhEnableStep *step);
/* (transfer full): why a step failed, in words that name no identifiers. */
char *kh_enable_step_error (const GError *error);
/* (transfer full): "Create key cmk-us"; an environment is its name. */
char *kh_enable_step_title (const KhEnableStep *step);

G_END_DECLS
