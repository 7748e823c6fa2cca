/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files into an environment, on the organization's worker thread. */
#include "kh-import-work.h"

#include "kh-send-file.h"

typedef struct {
  gatomicrefcount refs;
  char *environment;
  gboolean plain, replace, skip_bad_rows;
  GPtrArray *files; /* (element-type GFile) */
  gint64 *sizes;
  KhImportTell tell;
  GWeakRef listener; /* turned into a reference on the main thread alone */
  guint index;       /* worker thread */
} Work;

static void
work_unref (gpointer data)
{
  Work *work = data;

  if (!g_atomic_ref_count_dec (&work->refs))
    return;
  g_weak_ref_clear (&work->listener);
  g_ptr_array_unref (work->files);
  g_free (work->sizes);
  g_free (work->environment);
  g_free (work);
}

void
kh_import_outcome_free (KhImportOutcome *self)
{
  g_ptr_array_unref (self->reports);
  g_clear_error (&self->error);
  g_free (self);
}

/* News on their way to the main thread. */
typedef struct {
  Work *work; /* (owned) */
  guint index;
  guint64 done, total;
  KhJson *report; /* (nullable) */
} News;

static void
news_free (gpointer data)
{
  News *news = data;

  work_unref (news->work);
  g_clear_pointer (&news->report, kh_json_unref);
  g_free (news);
}

static gboolean
tell_cb (gpointer data)
{
  News *news = data;
  g_autoptr (GObject) listener = g_weak_ref_get (&news->work->listener);

  if (listener != NULL)
    news->work->tell (listener, news->index, news->done, news->total, news->report);
  return G_SOURCE_REMOVE;
}

/* The worker keeps its report, so the news carry a copy: a value belongs to one thread at a time.
 */
static void
send_news (Work *work, guint64 done, guint64 total, KhJson *report)
{
  News *news = g_new0 (News, 1);

  g_atomic_ref_count_inc (&work->refs);
  news->work = work;
  news->index = work->index;
  news->done = done;
  news->total = total;
  if (report != NULL) {
    g_autofree char *text = kh_json_to_text (report);

    news->report = kh_json_parse_text (text, NULL);
  }
  g_idle_add_full (G_PRIORITY_DEFAULT, tell_cb, news, news_free);
}

static void
on_progress (guint64 done, gint64 total, gpointer data)
{
  send_news (data, done, (guint64)MAX (total, 0), NULL);
}

static KhJson *
send_one (Work *work, KhClient *client, GCancellable *cancellable, GError **error)
{
  GFile *file = g_ptr_array_index (work->files, work->index);
  g_autofree char *name = g_file_get_basename (file);
  KhImportDraft draft = { .environment = work->environment,
                          .kind = work->plain ? "file" : "auto",
                          .replace = work->replace,
                          .skip_bad_rows = work->skip_bad_rows };
  KhSendOptions options = { name, work->sizes[work->index], NULL, on_progress, work };

  return kh_client_send_file (client, file, &draft, &options, cancellable, error);
}

static gpointer
import_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  g_autoptr (KhImportOutcome) outcome = g_new0 (KhImportOutcome, 1);

  outcome->reports = g_ptr_array_new_with_free_func ((GDestroyNotify)kh_json_unref);
  for (work->index = 0; work->index < work->files->len && outcome->error == NULL; work->index++) {
    KhJson *report;

    send_news (work, 0, 0, NULL);
    report = send_one (work, client, cancellable, &outcome->error);
    if (report == NULL)
      break;
    g_ptr_array_add (outcome->reports, report);
    send_news (work, 0, 0, report);
  }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&outcome);
}

void
kh_import_work_async (KhOrganization *organization, const KhImportChoices *choices,
                      GPtrArray *files, const gint64 *sizes, KhImportTell tell, GObject *listener,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Work *work = g_new0 (Work, 1);

  g_atomic_ref_count_init (&work->refs);
  work->environment = g_strdup (choices->environment);
  work->plain = choices->plain;
  work->replace = choices->replace;
  work->skip_bad_rows = choices->skip_bad_rows;
  work->files = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (work->files, g_object_ref (g_ptr_array_index (files, i)));
  work->sizes = g_memdup2 (sizes, files->len * sizeof *sizes);
  work->tell = tell;
  g_weak_ref_init (&work->listener, listener);
  kh_organization_transfer_async (organization, import_worker, work, work_unref,
                                  (GDestroyNotify)kh_import_outcome_free, cancellable, callback,
                                  user_data);
}

KhImportOutcome *
kh_import_work_finish (KhOrganization *organization, GAsyncResult *result, GError **error)
{
  return kh_organization_run_finish (organization, result, error);
}
