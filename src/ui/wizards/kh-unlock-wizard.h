/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unlock Environments (pages.md 4.6): diagnosis, repair, review, progress, result. Anyone may walk
 * it up to the last button. Main thread. */
#pragma once

#include "kh-organization.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* @environments, @policy: as for kh_unlock_new(). A modal window to present over the shell's. */
GtkWindow *kh_unlock_wizard_new (KhOrganization *organization, const char *const *environments,
                                 const char *policy);

G_END_DECLS
