/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the menu of a row offers of the object that it shows: to open it, its activity, the verbs of
 * its kind, and to copy its identifier and name. Main thread. */
#pragma once

#include "kh-list-kind.h"
#include "kh-row-menu.h"

G_BEGIN_DECLS

typedef struct _KhItemMenu KhItemMenu;

/* @view: that of the menu, where the acts are begun and tell how they ended; it frees this before
 * it goes. */
KhItemMenu *kh_item_menu_new (GtkWidget *view, KhOrganization *organization);
void kh_item_menu_free (KhItemMenu *self);
/* Fills @menu for @item, which the acts are on until the next one. */
void kh_item_menu_fill (KhItemMenu *self, KhRowMenu *menu, const KhListKind *kind, KhItem *item);
/* Copies what identifies @item to other programs. */
void kh_item_menu_copy (KhItemMenu *self, const KhListKind *kind, KhItem *item);
/* Begins the verb that deletes @item, or says why it cannot; FALSE: there is none. */
gboolean kh_item_menu_remove (KhItemMenu *self, const KhListKind *kind, KhItem *item);

G_END_DECLS
