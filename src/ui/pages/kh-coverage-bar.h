/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which key protects an environment's stores, as one bar: a segment a store, told apart by pattern
 * and order and not by color alone. A picture with one sentence as its text. Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define KH_TYPE_COVERAGE_BAR (kh_coverage_bar_get_type ())
G_DECLARE_FINAL_TYPE (KhCoverageBar, kh_coverage_bar, KH, COVERAGE_BAR, GtkWidget)

GtkWidget *kh_coverage_bar_new (void);
/* @coverage: values of KH_STATE_COVERAGE, one a store; NULL-terminated. */
void kh_coverage_bar_set_stores (KhCoverageBar *self, const char *const *coverage);
/* (transfer none): the sentence. */
const char *kh_coverage_bar_get_text (KhCoverageBar *self);

G_END_DECLS
