/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overview (pages.md 2.1): what needs attention, what runs, how data is protected, what is ahead.
 * It binds to the lists of the organization and reads nothing but the names of those who locked
 * what it shows. Main thread. */
#pragma once

#include "kh-page.h"

G_BEGIN_DECLS

#define KH_TYPE_OVERVIEW_PAGE (kh_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (KhOverviewPage, kh_overview_page, KH, OVERVIEW_PAGE, KhPage)

G_END_DECLS
