/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A state as icon and word. Its tooltip and accessible description are the state's sentence. */
#pragma once

#include <gtk/gtk.h>

#include "kh-state.h"

G_BEGIN_DECLS

#define KH_TYPE_PILL (kh_pill_get_type ())
G_DECLARE_FINAL_TYPE (KhPill, kh_pill, KH, PILL, GtkWidget)

GtkWidget *kh_pill_new (KhStateKind kind, const char *value);
void kh_pill_set_state (KhPill *self, KhStateKind kind, const char *value);
/* @word: (nullable): instead of the table's word, for example "Encrypting 38 %". */
void kh_pill_set_word (KhPill *self, const char *word);
const char *kh_pill_get_word (KhPill *self);
/* The word has room for so many characters at least: what stands beside it keeps its place. */
void kh_pill_set_width_chars (KhPill *self, guint n_chars);

G_END_DECLS
