/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of sections with their badges. Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-organization.h"
#include "kh-uri.h"

G_BEGIN_DECLS

#define KH_TYPE_SIDEBAR (kh_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (KhSidebar, kh_sidebar, KH, SIDEBAR, AdwBin)

/* Signal "chosen" (int, KhSectionId): a section was activated by the user. */
void kh_sidebar_set_organization (KhSidebar *self, KhOrganization *organization);
/* Marks a section as the one that is shown. */
void kh_sidebar_select (KhSidebar *self, KhSectionId section);
/* Badges depend on the time too. */
void kh_sidebar_update (KhSidebar *self);

G_END_DECLS
