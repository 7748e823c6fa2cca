/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base of the pages of Unlock Environments. */
#include "kh-unlock-page.h"

#include "kh-text.h"

G_DEFINE_ABSTRACT_TYPE (KhUnlockPage, kh_unlock_page, KH_TYPE_INQUIRY_PAGE)

static const KhInquiryWords words = { N_ ("Check _Again"), N_ ("Checked at %s"), N_ ("Checking") };

KhUnlock *
kh_unlock_page_get_unlock (KhInquiryPage *self)
{
  return KH_UNLOCK (kh_inquiry_page_get_inquiry (self));
}

KhItem *
kh_unlock_page_find_item (KhInquiryPage *self, const char *environment)
{
  KhOrganization *organization = kh_work_page_get_organization (KH_WORK_PAGE (self));

  return kh_item_list_find (kh_organization_get_list (organization, KH_ITEM_ENVIRONMENT),
                            environment);
}

static KhInquiry *
make (KhOrganization *organization)
{
  return KH_INQUIRY (kh_unlock_new (organization, NULL, NULL));
}

static void
kh_unlock_page_class_init (KhUnlockPageClass *klass)
{
  KH_INQUIRY_PAGE_CLASS (klass)->make = make;
  KH_INQUIRY_PAGE_CLASS (klass)->words = &words;
}

static void
kh_unlock_page_init (KhUnlockPage *self)
{
}
