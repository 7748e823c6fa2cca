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

G_BEGIN_DECLS

#define KH_TYPE_LIST_ORDER (kh_list_order_get_type ())
G_DECLARE_FINAL_TYPE (KhListOrder, kh_list_order, KH, LIST_ORDER, GObject)

/* Signal "changed": counts, or what rows say, may have changed without the items themselves. */
KhListOrder *kh_list_order_new (KhOrganization *organization, const KhListKind *kind);
/* (transfer none): KhItem. */
GListModel *kh_list_order_get_model (KhListOrder *self);
/* 0 is All. */
void kh_list_order_set_chip (KhListOrder *self, guint chip);
guint kh_list_order_get_chip (KhListOrder *self);
void kh_list_order_set_search (KhListOrder *self, const char *text);
guint kh_list_order_count (KhListOrder *self, guint chip);
/* Asks everything again soon: dates have come, or another object changed. */
void kh_list_order_update (KhListOrder *self);

G_END_DECLS
