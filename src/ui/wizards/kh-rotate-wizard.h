/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotate Key (pages.md 4.2): how, checks, review, progress, result. Nothing is changed before the
 * last button of Review. Main thread. */
#pragma once

#include "kh-organization.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* @key: id of it, "VAULT/NAME". A modal window to present over the shell's. */
GtkWindow *kh_rotate_wizard_new (KhOrganization *organization, const char *key);

G_END_DECLS
