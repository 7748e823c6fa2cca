/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a list page: bound to one item, filled again in place whenever the item changes.
 *
 * Main thread. Its accessible name starts with the object's name and ends with its states. A
 * compact row keeps its last pill alone; what the others said joins the subtitle. It has widgets
 * only while it is filled; without them it is as high, and screen readers are told the same of it.
 */
#pragma once

#include <adwaita.h>

#include "kh-item.h"
#include "kh-state.h"

G_BEGIN_DECLS

#define KH_TYPE_ITEM_ROW (kh_item_row_get_type ())
G_DECLARE_FINAL_TYPE (KhItemRow, kh_item_row, KH, ITEM_ROW, AdwPreferencesRow)

/* Called at once and on each change; fills the row by the functions below. */
typedef void (*KhItemRowFill) (KhItemRow *row, KhItem *item, gpointer data);

/* Not filled. @data: (not owned): outlives the row. */
GtkWidget *kh_item_row_new (KhItem *item, KhItemRowFill fill, gpointer data);
KhItem *kh_item_row_get_item (KhItemRow *self);
void kh_item_row_refill (KhItemRow *self);
/* A row that was filled keeps its height when it is emptied. */
void kh_item_row_set_filled (KhItemRow *self, gboolean filled);
/* How high it was put into its list; 0 before that. */
int kh_item_row_get_place (KhItemRow *self);
gboolean kh_item_row_is_filled (KhItemRow *self);
void kh_item_row_set_compact (KhItemRow *self, gboolean compact);
/* With a mark in front of it and without its button, for as long as rows are selected. */
void kh_item_row_set_selectable (KhItemRow *self, gboolean selectable, gboolean selected);

/* @title and @subtitle are never read as markup. */
void kh_item_row_set_text (KhItemRow *self, const char *title, const char *subtitle);
/* Labels and pills are those of the present filling, in the order of these calls. */
void kh_item_row_add_label (KhItemRow *self, const char *text);
/* @word: (nullable): as kh_pill_set_word(). */
void kh_item_row_add_pill (KhItemRow *self, KhStateKind kind, const char *value, const char *word);
/* A button at the row's end; @label: without mnemonic; NULL for none. A compact row
 * has none: its menu has the verb. */
typedef void (*KhItemRowAct) (KhItemRow *row, KhItem *item, gpointer data);
void kh_item_row_set_act (KhItemRow *self, const char *label, KhItemRowAct act);
/* @percent: below 0 for no bar. */
void kh_item_row_set_progress (KhItemRow *self, int percent);

G_END_DECLS
