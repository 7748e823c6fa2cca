/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enabling one version of a key, with a toast that undoes it (pages.md 5.4). Main thread. */
#pragma once

#include "kh-pending-act.h"

G_BEGIN_DECLS

/* Runs it as @act, which it takes. Undo also works after the page was left: it disables the version
 * again unless something has used it meanwhile. */
void kh_enable_version_run (KhPendingAct *act, KhOrganization *organization, const char *vault,
                            const char *key, const char *version);

G_END_DECLS
