/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enabling one version of a key, with a toast that undoes it (pages.md 5.4). Main thread. */
#pragma once

#include "kh-detail-page.h"

G_BEGIN_DECLS

/* Runs it as the act @action of @page. Undo also works after the page was left: it disables the
 * version again unless something has used it meanwhile. */
void kh_enable_version_run (KhDetailPage *page, const char *action, const char *vault,
                            const char *key, const char *version);

G_END_DECLS
