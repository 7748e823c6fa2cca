/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The card of a locked environment: why, by whom, since when, and how long until its data is
 * deleted. The countdown goes by the minute, in the last hour by the second. Main thread. */
#pragma once

#include "kh-organization.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define KH_TYPE_LOCKED_CARD (kh_locked_card_get_type ())
G_DECLARE_FINAL_TYPE (KhLockedCard, kh_locked_card, KH, LOCKED_CARD, AdwBin)

/* @environment: locked. @person: (nullable): who made the change. Shows what is known now; make
 * another one when that changes. */
GtkWidget *kh_locked_card_new (KhOrganization *organization, KhItem *environment,
                               const char *person);
/* (transfer full): "Key version cmk-eu-test 2f81… was disabled by Kira Vance on Nov 21, 9:12 AM.":
 * the card's first sentence. */
char *kh_locked_cause (KhItem *environment, const char *person, KhTime now);

G_END_DECLS
