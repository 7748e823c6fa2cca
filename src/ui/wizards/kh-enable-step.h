/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A step of enabling in words, and as a row. Main thread. */
#pragma once

#include "kh-enable-run.h"
#include "kh-step-row.h"

G_BEGIN_DECLS

void kh_enable_step_show (const KhEnableStep *step, KhStepRow *row);
/* (transfer full): why a step failed, in words that name no identifiers. */
char *kh_enable_step_error (const GError *error);
/* (transfer full): "Create key cmk-us"; an environment is its name. */
char *kh_enable_step_title (const KhEnableStep *step);

G_END_DECLS
