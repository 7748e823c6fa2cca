/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the pages of Enable Customer-Managed Key that show and change the draft. Main thread. */
#pragma once

#include "kh-enable-page.h"

G_BEGIN_DECLS

/* Shows @labels and chooses the one with the id @selected (nullable). Nothing is made anew that is
 * there already, so that a popover stays open. Both lists are copied. */
void kh_enable_combo_show (AdwComboRow *row, const char *const *ids, const char *const *labels,
                           const char *selected);
/* (nullable) (transfer none): the id of what is chosen. */
const char *kh_enable_combo_get (AdwComboRow *row);

/* What is typed becomes the draft's text @what; a fault marks the row once it was left. */
void kh_enable_entry_connect (KhEnablePage *page, AdwEntryRow *row, KhEnableText what);
void kh_enable_entry_show (KhEnablePage *page, AdwEntryRow *row);

/* Makes @row itself what acts, where a button would leave the text no room: @verb stands below the
 * subtitle, @icon at the end. */
void kh_enable_row_act (GtkWidget *row, const char *verb, const char *icon);

/* Something to know before going on; @text NULL hides the row. */
void kh_enable_warning_show (AdwActionRow *row, const char *text);

G_END_DECLS
