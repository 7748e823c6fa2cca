/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of this computer: kept across programs, shared by several, and never in the way. */
#define G_SETTINGS_ENABLE_BACKEND
#include "kh-settings.h"

#include <gio/gsettingsbackend.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder, *path; /* of the backend */
  char *before;        /* the key file of versions before */
} Place;

static void
place_make (Place *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("keyhold-settings-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "keyfile", NULL);
  self->before = g_build_filename (self->folder, "settings.ini", NULL);
}

static void
place_remove (Place *self, gconstpointer data)
{
  g_autofree char *old = g_strconcat (self->before, ".old", NULL);

  g_unlink (self->path);
  g_unlink (self->before);
  g_unlink (old);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->before);
  g_free (self->path);
  g_free (self->folder);
}

static KhSettings *
open_settings (Place *place)
{
  g_autoptr (GSettingsBackend) backend = g_keyfile_settings_backend_new (place->path, "/", NULL);

  return kh_settings_new (backend);
}

static void
on_taken_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  kh_settings_take_file_finish (KH_SETTINGS (source), result);
  *(gboolean *)data = TRUE;
}

static void
take_file (KhSettings *settings, Place *place)
{
  gboolean done = FALSE;

  kh_settings_take_file_async (settings, place->before, on_taken_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
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

static void
write_file (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
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

  g_object_set (first, "width", 640, "maximized", TRUE, "section", "keyhold:keys", NULL);
  kh_settings_close (first);
  kh_settings_close (first);
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

/* A choice is kept by its name. */
static void
test_choice (Place *place, gconstpointer data)
{
  g_autoptr (KhSettings) settings = open_settings (place);

  g_assert_cmpuint (kh_settings_get_seal_minutes (settings), ==, 0);
  g_object_set (settings, "style", KH_STYLE_DARK, "seal-after", 3, NULL);
  g_assert_cmpuint (kh_settings_get_seal_minutes (settings), ==, 60);
  kh_settings_close (settings);
  g_clear_object (&settings);
  settings = open_settings (place);
  g_assert_cmpint (get_int (settings, "style"), ==, KH_STYLE_DARK);
  g_assert_cmpuint (kh_settings_get_seal_minutes (settings), ==, 60);
}

/* What makes no sense is the default, and does not keep anything from being set. */
static void
test_nonsense (Place *place, gconstpointer data)
{
  const char *const files[] = {
    "[%s]\nwidth=12\nheight='high'\nmaximized=perhaps\nstyle='sepia'\n",
    "[%s]\nwidth=99999999999999999999\n",
    "width=800\n",
    "\xff\xfe[",
  };
  g_autoptr (GSettingsSchema) schema = kh_settings_find_schema ();
  g_autofree char *group = g_strndup (g_settings_schema_get_path (schema) + 1,
                                      strlen (g_settings_schema_get_path (schema)) - 2);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_auto (GStrv) parts = g_strsplit (files[i], "%s", -1);
    g_autofree char *text = g_strjoinv (group, parts);
    g_autoptr (KhSettings) settings = NULL;

    write_file (place->path, text);
    settings = open_settings (place);
    g_assert_cmpint (get_int (settings, "width"), ==, 1100);
    g_assert_cmpint (get_int (settings, "height"), ==, 720);
    g_assert_false (get_int (settings, "maximized"));
    g_assert_cmpint (get_int (settings, "style"), ==, KH_STYLE_SYSTEM);
    g_object_set (settings, "width", 900, NULL);
    g_assert_cmpint (get_int (settings, "width"), ==, 900);
  }
}

/* Another console, or a tool of the desktop, changes something: it shows at once. */
static void
test_shared (Place *place, gconstpointer data)
{
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr (KhSettings) one = kh_settings_new (backend);
  g_autoptr (KhSettings) other = kh_settings_new (backend);

  g_object_set (one, "width", 800, "section", "keyhold:keys", NULL);
  kh_settings_close (one);
  g_assert_cmpint (get_int (other, "width"), ==, 800);
  assert_section (other, "keyhold:keys");
}

/* Each key is a property and the other way around, with the same default and the same limits. */
static void
test_schema (void)
{
  g_autoptr (GSettingsSchema) schema = kh_settings_find_schema ();
  g_autoptr (KhSettings) bare = kh_settings_new_full (NULL, NULL);
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr (KhSettings) settings = kh_settings_new_full (schema, backend);
  GObjectClass *class = G_OBJECT_GET_CLASS (settings);
  g_auto (GStrv) keys = g_settings_schema_list_keys (schema);
  g_autofree GParamSpec **specs = NULL;
  guint n;

  specs = g_object_class_list_properties (class, &n);
  g_assert_cmpuint (n, ==, g_strv_length (keys));
  for (guint i = 0; i < n; i++) {
    g_autoptr (GSettingsSchemaKey) key = NULL;
    g_auto (GValue) expected = G_VALUE_INIT, found = G_VALUE_INIT;

    g_assert_true (g_strv_contains ((const char *const *)keys, specs[i]->name));
    key = g_settings_schema_get_key (schema, specs[i]->name);
    g_assert_nonnull (g_settings_schema_key_get_summary (key));
    g_assert_nonnull (g_settings_schema_key_get_description (key));
    g_object_get_property (G_OBJECT (bare), specs[i]->name, &expected);
    g_object_get_property (G_OBJECT (settings), specs[i]->name, &found);
    g_assert_cmpint (g_param_values_cmp (specs[i], &expected, &found), ==, 0);
    if (G_IS_PARAM_SPEC_INT (specs[i])) {
      g_autoptr (GVariant) range = g_settings_schema_key_get_range (key);
      g_autofree char *text = g_variant_print (range, FALSE);
      g_autofree char *limits =
          g_strdup_printf ("('range', <(%d, %d)>)", G_PARAM_SPEC_INT (specs[i])->minimum,
                           G_PARAM_SPEC_INT (specs[i])->maximum);

      g_assert_cmpstr (text, ==, limits);
    }
  }
}

/* Every place of a choice has its word in the schema, and no word is left over. */
static void
test_choices (void)
{
  g_autoptr (GSettingsSchema) schema = kh_settings_find_schema ();
  const struct {
    const char *key, *range;
  } choices[] = {
    { "style", "('enum', <['system', 'light', 'dark']>)" },
    { "seal-after", "('enum', <['never', '5-minutes', '15-minutes', '60-minutes']>)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
    g_autoptr (GSettingsSchemaKey) key = g_settings_schema_get_key (schema, choices[i].key);
    g_autoptr (GVariant) range = g_settings_schema_key_get_range (key);
    g_autofree char *text = g_variant_print (range, FALSE);

    g_assert_cmpstr (text, ==, choices[i].range);
  }
}

/* Whoever administers the computer says what it is, and nobody else. */
static void
test_locked (Place *place, gconstpointer data)
{
  g_autoptr (GSettingsBackend) first = g_keyfile_settings_backend_new (place->path, "/", NULL);
  g_autoptr (GSettingsBackend) backend = NULL;
  g_autoptr (GSettingsSchema) schema = kh_settings_find_schema ();
  g_autoptr (KhSettings) settings = NULL;
  const char *folder = g_settings_schema_get_path (schema);
  g_autofree char *locks = g_build_filename (place->folder, "locks", NULL);
  g_autofree char *defaults = g_build_filename (place->folder, "defaults", NULL);
  g_autofree char *lock = g_strdup_printf ("%sseal-after\n", folder);
  g_autofree char *value =
      g_strdup_printf ("[%.*s]\nseal-after='5-minutes'\n", (int)strlen (folder) - 2, folder + 1);

  write_file (locks, lock);
  write_file (defaults, value);
  backend = g_object_new (G_OBJECT_TYPE (first), "filename", place->path, "root-path", "/",
                          "defaults-dir", place->folder, NULL);
  settings = kh_settings_new (backend);
  g_assert_cmpuint (kh_settings_get_seal_minutes (settings), ==, 5);
  g_object_set (settings, "seal-after", 0, "width", 640, NULL);
  g_assert_cmpuint (kh_settings_get_seal_minutes (settings), ==, 5);
  g_assert_cmpint (get_int (settings, "width"), ==, 640);
  g_unlink (locks);
  g_unlink (defaults);
}

/* The program works without; it only forgets. */
static void
test_no_schema (Place *place, gconstpointer data)
{
  g_autoptr (KhSettings) settings = NULL;

  g_test_expect_message ("kh-models", G_LOG_LEVEL_MESSAGE, "*schema*not installed*");
  settings = kh_settings_new_full (NULL, NULL);
  g_test_assert_expected_messages ();
  g_object_set (settings, "width", 640, "section", "keyhold:keys", NULL);
  g_assert_cmpint (get_int (settings, "width"), ==, 640);
  assert_section (settings, "keyhold:keys");
  write_file (place->before, "[Window]\nwidth=700\n");
  take_file (settings, place);
  g_assert_true (g_file_test (place->before, G_FILE_TEST_EXISTS));
  kh_settings_close (settings);
}

/* What versions before kept is taken over once, beside what they could not know. */
static void
test_before (Place *place, gconstpointer data)
{
  g_autoptr (KhSettings) settings = open_settings (place);
  g_autofree char *old = g_strconcat (place->before, ".old", NULL);

  write_file (place->before, "# mine\n[Window]\nwidth=700\nheight=high\nmaximized=true\n"
                             "section=keyhold:keys\n\n[Preferences]\nstyle=dark\nseal-after=60\n"
                             "flavor=vanilla\n[Notifications]\nremind-60=false\n");
  take_file (settings, place);
  g_assert_cmpint (get_int (settings, "width"), ==, 700);
  g_assert_cmpint (get_int (settings, "height"), ==, 720);
  g_assert_true (get_int (settings, "maximized"));
  g_assert_cmpint (get_int (settings, "style"), ==, KH_STYLE_DARK);
  g_assert_cmpuint (kh_settings_get_seal_minutes (settings), ==, 60);
  g_assert_cmpuint (kh_settings_get_reminders (settings), ==, 0x1e);
  assert_section (settings, "keyhold:keys");
  g_assert_false (g_file_test (place->before, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (old, G_FILE_TEST_EXISTS));
  kh_settings_close (settings);
  g_clear_object (&settings);
  settings = open_settings (place);
  g_assert_cmpint (get_int (settings, "width"), ==, 700);
}

/* What was set since is newer; a file that cannot be read at all is put aside like any other. */
static void
test_before_is_older (Place *place, gconstpointer data)
{
  g_autoptr (KhSettings) settings = open_settings (place);

  take_file (settings, place); /* there is none */
  g_object_set (settings, "width", 800, NULL);
  write_file (place->before, "[Window]\nwidth=700\nheight=500\n");
  take_file (settings, place);
  g_assert_cmpint (get_int (settings, "width"), ==, 800);
  g_assert_cmpint (get_int (settings, "height"), ==, 500);
  write_file (place->before, "\xff\xfe[");
  take_file (settings, place);
  g_assert_false (g_file_test (place->before, G_FILE_TEST_EXISTS));
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
  add ("/settings/no-schema", test_no_schema);
  add ("/settings/locked", test_locked);
  add ("/settings/before", test_before);
  add ("/settings/before-is-older", test_before_is_older);
  add ("/settings/notices", test_notices);
  add ("/settings/silence", test_silence);
  g_test_add_func ("/settings/schema", test_schema);
  g_test_add_func ("/settings/choices", test_choices);
  return g_test_run ();
}
