/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of this computer: kept across programs, shared by several, and never in the way. */
#include "kh-settings.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
  char *folder, *path;
} Place;

static void
place_make (Place *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("keyhold-settings-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "keyhold", "settings.ini", NULL);
}

static void
place_remove (Place *self, gconstpointer data)
{
  g_autofree char *inner = g_path_get_dirname (self->path);

  g_unlink (self->path);
  g_rmdir (inner);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->path);
  g_free (self->folder);
}

static void
on_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  kh_settings_read_finish (KH_SETTINGS (source), result);
  *(gboolean *)data = TRUE;
}

static KhSettings *
open_settings (Place *place)
{
  KhSettings *settings = kh_settings_new (place->path);
  gboolean done = FALSE;

  kh_settings_read_async (settings, on_read_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  return settings;
}

static int
get_int (KhSettings *settings, const char *name)
{
  int value;

  g_object_get (settings, name, &value, NULL);
  return value;
}

static void
assert_section (KhSettings *settings, const char *expected)
{
  g_autofree char *section = NULL;

  g_object_get (settings, "section", &section, NULL);
  g_assert_cmpstr (section, ==, expected);
}

static char *
contents (Place *place)
{
  char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (place->path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
write_file (Place *place, const char *text)
{
  g_autofree char *inner = g_path_get_dirname (place->path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (inner, 0700), ==, 0);
  g_file_set_contents (place->path, text, -1, &error);
  g_assert_no_error (error);
}

static void
test_defaults (Place *place, gconstpointer data)
{
  g_autoptr (KhSettings) settings = open_settings (place);

  g_assert_cmpint (get_int (settings, "width"), ==, 1100);
  g_assert_cmpint (get_int (settings, "height"), ==, 720);
  g_assert_false (get_int (settings, "maximized"));
  assert_section (settings, NULL);
  kh_settings_close (settings);
  /* What nobody changed leaves no file. */
  g_assert_false (g_file_test (place->path, G_FILE_TEST_EXISTS));
}

static void
test_kept (Place *place, gconstpointer data)
{
  g_autoptr (KhSettings) first = open_settings (place);
  g_autoptr (KhSettings) second = NULL;
  struct stat facts;

  g_object_set (first, "width", 640, "maximized", TRUE, "section", "keyhold:keys", NULL);
  kh_settings_close (first);
  g_assert_cmpint (g_stat (place->path, &facts), ==, 0);
  g_assert_cmpint (facts.st_mode & 0777, ==, 0600);
  second = open_settings (place);
  g_assert_cmpint (get_int (second, "width"), ==, 640);
  g_assert_cmpint (get_int (second, "height"), ==, 720);
  g_assert_true (get_int (second, "maximized"));
  assert_section (second, "keyhold:keys");
  g_object_set (second, "section", NULL, NULL);
  kh_settings_close (second);
  g_clear_object (&second);
  second = open_settings (place);
  assert_section (second, NULL);
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* It is written by itself, too, by a thread that tells nobody. */
static void
test_kept_by_itself (Place *place, gconstpointer data)
{
  g_autoptr (KhSettings) settings = open_settings (place);
  gint64 limit = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  guint tick = g_timeout_add (20, tick_cb, NULL);

  g_object_set (settings, "height", 500, NULL);
  while (!g_file_test (place->path, G_FILE_TEST_EXISTS)) {
    g_main_context_iteration (NULL, TRUE);
    g_assert_cmpint (g_get_monotonic_time (), <, limit);
  }
  g_source_remove (tick);
}

/* Two consoles write what they changed, and nobody loses what a newer version keeps. */
static void
test_shared (Place *place, gconstpointer data)
{
  g_autoptr (KhSettings) one = NULL, other = NULL, third = NULL;
  g_autofree char *text = NULL;

  write_file (place, "# mine\n[Window]\nwidth=700\n\n[Newer]\nflavor=vanilla\n");
  one = open_settings (place);
  other = open_settings (place);
  g_object_set (one, "width", 800, NULL);
  g_object_set (other, "height", 600, NULL);
  kh_settings_close (one);
  kh_settings_close (other);
  third = open_settings (place);
  g_assert_cmpint (get_int (third, "width"), ==, 800);
  g_assert_cmpint (get_int (third, "height"), ==, 600);
  text = contents (place);
  g_assert_nonnull (strstr (text, "flavor=vanilla"));
  g_assert_nonnull (strstr (text, "# mine"));
}

static void
test_choice (Place *place, gconstpointer data)
{
  g_autoptr (KhSettings) settings = NULL;
  g_autofree char *text = NULL;

  write_file (place, "[Preferences]\nstyle=sepia\nsearch-by-typing=false\n");
  settings = open_settings (place);
  g_assert_cmpint (get_int (settings, "style"), ==, KH_STYLE_SYSTEM);
  g_assert_false (get_int (settings, "search-by-typing"));
  g_assert_cmpuint (kh_settings_get_seal_minutes (settings), ==, 0);
  g_object_set (settings, "style", KH_STYLE_DARK, "seal-after", 3, NULL);
  g_assert_cmpuint (kh_settings_get_seal_minutes (settings), ==, 60);
  kh_settings_close (settings);
  g_clear_object (&settings);
  text = contents (place);
  g_assert_nonnull (strstr (text, "style=dark\n"));
  g_assert_nonnull (strstr (text, "seal-after=60\n"));
  settings = open_settings (place);
  g_assert_cmpint (get_int (settings, "style"), ==, KH_STYLE_DARK);
}

static void
test_nonsense (Place *place, gconstpointer data)
{
  const char *const files[] = {
    "[Window]\nwidth=12\nheight=high\nmaximized=perhaps\n",
    "[Window]\nwidth=99999999999999999999\n",
    "width=800\n",
    "\xff\xfe[",
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (KhSettings) settings = NULL;

    write_file (place, files[i]);
    settings = open_settings (place);
    g_assert_cmpint (get_int (settings, "width"), ==, 1100);
    g_assert_cmpint (get_int (settings, "height"), ==, 720);
    g_assert_false (get_int (settings, "maximized"));
    g_object_set (settings, "width", 900, NULL);
    kh_settings_close (settings);
    g_clear_object (&settings);
    settings = open_settings (place);
    g_assert_cmpint (get_int (settings, "width"), ==, 900);
  }
}

/* A folder that cannot be written to loses settings and nothing else. */
static void
test_no_room (Place *place, gconstpointer data)
{
  g_autofree char *inner = g_path_get_dirname (place->path);
  g_autoptr (KhSettings) settings = NULL;

  g_file_set_contents (inner, "in the way", -1, NULL);
  settings = open_settings (place);
  g_object_set (settings, "width", 900, NULL);
  kh_settings_close (settings);
  g_assert_cmpint (get_int (settings, "width"), ==, 900);
  g_unlink (inner);
}

/* What was set while the file was on its way is newer than the file. */
static void
test_set_before_read (Place *place, gconstpointer data)
{
  g_autoptr (KhSettings) settings = NULL;
  gboolean done = FALSE;

  write_file (place, "[Window]\nwidth=700\nheight=500\n");
  settings = kh_settings_new (place->path);
  kh_settings_read_async (settings, on_read_cb, &done);
  g_object_set (settings, "width", 800, NULL);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (get_int (settings, "width"), ==, 800);
  g_assert_cmpint (get_int (settings, "height"), ==, 500);
}

/* All are on at first; what is off stays off. */
static void
test_notices (Place *place, gconstpointer data)
{
  g_autoptr (KhSettings) settings = open_settings (place);

  g_assert_true (get_int (settings, "notify"));
  g_assert_true (get_int (settings, "notify-failed"));
  g_assert_cmpuint (kh_settings_get_reminders (settings), ==, 0x1f);
  g_object_set (settings, "notify-failed", FALSE, "remind-60", FALSE, "remind-1", FALSE, NULL);
  kh_settings_close (settings);
  g_clear_object (&settings);
  settings = open_settings (place);
  g_assert_false (get_int (settings, "notify-failed"));
  g_assert_true (get_int (settings, "notify-ended"));
  g_assert_cmpuint (kh_settings_get_reminders (settings), ==, 0x0e);
}

/* Nobody is silent for longer than a day, whatever the file says. */
static void
test_silence (Place *place, gconstpointer data)
{
  const KhTime now = (KhTime)1764150000 * KH_SECOND;
  g_autoptr (KhSettings) settings = open_settings (place);

  g_assert_cmpint (kh_settings_get_silent_until (settings, now), ==, KH_TIME_NONE);
  kh_settings_silence_urgent (settings, now, TRUE);
  g_assert_cmpint (kh_settings_get_silent_until (settings, now), ==, now + KH_DAY);
  g_assert_cmpint (kh_settings_get_silent_until (settings, now + KH_DAY - 1), ==, now + KH_DAY);
  g_assert_cmpint (kh_settings_get_silent_until (settings, now + KH_DAY), ==, KH_TIME_NONE);
  g_assert_cmpint (kh_settings_get_silent_until (settings, now - 1), ==, KH_TIME_NONE);
  kh_settings_silence_urgent (settings, now, FALSE);
  g_assert_cmpint (kh_settings_get_silent_until (settings, now), ==, KH_TIME_NONE);
  g_object_set (settings, "urgent-silent-until", "2999-01-01T00:00:00Z", NULL);
  g_assert_cmpint (kh_settings_get_silent_until (settings, now), ==, KH_TIME_NONE);
  g_object_set (settings, "urgent-silent-until", "for ever", NULL);
  g_assert_cmpint (kh_settings_get_silent_until (settings, now), ==, KH_TIME_NONE);
}

static void
add (const char *path, void (*test) (Place *, gconstpointer))
{
  g_test_add (path, Place, NULL, place_make, test, place_remove);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/settings/defaults", test_defaults);
  add ("/settings/kept", test_kept);
  add ("/settings/kept-by-itself", test_kept_by_itself);
  add ("/settings/shared", test_shared);
  add ("/settings/choice", test_choice);
  add ("/settings/nonsense", test_nonsense);
  add ("/settings/no-room", test_no_room);
  add ("/settings/notices", test_notices);
  add ("/settings/silence", test_silence);
  add ("/settings/set-before-read", test_set_before_read);
  return g_test_run ();
}
