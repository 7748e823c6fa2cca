/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pages of Rotate Key share: the plan. Main thread. */
#pragma once

#include "kh-inquiry-page.h"
#include "kh-rotate-plan.h"
#include "kh-task-run.h"

G_BEGIN_DECLS

#define KH_TYPE_ROTATE_PAGE (kh_rotate_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (KhRotatePage, kh_rotate_page, KH, ROTATE_PAGE, KhInquiryPage)

struct _KhRotatePageClass {
  KhInquiryPageClass parent_class;
};

KhRotatePlan *kh_rotate_page_get_plan (KhInquiryPage *self);
/* (transfer full) (nullable): what stands in the way on every page: the key is gone, or the account
 * lacks the role. */
char *kh_rotate_page_refusal (KhInquiryPage *self);

/* The pages. */
KhWizardPage *kh_rotate_way_page_new (KhOrganization *organization, KhRotatePlan *plan);
/* The fields show what the plan has: a draft was taken up. */
void kh_rotate_way_page_show_plan (KhWizardPage *page);
KhWizardPage *kh_rotate_checks_page_new (KhOrganization *organization, KhRotatePlan *plan);
/* Signal "edit": the way is to be chosen again. */
KhWizardPage *kh_rotate_review_page_new (KhOrganization *organization, KhRotatePlan *plan);
/* Signals "back" (nothing was done) and "retry". */
KhWizardPage *kh_rotate_result_page_new (KhOrganization *organization, KhRotatePlan *plan);
void kh_rotate_result_page_set_run (KhWizardPage *page, KhTaskRun *run);

G_END_DECLS
