/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guards: the impact from the tenant, then the question to the user. */
#include "kh-confirm.h"

#include "kh-confirm-dialog.h"
#include "kh-rules-api.h"
#include "kh-text.h"

/* What is asked; lives as long as its task. */
typedef struct {
  GWeakRef parent;
  KhOrganization *organization; /* (owned) (nullable) */
  KhConfirmTexts texts;         /* owned copies */
  char *token;                  /* (nullable) */
  KhConfirmDialog *dialog;      /* while it is open */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_weak_ref_clear (&question->parent);
  g_clear_object (&question->organization);
  g_free ((char *)question->texts.verb);
  g_free ((char *)question->texts.heading);
  g_free ((char *)question->texts.body);
  g_free ((char *)question->texts.heading_hard);
  g_free ((char *)question->texts.body_hard);
  g_free (question->token);
  g_free (question);
}

static GTask *
new_task (GtkWidget *parent, KhOrganization *organization, const KhConfirmTexts *texts,
          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (organization, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  g_weak_ref_init (&question->parent, parent);
  g_set_object (&question->organization, organization);
  question->texts.verb = g_strdup (texts->verb);
  question->texts.heading = g_strdup (texts->heading);
  question->texts.body = g_strdup (texts->body);
  question->texts.heading_hard = g_strdup (texts->heading_hard);
  question->texts.body_hard = g_strdup (texts->body_hard);
  question->texts.destructive = texts->destructive;
  g_task_set_task_data (task, question, question_free);
  return task;
}

static void
cancel_task (GTask *task)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Cancelled"));
}

static void on_destroy_cb (AdwMessageDialog *dialog, gpointer data);

/* Takes the reference that ask() kept for the open window. */
static void
on_response_cb (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  g_autoptr (GTask) task = data;
  Question *question = g_task_get_task_data (task);

  question->dialog = NULL;
  g_signal_handlers_disconnect_by_func (dialog, on_destroy_cb, task);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (g_strcmp0 (response, "verb") == 0)
    g_task_return_pointer (task, g_strdup (question->token != NULL ? question->token : ""), g_free);
  else
    cancel_task (task);
}

static void
on_cancelled_cb (KhConfirmDialog *dialog)
{
  gtk_window_close (GTK_WINDOW (dialog));
}

/* A window that is destroyed with its parent gives no response. */
static void
on_destroy_cb (AdwMessageDialog *dialog, gpointer data)
{
  GTask *task = data;
  Question *question = g_task_get_task_data (task);

  if (question->dialog != NULL)
    on_response_cb (dialog, "cancel", task);
}

/* @impact: (nullable) */
static void
ask (GTask *task, KhJson *impact)
{
  Question *question = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&question->parent);
  GtkRoot *root = parent != NULL ? gtk_widget_get_root (parent) : NULL;
  KhTime now =
      question->organization != NULL ? kh_organization_now (question->organization) : KH_TIME_NONE;

  if (root == NULL) {
    cancel_task (task);
    return;
  }
  question->dialog = kh_confirm_dialog_new (&question->texts, impact, now);
  gtk_window_set_transient_for (GTK_WINDOW (question->dialog), GTK_WINDOW (root));
  g_signal_connect (question->dialog, "response", G_CALLBACK (on_response_cb), g_object_ref (task));
  g_signal_connect (question->dialog, "destroy", G_CALLBACK (on_destroy_cb), task);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_cancelled_cb),
                             question->dialog, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (question->dialog));
}

static void
refuse_irreversible (GTask *task, KhJson *impact)
{
  GError *error = NULL;

  kh_set_error_facts (&error, KH_ERROR_CONFIRMATION, kh_json_string (impact, "target"),
                      "Irreversible",
                      _ ("Use keyholdctl, which asks for the name and for --irreversible."),
                      _ ("This cannot be undone, and the console does not do it"));
  g_task_return_error (task, error);
}

static void
impact_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (KhJson) impact =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);
  gint64 level;

  if (impact == NULL) {
    g_task_return_error (task, error);
    return;
  }
  question->token = g_strdup (kh_json_string (impact, "token"));
  /* What does not say its level is taken for the gravest. */
  level = kh_json_int (impact, "level", 4);
  if (level <= 0)
    g_task_return_pointer (task, g_strdup (question->token != NULL ? question->token : ""), g_free);
  else if (level >= 4 || (level == 3 && kh_json_string (impact, "confirmName") == NULL))
    refuse_irreversible (task, impact);
  else
    ask (task, impact);
}

void
kh_confirm_async (GtkWidget *parent, KhOrganization *organization,
                  const KhWireImpactRequest *change, const KhConfirmTexts *texts,
                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = new_task (parent, organization, texts, cancellable, callback, user_data);

  g_task_set_source_tag (task, kh_confirm_async);
  kh_organization_call_async (organization, kh_rules_api_impact (change), cancellable, impact_cb,
                              task);
}

gboolean
kh_confirm_finish (GAsyncResult *result, char **token, GError **error)
{
  g_autofree char *got = g_task_propagate_pointer (G_TASK (result), error);

  *token = got != NULL && *got != '\0' ? g_steal_pointer (&got) : NULL;
  return got != NULL || *token != NULL;
}

void
kh_ask_async (GtkWidget *parent, const KhConfirmTexts *texts, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = new_task (parent, NULL, texts, cancellable, callback, user_data);

  g_task_set_source_tag (task, kh_ask_async);
  ask (task, NULL);
}

gboolean
kh_ask_finish (GAsyncResult *result, GError **error)
{
  g_autofree char *got = g_task_propagate_pointer (G_TASK (result), error);

  return got != NULL;
}
