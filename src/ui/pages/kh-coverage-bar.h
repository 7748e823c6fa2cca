/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which key protects data, as one bar: a segment a store of an environment, or as wide as the part
 * of all data; told apart by pattern and order and not by color alone. A picture with one sentence
 * as its text. Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "kh-overview.h"

G_BEGIN_DECLS

#define KH_TYPE_COVERAGE_BAR (kh_coverage_bar_get_type ())
G_DECLARE_FINAL_TYPE (KhCoverageBar, kh_coverage_bar, KH, COVERAGE_BAR, GtkWidget)

GtkWidget *kh_coverage_bar_new (void);
/* @coverage: values of KH_STATE_COVERAGE, one a store; NULL-terminated. */
void kh_coverage_bar_set_stores (KhCoverageBar *self, const char *const *coverage);
/* @percents: by KhShare. */
void kh_coverage_bar_set_shares (KhCoverageBar *self, const guint *percents);
/* (transfer none): the sentence. */
const char *kh_coverage_bar_get_text (KhCoverageBar *self);

G_END_DECLS
