/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pages of Lock Environments share: the plan, and groups of rows that are made anew when
 * the tenant has answered. Main thread. */
#pragma once

#include "kh-lock-plan.h"
#include "kh-task-run.h"
#include "kh-work-page.h"

G_BEGIN_DECLS

#define KH_TYPE_LOCK_PAGE (kh_lock_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (KhLockPage, kh_lock_page, KH, LOCK_PAGE, KhWorkPage)

struct _KhLockPageClass {
  KhWorkPageClass parent_class;

  /* Makes the groups of the page; those of before are gone. */
  void (*fill) (KhLockPage *self);
  /* (transfer full) (nullable): why Next is off, as for kh_wizard_page_set_reason(). */
  char *(*get_reason) (KhLockPage *self);
  /* TRUE: the page offers to compute again, and says when it was computed. */
  gboolean looks;
};

/* Properties, construct only: "organization", "plan" (without one, a plan of nothing). */
KhLockPlan *kh_lock_page_get_plan (KhLockPage *self);
/* Of the organization. */
KhTime kh_lock_page_now (KhLockPage *self);
/* Makes the groups anew: something that they show changed besides the answers. */
void kh_lock_page_fill (KhLockPage *self);
/* Looks again whether Next is on. */
void kh_lock_page_update_reason (KhLockPage *self);
/* (transfer none): a new group at the end; both texts are nullable. */
AdwPreferencesGroup *kh_lock_page_add_group (KhLockPage *self, const char *title,
                                             const char *description);
/* Below the groups: stays when they are made anew. */
void kh_lock_page_add_below (KhLockPage *self, GtkWidget *widget);

/* The pages. */
KhWizardPage *kh_lock_way_page_new (KhOrganization *organization, KhLockPlan *plan);
KhWizardPage *kh_lock_impact_page_new (KhOrganization *organization, KhLockPlan *plan);
/* Signal "show-impact": what is to be reviewed is not what was shown. */
KhWizardPage *kh_lock_review_page_new (KhOrganization *organization, KhLockPlan *plan);
/* Forgets the name that was typed. */
void kh_lock_review_page_clear (KhWizardPage *page);
KhWizardPage *kh_lock_result_page_new (KhOrganization *organization, KhLockPlan *plan);
void kh_lock_result_page_set_run (KhWizardPage *page, KhTaskRun *run);

G_END_DECLS
