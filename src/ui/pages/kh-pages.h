/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of the sections: a list of all objects of a kind, and the detail of one object.
 *
 * Main thread. Each returns a floating KhPage; the shell shows it and releases it when it is left.
 */
#pragma once

#include "kh-page.h"

G_BEGIN_DECLS

/* All objects of @kind with chips, search and sort. */
KhPage *kh_list_page_new (KhOrganization *organization, KhItemKind kind);
/* @item is kept; the page reads it whole and shows every change of it. */
KhPage *kh_detail_page_new (KhOrganization *organization, KhItem *item);

G_END_DECLS
