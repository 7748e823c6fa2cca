/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares the devices of two folders. */
#include "kh-same-disk.h"

#include <errno.h>
#include <sys/stat.h>

/* FALSE if it cannot be told. */
static gboolean
find_device (const char *folder, dev_t *device)
{
  g_autofree char *path = g_canonicalize_filename (folder, NULL);
  struct stat about;

  while (stat (path, &about) != 0) {
    char *parent;

    if (errno != ENOENT || g_str_equal (path, "/"))
      return FALSE;
    parent = g_path_get_dirname (path);
    g_free (path);
    path = parent;
  }
  *device = about.st_dev;
  return TRUE;
}

static void
compare_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  char **folders = data;
  dev_t one, other;

  g_task_return_boolean (task, !find_device (folders[0], &one) || !find_device (folders[1], &other)
                                   || one == other);
}

void
kh_same_disk_async (const char *one, const char *other, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  const char *folders[] = { one, other, NULL };

  g_task_set_source_tag (task, kh_same_disk_async);
  g_task_set_task_data (task, g_strdupv ((char **)folders), (GDestroyNotify)g_strfreev);
  g_task_run_in_thread (task, compare_worker);
}

gboolean
kh_same_disk_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kh_same_disk_async), TRUE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
