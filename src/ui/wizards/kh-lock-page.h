/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pages of Lock Environments share: the plan. Main thread. */
#pragma once

#include "kh-inquiry-page.h"
#include "kh-lock-plan.h"
#include "kh-task-run.h"

G_BEGIN_DECLS

#define KH_TYPE_LOCK_PAGE (kh_lock_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (KhLockPage, kh_lock_page, KH, LOCK_PAGE, KhInquiryPage)

struct _KhLockPageClass {
  KhInquiryPageClass parent_class;
};

KhLockPlan *kh_lock_page_get_plan (KhInquiryPage *self);

/* What does instead of a lock. */
typedef enum {
  KH_LOCK_EXIT_ROTATE,
  KH_LOCK_EXIT_CHANGE,
  KH_LOCK_EXIT_NEW_KEY, /* Change Key to a new one */
  KH_LOCK_EXIT_RETURN,
} KhLockExit;

/* The pages. Signal "leave" (KhLockExit as int) of the first: another wizard goes on. */
KhWizardPage *kh_lock_way_page_new (KhOrganization *organization, KhLockPlan *plan);
KhWizardPage *kh_lock_impact_page_new (KhOrganization *organization, KhLockPlan *plan);
/* Signal "show-impact": what is to be reviewed is not what was shown. */
KhWizardPage *kh_lock_review_page_new (KhOrganization *organization, KhLockPlan *plan);
/* Forgets the name that was typed. */
void kh_lock_review_page_clear (KhWizardPage *page);
KhWizardPage *kh_lock_result_page_new (KhOrganization *organization, KhLockPlan *plan);
void kh_lock_result_page_set_run (KhWizardPage *page, KhTaskRun *run);

G_END_DECLS
