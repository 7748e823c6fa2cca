/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which objects a list page shows, and in which order: the chosen chip and the searched text over
 * all objects of a kind, trouble first, then by name.
 *
 * Main thread. What is asked of each object is kept and asked again only when something it depends
 * on has changed; the model reorders only when the answers differ, so that rows stay where they
 * are.
 */
#pragma once

#include "kh-list-kind.h"
#include "kh-list-selection.h"

G_BEGIN_DECLS

#define KH_TYPE_LIST_ORDER (kh_list_order_get_type ())
G_DECLARE_FINAL_TYPE (KhListOrder, kh_list_order, KH, LIST_ORDER, GObject)

/* Signals: "changed": counts, or what rows say, may have changed without the items themselves;
 * "sorted": another order was chosen; "filtering" and "filtered":
 * before and after other filters or another search. */
KhListOrder *kh_list_order_new (KhOrganization *organization, const KhListKind *kind);
const KhListKind *kh_list_order_get_kind (KhListOrder *self);
KhOrganization *kh_list_order_get_organization (KhListOrder *self);
/* Whatever is chosen, with those that All leaves out. */
guint kh_list_order_count_all (KhListOrder *self);
/* (transfer none): KhItem. */
GListModel *kh_list_order_get_model (KhListOrder *self);
/* (transfer none): what of it was selected. */
KhListSelection *kh_list_order_get_selection (KhListOrder *self);
/* TRUE if the account may do something with several objects at once. */
gboolean kh_list_order_can_select (KhListOrder *self);
/* 0 is All. */
void kh_list_order_set_chip (KhListOrder *self, guint chip);
guint kh_list_order_get_chip (KhListOrder *self);
void kh_list_order_set_search (KhListOrder *self, const char *text);
/* (nullable): nothing is searched for. */
const char *kh_list_order_get_search (KhListOrder *self);
/* The values of a menu that let objects through; NULL or none: it filters nothing. */
void kh_list_order_set_chosen (KhListOrder *self, guint menu, const char *const *values);
/* (transfer none): never NULL. */
const char *const *kh_list_order_get_chosen (KhListOrder *self, guint menu);
/* (transfer full): what there is to choose from, and what is chosen, in the order of its words. */
char **kh_list_order_get_values (KhListOrder *self, guint menu);
guint kh_list_order_count (KhListOrder *self, guint chip);
/* By the sort with this index, 0 is trouble first, which is never descending. */
void kh_list_order_set_sort (KhListOrder *self, guint sort, gboolean descending);
guint kh_list_order_get_sort (KhListOrder *self, gboolean *descending);
/* The index of the sort with this id; 0 without one. */
guint kh_list_order_find_sort (KhListOrder *self, const char *id);
/* Asks everything again soon: dates have come, or another object changed. */
void kh_list_order_update (KhListOrder *self);

G_END_DECLS
