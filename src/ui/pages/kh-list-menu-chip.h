/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A filter that opens a list of values to check; it says what is checked.
 *
 * Main thread.
 */
#pragma once

#include <adwaita.h>

#include "kh-list-order.h"

G_BEGIN_DECLS

#define KH_TYPE_LIST_MENU_CHIP (kh_list_menu_chip_get_type ())
G_DECLARE_FINAL_TYPE (KhListMenuChip, kh_list_menu_chip, KH, LIST_MENU_CHIP, AdwBin)

/* Of the menu with this index in the order's kind. */
GtkWidget *kh_list_menu_chip_new (KhListOrder *order, guint menu);

G_END_DECLS
