/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What runs now, in the header: a spinner while something runs, and a list of five (pages.md 1.5).
 * Main thread. */
#pragma once

#include <adwaita.h>

#include "kh-organization.h"

G_BEGIN_DECLS

#define KH_TYPE_OPERATIONS_BUTTON (kh_operations_button_get_type ())
G_DECLARE_FINAL_TYPE (KhOperationsButton, kh_operations_button, KH, OPERATIONS_BUTTON, AdwBin)

void kh_operations_button_set_organization (KhOperationsButton *self, KhOrganization *organization);
void kh_operations_button_popup (KhOperationsButton *self);

G_END_DECLS
