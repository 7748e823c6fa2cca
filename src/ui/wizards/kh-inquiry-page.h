/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of a wizard on something that is asked of the tenant: groups of rows that are made anew
 * when it has answered, and the line that says when, with a button that asks again. Main thread. */
#pragma once

#include "kh-inquiry.h"
#include "kh-work-page.h"

G_BEGIN_DECLS

#define KH_TYPE_INQUIRY_PAGE (kh_inquiry_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (KhInquiryPage, kh_inquiry_page, KH, INQUIRY_PAGE, KhWorkPage)

/* Marked for translation. */
typedef struct {
  const char *again;  /* the button, with mnemonic: "Check _Again" */
  const char *asked;  /* with the time: "Checked at %s" */
  const char *asking; /* "Checking" */
} KhInquiryWords;

struct _KhInquiryPageClass {
  KhWorkPageClass parent_class;

  /* (transfer full): of a page that was made without an inquiry: one of nothing in particular. */
  KhInquiry *(*make) (KhOrganization *organization);
  const KhInquiryWords *words;
  /* Makes the groups of the page; those of before are gone. */
  void (*fill) (KhInquiryPage *self);
  /* (transfer full) (nullable): why Next is off, as for kh_wizard_page_set_reason(). */
  char *(*get_reason) (KhInquiryPage *self);
  /* TRUE: the page offers to ask again, and says when it was asked. */
  gboolean looks;
  /* TRUE: why the last step was refused is the wizard's to say, and outlives an answer. */
  gboolean keeps_error;
};

/* Properties, construct only: "organization", "inquiry". */
KhInquiry *kh_inquiry_page_get_inquiry (KhInquiryPage *self);
/* Of the organization. */
KhTime kh_inquiry_page_now (KhInquiryPage *self);
/* Makes the groups anew: something that they show changed besides the answers. */
void kh_inquiry_page_fill (KhInquiryPage *self);
/* Looks again whether Next is on. */
void kh_inquiry_page_update_reason (KhInquiryPage *self);
/* (transfer none): a new group at the end; both texts are nullable. */
AdwPreferencesGroup *kh_inquiry_page_add_group (KhInquiryPage *self, const char *title,
                                                const char *description);
/* Text that wraps, at the end. */
void kh_inquiry_page_add_sentence (KhInquiryPage *self, const char *text);
/* Below the groups: stays when they are made anew. */
void kh_inquiry_page_add_below (KhInquiryPage *self, GtkWidget *widget);
/* (transfer none): the button that asks again. */
GtkWidget *kh_inquiry_page_get_again (KhInquiryPage *self);
/* A button beside it. */
void kh_inquiry_page_add_button (KhInquiryPage *self, GtkWidget *button);

G_END_DECLS
