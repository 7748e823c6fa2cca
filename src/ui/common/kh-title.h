/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The title in a header: shown where all of it fits beside the buttons, and not at all elsewhere. A
 * title that was cut says less than none; the window has it too. Where it stands alone it may take
 * two lines.
 *
 * Main thread.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define KH_TYPE_TITLE (kh_title_get_type ())
G_DECLARE_FINAL_TYPE (KhTitle, kh_title, KH, TITLE, GtkWidget)

void kh_title_set_text (KhTitle *self, const char *text);
const char *kh_title_get_text (KhTitle *self);
void kh_title_set_wraps (KhTitle *self, gboolean wraps);
/* What it needs in one line. */
int kh_title_get_width (KhTitle *self);

G_END_DECLS
