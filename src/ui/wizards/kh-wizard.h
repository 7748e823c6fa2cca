/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shape of every wizard: steps, Back and Next, the verb on the last page, the line that says
 * why Next is off, and the question before a draft is thrown away (pages.md 4.0).
 *
 * Main thread. A modal window (it becomes another class with a newer library: keep the seam here).
 */
#pragma once

#include "kh-organization.h"
#include "kh-wizard-page.h"

G_BEGIN_DECLS

#define KH_TYPE_WIZARD (kh_wizard_get_type ())
G_DECLARE_DERIVABLE_TYPE (KhWizard, kh_wizard, KH, WIZARD, AdwWindow)

struct _KhWizardClass {
  AdwWindowClass parent_class;

  /* The verb of the last page was pressed. */
  void (*apply) (KhWizard *self);
  /* TRUE if closing would lose what the user entered. */
  gboolean (*is_dirty) (KhWizard *self);
  /* (nullable, both or none): everything that was entered as values (transfer floating), and the
   * way back from them. */
  GVariant *(*save) (KhWizard *self);
  void (*restore) (KhWizard *self, GVariant *draft);
};

/* Properties: "organization" (construct only), "title". */
KhOrganization *kh_wizard_get_organization (KhWizard *self);
/* In the order of the steps. Pages without a step are those of the end. */
/* Presents a wizard that was just made, above the window of @place. */
void kh_wizard_show (GtkWindow *wizard, GtkWidget *place);
void kh_wizard_add_page (KhWizard *self, KhWizardPage *page);
/* Goes to @page. From a page of the end back to one with a step, the wizard can be walked again. */
void kh_wizard_go (KhWizard *self, KhWizardPage *page);
/* (nullable) (transfer none) */
KhWizardPage *kh_wizard_get_page (KhWizard *self);
/* The wizard and the objects it was opened on (pages.md 1.8), once its pages are there: a draft can
 * be put aside under this name, and the next wizard of the same name offers to continue it. */
void kh_wizard_set_address (KhWizard *self, const char *address);
/* Jumps to @page, and Next returns to where it was: [Edit] on Review. */
void kh_wizard_edit (KhWizard *self, KhWizardPage *page);
/* TRUE while closing it asks what becomes of its draft. */
gboolean kh_wizard_is_dirty (KhWizard *self);
/* Closes it without asking; a draft of a wizard with an address is kept for the next one. */
void kh_wizard_put_aside (KhWizard *self);
/* TRUE once the window was closed: nothing of it may be touched any more. */
gboolean kh_wizard_is_closed (KhWizard *self);

G_END_DECLS
