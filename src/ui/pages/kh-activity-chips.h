/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chips of Activity: all records, or one sort of them. Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "kh-organization.h"

G_BEGIN_DECLS

#define KH_TYPE_ACTIVITY_CHIPS (kh_activity_chips_get_type ())
G_DECLARE_FINAL_TYPE (KhActivityChips, kh_activity_chips, KH, ACTIVITY_CHIPS, GObject)

/* Signal "changed": another one was chosen. Appends the chips to @box. */
KhActivityChips *kh_activity_chips_new (KhOrganization *organization, GtkBox *box);
/* (nullable): what is chosen, as the tenant calls it; NULL: all. */
const char *kh_activity_chips_get (KhActivityChips *self);
/* @id: (nullable): as of kh_activity_chips_get(); one that is not known changes nothing. */
void kh_activity_chips_choose (KhActivityChips *self, const char *id);
/* Reads the numbers again. */
void kh_activity_chips_refresh (KhActivityChips *self);
/* Ends what is being read. */
void kh_activity_chips_close (KhActivityChips *self);

G_END_DECLS
