/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast bytes were done in the last ten minutes (pages.md 7.4), from what was read of an
 * operation at different times. Measured, never guessed. One thread. */
#pragma once

#include "kh-time.h"

G_BEGIN_DECLS

#define KH_THROUGHPUT_SPAN (10 * KH_MINUTE)
/* What "now" is measured over: bytes are told in steps, and one second alone would jump. */
#define KH_THROUGHPUT_NOW (5 * KH_SECOND)

typedef struct _KhThroughput KhThroughput;

KhThroughput *kh_throughput_new (void);
void kh_throughput_free (KhThroughput *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhThroughput, kh_throughput_free)

/* @bytes: done until @time, of the operation. Less than a second after the last one it is passed
 * over: FALSE. Fewer bytes than before begin anew: it is another run. */
gboolean kh_throughput_add (KhThroughput *self, KhTime time, guint64 bytes);
/* Forgets everything: nothing moves. */
void kh_throughput_clear (KhThroughput *self);

/* Spans between what was read, oldest first. */
guint kh_throughput_count (const KhThroughput *self);
/* Bytes per second in the n-th span; @age (nullable): from its end to the newest one. */
double kh_throughput_nth (const KhThroughput *self, guint n, KhTime *age);
/* Bytes per second; 0 before there are two readings. */
double kh_throughput_get_now (const KhThroughput *self);
double kh_throughput_get_average (const KhThroughput *self);
double kh_throughput_get_most (const KhThroughput *self);

G_END_DECLS
