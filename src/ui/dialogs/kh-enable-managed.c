/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enable Managed Environment…: the question and the call. */
#include "kh-confirm.h"
#include "kh-dialogs.h"
#include "kh-environment-api.h"
#include "kh-page.h"
#include "kh-text.h"

typedef struct {
  GWeakRef parent;
  KhItem *environment; /* (owned) */
} Managed;

static void
managed_free (gpointer data)
{
  Managed *managed = data;

  g_weak_ref_clear (&managed->parent);
  g_object_unref (managed->environment);
  g_free (managed);
}

static void
managed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Managed *managed = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (KhJson) answer =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&managed->parent);

  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (parent != NULL && gtk_widget_get_root (parent) != NULL) {
    /* Translators: the name of an environment */
    g_autofree char *text = g_strdup_printf (_ ("%s is a Managed Environment"),
                                             kh_item_get_name (managed->environment));

    kh_toast (parent, text, NULL, NULL);
  }
  g_task_return_boolean (task, TRUE);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Managed *managed = g_task_get_task_data (task);
  KhOrganization *organization = g_task_get_source_object (task);
  GError *error = NULL;

  if (!kh_ask_finish (result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  kh_organization_call_async (
      organization, kh_environment_api_set_managed (kh_item_get_id (managed->environment), TRUE),
      g_task_get_cancellable (task), managed_cb, g_object_ref (task));
}

void
kh_enable_managed_async (GtkWidget *parent, KhOrganization *organization, KhItem *environment,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (organization, cancellable, callback, user_data);
  Managed *managed = g_new0 (Managed, 1);
  g_autofree char *heading =
      g_strdup_printf (_ ("Make %s a Managed Environment?"), kh_item_get_name (environment));
  KhConfirmTexts texts = {
    .verb = _ ("_Enable"),
    .heading = heading,
    .body = _ ("Its users need a license that includes Managed Environments."),
  };

  g_task_set_source_tag (task, kh_enable_managed_async);
  g_weak_ref_init (&managed->parent, parent);
  managed->environment = g_object_ref (environment);
  g_task_set_task_data (task, managed, managed_free);
  kh_ask_async (parent, &texts, cancellable, asked_cb, task);
}

gboolean
kh_enable_managed_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
