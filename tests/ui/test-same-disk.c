/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether two folders are on one disk. */
#include "kh-same-disk.h"

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static gboolean
is_same (const char *one, const char *other)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean same;

  kh_same_disk_async (one, other, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  same = kh_same_disk_finish (result, &error);
  g_assert_no_error (error);
  return same;
}

static void
test_folders (void)
{
  g_assert_true (is_same ("/proc", "/proc"));
  g_assert_false (is_same ("/", "/proc"));
  /* Of what does not exist yet, the nearest folder that does counts. */
  g_assert_true (is_same ("/no-such-folder/a/b", "/"));
  g_assert_false (is_same ("/no-such-folder/a", "/proc"));
  /* What cannot be told is warned of. */
  g_assert_true (is_same ("/dev/null/a", "/proc"));
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  kh_same_disk_async ("/", "/proc", cancellable, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  kh_same_disk_finish (result, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/same-disk/folders", test_folders);
  g_test_add_func ("/same-disk/cancelled", test_cancelled);
  return g_test_run ();
}
