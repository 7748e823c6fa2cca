/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base of the pages of Lock Environments. */
#include "kh-lock-page.h"

#include "kh-text.h"

G_DEFINE_ABSTRACT_TYPE (KhLockPage, kh_lock_page, KH_TYPE_INQUIRY_PAGE)

static const KhInquiryWords words = { N_ ("Compute _Again"), N_ ("Computed at %s"),
                                      N_ ("Computing") };

KhLockPlan *
kh_lock_page_get_plan (KhInquiryPage *self)
{
  return KH_LOCK_PLAN (kh_inquiry_page_get_inquiry (self));
}

static KhInquiry *
make (KhOrganization *organization)
{
  return KH_INQUIRY (kh_lock_plan_new (organization, KH_ITEM_POLICY, NULL));
}

static void
kh_lock_page_class_init (KhLockPageClass *klass)
{
  KH_INQUIRY_PAGE_CLASS (klass)->make = make;
  KH_INQUIRY_PAGE_CLASS (klass)->words = &words;
  KH_INQUIRY_PAGE_CLASS (klass)->keeps_error = TRUE;
}

static void
kh_lock_page_init (KhLockPage *self)
{
}
