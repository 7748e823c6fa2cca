/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file with a digest a line. */
#include "kh-told.h"

#include <string.h>

#include "kh-log.h"

/* Reading and writing must not be mixed, and a later writing comes later. */
static GMutex file_lock;

struct _KhTold {
  GObject parent_instance;

  char *path;
  char *organization;
  GHashTable *digests; /* set */
  gboolean changed, saving;
};

G_DEFINE_FINAL_TYPE (KhTold, kh_told, G_TYPE_OBJECT)

static char *
make_digest (KhTold *self, const char *id)
{
  g_autofree char *whole = g_strconcat (self->organization, "\n", id, NULL);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, whole, -1);
}

static void
kh_told_finalize (GObject *object)
{
  KhTold *self = KH_TOLD (object);

  g_hash_table_unref (self->digests);
  g_free (self->path);
  g_free (self->organization);
  G_OBJECT_CLASS (kh_told_parent_class)->finalize (object);
}

static void
kh_told_class_init (KhToldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_told_finalize;
}

static void
kh_told_init (KhTold *self)
{
  self->digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

char *
kh_told_default_folder (void)
{
  return g_build_filename (g_get_user_config_dir (), "keyhold", "told", NULL);
}

KhTold *
kh_told_new (const char *folder, const char *organization)
{
  KhTold *self = g_object_new (KH_TYPE_TOLD, NULL);
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, organization, -1);

  self->path = g_build_filename (folder, name, NULL);
  self->organization = g_strdup (organization);
  return self;
}

/* --- Reading --------------------------------------------------------------------------------- */

static void
read_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  char *text = NULL;

  g_mutex_lock (&file_lock);
  g_file_get_contents (data, &text, NULL, NULL);
  g_mutex_unlock (&file_lock);
  g_task_return_pointer (task, text, g_free);
}

void
kh_told_read_async (KhTold *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, kh_told_read_async);
  g_task_set_task_data (task, g_strdup (self->path), g_free);
  g_task_run_in_thread (task, read_worker);
}

void
kh_told_read_finish (KhTold *self, GAsyncResult *result)
{
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), NULL);
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", 0) : NULL;

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    if (strlen (lines[i]) == 64)
      g_hash_table_add (self->digests, g_strdup (lines[i]));
}

/* --- What was told --------------------------------------------------------------------------- */

gboolean
kh_told_has (KhTold *self, const char *id)
{
  g_autofree char *digest = make_digest (self, id);

  return g_hash_table_contains (self->digests, digest);
}

void
kh_told_add (KhTold *self, const char *id)
{
  if (g_hash_table_add (self->digests, make_digest (self, id)))
    self->changed = TRUE;
}

static gboolean
is_not_kept (gpointer digest, gpointer value, gpointer kept)
{
  return !g_hash_table_contains (kept, digest);
}

void
kh_told_keep_only (KhTold *self, GPtrArray *ids)
{
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < ids->len; i++)
    g_hash_table_add (kept, make_digest (self, ids->pdata[i]));
  if (g_hash_table_foreach_remove (self->digests, is_not_kept, kept) > 0)
    self->changed = TRUE;
}

/* --- Writing --------------------------------------------------------------------------------- */

static void
save_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  char **words = data;
  g_autofree char *folder = g_path_get_dirname (words[0]);
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&file_lock);
  g_mkdir_with_parents (folder, 0700);
  if (!g_file_set_contents_full (words[0], words[1], -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                 &error))
    kh_message ("What was told is not remembered: %s", error->message);
  g_mutex_unlock (&file_lock);
  g_task_return_boolean (task, TRUE);
}

static char *
to_text (KhTold *self)
{
  GString *text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer digest;

  g_hash_table_iter_init (&iter, self->digests);
  while (g_hash_table_iter_next (&iter, &digest, NULL))
    g_string_append_printf (text, "%s\n", (const char *)digest);
  return g_string_free (text, FALSE);
}

static void
on_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KhTold *self = KH_TOLD (source);

  self->saving = FALSE;
  kh_told_save (self);
}

static void
save (KhTold *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_saved_cb, NULL);
  g_autofree char *text = to_text (self);
  const char *words[] = { self->path, text, NULL };

  g_task_set_source_tag (task, save);
  g_task_set_task_data (task, g_strdupv ((char **)words), (GDestroyNotify)g_strfreev);
  g_task_run_in_thread (task, save_worker);
}

void
kh_told_save (KhTold *self)
{
  /* What changes while it is being written is written afterwards. */
  if (!self->changed || self->saving)
    return;
  self->changed = FALSE;
  self->saving = TRUE;
  save (self);
}

gboolean
kh_told_is_saved (KhTold *self)
{
  return !self->changed && !self->saving;
}
