/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that details, dialogs and wizards share. Texts given here are never read as markup.
 * Every function returns a floating reference. */
#pragma once

#include <adwaita.h>

#include "kh-state.h"
#include "kh-time.h"

G_BEGIN_DECLS

/* A plain row; @subtitle is nullable. */
GtkWidget *kh_row_new (const char *title, const char *subtitle);
/* A row that opens @uri (keyhold:…) when it is activated; shows the drill-down arrow. */
GtkWidget *kh_link_row_new (const char *title, const char *subtitle, const char *uri);
/* Begins to fill a row of these two again, in place: without what was put at its end. */
void kh_row_begin (GtkWidget *row, const char *title, const char *subtitle);
/* The arrow at the end of what opens something; it says nothing to screen readers. */
GtkWidget *kh_arrow_new (void);
/* A fact: small dim caption above the value; @copy adds a copy button with the toast "{caption}
 * copied", which Ctrl+C on the row presses too;
 * @monospace for identifiers. */
GtkWidget *kh_property_row_new (const char *caption, const char *value, gboolean copy,
                                gboolean monospace);
/* An act (pages.md 2.0 "Actions are rows"): @effect is the title, @consequence the subtitle, @verb
 * the label of the button, which activates @action (detailed: "page.disable",
 * "page.disable::VERSION"). With @reason (nullable) the act is not allowed: the button is
 * insensitive, the reason is the subtitle, and the row keeps the keyboard focus. @style: (nullable)
 * class of the button. */
GtkWidget *kh_act_row_new (const char *effect, const char *consequence, const char *verb,
                           const char *action, const char *reason, const char *style);
/* A box for pills and labels at the end of a row: side by side, and below each other where there is
 * no room. */
GtkWidget *kh_states_new (void);
/* Puts a button at the end of a row, beside its pills or, where there is no room, below them. */
void kh_row_add_button (GtkWidget *row, GtkWidget *button);
/* Puts a pill at the end, and appends its word to the row's accessible name. */
void kh_row_add_pill (GtkWidget *row, KhStateKind kind, const char *value);
/* The same with a number behind the word: "Warning 2". */
void kh_row_add_count (GtkWidget *row, KhStateKind kind, const char *value, guint n);
/* The same with @word instead of the table's. */
void kh_row_add_pill_word (GtkWidget *row, KhStateKind kind, const char *value, const char *word);
/* A dim label at the end; also part of the accessible name. */
void kh_row_add_label (GtkWidget *row, const char *text);
/* The exact time, here and in UTC, of what @widget shows shortly, as its tooltip and its accessible
 * description; none for KH_TIME_NONE. */
void kh_set_time (GtkWidget *widget, KhTime time);
/* A fact that is a time, with the exact one. */
GtkWidget *kh_time_row_new (const char *caption, KhTime time, KhTime now);
/* A tooltip with the whole text of a label, while a part of it is cut off. */
void kh_label_tell_cut (GtkLabel *label);
/* The title of a group breaks into lines: it may be the name of an object, and libadwaita would cut
 * it. */
void kh_group_wrap_title (AdwPreferencesGroup *group);
/* The words of a button break where there is no room for them in one line: in large letters they
 * would keep a narrow window from becoming narrow. To be said again when its label is another. */
void kh_button_wrap (GtkButton *button);
/* The same for every button with a label below @root. */
void kh_buttons_wrap (GtkWidget *root);
/* (transfer full): @label without its mnemonic. */
char *kh_plain_label (const char *label);
/* Sets the accessible name of a button with a mnemonic or an icon. */
void kh_set_name (GtkWidget *widget, const char *name);
/* The same from a label with a mnemonic: GTK 4.8 would tell the underscore too. */
void kh_set_plain_name (GtkWidget *widget, const char *label);
/* gtk_actionable_set_detailed_action_name() sets the name before the target, and GTK 4.8 warns
 * about the moment between. @action is nullable. */
void kh_set_action (GtkWidget *button, const char *action);
/* The same for every button and expander below @root that has a label with a mnemonic, once its
 * template is made: GTK 4.8 calls such a button "_Verb Verb". */
void kh_set_plain_names (GtkWidget *root);

G_END_DECLS
