/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days of the calendar in the local zone, and the words by which addresses name a span of them.
 *
 * "0" is today, "7" and "30" are today and so many days before it, and "2026-11-01..2026-11-21"
 * goes from the begin of the first day to the end of the last one. Pure functions; any thread.
 */
#pragma once

#include "kh-time.h"

G_BEGIN_DECLS

typedef struct {
  KhTime since; /* the begin of the first day */
  KhTime until; /* the end of the last one, which is not in it any more; 0: none */
} KhDayRange;

/* FALSE for what names no span, or one whose last day is before its first. */
gboolean kh_day_range_read (const char *text, KhTime now, KhDayRange *range);
/* (transfer full): "2026-11-01..2026-11-21"; each is a day as kh_day_read() reads it. */
char *kh_day_range_name (const char *first, const char *last);
/* TRUE if @text names days of the calendar; then they go to @first and @last (transfer full). */
gboolean kh_day_range_split (const char *text, char **first, char **last);

/* Reads "2026-11-21": *@begin is the begin of that day. FALSE for anything else. */
gboolean kh_day_read (const char *text, KhTime *begin);
/* (transfer full): the day of @time, "2026-11-21". */
char *kh_day_name (KhTime time);

G_END_DECLS
