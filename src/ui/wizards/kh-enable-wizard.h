/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enable Customer-Managed Key (pages.md 4.1): environments, key, policy, checks, review, progress,
 * result. Nothing is changed before the last button of Review. Main thread. */
#pragma once

#include "kh-organization.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* @environments: (nullable): ids that are chosen at first. @policy: (nullable): chosen at first. A
 * modal window to present over the shell's. */
GtkWindow *kh_enable_wizard_new (KhOrganization *organization, const char *const *environments,
                                 const char *policy);
/* (transfer floating): Change Key (pages.md 4.3), for the same; @policy: (nullable): the new one.
 */
GtkWindow *kh_change_wizard_new (KhOrganization *organization, const char *const *environments,
                                 const char *policy);
/* (transfer floating): the same with a new policy and a new key proposed. */
GtkWindow *kh_change_wizard_new_key (KhOrganization *organization, const char *const *environments);
/* (transfer floating): Return to Microsoft-Managed Key (pages.md 4.4), for the same. */
GtkWindow *kh_return_wizard_new (KhOrganization *organization, const char *const *environments);

G_END_DECLS
