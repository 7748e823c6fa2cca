/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The passphrase of an option, read on another thread. */
#include "kh-passphrase-option.h"

#include "kh-passphrase-file.h"

static void
read_worker (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;
  KhSecret *passphrase = kh_passphrase_read_file (path, NULL, &error);

  if (passphrase != NULL)
    g_task_return_pointer (task, passphrase, (GDestroyNotify)kh_secret_unref);
  else
    g_task_return_error (task, error);
}

void
kh_passphrase_option_read_async (const char *path, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, kh_passphrase_option_read_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, read_worker);
}

KhSecret *
kh_passphrase_option_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kh_passphrase_option_read_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
