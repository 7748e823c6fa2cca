/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data of an environment into a folder, on the organization's worker thread. */
#include "kh-export-work.h"

/* Between two pieces of news, in microseconds. */
#define NEWS_PAUSE (G_TIME_SPAN_SECOND / 5)

typedef struct {
  gatomicrefcount refs;
  char *environment, *folder, *store;
  gboolean replace;
  KhExportTell tell;
  GWeakRef listener; /* turned into a reference on the main thread alone */
  gint64 told_at;    /* worker thread; monotonic */
} Work;

typedef struct {
  Work *work; /* (owned) */
  char *name;
  guint done, total;
} News;

static void
work_unref (gpointer data)
{
  Work *work = data;

  if (!g_atomic_ref_count_dec (&work->refs))
    return;
  g_weak_ref_clear (&work->listener);
  g_free (work->environment);
  g_free (work->folder);
  g_free (work->store);
  g_free (work);
}

static void
news_free (gpointer data)
{
  News *news = data;

  work_unref (news->work);
  g_free (news->name);
  g_free (news);
}

static gboolean
tell_cb (gpointer data)
{
  News *news = data;
  g_autoptr (GObject) listener = g_weak_ref_get (&news->work->listener);

  if (listener != NULL)
    news->work->tell (listener, news->name, news->done, news->total);
  return G_SOURCE_REMOVE;
}

/* Thousands of small files would keep the main loop busy with words nobody can read. */
static void
on_progress (const char *name, guint done, guint total, gpointer data)
{
  Work *work = data;
  gint64 now = g_get_monotonic_time ();
  News *news;

  if (work->told_at != 0 && now - work->told_at < NEWS_PAUSE)
    return;
  work->told_at = now;
  news = g_new0 (News, 1);
  g_atomic_ref_count_inc (&work->refs);
  news->work = work;
  news->name = g_strdup (name);
  news->done = done;
  news->total = total;
  g_idle_add_full (G_PRIORITY_DEFAULT, tell_cb, news, news_free);
}

static gpointer
export_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  KhExportDraft draft = { .environment = work->environment,
                          .folder = work->folder,
                          .store = work->store,
                          .replace = work->replace };

  return kh_client_export (client, &draft, on_progress, work, cancellable, error);
}

void
kh_export_work_async (KhOrganization *organization, const KhExportDraft *draft, KhExportTell tell,
                      GObject *listener, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  Work *work = g_new0 (Work, 1);

  g_atomic_ref_count_init (&work->refs);
  work->environment = g_strdup (draft->environment);
  work->folder = g_strdup (draft->folder);
  work->store = g_strdup (draft->store);
  work->replace = draft->replace;
  work->tell = tell;
  g_weak_ref_init (&work->listener, listener);
  kh_organization_transfer_async (organization, export_worker, work, work_unref,
                                  (GDestroyNotify)kh_json_unref, cancellable, callback, user_data);
}

KhJson *
kh_export_work_finish (KhOrganization *organization, GAsyncResult *result, GError **error)
{
  return kh_organization_run_finish (organization, result, error);
}
