/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pages of Unlock Environments share: what is locked, and groups of rows that are made
 * anew when it changes. Main thread. */
#pragma once

#include "kh-task-run.h"
#include "kh-unlock.h"
#include "kh-work-page.h"

G_BEGIN_DECLS

#define KH_TYPE_UNLOCK_PAGE (kh_unlock_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (KhUnlockPage, kh_unlock_page, KH, UNLOCK_PAGE, KhWorkPage)

struct _KhUnlockPageClass {
  KhWorkPageClass parent_class;

  /* Makes the groups of the page; those of before are gone. */
  void (*fill) (KhUnlockPage *self);
  /* (transfer full) (nullable): why Next is off, as for kh_wizard_page_set_reason(). */
  char *(*get_reason) (KhUnlockPage *self);
  /* TRUE: the page offers to look again, and says when it was looked. */
  gboolean looks;
};

/* Properties, construct only: "organization", "unlock" (without one, everything that is locked). */
KhUnlock *kh_unlock_page_get_unlock (KhUnlockPage *self);
/* Makes the groups anew: something that they show changed besides what is locked. */
void kh_unlock_page_fill (KhUnlockPage *self);
/* (transfer none): a new group at the end; both texts are nullable. */
AdwPreferencesGroup *kh_unlock_page_add_group (KhUnlockPage *self, const char *title,
                                               const char *description);
/* Text that wraps, at the end. */
void kh_unlock_page_add_sentence (KhUnlockPage *self, const char *text);
/* (transfer none): the button that looks again. */
GtkWidget *kh_unlock_page_get_again (KhUnlockPage *self);
/* A button beside the one that looks again. */
void kh_unlock_page_add_button (KhUnlockPage *self, GtkWidget *button);
/* (transfer none) (nullable): the item of an environment. */
KhItem *kh_unlock_page_find_item (KhUnlockPage *self, const char *environment);

/* The pages. */
KhWizardPage *kh_unlock_diagnosis_page_new (KhOrganization *organization, KhUnlock *unlock);
KhWizardPage *kh_unlock_repair_page_new (KhOrganization *organization, KhUnlock *unlock);
KhWizardPage *kh_unlock_review_page_new (KhOrganization *organization, KhUnlock *unlock);
/* Signals "back" and "retry". */
KhWizardPage *kh_unlock_result_page_new (KhOrganization *organization);
/* @filed: the run filed a request instead of re-enabling. */
void kh_unlock_result_page_set_run (KhWizardPage *page, KhTaskRun *run, gboolean filed);

/* (transfer full): what a case's diagnosis comes to, as a sentence. */
char *kh_unlock_conclusion (const KhUnlockCase *one);
/* (transfer full): the diagnosis of everything as text, for the clipboard. */
char *kh_unlock_report (KhUnlock *unlock, KhTime now);

G_END_DECLS
