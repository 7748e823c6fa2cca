/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chips of the page Requests, one of which may be set, and behind them the menu of kinds
 * (pages.md 2.6). Main thread. */
#pragma once

#include "kh-request-entry.h"

G_BEGIN_DECLS

/* Puts the chips into @box; each has its KhRequestChip as "kh-chip". The action of the menu is
 * "page.kind"; its state is a kind, or "" for all. */
void kh_request_chips_fill (GtkWidget *box, GCallback toggled, gpointer data);
/* Shows which one is set, KH_REQUEST_N_CHIPS for none, and how many of @entries each lets through.
 */
void kh_request_chips_update (GtkWidget *box, GPtrArray *entries, guint chosen);
void kh_request_chips_show_kind (GtkWidget *box, const char *kind);
/* (transfer none): "for-me", "pending", "from-me", "finished": of addresses. */
const char *kh_request_chip_to_string (guint chip);
/* KH_REQUEST_N_CHIPS for what is no chip. */
guint kh_request_chip_from_string (const char *text);
/* TRUE if @text is one of KH_REQUEST_…, or "". */
gboolean kh_request_is_kind (const char *text);

G_END_DECLS
