/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guards: the impact from the tenant, then the question to the user. */
#include "kh-confirm.h"

#include "kh-confirm-dialog.h"
#include "kh-erase-dialog.h"
#include "kh-lock-escalation.h"
#include "kh-page.h"
#include "kh-request-filed.h"
#include "kh-rows.h"
#include "kh-rules-api.h"
#include "kh-text.h"

/* Of the tenant's refusal of a token that belongs to another impact. */
#define STALE "ConfirmationStale"

/* The change; the main thread and the one that does it hold it. */
typedef struct {
  gatomicrefcount refs;
  KhConfirmWork work;
  gpointer data;
  GDestroyNotify destroy; /* (nullable) */
} Change;

/* What is asked; lives as long as its task. */
typedef struct {
  GWeakRef parent;
  KhOrganization *organization; /* (owned) (nullable) */
  KhWireImpactRequest *request; /* (owned) (nullable) */
  KhConfirmTexts texts;         /* owned copies */
  Change *change;               /* (owned) (nullable) */
  KhJson *impact;               /* (owned) (nullable): what was told last */
  GError *refusal;              /* (owned) (nullable): why it is asked again */
  gboolean was_asked;           /* there is a question that can come again */
  KhConfirmDialog *dialog;      /* while it is open */
  KhEraseDialog *erasing;       /* while it is open, at level 4 */
  gboolean is_running;          /* the change was begun; no new question stands yet */
  char *lock;                   /* (nullable): the address of the wizard that goes on with it */
} Question;

static void
change_unref (gpointer data)
{
  Change *change = data;

  if (!g_atomic_ref_count_dec (&change->refs))
    return;
  if (change->destroy != NULL)
    change->destroy (change->data);
  g_free (change);
}

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
  g_strfreev ((char **)question->texts.rows);
  g_free ((char *)question->texts.keep);
  g_clear_pointer (&question->request, kh_wire_impact_request_free);
  g_clear_pointer (&question->change, change_unref);
  g_clear_pointer (&question->impact, kh_json_unref);
  g_clear_error (&question->refusal);
  g_free (question->lock);
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
  question->texts.keep = g_strdup (texts->keep);
  question->texts.destructive = texts->destructive;
  question->texts.is_asked = texts->is_asked;
  question->texts.rows = (const char *const *)g_strdupv ((char **)texts->rows);
  g_task_set_task_data (task, question, question_free);
  return task;
}

static void
cancel_task (GTask *task)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Cancelled"));
}

/* --- Another wizard --------------------------------------------------------------------------- */

/* The windows of the shell show toasts and open addresses; a dialog stands above one of them. */
static GtkWidget *
find_shell (GtkWidget *widget)
{
  GtkRoot *root = widget != NULL ? gtk_widget_get_root (widget) : NULL;

  while (GTK_IS_WINDOW (root) && gtk_window_get_transient_for (GTK_WINDOW (root)) != NULL) {
    widget = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (root)));
    root = GTK_ROOT (widget);
  }
  return widget;
}

/* For whoever asked it ends here; a dialog of options has nothing left to ask. */
static void
go_on_in_lock (GTask *task)
{
  Question *question = g_task_get_task_data (task);
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&question->parent);
  GtkRoot *root = parent != NULL ? gtk_widget_get_root (parent) : NULL;
  GtkWidget *shell = find_shell (parent);

  if (KH_IS_DIALOG (root))
    kh_dialog_done (KH_DIALOG (root), NULL, NULL, NULL);
  if (shell != NULL)
    kh_open_uri (shell, question->lock);
  cancel_task (task);
}

/* --- The question ----------------------------------------------------------------------------- */

static void on_destroy_cb (AdwMessageDialog *dialog, gpointer data);
static void run (GTask *task);

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
  if (g_strcmp0 (response, "verb") != 0)
    cancel_task (task);
  else if (question->lock != NULL)
    go_on_in_lock (task);
  else if (question->change != NULL)
    run (task);
  else
    g_task_return_boolean (task, TRUE);
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

static void
ask (GTask *task)
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
  question->was_asked = TRUE;
  question->dialog = question->lock != NULL
                         ? kh_confirm_dialog_new_lock (question->impact, now)
                         : kh_confirm_dialog_new (&question->texts, question->impact, now);
  if (question->refusal != NULL)
    kh_confirm_dialog_set_refusal (question->dialog, question->refusal);
  gtk_window_set_transient_for (GTK_WINDOW (question->dialog), GTK_WINDOW (root));
  g_signal_connect (question->dialog, "response", G_CALLBACK (on_response_cb), g_object_ref (task));
  g_signal_connect (question->dialog, "destroy", G_CALLBACK (on_destroy_cb), task);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_cancelled_cb),
                             question->dialog, G_CONNECT_SWAPPED);
  kh_set_plain_names (GTK_WIDGET (question->dialog));
  gtk_window_present (GTK_WINDOW (question->dialog));
}

/* A name has to be typed, and the tenant told none. */
static void
refuse_unnamed (GTask *task, KhJson *impact)
{
  GError *error = NULL;

  kh_set_error_facts (&error, KH_ERROR_CONFIRMATION, kh_json_string (impact, "target"), "Unnamed",
                      _ ("Use keyholdctl, which says what it takes."),
                      _ ("This cannot be confirmed here"));
  g_task_return_error (task, error);
}

/* --- What cannot be undone -------------------------------------------------------------------- */

/* What was begun goes on; there is nobody any more who could be asked again. */
static void
on_erase_destroyed_cb (KhEraseDialog *dialog, gpointer data)
{
  GTask *task = data;
  Question *question = g_task_get_task_data (task);

  question->erasing = NULL;
  question->was_asked = FALSE;
  if (!question->is_running)
    cancel_task (task);
}

static void
on_proven_cb (KhEraseDialog *dialog, gpointer data)
{
  run (data);
}

static void
unref_task (gpointer data, GClosure *closure)
{
  g_object_unref (data);
}

static void
close_erasing (GTask *task)
{
  Question *question = g_task_get_task_data (task);
  KhEraseDialog *dialog = g_steal_pointer (&question->erasing);

  if (dialog == NULL)
    return;
  g_signal_handlers_disconnect_by_func (dialog, on_erase_destroyed_cb, task);
  kh_dialog_done (KH_DIALOG (dialog), NULL, NULL, NULL);
}

static void
ask_for_good (GTask *task)
{
  Question *question = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&question->parent);

  if (question->erasing != NULL) {
    kh_erase_dialog_ask_again (question->erasing, question->impact, question->refusal);
    return;
  }
  if (parent == NULL || gtk_widget_get_root (parent) == NULL) {
    cancel_task (task);
    return;
  }
  question->was_asked = TRUE;
  question->erasing =
      kh_erase_dialog_new (question->organization, &question->texts, question->impact);
  g_signal_connect_data (question->erasing, "proven", G_CALLBACK (on_proven_cb),
                         g_object_ref (task), unref_task, G_CONNECT_DEFAULT);
  g_signal_connect (question->erasing, "destroy", G_CALLBACK (on_erase_destroyed_cb), task);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (gtk_window_close),
                             question->erasing, G_CONNECT_SWAPPED);
  kh_erase_dialog_show (question->erasing, parent);
}

/* --- The impact ------------------------------------------------------------------------------ */

static gboolean
is_stale (const GError *error)
{
  return kh_error_is (error, KH_ERROR_CONFIRMATION)
         && g_strcmp0 (kh_error_get_facts (error)->inner, STALE) == 0;
}

/* Where an act was confirmed for something else than what it does now, the numbers say so. */
static void
tell_stale (Question *question, KhJson *now)
{
  guint n_before = kh_json_length (question->impact, "environments");
  guint n_now = kh_json_length (now, "environments");
  g_autofree char *text = NULL;

  if (!is_stale (question->refusal))
    return;
  if (n_now != n_before)
    text = g_strdup_printf (ngettext ("It now affects %u environment instead of %u",
                                      "It now affects %u environments instead of %u", n_now),
                            n_now, n_before);
  else
    text = g_strdup (_ ("What it affects was looked at once more"));
  g_clear_error (&question->refusal);
  kh_set_error_facts (&question->refusal, KH_ERROR_CONFIRMATION, NULL, STALE,
                      _ ("Nothing was done."), text);
}

/* Takes @impact. */
static void
take_impact (GTask *task, KhJson *impact)
{
  Question *question = g_task_get_task_data (task);
  /* What does not say its level is taken for the gravest. */
  gint64 level = kh_json_int (impact, "level", 4);

  if (question->refusal != NULL)
    tell_stale (question, impact);
  g_clear_pointer (&question->impact, kh_json_unref);
  question->impact = impact;
  question->is_running = FALSE;
  g_free (question->lock);
  question->lock = kh_lock_escalation_find (question->request, impact);
  if (level < 4)
    close_erasing (task);
  if (question->refusal != NULL && !question->was_asked)
    g_task_return_error (task, g_steal_pointer (&question->refusal));
  else if (level >= 3 && kh_json_string (impact, "confirmName") == NULL)
    refuse_unnamed (task, impact);
  else if (level >= 4)
    ask_for_good (task);
  else if (level > (question->texts.is_asked ? 1 : 0))
    ask (task);
  else if (question->refusal != NULL)
    g_task_return_error (task, g_steal_pointer (&question->refusal));
  else
    run (task);
}

static void
impact_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  KhJson *impact = kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (impact != NULL) {
    take_impact (task, impact);
    return;
  }
  close_erasing (task);
  g_task_return_error (task, error);
}

static void
look (GTask *task)
{
  Question *question = g_task_get_task_data (task);

  kh_organization_call_async (question->organization, kh_rules_api_impact (question->request),
                              g_task_get_cancellable (task), impact_cb, g_object_ref (task));
}

/* --- The change ------------------------------------------------------------------------------ */

/* One try, with the impact that was shown. */
typedef struct {
  Change *change;         /* (owned) */
  KhConfirmed *confirmed; /* (owned) */
} Try;

static void
try_free (gpointer data)
{
  Try *try = data;

  change_unref (try->change);
  kh_confirmed_free (try->confirmed);
  g_free (try);
}

static gpointer
try_worker (KhClient *client, gpointer data, GCancellable *cancellable, GError **error)
{
  const Try *try = data;

  return GINT_TO_POINTER (
      try->change->work (client, try->change->data, try->confirmed, cancellable, error));
}

/* Whether it can be asked again in a useful way: not without a connection, and not about what is
 * gone. */
static gboolean
is_refusal (const GError *error)
{
  return error->domain == KH_ERROR && !kh_error_is (error, KH_ERROR_NETWORK)
         && !kh_error_is (error, KH_ERROR_HOSTED) && !kh_error_is (error, KH_ERROR_NOT_FOUND)
         && !kh_error_is (error, KH_ERROR_UNAUTHENTICATED);
}

/* Under four eyes the act became a request, and nothing was done: for whoever asked, it ends here.
 */
static void
end_as_request (GTask *task, const GError *error)
{
  Question *question = g_task_get_task_data (task);
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&question->parent);
  GtkWidget *shell = find_shell (parent);

  close_erasing (task);
  if (shell != NULL)
    kh_tell_request_filed (shell, error);
  cancel_task (task);
}

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  kh_organization_run_finish (KH_ORGANIZATION (source), result, &error);
  if (error == NULL) {
    close_erasing (task);
    g_task_return_boolean (task, TRUE);
  } else if (kh_is_request_filed (error)) {
    end_as_request (task, error);
    g_error_free (error);
  } else if (question->was_asked && is_refusal (error)) {
    g_clear_error (&question->refusal);
    question->refusal = error;
    look (task);
  } else {
    close_erasing (task);
    g_task_return_error (task, error);
  }
}

static void
run (GTask *task)
{
  Question *question = g_task_get_task_data (task);
  Try *try = g_new0 (Try, 1);

  question->is_running = TRUE;
  g_atomic_ref_count_inc (&question->change->refs);
  try->change = question->change;
  try->confirmed = kh_confirmed_new (question->impact);
  kh_organization_run_async (question->organization, try_worker, try, try_free, NULL,
                             g_task_get_cancellable (task), tried_cb, g_object_ref (task));
}

void
kh_confirm_async (GtkWidget *parent, KhOrganization *organization, KhWireImpactRequest *change,
                  const KhConfirmTexts *texts, KhConfirmWork work, gpointer data,
                  GDestroyNotify destroy, GCancellable *cancellable, GAsyncReadyCallback callback,
                  gpointer user_data)
{
  g_autoptr (GTask) task = new_task (parent, organization, texts, cancellable, callback, user_data);
  Question *question = g_task_get_task_data (task);

  g_task_set_source_tag (task, kh_confirm_async);
  question->request = change;
  question->change = g_new0 (Change, 1);
  g_atomic_ref_count_init (&question->change->refs);
  question->change->work = work;
  question->change->data = data;
  question->change->destroy = destroy;
  look (task);
}

gboolean
kh_confirm_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
kh_ask_async (GtkWidget *parent, const KhConfirmTexts *texts, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = new_task (parent, NULL, texts, cancellable, callback, user_data);

  g_task_set_source_tag (task, kh_ask_async);
  ask (task);
}

gboolean
kh_ask_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
