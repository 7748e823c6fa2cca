/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress of a run. */
#include "kh-task-progress-page.h"

#include "kh-rows.h"
#include "kh-text.h"

#define KH_TYPE_TASK_PROGRESS_PAGE (kh_task_progress_page_get_type ())
G_DECLARE_FINAL_TYPE (KhTaskProgressPage, kh_task_progress_page, KH, TASK_PROGRESS_PAGE, KhWorkPage)

struct _KhTaskProgressPage {
  KhWorkPage parent_instance;

  GtkListBox *list;
  const char *running;
  KhTaskRun *run;        /* (owned) (nullable) */
  GSignalGroup *signals; /* (owned): of the run */
};

enum { SIGNAL_ENDED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhTaskProgressPage, kh_task_progress_page, KH_TYPE_WORK_PAGE)

void
kh_task_show (const KhTask *task, const char *running, KhStepRow *row)
{
  g_autofree char *why = task->error != NULL ? kh_text_error_body (task->error) : NULL;
  const KhStepFacts facts = { .title = task->name,
                              .kind = KH_STATE_OPERATION,
                              .state = task->state,
                              .word = g_str_equal (task->state, "Running") ? running : NULL,
                              .stage = why };

  kh_step_row_show (row, &facts);
}

static void
on_run_changed_cb (KhTaskProgressPage *self)
{
  if (self->run == NULL)
    return;
  for (guint i = 0; i < kh_task_run_count (self->run); i++) {
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int)i);

    if (row == NULL) {
      row = GTK_LIST_BOX_ROW (kh_step_row_new ());
      gtk_list_box_append (self->list, GTK_WIDGET (row));
    }
    kh_task_show (kh_task_run_nth (self->run, i), self->running, KH_STEP_ROW (row));
  }
  if (!kh_task_run_is_running (self->run))
    g_signal_emit (self, signals[SIGNAL_ENDED], 0);
}

void
kh_task_progress_page_set_run (KhWizardPage *page, KhTaskRun *run)
{
  KhTaskProgressPage *self = KH_TASK_PROGRESS_PAGE (page);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_set_object (&self->run, run);
  g_signal_group_set_target (self->signals, run);
}

static void
kh_task_progress_page_dispose (GObject *object)
{
  KhTaskProgressPage *self = KH_TASK_PROGRESS_PAGE (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->run);
  adw_bin_set_child (ADW_BIN (self), NULL);
  G_OBJECT_CLASS (kh_task_progress_page_parent_class)->dispose (object);
}

static void
kh_task_progress_page_class_init (KhTaskProgressPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kh_task_progress_page_dispose;
  signals[SIGNAL_ENDED] = g_signal_new ("ended", KH_TYPE_TASK_PROGRESS_PAGE, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kh_task_progress_page_init (KhTaskProgressPage *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  kh_set_name (GTK_WIDGET (self->list), _ ("Steps"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
  self->signals = g_signal_group_new (KH_TYPE_TASK_RUN);
  g_signal_group_connect_swapped (self->signals, "changed", G_CALLBACK (on_run_changed_cb), self);
}

KhWizardPage *
kh_task_progress_page_new (KhOrganization *organization, const KhTaskWords *words)
{
  KhTaskProgressPage *self =
      g_object_new (KH_TYPE_TASK_PROGRESS_PAGE, "organization", organization, "title", words->title,
                    "body", _ ("This can be closed. The work goes on."), NULL);

  self->running = words->running;
  return KH_WIZARD_PAGE (self);
}
