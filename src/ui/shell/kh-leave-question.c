/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The questions before quitting, sealing or switching in the middle of operations or of a draft. */
#include "kh-leave-question.h"

#include <adwaita.h>

#include "kh-facts.h"
#include "kh-text.h"
#include "kh-wizard.h"

typedef struct {
  KhLeaveFunc leave;
  GObject *data;         /* (owned) */
  void (*before) (void); /* (nullable): comes before it */
} Question;

/* @first: (out) (transfer full): what the first of them does. */
static guint
count_running (KhSession *session, char **first)
{
  KhOrganization *organization = kh_session_get_organization (session);
  GListModel *list;
  guint count = 0;

  *first = NULL;
  if (organization == NULL || !kh_session_is_host (session))
    return 0;
  list = G_LIST_MODEL (kh_organization_get_list (organization, KH_ITEM_OPERATION));
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (KhItem) item = g_list_model_get_item (list, i);

    if (!kh_fact_operation_is_active (kh_item_get_snapshot (item)))
      continue;
    if (count++ == 0)
      *first = kh_fact_operation_title (kh_item_get_snapshot (item));
  }
  return count;
}

static GtkWidget *
new_quit (guint count, const char *first)
{
  g_autofree char *heading = g_strdup_printf (
      ngettext ("Quit While %u Operation Runs?", "Quit While %u Operations Run?", count), count);
  g_autofree char *body =
      count == 1 ? g_strdup_printf (_ ("%s pauses and resumes at the next start. The environment "
                                       "stays offline meanwhile."),
                                    first)
                 : g_strdup_printf (_ ("%u operations pause and resume at the next start. Their "
                                       "environments stay offline meanwhile."),
                                    count);
  GtkWidget *dialog = adw_message_dialog_new (NULL, heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", _ ("Stay"), "leave",
                                    _ ("Quit Anyway"), NULL);
  return dialog;
}

static GtkWidget *
new_seal (guint count)
{
  g_autofree char *heading = g_strdup_printf (
      ngettext ("Seal While %u Operation Runs?", "Seal While %u Operations Run?", count), count);
  GtkWidget *dialog = adw_message_dialog_new (
      NULL, heading, ngettext ("It pauses at a safe point.", "They pause at a safe point.", count));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", _ ("Cancel"), "leave",
                                    _ ("Seal"), NULL);
  return dialog;
}

static GtkWidget *
new_switch (guint count, const char *first)
{
  g_autofree char *heading = g_strdup_printf (
      ngettext ("Leave While %u Operation Runs?", "Leave While %u Operations Run?", count), count);
  g_autofree char *body =
      count == 1 ? g_strdup_printf (_ ("%s pauses and resumes when this organization is opened "
                                       "again. The environment stays offline meanwhile."),
                                    first)
                 : g_strdup_printf (_ ("%u operations pause and resume when this organization is "
                                       "opened again. Their environments stay offline meanwhile."),
                                    count);
  GtkWidget *dialog = adw_message_dialog_new (NULL, heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", _ ("Stay"), "leave",
                                    _ ("Leave"), NULL);
  return dialog;
}

static GtkWidget *
new_dialog (KhLeaveReason reason, guint count, const char *first)
{
  switch (reason) {
  case KH_LEAVE_SEAL:
    return new_seal (count);
  case KH_LEAVE_SWITCH:
    return new_switch (count, first);
  case KH_LEAVE_QUIT:
  default:
    return new_quit (count, first);
  }
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->data);
  g_free (question);
}

static gboolean
leave_cb (gpointer data)
{
  Question *question = data;

  if (question->before != NULL)
    question->before ();
  question->leave (question->data);
  return G_SOURCE_REMOVE;
}

/* Leaving takes the window of the question away: not from inside its own signal. */
static void
on_leave_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  Question *later = g_new0 (Question, 1);

  later->leave = question->leave;
  later->data = g_object_ref (question->data);
  later->before = question->before;
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, leave_cb, later, question_free);
}

static void
free_question (gpointer data, GClosure *closure)
{
  question_free (data);
}

guint
kh_leave_count_running (KhSession *session)
{
  g_autofree char *first = NULL;

  return count_running (session, &first);
}

/* Takes the floating @dialog, whose response "leave" is the way on. */
static void
ask (GtkWidget *dialog, GtkWindow *parent, KhLeaveFunc leave, GObject *data, void (*before) (void))
{
  Question *question = g_new0 (Question, 1);

  question->leave = leave;
  question->data = g_object_ref (data);
  question->before = before;
  gtk_window_set_transient_for (GTK_WINDOW (dialog), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  g_signal_connect_data (dialog, "response::leave", G_CALLBACK (on_leave_cb), question,
                         free_question, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

gboolean
kh_leave_question (GtkWindow *parent, KhSession *session, KhLeaveReason reason, KhLeaveFunc leave,
                   GObject *data)
{
  g_autofree char *first = NULL;
  guint count = count_running (session, &first);
  GtkWidget *dialog;

  if (count == 0)
    return FALSE;
  dialog = new_dialog (reason, count, first);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "leave",
                                              ADW_RESPONSE_DESTRUCTIVE);
  ask (dialog, parent, leave, data, NULL);
  return TRUE;
}

/* --- Drafts ---------------------------------------------------------------------------------- */

/* (element-type KhWizard) (transfer full) */
static GPtrArray *
list_wizards (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GPtrArray *wizards = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (KH_IS_WIZARD (window) && !kh_wizard_is_closed (KH_WIZARD (window)))
      g_ptr_array_add (wizards, g_steal_pointer (&window));
  }
  return wizards;
}

GtkWindow *
kh_leave_find_draft (GtkWindow *below)
{
  g_autoptr (GPtrArray) wizards = list_wizards ();

  for (guint i = 0; i < wizards->len; i++)
    if (kh_wizard_is_dirty (wizards->pdata[i])
        && (below == NULL || gtk_window_get_transient_for (wizards->pdata[i]) == below))
      return wizards->pdata[i];
  return NULL;
}

static void
put_aside (void)
{
  g_autoptr (GPtrArray) wizards = list_wizards ();

  for (guint i = 0; i < wizards->len; i++)
    kh_wizard_put_aside (wizards->pdata[i]);
}

gboolean
kh_leave_draft_question (GtkWindow *parent, KhLeaveFunc leave, GObject *data)
{
  GtkWidget *dialog;

  if (kh_leave_find_draft (NULL) == NULL)
    return FALSE;
  dialog = adw_message_dialog_new (NULL, _ ("Leave the Draft?"),
                                   _ ("It is kept for this organization until Keyhold quits."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", _ ("Stay"), "leave",
                                    _ ("Leave"), NULL);
  ask (dialog, parent, leave, data, put_aside);
  return TRUE;
}
