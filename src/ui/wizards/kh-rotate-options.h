/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a new version is like (pages.md 4.2): its size, when it expires, and whether it is used at
 * once. What is chosen becomes the plan's. Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-rotate-plan.h"

G_BEGIN_DECLS

#define KH_TYPE_ROTATE_OPTIONS (kh_rotate_options_get_type ())
G_DECLARE_FINAL_TYPE (KhRotateOptions, kh_rotate_options, KH, ROTATE_OPTIONS, AdwPreferencesGroup)

/* (transfer floating) */
GtkWidget *kh_rotate_options_new (KhRotatePlan *plan);
/* The fields show what the plan has: a draft was taken up. */
void kh_rotate_options_show_plan (KhRotateOptions *self);
/* (transfer full) (nullable): why it cannot be so, as a sentence without its full stop. */
char *kh_rotate_options_check (KhRotateOptions *self);

G_END_DECLS
