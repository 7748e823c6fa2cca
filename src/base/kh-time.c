/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ISO 8601 texts of times and durations. */
#include "kh-time.h"

#include <string.h>

char *
kh_time_format (KhTime time)
{
  gint64 seconds = kh_time_to_unix (time);
  gint64 micro = time - seconds * KH_SECOND;
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *text = NULL;

  if (date == NULL)
    return g_strdup ("");
  text = g_date_time_format (date, "%Y-%m-%dT%H:%M:%S");
  if (micro == 0)
    return g_strdup_printf ("%sZ", text);
  return g_strdup_printf ("%s.%06" G_GINT64_FORMAT "Z", text, micro);
}

char *
kh_time_format_day (KhTime time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (kh_time_to_unix (time));

  return date != NULL ? g_date_time_format (date, "%Y-%m-%d") : g_strdup ("");
}

/* GLib parses at most the fraction it can hold in a double and wants a time after the date; cut
 * the fraction to six digits and complete a bare date first. */
static char *
normalise (const char *text)
{
  const char *point = strchr (text, '.');
  gsize digits = 0;

  if (strlen (text) == 10)
    return g_strdup_printf ("%sT00:00:00Z", text);
  if (point == NULL)
    return g_strdup (text);
  while (g_ascii_isdigit (point[1 + digits]))
    digits++;
  if (digits > 9)
    return NULL;
  return g_strdup_printf ("%.*s%s", (int)(point - text), text, point + 1 + digits);
}

static gint64
fraction (const char *text)
{
  const char *point = strchr (text, '.');
  gint64 micro = 0;
  gint64 unit = KH_SECOND / 10;

  for (const char *p = point != NULL ? point + 1 : ""; g_ascii_isdigit (*p) && unit > 0; p++) {
    micro += (*p - '0') * unit;
    unit /= 10;
  }
  return micro;
}

gboolean
kh_time_parse (const char *text, KhTime *time)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *plain = NULL;

  if (text == NULL || strlen (text) > 40 || strlen (text) < 10)
    return FALSE;
  plain = normalise (text);
  date = plain != NULL ? g_date_time_new_from_iso8601 (plain, utc) : NULL;
  if (date == NULL)
    return FALSE;
  *time = g_date_time_to_unix (date) * KH_SECOND + fraction (text);
  return TRUE;
}

KhTime
kh_time_from_unix (gint64 seconds)
{
  return seconds * KH_SECOND;
}

gint64
kh_time_to_unix (KhTime time)
{
  gint64 seconds = time / KH_SECOND;

  return time % KH_SECOND < 0 ? seconds - 1 : seconds;
}

typedef struct {
  gint64 years, months, weeks, days, hours, minutes, seconds;
} Duration;

static gint64 *
duration_field (Duration *duration, char unit, gboolean in_time)
{
  switch (unit) {
  case 'Y':
    return in_time ? NULL : &duration->years;
  case 'M':
    return in_time ? &duration->minutes : &duration->months;
  case 'W':
    return in_time ? NULL : &duration->weeks;
  case 'D':
    return in_time ? NULL : &duration->days;
  case 'H':
    return in_time ? &duration->hours : NULL;
  case 'S':
    return in_time ? &duration->seconds : NULL;
  default:
    return NULL;
  }
}

static gboolean
parse_duration (const char *text, Duration *duration)
{
  gboolean in_time = FALSE;
  gboolean any = FALSE;

  memset (duration, 0, sizeof *duration);
  if (text == NULL || *text++ != 'P')
    return FALSE;
  while (*text != '\0') {
    char *end = NULL;
    gint64 *field;
    gint64 number;

    if (*text == 'T' && !in_time) {
      in_time = TRUE;
      text++;
    }
    if (!g_ascii_isdigit (*text))
      return FALSE;
    number = g_ascii_strtoll (text, &end, 10);
    field = duration_field (duration, *end, in_time);
    if (field == NULL || number > 1000000)
      return FALSE;
    *field = number;
    any = TRUE;
    text = end + 1;
  }
  return any;
}

static gint64
duration_span (const Duration *duration)
{
  return (duration->weeks * 7 + duration->days) * KH_DAY + duration->hours * KH_HOUR
         + duration->minutes * KH_MINUTE + duration->seconds * KH_SECOND;
}

/* @sign: 1 or -1. */
static gboolean
move (KhTime from, const char *text, int sign, KhTime *result)
{
  Duration duration;
  gint64 seconds = kh_time_to_unix (from);
  g_autoptr (GDateTime) start = NULL;
  g_autoptr (GDateTime) end = NULL;

  if (!parse_duration (text, &duration))
    return FALSE;
  start = g_date_time_new_from_unix_utc (seconds);
  if (start == NULL || duration.years > 8000 || duration.months > 96000)
    return FALSE;
  end = g_date_time_add_full (start, sign * (int)duration.years, sign * (int)duration.months, 0, 0,
                              0, 0);
  if (end == NULL)
    return FALSE;
  *result = g_date_time_to_unix (end) * KH_SECOND + (from - seconds * KH_SECOND)
            + sign * duration_span (&duration);
  return TRUE;
}

gboolean
kh_time_add_duration (KhTime from, const char *duration, KhTime *result)
{
  return move (from, duration, 1, result);
}

gboolean
kh_time_subtract_duration (KhTime from, const char *duration, KhTime *result)
{
  return move (from, duration, -1, result);
}

gboolean
kh_duration_parse (const char *text, gint64 *microseconds)
{
  Duration duration;

  if (!parse_duration (text, &duration) || duration.years != 0 || duration.months != 0)
    return FALSE;
  *microseconds = duration_span (&duration);
  return TRUE;
}

char *
kh_duration_format (gint64 microseconds)
{
  GString *text = g_string_new (microseconds <= -KH_SECOND ? "-P" : "P");
  gint64 seconds = ABS (microseconds / KH_SECOND);
  gint64 rest = seconds % 86400;

  if (seconds >= 86400)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "D", seconds / 86400);
  if (rest > 0 || seconds == 0)
    g_string_append_c (text, 'T');
  if (rest >= 3600)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "H", rest / 3600);
  if (rest % 3600 >= 60)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "M", rest % 3600 / 60);
  if (rest % 60 > 0 || seconds == 0)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "S", rest % 60);
  return g_string_free (text, FALSE);
}
