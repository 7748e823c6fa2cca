/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain: facts, and converters that keep kinds apart. */
#include "kh-error.h"

#include <errno.h>

static void
test_facts (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) copy = NULL;

  kh_set_error_facts (&error, KH_ERROR_RULE, "Sales", "E2", "Enable it", "Sales is not managed");
  copy = g_error_copy (error);
  g_assert_error (copy, KH_ERROR, KH_ERROR_RULE);
  g_assert_cmpstr (kh_error_get_facts (copy)->inner, ==, "E2");
  g_assert_cmpstr (kh_error_get_facts (copy)->target, ==, "Sales");
  kh_set_error (NULL, KH_ERROR_RULE, "nobody listens");
}

static void
test_khc (void)
{
  for (int i = 1; i < KHC_N_RESULTS; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (kh_error_from_khc (&error, -i, "seal"));
    g_assert_nonnull (error);
    g_assert_true (g_str_has_prefix (error->message, "seal: "));
  }
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) damaged = NULL;
  kh_error_from_khc (&wrong, KHC_ERR_WRONG_KEY, "x");
  kh_error_from_khc (&damaged, KHC_ERR_DAMAGED, "x");
  g_assert_true (kh_error_is (wrong, KH_ERROR_WRONG_KEY));
  g_assert_true (kh_error_is (damaged, KH_ERROR_DAMAGED));
}

static void
test_errno (void)
{
  g_autoptr (GError) full = NULL;
  g_autoptr (GError) io = NULL;
  g_autoptr (GError) cancelled =
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");

  kh_error_from_errno (&full, ENOSPC, "store.db");
  kh_error_from_errno (&io, EIO, "store.db");
  g_assert_true (kh_error_is (full, KH_ERROR_NO_SPACE));
  g_assert_true (kh_error_is (io, KH_ERROR_IO));
  kh_error_from_gio (&cancelled, "x");
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/facts", test_facts);
  g_test_add_func ("/error/khc", test_khc);
  g_test_add_func ("/error/errno", test_errno);
  return g_test_run ();
}
