/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spans of days: in which zone they are, over a change of the clock, and what names none. */
#include <glib.h>
#include <locale.h>
#include <time.h>

#include "kh-day-range.h"

static KhTime
at (const char *text)
{
  KhTime time;

  g_assert_true (kh_time_parse (text, &time));
  return time;
}

#define assert_time(time, text)                                                                    \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *formatted = kh_time_format (time);                                            \
    g_assert_cmpstr (formatted, ==, text);                                                         \
  }                                                                                                \
  G_STMT_END

static void
set_zone (const char *zone)
{
  g_setenv ("TZ", zone, TRUE);
  tzset ();
}

static void
test_today (void)
{
  KhDayRange range;

  set_zone ("Pacific/Auckland");
  /* It is the next day there. */
  g_assert_true (kh_day_range_read ("0", at ("2026-11-24T14:20:00Z"), &range));
  assert_time (range.since, "2026-11-24T11:00:00Z");
  g_assert_cmpint (range.until, ==, 0);
  g_assert_true (kh_day_range_read ("7", at ("2026-11-24T14:20:00Z"), &range));
  assert_time (range.since, "2026-11-17T11:00:00Z");
}

static void
test_days (void)
{
  KhDayRange range;

  set_zone ("America/New_York");
  /* Summer time ends on the first of them, which has 25 hours. */
  g_assert_true (kh_day_range_read ("2026-11-01..2026-11-01", at ("2026-11-24T14:20:00Z"), &range));
  assert_time (range.since, "2026-11-01T04:00:00Z");
  assert_time (range.until, "2026-11-02T05:00:00Z");
  g_assert_true (kh_day_range_read ("2026-10-31..2026-11-21", at ("2026-11-24T14:20:00Z"), &range));
  assert_time (range.since, "2026-10-31T04:00:00Z");
  assert_time (range.until, "2026-11-22T05:00:00Z");
}

/* There clocks go forward at midnight: the day begins at one. */
static void
test_no_midnight (void)
{
  KhDayRange range;

  set_zone ("America/Santiago");
  g_assert_true (kh_day_range_read ("2026-09-06..2026-09-06", at ("2026-11-24T14:20:00Z"), &range));
  assert_time (range.since, "2026-09-06T04:00:00Z");
  assert_time (range.until, "2026-09-07T03:00:00Z");
}

static void
test_none (void)
{
  static const char *const bad[] = { "",
                                     "-1",
                                     "7 days",
                                     "36501",
                                     "2026-11-01",
                                     "2026-11-01..",
                                     "..2026-11-01",
                                     "2026-11-02..2026-11-01",
                                     "2026-02-30..2026-03-01",
                                     "2026-1-1..2026-1-2",
                                     "2026-11-01..2026-11-02..2026-11-03" };
  KhDayRange range;

  set_zone ("UTC");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (kh_day_range_read (bad[i], at ("2026-11-24T14:20:00Z"), &range));
}

static void
test_names (void)
{
  g_autofree char *day = NULL;
  g_autofree char *name = NULL;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  KhTime begin;

  set_zone ("Asia/Tokyo");
  g_assert_true (kh_day_read ("2026-11-21", &begin));
  assert_time (begin, "2026-11-20T15:00:00Z");
  day = kh_day_name (begin);
  g_assert_cmpstr (day, ==, "2026-11-21");
  name = kh_day_range_name (day, "2026-11-22");
  g_assert_cmpstr (name, ==, "2026-11-21..2026-11-22");
  g_assert_true (kh_day_range_split (name, &first, &last));
  g_assert_cmpstr (first, ==, day);
  g_assert_cmpstr (last, ==, "2026-11-22");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/day-range/today", test_today);
  g_test_add_func ("/day-range/days", test_days);
  g_test_add_func ("/day-range/no-midnight", test_no_midnight);
  g_test_add_func ("/day-range/none", test_none);
  g_test_add_func ("/day-range/names", test_names);
  return g_test_run ();
}
