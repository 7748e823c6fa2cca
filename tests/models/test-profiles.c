/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was opened: the newest first, once each, and only what is still there. */
#include "kh-profiles.h"

#include <glib/gstdio.h>

#include "models-fixture.h"

typedef struct {
  char *top, *path;
} Case;

static void
set_up (Case *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->top = g_dir_make_tmp ("kh-profiles-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->top, "config", "profiles", NULL);
}

/* (transfer full): a folder that looks like that of an organization. */
static char *
make_folder (Case *self, const char *name)
{
  char *folder = g_build_filename (self->top, name, NULL);
  g_autofree char *tenant = g_build_filename (folder, "tenant", NULL);

  g_assert_cmpint (g_mkdir_with_parents (tenant, 0700), ==, 0);
  return folder;
}

static void
remove_folder (Case *self, const char *name)
{
  g_autofree char *folder = g_build_filename (self->top, name, NULL);
  g_autofree char *tenant = g_build_filename (folder, "tenant", NULL);

  g_rmdir (tenant);
  g_rmdir (folder);
}

static void
tear_down (Case *self, gconstpointer data)
{
  g_autofree char *config = g_path_get_dirname (self->path);

  for (const char *name = "abc"; *name != '\0'; name++)
    remove_folder (self, (const char[]){ *name, '\0' });
  remove_folder (self, "a-2");
  g_unlink (self->path);
  g_rmdir (config);
  g_assert_cmpint (g_rmdir (self->top), ==, 0);
  g_free (self->path);
  g_free (self->top);
}

static void
note (Case *self, const char *folder, const char *name)
{
  g_autoptr (GAsyncResult) result = NULL;

  kh_profiles_note_async (self->path, folder, name, keep_result_cb, &result);
  wait_until (result != NULL);
}

/* The names, one after the other. */
static void
assert_profiles (Case *self, const char *wanted)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GString) names = g_string_new (NULL);

  kh_profiles_read_async (self->path, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  profiles = kh_profiles_read_finish (result, NULL);
  for (guint i = 0; i < profiles->len; i++) {
    const KhProfile *profile = profiles->pdata[i];

    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", profile->name);
    g_assert_false (profile->open);
  }
  g_assert_cmpstr (names->str, ==, wanted);
}

static void
test_order (Case *self, gconstpointer data)
{
  g_autofree char *a = make_folder (self, "a");
  g_autofree char *b = make_folder (self, "b");
  g_autofree char *again = g_build_filename (b, "..", "a", NULL);

  assert_profiles (self, "");
  note (self, a, "R&D <prod>");
  note (self, b, "שלום");
  assert_profiles (self, "שלום, R&D <prod>");
  note (self, again, "R&D");
  assert_profiles (self, "R&D, שלום");
}

static void
test_gone (Case *self, gconstpointer data)
{
  g_autofree char *a = make_folder (self, "a");
  g_autofree char *b = make_folder (self, "b");

  note (self, a, "A");
  note (self, b, "B");
  remove_folder (self, "b");
  assert_profiles (self, "A");
  g_free (g_steal_pointer (&b));
  b = make_folder (self, "b");
  assert_profiles (self, "B, A");
  remove_folder (self, "b");
  note (self, a, "A");
  g_free (g_steal_pointer (&b));
  b = make_folder (self, "b");
  assert_profiles (self, "A");
}

static void
test_foreign_file (Case *self, gconstpointer data)
{
  g_autofree char *a = make_folder (self, "a");
  g_autoptr (GError) error = NULL;

  note (self, a, "A");
  g_file_set_contents (self->path, "\xff\xfe[[[\nfolder", -1, &error);
  g_assert_no_error (error);
  assert_profiles (self, "");
  note (self, a, "A");
  assert_profiles (self, "A");
}

static void
assert_free (const char *base, const char *wanted)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *found = NULL;

  kh_profiles_find_folder_async (base, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  found = kh_profiles_find_folder_finish (result, NULL);
  g_assert_cmpstr (found, ==, wanted);
}

static void
test_free_folder (Case *self, gconstpointer data)
{
  g_autofree char *base = g_build_filename (self->top, "a", NULL);
  g_autofree char *second = g_strconcat (base, "-2", NULL);
  g_autofree char *third = g_strconcat (base, "-3", NULL);

  assert_free (base, base);
  g_free (make_folder (self, "a"));
  assert_free (base, second);
  g_free (make_folder (self, "a-2"));
  assert_free (base, third);
}

#define ADD(path, func) g_test_add (path, Case, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/models/profiles/order", test_order);
  ADD ("/models/profiles/gone", test_gone);
  ADD ("/models/profiles/foreign-file", test_foreign_file);
  ADD ("/models/profiles/free-folder", test_free_folder);
  return g_test_run ();
}
