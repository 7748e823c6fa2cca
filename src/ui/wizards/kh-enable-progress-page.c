/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress: one row a step and an environment. Closing it stops nothing that was sent. */
#include "kh-enable-page.h"

#include "kh-enable-step.h"
#include "kh-text.h"

#define KH_TYPE_ENABLE_PROGRESS_PAGE (kh_enable_progress_page_get_type ())
G_DECLARE_FINAL_TYPE (KhEnableProgressPage, kh_enable_progress_page, KH, ENABLE_PROGRESS_PAGE,
                      KhEnablePage)

struct _KhEnableProgressPage {
  KhEnablePage parent_instance;

  GtkListBox *list;
  KhEnableRun *run;      /* (owned) (nullable) */
  GSignalGroup *signals; /* (owned): of the run */
};

enum { SIGNAL_ENDED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KhEnableProgressPage, kh_enable_progress_page, KH_TYPE_ENABLE_PAGE)

/* An operation that waits for its environment to be unlocked does not end while somebody looks. */
static gboolean
has_ended (KhEnableRun *run)
{
  KhEnableOutcome outcome = kh_enable_run_get_outcome (run);

  if (outcome == KH_ENABLE_STARTED)
    return kh_enable_run_count_state (run, "Running")
               + kh_enable_run_count_state (run, "NotStarted")
           == 0;
  return outcome != KH_ENABLE_RUNNING;
}

static void
show_run (KhEnableProgressPage *self)
{
  gboolean sent = kh_enable_run_get_outcome (self->run) != KH_ENABLE_RUNNING;

  for (guint i = 0; i < kh_enable_run_count (self->run); i++) {
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int)i);

    if (row == NULL) {
      row = GTK_LIST_BOX_ROW (kh_step_row_new ());
      gtk_list_box_append (self->list, GTK_WIDGET (row));
    }
    kh_enable_step_show (kh_enable_run_nth (self->run, i), KH_STEP_ROW (row));
  }
  kh_wizard_page_set_body (KH_WIZARD_PAGE (self),
                           sent ? _ ("This can be closed. The work goes on and is listed under "
                                     "Operations.")
                                : _ ("This can be closed. The work goes on."));
  if (has_ended (self->run))
    g_signal_emit (self, signals[SIGNAL_ENDED], 0);
}

static void
on_run_changed_cb (KhEnableProgressPage *self)
{
  if (self->run != NULL)
    show_run (self);
}

void
kh_enable_progress_page_set_run (KhWizardPage *page, KhEnableRun *run)
{
  KhEnableProgressPage *self = KH_ENABLE_PROGRESS_PAGE (page);
  GtkListBoxRow *row;

  if (self->run != NULL)
    kh_enable_run_set_watched (self->run, FALSE);
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_set_object (&self->run, run);
  g_signal_group_set_target (self->signals, run);
  show_run (self);
}

static void
kh_enable_progress_page_shown (KhWizardPage *page)
{
  KhEnableProgressPage *self = KH_ENABLE_PROGRESS_PAGE (page);

  if (self->run != NULL)
    kh_enable_run_set_watched (self->run, TRUE);
}

static void
kh_enable_progress_page_hidden (KhWizardPage *page)
{
  KhEnableProgressPage *self = KH_ENABLE_PROGRESS_PAGE (page);

  if (self->run != NULL)
    kh_enable_run_set_watched (self->run, FALSE);
}

static void
kh_enable_progress_page_dispose (GObject *object)
{
  KhEnableProgressPage *self = KH_ENABLE_PROGRESS_PAGE (object);

  if (self->run != NULL)
    kh_enable_run_set_watched (self->run, FALSE);
  g_clear_object (&self->signals);
  g_clear_object (&self->run);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), KH_TYPE_ENABLE_PROGRESS_PAGE);
  G_OBJECT_CLASS (kh_enable_progress_page_parent_class)->dispose (object);
}

static void
kh_enable_progress_page_class_init (KhEnableProgressPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kh_enable_progress_page_dispose;
  KH_WIZARD_PAGE_CLASS (klass)->shown = kh_enable_progress_page_shown;
  KH_WIZARD_PAGE_CLASS (klass)->hidden = kh_enable_progress_page_hidden;
  signals[SIGNAL_ENDED] = g_signal_new ("ended", KH_TYPE_ENABLE_PROGRESS_PAGE, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/keyhold/Keyhold/ui/kh-enable-progress-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KhEnableProgressPage, list);
}

static void
kh_enable_progress_page_init (KhEnableProgressPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (KH_TYPE_ENABLE_RUN);
  g_signal_group_connect_swapped (self->signals, "changed", G_CALLBACK (on_run_changed_cb), self);
}

KhWizardPage *
kh_enable_progress_page_new (KhOrganization *organization, KhEnableDraft *draft)
{
  static const char *const titles[] = {
    [KH_ENABLE_GOAL_ENABLE] = N_ ("Enabling Customer-Managed Key"),
    [KH_ENABLE_GOAL_CHANGE] = N_ ("Changing the Key"),
    [KH_ENABLE_GOAL_RETURN] = N_ ("Returning to the Microsoft-Managed Key"),
  };

  return g_object_new (KH_TYPE_ENABLE_PROGRESS_PAGE, "organization", organization, "draft", draft,
                       "title", _ (titles[kh_enable_draft_get_goal (draft)]), NULL);
}
