/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An error where its cause is (pages.md 5.6): title, what to do, and details to copy. Hidden while
 * there is none; told to screen readers when it comes. Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KH_TYPE_ERROR_CARD (kh_error_card_get_type ())
G_DECLARE_FINAL_TYPE (KhErrorCard, kh_error_card, KH, ERROR_CARD, AdwBin)

/* @error: copied; NULL hides the card. */
void kh_error_card_set_error (KhErrorCard *self, const GError *error);

G_END_DECLS
