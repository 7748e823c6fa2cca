/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An ongoing state of the organization, above the page: the first that is true (pages.md 1.4).
 * A newer library has a class of its own for it. Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-organization.h"

G_BEGIN_DECLS

#define KH_TYPE_BANNER (kh_banner_get_type ())
G_DECLARE_FINAL_TYPE (KhBanner, kh_banner, KH, BANNER, AdwBin)

/* Once. Follows what changes from then on. */
void kh_banner_set_organization (KhBanner *self, KhOrganization *organization);
/* @uri: (nullable): of the page below. Where its card says the same about the same object, the
 * banner does not say it again. */
void kh_banner_set_page (KhBanner *self, const char *uri);
/* Deadlines depend on the time too. */
void kh_banner_update (KhBanner *self);

G_END_DECLS
