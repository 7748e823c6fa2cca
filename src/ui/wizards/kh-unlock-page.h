/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pages of Unlock Environments share: what is locked. Main thread. */
#pragma once

#include "kh-inquiry-page.h"
#include "kh-task-run.h"
#include "kh-unlock.h"
#include "kh-wire-petition.h"

G_BEGIN_DECLS

#define KH_TYPE_UNLOCK_PAGE (kh_unlock_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (KhUnlockPage, kh_unlock_page, KH, UNLOCK_PAGE, KhInquiryPage)

struct _KhUnlockPageClass {
  KhInquiryPageClass parent_class;
};

KhUnlock *kh_unlock_page_get_unlock (KhInquiryPage *self);
/* (transfer none) (nullable): the item of an environment. */
KhItem *kh_unlock_page_find_item (KhInquiryPage *self, const char *environment);

/* The pages. */
KhWizardPage *kh_unlock_diagnosis_page_new (KhOrganization *organization, KhUnlock *unlock);
KhWizardPage *kh_unlock_repair_page_new (KhOrganization *organization, KhUnlock *unlock);
/* Does the first repair of @page that is open, if this account may. */
void kh_unlock_repair_page_press_first (KhWizardPage *page);
KhWizardPage *kh_unlock_review_page_new (KhOrganization *organization, KhUnlock *unlock);
/* Signals "back" and "retry". */
/* (transfer full): the request as it would be filed now. */
KhWireRequestFiling *kh_unlock_review_page_new_filing (KhWizardPage *page);
KhWizardPage *kh_unlock_result_page_new (KhOrganization *organization);
/* @filed: the run filed a request instead of re-enabling. */
void kh_unlock_result_page_set_run (KhWizardPage *page, KhTaskRun *run, gboolean filed);

/* (transfer full): what a case's diagnosis comes to, as a sentence. */
char *kh_unlock_conclusion (const KhUnlockCase *one);
/* (transfer full): the diagnosis of everything as text, for the clipboard. */
char *kh_unlock_report (KhUnlock *unlock, KhTime now);

G_END_DECLS
