/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of a window, told in passing (pages.md 1.4, 5.4): never the only record of a failure.
 *
 * Main thread. @widget is any widget of a window of the shell; in another window nothing is shown.
 * Texts are never read as markup. A toast with a button stays longer; it goes when it was pressed.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @button and @uri are nullable: what the button says, and what it opens (keyhold:…). */
void kh_toast (GtkWidget *widget, const char *text, const char *button, const char *uri);
/* A button that does something, such as Undo. @widget is one that can show what comes of it; the
 * page may have been left by then. */
typedef void (*KhToastAct) (GtkWidget *widget, gpointer data);
/* @data: (transfer full): freed with @destroy (nullable) when the toast is gone, pressed or not. */
void kh_toast_act (GtkWidget *widget, const char *text, const char *button, KhToastAct act,
                   gpointer data, GDestroyNotify destroy);

G_END_DECLS
