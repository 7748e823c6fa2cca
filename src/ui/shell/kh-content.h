/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The content pane: header bar, search, banner, and the pages that were drilled into, one in front.
 * Pages know nothing of it. Main thread. */
#pragma once

#include "kh-page.h"
#include "kh-uri.h"

G_BEGIN_DECLS

#define KH_TYPE_CONTENT (kh_content_get_type ())
G_DECLARE_FINAL_TYPE (KhContent, kh_content, KH, CONTENT, AdwBin)

/* Property "folded": the sidebar is a page of its own; "search-by-typing": a letter begins a
 * search. Signals "section" (int, KhSectionId): the
 * root page changed; "back-to-sidebar": Back was pressed on the root page. */
void kh_content_set_organization (KhContent *self, KhOrganization *organization);
/* Shows the page of a section and leaves all pages before it. */
void kh_content_show_section (KhContent *self, const KhUri *uri);
/* Drills down to an object. */
void kh_content_push_item (KhContent *self, KhItem *item, const char *part);
/* Drills down to what is no item; FALSE when the section has no such pages. */
gboolean kh_content_push_object (KhContent *self, const KhUri *uri);
/* (nullable) (transfer none): the parts of the pane among which F6 goes on, in their order; NULL
 * past the last one. */
GtkWidget *kh_content_get_area (KhContent *self, guint index);
/* FALSE when there is nothing to go back to. */
gboolean kh_content_back (KhContent *self);
/* (nullable) (transfer none) */
KhPage *kh_content_get_page (KhContent *self);
void kh_content_start_search (KhContent *self);
void kh_content_popup_operations (KhContent *self);
/* What depends on the time and on the connection. */
void kh_content_update_banner (KhContent *self);

G_END_DECLS
