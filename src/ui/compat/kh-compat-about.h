/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The About window; a newer library has a dialog with the same properties. Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @parent: (nullable) */
void kh_show_about (GtkWindow *parent);

G_END_DECLS
