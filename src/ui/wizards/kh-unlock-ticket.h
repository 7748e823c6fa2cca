/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes with an unlock request beside the environments (pages.md 4.6): how severe it is, who is
 * asked back, what happened, and which evidence stays out of it. Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-wire-petition.h"

G_BEGIN_DECLS

#define KH_TYPE_UNLOCK_TICKET (kh_unlock_ticket_get_type ())
G_DECLARE_FINAL_TYPE (KhUnlockTicket, kh_unlock_ticket, KH, UNLOCK_TICKET, AdwBin)

/* @contact: (nullable): who is asked back, unless somebody else is entered. */
GtkWidget *kh_unlock_ticket_new (const char *contact);
/* What happened, until it is written by hand. */
void kh_unlock_ticket_propose (KhUnlockTicket *self, const char *description);
/* Puts what was decided into @filing. */
void kh_unlock_ticket_fill (KhUnlockTicket *self, KhWireRequestFiling *filing);

G_END_DECLS
