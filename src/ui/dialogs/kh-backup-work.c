/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups out and in, on the thread for transfers. */
#include "kh-backup-work.h"

#include "kh-environment-backup.h"
#include "kh-text.h"

typedef struct {
  gatomicrefcount refs;
  char *environment, *path;
  KhBackupTell tell;
  GWeakRef listener; /* turned into a reference on the main thread alone */
} Work;

typedef struct {
  Work *work; /* (owned) */
  guint64 done;
  gint64 total;
} News;

static void
work_unref (gpointer data)
{
  Work *work = data;

  if (!g_atomic_ref_count_dec (&work->refs))
    return;
  g_weak_ref_clear (&work->listener);
  g_free (work->environment);
  g_free (work->path);
  g_free (work);
}

static void
news_free (gpointer data)
{
  News *news = data;

  work_unref (news->work);
  g_free (news);
}

static gboolean
tell_cb (gpointer data)
{
  News *news = data;
  g_autoptr (GObject) listener = g_weak_ref_get (&news->work->listener);

  if (listener != NULL)
    news->work->tell (listener, news->done, news->total);
  return G_SOURCE_REMOVE;
}

/* Worker thread; a few times a second. */
static void
on_progress (guint64 done, gint64 total, gpointer data)
{
  Work *work = data;
  News *news = g_new0 (News, 1);

  g_atomic_ref_count_inc (&work->refs);
  news->work = work;
  news->done = done;
  news->total = total;
  g_idle_add_full (G_PRIORITY_DEFAULT, tell_cb, news, news_free);
}

char *
kh_backup_progress_text (guint64 done, gint64 total)
{
  g_autofree char *size = kh_text_size (done);

  if (total <= 0)
    return g_steal_pointer (&size);
  /* Translators: how far it is in percent, and in bytes */
  return g_strdup_printf (_ ("%d %% · %s"), (int)(done * 100 / (guint64)total), size);
}

static Work *
work_new (const char *environment, const char *path, KhBackupTell tell, GObject *listener)
{
  Work *work = g_new0 (Work, 1);

  g_atomic_ref_count_init (&work->refs);
  work->environment = g_strdup (environment);
  work->path = g_strdup (path);
  work->tell = tell;
  g_weak_ref_init (&work->listener, listener);
  return work;
}

/* --- Out -------------------------------------------------------------------------------------- */

static gpointer
write_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  const KhBackupOptions options = { .progress = on_progress, .data = work };
  g_auto (KhDownload) file = { 0 };

  return GINT_TO_POINTER (
      kh_backup_write (client, work->environment, work->path, &options, &file, cancellable, error));
}

void
kh_backup_work_write_async (KhOrganization *organization, const char *environment, const char *path,
                            KhBackupTell tell, GObject *listener, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  kh_organization_transfer_async (organization, write_worker,
                                  work_new (environment, path, tell, listener), work_unref, NULL,
                                  cancellable, callback, user_data);
}

gboolean
kh_backup_work_write_finish (KhOrganization *organization, GAsyncResult *result, GError **error)
{
  return kh_organization_run_finish (organization, result, error) != NULL;
}

/* --- In --------------------------------------------------------------------------------------- */

static gpointer
send_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  const KhBackupOptions options = { .progress = on_progress, .data = work };

  return kh_backup_send (client, work->environment, work->path, &options, cancellable, error);
}

void
kh_backup_work_send_async (KhOrganization *organization, const char *environment, const char *path,
                           KhBackupTell tell, GObject *listener, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  kh_organization_transfer_async (organization, send_worker,
                                  work_new (environment, path, tell, listener), work_unref,
                                  (GDestroyNotify)kh_json_unref, cancellable, callback, user_data);
}

KhJson *
kh_backup_work_send_finish (KhOrganization *organization, GAsyncResult *result, GError **error)
{
  return kh_organization_run_finish (organization, result, error);
}
