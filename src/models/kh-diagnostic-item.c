/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of the diagnostic log, read by another thread. */
#include "kh-diagnostic-item.h"

#include <string.h>

struct _KhDiagnosticItem {
  GObject parent_instance;

  KhDiagnosticLine *line;
};

G_DEFINE_FINAL_TYPE (KhDiagnosticItem, kh_diagnostic_item, G_TYPE_OBJECT)

static void
kh_diagnostic_item_finalize (GObject *object)
{
  kh_diagnostic_line_free (KH_DIAGNOSTIC_ITEM (object)->line);
  G_OBJECT_CLASS (kh_diagnostic_item_parent_class)->finalize (object);
}

static void
kh_diagnostic_item_class_init (KhDiagnosticItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kh_diagnostic_item_finalize;
}

static void
kh_diagnostic_item_init (KhDiagnosticItem *self)
{
}

const KhDiagnosticLine *
kh_diagnostic_item_get_line (KhDiagnosticItem *self)
{
  return self->line;
}

char *
kh_diagnostic_item_to_text (KhDiagnosticItem *self)
{
  g_autofree char *time = kh_time_format (self->line->time);

  return g_strdup_printf ("%s %s %s %s: %s", time, kh_diagnostic_level_name (self->line->level),
                          self->line->origin, self->line->domain, self->line->text);
}

gboolean
kh_diagnostic_item_matches (KhDiagnosticItem *self, const char *search)
{
  g_autofree char *text = kh_diagnostic_item_to_text (self);
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *sought = g_utf8_casefold (search, -1);
  g_auto (GStrv) words = g_strsplit (sought, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* --- Other threads --------------------------------------------------------------------------- */

typedef struct {
  char *path, *to; /* @to (nullable) */
} Files;

static void
files_free (gpointer data)
{
  Files *files = data;

  g_free (files->path);
  g_free (files->to);
  g_free (files);
}

static void
run (GTask *task, const char *path, char *to, GTaskThreadFunc work)
{
  Files *files = g_new0 (Files, 1);

  files->path = g_strdup (path);
  files->to = to;
  g_task_set_task_data (task, files, files_free);
  g_task_run_in_thread (task, work);
  g_object_unref (task);
}

static void
read_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Files *files = data;
  g_autoptr (GPtrArray) lines = NULL;
  GError *error = NULL;

  kh_diagnostics_flush ();
  lines = kh_diagnostics_read (files->path, &error);
  if (lines == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&lines), (GDestroyNotify)g_ptr_array_unref);
}

void
kh_diagnostic_list_read_async (const char *path, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, kh_diagnostic_list_read_async);
  run (task, path, NULL, read_worker);
}

GListModel *
kh_diagnostic_list_read_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) lines = g_task_propagate_pointer (G_TASK (result), error);
  GListStore *list;

  if (lines == NULL)
    return NULL;
  list = g_list_store_new (KH_TYPE_DIAGNOSTIC_ITEM);
  while (lines->len > 0) {
    g_autoptr (KhDiagnosticItem) item = g_object_new (KH_TYPE_DIAGNOSTIC_ITEM, NULL);

    item->line = g_ptr_array_steal_index (lines, lines->len - 1);
    g_list_store_append (list, item);
  }
  return G_LIST_MODEL (list);
}

static void
export_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Files *files = data;
  GError *error = NULL;

  kh_diagnostics_flush ();
  if (kh_diagnostics_export (files->path, files->to, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
kh_diagnostic_list_export_async (const char *path, GFile *file, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, kh_diagnostic_list_export_async);
  run (task, path, g_file_get_path (file), export_worker);
}

gboolean
kh_diagnostic_list_export_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
