/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said below the entry of the window that opens a sealed organization: that what was typed
 * was wrong, that there is a wait, or why somebody is asked. Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KH_TYPE_UNSEAL_NOTE (kh_unseal_note_get_type ())
G_DECLARE_FINAL_TYPE (KhUnsealNote, kh_unseal_note, KH, UNSEAL_NOTE, AdwBin)

/* @text: (nullable): none, which hides the note. An error marks @row too. */
void kh_unseal_note_show (KhUnsealNote *self, GtkWidget *row, const char *text, const char *icon,
                          gboolean error);
/* Nobody may try for so many seconds; only the label beside the note counts on. */
void kh_unseal_note_count (KhUnsealNote *self, guint seconds);
/* The same, told with the note: once, when the wait begins. */
void kh_unseal_note_show_wait (KhUnsealNote *self, GtkWidget *row, guint seconds);

G_END_DECLS
