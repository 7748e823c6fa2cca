/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A box around one child that tells whether it is narrow: pages put less into their rows then.
 *
 * Main thread. "narrow" is notified outside of allocation, so that handlers may change what is
 * shown.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define KH_TYPE_FOLD_BIN (kh_fold_bin_get_type ())
G_DECLARE_FINAL_TYPE (KhFoldBin, kh_fold_bin, KH, FOLD_BIN, GtkWidget)

/* Properties: "child" (nullable GtkWidget), "narrow" (boolean, read only). */
gboolean kh_fold_bin_is_narrow (KhFoldBin *self);
/* Below @width it is narrow, instead of where a row has no room for more than one state. */
void kh_fold_bin_set_width (KhFoldBin *self, int width);

G_END_DECLS
