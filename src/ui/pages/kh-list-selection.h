/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objects of a list that were selected for one act on all of them (pages.md 2.0), and whether
 * they are being selected.
 *
 * Main thread. It belongs to objects, not to rows: order, filters and search leave it as it is, and
 * an object that is gone leaves it.
 */
#pragma once

#include "kh-item-list.h"

G_BEGIN_DECLS

#define KH_TYPE_LIST_SELECTION (kh_list_selection_get_type ())
G_DECLARE_FINAL_TYPE (KhListSelection, kh_list_selection, KH, LIST_SELECTION, GObject)

/* @shown: those of @list that are shown now. Signal "changed": another object is selected or is
 * not, selecting began or ended, or others of them are shown. */
KhListSelection *kh_list_selection_new (GListModel *list, GListModel *shown);

/* Whether rows are checked instead of opened. */
gboolean kh_list_selection_is_active (KhListSelection *self);
void kh_list_selection_start (KhListSelection *self);
/* Nothing is selected any more. */
void kh_list_selection_end (KhListSelection *self);

gboolean kh_list_selection_contains (KhListSelection *self, KhItem *item);
/* Starts selecting where it has not begun. */
void kh_list_selection_toggle (KhListSelection *self, KhItem *item);
/* What is shown; others that are selected stay so. Starts it, too. */
void kh_list_selection_select_shown (KhListSelection *self);
void kh_list_selection_select_none (KhListSelection *self);
/* What was to be done with it is done: it is not selected any more, and after the last one
 * selecting ends. */
void kh_list_selection_finish (KhListSelection *self, KhItem *item);

guint kh_list_selection_count (KhListSelection *self);
/* Of them, how many a filter or the search hides. */
guint kh_list_selection_count_hidden (KhListSelection *self);
/* (transfer full) (element-type KhItem): in the order of the list. */
GPtrArray *kh_list_selection_get_items (KhListSelection *self);

G_END_DECLS
