/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for hand-overs, in their list and on their page. Main thread. */
#pragma once

#include "kh-hand-over.h"
#include "kh-organization.h"

G_BEGIN_DECLS

/* (transfer full): "ep-sales is ready for environments" */
char *kh_request_title (KhItem *subject, KhHandOverKind kind);
/* (transfer full) (nullable): "3 days 18 hours left", where something ends. */
char *kh_request_left (KhOrganization *organization, KhItem *subject);

G_END_DECLS
