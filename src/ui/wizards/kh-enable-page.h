/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pages of Enable Customer-Managed Key, of Change Key and of Return to Microsoft-Managed
 * Key share: the draft. Main thread. */
#pragma once

#include "kh-enable-draft.h"
#include "kh-enable-run.h"
#include "kh-work-page.h"

G_BEGIN_DECLS

#define KH_TYPE_ENABLE_PAGE (kh_enable_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (KhEnablePage, kh_enable_page, KH, ENABLE_PAGE, KhWorkPage)

struct _KhEnablePageClass {
  KhWorkPageClass parent_class;
};

/* (transfer full): an empty draft on the organization's lists. */
KhEnableDraft *kh_enable_page_new_draft (KhOrganization *organization, KhEnableGoal goal);
/* Property, construct only: "draft" (without one the page has a draft of its own). The page is also
 * updated when it changes. */
KhEnableDraft *kh_enable_page_get_draft (KhEnablePage *self);
KhEnableGoal kh_enable_page_get_goal (KhEnablePage *self);
/* TRUE if the environments return to the platform's key. */
gboolean kh_enable_page_returns (KhEnablePage *self);
/* (transfer full): the plan of the draft with account and time filled in. */
KhEnablePlan *kh_enable_page_make_plan (KhEnablePage *self);
/* Asks "Make {e} a Managed Environment?", then does it in the same way. */
void kh_enable_page_ask_managed (KhEnablePage *self, KhItem *environment, GtkWidget *button,
                                 KhWorkPageDone done);

/* The pages. */
KhWizardPage *kh_enable_environments_page_new (KhOrganization *organization, KhEnableDraft *draft);
KhWizardPage *kh_enable_key_page_new (KhOrganization *organization, KhEnableDraft *draft);
KhWizardPage *kh_enable_policy_page_new (KhOrganization *organization, KhEnableDraft *draft);
/* Of Change Key alone. */
KhWizardPage *kh_change_policy_page_new (KhOrganization *organization, KhEnableDraft *draft);
/* The old key may be known to others: shows who can reach it, and asks what is decided for the time
 * until the move has ended. */
void kh_change_policy_page_contain (KhWizardPage *page);
/* (transfer full) (nullable): that decision, for the audit records of the move. */
char *kh_change_policy_page_get_reason (KhWizardPage *page);
KhWizardPage *kh_enable_checks_page_new (KhOrganization *organization, KhEnableDraft *draft);
/* (nullable) (transfer none): what the checks said of the draft as it is now. */
KhJson *kh_enable_checks_page_get_result (KhWizardPage *page);
/* Signal "edit" (int KhEnablePart). */
KhWizardPage *kh_enable_review_page_new (KhOrganization *organization, KhEnableDraft *draft);
void kh_enable_review_page_set_checks (KhWizardPage *page, KhJson *checks);
/* Signal "ended": the outcome is known. */
KhWizardPage *kh_enable_progress_page_new (KhOrganization *organization, KhEnableDraft *draft);
void kh_enable_progress_page_set_run (KhWizardPage *page, KhEnableRun *run);
/* Signals "back" (to the page that can settle the failure) and "retry". */
KhWizardPage *kh_enable_result_page_new (KhOrganization *organization, KhEnableDraft *draft);
void kh_enable_result_page_set_run (KhWizardPage *page, KhEnableRun *run);
/* @keys: (nullable): ids of the keys that are left because others may know them. Once nothing is on
 * them any more, and not before, the page leads to where they are disabled. */
void kh_enable_result_page_set_old_keys (KhWizardPage *page, const char *const *keys);

G_END_DECLS
