/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spans of days in the local zone. */
#include "kh-day-range.h"

#include <stdlib.h>
#include <string.h>

#define BETWEEN ".."
#define DAY_LENGTH 10
/* Far more than a log is old. */
#define MAX_DAYS 36500

static gboolean
is_day_text (const char *text)
{
  for (guint i = 0; i < DAY_LENGTH; i++)
    if (i == 4 || i == 7 ? text[i] != '-' : !g_ascii_isdigit (text[i]))
      return FALSE;
  return text[DAY_LENGTH] == '\0';
}

static gboolean
read_date (const char *text, GDate *date)
{
  g_date_clear (date, 1);
  if (text == NULL || !is_day_text (text)
      || !g_date_valid_dmy ((GDateDay)atoi (text + 8), (GDateMonth)atoi (text + 5),
                            (GDateYear)atoi (text)))
    return FALSE;
  g_date_set_dmy (date, (GDateDay)atoi (text + 8), (GDateMonth)atoi (text + 5),
                  (GDateYear)atoi (text));
  return TRUE;
}

/* Midnight in the local zone; where a change of the clock skips it, the first moment after it. */
static KhTime
begin_of (const GDate *date)
{
  g_autoptr (GDateTime) midnight = g_date_time_new_local (
      g_date_get_year (date), (int)g_date_get_month (date), g_date_get_day (date), 0, 0, 0);

  return kh_time_from_unix (g_date_time_to_unix (midnight));
}

gboolean
kh_day_read (const char *text, KhTime *begin)
{
  GDate date;

  if (!read_date (text, &date))
    return FALSE;
  *begin = begin_of (&date);
  return TRUE;
}

char *
kh_day_name (KhTime time)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (kh_time_to_unix (time));

  return g_date_time_format (local, "%Y-%m-%d");
}

/* The begin of the day that is @days after that of @text, which is one. */
static KhTime
begin_after (const char *text, int days)
{
  GDate date;

  read_date (text, &date);
  if (days < 0)
    g_date_subtract_days (&date, (guint)-days);
  else
    g_date_add_days (&date, (guint)days);
  return begin_of (&date);
}

char *
kh_day_range_name (const char *first, const char *last)
{
  return g_strconcat (first, BETWEEN, last, NULL);
}

gboolean
kh_day_range_split (const char *text, char **first, char **last)
{
  const char *between = strstr (text, BETWEEN);
  KhTime begin;

  if (between == NULL)
    return FALSE;
  *first = g_strndup (text, (gsize)(between - text));
  *last = g_strdup (between + strlen (BETWEEN));
  if (kh_day_read (*first, &begin) && kh_day_read (*last, &begin))
    return TRUE;
  g_clear_pointer (first, g_free);
  g_clear_pointer (last, g_free);
  return FALSE;
}

gboolean
kh_day_range_read (const char *text, KhTime now, KhDayRange *range)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  g_autofree char *today = kh_day_name (now);
  guint64 days;

  range->until = 0;
  if (kh_day_range_split (text, &first, &last)) {
    range->since = begin_after (first, 0);
    range->until = begin_after (last, 1);
    return range->since < range->until;
  }
  if (!g_ascii_string_to_unsigned (text, 10, 0, MAX_DAYS, &days, NULL))
    return FALSE;
  range->since = begin_after (today, -(int)days);
  return TRUE;
}
