/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base of the pages of Rotate Key. */
#include "kh-rotate-page.h"

#include "kh-text.h"

G_DEFINE_ABSTRACT_TYPE (KhRotatePage, kh_rotate_page, KH_TYPE_INQUIRY_PAGE)

static const KhInquiryWords words = { N_ ("Check _Again"), N_ ("Checked at %s"), N_ ("Checking") };

KhRotatePlan *
kh_rotate_page_get_plan (KhInquiryPage *self)
{
  return KH_ROTATE_PLAN (kh_inquiry_page_get_inquiry (self));
}

char *
kh_rotate_page_refusal (KhInquiryPage *self)
{
  KhRotatePlan *plan = kh_rotate_page_get_plan (self);

  if (kh_rotate_plan_get_key (plan) == NULL)
    return g_strdup_printf (_ ("%s no longer exists"), kh_rotate_plan_get_name (plan));
  if (!kh_organization_may (kh_work_page_get_organization (KH_WORK_PAGE (self)), KH_MAY_KVA))
    return g_strdup (_ ("This needs the Key Vault administrator role"));
  return NULL;
}

static KhInquiry *
make (KhOrganization *organization)
{
  return KH_INQUIRY (kh_rotate_plan_new (organization, NULL));
}

static void
kh_rotate_page_class_init (KhRotatePageClass *klass)
{
  KH_INQUIRY_PAGE_CLASS (klass)->make = make;
  KH_INQUIRY_PAGE_CLASS (klass)->words = &words;
}

static void
kh_rotate_page_init (KhRotatePage *self)
{
}
