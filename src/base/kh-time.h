/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times and durations: microseconds since the epoch in UTC, and their ISO 8601 texts.
 * Pure functions; none of them reads a clock. Any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef gint64 KhTime; /* microseconds since 1970-01-01T00:00:00Z; KH_TIME_NONE = not set */
#define KH_TIME_NONE G_MININT64

#define KH_SECOND G_TIME_SPAN_SECOND
#define KH_MINUTE G_TIME_SPAN_MINUTE
#define KH_HOUR G_TIME_SPAN_HOUR
#define KH_DAY G_TIME_SPAN_DAY

/* (transfer full): "2026-11-25T04:28:00Z", with fractional digits only when they are not zero. */
char *kh_time_format (KhTime time);
/* (transfer full): its day alone, "2026-11-25", UTC. */
char *kh_time_format_day (KhTime time);
/* Accepts dates, 0 to 9 fractional digits, Z, an offset or none (UTC). FALSE if not valid. */
gboolean kh_time_parse (const char *text, KhTime *time);
KhTime kh_time_from_unix (gint64 seconds);
gint64 kh_time_to_unix (KhTime time);
/* ISO 8601 duration (P30D, PT5M, P1Y2M3DT4H) added to @from with calendar months and years;
 * FALSE if not valid or out of range. */
gboolean kh_time_add_duration (KhTime from, const char *duration, KhTime *result);
/* The same, subtracted. */
gboolean kh_time_subtract_duration (KhTime from, const char *duration, KhTime *result);
/* A duration without years or months in microseconds. */
gboolean kh_duration_parse (const char *duration, gint64 *microseconds);
/* (transfer full): "P8DT2H"; with a sign in front when it is below zero. */
char *kh_duration_format (gint64 microseconds);

G_END_DECLS
