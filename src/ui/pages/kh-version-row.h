/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the versions of a key (pages.md 2.4). Closed it shows a lean version of the list; opened
 * it also shows what needs the version, once that was read. Main thread. */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

#define KH_TYPE_VERSION_ROW (kh_version_row_get_type ())
G_DECLARE_FINAL_TYPE (KhVersionRow, kh_version_row, KH, VERSION_ROW, AdwExpanderRow)

/* (transfer floating): @page must outlive the row, which stands in it. */
GtkWidget *kh_version_row_new (KhDetailPage *page, KhJson *listed);
/* The version with its uses and holds. The focus stays. */
void kh_version_row_set_whole (KhVersionRow *self, KhJson *whole);
/* They could not be read: the row says so unless it shows older ones. */
void kh_version_row_set_error (KhVersionRow *self, const GError *error);
const char *kh_version_row_get_version (KhVersionRow *self);

G_END_DECLS
