/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a wizard draws around a page: scrolling, width, error card, title and body. Main thread. */
#pragma once

#include "kh-wizard-page.h"

G_BEGIN_DECLS

#define KH_TYPE_WIZARD_FRAME (kh_wizard_frame_get_type ())
G_DECLARE_FINAL_TYPE (KhWizardFrame, kh_wizard_frame, KH, WIZARD_FRAME, AdwBin)

GtkWidget *kh_wizard_frame_new (KhWizardPage *page);
/* To the top, for the page that comes to the front. */
void kh_wizard_frame_scroll_up (KhWizardFrame *self);

G_END_DECLS
