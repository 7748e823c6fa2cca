/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests (pages.md 2.6): what waits for another administrator. It binds to the lists of the
 * organization and reads nothing. Main thread. */
#pragma once

#include "kh-page.h"

G_BEGIN_DECLS

#define KH_TYPE_REQUESTS_PAGE (kh_requests_page_get_type ())
G_DECLARE_FINAL_TYPE (KhRequestsPage, kh_requests_page, KH, REQUESTS_PAGE, KhPage)

G_END_DECLS
