/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast an operation moves data, as one line over the last ten minutes (pages.md 7.4 c). A
 * picture with one sentence as its text. Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "kh-throughput.h"

G_BEGIN_DECLS

#define KH_TYPE_THROUGHPUT_CHART (kh_throughput_chart_get_type ())
G_DECLARE_FINAL_TYPE (KhThroughputChart, kh_throughput_chart, KH, THROUGHPUT_CHART, GtkWidget)

/* Shows @throughput as it is now; make another one when that changes. */
GtkWidget *kh_throughput_chart_new (const KhThroughput *throughput);
/* (transfer full): "182 MiB per second". */
char *kh_throughput_text (double rate);
/* (transfer none): "Now 182 MiB per second, average 176 MiB per second." */
const char *kh_throughput_chart_get_text (KhThroughputChart *self);

G_END_DECLS
