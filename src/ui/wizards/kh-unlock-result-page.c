/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How an unlocking ended, for each environment. */
#include "kh-unlock-page.h"

#include "kh-result-view.h"
#include "kh-task-progress-page.h"
#include "kh-text.h"

typedef enum { OTHER_ACTIVITY, OTHER_RETRY, OTHER_BACK, OTHER_REQUESTS } Other;

#define KH_TYPE_UNLOCK_RESULT_PAGE (kh_unlock_result_page_get_type ())
G_DECLARE_FINAL_TYPE (KhUnlockResultPage, kh_unlock_result_page, KH, UNLOCK_RESULT_PAGE, KhWorkPage)

struct _KhUnlockResultPage {
  KhWorkPage parent_instance;

  KhResultView *view;
  Other other;
};

enum { SIGNAL_BACK, SIGNAL_RETRY, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhUnlockResultPage, kh_unlock_result_page, KH_TYPE_WORK_PAGE)

static void
show_other (KhUnlockResultPage *self, Other other, const char *label)
{
  self->other = other;
  kh_result_view_set_other (self->view, label);
}

static void
show_filed (KhUnlockResultPage *self)
{
  kh_result_view_show (self->view, KH_RESULT_WAITING, _ ("Unlock Request Filed"),
                       _ ("An account with the support role decides it. Deletion clocks still "
                          "run."));
  show_other (self, OTHER_REQUESTS, _ ("Show _Requests"));
}

static void
show_head (KhUnlockResultPage *self, KhTaskRun *run)
{
  guint all = kh_task_run_count (run);
  guint good = kh_task_run_count_state (run, "Succeeded");
  const GError *error = kh_task_run_get_error (run);
  g_autofree char *why = error != NULL ? kh_text_error_body (error) : NULL;
  g_autofree char *title = NULL;

  if (good == all) {
    title =
        g_strdup_printf (ngettext ("%u Environment Is Back", "%u Environments Are Back", all), all);
    kh_result_view_show (self->view, KH_RESULT_SUCCESS, title,
                         _ ("The original key was proved, and its data can be read again. Look at "
                            "the cause before it happens again."));
    show_other (self, OTHER_ACTIVITY, _ ("Show _Activity"));
  } else if (good > 0) {
    title = g_strdup_printf (_ ("%u of %u Environments Are Back"), good, all);
    kh_result_view_show (self->view, KH_RESULT_PARTLY, title, why);
    show_other (self, OTHER_RETRY, _ ("_Retry"));
  } else {
    kh_result_view_show (self->view, KH_RESULT_FAILED, _ ("Not Re-enabled"), why);
    show_other (self, OTHER_BACK, _ ("Back to _Repair"));
  }
}

void
kh_unlock_result_page_set_run (KhWizardPage *page, KhTaskRun *run, gboolean filed)
{
  KhUnlockResultPage *self = KH_UNLOCK_RESULT_PAGE (page);

  kh_result_view_clear_rows (self->view);
  for (guint i = 0; i < kh_task_run_count (run); i++) {
    GtkWidget *row = kh_step_row_new ();

    kh_task_show (kh_task_run_nth (run, i), NULL, KH_STEP_ROW (row));
    kh_result_view_add_row (self->view, row);
  }
  if (filed && kh_task_run_get_error (run) == NULL)
    show_filed (self);
  else
    show_head (self, run);
}

static void
on_other_cb (KhUnlockResultPage *self)
{
  switch (self->other) {
  case OTHER_ACTIVITY:
    kh_result_view_leave (self->view, "keyhold:activity");
    break;
  case OTHER_REQUESTS:
    kh_result_view_leave (self->view, "keyhold:requests");
    break;
  case OTHER_RETRY:
    g_signal_emit (self, signals[SIGNAL_RETRY], 0);
    break;
  case OTHER_BACK:
    g_signal_emit (self, signals[SIGNAL_BACK], 0);
    break;
  }
}

static GtkWidget *
kh_unlock_result_page_get_focus (KhWizardPage *page)
{
  return kh_result_view_get_done (KH_UNLOCK_RESULT_PAGE (page)->view);
}

static void
kh_unlock_result_page_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (kh_unlock_result_page_parent_class)->dispose (object);
}

static void
kh_unlock_result_page_class_init (KhUnlockResultPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_unlock_result_page_dispose;
  KH_WIZARD_PAGE_CLASS (klass)->closes = TRUE;
  KH_WIZARD_PAGE_CLASS (klass)->get_focus = kh_unlock_result_page_get_focus;
  signals[SIGNAL_BACK] = g_signal_new ("back", KH_TYPE_UNLOCK_RESULT_PAGE, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RETRY] = g_signal_new ("retry", KH_TYPE_UNLOCK_RESULT_PAGE, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_unlock_result_page_init (KhUnlockResultPage *self)
{
  self->view = g_object_new (KH_TYPE_RESULT_VIEW, NULL);
  g_signal_connect_object (self->view, "other", G_CALLBACK (on_other_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->view));
}

KhWizardPage *
kh_unlock_result_page_new (KhOrganization *organization)
{
  return g_object_new (KH_TYPE_UNLOCK_RESULT_PAGE, "organization", organization, NULL);
}
