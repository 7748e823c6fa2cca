/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times and durations: texts in and out, and what is refused. */
#include "kh-time.h"

static void
test_format (void)
{
  g_autofree char *whole = kh_time_format (1764044880 * KH_SECOND);
  g_autofree char *day = kh_time_format_day (1764044880 * KH_SECOND + 1500);
  g_autofree char *part = kh_time_format (1764044880 * KH_SECOND + 1500);
  g_assert_cmpstr (day, ==, "2025-11-25");

  g_assert_cmpstr (whole, ==, "2025-11-25T04:28:00Z");
  g_assert_cmpstr (part, ==, "2025-11-25T04:28:00.001500Z");
}

static void
test_parse (void)
{
  static const struct {
    const char *text;
    KhTime time;
  } good[] = {
    { "2025-11-25", 1764028800 * KH_SECOND },
    { "2025-11-25T04:28:00Z", 1764044880 * KH_SECOND },
    { "2025-11-25T04:28:00", 1764044880 * KH_SECOND },
    { "2025-11-25T05:28:00+01:00", 1764044880 * KH_SECOND },
    { "2025-11-25T04:28:00.5Z", 1764044880 * KH_SECOND + 500000 },
    { "2025-11-25T04:28:00.6057592Z", 1764044880 * KH_SECOND + 605759 },
  };
  static const char *const bad[] = {
    "", "now", "2025-13-01", "2025-02-30", "2025-11-25T25:00:00Z", "2025-11-25T04:28:00.1234567890Z"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    KhTime time = 0;

    g_assert_true (kh_time_parse (good[i].text, &time));
    g_assert_cmpint (time, ==, good[i].time);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    KhTime time = 0;

    g_assert_false (kh_time_parse (bad[i], &time));
  }
  g_assert_false (kh_time_parse (NULL, &(KhTime){ 0 }));
}

static void
test_durations (void)
{
  static const char *const bad[] = { "", "P", "30D", "PT", "P1", "P-1D", "P1H", "PT1D", "P1DT" };
  gint64 span = 0;
  KhTime from = 0;
  KhTime to = 0;

  g_assert_true (kh_duration_parse ("P30D", &span));
  g_assert_cmpint (span, ==, 30 * KH_DAY);
  g_assert_true (kh_duration_parse ("P1DT2H3M4S", &span));
  g_assert_cmpint (span, ==, KH_DAY + 2 * KH_HOUR + 3 * KH_MINUTE + 4 * KH_SECOND);
  g_assert_false (kh_duration_parse ("P1M", &span));
  g_assert_true (kh_time_parse ("2027-03-31T01:00:00Z", &from));
  g_assert_true (kh_time_subtract_duration (from, "P1MT1H", &to));
  g_assert_true (kh_time_parse ("2027-02-28T00:00:00Z", &from));
  g_assert_cmpint (to, ==, from);
  g_assert_false (kh_time_subtract_duration (from, "1M", &to));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (kh_duration_parse (bad[i], &span));
  /* Months are calendar months, as the recorded rotation of a key shows. */
  g_assert_true (kh_time_parse ("2022-04-28T22:01:41Z", &from));
  g_assert_true (kh_time_add_duration (from, "P48M", &to));
  g_autofree char *text = kh_time_format (to);
  g_assert_cmpstr (text, ==, "2026-04-28T22:01:41Z");
  g_assert_false (kh_time_add_duration (from, "P9000Y", &to));
}

static void
test_duration_text (void)
{
  g_autofree char *mixed = kh_duration_format (8 * KH_DAY + 2 * KH_HOUR);
  g_autofree char *zero = kh_duration_format (0);
  g_autofree char *behind = kh_duration_format (-8 * KH_DAY - 2 * KH_HOUR);
  g_autofree char *nearly = kh_duration_format (-KH_SECOND / 2);

  g_assert_cmpstr (mixed, ==, "P8DT2H");
  g_assert_cmpstr (zero, ==, "PT0S");
  g_assert_cmpstr (behind, ==, "-P8DT2H");
  g_assert_cmpstr (nearly, ==, "PT0S");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time/format", test_format);
  g_test_add_func ("/time/parse", test_parse);
  g_test_add_func ("/time/durations", test_durations);
  g_test_add_func ("/time/duration-text", test_duration_text);
  return g_test_run ();
}
