/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a lock ended, for each environment. */
#include "kh-lock-page.h"

#include "kh-dialog.h"
#include "kh-lock-run.h"
#include "kh-impact-words.h"
#include "kh-lock-words.h"
#include "kh-request-api.h"
#include "kh-request-dialogs.h"
#include "kh-result-view.h"
#include "kh-rows.h"
#include "kh-task-progress-page.h"
#include "kh-text.h"
#include "kh-uri.h"

typedef enum { OTHER_UNLOCK, OTHER_BACK, OTHER_REQUEST } Other;

#define KH_TYPE_LOCK_RESULT_PAGE (kh_lock_result_page_get_type ())
G_DECLARE_FINAL_TYPE (KhLockResultPage, kh_lock_result_page, KH, LOCK_RESULT_PAGE, KhWorkPage)

struct _KhLockResultPage {
  KhWorkPage parent_instance;

  KhLockPlan *plan; /* (owned) */
  KhResultView *view;
  Other other;
  char *request; /* (nullable): that was filed instead */
  char *decided; /* (nullable): the state of it that is told */
};

enum { SIGNAL_BACK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhLockResultPage, kh_lock_result_page, KH_TYPE_WORK_PAGE)

static void
show_other (KhLockResultPage *self, Other other, const char *label)
{
  self->other = other;
  kh_result_view_set_other (self->view, label);
}

/* --- Heads ------------------------------------------------------------------------------------ */

static void
show_locked (KhLockResultPage *self, guint n)
{
  const KhLockWay *way = kh_lock_plan_get_chosen (self->plan);
  KhTime first = way != NULL ? kh_impact_first_deletion (way->impact) : KH_TIME_NONE;
  KhTime now = kh_organization_now (kh_work_page_get_organization (KH_WORK_PAGE (self)));
  g_autofree char *date = kh_text_date (first, now);
  g_autofree char *title =
      g_strdup_printf (ngettext ("%u Environment Is Locked", "%u Environments Are Locked", n), n);
  g_autofree char *body =
      first != KH_TIME_NONE
          ? g_strdup_printf (_ ("Their data keys are wiped from memory. Deletion on %s unless "
                                "unlocked."),
                             date)
          : g_strdup (_ ("Their data keys are wiped from memory."));

  kh_result_view_show (self->view, KH_RESULT_SUCCESS, title, body);
  show_other (self, OTHER_UNLOCK, _ ("Un_lock…"));
}

static void
show_waiting (KhLockResultPage *self)
{
  kh_result_view_show (self->view, KH_RESULT_WAITING, _ ("Waiting for Approval"),
                       _ ("Another Key Vault administrator must approve within 24 hours. Nothing "
                          "is locked yet."));
  show_other (self, OTHER_REQUEST, _ ("_Show Request"));
}

static void
show_partly (KhLockResultPage *self, guint locked, guint all, const GError *error)
{
  g_autofree char *title = g_strdup_printf (_ ("%u of %u Environments Locked"), locked, all);
  g_autofree char *body = error != NULL ? kh_text_error_body (error) : g_strdup ("");

  kh_result_view_show (self->view, KH_RESULT_PARTLY, title, body);
  show_other (self, OTHER_UNLOCK, _ ("Un_lock…"));
}

static void
show_head (KhLockResultPage *self, KhTaskRun *run)
{
  guint all = kh_lock_run_count_environments (run);
  guint locked = kh_lock_run_count_locked (run);
  const GError *error = kh_task_run_get_error (run);

  if (self->request != NULL) {
    show_waiting (self);
  } else if (locked == all && error == NULL) {
    show_locked (self, all);
  } else if (locked > 0) {
    show_partly (self, locked, all, error);
  } else {
    g_autofree char *body = error != NULL ? kh_text_error_body (error) : g_strdup ("");

    kh_result_view_show (self->view, KH_RESULT_FAILED, _ ("Nothing Was Locked"), body);
    show_other (self, OTHER_BACK, _ ("_Back to Review"));
  }
}

/* --- Rows ------------------------------------------------------------------------------------- */

static void
on_copy_cb (GtkWidget *button)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (button),
                          g_object_get_data (G_OBJECT (button), "kh-text"));
}

static void
add_way_back (KhLockResultPage *self)
{
  GtkWidget *row = kh_row_new (_ ("How to get back"), _ ("As a text with the plan"));
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Copy Way Back"));

  kh_set_plain_name (button, _ ("_Copy Way Back"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "kh-text", kh_lock_report (self->plan), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_copy_cb), NULL);
  kh_row_add_button (row, button);
  kh_result_view_add_row (self->view, row);
}

/* --- What was filed instead ------------------------------------------------------------------- */

static GtkWidget *
add_act (KhLockResultPage *self, const char *title, const char *subtitle, const char *verb)
{
  GtkWidget *row = kh_row_new (title, subtitle);
  GtkWidget *button = gtk_button_new_with_mnemonic (verb);

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  kh_set_plain_name (button, verb);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  kh_row_add_button (row, button);
  kh_result_view_add_row (self->view, row);
  return button;
}

/* What it would do is computed by now. */
static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KhLockResultPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KhJson) request =
      kh_organization_call_finish (KH_ORGANIZATION (source), result, &error);

  if (request != NULL)
    kh_dialog_show (kh_approve_dialog_new_here (KH_ORGANIZATION (source), request),
                    GTK_WIDGET (self));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    kh_wizard_page_set_error (KH_WIZARD_PAGE (self), error);
}

static void
on_approve_cb (KhLockResultPage *self)
{
  KhWorkPage *page = KH_WORK_PAGE (self);

  kh_organization_call_async (kh_work_page_get_organization (page),
                              kh_request_api_get (self->request),
                              kh_work_page_get_cancellable (page), read_cb, g_object_ref (self));
}

/* TRUE: it ended so that nothing is locked, which is told. */
static gboolean
show_end (KhLockResultPage *self, const char *state)
{
  static const struct {
    const char *state, *title;
  } ends[] = {
    { "Rejected", N_ ("The Request Was Rejected") },
    { "Withdrawn", N_ ("The Request Was Withdrawn") },
    { "Expired", N_ ("Nobody Decided in Time") },
    { "Approved", N_ ("Approved, but Not Done") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_equal (ends[i].state, state)) {
      kh_result_view_show (self->view, KH_RESULT_FAILED, _ (ends[i].title),
                           _ ("Nothing was locked."));
      show_other (self, OTHER_REQUEST, _ ("_Show Request"));
      return TRUE;
    }
  return FALSE;
}

/* Somebody decided it, here or elsewhere. */
static void
on_requests_cb (KhLockResultPage *self)
{
  KhOrganization *organization = kh_work_page_get_organization (KH_WORK_PAGE (self));
  const KhLockWay *way = kh_lock_plan_get_chosen (self->plan);
  KhJson *request =
      self->request != NULL
          ? kh_request_list_find (kh_organization_get_requests (organization), self->request)
          : NULL;
  const char *state = kh_json_string (request, "state");

  if (state == NULL || kh_request_is_pending (request) || g_strcmp0 (state, self->decided) == 0)
    return;
  g_free (self->decided);
  self->decided = g_strdup (state);
  kh_result_view_clear_rows (self->view);
  if (show_end (self, state))
    return;
  show_locked (self, way != NULL ? kh_lock_way_count (way) : 0);
  add_way_back (self);
}

static void
withdrawn_cb (KhWorkPage *page)
{
  kh_organization_refresh_requests (kh_work_page_get_organization (page));
}

static void
on_withdraw_cb (KhLockResultPage *self, GtkWidget *button)
{
  kh_work_page_do (KH_WORK_PAGE (self),
                   kh_request_api_decide (self->request, "withdraw", NULL, NULL), button,
                   withdrawn_cb);
}

static void
add_request (KhLockResultPage *self)
{
  GtkWidget *approve =
      add_act (self, _ ("A second person is at this computer"),
               _ ("Approves with a passphrase of their own"), _ ("Approve _Here…"));
  GtkWidget *withdraw = add_act (self, _ ("It shall not be done any more"),
                                 _ ("Nobody can approve it then"), _ ("_Withdraw"));

  g_signal_connect_object (approve, "clicked", G_CALLBACK (on_approve_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (withdraw, "clicked", G_CALLBACK (on_withdraw_cb), self,
                           G_CONNECT_SWAPPED);
}

void
kh_lock_result_page_set_run (KhWizardPage *page, KhTaskRun *run)
{
  KhLockResultPage *self = KH_LOCK_RESULT_PAGE (page);
  gboolean waits = kh_lock_run_get_request (run) != NULL;

  g_free (self->request);
  self->request = g_strdup (kh_lock_run_get_request (run));
  g_clear_pointer (&self->decided, g_free);
  kh_result_view_clear_rows (self->view);
  /* The act was told by the title; a request did nothing to any environment. */
  for (guint i = 1; i < kh_task_run_count (run) && !waits; i++) {
    const KhTask *task = kh_task_run_nth (run, i);
    GtkWidget *row = kh_step_row_new ();

    if (g_str_equal (task->state, "Succeeded"))
      kh_step_row_show (
          KH_STEP_ROW (row),
          &(KhStepFacts){ .title = task->name, .kind = KH_STATE_ENVIRONMENT, .state = "Locked" });
    else
      kh_task_show (task, NULL, KH_STEP_ROW (row));
    kh_result_view_add_row (self->view, row);
  }
  if (kh_lock_run_count_locked (run) > 0)
    add_way_back (self);
  if (waits)
    add_request (self);
  show_head (self, run);
}

/* --- The page --------------------------------------------------------------------------------- */

static void
on_other_cb (KhLockResultPage *self)
{
  g_autofree char *request = kh_uri_format_section (KH_SECTION_REQUESTS, self->request);

  if (self->other == OTHER_UNLOCK)
    kh_result_view_leave (self->view, "keyhold:wizard/unlock?all");
  else if (self->other == OTHER_REQUEST)
    kh_result_view_leave (self->view, request);
  else if (self->other == OTHER_BACK)
    g_signal_emit (self, signals[SIGNAL_BACK], 0);
}

static GtkWidget *
kh_lock_result_page_get_focus (KhWizardPage *page)
{
  return kh_result_view_get_done (KH_LOCK_RESULT_PAGE (page)->view);
}

static void
kh_lock_result_page_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (kh_lock_result_page_parent_class)->dispose (object);
}

static void
kh_lock_result_page_finalize (GObject *object)
{
  g_clear_object (&KH_LOCK_RESULT_PAGE (object)->plan);
  g_free (KH_LOCK_RESULT_PAGE (object)->request);
  g_free (KH_LOCK_RESULT_PAGE (object)->decided);
  G_OBJECT_CLASS (kh_lock_result_page_parent_class)->finalize (object);
}

static void
kh_lock_result_page_class_init (KhLockResultPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_lock_result_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = kh_lock_result_page_finalize;
  KH_WIZARD_PAGE_CLASS (klass)->closes = TRUE;
  KH_WIZARD_PAGE_CLASS (klass)->get_focus = kh_lock_result_page_get_focus;
  signals[SIGNAL_BACK] = g_signal_new ("back", KH_TYPE_LOCK_RESULT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_lock_result_page_init (KhLockResultPage *self)
{
  self->view = g_object_new (KH_TYPE_RESULT_VIEW, NULL);
  g_signal_connect_object (self->view, "other", G_CALLBACK (on_other_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->view));
}

KhWizardPage *
kh_lock_result_page_new (KhOrganization *organization, KhLockPlan *plan)
{
  KhLockResultPage *self =
      g_object_new (KH_TYPE_LOCK_RESULT_PAGE, "organization", organization, NULL);

  g_set_object (&self->plan, plan);
  g_signal_connect_object (kh_organization_get_requests (organization), "changed",
                           G_CALLBACK (on_requests_cb), self, G_CONNECT_SWAPPED);
  return KH_WIZARD_PAGE (self);
}
