/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tenant's clock: the only reader of the wall clock in the product (model.md 9).
 *
 * It never runs backwards: it keeps the highest time seen and stands still until real time has
 * caught up. A forward jump of more than 24 hours that the monotonic clock cannot explain makes it
 * *suspect*: destructive clocks (deletions, purges, hold ends) stay suspended until the new time is
 * accepted. A rehearsal shifts it forward, and one that gets a history of its own is born behind
 * real time. Tests drive it with kh_clock_new_manual().
 * Any thread.
 */
#pragma once

#include "kh-time.h"

G_BEGIN_DECLS

typedef struct _KhClock KhClock;

/* @highest: the highest time recorded by an earlier run, or KH_TIME_NONE. @shift: what that run was
 * ahead of real time; below zero where it was born behind it. */
KhClock *kh_clock_new (KhTime highest, gint64 shift);
/* A clock that stands at @now until moved. */
KhClock *kh_clock_new_manual (KhTime now);
/* Tells a clock that was made for a test the highest time of an earlier run. */
void kh_clock_recall (KhClock *self, KhTime highest);
KhClock *kh_clock_ref (KhClock *self);
void kh_clock_unref (KhClock *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KhClock, kh_clock_unref)

/* The tenant's time. */
KhTime kh_clock_now (KhClock *self);
/* Sets what the wall clock of a manual clock shows; it may go back. The monotonic part advances by
 * @elapsed. */
void kh_clock_manual_set (KhClock *self, KhTime wall, gint64 elapsed);
/* Adds to the forward shift; @delta must be positive. */
void kh_clock_shift (KhClock *self, gint64 delta);
gint64 kh_clock_get_shift (KhClock *self);
/* TRUE while real time is behind the highest time seen. */
gboolean kh_clock_is_standing (KhClock *self);
/* TRUE after an unexplained jump of more than 24 hours, until accepted. */
gboolean kh_clock_is_suspect (KhClock *self);
void kh_clock_accept (KhClock *self);
/* The highest wall time seen, to be stored for the next run. */
KhTime kh_clock_get_highest (KhClock *self);

G_END_DECLS
