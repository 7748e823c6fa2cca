/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An ongoing state of the organization, above the page: the first that is true (pages.md 1.4).
 * A newer library has a class of its own for it. Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KH_TYPE_BANNER (kh_banner_get_type ())
G_DECLARE_FINAL_TYPE (KhBanner, kh_banner, KH, BANNER, AdwBin)

/* @text NULL hides it. @button is nullable, with mnemonic; @action is its detailed action name.
 * @style: (nullable): "error", "warning". */
void kh_banner_set (KhBanner *self, const char *text, const char *style, const char *button,
                    const char *action);

G_END_DECLS
