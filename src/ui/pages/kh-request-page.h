/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detail of a hand-over (pages.md 2.6), computed from the lists of the organization: it reads
 * nothing. Main thread. */
#pragma once

#include "kh-page.h"

G_BEGIN_DECLS

#define KH_TYPE_REQUEST_PAGE (kh_request_page_get_type ())
G_DECLARE_FINAL_TYPE (KhRequestPage, kh_request_page, KH, REQUEST_PAGE, KhPage)

/* (transfer floating): @id: of the environment or the policy that is handed over. */
KhPage *kh_request_page_new (KhOrganization *organization, const char *id);

G_END_DECLS
