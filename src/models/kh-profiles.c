/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key file with a group for each organization. */
#include "kh-profiles.h"

#include "kh-client.h"
#include "kh-log.h"

#define MOST 20

/* Reading and writing again must not be mixed. */
static GMutex file_lock;

void
kh_profile_free (KhProfile *self)
{
  g_free (self->data_dir);
  g_free (self->name);
  g_free (self);
}

char *
kh_profiles_default_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "keyhold", "profiles", NULL);
}

static KhProfile *
new_profile (const char *data_dir, const char *name)
{
  KhProfile *profile = g_new0 (KhProfile, 1);

  profile->data_dir = g_strdup (data_dir);
  profile->name = g_strdup (name);
  return profile;
}

static gboolean
is_there (const char *data_dir)
{
  g_autofree char *tenant = g_build_filename (data_dir, "tenant", NULL);

  return g_file_test (tenant, G_FILE_TEST_IS_DIR);
}

/* (transfer full): in the order of the file. */
static GPtrArray *
load (const char *path)
{
  GPtrArray *profiles = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_profile_free);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) groups = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return profiles;
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++) {
    g_autofree char *folder = g_key_file_get_string (file, groups[i], "folder", NULL);
    g_autofree char *name = g_key_file_get_string (file, groups[i], "name", NULL);

    if (folder != NULL && name != NULL && is_there (folder))
      g_ptr_array_add (profiles, new_profile (folder, name));
  }
  return profiles;
}

static void
save (const char *path, GPtrArray *profiles)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < MIN (profiles->len, MOST); i++) {
    const KhProfile *profile = profiles->pdata[i];
    g_autofree char *group = g_strdup_printf ("organization %u", i + 1);

    g_key_file_set_string (file, group, "folder", profile->data_dir);
    g_key_file_set_string (file, group, "name", profile->name);
  }
  g_mkdir_with_parents (folder, 0700);
  if (!g_key_file_save_to_file (file, path, &error))
    kh_message ("What was opened is not remembered: %s", error->message);
}

/* --- Reading --------------------------------------------------------------------------------- */

static gboolean
is_hosted (const char *data_dir)
{
  g_autofree char *socket = g_build_filename (data_dir, "tenant.sock", NULL);
  g_autoptr (KhClient) client = NULL;

  if (!g_file_test (socket, G_FILE_TEST_EXISTS))
    return FALSE;
  client = kh_client_new_for_socket (socket, NULL);
  return client != NULL && kh_client_probe (client, 1);
}

static void
read_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *profiles;

  g_mutex_lock (&file_lock);
  profiles = load (data);
  g_mutex_unlock (&file_lock);
  for (guint i = 0; i < profiles->len; i++) {
    KhProfile *profile = profiles->pdata[i];

    profile->open = is_hosted (profile->data_dir);
  }
  g_task_return_pointer (task, profiles, (GDestroyNotify)g_ptr_array_unref);
}

void
kh_profiles_read_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, kh_profiles_read_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, read_worker);
}

GPtrArray *
kh_profiles_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Noting ---------------------------------------------------------------------------------- */

static void
note_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  char **words = data;
  g_autofree char *data_dir = g_canonicalize_filename (words[1], NULL);
  g_autoptr (GPtrArray) profiles = NULL;

  g_mutex_lock (&file_lock);
  profiles = load (words[0]);
  for (guint i = profiles->len; i > 0; i--)
    if (g_str_equal (((KhProfile *)profiles->pdata[i - 1])->data_dir, data_dir))
      g_ptr_array_remove_index (profiles, i - 1);
  g_ptr_array_insert (profiles, 0, new_profile (data_dir, words[2]));
  save (words[0], profiles);
  g_mutex_unlock (&file_lock);
  g_task_return_boolean (task, TRUE);
}

void
kh_profiles_note_async (const char *path, const char *data_dir, const char *name,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  const char *words[] = { path, data_dir, name, NULL };

  g_task_set_source_tag (task, kh_profiles_note_async);
  g_task_set_task_data (task, g_strdupv ((char **)words), (GDestroyNotify)g_strfreev);
  g_task_run_in_thread (task, note_worker);
}

/* --- A place for another one ----------------------------------------------------------------- */

static void
find_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *folder = g_strdup (data);

  for (guint i = 2; is_there (folder); i++) {
    g_free (folder);
    folder = g_strdup_printf ("%s-%u", (const char *)data, i);
  }
  g_task_return_pointer (task, g_steal_pointer (&folder), g_free);
}

void
kh_profiles_find_folder_async (const char *data_dir, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, kh_profiles_find_folder_async);
  g_task_set_task_data (task, g_strdup (data_dir), g_free);
  g_task_run_in_thread (task, find_worker);
}

char *
kh_profiles_find_folder_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
