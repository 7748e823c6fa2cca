/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lock Environments (pages.md 4.5): how, impact, review, progress, result. Anyone may walk it up to
 * the last button. Main thread. */
#pragma once

#include "kh-organization.h"
#include <adwaita.h>

G_BEGIN_DECLS

/* @kind, @id: of a policy, a key or a vault; an environment stands for its policy. A modal window
 * to present over the shell's. */
GtkWindow *kh_lock_wizard_new (KhOrganization *organization, KhItemKind kind, const char *id);

/* What it begins with; borrowed. */
typedef struct {
  const char *way;     /* (nullable): a trigger of `lock plan` */
  const char *version; /* (nullable): of the key that it is opened on */
} KhLockWish;
/* The same with a way chosen. */
GtkWindow *kh_lock_wizard_new_way (KhOrganization *organization, KhItemKind kind, const char *id,
                                   const KhLockWish *wish);

G_END_DECLS
