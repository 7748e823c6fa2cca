/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the groups of Overview are made of. Main thread; every function returns a floating
 * reference. */
#pragma once

#include <adwaita.h>

#include "kh-overview-text.h"
#include "kh-page.h"

G_BEGIN_DECLS

/* State, sentence, cause, time left and the button with the verb of @text, for @page, which holds
 * the row; narrow: below each other. */
GtkWidget *kh_overview_attention_row_new (KhPage *page, const KhAttention *row,
                                          const KhAttentionText *text, gboolean narrow);
/* That there is nothing. */
GtkWidget *kh_overview_clear_row_new (KhTime checked, KhTime now);
/* A list that could not be read. @title: what it is called. */
GtkWidget *kh_overview_unread_row_new (const char *title, const GError *error);
/* Adds how many environments are protected by whom, and how much of all data. */
void kh_overview_add_counts (AdwPreferencesGroup *group, const KhOverviewCounts *counts,
                             gboolean narrow);
/* The line of dates; not for narrow pages. */
GtkWidget *kh_overview_timeline_row_new (GPtrArray *dates, KhTime now);
GtkWidget *kh_overview_date_row_new (const KhDate *date, KhTime now);

G_END_DECLS
