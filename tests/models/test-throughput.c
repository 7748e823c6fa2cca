/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast bytes were done: readings at given times, without a clock. */
#include "kh-throughput.h"

#define MIB (G_GUINT64_CONSTANT (1) << 20)

static void
assert_rate (double rate, double mebibytes)
{
  g_assert_cmpfloat_with_epsilon (rate / (double)MIB, mebibytes, 0.001);
}

static void
test_few (void)
{
  g_autoptr (KhThroughput) self = kh_throughput_new ();

  g_assert_cmpuint (kh_throughput_count (self), ==, 0);
  assert_rate (kh_throughput_get_now (self), 0);
  g_assert_true (kh_throughput_add (self, 100 * KH_SECOND, 50 * MIB));
  g_assert_cmpuint (kh_throughput_count (self), ==, 0);
  assert_rate (kh_throughput_get_average (self), 0);
  /* Half a second later nothing is told. */
  g_assert_false (kh_throughput_add (self, 100 * KH_SECOND + KH_SECOND / 2, 99 * MIB));
  g_assert_true (kh_throughput_add (self, 102 * KH_SECOND, 70 * MIB));
  g_assert_cmpuint (kh_throughput_count (self), ==, 1);
  assert_rate (kh_throughput_get_now (self), 10);
  assert_rate (kh_throughput_get_average (self), 10);
  assert_rate (kh_throughput_get_most (self), 10);
}

/* Now is the last five seconds, not the last step; what stands still is seen. */
static void
test_now (void)
{
  g_autoptr (KhThroughput) self = kh_throughput_new ();
  guint64 done = 0;

  for (int i = 0; i <= 20; i++) {
    done += i % 2 == 0 ? 0 : 20 * MIB;
    g_assert_true (kh_throughput_add (self, i * KH_SECOND, done));
  }
  assert_rate (kh_throughput_get_average (self), 10);
  assert_rate (kh_throughput_get_most (self), 20);
  assert_rate (kh_throughput_get_now (self), 8);
  for (int i = 21; i <= 26; i++)
    g_assert_true (kh_throughput_add (self, i * KH_SECOND, done));
  assert_rate (kh_throughput_get_now (self), 0);
  g_assert_cmpfloat (kh_throughput_get_average (self), >, 0);
}

/* Ten minutes and no more. */
static void
test_old (void)
{
  g_autoptr (KhThroughput) self = kh_throughput_new ();
  KhTime age;

  for (int i = 0; i <= 1200; i++)
    kh_throughput_add (self, i * KH_SECOND, (guint64)(i < 600 ? i : 600 + (i - 600) * 3) * MIB);
  g_assert_cmpuint (kh_throughput_count (self), ==, 600);
  assert_rate (kh_throughput_get_average (self), 3);
  assert_rate (kh_throughput_nth (self, 0, &age), 3);
  g_assert_cmpint (age, ==, 599 * KH_SECOND);
  kh_throughput_nth (self, 599, &age);
  g_assert_cmpint (age, ==, 0);
}

/* Fewer bytes are another run, and an earlier time another clock: neither is a rate. */
static void
test_anew (void)
{
  g_autoptr (KhThroughput) self = kh_throughput_new ();

  kh_throughput_add (self, 10 * KH_SECOND, 100 * MIB);
  kh_throughput_add (self, 12 * KH_SECOND, 120 * MIB);
  g_assert_true (kh_throughput_add (self, 13 * KH_SECOND, 5 * MIB));
  g_assert_cmpuint (kh_throughput_count (self), ==, 0);
  kh_throughput_add (self, 15 * KH_SECOND, 9 * MIB);
  assert_rate (kh_throughput_get_most (self), 2);
  g_assert_true (kh_throughput_add (self, 3 * KH_SECOND, 20 * MIB));
  g_assert_cmpuint (kh_throughput_count (self), ==, 0);
  kh_throughput_clear (self);
  assert_rate (kh_throughput_get_now (self), 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/throughput/few", test_few);
  g_test_add_func ("/throughput/now", test_now);
  g_test_add_func ("/throughput/old", test_old);
  g_test_add_func ("/throughput/anew", test_anew);
  return g_test_run ();
}
