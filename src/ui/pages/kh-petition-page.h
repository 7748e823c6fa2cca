/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detail of a request that one person made and another one decides (pages.md 2.6). Main thread.
 */
#pragma once

#include "kh-page.h"

G_BEGIN_DECLS

/* @id: of the request. */
KhPage *kh_petition_page_new (KhOrganization *organization, const char *id);
/* (transfer none): "Approval", "Unlock request". */
const char *kh_petition_kind_text (KhJson *request);

G_END_DECLS
