/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu chips of Activity: who, about what, since when. Signal "changed".
 *
 * Main thread. The choices are actions of the page, so that menus show what is chosen.
 */
#pragma once

#include "kh-page.h"
#include "kh-rules-api.h"

G_BEGIN_DECLS

#define KH_TYPE_ACTIVITY_MENUS (kh_activity_menus_get_type ())
G_DECLARE_FINAL_TYPE (KhActivityMenus, kh_activity_menus, KH, ACTIVITY_MENUS, GObject)

/* @page outlives it. Reads the accounts by itself. */
KhActivityMenus *kh_activity_menus_new (KhPage *page);
/* Appends the chips. */
void kh_activity_menus_add (KhActivityMenus *self, GtkBox *box);
/* What is chosen; the texts are the menus' own. */
void kh_activity_menus_fill (KhActivityMenus *self, KhAuditQuery *query);
/* (transfer none) (nullable): the name of the span of days that is chosen (kh-day-range.h). */
const char *kh_activity_menus_get_days (KhActivityMenus *self);
/* Appends what is chosen to an address. */
void kh_activity_menus_write (KhActivityMenus *self, GString *uri);
/* @name, @value: of an address; unknown ones are left alone. */
void kh_activity_menus_choose (KhActivityMenus *self, const char *name, const char *value);
/* Nothing is chosen any more; says nothing. */
void kh_activity_menus_clear (KhActivityMenus *self);

G_END_DECLS
