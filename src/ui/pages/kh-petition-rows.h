/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of persons in their list: the row of one, and the chips that choose among them (pages.md
 * 2.6). Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-organization.h"

G_BEGIN_DECLS

typedef enum {
  KH_PETITION_FOR_ME,
  KH_PETITION_PENDING,
  KH_PETITION_FROM_ME,
  KH_PETITION_FINISHED,
  KH_PETITION_N_CHIPS, /* no chip: all */
} KhPetitionChip;

/* What the menu Kind chooses among; a hand-over is no stored request. */
#define KH_PETITION_APPROVAL "approval"
#define KH_PETITION_UNLOCK "unlock"
#define KH_PETITION_HAND_OVER "hand-over"

/* (transfer none): one of the first two. */
const char *kh_petition_kind (KhJson *request);
gboolean kh_petition_chip_takes (KhOrganization *organization, KhPetitionChip chip,
                                 KhJson *request);
/* (transfer floating): a row that opens the request. */
GtkWidget *kh_petition_row_new (KhOrganization *organization, KhJson *request);
/* Appends what the row shows, to find out whether it is another by now. */
void kh_petition_row_describe (KhOrganization *organization, KhJson *request, GString *text);

/* Puts the chips into @box; each has its KhPetitionChip as "kh-chip". Behind them comes the menu of
 * kinds, whose action is "page.kind"; its state is a kind, or "" for all. */
void kh_petition_chips_fill (GtkWidget *box, GCallback toggled, gpointer data);
/* Shows which one is chosen, and how many requests each has. @pending, @mine: beside the requests.
 */
void kh_petition_chips_update (GtkWidget *box, KhOrganization *organization, KhPetitionChip chosen,
                               guint pending, guint mine);
void kh_petition_kinds_update (GtkWidget *box, const char *kind);

G_END_DECLS
