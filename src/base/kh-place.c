/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Installed files, or those beside a program in its build folder. */
#include "kh-place.h"

#include <gio/gio.h>
#include <libintl.h>
#include <locale.h>

#define DOMAIN "keyhold"

/* In the build folder; beside the folder of the programs, which may have been moved as a whole;
 * where it was meant to be. */
static const struct {
  const char *built, *beside, *meant;
} places[KH_PLACE_N] = {
  [KH_PLACE_LOCALE] = { "po", "share/locale", KH_LOCALEDIR },
  [KH_PLACE_SCHEMAS] = { "data", "share/glib-2.0/schemas", KH_SCHEMADIR },
};

/* Meson keeps its own things in the build folder, and src/ of it has the programs. */
static gboolean
is_build_folder (const char *folder)
{
  g_autofree char *own = g_build_filename (folder, "meson-private", NULL);

  return g_file_test (own, G_FILE_TEST_IS_DIR);
}

char *
kh_place_find_from (KhPlace place, const char *programs)
{
  g_autofree char *above = g_path_get_dirname (programs);

  g_autofree char *beside = g_build_filename (above, places[place].beside, NULL);

  if (is_build_folder (above))
    return g_build_filename (above, places[place].built, NULL);
  if (g_file_test (beside, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&beside);
  return g_strdup (places[place].meant);
}

char *
kh_place_find (KhPlace place)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *programs = program == NULL ? NULL : g_path_get_dirname (program);

  return kh_place_find_from (place, programs != NULL ? programs : "/");
}

void
kh_place_init_language (void)
{
  g_autofree char *folder = kh_place_find (KH_PLACE_LOCALE);

  setlocale (LC_ALL, "");
  bindtextdomain (DOMAIN, folder);
  bind_textdomain_codeset (DOMAIN, "UTF-8");
  textdomain (DOMAIN);
}
