/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a program finds what belongs to it. */
#include "kh-place.h"

#include <glib/gstdio.h>

static void
test_build_folder (void)
{
  g_autofree char *top = g_dir_make_tmp ("kh-place-XXXXXX", NULL);
  g_autofree char *programs = g_build_filename (top, "src", NULL);
  g_autofree char *own = g_build_filename (top, "meson-private", NULL);
  g_autofree char *locale = g_build_filename (top, "po", NULL);
  g_autofree char *installed = kh_place_find_from (KH_PLACE_LOCALE, programs);
  g_autofree char *built = NULL;

  g_assert_cmpint (g_mkdir (own, 0700), ==, 0);
  built = kh_place_find_from (KH_PLACE_LOCALE, programs);
  g_assert_cmpstr (built, ==, locale);
  g_assert_cmpstr (installed, !=, locale);
  g_assert_true (g_path_is_absolute (installed));
  g_rmdir (own);
  g_rmdir (top);
}

static void
test_moved (void)
{
  g_autofree char *top = g_dir_make_tmp ("kh-place-XXXXXX", NULL);
  g_autofree char *programs = g_build_filename (top, "bin", NULL);
  g_autofree char *share = g_build_filename (top, "share", NULL);
  g_autofree char *locale = g_build_filename (share, "locale", NULL);
  g_autofree char *found = NULL;

  g_assert_cmpint (g_mkdir_with_parents (locale, 0700), ==, 0);
  found = kh_place_find_from (KH_PLACE_LOCALE, programs);
  g_assert_cmpstr (found, ==, locale);
  g_rmdir (locale);
  g_rmdir (share);
  g_rmdir (top);
}

static void
test_own (void)
{
  /* This test lies deeper in the build folder than the programs do: it finds what is installed. */
  g_autofree char *here = kh_place_find (KH_PLACE_LOCALE);
  g_autofree char *nowhere = kh_place_find_from (KH_PLACE_LOCALE, "/");

  g_assert_cmpstr (here, ==, nowhere);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/place/build-folder", test_build_folder);
  g_test_add_func ("/base/place/moved", test_moved);
  g_test_add_func ("/base/place/own", test_own);
  return g_test_run ();
}
