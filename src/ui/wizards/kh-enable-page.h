/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pages of Enable Customer-Managed Key share: the organization and the draft. Main thread.
 */
#pragma once

#include "kh-enable-draft.h"
#include "kh-enable-run.h"
#include "kh-organization.h"
#include "kh-wizard-page.h"

G_BEGIN_DECLS

#define KH_TYPE_ENABLE_PAGE (kh_enable_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (KhEnablePage, kh_enable_page, KH, ENABLE_PAGE, KhWizardPage)

struct _KhEnablePageClass {
  KhWizardPageClass parent_class;

  /* The draft, an object of the organization, or the width changed. */
  void (*changed) (KhEnablePage *self);
};

/* (transfer full): an empty draft on the organization's lists. */
KhEnableDraft *kh_enable_page_new_draft (KhOrganization *organization);
/* Properties, construct only: "organization", "draft" (without one the page has a draft of its
 * own). */
KhOrganization *kh_enable_page_get_organization (KhEnablePage *self);
KhEnableDraft *kh_enable_page_get_draft (KhEnablePage *self);
/* Cancelled when the page goes away. */
GCancellable *kh_enable_page_get_cancellable (KhEnablePage *self);
/* Runs `changed` once; the page does it when it is made. */
void kh_enable_page_update (KhEnablePage *self);
/* TRUE while the page is in its own `changed`: what its widgets say then is no decision. */
gboolean kh_enable_page_is_updating (KhEnablePage *self);
/* (transfer full): the plan of the draft with account and time filled in. */
KhEnablePlan *kh_enable_page_make_plan (KhEnablePage *self);
/* Called when something was done, and the page is still there. */
typedef void (*KhEnablePageDone) (KhEnablePage *self);
/* Takes @call, whose result is JSON, and does it; a failure is shown on the page. @button
 * (nullable) is insensitive meanwhile; @done is nullable. */
void kh_enable_page_do (KhEnablePage *self, KhCall *call, GtkWidget *button, KhEnablePageDone done);
/* The same for a work whose result is freed with g_free(). Takes @data. */
void kh_enable_page_run (KhEnablePage *self, KhOrganizationWork work, gpointer data,
                         GDestroyNotify destroy_data, GtkWidget *button, KhEnablePageDone done);

/* Asks "Make {e} a Managed Environment?", then does it in the same way. */
void kh_enable_page_ask_managed (KhEnablePage *self, KhItem *environment, GtkWidget *button,
                                 KhEnablePageDone done);

/* The pages. */
KhWizardPage *kh_enable_environments_page_new (KhOrganization *organization, KhEnableDraft *draft);
KhWizardPage *kh_enable_key_page_new (KhOrganization *organization, KhEnableDraft *draft);
KhWizardPage *kh_enable_policy_page_new (KhOrganization *organization, KhEnableDraft *draft);
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

G_END_DECLS
