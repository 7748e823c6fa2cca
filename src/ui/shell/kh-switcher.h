/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Below the sidebar's header: which organization is shown, and the way to another (pages.md 1.6).
 *
 * Main thread. Its rows activate the application's actions "open-organization" (the folder),
 * "create-organization" and "make-sample".
 */
#pragma once

#include <adwaita.h>

#include "kh-organization.h"

G_BEGIN_DECLS

#define KH_TYPE_SWITCHER (kh_switcher_get_type ())
G_DECLARE_FINAL_TYPE (KhSwitcher, kh_switcher, KH, SWITCHER, AdwBin)

/* Once. The switcher follows the organization's name. */
void kh_switcher_set_organization (KhSwitcher *self, KhOrganization *organization);

/* Where organizations are; strings are copied. */
typedef struct {
  const char *profiles; /* the file of kh-profiles.h */
  const char *data_dir; /* of the organization that is shown */
  const char *sample;   /* the folder of the sample, whether there is one or not */
} KhSwitcherPlaces;
/* Without places there is nowhere to go, and no popover. */
void kh_switcher_set_places (KhSwitcher *self, const KhSwitcherPlaces *places);

G_END_DECLS
