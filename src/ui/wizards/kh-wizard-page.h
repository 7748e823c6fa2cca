/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page of a wizard. It publishes data; the wizard draws title, body, scrolling, the error card,
 * and why Next is off (style.md 4.17).
 *
 * Main thread. A page keeps nothing that was decided: that is in the draft.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define KH_TYPE_WIZARD_PAGE (kh_wizard_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (KhWizardPage, kh_wizard_page, KH, WIZARD_PAGE, AdwBin)

struct _KhWizardPageClass {
  AdwBinClass parent_class;

  /* It comes to the front, from either side. */
  void (*shown) (KhWizardPage *self);
  /* It leaves the front, or the wizard ends. */
  void (*hidden) (KhWizardPage *self);
  /* A page of the end that has a button of its own to close the wizard. */
  gboolean closes;
  /* (nullable) (transfer none): where the focus starts; NULL: the first widget that takes it. */
  GtkWidget *(*get_focus) (KhWizardPage *self);
};

/* Properties: "step" (nullable: its word in the line of steps; progress and result have none),
 * "title", "body" (nullable), "reason" (nullable: why Next is off; empty: off without words; NULL:
 * on), "verb" (nullable: with mnemonic, on the button instead of Next), "narrow" (boolean, set by
 * the wizard: long buttons do not fit), "deliberate" (boolean: the verb is of guard level 3 or 4,
 * and neither Return in an entry nor Ctrl+Return presses it). */
const char *kh_wizard_page_get_step (KhWizardPage *self);
const char *kh_wizard_page_get_title (KhWizardPage *self);
const char *kh_wizard_page_get_body (KhWizardPage *self);
void kh_wizard_page_set_body (KhWizardPage *self, const char *body);
const char *kh_wizard_page_get_reason (KhWizardPage *self);
void kh_wizard_page_set_reason (KhWizardPage *self, const char *reason);
const char *kh_wizard_page_get_verb (KhWizardPage *self);
void kh_wizard_page_set_verb (KhWizardPage *self, const char *verb);
gboolean kh_wizard_page_is_narrow (KhWizardPage *self);
void kh_wizard_page_set_narrow (KhWizardPage *self, gboolean narrow);
gboolean kh_wizard_page_is_deliberate (KhWizardPage *self);
void kh_wizard_page_set_deliberate (KhWizardPage *self, gboolean deliberate);
/* The verb takes something away, and looks like it; a deliberate one always does. Before the verb.
 */
void kh_wizard_page_set_destructive (KhWizardPage *self, gboolean destructive);
gboolean kh_wizard_page_is_destructive (KhWizardPage *self);
/* Copies @error; NULL takes the card away. Signal "error-changed". */
void kh_wizard_page_set_error (KhWizardPage *self, const GError *error);
const GError *kh_wizard_page_get_error (KhWizardPage *self);

void kh_wizard_page_shown (KhWizardPage *self);
void kh_wizard_page_hidden (KhWizardPage *self);
void kh_wizard_page_focus (KhWizardPage *self);

G_END_DECLS
