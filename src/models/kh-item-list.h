/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All objects of a kind: a GListModel of KhItem that changes only what changed.
 *
 * Main thread. A refresh keeps the rows that are there until the answer has come, and after a
 * failure too; "state" tells which of the page's states is due.
 */
#pragma once

#include "kh-item.h"

G_BEGIN_DECLS

typedef enum {
  KH_LIST_LOADING, /* nothing was read yet */
  KH_LIST_READY,
  KH_LIST_FAILED, /* the last reading failed; old rows are kept */
} KhListState;

#define KH_TYPE_ITEM_LIST (kh_item_list_get_type ())
G_DECLARE_FINAL_TYPE (KhItemList, kh_item_list, KH, ITEM_LIST, GObject)

/* Properties: "state" (int, KhListState). Signals: those of GListModel; "item-changed" (KhItem)
 * after each change of the snapshot of one of its objects, so that nobody has to listen to each of
 * them; "updated" after each reading: of one object or of all, whether anything differs or it
 * failed. */
KhItemList *kh_item_list_new (KhItemKind kind);
KhItemKind kh_item_list_get_kind (KhItemList *self);
KhListState kh_item_list_get_state (KhItemList *self);
/* (nullable) (transfer none): why the last reading failed. */
const GError *kh_item_list_get_error (KhItemList *self);
/* (nullable) (transfer none): by id, else by name. */
KhItem *kh_item_list_find (KhItemList *self, const char *id_or_name);
/* @snapshots: (element-type KhJson) (transfer none): everything there is now, in order. */
void kh_item_list_take_all (KhItemList *self, GPtrArray *snapshots);
/* @snapshot: (transfer none): one object as it is now; adds it when it is new. */
void kh_item_list_take_one (KhItemList *self, KhJson *snapshot);
void kh_item_list_remove (KhItemList *self, const char *id);
/* Another number after each change of the list or of one of its objects. */
guint64 kh_item_list_get_version (KhItemList *self);
/* Of an item: its snapshot has changed. */
void kh_item_list_tell_changed (KhItemList *self, KhItem *item);
void kh_item_list_fail (KhItemList *self, const GError *error);

G_END_DECLS
