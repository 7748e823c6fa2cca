/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with several environments at once (pages.md 2.2). Main thread. */
#pragma once

#include "kh-list-kind.h"

G_BEGIN_DECLS

#define KH_N_ENVIRONMENT_BULK_VERBS 5
extern const KhListBulkVerb kh_environment_bulk_verbs[KH_N_ENVIRONMENT_BULK_VERBS];

G_END_DECLS
