/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page in its frame: loading, empty, no results, error, or the page itself (pages.md 2.0). Main
 * thread. */
#pragma once

#include "kh-page.h"

G_BEGIN_DECLS

#define KH_TYPE_PAGE_VIEW (kh_page_view_get_type ())
G_DECLARE_FINAL_TYPE (KhPageView, kh_page_view, KH, PAGE_VIEW, AdwBin)

/* Takes the floating @page. */
GtkWidget *kh_page_view_new (KhPage *page);
/* (transfer none) */
KhPage *kh_page_view_get_page (KhPageView *self);

G_END_DECLS
