/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says when findings may have changed, and takes back dismissals whose facts have. Worker. */
#pragma once

#include "kh-tenant-private.h"

G_BEGIN_DECLS

/* Something that the rules look at was published. */
void kh_finding_watch_note (KhTenant *tenant);
/* Looks at dates that are behind by now, and at dismissals. Part of settling. */
void kh_finding_watch_look (KhTenant *tenant);

G_END_DECLS
