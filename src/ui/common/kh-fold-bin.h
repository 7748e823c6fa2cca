/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A box around one child that tells whether it is too narrow for all that the child could show:
 * pages put less into their rows then, headers their buttons elsewhere.
 *
 * What is needed grows with the text. By itself it is what a row needs for its title, facts and
 * states; a header or a table tells what it needs.
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
/* The least width, in pixels, at which everything fits; asked with each allocation, so it must not
 * depend on whether the child is narrow now. */
typedef int (*KhFoldNeeds) (gpointer data);
/* @data: (not owned): must live as long as the child. */
void kh_fold_bin_set_needs (KhFoldBin *self, KhFoldNeeds needs, gpointer data);
/* How large the text of @widget is, as a multiple of what it is by default. Widths that were chosen
 * for the default are multiplied by it. */
double kh_text_scale (GtkWidget *widget);

G_END_DECLS
