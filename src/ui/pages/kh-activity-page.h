/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page Activity (pages.md 2.8), and the page of one record. Main thread. */
#pragma once

#include "kh-page.h"

G_BEGIN_DECLS

#define KH_TYPE_ACTIVITY_PAGE (kh_activity_page_get_type ())
G_DECLARE_FINAL_TYPE (KhActivityPage, kh_activity_page, KH, ACTIVITY_PAGE, KhPage)

#define KH_TYPE_RECORD_PAGE (kh_record_page_get_type ())
G_DECLARE_FINAL_TYPE (KhRecordPage, kh_record_page, KH, RECORD_PAGE, KhPage)

/* @sequence: decimal number of the record. */
KhPage *kh_record_page_new (KhOrganization *organization, const char *sequence);

G_END_DECLS
