/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of the sections: a list of all objects of a kind, and the detail of one object.
 *
 * Main thread. Each returns a floating KhPage; the shell shows it and releases it when it is left.
 */
#pragma once

#include "kh-page.h"
#include "kh-uri.h"

G_BEGIN_DECLS

/* The page of a section: of objects a list with chips, search and sort. */
KhPage *kh_section_page_new (KhOrganization *organization, KhSectionId section);
/* @item is kept; the page reads it whole and shows every change of it. */
KhPage *kh_detail_page_new (KhOrganization *organization, KhItem *item);
/* (nullable): @object of a section that lists no items, as its address names it. */
KhPage *kh_object_page_new (KhOrganization *organization, KhSectionId section, const char *object);

G_END_DECLS
