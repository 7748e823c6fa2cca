/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tenant's clock: never back, suspicious of jumps, shiftable forward. */
#include "kh-clock.h"

#define START (1764044880 * KH_SECOND)

static void
test_never_back (void)
{
  g_autoptr (KhClock) clock = kh_clock_new_manual (START);

  g_assert_cmpint (kh_clock_now (clock), ==, START);
  kh_clock_manual_set (clock, START - KH_DAY, KH_SECOND);
  g_assert_cmpint (kh_clock_now (clock), ==, START);
  g_assert_true (kh_clock_is_standing (clock));
  kh_clock_manual_set (clock, START + KH_SECOND, KH_SECOND);
  g_assert_false (kh_clock_is_standing (clock));
  g_assert_cmpint (kh_clock_now (clock), ==, START + KH_SECOND);
}

static void
test_jump (void)
{
  g_autoptr (KhClock) clock = kh_clock_new_manual (START);

  kh_clock_manual_set (clock, START + 2 * KH_DAY, 2 * KH_DAY);
  g_assert_false (kh_clock_is_suspect (clock));
  kh_clock_manual_set (clock, START + 3 * KH_DAY, KH_SECOND);
  g_assert_false (kh_clock_is_suspect (clock));
  kh_clock_manual_set (clock, START + 5 * KH_DAY, KH_SECOND);
  g_assert_true (kh_clock_is_suspect (clock));
  kh_clock_accept (clock);
  g_assert_false (kh_clock_is_suspect (clock));
}

static void
test_jump_across_a_stop (void)
{
  KhTime past = g_get_real_time () - 3 * KH_DAY;
  KhTime recent = g_get_real_time () - KH_MINUTE;
  g_autoptr (KhClock) stale = kh_clock_new (past, 0);
  g_autoptr (KhClock) fresh = kh_clock_new (recent, 0);

  g_assert_true (kh_clock_is_suspect (stale));
  g_assert_false (kh_clock_is_suspect (fresh));
}

static void
test_back_across_a_stop (void)
{
  KhTime future = g_get_real_time () + KH_DAY;
  g_autoptr (KhClock) clock = kh_clock_new (future, 0);

  g_assert_cmpint (kh_clock_now (clock), ==, future);
  g_assert_true (kh_clock_is_standing (clock));
}

static void
test_shift (void)
{
  g_autoptr (KhClock) clock = kh_clock_new_manual (START);

  kh_clock_shift (clock, 8 * KH_DAY);
  g_assert_cmpint (kh_clock_now (clock), ==, START + 8 * KH_DAY);
  g_assert_cmpint (kh_clock_get_highest (clock), ==, START);
  g_assert_false (kh_clock_is_suspect (clock));
}

static void
test_born_behind (void)
{
  g_autoptr (KhClock) clock = kh_clock_new (KH_TIME_NONE, -8 * KH_DAY);
  KhTime behind = kh_clock_now (clock); /* before the real time is asked */

  g_assert_cmpint (g_get_real_time () - behind, >=, 8 * KH_DAY);
  g_assert_cmpint (g_get_real_time () - behind, <, 8 * KH_DAY + KH_MINUTE);
  kh_clock_shift (clock, 8 * KH_DAY);
  g_assert_cmpint (kh_clock_get_shift (clock), ==, 0);
  g_assert_cmpint (g_get_real_time () - kh_clock_now (clock), <, KH_MINUTE);
  g_assert_false (kh_clock_is_standing (clock));
  g_assert_false (kh_clock_is_suspect (clock));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/never-back", test_never_back);
  g_test_add_func ("/clock/jump", test_jump);
  g_test_add_func ("/clock/jump-across-a-stop", test_jump_across_a_stop);
  g_test_add_func ("/clock/back-across-a-stop", test_back_across_a_stop);
  g_test_add_func ("/clock/shift", test_shift);
  g_test_add_func ("/clock/born-behind", test_born_behind);
  return g_test_run ();
}
