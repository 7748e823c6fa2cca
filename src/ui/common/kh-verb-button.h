/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The button that does what a dialog is for; it turns a spinner while that is being done. Main
 * thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define KH_TYPE_VERB_BUTTON (kh_verb_button_get_type ())
G_DECLARE_FINAL_TYPE (KhVerbButton, kh_verb_button, KH, VERB_BUTTON, GtkButton)

/* Properties: "verb" (with mnemonic; its accessible name has none), "destructive" (boolean: else it
 * is suggested), "busy" (boolean). Whether it can be pressed is another matter: "sensitive". */
void kh_verb_button_set_verb (KhVerbButton *self, const char *verb);
void kh_verb_button_set_destructive (KhVerbButton *self, gboolean destructive);
void kh_verb_button_set_busy (KhVerbButton *self, gboolean busy);
const char *kh_verb_button_get_verb (KhVerbButton *self);
gboolean kh_verb_button_is_destructive (KhVerbButton *self);

G_END_DECLS
